//! The chosen indicator: what it is, and its fields.

use egui::{Id, RichText, ScrollArea, Ui};

use crate::app::edit_computed::ComputedPlace;
use crate::app::indicator_draft::Draft;
use crate::app::state::AppState;
use crate::calc::calculation::Plot;
use crate::ui::indicator_form::{inputs_ui, outputs_ui, params_ui};
use crate::ui::indicator_words::{definition_ui, inputs_and_outputs_ui};
use crate::ui::theme::Theme;
use crate::ui::theme::style::SMALL;
use crate::ui::widgets::button::segments_ui;
use crate::ui::widgets::text::strong;

/// Shows it and changes the draft; whether Enter was pressed in a field.
pub fn detail_ui(ui: &mut Ui, state: &AppState, draft: &mut Draft, height: f32) -> bool {
    let theme = Theme::of(ui);
    let mut entered = false;
    let calculation = draft.calculation;
    let scope = Id::unique(("indicator parameters", calculation.name));
    let area = ScrollArea::vertical()
        .id_salt(("indicator detail", calculation.name))
        .max_height(height)
        .auto_shrink([false, false]);
    area.show(ui, |ui| {
        let title = strong(ui, calculation.title);
        ui.label(title);
        let group = RichText::new(calculation.group.title()).size(SMALL).color(theme.text_weak);
        ui.label(group);
        ui.add_space(6.0);
        entered = params_ui(ui, draft, scope, false).entered;
        inputs_ui(ui, state, draft, scope);
        outputs_ui(ui, draft);
        if matches!(calculation.plot, Plot::OverInput | Plot::OwnPane | Plot::OwnBars) {
            place_ui(ui, draft);
        }
        ui.add_space(6.0);
        definition_ui(ui, calculation);
        let params = draft.params().unwrap_or_else(|_wrong| calculation.defaults());
        inputs_and_outputs_ui(ui, calculation, &params);
    });
    entered
}

/// Where it is drawn.
fn place_ui(ui: &mut Ui, draft: &mut Draft) {
    ui.add_space(4.0);
    let choices = ComputedPlace::ALL.map(|place| {
        let tooltip = match place {
            ComputedPlace::Usual => "Where this indicator usually stands",
            ComputedPlace::OverInput => "In the pane of the series it is computed from",
            ComputedPlace::OwnPane => "In a new pane at the foot",
        };
        (place, place.label(), tooltip)
    });
    ui.horizontal(|ui| {
        if let Some(place) = segments_ui(ui, Some(draft.place), &choices) {
            draft.place = place;
        }
    });
}

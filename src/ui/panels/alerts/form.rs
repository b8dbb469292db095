//! The form for a new alert: what is watched, what it crosses, when and how often.
//!
//! What is chosen lives in egui's memory until the alert is added.

use egui::{Button, ComboBox, Ui};

use super::{often, watchable};
use crate::app::alert_edits::AlertEdit;
use crate::app::command::Command;
use crate::app::derived::any_title;
use crate::app::edit::Edit;
use crate::app::level_edits::level_words;
use crate::app::state::AppState;
use crate::domain::alert::{Alert, AlertWhen, SeriesAlert};
use crate::domain::catalog;
use crate::domain::level::{Level, LevelId};
use crate::ui::theme::Theme;
use crate::ui::widgets::text::group_heading;

/// What a new alert is crossed against.
#[derive(Clone, Debug, PartialEq)]
enum Other {
    Level(LevelId),
    Series(String),
}

/// A new alert as it is chosen so far.
#[derive(Clone, Debug, PartialEq)]
struct Draft {
    watch: String,
    other: Option<Other>,
    when: AlertWhen,
    every_time: bool,
}

impl Default for Draft {
    fn default() -> Self {
        Self { watch: catalog::PRICE.to_owned(), other: None, when: AlertWhen::Cross, every_time: false }
    }
}

impl Draft {
    fn edit(&self) -> Option<AlertEdit> {
        let Self { watch, when, every_time, .. } = self.clone();
        match self.other.clone()? {
            Other::Level(id) => {
                let alert = Some(Alert { every_time, watch, ..Alert::new(when) });
                Some(AlertEdit::SetLevel { id, alert })
            }
            Other::Series(against) => {
                let alert = SeriesAlert { every_time, ..SeriesAlert::new(&watch, &against, when) };
                Some(AlertEdit::AddSeries(alert))
            }
        }
    }
}

/// The form; adds the alert on request.
pub(super) fn form_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let heading = group_heading(ui, "New alert");
    ui.label(heading);
    ui.add_space(4.0);
    let memory = ui.scope_id().with("new alert");
    let mut draft: Draft = ui.data(|data| data.get_temp(memory)).unwrap_or_default();
    let numbers = Theme::of(ui).numbers;
    let half = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
    ui.horizontal(|ui| {
        let watch = any_title(&draft.watch).into_owned();
        combo_ui(ui, "Watched series", &watch, half, |ui| {
            // Whatever can cross a level, and whatever has a partner of its unit.
            for id in partnered(state) {
                let title = any_title(&id).into_owned();
                if ui.selectable_label(draft.watch == id, title).clicked() {
                    draft.watch = id;
                }
            }
        });
        combo_ui(ui, "Condition", draft.when.words(), half, |ui| {
            for when in AlertWhen::ALL {
                ui.selectable_value(&mut draft.when, when, when.words());
            }
        });
    });
    let levels = levels_for(state, &draft.watch);
    let series = watchable(state, Some(&draft.watch));
    let is_there = match &draft.other {
        Some(Other::Level(id)) => levels.iter().any(|level| level.id == *id),
        Some(Other::Series(id)) => series.contains(id),
        None => false,
    };
    if !is_there {
        draft.other = None;
    }
    ui.horizontal(|ui| {
        let shown = match &draft.other {
            Some(Other::Level(id)) => {
                let level = levels.iter().find(|level| level.id == *id);
                level.map_or_else(String::new, |level| numbers.of(level_words(level)))
            }
            Some(Other::Series(id)) => any_title(id).into_owned(),
            None => "Level or series…".to_owned(),
        };
        combo_ui(ui, "What it crosses", &shown, half, |ui| {
            for id in &series {
                let other = Some(Other::Series(id.clone()));
                ui.selectable_value(&mut draft.other, other, any_title(id));
            }
            for level in &levels {
                let other = Some(Other::Level(level.id));
                ui.selectable_value(&mut draft.other, other, numbers.of(level_words(level)));
            }
        });
        combo_ui(ui, "How often", often(draft.every_time), half, |ui| {
            for every_time in [false, true] {
                ui.selectable_value(&mut draft.every_time, every_time, often(every_time));
            }
        });
    });
    ui.add_space(4.0);
    let add = ui
        .add_enabled(draft.other.is_some(), Button::new("+ Alert"))
        .on_hover_text("Be told when this happens from the last row on")
        .on_disabled_hover_text("Choose what it crosses first")
        .accessible_name("Add alert");
    if add.clicked()
        && let Some(edit) = draft.edit()
    {
        commands.push(Command::Edit(Edit::Alerts(edit)));
        draft.other = None;
    }
    ui.data_mut(|data| data.insert_temp(memory, draft));
}

fn combo_ui(ui: &mut Ui, name: &str, shown: &str, width: f32, content: impl FnOnce(&mut Ui)) {
    let combo = ComboBox::from_id_salt(name).selected_text(shown).width(width).truncate();
    combo.show_ui(ui, content).response.accessible_name(name);
}

/// Levels without an alert yet, by price downwards; none for what is not in dollars.
fn levels_for<'a>(state: &'a AppState, watch: &str) -> Vec<&'a Level> {
    if !watchable(state, None).iter().any(|id| id == watch) {
        return Vec::new();
    }
    let mut levels: Vec<&Level> =
        state.document().levels.iter().filter(|level| level.alert.is_none()).collect();
    levels.sort_by(|a, b| b.place.price().total_cmp(&a.place.price()));
    levels
}

/// Series that can cross something: a level, or another series of their unit.
fn partnered(state: &AppState) -> Vec<String> {
    let ids = state.library().ids().into_iter();
    let priced = watchable(state, None);
    ids.filter(|id| priced.contains(id) || !watchable(state, Some(id)).is_empty()).collect()
}

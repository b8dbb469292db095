//! Levels as sliders in the accessibility tree, and Tab through them.

use egui::accesskit::Action;
use egui::{Sense, Ui, WidgetInfo};

use crate::app::command::{Command, Direction, NudgeStep, Selection};
use crate::app::level_edits::level_words;
use crate::app::state::AppState;
use crate::domain::level::{MAX_PRICE_USD, MIN_PRICE_USD};
use crate::ui::chart::levels::PlacedLevel;

/// A focusable slider node for every level on the pane.
pub fn level_sliders_ui(ui: &Ui, state: &AppState, placed: &[PlacedLevel], commands: &mut Vec<Command>) {
    for place in placed {
        let Some(level) = state.document_now().level(place.id) else { continue };
        let id = ui.scope_id().with(("level", place.id));
        let response = ui.interact(place.chip, id, Sense::focusable_noninteractive());
        let mut name = level_words(level);
        if !level.label.is_empty() {
            name = format!("{name}, {}", level.label);
        }
        let price = level.place.price();
        response.widget_info(|| WidgetInfo::slider(!level.locked, price, &name));
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_min_numeric_value(MIN_PRICE_USD);
            node.set_max_numeric_value(MAX_PRICE_USD);
            node.set_numeric_value_step(100.0);
            node.add_action(Action::Increment);
            node.add_action(Action::Decrement);
        });
        let selection = Selection::Level(place.id);
        if response.gained_focus() && state.selection() != Some(&selection) {
            commands.push(Command::Select(Some(selection.clone())));
        }
        if response.has_focus() {
            ui.memory_mut(|memory| {
                let filter = egui::EventFilter {
                    tab: false,
                    horizontal_arrows: true,
                    vertical_arrows: true,
                    escape: false,
                };
                memory.set_focus_lock_filter(id, filter);
            });
        }
        for (action, direction) in [(Action::Increment, Direction::Up), (Action::Decrement, Direction::Down)]
        {
            if ui.input(|input| input.has_accesskit_action_request(id, action)) {
                commands.push(Command::Select(Some(selection.clone())));
                commands.push(Command::Nudge(direction, NudgeStep::One));
            }
        }
    }
}

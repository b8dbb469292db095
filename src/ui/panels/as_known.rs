//! A past day to type, to see what was known then.

use egui::{Button, Ui};

use crate::app::command::Command;
use crate::app::state::AppState;
use crate::ui::panels::dialog::{Closing, dialog_ui};

/// The window of [`crate::app::command::Dialog::AsKnown`].
pub fn as_known_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let mut closed = false;
    let closing = dialog_ui(
        ui,
        "as known",
        "As known on",
        400.0,
        |ui| {
            ui.label(state.as_known_on().map_or_else(String::new, |day| day.day_label()));
        },
        |ui| closed = ui.add(Button::new("Cancel")).clicked(),
    );
    if closed || closing != Closing::No {
        commands.push(Command::ShowDialog(None));
    }
}

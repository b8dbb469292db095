//! The window over `settings.toml`: every choice takes effect and is saved at once.

use egui::Ui;

use crate::app::command::Command;
use crate::app::state::AppState;
use crate::ui::panels::dialog::{Closing, dialog_ui};
use crate::ui::widgets::button::primary_button_ui;
use crate::ui::widgets::text::small_print_ui;

/// The window of [`crate::app::command::Dialog::Preferences`].
pub fn preferences_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let mut close = false;
    let closing = dialog_ui(
        ui,
        "preferences",
        "Preferences",
        720.0,
        |ui| {
            if let Some(folders) = state.folders() {
                small_print_ui(ui, folders.settings_path().display().to_string());
            }
        },
        |ui| close = primary_button_ui(ui, "Close").clicked(),
    );
    if close || closing != Closing::No {
        commands.push(Command::ShowDialog(None));
    }
}

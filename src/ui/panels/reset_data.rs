//! Asks before everything but the case file is taken out of the cache.

use egui::{Button, Label, RichText, Ui};

use crate::app::command::{Command, Dialog};
use crate::app::data_command::{DataCommand, DataPage};
use crate::app::state::AppState;
use crate::domain::format::grouped;
use crate::ui::panels::dialog::{Closing, dialog_ui};
use crate::ui::theme::Theme;
use crate::ui::widgets::text::small_print_ui;

/// The window of [`Dialog::ResetData`].
pub fn reset_data_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let (mut reset, mut kept) = (false, false);
    let closing = dialog_ui(
        ui,
        "reset data",
        "Reset to the case file",
        460.0,
        |ui| {
            let numbers = Theme::of(ui).numbers;
            ui.add(Label::new(numbers.of(what_goes(state))).wrap());
            small_print_ui(
                ui,
                "Levels, notes, scenarios and settings stay. Undo brings the rows back until the program ends",
            );
        },
        |ui| {
            let word = RichText::new("Reset").color(Theme::of(ui).danger);
            reset = ui.add(Button::new(word)).accessible_name("Yes, reset to the case file").clicked();
            kept = ui.button("Keep everything").clicked();
        },
    );
    if reset {
        commands.push(Command::Data(DataCommand::ResetToCaseFile));
    }
    if reset || kept || closing == Closing::ByKey {
        commands.push(Command::ShowDialog(Some(Dialog::Data(DataPage::Series))));
    } else if closing == Closing::ByClickBeside {
        commands.push(Command::ShowDialog(None));
    }
}

/// How much would go.
fn what_goes(state: &AppState) -> String {
    let all = state.library().entries();
    let others: Vec<usize> =
        all.filter(|(key, _)| !key.source.is_case_file()).map(|(_, entry)| entry.series.len()).collect();
    if others.is_empty() {
        return "Only the case file is here, nothing would go".to_owned();
    }
    let rows = grouped(others.iter().sum::<usize>() as f64, 0);
    let sources = grouped(others.len() as f64, 0);
    format!("{rows} rows of {sources} imported or fetched series go; the case file stays")
}

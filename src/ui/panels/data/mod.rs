//! The Data window: what is stored, from whom, how old it is, and fetching more.

use egui::{Button, Ui};

use crate::app::command::{Command, Dialog};
use crate::app::data_command::DataPage;
use crate::app::state::AppState;
use crate::ui::panels::dialog::{Closing, dialog_ui};

/// The window of [`Dialog::Data`].
pub fn data_ui(ui: &Ui, state: &AppState, page: DataPage, commands: &mut Vec<Command>) {
    let mut closed = false;
    let closing = dialog_ui(
        ui,
        "data",
        "Data",
        1000.0,
        |ui| {
            ui.horizontal(|ui| {
                for other in DataPage::ALL {
                    if ui.selectable_label(other == page, other.title()).clicked() {
                        commands.push(Command::ShowDialog(Some(Dialog::Data(other))));
                    }
                }
            });
            ui.label(format!("{} series", state.data_overview().series.len()));
        },
        |ui| closed = ui.add(Button::new("Close")).clicked(),
    );
    if closed || closing != Closing::No {
        commands.push(Command::ShowDialog(None));
    }
}

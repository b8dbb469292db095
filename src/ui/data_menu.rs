//! The Data menu: fetching, what is stored, looking back, clearing.

use egui::Ui;

use crate::app::command::{Command, Dialog};
use crate::app::data_command::{DataCommand, DataPage};
use crate::app::state::AppState;
use crate::ui::menu::{Mark, item_ui, named_item_ui};

/// Everything about the data themselves.
pub(super) fn data_menu_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let (idle, why_not) = (!state.is_refreshing(), state.why_not_refreshed());
    let can = idle && why_not.is_none();
    let why = why_not.unwrap_or("A refresh is under way");
    choice_ui(ui, commands, Command::Data(DataCommand::Refresh(Vec::new())), can, why);
    let stop = Command::Data(DataCommand::StopRefresh);
    choice_ui(ui, commands, stop, !idle, "Nothing is being fetched");
    ui.separator();
    for page in DataPage::ALL {
        item_ui(ui, commands, Command::ShowDialog(Some(Dialog::Data(page))));
    }
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::Flows)));
    ui.separator();
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::AsKnown)));
    let back = Command::Data(DataCommand::ShowAsKnown(None));
    choice_ui(ui, commands, back, state.as_known_on().is_some(), "This is what is known now");
    ui.separator();
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::ResetData)));
    let folder = Command::Data(DataCommand::RevealDataFolder);
    let has_folder = state.folders().is_some();
    choice_ui(ui, commands, folder, has_folder, "The data live in memory only, there is no folder");
}

fn choice_ui(ui: &mut Ui, commands: &mut Vec<Command>, command: Command, can: bool, why_not: &str) {
    let caption = command.info().caption;
    named_item_ui(ui, commands, command, caption, Mark::None, can).on_disabled_hover_text(why_not);
}

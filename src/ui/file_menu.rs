//! The part of the File menu that is about workspaces.
//!
//! Whether a recent workspace is still there is looked up by the app, off this
//! thread, whenever the list is opened: a disk may be slow to answer.

use egui::{Id, Ui};

use crate::app::command::Command;
use crate::app::recent::Presence;
use crate::app::space_file::space_name;
use crate::app::spaces::missing_words;
use crate::app::state::AppState;
use crate::ui::menu::{Mark, item_ui, named_item_ui, submenu_ui};

/// New, open, recent, save as, duplicate, and where the file lies.
pub(super) fn workspaces_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    item_ui(ui, commands, Command::NewWorkspace);
    item_ui(ui, commands, Command::ChooseWorkspace);
    submenu_ui(ui, "Open recent", |ui| recent_ui(ui, state, commands));
    item_ui(ui, commands, Command::ChooseWorkspaceCopy);
    item_ui(ui, commands, Command::DuplicateWorkspace);
    let path = state.workspace_path();
    let no_file = "This workspace lives in memory, save it with Save as… first";
    let caption = Command::RevealWorkspace.info().caption;
    named_item_ui(ui, commands, Command::RevealWorkspace, caption, Mark::None, path.is_some())
        .on_disabled_hover_text(no_file);
    let copy = Command::CopyText(path.map_or_else(String::new, |path| path.display().to_string()));
    named_item_ui(ui, commands, copy, "Copy path", Mark::None, path.is_some())
        .on_disabled_hover_text(no_file);
    item_ui(ui, commands, Command::SaySaved);
}

fn recent_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    look_again(ui, commands);
    let open = state.workspace_path();
    for (path, presence) in state.recent().entries() {
        let is_open = open == Some(path);
        let name = space_name(path);
        let command = Command::OpenWorkspace(path.to_owned());
        let enabled = presence == Presence::There || is_open;
        let mark = if is_open { Mark::State(true) } else { Mark::None };
        named_item_ui(ui, commands, command, &name, mark, enabled)
            .on_hover_text(path.display().to_string())
            .on_disabled_hover_text(missing_words(path));
    }
    if state.recent().entries().next().is_none() {
        ui.label("No other workspace was open yet");
        return;
    }
    ui.separator();
    item_ui(ui, commands, Command::ClearRecent);
}

/// Asks for a look at the files in the first frame the list is shown.
fn look_again(ui: &Ui, commands: &mut Vec<Command>) {
    let memory = Id::unique("recent workspaces were shown");
    let frame = ui.ctx().cumulative_frame_nr();
    let last: Option<u64> = ui.data(|data| data.get_temp(memory));
    ui.data_mut(|data| data.insert_temp(memory, frame));
    if last.is_none_or(|last| last + 1 < frame) {
        commands.push(Command::CheckRecent);
    }
}

//! Workspaces that can be opened, made and gone on with.

use crate::app::command::Command;
use crate::app::offered::kinds::CommandKind;
use crate::app::offered::{Group, Offers, PATH};
use crate::app::recent::Presence;
use crate::app::space_file::space_name;
use crate::app::spaces::missing_words;

const NO_FILE: &str = "This workspace lives in memory, save it with Save as… first";

pub(super) fn of_spaces(offers: &mut Offers<'_>, kind: CommandKind) {
    let state = offers.state;
    let plain = |offers: &mut Offers<'_>, command: Command, caption: &str| {
        offers.add(Group::File, command, caption);
    };
    match kind {
        CommandKind::NewWorkspace => plain(offers, Command::NewWorkspace, "New workspace"),
        CommandKind::ChooseWorkspace => plain(offers, Command::ChooseWorkspace, "Open workspace…"),
        CommandKind::ChooseWorkspaceCopy => {
            plain(offers, Command::ChooseWorkspaceCopy, "Save workspace as…");
        }
        CommandKind::DuplicateWorkspace => {
            plain(offers, Command::DuplicateWorkspace, "Duplicate workspace");
        }
        CommandKind::SaySaved => plain(offers, Command::SaySaved, "Is everything saved?"),
        CommandKind::EnterSafeMode => plain(offers, Command::EnterSafeMode, "Open in safe mode"),
        CommandKind::OpenWorkspace => {
            for (path, presence) in state.recent().entries() {
                let open = state.workspace_path() == Some(path);
                let command = Command::OpenWorkspace(path.to_owned());
                let offer = offers.add(Group::File, command, format!("Open {}", space_name(path)));
                offer.state(open).needs(presence == Presence::There || open, &missing_words(path));
            }
            offers.withhold("offered for each recent workspace");
        }
        CommandKind::ClearRecent => {
            let any = state.recent().entries().next().is_some();
            let offer = offers.add(Group::File, Command::ClearRecent, "Forget the recent workspaces");
            offer.needs(any, "No other workspace was open yet");
        }
        CommandKind::CheckRecent => offers.withhold("the list of recent workspaces asks for it"),
        CommandKind::RevealWorkspace => {
            let offer = offers.add(Group::File, Command::RevealWorkspace, "Show the workspace in its folder");
            offer.needs(state.workspace_path().is_some(), NO_FILE);
        }
        CommandKind::JumpTo => offers.withhold("the list of steps offers it"),
        _ => offers.withhold(PATH),
    }
}

/// The path of the workspace's file, for the clipboard.
pub(super) fn of_path(offers: &mut Offers<'_>) {
    let path = offers.state.workspace_path();
    let copy = Command::CopyText(path.map_or_else(String::new, |path| path.display().to_string()));
    let offer = offers.add(Group::File, copy, "Copy the path of the workspace");
    offer.needs(path.is_some(), NO_FILE);
}

//! The words and keys of commands about workspaces and history.
//!
//! Ctrl+O has always been Import CSV, the more frequent wish of the two, and
//! stays so; opening a workspace is the larger step and takes Shift.

use crate::app::command::{Command, Dialog, PathPurpose};
use crate::app::command_info::{CommandInfo, info, keyed};
use crate::app::shortcut::{Key, Shortcut};
use crate::app::view::Tab;

/// The commands of this file that have a key.
pub(super) const SPACE_SHORTCUTS: [Command; 5] = [
    Command::NewWorkspace,
    Command::ChooseWorkspace,
    Command::ChooseWorkspaceCopy,
    Command::SaySaved,
    Command::ShowTab(Tab::History),
];

/// Words and key; of no command of another file.
pub(super) fn space_info(command: &Command) -> CommandInfo {
    match command {
        Command::NewWorkspace => keyed(
            "New workspace",
            "Begin anew from the case file, in a file of its own; this one is kept",
            Shortcut::command(Key::Char('N')),
        ),
        Command::ChooseWorkspace => keyed(
            "Open workspace…",
            "Open another workspace; this one is saved",
            Shortcut::command_shift(Key::Char('O')),
        ),
        Command::OpenWorkspace(_) => info("Open", "Open this workspace; the one that is open is saved"),
        Command::ChooseWorkspaceCopy => keyed(
            "Save as…",
            "Write the workspace to another file and go on there",
            Shortcut::command_shift(Key::Char('S')),
        ),
        Command::SaveWorkspaceAs(_) => info("Save as", "Write the workspace to a file and go on there"),
        Command::DuplicateWorkspace => {
            info("Duplicate", "Go on in a copy beside this workspace, with its history of steps")
        }
        Command::ClearRecent => info("Clear list", "Forget the recent workspaces; their files stay"),
        Command::CheckRecent => info("Look again", "See which recent workspaces are still there"),
        Command::RevealWorkspace => info("Show in folder", "Show where the workspace's file lies"),
        Command::SaySaved => keyed(
            "Is everything saved?",
            "Say where the workspace is saved; every change is, as it is made",
            Shortcut::command(Key::Char('S')),
        ),
        Command::JumpTo(_) => info("Go to this step", "Undo or redo up to this step"),
        Command::EnterSafeMode => info(
            "Open in safe mode",
            "Show the bundled case file in memory; your workspaces and imports are left alone",
        ),
        Command::ShowTab(Tab::History) => keyed(
            "History",
            "Open the list of steps, to go back to any of them",
            Shortcut::command_shift(Key::Char('H')),
        ),
        Command::ShowDialog(Some(Dialog::TypePath(PathPurpose::OpenWorkspace))) => {
            info("Type the path of a workspace…", "Open a workspace by its path")
        }
        Command::ShowDialog(Some(Dialog::TypePath(PathPurpose::SaveWorkspaceAs))) => {
            info("Type a path to save to…", "Go on with the workspace at a path")
        }
        _ => info("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_sent_here_has_words() {
        let path = std::path::PathBuf::from("a.json");
        let more = [
            Command::OpenWorkspace(path.clone()),
            Command::SaveWorkspaceAs(path),
            Command::DuplicateWorkspace,
            Command::ClearRecent,
            Command::CheckRecent,
            Command::RevealWorkspace,
            Command::JumpTo(3),
            Command::EnterSafeMode,
            Command::ShowDialog(Some(Dialog::TypePath(PathPurpose::OpenWorkspace))),
            Command::ShowDialog(Some(Dialog::TypePath(PathPurpose::SaveWorkspaceAs))),
        ];
        for command in SPACE_SHORTCUTS.into_iter().chain(more) {
            assert!(!command.info().caption.is_empty(), "{command:?}");
        }
    }
}

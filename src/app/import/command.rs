//! What can be asked of an import besides opening, confirming and dropping it.

use std::path::PathBuf;

use crate::app::command_info::{CommandInfo, info};
use crate::app::import::Answers;
use crate::app::state::AppState;

/// Something about imports.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportCommand {
    /// Reads several files, one after the other.
    ReadFiles(Vec<PathBuf>),
    /// Asks the system for what is on the clipboard.
    AskPaste,
    /// Reads a table out of a text, or the file or address that it names.
    Paste(String),
    /// Fetches a table from an address.
    ReadAddress(String),
    /// Settles something about the file that is shown and reads it again.
    Answer(Answers),
    /// Whether the file's rows are drawn in place of another source's.
    Draw(bool),
    /// Forgets what was settled for this header and reads the file as recognised.
    Forget,
    /// Stores this file and every one behind it that leaves nothing open.
    ConfirmAll,
    /// Drops this file and every one behind it.
    CancelAll,
}

/// Caption, tooltip and shortcut.
pub(in crate::app) fn import_info(command: &ImportCommand) -> CommandInfo {
    match command {
        ImportCommand::ReadFiles(_) => info("Read files", "Read files one after the other"),
        ImportCommand::AskPaste => {
            info("Import from the clipboard", "Read a copied table; Ctrl+V on the window does it too")
        }
        ImportCommand::Paste(_) => info("Paste", "Read a table out of a text"),
        ImportCommand::ReadAddress(_) => info("Fetch", "Fetch a table and show what was understood"),
        ImportCommand::Answer(_) => info("Answer", "Settle it and read the file again"),
        ImportCommand::Draw(_) => info(
            "Draw the imported rows",
            "Without it the source of before stays drawn; either can be chosen later",
        ),
        ImportCommand::Forget => {
            info("Forget", "Forget what was settled for this header and read the file as recognised")
        }
        ImportCommand::ConfirmAll => {
            info("Import all", "Store this file and every one behind it that leaves nothing open")
        }
        ImportCommand::CancelAll => info("Cancel all", "Close without storing any of the files that wait"),
    }
}

impl AppState {
    pub(in crate::app) fn import_command(&mut self, command: ImportCommand) {
        match command {
            ImportCommand::ReadFiles(paths) => self.read_files(paths),
            ImportCommand::AskPaste => self.imports.wants_paste = true,
            ImportCommand::Paste(text) => self.paste_import(text),
            ImportCommand::ReadAddress(address) => self.read_address(address),
            ImportCommand::Answer(answers) => self.answer_import(answers),
            ImportCommand::Draw(draws) => {
                if let Some(open) = &mut self.imports.open {
                    open.draws = draws;
                }
            }
            ImportCommand::Forget => self.forget_answers(),
            ImportCommand::ConfirmAll => {
                self.imports.all = true;
                self.confirm_import();
            }
            ImportCommand::CancelAll => {
                self.imports.waiting.clear();
                self.cancel_import();
            }
        }
    }
}

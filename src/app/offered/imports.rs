//! Importing, besides choosing a file.

use crate::app::command::Command;
use crate::app::import::ImportCommand;
use crate::app::offered::{Group, Offers};

pub(super) fn of_imports(offers: &mut Offers<'_>) {
    let state = offers.state;
    let add = |offers: &mut Offers<'_>, command, caption: &str, can: bool, why: &str| {
        offers.add(Group::File, Command::Import(command), caption).needs(can, why);
    };
    add(offers, ImportCommand::AskPaste, "Import a table from the clipboard", true, "");
    let (is_ready, place) = (state.import_preview().is_some(), state.import_place());
    let waits = place.of > place.number;
    let none = "No file waits behind the one that was read";
    add(offers, ImportCommand::ConfirmAll, "Store every file that was dropped", is_ready && waits, none);
    add(offers, ImportCommand::CancelAll, "Drop every file that was dropped", is_ready && waits, none);
    let is_known = state.import_window().is_some_and(|open| open.is_from_last_time());
    let none = "Nothing was settled for the header of an open file before";
    add(offers, ImportCommand::Forget, "Forget what was settled for this file's header", is_known, none);
    offers.withhold("the window of the import asks for the rest");
}

//! Fetching, looking back, clearing.

use crate::app::command::Command;
use crate::app::data_command::{DataCommand, DataPage};
use crate::app::data_words::NO_NETWORK;
use crate::app::offered::{Group, Offers};
use crate::domain::live::Reach;

const NO_FOLDER: &str = "The data live in memory only, there is no folder";

pub(super) fn of_data(offers: &mut Offers<'_>) {
    let state = offers.state;
    let reachable = state.reach() > Reach::Nothing;
    let add = |offers: &mut Offers<'_>, command, caption: &str, can: bool, why: &str| {
        offers.add(Group::Data, Command::Data(command), caption).needs(can, why);
    };
    let idle = !state.is_refreshing();
    let why = if reachable { "A refresh is under way" } else { NO_NETWORK };
    add(offers, DataCommand::Refresh(Vec::new()), "Refresh all series", reachable && idle, why);
    add(offers, DataCommand::StopRefresh, "Stop refreshing", !idle, "Nothing is being fetched");
    let is_past = state.as_known_on().is_some();
    add(
        offers,
        DataCommand::ShowAsKnown(None),
        "Back to what is known now",
        is_past,
        "This is what is known now",
    );
    let folder = state.folders().is_some();
    add(offers, DataCommand::RevealDataFolder, "Open the data folder", folder, NO_FOLDER);
    let compares = state.comparison().is_some();
    add(offers, DataCommand::Compare(None), "Stop comparing sources", compares, "Nothing is compared");
    offers.withhold("the Data window offers the rest beside what it is about");
}

pub(super) const fn page_words(page: DataPage) -> &'static str {
    match page {
        DataPage::Series => "Data: what is stored…",
        DataPage::Sources => "Data: live sources…",
        DataPage::Refreshes => "Data: past refreshes…",
    }
}

//! Fetching, looking back, clearing.

use crate::app::command::Command;
use crate::app::data_command::{DataCommand, DataPage};
use crate::app::live_settings::{first_choices, series_with_choices};
use crate::app::offered::{Group, Offers};
use crate::app::setting_change::{SettingChange, series_title};
use crate::domain::provenance::SourceId;

const NO_FOLDER: &str = "The data live in memory only, there is no folder";

pub(super) fn of_data(offers: &mut Offers<'_>) {
    let state = offers.state;
    let add = |offers: &mut Offers<'_>, command, caption: &str, can: bool, why: &str| {
        offers.add(Group::Data, Command::Data(command), caption).needs(can, why);
    };
    let (idle, why_not) = (!state.is_refreshing(), state.why_not_refreshed());
    let why = why_not.unwrap_or("A refresh is under way");
    add(offers, DataCommand::Refresh(Vec::new()), "Refresh all series", idle && why_not.is_none(), why);
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

/// Who is asked and when, as far as it is a choice.
pub(super) fn of_live_settings(offers: &mut Offers<'_>) {
    let state = offers.state;
    let settings = state.settings().live();
    let on = settings.on_start == Some(true);
    let flags = [
        (SettingChange::RefreshOnStart(!on), "Refresh by itself: on start and on the timer", on),
        (SettingChange::RefreshHourly(!settings.hourly), "Fetch hourly candles too", settings.hourly),
    ];
    for (change, caption, on) in flags {
        offers.add(Group::Data, Command::ChangeSetting(change), caption).state(on);
    }
    for source in state.sources_status() {
        let command = Command::ChangeSetting(SettingChange::SourceEnabled(source.info.id, !source.enabled));
        offers.add(Group::Data, command, format!("Ask {}", source.info.title)).state(source.enabled);
    }
    for series in series_with_choices() {
        let now = settings.first.get(series).map(SourceId::as_str);
        for (at, info) in first_choices(series).into_iter().enumerate() {
            let is_first = now.map_or(at == 0, |now| now == info.id);
            // The usual one needs no word in the file.
            let choice = (at > 0).then_some(info.id);
            let command = Command::ChangeSetting(SettingChange::FirstSource(series, choice));
            let caption = format!("Ask {} first for {}", info.title, series_title(series));
            offers.add(Group::Data, command, caption).state(is_first);
        }
    }
}

pub(super) const fn page_words(page: DataPage) -> &'static str {
    match page {
        DataPage::Series => "Data: what is stored…",
        DataPage::Sources => "Data: live sources…",
        DataPage::Refreshes => "Data: past refreshes…",
    }
}

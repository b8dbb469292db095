//! What can be asked about the data itself: fetching, looking back, clearing.

use crate::app::command_info::{CommandInfo, info, keyed};
use crate::app::shortcut::{Key, Shortcut};
use crate::app::state::AppState;
use crate::domain::series::SeriesKey;
use crate::domain::time::UnixSecs;

/// The answer to the question of the first start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FirstFetch {
    /// Once, now.
    FetchNow,
    /// Now, on every start and on the timer.
    Always,
    /// Not, and do not ask again.
    NotNow,
}

/// Something asked about the data itself.
#[derive(Clone, Debug, PartialEq)]
pub enum DataCommand {
    /// Fetches what is missing of these series, of the usual ones if none is named.
    Refresh(Vec<String>),
    /// Stops fetching; what came stays.
    StopRefresh,
    /// Answers the question of the first start.
    AnswerFirstFetch(FirstFetch),
    /// Asks one source whether it answers; nothing is stored.
    TestSource(&'static str),
    /// Shows every series as it was known on a past day, or as it is.
    ShowAsKnown(Option<UnixSecs>),
    /// Takes series of certain sources out of the cache; undoable until the program ends.
    RemoveRows(Vec<SeriesKey>),
    /// Takes everything but the case file out of the cache; undoable until the program ends.
    ResetToCaseFile,
    /// Holds two stored sources of a series against each other, or no longer any.
    Compare(Option<(SeriesKey, SeriesKey)>),
    /// Shows the data folder in the system's file manager.
    RevealDataFolder,
}

/// The pages of the Data window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DataPage {
    /// Stored series: source, range, age, size, last error.
    #[default]
    Series,
    /// Live sources: whether they are asked, address, key, test.
    Sources,
    /// Past refreshes.
    Refreshes,
}

impl DataPage {
    /// Every page, left to right.
    pub const ALL: [Self; 3] = [Self::Series, Self::Sources, Self::Refreshes];

    /// Word on its tab.
    pub fn title(self) -> &'static str {
        match self {
            Self::Series => "Series",
            Self::Sources => "Sources",
            Self::Refreshes => "Refreshes",
        }
    }
}

/// Caption, tooltip and shortcut.
pub(super) fn data_info(command: &DataCommand) -> CommandInfo {
    match command {
        DataCommand::Refresh(series) if series.is_empty() => keyed(
            "Refresh all",
            "Fetch what is missing of every series from the live sources",
            Shortcut::bare(Key::F(5)),
        ),
        DataCommand::Refresh(_) => info("Refresh", "Fetch what is missing from the live sources"),
        DataCommand::StopRefresh => info("Stop refreshing", "Stop fetching; what came by now stays"),
        DataCommand::AnswerFirstFetch(FirstFetch::FetchNow) => info("Fetch now", "Fetch live data once"),
        DataCommand::AnswerFirstFetch(FirstFetch::Always) => {
            info("Always", "Fetch now, on every start and every hour")
        }
        DataCommand::AnswerFirstFetch(FirstFetch::NotNow) => {
            info("Not now", "Stay with what is here; File > Data fetches later")
        }
        DataCommand::TestSource(_) => info("Test connection", "Ask the source whether it answers"),
        DataCommand::ShowAsKnown(Some(_)) => {
            info("Show as known", "Show every series as it stood on a past day")
        }
        DataCommand::ShowAsKnown(None) => info("Back to now", "Show every series as it stands"),
        DataCommand::RemoveRows(_) => info("Delete rows", "Take a source's rows out of the cache"),
        DataCommand::ResetToCaseFile => {
            info("Reset to the case file", "Take everything but the case file out of the cache")
        }
        DataCommand::Compare(Some(_)) => info("Compare", "Show how far two sources are apart"),
        DataCommand::Compare(None) => info("Stop comparing", "Close the comparison"),
        DataCommand::RevealDataFolder => info("Open data folder", "Show the cache in its folder"),
    }
}

impl AppState {
    pub(super) fn data(&mut self, command: DataCommand) {
        match command {
            DataCommand::Refresh(series) => self.begin_refresh(series),
            DataCommand::StopRefresh => self.stop_refresh(),
            DataCommand::AnswerFirstFetch(answer) => self.answer_first_fetch(answer),
            DataCommand::TestSource(source) => self.test_source(source),
            DataCommand::ShowAsKnown(day) => self.show_as_known(day),
            DataCommand::RemoveRows(keys) => self.remove_rows(keys),
            DataCommand::ResetToCaseFile => self.reset_to_case_file(),
            DataCommand::Compare(keys) => self.compare(keys),
            DataCommand::RevealDataFolder => self.reveal_data_folder(),
        }
    }
}

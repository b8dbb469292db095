//! Live data in the running program: jobs that fetch, the timer, the first question.

use crate::app::data_command::FirstFetch;
use crate::app::data_overview::{DataOverview, SourceStatus};
use crate::app::state::AppState;
use crate::domain::live::Reach;
use crate::domain::time::UnixSecs;

impl AppState {
    /// Lets the program into the network, as far as `main` says. Nothing is reached before.
    pub fn allow(&mut self, reach: Reach) {
        self.live.reach = reach;
    }

    /// How far the program may go.
    pub fn reach(&self) -> Reach {
        self.live.reach
    }

    /// Whether the first question waits for an answer.
    pub fn asks_first_fetch(&self) -> bool {
        false
    }

    /// Whether a refresh is under way.
    pub fn is_refreshing(&self) -> bool {
        false
    }

    /// When the timer refreshes next; `None` if it does not.
    pub fn next_refresh(&self) -> Option<UnixSecs> {
        None
    }

    /// What is stored, from whom, how old; read anew by a job after every change.
    pub fn data_overview(&self) -> &DataOverview {
        &self.live.overview
    }

    /// Every live source, in the order of the registry.
    pub fn sources_status(&self) -> Vec<SourceStatus> {
        Vec::new()
    }

    pub(super) fn begin_refresh(&mut self, series: Vec<String>) {
        let _ = series;
    }

    pub(super) fn stop_refresh(&mut self) {}

    pub(super) fn answer_first_fetch(&mut self, answer: FirstFetch) {
        let _ = answer;
    }

    pub(super) fn test_source(&mut self, source: &'static str) {
        let _ = source;
    }
}

/// What the state holds of live data.
#[derive(Debug, Default)]
pub(super) struct Live {
    pub reach: Reach,
    pub overview: DataOverview,
}

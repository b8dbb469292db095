//! Which flows were published anew: read from the cache by a job, after rows change.
//!
//! The bundled case file is not asked: nobody publishes it a second time. Looking back at a past
//! day, what was replaced later is not a revision yet.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use crate::app::outcome::Outcome;
use crate::app::state::AppState;
use crate::domain::series::SeriesKey;
use crate::domain::time::{DAY_SECS, UnixSecs};

/// What stood in a cell before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Revised {
    /// The former figure, USD; `NaN` for a former gap.
    pub old_usd: f64,
    /// When it was replaced.
    pub at: UnixSecs,
}

/// Former figures by series and day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RevisedFlows(pub BTreeMap<SeriesKey, BTreeMap<UnixSecs, Revised>>);

impl RevisedFlows {
    /// Those of one series.
    pub(super) fn of(&self, key: &SeriesKey) -> BTreeMap<UnixSecs, Revised> {
        self.0.get(key).cloned().unwrap_or_default()
    }
}

/// What was read, and the request that is under way.
#[derive(Default)]
pub(super) struct Reading {
    found: RevisedFlows,
    generation: u64,
    turn: u64,
}

impl Reading {
    /// What was found.
    pub(super) fn found(&self) -> &RevisedFlows {
        &self.found
    }

    /// Changes with what was found.
    pub(super) fn turn(&self) -> u64 {
        self.turn
    }

    /// Forgets a job that will not answer.
    pub(super) fn give_up(&mut self) {
        self.generation += 1;
    }
}

impl AppState {
    /// Reads former figures of the drawn flows.
    pub(super) fn read_revised_flows(&mut self) {
        self.flows.revised.generation += 1;
        let generation = self.flows.revised.generation;
        let keys: Vec<SeriesKey> = self
            .drawn_flows()
            .into_iter()
            .map(|(_, entry)| entry.series.key().clone())
            .filter(|key| !key.source.is_case_file())
            .collect();
        let Some(cache) = self.cache.clone().filter(|_| !keys.is_empty()) else {
            self.take_revised_flows(generation, RevisedFlows::default());
            return;
        };
        let until = self.as_known_on().map(|day| UnixSecs(day.0 + DAY_SECS - 1));
        self.start("Looking for revised flows", move |_| {
            let cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
            let of = |key: &SeriesKey| {
                // A cache that cannot be read says so where its rows are read.
                let revisions = cache.revisions(key).unwrap_or_default();
                let known =
                    revisions.into_iter().filter(|old| until.is_none_or(|until| old.replaced_at <= until));
                known
                    .map(|old| {
                        (old.time.start_of_day(), Revised { old_usd: old.old_value, at: old.replaced_at })
                    })
                    .collect::<BTreeMap<_, _>>()
            };
            let found = keys.iter().map(|key| (key.clone(), of(key))).collect();
            Outcome::FlowsRevised(generation, RevisedFlows(found))
        });
    }

    pub(in crate::app) fn take_revised_flows(&mut self, generation: u64, found: RevisedFlows) {
        let reading = &mut self.flows.revised;
        if generation != reading.generation || reading.found == found {
            return;
        }
        reading.found = found;
        reading.turn += 1;
        self.refresh_flows();
    }
}

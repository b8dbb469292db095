//! Two sources of one series held against each other, for the Data window.
//!
//! One comparison at a time: it is computed when it is asked for and again when rows
//! of either change, on a job where there are many. Until then what was found before stays.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::app::jobs::JobId;
use crate::app::outcome::Outcome;
use crate::app::state::AppState;
use crate::calc::source_difference::{DifferenceError, SourceDifference, source_difference};
use crate::domain::series::{Series, SeriesKey};

/// Rows that are compared within the frame: below a millisecond.
const ROWS_AT_ONCE: usize = 20_000;

/// What a comparison found, or why there is none.
pub type Found = Result<SourceDifference, DifferenceError>;

/// Two sources that are compared.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What is compared.
    pub first: SeriesKey,
    /// With what.
    pub second: SeriesKey,
    /// What was found; `None` while it is computed for the first time.
    pub found: Option<Found>,
    /// The rows that were compared, or are being compared.
    rows: (Arc<Series>, Arc<Series>),
}

/// What is compared now, and the job that does it.
#[derive(Default)]
pub(super) struct Comparing {
    shown: Option<Comparison>,
    job: Option<JobId>,
    generation: u64,
}

impl Comparing {
    /// Forgets a job that will not answer.
    pub(super) fn give_up(&mut self) {
        self.job = None;
    }
}

impl AppState {
    /// The two sources that are compared, if any are.
    pub fn comparison(&self) -> Option<&Comparison> {
        self.comparing.shown.as_ref()
    }

    /// Whether the figures of [`Self::comparison`] are being computed.
    pub fn is_comparing(&self) -> bool {
        self.comparing.job.is_some()
    }

    /// Compares two stored series, or no longer any.
    pub(super) fn compare(&mut self, keys: Option<(SeriesKey, SeriesKey)>) {
        self.stop_comparing();
        self.comparing.shown = None;
        let Some((first, second)) = keys else { return };
        let rows = |key: &SeriesKey| self.library.get(key).map(|entry| Arc::clone(&entry.series));
        let (Some(one), Some(other)) = (rows(&first), rows(&second)) else { return };
        self.comparing.shown = Some(Comparison { first, second, found: None, rows: (one, other) });
        self.compute_comparison();
    }

    /// Compares again if rows of either source have changed, and no longer if one is gone.
    pub(super) fn compare_again(&mut self) {
        let Some(shown) = &self.comparing.shown else { return };
        let rows = |key: &SeriesKey| self.library.get(key).map(|entry| Arc::clone(&entry.series));
        let (Some(one), Some(other)) = (rows(&shown.first), rows(&shown.second)) else {
            self.compare(None);
            return;
        };
        if Arc::ptr_eq(&one, &shown.rows.0) && Arc::ptr_eq(&other, &shown.rows.1) {
            return;
        }
        self.stop_comparing();
        if let Some(shown) = &mut self.comparing.shown {
            shown.rows = (one, other);
        }
        self.compute_comparison();
    }

    fn stop_comparing(&mut self) {
        if let Some(job) = self.comparing.job.take() {
            self.jobs.cancel(job);
        }
        self.comparing.generation += 1;
    }

    fn compute_comparison(&mut self) {
        let Some(shown) = &mut self.comparing.shown else { return };
        let (one, other) = shown.rows.clone();
        if one.len() + other.len() <= ROWS_AT_ONCE {
            shown.found = source_difference(&one, &other, &|| ControlFlow::Continue(())).transpose();
            return;
        }
        let generation = self.comparing.generation;
        self.comparing.job = self.jobs.start("Comparing sources".to_owned(), move |context| {
            let keep_going = || {
                if context.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            Outcome::Compared(generation, source_difference(&one, &other, &keep_going).transpose())
        });
    }

    /// Takes in what a job found; one that was stopped by the user leaves nothing to show.
    pub(super) fn take_compared(&mut self, generation: u64, found: Option<Found>) {
        if generation != self.comparing.generation {
            return;
        }
        self.comparing.job = None;
        match (&mut self.comparing.shown, found) {
            (Some(shown), Some(found)) => shown.found = Some(found),
            (shown, _) => *shown = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::clock::Clock;
    use crate::app::command::Command;
    use crate::app::data_command::DataCommand;
    use crate::app::loaded::Loaded;
    use crate::domain::provenance::{Provenance, SourceId};
    use crate::domain::series::{Cadence, Columns};
    use crate::domain::time::UnixSecs;
    use crate::domain::unit::Unit;

    fn put(state: &mut AppState, source: &str, rows: i64, value: f64) -> SeriesKey {
        let key = SeriesKey::new("price.btc.usd", SourceId::new(source).unwrap());
        let times = (0..rows).map(|row| UnixSecs(0).plus_days(row)).collect();
        let columns = Columns::Scalar((0..rows).map(|_| value).collect());
        let series = Series::new(key.clone(), Unit::Usd, Cadence::Daily, times, columns).unwrap();
        let provenance = Provenance {
            title: String::new(),
            citation: String::new(),
            licence: String::new(),
            seen_at: UnixSecs(0),
        };
        Arc::make_mut(&mut state.library).insert(Loaded::new(series, provenance));
        state.refresh();
        key
    }

    fn median(state: &AppState) -> Option<f64> {
        state.comparison()?.found?.ok()?.median
    }

    #[test]
    fn few_rows_are_compared_at_once_and_again_when_they_change() {
        let mut state = AppState::new(Clock::Fixed(UnixSecs(0)), Arc::new(|| {}));
        let (one, other) = (put(&mut state, "one", 300, 100.0), put(&mut state, "other", 200, 101.0));
        state.dispatch(Command::Data(DataCommand::Compare(Some((one, other)))));
        assert_eq!((median(&state), state.is_comparing()), (Some(1.0), false));
        put(&mut state, "other", 200, 103.0);
        assert_eq!(median(&state), Some(3.0));
        Arc::make_mut(&mut state.library).retain(|key| key.source.as_str() != "other");
        state.refresh();
        assert!(state.comparison().is_none());
    }

    #[test]
    fn many_rows_are_compared_by_a_job_whose_answer_is_dropped_once_it_is_not_asked_for() {
        let mut state = AppState::new(Clock::Fixed(UnixSecs(0)), Arc::new(|| {}));
        let (one, other) = (put(&mut state, "one", 30_000, 100.0), put(&mut state, "other", 30_000, 102.0));
        let pair = Some((one, other));
        state.dispatch(Command::Data(DataCommand::Compare(pair.clone())));
        assert!(state.is_comparing() && median(&state).is_none());
        state.dispatch(Command::Data(DataCommand::Compare(None)));
        state.settle();
        assert!(state.comparison().is_none());
        state.dispatch(Command::Data(DataCommand::Compare(pair)));
        state.settle();
        assert_eq!((median(&state), state.is_comparing()), (Some(2.0), false));
    }
}

//! Rows of the chosen interval, made in the background and kept.
//!
//! Candles and bars are gathered; lines and steps are drawn as they were stored,
//! because a line's points and a retarget have a day of their own that no bucket may
//! move. What was made is kept by series, revision and interval, so that going back to
//! an interval costs nothing; until a new result is there the one before it stays.
//! **Memory**: at most the four coarser copies of each shown series, together less than
//! the series itself unless it is stored by the hour or the day.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::derived::any_title;
use crate::app::library::Entry;
use crate::app::outcome::Outcome;
use crate::app::state::AppState;
use crate::calc::interval::{Gather, Interval, aggregate, availability, gather_of, is_stored_at};
use crate::chart::level_of_detail::SeriesLod;
use crate::domain::series::{Series, SeriesKey};

/// Where in a revision the interval stands, above every count of the library.
const INTERVAL_BITS: u32 = 56;

/// One series at one interval.
#[derive(Clone, Debug)]
pub struct Made {
    /// The series it was made from.
    key: SeriesKey,
    interval: Interval,
    /// The revision of the stored rows.
    revision: u64,
    /// The rows; `None` if they could not be made, which no sound series brings about.
    entry: Option<Entry>,
    is_last_complete: bool,
}

/// A request under way: the interval and the stored revisions it is made from.
type Request = (Interval, Vec<(SeriesKey, u64)>);

/// Everything that was made so far.
#[derive(Default)]
pub(super) struct IntervalMemo {
    made: BTreeMap<(SeriesKey, Interval), Made>,
    /// The interval of the last result, which stays until the next is there.
    shown: Interval,
    pending: Option<Request>,
    generation: u64,
}

impl IntervalMemo {
    fn is_current(&self, entry: &Entry, interval: Interval) -> bool {
        let made = self.made.get(&(entry.series.key().clone(), interval));
        made.is_some_and(|made| made.revision == entry.revision)
    }

    /// The rows to draw for a series: of this interval, else of the one shown before.
    fn best(&self, entry: &Entry, interval: Interval) -> Option<&Made> {
        let of = |interval| self.made.get(&(entry.series.key().clone(), interval));
        of(interval).or_else(|| of(self.shown))
    }

    fn keep(&mut self, interval: Interval, made: Vec<Made>) {
        self.shown = interval;
        self.made.extend(made.into_iter().map(|made| ((made.key.clone(), made.interval), made)));
    }

    /// Forgets a request that will not be answered.
    pub(super) fn give_up(&mut self) {
        self.pending = None;
    }
}

impl AppState {
    /// The rows to draw for a series at the chosen interval; the stored ones where they
    /// are meant, where coarser ones are not there yet, and where there can be none.
    ///
    /// **Cost.** A look-up; call it as often as you like.
    pub fn at_interval<'a>(&'a self, entry: &'a Entry) -> &'a Entry {
        self.gathered(entry).and_then(|made| made.entry.as_ref()).unwrap_or(entry)
    }

    /// The interval of what [`Self::at_interval`] returns, for the width of a row: it
    /// lags behind the chosen one while rows are being made.
    pub fn interval_shown(&self, entry: &Entry) -> Interval {
        self.gathered(entry).map_or(Interval::AsStored, |made| made.interval)
    }

    /// Whether the last row of what [`Self::at_interval`] returns is finished: the
    /// stored rows reach the end of its bucket. `true` for stored rows.
    pub fn is_last_row_complete(&self, entry: &Entry) -> bool {
        self.gathered(entry).is_none_or(|made| made.is_last_complete)
    }

    /// Why a series is not drawn at the chosen interval, in a sentence; `None` where it
    /// is, and for lines and steps, which never are.
    pub fn interval_note(&self, entry: &Entry) -> Option<String> {
        let interval = self.document_now().interval;
        if interval == Interval::AsStored || gather_of(&entry.series) == Gather::Last {
            return None;
        }
        let title = any_title(&entry.series.key().id);
        availability(&entry.series, &title, interval).err().map(|why| why.to_string())
    }

    fn gathered(&self, entry: &Entry) -> Option<&Made> {
        let interval = self.document_now().interval;
        if !is_gathered(&entry.series, interval) {
            return None;
        }
        self.intervals.best(entry, interval).filter(|made| made.entry.is_some())
    }

    /// Starts making what the panes lack at the chosen interval.
    pub(super) fn make_intervals(&mut self) {
        let interval = self.document_now().interval;
        let missing = self.missing_at(interval);
        if missing.is_empty() && interval != Interval::AsStored {
            self.intervals.shown = interval;
        }
        self.draw_intervals();
        if missing.is_empty() {
            return;
        }
        let keys = missing.iter().map(|entry| (entry.series.key().clone(), entry.revision)).collect();
        let request = (interval, keys);
        if self.intervals.pending.as_ref() == Some(&request) {
            return;
        }
        self.intervals.pending = Some(request);
        self.intervals.generation += 1;
        let generation = self.intervals.generation;
        self.start(&format!("Making {}", interval.rows_word()), move |_| {
            Outcome::Gathered(generation, interval, make(&missing, interval))
        });
    }

    /// Makes at once what the panes lack: for pictures, which are drawn off the window.
    pub(super) fn make_intervals_now(&mut self) {
        let interval = self.document_now().interval;
        let made = make(&self.missing_at(interval), interval);
        self.intervals.keep(interval, made);
        self.draw_intervals();
    }

    /// Gives every drawn series the rows that are there for the chosen interval.
    fn draw_intervals(&mut self) {
        let mut panes = std::mem::take(&mut self.panes);
        for series in panes.iter_mut().flat_map(|pane| &mut pane.series) {
            let (stored, interval) = (series.stored.clone(), self.interval_shown(&series.stored));
            series.draw_rows(self.at_interval(&stored), interval);
        }
        self.panes = panes;
    }

    /// Takes in what a job made, if nothing else was asked for since.
    pub(super) fn take_gathered(&mut self, generation: u64, interval: Interval, made: Vec<Made>) {
        if generation != self.intervals.generation {
            return;
        }
        self.intervals.pending = None;
        self.intervals.keep(interval, made);
        let library = Arc::clone(&self.library);
        self.intervals.made.retain(|(key, _), _| library.get(key).is_some());
        self.draw_intervals();
        self.revision += 1;
    }

    fn missing_at(&self, interval: Interval) -> Vec<Entry> {
        let mut missing: Vec<Entry> = Vec::new();
        for entry in self.panes.iter().flat_map(|pane| &pane.series).map(|series| &series.stored) {
            let is_listed = missing.iter().any(|other| other.series.key() == entry.series.key());
            if is_gathered(&entry.series, interval)
                && !is_listed
                && !self.intervals.is_current(entry, interval)
            {
                missing.push(entry.clone());
            }
        }
        missing
    }
}

/// Whether a series is drawn with rows that have to be made for an interval.
fn is_gathered(series: &Series, interval: Interval) -> bool {
    interval != Interval::AsStored
        && gather_of(series) != Gather::Last
        && !is_stored_at(series, interval)
        && availability(series, "", interval).is_ok()
}

fn make(stored: &[Entry], interval: Interval) -> Vec<Made> {
    let one = |stored: &Entry| {
        let made = aggregate(&stored.series, interval, gather_of(&stored.series)).ok();
        Made {
            key: stored.series.key().clone(),
            interval,
            revision: stored.revision,
            is_last_complete: made.as_ref().is_none_or(|made| made.is_last_complete),
            entry: made.map(|made| entry_of(made.series, stored, interval)),
        }
    };
    stored.iter().map(one).collect()
}

/// An entry of made rows: the origin of the stored ones and a revision no other has.
fn entry_of(series: Series, stored: &Entry, interval: Interval) -> Entry {
    let revision = stored.revision | (interval as u64) << INTERVAL_BITS;
    let lod = Arc::new(SeriesLod::new(&series));
    let (provenance, fingerprint) = (stored.provenance.clone(), stored.fingerprint);
    // What of it is unfinished is looked up where it is drawn: it can change while the rows do not.
    Entry { series: Arc::new(series), provenance, lod, fingerprint, unfinished_from: None, revision }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::clock::Clock;
    use crate::app::command::Command;
    use crate::app::edit::Edit;
    use crate::app::startup::StartOptions;
    use crate::domain::catalog;
    use crate::domain::series::Cadence;
    use crate::domain::time::UnixSecs;

    fn opened() -> (AppState, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let options = StartOptions {
            data_dir: Some(folder.path().to_owned()),
            workspace: None,
            clock: Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap()),
            edits: false,
        };
        (AppState::opened(&options, Arc::new(|| {})), folder)
    }

    fn choose(state: &mut AppState, interval: Interval) {
        state.dispatch(Command::Edit(Edit::SetInterval(interval)));
    }

    fn rows(state: &AppState) -> usize {
        state.at_interval(state.price().unwrap()).series.len()
    }

    #[test]
    fn weeks_are_made_in_the_background_and_the_days_stay_until_then() {
        let (mut state, _folder) = opened();
        let days = rows(&state);
        choose(&mut state, Interval::Week);
        assert_eq!((rows(&state), state.running_jobs().len()), (days, 1));
        assert_eq!(state.interval_shown(state.price().unwrap()), Interval::AsStored);
        state.settle();
        let price = state.price().unwrap();
        let weekly = state.at_interval(price);
        assert!(weekly.series.len() < days / 6 && weekly.series.cadence() == Cadence::Weekly);
        assert_ne!(weekly.revision, price.revision);
        assert_eq!(state.interval_shown(price), Interval::Week);
        assert!(!state.is_last_row_complete(price));
        let flows = state.library().drawn(catalog::ETF_TOTAL, &state.document().preferred_sources).unwrap();
        let total = |series: &Series| series.values().iter().sum::<f64>();
        let weekly_flows = state.at_interval(flows);
        assert!(weekly_flows.series.len() < flows.series.len() / 3);
        assert!((total(&weekly_flows.series) - total(&flows.series)).abs() < 1.0);
    }

    #[test]
    fn an_interval_that_was_made_once_is_there_at_once_and_undo_brings_the_days_back() {
        let (mut state, _folder) = opened();
        let days = rows(&state);
        choose(&mut state, Interval::Week);
        state.settle();
        let weeks = rows(&state);
        choose(&mut state, Interval::Month);
        assert_eq!(rows(&state), weeks);
        state.settle();
        let months = rows(&state);
        assert!(months < weeks);
        choose(&mut state, Interval::Week);
        assert_eq!((rows(&state), state.running_jobs().len()), (weeks, 0));
        for expected in [months, weeks, days] {
            state.dispatch(Command::Undo);
            assert_eq!(rows(&state), expected);
        }
    }

    #[test]
    fn hours_that_are_not_stored_are_said_and_the_days_are_drawn() {
        let (mut state, _folder) = opened();
        let days = rows(&state);
        choose(&mut state, Interval::Hour1);
        state.settle();
        let price = state.price().unwrap();
        assert_eq!(rows(&state), days);
        assert_eq!(
            state.interval_note(price).as_deref(),
            Some("BTC/USD is stored daily from the case file, hours are not there")
        );
        choose(&mut state, Interval::Day);
        assert_eq!(state.interval_note(state.price().unwrap()), None);
    }

    #[test]
    fn a_late_result_of_an_interval_nobody_wants_any_more_is_dropped() {
        let (mut state, _folder) = opened();
        choose(&mut state, Interval::Week);
        choose(&mut state, Interval::Month);
        state.settle();
        assert_eq!(state.interval_shown(state.price().unwrap()), Interval::Month);
        assert!(state.intervals.made.keys().all(|(_, interval)| *interval == Interval::Month));
    }

    #[test]
    fn a_picture_has_the_rows_of_the_interval_at_once() {
        let (mut state, _folder) = opened();
        choose(&mut state, Interval::Week);
        let shown = AppState::showing(state.snapshot());
        state.settle();
        assert_eq!(rows(&shown), rows(&state));
        assert!(shown.running_jobs().is_empty());
    }
}

//! What each level knows of the drawn price, counted in the background and kept.
//!
//! The rows are the daily candles of the drawn price, whatever interval the chart shows: a
//! break is a daily close (QUANT 2.13). A history is kept under the place, kind, tolerance
//! and rows it was counted from; a level that changed is counted again and the others are not.
//! Until its new history is there the one before it stays, marked as pending. Few rows are
//! counted at once, within the frame; many go to a job, which is cancelled when what is
//! wanted changes, and the next begins when it has answered: never two at a time.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::app::jobs::JobId;
use crate::app::outcome::Outcome;
use crate::app::state::AppState;
use crate::calc::level_history::{LevelHistory, PriceRows, level_history};
use crate::domain::level::{Level, LevelId, LevelKind};
use crate::domain::place::Place;
use crate::domain::series::Series;

/// Rows times levels that are counted within the frame: about 3 ms of an unoptimised build,
/// less of an optimised one.
const ROWS_AT_ONCE: usize = 20_000;

/// Everything a history depends on.
#[derive(Clone, Debug)]
struct Asked {
    place: Place,
    kind: LevelKind,
    tolerance: f64,
    /// Kept as a whole: two of these are the same rows only if they are the same memory.
    rows: Arc<Series>,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        (self.place, self.kind) == (other.place, other.kind)
            && self.tolerance.to_bits() == other.tolerance.to_bits()
            && Arc::ptr_eq(&self.rows, &other.rows)
    }
}

/// A history that was counted, with what it was counted from.
#[derive(Clone, Debug)]
pub struct Counted {
    id: LevelId,
    asked: Asked,
    history: Arc<LevelHistory>,
}

struct Pending {
    job: JobId,
    asked: Vec<(LevelId, Asked)>,
    generation: u64,
}

/// Every history that was counted so far.
#[derive(Default)]
pub(super) struct LevelMemo {
    counted: BTreeMap<LevelId, Counted>,
    pending: Option<Pending>,
    generation: u64,
}

impl LevelMemo {
    /// Forgets a request that will not be answered.
    pub(super) fn give_up(&mut self) {
        self.pending = None;
    }

    /// Forgets every history: the levels are others, whatever their ids.
    pub(super) fn forget(&mut self) {
        self.counted.clear();
    }

    fn is_current(&self, id: LevelId, asked: &Asked) -> bool {
        self.counted.get(&id).is_some_and(|counted| counted.asked == *asked)
    }
}

/// What a level knows.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// As it was counted last.
    pub history: &'a LevelHistory,
    /// Whether it is of a place, kind, tolerance or price that is no longer so.
    pub is_pending: bool,
}

impl AppState {
    /// What a level knows of the drawn price; `None` without a price or before the first count.
    ///
    /// **Cost.** A look-up.
    pub fn level_history(&self, id: LevelId) -> Option<Known<'_>> {
        let counted = self.level_memo.counted.get(&id)?;
        let level = self.document_now().level(id)?;
        let is_pending = self.asked(level).is_none_or(|asked| asked != counted.asked);
        Some(Known { history: &counted.history, is_pending })
    }

    /// How far the level is from the last close, as a ratio; `None` without a close, and for a
    /// line that is not there at the last row.
    pub fn level_distance(&self, level: &Level) -> Option<f64> {
        let (time, close) = self.last_close()?;
        Some(level.place.price_at(time)? / close - 1.0)
    }

    fn asked(&self, level: &Level) -> Option<Asked> {
        let rows = Arc::clone(self.derived.daily.as_ref()?);
        let tolerance = self.document_now().touch_tolerance;
        Some(Asked { place: level.place, kind: level.kind, tolerance, rows })
    }

    /// Counts what the levels do not know yet.
    pub(super) fn count_levels(&mut self) {
        let document = Arc::clone(self.document_now());
        if self.derived.daily.is_none() {
            self.level_memo.counted.clear();
        }
        self.level_memo.counted.retain(|id, _| document.level(*id).is_some());
        let all = document.levels.iter().filter_map(|level| Some((level.id, self.asked(level)?)));
        let missing: Vec<_> = all.filter(|(id, asked)| !self.level_memo.is_current(*id, asked)).collect();
        if let Some(pending) = &self.level_memo.pending {
            if pending.asked != missing {
                self.jobs.cancel(pending.job);
            }
            return;
        }
        let rows: usize = missing.iter().map(|(_, asked)| asked.rows.len()).sum();
        if rows <= ROWS_AT_ONCE {
            let counted = count(missing, &|| ControlFlow::Continue(()));
            self.keep_counted(counted);
            return;
        }
        self.level_memo.generation += 1;
        let generation = self.level_memo.generation;
        let asked = missing.clone();
        let job = self.jobs.start("Counting touches".to_owned(), move |context| {
            let keep_going = || {
                if context.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            Outcome::LevelsCounted(generation, count(missing, &keep_going))
        });
        self.level_memo.pending = job.map(|job| Pending { job, asked, generation });
    }

    /// Takes in what a job counted, and goes on with what it was overtaken by.
    pub(super) fn take_counted(&mut self, generation: u64, counted: Vec<Counted>) {
        if self.level_memo.pending.as_ref().is_none_or(|pending| pending.generation != generation) {
            return;
        }
        self.level_memo.pending = None;
        // A level may have moved on meanwhile: what it knew of another place is no news.
        let wanted = |counted: &Counted| {
            let level = self.document_now().level(counted.id)?;
            (self.asked(level)? == counted.asked).then_some(())
        };
        let counted = counted.into_iter().filter(|counted| wanted(counted).is_some()).collect();
        self.keep_counted(counted);
        self.count_levels();
    }

    fn keep_counted(&mut self, counted: Vec<Counted>) {
        self.level_memo.counted.extend(counted.into_iter().map(|counted| (counted.id, counted)));
    }
}

/// Counts one after the other; what was done before a stop is kept.
fn count(asked: Vec<(LevelId, Asked)>, keep_going: &dyn Fn() -> ControlFlow<()>) -> Vec<Counted> {
    let one = |(id, asked): (LevelId, Asked)| {
        let rows = PriceRows::of(&asked.rows);
        let history = level_history(asked.place, asked.kind, asked.tolerance, rows, keep_going)?;
        Some(Counted { id, history: Arc::new(history), asked })
    };
    asked.into_iter().map_while(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::clock::Clock;
    use crate::app::command::Command;
    use crate::app::edit::Edit;
    use crate::app::startup::StartOptions;
    use crate::domain::catalog;
    use crate::domain::place::{Anchor, Straight};
    use crate::domain::provenance::SourceId;
    use crate::domain::series::{Cadence, Columns, SeriesKey};
    use crate::domain::time::UnixSecs;
    use crate::domain::unit::Unit;

    fn opened() -> (AppState, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let options = StartOptions {
            data_dir: Some(folder.path().to_owned()),
            workspace: None,
            clock: Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap()),
            edits: true,
        };
        (AppState::opened(&options, Arc::new(|| {})), folder)
    }

    /// The same program on so many daily rows that they are counted in the background.
    fn with_long_price() -> (AppState, tempfile::TempDir) {
        let (mut state, folder) = opened();
        let rows = 150_000;
        let times = (0..rows).map(|row| UnixSecs(row * 3_600)).collect();
        let values = (0..rows).map(|row| 60_000.0 + 20_000.0 * (row as f64 / 40.0).sin()).collect();
        let key = SeriesKey::new(catalog::PRICE, SourceId::case_file());
        let series = Series::new(key, Unit::Usd, Cadence::Daily, times, Columns::Scalar(values)).unwrap();
        state.derived.daily = Some(Arc::new(series));
        state.count_levels();
        (state, folder)
    }

    fn first(state: &AppState) -> Level {
        state.document().levels[0].clone()
    }

    #[test]
    fn the_levels_of_the_case_know_their_history_at_the_start_hidden_or_not() {
        let (mut state, _folder) = opened();
        let level = first(&state);
        assert!(state.running_jobs().is_empty());
        for level in &state.document().levels {
            let known = state.level_history(level.id).unwrap();
            assert!(!known.is_pending && known.history.span.is_some());
        }
        let before = state.level_history(level.id).unwrap().history.clone();
        state.dispatch(Command::Edit(Edit::HideLevel { id: level.id, hidden: true }));
        assert_eq!(*state.level_history(level.id).unwrap().history, before);
    }

    #[test]
    fn only_the_level_that_changed_is_counted_again() {
        let (mut state, _folder) = opened();
        let level = first(&state);
        let kept = |state: &AppState| {
            state
                .level_memo
                .counted
                .values()
                .map(|counted| (counted.id, Arc::as_ptr(&counted.history)))
                .collect()
        };
        let before: BTreeMap<_, _> = kept(&state);
        state.dispatch(Command::Edit(Edit::MoveLevel { id: level.id, place: Place::Price(65_000.0) }));
        let after: BTreeMap<_, _> = kept(&state);
        let changed: Vec<_> = before.iter().filter(|(id, at)| after.get(id) != Some(at)).collect();
        assert_eq!(changed.iter().map(|(id, _)| **id).collect::<Vec<_>>(), [level.id]);
        state.dispatch(Command::Edit(Edit::SetTouchTolerance(0.02)));
        let wider: BTreeMap<_, _> = kept(&state);
        assert!(after.iter().all(|(id, at)| wider.get(id) != Some(at)));
    }

    #[test]
    fn the_distance_of_a_line_is_from_where_it_stands_at_the_last_row() {
        let (state, _folder) = opened();
        let (last, close) = state.last_close().unwrap();
        let anchor = |days: i64, price: f64| Anchor { date: last.plus_days(days), price };
        let line = |from, to| {
            let place = Place::Line { from, to, straight: Straight::Linear, ray: false };
            Level::new(LevelId(99), LevelKind::Neutral, place)
        };
        let through = line(anchor(-10, close), anchor(10, close * 1.2));
        assert!((state.level_distance(&through).unwrap() - 0.1).abs() < 1e-9);
        assert_eq!(state.level_distance(&line(anchor(1, close), anchor(10, close))), None);
    }

    #[test]
    fn many_rows_are_counted_in_the_background_and_the_values_before_stay_until_then() {
        let (mut state, _folder) = with_long_price();
        let level = first(&state);
        let before = state.level_history(level.id).unwrap();
        assert!(before.is_pending && before.history.span.is_some());
        assert_eq!(state.running_jobs().len(), 1);
        state.settle();
        let after = state.level_history(level.id).unwrap();
        assert!(!after.is_pending && after.history.breaks.len() > 1_000);
    }

    #[test]
    fn a_drag_never_has_two_counts_under_way_and_ends_with_the_right_one() {
        let (mut state, _folder) = with_long_price();
        let id = first(&state).id;
        // The look at the cache after a start is no count.
        state.poll();
        state.settle();
        for price in 0..200 {
            let place = Place::Price(60_000.0 + f64::from(price));
            state.dispatch(Command::Preview(Edit::MoveLevel { id, place }));
            assert!(state.running_jobs().len() <= 1);
            state.poll();
        }
        state.dispatch(Command::CommitPreview);
        state.settle();
        let known = state.level_history(id).unwrap();
        let rows = state.derived.daily.clone().unwrap();
        let level = first(&state);
        let asked = Asked { place: level.place, kind: level.kind, tolerance: 0.0075, rows };
        let right = count(vec![(id, asked)], &|| ControlFlow::Continue(()));
        assert!(!known.is_pending);
        assert_eq!(*known.history, *right[0].history);
        assert!(
            state.document().levels.iter().all(|level| !state.level_history(level.id).unwrap().is_pending)
        );
    }
}

//! One source's history of one series: the head first, then the past.
//!
//! The rows of a key stay one contiguous stretch. The head grows oldest window
//! first from the last stored row, the past newest first from the first one, so
//! whatever stops the work, what is stored has no hole and says itself where
//! to go on. Only `reached_start` has to be remembered.

use crate::app::refresh::heal::{heal, month_span};
use crate::app::refresh::page::{Asking, Counts, Run, Span, Stop, Tally};
use crate::app::refresh::plan::Candidate;
use crate::app::refresh::windows::{Grid, percent, probes};
use crate::domain::format::lower_first;
use crate::domain::provenance::SourceId;
use crate::domain::series::{Columns, Series, SeriesKey};
use crate::domain::time::{FIRST_BLOCK_DAY, UnixSecs};
use crate::io::cache::{Cache, FetchState, Incoming};
use crate::io::http::Validators;
use crate::io::sources::Paging;

/// Brings what a source has of a series up to date.
///
/// # Errors
/// [`Stop`]; every page that was stored before stays.
pub(super) fn fill(run: &Run<'_>, candidate: &Candidate, tally: &mut Tally) -> Result<(), Stop> {
    let (held, state) = standing(run, candidate)?;
    if let Some(held) = &held {
        check_clock(run.now(), held.span.1)?;
    }
    let mut asking = Asking { run, candidate, state, tally };
    let done = match candidate.feed.paging {
        Paging::Whole => whole(&mut asking, held.as_ref()),
        Paging::Windows { rows, step_secs, start } => {
            windows(&mut asking, Grid::new(rows, step_secs, start), held.as_ref())
        }
    };
    let done = done.and_then(|()| asking.take_beside());
    match done {
        Ok(()) => {
            asking.state.asked_at = run.now();
            asking.state.error = None;
        }
        Err(Stop::Source { ref why, ref advice }) => {
            asking.state.asked_at = run.now();
            let words =
                if advice.is_empty() { why.clone() } else { format!("{why}; {}", lower_first(advice)) };
            asking.state.error = Some(words);
        }
        Err(stop) => return Err(stop),
    }
    let state = asking.state;
    run.cache().note_fetch(&state)?;
    done
}

/// Sound rows of a series.
struct Held {
    /// Time of the first and the last one.
    span: Span,
    /// Months (`2026-02`) whose stored rows are damaged.
    damaged: Vec<String>,
}

/// What is stored of the series, and what was noted when it was asked for last.
fn standing(run: &Run<'_>, candidate: &Candidate) -> Result<(Option<Held>, FetchState), Stop> {
    let cache = run.cache();
    let held = cache.load(&candidate.key)?.and_then(|stored| {
        let span = stored.series.first_time().zip(stored.series.last_time())?;
        Some(Held { span, damaged: stored.damaged_months })
    });
    let noted = cache.fetch_states()?.into_iter().find(|state| state.key == candidate.key);
    let mut state = noted.filter(|_| held.is_some()).unwrap_or_else(|| FetchState {
        // Without rows, what was noted speaks of rows that are gone.
        key: candidate.key.clone(),
        reached_start: false,
        validators: Validators::default(),
        asked_at: run.now(),
        error: None,
    });
    if let Some(held) = &held {
        // The oldest rows are damaged: the past is filled once more.
        let is_before = |name: &String| month_span(name).is_some_and(|month| month.1 < held.span.0);
        state.reached_start &= !held.damaged.iter().any(is_before);
    }
    if state.validators != Validators::default() && is_damaged(&cache, &candidate.key.source)? {
        // A document that did not change would not be sent, and its rows are needed.
        state.validators = Validators::default();
    }
    Ok((held, state))
}

/// Whether anything a source gave is damaged: several series may come from one document.
fn is_damaged(cache: &Cache, source: &SourceId) -> Result<bool, Stop> {
    for summary in cache.summaries()?.iter().filter(|summary| summary.key.source == *source) {
        if cache.load(&summary.key)?.is_some_and(|stored| !stored.damaged_months.is_empty()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A clock that lags behind the stored rows cannot tell which rows are missing.
fn check_clock(now: UnixSecs, last: UnixSecs) -> Result<(), Stop> {
    if last <= now.plus_days(2) {
        return Ok(());
    }
    Err(Stop::Local(format!(
        "this machine's clock says {} and rows up to {} are stored, set the clock and refresh again",
        now.iso_date(),
        last.iso_date()
    )))
}

fn whole(asking: &mut Asking<'_>, held: Option<&Held>) -> Result<(), Stop> {
    asking.run.control.progress(format!("{}: the whole history in one answer", asking.candidate.title()));
    match (asking.take_whole(FIRST_BLOCK_DAY)?, held) {
        (Some(Some(_)), _) => Ok(()),
        (Some(None), _) => Err(Stop::source("answered without a single row")),
        (None, Some(_)) => see_again(asking),
        (None, None) => Err(Stop::source("said that nothing changed, though nothing is stored")),
    }
}

/// The document is the one that was read before: all of its series were seen again.
fn see_again(asking: &mut Asking<'_>) -> Result<(), Stop> {
    let run = asking.run;
    let seen_at = run.now();
    let mut cache = run.cache();
    let same_document = |state: &FetchState| {
        state.key.source == asking.candidate.key.source && state.validators == asking.state.validators
    };
    let mut keys: Vec<SeriesKey> =
        cache.fetch_states()?.into_iter().filter(same_document).map(|state| state.key).collect();
    if !keys.contains(&asking.candidate.key) {
        keys.push(asking.candidate.key.clone());
    }
    let mut incoming = Vec::with_capacity(keys.len());
    for summary in cache.summaries()?.iter().filter(|summary| keys.contains(&summary.key)) {
        let counts = Counts { same: summary.rows, ..Counts::default() };
        asking.tally.counts.insert(summary.key.clone(), counts);
        let Some(last) = summary.last else { continue };
        // No rows, only that they were seen: what another program stores meanwhile stays.
        if let Some(stored) = cache.load_between(&summary.key, last, last)? {
            incoming.push(Incoming { series: emptied(&stored)?, provenance: asking.provenance(seen_at) });
        }
    }
    asking.state.asked_at = seen_at;
    asking.state.error = None;
    cache.put_fetched(&asking.batch(seen_at), &incoming, std::slice::from_ref(&asking.state))?;
    Ok(())
}

fn emptied(series: &Series) -> Result<Series, Stop> {
    let columns = match series.columns() {
        Columns::Scalar(_) => Columns::Scalar(Vec::new()),
        Columns::Ohlcv(_) => Columns::Ohlcv(Box::default()),
    };
    Series::new(series.key().clone(), series.unit(), series.cadence(), Vec::new(), columns)
        .map_err(|error| Stop::Local(error.to_string()))
}

fn windows(asking: &mut Asking<'_>, grid: Grid, held: Option<&Held>) -> Result<(), Stop> {
    let now = asking.run.now();
    if let Some(held) = held {
        head(asking, &grid, held.span.1, now)?;
        heal(asking, &grid, held.span, &held.damaged)?;
    }
    if asking.state.reached_start {
        return Ok(());
    }
    past(asking, &grid, held.map(|held| held.span.0), now)
}

/// From the last stored row, or a little before it, to now: oldest window first.
fn head(asking: &mut Asking<'_>, grid: &Grid, last: UnixSecs, now: UnixSecs) -> Result<(), Stop> {
    let unsettled = asking.candidate.feed.unsettled_secs.max(0);
    let begin = UnixSecs(last.min(now).0.saturating_sub(unsettled)).max(grid.start());
    let newest = grid.index_of(now);
    let mut from = begin;
    let mut is_hole_known = false;
    for index in grid.index_of(begin)..=newest {
        let to = grid.window(index).1.min(now);
        tell(asking, from, percent(begin, from, now));
        if asking.take(from, to, false)?.is_none() {
            if (from..=to).contains(&last) {
                return Err(Stop::source(format!(
                    "answered without a row for {} to {}, where it had rows before",
                    from.iso(),
                    to.iso()
                )));
            }
            // A hole in the history, or a clock that runs ahead: the newest window tells.
            if !is_hole_known && index < newest && !asking.has_rows(grid.window(newest).0, now)? {
                return Ok(());
            }
            is_hole_known = true;
        }
        from = grid.window(index + 1).0;
    }
    Ok(())
}

/// From the first stored row, or from now, back to the start: newest window first.
fn past(asking: &mut Asking<'_>, grid: &Grid, first: Option<UnixSecs>, now: UnixSecs) -> Result<(), Stop> {
    let end = first.map_or(now, |first| UnixSecs(first.0.saturating_sub(grid.step())));
    let mut has_rows = first.is_some();
    // Windows at and below which there is a row, seen when an empty one was met.
    let mut known_row = i64::MAX;
    for index in (0..=grid.index_of(end)).rev() {
        let (from, to) = grid.window(index);
        tell(asking, from, percent(now, to.min(end), grid.start()));
        if asking.take(from, to.min(end), index == 0)?.is_some() {
            has_rows = true;
        } else if index < known_row {
            match older_row(asking, grid, index)? {
                Some(older) => known_row = older,
                None => break,
            }
        }
    }
    if !has_rows {
        return Err(Stop::source("answered without a single row"));
    }
    asking.state.reached_start = true;
    Ok(())
}

/// A window older than `index` that has a row. Exchanges stood still for days: one empty
/// window is no proof that a history starts there.
fn older_row(asking: &mut Asking<'_>, grid: &Grid, index: i64) -> Result<Option<i64>, Stop> {
    for probe in probes(index) {
        let (from, to) = grid.window(probe);
        if asking.has_rows(from, to)? {
            return Ok(Some(probe));
        }
    }
    Ok(None)
}

/// Says which window is fetched.
pub(super) fn tell(asking: &Asking<'_>, from: UnixSecs, percent: i64) {
    let date = from.date();
    let title = asking.candidate.title();
    asking.run.control.progress(format!("{title}: {:04}-{:02} … {percent} %", date.year(), date.month()));
}

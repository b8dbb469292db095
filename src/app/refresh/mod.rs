//! Keeping the dataset fresh: which source is asked for what, and what is taken.
//!
//! Runs on a job's thread. Every page is one transaction, so that what was
//! fetched before a failure, a stop or a power cut stays.

mod asking;
mod fill;
mod gate;
mod heal;
mod origin;
mod page;
mod plan;
#[cfg(test)]
mod tests;
mod windows;

use crate::app::clock::Clock;
use crate::app::import::SharedCache;
use crate::app::live_settings::LiveSettings;
use crate::app::refresh::fill::fill;
use crate::app::refresh::page::{Counts, Run, Stop, Tally};
use crate::app::refresh::plan::{Candidate, SeriesPlan, plan};
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::io::cache::RefreshRecord;
use crate::io::http::HttpClient;

/// The series that are refreshed when none is named. Hourly candles come on request only:
/// their first fill is a hundred pages.
pub const USUAL_SERIES: &[&str] =
    &["price.btc.usd", "hashrate.network", "difficulty", "etf.flow.total", "sentiment.fear_greed"];

/// What is to be refreshed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefreshRequest {
    /// Ids, each with or without `@source`; empty for [`USUAL_SERIES`] and, if set, the hourly candles.
    pub series: Vec<String>,
}

/// What a refresh tells while it works.
pub trait RefreshControl {
    /// Whether the user asked to stop; asked at least every 100 ms.
    fn is_cancelled(&self) -> bool;
    /// How far it is: `Bitstamp: 2019-03 … 41 %`.
    fn progress(&self, words: String);
    /// A page was stored: what is on disk is more than before.
    fn page_stored(&self, _key: &SeriesKey, _rows: u64) {}
}

/// What became of one series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesOutcome {
    /// Its id without a source.
    pub id: String,
    /// Who answered; of those who failed, the last one.
    pub source: Option<SourceId>,
    /// Rows of times that were not there.
    pub rows_new: u64,
    /// Rows with other values than before.
    pub rows_changed: u64,
    /// Those of them that were not over yet when they were seen before.
    pub rows_grown: u64,
    /// Rows that were there already.
    pub rows_same: u64,
    /// Rows that were not taken.
    pub rows_rejected: u64,
    /// Why nobody answered, in words; `None` if somebody did.
    pub error: Option<String>,
    /// Who failed before, and why; also what could not be fetched beside the series.
    pub tried: Vec<(SourceId, String)>,
}

/// What became of a refresh.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefreshReport {
    /// One for each series, also for those that came along with another (ETF funds).
    pub series: Vec<SeriesOutcome>,
    /// Whether the user stopped it; what was fetched by then is stored.
    pub cancelled: bool,
}

impl SeriesOutcome {
    fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            source: None,
            rows_new: 0,
            rows_changed: 0,
            rows_grown: 0,
            rows_same: 0,
            rows_rejected: 0,
            error: None,
            tried: Vec::new(),
        }
    }

    /// What one source gave for one series.
    fn of(key: &SeriesKey, counts: Counts) -> Self {
        let mut outcome = Self::new(&key.id);
        outcome.set(key, counts);
        outcome
    }

    fn set(&mut self, key: &SeriesKey, counts: Counts) {
        self.source = Some(key.source.clone());
        self.rows_new = counts.new;
        self.rows_changed = counts.changed;
        self.rows_grown = counts.grown;
        self.rows_same = counts.same;
    }

    fn is_news(&self) -> bool {
        self.rows_new + self.rows_changed + self.rows_rejected > 0
    }
}

/// Whether a name that was asked for has the form of one: the sentence that says what was
/// expected, or nothing.
pub fn malformed_series(name: &str) -> Option<String> {
    plan::malformed(name)
}

/// Asks for every series in turn.
///
/// A source that fails is left for the next one; what it gave before is kept. Nothing is
/// joined: rows of another source stand under a key of their own.
pub fn refresh(
    request: &RefreshRequest,
    settings: &LiveSettings,
    http: &HttpClient,
    cache: &SharedCache,
    clock: Clock,
    control: &dyn RefreshControl,
) -> RefreshReport {
    let run = Run { asks: http, cache, clock, began: clock.now(), control };
    refresh_all(&run, &plan(request, settings))
}

fn refresh_all(run: &Run<'_>, plans: &[SeriesPlan]) -> RefreshReport {
    let mut report = RefreshReport::default();
    for plan in plans {
        if run.control.is_cancelled() {
            report.cancelled = true;
        }
        if report.cancelled {
            break;
        }
        let done = refresh_one(run, plan);
        report.cancelled |= done.cancelled;
        let mut outcomes = done.series;
        record(run, &plan.id, &mut outcomes);
        report.series.append(&mut outcomes);
    }
    report
}

/// One series, with what came along; the series itself stands first.
fn refresh_one(run: &Run<'_>, plan: &SeriesPlan) -> RefreshReport {
    let mut outcome = SeriesOutcome::new(&plan.id);
    let mut along = Vec::new();
    let mut cancelled = false;
    let mut is_answered = false;
    for candidate in &plan.candidates {
        let mut tally = Tally::default();
        let done = fill(run, candidate, &mut tally);
        outcome.rows_rejected += tally.rejected;
        let counts = tally.counts.remove(&candidate.key).unwrap_or_default();
        // Another currency is an answer, but not to what was asked.
        let stands_in = candidate.key.id != plan.id;
        if !stands_in {
            outcome.set(&candidate.key, counts);
        }
        along.extend(tally.counts.iter().map(|(key, counts)| SeriesOutcome::of(key, *counts)));
        outcome.tried.extend(tally.beside.drain(..).map(|why| (candidate.key.source.clone(), why)));
        match done {
            Ok(()) if stands_in => along.push(SeriesOutcome::of(&candidate.key, counts)),
            Ok(()) => {
                is_answered = true;
                break;
            }
            Err(Stop::Source { why, .. }) => {
                outcome.tried.push((candidate.key.source.clone(), with_kept(why, counts)));
            }
            Err(Stop::Local(why)) => {
                outcome.error = Some(why);
                break;
            }
            Err(Stop::Cancelled) => {
                cancelled = true;
                outcome.error = Some("stopped before it was complete, what came is kept".to_owned());
                break;
            }
        }
    }
    if !is_answered && outcome.error.is_none() {
        outcome.error =
            Some(plan.problem.clone().unwrap_or_else(|| nobody(&outcome.tried, &plan.candidates)));
    }
    let mut series = vec![outcome];
    series.append(&mut along);
    RefreshReport { series, cancelled }
}

/// Why a source was left, and what it gave before.
fn with_kept(why: String, counts: Counts) -> String {
    match counts.new + counts.changed {
        0 => why,
        rows => format!("{why} ({rows} rows it gave before are stored)"),
    }
}

/// Each source that was asked and why it did not answer, in one sentence.
fn nobody(tried: &[(SourceId, String)], candidates: &[Candidate]) -> String {
    let title = |id: &SourceId| {
        let candidate = candidates.iter().find(|candidate| candidate.key.source == *id);
        candidate.map_or_else(|| id.to_string(), |candidate| candidate.title().to_owned())
    };
    let reasons: Vec<String> = tried.iter().map(|(id, why)| format!("{}: {why}", title(id))).collect();
    format!("no source answered: {}", reasons.join("; "))
}

/// Adds the outcomes to the list of past refreshes, those that came along only with news.
fn record(run: &Run<'_>, asked: &str, outcomes: &mut [SeriesOutcome]) {
    let ended_at = run.now();
    let records: Vec<RefreshRecord> = outcomes
        .iter()
        .filter(|outcome| outcome.id == asked || outcome.is_news())
        .map(|outcome| RefreshRecord {
            began_at: run.began,
            ended_at,
            series: outcome.id.clone(),
            source: if outcome.error.is_none() { outcome.source.clone() } else { None },
            rows_new: outcome.rows_new,
            rows_changed: outcome.rows_changed,
            rows_rejected: outcome.rows_rejected,
            error: outcome.error.clone(),
        })
        .collect();
    let recorded = run.cache().record_refresh(&records);
    if let (Err(error), Some(first)) = (recorded, outcomes.first_mut())
        && first.error.is_none()
    {
        first.error = Some(error.to_string());
    }
}

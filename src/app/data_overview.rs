//! What is stored, from whom, how old it is and what went wrong: read by a job, shown by panels.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use crate::app::import::SharedCache;
use crate::app::live_settings::LiveSettings;
use crate::domain::catalog;
use crate::domain::live::{RefreshRecord, RetargetEstimate, SourceInfo};
use crate::domain::series::{Cadence, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::io::cache::{CacheError, FetchState, SeriesSummary};
use crate::io::sources::Source;

/// Past refreshes that are shown, series by series.
const LOG_LENGTH: usize = 500;

/// One stored series, or one that was asked for in vain.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesStatus {
    /// The series with its source.
    pub key: SeriesKey,
    /// Its unit.
    pub unit: Unit,
    /// Its cadence.
    pub cadence: Cadence,
    /// Stored rows; 0 if none ever came.
    pub rows: u64,
    /// Time of the first one.
    pub first: Option<UnixSecs>,
    /// Time of the last one.
    pub last: Option<UnixSecs>,
    /// About how many bytes it takes on disk.
    pub bytes: u64,
    /// Older values that are kept.
    pub vintages: u64,
    /// When its rows were seen last; when it was asked for, if none ever came.
    pub seen_at: UnixSecs,
    /// When its source was asked last; `None` for what is not fetched.
    pub asked_at: Option<UnixSecs>,
    /// What went wrong then.
    pub error: Option<String>,
    /// Whether its history is there back to the source's first row.
    pub reached_start: bool,
}

/// What a test of a connection ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionTest {
    /// It is under way.
    Asking,
    /// It answered with rows, after so many milliseconds.
    Answered {
        /// Milliseconds.
        after_ms: i64,
        /// What came: `1,000 rows to 29 Nov 2026`.
        words: String,
    },
    /// It did not.
    Failed {
        /// Why, in words with what to do.
        words: String,
    },
}

/// One live source.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceStatus {
    /// What people are told of it.
    pub info: &'static SourceInfo,
    /// Ids of what it has.
    pub series: Vec<&'static str>,
    /// Whether it may be asked.
    pub enabled: bool,
    /// The address that is asked, as text; empty if there is none yet.
    pub address: String,
    /// Whether the settings name the address.
    pub address_is_own: bool,
    /// Whether there is a key.
    pub has_key: bool,
    /// What the last test ended with.
    pub test: Option<ConnectionTest>,
}

/// Everything the Data window shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataOverview {
    /// Stored series in order of key.
    pub series: Vec<SeriesStatus>,
    /// Past refreshes, the newest first.
    pub log: Vec<RefreshRecord>,
    /// What was said last of the next change of difficulty.
    pub estimate: Option<RetargetEstimate>,
    /// Bytes of the cache's file.
    pub cache_bytes: u64,
}

impl DataOverview {
    /// Whether a source was ever asked for anything.
    pub fn was_fetched(&self) -> bool {
        !self.log.is_empty() || self.series.iter().any(|series| series.asked_at.is_some())
    }
}

/// Reads what the Data window shows.
///
/// # Errors
/// [`CacheError`] if the cache cannot be read.
pub(super) fn read_overview(cache: &SharedCache) -> Result<DataOverview, CacheError> {
    let held = cache.lock().unwrap_or_else(PoisonError::into_inner);
    let (summaries, states) = (held.summaries()?, held.fetch_states()?);
    let (log, estimates) = (held.refreshes(LOG_LENGTH)?, held.estimates(1)?);
    let cache_bytes = held.size_bytes();
    drop(held);
    let series = joined(summaries, states);
    Ok(DataOverview { series, log, estimate: estimates.into_iter().next(), cache_bytes })
}

/// What is stored beside where its fetching stands, in order of key.
fn joined(summaries: Vec<SeriesSummary>, states: Vec<FetchState>) -> Vec<SeriesStatus> {
    let mut by_key: BTreeMap<SeriesKey, SeriesStatus> =
        summaries.into_iter().map(|summary| (summary.key.clone(), stored(summary))).collect();
    for state in states {
        let status = by_key.entry(state.key.clone()).or_insert_with(|| in_vain(&state));
        status.asked_at = Some(state.asked_at);
        status.error = state.error;
        status.reached_start = state.reached_start;
    }
    by_key.into_values().collect()
}

fn stored(summary: SeriesSummary) -> SeriesStatus {
    SeriesStatus {
        key: summary.key,
        unit: summary.unit,
        cadence: summary.cadence,
        rows: summary.rows,
        first: summary.first,
        last: summary.last,
        bytes: summary.bytes,
        vintages: summary.vintages,
        seen_at: summary.provenance.seen_at,
        asked_at: None,
        error: None,
        reached_start: false,
    }
}

/// A series of which nothing ever came, so that its error can be shown.
fn in_vain(state: &FetchState) -> SeriesStatus {
    let known = catalog::entry(&state.key.id);
    let cadence = if state.key.id.ends_with(".hourly") { Cadence::Intraday } else { Cadence::Daily };
    SeriesStatus {
        key: state.key.clone(),
        unit: known.map_or(Unit::Usd, |entry| entry.unit),
        cadence,
        rows: 0,
        first: None,
        last: None,
        bytes: 0,
        vintages: 0,
        seen_at: state.asked_at,
        asked_at: None,
        error: None,
        reached_start: false,
    }
}

/// What the Data window says of a source, before anybody asks it.
pub(super) fn source_status(source: &'static Source, settings: &LiveSettings) -> SourceStatus {
    let said = settings.source(source.info.id);
    let own = said.base_url.as_ref().map(|base| {
        let path = said.path.as_deref().unwrap_or_default();
        format!("{base}{path}")
    });
    SourceStatus {
        info: &source.info,
        series: source.feeds.iter().map(|feed| feed.series).collect(),
        enabled: !said.disabled,
        address_is_own: own.is_some(),
        address: own.unwrap_or_else(|| source.info.base_url.to_owned()),
        has_key: said.key.is_some(),
        test: None,
    }
}

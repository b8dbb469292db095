//! Keeping the dataset fresh: which source is asked for what, and what is taken.
//!
//! Runs on a job's thread. Every page is one transaction, so that what was
//! fetched before a failure, a stop or a power cut stays.

use crate::app::clock::Clock;
use crate::app::import::SharedCache;
use crate::app::live_settings::LiveSettings;
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
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
    fn page_stored(&self, key: &SeriesKey, rows: u64) {
        let _ = (key, rows);
    }
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
    /// Who failed before, and why.
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

/// Asks for every series in turn.
pub fn refresh(
    request: &RefreshRequest,
    settings: &LiveSettings,
    http: &HttpClient,
    cache: &SharedCache,
    clock: Clock,
    control: &dyn RefreshControl,
) -> RefreshReport {
    let _ = (request, settings, http, cache, clock, control);
    RefreshReport::default()
}

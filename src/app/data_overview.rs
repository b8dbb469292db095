//! What is stored, from whom, how old it is and what went wrong: read by a job, shown by panels.

use crate::domain::live::{RetargetEstimate, SourceInfo};
use crate::domain::series::{Cadence, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;

pub use crate::io::cache::RefreshRecord;

/// One stored series.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesStatus {
    /// The series with its source.
    pub key: SeriesKey,
    /// Its unit.
    pub unit: Unit,
    /// Its cadence.
    pub cadence: Cadence,
    /// Stored rows.
    pub rows: u64,
    /// Time of the first one.
    pub first: Option<UnixSecs>,
    /// Time of the last one.
    pub last: Option<UnixSecs>,
    /// About how many bytes it takes on disk.
    pub bytes: u64,
    /// Older values that are kept.
    pub vintages: u64,
    /// When its rows were seen last.
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

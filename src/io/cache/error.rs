//! Why the cache cannot do what was asked.
//!
//! Only [`CacheFault::Damaged`] is a reason to set the file aside. A busy
//! database, a full disk and a missing permission pass, and the file is good.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::domain::series::SeriesError;
use crate::domain::time::UnixSecs;
use crate::io::cache::BatchId;
use crate::io::files::FileError;

/// A fault and the database it happened to.
#[derive(Debug, thiserror::Error)]
#[error("{}", sentence(fault, path))]
pub struct CacheError {
    /// What is wrong.
    pub fault: CacheFault,
    /// The database; `:memory:` for one without a file.
    pub path: PathBuf,
}

impl CacheError {
    /// Whether the file must be set aside and built anew.
    pub fn is_damage(&self) -> bool {
        matches!(self.fault, CacheFault::Damaged { .. })
    }

    /// Whether it was asked to give up.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.fault, CacheFault::Cancelled)
    }
}

fn sentence(fault: &CacheFault, path: &Path) -> String {
    match fault {
        // Its own sentence ends with a path already.
        CacheFault::File(error) => error.to_string(),
        // Nothing is wrong with the file.
        CacheFault::Cancelled | CacheFault::Waiting(_) => fault.to_string(),
        _ => format!("{fault}: {}", path.display()),
    }
}

/// What is wrong with the cache or with what it was asked to store.
#[derive(Debug, thiserror::Error)]
pub enum CacheFault {
    /// The file is not a sound database of ours.
    #[error("the cache is damaged ({why})")]
    Damaged {
        /// What was found.
        why: String,
    },
    /// A newer program wrote it; it is left as it is.
    #[error(
        "the cache was written by a newer Hashfloor (schema {found}, this one knows {supported}) and is left untouched"
    )]
    Newer {
        /// Its schema version.
        found: i32,
        /// The newest this program knows.
        supported: i32,
    },
    /// An older program wrote it and it was opened read-only, so it cannot be migrated.
    #[error(
        "the cache has the older schema {found} (this program uses {supported}), open it for writing once"
    )]
    Older {
        /// Its schema version.
        found: i32,
        /// What this program uses.
        supported: i32,
    },
    /// A folder, link or pipe stands in its place.
    #[error("expected a database file, found {found}")]
    NotAFile {
        /// What stands there.
        found: &'static str,
    },
    /// A file could not be made or moved.
    #[error(transparent)]
    File(#[from] FileError),
    /// Somebody else is writing.
    #[error("the cache is in use by another program")]
    Busy,
    /// The disk is full.
    #[error("the disk is full, nothing was stored")]
    NoSpace,
    /// The system does not let us read or write it.
    #[error("the cache cannot be opened for this")]
    Permission(#[source] rusqlite::Error),
    /// SQLite reports something else.
    #[error("the database reports: {0}")]
    Sqlite(#[source] rusqlite::Error),
    /// The linked SQLite has a known defect.
    #[error("SQLite {found} is too old, expected at least {expected}")]
    OldSqlite {
        /// Version number, 3051003 for 3.51.3.
        found: i32,
        /// The first one without the defect.
        expected: i32,
    },
    /// Candles for a series of single values, or the other way round.
    #[error(
        "{key} holds {stored}, found {incoming}: give these an id of their own, as in price.btc.usd@name"
    )]
    Shape {
        /// The series.
        key: String,
        /// What it holds.
        stored: &'static str,
        /// What was to be stored.
        incoming: &'static str,
    },
    /// Another unit than the stored one.
    #[error("{key} is stored in {stored}, found {incoming}")]
    Unit {
        /// The series.
        key: String,
        /// Stored unit.
        stored: &'static str,
        /// Unit of the rows to be stored.
        incoming: &'static str,
    },
    /// Candles are stored in USD columns.
    #[error("candles of {key} must be in USD, found {unit}")]
    CandleUnit {
        /// The series.
        key: String,
        /// Its unit.
        unit: &'static str,
    },
    /// Intraday or weekly rows for a series of another rhythm.
    #[error(
        "{key} has {stored} rows, found {incoming} ones: give these an id of their own, as in price.btc.usd@name"
    )]
    Cadence {
        /// The series.
        key: String,
        /// Stored cadence.
        stored: &'static str,
        /// Cadence of the rows to be stored.
        incoming: &'static str,
    },
    /// A time no row can have.
    #[error("{key}: a row is dated {time}, expected a year from 1970 to 2200")]
    Time {
        /// The series.
        key: String,
        /// The time.
        time: UnixSecs,
    },
    /// A value no such series can have.
    #[error("{key}: expected {expected} in every row, found a row without")]
    Value {
        /// The series.
        key: String,
        /// What would have been right.
        expected: &'static str,
    },
    /// Rows that were read and wait to be stored are gone.
    #[error("the rows that were read could not be kept: {0}")]
    Waiting(#[source] std::io::Error),
    /// It was asked to give up, and nothing was stored.
    #[error("cancelled, nothing was stored")]
    Cancelled,
    /// One series twice in one batch: which rows are meant cannot be known.
    #[error("{key} stands twice in one import")]
    Twice {
        /// The series.
        key: String,
    },
    /// No such batch.
    #[error("there is no import with the number {}", .0.0)]
    UnknownBatch(BatchId),
    /// The batch was taken back before.
    #[error("import {} was taken back already", .0.0)]
    TakenBack(BatchId),
}

impl CacheFault {
    pub(super) fn damaged(why: impl Into<String>) -> Self {
        Self::Damaged { why: why.into() }
    }

    pub(super) fn at(self, path: &Path) -> CacheError {
        CacheError { fault: self, path: path.to_owned() }
    }
}

impl From<rusqlite::Error> for CacheFault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        match &error {
            E::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::damaged(error.to_string()),
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
                ErrorCode::DiskFull => Self::NoSpace,
                ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
                | ErrorCode::AuthorizationForStatementDenied => Self::Permission(error),
                _ => Self::Sqlite(error),
            },
            // A cell of another type than its strict column: the bytes were changed.
            E::InvalidColumnType(..) | E::FromSqlConversionFailure(..) | E::IntegralValueOutOfRange(..) => {
                Self::damaged(error.to_string())
            }
            E::Utf8Error(..) => Self::damaged("a text is not UTF-8"),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<SeriesError> for CacheFault {
    fn from(error: SeriesError) -> Self {
        Self::damaged(error.to_string())
    }
}

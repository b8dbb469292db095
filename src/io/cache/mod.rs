//! The cache: every series with its history of revisions, in one SQLite file.
//!
//! All of it can be rebuilt from sources, imports and the case file, so a
//! damaged file is set aside and replaced; what the user made himself lives
//! elsewhere ([`crate::io::document`]). One [`Cache`] writes, any number read.
//! Rows come out as they went in, except that −0.0 becomes 0.0 and a volume
//! column without a number becomes none. Series without rows are not stored.

mod arrival;
mod as_known;
mod batches;
mod between;
mod checksum;
mod error;
mod fetch_state;
mod fetched;
mod heads;
mod load;
mod open;
mod packed_rows;
mod refresh_log;
mod removed;
mod rows;
mod schema;
mod store;
#[cfg(test)]
mod tests;
mod unfinished;
mod vintage;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use crate::domain::provenance::Provenance;
use crate::domain::series::{Cadence, Series, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::io::aside::with_ending;
use crate::io::cache::arrival::{Arrival, NEVER_BREAK, Pace};
use crate::io::cache::heads::Head;
use crate::io::cache::schema::Plan;
use crate::io::cache::store::{Scope, Unfinished};
use crate::io::packed::SortedRows;

pub use crate::domain::live::RefreshRecord;
pub use crate::io::cache::between::SeriesReader;
pub use crate::io::cache::error::{CacheError, CacheFault};
pub use crate::io::cache::fetched::{FetchState, KnownDays};
pub use crate::io::cache::schema::{APPLICATION_ID, SCHEMA_VERSION};

/// How a cache came to be open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// There was none.
    Created,
    /// It was there and sound.
    Existing,
    /// It was of an older version and has been migrated.
    Migrated {
        /// The version it had.
        from: i32,
        /// The copy made before.
        backup: PathBuf,
    },
    /// It was damaged: it has been set aside and is empty now.
    Rebuilt {
        /// Where the damaged file lies.
        set_aside: PathBuf,
        /// What was wrong.
        why: String,
    },
}

/// Number of an import or fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId(pub i64);

/// What is stored together, and can be taken back together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// `case`, `import`, `refresh` …
    pub kind: String,
    /// File name or source.
    pub name: String,
    /// CSV dialect, or empty.
    pub dialect: String,
    /// When.
    pub at: UnixSecs,
}

/// A batch that was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBatch {
    /// Its number.
    pub id: BatchId,
    /// What it was.
    pub batch: Batch,
    /// When it was taken back, if it was.
    pub taken_back_at: Option<UnixSecs>,
}

/// A series on its way into the cache.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// The rows.
    pub series: Series,
    /// Where they come from.
    pub provenance: Provenance,
}

/// Rows of a file on their way into the cache: a series that need not fit in memory.
#[derive(Clone, Debug)]
pub struct SortedIncoming {
    /// Id and source.
    pub key: SeriesKey,
    /// Unit of the values.
    pub unit: Unit,
    /// Cadence.
    pub cadence: Cadence,
    /// The rows, validated as those of a [`Series`] are.
    pub rows: SortedRows,
    /// Where they come from.
    pub provenance: Provenance,
}

/// What storing one series did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutReport {
    /// The series.
    pub key: SeriesKey,
    /// Rows of times that were not there.
    pub rows_new: u64,
    /// Rows with other bits than the stored ones, which are kept as vintages.
    pub rows_changed: u64,
    /// Those of them whose row was not over yet when it was seen before: it grew, nobody revised it,
    /// and a fetch keeps no vintage of it.
    pub rows_grown: u64,
    /// Rows that were there already.
    pub rows_same: u64,
    /// First time of the incoming rows.
    pub from: Option<UnixSecs>,
    /// Last time of the incoming rows.
    pub to: Option<UnixSecs>,
    /// Months (`2026-02`) whose stored rows were damaged and gave way to the incoming ones.
    pub damaged_months: Vec<String>,
}

impl PutReport {
    fn new(series: &Arrival<'_>) -> Self {
        Self {
            key: series.key.clone(),
            rows_new: 0,
            rows_changed: 0,
            rows_grown: 0,
            rows_same: 0,
            from: series.first,
            to: series.last,
            damaged_months: Vec::new(),
        }
    }

    /// Whether anything is stored that was not there before.
    pub fn changes_something(&self) -> bool {
        self.rows_new + self.rows_changed > 0
    }
}

/// What storing a batch did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutOutcome {
    /// Its number; `None` if nothing was written, and then nothing remains of it. A fetch also
    /// writes the same values anew once a row is over that was not when it was stored.
    pub batch: Option<BatchId>,
    /// One report for each incoming series, in their order.
    pub reports: Vec<PutReport>,
}

/// What taking a batch back did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakeBackReport {
    /// Rows that have their older values again.
    pub rows_restored: u64,
    /// Rows that the batch had added and that are gone.
    pub rows_removed: u64,
    /// Rows that a later batch had replaced and that stay as they are.
    pub rows_replaced_later: u64,
    /// Older values that were damaged and could not come back.
    pub rows_lost: u64,
    /// Damaged months, whose rows were left as they lie (and are not served).
    pub damaged_months: Vec<DamagedMonth>,
}

/// A series as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The rows of every sound month.
    pub series: Series,
    /// Where they come from.
    pub provenance: Provenance,
    /// Months (`2026-02`) that do not match their checksum; their rows are left out.
    pub damaged_months: Vec<String>,
    /// The first row that was not over yet when it was seen; it and those after it may still change.
    pub unfinished_from: Option<UnixSecs>,
}

/// A month whose rows do not match their checksum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DamagedMonth {
    /// The series.
    pub key: SeriesKey,
    /// `2026-02`.
    pub month: String,
}

/// What is known of a stored series without reading its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesSummary {
    /// The series.
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
    /// Where they come from.
    pub provenance: Provenance,
    /// About how many bytes its rows, older values and checksums take on disk.
    pub bytes: u64,
    /// Older values that are kept beside the rows.
    pub vintages: u64,
}

/// A value that was replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// The row.
    pub time: UnixSecs,
    /// Its former value (the close of a candle), `NaN` for a former gap.
    pub old_value: f64,
    /// When the former value was stored.
    pub seen_at: UnixSecs,
    /// When it was replaced.
    pub replaced_at: UnixSecs,
    /// By which batch.
    pub replaced_by: BatchId,
}

/// What a full check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntegrityReport {
    /// Series that were read.
    pub series: u64,
    /// Rows that match their checksums.
    pub sound_rows: u64,
    /// Months that do not.
    pub damaged_months: Vec<DamagedMonth>,
    /// What SQLite and the list of series complain of.
    pub database_problems: Vec<String>,
}

impl IntegrityReport {
    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        self.damaged_months.is_empty() && self.database_problems.is_empty()
    }
}

/// An open cache.
#[derive(Debug)]
pub struct Cache {
    conn: Connection,
    path: Option<PathBuf>,
}

impl Cache {
    /// Opens or makes the cache for writing; sets a damaged one aside.
    ///
    /// # Errors
    /// [`CacheError`]: a newer program's file, no permission, a full disk, something that is no file.
    pub fn open(path: &Path, now: UnixSecs) -> Result<(Self, Opening), CacheError> {
        Self::open_as(&Plan::CURRENT, path, now)
    }

    fn open_as(plan: &Plan, path: &Path, now: UnixSecs) -> Result<(Self, Opening), CacheError> {
        let (conn, opening) = open::open_for_writing(path, plan, now).map_err(|fault| fault.at(path))?;
        Ok((Self { conn, path: Some(path.to_owned()) }, opening))
    }

    /// Opens the cache for reading, beside a writer or where nothing can be written.
    ///
    /// # Errors
    /// [`CacheError`], also [`CacheFault::Damaged`] and [`CacheFault::Older`]; nothing is changed.
    pub fn open_read_only(path: &Path) -> Result<Self, CacheError> {
        let conn = open::open_for_reading(path, &Plan::CURRENT).map_err(|fault| fault.at(path))?;
        Ok(Self { conn, path: Some(path.to_owned()) })
    }

    /// A cache that ends with the program.
    ///
    /// # Errors
    /// [`CacheError`] if SQLite has no memory for it or is too old.
    pub fn in_memory() -> Result<Self, CacheError> {
        let conn = open::open_in_memory(&Plan::CURRENT).map_err(|fault| fault.at(Path::new(":memory:")))?;
        Ok(Self { conn, path: None })
    }

    /// Sets this cache aside and opens an empty one: for damage found while it was in use.
    ///
    /// # Errors
    /// [`CacheError`] if the files cannot be moved or made.
    pub fn rebuild(self, why: String, now: UnixSecs) -> Result<(Self, Opening), CacheError> {
        let Some(path) = self.path else {
            return Ok((Self::in_memory()?, Opening::Created));
        };
        // Closing a damaged database may fail; its files are moved all the same.
        self.conn.close().ok();
        let (conn, opening) =
            open::rebuild(&path, &Plan::CURRENT, why, now).map_err(|fault| fault.at(&path))?;
        Ok((Self { conn, path: Some(path) }, opening))
    }

    /// Stores a batch in one transaction: all of it or nothing.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is stored then.
    pub fn put(&mut self, batch: &Batch, incoming: &[Incoming]) -> Result<PutOutcome, CacheError> {
        self.put_arrivals(batch, &arrivals(incoming), Scope::All, NEVER_BREAK)
    }

    /// Stores a batch of rows from a file in one transaction: all of it or nothing.
    ///
    /// `progress` is called with the rows stored so far; `Break` gives up and nothing is stored.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is stored then. [`CacheError::is_cancelled`] after a `Break`.
    pub fn put_sorted(
        &mut self,
        batch: &Batch,
        incoming: &[SortedIncoming],
        progress: &dyn Fn(u64) -> ControlFlow<()>,
    ) -> Result<PutOutcome, CacheError> {
        self.put_arrivals(batch, &arrivals(incoming), Scope::All, progress)
    }

    fn put_arrivals(
        &mut self,
        batch: &Batch,
        incoming: &[Arrival<'_>],
        scope: Scope,
        progress: &dyn Fn(u64) -> ControlFlow<()>,
    ) -> Result<PutOutcome, CacheError> {
        let mut pace = Pace::new(progress);
        self.write(|conn| store::put(conn, batch, incoming, scope, Unfinished::Kept, &mut pace))
    }

    /// What [`Cache::put_sorted`] would report, without storing.
    ///
    /// # Errors
    /// [`CacheError`] as `put_sorted` would give it.
    pub fn preview_sorted(&self, incoming: &[SortedIncoming]) -> Result<Vec<PutReport>, CacheError> {
        self.read(|conn| store::preview(conn, &arrivals(incoming), &mut Pace::new(NEVER_BREAK)))
    }

    /// Replaces the damaged months, and only those, by the given rows.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is stored then.
    pub fn repair(&mut self, batch: &Batch, incoming: &[Incoming]) -> Result<PutOutcome, CacheError> {
        self.put_arrivals(batch, &arrivals(incoming), Scope::DamagedMonths, NEVER_BREAK)
    }

    /// What [`Cache::put`] would report, without storing.
    ///
    /// # Errors
    /// [`CacheError`] as `put` would give it.
    pub fn preview(&self, incoming: &[Incoming]) -> Result<Vec<PutReport>, CacheError> {
        self.read(|conn| store::preview(conn, &arrivals(incoming), &mut Pace::new(NEVER_BREAK)))
    }

    /// Undoes a batch: what it replaced comes back, what it added goes.
    ///
    /// Rows that a later batch replaced stay; the later batch then counts as
    /// the one that replaced what this batch had replaced. Series that are left
    /// have the `origins` again that they had before the batch.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is changed then.
    pub fn take_back(
        &mut self,
        batch: BatchId,
        now: UnixSecs,
        origins: &[(SeriesKey, Provenance)],
    ) -> Result<TakeBackReport, CacheError> {
        self.write(|conn| {
            let report = vintage::take_back(conn, batch, now)?;
            for (key, provenance) in origins {
                if let Some(mut head) = Head::find(conn, key)? {
                    head.see_as_before(conn, provenance)?;
                }
            }
            Ok(report)
        })
    }

    /// Reads every series in the order of its first arrival.
    ///
    /// # Errors
    /// [`CacheError`]; for [`CacheError::is_damage`] see [`Cache::rebuild`].
    pub fn load_all(&self) -> Result<Vec<Stored>, CacheError> {
        self.read(|conn| {
            load::check_orphans(conn, &Head::all_with_removed(conn)?)?;
            let heads = Head::all(conn)?;
            heads.iter().map(|head| load::load(conn, head)).collect()
        })
    }

    /// Reads one series; `None` if it is not stored.
    ///
    /// # Errors
    /// [`CacheError`] as for [`Cache::load_all`].
    pub fn load(&self, key: &SeriesKey) -> Result<Option<Stored>, CacheError> {
        self.read(|conn| Head::find(conn, key)?.map(|head| load::load(conn, &head)).transpose())
    }

    /// What is stored, without the values.
    ///
    /// # Errors
    /// [`CacheError`] as for [`Cache::load_all`].
    pub fn summaries(&self) -> Result<Vec<SeriesSummary>, CacheError> {
        self.read(|conn| Head::all(conn)?.iter().map(|head| load::summary(conn, head)).collect())
    }

    /// Every batch, oldest first.
    ///
    /// # Errors
    /// [`CacheError`] if the table cannot be read.
    pub fn batches(&self) -> Result<Vec<StoredBatch>, CacheError> {
        self.read(batches::all)
    }

    /// Every replaced value of a series, in order of time.
    ///
    /// # Errors
    /// [`CacheError`] if the tables cannot be read.
    pub fn revisions(&self, key: &SeriesKey) -> Result<Vec<Revision>, CacheError> {
        self.read(|conn| match Head::find(conn, key)? {
            Some(head) => vintage::revisions(conn, &head),
            None => Ok(Vec::new()),
        })
    }

    /// Checks the whole file, for `doctor`. Takes seconds for hundreds of megabytes.
    ///
    /// # Errors
    /// [`CacheError`] if it cannot be read at all; damage is part of the report.
    pub fn integrity(&self) -> Result<IntegrityReport, CacheError> {
        self.read(load::integrity)
    }

    /// Whether this connection cannot write.
    pub fn is_read_only(&self) -> bool {
        self.conn.is_readonly(rusqlite::MAIN_DB).unwrap_or(true)
    }

    /// Version of the tables.
    pub fn schema_version(&self) -> i32 {
        SCHEMA_VERSION
    }

    /// The file; `None` for a cache in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Bytes on disk, log included; 0 for a cache in memory.
    pub fn size_bytes(&self) -> u64 {
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        self.path.as_ref().map_or(0, |path| size(path) + size(&with_ending(path, "-wal")))
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, CacheFault>) -> Result<T, CacheError> {
        // One transaction, so that a writer beside us cannot change half of what we read.
        let run = || {
            let tx = self.conn.unchecked_transaction()?;
            work(&tx)
        };
        run().map_err(|fault: CacheFault| fault.at(self.place()))
    }

    fn write<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T, CacheFault>) -> Result<T, CacheError> {
        let place = self.place().to_owned();
        let run = || {
            let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&tx)?;
            tx.commit()?;
            Ok(done)
        };
        run().map_err(|fault: CacheFault| fault.at(&place))
    }

    fn place(&self) -> &Path {
        self.path.as_deref().unwrap_or_else(|| Path::new(":memory:"))
    }
}

fn arrivals<'a, T>(incoming: &'a [T]) -> Vec<Arrival<'a>>
where
    Arrival<'a>: From<&'a T>,
{
    incoming.iter().map(Arrival::from).collect()
}

//! The tables, their version, and how older versions become this one.
//!
//! Every statement below is compared byte for byte with what the file says of
//! itself: a trigger, a view or a column that we did not make means that the
//! file is not ours to trust.

use rusqlite::Connection;

use crate::io::cache::error::CacheFault;
use crate::io::cache::{batches, packed_rows};

/// `HFLR`, in the header of every cache.
pub const APPLICATION_ID: i32 = 0x4846_4C52;

/// Version of [`SCHEMA`], kept in `user_version`.
pub const SCHEMA_VERSION: i32 = 3;

/// Tables of the current version. Times are UTC seconds since 1970, a gap is `NULL`.
pub const SCHEMA: &[&str] = &[
    "CREATE TABLE series(
  series_key INTEGER PRIMARY KEY,
  series_id TEXT NOT NULL,
  source_id TEXT NOT NULL,
  weekly INTEGER NOT NULL,
  shape TEXT NOT NULL,
  cadence TEXT NOT NULL,
  unit TEXT NOT NULL,
  source_title TEXT NOT NULL,
  citation TEXT NOT NULL,
  licence TEXT NOT NULL,
  seen_at_utc_s INTEGER NOT NULL,
  crc32 INTEGER NOT NULL,
  UNIQUE(series_id, source_id, weekly)
) STRICT",
    "CREATE TABLE value_row(
  series_key INTEGER NOT NULL,
  time_utc_s INTEGER NOT NULL,
  value REAL,
  batch_id INTEGER NOT NULL,
  PRIMARY KEY(series_key, time_utc_s)
) STRICT, WITHOUT ROWID",
    "CREATE TABLE candle_row(
  series_key INTEGER NOT NULL,
  time_utc_s INTEGER NOT NULL,
  open_usd REAL,
  high_usd REAL,
  low_usd REAL,
  close_usd REAL,
  volume_base REAL,
  batch_id INTEGER NOT NULL,
  PRIMARY KEY(series_key, time_utc_s)
) STRICT, WITHOUT ROWID",
    "CREATE TABLE month_checksum(
  series_key INTEGER NOT NULL,
  month TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  crc32 INTEGER NOT NULL,
  PRIMARY KEY(series_key, month)
) STRICT, WITHOUT ROWID",
    "CREATE TABLE import_batch(
  batch_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  dialect TEXT NOT NULL,
  at_utc_s INTEGER NOT NULL,
  taken_back_at_utc_s INTEGER
) STRICT",
    "CREATE TABLE value_vintage(
  series_key INTEGER NOT NULL,
  time_utc_s INTEGER NOT NULL,
  replaced_by_batch_id INTEGER NOT NULL,
  value REAL,
  batch_id INTEGER NOT NULL,
  crc32 INTEGER NOT NULL,
  PRIMARY KEY(series_key, time_utc_s, replaced_by_batch_id)
) STRICT, WITHOUT ROWID",
    "CREATE TABLE candle_vintage(
  series_key INTEGER NOT NULL,
  time_utc_s INTEGER NOT NULL,
  replaced_by_batch_id INTEGER NOT NULL,
  open_usd REAL,
  high_usd REAL,
  low_usd REAL,
  close_usd REAL,
  volume_base REAL,
  batch_id INTEGER NOT NULL,
  crc32 INTEGER NOT NULL,
  PRIMARY KEY(series_key, time_utc_s, replaced_by_batch_id)
) STRICT, WITHOUT ROWID",
    BATCH_CHECKSUM,
    FETCH_STATE,
    REFRESH_LOG,
    RETARGET_ESTIMATE,
    REMOVED_SERIES,
    PACKED_ROWS,
];

// Since version 2. Each row carries the CRC-32 of all its other cells. One that does not match
// counts as not there, and each table is such that a missing row costs a repeated question at
// most: never a row of a series, never a wrong one.

/// What a batch says of itself must not change: which rows were known when hangs on it.
const BATCH_CHECKSUM: &str = "CREATE TABLE batch_checksum(
  batch_id INTEGER PRIMARY KEY,
  crc32 INTEGER NOT NULL
) STRICT";

/// Where the fetching of a series from a source stands.
const FETCH_STATE: &str = "CREATE TABLE fetch_state(
  series_id TEXT NOT NULL,
  source_id TEXT NOT NULL,
  weekly INTEGER NOT NULL,
  reached_start INTEGER NOT NULL,
  etag TEXT,
  last_modified TEXT,
  asked_at_utc_s INTEGER NOT NULL,
  error TEXT,
  crc32 INTEGER NOT NULL,
  PRIMARY KEY(series_id, source_id, weekly)
) STRICT, WITHOUT ROWID";

/// What became of each series of each refresh.
const REFRESH_LOG: &str = "CREATE TABLE refresh_log(
  record_id INTEGER PRIMARY KEY,
  began_at_utc_s INTEGER NOT NULL,
  ended_at_utc_s INTEGER NOT NULL,
  series_id TEXT NOT NULL,
  source_id TEXT,
  rows_new INTEGER NOT NULL,
  rows_changed INTEGER NOT NULL,
  rows_rejected INTEGER NOT NULL,
  error TEXT,
  crc32 INTEGER NOT NULL
) STRICT";

/// What sources said of the next change of difficulty.
const RETARGET_ESTIMATE: &str = "CREATE TABLE retarget_estimate(
  estimate_id INTEGER PRIMARY KEY,
  source_id TEXT NOT NULL,
  seen_at_utc_s INTEGER NOT NULL,
  progress_percent REAL NOT NULL,
  change_percent REAL NOT NULL,
  remaining_blocks INTEGER NOT NULL,
  next_height INTEGER NOT NULL,
  expected_at_utc_s INTEGER NOT NULL,
  crc32 INTEGER NOT NULL
) STRICT";

/// Series that are out of sight until they are deleted for good.
const REMOVED_SERIES: &str = "CREATE TABLE removed_series(
  series_key INTEGER PRIMARY KEY,
  removed_at_utc_s INTEGER NOT NULL,
  crc32 INTEGER NOT NULL
) STRICT";

/// Since version 3: the rows of series with several rows a day, see [`packed_rows`]. The batch is
/// `NULL` where rows of several stand in one chunk. With a rowid, because a chunk nearly fills a
/// page; without one SQLite would put most of it into a page of its own.
const PACKED_ROWS: &str = "CREATE TABLE packed_rows(
  series_key INTEGER NOT NULL,
  first_time_utc_s INTEGER NOT NULL,
  last_time_utc_s INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  batch_id INTEGER,
  crc32 INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY(series_key, first_time_utc_s)
) STRICT";

/// One step from a version to the next.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The version it starts from; it ends at the next one.
    pub from: i32,
    /// Statements, run in one transaction.
    pub sql: &'static [&'static str],
    /// What SQL cannot do, after them and in the same transaction.
    pub finish: fn(&Connection) -> Result<(), CacheFault>,
}

const FROM_1: Migration = Migration {
    from: 1,
    sql: &[BATCH_CHECKSUM, FETCH_STATE, REFRESH_LOG, RETARGET_ESTIMATE, REMOVED_SERIES],
    finish: batches::seal_all,
};

const FROM_2: Migration = Migration { from: 2, sql: &[PACKED_ROWS], finish: packed_rows::pack_plain_rows };

/// What a cache must look like and how to get there. Tests bring plans of their own.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Version of `schema`.
    pub version: i32,
    /// Every statement of the schema.
    pub schema: &'static [&'static str],
    /// One step for every older version that was ever released.
    pub migrations: &'static [Migration],
}

impl Plan {
    /// The plan of this program.
    pub const CURRENT: Self = Self { version: SCHEMA_VERSION, schema: SCHEMA, migrations: &[FROM_1, FROM_2] };

    /// Makes the tables and marks the file as ours, in one transaction.
    pub(super) fn create(&self, conn: &mut Connection) -> Result<(), CacheFault> {
        let tx = conn.transaction()?;
        for statement in self.schema {
            tx.execute_batch(statement)?;
        }
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", self.version)?;
        tx.commit()?;
        Ok(())
    }

    /// Runs the steps from `found` to this version in one transaction.
    pub(super) fn migrate(&self, conn: &mut Connection, found: i32) -> Result<(), CacheFault> {
        let tx = conn.transaction()?;
        for version in found..self.version {
            let step = self.migrations.iter().find(|step| step.from == version).ok_or_else(|| {
                CacheFault::damaged(format!("no released program wrote schema version {version}"))
            })?;
            for statement in step.sql {
                tx.execute_batch(statement)?;
            }
            (step.finish)(&tx)?;
        }
        tx.pragma_update(None, "user_version", self.version)?;
        self.verify(&tx)?;
        tx.commit()?;
        Ok(())
    }

    /// Compares the file's own list of tables with ours, byte for byte.
    pub(super) fn verify(&self, conn: &Connection) -> Result<(), CacheFault> {
        let mut found = conn
            .prepare("SELECT coalesce(sql, type || ' ' || name) FROM sqlite_schema")?
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        // SQLite's own index behind a UNIQUE constraint has no statement.
        found.retain(|sql| !sql.starts_with("index sqlite_autoindex_"));
        found.sort_unstable();
        let mut expected = self.schema.to_vec();
        expected.sort_unstable();
        if found == expected {
            Ok(())
        } else {
            Err(CacheFault::damaged("its tables are not the expected ones"))
        }
    }
}

/// What a file says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub application_id: i32,
    pub version: i32,
    pub is_blank: bool,
}

impl Identity {
    pub(super) fn read(conn: &Connection) -> Result<Self, CacheFault> {
        let number = |pragma: &str| conn.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
        let application_id = number("application_id")?;
        let version = number("user_version")?;
        let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok(Self { application_id, version, is_blank: application_id == 0 && version == 0 && tables == 0 })
    }
}

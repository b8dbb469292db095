//! A stretch of one series, without reading the rest of it.
//!
//! For holding a page against what is stored: a hundred pages would otherwise
//! read a growing history a hundred times. Of packed rows only the chunks that
//! the stretch touches are unpacked; that none is lost is told by the checksum
//! of the month, once for as long as a [`SeriesReader`] looks at the same state.

use std::collections::BTreeMap;

use rusqlite::{Statement, Transaction};

use crate::domain::series::{Series, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::io::cache::checksum::Month;
use crate::io::cache::error::CacheFault;
use crate::io::cache::heads::Head;
use crate::io::cache::packed_rows::{COLUMNS, PackedTable, TABLE, Unpacked, Unpacker};
use crate::io::cache::rows::{ColumnBuilder, Layout, PlainTable, Row, columns_of};
use crate::io::cache::{Cache, CacheError};

/// Reads stretches of one series, all from the state the cache was in when it was made.
pub struct SeriesReader<'c> {
    cache: &'c Cache,
    head: Head,
    rows: Reading<'c>,
    /// Held as long as the reader, so that a writer beside us changes nothing under it.
    _snapshot: Transaction<'c>,
}

enum Reading<'c> {
    Plain(Box<PlainTable<'c>>),
    Packed(Box<Chunks<'c>>),
}

struct Chunks<'c> {
    select: Statement<'c>,
    table: PackedTable<'c>,
    unpacker: Unpacker,
    unpacked: Unpacked,
    /// Whether all chunks of a month are there, by its first second.
    months: BTreeMap<i64, bool>,
}

impl Cache {
    /// The rows of a series from one time to another, both included; `None` if the series is
    /// not stored. Rows of damaged months are left out.
    ///
    /// # Errors
    /// [`CacheError`] as for [`Cache::load_all`].
    pub fn load_between(
        &self,
        key: &SeriesKey,
        from: UnixSecs,
        to: UnixSecs,
    ) -> Result<Option<Series>, CacheError> {
        let reader = SeriesReader::new(self, key).map_err(|fault| fault.at(self.place()))?;
        reader.map(|mut reader| reader.between(from, to)).transpose()
    }

    /// A reader for many stretches of one series; `None` if it is not stored.
    ///
    /// # Errors
    /// [`CacheError`] as for [`Cache::load_all`].
    pub fn reader(&mut self, key: &SeriesKey) -> Result<Option<SeriesReader<'_>>, CacheError> {
        SeriesReader::new(self, key).map_err(|fault| fault.at(self.place()))
    }
}

impl<'c> SeriesReader<'c> {
    fn new(cache: &'c Cache, key: &SeriesKey) -> Result<Option<Self>, CacheFault> {
        let snapshot = cache.conn.unchecked_transaction()?;
        let Some(head) = Head::find(&cache.conn, key)? else { return Ok(None) };
        let conn = &cache.conn;
        let rows = match head.layout() {
            Layout::Plain => Reading::Plain(Box::new(PlainTable::new(conn, head.shape)?)),
            Layout::Packed => Reading::Packed(Box::new(Chunks {
                select: conn.prepare(&format!(
                    "SELECT {COLUMNS} FROM {TABLE}
                     WHERE series_key = ?1 AND first_time_utc_s <= ?3 AND first_time_utc_s >= coalesce(
                       (SELECT max(first_time_utc_s) FROM {TABLE}
                        WHERE series_key = ?1 AND first_time_utc_s <= ?2), ?2)
                     ORDER BY first_time_utc_s"
                ))?,
                table: PackedTable::new(conn, head.shape)?,
                unpacker: Unpacker::new(head.shape),
                unpacked: Unpacked::default(),
                months: BTreeMap::new(),
            })),
        };
        Ok(Some(Self { cache, head, rows, _snapshot: snapshot }))
    }

    /// The rows from one time to another, both included; rows of damaged months are left out.
    ///
    /// # Errors
    /// [`CacheError`] as for [`Cache::load_all`].
    pub fn between(&mut self, from: UnixSecs, to: UnixSecs) -> Result<Series, CacheError> {
        let read = match &mut self.rows {
            Reading::Plain(table) => plain_between(table, &self.head, from, to),
            Reading::Packed(chunks) => chunks.between(&self.head, from, to),
        };
        read.map_err(|fault| fault.at(self.cache.place()))
    }
}

impl Chunks<'_> {
    fn between(&mut self, head: &Head, from: UnixSecs, to: UnixSecs) -> Result<Series, CacheFault> {
        let mut times: Vec<UnixSecs> = Vec::new();
        let mut cells: [Vec<f64>; 5] = Default::default();
        let mut found = self.select.query((head.series_key, from.0, to.0))?;
        // The first second of a month, and how many rows were there before it.
        let mut month: (i64, i64, usize) = (i64::MAX, i64::MIN, 0);
        while let Some(sql) = found.next()? {
            let first: i64 = sql.get(0)?;
            if !(month.0..month.1).contains(&first) {
                let (start, end) = Month::bounds_of(first);
                month = (start, end, times.len());
            }
            self.unpacked.truncate(0);
            self.unpacked.batches.clear();
            let is_whole = match self.months.get(&month.0) {
                Some(is_whole) => *is_whole,
                None => {
                    let is_whole = self.table.is_whole(head.series_key, &Month::of(first))?;
                    self.months.insert(month.0, is_whole);
                    is_whole
                }
            };
            let (_, is_sound) = self.unpacker.append(head.series_key, sql, &mut self.unpacked)?;
            if !(is_whole && is_sound) {
                self.months.insert(month.0, false);
                times.truncate(month.2);
                cells.iter_mut().for_each(|column| column.truncate(month.2));
                continue;
            }
            let read = &self.unpacked;
            let start = read.times.partition_point(|time| *time < from.0);
            let range = start..read.times.partition_point(|time| *time <= to.0).max(start);
            times
                .extend(read.times.get(range.clone()).unwrap_or_default().iter().map(|time| UnixSecs(*time)));
            for (column, more) in cells.iter_mut().zip(&read.cells) {
                column.extend_from_slice(more.get(range.clone()).unwrap_or_default());
            }
        }
        let columns = columns_of(head.shape, cells);
        Ok(Series::new(head.key.clone(), head.unit, head.cadence, times, columns)?)
    }
}

fn plain_between(
    table: &mut PlainTable<'_>,
    head: &Head,
    from: UnixSecs,
    to: UnixSecs,
) -> Result<Series, CacheFault> {
    let mut builder = ColumnBuilder::new(head.shape);
    let mut next = from.0;
    while next <= to.0 {
        let month = Month::of(next);
        let found = table.month(head.series_key, &month)?;
        if !found.is_damaged {
            let within = |row: &Row| (from.0..=to.0).contains(&row.time);
            let rows: Vec<Row> = found.rows.into_iter().filter(within).collect();
            builder.extend(&rows);
        }
        if month.end <= next {
            break;
        }
        next = month.end;
    }
    let (times, columns) = builder.finish();
    Ok(Series::new(head.key.clone(), head.unit, head.cadence, times, columns)?)
}

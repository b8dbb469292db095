//! Writing and reading packed rows month by month.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use rusqlite::{Connection, Statement};

use super::{COLUMNS, ChunkHead, TABLE, Unpacked, Unpacker, month_sum};
use crate::io::cache::arrival::Pace;
use crate::io::cache::checksum::Month;
use crate::io::cache::error::CacheFault;
use crate::io::cache::rows::{MonthSums, Row, Shape, StoredMonth};
use crate::io::packed::codec::{Codec, RowsIn};
use crate::io::packed::{CHUNK_ROWS, MAX_CELLS, SortedRows};

const INSERT: &str = "INSERT INTO packed_rows(series_key, first_time_utc_s, last_time_utc_s, row_count,
    batch_id, crc32, bytes) VALUES(?, ?, ?, ?, ?, ?, ?)";

/// Prepared statements for the packed rows of one shape.
pub(in crate::io::cache) struct PackedTable<'c> {
    shape: Shape,
    unpacker: Unpacker,
    select_month: Statement<'c>,
    select_any: Statement<'c>,
    insert: Statement<'c>,
    delete: Statement<'c>,
    sums: MonthSums<'c>,
}

impl<'c> PackedTable<'c> {
    pub(in crate::io::cache) fn new(conn: &'c Connection, shape: Shape) -> Result<Self, CacheFault> {
        Ok(Self {
            shape,
            unpacker: Unpacker::new(shape),
            select_month: conn.prepare(&format!(
                "SELECT {COLUMNS} FROM {TABLE} WHERE series_key = ? AND first_time_utc_s >= ?
                 AND first_time_utc_s < ? ORDER BY first_time_utc_s"
            ))?,
            select_any: conn.prepare(&format!(
                "SELECT EXISTS(SELECT 1 FROM {TABLE} WHERE series_key = ?1 AND first_time_utc_s >= ?2
                 AND first_time_utc_s < ?3)
                 OR EXISTS(SELECT 1 FROM month_checksum WHERE series_key = ?1 AND month = ?4)"
            ))?,
            insert: conn.prepare(INSERT)?,
            delete: conn
                .prepare(&format!("DELETE FROM {TABLE} WHERE series_key = ? AND first_time_utc_s = ?"))?,
            sums: MonthSums::new(conn)?,
        })
    }

    pub(in crate::io::cache) fn month(
        &mut self,
        series_key: i64,
        month: &Month,
    ) -> Result<StoredMonth, CacheFault> {
        let mut rows = Unpacked::default();
        let mut heads = Vec::new();
        let mut is_damaged = false;
        let mut found = self.select_month.query((series_key, month.start, month.end))?;
        while let Some(sql) = found.next()? {
            let after = rows.times.last().copied();
            let (head, is_sound) = self.unpacker.append(series_key, sql, &mut rows)?;
            is_damaged |=
                !is_sound || after.is_some_and(|after| after >= head.first) || head.last >= month.end;
            heads.push(head);
        }
        let written = self.sums.get(series_key, month)?;
        is_damaged |= match written {
            Some(written) => written != Some(month_sum(&heads)),
            None => !heads.is_empty(),
        };
        let rows = rows.rows(0..rows.times.len()).collect();
        Ok(StoredMonth { rows, is_damaged })
    }

    /// Whether the chunks of a month are those of its checksum, going by their heads.
    pub(in crate::io::cache) fn is_whole(
        &mut self,
        series_key: i64,
        month: &Month,
    ) -> Result<bool, CacheFault> {
        let mut heads = Vec::new();
        let mut found = self.select_month.query((series_key, month.start, month.end))?;
        while let Some(sql) = found.next()? {
            heads.push(ChunkHead::from_sql(sql)?);
        }
        Ok(self.sums.get(series_key, month)?.flatten() == Some(month_sum(&heads)))
    }

    /// Whether neither rows nor a checksum of a month are there.
    pub(in crate::io::cache) fn is_vacant(
        &mut self,
        series_key: i64,
        month: &Month,
    ) -> Result<bool, CacheFault> {
        let is_there: bool =
            self.select_any.query_row((series_key, month.start, month.end, &month.name), |row| row.get(0))?;
        Ok(!is_there)
    }

    /// Writes the rows of a month anew; chunks that stay the same are left alone.
    pub(in crate::io::cache) fn seal(
        &mut self,
        series_key: i64,
        month: &Month,
        rows: &[Row],
    ) -> Result<(), CacheFault> {
        let mut there: BTreeMap<i64, (ChunkHead, Vec<u8>)> = BTreeMap::new();
        {
            let mut found = self.select_month.query((series_key, month.start, month.end))?;
            while let Some(sql) = found.next()? {
                let head = ChunkHead::from_sql(sql)?;
                there.insert(head.first, (head, sql.get(5)?));
            }
        }
        let mut heads = Vec::with_capacity(rows.len().div_ceil(CHUNK_ROWS));
        let mut wanted = Vec::new();
        let mut packer = Packer::new(self.shape);
        for rows in rows.chunks(CHUNK_ROWS) {
            let Some((head, bytes)) = packer.pack(series_key, rows) else { continue };
            heads.push(head);
            match there.get(&head.first) {
                Some((same, same_bytes)) if *same == head && *same_bytes == bytes => {
                    there.remove(&head.first);
                }
                _ => wanted.push((head, bytes)),
            }
        }
        for first in there.keys() {
            self.delete.execute((series_key, first))?;
        }
        for (head, bytes) in &wanted {
            self.insert(series_key, head, bytes)?;
        }
        let sum = (!heads.is_empty()).then(|| month_sum(&heads));
        self.sums.put(series_key, month, sum)
    }

    fn insert(&mut self, series_key: i64, head: &ChunkHead, bytes: &[u8]) -> Result<(), CacheFault> {
        let ChunkHead { first, last, rows, batch_id, crc32 } = head;
        self.insert.execute((series_key, first, last, rows, batch_id, crc32, bytes))?;
        Ok(())
    }

    /// Takes the chunks of a month over as they are; none of its rows may be stored yet.
    pub(in crate::io::cache) fn adopt(
        &mut self,
        series_key: i64,
        month: &Month,
        (rows, chunks): (&SortedRows, Range<usize>),
        batch_id: i64,
        pace: &mut Pace<'_>,
    ) -> Result<(), CacheFault> {
        let mut heads = Vec::with_capacity(chunks.len());
        for index in chunks {
            let chunk = rows.chunk(index).and_then(|chunk| chunk.ok_or(io::ErrorKind::UnexpectedEof.into()));
            let chunk = chunk.map_err(CacheFault::Waiting)?;
            let (first, last) = (chunk.first, chunk.last);
            let head =
                ChunkHead { first, last, rows: i64::from(chunk.rows), batch_id: Some(batch_id), crc32: 0 };
            let head = head.sealed(series_key, &chunk.bytes);
            self.insert(series_key, &head, &chunk.bytes)?;
            pace.go_on(u64::from(chunk.rows))?;
            heads.push(head);
        }
        self.sums.put(series_key, month, Some(month_sum(&heads)))
    }
}

/// Makes chunks of rows.
struct Packer {
    codec: Codec,
    shape: Shape,
    times: Vec<i64>,
    batches: Vec<i64>,
    cells: [Vec<f64>; MAX_CELLS],
}

impl Packer {
    fn new(shape: Shape) -> Self {
        Self {
            codec: Codec::default(),
            shape,
            times: Vec::new(),
            batches: Vec::new(),
            cells: Default::default(),
        }
    }

    /// At most [`CHUNK_ROWS`] rows as a chunk; `None` without any.
    fn pack(&mut self, series_key: i64, rows: &[Row]) -> Option<(ChunkHead, Vec<u8>)> {
        let (first, last) = (rows.first()?, rows.last()?);
        self.times.clear();
        self.batches.clear();
        self.times.extend(rows.iter().map(|row| row.time));
        self.batches.extend(rows.iter().map(|row| row.batch_id));
        for (index, column) in self.cells.iter_mut().enumerate() {
            column.clear();
            column.extend(rows.iter().filter_map(|row| row.cells.get(index)));
        }
        let [a, b, c, d, e] = &self.cells;
        // A volume column without a number is none, as in a file that has no such column.
        let has_volume = e.iter().any(|cell| !cell.is_nan());
        let width = if self.shape == Shape::Candle && !has_volume { 4 } else { self.shape.width() };
        let batch_id = self.batches.iter().all(|batch| *batch == first.batch_id).then_some(first.batch_id);
        let batches = batch_id.is_none().then_some(self.batches.as_slice());
        let mut bytes = Vec::new();
        self.codec.pack(&RowsIn { times: &self.times, cells: [a, b, c, d, e], width, batches }, &mut bytes);
        let rows = i64::try_from(rows.len()).ok()?;
        let head = ChunkHead { first: first.time, last: last.time, rows, batch_id, crc32: 0 };
        Some((head.sealed(series_key, &bytes), bytes))
    }
}

//! Looking at all packed rows of a series, and packing those of an older cache.

use std::ops::Range;

use rusqlite::Connection;

use super::{COLUMNS, ChunkHead, PackedTable, TABLE, Unpacked, Unpacker, month_sum};
use crate::io::cache::checksum::Month;
use crate::io::cache::error::CacheFault;
use crate::io::cache::heads::Head;
use crate::io::cache::load::{month_sums, read_plain_months};
use crate::io::cache::rows::Layout;
use crate::io::packed::codec::{Codec, Order, RowsOut};

/// Most rows for which memory is taken before they are read.
const MOST_EXPECTED: u64 = 1 << 24;

/// Unpacks every sound month of a series behind what is in `into`, hands out which rows were
/// added, and names the other months.
pub(in crate::io::cache) fn each_month(
    conn: &Connection,
    head: &Head,
    into: &mut Unpacked,
    mut sound: impl FnMut(&mut Unpacked, Range<usize>) -> Result<(), CacheFault>,
) -> Result<Vec<String>, CacheFault> {
    let mut sums = month_sums(conn, head)?;
    let mut damaged = Vec::new();
    let mut statement = conn
        .prepare(&format!("SELECT {COLUMNS} FROM {TABLE} WHERE series_key = ? ORDER BY first_time_utc_s"))?;
    let mut found = statement.query([head.series_key])?;
    let mut unpacker = Unpacker::new(head.shape);
    let mut open: Option<OpenMonth> = None;
    let mut finish = |open: Option<OpenMonth>, into: &mut Unpacked| {
        let Some(open) = open else { return Ok(()) };
        let sum = sums.remove(&open.month.name).flatten();
        if open.is_sound && sum == Some(month_sum(&open.heads)) {
            sound(into, open.from..into.times.len())?;
        } else {
            into.truncate(open.from);
            damaged.push(open.month.name);
        }
        into.batches.clear();
        Ok::<(), CacheFault>(())
    };
    while let Some(sql) = found.next()? {
        let first: i64 = sql.get(0)?;
        if !open.as_ref().is_some_and(|open| open.month.contains(first)) {
            finish(open.take(), into)?;
            into.batches.clear();
            open = Some(OpenMonth {
                month: Month::of(first),
                from: into.times.len(),
                heads: Vec::new(),
                is_sound: true,
            });
        }
        let Some(open) = open.as_mut() else { continue };
        let after = into.times.get(open.from..).unwrap_or_default().last().copied();
        let (chunk, is_sound) = unpacker.append(head.series_key, sql, into)?;
        let follows = after.is_none_or(|after| after < chunk.first) && chunk.last < open.month.end;
        open.is_sound &= is_sound && follows;
        open.heads.push(chunk);
    }
    finish(open, into)?;
    // A checksum whose rows are gone.
    damaged.extend(sums.into_keys());
    damaged.sort_unstable();
    damaged.dedup();
    Ok(damaged)
}

struct OpenMonth {
    month: Month,
    /// Its first row.
    from: usize,
    heads: Vec<ChunkHead>,
    is_sound: bool,
}

/// How many rows a series has by its checksums, bounded so that a wrong one takes no memory.
pub(in crate::io::cache) fn rows_expected(conn: &Connection, series_key: i64) -> Result<usize, CacheFault> {
    let rows: i64 = conn.query_row(
        "SELECT coalesce(total(row_count), 0) FROM month_checksum WHERE series_key = ?",
        [series_key],
        |row| row.get::<_, f64>(0).map(|rows| rows as i64),
    )?;
    Ok(usize::try_from(u64::try_from(rows).unwrap_or(0).min(MOST_EXPECTED)).unwrap_or(0))
}

/// Number of rows by the checksums, first time and last time; looks at no more than two chunks.
pub(in crate::io::cache) fn extent(
    conn: &Connection,
    series_key: i64,
) -> Result<(i64, Option<i64>, Option<i64>), CacheFault> {
    let found = conn.query_row(
        &format!(
            "SELECT (SELECT coalesce(sum(row_count), 0) FROM month_checksum WHERE series_key = ?1),
                    (SELECT min(first_time_utc_s) FROM {TABLE} WHERE series_key = ?1),
                    (SELECT last_time_utc_s FROM {TABLE} WHERE series_key = ?1
                     ORDER BY first_time_utc_s DESC LIMIT 1)"
        ),
        [series_key],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    Ok(found)
}

/// About how many bytes so many rows of a series take, judged by its first chunks.
pub(in crate::io::cache) fn bytes_about(
    conn: &Connection,
    series_key: i64,
    rows: u64,
) -> Result<u64, CacheFault> {
    let (bytes, looked_at): (f64, f64) = conn.query_row(
        &format!(
            "SELECT total(length(bytes) + 64), total(row_count)
             FROM (SELECT bytes, row_count FROM {TABLE} WHERE series_key = ? LIMIT 32)"
        ),
        [series_key],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(if looked_at > 0.0 { (bytes / looked_at * rows as f64) as u64 } else { 0 })
}

/// First seconds of the months in which a batch has rows; months that cannot be read count too.
pub(in crate::io::cache) fn months_of_batch(
    conn: &Connection,
    head: &Head,
    batch_id: i64,
) -> Result<Vec<i64>, CacheFault> {
    let mut months = Vec::new();
    each_chunk_of_several_batches(conn, Some(head), |first, batches| {
        if batches.is_none_or(|batches| batches.contains(&batch_id)) {
            months.push(Month::of(first).start);
        }
    })?;
    let mut statement =
        conn.prepare(&format!("SELECT first_time_utc_s FROM {TABLE} WHERE series_key = ? AND batch_id = ?"))?;
    let mut found = statement.query((head.series_key, batch_id))?;
    while let Some(sql) = found.next()? {
        let month = Month::of(sql.get(0)?).start;
        if months.last() != Some(&month) {
            months.push(month);
        }
    }
    Ok(months)
}

/// Every batch that stands inside a chunk, of any series.
pub(in crate::io::cache) fn batches_inside(conn: &Connection) -> Result<Vec<i64>, CacheFault> {
    let mut all = Vec::new();
    each_chunk_of_several_batches(conn, None, |_, batches| {
        all.extend_from_slice(batches.unwrap_or_default());
        all.sort_unstable();
        all.dedup();
    })?;
    Ok(all)
}

/// Hands out the first time and the batches of chunks that name no batch; `None` if they are unreadable.
fn each_chunk_of_several_batches(
    conn: &Connection,
    of: Option<&Head>,
    mut visit: impl FnMut(i64, Option<&[i64]>),
) -> Result<(), CacheFault> {
    let mut statement = conn.prepare(&format!(
        "SELECT {COLUMNS} FROM {TABLE} WHERE batch_id IS NULL AND (?1 IS NULL OR series_key = ?1)"
    ))?;
    let mut found = statement.query([of.map(|head| head.series_key)])?;
    let mut rows = Unpacked::default();
    let mut codec = Codec::default();
    while let Some(sql) = found.next()? {
        let bytes: Vec<u8> = sql.get(5)?;
        rows.truncate(0);
        rows.batches.clear();
        let mut out = RowsOut {
            times: &mut rows.times,
            cells: &mut rows.cells,
            batches: &mut rows.batches,
            pad: 0,
            order: Order::Rising,
        };
        let is_readable = codec.unpack(&bytes, &mut out).is_ok();
        visit(sql.get(0)?, is_readable.then_some(rows.batches.as_slice()));
    }
    Ok(())
}

/// Packs the intraday rows that version 2 kept a row a row.
pub(in crate::io::cache) fn pack_plain_rows(conn: &Connection) -> Result<(), CacheFault> {
    for head in Head::all_with_removed(conn)?.iter().filter(|head| head.layout() == Layout::Packed) {
        let mut table = PackedTable::new(conn, head.shape)?;
        let damaged = read_plain_months(conn, head, |rows| {
            let Some(first) = rows.first() else { return Ok(()) };
            table.seal(head.series_key, &Month::of(first.time), rows)
        })?;
        conn.execute(&format!("DELETE FROM {} WHERE series_key = ?", head.shape.table()), [head.series_key])?;
        for month in damaged {
            // Its rows are gone and it goes on being named: no checksum is negative.
            conn.execute(
                "INSERT OR REPLACE INTO month_checksum VALUES(?, ?, 0, -1)",
                (head.series_key, month),
            )?;
        }
    }
    Ok(())
}

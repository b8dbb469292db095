//! Past refreshes and what sources said of the next change of difficulty.
//!
//! Two lists that only grow at one end; the oldest entries go.

use rusqlite::Connection;

use crate::domain::live::RetargetEstimate;
use crate::domain::provenance::SourceId;
use crate::domain::time::UnixSecs;
use crate::io::cache::RefreshRecord;
use crate::io::cache::checksum::record_sum;
use crate::io::cache::error::CacheFault;

/// Entries that are kept of each list.
pub(super) const KEPT: i64 = 5_000;

fn cut(conn: &Connection, table: &str, id: &str) -> Result<(), CacheFault> {
    conn.execute(&format!("DELETE FROM {table} WHERE {id} <= (SELECT max({id}) FROM {table}) - ?"), [KEPT])?;
    Ok(())
}

fn record_id_sum(id: i64, record: &RefreshRecord) -> u32 {
    let counts = [record.rows_new, record.rows_changed, record.rows_rejected].map(count);
    let mut numbers = vec![id, record.began_at.0, record.ended_at.0];
    numbers.extend(counts);
    numbers.extend([record.source.is_some(), record.error.is_some()].map(i64::from));
    let source = record.source.as_ref().map_or("", SourceId::as_str);
    record_sum(&numbers, &[&record.series, source, record.error.as_deref().unwrap_or("")])
}

fn count(rows: u64) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// Adds records, in their order.
pub(super) fn add(conn: &Connection, records: &[RefreshRecord]) -> Result<(), CacheFault> {
    let mut insert = conn.prepare("INSERT INTO refresh_log VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
    let mut id: i64 =
        conn.query_row("SELECT coalesce(max(record_id), 0) FROM refresh_log", [], |row| row.get(0))?;
    for record in records {
        id += 1;
        insert.execute(rusqlite::params![
            id,
            record.began_at.0,
            record.ended_at.0,
            record.series,
            record.source.as_ref().map(SourceId::as_str),
            count(record.rows_new),
            count(record.rows_changed),
            count(record.rows_rejected),
            record.error,
            record_id_sum(id, record),
        ])?;
    }
    cut(conn, "refresh_log", "record_id")
}

/// The last records, the newest first; those that do not match their checksum are left out.
pub(super) fn last(conn: &Connection, limit: usize) -> Result<Vec<RefreshRecord>, CacheFault> {
    let mut statement = conn.prepare(
        "SELECT record_id, began_at_utc_s, ended_at_utc_s, series_id, source_id,
                rows_new, rows_changed, rows_rejected, error, crc32
         FROM refresh_log ORDER BY record_id DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut records = Vec::new();
    while records.len() < limit
        && let Some(sql) = rows.next()?
    {
        records.extend(record_from_sql(sql).ok().flatten());
    }
    Ok(records)
}

fn record_from_sql(sql: &rusqlite::Row<'_>) -> rusqlite::Result<Option<RefreshRecord>> {
    let count = |column| sql.get::<_, i64>(column).map(|count| u64::try_from(count).unwrap_or(0));
    let record = RefreshRecord {
        began_at: UnixSecs(sql.get(1)?),
        ended_at: UnixSecs(sql.get(2)?),
        series: sql.get(3)?,
        source: sql.get::<_, Option<String>>(4)?.and_then(|source| SourceId::new(&source)),
        rows_new: count(5)?,
        rows_changed: count(6)?,
        rows_rejected: count(7)?,
        error: sql.get(8)?,
    };
    Ok((i64::from(record_id_sum(sql.get(0)?, &record)) == sql.get::<_, i64>(9)?).then_some(record))
}

fn estimate_sum(id: i64, estimate: &RetargetEstimate) -> u32 {
    let RetargetEstimate { source, seen_at, remaining_blocks, next_height, expected_at, .. } = estimate;
    let percents = [estimate.progress_percent, estimate.change_percent].map(|percent| percent.to_bits());
    let [progress, change] = percents.map(u64::cast_signed);
    let blocks = [*remaining_blocks, *next_height].map(i64::from);
    record_sum(&[id, seen_at.0, progress, change, blocks[0], blocks[1], expected_at.0], &[source.as_str()])
}

/// Adds what a source said.
pub(super) fn add_estimate(conn: &Connection, estimate: &RetargetEstimate) -> Result<(), CacheFault> {
    let id: i64 =
        conn.query_row("SELECT coalesce(max(estimate_id), 0) + 1 FROM retarget_estimate", [], |row| {
            row.get(0)
        })?;
    // SQLite keeps no signed zero.
    let estimate = RetargetEstimate {
        progress_percent: estimate.progress_percent + 0.0,
        change_percent: estimate.change_percent + 0.0,
        ..estimate.clone()
    };
    conn.execute(
        "INSERT INTO retarget_estimate VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rusqlite::params![
            id,
            estimate.source.as_str(),
            estimate.seen_at.0,
            estimate.progress_percent,
            estimate.change_percent,
            estimate.remaining_blocks,
            estimate.next_height,
            estimate.expected_at.0,
            estimate_sum(id, &estimate),
        ],
    )?;
    cut(conn, "retarget_estimate", "estimate_id")
}

/// What was said last, the newest first.
pub(super) fn last_estimates(conn: &Connection, limit: usize) -> Result<Vec<RetargetEstimate>, CacheFault> {
    let mut statement = conn.prepare(
        "SELECT estimate_id, source_id, seen_at_utc_s, progress_percent, change_percent,
                remaining_blocks, next_height, expected_at_utc_s, crc32
         FROM retarget_estimate ORDER BY estimate_id DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut estimates = Vec::new();
    while estimates.len() < limit
        && let Some(sql) = rows.next()?
    {
        estimates.extend(estimate_from_sql(sql).ok().flatten());
    }
    Ok(estimates)
}

fn estimate_from_sql(sql: &rusqlite::Row<'_>) -> rusqlite::Result<Option<RetargetEstimate>> {
    let Some(source) = SourceId::new(&sql.get::<_, String>(1)?) else { return Ok(None) };
    let estimate = RetargetEstimate {
        source,
        seen_at: UnixSecs(sql.get(2)?),
        progress_percent: sql.get(3)?,
        change_percent: sql.get(4)?,
        remaining_blocks: sql.get(5)?,
        next_height: sql.get(6)?,
        expected_at: UnixSecs(sql.get(7)?),
    };
    Ok((i64::from(estimate_sum(sql.get(0)?, &estimate)) == sql.get::<_, i64>(8)?).then_some(estimate))
}

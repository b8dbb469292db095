//! Reading series back, every month against its checksum.
//!
//! The rows of a month that does not match are left out and the month is
//! named: a missing number is seen, a wrong one is believed.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::domain::series::Series;
use crate::domain::time::UnixSecs;
use crate::io::cache::batches::BatchTimes;
use crate::io::cache::checksum::{Month, MonthSum};
use crate::io::cache::error::CacheFault;
use crate::io::cache::heads::Head;
use crate::io::cache::packed_rows::{self, Unpacked};
use crate::io::cache::rows::{ColumnBuilder, Layout, Row, Shape, columns_of, row_from_sql, sum_from_sql};
use crate::io::cache::unfinished::UnfinishedTail;
use crate::io::cache::vintage::links;
use crate::io::cache::{DamagedMonth, IntegrityReport, SeriesSummary, Stored, removed};

// SQLite's own count of bytes per table is not compiled in, so a size is counted rows times what
// one takes: its record and its share of half-filled pages, measured on files of 20,000 rows.
const VALUE_ROW_BYTES: u64 = 24;
const CANDLE_ROW_BYTES: u64 = 62;
const VINTAGE_MORE_BYTES: u64 = 9;
const MONTH_BYTES: u64 = 24;

/// Reads one series.
pub(super) fn load(conn: &Connection, head: &Head) -> Result<Stored, CacheFault> {
    let mut batches = BatchTimes::new(conn)?;
    let mut tail = UnfinishedTail::new(head.cadence);
    let (times, columns, damaged_months) = match head.layout() {
        Layout::Plain => {
            let mut builder = ColumnBuilder::new(head.shape);
            let damaged = read_plain_months(conn, head, |rows| {
                builder.extend(rows);
                tail.extend(rows, &mut batches)
            })?;
            let (times, columns) = builder.finish();
            (times, columns, damaged)
        }
        Layout::Packed => {
            // Straight into the columns: there may be millions.
            let mut all = Unpacked::default();
            let expected = packed_rows::rows_expected(conn, head.series_key)?;
            all.times.reserve_exact(expected);
            for column in all.cells.iter_mut().take(head.shape.width()) {
                column.reserve_exact(expected);
            }
            let damaged = packed_rows::each_month(conn, head, &mut all, |all, range| {
                let times = all.times.get(range).unwrap_or_default();
                tail.extend_with(times.iter().copied().zip(all.batches.iter().copied()), &mut batches)
            })?;
            let times = all.times.into_iter().map(UnixSecs).collect();
            (times, columns_of(head.shape, all.cells), damaged)
        }
    };
    let series = Series::new(head.key.clone(), head.unit, head.cadence, times, columns)?;
    let unfinished_from = tail.from().map(UnixSecs);
    Ok(Stored { series, provenance: head.provenance.clone(), damaged_months, unfinished_from })
}

/// Hands out the rows of every sound month in order and names the others.
pub(super) fn read_months(
    conn: &Connection,
    head: &Head,
    mut sound: impl FnMut(&[Row]) -> Result<(), CacheFault>,
) -> Result<Vec<String>, CacheFault> {
    match head.layout() {
        Layout::Plain => read_plain_months(conn, head, sound),
        Layout::Packed => {
            let mut rows = Vec::new();
            packed_rows::each_month(conn, head, &mut Unpacked::default(), |unpacked, range| {
                rows.clear();
                rows.extend(unpacked.rows(range));
                unpacked.truncate(0);
                sound(&rows)
            })
        }
    }
}

/// The same for rows that lie a row a row.
pub(super) fn read_plain_months(
    conn: &Connection,
    head: &Head,
    mut sound: impl FnMut(&[Row]) -> Result<(), CacheFault>,
) -> Result<Vec<String>, CacheFault> {
    let mut sums = month_sums(conn, head)?;
    let mut damaged = Vec::new();
    let mut statement = conn.prepare(&format!(
        "SELECT time_utc_s, {}, batch_id FROM {} WHERE series_key = ? ORDER BY time_utc_s",
        head.shape.columns(),
        head.shape.table()
    ))?;
    let mut found = statement.query([head.series_key])?;
    let mut rows: Vec<Row> = Vec::new();
    let mut finish = |month: Option<Month>, rows: &mut Vec<Row>| {
        let Some(month) = month else { return Ok(()) };
        if sums.remove(&month.name).flatten() == Some(MonthSum::of(rows)) {
            sound(rows)?;
        } else {
            damaged.push(month.name);
        }
        rows.clear();
        Ok::<(), CacheFault>(())
    };
    let mut month: Option<Month> = None;
    while let Some(sql) = found.next()? {
        let row = row_from_sql(head.shape, sql)?;
        if !month.as_ref().is_some_and(|month| month.contains(row.time)) {
            finish(month.replace(Month::of(row.time)), &mut rows)?;
        }
        rows.push(row);
    }
    finish(month, &mut rows)?;
    // A checksum whose rows are gone.
    damaged.extend(sums.into_keys());
    damaged.sort_unstable();
    damaged.dedup();
    Ok(damaged)
}

pub(super) fn month_sums(
    conn: &Connection,
    head: &Head,
) -> Result<BTreeMap<String, Option<MonthSum>>, CacheFault> {
    let sums = conn
        .prepare("SELECT month, row_count, crc32 FROM month_checksum WHERE series_key = ?")?
        .query_map([head.series_key], |sql| Ok((sql.get(0)?, sum_from_sql(sql, 1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(sums)
}

/// Fails when rows or checksums stand there whose series is unknown.
///
/// Hops from one key to the next through the primary keys: the cost is a few
/// look-ups per series, not a scan.
pub(super) fn check_orphans(conn: &Connection, heads: &[Head]) -> Result<(), CacheFault> {
    let plain = Shape::ALL.iter().map(|shape| (shape.table(), Some(*shape), Some(Layout::Plain)));
    let others = [(packed_rows::TABLE, None, Some(Layout::Packed)), ("month_checksum", None, None)];
    for (table, shape, layout) in plain.chain(others) {
        let mut next = conn.prepare(&format!("SELECT min(series_key) FROM {table} WHERE series_key > ?"))?;
        let mut last = i64::MIN;
        while let Some(key) = next.query_row([last], |row| row.get::<_, Option<i64>>(0))? {
            let fits = |head: &Head| {
                head.series_key == key
                    && shape.is_none_or(|shape| head.shape == shape)
                    && layout.is_none_or(|layout| head.layout() == layout)
            };
            if key <= last || !heads.iter().any(fits) {
                return Err(CacheFault::damaged(format!("{table} holds rows of an unknown series")));
            }
            last = key;
        }
    }
    Ok(())
}

/// What is stored, without reading the values.
pub(super) fn summary(conn: &Connection, head: &Head) -> Result<SeriesSummary, CacheFault> {
    let (rows, first, last) = match head.layout() {
        Layout::Plain => conn.query_row(
            &format!(
                "SELECT count(*), min(time_utc_s), max(time_utc_s) FROM {} WHERE series_key = ?",
                head.shape.table()
            ),
            [head.series_key],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, Option<i64>>(2)?)),
        )?,
        Layout::Packed => packed_rows::extent(conn, head.series_key)?,
    };
    let (vintages, months) = conn.query_row(
        &format!(
            "SELECT (SELECT count(*) FROM {} WHERE series_key = ?1),
                    (SELECT count(*) FROM month_checksum WHERE series_key = ?1)",
            head.shape.vintage_table()
        ),
        [head.series_key],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
    )?;
    let [rows, vintages, months] = [rows, vintages, months].map(|count| u64::try_from(count).unwrap_or(0));
    let row_bytes = match head.shape {
        Shape::Value => VALUE_ROW_BYTES,
        Shape::Candle => CANDLE_ROW_BYTES,
    };
    let rows_bytes = match head.layout() {
        Layout::Plain => rows * row_bytes,
        Layout::Packed => packed_rows::bytes_about(conn, head.series_key, rows)?,
    };
    Ok(SeriesSummary {
        key: head.key.clone(),
        unit: head.unit,
        cadence: head.cadence,
        rows,
        first: first.map(UnixSecs),
        last: last.map(UnixSecs),
        provenance: head.provenance.clone(),
        bytes: rows_bytes + vintages * (row_bytes + VINTAGE_MORE_BYTES) + months * MONTH_BYTES,
        vintages,
    })
}

/// SQLite's own check and every checksum of ours.
pub(super) fn integrity(conn: &Connection) -> Result<IntegrityReport, CacheFault> {
    let mut report = IntegrityReport::default();
    let checked = conn
        .prepare("PRAGMA quick_check(20)")
        .and_then(|mut check| {
            check.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()
        })
        .map_err(CacheFault::from);
    match checked {
        Ok(lines) => report.database_problems.extend(lines.into_iter().filter(|line| line != "ok")),
        Err(CacheFault::Damaged { why }) => report.database_problems.push(why),
        Err(other) => return Err(other),
    }
    match check_series(conn, &mut report) {
        Err(CacheFault::Damaged { why }) => report.database_problems.push(why),
        checked => checked?,
    }
    Ok(report)
}

fn check_series(conn: &Connection, report: &mut IntegrityReport) -> Result<(), CacheFault> {
    let heads = Head::all(conn)?;
    check_orphans(conn, &Head::all_with_removed(conn)?)?;
    let mut batches = BatchTimes::new(conn)?;
    let mut timeless = BTreeSet::new();
    for head in &heads {
        let damaged = read_months(conn, head, |rows| {
            report.sound_rows += rows.len() as u64;
            for row in rows {
                if batches.at(row.batch_id)?.is_none() {
                    timeless.insert(row.batch_id);
                }
            }
            Ok(())
        })?;
        let links = links(conn, head)?;
        for batch_id in links.iter().flat_map(|link| [link.row.batch_id, link.replaced_by]) {
            if batches.at(batch_id)?.is_none() {
                timeless.insert(batch_id);
            }
        }
        let damaged_links = links.iter().filter(|link| !link.is_sound).count();
        if damaged_links > 0 {
            let key = &head.key;
            let words = format!("{damaged_links} older values of {key} do not match their checksum");
            report.database_problems.push(words);
        }
        let key = || head.key.clone();
        report.damaged_months.extend(damaged.into_iter().map(|month| DamagedMonth { key: key(), month }));
        report.series += 1;
    }
    for number in timeless {
        report.database_problems.push(format!("import {number} is gone or does not match its checksum"));
    }
    let damaged_marks = removed::damaged_marks(conn)?;
    if damaged_marks > 0 {
        report
            .database_problems
            .push(format!("{damaged_marks} marks of deleted series do not match their checksum"));
    }
    Ok(())
}

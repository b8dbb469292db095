//! Reading series back, every month against its checksum.
//!
//! The rows of a month that does not match are left out and the month is
//! named: a missing number is seen, a wrong one is believed.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::domain::series::Series;
use crate::domain::time::UnixSecs;
use crate::io::cache::checksum::{Month, MonthSum};
use crate::io::cache::error::CacheFault;
use crate::io::cache::heads::Head;
use crate::io::cache::rows::{ColumnBuilder, Row, Shape, row_from_sql, sum_from_sql};
use crate::io::cache::{DamagedMonth, IntegrityReport, SeriesSummary, Stored};

/// Reads one series.
pub(super) fn load(conn: &Connection, head: &Head) -> Result<Stored, CacheFault> {
    let mut builder = ColumnBuilder::new(head.shape);
    let damaged_months = read_months(conn, head, |rows| builder.extend(rows))?;
    let (times, columns) = builder.finish();
    let series = Series::new(head.key.clone(), head.unit, head.cadence, times, columns)?;
    Ok(Stored { series, provenance: head.provenance.clone(), damaged_months, unfinished_from: None })
}

/// Hands out the rows of every sound month in order and names the others.
fn read_months(
    conn: &Connection,
    head: &Head,
    mut sound: impl FnMut(&[Row]),
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
        let Some(month) = month else { return };
        if sums.remove(&month.name).flatten() == Some(MonthSum::of(rows)) {
            sound(rows);
        } else {
            damaged.push(month.name);
        }
        rows.clear();
    };
    let mut month: Option<Month> = None;
    while let Some(sql) = found.next()? {
        let row = row_from_sql(head.shape, sql)?;
        if !month.as_ref().is_some_and(|month| month.contains(row.time)) {
            finish(month.replace(Month::of(row.time)), &mut rows);
        }
        rows.push(row);
    }
    finish(month, &mut rows);
    // A checksum whose rows are gone.
    damaged.extend(sums.into_keys());
    damaged.sort_unstable();
    damaged.dedup();
    Ok(damaged)
}

fn month_sums(conn: &Connection, head: &Head) -> Result<BTreeMap<String, Option<MonthSum>>, CacheFault> {
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
    let tables =
        Shape::ALL.iter().map(|shape| (shape.table(), Some(*shape))).chain([("month_checksum", None)]);
    for (table, shape) in tables {
        let mut next = conn.prepare(&format!("SELECT min(series_key) FROM {table} WHERE series_key > ?"))?;
        let mut last = i64::MIN;
        while let Some(key) = next.query_row([last], |row| row.get::<_, Option<i64>>(0))? {
            let fits = |head: &Head| head.series_key == key && shape.is_none_or(|shape| head.shape == shape);
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
    let sql = format!(
        "SELECT count(*), min(time_utc_s), max(time_utc_s) FROM {} WHERE series_key = ?",
        head.shape.table()
    );
    let (rows, first, last) = conn.query_row(&sql, [head.series_key], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, Option<i64>>(2)?))
    })?;
    Ok(SeriesSummary {
        key: head.key.clone(),
        unit: head.unit,
        cadence: head.cadence,
        rows: u64::try_from(rows).unwrap_or(0),
        first: first.map(UnixSecs),
        last: last.map(UnixSecs),
        provenance: head.provenance.clone(),
        bytes: 0,
        vintages: 0,
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
    check_orphans(conn, &heads)?;
    for head in &heads {
        let damaged = read_months(conn, head, |rows| report.sound_rows += rows.len() as u64)?;
        let key = || head.key.clone();
        report.damaged_months.extend(damaged.into_iter().map(|month| DamagedMonth { key: key(), month }));
        report.series += 1;
    }
    Ok(())
}

//! Replaced rows, and imports taken back.
//!
//! Each replaced row is a link of a chain: what stood there, who wrote it, who
//! replaced it. Taking a batch back cuts its links out of every chain, so that
//! batches may be taken back in any order and the rest stays as if the batch
//! had never been. One limit: a later batch that merely repeated a row left no
//! link, so the row goes with the batch that first brought it.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _, Statement, params_from_iter, types::Value};

use crate::domain::time::UnixSecs;
use crate::io::cache::checksum::{Month, vintage_sum};
use crate::io::cache::error::CacheFault;
use crate::io::cache::heads::Head;
use crate::io::cache::rows::{Layout, Row, RowTable, Shape, cells_to_sql, row_from_sql};
use crate::io::cache::{BatchId, DamagedMonth, Revision, TakeBackReport, fetch_state, packed_rows};

/// Prepared statements for the replaced rows of one shape.
pub(super) struct VintageTable<'c> {
    shape: Shape,
    upsert: Statement<'c>,
    select: Statement<'c>,
    delete: Statement<'c>,
}

/// A replaced row, or the news that its bytes were changed.
enum Kept {
    Sound(Row),
    Damaged,
}

impl<'c> VintageTable<'c> {
    pub(super) fn new(conn: &'c Connection, shape: Shape) -> Result<Self, CacheFault> {
        let (table, columns) = (shape.vintage_table(), shape.columns());
        Ok(Self {
            shape,
            upsert: conn.prepare(&format!(
                "INSERT OR REPLACE INTO {table}(series_key, time_utc_s, replaced_by_batch_id, {columns}, batch_id, crc32)
                 VALUES({})",
                shape.marks(5)
            ))?,
            select: conn.prepare(&format!(
                "SELECT time_utc_s, {columns}, batch_id, crc32 FROM {table}
                 WHERE series_key = ? AND time_utc_s = ? AND replaced_by_batch_id = ?"
            ))?,
            delete: conn.prepare(&format!(
                "DELETE FROM {table} WHERE series_key = ? AND time_utc_s = ? AND replaced_by_batch_id = ?"
            ))?,
        })
    }

    /// Keeps a row that `replaced_by` replaces.
    pub(super) fn put(&mut self, series_key: i64, replaced_by: i64, row: &Row) -> Result<(), CacheFault> {
        let head = [series_key, row.time, replaced_by].map(Value::Integer);
        let cells = cells_to_sql(self.shape, row);
        let tail = [row.batch_id, i64::from(vintage_sum(series_key, replaced_by, row))].map(Value::Integer);
        self.upsert.execute(params_from_iter(head.into_iter().chain(cells).chain(tail)))?;
        Ok(())
    }

    /// What `from` replaced at a time now counts as replaced by `to`, because the row of `from` goes.
    pub(super) fn hand_over(
        &mut self,
        series_key: i64,
        time: i64,
        from: i64,
        to: i64,
    ) -> Result<(), CacheFault> {
        match self.take(series_key, time, from)? {
            Some(Kept::Sound(older)) => self.put(series_key, to, &older),
            Some(Kept::Damaged) | None => Ok(()),
        }
    }

    /// Takes the row that `replaced_by` replaced at a time out of the chain.
    fn take(&mut self, series_key: i64, time: i64, replaced_by: i64) -> Result<Option<Kept>, CacheFault> {
        let shape = self.shape;
        let found = self
            .select
            .query_row((series_key, time, replaced_by), |sql| {
                Ok((row_from_sql(shape, sql)?, sql.get::<_, i64>(shape.width() + 2)?))
            })
            .optional()?;
        self.delete.execute((series_key, time, replaced_by))?;
        Ok(found.map(|(row, crc32)| {
            let is_sound = i64::from(vintage_sum(series_key, replaced_by, &row)) == crc32;
            if is_sound { Kept::Sound(row) } else { Kept::Damaged }
        }))
    }
}

/// Undoes a batch. The caller's transaction makes it all or nothing.
pub(super) fn take_back(
    conn: &Connection,
    batch: BatchId,
    now: UnixSecs,
) -> Result<TakeBackReport, CacheFault> {
    let state = conn
        .query_row("SELECT taken_back_at_utc_s FROM import_batch WHERE batch_id = ?", [batch.0], |row| {
            row.get::<_, Option<i64>>(0)
        })
        .optional()?;
    match state {
        None => return Err(CacheFault::UnknownBatch(batch)),
        Some(Some(_)) => return Err(CacheFault::TakenBack(batch)),
        Some(None) => {}
    }
    let mut report = TakeBackReport::default();
    // Series out of sight too: they may come back.
    for head in Head::all_with_removed(conn)? {
        let removed_before = report.rows_removed;
        cut_replaced(conn, &head, batch, &mut report)?;
        restore_current(conn, &head, batch, &mut report)?;
        if report.rows_removed > removed_before {
            // A fetch may have found these rows here already and not written them.
            fetch_state::forget(conn, &head.key)?;
        }
        let table = head.layout().table(head.shape);
        let has_rows: bool = conn.query_row(
            &format!("SELECT EXISTS(SELECT 1 FROM {table} WHERE series_key = ?)"),
            [head.series_key],
            |row| row.get(0),
        )?;
        if !has_rows {
            head.remove(conn)?;
        }
    }
    conn.execute("UPDATE import_batch SET taken_back_at_utc_s = ? WHERE batch_id = ?", (now.0, batch.0))?;
    Ok(report)
}

/// Rows of the batch that a later one replaced: the later one now replaces what the batch replaced.
fn cut_replaced(
    conn: &Connection,
    head: &Head,
    batch: BatchId,
    report: &mut TakeBackReport,
) -> Result<(), CacheFault> {
    let links = conn
        .prepare(&format!(
            "SELECT time_utc_s, replaced_by_batch_id FROM {} WHERE series_key = ? AND batch_id = ?",
            head.shape.vintage_table()
        ))?
        .query_map((head.series_key, batch.0), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(i64, i64)>, _>>()?;
    let mut vintages = VintageTable::new(conn, head.shape)?;
    for (time, later) in links {
        report.rows_replaced_later += 1;
        match vintages.take(head.series_key, time, batch.0)? {
            Some(Kept::Sound(older)) => vintages.put(head.series_key, later, &older)?,
            Some(Kept::Damaged) => {
                report.rows_lost += 1;
                vintages.take(head.series_key, time, later)?;
            }
            None => {
                vintages.take(head.series_key, time, later)?;
            }
        }
    }
    Ok(())
}

/// Rows of the batch that still stand: what they replaced comes back, what they added goes.
fn restore_current(
    conn: &Connection,
    head: &Head,
    batch: BatchId,
    report: &mut TakeBackReport,
) -> Result<(), CacheFault> {
    let starts: BTreeSet<i64> = match head.layout() {
        Layout::Plain => conn
            .prepare(&format!(
                "SELECT time_utc_s FROM {} WHERE series_key = ? AND batch_id = ?",
                head.shape.table()
            ))?
            .query_map((head.series_key, batch.0), |row| Ok(Month::of(row.get(0)?).start))?
            .collect::<Result<_, _>>()?,
        Layout::Packed => packed_rows::months_of_batch(conn, head, batch.0)?.into_iter().collect(),
    };
    // Asked once: millions of rows may have replaced nothing.
    let replaced: BTreeSet<i64> = conn
        .prepare(&format!(
            "SELECT time_utc_s FROM {} WHERE series_key = ? AND replaced_by_batch_id = ?",
            head.shape.vintage_table()
        ))?
        .query_map((head.series_key, batch.0), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut table = RowTable::new(conn, head.shape, head.layout())?;
    let mut vintages = VintageTable::new(conn, head.shape)?;
    for start in starts {
        let month = Month::of(start);
        let stored = table.month(head.series_key, &month)?;
        if stored.is_damaged {
            report.damaged_months.push(DamagedMonth { key: head.key.clone(), month: month.name });
            continue;
        }
        let mut rows = Vec::with_capacity(stored.rows.len());
        let is_concerned = stored.rows.iter().any(|row| row.batch_id == batch.0);
        if !is_concerned {
            continue;
        }
        for row in stored.rows {
            if row.batch_id != batch.0 {
                rows.push(row);
                continue;
            }
            let kept = if replaced.contains(&row.time) {
                vintages.take(head.series_key, row.time, batch.0)?
            } else {
                None
            };
            match kept {
                Some(Kept::Sound(older)) => {
                    table.put(head.series_key, &older)?;
                    rows.push(older);
                    report.rows_restored += 1;
                    continue;
                }
                Some(Kept::Damaged) => report.rows_lost += 1,
                None => report.rows_removed += 1,
            }
            table.remove(head.series_key, row.time)?;
        }
        table.seal(head.series_key, &month, &rows)?;
    }
    Ok(())
}

/// A replaced row as it lies in its table.
pub(super) struct Link {
    /// What stood there, with the batch that had written it.
    pub row: Row,
    /// The batch that replaced it.
    pub replaced_by: i64,
    /// Whether it matches its checksum.
    pub is_sound: bool,
}

/// Every replaced row of a series by time, each chain from its first link to its last.
pub(super) fn links(conn: &Connection, head: &Head) -> Result<Vec<Link>, CacheFault> {
    let shape = head.shape;
    let mut statement = conn.prepare(&format!(
        "SELECT time_utc_s, {}, batch_id, crc32, replaced_by_batch_id FROM {}
         WHERE series_key = ? ORDER BY time_utc_s, replaced_by_batch_id",
        shape.columns(),
        shape.vintage_table()
    ))?;
    let mut found = statement.query([head.series_key])?;
    let mut links = Vec::new();
    while let Some(sql) = found.next()? {
        let row = row_from_sql(shape, sql)?;
        let replaced_by: i64 = sql.get(shape.width() + 3)?;
        let crc32: i64 = sql.get(shape.width() + 2)?;
        let is_sound = i64::from(vintage_sum(head.series_key, replaced_by, &row)) == crc32;
        links.push(Link { row, replaced_by, is_sound });
    }
    Ok(links)
}

/// Every replaced row of a series, oldest time first.
pub(super) fn revisions(conn: &Connection, head: &Head) -> Result<Vec<Revision>, CacheFault> {
    let (shape, columns) = (head.shape, head.shape.columns());
    let mut statement = conn.prepare(&format!(
        "SELECT v.time_utc_s, {columns}, v.batch_id, v.crc32, v.replaced_by_batch_id,
                seen.at_utc_s, replaced.at_utc_s
         FROM {} AS v
         JOIN import_batch AS seen ON seen.batch_id = v.batch_id
         JOIN import_batch AS replaced ON replaced.batch_id = v.replaced_by_batch_id
         WHERE v.series_key = ? ORDER BY v.time_utc_s, v.replaced_by_batch_id",
        shape.vintage_table()
    ))?;
    let mut found = statement.query([head.series_key])?;
    let mut revisions = Vec::new();
    while let Some(sql) = found.next()? {
        let row = row_from_sql(shape, sql)?;
        let next = shape.width() + 2;
        let replaced_by: i64 = sql.get(next + 1)?;
        if i64::from(vintage_sum(head.series_key, replaced_by, &row)) != sql.get::<_, i64>(next)? {
            continue; // Not shown rather than shown wrong.
        }
        let value = match shape {
            Shape::Value => row.cells[0],
            Shape::Candle => row.cells[3],
        };
        revisions.push(Revision {
            time: UnixSecs(row.time),
            old_value: value,
            seen_at: UnixSecs(sql.get(next + 2)?),
            replaced_at: UnixSecs(sql.get(next + 3)?),
            replaced_by: BatchId(replaced_by),
        });
    }
    Ok(revisions)
}

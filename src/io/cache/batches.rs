//! The list of batches: what was stored together, and when.
//!
//! Which rows were known on a past day and which of them were not over yet
//! both hang on a batch's time, so each batch carries a checksum of its own. A
//! batch that does not match has no time: nothing is concluded from it.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Statement};

use crate::domain::time::UnixSecs;
use crate::io::cache::checksum::record_sum;
use crate::io::cache::error::CacheFault;
use crate::io::cache::rows::Shape;
use crate::io::cache::{Batch, BatchId, StoredBatch, packed_rows};

/// Batches up to this number are all kept, whether rows refer to them or not.
const KEPT_ANYWAY: i64 = 20_000;

const COLUMNS: &str = "batch_id, kind, name, dialect, at_utc_s, taken_back_at_utc_s";

fn sum(batch_id: i64, batch: &Batch) -> u32 {
    record_sum(&[batch_id, batch.at.0], &[&batch.kind, &batch.name, &batch.dialect])
}

fn from_sql(sql: &rusqlite::Row<'_>) -> rusqlite::Result<StoredBatch> {
    let (kind, name, dialect) = (sql.get(1)?, sql.get(2)?, sql.get(3)?);
    Ok(StoredBatch {
        id: BatchId(sql.get(0)?),
        batch: Batch { kind, name, dialect, at: UnixSecs(sql.get(4)?) },
        taken_back_at: sql.get::<_, Option<i64>>(5)?.map(UnixSecs),
    })
}

/// Every batch, oldest first, matching or not.
pub(super) fn all(conn: &Connection) -> Result<Vec<StoredBatch>, CacheFault> {
    let batches = conn
        .prepare(&format!("SELECT {COLUMNS} FROM import_batch ORDER BY batch_id"))?
        .query_map([], from_sql)?
        .collect::<Result<_, _>>()?;
    Ok(batches)
}

/// The number of the next batch.
pub(super) fn next(conn: &Connection) -> Result<i64, CacheFault> {
    Ok(conn.query_row("SELECT coalesce(max(batch_id), 0) + 1 FROM import_batch", [], |row| row.get(0))?)
}

/// Adds a batch to the list.
pub(super) fn insert(conn: &Connection, batch_id: i64, batch: &Batch) -> Result<(), CacheFault> {
    conn.execute(
        "INSERT INTO import_batch VALUES(?, ?, ?, ?, ?, NULL)",
        (batch_id, &batch.kind, &batch.name, &batch.dialect, batch.at.0),
    )?;
    seal(conn, batch_id, batch)
}

fn seal(conn: &Connection, batch_id: i64, batch: &Batch) -> Result<(), CacheFault> {
    conn.execute("INSERT OR REPLACE INTO batch_checksum VALUES(?, ?)", (batch_id, sum(batch_id, batch)))?;
    Ok(())
}

/// Gives every batch of a version that knew no checksums one.
pub(super) fn seal_all(conn: &Connection) -> Result<(), CacheFault> {
    for stored in all(conn)? {
        seal(conn, stored.id.0, &stored.batch)?;
    }
    Ok(())
}

/// Forgets fetches of which nothing is left: a candle that grows for a day leaves one with every
/// look at it. What the user imported stays in the list.
///
/// **Cost.** One pass over all rows, and only when the list is long.
pub(super) fn forget_unused(conn: &Connection) -> Result<(), CacheFault> {
    let count: i64 = conn.query_row("SELECT count(*) FROM import_batch", [], |row| row.get(0))?;
    if count <= KEPT_ANYWAY {
        return Ok(());
    }
    let inside = packed_rows::batches_inside(conn)?;
    let inside: Vec<String> = inside.iter().map(|batch| format!("({batch})")).collect();
    let inside = (!inside.is_empty()).then(|| format!("SELECT * FROM (VALUES {})", inside.join(", ")));
    let used: Vec<String> = Shape::ALL
        .iter()
        .flat_map(|shape| {
            let (rows, vintages) = (shape.table(), shape.vintage_table());
            [
                format!("SELECT batch_id FROM {rows}"),
                format!("SELECT batch_id FROM {vintages}"),
                format!("SELECT replaced_by_batch_id FROM {vintages}"),
            ]
        })
        .chain([format!("SELECT batch_id FROM {} WHERE batch_id IS NOT NULL", packed_rows::TABLE)])
        .chain(inside)
        .collect();
    // The last number stays, so that none is given twice.
    conn.execute_batch(&format!(
        "DELETE FROM import_batch WHERE kind <> 'import' AND batch_id < (SELECT max(batch_id) FROM import_batch)
           AND batch_id NOT IN ({});
         DELETE FROM batch_checksum WHERE batch_id NOT IN (SELECT batch_id FROM import_batch);",
        used.join(" UNION ")
    ))?;
    Ok(())
}

/// When batches were stored, asked one by one and remembered.
pub(super) struct BatchTimes<'c> {
    select: Statement<'c>,
    known: BTreeMap<i64, Option<i64>>,
}

impl<'c> BatchTimes<'c> {
    pub(super) fn new(conn: &'c Connection) -> Result<Self, CacheFault> {
        let select = conn.prepare(&format!(
            "SELECT {COLUMNS}, (SELECT crc32 FROM batch_checksum AS sums WHERE sums.batch_id = import_batch.batch_id)
             FROM import_batch WHERE batch_id = ?"
        ))?;
        Ok(Self { select, known: BTreeMap::new() })
    }

    /// Seconds since 1970; `None` for a batch that is not there or does not match.
    pub(super) fn at(&mut self, batch_id: i64) -> Result<Option<i64>, CacheFault> {
        if let Some(known) = self.known.get(&batch_id) {
            return Ok(*known);
        }
        let found = self
            .select
            .query_row([batch_id], |sql| Ok((from_sql(sql)?, sql.get::<_, Option<i64>>(6)?)))
            .optional()?;
        let at = found.and_then(|(stored, crc32)| {
            (crc32 == Some(i64::from(sum(batch_id, &stored.batch)))).then_some(stored.batch.at.0)
        });
        self.known.insert(batch_id, at);
        Ok(at)
    }
}

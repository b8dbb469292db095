//! Putting rows into the cache: merged by time, month by month.
//!
//! A row that stands there with other bits is kept as a vintage before it is
//! replaced, except where it was not over yet and a fetch brings it up to date;
//! rows that the incoming series does not mention stay. The rows of
//! a damaged month are not merged with: a new checksum would bless them.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::domain::series::Series;
use crate::io::cache::batches::BatchTimes;
use crate::io::cache::checksum::Month;
use crate::io::cache::error::CacheFault;
use crate::io::cache::heads::Head;
use crate::io::cache::rows::{Row, RowTable, Shape, rows_of};
use crate::io::cache::unfinished::{is_unfinished, length_secs};
use crate::io::cache::vintage::VintageTable;
use crate::io::cache::{Batch, BatchId, Incoming, PutOutcome, PutReport, batches, removed};

/// Which months of the incoming rows count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// All of them.
    All,
    /// Only those whose stored rows are damaged.
    DamagedMonths,
}

/// What happens to a row that was not over yet when it was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfinished {
    /// It is kept as a vintage like any other: the batch may be taken back.
    Kept,
    /// It gives way without a trace, also to the same values seen when it was over.
    Forgotten,
}

/// Stores a batch. The caller's transaction makes it all or nothing.
pub(super) fn put(
    conn: &Connection,
    batch: &Batch,
    incoming: &[Incoming],
    scope: Scope,
    unfinished: Unfinished,
) -> Result<PutOutcome, CacheFault> {
    check(incoming)?;
    let batch_id = batches::next(conn)?;
    let mut wrote = false;
    let mut reports = Vec::with_capacity(incoming.len());
    for Incoming { series, provenance } in incoming {
        let mut head = match Head::find(conn, series.key())? {
            Some(head) => head,
            None if scope == Scope::DamagedMonths || series.is_empty() => {
                reports.push(PutReport::new(series));
                continue;
            }
            None => {
                removed::make_way(conn, series.key())?;
                Head::insert(conn, series, provenance)?
            }
        };
        head.check_fits(series)?;
        let mut vintages = VintageTable::new(conn, head.shape)?;
        let mut writer = RowTable::new(conn, head.shape)?;
        let series_key = head.series_key;
        let confirms_at = (unfinished == Unfinished::Forgotten).then_some(batch.at.0);
        let into = Destination { series_key: Some(series_key), batch_id, scope, confirms_at };
        reports.push(merge(conn, into, series, |month, merged| {
            wrote |= !merged.written.is_empty();
            for row in &merged.discarded {
                writer.remove(series_key, row.time)?;
            }
            for row in &merged.replaced {
                vintages.put(series_key, batch_id, row)?;
            }
            for row in &merged.outgrown {
                match unfinished {
                    Unfinished::Kept => vintages.put(series_key, batch_id, row)?,
                    Unfinished::Forgotten => {
                        vintages.hand_over(series_key, row.time, row.batch_id, batch_id)?;
                    }
                }
            }
            for row in &merged.written {
                writer.put(series_key, row)?;
            }
            writer.seal(series_key, month, &merged.rows)
        })?);
        if scope == Scope::All {
            head.see_again(conn, provenance)?;
        }
    }
    if wrote {
        batches::insert(conn, batch_id, batch)?;
    }
    Ok(PutOutcome { batch: wrote.then_some(BatchId(batch_id)), reports })
}

/// What [`put`] would report, without writing.
pub(super) fn preview(conn: &Connection, incoming: &[Incoming]) -> Result<Vec<PutReport>, CacheFault> {
    check(incoming)?;
    let mut reports = Vec::with_capacity(incoming.len());
    for Incoming { series, .. } in incoming {
        let head = Head::find(conn, series.key())?;
        if let Some(head) = &head {
            head.check_fits(series)?;
        }
        let series_key = head.map(|head| head.series_key);
        let into = Destination { series_key, batch_id: 0, scope: Scope::All, confirms_at: None };
        reports.push(merge(conn, into, series, |_, _| Ok(()))?);
    }
    Ok(reports)
}

/// What can be said without looking at what is stored.
fn check(incoming: &[Incoming]) -> Result<(), CacheFault> {
    let mut seen = BTreeSet::new();
    for Incoming { series, .. } in incoming {
        let key = || series.key().to_string();
        if !seen.insert(series.key()) {
            return Err(CacheFault::Twice { key: key() });
        }
        if Shape::of(series) == Shape::Candle && series.unit() != crate::domain::unit::Unit::Usd {
            return Err(CacheFault::CandleUnit { key: key(), unit: series.unit().code() });
        }
        // Times rise, so the first and the last bound the others.
        for time in [series.first_time(), series.last_time()].into_iter().flatten() {
            if !time.is_plausible() {
                return Err(CacheFault::Time { key: key(), time });
            }
        }
    }
    Ok(())
}

/// A month after the incoming rows have joined it.
struct MergedMonth {
    /// All of its rows, in order of time.
    rows: Vec<Row>,
    /// Incoming rows that are new or have other bits.
    written: Vec<Row>,
    /// What those with other bits replace.
    replaced: Vec<Row>,
    /// What they replace and what was not over yet when it was stored.
    outgrown: Vec<Row>,
    /// Rows of a damaged month, which nobody can vouch for.
    discarded: Vec<Row>,
}

/// Where incoming rows go.
#[derive(Clone, Copy)]
struct Destination {
    /// The stored series; `None` if it is new.
    series_key: Option<i64>,
    batch_id: i64,
    scope: Scope,
    /// When rows with the same values are seen, if that makes unfinished ones finished.
    confirms_at: Option<i64>,
}

fn merge(
    conn: &Connection,
    into: Destination,
    series: &Series,
    mut visit: impl FnMut(&Month, &MergedMonth) -> Result<(), CacheFault>,
) -> Result<PutReport, CacheFault> {
    let mut report = PutReport::new(series);
    let mut table = RowTable::new(conn, Shape::of(series))?;
    let mut batches = BatchTimes::new(conn)?;
    let mut incoming = rows_of(series, into.batch_id).peekable();
    while let Some(first) = incoming.peek() {
        let month = Month::of(first.time);
        let mut new_rows = Vec::new();
        while let Some(row) = incoming.next_if(|row| month.contains(row.time)) {
            new_rows.push(row);
        }
        let (mut stored, mut discarded) = (Vec::new(), Vec::new());
        if let Some(series_key) = into.series_key {
            let found = table.month(series_key, &month)?;
            if found.is_damaged {
                report.damaged_months.push(month.name.clone());
                discarded = found.rows;
            } else if into.scope == Scope::DamagedMonths {
                continue;
            } else {
                stored = found.rows;
            }
        }
        let is_damaged = report.damaged_months.last() == Some(&month.name);
        let mut merging = Merging { series, batches: &mut batches, confirms_at: into.confirms_at };
        let merged = merging.month(stored, new_rows, discarded, &mut report)?;
        if is_damaged || !merged.written.is_empty() {
            visit(&month, &merged)?;
        }
    }
    Ok(report)
}

struct Merging<'a, 'c> {
    series: &'a Series,
    batches: &'a mut BatchTimes<'c>,
    confirms_at: Option<i64>,
}

impl Merging<'_, '_> {
    fn month(
        &mut self,
        stored: Vec<Row>,
        incoming: Vec<Row>,
        discarded: Vec<Row>,
        report: &mut PutReport,
    ) -> Result<MergedMonth, CacheFault> {
        let mut merged = MergedMonth {
            rows: Vec::with_capacity(stored.len() + incoming.len()),
            written: Vec::new(),
            replaced: Vec::new(),
            outgrown: Vec::new(),
            discarded,
        };
        let longer = if incoming.len() < stored.len() { &stored } else { &incoming };
        let length = length_secs(self.series.cadence(), longer.iter().map(|row| row.time));
        let mut stored = stored.into_iter().peekable();
        for row in incoming {
            while let Some(earlier) = stored.next_if(|old| old.time < row.time) {
                merged.rows.push(earlier);
            }
            match stored.next_if(|old| old.time == row.time) {
                Some(old) if old.same_cells(&row) => {
                    report.rows_same += 1;
                    let is_over = |at| length.is_some_and(|length| row.time.saturating_add(length) <= at);
                    let confirms =
                        self.confirms_at.is_some_and(is_over) && is_unfinished(&old, length, self.batches)?;
                    if !confirms {
                        merged.rows.push(old);
                        continue;
                    }
                    merged.outgrown.push(old);
                }
                Some(old) => {
                    report.rows_changed += 1;
                    if is_unfinished(&old, length, self.batches)? {
                        report.rows_grown += 1;
                        merged.outgrown.push(old);
                    } else {
                        merged.replaced.push(old);
                    }
                }
                None => report.rows_new += 1,
            }
            merged.written.push(row);
            merged.rows.push(row);
        }
        merged.rows.extend(stored);
        Ok(merged)
    }
}

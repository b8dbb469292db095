//! Putting rows into the cache: merged by time, month by month.
//!
//! A row that stands there with other bits is kept as a vintage before it is
//! replaced, except where it was not over yet and a fetch brings it up to date;
//! rows that the incoming series does not mention stay. The rows of
//! a damaged month are not merged with: a new checksum would bless them.

use std::collections::BTreeSet;
use std::ops::Range;

use rusqlite::Connection;

use crate::domain::series::Cadence;
use crate::io::cache::arrival::{Arrival, MonthOf, Pace};
use crate::io::cache::batches::BatchTimes;
use crate::io::cache::checksum::Month;
use crate::io::cache::error::CacheFault;
use crate::io::cache::heads::Head;
use crate::io::cache::rows::{Layout, Row, RowTable, Shape};
use crate::io::cache::unfinished::{is_unfinished, length_secs};
use crate::io::cache::vintage::VintageTable;
use crate::io::cache::{Batch, BatchId, PutOutcome, PutReport, batches, removed};
use crate::io::packed::SortedRows;

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
    incoming: &[Arrival<'_>],
    scope: Scope,
    unfinished: Unfinished,
    pace: &mut Pace<'_>,
) -> Result<PutOutcome, CacheFault> {
    check(incoming)?;
    let batch_id = batches::next(conn)?;
    let mut wrote = false;
    let mut reports = Vec::with_capacity(incoming.len());
    for series in incoming {
        let mut head = match Head::find(conn, series.key)? {
            Some(head) => head,
            None if scope == Scope::DamagedMonths || series.first.is_none() => {
                reports.push(PutReport::new(series));
                continue;
            }
            None => {
                removed::make_way(conn, series.key)?;
                Head::insert(conn, series)?
            }
        };
        head.check_fits(series)?;
        let mut vintages = VintageTable::new(conn, head.shape)?;
        let mut writer = RowTable::new(conn, head.shape, head.layout())?;
        let series_key = head.series_key;
        let confirms_at = (unfinished == Unfinished::Forgotten).then_some(batch.at.0);
        let into = Destination { series_key: Some(series_key), batch_id, scope, confirms_at };
        reports.push(merge(conn, into, series, pace, |month, arrived| {
            let merged = match arrived {
                Arrived::Merged(merged) => merged,
                Arrived::Untouched(rows, chunks, pace) => {
                    wrote = true;
                    return match &mut writer {
                        RowTable::Packed(table) => {
                            table.adopt(series_key, month, (rows, chunks), batch_id, pace)
                        }
                        RowTable::Plain(_) => Err(CacheFault::damaged("packed rows for a plain series")),
                    };
                }
            };
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
            head.see_again(conn, series.provenance)?;
        }
    }
    pace.ask()?;
    if wrote {
        batches::insert(conn, batch_id, batch)?;
    }
    Ok(PutOutcome { batch: wrote.then_some(BatchId(batch_id)), reports })
}

/// What [`put`] would report, without writing.
pub(super) fn preview(
    conn: &Connection,
    incoming: &[Arrival<'_>],
    pace: &mut Pace<'_>,
) -> Result<Vec<PutReport>, CacheFault> {
    check(incoming)?;
    let mut reports = Vec::with_capacity(incoming.len());
    for series in incoming {
        let head = Head::find(conn, series.key)?;
        if let Some(head) = &head {
            head.check_fits(series)?;
        }
        let series_key = head.map(|head| head.series_key);
        let into = Destination { series_key, batch_id: 0, scope: Scope::All, confirms_at: None };
        reports.push(merge(conn, into, series, pace, |_, _| Ok(()))?);
    }
    Ok(reports)
}

/// What can be said without looking at what is stored.
fn check(incoming: &[Arrival<'_>]) -> Result<(), CacheFault> {
    let mut seen = BTreeSet::new();
    for series in incoming {
        let key = || series.key.to_string();
        if !seen.insert(series.key) {
            return Err(CacheFault::Twice { key: key() });
        }
        if series.shape == Shape::Candle && series.unit != crate::domain::unit::Unit::Usd {
            return Err(CacheFault::CandleUnit { key: key(), unit: series.unit.code() });
        }
        if let Some(expected) = series.broken_rule() {
            return Err(CacheFault::Value { key: key(), expected });
        }
        // Times rise, so the first and the last bound the others.
        for time in [series.first, series.last].into_iter().flatten() {
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

/// What a month of incoming rows comes to.
enum Arrived<'a, 'p> {
    /// Rows joined with what was there.
    Merged(&'a MergedMonth),
    /// Packed rows of a month of which nothing was there.
    Untouched(&'a SortedRows, Range<usize>, &'a mut Pace<'p>),
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
    series: &Arrival<'_>,
    pace: &mut Pace<'_>,
    mut visit: impl FnMut(&Month, Arrived<'_, '_>) -> Result<(), CacheFault>,
) -> Result<PutReport, CacheFault> {
    let mut report = PutReport::new(series);
    let mut table = RowTable::new(conn, series.shape, Layout::of(series.cadence))?;
    let mut batches = BatchTimes::new(conn)?;
    let mut months = series.months(into.batch_id);
    while let Some((month, arriving)) = months.next() {
        if let (MonthOf::Chunks(rows, chunks), RowTable::Packed(table)) = (&arriving, &mut table)
            && series.keeps_its_bits()
            && into.series_key.map_or(Ok(true), |series_key| table.is_vacant(series_key, &month))?
        {
            if into.scope == Scope::DamagedMonths {
                continue;
            }
            report.rows_new += rows.count_in(chunks.clone());
            visit(&month, Arrived::Untouched(rows, chunks.clone(), pace))?;
            continue;
        }
        let new_rows = months.unpack(arriving, pace)?;
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
        let cadence = series.cadence;
        let mut merging = Merging { cadence, batches: &mut batches, confirms_at: into.confirms_at };
        let merged = merging.month(stored, new_rows, discarded, &mut report)?;
        if is_damaged || !merged.written.is_empty() {
            visit(&month, Arrived::Merged(&merged))?;
        }
    }
    Ok(report)
}

struct Merging<'a, 'c> {
    cadence: Cadence,
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
        let length = length_secs(self.cadence, longer.iter().map(|row| row.time));
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

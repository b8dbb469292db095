//! Series as CSV and JSON, in canonical units.
//!
//! Knows the form of our own files; knows nothing of where they are put. Numbers
//! ([`number`]) are the shortest decimals that read back to the same bits and are
//! never quoted or prefixed: a spreadsheet must still see `-1.5` as a number.
//! Texts ([`text`]) are made harmless. A table ([`table`]) leaves in pieces, so
//! that ten million rows need no more memory than ten.

mod computed;
mod date;
mod json;
pub mod metadata;
mod number;
mod table;
pub mod text;

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;

use crate::domain::provenance::Provenance;
use crate::domain::series::{Series, SeriesKey};
use crate::domain::time::{DAY_SECS, UnixSecs};

pub use computed::{Cells, ComputedColumn, write_computed};
pub use json::write_json;
pub use metadata::EXPORT_MARK;
pub use table::write_series;
pub use text::{read_safe_text_cell, safe_text_cell};

/// Bytes gathered before they are handed on.
const PIECE_BYTES: usize = 256 << 10;

/// How columns are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnNames {
    /// `open` of one series; `price.btc.usd.open` of several, with the source where two share an id.
    #[default]
    Id,
    /// `price.btc.usd@case.open`, so that ids and sources survive without comments.
    IdAndSource,
}

/// How dates are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateStyle {
    /// `2026-02-05`, with the time if any row of the file is not at 00:00 UTC.
    #[default]
    Iso,
    /// Whole seconds since 1970. They read back as dates from 1973-03-03 on.
    EpochSecs,
    /// Whole milliseconds since 1970. They read back as dates from 1973-03-03 on.
    EpochMillis,
}

/// What is said of a series beside its rows.
#[derive(Clone, Debug)]
pub struct Described {
    /// Where the rows come from.
    pub provenance: Provenance,
    /// How they were made from finer ones; `None` for rows as stored.
    pub aggregation: Option<String>,
}

/// What to write and how.
#[derive(Clone, Debug, Default)]
pub struct WriteOptions {
    /// First UTC day, inclusive.
    pub from: Option<UnixSecs>,
    /// Last UTC day, inclusive.
    pub to: Option<UnixSecs>,
    /// Whether `#` lines with id, unit, cadence and source stand above the table.
    pub comments: bool,
    /// Names of the columns.
    pub names: ColumnNames,
    /// How dates are written.
    pub dates: DateStyle,
    /// What the comments say about each series.
    pub described: BTreeMap<SeriesKey, Described>,
    /// The past day whose knowledge the rows are, to be said in the comments and in JSON.
    pub as_known_on: Option<UnixSecs>,
}

impl WriteOptions {
    /// The rows of a series that are written.
    pub fn rows(&self, series: &Series) -> std::ops::Range<usize> {
        let from = self.from.map_or(UnixSecs(i64::MIN), UnixSecs::start_of_day);
        let to = self.to.map_or(UnixSecs(i64::MAX), |day| UnixSecs(day.start_of_day().0 + DAY_SECS - 1));
        series.rows_between(from, to)
    }
}

/// Why a table was not written to its end.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Where it goes takes no more.
    #[error("the rows could not be written: {0}")]
    Io(#[from] io::Error),
    /// Whoever watched said so.
    #[error("cancelled")]
    Cancelled,
}

/// Told after every piece how many rows are written; says whether to go on.
pub type Watch<'a> = dyn Fn(u64) -> ControlFlow<()> + 'a;

/// Text on its way out, handed on in pieces.
struct Pieces<'a> {
    text: Vec<u8>,
    rows: u64,
    out: &'a mut dyn io::Write,
    watch: &'a Watch<'a>,
}

impl<'a> Pieces<'a> {
    fn new(out: &'a mut dyn io::Write, watch: &'a Watch<'a>) -> Self {
        Self { text: Vec::with_capacity(PIECE_BYTES + (4 << 10)), rows: 0, out, watch }
    }

    /// Counts a finished row.
    #[inline]
    fn end_row(&mut self) -> Result<(), WriteError> {
        self.rows += 1;
        if self.text.len() >= PIECE_BYTES { self.hand_on() } else { Ok(()) }
    }

    fn hand_on(&mut self) -> Result<(), WriteError> {
        self.out.write_all(&self.text)?;
        self.text.clear();
        match (self.watch)(self.rows) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(WriteError::Cancelled),
        }
    }
}

/// Rows of one series still to be written.
struct Cursor<'a> {
    series: &'a Series,
    columns: Vec<Column<'a>>,
    rows: std::ops::Range<usize>,
}

/// A column with what is remembered of its numbers.
struct Column<'a> {
    name: &'static str,
    values: &'a [f64],
    decimals: number::Decimals,
}

impl Column<'_> {
    /// The number of a row, or `gap`.
    #[inline]
    fn push(&mut self, text: &mut Vec<u8>, row: usize, gap: &[u8]) {
        match self.values.get(row) {
            Some(value) if !value.is_nan() => self.decimals.push(text, *value),
            _ => text.extend_from_slice(gap),
        }
    }
}

impl<'a> Cursor<'a> {
    fn of(series: &'a Series, options: &WriteOptions) -> Self {
        let columns = series.named_columns().into_iter();
        let columns =
            columns.map(|(name, values)| Column { name, values, decimals: number::Decimals::default() });
        Self { series, columns: columns.collect(), rows: options.rows(series) }
    }

    fn time(&self) -> Option<UnixSecs> {
        if self.rows.is_empty() { None } else { self.series.times().get(self.rows.start).copied() }
    }
}

fn cursors<'a>(series: &[&'a Series], options: &WriteOptions) -> Vec<Cursor<'a>> {
    series.iter().map(|series| Cursor::of(series, options)).collect()
}

/// Whether any row to be written is not at 00:00 UTC.
fn any_time_of_day(cursors: &[Cursor<'_>]) -> bool {
    let times = cursors.iter().filter_map(|cursor| cursor.series.times().get(cursor.rows.clone()));
    times.flatten().any(|time| time.0.rem_euclid(DAY_SECS) != 0)
}

#[cfg(test)]
mod round_trip_tests;
#[cfg(test)]
mod tests;

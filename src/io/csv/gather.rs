//! The cells of one series in a record, read and judged exactly.
//!
//! Knows a [`SeriesPlan`] and what values it admits; knows nothing of files or
//! of where rows go. This is the reference: the quick way may only take what
//! would be taken here, with the same bits.

use super::date::DateReading;
use super::number::{NumberStyle, parse_amount};
use super::plan::{Blank, Bounds, Cells, MovedVolume, SeriesPlan};
use super::records::Record;
use crate::domain::series::{Cadence, Series, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::io::packed::{MAX_CELLS, PackedError, RowBlock, SortedRows};

/// A time that a row does not have under one order of day and month.
pub const NO_TIME: i64 = i64::MIN;
/// What a row dated too late should have held.
pub const NOT_FUTURE: &str = "a date that is not in the future";

/// Why a row, or one value of it, is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column.
    pub column: usize,
    /// What would have been right.
    pub expected: &'static str,
}

/// The rows of one series out of one block of text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeriesRows {
    /// The rows; dates that can be read both ways are read day first.
    pub rows: RowBlock,
    /// As long as the rows once a date could be read both ways, else empty:
    /// the times if the month comes first.
    pub month_first: Vec<i64>,
    /// Rows that had a value for this series, good or bad.
    pub rows_read: u64,
    /// Rows of those that were not taken.
    pub rows_rejected: u64,
}

impl SeriesRows {
    /// Forgets all rows and keeps their memory.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.month_first.clear();
        self.rows_read = 0;
        self.rows_rejected = 0;
    }

    /// Counts a row whose date or form was already at fault.
    pub fn reject(&mut self) {
        self.rows_read += 1;
        self.rows_rejected += 1;
    }

    fn push(&mut self, line: u64, date: DateReading, cells: &[f64]) {
        let (time, month_first) = match date {
            DateReading::Sure(time) => (time.0, None),
            DateReading::Either { day_first, month_first } => {
                let time_of = |time: Option<UnixSecs>| time.map_or(NO_TIME, |time| time.0);
                (time_of(day_first), Some(time_of(month_first)))
            }
        };
        if month_first.is_some() && self.month_first.is_empty() {
            self.month_first.clone_from(&self.rows.times);
        }
        self.rows.times.push(time);
        if month_first.is_some() || !self.month_first.is_empty() {
            self.month_first.push(month_first.unwrap_or(time));
        }
        self.rows.lines.push(u32::try_from(line).unwrap_or(u32::MAX));
        for (column, value) in self.rows.cells.iter_mut().zip(cells) {
            column.push(*value);
        }
    }
}

/// Reads the cells of one series.
#[derive(Clone, Debug)]
pub struct SeriesReader {
    numbers: NumberStyle,
    power: i32,
    bounds: Bounds,
    blank: Blank,
    cells: Cells,
    moved_volume: Option<MovedVolume>,
    names: Vec<(&'static str, usize)>,
}

impl SeriesReader {
    /// By a plan, in the file's style of numbers.
    pub fn new(plan: &SeriesPlan, numbers: NumberStyle) -> Self {
        Self {
            numbers,
            power: plan.power,
            bounds: plan.bounds(),
            blank: plan.blank,
            cells: plan.cells,
            moved_volume: plan.moved_volume,
            names: plan.named_cells(),
        }
    }

    /// Cells of a row.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// The last column that is used.
    pub fn last_column(&self) -> usize {
        let moved = self.moved_volume.map(|moved| moved.column);
        self.names.iter().map(|(_, column)| *column).chain(moved).max().unwrap_or(0)
    }

    /// Adds a row's values, or none of them.
    ///
    /// # Errors
    /// The first [`Fault`]; the row is then counted as rejected.
    pub fn read(&self, record: &Record<'_>, date: DateReading, series: &mut SeriesRows) -> Result<(), Fault> {
        let mut row = [f64::NAN; MAX_CELLS];
        match self.read_row(record, date, &mut row) {
            Ok(false) if self.blank == Blank::NoRow => Ok(()),
            Ok(_) => {
                series.rows_read += 1;
                series.push(record.line, date, row.get(..self.width()).unwrap_or_default());
                Ok(())
            }
            Err(fault) => {
                series.reject();
                Err(fault)
            }
        }
    }

    /// Reads the cells; whether there is any value.
    fn read_row(
        &self,
        record: &Record<'_>,
        date: DateReading,
        row: &mut [f64; MAX_CELLS],
    ) -> Result<bool, Fault> {
        let mut any = false;
        for ((name, column), slot) in self.names.iter().zip(row.iter_mut()) {
            let is_volume = *name == "volume";
            let power = if is_volume { 0 } else { self.power };
            let column = if is_volume { self.volume_column(*column, date) } else { *column };
            let at = |expected| Fault { column, expected };
            let cell = record.cell(column);
            if let Some(value) =
                parse_amount(cell, self.numbers, power).map_err(|fault| at(fault.expected()))?
            {
                if is_volume && value < 0.0 {
                    return Err(at("a volume of 0 or more"));
                }
                if !is_volume && !self.bounds.admit(value) {
                    return Err(at(self.bounds.expected));
                }
                *slot = value;
                any |= !is_volume;
            }
        }
        if let Cells::Candle { high: high_column, low: low_column, .. } = self.cells {
            let [open, high, low, close, _] = *row;
            // Comparisons with an unknown price are false: it breaks no rule.
            if high < low || open > high || close > high {
                return Err(Fault { column: high_column, expected: "the highest price of the row" });
            }
            if open < low || close < low {
                return Err(Fault { column: low_column, expected: "the lowest price of the row" });
            }
        }
        Ok(any)
    }

    fn volume_column(&self, usual: usize, date: DateReading) -> usize {
        match (self.moved_volume, date.some_time()) {
            (Some(moved), Some(time)) if time < moved.before => moved.column,
            _ => usual,
        }
    }
}

/// A series of a file with its counts.
#[derive(Clone, Debug)]
pub struct SeriesRead {
    /// Id and source.
    pub key: SeriesKey,
    /// Unit of the values.
    pub unit: Unit,
    /// Cadence, told from the times or known to the dialect.
    pub cadence: Cadence,
    /// The validated rows, ascending.
    pub rows: SortedRows,
    /// Rows of the file that had a value for it, good or bad.
    pub rows_read: u64,
    /// Rows of those that were not taken; exact duplicates are not counted.
    pub rows_rejected: u64,
}

impl SeriesRead {
    /// All rows in memory: for files of a size that a chart holds anyway.
    ///
    /// # Errors
    /// [`PackedError`].
    pub fn series(&self) -> Result<Series, PackedError> {
        self.rows.to_series(self.key.clone(), self.unit, self.cadence)
    }
}

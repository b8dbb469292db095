//! Rows of one series, gathered cell by cell and made into a validated [`Series`].
//!
//! Knows a [`SeriesPlan`] and what values it admits; knows nothing of files.
//! Sorting, doubled dates and the order of day and month are settled at the
//! end, when all rows are known; a file already in order is never copied.

use super::date::{DateReading, DayOrder};
use super::number::{NumberStyle, parse_amount};
use super::plan::{Blank, Bounds, Cells, Doubled, SeriesPlan};
use super::records::Record;
use crate::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesError, SeriesKey};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::domain::unit::Unit;
use crate::io::packed::{PackedError, SortedRows};

/// A time that a row does not have under one order of day and month.
const NO_TIME: UnixSecs = UnixSecs(i64::MIN);
/// Relative difference below which an open is "the previous close": old files round to six decimals.
const SAME_PRICE: f64 = 1e-6;

/// Why a row, or one value of it, is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column.
    pub column: usize,
    /// What would have been right.
    pub expected: &'static str,
}

/// A row dropped when the series was put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its line.
    pub line: u64,
    /// Its time, `None` when its date does not exist in the column's order of day and month.
    pub time: Option<UnixSecs>,
    /// What would have been right.
    pub expected: &'static str,
}

/// The rows of one series so far.
///
/// **Cost** 12 bytes a row and 8 a value.
#[derive(Debug)]
pub struct Gathered {
    plan: SeriesPlan,
    numbers: NumberStyle,
    bounds: Bounds,
    names: Vec<(&'static str, usize)>,
    times: Vec<UnixSecs>,
    /// As long as `times` once a date could be read both ways, else empty.
    month_first: Vec<UnixSecs>,
    lines: Vec<u32>,
    columns: Vec<Vec<f64>>,
    /// Rows that had a value for this series, good or bad.
    pub rows_read: u64,
    /// Rows of those that were not taken.
    pub rows_rejected: u64,
}

impl Gathered {
    /// No row yet.
    pub fn new(plan: SeriesPlan, numbers: NumberStyle) -> Self {
        let names = plan.named_cells();
        Self {
            bounds: plan.bounds(),
            columns: vec![Vec::new(); names.len()],
            names,
            plan,
            numbers,
            times: Vec::new(),
            month_first: Vec::new(),
            lines: Vec::new(),
            rows_read: 0,
            rows_rejected: 0,
        }
    }

    /// Takes a row's values, or none of them.
    ///
    /// # Errors
    /// The first [`Fault`]; the row is then counted as rejected.
    pub fn add(&mut self, record: &Record<'_>, date: DateReading) -> Result<(), Fault> {
        let mut row = [f64::NAN; 5];
        match self.read_row(record, &mut row) {
            Ok(false) if self.plan.blank == Blank::NoRow => return Ok(()),
            Ok(_) => self.rows_read += 1,
            Err(fault) => {
                self.reject();
                return Err(fault);
            }
        }
        match date {
            DateReading::Sure(time) => {
                self.times.push(time);
                if !self.month_first.is_empty() {
                    self.month_first.push(time);
                }
            }
            DateReading::Either { day_first, month_first } => {
                if self.month_first.is_empty() {
                    self.month_first = self.times.clone();
                }
                self.times.push(day_first.unwrap_or(NO_TIME));
                self.month_first.push(month_first.unwrap_or(NO_TIME));
            }
        }
        self.lines.push(u32::try_from(record.line).unwrap_or(u32::MAX));
        for (column, value) in self.columns.iter_mut().zip(row) {
            column.push(value);
        }
        Ok(())
    }

    /// Counts a row whose date or form was already at fault.
    pub fn reject(&mut self) {
        self.rows_read += 1;
        self.rows_rejected += 1;
    }

    /// Reads the cells; whether there is any value.
    fn read_row(&self, record: &Record<'_>, row: &mut [f64; 5]) -> Result<bool, Fault> {
        let mut any = false;
        for ((name, column), slot) in self.names.iter().zip(row.iter_mut()) {
            let is_volume = *name == "volume";
            let power = if is_volume { 0 } else { self.plan.power };
            let at = |expected| Fault { column: *column, expected };
            let cell = record.cell(*column);
            if let Some(value) = parse_amount(cell, self.numbers, power).map_err(|fault| at(fault.expected()))? {
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
        if let Cells::Candle { high: high_column, low: low_column, .. } = self.plan.cells {
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

    /// The validated series, rows ascending; `None` if no row is left. Rows that
    /// fall away only now are handed to `dropped`.
    ///
    /// # Errors
    /// [`SeriesError`] should a row break a promise all the same.
    pub fn finish(
        mut self,
        order: DayOrder,
        newest: UnixSecs,
        dropped: &mut dyn FnMut(Dropped),
    ) -> Result<Option<SeriesRead>, SeriesError> {
        let month_first = std::mem::take(&mut self.month_first);
        if order == DayOrder::MonthFirst && !month_first.is_empty() {
            self.times = month_first;
        }
        let in_order = self.times.is_sorted_by(|a, b| a < b);
        let in_range = |time: &UnixSecs| *time != NO_TIME && *time <= newest;
        if !in_order || !self.times.iter().all(in_range) {
            let kept = self.rows_in_order(newest, dropped);
            self.rows_rejected += kept.rejected;
            self.times = pick(&self.times, &kept.rows);
            for column in &mut self.columns {
                *column = pick(column, &kept.rows);
            }
        }
        if self.times.is_empty() {
            return Ok(None);
        }
        let is_etf = self.plan.key.id.starts_with("etf.");
        let inferred = || if is_etf { Cadence::Irregular } else { cadence_of(&self.times) };
        let cadence = self.plan.cadence.unwrap_or_else(inferred);
        let mut columns = self.columns.into_iter();
        let mut next = || columns.next().unwrap_or_default();
        let columns = match self.plan.cells {
            Cells::Scalar(_) => Columns::Scalar(next()),
            Cells::Candle { volume, .. } => Columns::Ohlcv(Box::new(Ohlcv {
                open: next(),
                high: next(),
                low: next(),
                close: next(),
                volume: volume.map(|_| next()),
            })),
        };
        let series = Series::new(self.plan.key, self.plan.unit, cadence, self.times, columns)?;
        Ok(Some(SeriesRead {
            key: series.key().clone(),
            unit: series.unit(),
            cadence,
            rows: SortedRows::from_series(&series),
            rows_read: self.rows_read,
            rows_rejected: self.rows_rejected,
        }))
    }

    fn rows_in_order(&self, newest: UnixSecs, dropped: &mut dyn FnMut(Dropped)) -> Kept {
        let time_of = |row: u32| self.times.get(row as usize).copied().unwrap_or(NO_TIME);
        let mut report = |row: u32, expected| {
            let line = self.lines.get(row as usize).copied().map_or(0, u64::from);
            let time = Some(time_of(row)).filter(|time| *time != NO_TIME);
            dropped(Dropped { line, time, expected });
        };
        let mut rejected = 0;
        let mut sorted = Vec::with_capacity(self.times.len());
        for row in (0..self.times.len()).filter_map(|row| u32::try_from(row).ok()) {
            let time = time_of(row);
            if time == NO_TIME || time > newest {
                rejected += 1;
                report(
                    row,
                    if time == NO_TIME { "day and month in the order of the other rows" } else { NOT_FUTURE },
                );
            } else {
                sorted.push(row);
            }
        }
        sorted.sort_by_key(|row| time_of(*row)); // stable: rows of one time stay in file order
        let mut rows: Vec<u32> = Vec::with_capacity(sorted.len());
        for group in sorted.chunk_by(|a, b| time_of(*a) == time_of(*b)) {
            let Some(chosen) = self.chosen(group, rows.last().copied()) else { continue };
            for row in group.iter().filter(|row| **row != chosen && !self.same_values(**row, chosen)) {
                rejected += 1;
                report(
                    *row,
                    match self.plan.doubled {
                        Doubled::Last => "one row a date (the last is kept)",
                        Doubled::OpensAtPreviousClose => {
                            "one row a date (kept is the one that opens at the previous close, else the last)"
                        }
                    },
                );
            }
            rows.push(chosen);
        }
        Kept { rows, rejected }
    }

    fn chosen(&self, group: &[u32], previous: Option<u32>) -> Option<u32> {
        let value =
            |column: usize, row: u32| self.columns.get(column).and_then(|c| c.get(row as usize)).copied();
        let follows = |row: &&u32| {
            let close = previous.and_then(|previous| value(3, previous));
            close.zip(value(0, **row)).is_some_and(|(close, open)| (open - close).abs() <= SAME_PRICE * close)
        };
        match (self.plan.doubled, group) {
            (Doubled::OpensAtPreviousClose, [_, _, ..]) => {
                group.iter().find(follows).or(group.last()).copied()
            }
            _ => group.last().copied(),
        }
    }

    fn same_values(&self, one: u32, other: u32) -> bool {
        let bits = |column: &Vec<f64>, row: u32| column.get(row as usize).map(|value| value.to_bits());
        self.columns.iter().all(|column| bits(column, one) == bits(column, other))
    }
}

/// What a row dated too late should have held.
pub const NOT_FUTURE: &str = "a date that is not in the future";

struct Kept {
    rows: Vec<u32>,
    rejected: u64,
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

fn pick<T: Copy>(column: &[T], rows: &[u32]) -> Vec<T> {
    rows.iter().filter_map(|row| column.get(*row as usize).copied()).collect()
}

/// Daily if every row stands on 00:00 UTC and at least half the steps are one
/// day; intraday if half the steps are shorter than a day; else irregular.
fn cadence_of(times: &[UnixSecs]) -> Cadence {
    let midnight = times.iter().all(|time| time.0 % DAY_SECS == 0);
    let (mut short, mut daily) = (0, 0);
    for pair in times.windows(2) {
        if let [before, after] = pair {
            let step = after.secs_since(*before);
            short += usize::from(step < DAY_SECS);
            daily += usize::from(step == DAY_SECS);
        }
    }
    let half = times.len().saturating_sub(1).div_ceil(2);
    if midnight && daily >= half {
        Cadence::Daily
    } else if short > 0 && short >= half {
        Cadence::Intraday
    } else {
        Cadence::Irregular
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cadence_follows_from_the_steps() {
        let times = |steps: &[i64]| {
            let mut now = 0;
            let rest = steps.iter().map(|step| {
                now += step;
                UnixSecs(now)
            });
            std::iter::once(UnixSecs(0)).chain(rest).collect::<Vec<_>>()
        };
        let day = DAY_SECS;
        assert_eq!(cadence_of(&times(&[])), Cadence::Daily);
        assert_eq!(cadence_of(&times(&[day, day, 3 * day, day])), Cadence::Daily);
        assert_eq!(cadence_of(&times(&[4 * day, 4 * day])), Cadence::Irregular);
        assert_eq!(cadence_of(&times(&[3600, 3600, 2 * day, 60])), Cadence::Intraday);
        assert_eq!(cadence_of(&times(&[day + 5, day - 5 + day])), Cadence::Irregular);
    }
}

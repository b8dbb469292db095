//! A series: a sorted, unique time column and its values, validated once.
//!
//! A gap is `NaN`, never zero. Whoever holds a [`Series`] may rely on equal
//! lengths, strictly rising times, finite-or-`NaN` values within ±1e300, and
//! positive prices with low ≤ open, close ≤ high.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::provenance::SourceId;
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;

/// How often a series has a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cadence {
    /// Several rows a day, each dated by the second it starts.
    Intraday,
    /// One row a UTC day, dated 00:00 UTC.
    Daily,
    /// One row an ISO week, dated the week's Monday 00:00 UTC.
    Weekly,
    /// Rows where something happened (retargets, exchange sessions, samples).
    Irregular,
}

impl Cadence {
    /// The text stored in the cache.
    pub fn code(self) -> &'static str {
        match self {
            Self::Intraday => "intraday",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Irregular => "irregular",
        }
    }

    /// The cadence with this [`Cadence::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Intraday, Self::Daily, Self::Weekly, Self::Irregular]
            .into_iter()
            .find(|cadence| cadence.code() == code)
    }
}

/// Which series, from which source, at which cadence.
///
/// Written `price.btc.usd@case`; a weekly companion is `price.btc.usd:weekly@case`.
/// Only `Weekly` is ever written out: the main cadence of an id needs no word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesKey {
    /// Dotted, stable name in the catalogue: `price.btc.usd`.
    pub id: String,
    /// Who published these rows.
    pub source: SourceId,
    /// Whether this is the weekly companion of the id.
    pub weekly: bool,
}

impl SeriesKey {
    /// The main cadence of an id from one source.
    pub fn new(id: &str, source: SourceId) -> Self {
        Self { id: id.to_owned(), source, weekly: false }
    }

    /// Reads `ID[:weekly][@SOURCE]`; the source is `None` when none was named.
    pub fn parse(text: &str) -> Option<(String, bool, Option<SourceId>)> {
        let (name, source) = match text.split_once('@') {
            Some((name, source)) => (name, Some(SourceId::new(source)?)),
            None => (text, None),
        };
        let (id, weekly) = match name.split_once(':') {
            Some((id, "weekly")) => (id, true),
            Some(_) => return None,
            None => (name, false),
        };
        is_series_id(id).then(|| (id.to_owned(), weekly, source))
    }
}

impl fmt::Display for SeriesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weekly = if self.weekly { ":weekly" } else { "" };
        write!(f, "{}{weekly}@{}", self.id, self.source)
    }
}

/// Whether a text has the form of a series id: dotted lower-case words, at most 96 bytes.
pub fn is_series_id(id: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    id.len() <= 96 && !id.is_empty() && id.split('.').all(|word| !word.is_empty() && word.bytes().all(fits))
}

/// The value columns of a series, each as long as its time column.
#[derive(Clone, Debug, PartialEq)]
pub enum Columns {
    /// One value a row.
    Scalar(Vec<f64>),
    /// A candle a row. `volume` is absent or `NaN` where unknown.
    Ohlcv(Box<Ohlcv>),
}

/// Candle columns; prices in the unit of the series, volume in the base currency.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ohlcv {
    /// First price of each row.
    pub open: Vec<f64>,
    /// Highest price of each row.
    pub high: Vec<f64>,
    /// Lowest price of each row.
    pub low: Vec<f64>,
    /// Last price of each row.
    pub close: Vec<f64>,
    /// Traded amount of each row, if the source gives it.
    pub volume: Option<Vec<f64>>,
}

/// Why columns do not make a series.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SeriesError {
    /// A column is longer or shorter than the time column.
    #[error("{key}: column {column} has {found} rows, expected {expected}")]
    Length {
        /// The series.
        key: String,
        /// The column.
        column: &'static str,
        /// Rows of the time column.
        expected: usize,
        /// Rows of this column.
        found: usize,
    },
    /// Two rows of one time, or a row before its predecessor.
    #[error("{key}: row {row} ({time}) does not come after the row before it")]
    Unsorted {
        /// The series.
        key: String,
        /// Index of the row, from 0.
        row: usize,
        /// Its time.
        time: UnixSecs,
    },
    /// A value that no such series can have.
    #[error("{key}: {column} on {time} is {value}, expected {expected}")]
    Value {
        /// The series.
        key: String,
        /// The column.
        column: &'static str,
        /// The row's time.
        time: UnixSecs,
        /// What was found.
        value: f64,
        /// What would have been right.
        expected: &'static str,
    },
}

/// A validated column of times with its values, unit, cadence and origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    key: SeriesKey,
    unit: Unit,
    cadence: Cadence,
    times: Vec<UnixSecs>,
    columns: Columns,
}

impl Series {
    /// Checks the columns and takes them.
    ///
    /// # Errors
    /// [`SeriesError`] names the first row that breaks a promise of this module.
    pub fn new(
        key: SeriesKey,
        unit: Unit,
        cadence: Cadence,
        times: Vec<UnixSecs>,
        columns: Columns,
    ) -> Result<Self, SeriesError> {
        let series = Self { key, unit, cadence, times, columns };
        series.check_times()?;
        series.check_columns()?;
        Ok(series)
    }

    fn check_times(&self) -> Result<(), SeriesError> {
        for (row, pair) in self.times.windows(2).enumerate() {
            if let [before, after] = pair
                && after <= before
            {
                return Err(SeriesError::Unsorted { key: self.key.to_string(), row: row + 1, time: *after });
            }
        }
        Ok(())
    }

    fn check_columns(&self) -> Result<(), SeriesError> {
        let is_price = self.unit == Unit::Usd && self.key.id.starts_with("price.");
        for (name, column) in self.named_columns() {
            if column.len() != self.times.len() {
                return Err(SeriesError::Length {
                    key: self.key.to_string(),
                    column: name,
                    expected: self.times.len(),
                    found: column.len(),
                });
            }
            for (time, value) in self.times.iter().zip(column) {
                let expected = match (&self.columns, name) {
                    (Columns::Ohlcv(_), "volume") => (*value < 0.0).then_some("a volume of 0 or more"),
                    (Columns::Ohlcv(_), _) => (*value <= 0.0).then_some("a price above 0"),
                    (Columns::Scalar(_), _) => (is_price && *value <= 0.0).then_some("a price above 0"),
                };
                let expected = if value.is_infinite() || value.abs() > 1e300 {
                    Some("a finite number")
                } else {
                    expected
                };
                if let Some(expected) = expected {
                    return Err(self.value_error(name, *time, *value, expected));
                }
            }
        }
        if let Columns::Ohlcv(c) = &self.columns {
            let rows = c.open.iter().zip(&c.high).zip(&c.low).zip(&c.close).zip(&self.times);
            for ((((open, high), low), close), time) in rows {
                if high < low || open > high || close > high {
                    return Err(self.value_error("high", *time, *high, "the highest price of the row"));
                }
                if open < low || close < low {
                    return Err(self.value_error("low", *time, *low, "the lowest price of the row"));
                }
            }
        }
        Ok(())
    }

    fn value_error(
        &self,
        column: &'static str,
        time: UnixSecs,
        value: f64,
        expected: &'static str,
    ) -> SeriesError {
        SeriesError::Value { key: self.key.to_string(), column, time, value, expected }
    }

    /// Id, source and cadence word.
    pub fn key(&self) -> &SeriesKey {
        &self.key
    }

    /// Unit of every price or value column.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// How often there is a row.
    pub fn cadence(&self) -> Cadence {
        self.cadence
    }

    /// The time column.
    pub fn times(&self) -> &[UnixSecs] {
        &self.times
    }

    /// The value columns.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Candle columns, if this series has them.
    pub fn ohlcv(&self) -> Option<&Ohlcv> {
        match &self.columns {
            Columns::Ohlcv(columns) => Some(columns),
            Columns::Scalar(_) => None,
        }
    }

    /// Close of a candle series, the value column of a scalar one.
    pub fn values(&self) -> &[f64] {
        match &self.columns {
            Columns::Scalar(values) => values,
            Columns::Ohlcv(columns) => &columns.close,
        }
    }

    /// Every value column with its name (`value`, or `open` … `volume`), in file order.
    pub fn named_columns(&self) -> Vec<(&'static str, &[f64])> {
        match &self.columns {
            Columns::Scalar(values) => vec![("value", values.as_slice())],
            Columns::Ohlcv(c) => {
                let mut named = vec![
                    ("open", c.open.as_slice()),
                    ("high", c.high.as_slice()),
                    ("low", c.low.as_slice()),
                    ("close", c.close.as_slice()),
                ];
                if let Some(volume) = &c.volume {
                    named.push(("volume", volume));
                }
                named
            }
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Time of the first row.
    pub fn first_time(&self) -> Option<UnixSecs> {
        self.times.first().copied()
    }

    /// Time of the last row.
    pub fn last_time(&self) -> Option<UnixSecs> {
        self.times.last().copied()
    }

    /// Index of the last row at or before `time`.
    pub fn row_at_or_before(&self, time: UnixSecs) -> Option<usize> {
        self.times.partition_point(|t| *t <= time).checked_sub(1)
    }

    /// The last row that has a value: its time and [`Series::values`] entry.
    pub fn last_value(&self) -> Option<(UnixSecs, f64)> {
        self.times.iter().zip(self.values()).rev().find(|(_, v)| !v.is_nan()).map(|(t, v)| (*t, *v))
    }

    /// Rows `[start, end)` whose times lie in `[from, to]`.
    pub fn rows_between(&self, from: UnixSecs, to: UnixSecs) -> std::ops::Range<usize> {
        let start = self.times.partition_point(|t| *t < from);
        let end = self.times.partition_point(|t| *t <= to);
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SeriesKey {
        SeriesKey::new("price.btc.usd", SourceId::case_file())
    }

    fn day(n: i64) -> UnixSecs {
        UnixSecs(0).plus_days(n)
    }

    #[test]
    fn unsorted_and_duplicate_times_are_refused() {
        for times in [vec![day(1), day(1)], vec![day(2), day(1)]] {
            let result =
                Series::new(key(), Unit::Usd, Cadence::Daily, times, Columns::Scalar(vec![1.0, 2.0]));
            assert!(matches!(result, Err(SeriesError::Unsorted { row: 1, .. })), "{result:?}");
        }
    }

    #[test]
    fn a_gap_is_allowed_and_infinity_is_not() {
        let of = |key, value| {
            Series::new(key, Unit::Usd, Cadence::Daily, vec![day(1)], Columns::Scalar(vec![value]))
        };
        let make = |value| of(key(), value);
        assert!(make(f64::NAN).is_ok());
        assert!(make(-5.0).is_err() && make(0.0).is_err());
        assert!(of(SeriesKey::new("etf.flow.total", SourceId::case_file()), -5.0).is_ok());
        assert!(make(f64::INFINITY).is_err());
        assert!(make(f64::NEG_INFINITY).is_err());
    }

    #[test]
    fn a_candle_outside_its_high_and_low_is_refused() {
        let candle = |open: f64, high: f64, low: f64, close: f64| {
            let columns = Ohlcv {
                open: vec![open],
                high: vec![high],
                low: vec![low],
                close: vec![close],
                volume: None,
            };
            Series::new(key(), Unit::Usd, Cadence::Daily, vec![day(1)], Columns::Ohlcv(Box::new(columns)))
        };
        assert!(candle(2.0, 3.0, 1.0, 2.5).is_ok());
        assert!(candle(4.0, 3.0, 1.0, 2.5).is_err());
        assert!(candle(2.0, 3.0, 1.0, 0.5).is_err());
        assert!(candle(0.0, 3.0, 0.0, 2.0).is_err());
    }

    #[test]
    fn keys_print_and_read_back() {
        assert_eq!(key().to_string(), "price.btc.usd@case");
        let (id, weekly, source) = SeriesKey::parse("price.btc.usd:weekly@case").unwrap();
        assert_eq!((id.as_str(), weekly, source), ("price.btc.usd", true, Some(SourceId::case_file())));
        for bad in ["", "A", "a..b", "a@", "a@B", "a:monthly", "a b"] {
            assert!(SeriesKey::parse(bad).is_none(), "{bad}");
        }
    }
}

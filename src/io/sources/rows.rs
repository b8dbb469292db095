//! From numbers of an answer to a series: sorted, joined, judged.
//!
//! Every source hands its rows in here, so that no source has a laxer judge
//! than another. An answer is taken whole or not at all: a source that is wrong
//! in one row is not believed in the next. Unknown values (`null`) are counted
//! and make no row.

use crate::domain::catalog;
use crate::domain::level::MAX_PRICE_USD;
use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesError, SeriesKey};
use crate::domain::time::{DAY_SECS, FIRST_BLOCK_DAY, UnixSecs};
use crate::domain::unit::Unit;
use crate::io::sources::etf_gate::{GateError, MOST_FLOW_USD};
use crate::io::sources::{Ask, Page};

/// How far ahead of our clock a row may be dated, in days.
const DAYS_AHEAD: i64 = 2;
/// Seconds of an hour.
pub(super) const HOUR_SECS: i64 = 3_600;

/// What is wrong with an answer; nothing of it is stored then.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ParseError {
    /// Not the JSON that was expected.
    #[error("expected {expected}, found {found}")]
    Form {
        /// What would have been right.
        expected: &'static str,
        /// What was there, shortened.
        found: String,
    },
    /// The source itself says that it has no answer.
    #[error("it says {0:?}")]
    Refused(String),
    /// The source says that it was asked too often or is busy: it may answer later.
    #[error("it asks to come back later: {0:?}")]
    Busy(String),
    /// A row of a time that cannot be.
    #[error("a row is dated {time}, expected {expected}")]
    Date {
        /// Its time.
        time: UnixSecs,
        /// What would have been right.
        expected: &'static str,
    },
    /// A value that such a series cannot have.
    #[error("on {time} it says {value}, expected {expected}")]
    Value {
        /// The row's time.
        time: UnixSecs,
        /// What stands there.
        value: f64,
        /// What would have been right.
        expected: &'static str,
    },
    /// Two rows of one time that differ.
    #[error("it says two things of {time}: {first} and {second}, expected one row each time")]
    Conflict {
        /// The time of both.
        time: UnixSecs,
        /// The last value of the one.
        first: f64,
        /// The last value of the other.
        second: f64,
    },
    /// Rows, and none of them with a number.
    #[error("none of {rows} rows has a number, expected some")]
    NoNumbers {
        /// How many.
        rows: u64,
    },
    /// Rows that together make no series.
    #[error(transparent)]
    Series(#[from] SeriesError),
    /// A per-fund table that does not add up.
    #[error(transparent)]
    Gate(#[from] GateError),
    /// The table at the user's own address cannot be read.
    #[error("{0}")]
    Table(String),
}

/// Which times rows may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grid {
    /// 00:00 UTC.
    Days,
    /// Full hours, and not only midnights.
    Hours,
    /// Any: whenever something happened.
    Events,
}

/// Whether rows outside the window that was asked for belong to the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Window {
    /// The source answers all it has.
    Whole,
    /// The source was asked for a window; other rows are left out.
    Asked,
}

/// The series a feed makes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape<'a> {
    /// Who publishes it.
    pub(super) source: &'a str,
    /// Its id in the catalogue.
    pub(super) series: &'a str,
    /// Which times its rows may have.
    pub(super) grid: Grid,
    /// Whether it is asked by windows.
    pub(super) window: Window,
}

impl Shape<'_> {
    fn unit(&self) -> Unit {
        catalog::entry(self.series).map_or(Unit::Usd, |entry| entry.unit)
    }

    fn cadence(&self) -> Cadence {
        match self.grid {
            Grid::Days => Cadence::Daily,
            Grid::Hours => Cadence::Intraday,
            Grid::Events => Cadence::Irregular,
        }
    }

    /// Why a value cannot be.
    fn complaint(&self, value: f64) -> Option<&'static str> {
        let is_price = self.series.starts_with("price.");
        let (fits, expected) = match self.unit() {
            Unit::Usd if is_price => {
                (value > 0.0 && value <= MAX_PRICE_USD, "a price above 0, at most 1000000000")
            }
            Unit::HashesPerSecond | Unit::Difficulty => (value > 0.0 && value <= 1e300, "a number above 0"),
            Unit::Index100 => ((0.0..=100.0).contains(&value), "an index from 0 to 100"),
            Unit::Usd if self.series.starts_with("etf.flow.") => {
                (value.abs() <= MOST_FLOW_USD, "a flow of at most 3,000 million dollars")
            }
            _ => (value.abs() <= 1e300, "a finite number"),
        };
        (!fits).then_some(expected)
    }

    fn key(&self) -> Result<SeriesKey, ParseError> {
        let wrong = || ParseError::Form { expected: "a source name", found: self.source.to_owned() };
        Ok(SeriesKey::new(self.series, SourceId::new(self.source).ok_or_else(wrong)?))
    }
}

/// Rows of one answer; `N` values each.
pub(super) struct Rows<'a, const N: usize> {
    shape: &'a Shape<'a>,
    ask: &'a Ask,
    rows: Vec<(UnixSecs, [f64; N])>,
    unknown: u64,
    outside: u64,
}

/// Rows with one value.
pub(super) type Scalars<'a> = Rows<'a, 1>;
/// Open, high, low, close and volume, which is `NaN` where unknown.
pub(super) type Candles<'a> = Rows<'a, 5>;

impl<'a, const N: usize> Rows<'a, N> {
    /// No row yet.
    pub(super) fn new(shape: &'a Shape<'a>, ask: &'a Ask) -> Self {
        Self { shape, ask, rows: Vec::new(), unknown: 0, outside: 0 }
    }

    /// Judges the time of a row; whether it belongs to the answer.
    fn admits(&mut self, time: UnixSecs) -> Result<bool, ParseError> {
        date(time, self.ask)?;
        let expected = match self.shape.grid {
            Grid::Days if time.0.rem_euclid(DAY_SECS) != 0 => Some("one row a day, dated 00:00 UTC"),
            Grid::Hours if time.0.rem_euclid(HOUR_SECS) != 0 => Some("one row an hour, on the full hour"),
            Grid::Days | Grid::Hours | Grid::Events => None,
        };
        if let Some(expected) = expected {
            return Err(ParseError::Date { time, expected });
        }
        let inside = self.shape.window == Window::Whole || (self.ask.from..=self.ask.to).contains(&time);
        self.outside += u64::from(!inside);
        Ok(inside)
    }

    fn value(&self, time: UnixSecs, value: f64) -> Result<(), ParseError> {
        self.shape
            .complaint(value)
            .map_or(Ok(()), |expected| Err(ParseError::Value { time, value, expected }))
    }

    /// Sorts, joins equal rows and refuses differing ones of one time.
    fn settle(&mut self) -> Result<(), ParseError> {
        self.rows.sort_by_key(|(time, _)| *time);
        for pair in self.rows.windows(2) {
            if let [(time, first), (other, second)] = pair
                && time == other
                && !first.iter().zip(second).all(|(first, second)| is_same(*first, *second))
            {
                let differing = first.iter().zip(second).find(|(first, second)| !is_same(**first, **second));
                let (first, second) =
                    differing.map_or((f64::NAN, f64::NAN), |(first, second)| (*first, *second));
                return Err(ParseError::Conflict { time: *time, first, second });
            }
        }
        self.rows.dedup_by_key(|(time, _)| *time);
        if self.rows.is_empty() && self.unknown > 1 {
            return Err(ParseError::NoNumbers { rows: self.unknown });
        }
        if self.shape.grid == Grid::Hours
            && self.rows.len() > 2
            && self.rows.iter().all(|(time, _)| time.0.rem_euclid(DAY_SECS) == 0)
            && let Some((time, _)) = self.rows.first()
        {
            return Err(ParseError::Date { time: *time, expected: "hourly rows, not daily ones" });
        }
        Ok(())
    }

    fn page(&self, columns: Columns) -> Result<Page, ParseError> {
        let mut page = Page { rows_unknown: self.unknown, rows_outside: self.outside, ..Page::default() };
        if !self.rows.is_empty() {
            let times = self.rows.iter().map(|(time, _)| *time).collect();
            let (unit, cadence) = (self.shape.unit(), self.shape.cadence());
            page.series.push(Series::new(self.shape.key()?, unit, cadence, times, columns)?);
        }
        Ok(page)
    }

    fn column(&self, index: usize) -> Vec<f64> {
        self.rows.iter().map(|(_, values)| values.get(index).copied().unwrap_or(f64::NAN)).collect()
    }
}

impl Rows<'_, 1> {
    /// Takes a row; `None` is a value the source does not know.
    ///
    /// # Errors
    /// [`ParseError::Date`] or [`ParseError::Value`].
    pub(super) fn add(&mut self, time: UnixSecs, value: Option<f64>) -> Result<(), ParseError> {
        if !self.admits(time)? {
            return Ok(());
        }
        let Some(value) = value else {
            self.unknown += 1;
            return Ok(());
        };
        self.value(time, value)?;
        self.rows.push((time, [value]));
        Ok(())
    }

    /// The page of these rows.
    ///
    /// # Errors
    /// [`ParseError`] if two rows differ, or together they make no series.
    pub(super) fn into_page(mut self) -> Result<Page, ParseError> {
        self.settle()?;
        self.page(Columns::Scalar(self.column(0)))
    }
}

impl Rows<'_, 5> {
    /// Takes a candle: open, high, low, close. Without one of them it is unknown.
    ///
    /// # Errors
    /// [`ParseError::Date`] or [`ParseError::Value`].
    pub(super) fn add(
        &mut self,
        time: UnixSecs,
        prices: [Option<f64>; 4],
        volume: Option<f64>,
    ) -> Result<(), ParseError> {
        if !self.admits(time)? {
            return Ok(());
        }
        let [Some(open), Some(high), Some(low), Some(close)] = prices else {
            self.unknown += 1;
            return Ok(());
        };
        for price in [open, high, low, close] {
            self.value(time, price)?;
        }
        self.rows.push((time, [open, high, low, close, volume.unwrap_or(f64::NAN)]));
        Ok(())
    }

    /// The page of these candles.
    ///
    /// # Errors
    /// [`ParseError`] if two rows differ, or together they make no series.
    pub(super) fn into_page(mut self) -> Result<Page, ParseError> {
        self.settle()?;
        let volume = self.column(4);
        let columns = Ohlcv {
            open: self.column(0),
            high: self.column(1),
            low: self.column(2),
            close: self.column(3),
            volume: volume.iter().any(|volume| !volume.is_nan()).then_some(volume),
        };
        self.page(Columns::Ohlcv(Box::new(columns)))
    }
}

/// Whether a row can be of this time at all.
///
/// # Errors
/// [`ParseError::Date`] if it is older than Bitcoin or later than two days from now.
pub(super) fn date(time: UnixSecs, ask: &Ask) -> Result<(), ParseError> {
    let expected = if time < FIRST_BLOCK_DAY {
        "no day before 2009-01-03"
    } else if time > newest(ask) {
        "no day later than two days from now"
    } else {
        return Ok(());
    };
    Err(ParseError::Date { time, expected })
}

/// The latest time a row may have.
pub(super) fn newest(ask: &Ask) -> UnixSecs {
    ask.now.plus_days(DAYS_AHEAD)
}

/// The window on the grid of `step_secs`, cut at its old end to at most `rows` rows.
pub(super) fn window(ask: &Ask, step_secs: i64, rows: i64) -> (UnixSecs, UnixSecs) {
    let to = ask.to.0.div_euclid(step_secs).saturating_mul(step_secs);
    let from = ask.from.0.saturating_add(step_secs - 1).div_euclid(step_secs).saturating_mul(step_secs);
    let oldest = to.saturating_sub((rows - 1).saturating_mul(step_secs));
    (UnixSecs(from.max(oldest).min(to)), UnixSecs(to))
}

fn is_same(one: f64, other: f64) -> bool {
    (one.is_nan() && other.is_nan()) || (one - other).abs() <= 0.0
}

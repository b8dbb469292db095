//! What a dialect makes of a file: which column is which part of which series.
//!
//! Knows roles and units; knows nothing of cells. A plan is data rather than
//! code, so that reading, previewing and checking a file follow the same one.

use crate::domain::catalog;
use crate::domain::level::MAX_PRICE_USD;
use crate::domain::series::{Cadence, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;

pub use crate::io::packed::Doubled;

/// The columns of one file as one dialect understands them.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Column of the date.
    pub date: usize,
    /// The series the other columns make.
    pub series: Vec<SeriesPlan>,
    /// Who published the rows, for people.
    pub source_title: String,
    /// The line to cite.
    pub citation: String,
    /// Terms of use, or empty.
    pub licence: String,
}

/// One series of a file.
#[derive(Clone, Debug)]
pub struct SeriesPlan {
    /// Id and source.
    pub key: SeriesKey,
    /// Unit after the shift by `power`.
    pub unit: Unit,
    /// Power of ten between the cells and the unit: 6 for millions.
    pub power: i32,
    /// Whether `power` is certain.
    pub scale: Scale,
    /// Cadence if the dialect knows it; else it is told from the times.
    pub cadence: Option<Cadence>,
    /// Where the values stand.
    pub cells: Cells,
    /// What a row without any value means.
    pub blank: Blank,
    /// Which of several rows of one date is kept.
    pub doubled: Doubled,
    /// Where the volume stands in older rows, if it moved.
    pub moved_volume: Option<MovedVolume>,
}

/// Whether the scale of a series is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The dialect or the header says it.
    Known,
    /// Dollars or millions: only the user can say.
    DollarsOrMillions,
}

/// The volume of older rows stands in another column: an exporter once swapped two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovedVolume {
    /// Rows dated before this instant are the older ones.
    pub before: UnixSecs,
    /// Column of their volume.
    pub column: usize,
}

/// Columns of the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// One value a row.
    Scalar(usize),
    /// A candle a row.
    Candle {
        /// First price.
        open: usize,
        /// Highest price.
        high: usize,
        /// Lowest price.
        low: usize,
        /// Last price.
        close: usize,
        /// Traded amount, if there is such a column.
        volume: Option<usize>,
    },
}

/// Whether a row without any value is a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// The series has no row then: the source published nothing.
    NoRow,
    /// The series has a row of `NaN`: our own export of a gap.
    Gap,
}

impl Plan {
    /// A plan of a file that names no publisher.
    pub fn of_file(file_name: &str, date: usize, series: Vec<SeriesPlan>) -> Self {
        Self {
            date,
            series,
            source_title: "Imported file".to_owned(),
            citation: file_name.to_owned(),
            licence: String::new(),
        }
    }

    /// A plan of a file that a known publisher wrote.
    pub fn published(title: &str, what: &str, file_name: &str, date: usize, series: Vec<SeriesPlan>) -> Self {
        Self {
            source_title: title.to_owned(),
            citation: format!("{title}, {what} ({file_name})"),
            ..Self::of_file(file_name, date, series)
        }
    }
}

impl SeriesPlan {
    /// A scalar series whose unit is the catalogue's, [`Unit::Number`] for other ids.
    pub fn scalar(key: SeriesKey, column: usize) -> Self {
        let unit = catalog::entry(&key.id).map_or(Unit::Number, |entry| entry.unit);
        Self {
            key,
            unit,
            power: 0,
            scale: Scale::Known,
            cadence: None,
            cells: Cells::Scalar(column),
            blank: Blank::NoRow,
            doubled: Doubled::Last,
            moved_volume: None,
        }
    }

    /// A candle series in US dollars.
    pub fn candles(key: SeriesKey, cells: Cells) -> Self {
        Self { unit: Unit::Usd, cells, ..Self::scalar(key, 0) }
    }

    /// The same series in another unit, its cells shifted by a power of ten.
    pub fn in_unit(self, unit: Unit, power: i32) -> Self {
        Self { unit, power, ..self }
    }

    /// Every column with its name in a series, in file order of our own export.
    pub fn named_cells(&self) -> Vec<(&'static str, usize)> {
        match self.cells {
            Cells::Scalar(column) => vec![("value", column)],
            Cells::Candle { open, high, low, close, volume } => {
                let mut named = vec![("open", open), ("high", high), ("low", low), ("close", close)];
                named.extend(volume.map(|column| ("volume", column)));
                named
            }
        }
    }

    /// The values such a series can have, volumes apart.
    pub fn bounds(&self) -> Bounds {
        let is_price = self.key.id.starts_with("price.") && self.unit == Unit::Usd;
        let positive = is_price || matches!(self.cells, Cells::Candle { .. });
        let (least, most, expected) = match self.unit {
            _ if is_price => (0.0, MAX_PRICE_USD, "a price above 0, at most 1e9"),
            _ if positive => (0.0, 1e300, "a price above 0"),
            Unit::Index100 => (0.0, 100.0, "an index from 0 to 100"),
            Unit::HashesPerSecond | Unit::Difficulty => (0.0, 1e300, "a number of 0 or more"),
            _ => (-1e300, 1e300, "a finite number"),
        };
        Bounds { positive, least, most, expected }
    }
}

/// The values a series can have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    positive: bool,
    least: f64,
    most: f64,
    /// What would have been right, for a row warning.
    pub expected: &'static str,
}

impl Bounds {
    /// Whether a value fits; a gap always does.
    pub fn admit(&self, value: f64) -> bool {
        value.is_nan() || (value >= self.least && value <= self.most && !(self.positive && value <= 0.0))
    }
}

//! Coarser rows from finer ones: hours, days, weeks and months by true aggregation.
//!
//! Knows the calendar in UTC and how each kind of column is gathered; knows nothing of
//! panes. A bucket starts at its UTC hour, fourth hour, day, ISO Monday or month's
//! first and holds only rows that were stored: a bucket without a row is not there, and
//! what is not stored finer is refused with a sentence, never made up. Money is added,
//! prices keep their extremes. Months have no cadence of their own, because the cache
//! never stores one; a month's row is `Irregular` and [`row_end`] says how long it is.

use serde::{Deserialize, Serialize};

use crate::domain::catalog::{self, Drawing, Group};
use crate::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesError};
use crate::domain::session::next_session;
use crate::domain::time::{DAY_SECS, UnixSecs, WEEK_SECS};

mod buckets;
#[cfg(test)]
mod tests;

pub use buckets::aggregate_candles;
use buckets::{gather_scalars, group};

const HOUR_SECS: i64 = 3_600;
/// Rows at the end of an intraday series that say how far apart its rows are.
const LAST_ROWS: usize = 200;

/// Rows on either side that say how long a stored row is.
const NEIGHBOURS: usize = 5;

/// How much time a row of the chart stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// Each series as it was stored.
    #[default]
    AsStored,
    /// A UTC hour.
    Hour1,
    /// Four UTC hours, from 0, 4, 8 …
    Hour4,
    /// A UTC day.
    Day,
    /// An ISO week, from Monday 00:00 UTC.
    Week,
    /// A calendar month, UTC.
    Month,
}

/// How the values of a bucket become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gather {
    /// First, highest, lowest, last; volume added.
    Candles,
    /// Added: flows, amounts.
    Sum,
    /// The last known: indices, rates, levels.
    Last,
    /// The mean of what is known: rates that are estimated anew every day.
    Mean,
}

/// Rows of an interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregated {
    /// The rows, under the key of the series they were made from.
    pub series: Series,
    /// Whether the stored rows reach the end of the last bucket.
    pub is_last_complete: bool,
}

/// Why a series has no rows of an interval; its `Display` is the sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// Stored rows are longer than what is asked for.
    #[error("{title} is stored {stored} from {source_words}, {wanted} are not there")]
    NotStoredFiner {
        /// Name of the series for people.
        title: String,
        /// `daily`, `weekly`, `every 4 hours`.
        stored: String,
        /// Who published it, for people.
        source_words: String,
        /// `hours`, `days`.
        wanted: &'static str,
    },
    /// Weeks lie across the ends of months.
    #[error("{title} is stored weekly from {source_words}, weeks do not divide into months")]
    WeeksInMonths {
        /// Name of the series for people.
        title: String,
        /// Who published it, for people.
        source_words: String,
    },
}

impl Interval {
    /// Every interval, in the order of the menu.
    pub const ALL: [Self; 6] = [Self::AsStored, Self::Hour1, Self::Hour4, Self::Day, Self::Week, Self::Month];

    /// The mark on a button: `1h`, `4h`, `D`, `W`, `M`.
    pub fn label(self) -> &'static str {
        match self {
            Self::AsStored => "As stored",
            Self::Hour1 => "1h",
            Self::Hour4 => "4h",
            Self::Day => "D",
            Self::Week => "W",
            Self::Month => "M",
        }
    }

    /// What its rows are called, in a sentence.
    pub fn rows_word(self) -> &'static str {
        match self {
            Self::AsStored => "rows",
            Self::Hour1 => "hours",
            Self::Hour4 => "four-hour rows",
            Self::Day => "days",
            Self::Week => "weeks",
            Self::Month => "months",
        }
    }

    /// Start of the bucket an instant belongs to; the instant itself as stored.
    pub fn bucket_start(self, time: UnixSecs) -> UnixSecs {
        let floor = |secs: i64| UnixSecs(time.0.div_euclid(secs) * secs);
        match self {
            Self::AsStored => time,
            Self::Hour1 => floor(HOUR_SECS),
            Self::Hour4 => floor(4 * HOUR_SECS),
            Self::Day => time.start_of_day(),
            Self::Week => time.start_of_iso_week(),
            Self::Month => UnixSecs::from_date(time.date().first_of_month()),
        }
    }

    /// End of the bucket that starts here, which is the start of the next one.
    pub fn bucket_end(self, start: UnixSecs) -> UnixSecs {
        match self {
            Self::AsStored => start,
            Self::Hour1 => UnixSecs(start.0.saturating_add(HOUR_SECS)),
            Self::Hour4 => UnixSecs(start.0.saturating_add(4 * HOUR_SECS)),
            Self::Day => start.plus_days(1),
            Self::Week => start.plus_days(7),
            Self::Month => {
                let days = i64::from(start.date().days_in_month());
                UnixSecs::from_date(start.date().first_of_month()).plus_days(days)
            }
        }
    }

    /// Cadence of rows of this interval; `None` as stored.
    pub fn cadence(self) -> Option<Cadence> {
        match self {
            Self::AsStored => None,
            Self::Hour1 | Self::Hour4 => Some(Cadence::Intraday),
            Self::Day => Some(Cadence::Daily),
            Self::Week => Some(Cadence::Weekly),
            Self::Month => Some(Cadence::Irregular),
        }
    }

    /// Shortest length of a bucket in seconds; 0 as stored.
    pub fn least_secs(self) -> i64 {
        match self {
            Self::AsStored => 0,
            Self::Hour1 => HOUR_SECS,
            Self::Hour4 => 4 * HOUR_SECS,
            Self::Day => DAY_SECS,
            Self::Week => WEEK_SECS,
            Self::Month => 28 * DAY_SECS,
        }
    }
}

/// How a series is gathered: candles by their columns, bars by adding, others by their last.
pub fn gather_of(series: &Series) -> Gather {
    let is_bars = catalog::entry(&series.key().id).is_some_and(|entry| entry.drawing == Drawing::Bars);
    match (series.columns(), is_bars) {
        (Columns::Ohlcv(_), _) => Gather::Candles,
        (Columns::Scalar(_), true) => Gather::Sum,
        (Columns::Scalar(_), false) => Gather::Last,
    }
}

/// Seconds a stored row stands for: by the cadence, and for intraday rows the smallest
/// distance between two of the last 200. A day for irregular rows (sessions, retargets).
pub fn row_secs(series: &Series) -> i64 {
    match series.cadence() {
        Cadence::Daily | Cadence::Irregular => DAY_SECS,
        Cadence::Weekly => WEEK_SECS,
        Cadence::Intraday => {
            let times = series.times();
            let last = times.get(times.len().saturating_sub(LAST_ROWS)..).unwrap_or(times);
            smallest_distance(last).unwrap_or(HOUR_SECS)
        }
    }
}

/// Whether rows of an interval can be made from a series; `title` is its name for people.
///
/// # Errors
/// [`Unavailable`] is the sentence that says what is stored and what is not.
pub fn availability(series: &Series, title: &str, interval: Interval) -> Result<(), Unavailable> {
    let stored = row_secs(series);
    let source = &series.key().source;
    let source_words = if source.is_case_file() { "the case file".to_owned() } else { source.to_string() };
    let title = title.to_owned();
    if interval == Interval::Month && series.cadence() == Cadence::Weekly {
        return Err(Unavailable::WeeksInMonths { title, source_words });
    }
    if interval != Interval::AsStored && stored > interval.least_secs() {
        let stored = stored_words(series.cadence(), stored);
        let wanted = interval.rows_word();
        return Err(Unavailable::NotStoredFiner { title, stored, source_words, wanted });
    }
    Ok(())
}

fn stored_words(cadence: Cadence, secs: i64) -> String {
    match cadence {
        Cadence::Daily => "daily".to_owned(),
        Cadence::Weekly => "weekly".to_owned(),
        Cadence::Irregular => "by the day".to_owned(),
        Cadence::Intraday if secs % HOUR_SECS == 0 => format!("every {} hours", secs / HOUR_SECS),
        Cadence::Intraday => format!("every {} minutes", (secs / 60).max(1)),
    }
}

/// Whether a series has the interval already: rows as long as its buckets.
pub fn is_stored_at(series: &Series, interval: Interval) -> bool {
    match interval {
        Interval::AsStored => true,
        Interval::Hour1 | Interval::Hour4 | Interval::Day | Interval::Week => {
            series.cadence() != Cadence::Irregular && row_secs(series) == interval.least_secs()
        }
        Interval::Month => false,
    }
}

/// The rows of a series gathered into buckets of an interval.
///
/// **Shape.** One row a bucket that has a stored row, dated by the bucket's start.
/// Candles: first known open, highest and lowest of everything known, last known close,
/// volume added. Scalars: added, averaged or the last, as `gather` says.
/// **Gaps.** What no row of a bucket knows is `NaN` in it; a sum is over what is known.
/// **Cost.** One pass.
///
/// # Errors
/// [`SeriesError`] in no case that is known: rows of a sound series make a sound one.
pub fn aggregate(series: &Series, interval: Interval, gather: Gather) -> Result<Aggregated, SeriesError> {
    let Some(cadence) = interval.cadence() else {
        return Ok(Aggregated { series: series.clone(), is_last_complete: true });
    };
    let (times, columns) = match (series.columns(), gather) {
        (Columns::Ohlcv(rows), _) => {
            let (times, candles) = aggregate_candles(series.times(), rows, interval);
            (times, Columns::Ohlcv(Box::new(candles)))
        }
        (Columns::Scalar(values), _) => {
            let (times, buckets) = group(series.times(), interval);
            (times, Columns::Scalar(gather_scalars(values, &buckets, gather)))
        }
    };
    let is_last_complete =
        times.last().zip(covered_until(series)).is_none_or(|(start, end)| end >= interval.bucket_end(*start));
    let series = Series::new(series.key().clone(), series.unit(), cadence, times, columns)?;
    Ok(Aggregated { series, is_last_complete })
}

/// The instant up to which the stored rows speak: the end of the last one; for ETF flows
/// the next session, since nothing can be missing before it. `None` without a row.
pub fn covered_until(series: &Series) -> Option<UnixSecs> {
    let last = series.last_time()?;
    let is_etf = catalog::entry(&series.key().id).is_some_and(|entry| entry.group == Group::EtfFlows);
    Some(if is_etf { next_session(last) } else { UnixSecs(last.0.saturating_add(row_secs(series))) })
}

/// Where a row ends: the end of its bucket; as stored as far as the smallest distance
/// among its neighbours reaches. For the width of candles and bars.
///
/// **Cost.** O(1). `None` for a row that is not there, and for one that is alone as stored.
pub fn row_end(times: &[UnixSecs], row: usize, interval: Interval) -> Option<UnixSecs> {
    let start = *times.get(row)?;
    if interval != Interval::AsStored {
        return Some(interval.bucket_end(start));
    }
    let near = times.get(row.saturating_sub(NEIGHBOURS)..(row + NEIGHBOURS + 1).min(times.len()))?;
    smallest_distance(near).map(|secs| UnixSecs(start.0 + secs))
}

fn smallest_distance(times: &[UnixSecs]) -> Option<i64> {
    let distances = times.windows(2).filter_map(|pair| match pair {
        [before, after] => Some(after.secs_since(*before)),
        _ => None,
    });
    distances.filter(|secs| *secs > 0).min()
}

/// One flat candle a value: for prices of which only the closes are known.
pub fn flat_candles(closes: &[f64]) -> Ohlcv {
    let column = || closes.to_vec();
    Ohlcv { open: column(), high: column(), low: column(), close: column(), volume: None }
}

//! Series computed from other series, and the scenarios' odds.
//!
//! Pure functions of the drawn series: whoever calls them decides on which
//! thread. Results are kept until the drawn price changes its revision.

use std::sync::Arc;

use crate::app::high::High;
use crate::app::library::{Library, Preferences};
use crate::app::loaded::Loaded;
use crate::calc::indicators::ema::ema;
use crate::calc::indicators::rsi::rsi;
use crate::calc::indicators::sma::sma;
use crate::calc::indicators::weekly::{Week, joint_weeks, week_closes};
use crate::calc::interval::{Interval, aggregate_candles, flat_candles};
use crate::domain::catalog;
use crate::domain::provenance::{Provenance, SourceId};
use crate::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesError, SeriesKey};
use crate::domain::time::{UnixSecs, WEEK_SECS};
use crate::domain::unit::Unit;

/// Weeks below which a 200-week average still leans on its seed.
pub const SEED_CAVEAT_WEEKS: usize = 600;

/// What is derived from a price.
#[derive(Clone, Debug, Default)]
pub struct Derived {
    /// Averages, ready for the library.
    pub series: Vec<Loaded>,
    /// Candles by UTC day, for odds and averages; `None` without a price.
    pub daily: Option<Arc<Series>>,
    /// Number of weeks under the 200-week average.
    pub weeks: usize,
    /// The highest price of all, from which falls are counted.
    pub high: Option<High>,
}

/// Title of a derived series.
pub fn title(id: &str) -> Option<&'static str> {
    match id {
        "derived.sma_50" => Some("SMA 50"),
        "derived.sma_200" => Some("SMA 200"),
        "derived.weekly_ema_200" => Some("200-week EMA"),
        "derived.rsi_14" => Some("RSI 14"),
        _ => None,
    }
}

/// Title of any series, derived or of the catalogue.
pub fn any_title(id: &str) -> &str {
    title(id).unwrap_or_else(|| catalog::title(id))
}

/// Computes everything that hangs on the drawn price.
///
/// **Cost**: a pass over the price for each average; call it off the UI thread.
pub fn derive(library: &Library, preferences: &Preferences) -> Derived {
    let Some(price) = library.drawn(catalog::PRICE, preferences) else {
        return Derived::default();
    };
    let daily = daily_candles(&price.series);
    let times = daily.times();
    let closes = daily.values();
    let mut series = Vec::new();
    let mut add = |id: &str, made: Result<Series, SeriesError>, words: String| {
        if let Ok(made) = made
            && !made.is_empty()
        {
            let provenance = Provenance {
                title: format!("{} of {}", title(id).unwrap_or(id), price.series.key()),
                citation: words,
                licence: String::new(),
                seen_at: price.provenance.seen_at,
            };
            series.push(Loaded::new(made, provenance));
        }
    };
    for (id, window) in [("derived.sma_50", 50), ("derived.sma_200", 200)] {
        let made = known_rows(id, Unit::Usd, times.iter().copied().zip(sma(closes, window)));
        add(id, made, format!("mean of {window} daily closes"));
    }
    let weekly = library.weekly(catalog::PRICE, preferences);
    let (weekly_times, weekly_closes) =
        weekly.map_or((&[][..], &[][..]), |entry| (entry.series.times(), entry.series.values()));
    let weeks = joint_weeks(weekly_times, weekly_closes, times, closes);
    let weeks = unbroken_end(&weeks);
    let average = ema(&week_closes(weeks), 200);
    let id = "derived.weekly_ema_200";
    let made = known_rows(id, Unit::Usd, weeks.iter().map(|week| week.last_row_date).zip(average));
    let caveat = if weeks.len() < SEED_CAVEAT_WEEKS { ", the seed still weighs" } else { "" };
    add(id, made, format!("EMA of {} weekly closes, SMA seed{caveat}", weeks.len()));
    let id = "derived.rsi_14";
    let strength = known_rows(id, Unit::Index100, times.iter().copied().zip(rsi(closes, 14)));
    add(id, strength, "relative strength of 14 daily closes, after Wilder".to_owned());
    let high = High::of(&daily);
    Derived { series, daily: Some(daily), weeks: weeks.len(), high }
}

/// The weeks after the last missing one: an average that leaps over a hole would
/// call other weeks its two hundred.
pub fn unbroken_end(weeks: &[Week]) -> &[Week] {
    let broken = weeks.windows(2).rposition(|pair| match pair {
        [before, after] => after.monday.secs_since(before.monday) > WEEK_SECS,
        _ => false,
    });
    broken.and_then(|index| weeks.get(index + 1..)).unwrap_or(weeks)
}

fn known_rows(
    id: &str,
    unit: Unit,
    rows: impl Iterator<Item = (UnixSecs, f64)>,
) -> Result<Series, SeriesError> {
    let (times, values): (Vec<_>, Vec<_>) = rows.filter(|(_, value)| !value.is_nan()).unzip();
    let source = SourceId::new("derived").unwrap_or_else(SourceId::case_file);
    Series::new(SeriesKey::new(id, source), unit, Cadence::Daily, times, Columns::Scalar(values))
}

/// The same prices as one candle a UTC day; the series itself if it is daily already.
///
/// Open is the day's first, close its last known value, high and low its extremes.
pub fn daily_candles(price: &Arc<Series>) -> Arc<Series> {
    if price.cadence() != Cadence::Intraday {
        return Arc::clone(price);
    }
    let flat;
    let rows = match price.ohlcv() {
        Some(rows) => rows,
        None => {
            flat = flat_candles(price.values());
            &flat
        }
    };
    // A row without a close is no row of a price.
    let closes = price.values();
    let (times, mut days) = if closes.iter().any(|close| close.is_nan()) {
        let known = |column: &[f64]| -> Vec<f64> {
            let rows = column.iter().zip(closes).filter(|(_, close)| !close.is_nan());
            rows.map(|(value, _)| *value).collect()
        };
        let rows_known = Ohlcv {
            open: known(&rows.open),
            high: known(&rows.high),
            low: known(&rows.low),
            close: known(&rows.close),
            volume: None,
        };
        let with_close = price.times().iter().zip(closes).filter(|(_, close)| !close.is_nan());
        let times: Vec<UnixSecs> = with_close.map(|(time, _)| *time).collect();
        aggregate_candles(&times, &rows_known, Interval::Day)
    } else {
        aggregate_candles(price.times(), rows, Interval::Day)
    };
    days.volume = None;
    Series::new(price.key().clone(), price.unit(), Cadence::Daily, times, Columns::Ohlcv(Box::new(days)))
        .map_or_else(|_| Arc::clone(price), Arc::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_over_weeks_does_not_leap_over_a_hole() {
        let week = |number: i64| {
            let monday = UnixSecs(4 * 86_400 + number * WEEK_SECS);
            Week { monday, last_row_date: monday.plus_days(6), close: 1.0, complete: true }
        };
        let weeks: Vec<Week> = [0, 1, 2, 9, 10].into_iter().map(week).collect();
        assert_eq!(unbroken_end(&weeks), &weeks[3..]);
        assert_eq!(unbroken_end(&weeks[..3]), &weeks[..3]);
    }

    #[test]
    fn hours_make_days_with_true_extremes() {
        let key = SeriesKey::new(catalog::PRICE, SourceId::case_file());
        let times = (0..48).map(|hour| UnixSecs(hour * 3_600)).collect();
        let wave: Vec<f64> = (0..48).map(|hour| 100.0 + f64::from((hour * 7) % 24)).collect();
        let columns = Ohlcv {
            open: wave.clone(),
            high: wave.iter().map(|value| value + 1.0).collect(),
            low: wave.iter().map(|value| value - 1.0).collect(),
            close: wave.clone(),
            volume: None,
        };
        let hourly =
            Series::new(key, Unit::Usd, Cadence::Intraday, times, Columns::Ohlcv(Box::new(columns))).unwrap();
        let daily = daily_candles(&Arc::new(hourly));
        let days = daily.ohlcv().unwrap();
        assert_eq!(daily.len(), 2);
        assert_eq!((days.high[0], days.low[0]), (124.0, 99.0));
        assert_eq!((days.open[1], days.close[1]), (wave[24], wave[47]));
    }
}

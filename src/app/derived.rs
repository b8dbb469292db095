//! What hangs on the drawn price besides its averages: daily candles and the highest price.
//!
//! Pure functions of the drawn series: whoever calls them decides on which thread.

use std::sync::Arc;

use crate::app::high::High;
use crate::app::library::{Library, Preferences};
use crate::calc::interval::{Interval, aggregate_candles, flat_candles};
use crate::domain::catalog;
use crate::domain::series::{Cadence, Columns, Ohlcv, Series};
use crate::domain::time::UnixSecs;

pub use crate::app::computed::titles::any_title;

/// What is derived from a price.
#[derive(Clone, Debug, Default)]
pub struct Derived {
    /// Candles by UTC day, for odds and averages; `None` without a price.
    pub daily: Option<Arc<Series>>,
    /// The highest price of all, from which falls are counted.
    pub high: Option<High>,
}

/// Makes everything that hangs on the drawn price; call it off the UI thread.
pub fn derive(library: &Library, preferences: &Preferences) -> Derived {
    let Some(price) = library.drawn(catalog::PRICE, preferences) else {
        return Derived::default();
    };
    let daily = daily_candles(&price.series);
    let high = High::of(&daily);
    Derived { daily: Some(daily), high }
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
    use crate::domain::provenance::SourceId;
    use crate::domain::series::SeriesKey;
    use crate::domain::unit::Unit;

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

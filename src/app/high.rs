//! The highest price of a series, and what kind of price it is.
//!
//! Found once when the rows change, so that a fall from it costs nothing while
//! a level is dragged.

use crate::domain::series::Series;
use crate::domain::time::UnixSecs;

/// Which of a day's prices a high is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HighOf {
    /// The highest price traded within a day.
    Intraday,
    /// The highest close, where the rows know no more.
    Close,
}

impl HighOf {
    /// The word behind a high.
    pub fn word(self) -> &'static str {
        match self {
            Self::Intraday => "intraday",
            Self::Close => "close",
        }
    }
}

/// The highest price of all rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct High {
    /// How high, USD.
    pub price_usd: f64,
    /// The first day that saw it.
    pub on: UnixSecs,
    /// Of which prices.
    pub of: HighOf,
}

impl High {
    /// The highest high of candles, the highest close of a line; `None` without a value.
    ///
    /// **Gaps**: rows without a close are left out; where only the high is missing the
    /// close stands for it. **Cost**: one pass.
    pub fn of(series: &Series) -> Option<Self> {
        let closes = series.values();
        let highs = series.ohlcv().map(|rows| rows.high.as_slice());
        let mut best: Option<(UnixSecs, f64)> = None;
        for (row, (time, close)) in series.times().iter().zip(closes).enumerate() {
            if close.is_nan() {
                continue;
            }
            // f64::max returns the close where the high is NaN.
            let top = highs.and_then(|highs| highs.get(row)).map_or(*close, |high| high.max(*close));
            if best.is_none_or(|(_, before)| top > before) {
                best = Some((*time, top));
            }
        }
        let of = if highs.is_some() { HighOf::Intraday } else { HighOf::Close };
        best.map(|(on, price_usd)| Self { price_usd, on, of })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalog;
    use crate::domain::provenance::SourceId;
    use crate::domain::series::{Cadence, Columns, Ohlcv, SeriesKey};
    use crate::domain::unit::Unit;

    fn series(columns: Columns, days: i64) -> Series {
        let key = SeriesKey::new(catalog::PRICE, SourceId::case_file());
        let times = (0..days).map(|day| UnixSecs(day * 86_400)).collect();
        Series::new(key, Unit::Usd, Cadence::Daily, times, columns).unwrap()
    }

    #[test]
    fn candles_have_an_intraday_high_and_lines_a_close() {
        let close = vec![10.0, f64::NAN, 12.0, 11.0];
        let line = High::of(&series(Columns::Scalar(close.clone()), 4)).unwrap();
        assert_eq!((line.price_usd, line.on, line.of), (12.0, UnixSecs(2 * 86_400), HighOf::Close));
        let rows = Ohlcv {
            open: close.clone(),
            high: vec![15.0, f64::NAN, f64::NAN, 15.0],
            low: close.clone(),
            close,
            volume: None,
        };
        let candles = High::of(&series(Columns::Ohlcv(Box::new(rows)), 4)).unwrap();
        assert_eq!((candles.price_usd, candles.on, candles.of), (15.0, UnixSecs(0), HighOf::Intraday));
        assert_eq!(High::of(&series(Columns::Scalar(vec![f64::NAN]), 1)), None);
    }
}

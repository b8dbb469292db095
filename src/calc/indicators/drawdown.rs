//! Distance below the highest price so far.
//!
//! Two of them, never mixed: of closes, and of the low under the highest high.

use crate::calc::indicators::compact::KeptRows;
use crate::domain::time::UnixSecs;

/// Drawdown columns, each as long as the input.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawdown {
    /// close / highest close so far − 1; 0 at a high, −0.5 for half.
    pub dd_close: Vec<f64>,
    /// low / highest high so far (this row's included) − 1.
    pub dd_intraday: Vec<f64>,
    /// Calendar days since the last row that closed at the highest close so far.
    pub days_since_ath: Vec<f64>,
    /// Deepest `dd_close` so far.
    pub mdd_close: Vec<f64>,
}

/// Drawdowns of candles; a series without candles gives its values three times.
///
/// **Shape**: four columns as long as `close`. **Unit**: ratios and days.
/// **Gaps**: rows without a close are left out; where only high or low is
/// missing the close stands for it.
pub fn drawdown(times: &[UnixSecs], high: &[f64], low: &[f64], close: &[f64]) -> Drawdown {
    let kept = KeptRows::of(close);
    let (mut dd_close, mut dd_intraday) = (Vec::new(), Vec::new());
    let (mut days_since_ath, mut mdd_close) = (Vec::new(), Vec::new());
    let (mut top_close, mut top_high, mut deepest) = (f64::NEG_INFINITY, f64::NEG_INFINITY, 0.0_f64);
    let mut top_day = UnixSecs::default();
    let rows = kept.gather(times).into_iter().zip(kept.gather(high)).zip(kept.gather(low));
    for (((time, high), low), close) in rows.zip(kept.gather(close)) {
        // f64::max and f64::min return the close when the other is NaN.
        let (high, low) = (high.max(close), low.min(close));
        if close >= top_close {
            (top_close, top_day) = (close, time.start_of_day());
        }
        top_high = top_high.max(high);
        let below = close / top_close - 1.0;
        deepest = deepest.min(below);
        dd_close.push(below);
        dd_intraday.push(low / top_high - 1.0);
        days_since_ath.push(time.start_of_day().days_since(top_day));
        mdd_close.push(deepest);
    }
    Drawdown {
        dd_close: kept.scatter(&dd_close),
        dd_intraday: kept.scatter(&dd_intraday),
        days_since_ath: kept.scatter(&days_since_ath),
        mdd_close: kept.scatter(&mdd_close),
    }
}

/// The deepest fall of closes within a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MaxDrawdown {
    /// trough / peak − 1.
    pub ratio: f64,
    /// Last close at the peak.
    pub peak: UnixSecs,
    /// First close at the trough.
    pub trough: UnixSecs,
    /// First close at or above the peak after the trough, if there is one.
    pub recovery: Option<UnixSecs>,
}

/// The deepest fall from a highest close so far; `None` without a close.
pub fn max_drawdown(times: &[UnixSecs], close: &[f64]) -> Option<MaxDrawdown> {
    let mut closes = times.iter().zip(close).filter(|(_, close)| !close.is_nan());
    let (first, top) = closes.next()?;
    let (mut peak, mut peak_close) = (*first, *top);
    let mut deepest = MaxDrawdown { ratio: 0.0, peak, trough: peak, recovery: None };
    let mut lost = peak_close;
    for (time, close) in closes {
        if *close >= lost && deepest.recovery.is_none() && deepest.ratio < 0.0 {
            deepest.recovery = Some(*time);
        }
        if *close >= peak_close {
            (peak, peak_close) = (*time, *close);
        }
        let ratio = close / peak_close - 1.0;
        if ratio < deepest.ratio {
            deepest = MaxDrawdown { ratio, peak, trough: *time, recovery: None };
            lost = peak_close;
        }
    }
    Some(deepest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovered_fall_names_its_recovery_and_a_deeper_one_replaces_it() {
        let day = |n| UnixSecs(0).plus_days(n);
        let times: Vec<UnixSecs> = (0..7).map(day).collect();
        let close = [10.0, 8.0, f64::NAN, 10.0, 12.0, 6.0, 9.0];
        let early = max_drawdown(&times[..4], &close[..4]).unwrap();
        assert_eq!((early.peak, early.trough, early.recovery), (day(0), day(1), Some(day(3))));
        let deepest = max_drawdown(&times, &close).unwrap();
        assert_eq!(deepest, MaxDrawdown { ratio: -0.5, peak: day(4), trough: day(5), recovery: None });
    }
}

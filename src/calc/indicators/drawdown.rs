//! Distance below the highest price so far.
//!
//! Two of them, never mixed: of closes, and of the low under the highest high.

use super::compact::KeptRows;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Plot, Scaling, Shape, by_rows,
};
use crate::domain::time::UnixSecs;

/// Distance below the highest price so far.
pub const CALCULATION: Calculation = Calculation {
    name: "drawdown",
    title: "Drawdown",
    group: Group::Volatility,
    summary: "How far the price is below its highest so far, by closes and within the row, how long ago that \
              highest close was, and how deep the deepest fall went.",
    formula: "dd_close = close/highest close so far − 1; dd_intraday = low/highest high so far, this row's \
              included, − 1; days_since_ath = calendar days since the last row that closed at the highest close; \
              mdd_close = lowest dd_close so far",
    source: "Standard definition; highs depend on the exchange and on the first row of the series",
    params: &[],
    inputs: &[Input::Close],
    optional: &[Input::High, Input::Low],
    outputs: |_| {
        let output = |part: &'static str, title: &str, unit| {
            Output::new(part.to_owned(), part, title.to_owned(), unit)
        };
        vec![
            output("dd_close", "Drawdown of closes", OutputUnit::Ratio),
            output("dd_intraday", "Drawdown of lows below highs", OutputUnit::Ratio),
            output("days_since_ath", "Days since the highest close", OutputUnit::Days),
            output("mdd_close", "Deepest drawdown of closes", OutputUnit::Ratio),
        ]
    },
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |_| {
        let mut falls = Falls::default();
        by_rows(move |time, prices| falls.push(time, prices))
    },
    whole: None,
};

struct Falls {
    top_close: f64,
    top_high: f64,
    top_day: UnixSecs,
    deepest: f64,
}

impl Default for Falls {
    fn default() -> Self {
        let nothing = f64::NEG_INFINITY;
        Self { top_close: nothing, top_high: nothing, top_day: UnixSecs::default(), deepest: 0.0 }
    }
}

impl Falls {
    /// Takes close, high and low; the four columns of the row.
    fn push(&mut self, time: UnixSecs, [close, high, low]: [f64; 3]) -> [f64; 4] {
        let day = time.start_of_day();
        if close >= self.top_close {
            (self.top_close, self.top_day) = (close, day);
        }
        self.top_high = self.top_high.max(high);
        // Below nothing there is no share: flows and other signed values have no drawdown.
        let share = |value: f64, top: f64| if top > 0.0 { value / top - 1.0 } else { f64::NAN };
        let below = share(close, self.top_close);
        self.deepest = self.deepest.min(below);
        let deepest = if below.is_nan() { f64::NAN } else { self.deepest };
        [below, share(low, self.top_high), day.days_since(self.top_day), deepest]
    }
}

/// Drawdown columns, each as long as the input.
#[derive(Clone, Debug, Default, PartialEq)]
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
    let mut falls = Falls::default();
    let known = |value: f64, close: f64| if value.is_nan() { close } else { value };
    let rows = kept.gather(times).into_iter().zip(kept.gather(high)).zip(kept.gather(low));
    let rows = rows
        .zip(kept.gather(close))
        .map(|(((time, high), low), close)| falls.push(time, [close, known(high, close), known(low, close)]));
    let mut columns = Drawdown::default();
    for [dd_close, dd_intraday, days_since_ath, mdd_close] in rows {
        columns.dd_close.push(dd_close);
        columns.dd_intraday.push(dd_intraday);
        columns.days_since_ath.push(days_since_ath);
        columns.mdd_close.push(mdd_close);
    }
    Drawdown {
        dd_close: kept.scatter(&columns.dd_close),
        dd_intraday: kept.scatter(&columns.dd_intraday),
        days_since_ath: kept.scatter(&columns.days_since_ath),
        mdd_close: kept.scatter(&columns.mdd_close),
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

//! Relative strength index after J. Welles Wilder (1978).
//!
//! A row without any move in memory is 50, neither bought nor sold; TA-Lib says
//! 0 there and TradingView 100.

use super::compact::on_kept_rows;
use super::smooth::WilderAverage;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, Plot, Scaling, Shape, by_rows,
};

/// Relative strength index.
pub const CALCULATION: Calculation = Calculation {
    name: "rsi",
    title: "Relative strength index",
    group: Group::Momentum,
    summary: "How much of the recent moves went up, from 0 to 100. At most 30 is called oversold, at least 70 \
              overbought.",
    formula: "100·AG/(AG + AL); AG and AL are the means of the first n gains and losses, then (previous·(n − 1) \
              + gain or loss)/n; exactly 50 if both are 0",
    source: "J. Welles Wilder, New Concepts in Technical Trading Systems (1978), seeded with the simple mean as \
             TA-Lib and TradingView do",
    params: &[Param::window("window", 14)],
    inputs: &[Input::Close],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        vec![Output::new(format!("rsi_{window}"), "", format!("RSI {window}"), OutputUnit::Index100)]
    },
    warm_up: |params| params.count("window"),
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |params| {
        let mut strength = Strength::new(params.count("window"));
        by_rows(move |_, [close]| [strength.push(close)])
    },
    whole: None,
};

struct Strength {
    before: Option<f64>,
    gain: WilderAverage,
    loss: WilderAverage,
}

impl Strength {
    fn new(window: usize) -> Self {
        Self { before: None, gain: WilderAverage::new(window), loss: WilderAverage::new(window) }
    }

    fn push(&mut self, close: f64) -> f64 {
        let Some(before) = self.before.replace(close) else { return f64::NAN };
        let change = close - before;
        let (gain, loss) = (self.gain.push(change.max(0.0)), self.loss.push((-change).max(0.0)));
        let moves = gain + loss;
        // The share first: 100·gain / moves can round to above 100.
        if moves == 0.0 { 50.0 } else { 100.0 * (gain / moves) }
    }
}

/// 100·AG / (AG + AL), where AG and AL are Wilder's averages of gains and losses.
///
/// **Shape**: as long as `values`. **Unit**: 0 to 100. **Gaps**: see [`super`];
/// the first value stands on kept row `window`. A window of 0 gives `NaN` only.
pub fn rsi(values: &[f64], window: usize) -> Vec<f64> {
    let mut strength = Strength::new(window);
    on_kept_rows(values, |kept| kept.iter().map(|value| strength.push(*value)).collect())
}

//! Exponential moving average, seeded with a simple mean.
//!
//! The seed is a choice that stays visible: after k rows it still weighs
//! (1 − 2/(n+1))^k, 9 % after 241 weeks of a 200-week average. We take the mean
//! of the first `window` rows, as TA-Lib's classic mode does, not the first price.

use super::compact::on_kept_rows;
use super::kernel::{Kernel, run_whole};
use super::pair::{both, mul};
use super::scan::{DecayScan, Weights, decay_four};
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, Plot, Scaling, Shape, by_rows,
};

/// Exponential moving average.
pub const CALCULATION: Calculation = Calculation {
    name: "ema",
    title: "Exponential moving average",
    group: Group::Trend,
    summary: "An average in which recent rows weigh more: it follows a turn sooner than the simple mean.",
    formula: "mean of the first n closes, then alpha·close + (1 − alpha)·previous, alpha = 2/(n+1)",
    source: "Seeded with the simple mean, as TA-Lib's classic mode; pandas and Metastock start with the first \
             price",
    params: &[Param::window("window", 20)],
    inputs: &[Input::Close],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        vec![Output::new(format!("ema_{window}"), "", format!("EMA {window}"), OutputUnit::OfInput)]
    },
    warm_up: |params| params.count("window") - 1,
    shape: Shape::Rows,
    plot: Plot::OverInput,
    scaling: Scaling::Proportional,
    stream: |params| {
        let mut average = Average::new(params.count("window"));
        by_rows(move |_, [close]| [average.push(close)])
    },
    whole: Some(|params, columns| {
        let run = |column: &&[f64]| run_whole(&mut Average::new(params.count("window")), column);
        columns.iter().take(1).map(run).collect()
    }),
};

/// The exponential average, rows in groups of four ([`super::scan`]).
#[derive(Clone, Debug)]
pub struct Average {
    window: usize,
    alpha: f64,
    seen: usize,
    sum: f64,
    scan: DecayScan,
}

impl Average {
    /// With the mean of the first `window` rows as its first value.
    pub fn new(window: usize) -> Self {
        let alpha = 2.0 / (window as f64 + 1.0);
        Self { window, alpha, seen: 0, sum: 0.0, scan: DecayScan::default() }
    }
}

impl Kernel for Average {
    fn push(&mut self, value: f64) -> f64 {
        if self.seen >= self.window {
            return if self.window == 0 { f64::NAN } else { self.scan.push(self.alpha * value) };
        }
        self.seen += 1;
        self.sum += value;
        if self.seen < self.window {
            return f64::NAN;
        }
        let seed = self.sum / self.window as f64;
        self.scan = DecayScan::from(1.0 - self.alpha, seed);
        seed
    }

    fn run(&mut self, values: &[f64], from: usize, results: &mut [f64]) {
        let mut values = values.get(from..).unwrap_or_default().iter();
        let mut results = results.iter_mut();
        while self.seen < self.window || !self.scan.is_between_groups() || self.window == 0 {
            let (Some(value), Some(result)) = (values.next(), results.next()) else { return };
            *result = self.push(*value);
        }
        let (groups, rest) = values.as_slice().as_chunks::<4>();
        let (results, last) = results.into_slice().as_chunks_mut::<4>();
        let base = average_groups(self.scan.weights(), self.scan.base(), self.alpha, groups, results);
        self.scan.set_base(base);
        let rest = groups.get(results.len()).map_or(rest, |group| group.as_slice());
        for (value, result) in rest.iter().zip(last) {
            *result = self.push(*value);
        }
    }
}

/// Averages of groups of rows; what there is at their end.
///
/// A function of its own, or the compiler orders the chain from group to group worse: measured,
/// 0.42 against 0.73 ns a row.
#[inline(never)]
fn average_groups(
    weights: Weights,
    base: f64,
    alpha: f64,
    groups: &[[f64; 4]],
    results: &mut [[f64; 4]],
) -> f64 {
    let (mut base, alpha) = (base, both(alpha));
    for (values, results) in groups.iter().zip(results) {
        let (front, back) = (mul(alpha, [values[0], values[1]]), mul(alpha, [values[2], values[3]]));
        let (even, odd) = decay_four(weights, &mut base, [front[0], back[0]], [front[1], back[1]]);
        *results = [even[0], odd[0], even[1], odd[1]];
    }
    base
}

/// alpha·x + (1 − alpha)·previous with alpha = 2 / (window + 1).
///
/// **Shape**: as long as `values`. **Unit**: that of `values`. **Gaps**: see
/// [`super`]; the first value, on kept row `window - 1`, is the mean of the
/// first `window` kept rows. A window of 0 gives `NaN` only.
pub fn ema(values: &[f64], window: usize) -> Vec<f64> {
    on_kept_rows(values, |kept| run_whole(&mut Average::new(window), kept))
}

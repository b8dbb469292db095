//! Relative strength index after J. Welles Wilder (1978).
//!
//! A row without any move in memory is 50, neither bought nor sold; TA-Lib says
//! 0 there and TradingView 100.

use super::compact::on_kept_rows;
use super::kernel::{Kernel, run_whole};
use super::pair::{Pair, abs, add, both, div, mul, sub};
use super::scan::{DecayScan, Weights, decay_four};
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
    whole: Some(|params, columns| {
        let run = |column: &&[f64]| run_whole(&mut Strength::new(params.count("window")), column);
        columns.iter().take(1).map(run).collect()
    }),
};

/// Groups that are taken at once.
const PIECE_GROUPS: usize = 256;

/// The strength, rows in groups of four ([`super::scan`]).
///
/// 100·AG/(AG + AL) is 50 + 50·(AG − AL)/(AG + AL). The difference is Wilder's average of the
/// changes and the sum that of their sizes, both here times the window, which cancels out.
/// They go through the same roundings, so the difference never exceeds the sum and the strength
/// stays within 0 and 100.
#[derive(Clone, Debug)]
pub struct Strength {
    window: usize,
    before: Option<f64>,
    changes: usize,
    difference: DecayScan,
    sizes: DecayScan,
    seed: Pair,
}

impl Strength {
    /// With averages of `window` rows.
    pub fn new(window: usize) -> Self {
        let (difference, sizes) = (DecayScan::default(), DecayScan::default());
        Self { window, before: None, changes: 0, difference, sizes, seed: both(0.0) }
    }

    fn is_seeded(&self) -> bool {
        self.changes >= self.window && self.window > 0
    }

    /// Results of whole groups of rows.
    fn groups(&mut self, new: &[[f64; 4]], before: &[[f64; 4]], results: &mut [[f64; 4]]) {
        let weights = self.sizes.weights();
        let [difference, sizes] = [self.difference.base(), self.sizes.base()];
        let ends = strength_groups(weights, [difference, sizes], new, before, results);
        self.difference.set_base(ends[0]);
        self.sizes.set_base(ends[1]);
        // Sizes fade, and no faster than this: only then can nothing be divided by nothing.
        let left = sizes * weights.factor.powi(4 * results.len() as i32);
        if left < f64::MIN_POSITIVE {
            for result in results.as_flattened_mut().iter_mut().filter(|result| result.is_nan()) {
                *result = 50.0;
            }
        }
    }
}

impl Kernel for Strength {
    fn push(&mut self, value: f64) -> f64 {
        let Some(before) = self.before.replace(value) else { return f64::NAN };
        let change = value - before;
        if self.is_seeded() {
            return strength(self.difference.push(change), self.sizes.push(change.abs()));
        }
        self.changes += 1;
        self.seed = add(self.seed, [change, change.abs()]);
        if !self.is_seeded() {
            return f64::NAN;
        }
        let n = self.window as f64;
        let [difference, sizes] = self.seed;
        self.difference = DecayScan::from((n - 1.0) / n, difference);
        self.sizes = DecayScan::from((n - 1.0) / n, sizes);
        strength(difference, sizes)
    }

    fn run(&mut self, values: &[f64], from: usize, results: &mut [f64]) {
        let end = from + results.len();
        let mut row = from;
        let mut rest = results.iter_mut();
        while !self.is_seeded() || !self.sizes.is_between_groups() {
            let (Some(value), Some(result)) = (values.get(row), rest.next()) else { return };
            *result = self.push(*value);
            row += 1;
        }
        let new = values.get(row..end).unwrap_or_default();
        let before = values.get(row.saturating_sub(1)..end).unwrap_or_default();
        let (results, last) = rest.into_slice().as_chunks_mut::<4>();
        let (groups, tail) = new.as_chunks::<4>();
        let before = before.as_chunks::<4>().0;
        let pieces = groups.chunks(PIECE_GROUPS).zip(before.chunks(PIECE_GROUPS));
        for ((new, before), results) in pieces.zip(results.chunks_mut(PIECE_GROUPS)) {
            self.groups(new, before, results);
        }
        if let Some([.., last]) = groups.last() {
            self.before = Some(*last);
        }
        for (value, result) in tail.iter().zip(last) {
            *result = self.push(*value);
        }
    }
}

fn strength(difference: f64, sizes: f64) -> f64 {
    if sizes == 0.0 { 50.0 } else { 50.0 + 50.0 * (difference / sizes) }
}

/// Strengths of groups of rows, `NaN` where nothing moved; both averages at their end.
fn strength_groups(
    weights: Weights,
    [mut difference, mut sizes]: Pair,
    new: &[[f64; 4]],
    before: &[[f64; 4]],
    results: &mut [[f64; 4]],
) -> Pair {
    let half = both(50.0);
    for ((new, before), results) in new.iter().zip(before).zip(results) {
        let front = sub([new[0], new[1]], [before[0], before[1]]);
        let back = sub([new[2], new[3]], [before[2], before[3]]);
        let (even, odd) = decay_four(weights, &mut difference, [front[0], back[0]], [front[1], back[1]]);
        let (front, back) = (abs(front), abs(back));
        let (even_size, odd_size) = decay_four(weights, &mut sizes, [front[0], back[0]], [front[1], back[1]]);
        let even = add(half, mul(half, div(even, even_size)));
        let odd = add(half, mul(half, div(odd, odd_size)));
        *results = [even[0], odd[0], even[1], odd[1]];
    }
    [difference, sizes]
}

/// 100·AG / (AG + AL), where AG and AL are Wilder's averages of gains and losses.
///
/// **Shape**: as long as `values`. **Unit**: 0 to 100. **Gaps**: see [`super`];
/// the first value stands on kept row `window`. A window of 0 gives `NaN` only.
pub fn rsi(values: &[f64], window: usize) -> Vec<f64> {
    on_kept_rows(values, |kept| run_whole(&mut Strength::new(window), kept))
}

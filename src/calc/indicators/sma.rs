//! Simple moving average.
//!
//! A running sum that is summed afresh every block of rows ([`super::kernel`]): three
//! additions a row whatever the window, and no drift however long the column.

use super::compact::on_kept_rows;
use super::kernel::{Kernel, Recent, SPREAD, block_rows, run_whole};
use super::pair::{both, max, min, mul, sub};
use super::scan::{SumScan, fresh_sum, sum_four};
use super::window::Sliding;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, Plot, Scaling, Shape, by_rows,
};

/// Simple moving average.
pub const CALCULATION: Calculation = Calculation {
    name: "sma",
    title: "Simple moving average",
    group: Group::Trend,
    summary: "The mean of the last rows. The crossing of the 50- and the 200-day mean is what the press \
              calls a golden or a death cross.",
    formula: "mean of the last n closes; first value on row n",
    source: "Standard definition; rows without a close are left out before counting",
    params: &[Param::window("window", 50)],
    inputs: &[Input::Close],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        vec![Output::new(format!("sma_{window}"), "", format!("SMA {window}"), OutputUnit::OfInput)]
    },
    warm_up: |params| params.count("window") - 1,
    shape: Shape::Rows,
    plot: Plot::OverInput,
    scaling: Scaling::Proportional,
    stream: |params| {
        let mut mean = Mean::new(params.count("window"));
        by_rows(move |_, [close]| [mean.push(close)])
    },
    whole: Some(|params, columns| {
        let run = |column: &&[f64]| run_whole(&mut Mean::new(params.count("window")), column);
        columns.iter().take(1).map(run).collect()
    }),
};

/// The mean of the last rows.
pub struct Mean {
    window: usize,
    share: f64,
    block: usize,
    row: usize,
    sum: Sum,
    recent: Recent,
}

/// How the sum of a window comes about.
enum Sum {
    /// From the sum of the row before.
    Running {
        scan: SumScan,
        /// The greatest size of a sum since it was summed afresh.
        top: f64,
    },
    /// From its own rows alone.
    Alone(Sliding<f64>),
}

impl Mean {
    /// Of so many rows.
    pub fn new(window: usize) -> Self {
        Self {
            window,
            share: 1.0 / window as f64,
            block: block_rows(window),
            row: 0,
            sum: Sum::Alone(Sliding::new(window, |a, b| a + b)),
            // Those of the window, and the one that leaves it.
            recent: Recent::new(window + 1),
        }
    }

    /// Whether the sum is summed afresh on this row.
    fn begins_block(&self, row: usize) -> bool {
        row.is_multiple_of(self.block) && row >= self.window && self.window > 0
    }

    /// The result of the next row; `recent` ends with it and goes back to the row that leaves.
    fn step(&mut self, recent: &[f64]) -> f64 {
        let row = self.row;
        self.row += 1;
        let Some((newest, before)) = recent.split_last() else { return f64::NAN };
        let stays = before.get(before.len().saturating_sub(self.window)..).unwrap_or_default();
        if self.begins_block(row) {
            let base = fresh_sum(stays);
            self.sum = Sum::Running { scan: SumScan::from(base), top: base.abs() };
        }
        let sum = match &mut self.sum {
            Sum::Alone(window) => window.push(*newest),
            Sum::Running { scan, top } => {
                let leaves = stays.first().copied().unwrap_or(f64::NAN);
                let sum = scan.push(newest - leaves);
                *top = top.max(sum.abs());
                if sum.abs() * SPREAD >= *top { Some(sum) } else { self.alone(stays, *newest) }
            }
        };
        sum.map_or(f64::NAN, |sum| sum * self.share)
    }

    /// Sums each window on its own from this row on.
    fn alone(&mut self, stays: &[f64], newest: f64) -> Option<f64> {
        let mut window = Sliding::new(self.window, |a: f64, b| a + b);
        for row in stays.iter().skip(1) {
            window.push(*row);
        }
        let sum = window.push(newest);
        self.sum = Sum::Alone(window);
        sum
    }

    /// The results of a block, if none of its windows has to be summed on its own.
    fn try_block(&self, values: &[f64], from: usize, results: &mut [f64]) -> Option<()> {
        let leaving = from.checked_sub(self.window)?;
        let base = fresh_sum(values.get(leaving..from)?);
        let new = values.get(from..from + self.block)?;
        let old = values.get(leaving..leaving + self.block)?;
        let (end, low, top) = mean_block(base, self.share, new, old, results);
        (low * SPREAD >= top.max(base.abs()) && end.is_finite()).then_some(())
    }
}

impl Kernel for Mean {
    fn push(&mut self, value: f64) -> f64 {
        let mut recent = std::mem::take(&mut self.recent);
        recent.push(value);
        let mean = self.step(recent.last(self.window + 1));
        self.recent = recent;
        mean
    }

    fn run(&mut self, values: &[f64], from: usize, results: &mut [f64]) {
        let end = from + results.len();
        let mut rest = results;
        while let row = end - rest.len()
            && row < end
        {
            let rows = rest.len().min(self.block - row % self.block);
            let (part, later) = rest.split_at_mut(rows);
            rest = later;
            if rows == self.block && self.begins_block(row) && self.try_block(values, row, part).is_some() {
                self.row += rows;
                continue;
            }
            for (row, result) in (row..).zip(part) {
                *result = self.step(values.get(row.saturating_sub(self.window)..=row).unwrap_or_default());
            }
        }
        self.recent
            .extend(values.get(from.max(end.saturating_sub(self.window + 1))..end).unwrap_or_default());
    }
}

/// Means of a block of rows from the sum of the window before it; the sum at its end, the
/// least and the greatest of its sums.
fn mean_block(base: f64, share: f64, new: &[f64], old: &[f64], results: &mut [f64]) -> (f64, f64, f64) {
    let (mut base, share) = (base, both(share));
    let (mut low, mut top) = (both(f64::INFINITY), both(f64::NEG_INFINITY));
    let rows = new.as_chunks::<4>().0.iter().zip(old.as_chunks::<4>().0);
    for ((new, old), results) in rows.zip(results.as_chunks_mut::<4>().0) {
        let front = sub([new[0], new[1]], [old[0], old[1]]);
        let back = sub([new[2], new[3]], [old[2], old[3]]);
        let (even, odd) = sum_four(&mut base, [front[0], back[0]], [front[1], back[1]]);
        (low, top) = (min(low, min(even, odd)), max(top, max(even, odd)));
        let (even, odd) = (mul(even, share), mul(odd, share));
        *results = [even[0], odd[0], even[1], odd[1]];
    }
    (base, low[0].min(low[1]), top[0].max(top[1]))
}

/// Mean of the last `window` rows that have a value.
///
/// **Shape**: as long as `values`. **Unit**: that of `values`. **Gaps**: see
/// [`super`]; the first value stands on kept row `window - 1`. A window of 0
/// has no mean: all `NaN`.
///
/// ```
/// use hashfloor::calc::indicators::sma::sma;
/// assert_eq!(sma(&[1.0, 2.0, 6.0], 2)[1..], [1.5, 4.0]);
/// ```
pub fn sma(values: &[f64], window: usize) -> Vec<f64> {
    on_kept_rows(values, |kept| run_whole(&mut Mean::new(window), kept))
}

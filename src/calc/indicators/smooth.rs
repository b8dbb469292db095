//! Averages that take row after row, for the calculations built of them.

use super::window::Sliding;

/// Mean of the last rows of a stream.
///
/// Each window is summed on its own rows alone: for signs and crosses, where equal averages must
/// be equal whatever was before. `sma` itself goes faster and differs by rounding.
#[derive(Clone)]
pub(crate) struct MovingMean {
    sum: Sliding<f64>,
    window: f64,
}

impl MovingMean {
    pub(crate) fn new(window: usize) -> Self {
        Self { sum: Sliding::new(window, |a, b| a + b), window: window as f64 }
    }

    /// Takes a row; `NaN` before the first full window.
    pub(crate) fn push(&mut self, value: f64) -> f64 {
        self.sum.push(value).map_or(f64::NAN, |sum| sum / self.window)
    }
}

/// alpha·x + (1 − alpha)·previous with alpha = 2 / (window + 1), after the mean of the first
/// `window` rows.
#[derive(Clone, Debug)]
pub(super) struct SeededAverage {
    window: usize,
    alpha: f64,
    seen: usize,
    sum: f64,
    average: f64,
}

impl SeededAverage {
    pub(super) fn new(window: usize) -> Self {
        Self { window, alpha: 2.0 / (window as f64 + 1.0), seen: 0, sum: 0.0, average: f64::NAN }
    }

    /// Takes a row; `NaN` before the seed is full.
    pub(super) fn push(&mut self, value: f64) -> f64 {
        if self.seen < self.window {
            self.seen += 1;
            self.sum += value;
            if self.seen == self.window {
                self.average = self.sum / self.window as f64;
            }
        } else if self.window > 0 {
            self.average = self.alpha * value + (1.0 - self.alpha) * self.average;
        }
        self.average
    }
}

/// Wilder's average: the mean of the first `window` rows, then (previous·(window − 1) + x) / window.
#[derive(Clone, Debug)]
pub(super) struct WilderAverage {
    window: usize,
    seen: usize,
    average: f64,
}

impl WilderAverage {
    pub(super) fn new(window: usize) -> Self {
        Self { window, seen: 0, average: 0.0 }
    }

    /// Takes a row; `NaN` before the first `window` rows.
    pub(super) fn push(&mut self, value: f64) -> f64 {
        let n = self.window as f64;
        if self.seen < self.window {
            self.seen += 1;
            self.average += value / n;
        } else {
            self.average = (self.average * (n - 1.0) + value) / n;
        }
        if self.seen == self.window && self.window > 0 { self.average } else { f64::NAN }
    }
}

/// A sum of all rows so far that does not drift (Neumaier 1974).
#[derive(Clone, Debug, Default)]
pub(super) struct RunningSum {
    sum: f64,
    /// What rounding took from `sum`.
    lost: f64,
}

impl RunningSum {
    /// Takes a row; the sum with it.
    pub(super) fn add(&mut self, value: f64) -> f64 {
        let sum = self.sum + value;
        self.lost +=
            if self.sum.abs() >= value.abs() { (self.sum - sum) + value } else { (value - sum) + self.sum };
        self.sum = sum;
        self.sum + self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sum_does_not_drift() {
        let mut sum = RunningSum::default();
        let last = (0..100_000).map(|_| sum.add(0.1)).last().unwrap();
        let plain: f64 = std::iter::repeat_n(0.1, 100_000).sum();
        assert!((last - 1e4).abs() < 1e-11 && (plain - 1e4).abs() > 1e-8, "{last} {plain}");
    }
}

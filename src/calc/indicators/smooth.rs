//! Averages that take row after row, for the calculations built of them.

use super::window::Sliding;

/// Mean of the last rows of a stream.
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

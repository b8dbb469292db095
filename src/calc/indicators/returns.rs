//! Log returns from row to row.
//!
//! Not rescaled across missing days: a three-day gap gives one return, not three.

use super::moments::PairMoments;
use super::window::Sliding;

/// Log returns of a stream of values.
#[derive(Clone, Debug, Default)]
pub(super) struct LogReturns(Option<f64>);

impl LogReturns {
    /// Takes a row; `None` for the first, `NaN` where a value is not positive.
    pub(super) fn push(&mut self, value: f64) -> Option<f64> {
        let before = self.0.replace(value)?;
        let both = before > 0.0 && value > 0.0;
        Some(if both { (value / before).ln() } else { f64::NAN })
    }
}

/// Moments of the last returns of two streams.
pub(super) struct PairReturns {
    returns: [LogReturns; 2],
    window: Sliding<PairMoments>,
}

impl PairReturns {
    pub(super) fn new(window: usize) -> Self {
        Self { returns: <[LogReturns; 2]>::default(), window: Sliding::new(window, PairMoments::merge) }
    }

    /// Takes a row of both; `None` before `window` returns.
    pub(super) fn push(&mut self, pair: [f64; 2]) -> Option<PairMoments> {
        let [of_x, of_y] = &mut self.returns;
        let [x, y] = pair;
        let (x, y) = (of_x.push(x), of_y.push(y));
        self.window.push(PairMoments::of(x?, y?))
    }
}

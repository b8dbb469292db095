//! Log returns from row to row.
//!
//! Not rescaled across missing days: a three-day gap gives one return, not three.

use super::moments::PairMoments;
use super::pair::{Pair, add, both, div, max, min, mul, sub};
use super::window::Sliding;

/// ln(after / before); `NaN` where one of them is not positive.
pub(super) fn log_return(after: f64, before: f64) -> f64 {
    let share = (after - before) / (after + before);
    let square = share * share;
    if !(after > 0.0 && before > 0.0) {
        f64::NAN
    } else if square < SMALL {
        series(both(share), both(square))[0]
    } else {
        (after / before).ln()
    }
}

/// Log returns of a block of rows, each from the row of `before` beside it; as [`log_return`].
pub(super) fn log_returns(after: &[f64], before: &[f64], results: &mut [f64]) {
    let (mut most, mut least) = (both(0.0), both(f64::INFINITY));
    let rows = after.as_chunks::<4>().0.iter().zip(before.as_chunks::<4>().0);
    for ((after, before), results) in rows.zip(results.as_chunks_mut::<4>().0) {
        let mut two = |after: Pair, before: Pair| {
            let share = div(sub(after, before), add(after, before));
            let square = mul(share, share);
            (most, least) = (max(most, square), min(least, before));
            series(share, square)
        };
        let front = two([after[0], after[1]], [before[0], before[1]]);
        let back = two([after[2], after[3]], [before[2], before[3]]);
        *results = [front[0], front[1], back[0], back[1]];
    }
    let are_small = most[0] < SMALL && most[1] < SMALL && least[0] > 0.0 && least[1] > 0.0;
    let are_all_small = are_small && after.last().is_some_and(|after| *after > 0.0);
    if !are_all_small || !after.len().is_multiple_of(4) {
        for ((after, before), result) in after.iter().zip(before).zip(results) {
            *result = log_return(*after, *before);
        }
    }
}

/// Squares of (a − b)/(a + b) up to which the series is exact: moves of 6 %.
const SMALL: f64 = 0.0009;

/// ln(a/b) = 2·artanh((a − b)/(a + b)), by its series: what is left out is below 1e-16 of it.
/// Better near 0 than the logarithm of the ratio, which is rounded first; and five times as fast.
#[inline(always)]
fn series(share: Pair, square: Pair) -> Pair {
    let mut sum = add(both(1.0 / 7.0), mul(square, both(1.0 / 9.0)));
    for term in [1.0 / 5.0, 1.0 / 3.0, 1.0] {
        sum = add(both(term), mul(square, sum));
    }
    mul(add(share, share), sum)
}

/// Log returns of a stream of values.
#[derive(Clone, Debug, Default)]
pub(super) struct LogReturns(Option<f64>);

impl LogReturns {
    /// Takes a row; `None` for the first, `NaN` where a value is not positive.
    pub(super) fn push(&mut self, value: f64) -> Option<f64> {
        let before = self.0.replace(value)?;
        Some(log_return(value, before))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn returns_of_blocks_and_of_rows_are_the_same_bits_and_the_logarithm() {
        let step = |n: u32| 1.0 + f64::from(n % 37) * 4e-3 * if n.is_multiple_of(3) { -1.0 } else { 1.0 };
        let mut values = vec![1e4];
        for n in 1..=512 {
            values.push(values[n as usize - 1] * step(n));
        }
        (values[77], values[300]) = (-1.0, 0.0);
        for rows in [1..513, 1..70, 80..90, 81..90] {
            let (after, before) = (&values[rows.clone()], &values[rows.start - 1..rows.end - 1]);
            let mut block = vec![0.0; after.len()];
            log_returns(after, before, &mut block);
            for ((after, before), found) in after.iter().zip(before).zip(block) {
                let one = log_return(*after, *before);
                assert!(one.to_bits() == found.to_bits() || one.is_nan() && found.is_nan());
                let expected = (after / before).ln();
                let is_near = (one - expected).abs() <= 4e-16 * one.abs().max(1.0);
                assert!(is_near || *after <= 0.0 || *before <= 0.0, "{after} {before}: {one} {expected}");
                assert_eq!(one.is_nan(), *after <= 0.0 || *before <= 0.0);
            }
        }
    }
}

//! Realised volatility of daily closes.
//!
//! Returns are row to row and not rescaled across missing days: a three-day
//! gap gives one return, not three.

use crate::calc::indicators::compact::on_kept_rows;
use crate::calc::indicators::window::{sliding, sums};

/// Rows a year of a market that never closes.
pub const DAYS_PER_YEAR: f64 = 365.0;

/// Which mean the squared returns are taken around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// The mean of the window; divides by n − 1.
    Mean,
    /// Zero; divides by n.
    Zero,
}

/// sqrt(365) · standard deviation of the last `window` log returns.
///
/// **Shape**: as long as `closes`. **Unit**: per year, 0.6 is 60 %. **Gaps**:
/// see [`super`]; the first value stands on kept row `window`. A window of 0
/// gives `NaN` only, and so does 1 around the mean. Closes must be positive.
pub fn realised_vol(closes: &[f64], window: usize, around: Around) -> Vec<f64> {
    on_kept_rows(closes, |kept| {
        let returns: Vec<f64> =
            kept.iter().skip(1).zip(kept).map(|(after, before)| (after / before).ln()).collect();
        let variances = match around {
            Around::Mean => sliding(&returns, window, Moments::of, Moments::merge)
                .into_iter()
                .map(|moments| moments.map_or(f64::NAN, Moments::variance))
                .collect(),
            Around::Zero => {
                let squares: Vec<f64> = returns.iter().map(|r| r * r).collect();
                sums(&squares, window).into_iter().map(|sum| sum / window as f64).collect::<Vec<_>>()
            }
        };
        let vols = variances.into_iter().map(|variance| (DAYS_PER_YEAR * variance).sqrt());
        // The first row has no return.
        std::iter::once(f64::NAN).chain(vols).take(kept.len()).collect()
    })
}

/// Count, mean and sum of squared deviations, merged after Chan, Golub and
/// LeVeque (1979): no difference of large sums, so a flat window is exactly 0.
#[derive(Clone, Copy)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn of(value: f64) -> Self {
        Self { count: 1.0, mean: value, squares: 0.0 }
    }

    fn merge(self, other: Self) -> Self {
        let count = self.count + other.count;
        let apart = other.mean - self.mean;
        Self {
            count,
            mean: self.mean + apart * other.count / count,
            squares: self.squares + other.squares + apart * apart * self.count * other.count / count,
        }
    }

    fn variance(self) -> f64 {
        self.squares / (self.count - 1.0)
    }
}

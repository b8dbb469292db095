//! Simple moving average.

use crate::calc::indicators::compact::on_kept_rows;
use crate::calc::indicators::window::sums;

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
    on_kept_rows(values, |kept| sums(kept, window).into_iter().map(|sum| sum / window as f64).collect())
}

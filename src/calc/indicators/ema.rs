//! Exponential moving average, seeded with a simple mean.
//!
//! The seed is a choice that stays visible: after k rows it still weighs
//! (1 − 2/(n+1))^k, 9 % after 241 weeks of a 200-week average. We take the mean
//! of the first `window` rows, as TA-Lib's classic mode does, not the first price.

use crate::calc::indicators::compact::on_kept_rows;

/// alpha·x + (1 − alpha)·previous with alpha = 2 / (window + 1).
///
/// **Shape**: as long as `values`. **Unit**: that of `values`. **Gaps**: see
/// [`super`]; the first value, on kept row `window - 1`, is the mean of the
/// first `window` kept rows. A window of 0 gives `NaN` only.
pub fn ema(values: &[f64], window: usize) -> Vec<f64> {
    on_kept_rows(values, |kept| {
        let mut averages = vec![f64::NAN; kept.len()];
        let Some((first, rest)) = kept.split_at_checked(window).filter(|_| window > 0) else {
            return averages;
        };
        let alpha = 2.0 / (window as f64 + 1.0);
        let seed = first.iter().sum::<f64>() / window as f64;
        let later = rest.iter().scan(seed, |average, value| {
            *average = alpha * value + (1.0 - alpha) * *average;
            Some(*average)
        });
        for (cell, average) in averages.iter_mut().skip(window - 1).zip(std::iter::once(seed).chain(later)) {
            *cell = average;
        }
        averages
    })
}

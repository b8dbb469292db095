//! Relative strength index after J. Welles Wilder (1978).
//!
//! A row without any move in memory is 50, neither bought nor sold; TA-Lib says
//! 0 there and TradingView 100.

use crate::calc::indicators::compact::on_kept_rows;

/// 100·AG / (AG + AL), where AG and AL are Wilder's averages of gains and losses.
///
/// The first averages are plain means of the first `window` changes, later ones
/// (previous·(window − 1) + change) / window.
///
/// **Shape**: as long as `values`. **Unit**: 0 to 100. **Gaps**: see [`super`];
/// the first value stands on kept row `window`. A window of 0 gives `NaN` only.
pub fn rsi(values: &[f64], window: usize) -> Vec<f64> {
    on_kept_rows(values, |kept| {
        let n = window as f64;
        let (mut gain, mut loss) = (0.0, 0.0);
        let changes = kept.iter().skip(1).zip(kept).map(|(after, before)| after - before);
        let mut strengths = vec![f64::NAN; kept.len()];
        if window == 0 {
            return strengths;
        }
        for (row, (change, cell)) in (1_usize..).zip(changes.zip(strengths.iter_mut().skip(1))) {
            let (up, down) = (change.max(0.0), (-change).max(0.0));
            if row <= window {
                gain += up / n;
                loss += down / n;
            } else {
                gain = (gain * (n - 1.0) + up) / n;
                loss = (loss * (n - 1.0) + down) / n;
            }
            if row >= window {
                *cell = strength(gain, loss);
            }
        }
        strengths
    })
}

fn strength(gain: f64, loss: f64) -> f64 {
    let moves = gain + loss;
    // The share first: 100·gain / moves can round to above 100.
    if moves == 0.0 { 50.0 } else { 100.0 * (gain / moves) }
}

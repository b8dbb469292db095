//! The fan of prices a model expects from today's.
//!
//! Quantiles of the price at each time, not of whole paths: a path inside the
//! fan on every day is rarer than any one of its bounds.

use crate::calc::scenario::normal::quantile;
use crate::calc::scenario::{DAYS_PER_YEAR, Gbm};
use crate::domain::time::UnixSecs;

/// Probabilities below the bounds of a fan.
pub const FAN_PROBABILITIES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The fan at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FanRow {
    /// When.
    pub time: UnixSecs,
    /// USD, in the order of [`FAN_PROBABILITIES`].
    pub quantiles: [f64; 5],
}

/// S0·exp(nu T + sigma sqrt(T) z_p), the price below which the model stays with probability `p`.
pub fn price_quantile(model: Gbm, spot: f64, years: f64, p: f64) -> f64 {
    let spread = model.spread(years);
    let around = if spread == 0.0 { 0.0 } else { spread * quantile(p) };
    spot * (model.log_drift * years + around).exp()
}

/// Quantiles of the price at each of `times`, starting from `spot` at `start`.
///
/// Times before `start` are left out: a fan does not look back.
pub fn fan(model: Gbm, spot: f64, start: UnixSecs, times: &[UnixSecs]) -> Vec<FanRow> {
    times
        .iter()
        .filter(|time| **time >= start)
        .map(|time| {
            let years = time.days_since(start) / DAYS_PER_YEAR;
            FanRow {
                time: *time,
                quantiles: FAN_PROBABILITIES.map(|p| price_quantile(model, spot, years, p)),
            }
        })
        .collect()
}

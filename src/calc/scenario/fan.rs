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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scenario::Drift;

    #[test]
    fn a_fan_opens_from_the_spot_around_its_median_and_does_not_look_back() {
        let start = UnixSecs::parse_iso("2026-02-13").unwrap();
        let times: Vec<UnixSecs> = [-1, 0, 100, 365].map(|days| start.plus_days(days)).to_vec();
        let rows = fan(Gbm::new(Drift::ZeroLog, 0.6), 65_000.0, start, &times);
        assert_eq!(rows.iter().map(|row| row.time).collect::<Vec<_>>(), times[1..]);
        assert_eq!(rows[0].quantiles, [65_000.0; 5]);
        for row in &rows[1..] {
            assert!(row.quantiles.is_sorted_by(|a, b| a < b), "{row:?}");
            assert!((row.quantiles[2] - 65_000.0).abs() < 1e-9);
        }
        // 65,000·exp(0.6·1.6448536…), one year at 60 %.
        assert!(
            (rows[2].quantiles[4] / (65_000.0 * (0.6_f64 * 1.644_853_626_951_472_2).exp()) - 1.0).abs()
                < 1e-12
        );
    }
}

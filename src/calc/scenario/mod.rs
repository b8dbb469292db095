//! Odds of price levels and of published scenarios.
//!
//! One model throughout: geometric Brownian motion, time in calendar days over
//! 365. Everything is a closed form or a convergent series, so a number on the
//! screen does not flicker and needs no seed. What it knows of the world is the
//! last close and the volatility of the rows before it: outputs of a model,
//! not forecasts.

pub mod barrier;
pub mod exit;
pub mod fan;
pub mod normal;
pub mod odds;
pub mod path;
pub mod score;
pub mod table;

use crate::domain::scenario::Drift;

/// Days of the year that volatility and drift are quoted for.
pub const DAYS_PER_YEAR: f64 = 365.0;

/// Geometric Brownian motion: d ln S = nu dt + sigma dW.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gbm {
    /// nu, per year.
    pub log_drift: f64,
    /// sigma, per square root of a year; 0.6 is 60 %. Never negative.
    pub vol_annual: f64,
}

impl Gbm {
    /// The model at a volatility, with the log drift that a drift mode gives there.
    pub fn new(drift: Drift, vol_annual: f64) -> Self {
        Self { log_drift: drift.log_drift(vol_annual), vol_annual }
    }

    /// The same price seen upside down: S becomes 1/S, so nu changes its sign.
    pub fn mirrored(self) -> Self {
        Self { log_drift: -self.log_drift, ..self }
    }

    /// sigma squared.
    fn variance(self) -> f64 {
        self.vol_annual * self.vol_annual
    }

    /// Standard deviation of the log price after `years`.
    fn spread(self, years: f64) -> f64 {
        self.vol_annual * years.sqrt()
    }

    /// Whether the price only follows its drift: sigma squared is 0 in an f64.
    fn is_certain(self) -> bool {
        self.variance() == 0.0
    }
}

/// Holds a probability within 0 and 1 against rounding; `NaN` stays `NaN`.
fn probability(p: f64) -> f64 {
    p.clamp(0.0, 1.0)
}

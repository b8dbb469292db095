//! Energy in a coin, and how costs answer difficulty: the pieces of cost models.
//!
//! The models themselves, which are fitted to one quoted figure and disagree on everything else,
//! are in [`crate::calc::production_cost`].

use super::HASHES_PER_DIFFICULTY;

const JOULES_PER_KWH: f64 = 3.6e6;
const HASHES_PER_TH: f64 = 1e12;

/// Energy to hash out one coin at a difficulty, kWh.
pub fn energy_kwh_per_btc(difficulty: f64, j_per_th: f64, block_btc: f64) -> f64 {
    difficulty * HASHES_PER_DIFFICULTY * j_per_th / HASHES_PER_TH / JOULES_PER_KWH / block_btc
}

/// What that energy costs, USD.
pub fn energy_cost_usd_per_btc(difficulty: f64, j_per_th: f64, block_btc: f64, usd_per_kwh: f64) -> f64 {
    energy_kwh_per_btc(difficulty, j_per_th, block_btc) * usd_per_kwh
}

/// How a cost of production answers a change of difficulty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CostResponse {
    /// Cost goes with difficulty: what press figures assume.
    Linear,
    /// Cost goes with difficulty to this power, as in a log-log regression.
    Regression {
        /// The regression's slope.
        beta: f64,
    },
    /// Only the energy in the cost goes with difficulty.
    FixedOverhead {
        /// Energy cost of a coin before the change, USD.
        energy_usd: f64,
    },
}

/// Cost of a coin in USD after difficulty changes by a ratio (−0.14 is 14 % less).
pub fn cost_after_change_usd(cost_usd: f64, change: f64, response: CostResponse) -> f64 {
    match response {
        CostResponse::Linear => cost_usd * (1.0 + change),
        CostResponse::Regression { beta } => cost_usd * (1.0 + change).powf(beta),
        CostResponse::FixedOverhead { energy_usd } => cost_usd + energy_usd * change,
    }
}

/// exp(a + b ln D) / supply, the price a log-log regression of market value on
/// difficulty gives, USD. Glassnode 2022: a = 10.256, b = 0.525.
pub fn regression_cost_usd(a: f64, b: f64, difficulty: f64, supply_btc: f64) -> f64 {
    (a + b * difficulty.ln()).exp() / supply_btc
}

/// The intercept with which a regression of slope `b` gives `cost_usd` at a difficulty and supply.
pub fn calibrated_intercept(cost_usd: f64, b: f64, difficulty: f64, supply_btc: f64) -> f64 {
    (cost_usd * supply_btc).ln() - b * difficulty.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calibrated_intercept_gives_the_cost_it_was_calibrated_to() {
        let a = calibrated_intercept(87_000.0, 0.5, 141.67e12, 19_979_400.0);
        let cost = regression_cost_usd(a, 0.5, 141.67e12, 19_979_400.0);
        assert!((cost / 87_000.0 - 1.0).abs() < 1e-12, "{cost}");
    }
}

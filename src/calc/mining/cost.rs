//! What it costs to hash out one coin, by several models that disagree.
//!
//! No model knows the true cost: the spread between them is the honest answer. Those that are
//! fitted to one quoted figure say which (`CostCalibration`), and none changes efficiency or
//! energy price over time.

use super::HASHES_PER_DIFFICULTY;

const JOULES_PER_KWH: f64 = 3.6e6;
const HASHES_PER_TH: f64 = 1e12;

/// Intercept of Glassnode's regression of ln(market value) on ln(difficulty), fitted to
/// September 2022.
pub const GLASSNODE_A: f64 = 10.256;
/// Its slope.
pub const GLASSNODE_B: f64 = 0.525;

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

/// A quoted cost, when it was quoted, and the rigs and energy assumed behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CostCalibration {
    /// The quoted cost of a coin, USD.
    pub cost_usd: f64,
    /// Difficulty it was quoted at.
    pub difficulty: f64,
    /// Coins there were, BTC.
    pub supply_btc: f64,
    /// Subsidy and fees of a block, BTC.
    pub block_btc: f64,
    /// Efficiency of the fleet, J/TH.
    pub j_per_th: f64,
    /// Energy price, USD/kWh.
    pub usd_per_kwh: f64,
}

impl CostCalibration {
    /// $87,000 a coin at the 141.67 T of block 933,408 (22 January 2026), as quoted in the press
    /// of February 2026; 20 J/TH, 0.055 USD/kWh and fees of 0.02 BTC a block are assumptions.
    pub const PRESS_2026: Self = Self {
        cost_usd: 87_000.0,
        difficulty: 141_668_107_417_558.2,
        supply_btc: 19_979_403.125,
        block_btc: 3.145,
        j_per_th: 20.0,
        usd_per_kwh: 0.055,
    };

    /// Energy in the quoted cost, USD.
    pub fn energy_usd(&self) -> f64 {
        self.energy_at_usd(self.difficulty, self.block_btc)
    }

    /// Energy for a coin at another difficulty and block reward, USD.
    pub fn energy_at_usd(&self, difficulty: f64, block_btc: f64) -> f64 {
        energy_cost_usd_per_btc(difficulty, self.j_per_th, block_btc, self.usd_per_kwh)
    }

    /// Everything else in the quoted cost, as a share of the energy; under 0 if energy alone
    /// costs more than what was quoted.
    pub fn overhead_share(&self) -> f64 {
        self.cost_usd / self.energy_usd() - 1.0
    }

    /// Energy and a constant share of overhead on top, USD: answers to the block reward too, so
    /// it doubles at a halving.
    pub fn all_in_usd(&self, difficulty: f64, block_btc: f64) -> f64 {
        self.energy_at_usd(difficulty, block_btc) * (1.0 + self.overhead_share())
    }

    /// The quoted cost times the ratio of difficulties, USD.
    pub fn linear_usd(&self, difficulty: f64) -> f64 {
        cost_after_change_usd(self.cost_usd, difficulty / self.difficulty - 1.0, CostResponse::Linear)
    }

    /// Energy at that difficulty and reward, and the overhead of the quoted cost unchanged, USD.
    pub fn fixed_overhead_usd(&self, difficulty: f64, block_btc: f64) -> f64 {
        self.cost_usd + (self.energy_at_usd(difficulty, block_btc) - self.energy_usd())
    }

    /// The quoted cost times the ratio of difficulties to the power `beta`, USD: a regression's
    /// slope with the level of the quoted cost, at an unchanged supply.
    pub fn power_usd(&self, difficulty: f64, beta: f64) -> f64 {
        let change = difficulty / self.difficulty - 1.0;
        cost_after_change_usd(self.cost_usd, change, CostResponse::Regression { beta })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calc::mining::SATS_PER_BTC;
    use crate::calc::mining::subsidy::{subsidy_sat, supply_sat};

    fn near(found: f64, expected: f64) -> bool {
        (found / expected - 1.0).abs() < 1e-12
    }

    #[test]
    fn every_calibrated_model_gives_the_quoted_cost_where_it_was_quoted() {
        let quoted = CostCalibration::PRESS_2026;
        let (difficulty, block) = (quoted.difficulty, quoted.block_btc);
        for cost in [
            quoted.all_in_usd(difficulty, block),
            quoted.linear_usd(difficulty),
            quoted.fixed_overhead_usd(difficulty, block),
            quoted.power_usd(difficulty, 0.525),
        ] {
            assert!(near(cost, 87_000.0), "{cost}");
        }
        let a = calibrated_intercept(87_000.0, 0.5, difficulty, quoted.supply_btc);
        assert!(near(regression_cost_usd(a, 0.5, difficulty, quoted.supply_btc), 87_000.0));
        assert!((quoted.overhead_share() - 0.472).abs() < 5e-4);
    }

    #[test]
    fn what_is_assumed_of_the_quoted_cost_follows_from_its_height() {
        let quoted = CostCalibration::PRESS_2026;
        assert_eq!(quoted.supply_btc, supply_sat(933_408) as f64 / SATS_PER_BTC);
        assert!(near(quoted.block_btc, subsidy_sat(933_408) as f64 / SATS_PER_BTC + 0.02));
    }

    #[test]
    fn a_halving_doubles_what_goes_with_energy_and_nothing_else() {
        let quoted = CostCalibration { block_btc: 3.125, ..CostCalibration::PRESS_2026 };
        let (difficulty, half) = (quoted.difficulty, 1.5625);
        assert!(near(quoted.all_in_usd(difficulty, half), 2.0 * 87_000.0));
        assert!(near(quoted.fixed_overhead_usd(difficulty, half), 87_000.0 + quoted.energy_usd()));
    }
}

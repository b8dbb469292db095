//! What it costs to produce one coin, by models that disagree.
//!
//! All of them go through 87,000 USD at a difficulty of 141.67 T, the figure the press quoted
//! for early 2026, and differ in how they answer difficulty, energy price and machines. Knows
//! nothing of the coin's price: none of them is a fair value, and a band between them is no
//! forecast.

use crate::calc::mining::{
    CostResponse, cost_after_change_usd, energy_cost_usd_per_btc, regression_cost_usd, supply_sat,
};

/// The cost of a coin that the press quoted, USD.
pub const REFERENCE_COST_USD: f64 = 87_000.0;
/// The difficulty of that time.
pub const REFERENCE_DIFFICULTY: f64 = 141.67e12;
/// The rigs, energy price and fees of the figure that the overhead is fitted with.
pub const REFERENCE: Inputs = Inputs { j_per_th: 20.0, usd_per_kwh: 0.055, block_btc: 3.145 };
/// The slope of Glassnode's regression of 2022.
pub const PUBLISHED_SLOPE: f64 = 0.525;
/// Its constant.
pub const PUBLISHED_CONSTANT: f64 = 10.256;

/// What miners run on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inputs {
    /// Efficiency of the rigs, J/TH.
    pub j_per_th: f64,
    /// Energy price, USD/kWh.
    pub usd_per_kwh: f64,
    /// Subsidy and fees of a block, BTC.
    pub block_btc: f64,
}

impl Inputs {
    /// Energy cost of a coin at a difficulty, USD.
    pub fn energy_usd(self, difficulty: f64) -> f64 {
        energy_cost_usd_per_btc(difficulty, self.j_per_th, self.block_btc, self.usd_per_kwh)
    }
}

/// A model of the cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CostModel {
    /// Energy with everything else in proportion to it.
    AllIn,
    /// The quoted cost in proportion to difficulty.
    Linear,
    /// Energy with everything else as it was.
    FixedOverhead,
    /// The quoted cost with the slope of a published regression.
    Regression,
}

impl CostModel {
    /// Every model of the band.
    pub const ALL: [Self; 4] = [Self::AllIn, Self::Linear, Self::FixedOverhead, Self::Regression];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::AllIn => "All-in, calibrated",
            Self::Linear => "Linear",
            Self::FixedOverhead => "Fixed overhead",
            Self::Regression => "Difficulty regression",
        }
    }

    /// How it works, in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::AllIn => {
                "Energy of your rigs times 1.472: the overhead that makes 87,000 of 20 J/TH at 0.055 USD/kWh \
                 and 141.67 T"
            }
            Self::Linear => "87,000 in proportion to difficulty since 141.67 T, as press figures assume",
            Self::FixedOverhead => {
                "Energy of your rigs and, on top, the 27,900 that are not energy in 87,000, whatever difficulty is"
            }
            Self::Regression => {
                "87,000 times difficulty since 141.67 T to the power 0.525, the slope Glassnode published in 2022"
            }
        }
    }

    /// Cost of a coin at a difficulty, USD.
    ///
    /// **Gaps**: `NaN` for a difficulty that is not above 0.
    pub fn cost_usd(self, difficulty: f64, inputs: Inputs) -> f64 {
        if difficulty.is_nan() || difficulty <= 0.0 {
            return f64::NAN;
        }
        let change = difficulty / REFERENCE_DIFFICULTY - 1.0;
        let after = |response| cost_after_change_usd(REFERENCE_COST_USD, change, response);
        let reference_energy = REFERENCE.energy_usd(REFERENCE_DIFFICULTY);
        match self {
            Self::AllIn => inputs.energy_usd(difficulty) * (1.0 + overhead()),
            Self::Linear => after(CostResponse::Linear),
            Self::FixedOverhead => REFERENCE_COST_USD - reference_energy + inputs.energy_usd(difficulty),
            Self::Regression => after(CostResponse::Regression { beta: PUBLISHED_SLOPE }),
        }
    }
}

/// Everything but energy, as a share of the energy, that makes the quoted cost.
pub fn overhead() -> f64 {
    REFERENCE_COST_USD / REFERENCE.energy_usd(REFERENCE_DIFFICULTY) - 1.0
}

/// The least and the most that the models say, USD.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CostRange {
    /// Of the cheapest model.
    pub low_usd: f64,
    /// Of the dearest model.
    pub high_usd: f64,
}

impl CostRange {
    /// What the models say at a difficulty; `None` where one of them says nothing: the band of
    /// fewer would be narrower for want of knowledge.
    pub fn at(difficulty: f64, inputs: Inputs) -> Option<Self> {
        let costs = CostModel::ALL.map(|model| model.cost_usd(difficulty, inputs));
        if costs.iter().any(|cost| cost.is_nan()) {
            return None;
        }
        let low_usd = costs.iter().copied().fold(f64::INFINITY, f64::min);
        let high_usd = costs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (low_usd.is_finite() && high_usd.is_finite()).then_some(Self { low_usd, high_usd })
    }

    /// The middle, USD.
    pub fn middle_usd(self) -> f64 {
        (self.low_usd + self.high_usd) / 2.0
    }
}

/// What Glassnode's published constants say of a difficulty at a height, USD; far below the
/// other models since 2023, so no part of the band.
///
/// The supply is everything that was ever paid out, also what is lost.
pub fn published_regression_usd(difficulty: f64, height: u64) -> f64 {
    regression_cost_usd(PUBLISHED_CONSTANT, PUBLISHED_SLOPE, difficulty, supply_btc(height))
}

/// Coins paid out before the block at a height, BTC.
pub fn supply_btc(height: u64) -> f64 {
    let before = height.checked_sub(1).map_or(0, supply_sat);
    before as f64 / 1e8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_goes_through_the_quoted_cost() {
        for model in CostModel::ALL {
            let cost = model.cost_usd(REFERENCE_DIFFICULTY, REFERENCE);
            assert!((cost - 87_000.0).abs() < 1e-6, "{model:?} {cost}");
        }
        assert!((overhead() - 0.472).abs() < 5e-4, "{}", overhead());
    }

    #[test]
    fn the_answers_to_a_cut_of_difficulty_are_the_published_ones() {
        let at = |model: CostModel, change: f64| {
            model.cost_usd(REFERENCE_DIFFICULTY * (1.0 + change), REFERENCE).round()
        };
        let real = 125.8645901 / 141.6681074 - 1.0;
        let table = [(-0.14, 80_377.0, 74_820.0, 78_724.0), (real, 81_762.0, 77_295.0, 80_405.0)];
        for (change, regression, linear, fixed) in table {
            assert!((at(CostModel::Regression, change) - regression).abs() <= 1.0);
            assert!(
                (at(CostModel::Linear, change) - linear).abs() <= 1.0,
                "{}",
                at(CostModel::Linear, change)
            );
            assert!((at(CostModel::AllIn, change) - linear).abs() <= 1.0);
            assert!((at(CostModel::FixedOverhead, change) - fixed).abs() <= 1.0);
        }
    }

    #[test]
    fn a_dearer_energy_costs_more_where_energy_counts_and_the_range_holds_every_model() {
        let dear = Inputs { usd_per_kwh: 0.08, ..REFERENCE };
        for difficulty in [60e12, 125.8e12, 155e12] {
            let range = CostRange::at(difficulty, dear).unwrap();
            for model in CostModel::ALL {
                let (plain, cost) = (model.cost_usd(difficulty, REFERENCE), model.cost_usd(difficulty, dear));
                assert!(cost >= plain);
                assert!(range.low_usd <= cost && cost <= range.high_usd);
            }
        }
        assert_eq!(CostRange::at(f64::NAN, REFERENCE), None);
        assert_eq!(CostRange::at(0.0, REFERENCE), None);
    }

    #[test]
    fn the_supply_counts_every_subsidy_and_the_published_constants_give_their_figure() {
        assert_eq!(supply_btc(0), 0.0);
        assert_eq!(supply_btc(1), 50.0);
        assert_eq!(supply_btc(210_000), 10_500_000.0);
        assert_eq!(supply_btc(840_000), 19_687_500.0);
        let cost = published_regression_usd(REFERENCE_DIFFICULTY, 933_408);
        assert!((cost - 38_300.0).abs() < 100.0, "{cost}");
    }
}

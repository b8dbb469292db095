//! How miners as a whole answer a price: a fleet of machines at many power prices.
//!
//! Machines that do not earn their energy switch off after a while, blocks slow, the network
//! retargets by its own rule, cost falls, machines return. Knows machines, power prices and a
//! path of prices, measured or of a scenario; knows nothing of why a price moves, and nothing
//! of contracts, debts and weather. The run goes from event to event (a price, a switch, a
//! retarget) instead of step by step, so that a price told twice changes nothing.

pub mod calibration;
pub mod cells;
pub mod clearing;
pub mod february;
pub mod run;

pub use calibration::{Calibration, CalibrationError, Held, History, calibrate};
pub use cells::Cell;
pub use february::{Predicted, Prediction, predict};
pub use run::{Epoch, Run, Segment, Start, Switching, simulate};

use serde::{Deserialize, Serialize};

use crate::calc::machines::{MACHINES, Machine};
use crate::domain::time::UnixSecs;

/// The power price in the middle, where nobody knows better: half of the surveyed miners pay less.
pub const SURVEYED_MEDIAN_USD_PER_KWH: f64 = 0.045;
/// Where that price is from.
pub const POWER_SOURCE: &str = "Cambridge Digital Mining Industry Report, April 2025: \
    median of 49 firms 45 USD/MWh; the spread is an assumption";
/// Where the shares of the machines are from.
pub const MIX_SOURCE: &str = "an assumption: machines sold since 2020 whose mean, 21.8 J/TH, lies below the \
    28.2 J/TH that Cambridge surveyed for mid-2024, as newer machines have come since";

/// How much of the installed hashrate is of one machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MachineShare {
    /// Its model, of [`MACHINES`].
    pub model: String,
    /// Its part of the installed hashrate, in proportion to the others.
    pub share: f64,
}

/// What miners pay for energy: lognormal, because nobody pays less than nothing and some pay dearly.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PowerPrices {
    /// Half of the hashrate pays less, USD/kWh.
    pub median_usd_per_kwh: f64,
    /// Standard deviation of the price's logarithm.
    pub spread: f64,
}

/// Machines that stand still for another reason than money.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curtailment {
    /// From when.
    pub from: UnixSecs,
    /// Until when.
    pub until: UnixSecs,
    /// Part of the running hashrate that stands still.
    pub share: f64,
}

/// A fleet and how it behaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FleetSettings {
    /// The machines.
    pub mix: Vec<MachineShare>,
    /// What they pay for energy.
    pub power: PowerPrices,
    /// Days a machine runs at a loss before it is switched off.
    pub off_days: f64,
    /// Days a machine would earn before it is switched on again.
    pub return_days: f64,
    /// How much more than its energy a machine must earn to be switched on again, as a ratio.
    pub return_margin: f64,
    /// Growth of the installed hashrate at the full rate, as the logarithm of its ratio over a
    /// year: where the average machine earns twice its energy. Less where it earns less, none
    /// where it does not earn its energy: who would buy machines then?
    pub growth_per_year: f64,
    /// Everything but energy, as a share of the energy cost.
    pub overhead: f64,
    /// Machines that stand still for another reason; none unless somebody says so.
    pub curtailments: Vec<Curtailment>,
}

impl Default for FleetSettings {
    fn default() -> Self {
        let share = |model: &str, share| MachineShare { model: model.to_owned(), share };
        Self {
            mix: vec![
                share("Antminer S19", 0.04),
                share("Whatsminer M30S++", 0.06),
                share("Antminer S19j Pro", 0.14),
                share("Whatsminer M50S", 0.07),
                share("Antminer S19k Pro", 0.10),
                share("Antminer S19 XP", 0.12),
                share("Whatsminer M60S", 0.09),
                share("Antminer S21", 0.20),
                share("Antminer S21 Pro", 0.11),
                share("Antminer S21 XP", 0.07),
            ],
            power: PowerPrices { median_usd_per_kwh: SURVEYED_MEDIAN_USD_PER_KWH, spread: 0.25 },
            off_days: 7.0,
            return_days: 7.0,
            return_margin: 0.05,
            growth_per_year: 0.0,
            overhead: 0.472,
            curtailments: Vec::new(),
        }
    }
}

/// Why a fleet cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FleetError {
    /// Nothing hashes.
    #[error("the fleet has no machine, expected at least one with a share above 0")]
    Empty,
    /// A machine that is not in the table.
    #[error("the fleet has a machine {0:?}, expected one of the table")]
    Machine(String),
    /// A number out of its bounds.
    #[error("{what} must lie between {lowest} and {highest}, found {found}")]
    Bounds {
        /// Which number.
        what: &'static str,
        /// The least it can be.
        lowest: f64,
        /// The most it can be.
        highest: f64,
        /// What it was.
        found: f64,
    },
}

impl FleetSettings {
    /// Whether the fleet can be.
    ///
    /// # Errors
    /// [`FleetError`] names the first thing that cannot.
    pub fn check(&self) -> Result<(), FleetError> {
        let within = |what, found: f64, lowest: f64, highest: f64| {
            let fits = (lowest..=highest).contains(&found);
            fits.then_some(()).ok_or(FleetError::Bounds { what, lowest, highest, found })
        };
        for part in &self.mix {
            if Machine::named(&part.model).is_none() {
                return Err(FleetError::Machine(part.model.clone()));
            }
            within("a machine's share", part.share, 0.0, 1e6)?;
        }
        if self.mix.iter().map(|part| part.share).sum::<f64>() <= 0.0 {
            return Err(FleetError::Empty);
        }
        within("the median power price", self.power.median_usd_per_kwh, 0.001, 10.0)?;
        within("the spread of power prices", self.power.spread, 0.0, 2.0)?;
        within("the days before switching off", self.off_days, 0.0, 365.0)?;
        within("the days before returning", self.return_days, 0.0, 365.0)?;
        within("the margin for returning", self.return_margin, 0.0, 1.0)?;
        within("the growth a year", self.growth_per_year, 0.0, 3.0)?;
        within("the overhead", self.overhead, 0.0, 10.0)?;
        for part in &self.curtailments {
            within("a curtailment", part.share, 0.0, 1.0)?;
        }
        Ok(())
    }

    /// Mean efficiency of the installed hashrate, J/TH; `NaN` without machines.
    pub fn mean_j_per_th(&self) -> f64 {
        let known =
            self.mix.iter().filter_map(|part| Some((Machine::named(&part.model)?.j_per_th, part.share)));
        let (energy, share) = known
            .fold((0.0, 0.0), |(energy, all), (j_per_th, share)| (energy + j_per_th * share, all + share));
        energy / share
    }

    /// The models that could still be added, in the order of the table.
    pub fn absent_models(&self) -> impl Iterator<Item = &'static Machine> {
        MACHINES.iter().filter(|machine| self.mix.iter().all(|part| part.model != machine.model))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_fleet_can_be_and_has_the_mean_its_source_says() {
        let fleet = FleetSettings::default();
        assert_eq!(fleet.check(), Ok(()));
        assert!((fleet.mean_j_per_th() - 21.8).abs() < 0.05, "{}", fleet.mean_j_per_th());
        assert!((fleet.mix.iter().map(|part| part.share).sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(fleet.absent_models().count() + fleet.mix.len(), MACHINES.len());
    }

    #[test]
    fn a_fleet_that_cannot_be_says_why() {
        let with = |change: fn(&mut FleetSettings)| {
            let mut fleet = FleetSettings::default();
            change(&mut fleet);
            fleet.check().unwrap_err().to_string()
        };
        assert_eq!(
            with(|fleet| fleet.mix.clear()),
            "the fleet has no machine, expected at least one with a share above 0"
        );
        assert_eq!(
            with(|fleet| fleet.mix[0].model = "Abacus".to_owned()),
            "the fleet has a machine \"Abacus\", expected one of the table"
        );
        assert_eq!(
            with(|fleet| fleet.off_days = f64::NAN),
            "the days before switching off must lie between 0 and 365, found NaN"
        );
    }
}

//! Edits of what is supposed about miners: what each does, what it is called, what it joins.

use crate::app::command_info::{CommandInfo, info};
use crate::app::miners::choices::{DIFFICULTY_CHANGES, MinersChoices};
use crate::calc::fleet::{Curtailment, FleetError, FleetSettings, Held, MachineShare};
use crate::domain::format::{grouped, percent, signed_percent};

/// A change of what is supposed about miners.
#[derive(Clone, Debug, PartialEq)]
pub enum MinersEdit {
    /// Draws the costs of production on the price pane or not.
    ShowCostBand(bool),
    /// Supposes a change of the latest difficulty, as a ratio.
    SetDifficultyChange(f64),
    /// The part of the installed hashrate that is of a machine; 0 takes it out.
    SetShare {
        /// Its model.
        model: String,
        /// In proportion to the others.
        share: f64,
    },
    /// Median power price, USD/kWh; `None` is fitted.
    SetMedianPower(Option<f64>),
    /// Spread of power prices.
    SetPowerSpread(f64),
    /// Days before switching off; `None` is fitted.
    SetOffDays(Option<f64>),
    /// Days before returning.
    SetReturnDays(f64),
    /// Growth of the installed hashrate a year at the full rate, as a logarithm; `None` is fitted.
    SetGrowth(Option<f64>),
    /// Machines that stand still for another reason than money.
    SetCurtailment(Option<Curtailment>),
    /// The fleet as it came.
    ResetFleet,
}

/// Why an edit was refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MinersError {
    /// A change that no retarget makes.
    #[error("a change of difficulty must lie between −50 % and +50 %, found {0} %")]
    DifficultyChange(f64),
    /// The fleet cannot be.
    #[error(transparent)]
    Fleet(#[from] FleetError),
}

impl MinersEdit {
    /// Does it.
    ///
    /// # Errors
    /// [`MinersError`] says why not; the choices are then as before.
    pub fn apply(&self, choices: &mut MinersChoices) -> Result<(), MinersError> {
        let mut fleet = choices.fleet.clone();
        let mut held = choices.held;
        match self {
            Self::ShowCostBand(shown) => choices.cost_band = *shown,
            Self::SetDifficultyChange(change) => {
                if !DIFFICULTY_CHANGES.contains(change) {
                    return Err(MinersError::DifficultyChange(change * 100.0));
                }
                // Not a zero with a sign, which would be another document.
                choices.difficulty_change = change + 0.0;
            }
            Self::SetShare { model, share } => set_share(&mut fleet, model, *share),
            Self::SetMedianPower(median) => held.median_usd_per_kwh = *median,
            Self::SetPowerSpread(spread) => fleet.power.spread = *spread,
            Self::SetOffDays(days) => held.off_days = *days,
            Self::SetReturnDays(days) => fleet.return_days = *days,
            Self::SetGrowth(growth) => held.growth_per_year = *growth,
            Self::SetCurtailment(curtailment) => fleet.curtailments = curtailment.iter().copied().collect(),
            Self::ResetFleet => (fleet, held) = (FleetSettings::default(), Held::default()),
        }
        with_held(&fleet, held).check()?;
        (choices.fleet, choices.held) = (fleet, held);
        Ok(())
    }

    /// What it is called on a button, and what it does.
    pub fn info(&self) -> CommandInfo {
        match self {
            Self::ShowCostBand(true) => {
                info("Show cost band", "Draw what a coin costs to produce, by all models, on the price pane")
            }
            Self::ShowCostBand(false) => {
                info("Hide cost band", "Leave the cost of production off the price pane")
            }
            Self::SetDifficultyChange(_) => {
                info("Difficulty change", "Suppose another difficulty than the latest")
            }
            Self::SetShare { .. } => {
                info("Share of a machine", "Set how much of the hashrate is of this machine")
            }
            Self::SetMedianPower(Some(_)) => info("Median power price", "Set what miners pay in the middle"),
            Self::SetMedianPower(None) => info("Fit the power price", "Let the history say what miners pay"),
            Self::SetPowerSpread(_) => info("Spread of power prices", "Set how far power prices lie apart"),
            Self::SetOffDays(Some(_)) => info("Days before off", "Set how long a machine runs at a loss"),
            Self::SetOffDays(None) => info("Fit the days", "Let the history say how long miners wait"),
            Self::SetReturnDays(_) => info("Days before return", "Set how long a machine waits to return"),
            Self::SetGrowth(Some(_)) => info(
                "Growth",
                "Set how fast hashrate is installed where the average machine earns twice its energy",
            ),
            Self::SetGrowth(None) => info("Fit the growth", "Let the history say how fast hashrate grows"),
            Self::SetCurtailment(Some(_)) => {
                info("Curtailment", "Suppose that miners stand still for another reason than money")
            }
            Self::SetCurtailment(None) => info("No curtailment", "Let money alone decide who runs"),
            Self::ResetFleet => info("Reset the fleet", "Take machines and behaviour as they came"),
        }
    }

    /// What the step is called in the menu.
    pub fn caption(&self) -> String {
        let fitted = |what: &str| format!("fit {what}");
        match self {
            Self::ShowCostBand(true) => "show cost band".to_owned(),
            Self::ShowCostBand(false) => "hide cost band".to_owned(),
            Self::SetDifficultyChange(change) => {
                format!("suppose difficulty {}", signed_percent(*change, 1))
            }
            Self::SetShare { model, share } => format!("set share of {model} to {}", percent(*share, 0)),
            Self::SetMedianPower(Some(price)) => {
                format!("set median power price to {} USD/kWh", grouped(*price, 3))
            }
            Self::SetMedianPower(None) => fitted("median power price"),
            Self::SetPowerSpread(spread) => format!("set spread of power prices to {}", grouped(*spread, 2)),
            Self::SetOffDays(Some(days)) => format!("set days before off to {}", grouped(*days, 0)),
            Self::SetOffDays(None) => fitted("days before off"),
            Self::SetReturnDays(days) => format!("set days before return to {}", grouped(*days, 0)),
            Self::SetGrowth(Some(growth)) => {
                format!("set growth to {} a year", signed_percent(growth.exp_m1(), 0))
            }
            Self::SetGrowth(None) => fitted("growth"),
            Self::SetCurtailment(Some(part)) => format!("set curtailment to {}", percent(part.share, 0)),
            Self::SetCurtailment(None) => "take curtailment away".to_owned(),
            Self::ResetFleet => "reset fleet".to_owned(),
        }
    }

    /// Whether it belongs to the same step as one shortly before.
    pub fn joins(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::SetShare { model, .. }, Self::SetShare { model: other, .. }) => model == other,
            (Self::SetDifficultyChange(_), Self::SetDifficultyChange(_))
            | (Self::SetMedianPower(Some(_)), Self::SetMedianPower(Some(_)))
            | (Self::SetPowerSpread(_), Self::SetPowerSpread(_))
            | (Self::SetOffDays(Some(_)), Self::SetOffDays(Some(_)))
            | (Self::SetReturnDays(_), Self::SetReturnDays(_))
            | (Self::SetGrowth(Some(_)), Self::SetGrowth(Some(_)))
            | (Self::SetCurtailment(Some(_)), Self::SetCurtailment(Some(_))) => true,
            _ => false,
        }
    }
}

/// The fleet with what is held put in.
pub(super) fn with_held(fleet: &FleetSettings, held: Held) -> FleetSettings {
    let mut fleet = fleet.clone();
    fleet.power.median_usd_per_kwh = held.median_usd_per_kwh.unwrap_or(fleet.power.median_usd_per_kwh);
    fleet.off_days = held.off_days.unwrap_or(fleet.off_days);
    fleet.growth_per_year = held.growth_per_year.unwrap_or(fleet.growth_per_year);
    fleet
}

fn set_share(fleet: &mut FleetSettings, model: &str, share: f64) {
    match fleet.mix.iter_mut().find(|part| part.model == model) {
        Some(part) => part.share = share,
        None => fleet.mix.push(MachineShare { model: model.to_owned(), share }),
    }
    fleet.mix.retain(|part| part.share.abs() > 0.0 || part.share.is_nan());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_edit_leaves_the_choices_as_they_were() {
        let only = |model: &str| MinersChoices {
            fleet: FleetSettings {
                mix: vec![MachineShare { model: model.to_owned(), share: 1.0 }],
                ..FleetSettings::default()
            },
            ..MinersChoices::default()
        };
        let before = only("Antminer S21");
        for edit in [
            MinersEdit::SetDifficultyChange(0.9),
            MinersEdit::SetDifficultyChange(f64::NAN),
            MinersEdit::SetShare { model: "Abacus".to_owned(), share: 0.1 },
            MinersEdit::SetShare { model: "Antminer S21".to_owned(), share: 0.0 },
            MinersEdit::SetShare { model: "Antminer S21".to_owned(), share: f64::NAN },
            MinersEdit::SetMedianPower(Some(0.0)),
            MinersEdit::SetGrowth(Some(40.0)),
            MinersEdit::SetGrowth(Some(-0.1)),
            MinersEdit::SetReturnDays(-1.0),
        ] {
            let mut after = before.clone();
            assert!(edit.apply(&mut after).is_err(), "{edit:?}");
            assert_eq!(after, before, "{edit:?}");
        }
    }

    #[test]
    fn a_machine_joins_the_fleet_with_a_share_and_leaves_it_without() {
        let mut choices = MinersChoices::default();
        let share = |share| MinersEdit::SetShare { model: "Antminer S9".to_owned(), share };
        share(0.2).apply(&mut choices).unwrap();
        assert_eq!(choices.fleet.mix.last().unwrap().share.to_bits(), 0.2_f64.to_bits());
        share(0.0).apply(&mut choices).unwrap();
        assert!(choices.is_usual());
    }
}

//! What the user supposes about miners: part of the document, so undo covers it.
//!
//! Energy price, rigs and fees are settings over all workspaces ([`crate::app::amount`]);
//! what is here belongs to one train of thought.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::calc::fleet::{FleetSettings, Held};

/// Changes of difficulty that can be supposed, as ratios.
pub const DIFFICULTY_CHANGES: std::ops::RangeInclusive<f64> = -0.5..=0.5;

/// What is supposed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MinersChoices {
    /// Change of the latest difficulty, as a ratio; 0 takes it as it is.
    #[serde(skip_serializing_if = "is_zero")]
    pub difficulty_change: f64,
    /// Whether the costs of production are drawn on the price pane.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cost_band: bool,
    /// The fleet, save for what is fitted.
    #[serde(skip_serializing_if = "is_usual")]
    pub fleet: FleetSettings,
    /// What of the fleet is not fitted.
    #[serde(skip_serializing_if = "is_fitted")]
    pub held: Held,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

fn is_zero(ratio: &f64) -> bool {
    ratio.to_bits() == 0.0_f64.to_bits()
}

fn is_usual(fleet: &FleetSettings) -> bool {
    *fleet == FleetSettings::default()
}

fn is_fitted(held: &Held) -> bool {
    *held == Held::default()
}

impl MinersChoices {
    /// Whether nothing is supposed.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the fleet is as it came and everything that can be is fitted.
    pub fn fleet_is_usual(&self) -> bool {
        is_usual(&self.fleet) && is_fitted(&self.held)
    }

    /// Reads choices; what cannot be gives way to the usual.
    ///
    /// # Errors
    /// Those of the format.
    pub fn read<'de, D: Deserializer<'de>>(file: D) -> Result<Self, D::Error> {
        let mut choices = Self::deserialize(file)?;
        if !DIFFICULTY_CHANGES.contains(&choices.difficulty_change) {
            choices.difficulty_change = 0.0;
        }
        if choices.fleet.check().is_err() {
            choices.fleet = FleetSettings::default();
        }
        Ok(choices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::workspace::Document;

    #[test]
    fn what_cannot_be_supposed_gives_way_and_what_is_new_stays() {
        let text = r#"{"miners":{"difficulty_change":7,"fleet":{"off_days":-3},"glow":1}}"#;
        let document: Document = serde_json::from_str(text).unwrap();
        assert_eq!(document.miners.difficulty_change.to_bits(), 0);
        assert_eq!(document.miners.fleet, FleetSettings::default());
        let back = serde_json::to_value(&document).unwrap();
        assert_eq!(back["miners"], serde_json::json!({"glow": 1}));
    }

    #[test]
    fn the_usual_is_not_written() {
        let document = Document::new(Vec::new(), Vec::new());
        assert!(serde_json::to_value(&document).unwrap().get("miners").is_none());
    }
}

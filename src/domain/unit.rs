//! Canonical units of everything that is stored.

use serde::{Deserialize, Serialize};

/// The unit of a series as it lies in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// United States dollars (prices and flows alike; never millions).
    #[serde(rename = "USD")]
    Usd,
    /// Hashes per second.
    #[serde(rename = "H/s")]
    HashesPerSecond,
    /// Mining difficulty, a pure number relative to the easiest target.
    #[serde(rename = "difficulty")]
    Difficulty,
    /// An index from 0 to 100.
    #[serde(rename = "index 0-100")]
    Index100,
    /// Bitcoin (supply, fees, traded amounts).
    #[serde(rename = "BTC")]
    Btc,
    /// A pure number without a unit.
    #[serde(rename = "number")]
    Number,
    /// A share: 0.12 is 12 %.
    #[serde(rename = "ratio")]
    Ratio,
    /// United States dollars for a petahash a second during a day.
    #[serde(rename = "USD/PH/s/day")]
    UsdPerPhDay,
    /// Bitcoin for a petahash a second during a day.
    #[serde(rename = "BTC/PH/s/day")]
    BtcPerPhDay,
    /// United States dollars for a kilowatt-hour.
    #[serde(rename = "USD/kWh")]
    UsdPerKwh,
    /// Joules for 10^12 hashes.
    #[serde(rename = "J/TH")]
    JoulesPerTerahash,
    /// Days.
    #[serde(rename = "days")]
    Days,
}

impl Unit {
    /// Every unit: those that come in files first, then those of computed series.
    pub const ALL: [Self; 12] = [
        Self::Usd,
        Self::HashesPerSecond,
        Self::Difficulty,
        Self::Index100,
        Self::Btc,
        Self::Number,
        Self::Ratio,
        Self::UsdPerPhDay,
        Self::BtcPerPhDay,
        Self::UsdPerKwh,
        Self::JoulesPerTerahash,
        Self::Days,
    ];

    /// The units that a file is asked about when it does not say its own.
    pub const OF_FILES: [Self; 6] =
        [Self::Usd, Self::HashesPerSecond, Self::Difficulty, Self::Index100, Self::Btc, Self::Number];

    /// The text stored in the cache and printed by `--json`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Usd => "USD",
            Self::HashesPerSecond => "H/s",
            Self::Difficulty => "difficulty",
            Self::Index100 => "index 0-100",
            Self::Btc => "BTC",
            Self::Number => "number",
            Self::Ratio => "ratio",
            Self::UsdPerPhDay => "USD/PH/s/day",
            Self::BtcPerPhDay => "BTC/PH/s/day",
            Self::UsdPerKwh => "USD/kWh",
            Self::JoulesPerTerahash => "J/TH",
            Self::Days => "days",
        }
    }

    /// The words behind a number of this unit, for those that always stand there.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::UsdPerPhDay
            | Self::BtcPerPhDay
            | Self::UsdPerKwh
            | Self::JoulesPerTerahash
            | Self::Days => self.code(),
            Self::Usd
            | Self::HashesPerSecond
            | Self::Difficulty
            | Self::Index100
            | Self::Btc
            | Self::Number
            | Self::Ratio => "",
        }
    }

    /// The unit with this [`Unit::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_found_by_its_code() {
        for unit in Unit::ALL {
            assert_eq!(Unit::from_code(unit.code()), Some(unit));
            assert_eq!(serde_json::to_value(unit).unwrap(), unit.code());
        }
    }
}

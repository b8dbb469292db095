//! When the user wants to be told: what is watched, and which crossing counts.
//!
//! An alert is a wish and nothing more. What it has come to (armed, fired, on
//! which row) is not the user's making, cannot be undone and is kept elsewhere.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::catalog;

/// When a level speaks up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Which crossing counts.
    pub when: AlertWhen,
    /// Whether it stays armed after it fired.
    #[serde(default)]
    pub every_time: bool,
    /// Id of the series that crosses the level; the price where a file does not say.
    #[serde(default = "price", skip_serializing_if = "is_price")]
    pub watch: String,
    /// Whether it keeps quiet for now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paused: bool,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Alert {
    /// An alert that watches the price and fires once.
    pub fn new(when: AlertWhen) -> Self {
        Self { when, every_time: false, watch: price(), paused: false, extra: Map::new() }
    }
}

/// An alert for a series that crosses another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesAlert {
    /// Identity within the workspace.
    pub id: u32,
    /// Id of the series that crosses.
    pub watch: String,
    /// Id of the series that is crossed.
    pub against: String,
    /// Which crossing counts.
    pub when: AlertWhen,
    /// Whether it stays armed after it fired.
    #[serde(default)]
    pub every_time: bool,
    /// Whether it keeps quiet for now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paused: bool,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl SeriesAlert {
    /// An alert that fires once; its id is given when it is added.
    pub fn new(watch: &str, against: &str, when: AlertWhen) -> Self {
        Self {
            id: 0,
            watch: watch.to_owned(),
            against: against.to_owned(),
            when,
            every_time: false,
            paused: false,
            extra: Map::new(),
        }
    }
}

fn price() -> String {
    catalog::PRICE.to_owned()
}

fn is_price(watch: &String) -> bool {
    watch == catalog::PRICE
}

/// Which crossing an alert waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertWhen {
    /// A close above after a close at or below.
    CrossUp,
    /// A close below after a close at or above.
    CrossDown,
    /// Either of the two.
    Cross,
    /// A row whose range contains the level, or a close beyond it without one.
    Touch,
}

impl AlertWhen {
    /// Every crossing, in menu order.
    pub const ALL: [Self; 4] = [Self::CrossUp, Self::CrossDown, Self::Cross, Self::Touch];

    /// Words for people, after the name of what is watched.
    pub fn words(self) -> &'static str {
        match self {
            Self::CrossUp => "crosses up",
            Self::CrossDown => "crosses down",
            Self::Cross => "crosses",
            Self::Touch => "touches",
        }
    }
}

/// Which way something was crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CrossDirection {
    /// From below to above.
    Up,
    /// From above to below.
    Down,
    /// Reached, whichever way.
    Touch,
}

impl CrossDirection {
    /// Words for people, after the name of what crossed.
    pub fn words(self) -> &'static str {
        match self {
            Self::Up => "crossed above",
            Self::Down => "crossed below",
            Self::Touch => "touched",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_of_an_older_file_watches_the_price_and_is_written_as_it_was() {
        let text = r#"{"when":"cross_up","every_time":false}"#;
        let alert: Alert = serde_json::from_str(text).unwrap();
        assert_eq!(alert, Alert::new(AlertWhen::CrossUp));
        assert_eq!(serde_json::to_string(&alert).unwrap(), text);
    }

    #[test]
    fn fields_of_a_newer_version_survive_in_both_kinds() {
        let level =
            r#"{"when":"touch","every_time":true,"watch":"derived.sma_50","paused":true,"sound":"bell"}"#;
        let alert: Alert = serde_json::from_str(level).unwrap();
        assert_eq!(serde_json::to_string(&alert).unwrap(), level);
        let series = r#"{"id":4,"watch":"price.btc.usd","against":"cost.production","when":"cross","every_time":false,"by":[1]}"#;
        let alert: SeriesAlert = serde_json::from_str(series).unwrap();
        assert_eq!(serde_json::to_string(&alert).unwrap(), series);
    }
}

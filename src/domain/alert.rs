//! When a level speaks up.

use serde::{Deserialize, Serialize};

/// When a level speaks up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Which crossing counts.
    pub when: AlertWhen,
    /// Whether it stays armed after it fired.
    #[serde(default)]
    pub every_time: bool,
}

/// Which crossing an alert waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertWhen {
    /// A close above after a close at or below.
    CrossUp,
    /// A close below after a close at or above.
    CrossDown,
    /// A row whose range contains the level.
    Touch,
}

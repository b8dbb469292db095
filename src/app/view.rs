//! What part of the data is looked at: saved with the workspace, never undone.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::picture::PictureRequest;
use crate::chart::viewport::{RangePreset, TimeView};

/// Which tab of the right panel is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tab {
    /// Scenario cards and assumptions.
    #[default]
    Scenarios,
    /// The table of levels.
    Levels,
}

impl Tab {
    /// Every tab, left to right.
    pub const ALL: [Self; 2] = [Self::Scenarios, Self::Levels];

    /// Word on the tab.
    pub fn title(self) -> &'static str {
        match self {
            Self::Scenarios => "Scenarios",
            Self::Levels => "Levels",
        }
    }
}

/// A range of prices that the user has taken the axis to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriceRange {
    /// USD at the lower edge.
    pub low: f64,
    /// USD at the upper edge.
    pub high: f64,
}

/// The part of the workspace that is never undone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Time between the left and the right edge; `None` follows the preset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeView>,
    /// The preset in force, until the user zooms or pans.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<RangePreset>,
    /// The price axis as the user took it; `None` fits what is visible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<PriceRange>,
    /// Whether the series tree is open.
    pub left_panel: bool,
    /// Whether the right panel is open.
    pub right_panel: bool,
    /// Its tab.
    pub tab: Tab,
    /// How the last picture was, which the next begins with.
    #[serde(
        default,
        deserialize_with = "PictureRequest::lenient",
        skip_serializing_if = "PictureRequest::is_ordinary"
    )]
    pub picture: PictureRequest,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            time: None,
            preset: Some(RangePreset::Crash),
            price: None,
            left_panel: true,
            right_panel: true,
            tab: Tab::default(),
            picture: PictureRequest::default(),
            extra: Map::new(),
        }
    }
}

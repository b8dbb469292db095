//! What part of the data is looked at: saved with the workspace, never undone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::export_request::TableRequest;
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
    /// What mining earns and costs.
    Miners,
    /// ETF flows.
    Flows,
    /// Events and notes.
    Notes,
    /// Alerts and what fired.
    Alerts,
    /// Steps done and undone.
    History,
}

impl Tab {
    /// Every tab, left to right: those that stand in the row, then those of its menu.
    pub const ALL: [Self; 7] =
        [Self::Scenarios, Self::Levels, Self::Miners, Self::Flows, Self::Alerts, Self::Notes, Self::History];
    /// How many of them stand in the row.
    pub const IN_ROW: usize = 4;

    /// Word on the tab.
    pub fn title(self) -> &'static str {
        match self {
            Self::Scenarios => "Scenarios",
            Self::Levels => "Levels",
            Self::Miners => "Miners",
            Self::Flows => "ETF flows",
            Self::Notes => "Notes",
            Self::Alerts => "Alerts",
            Self::History => "History",
        }
    }
}

/// A range of values that the user has taken an axis to, in the unit of the axis.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValueRange {
    /// Value at the lower edge.
    pub low: f64,
    /// Value at the upper edge.
    pub high: f64,
}

impl ValueRange {
    /// Whether an axis can show it.
    pub fn is_sane(self) -> bool {
        self.low.is_finite() && self.high.is_finite() && self.low < self.high
    }
}

/// Which side of a pane an axis stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The main axis.
    Right,
    /// The one for a second unit.
    Left,
}

/// A value axis of the chart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AxisId {
    /// Its pane.
    pub pane: String,
    /// Its side.
    pub side: Side,
}

impl AxisId {
    /// The main axis of a pane.
    pub fn right(pane: &str) -> Self {
        Self { pane: pane.to_owned(), side: Side::Right }
    }

    /// The second axis of a pane.
    pub fn left(pane: &str) -> Self {
        Self { pane: pane.to_owned(), side: Side::Left }
    }

    /// Its name in the workspace file: the pane's, with `/left` for the second one.
    fn key(&self) -> String {
        match self.side {
            Side::Right => self.pane.clone(),
            Side::Left => format!("{}/left", self.pane),
        }
    }
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
    /// Axes as the user took them; every other one fits what is visible.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) axes: BTreeMap<String, ValueRange>,
    /// The pane that has the chart to itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximised: Option<String>,
    /// Whether the strip with the whole history is left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_navigator: bool,
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
    /// How data were exported last, which the next export begins with.
    #[serde(
        default,
        deserialize_with = "TableRequest::lenient",
        skip_serializing_if = "TableRequest::is_ordinary"
    )]
    pub table: TableRequest,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            time: None,
            preset: Some(RangePreset::Crash),
            axes: BTreeMap::new(),
            maximised: None,
            no_navigator: false,
            left_panel: true,
            right_panel: true,
            tab: Tab::default(),
            picture: PictureRequest::default(),
            table: TableRequest::default(),
            extra: Map::new(),
        }
    }
}

impl View {
    /// What the user took an axis to; `None` fits what is visible.
    pub fn taken(&self, axis: &AxisId) -> Option<ValueRange> {
        self.axes.get(&axis.key()).copied().filter(|range| range.is_sane())
    }

    /// Whether the user took any axis.
    pub fn has_taken_axes(&self) -> bool {
        !self.axes.is_empty()
    }

    /// Every axis that was taken, and to what.
    pub fn taken_axes(&self) -> impl Iterator<Item = (AxisId, ValueRange)> {
        self.axes.iter().map(|(key, range)| {
            let axis = key.strip_suffix("/left").map_or_else(|| AxisId::right(key), AxisId::left);
            (axis, *range)
        })
    }

    /// Takes an axis to a range.
    pub fn take(&mut self, axis: &AxisId, range: ValueRange) {
        if range.is_sane() {
            self.axes.insert(axis.key(), range);
        }
    }

    /// Lets an axis fit again.
    pub fn fit(&mut self, axis: &AxisId) {
        self.axes.remove(&axis.key());
    }

    /// Lets every axis fit again.
    pub fn fit_all(&mut self) {
        self.axes.clear();
    }

    /// Takes over the one price range that earlier files held.
    pub(super) fn adopt_price_range(&mut self) {
        if let Some(range) = self.extra.remove("price")
            && let Ok(range) = serde_json::from_value(range)
        {
            self.take(&AxisId::right(crate::app::pane_spec::PRICE_PANE), range);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_axis_is_saved_by_its_name_and_nonsense_is_not_taken() {
        let mut view = View::default();
        view.take(&AxisId::right("price"), ValueRange { low: 1.0, high: 2.0 });
        view.take(&AxisId::left("price"), ValueRange { low: f64::NAN, high: 2.0 });
        let text = serde_json::to_string(&view).unwrap();
        assert!(text.contains(r#""axes":{"price":{"low":1.0,"high":2.0}}"#), "{text}");
        assert_eq!(serde_json::from_str::<View>(&text).unwrap(), view);
    }

    #[test]
    fn the_price_range_of_an_earlier_file_is_kept() {
        let text =
            r#"{"price":{"low":50000.0,"high":90000.0},"left_panel":true,"right_panel":true,"tab":"levels"}"#;
        let mut view: View = serde_json::from_str(text).unwrap();
        view.adopt_price_range();
        let range = view.taken(&AxisId::right("price")).unwrap();
        assert_eq!((range.low, range.high), (50_000.0, 90_000.0));
        assert!(view.extra.is_empty());
    }
}

//! The arrangement of the panes: part of the document, so every change is undone.
//!
//! Knows ids of series and how each is to be drawn; knows nothing of rows. What
//! is read from a file is repaired once, in [`repair`]: an edited workspace
//! cannot bring two panes of one name or a pane of no height.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::calculation_inputs::main_series;
use crate::calc::calculation::Plot;
use crate::calc::calculation::instance::Instance;
use crate::chart::scale::ScaleKind;
use crate::domain::catalog::{self, Group};

/// Most panes of a document.
pub const MOST_PANES: usize = 24;
/// Most series of a pane.
pub const MOST_SERIES: usize = 24;
/// Height of the price pane as a multiple of another's.
pub const PRICE_WEIGHT: f32 = 3.4;
/// Least and most height of a pane as a multiple of the usual one.
const WEIGHTS: std::ops::RangeInclusive<f32> = 0.15..=40.0;
/// Id of the price pane of a new document.
pub const PRICE_PANE: &str = "price";
/// Id of the ETF pane of a new document.
pub const ETF_PANE: &str = "etf";

/// How the rows of a series are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// As the catalogue says.
    #[default]
    Auto,
    /// Open, high, low and close, filled.
    Candles,
    /// The same, rising ones hollow.
    HollowCandles,
    /// Open and close as ticks beside a bar from low to high.
    OhlcBars,
    /// A line through the values.
    Line,
    /// A line on a soft ground.
    Area,
    /// Each value holds until the next row.
    Steps,
    /// A bar a row, from zero.
    Columns,
}

impl Style {
    /// Every style, in the order of the menu.
    pub const ALL: [Self; 8] = [
        Self::Auto,
        Self::Candles,
        Self::HollowCandles,
        Self::OhlcBars,
        Self::Line,
        Self::Area,
        Self::Steps,
        Self::Columns,
    ];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Auto => "Usual",
            Self::Candles => "Candles",
            Self::HollowCandles => "Hollow candles",
            Self::OhlcBars => "Bars",
            Self::Line => "Line",
            Self::Area => "Area",
            Self::Steps => "Steps",
            Self::Columns => "Columns",
        }
    }

    /// Whether it needs open, high, low and close.
    pub fn needs_candles(self) -> bool {
        matches!(self, Self::Candles | Self::HollowCandles | Self::OhlcBars)
    }
}

/// Which value axis a series is read on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AxisChoice {
    /// The right one, or the left one where its unit is another.
    #[default]
    Auto,
    /// The right one.
    Right,
    /// The left one.
    Left,
}

impl AxisChoice {
    /// Every choice, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Right, Self::Left];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Auto => "By its unit",
            Self::Right => "Right axis",
            Self::Left => "Left axis",
        }
    }
}

/// Whether a pane shows values or how they moved since the left edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// Values.
    #[default]
    Values,
    /// Change in percent since the left edge.
    Percent,
    /// 100 at the left edge.
    Index,
}

impl Compare {
    /// Every mode, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::Values, Self::Percent, Self::Index];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Values => "Values",
            Self::Percent => "Percent change",
            Self::Index => "Index 100",
        }
    }
}

/// A series in a pane, as the user placed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// Id without source.
    pub id: String,
    /// Kept in the legend and not drawn.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hidden: bool,
    /// How it is drawn.
    #[serde(default, skip_serializing_if = "is_default")]
    pub style: Style,
    /// On which axis.
    #[serde(default, skip_serializing_if = "is_default")]
    pub axis: AxisChoice,
    /// A hue of the palette instead of its own colour, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hue: Option<u8>,
    /// Whether the bars of its volume are left out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_volume: bool,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Placed {
    /// A series drawn as the catalogue says.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            hidden: false,
            style: Style::Auto,
            axis: AxisChoice::Auto,
            hue: None,
            no_volume: false,
            extra: Map::new(),
        }
    }
}

/// A pane as the user arranged it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaneSpec {
    /// Its name in this document.
    pub id: String,
    /// What is drawn, first below.
    #[serde(default)]
    pub series: Vec<Placed>,
    /// Spacing of the value axis; linear is drawn where values can be 0 or less.
    #[serde(default)]
    pub scale: ScaleKind,
    /// Values, or change since the left edge.
    #[serde(default, skip_serializing_if = "is_default")]
    pub compare: Compare,
    /// Height as a multiple of the usual pane's.
    #[serde(default = "usual_weight")]
    pub weight: f32,
    /// Kept and not shown.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hidden: bool,
    /// Whether days without a US session are shaded.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shade_closed: bool,
    /// Whether days are shaded by their class of the Fear & Greed index.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shade_mood: bool,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

fn usual_weight() -> f32 {
    1.0
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl PaneSpec {
    /// A pane with these series.
    pub fn new(id: &str, series: &[&str]) -> Self {
        Self {
            id: id.to_owned(),
            series: series.iter().map(|id| Placed::new(id)).collect(),
            scale: ScaleKind::Linear,
            compare: Compare::Values,
            weight: 1.0,
            hidden: false,
            shade_closed: false,
            shade_mood: false,
            extra: Map::new(),
        }
    }

    /// The series of this id.
    pub fn placed(&self, id: &str) -> Option<&Placed> {
        self.series.iter().find(|placed| placed.id == id)
    }

    /// The series of this id, to be changed.
    pub fn placed_mut(&mut self, id: &str) -> Option<&mut Placed> {
        self.series.iter_mut().find(|placed| placed.id == id)
    }

    /// Whether one of its series is drawn.
    pub fn draws_something(&self) -> bool {
        self.series.iter().any(|placed| !placed.hidden)
    }
}

/// The panes of a new document: price with its averages, hashrate, difficulty, ETF flows.
pub fn first_panes() -> Vec<PaneSpec> {
    let averages = ["derived.sma_50", "derived.sma_200", "derived.weekly_ema_200"];
    let [short, long, weekly] = averages;
    let price = PaneSpec {
        scale: ScaleKind::Log,
        weight: PRICE_WEIGHT,
        ..PaneSpec::new(PRICE_PANE, &[catalog::PRICE, short, long, weekly])
    };
    vec![
        price,
        PaneSpec::new(catalog::HASHRATE, &[catalog::HASHRATE]),
        PaneSpec::new(catalog::DIFFICULTY, &[catalog::DIFFICULTY]),
        PaneSpec::new(ETF_PANE, &[catalog::ETF_TOTAL]),
    ]
}

/// Whether a series is drawn in some pane.
pub fn shows(panes: &[PaneSpec], id: &str) -> bool {
    panes.iter().any(|pane| !pane.hidden && pane.placed(id).is_some_and(|placed| !placed.hidden))
}

/// Whether a series has a place, drawn or not.
pub fn is_placed(panes: &[PaneSpec], id: &str) -> bool {
    panes.iter().any(|pane| pane.placed(id).is_some())
}

/// Draws a series: where it was before, else in the pane of its kind, else in one of its own.
pub fn show(panes: &mut Vec<PaneSpec>, id: &str) {
    let mut found = false;
    for pane in panes.iter_mut() {
        if let Some(placed) = pane.placed_mut(id) {
            (placed.hidden, pane.hidden, found) = (false, false, true);
        }
    }
    if found {
        return;
    }
    let kind = usual_group(id);
    let home = panes.iter_mut().find(|pane| {
        let shares = pane.series.first().is_some_and(|first| usual_group(&first.id) == kind);
        shares && matches!(kind, Group::Price | Group::EtfFlows) && pane.series.len() < MOST_SERIES
    });
    match home {
        Some(pane) => {
            pane.series.push(Placed::new(id));
            pane.hidden = false;
        }
        None => {
            let name = match kind {
                Group::Price => PRICE_PANE,
                Group::EtfFlows => ETF_PANE,
                _ => id,
            };
            let weight = if id == catalog::PRICE { PRICE_WEIGHT } else { 1.0 };
            let scale = if kind == Group::Price { ScaleKind::Log } else { ScaleKind::Linear };
            panes.push(PaneSpec { weight, scale, ..PaneSpec::new(&free_id(panes, name), &[id]) });
        }
    }
}

/// Stops drawing a series wherever it is; a pane left with nothing to draw is hidden too.
pub fn hide(panes: &mut [PaneSpec], id: &str) {
    for pane in panes {
        if let Some(placed) = pane.placed_mut(id) {
            placed.hidden = true;
            pane.hidden |= !pane.draws_something();
        }
    }
}

/// A name no pane has yet, beginning with `wish`.
pub fn free_id(panes: &[PaneSpec], wish: &str) -> String {
    let taken = |name: &str| panes.iter().any(|pane| pane.id == name);
    let numbered = (2..).map(|number| format!("{wish}-{number}"));
    let mut names = std::iter::once(wish.to_owned()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or_else(|| wish.to_owned())
}

/// Where a series stands when nobody moved it: averages of the price with the price.
fn usual_group(id: &str) -> Group {
    if let Some(instance) = Instance::parse(id) {
        let is_over = matches!(instance.calculation.plot, Plot::OverInput | Plot::Marks | Plot::Table);
        // Over a series of series it stands where that stands.
        return if is_over { usual_group(main_series(&instance)) } else { Group::Other };
    }
    catalog::entry(id).map_or(Group::Other, |entry| entry.group)
}

/// Makes panes read from a file usable: one name a pane, one place a series in it, sane heights.
pub fn repair(panes: &mut Vec<PaneSpec>) {
    panes.truncate(MOST_PANES);
    let mut names = BTreeSet::new();
    panes.retain(|pane| !pane.series.is_empty() && names.insert(pane.id.clone()));
    for pane in panes {
        let mut ids = BTreeSet::new();
        pane.series.retain(|placed| ids.insert(placed.id.clone()));
        pane.series.truncate(MOST_SERIES);
        pane.weight = sane_weight(pane.weight);
    }
}

/// A height a pane can have.
pub fn sane_weight(weight: f32) -> f32 {
    if weight.is_finite() { weight.clamp(*WEIGHTS.start(), *WEIGHTS.end()) } else { 1.0 }
}

/// Brings a document of an earlier version, which listed the shown series, to panes.
pub fn from_shown_series(document: &mut Map<String, Value>) {
    let style = document.remove("price_style");
    let scale = document.remove("price_scale");
    let shown = document.remove("shown_series");
    if document.contains_key("panes") || (style.is_none() && scale.is_none() && shown.is_none()) {
        return;
    }
    let mut panes = first_panes();
    if let Some(Value::Array(shown)) = shown {
        let shown: BTreeSet<&str> = shown.iter().filter_map(Value::as_str).collect();
        let at_first: Vec<String> =
            panes.iter().flat_map(|pane| &pane.series).map(|placed| placed.id.clone()).collect();
        for id in at_first.iter().filter(|id| !shown.contains(id.as_str())) {
            hide(&mut panes, id);
        }
        for id in &shown {
            show(&mut panes, id);
        }
    }
    if let Some(price) = panes.first_mut() {
        if let Some(scale) = scale.and_then(|scale| serde_json::from_value(scale).ok()) {
            price.scale = scale;
        }
        if style.is_some_and(|style| style == "line")
            && let Some(placed) = price.placed_mut(catalog::PRICE)
        {
            placed.style = Style::Line;
        }
    }
    if let Ok(panes) = serde_json::to_value(panes) {
        document.insert("panes".to_owned(), panes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(panes: &[PaneSpec]) -> Vec<(&str, bool)> {
        panes.iter().map(|pane| (pane.id.as_str(), pane.hidden)).collect()
    }

    #[test]
    fn a_series_comes_back_where_it_was_and_a_new_one_finds_its_kind() {
        let mut panes = first_panes();
        hide(&mut panes, catalog::HASHRATE);
        assert!(!shows(&panes, catalog::HASHRATE) && panes[1].hidden);
        show(&mut panes, catalog::HASHRATE);
        assert_eq!(panes, first_panes());
        show(&mut panes, "etf.flow.ibit");
        show(&mut panes, catalog::FEAR_GREED);
        show(&mut panes, "derived.sma_100");
        assert!(panes[3].placed("etf.flow.ibit").is_some());
        assert!(panes[0].placed("derived.sma_100").is_some());
        assert_eq!(panes.last().unwrap().id, catalog::FEAR_GREED);
    }

    #[test]
    fn a_pane_stays_while_one_of_its_series_is_drawn() {
        let mut panes = first_panes();
        hide(&mut panes, "derived.sma_50");
        assert!(!panes[0].hidden);
        hide(&mut panes, catalog::ETF_TOTAL);
        assert_eq!(names(&panes)[3], (ETF_PANE, true));
    }

    #[test]
    fn what_a_file_brings_is_repaired() {
        let mut panes = first_panes();
        panes.push(PaneSpec { weight: f32::NAN, ..PaneSpec::new("wide", &["a", "a"]) });
        panes.push(PaneSpec::new("price", &["b"]));
        panes.push(PaneSpec::new("empty", &[]));
        panes[1].weight = 1e9;
        repair(&mut panes);
        assert_eq!(panes.len(), 5);
        assert_eq!((panes[4].weight, panes[4].series.len()), (1.0, 1));
        assert_eq!(panes[1].weight, 40.0);
    }

    #[test]
    fn a_list_of_shown_series_becomes_panes() {
        let text = r#"{"shown_series":["price.btc.usd","sentiment.fear_greed"],"price_style":"line","price_scale":"linear"}"#;
        let mut document: Map<String, Value> = serde_json::from_str(text).unwrap();
        from_shown_series(&mut document);
        let panes: Vec<PaneSpec> = serde_json::from_value(document["panes"].clone()).unwrap();
        assert!(shows(&panes, catalog::PRICE) && shows(&panes, catalog::FEAR_GREED));
        assert!(!shows(&panes, catalog::HASHRATE) && !shows(&panes, "derived.sma_50"));
        assert_eq!((panes[0].scale, panes[0].series[0].style), (ScaleKind::Linear, Style::Line));
        assert!(!document.contains_key("shown_series"));
    }

    #[test]
    fn names_of_new_panes_are_free() {
        assert_eq!(free_id(&first_panes(), "price"), "price-2");
        assert_eq!(free_id(&[], "price"), "price");
    }
}

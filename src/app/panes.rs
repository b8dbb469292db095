//! The panes as they are drawn: the document's arrangement met with the rows at hand.
//!
//! Knows series, units and choices; knows nothing of pixels. A series without rows
//! is left out until it has some; what two series of one pane measure decides
//! whether they share an axis.

use std::sync::Arc;

use crate::app::computed::{BASE, units};
use crate::app::derived::any_title;
use crate::app::library::{Entry, Library};
use crate::app::pane_notes::{PaneNote, pane_note};
use crate::app::pane_spec::{AxisChoice, Compare, PaneSpec, Placed, Style};
use crate::app::workspace::Document;
use crate::calc::calculation::instance::PREFIX;
use crate::calc::interval::{Interval, row_secs};
use crate::chart::scale::ScaleKind;
use crate::chart::viewport::TimeView;
use crate::domain::catalog::{self, Drawing, Group};
use crate::domain::series::{Columns, Series};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;

pub use crate::app::pane_spec::{ETF_PANE, PRICE_PANE};

/// What a value axis measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Measure {
    /// The unit of its values.
    pub unit: Unit,
    /// Whether they are flows, which have a sign and a zero line.
    pub flow: bool,
}

/// The axis a series is read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AxisSide {
    /// The right one, which every pane has.
    Right,
    /// The left one, for a second unit.
    Left,
    /// None: a third unit is fitted to the pane alone, and its readout gives the values.
    Own,
}

/// A series in a pane.
#[derive(Clone, Debug)]
pub struct PaneSeries {
    /// Id without source.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// What its rows are by nature.
    pub drawing: Drawing,
    /// How they are drawn; never [`Style::Auto`].
    pub style: Style,
    /// On which axis they are read.
    pub axis: AxisSide,
    /// What they measure.
    pub measure: Measure,
    /// A hue of the palette instead of the series' own colour.
    pub hue: Option<u8>,
    /// For a computed series without a colour of its own: its place among those of the pane.
    pub slot: Option<u8>,
    /// The words its values stand for, which are no numbers to be read on an axis.
    pub words: Option<&'static [&'static str]>,
    /// Whether bars of its volume are drawn; it has volumes then.
    pub volume: bool,
    /// The rows that are drawn: the stored ones, or those of the chosen interval.
    pub entry: Entry,
    /// The rows as they were stored, and where they come from.
    pub stored: Entry,
    /// Seconds a drawn row stands for.
    pub row_secs: i64,
}

/// A pane of the chart.
#[derive(Clone, Debug)]
pub struct Pane {
    /// Its name in the document.
    pub id: String,
    /// Its name for people, strong in its corner.
    pub title: String,
    /// What the right axis measures.
    pub right: Measure,
    /// What the left axis measures, if there is one.
    pub left: Option<Measure>,
    /// What is drawn, in this order.
    pub series: Vec<PaneSeries>,
    /// What stands in the legend only.
    pub hidden: Vec<PaneSeries>,
    /// What is no line: events, tables, and what lacks its input.
    pub notes: Vec<PaneNote>,
    /// Spacing that can be drawn: logarithmic only where every value is above 0.
    pub scale: ScaleKind,
    /// Values, percent change or index 100.
    pub compare: Compare,
    /// Height as a multiple of the usual pane's.
    pub weight: f32,
    /// Whether days without a US session are shaded.
    pub shade_closed: bool,
    /// The Fear & Greed index whose classes shade the days, if they do.
    pub mood: Option<Entry>,
    /// Weekly closes that go before the daily price.
    pub weekly: Option<Arc<Series>>,
    carries_levels: bool,
}

impl PaneSeries {
    /// Whether it was computed from other series.
    pub fn is_computed(&self) -> bool {
        self.id.starts_with(PREFIX)
    }

    /// Whether its rows can be added up: flows can, a sum or an average of flows cannot.
    pub fn adds_up(&self) -> bool {
        self.measure.flow && !self.is_computed()
    }

    /// Draws the rows of an interval instead of the stored ones.
    pub(super) fn draw_rows(&mut self, entry: &Entry, interval: Interval) {
        let longest = interval.bucket_end(UnixSecs(0)).0;
        self.row_secs = if longest > 0 { longest } else { row_secs(&self.stored.series) };
        self.entry = entry.clone();
        // The bucket that holds the first unfinished row is unfinished as a whole.
        let rows = &self.entry.series;
        let bucket = |time| rows.row_at_or_before(time).and_then(|row| rows.times().get(row).copied());
        self.entry.unfinished_from = self.stored.unfinished_from.and_then(bucket);
    }
}

impl Pane {
    /// Whether this is the price pane, which carries levels and scenarios.
    pub fn is_price(&self) -> bool {
        self.carries_levels
    }

    /// Whether the values of the right axis are flows.
    pub fn is_flow(&self) -> bool {
        self.right.flow
    }

    /// The drawn series of this id.
    pub fn drawn(&self, id: &str) -> Option<&PaneSeries> {
        self.series.iter().find(|series| series.id == id)
    }

    /// Every series of the legend, drawn ones first.
    pub fn legend(&self) -> impl Iterator<Item = (&PaneSeries, bool)> {
        self.series
            .iter()
            .map(|series| (series, true))
            .chain(self.hidden.iter().map(|series| (series, false)))
    }
}

/// The panes of a document, top to bottom.
pub fn panes(document: &Document, library: &Library) -> Vec<Pane> {
    let price_pane = document.price_pane().map(|pane| pane.id.as_str());
    document
        .panes
        .iter()
        .filter(|spec| !spec.hidden)
        .filter_map(|spec| pane(spec, document, library, price_pane == Some(spec.id.as_str())))
        .collect()
}

fn pane(spec: &PaneSpec, document: &Document, library: &Library, carries_levels: bool) -> Option<Pane> {
    let mut drawn: Vec<PaneSeries> = Vec::new();
    let mut hidden: Vec<PaneSeries> = Vec::new();
    let mut notes: Vec<PaneNote> = Vec::new();
    for placed in &spec.series {
        let Some(entry) = library.drawn(&placed.id, &document.preferred_sources) else {
            notes.extend(pane_note(placed, library));
            continue;
        };
        {
            let mut series = pane_series(placed, entry.clone());
            // Only the first of a pane stands on a ground; others would veil what lies below.
            if placed.style == Style::Auto && series.style == Style::Area && !drawn.is_empty() {
                series.style = Style::Line;
            }
            if placed.hidden { hidden.push(series) } else { drawn.push(series) }
        }
    }
    give_slots(spec, &mut drawn, &mut hidden);
    let first = drawn.first().or(hidden.first()).map(|first| (first.measure, first.id.as_str()));
    // A pane that only lacks its input says so: it would be gone without a word.
    let nothing = Measure { unit: Unit::Number, flow: false };
    let first = first.or_else(|| notes.first().map(|note| (nothing, note.id.as_str())));
    let (right, title) = first.map(|(measure, id)| (measure, pane_title(id)))?;
    let mut left = None;
    for (series, choice) in drawn.iter_mut().map(|series| {
        let choice = spec.placed(&series.id).map_or(AxisChoice::Auto, |placed| placed.axis);
        (series, choice)
    }) {
        series.axis = match choice {
            _ if series.words.is_some() => AxisSide::Own,
            AxisChoice::Auto if series.measure == right => AxisSide::Right,
            AxisChoice::Right if series.measure == right => AxisSide::Right,
            AxisChoice::Auto | AxisChoice::Left | AxisChoice::Right => {
                if *left.get_or_insert(series.measure) == series.measure {
                    AxisSide::Left
                } else {
                    AxisSide::Own
                }
            }
        };
    }
    if spec.compare != Compare::Values {
        left = None;
        drawn.iter_mut().for_each(|series| series.axis = AxisSide::Right);
    }
    let can_be_log = drawn.iter().filter(|series| series.axis == AxisSide::Right).all(can_be_log);
    let weekly = carries_levels
        .then(|| library.weekly(catalog::PRICE, &document.preferred_sources))
        .flatten()
        .map(|entry| Arc::clone(&entry.series));
    Some(Pane {
        id: spec.id.clone(),
        title,
        right,
        left,
        series: drawn,
        hidden,
        notes,
        scale: if can_be_log { spec.scale } else { ScaleKind::Linear },
        compare: spec.compare,
        weight: spec.weight,
        shade_closed: spec.shade_closed,
        mood: spec
            .shade_mood
            .then(|| library.drawn(catalog::FEAR_GREED, &document.preferred_sources).cloned())
            .flatten(),
        weekly,
        carries_levels,
    })
}

/// Gives every computed series without a colour of its own a place in the palette that no
/// other series of the pane has.
fn give_slots(spec: &PaneSpec, drawn: &mut [PaneSeries], hidden: &mut [PaneSeries]) {
    let mut taken: Vec<u8> = spec.series.iter().filter_map(|placed| placed.hue).collect();
    for placed in &spec.series {
        let mut all = drawn.iter_mut().chain(hidden.iter_mut());
        let Some(series) = all.find(|series| series.id == placed.id) else { continue };
        if !series.is_computed() || BASE.contains(&series.id.as_str()) || series.hue.is_some() {
            continue;
        }
        let free = (0..u8::MAX).find(|slot| !taken.contains(slot)).unwrap_or_default();
        taken.push(free);
        series.slot = Some(free);
    }
}

fn pane_series(placed: &Placed, entry: Entry) -> PaneSeries {
    let series = &entry.series;
    let drawing = drawing(&placed.id, series);
    let candles = series.ohlcv();
    let usual = match drawing {
        Drawing::Candles => Style::Candles,
        Drawing::Line if placed.id.starts_with(PREFIX) || is_price(&placed.id) => Style::Line,
        Drawing::Line => Style::Area,
        Drawing::Steps => Style::Steps,
        Drawing::Bars => Style::Columns,
    };
    let style = match placed.style {
        Style::Auto => usual,
        style if style.needs_candles() && candles.is_none() => usual,
        style => style,
    };
    let is_stored = !placed.id.starts_with(PREFIX);
    let is_flow = if is_stored { drawing == Drawing::Bars } else { units::is_flow(&placed.id) };
    let volume = !placed.no_volume && candles.is_some_and(|candles| candles.volume.is_some());
    PaneSeries {
        title: any_title(&placed.id).into_owned(),
        drawing,
        style,
        axis: AxisSide::Right,
        measure: Measure { unit: series.unit(), flow: is_flow },
        hue: placed.hue,
        slot: None,
        words: units::word_list(&placed.id),
        volume,
        row_secs: row_secs(&entry.series),
        stored: entry.clone(),
        entry,
        id: placed.id.clone(),
    }
}

/// Whether a series is a price, which has no ground to stand on.
fn is_price(id: &str) -> bool {
    catalog::entry(id).is_some_and(|entry| entry.group == Group::Price)
}

/// Name of the pane whose first series this is.
fn pane_title(first: &str) -> String {
    match catalog::entry(first).map(|entry| entry.group) {
        Some(Group::EtfFlows) => "US spot ETF net flow".to_owned(),
        _ => any_title(first).into_owned(),
    }
}

/// Whether every value of a series is above 0.
pub fn can_be_log(series: &PaneSeries) -> bool {
    let rows = &series.entry.series;
    // Prices of candles are above 0 by construction.
    if rows.ohlcv().is_some() {
        return true;
    }
    let (Some(first), Some(last)) = (rows.first_time(), rows.last_time()) else { return true };
    let whole = TimeView::new(first.0 as f64, last.0 as f64 + 1.0);
    let range = series.entry.lod.column(rows).value_range(&whole);
    range.is_none_or(|(lowest, _)| lowest > 0.0)
}

fn drawing(id: &str, series: &Series) -> Drawing {
    let known = catalog::entry(id).map(|entry| entry.drawing).or_else(|| units::drawing_of(id));
    match (known, series.columns()) {
        (Some(Drawing::Candles) | None, Columns::Ohlcv(_)) => Drawing::Candles,
        (Some(Drawing::Candles) | None, Columns::Scalar(_)) => Drawing::Line,
        (Some(known), _) => known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::edit::Edit;
    use crate::app::edit_panes::PaneEdit;
    use crate::app::loaded::Loaded;
    use crate::domain::catalog::{DIFFICULTY, ETF_TOTAL, HASHRATE, PRICE};
    use crate::domain::provenance::Provenance;
    use crate::io::case_file;

    fn library() -> Library {
        let mut library = Library::default();
        for incoming in case_file::bundled().unwrap().incoming {
            let provenance = Provenance { seen_at: UnixSecs(0), ..incoming.provenance };
            library.insert(Loaded::new(incoming.series, provenance));
        }
        library
    }

    fn document(edits: &[PaneEdit]) -> Document {
        let mut document = Document::new(Vec::new(), Vec::new());
        for edit in edits {
            Edit::Panes(edit.clone()).apply(&mut document).unwrap();
        }
        document
    }

    fn put(series: &str, pane: &str) -> PaneEdit {
        PaneEdit::Put { series: series.to_owned(), pane: pane.to_owned() }
    }

    #[test]
    fn the_first_panes_are_the_four_of_the_program() {
        let panes = panes(&document(&[]), &library());
        let titles: Vec<&str> = panes.iter().map(|pane| pane.title.as_str()).collect();
        assert_eq!(titles, ["BTC/USD", "Hashrate", "Difficulty", "US spot ETF net flow"]);
        assert!(panes[0].is_price() && panes[3].is_flow());
        assert_eq!(panes[0].scale, ScaleKind::Log);
    }

    #[test]
    fn unlike_units_get_a_left_axis_and_a_third_one_none() {
        let edits = [put(HASHRATE, PRICE_PANE), put(DIFFICULTY, PRICE_PANE), put(ETF_TOTAL, PRICE_PANE)];
        let panes = panes(&document(&edits), &library());
        let sides: Vec<AxisSide> =
            [PRICE, HASHRATE, DIFFICULTY, ETF_TOTAL].map(|id| panes[0].drawn(id).unwrap().axis).into();
        assert_eq!(sides, [AxisSide::Right, AxisSide::Left, AxisSide::Own, AxisSide::Own]);
        assert_eq!(panes[0].left, Some(Measure { unit: Unit::HashesPerSecond, flow: false }));
        // The flows are below zero at times, but not on this axis.
        assert_eq!(panes[0].scale, ScaleKind::Log);
    }

    #[test]
    fn a_logarithmic_axis_gives_way_where_values_can_be_negative() {
        let log = |pane: &str| PaneEdit::SetScale { pane: pane.to_owned(), scale: ScaleKind::Log };
        let panes = panes(&document(&[log(ETF_PANE), log(HASHRATE)]), &library());
        assert_eq!(panes[3].scale, ScaleKind::Linear);
        assert_eq!(panes[1].scale, ScaleKind::Log);
    }

    #[test]
    fn compared_series_share_the_right_axis() {
        let compare = PaneEdit::SetCompare { pane: PRICE_PANE.to_owned(), compare: Compare::Percent };
        let panes = panes(&document(&[put(HASHRATE, PRICE_PANE), compare]), &library());
        assert!(panes[0].series.iter().all(|series| series.axis == AxisSide::Right));
        assert_eq!(panes[0].left, None);
    }

    #[test]
    fn a_hidden_series_stays_in_the_legend_and_its_pane_stays() {
        let hide =
            PaneEdit::HideSeries { series: HASHRATE.to_owned(), pane: HASHRATE.to_owned(), hidden: true };
        let panes = panes(&document(&[hide]), &library());
        assert_eq!(panes[1].title, "Hashrate");
        assert!(panes[1].series.is_empty() && panes[1].legend().count() == 1);
    }

    #[test]
    fn candles_need_candles() {
        let style =
            |style| PaneEdit::SetStyle { series: HASHRATE.to_owned(), pane: HASHRATE.to_owned(), style };
        let drawn = |edit| panes(&document(&[edit]), &library())[1].series[0].style;
        assert_eq!(drawn(style(Style::Candles)), Style::Area);
        assert_eq!(drawn(style(Style::Steps)), Style::Steps);
    }
}

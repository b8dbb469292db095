//! What a pane has besides lines: events on a series, tables, and indicators that lack an input.
//!
//! They stand in the legend like series do. An indicator whose input is gone stays there
//! with what it needs: it would be missed without a word.

use crate::app::calculation_inputs::main_series;
use crate::app::computed::any_title;
use crate::app::computed::units::cell_words;
use crate::app::library::Library;
use crate::app::pane_spec::Placed;
use crate::calc::calculation::instance::Instance;
use crate::calc::calculation::{Computed, Output, OutputUnit, Shape};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;

/// Most columns of a table that the legend says.
const MOST_COLUMNS: usize = 3;

/// What is said of what has no answer yet, after its name.
const COMPUTING: &str = "is being computed";

/// Something of a pane that is no line.
#[derive(Clone, Debug, PartialEq)]
pub struct PaneNote {
    /// Id of the computed series.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Whether its events are not drawn.
    pub hidden: bool,
    /// What the legend says of it.
    pub words: String,
    /// Whether it cannot be computed from the rows at hand.
    pub is_missing: bool,
    /// Id of the series its events are drawn on.
    pub on: String,
    /// Its events, by time.
    pub marks: Vec<PaneMark>,
    /// A share of the whole by price, drawn as bars at the edge of the pane.
    pub profile: Vec<ProfileBar>,
}

/// An event on a series.
#[derive(Clone, Debug, PartialEq)]
pub struct PaneMark {
    /// The row it happened on.
    pub time: UnixSecs,
    /// What happened: `death`.
    pub word: String,
    /// The same as a name of its own: `Death cross`.
    pub name: String,
    /// Its place among the words, which gives it its sign: the first points down.
    pub kind: usize,
}

/// One step of a profile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProfileBar {
    /// Its lower bound, in the unit of the series.
    pub low: f64,
    /// Its upper bound.
    pub high: f64,
    /// How long it is, of the longest.
    pub share: f64,
}

impl PaneNote {
    /// Name and words, these as they are written for people, as one text: `Golden and death crosses
    /// · last death on 16 Nov 2025`.
    pub fn said(&self, words: &str) -> String {
        // What is wanting makes a sentence with the name.
        let is_sentence = self.is_missing || self.words == COMPUTING;
        format!("{}{}{}", self.title, if is_sentence { " " } else { " · " }, words)
    }
}

/// What a placed series without a line has to say; `None` for one that is not computed.
pub(super) fn pane_note(placed: &Placed, library: &Library) -> Option<PaneNote> {
    let instance = Instance::parse(&placed.id)?;
    let mut note = PaneNote {
        id: placed.id.clone(),
        title: any_title(&placed.id).into_owned(),
        hidden: placed.hidden,
        words: String::new(),
        is_missing: false,
        on: main_series(&instance).to_owned(),
        marks: Vec::new(),
        profile: Vec::new(),
    };
    match library.computed(&placed.id).map(|held| &held.answer) {
        None => note.words = COMPUTING.to_owned(),
        Some(Err(why)) => (note.words, note.is_missing) = (why.clone(), true),
        Some(Ok(rows)) => {
            let outputs = (instance.calculation.outputs)(&instance.params);
            let Some(table) = &rows.table else { return Some(note) };
            match instance.calculation.shape {
                Shape::Events => read_events(&mut note, &outputs, table),
                Shape::Profile => read_profile(&mut note, &outputs, table),
                _ => note.words = summary(&outputs, table),
            }
        }
    }
    Some(note)
}

fn read_events(note: &mut PaneNote, outputs: &[Output], table: &Computed) {
    let output = outputs.iter().position(|output| matches!(output.unit, OutputUnit::Word(_)));
    let words = output.and_then(|place| Some((outputs.get(place)?, table.columns.get(place)?)));
    note.marks = table
        .times
        .iter()
        .enumerate()
        .map(|(row, time)| {
            let value = words.and_then(|(_, column)| column.get(row)).copied();
            let word = words.zip(value).map_or_else(
                || note.title.clone(),
                |((output, _), value)| cell_words(output.unit, Unit::Number, value).replace('_', " "),
            );
            let name = words.map_or_else(|| word.clone(), |(output, _)| event_name(&output.title, &word));
            PaneMark { time: *time, word, name, kind: value.map_or(0, |value| value as usize) }
        })
        .collect();
    note.words = match note.marks.last() {
        Some(last) => format!("last {} on {}", last.word, last.time.day_label()),
        None => "none in these rows".to_owned(),
    };
}

/// `Death cross`; what a single word does not name keeps its own: `Hash ribbon event: recovery`.
fn event_name(of: &str, word: &str) -> String {
    if of.contains(' ') {
        return format!("{of}: {word}");
    }
    let mut letters = word.chars();
    let capital = letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>());
    format!("{} {}", capital.unwrap_or_default(), of.to_lowercase())
}

fn summary(outputs: &[Output], table: &Computed) -> String {
    let cells = outputs.iter().zip(&table.columns).take(MOST_COLUMNS);
    let words = cells.map(|(output, column)| {
        let value = column.last().copied().unwrap_or(f64::NAN);
        format!("{} {}", output.title, cell_words(output.unit, Unit::Usd, value))
    });
    words.collect::<Vec<_>>().join(" · ")
}

/// A profile has columns of these names: from and to which price, and how much.
fn read_profile(note: &mut PaneNote, outputs: &[Output], table: &Computed) {
    note.words = match table.len() {
        1 => "1 row".to_owned(),
        rows => format!("{rows} rows"),
    };
    let column = |words: &[&str]| {
        let place = outputs.iter().position(|output| words.contains(&output.part));
        place.and_then(|place| table.columns.get(place))
    };
    let (Some(low), Some(high), Some(amount)) = (column(&["from"]), column(&["to"]), column(&["volume"]))
    else {
        return;
    };
    let most = amount.iter().copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
    if most <= 0.0 {
        return;
    }
    let bars = low.iter().zip(high).zip(amount);
    let bar = |((low, high), amount): ((&f64, &f64), &f64)| ProfileBar {
        low: *low,
        high: *high,
        share: *amount / most,
    };
    note.profile = bars.map(bar).collect();
    let peak = note.profile.iter().max_by(|a, b| a.share.total_cmp(&b.share));
    if let Some(peak) = peak {
        let middle = f64::midpoint(peak.low, peak.high);
        note.words = format!("most at {}", cell_words(OutputUnit::Usd, Unit::Usd, middle));
    }
}

//! The table this program writes itself, so that export and import round-trip.
//!
//! Knows the `#` lines and the `ID` or `ID.column` header of [`super::super::write`].
//! Comments settle source, unit and cadence; without them the catalogue and the
//! times do, and an id without a source becomes one from `csv`.

use super::{Dialect, Plan};
use crate::domain::catalog;
use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, SeriesKey};
use crate::domain::unit::Unit;
use crate::io::csv::plan::{Blank, Cells, SeriesPlan};
use crate::io::csv::sniff::Sniffed;
use crate::io::csv::write::EXPORT_MARK;
use crate::io::csv::write::text::read_comment_text;

/// `date,value`, `date,open,…` below comments, or `date,ID.column,…`.
pub struct Hashfloor;

const COLUMNS: [&str; 5] = ["open", "high", "low", "close", "volume"];

impl Dialect for Hashfloor {
    fn name(&self) -> &'static str {
        "hashfloor"
    }

    fn title(&self) -> &'static str {
        "Hashfloor export"
    }

    fn expects(&self) -> &'static str {
        "date and series ids such as price.btc.usd.close or etf.flow.total@farside"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        let marked = file.comments.first().is_some_and(|line| line == EXPORT_MARK);
        if self.plan(file).is_none() {
            0
        } else if marked {
            100
        } else {
            95
        }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        if file.keys.first()? != "date" || file.width() < 2 {
            return None;
        }
        let notes = notes(&file.comments);
        let series = match notes.as_slice() {
            [one] if is_single(file) => vec![single(file, one)?],
            _ => wide(file, &notes)?,
        };
        let first = notes.first();
        let text = |pick: fn(&Note) -> &String| first.map(|note| pick(note).clone());
        Some(Plan {
            date: 0,
            series,
            source_title: text(|note| &note.title)
                .filter(|title| !title.is_empty())
                .unwrap_or_else(|| "Hashfloor export".to_owned()),
            citation: text(|note| &note.citation)
                .filter(|line| !line.is_empty())
                .unwrap_or_else(|| file.name.clone()),
            licence: text(|note| &note.licence).unwrap_or_default(),
        })
    }
}

/// What the comments say of one series.
#[derive(Clone, Debug)]
struct Note {
    key: SeriesKey,
    unit: Option<Unit>,
    cadence: Option<Cadence>,
    title: String,
    citation: String,
    licence: String,
}

fn notes(comments: &[String]) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    for (name, value) in comments.iter().filter_map(|line| line.split_once(": ")) {
        if name == "series" {
            notes.extend(key_of(value).map(|key| Note {
                key,
                unit: None,
                cadence: None,
                title: String::new(),
                citation: String::new(),
                licence: String::new(),
            }));
        } else if let Some(note) = notes.last_mut() {
            match name {
                "unit" => note.unit = Unit::from_code(value),
                "cadence" => note.cadence = Cadence::from_code(value),
                "source" => note.title = read_comment_text(value),
                "citation" => note.citation = read_comment_text(value),
                "licence" => note.licence = read_comment_text(value),
                _ => {}
            }
        }
    }
    notes
}

fn key_of(text: &str) -> Option<SeriesKey> {
    let (id, weekly, source) = SeriesKey::parse(text)?;
    let source = source.or_else(|| SourceId::new("csv"))?;
    Some(SeriesKey { id, source, weekly })
}

fn is_single(file: &Sniffed) -> bool {
    file.keys.iter().skip(1).all(|key| key == "value" || COLUMNS.contains(&key.as_str()))
}

fn single(file: &Sniffed, note: &Note) -> Option<SeriesPlan> {
    let cells = match file.column(&["value"]) {
        Some(column) => Cells::Scalar(column),
        None => candle(|name| file.column(&[name]))?,
    };
    // A blank row of one series is a gap that was exported.
    Some(SeriesPlan { blank: Blank::Gap, ..planned(note.key.clone(), cells, Some(note)) })
}

fn candle(mut column: impl FnMut(&str) -> Option<usize>) -> Option<Cells> {
    Some(Cells::Candle {
        open: column("open")?,
        high: column("high")?,
        low: column("low")?,
        close: column("close")?,
        volume: column("volume"),
    })
}

fn planned(key: SeriesKey, cells: Cells, note: Option<&Note>) -> SeriesPlan {
    let scalar = SeriesPlan::scalar(key, 0);
    let unit = note.and_then(|note| note.unit).unwrap_or(scalar.unit);
    let cadence = note.and_then(|note| note.cadence).or(scalar.key.weekly.then_some(Cadence::Weekly));
    SeriesPlan { unit, cadence, cells, ..scalar }
}

/// Groups `ID` and `ID.column` headers; every column must belong to a series.
fn wide(file: &Sniffed, notes: &[Note]) -> Option<Vec<SeriesPlan>> {
    let names: Vec<&str> = file.header.iter().map(|cell| cell.trim()).collect();
    let mut series: Vec<SeriesPlan> = Vec::new();
    let mut done: Vec<&str> = Vec::new();
    for (column, name) in names.iter().enumerate().skip(1) {
        let (id, part) = match name.rsplit_once('.') {
            Some((id, part)) if COLUMNS.contains(&part) => (id, Some(part)),
            _ => (*name, None),
        };
        if !is_known(id) {
            return None;
        }
        if part.is_some() && done.contains(&id) {
            continue;
        }
        done.push(id);
        let note = notes.iter().find(|note| is_named(note, id));
        let key = note.map_or_else(|| key_of(id), |note| Some(note.key.clone()))?;
        let cells = match part {
            None => Cells::Scalar(column),
            Some(_) => match candle(|part| names.iter().position(|name| *name == format!("{id}.{part}"))) {
                Some(cells) => cells,
                // A lone `ID.close`: its values without the rest of the candle.
                None => Cells::Scalar(column),
            },
        };
        series.push(planned(key, cells, note));
    }
    if let [only] = series.as_mut_slice() {
        // Nobody else can have brought the blank row about.
        only.blank = Blank::Gap;
    }
    (!series.is_empty()).then_some(series)
}

fn is_named(note: &Note, id: &str) -> bool {
    let full = note.key.to_string();
    full == id || full.split('@').next() == Some(id)
}

/// A catalogued id, or one with a dot or a source: `open` alone is no series.
fn is_known(name: &str) -> bool {
    SeriesKey::parse(name)
        .is_some_and(|(id, _, source)| catalog::entry(&id).is_some() || source.is_some() || id.contains('.'))
}

//! A row of a table of levels as a level, or what is wrong with it.

use std::borrow::Cow;

use crate::domain::level::{
    Alert, AlertWhen, Anchor, Level, LevelId, LevelKind, MAX_LABEL_CHARS, Place, Straight, check_price,
};
use crate::domain::level_words::{
    MAX_LEVEL_NOTE_CHARS, MAX_LEVEL_SOURCE_CHARS, read_colour, tidy_label, tidy_note, tidy_source,
};
use crate::domain::time::UnixSecs;
use crate::io::csv::date::{DateReading, EXPECTED_DATE, parse_date};
use crate::io::csv::error::shorten;
use crate::io::csv::records::Record;
use crate::io::csv::{RowWarning, read_safe_text_cell};
use crate::io::levels_csv::{LEVELS_HEADER, alert_word, straight_word};

const EXPECTED_PRICE: &str = "a price such as 68500.5, from 0.01 to 1,000,000,000";
const EXPECTED_PLACE: &str = "exactly one place: a price, low with high, or a line with both its ends";
const EXPECTED_ALERT: &str = "cross_up, cross_down, cross, touch or nothing";
const EXPECTED_YES: &str = "yes, no or nothing";

/// Which column holds what, in the order of [`LEVELS_HEADER`].
pub(super) struct Columns([Option<usize>; LEVELS_HEADER.len()]);

/// What a cell holds; the text is the name of its column.
struct Cells<'r> {
    record: &'r Record<'r>,
    columns: &'r Columns,
}

impl Columns {
    /// `None` if there is no kind or no place.
    pub(super) fn of(header: &Record<'_>) -> Option<Self> {
        let place = |name: &str| header.cells().position(|cell| cell.trim().eq_ignore_ascii_case(name));
        let columns = Self(LEVELS_HEADER.map(place));
        let has = |names: &[&str]| names.iter().all(|name| columns.find(name).is_some());
        let places: [&[&str]; 3] =
            [&["price"], &["low", "high"], &["from_date", "from_price", "to_date", "to_price"]];
        (has(&["kind"]) && places.into_iter().any(has)).then_some(columns)
    }

    fn find(&self, name: &str) -> Option<usize> {
        let index = LEVELS_HEADER.iter().position(|known| *known == name)?;
        self.0.get(index).copied().flatten()
    }

    /// # Errors
    /// What was expected in which cell.
    pub(super) fn level(&self, record: &Record<'_>, number: u32) -> Result<Level, RowWarning> {
        let cells = Cells { record, columns: self };
        let kind = cells.kind()?;
        let mut level = Level::new(LevelId(number), kind, cells.place()?);
        level.label =
            tidy_label(&cells.text("label", MAX_LABEL_CHARS, "a label of at most 256 characters")?);
        let longest = "a note of at most 4,000 characters";
        level.note = tidy_note(&cells.text("note", MAX_LEVEL_NOTE_CHARS, longest)?);
        let longest = "a source of at most 256 characters";
        level.source = tidy_source(&cells.text("source", MAX_LEVEL_SOURCE_CHARS, longest)?);
        level.colour = match cells.word("colour") {
            "" => None,
            text => {
                let colour = read_colour(text);
                Some(
                    colour
                        .map_err(|_refused| cells.wrong("colour", "a colour such as #1E90FF, or nothing"))?,
                )
            }
        };
        (level.locked, level.hidden) = (cells.yes("locked")?, cells.yes("hidden")?);
        level.alert = cells.alert()?;
        Ok(level)
    }
}

impl<'r> Cells<'r> {
    fn raw(&self, name: &str) -> &'r str {
        self.columns.find(name).map_or("", |column| self.record.cell(column))
    }

    fn word(&self, name: &str) -> &'r str {
        self.raw(name).trim()
    }

    fn wrong(&self, name: &str, expected: &'static str) -> RowWarning {
        let found = shorten(self.raw(name));
        RowWarning { line: self.record.line, column: name.to_owned(), expected, found }
    }

    fn text(&self, name: &str, longest: usize, expected: &'static str) -> Result<Cow<'r, str>, RowWarning> {
        let text = read_safe_text_cell(self.raw(name));
        if text.chars().nth(longest).is_some() { Err(self.wrong(name, expected)) } else { Ok(text) }
    }

    fn yes(&self, name: &str) -> Result<bool, RowWarning> {
        match self.word(name).to_ascii_lowercase().as_str() {
            "" | "no" | "false" | "0" => Ok(false),
            "yes" | "true" | "1" => Ok(true),
            _ => Err(self.wrong(name, EXPECTED_YES)),
        }
    }

    fn kind(&self) -> Result<LevelKind, RowWarning> {
        let word = self.word("kind");
        let kind = LevelKind::ALL.into_iter().find(|kind| kind.word().eq_ignore_ascii_case(word));
        kind.ok_or_else(|| self.wrong("kind", "support, resistance, cost or neutral"))
    }

    fn alert(&self) -> Result<Option<Alert>, RowWarning> {
        let (every_time, paused) = (self.yes("alert_every")?, self.yes("alert_paused")?);
        let (word, watch) = (self.word("alert"), read_safe_text_cell(self.word("alert_watch")));
        if word.is_empty() {
            return Ok(None);
        }
        let when = AlertWhen::ALL.into_iter().find(|when| alert_word(*when).eq_ignore_ascii_case(word));
        let when = when.ok_or_else(|| self.wrong("alert", EXPECTED_ALERT))?;
        let mut alert = Alert { every_time, paused, ..Alert::new(when) };
        if !watch.is_empty() {
            alert.watch = watch.into_owned();
        }
        Ok(Some(alert))
    }

    fn price(&self, name: &str) -> Result<f64, RowWarning> {
        let price = self.word(name).parse().ok().filter(|price| check_price(*price).is_ok());
        price.ok_or_else(|| self.wrong(name, EXPECTED_PRICE))
    }

    fn date(&self, name: &str) -> Result<UnixSecs, RowWarning> {
        match parse_date(self.word(name)) {
            Some(DateReading::Sure(date)) => Ok(date),
            _ => Err(self.wrong(name, EXPECTED_DATE)),
        }
    }

    fn place(&self) -> Result<Place, RowWarning> {
        let has = |name| !self.word(name).is_empty();
        let is_zone = has("low") || has("high");
        let is_line = has("from_date") || has("from_price") || has("to_date") || has("to_price");
        let (place, column, expected) = match (has("price"), is_zone, is_line) {
            (true, false, false) => (Place::Price(self.price("price")?), "price", EXPECTED_PRICE),
            (false, true, false) => {
                let (low, high) = (self.price("low")?, self.price("high")?);
                (Place::Zone { low, high }, "high", "a high above the low")
            }
            (false, false, true) => {
                let from = Anchor { date: self.date("from_date")?, price: self.price("from_price")? };
                let to = Anchor { date: self.date("to_date")?, price: self.price("to_price")? };
                let (straight, ray) = (self.straight()?, self.yes("ray")?);
                (Place::Line { from, to, straight, ray }, "to_date", "a date after from_date")
            }
            _ => return Err(self.wrong("price", EXPECTED_PLACE)),
        };
        place.check().map_err(|_refused| self.wrong(column, expected))
    }

    fn straight(&self) -> Result<Straight, RowWarning> {
        let word = self.word("straight");
        if word.is_empty() {
            return Ok(Straight::Linear);
        }
        let straight = [Straight::Linear, Straight::Log]
            .into_iter()
            .find(|straight| straight_word(*straight).eq_ignore_ascii_case(word));
        straight.ok_or_else(|| self.wrong("straight", "linear, log or nothing"))
    }
}

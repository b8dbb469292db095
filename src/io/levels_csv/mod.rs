//! Levels as CSV: a row a level, with its place, its words and its alert.
//!
//! Knows the form of the table; knows nothing of where a file lies. A place fills the columns
//! of its kind and leaves the others empty: `price`, or `low` and `high`, or the two anchors of a
//! line. Texts are made harmless for spreadsheets on the way out, which the way in undoes.
//! Reading is bounded like any other CSV; a row that is no level is left out and said, the
//! others stay.

mod row;
#[cfg(test)]
mod tests;

use std::io::Read;

use crate::domain::catalog;
use crate::domain::level::{AlertWhen, Level, MAX_LEVELS, Place, Straight};
use crate::domain::level_words::{MAX_LEVEL_NOTE_CHARS, read_colour};
use crate::io::csv::error::shorten;
use crate::io::csv::own_table::{header_is, open_table};
use crate::io::csv::records::Record;
use crate::io::csv::{CsvError, RowWarning, safe_text_cell};
use row::Columns;

/// The columns, in the order they are written.
pub const LEVELS_HEADER: [&str; 20] = [
    "kind",
    "price",
    "low",
    "high",
    "from_date",
    "from_price",
    "to_date",
    "to_price",
    "straight",
    "ray",
    "label",
    "note",
    "source",
    "colour",
    "locked",
    "hidden",
    "alert",
    "alert_every",
    "alert_watch",
    "alert_paused",
];
/// Bytes of the longest cell: every character of a note at its widest.
const MAX_CELL_BYTES: usize = 4 * MAX_LEVEL_NOTE_CHARS + 8;

/// The levels of a file.
#[derive(Debug, Default)]
pub struct LevelsRead {
    /// In the order of the file; ids are only their places in it.
    pub levels: Vec<Level>,
    /// Rows that were left out.
    pub warnings: Vec<RowWarning>,
}

/// Why a file gave no levels at all.
#[derive(Debug, thiserror::Error)]
pub enum LevelsCsvError {
    /// The header has no kind, or no place.
    #[error(
        "line {line}: expected a header with kind and one of price, low with high, or \
         from_date, from_price, to_date with to_price, found {found:?}"
    )]
    Header {
        /// Line of the header, from 1.
        line: u64,
        /// The header as it stands.
        found: String,
    },
    /// Not one row could be taken.
    #[error("none of the rows is a level; the first: {0}")]
    NoRow(RowWarning),
    /// More rows than a workspace holds.
    #[error("line {line}: expected at most {MAX_LEVELS} levels")]
    TooMany {
        /// Line of the first level too many, from 1.
        line: u64,
    },
    /// The table cannot be read.
    #[error(transparent)]
    Csv(#[from] CsvError),
}

/// Writes levels as a table, in their own order.
///
/// **Shape.** A header and a row a level. Dates are ISO, with the time where it is not 00:00
/// UTC; a price is the shortest decimal with the same bits; what is not so is left empty.
pub fn write_levels(levels: &[Level]) -> Vec<u8> {
    let mut table = LEVELS_HEADER.join(",");
    table.push('\n');
    for level in levels {
        let mut cells: Vec<String> = vec![level.kind.word().to_owned()];
        cells.extend(place_cells(level.place));
        cells
            .extend([&level.label, &level.note, &level.source].map(|text| safe_text_cell(text).into_owned()));
        // What is no colour is drawn as none, and would keep the row from being read again.
        cells.push(level.colour.as_deref().and_then(|text| read_colour(text).ok()).unwrap_or_default());
        cells.extend([level.locked, level.hidden].map(|is_so| yes(is_so).to_owned()));
        let alert = level.alert.as_ref();
        cells.push(alert.map_or("", |alert| alert_word(alert.when)).to_owned());
        cells.push(yes(alert.is_some_and(|alert| alert.every_time)).to_owned());
        let watch = alert.map(|alert| alert.watch.as_str()).filter(|watch| *watch != catalog::PRICE);
        cells.push(safe_text_cell(watch.unwrap_or_default()).into_owned());
        cells.push(yes(alert.is_some_and(|alert| alert.paused)).to_owned());
        table.push_str(&cells.join(","));
        table.push('\n');
    }
    table.into_bytes()
}

/// The nine cells of a place.
fn place_cells(place: Place) -> [String; 9] {
    let mut cells: [String; 9] = Default::default();
    let [price, low, high, from_date, from_price, to_date, to_price, straight, ray] = &mut cells;
    match place {
        Place::Price(at) => *price = at.to_string(),
        Place::Zone { low: bottom, high: top } => (*low, *high) = (bottom.to_string(), top.to_string()),
        Place::Line { from, to, straight: axis, ray: is_ray } => {
            (*from_date, *from_price) = (from.date.iso(), from.price.to_string());
            (*to_date, *to_price) = (to.date.iso(), to.price.to_string());
            *straight = straight_word(axis).to_owned();
            *ray = yes(is_ray).to_owned();
        }
    }
    cells
}

fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "" }
}

fn straight_word(straight: Straight) -> &'static str {
    match straight {
        Straight::Linear => "linear",
        Straight::Log => "log",
    }
}

fn alert_word(when: AlertWhen) -> &'static str {
    match when {
        AlertWhen::CrossUp => "cross_up",
        AlertWhen::CrossDown => "cross_down",
        AlertWhen::Cross => "cross",
        AlertWhen::Touch => "touch",
    }
}

/// Whether the head of a file is that of a table of levels: it has `kind`, `label` and a place.
pub fn is_levels(head: &[u8]) -> bool {
    header_is(head, |header| {
        let has_label = header.cells().any(|cell| cell.trim().eq_ignore_ascii_case("label"));
        has_label && Columns::of(header).is_some()
    })
}

/// Reads a table of levels. Columns are found by their names, in any order; all but `kind` and
/// those of one place may be missing, other columns are passed over.
///
/// # Errors
/// [`LevelsCsvError`]: a table without the columns, without one good row, or past a bound of
/// the reader.
pub fn read_levels(input: impl Read) -> Result<LevelsRead, LevelsCsvError> {
    let mut records = open_table(input, MAX_CELL_BYTES)?;
    let columns = match records.next_record()? {
        Some(header) => Columns::of(&header).ok_or_else(|| header_error(&header))?,
        None => return Err(CsvError::Empty.into()),
    };
    let mut read = LevelsRead::default();
    while let Some(record) = records.next_record()? {
        if record.cells().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if read.levels.len() + read.warnings.len() >= MAX_LEVELS {
            return Err(LevelsCsvError::TooMany { line: record.line });
        }
        let number = u32::try_from(read.levels.len() + 1).unwrap_or(u32::MAX);
        match columns.level(&record, number) {
            Ok(level) => read.levels.push(level),
            Err(warning) => read.warnings.push(warning),
        }
    }
    match (read.levels.is_empty(), read.warnings.first()) {
        (true, Some(first)) => Err(LevelsCsvError::NoRow(first.clone())),
        (true, None) => {
            Err(CsvError::HeaderOnly { header: LEVELS_HEADER.map(str::to_owned).to_vec() }.into())
        }
        _ => Ok(read),
    }
}

fn header_error(header: &Record<'_>) -> LevelsCsvError {
    let cells: Vec<&str> = header.cells().collect();
    LevelsCsvError::Header { line: header.line, found: shorten(&cells.join(",")) }
}

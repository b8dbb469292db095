//! Our own tables: levels and notes.

use super::sentence;
use crate::domain::level::Level;
use crate::domain::level::{MAX_LEVELS, MAX_PRICE_USD, MIN_PRICE_USD};
use crate::domain::note::{MAX_NOTES, MAX_SOURCE_CHARS, MAX_TEXT_CHARS, MAX_TITLE_CHARS, Note};
use crate::domain::place::Place;
use crate::domain::time::UnixSecs;
use crate::io::{levels_csv, notes_csv};

/// Levels are in range, and what is written of them is read again as it was.
pub fn levels_csv(bytes: &[u8]) {
    levels_csv::is_levels(bytes);
    let read = match levels_csv::read_levels(bytes) {
        Ok(read) => read,
        Err(error) => return sentence(&error, 2_000),
    };
    assert!(!read.levels.is_empty() && read.levels.len() + read.warnings.len() <= MAX_LEVELS);
    assert!(read.levels.len() <= lines(bytes));
    for level in &read.levels {
        check_level(level);
    }
    let written = levels_csv::write_levels(&read.levels);
    let again =
        levels_csv::read_levels(written.as_slice()).unwrap_or_else(|error| panic!("{error}: {written:?}"));
    assert_eq!(again.levels, read.levels, "{}", String::from_utf8_lossy(&written));
    assert!(again.warnings.is_empty(), "{:?}", again.warnings);
}

/// Notes are in range, and what is written of them is read again as it was.
pub fn notes_csv(bytes: &[u8]) {
    notes_csv::is_notes(bytes);
    let read = match notes_csv::read_notes(bytes) {
        Ok(read) => read,
        Err(error) => return sentence(&error, 2_000),
    };
    assert!(!read.notes.is_empty() && read.notes.len() + read.warnings.len() <= MAX_NOTES);
    assert!(read.notes.len() <= lines(bytes));
    for note in &read.notes {
        check_note(note);
    }
    let written = notes_csv::write_notes(&read.notes);
    let again =
        notes_csv::read_notes(written.as_slice()).unwrap_or_else(|error| panic!("{error}: {written:?}"));
    // Written earliest first; ids are places in the file.
    let words = |notes: &[Note]| {
        let mut words: Vec<_> = notes
            .iter()
            .map(|note| {
                (
                    note.at,
                    note.title.clone(),
                    note.text.clone(),
                    note.source.clone(),
                    note.price.map(f64::to_bits),
                )
            })
            .collect();
        words.sort();
        words
    };
    assert_eq!(words(&again.notes), words(&read.notes), "{}", String::from_utf8_lossy(&written));
}

fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1
}

pub(super) fn check_level(level: &Level) {
    let price = |price: f64| assert!((MIN_PRICE_USD..=MAX_PRICE_USD).contains(&price), "{level:?}");
    match level.place {
        Place::Price(at) => price(at),
        Place::Zone { low, high } => {
            price(low);
            price(high);
            assert!(low < high, "{level:?}");
        }
        Place::Line { from, to, .. } => {
            price(from.price);
            price(to.price);
            assert!(from.date < to.date && plausible(from.date) && plausible(to.date), "{level:?}");
        }
    }
}

pub(super) fn check_note(note: &Note) {
    assert!(plausible(note.at), "{note:?}");
    assert!(note.price.is_none_or(|price| (MIN_PRICE_USD..=MAX_PRICE_USD).contains(&price)), "{note:?}");
    assert!(note.title.chars().count() <= MAX_TITLE_CHARS, "{note:?}");
    assert!(note.text.chars().count() <= MAX_TEXT_CHARS, "{note:?}");
    assert!(note.source.chars().count() <= MAX_SOURCE_CHARS, "{note:?}");
}

/// From 1970 to 2199.
fn plausible(time: UnixSecs) -> bool {
    (0..7_289_654_400).contains(&time.0)
}

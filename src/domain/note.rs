//! Notes of the user's own: a moment, a title, a text, and perhaps a price.
//!
//! A note never knows pixels. What it may hold is decided here, so that a typed
//! text, a workspace file and a CSV file obey the same bounds. Line ends are
//! `\n` and a title is one line: otherwise a note would not come back from a
//! file as it went in. Control characters are kept and shown as escapes.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::format::visible_text;
use crate::domain::level::check_price;
use crate::domain::time::UnixSecs;

/// Longest title, in characters.
pub const MAX_TITLE_CHARS: usize = 256;
/// Longest text, in characters.
pub const MAX_TEXT_CHARS: usize = 4_096;
/// Longest source, in characters.
pub const MAX_SOURCE_CHARS: usize = 1_024;
/// The most notes of one workspace.
pub const MAX_NOTES: usize = 2_000;

/// Identifies a note within its workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NoteId(pub u32);

/// Something the user wrote down at a moment of the chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "NoteFile", into = "NoteFile")]
pub struct Note {
    /// Identity within the workspace.
    pub id: NoteId,
    /// When.
    pub at: UnixSecs,
    /// A few words.
    pub title: String,
    /// Longer text, of as many lines as it takes.
    pub text: String,
    /// Where it was read; empty when it is the user's own thought.
    pub source: String,
    /// Colour as `#RRGGBB`; the theme's own when absent.
    pub colour: Option<String>,
    /// A hidden note is kept but not drawn.
    pub hidden: bool,
    /// The price it hangs on, USD; without one it hangs on the time axis alone.
    pub price: Option<f64>,
    /// Fields of newer versions, kept as they are.
    pub extra: Map<String, Value>,
}

/// Why a note cannot be as asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoteError {
    /// A date that no chart shows.
    #[error("a note's date must lie between 1970 and 2200")]
    Date,
    /// A price outside the bounds of levels.
    #[error("a note's price must lie between 0.01 and 1,000,000,000 USD, found {0}")]
    Price(f64),
    /// There are [`MAX_NOTES`] already.
    #[error("a workspace holds at most {MAX_NOTES} notes, delete some first")]
    TooMany,
}

/// Whether a note can hang there.
///
/// # Errors
/// [`NoteError`] says which bound was broken.
pub fn check_note_place(at: UnixSecs, price: Option<f64>) -> Result<(), NoteError> {
    if !at.is_plausible() {
        return Err(NoteError::Date);
    }
    match price {
        Some(price) => check_price(price).map(|_| ()).map_err(|_broken| NoteError::Price(price)),
        None => Ok(()),
    }
}

impl Note {
    /// A new, visible note without a text.
    ///
    /// # Errors
    /// [`NoteError`] for a place that cannot be.
    pub fn new(id: NoteId, at: UnixSecs, price: Option<f64>, title: &str) -> Result<Self, NoteError> {
        check_note_place(at, price)?;
        Ok(Self {
            id,
            at,
            title: one_line(title, MAX_TITLE_CHARS),
            text: String::new(),
            source: String::new(),
            colour: None,
            hidden: false,
            price,
            extra: Map::new(),
        })
    }

    /// Other words, brought within their bounds.
    pub fn set_words(&mut self, title: &str, text: &str, source: &str) {
        self.title = one_line(title, MAX_TITLE_CHARS);
        self.text = tidy_lines(text);
        self.source = one_line(source, MAX_SOURCE_CHARS);
    }

    /// Its title as it can be shown, else how its text begins; empty for a blank note.
    pub fn heading(&self) -> String {
        const SHOWN_CHARS: usize = 60;
        let words = if self.title.is_empty() {
            self.text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
        } else {
            &self.title
        };
        let mut shown = visible_text(&words.chars().take(SHOWN_CHARS).collect::<String>());
        if words.chars().nth(SHOWN_CHARS).is_some() {
            shown.push('…');
        }
        shown
    }
}

/// A text of one line: line ends become blanks, what is too long is cut.
///
/// Doing it twice is doing it once.
pub fn one_line(text: &str, longest: usize) -> String {
    let line = text.replace(['\r', '\n'], " ").replace('\0', "\u{FFFD}");
    line.trim().chars().take(longest).collect::<String>().trim_end().to_owned()
}

/// A text of several lines, each ended by `\n`; what is too long is cut.
///
/// Doing it twice is doing it once.
pub fn tidy_lines(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{FFFD}");
    lines.chars().take(MAX_TEXT_CHARS).collect()
}

/// A text of somebody else's as it can be shown, its lines kept apart.
pub fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible_text).collect::<Vec<_>>().join("\n")
}

/// The note as it stands in a workspace file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct NoteFile {
    id: NoteId,
    at: UnixSecs,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    colour: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    hidden: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    price: Option<f64>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

impl TryFrom<NoteFile> for Note {
    type Error = NoteError;

    fn try_from(file: NoteFile) -> Result<Self, NoteError> {
        let mut note = Self::new(file.id, file.at, file.price, "")?;
        note.set_words(&file.title, &file.text, &file.source);
        (note.colour, note.hidden, note.extra) = (file.colour, file.hidden, file.extra);
        Ok(note)
    }
}

impl From<Note> for NoteFile {
    fn from(note: Note) -> Self {
        Self {
            id: note.id,
            at: note.at,
            title: note.title,
            text: note.text,
            source: note.source,
            colour: note.colour,
            hidden: note.hidden,
            price: note.price,
            extra: note.extra,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_note_round_trips_with_fields_of_a_newer_version() {
        let text = r#"{"id":3,"at":"2026-02-05","title":"Margin calls","text":"two\nlines",
            "price":62000.5,"pin":{"glow":2}}"#;
        let note: Note = serde_json::from_str(text).unwrap();
        assert_eq!((note.price, note.hidden), (Some(62_000.5), false));
        let back = serde_json::to_value(&note).unwrap();
        assert_eq!(back, serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn impossible_places_are_refused_and_long_words_cut() {
        for text in [
            r#"{"id":1,"at":"1969-12-31"}"#,
            r#"{"id":1,"at":"2026-02-30"}"#,
            r#"{"id":1,"at":"2026-02-05","price":-1}"#,
        ] {
            assert!(serde_json::from_str::<Note>(text).is_err(), "{text}");
        }
        assert_eq!(check_note_place(UnixSecs(-1), None), Err(NoteError::Date));
        assert!(check_note_place(UnixSecs(0), Some(f64::NAN)).is_err());
        let mut note = Note::new(NoteId(1), UnixSecs(0), None, &"é".repeat(300)).unwrap();
        assert_eq!(note.title.chars().count(), MAX_TITLE_CHARS);
        note.set_words("a\r\nb", &"x".repeat(5_000), "");
        assert_eq!((note.title.as_str(), note.text.len()), ("a  b", MAX_TEXT_CHARS));
    }

    #[test]
    fn a_heading_is_the_title_or_how_the_text_begins() {
        let mut note = Note::new(NoteId(1), UnixSecs(0), None, "").unwrap();
        assert_eq!(note.heading(), "");
        note.set_words("", "\n  first words\nmore", "");
        assert_eq!(note.heading(), "first words");
        note.set_words("turned\u{202e}", "text", "");
        assert_eq!(note.heading(), "turned\\u{202e}");
        assert_eq!(visible_lines("a\u{7}\nb"), "a\\u{7}\nb");
    }

    proptest! {
        #[test]
        fn bringing_words_within_bounds_twice_is_doing_it_once(text in "(?s).{0,400}") {
            let once = one_line(&text, 100);
            prop_assert_eq!(one_line(&once, 100), once.clone());
            let lines = tidy_lines(&text);
            prop_assert_eq!(tidy_lines(&lines), lines);
        }
    }
}

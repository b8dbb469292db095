//! What may be written on a level, and in which colour.
//!
//! Typed texts, workspace files and CSV files obey the same bounds. Line ends are `\n`, a label
//! and a source are one line: otherwise a level would not come back from a file as it went
//! in. Control characters are kept and shown as escapes.

use crate::domain::level::{Level, LevelError, MAX_LABEL_CHARS};
use crate::domain::note::one_line;

/// Longest note of a level, in characters.
pub const MAX_LEVEL_NOTE_CHARS: usize = 4_000;
/// Longest source of a level, in characters.
pub const MAX_LEVEL_SOURCE_CHARS: usize = 256;

/// A label within its bounds. Doing it twice is doing it once.
pub fn tidy_label(text: &str) -> String {
    one_line(text, MAX_LABEL_CHARS)
}

/// A source within its bounds. Doing it twice is doing it once.
pub fn tidy_source(text: &str) -> String {
    one_line(text, MAX_LEVEL_SOURCE_CHARS)
}

/// A note within its bounds, its lines each ended by `\n`. Doing it twice is doing it once.
pub fn tidy_note(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{FFFD}");
    lines.chars().take(MAX_LEVEL_NOTE_CHARS).collect()
}

/// A colour as `#RRGGBB`, in capitals; the `#` and three-digit forms such as `#fa0` are understood.
///
/// # Errors
/// [`LevelError::Colour`] with the text.
pub fn read_colour(text: &str) -> Result<String, LevelError> {
    let wrong = || LevelError::Colour(text.chars().take(40).collect());
    let digits = text.trim().strip_prefix('#').unwrap_or_else(|| text.trim());
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    let six: String = match digits.len() {
        6 => digits.to_owned(),
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => return Err(wrong()),
    };
    Ok(format!("#{}", six.to_ascii_uppercase()))
}

/// Whether two levels say the same: kind, place and label.
pub fn is_same_level(a: &Level, b: &Level) -> bool {
    a.kind == b.kind && a.place == b.place && a.label == b.label
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn colours_are_read_as_people_write_them() {
        for (text, colour) in [("#1e90ff", "#1E90FF"), (" 1e90ff ", "#1E90FF"), ("#fa0", "#FFAA00")] {
            assert_eq!(read_colour(text), Ok(colour.to_owned()));
        }
        for text in ["", "#", "#12345", "pink", "#é1111", "#1234567"] {
            assert_eq!(read_colour(text), Err(LevelError::Colour(text.to_owned())), "{text}");
        }
    }

    proptest! {
        #[test]
        fn words_brought_within_their_bounds_stay_as_they_are(text in any::<String>()) {
            for tidy in [tidy_label, tidy_source, tidy_note] {
                let once = tidy(&text);
                prop_assert_eq!(tidy(&once), once);
            }
        }
    }

    #[test]
    fn too_long_a_text_is_cut() {
        assert_eq!(tidy_note(&"é".repeat(5_000)).chars().count(), MAX_LEVEL_NOTE_CHARS);
        assert_eq!(tidy_source(&"é".repeat(5_000)).chars().count(), MAX_LEVEL_SOURCE_CHARS);
        assert_eq!(tidy_note("a\r\nb\rc"), "a\nb\nc");
    }
}

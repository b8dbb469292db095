//! What must hold of any bytes; a target hands its input to one of these functions.
//!
//! "No panic" is the least of it: whatever is accepted is checked against the bounds that the
//! rest of the program relies on, with checks written here and not borrowed from the reader.

mod container;
mod own_tables;
mod packed;
mod sources;
mod table;
mod workspace;

pub use container::container;
pub use own_tables::{levels_csv, notes_csv};
pub use packed::packed_codec;
pub use sources::source;
pub use table::{csv_front, csv_read};
pub use workspace::workspace;

use crate::domain::time::UnixSecs;

/// 1 June 2031, the "now" of every target: later than every seed.
pub(crate) const NOW: UnixSecs = UnixSecs(1_938_038_400);
/// No row is dated later.
pub(crate) const NEWEST: UnixSecs = UnixSecs(NOW.0 + 2 * 86_400);

/// A sentence for people: some words, no control characters, no end.
pub(crate) fn sentence(error: &dyn std::error::Error, longest: usize) {
    let words = error.to_string();
    assert!(!words.trim().is_empty(), "an error without words");
    assert!(words.chars().count() <= longest, "an error of {} characters: {words}", words.chars().count());
    assert!(!words.chars().any(char::is_control), "an error with control characters: {words:?}");
}

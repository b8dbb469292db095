//! Tables that are no CSV: an HTML table, a site's JSON export.
//!
//! Rewrites what it knows as delimited text, so that everything after it reads
//! one kind of table; delimited text passes untouched and unbuffered. A page and
//! a JSON text must be held whole to be understood, so both are bounded.

mod entities;
mod html;
mod json;

use std::io::{self, Cursor, ErrorKind, Read as _};

use super::error::CsvError;
use super::text::TextBlocks;
use crate::io::container::Bytes;

/// Bytes of a page that may be read: 4 MiB.
const MAX_HTML_BYTES: usize = 4 << 20;
/// Bytes of a JSON text that may be read: 6 MiB. Held whole and rewritten, neither takes more
/// than 32 MiB.
const MAX_JSON_BYTES: usize = 6 << 20;
/// Bytes that are looked at to tell the form.
const HEAD_BYTES: usize = 4 << 10;

/// Why a page or a JSON text gives no table.
#[derive(Debug, thiserror::Error)]
pub enum FrontError {
    /// A page without rows.
    #[error("the page holds no table: expected one with a date in each row")]
    NoTable,
    /// More than may be held in memory.
    #[error(
        "the {form} is longer than {most_mib} MiB: expected a shorter one, or delimited text of any length"
    )]
    TooLong {
        /// `page` or `JSON text`.
        form: &'static str,
        /// The bound.
        most_mib: usize,
    },
    /// Begins like JSON and is none.
    #[error("the file begins like JSON, but {0}")]
    Json(#[from] serde_json::Error),
    /// JSON in which no rows were found.
    #[error("the JSON holds no rows: expected a list of objects, or of lists that begin with a time")]
    NoRows,
}

/// The input as delimited text.
///
/// **Cost** none for delimited text; a page or a JSON text is held whole, within bounds.
///
/// # Errors
/// [`CsvError`] if it is of a known form and damaged or too long.
pub fn as_table(mut input: Bytes<'_>) -> Result<Bytes<'_>, CsvError> {
    let head = read_up_to(&mut input, HEAD_BYTES)?;
    let text = match Form::of(&head) {
        Form::Delimited => return Ok(Box::new(Cursor::new(head).chain(input))),
        Form::Html => html::as_tsv(&whole(head, input, "page", MAX_HTML_BYTES)?)?,
        Form::Json => json::as_csv(&whole(head, input, "JSON text", MAX_JSON_BYTES)?)?,
    };
    Ok(Box::new(Cursor::new(text.into_bytes())))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Delimited,
    Html,
    Json,
}

impl Form {
    fn of(head: &[u8]) -> Self {
        let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
        let lower = || String::from_utf8_lossy(text).to_ascii_lowercase();
        match text.first() {
            Some(b'{' | b'[') => Self::Json,
            // `<DATE>,<OPEN>` is a header of delimited text; `Version:` is how Windows pastes a page.
            Some(b'<' | b'V') if is_page(&lower()) => Self::Html,
            _ => Self::Delimited,
        }
    }
}

fn is_page(text: &str) -> bool {
    let tags =
        ["<table", "<html", "<!doctype html", "<body", "<head", "<meta", "<div", "<tr", "<tbody", "<?xml"];
    (text.starts_with('<') || text.starts_with("version:")) && tags.iter().any(|tag| text.contains(tag))
}

/// Reads until so many bytes are there or the input ends.
fn read_up_to(input: &mut Bytes<'_>, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; most];
    let mut filled = 0;
    while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
        match input.read(room) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(fault) if fault.kind() == ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

/// The whole input as text, of whatever encoding.
fn whole(head: Vec<u8>, input: Bytes<'_>, form: &'static str, most: usize) -> Result<String, CsvError> {
    // One byte more than allowed tells a longer input from one that just fits.
    let bounded = Cursor::new(head).chain(input).take(most as u64 + 1);
    let (mut blocks, mut text) = TextBlocks::open(bounded)?;
    let mut block = Vec::new();
    while blocks.next_into(&mut block)? {
        text.extend_from_slice(&block);
        if text.len() > most {
            return Err(FrontError::TooLong { form, most_mib: most >> 20 }.into());
        }
    }
    Ok(match String::from_utf8(text) {
        Ok(text) => text,
        Err(fault) => String::from_utf8_lossy(fault.as_bytes()).into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn table(text: &str) -> Result<String, String> {
        let mut out = String::new();
        let mut bytes = as_table(Box::new(text.as_bytes())).map_err(|error| error.to_string())?;
        bytes.read_to_string(&mut out).unwrap();
        Ok(out)
    }

    #[test]
    fn delimited_text_passes_untouched() {
        let long = format!("date,price\n{}", "2031-01-01,5\n".repeat(2_000));
        for text in ["", "a", "date,price\n", "<DATE>,<OPEN>\n20310101,5\n", "Volume,x\n", &long] {
            assert_eq!(table(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_too_long_or_no_table_is_said() {
        let endless = io::Read::chain("<table><tr><td>".as_bytes(), io::repeat(b'x'));
        let error = as_table(Box::new(endless)).err().unwrap().to_string();
        assert!(error.starts_with("the page is longer than 4 MiB"), "{error}");
        assert_eq!(
            table("<html><p>nothing</html>").unwrap_err(),
            "the page holds no table: expected one with a date in each row"
        );
        assert!(table("{\"a\":").unwrap_err().starts_with("the file begins like JSON, but EOF"));
        assert!(table("[1,2,3]").unwrap_err().starts_with("the JSON holds no rows"));
        let deep = "[".repeat(100_000);
        assert!(table(&deep).unwrap_err().starts_with("the file begins like JSON, but "));
    }

    #[test]
    fn text_of_any_kind_never_panics() {
        use proptest::prelude::*;
        let piece = prop_oneof![
            "</?(table|tr|td|th|script|br|div)( colspan=\"?[0-9]{0,4}\"?)?>?",
            "&(amp|nbsp|#[0-9]{0,9}|#x[0-9a-f]{0,7}|[a-z]{0,5});?",
            "(<!--|-->|\"|'|<|>)",
            "[\\[\\]{}:,\"xy0-9. ]{0,8}",
            "\\PC{0,5}",
            "2031-01-0[1-9]",
        ];
        let start =
            prop_oneof![Just("<table>"), Just("["), Just("{"), Just("<html><table><tr><td>"), Just("")];
        proptest!(ProptestConfig::with_cases(2_000), |(start in start, pieces in proptest::collection::vec(piece, 0..30))| {
            // Whatever comes out, a table or a sentence: it comes.
            let text = format!("{start}{}", pieces.concat());
            prop_assert!(table(&text).map_or_else(|error| !error.is_empty(), |_| true), "{}", text);
        });
    }
}

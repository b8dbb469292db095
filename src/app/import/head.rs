//! The head of a file: what can be shown of it before it is understood.
//!
//! Read apart from the whole, so that a table nobody knows still shows its
//! columns, and so that what was answered for its header last time is found
//! before it is read.

use std::io::Read;

use crate::io::container;
use crate::io::csv::CsvError;
use crate::io::csv::date::parse_date;
use crate::io::csv::dialects::choose;
use crate::io::csv::front::as_table;
use crate::io::csv::sniff::{Sniffed, sniff};
use crate::io::csv::text::Encoding;

/// Rows of the head that are kept.
const ROWS: usize = 10;
/// Longest text that stands for a header, in bytes.
const LONGEST_KEY: usize = 2_000;

/// The head of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHead {
    /// Name of the member of a container that is read.
    pub member: Option<String>,
    /// A title for every column; `column N` where the file has none.
    pub titles: Vec<String>,
    /// The first rows as they stand.
    pub rows: Vec<Vec<String>>,
    /// What stands between cells.
    pub delimiter: char,
    /// How characters are encoded.
    pub encoding: Encoding,
    /// Stands for the header and the kind of table: what was answered is kept under it.
    pub key: String,
}

/// Reads the head of a file.
///
/// # Errors
/// [`CsvError`] if there is no table.
pub(super) fn peek(input: impl Read + Send, name: &str) -> Result<FileHead, CsvError> {
    let opened = container::open(Box::new(input))?;
    let member = opened.member.clone();
    let (file, _, _) = sniff(as_table(opened.bytes)?, name)?;
    let titles = (0..file.width()).map(|column| file.title(column)).collect();
    let key = key_of(&file);
    Ok(FileHead {
        member,
        titles,
        rows: file.rows.iter().take(ROWS).cloned().collect(),
        delimiter: char::from(file.delimiter),
        encoding: file.encoding,
        key,
    })
}

/// The dialect that is recognised, and the header; without one, what kinds of cells the columns hold.
fn key_of(file: &Sniffed) -> String {
    let dialect = choose(file, None).map_or("unknown", |(dialect, _)| dialect.name());
    let columns = if file.header.is_empty() {
        let kind = |cell: &String| if parse_date(cell).is_some() { "date" } else { "other" };
        let first = file.rows.first().map(|row| row.iter().map(kind).collect::<Vec<_>>());
        format!("no header: {}", first.unwrap_or_default().join(","))
    } else {
        file.header.iter().map(|cell| cell.trim()).collect::<Vec<_>>().join(",")
    };
    let key = format!("{dialect}: {columns}");
    if key.len() <= LONGEST_KEY {
        return key;
    }
    let start: String = key.chars().take(200).collect();
    format!("{start}… {:08x}", crc32fast::hash(key.as_bytes()))
}

//! Tables of the user's own things (levels, notes): what reading them shares.
//!
//! Knows how such a table is opened and gone through row by row; knows nothing of columns.

use std::io::Read;
use std::ops::ControlFlow;

use super::error::CsvError;
use super::records::{Record, Records};
use super::text::TextBlocks;

/// What may separate cells: spreadsheets write what their language uses.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// The records of a table, the header first; a cell may be so many bytes long.
///
/// # Errors
/// [`CsvError`] if the text cannot be read.
pub fn open_table<R: Read>(input: R, max_cell_bytes: usize) -> Result<Records<'static, R>, CsvError> {
    let (source, head) = TextBlocks::open(input)?;
    let delimiter = delimiter_of(&head);
    let records = Records::new(source, head, delimiter, &|_| ControlFlow::Continue(()));
    Ok(records.with_max_field_bytes(max_cell_bytes))
}

/// Whether the head of a file has a header that `is_ours` knows.
pub fn header_is(head: &[u8], is_ours: impl Fn(&Record<'_>) -> bool) -> bool {
    let Ok(mut records) = open_table(head, super::records::MAX_FIELD_BYTES) else { return false };
    matches!(records.next_record(), Ok(Some(header)) if is_ours(&header))
}

fn delimiter_of(head: &[u8]) -> u8 {
    let mut lines = head.split(|byte| *byte == b'\n');
    let header =
        lines.find(|line| !line.trim_ascii().is_empty() && !line.starts_with(b"#")).unwrap_or_default();
    let count = |delimiter: &u8| header.iter().filter(|byte| *byte == delimiter).count();
    // `max_by_key` takes the last of equals, so the comma comes last.
    DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}

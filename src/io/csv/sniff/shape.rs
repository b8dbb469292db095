//! Which delimiter makes a table of the head, and its records.
//!
//! Knows widths and dates of rows; knows nothing of headers. The delimiter is the
//! one under which rows have dates and the same number of cells: counting
//! characters instead would take the commas of `1,234.5` for delimiters.

use std::ops::ControlFlow;

use crate::io::csv::date::parse_date;
use crate::io::csv::error::CsvError;
use crate::io::csv::records::Records;
use crate::io::csv::text::{BLOCK_BYTES, TextBlocks};

/// Rows that are looked at to tell the delimiter.
const SHAPE_ROWS: usize = 60;
/// Rows of the head that are looked at once the delimiter is known.
const SAMPLE_ROWS: usize = 1_000;
/// Candidates, the rarer in text first: an earlier one wins a tie.
const DELIMITERS: [u8; 4] = *b"\t;|,";

/// A stretch of lines with their cells.
pub(super) type Table = Vec<(u64, Vec<String>)>;

/// The head under its delimiter.
pub(super) struct Shaped {
    pub delimiter: u8,
    /// Cells of most rows.
    pub columns: usize,
    pub table: Table,
}

/// How regular a table is under one delimiter.
struct Shape {
    columns: usize,
    dated: f64,
    regular: f64,
}

impl Shape {
    fn of(table: &Table) -> Self {
        let mut widths: Vec<usize> = table.iter().map(|(_, cells)| cells.len()).collect();
        widths.sort_unstable();
        let (mut columns, mut most) = (0, 0);
        for run in widths.chunk_by(|a, b| a == b) {
            if run.len() >= most {
                (columns, most) = (run.first().copied().unwrap_or(0), run.len());
            }
        }
        let rows = table.len().max(1) as f64;
        let has_date = |cells: &Vec<String>| cells.iter().any(|cell| parse_date(cell).is_some());
        let dated = table.iter().filter(|(_, cells)| has_date(cells)).count() as f64 / rows;
        Self { columns, dated, regular: most as f64 / rows }
    }

    fn beats(&self, known: &Self) -> bool {
        let rank = |shape: &Self| {
            let twentieths = |share: f64| (share * 20.0).round() as u32;
            (shape.columns > 1, shape.dated > 0.3, twentieths(shape.regular), shape.columns)
        };
        rank(self) > rank(known)
    }
}

/// Tells the delimiter of the head and cuts it into cells.
///
/// # Errors
/// [`CsvError::Empty`], or [`CsvError::TooLong`] when the first row passes a bound.
pub(super) fn shaped(head: &[u8]) -> Result<Shaped, CsvError> {
    let mut best: Option<(Shape, u8, Table)> = None;
    let mut fault = None;
    let asked = asked_delimiter(head);
    for delimiter in DELIMITERS.into_iter().filter(|delimiter| asked.is_none_or(|asked| asked == *delimiter))
    {
        match table(head, delimiter, SHAPE_ROWS) {
            Ok(table) => {
                let shape = Shape::of(&table);
                if best.as_ref().is_none_or(|(known, ..)| shape.beats(known)) {
                    best = Some((shape, delimiter, table));
                }
            }
            Err(error) => fault = Some(error),
        }
    }
    let Some((shape, delimiter, short)) = best.filter(|(.., table)| !table.is_empty()) else {
        return Err(fault.unwrap_or(CsvError::Empty));
    };
    if short.len() < SHAPE_ROWS {
        return Ok(Shaped { delimiter, columns: shape.columns, table: short });
    }
    let table = table(head, delimiter, SAMPLE_ROWS)?;
    let columns = Shape::of(&table).columns;
    Ok(Shaped { delimiter, columns, table })
}

/// What Excel's first line `sep=;` asks for.
fn asked_delimiter(head: &[u8]) -> Option<u8> {
    let line = head.split(|byte| *byte == b'\n').next()?.trim_ascii_end();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    match line {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => Some(*delimiter),
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'='] => Some(b'\t'),
        _ => None,
    }
    .filter(|delimiter| DELIMITERS.contains(delimiter))
}

/// The whole records of the head, at most so many.
fn table(head: &[u8], delimiter: u8, most: usize) -> Result<Table, CsvError> {
    let (source, text) = TextBlocks::open(head)?;
    let mut records = Records::new(source, text, delimiter, &|_| ControlFlow::Continue(()));
    let mut table = Table::new();
    let mut fault = None;
    while table.len() < most {
        match records.next_record() {
            Ok(Some(record)) => table.push((record.line, record.to_cells())),
            Ok(None) => {
                // The head of a longer file ends within a record; of UTF-16 a head is half as long.
                if head.len() >= BLOCK_BYTES / 2 - 3 && table.len() > 1 {
                    table.pop();
                }
                break;
            }
            Err(error) => {
                fault = Some(error);
                break;
            }
        }
    }
    match fault {
        Some(fault) if table.is_empty() => Err(fault),
        _ => Ok(table),
    }
}

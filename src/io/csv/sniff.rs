//! A first look at a file: delimiter, header, comments and some rows.
//!
//! Knows only the head of the text; knows nothing of dialects. The delimiter is
//! the one that gives most rows the same number of cells: counting characters
//! instead would take the commas of `1,234.5` for delimiters.

use std::io::Read;
use std::ops::ControlFlow;

use super::date::parse_date;
use super::error::CsvError;
use super::number::parse_amount;
use super::records::Records;
use super::text::{BLOCK_BYTES, Encoding, TextBlocks};

/// Rows of the head that are looked at.
const SAMPLE_ROWS: usize = 60;
/// Candidates, the rarer in text first: an earlier one wins a tie.
const DELIMITERS: [u8; 4] = *b"\t;|,";

/// What the head of a file shows.
#[derive(Clone, Debug)]
pub struct Sniffed {
    /// Name of the file, for ids and citations.
    pub name: String,
    /// How its characters are encoded.
    pub encoding: Encoding,
    /// What stands between cells.
    pub delimiter: u8,
    /// Lines before the first row that start with `#`, without it.
    pub comments: Vec<String>,
    /// Names of the columns; empty when the file has none.
    pub header: Vec<String>,
    /// The header's names in lower case, letters and digits only: `adjclose`.
    pub keys: Vec<String>,
    /// Line of the header; the line before the first row when there is none.
    pub header_line: u64,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
}

impl Sniffed {
    /// Looks at the decoded head of a file.
    ///
    /// # Errors
    /// [`CsvError::Empty`], or [`CsvError::TooLong`] when the first row passes a bound.
    pub fn of(head: &[u8], name: &str, encoding: Encoding) -> Result<Self, CsvError> {
        let mut best: Option<(Shape, u8, Table)> = None;
        let mut fault = None;
        for delimiter in DELIMITERS {
            match table(head, delimiter) {
                Ok(table) => {
                    let shape = Shape::of(&table);
                    if best.as_ref().is_none_or(|(known, ..)| shape.beats(known)) {
                        best = Some((shape, delimiter, table));
                    }
                }
                Err(error) => fault = Some(error),
            }
        }
        let Some((shape, delimiter, mut table)) = best.filter(|(.., table)| !table.is_empty()) else {
            return Err(fault.unwrap_or(CsvError::Empty));
        };
        // Lines of another width above the table: a title, the exporter's address.
        let start = table.iter().position(|(_, cells)| cells.len() == shape.columns).unwrap_or(0);
        let above = table.drain(..start).next_back();
        let (first_line, header) = match (table.first(), above) {
            (Some((line, cells)), _) if is_header(cells) => (*line, cells.clone()),
            // A pasted header whose last, blank cell was trimmed away. Only between tabs:
            // elsewhere a cell too many may be the second half of an unquoted 1,234.
            (Some(_), Some((line, mut cells)))
                if delimiter == b'\t' && cells.len() + 1 == shape.columns && is_header(&cells) =>
            {
                cells.push(String::new());
                (line, cells)
            }
            (Some((line, _)), _) => (line.saturating_sub(1), Vec::new()),
            (None, _) => (0, Vec::new()),
        };
        let rows = table.into_iter().filter(|(line, _)| *line > first_line).map(|(_, cells)| cells).collect();
        let keys = header.iter().map(|cell| key_of(cell)).collect();
        let comments = comments(head);
        let name = name.to_owned();
        Ok(Self { name, encoding, delimiter, comments, header, keys, header_line: first_line, rows })
    }

    /// The first column whose key is one of `keys`; an earlier key wins over an earlier column.
    pub fn column(&self, keys: &[&str]) -> Option<usize> {
        keys.iter().find_map(|key| self.keys.iter().position(|found| found == key))
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        if self.header.is_empty() { self.rows.first().map_or(0, Vec::len) } else { self.header.len() }
    }

    /// A column's header, or `column N` when it has none.
    pub fn title(&self, column: usize) -> String {
        match self.header.get(column) {
            Some(title) if !title.trim().is_empty() => title.trim().to_owned(),
            _ => format!("column {}", column + 1),
        }
    }

    /// The header, or the cells of the first row when there is none.
    pub fn header_or_first_row(&self) -> Vec<String> {
        if self.header.is_empty() {
            self.rows.first().cloned().unwrap_or_default()
        } else {
            self.header.clone()
        }
    }

    /// Whether most sampled cells of a column are dates.
    pub fn holds_dates(&self, column: usize) -> bool {
        let dates = self.sample(column).filter(|cell| parse_date(cell).is_some()).count();
        dates * 2 > self.rows.len()
    }

    /// Whether some sampled cells of a column are amounts and most are amounts or missing.
    pub fn holds_amounts(&self, column: usize) -> bool {
        let (mut values, mut bad) = (0, 0);
        for cell in self.sample(column) {
            match parse_amount(cell, 0) {
                Ok(Some(_)) => values += 1,
                Ok(None) => {}
                Err(_) => bad += 1,
            }
        }
        values > bad
    }

    fn sample(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| row.get(column)).map(String::as_str)
    }
}

/// A header's name in lower case, letters and digits only.
pub fn key_of(cell: &str) -> String {
    cell.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A stretch of lines with their cells.
type Table = Vec<(u64, Vec<String>)>;

/// How regular a table is under one delimiter.
struct Shape {
    columns: usize,
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
        Self { columns, regular: most as f64 / widths.len().max(1) as f64 }
    }

    fn beats(&self, known: &Self) -> bool {
        let rank = |shape: &Self| (shape.columns > 1, (shape.regular * 20.0).round() as u32, shape.columns);
        rank(self) > rank(known)
    }
}

/// The whole records of the head, at most [`SAMPLE_ROWS`].
fn table(head: &[u8], delimiter: u8) -> Result<Table, CsvError> {
    let (source, text) = TextBlocks::open(head)?;
    let mut records = Records::new(source, text, delimiter, &|_| ControlFlow::Continue(()));
    let mut table = Table::new();
    let mut fault = None;
    while table.len() < SAMPLE_ROWS {
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

fn is_header(cells: &[String]) -> bool {
    let is_data = |cell: &String| parse_date(cell).is_some() || matches!(parse_amount(cell, 0), Ok(Some(_)));
    cells.iter().any(|cell| !cell.trim().is_empty()) && !cells.iter().any(is_data)
}

/// A comment's text; a spreadsheet that saved the file has put delimiters behind it.
fn comment_of(line: &str) -> String {
    line.trim_end_matches([',', ';', '\t', '|']).trim().to_owned()
}

fn comments(head: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(head);
    let lines = text.lines().map(str::trim).skip_while(|line| line.is_empty());
    lines.map_while(|line| line.strip_prefix('#')).map(comment_of).collect()
}

/// Reads the head of a file and looks at it; the rest is still in the blocks.
///
/// # Errors
/// Those of [`TextBlocks::open`] and [`Sniffed::of`].
pub fn sniff<R: Read>(input: R, name: &str) -> Result<(Sniffed, TextBlocks<R>, Vec<u8>), CsvError> {
    let (blocks, head) = TextBlocks::open(input)?;
    let sniffed = Sniffed::of(&head, name, blocks.encoding())?;
    Ok((sniffed, blocks, head))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(text: &str) -> Sniffed {
        Sniffed::of(text.as_bytes(), "x.csv", Encoding::Utf8).unwrap()
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_regular_rows() {
        let rows = "date;value\n2024-01-01;1,5\n2024-01-02;2,5\n";
        assert_eq!(sniffed(rows).delimiter, b';');
        assert_eq!(sniffed(&rows.replace(';', "|")).delimiter, b'|');
        let flows = "Date\tIBIT\tTotal\n11 Jan 2024\t1,111.7\t2,655.3\n12 Jan 2024\t(5.0)\t1.0\n";
        assert_eq!(sniffed(flows).delimiter, b'\t');
        assert_eq!(sniffed("Date,Price\n\"Aug 17, 2023\",\"28,420.3\"\n").delimiter, b',');
    }

    #[test]
    fn comments_titles_and_blank_lines_stand_above_the_header() {
        let found = sniffed("\n# one\n# two\n\nhttps://example.org\nDate,Adj Close\n2024-01-01,5\n");
        assert_eq!(found.comments, ["one", "two"]);
        assert_eq!(found.keys, ["date", "adjclose"]);
        assert_eq!((found.header_line, found.rows.len()), (6, 1));
    }

    #[test]
    fn a_header_with_its_last_blank_trimmed_is_still_the_header_between_tabs() {
        let found = sniffed("Date\tIBIT\tGBTC\n11 Jan 2024\t1.0\t2.0\t3.0\n12 Jan 2024\t1.0\t2.0\t3.0\n");
        assert_eq!(found.keys, ["date", "ibit", "gbtc", ""]);
        // Unquoted thousands: there the header must not be stretched over the halves.
        assert!(sniffed("date,price\n2024-01-11,42,280\n2024-01-12,43,100\n").header.is_empty());
    }

    #[test]
    fn a_file_may_have_no_header() {
        let found = sniffed("2017-05-04 00:00:00,521974519553\n2017-05-05 00:00:00,521974519554\n");
        assert!(found.header.is_empty());
        assert_eq!((found.header_line, found.rows.len(), found.width()), (0, 2, 2));
        assert!(found.holds_dates(0) && found.holds_amounts(1));
    }

    #[test]
    fn nothing_but_blanks_and_comments_is_empty() {
        for text in ["", "\n\n", "# only a note\n"] {
            let result = Sniffed::of(text.as_bytes(), "x", Encoding::Utf8);
            assert!(matches!(result, Err(CsvError::Empty)), "{text:?}");
        }
    }
}

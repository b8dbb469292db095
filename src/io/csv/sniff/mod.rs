//! A first look at a file: delimiter, header, comments, rows, numbers and dates.
//!
//! Knows only the head of the text; knows nothing of dialects. Every cell of the
//! head is looked at once, and what the columns hold is kept as counts: two dozen
//! dialects ask the same questions of the same columns.

mod apart;
mod header;
mod shape;

use std::io::Read;

use super::date::{date_form, parse_date};
use super::error::CsvError;
use super::number::{NumberStyle, OpenStyle, StyleVotes, decide_style, parse_amount};
use super::text::{Encoding, TextBlocks};
use crate::domain::month_names::folded;

/// From here a daily flow of all funds is dollars, never millions of them.
pub const SURELY_DOLLARS: f64 = 1e6;

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
    /// Other lines above the header: titles, addresses.
    pub preamble: Vec<String>,
    /// Names of the columns; empty when the file has none.
    pub header: Vec<String>,
    /// The header's names in lower case without accents, letters and digits only: `adjclose`.
    pub keys: Vec<String>,
    /// Cells of a row of units below the header; empty when there is none.
    pub units: Vec<String>,
    /// Line of the header, or of the units below it; the line before the first row when there is none.
    pub header_line: u64,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
    /// What points and commas are, or why the head does not say.
    pub numbers: Result<NumberStyle, OpenStyle>,
    looks: Vec<Look>,
}

/// Lines that stand below the rows of a short table: total, average, highest, lowest, notes.
const MOST_LINES_BELOW: usize = 6;

/// What the sampled cells of a column are.
#[derive(Clone, Copy, Debug, Default)]
struct Look {
    dates: usize,
    /// Of those, the ones from the first row on without a break.
    leading_dates: usize,
    amounts: usize,
    /// Cells that are neither amount nor missing.
    others: usize,
}

/// In which order the rows stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowOrder {
    /// Oldest first.
    Ascending,
    /// Newest first.
    Descending,
    /// Neither.
    Mixed,
}

impl Sniffed {
    /// Looks at the decoded head of a file.
    ///
    /// # Errors
    /// [`CsvError::Empty`], or [`CsvError::TooLong`] when the first row passes a bound.
    pub fn of(head: &[u8], name: &str, encoding: Encoding) -> Result<Self, CsvError> {
        let shaped = shape::shaped(head)?;
        let delimiter = shaped.delimiter;
        let parted = header::parted(shaped.table, shaped.columns, delimiter);
        let width = parted.header.len().max(parted.rows.first().map_or(0, Vec::len));
        let numbers = style_of(&parted.rows, width, delimiter);
        let style = numbers.clone().unwrap_or(NumberStyle::Point);
        Ok(Self {
            name: name.to_owned(),
            encoding,
            delimiter,
            comments: comments(head),
            preamble: parted.preamble,
            keys: parted.header.iter().map(|cell| key_of(cell)).collect(),
            header: parted.header,
            units: parted.units,
            header_line: parted.line,
            looks: looks(&parted.rows, width, style),
            rows: parted.rows,
            numbers,
        })
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

    /// Whether at least half of the sampled cells of a column are dates; sums and notes are none.
    pub fn holds_dates(&self, column: usize) -> bool {
        self.looks.get(column).is_some_and(|look| {
            // In a short table the sums and notes below it may be as many as its rows.
            let below = self.rows.len().saturating_sub(look.dates);
            let only_below = look.leading_dates == look.dates && look.dates > 0 && below <= MOST_LINES_BELOW;
            (look.dates > 0 && look.dates * 2 >= self.rows.len()) || only_below
        })
    }

    /// Whether some sampled cells of a column are amounts and most are amounts or missing.
    pub fn holds_amounts(&self, column: usize) -> bool {
        self.looks.get(column).is_some_and(|look| look.amounts > look.others)
    }

    /// The sampled cells of a column, as they stand.
    pub fn sample(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| row.get(column)).map(String::as_str)
    }

    /// What kind of dates a column holds, for people; `None` if it holds none.
    pub fn date_form(&self, column: usize) -> Option<&'static str> {
        self.sample(column).find_map(date_form)
    }

    /// In which order the sampled rows stand by the dates of a column.
    pub fn row_order(&self, column: usize) -> RowOrder {
        let times: Vec<_> = self.sample(column).filter_map(|cell| parse_date(cell)?.some_time()).collect();
        if times.is_sorted() {
            RowOrder::Ascending
        } else if times.is_sorted_by(|a, b| a >= b) {
            RowOrder::Descending
        } else {
            RowOrder::Mixed
        }
    }

    /// The middle size of the sampled values of a column that are not zero.
    pub fn usual_size(&self, column: usize) -> Option<f64> {
        let style = self.numbers.clone().unwrap_or(NumberStyle::Point);
        let sizes = self.sample(column).filter_map(|cell| parse_amount(cell, style, 0).ok().flatten());
        let mut sizes: Vec<f64> = sizes.map(f64::abs).filter(|size| *size > 0.0).collect();
        sizes.sort_by(f64::total_cmp);
        sizes.get(sizes.len() / 2).copied()
    }

    /// The most frequent seconds between sampled rows, `None` for fewer than two.
    pub fn usual_step_secs(&self, column: usize) -> Option<i64> {
        let times: Vec<_> = self.sample(column).filter_map(|cell| parse_date(cell)?.some_time()).collect();
        let steps = times.iter().zip(times.iter().skip(1));
        let mut steps: Vec<i64> =
            steps.map(|(a, b)| b.secs_since(*a).abs()).filter(|step| *step > 0).collect();
        steps.sort_unstable();
        steps.chunk_by(|a, b| a == b).max_by_key(|run| run.len()).and_then(|run| run.first().copied())
    }
}

/// A header's name in lower case without accents, letters and digits only.
pub fn key_of(cell: &str) -> String {
    folded(cell).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn style_of(rows: &[Vec<String>], width: usize, delimiter: u8) -> Result<NumberStyle, OpenStyle> {
    let mut votes = vec![StyleVotes::default(); width];
    let mut dotted_date = false;
    for row in rows {
        for (cell, votes) in row.iter().zip(&mut votes) {
            let is_date = cell.contains(['.', '/', '-']) && parse_date(cell).is_some();
            // Days before months between points: where that is written, so are decimal commas.
            dotted_date |= is_date && cell.matches('.').count() == 2 && !cell.contains(':');
            if !is_date {
                votes.add(cell);
            }
        }
    }
    decide_style(&votes, delimiter, dotted_date)
}

fn looks(rows: &[Vec<String>], width: usize, style: NumberStyle) -> Vec<Look> {
    let mut looks = vec![Look::default(); width];
    for (above, row) in rows.iter().enumerate() {
        for (cell, look) in row.iter().zip(&mut looks) {
            let is_date = parse_date(cell).is_some();
            look.leading_dates += usize::from(is_date && look.leading_dates == above);
            look.dates += usize::from(is_date);
            match parse_amount(cell, style, 0) {
                Ok(Some(_)) => look.amounts += 1,
                Ok(None) => {}
                Err(_) => look.others += 1,
            }
        }
    }
    looks
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

    #[test]
    fn what_stands_above_the_header_is_no_header() {
        for above in [
            "sep=;",
            "Bitcoin price;",
            "Symbol;BTC/USD",
            "Symbol;BTC/USD\nReport date;2024-01-11",
            "https://example.org/a;b",
            "Source: https://example.org\n\nUnit: USD",
        ] {
            let found = sniffed(&format!("{above}\nDate;Price\n2024-01-11;5.5\n2024-01-12;6.5\n"));
            assert_eq!((found.keys.join(","), found.rows.len()), ("date,price".to_owned(), 2), "{above}");
        }
    }

    #[test]
    fn a_row_of_units_and_a_blank_last_column_belong_to_the_header() {
        let found = sniffed("Date,Price,Volume\n,USD,BTC\n2024-01-11,5,6\n");
        assert_eq!((found.keys.len(), found.units.join("|").as_str(), found.header_line), (3, "|USD|BTC", 2));
        assert_eq!(found.rows.len(), 1);
        let found = sniffed("Date,Price\n2024-01-11,5,\n2024-01-12,6,\n");
        assert_eq!(found.keys, ["date", "price", ""]);
    }

    #[test]
    fn numbers_and_dates_are_told_from_the_columns() {
        let german = sniffed("Datum;Schluss\n11.01.2024;42.280,5\n12.01.2024;43.100\n");
        assert_eq!(german.numbers, Ok(NumberStyle::Comma));
        assert_eq!(german.date_form(0), Some("day and month in numbers"));
        assert_eq!(german.row_order(0), RowOrder::Ascending);
        let open = sniffed("Datum;Schluss\n2024-01-12;42,280\n2024-01-11;43,100\n");
        assert_eq!(open.numbers, Err(OpenStyle { column: 1, cell: "42,280".to_owned() }));
        assert_eq!(open.row_order(0), RowOrder::Descending);
        assert_eq!(open.usual_step_secs(0), Some(86_400));
    }

    #[test]
    fn unquoted_dates_with_commas_do_not_make_commas_delimiters() {
        let found = sniffed("Aug 17, 2023\t28,420.3\t28,726.1\nAug 16, 2023\t29,420.3\t28,726.1\n");
        assert_eq!((found.delimiter, found.width()), (b'\t', 3));
    }
}

//! What can be wrong with a CSV file, and what may have to be asked.
//!
//! Knows sentences for people; knows nothing of how a file is read. A fault of
//! one row is a [`RowWarning`], not an error: the good rows are kept.

use std::io;

use super::front::FrontError;
use super::roles::RoleFault;
use crate::domain::series::SeriesError;
use crate::domain::time::UnixSecs;
use crate::io::container::ContainerError;
use crate::io::packed::PackedError;

/// A row, or one value of it, that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, thiserror::Error)]
#[error("line {line}, column {column:?}: expected {expected}, found {found:?}")]
pub struct RowWarning {
    /// Line of the file on which the row starts, from 1.
    pub line: u64,
    /// Header of the column, or its number when there is no header.
    pub column: String,
    /// What would have been right.
    pub expected: &'static str,
    /// What stands there, at most 80 characters of it.
    pub found: String,
}

/// A bound of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Bytes of one record, [`super::records::MAX_RECORD_BYTES`].
    Record,
    /// Bytes of one field, [`super::records::MAX_FIELD_BYTES`].
    Field,
    /// Fields of one record, [`super::records::MAX_COLUMNS`].
    Columns,
    /// Records of one file, [`super::records::MAX_ROWS`].
    Rows,
    /// Bytes of one file, [`super::text::MAX_FILE_BYTES`].
    File,
}

impl Limit {
    fn words(self) -> &'static str {
        match self {
            Self::Record => "a row of at most 64 KiB (is a quote left open?)",
            Self::Field => "cells of at most 4 KiB",
            Self::Columns => "at most 256 columns",
            Self::Rows => "at most 500 million rows",
            Self::File => "a file of at most 32 GiB",
        }
    }
}

/// What only the user can decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Several dialects fit about equally well: name and title of each, best first.
    Dialect(Vec<(&'static str, &'static str)>),
    /// Dates such as `1/3/2024` can be read both ways throughout the column.
    DayOrder {
        /// Header of the date column.
        column: String,
        /// The first row's date if the day comes first.
        day_first: UnixSecs,
        /// The first row's date if the month comes first.
        month_first: UnixSecs,
    },
    /// Amounts such as `63,123` can be read both ways throughout the file.
    Numbers {
        /// Header of the first such column.
        column: String,
        /// A cell of it.
        cell: String,
        /// What the cell is if fractions follow a point.
        with_point: String,
        /// What the cell is if fractions follow a comma.
        with_comma: String,
    },
    /// Amounts could be dollars or millions of them.
    Scale {
        /// Header of the column.
        column: String,
        /// The first cell that says anything.
        cell: String,
        /// What the cell is in dollars.
        dollars: String,
        /// What the cell is in millions.
        millions: String,
    },
}

impl Question {
    fn words(&self) -> String {
        match self {
            Self::Dialect(candidates) => {
                let names: Vec<_> =
                    candidates.iter().map(|(name, title)| format!("{name} ({title})")).collect();
                format!("the columns fit {}; name one with --dialect", names.join(" and "))
            }
            Self::DayOrder { column, day_first, month_first } => format!(
                "the dates in column {column:?} can be read day first ({day_first}) or month first ({month_first}); \
                 say which with --day-order day or month"
            ),
            Self::Numbers { column, cell, with_point, with_comma } => format!(
                "{cell:?} in column {column:?} can be read as {with_point} or as {with_comma}; \
                 say which with --decimal point or comma"
            ),
            Self::Scale { column, cell, dollars, millions } => format!(
                "{cell:?} in column {column:?} can be {dollars} or {millions}; \
                 say which with --unit dollars or millions"
            ),
        }
    }
}

/// Why a CSV file was not read. Nothing of it was taken.
#[derive(Debug, thiserror::Error)]
pub enum CsvError {
    /// Not a byte, or nothing but blanks and comments.
    #[error("the file is empty: expected a table with a header and rows")]
    Empty,
    /// A header and no row with a value below it.
    #[error("the file has a header but no row of values: expected rows below {}", columns_words(header))]
    HeaderOnly {
        /// The header found.
        header: Vec<String>,
    },
    /// A NUL byte: some other kind of file.
    #[error("byte {byte} is NUL: expected text (CSV), found some other kind of file")]
    NotText {
        /// Offset of the first NUL in the decoded text, from 0.
        byte: u64,
    },
    /// A bound of the reader was passed.
    #[error("line {line}: expected {}", limit.words())]
    TooLong {
        /// The bound.
        limit: Limit,
        /// Line on which it was passed, from 1; 0 if that is not known.
        line: u64,
    },
    /// No dialect knows these columns.
    #[error(
        "no known table has the columns {}; expected one of: {expected}; columns can be named with --column 1=date --column 2=close",
        columns_words(header)
    )]
    NoDialect {
        /// The header found, or the cells of the first row.
        header: Vec<String>,
        /// What would have been known, for people.
        expected: String,
    },
    /// The user has to choose.
    #[error("{}", .0.words())]
    Ambiguous(Question),
    /// Not one row could be taken.
    #[error("none of {rows} rows could be read; the first: {first}")]
    EveryRowRejected {
        /// Data rows in the file.
        rows: u64,
        /// The first complaint.
        first: RowWarning,
    },
    /// A dialect was asked for by a name that does not exist.
    #[error("there is no dialect {name:?}: expected one of {known}")]
    UnknownDialect {
        /// The name asked for.
        name: String,
        /// All names, for people.
        known: String,
    },
    /// The dialect asked for cannot read these columns.
    #[error("dialect {dialect} cannot read the columns {}: expected {expected}", columns_words(header))]
    DialectDoesNotFit {
        /// The dialect asked for.
        dialect: &'static str,
        /// The header found, or the cells of the first row.
        header: Vec<String>,
        /// The columns it reads, for people.
        expected: &'static str,
    },
    /// A series was asked for that the file cannot give.
    #[error("{series:?} cannot be read from this file: expected {expected}")]
    WrongSeries {
        /// The id asked for.
        series: String,
        /// The ids on offer, or the form of an id.
        expected: String,
    },
    /// A series was asked for, and the file holds something of another kind.
    #[error(
        "{series:?} cannot be read from this file, which holds {held}; if a column of it is {series}, \
         name it as in --column N={series}"
    )]
    OtherKind {
        /// The id asked for.
        series: String,
        /// The id on offer and its columns.
        held: String,
    },
    /// The rows are of several markets.
    #[error(
        "column {column:?} names {first} and {other}: keep the rows of one of them and import the table again"
    )]
    MixedSymbols {
        /// Header of the column.
        column: String,
        /// The first symbol.
        first: String,
        /// Another one.
        other: String,
    },
    /// The roles given to columns make no series.
    #[error(transparent)]
    Roles(#[from] RoleFault),
    /// Reading was called off.
    #[error("reading was cancelled after {rows} rows")]
    Cancelled {
        /// Rows read until then.
        rows: u64,
    },
    /// The rows make no valid series although each was fit on its own.
    #[error(transparent)]
    Series(#[from] SeriesError),
    /// The rows that were read could not be kept or put in order.
    #[error(transparent)]
    Packed(#[from] PackedError),
    /// A page or a JSON text gives no table.
    #[error(transparent)]
    Front(#[from] FrontError),
    /// What the table is wrapped in could not be opened.
    #[error(transparent)]
    Container(#[from] ContainerError),
    /// The bytes could not be read or written.
    #[error("the file could not be read: {0}")]
    Io(#[from] io::Error),
    /// The rows of a day differ only in a second column.
    #[error("column {column:?} holds the time of the day: put date and time into one column")]
    TimeApart {
        /// Header of the column of times.
        column: String,
    },
}

fn columns_words(header: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut words = header.iter().take(SHOWN).map(|cell| shorten(cell)).collect::<Vec<_>>().join(", ");
    if header.len() > SHOWN {
        words.push_str(&format!(" … ({} columns)", header.len()));
    }
    words
}

/// At most 80 characters of a cell, control characters shown as escapes.
pub(crate) fn shorten(cell: &str) -> String {
    let mut shown = String::new();
    for (index, c) in cell.chars().enumerate() {
        if index == 80 {
            shown.push('…');
            break;
        }
        if c.is_control() { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strange_header_is_quoted_shortly_and_without_its_control_characters() {
        let header = vec!["a\u{7}\u{1b}b".to_owned(), "x".repeat(4_000), "y".to_owned()];
        let wide = vec!["x".repeat(4_000); 256];
        let said = |header: &[String]| {
            let (header, expected) = (header.to_vec(), String::new());
            let all =
                [CsvError::HeaderOnly { header: header.clone() }, CsvError::NoDialect { header, expected }];
            all.map(|error| error.to_string())
        };
        for sentence in said(&header).into_iter().chain(said(&wide)) {
            assert!(!sentence.chars().any(char::is_control), "{sentence:?}");
            assert!(sentence.chars().count() < 1_200, "{}", sentence.len());
        }
    }
}

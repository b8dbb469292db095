//! Tables that a calculation reads straight from a file, past the cache.
//!
//! Knows headers, ISO dates and plain numbers; knows nothing of calculations. Strict where
//! the importer is lenient: a row out of order, a date twice or a price of zero ends the
//! reading with its line, for nothing here sorts, merges or asks. No value is held against
//! what is plausible: a vector of a test may be any price.

use std::io::Read;

use super::error::CsvError;
use super::own_table::open_table;
use super::records::{MAX_FIELD_BYTES, Record};
use crate::domain::time::UnixSecs;

/// Headers of the column of dates.
const DATE_HEADERS: [&str; 4] = ["date", "time", "timestamp", "week_start"];
/// Numbers of greater size are no amounts of anything.
const GREATEST: f64 = 1e300;
/// Characters of a cell that a sentence repeats.
const SHOWN_CHARS: usize = 80;

/// Which numbers a column may hold. An empty cell is always a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Above zero, as prices are.
    Positive,
    /// Zero or above, as amounts are.
    NotNegative,
    /// Any, as flows are.
    Any,
}

impl Bound {
    fn holds(self, value: f64) -> bool {
        value.abs() <= GREATEST
            && match self {
                Self::Positive => value > 0.0,
                Self::NotNegative => value >= 0.0,
                Self::Any => true,
            }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Positive => "a number above zero, at most 1e300, or an empty cell",
            Self::NotNegative => "a number from zero to 1e300 or an empty cell",
            Self::Any => "a number from -1e300 to 1e300 or an empty cell",
        }
    }
}

/// A column that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Headers it may have, the first that is there is taken; and what its cells may be.
    pub headers: Vec<(String, Bound)>,
}

/// The columns that were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CalculationTable {
    /// When each row was, sorted and unique.
    pub times: Vec<UnixSecs>,
    /// One column for each that was wanted; `None` where the file has none.
    pub columns: Vec<Option<Vec<f64>>>,
    /// Every header of the file.
    pub headers: Vec<String>,
}

/// Why a table was not read.
#[derive(Debug, thiserror::Error)]
pub enum CalculationTableError {
    /// The text could not be read.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// No column of dates.
    #[error("expected a column date among the headers, found {}", found.join(", "))]
    NoDate {
        /// The headers.
        found: Vec<String>,
    },
    /// One header twice.
    #[error("line {line}: expected one column {name}, found two")]
    Twice {
        /// Line of the header, from 1.
        line: u64,
        /// The header.
        name: String,
    },
    /// A row of another length than the header.
    #[error("line {line}: expected {expected} cells as in the header, found {found}")]
    Ragged {
        /// Line of the row, from 1.
        line: u64,
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A cell that is not what its column holds.
    #[error("line {line}, column {column}: expected {expected}, found {found:?}")]
    Cell {
        /// Line of the row, from 1.
        line: u64,
        /// Header of the column.
        column: String,
        /// What would have been right.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A row that does not come after the one before it.
    #[error("line {line}, column {column}: expected a date after {before}, found {found}")]
    Order {
        /// Line of the row, from 1.
        line: u64,
        /// Header of the column of dates.
        column: String,
        /// Date of the row before.
        before: UnixSecs,
        /// Date of this row.
        found: UnixSecs,
    },
}

/// Reads the wanted columns of a table with a header.
///
/// **Gaps**: an empty cell is `NaN`. **Cost**: one pass; eight bytes a row for the dates and
/// each column that was found.
///
/// # Errors
/// [`CalculationTableError`] with the line of the first fault.
pub fn read_calculation_table(
    input: impl Read,
    wanted: &[Wanted],
) -> Result<CalculationTable, CalculationTableError> {
    let mut records = open_table(input, MAX_FIELD_BYTES)?;
    let Some(header) = records.next_record()? else { return Err(CsvError::Empty.into()) };
    let layout = Layout::of(&header, wanted)?;
    let mut times: Vec<UnixSecs> = Vec::new();
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); layout.columns.len()];
    while let Some(record) = records.next_record()? {
        times.push(layout.date(&record, times.last().copied())?);
        for (column, values) in layout.columns.iter().zip(&mut found) {
            values.push(column.number(&record)?);
        }
    }
    let mut columns: Vec<Option<Vec<f64>>> = vec![None; wanted.len()];
    for (column, values) in layout.columns.iter().zip(found) {
        if let Some(place) = columns.get_mut(column.wanted) {
            *place = Some(values);
        }
    }
    Ok(CalculationTable { times, columns, headers: layout.headers })
}

/// Where the columns lie.
struct Layout {
    headers: Vec<String>,
    date: usize,
    columns: Vec<Column>,
}

struct Column {
    at: usize,
    wanted: usize,
    name: String,
    bound: Bound,
}

impl Layout {
    fn of(header: &Record<'_>, wanted: &[Wanted]) -> Result<Self, CalculationTableError> {
        let headers: Vec<String> = header.cells().map(|cell| cell.trim().to_ascii_lowercase()).collect();
        let place = |name: &str| -> Result<Option<usize>, CalculationTableError> {
            let mut places = headers.iter().enumerate().filter(|(_, header)| *header == name);
            let first = places.next().map(|(at, _)| at);
            match places.next() {
                Some(_) => Err(CalculationTableError::Twice { line: header.line, name: name.to_owned() }),
                None => Ok(first),
            }
        };
        let mut date = None;
        for name in DATE_HEADERS {
            date = date.or(place(name)?);
        }
        let no_date = || CalculationTableError::NoDate { found: header.to_cells() };
        let date = date.ok_or_else(no_date)?;
        let mut columns = Vec::new();
        for (wanted, column) in wanted.iter().enumerate() {
            for (name, bound) in &column.headers {
                if let Some(at) = place(&name.to_ascii_lowercase())? {
                    columns.push(Column { at, wanted, name: name.clone(), bound: *bound });
                    break;
                }
            }
        }
        Ok(Self { headers, date, columns })
    }

    fn date(&self, record: &Record<'_>, before: Option<UnixSecs>) -> Result<UnixSecs, CalculationTableError> {
        let (line, expected) = (record.line, self.headers.len());
        if record.len() != expected {
            return Err(CalculationTableError::Ragged { line, expected, found: record.len() });
        }
        let cell = record.cell(self.date);
        let column = || self.headers.get(self.date).cloned().unwrap_or_default();
        let time = UnixSecs::parse_iso(cell).ok_or_else(|| CalculationTableError::Cell {
            line,
            column: column(),
            expected: "a date such as 2026-02-05, from 1970 to 2200",
            found: shown(cell),
        })?;
        match before {
            Some(before) if time <= before => {
                Err(CalculationTableError::Order { line, column: column(), before, found: time })
            }
            _ => Ok(time),
        }
    }
}

impl Column {
    fn number(&self, record: &Record<'_>) -> Result<f64, CalculationTableError> {
        let cell = record.cell(self.at).trim();
        if cell.is_empty() {
            return Ok(f64::NAN);
        }
        let value: Option<f64> = cell.parse().ok();
        value.filter(|value| self.bound.holds(*value)).ok_or_else(|| CalculationTableError::Cell {
            line: record.line,
            column: self.name.clone(),
            expected: self.bound.expected(),
            found: shown(cell),
        })
    }
}

fn shown(cell: &str) -> String {
    cell.chars().take(SHOWN_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<CalculationTable, String> {
        let column = |headers: &[(&str, Bound)]| Wanted {
            headers: headers.iter().map(|(name, bound)| ((*name).to_owned(), *bound)).collect(),
        };
        let wanted = [
            column(&[("close", Bound::Positive), ("price_usd", Bound::Positive)]),
            column(&[("volume", Bound::NotNegative)]),
            column(&[("net_flow_musd", Bound::Any)]),
        ];
        read_calculation_table(text.as_bytes(), &wanted).map_err(|error| error.to_string())
    }

    #[test]
    fn columns_are_found_by_header_wherever_they_stand() {
        let table =
            read("note,Price_USD,date,net_flow_musd\nx,5,2026-02-05,-1.5\n\"y,z\",,2026-02-06,0\n").unwrap();
        assert_eq!(
            table.times.iter().map(|time| time.iso()).collect::<Vec<_>>(),
            ["2026-02-05", "2026-02-06"]
        );
        let [close, volume, flow] = table.columns.try_into().unwrap();
        let close = close.unwrap();
        assert!(close[0].to_bits() == 5.0_f64.to_bits() && close[1].is_nan());
        assert_eq!((volume, flow), (None, Some(vec![-1.5, 0.0])));
    }

    #[test]
    fn a_header_alone_is_a_table_without_rows() {
        let table = read("date,close\n").unwrap();
        assert_eq!((table.times.len(), table.columns[0].as_ref().unwrap().len()), (0, 0));
    }

    #[test]
    fn each_fault_is_told_with_its_line() {
        let cases = [
            ("", "the file is empty: expected a table with a header and rows"),
            ("day,close\n", "expected a column date among the headers, found day, close"),
            ("date,close,close\n", "line 1: expected one column close, found two"),
            ("date,close\n2026-02-05\n", "line 2: expected 2 cells as in the header, found 1"),
            (
                "date,close\n2026-02-05,1\n2026-02-30,1\n",
                "line 3, column date: expected a date such as 2026-02-05, from 1970 to 2200, found \"2026-02-30\"",
            ),
            (
                "date,close\n2026-02-05,1\n2026-02-05,2\n",
                "line 3, column date: expected a date after 2026-02-05, found 2026-02-05",
            ),
            (
                "date,close\n2026-02-06,1\n2026-02-05,2\n",
                "line 3, column date: expected a date after 2026-02-06, found 2026-02-05",
            ),
            (
                "date,close\n2026-02-05,NaN\n",
                "line 2, column close: expected a number above zero, at most 1e300, or an empty cell, found \"NaN\"",
            ),
            (
                "date,close,volume\n2026-02-05,1,-1\n",
                "line 2, column volume: expected a number from zero to 1e300 or an empty cell, found \"-1\"",
            ),
            (
                "date,net_flow_musd\n2026-02-05,-inf\n",
                "line 2, column net_flow_musd: expected a number from -1e300 to 1e300 or an empty cell, found \"-inf\"",
            ),
            (
                "date,close\n1969-12-31,1\n",
                "line 2, column date: expected a date such as 2026-02-05, from 1970 to 2200, found \"1969-12-31\"",
            ),
            (
                "date,close\n2200-12-31,1\n2201-01-01,1\n",
                "line 3, column date: expected a date such as 2026-02-05, from 1970 to 2200, found \"2201-01-01\"",
            ),
            (
                "date,close\n2026-02-05,1e300\n2026-02-06,1e308\n",
                "line 3, column close: expected a number above zero, at most 1e300, or an empty cell, found \"1e308\"",
            ),
            (
                "date,net_flow_musd\n2026-02-05,1 000\n",
                "line 2, column net_flow_musd: expected a number from -1e300 to 1e300 or an empty cell, found \"1 000\"",
            ),
        ];
        for (text, sentence) in cases {
            assert_eq!(read(text).unwrap_err(), sentence, "{text:?}");
        }
    }
}

//! A table read to its end of which only the sums of its columns are kept.
//!
//! Knows what [`read`](super::read()) knows; what differs is where rows go. For
//! measuring the reader without what keeps the rows.

use std::io::{self, Read};

use super::error::CsvError;
use super::read::{Pace, ReadOptions, stream};
use super::table::RowSink;
use crate::io::packed::{MAX_CELLS, RowBlock};

/// Sums of everything in a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Rows of all series.
    pub rows: u64,
    /// Data rows of the file.
    pub rows_read: u64,
    /// Complaints about them.
    pub warnings: u64,
    /// Bytes of the table, unpacked.
    pub bytes: u64,
    /// Sum of all times, wrapped around.
    pub times: i64,
    /// Sums of the columns of all series; gaps make them `NaN`.
    pub cells: [f64; MAX_CELLS],
}

impl RowSink for Totals {
    fn push(&mut self, _series: usize, rows: &RowBlock) -> io::Result<()> {
        self.rows += rows.len() as u64;
        self.times = rows.times.iter().fold(self.times, |sum, time| sum.wrapping_add(*time));
        for (sum, column) in self.cells.iter_mut().zip(&rows.cells) {
            *sum += added_up(column);
        }
        Ok(())
    }
}

/// The sum in eight strands, which do not wait for one another.
fn added_up(column: &[f64]) -> f64 {
    let (eights, rest) = column.as_chunks::<8>();
    let mut strands = [0.0; 8];
    for eight in eights {
        for (strand, value) in strands.iter_mut().zip(eight) {
            *strand += value;
        }
    }
    strands.iter().chain(rest).sum()
}

/// Reads a table as [`read`](super::read()) does and adds its rows up.
///
/// # Errors
/// As [`read`](super::read()), but a table whose rows were all refused has totals of none.
pub fn read_totals(
    input: impl Read + Send,
    name: &str,
    options: &ReadOptions<'_>,
) -> Result<Totals, CsvError> {
    let streamed = stream(input, name, options, Pace::USUAL, |_| Totals::default())?;
    let found = streamed.found;
    Ok(Totals { rows_read: found.rows, warnings: found.warnings.total, bytes: found.bytes, ..streamed.sink })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::UnixSecs;

    #[test]
    fn totals_are_those_of_the_rows() {
        let text = (0..20).fold("time,open,high,low,close,volume\n".to_owned(), |text, row| {
            format!("{text}{},2.5,4,1,{}.25,7\n", 1_000_000_000 + row * 60, 1 + row % 3)
        });
        let options = ReadOptions::up_to(UnixSecs::from_ymd(2040, 1, 1).unwrap());
        let found = read_totals(format!("{text}x,1,2,3,4,5\n").as_bytes(), "x.csv", &options).unwrap();
        let times = (0..20).map(|row| 1_000_000_000 + row * 60).sum();
        let closes = (0..20).map(|row| f64::from(1 + row % 3) + 0.25).sum();
        assert_eq!(
            found,
            Totals {
                rows: 20,
                rows_read: 21,
                warnings: 1,
                bytes: found.bytes,
                times,
                cells: [50.0, 80.0, 20.0, closes, 140.0],
            }
        );
    }
}

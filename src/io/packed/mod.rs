//! Rows in columns and blocks: what streams from a file into the cache.
//!
//! Knows times, cells and the order of rows; knows nothing of files, of series
//! or of SQLite. A whole file of ten million candles takes half a gigabyte as
//! plain columns, so rows pass through here in blocks of [`CHUNK_ROWS`] and
//! wait packed until they are stored.

mod bytes;
pub(crate) mod codec;
mod decimals;
mod ints;
mod merge;
mod reading;
mod run;
mod shelf;
mod sorted;
mod spool;
#[cfg(test)]
mod tests;

pub(crate) use run::Extremes;
pub use sorted::{PackedError, SortedRows};
pub use spool::{Doubled, DroppedRow, RowSpool};

/// Most cells a row has: open, high, low, close, volume.
pub const MAX_CELLS: usize = 5;
/// Most rows of one packed block; a block never holds rows of two UTC months.
pub const CHUNK_ROWS: usize = 512;

/// Rows side by side, in columns.
///
/// **Shapes** `times` and `lines` have a row each, as have the first columns of
/// `cells` up to the width of the rows; the other columns are empty. **Units**
/// UTC seconds; cells in the unit of the series. **Gaps** are `NaN`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowBlock {
    /// When.
    pub times: Vec<i64>,
    /// The cells, column by column.
    pub cells: [Vec<f64>; MAX_CELLS],
    /// Line of the file each row starts on; empty once rows are sorted.
    pub lines: Vec<u32>,
}

impl RowBlock {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Empties every column and keeps its memory.
    pub fn clear(&mut self) {
        self.times.clear();
        self.lines.clear();
        for column in &mut self.cells {
            column.clear();
        }
    }

    /// The cells of one row; gaps beyond the width of the rows.
    fn row(&self, row: usize) -> [f64; MAX_CELLS] {
        let mut cells = [f64::NAN; MAX_CELLS];
        for (cell, column) in cells.iter_mut().zip(&self.cells) {
            *cell = column.get(row).copied().unwrap_or(f64::NAN);
        }
        cells
    }
}

/// Every NaN is the one gap; all other numbers keep their bits.
///
/// Decided on the bits, so that no optimisation chooses among NaNs.
fn one_gap(value: f64) -> f64 {
    const INFINITY: u64 = f64::INFINITY.to_bits();
    let bits = value.to_bits();
    f64::from_bits(if bits & !(1 << 63) > INFINITY { f64::NAN.to_bits() } else { bits })
}

/// Numbers as the cache keeps them: every NaN is the one gap, and −0.0 is 0.0.
pub(crate) fn canonical(value: f64) -> f64 {
    one_gap(value + 0.0)
}

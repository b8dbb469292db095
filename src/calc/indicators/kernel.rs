//! Indicators of one column that go fast over whole columns and row by row over streams.
//!
//! **Windows stay exact**: a running sum is summed afresh every block of rows, and given up
//! for the rest of its block where a row that leaves outweighs what stays (see [`SPREAD`]), so
//! that no result remembers more than its own window by more than rounding. Both rules look
//! back only; the block of a row is its place in the column, so a stream and a whole column
//! come to the same bits.

/// An indicator of one column.
pub trait Kernel: Send {
    /// Takes the next row; its result, `NaN` before there is one.
    fn push(&mut self, value: f64) -> f64;

    /// Results of the rows from `from` on, as many as `results` holds. The rows before `from`
    /// have been taken before, in whatever pieces.
    fn run(&mut self, values: &[f64], from: usize, results: &mut [f64]);
}

/// The results of a whole column.
pub fn run_whole(kernel: &mut dyn Kernel, values: &[f64]) -> Vec<f64> {
    let mut results = vec![f64::NAN; values.len()];
    kernel.run(values, 0, &mut results);
    results
}

/// Rows over which a running sum goes on, at least.
const LEAST_BLOCK_ROWS: usize = 1_024;

/// How many times a running sum may exceed its least value within a block: the rounding of the
/// greatest then weighs at most so much more. Beyond, windows are summed on their own.
pub(super) const SPREAD: f64 = 1_024.0;

/// Rows of a block: at least a window long, so that summing afresh costs an addition a row.
pub(super) fn block_rows(window: usize) -> usize {
    window.div_ceil(LEAST_BLOCK_ROWS).max(1).saturating_mul(LEAST_BLOCK_ROWS)
}

/// The last rows of a stream, side by side.
#[derive(Clone, Debug, Default)]
pub(super) struct Recent {
    rows: Vec<f64>,
    keep: usize,
}

impl Recent {
    /// Keeps at least so many rows.
    pub(super) fn new(keep: usize) -> Self {
        Self { rows: Vec::new(), keep }
    }

    /// Takes rows.
    pub(super) fn extend(&mut self, rows: &[f64]) {
        self.rows.extend_from_slice(rows);
        self.trim();
    }

    /// Takes a row.
    pub(super) fn push(&mut self, row: f64) {
        self.rows.push(row);
        self.trim();
    }

    /// Forgets all but the last rows, now and then.
    fn trim(&mut self) {
        if self.rows.len() > 2 * self.keep + LEAST_BLOCK_ROWS {
            self.rows.drain(..self.rows.len() - self.keep);
        }
    }

    /// The last rows, fewer if there are not as many.
    pub(super) fn last(&self, rows: usize) -> &[f64] {
        self.rows.get(self.rows.len().saturating_sub(rows)..).unwrap_or_default()
    }
}

//! The rows that a calculation gives.

use crate::domain::time::UnixSecs;

/// A result: dates and columns of equal length, `NaN` where there is no value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Computed {
    /// When each row was.
    pub times: Vec<UnixSecs>,
    /// One column for each output, in their order.
    pub columns: Vec<Vec<f64>>,
}

impl Computed {
    /// No rows yet, with this many columns.
    pub fn new(columns: usize) -> Self {
        Self { times: Vec::new(), columns: vec![Vec::new(); columns] }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// A row at the end; columns without a value in `row` get `NaN`.
    pub fn append(&mut self, time: UnixSecs, row: &[f64]) {
        self.times.push(time);
        for (place, column) in self.columns.iter_mut().enumerate() {
            column.push(row.get(place).copied().unwrap_or(f64::NAN));
        }
    }

    /// An empty row at the end.
    pub fn append_gap(&mut self, time: UnixSecs) {
        self.append(time, &[]);
    }

    /// Another last row in place of the one there is; the first if there is none.
    pub fn replace_last(&mut self, time: UnixSecs, row: &[f64]) {
        self.times.pop();
        for column in &mut self.columns {
            column.pop();
        }
        self.append(time, row);
    }

    /// Away with all rows.
    pub fn clear(&mut self) {
        self.times.clear();
        for column in &mut self.columns {
            column.clear();
        }
    }

    /// Bytes it holds.
    pub fn bytes(&self) -> usize {
        (self.columns.len() + 1) * self.len() * size_of::<f64>()
    }
}

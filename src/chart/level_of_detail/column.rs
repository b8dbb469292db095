//! A value column with its times and what was built to read it fast.
//!
//! Knows how the parts belong together; the queries stand with what they draw
//! (`line.rs`, `range.rs`). Without a pyramid every answer is the same but for the
//! edges of pixel columns, and costs a pass over the visible rows.

use std::ops::Range;

use crate::chart::level_of_detail::pyramid::{End, Guided, Pyramid};
use crate::domain::time::UnixSecs;

/// Values over time, ready to be asked for a view.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    pub(super) times: &'a [UnixSecs],
    pub(super) values: &'a [f64],
    pyramid: Option<&'a Pyramid>,
}

impl<'a> Column<'a> {
    /// Rising times and their values, `NaN` for a gap, with the pyramid over these values.
    ///
    /// Rows that one of the two lacks are not seen; a pyramid over another number of rows is not used.
    pub fn new(times: &'a [UnixSecs], values: &'a [f64], pyramid: Option<&'a Pyramid>) -> Self {
        let rows = times.len().min(values.len());
        Self {
            times: times.get(..rows).unwrap_or_default(),
            values: values.get(..rows).unwrap_or_default(),
            pyramid,
        }
    }

    /// A column that is read row by row: right for a few thousand rows.
    pub fn plain(times: &'a [UnixSecs], values: &'a [f64]) -> Self {
        Self::new(times, values, None)
    }

    /// Rows of the lowest and the highest known value among some rows, the earliest where
    /// several are equal. **Cost.** O(log n) with a pyramid, else one pass over them.
    pub fn extreme_rows(&self, rows: &Range<usize>) -> Option<(usize, usize)> {
        self.guided().extreme_rows(rows)
    }

    /// Rows of the first and the last known value among some rows; cost as above.
    pub fn known_ends(&self, rows: &Range<usize>) -> Option<(usize, usize)> {
        let guided = self.guided();
        guided.known(rows, End::First).zip(guided.known(rows, End::Last))
    }

    pub(super) fn guided(&self) -> Guided<'a> {
        Guided::new(self.values, self.pyramid)
    }
}

//! A value column with its times and what was built to read it fast.
//!
//! Knows how the parts belong together; the queries stand with what they draw
//! (`line.rs`, `range.rs`). Without a pyramid every answer is the same but for the
//! edges of pixel columns, and costs a pass over the visible rows.

use crate::chart::level_of_detail::pyramid::{Guided, Pyramid};
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

    pub(super) fn guided(&self) -> Guided<'a> {
        Guided::new(self.values, self.pyramid)
    }
}

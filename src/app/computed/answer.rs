//! What a computation came to: rows to draw, a table to read, or why there is neither.

use std::sync::Arc;

use crate::app::loaded::Loaded;
use crate::calc::calculation::Computed;
use crate::domain::series::SeriesKey;
use crate::domain::time::UnixSecs;

/// The rows of one output, or what it needs, in words that follow its name.
pub type Answer = Result<Arc<ComputedRows>, String>;

/// One output of a calculation over the rows at hand.
#[derive(Clone, Debug)]
pub struct ComputedRows {
    /// A value a row; `None` for events and tables, which are no line.
    pub line: Option<Loaded>,
    /// All columns of events and tables, in the order of the outputs.
    pub table: Option<Computed>,
    /// What it was computed from: the drawn series of each id.
    pub inputs: Vec<SeriesKey>,
    /// Its first value.
    pub first: Option<UnixSecs>,
    /// How many values it has.
    pub rows: usize,
    /// How many weeks went in, for those that read weeks.
    pub weeks: Option<usize>,
}

impl ComputedRows {
    /// Bytes it holds, about: rows of the line, of what draws it at any size, and of the table.
    pub fn bytes(&self) -> usize {
        // Time and value, and a pyramid of at most as much again.
        const PER_ROW: usize = 32;
        const ITSELF: usize = 512;
        let line = self.line.as_ref().map_or(0, |line| line.series.len() * PER_ROW);
        ITSELF + line + self.table.as_ref().map_or(0, Computed::bytes)
    }
}

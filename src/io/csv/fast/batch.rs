//! One block of text with everything that was found in it.
//!
//! Knows counts, rows and complaints of a block; knows nothing of the file
//! around it: lines count from the block's beginning until it takes its place.
//! Batches go round between the workers and whoever takes the rows, so that
//! their memory is asked for once.

use crate::io::csv::date::DateReading;
use crate::io::csv::error::CsvError;
use crate::io::csv::gather::SeriesRows;
use crate::io::csv::text::TextBuffer;
use crate::io::csv::warnings::Warnings;

/// Rows of the preview at either end.
pub const PREVIEW_ROWS: usize = 5;

/// A block and its rows.
#[derive(Debug, Default)]
pub struct Batch {
    /// The text.
    pub text: TextBuffer,
    /// Whether nothing follows it.
    pub last: bool,
    /// Bytes of the input read up to its end.
    pub bytes_read: u64,
    /// Rows of every series, in the plan's order.
    pub series: Vec<SeriesRows>,
    /// Records of any kind.
    pub records: u64,
    /// Line ends.
    pub lines: u64,
    /// Data rows: all but header, comments and sums.
    pub rows: u64,
    /// What was not taken, and why.
    pub warnings: Warnings,
    /// Dates that tell day and month apart, or do not, in file order.
    pub votes: Vec<DateReading>,
    /// Where the record begins that goes on behind the block.
    pub open: Option<usize>,
    /// The bound that was passed; only a guess until the batch takes its place.
    pub fault: Option<CsvError>,
    /// Why the text could not be read; nothing was found in it then.
    pub broken: Option<CsvError>,
    first_rows: [usize; PREVIEW_ROWS],
    last_rows: [usize; 8],
}

impl Batch {
    /// What stands for the rest of a text that could not be read.
    pub fn broken(fault: CsvError) -> Self {
        Self { broken: Some(fault), last: true, ..Self::default() }
    }

    /// Forgets what was found, not the text.
    pub fn clear(&mut self, series: usize) {
        self.series.resize_with(series, SeriesRows::default);
        self.series.iter_mut().for_each(SeriesRows::clear);
        (self.records, self.lines, self.rows) = (0, 0, 0);
        self.warnings = Warnings::default();
        self.votes.clear();
        self.open = None;
        self.fault = None;
    }

    /// Counts a data row that begins at `place`.
    #[inline]
    #[expect(clippy::indexing_slicing, reason = "the masks leave places within the arrays")]
    pub fn count_row(&mut self, place: usize) {
        if self.rows < PREVIEW_ROWS as u64 {
            self.first_rows[self.rows as usize] = place;
        }
        self.last_rows[(self.rows & 7) as usize] = place;
        self.rows += 1;
    }

    /// Where the first data rows begin, at most [`PREVIEW_ROWS`].
    pub fn first_rows(&self) -> impl Iterator<Item = usize> {
        let count = self.rows.min(PREVIEW_ROWS as u64) as usize;
        self.first_rows.into_iter().take(count)
    }

    /// Where the last data rows begin, at most [`PREVIEW_ROWS`], in file order.
    pub fn last_rows(&self) -> impl Iterator<Item = usize> {
        let places = self.last_rows;
        let from = self.rows.saturating_sub(PREVIEW_ROWS as u64);
        (from..self.rows).filter_map(move |row| places.get((row & 7) as usize).copied())
    }
}

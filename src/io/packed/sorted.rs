//! Rows in order of time, one a time, waiting to be stored.

use std::io;
use std::sync::Arc;

use crate::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesError, SeriesKey};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::domain::unit::Unit;
use crate::io::packed::{CHUNK_ROWS, MAX_CELLS, RowBlock};

/// Why packed rows could not be read back.
#[derive(Debug, thiserror::Error)]
pub enum PackedError {
    /// The temporary file they wait in failed.
    #[error("the rows that were read could not be kept: {0}")]
    Io(#[from] io::Error),
    /// They make no valid series.
    #[error(transparent)]
    Series(#[from] SeriesError),
}

/// Rows in strictly ascending order of time; cheap to clone.
#[derive(Clone, Debug)]
pub struct SortedRows {
    width: usize,
    rows: Arc<RowBlock>,
}

impl SortedRows {
    /// Rows already in order.
    pub fn from_block(width: usize, rows: RowBlock) -> Self {
        Self { width: width.min(MAX_CELLS), rows: Arc::new(rows) }
    }

    /// The rows of a series.
    pub fn from_series(series: &Series) -> Self {
        let columns = series.named_columns();
        let mut rows =
            RowBlock { times: series.times().iter().map(|time| time.0).collect(), ..RowBlock::default() };
        for (column, (_, values)) in rows.cells.iter_mut().zip(&columns) {
            column.extend_from_slice(values);
        }
        Self::from_block(columns.len(), rows)
    }

    /// Number of rows.
    pub fn len(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Cells of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// First time.
    pub fn first(&self) -> Option<UnixSecs> {
        self.rows.times.first().copied().map(UnixSecs)
    }

    /// Last time.
    pub fn last(&self) -> Option<UnixSecs> {
        self.rows.times.last().copied().map(UnixSecs)
    }

    /// Daily if every row stands on 00:00 UTC and at least half the steps are one
    /// day; intraday if half the steps are shorter than a day; else irregular.
    pub fn cadence(&self) -> Cadence {
        let midnight = self.rows.times.iter().all(|time| time % DAY_SECS == 0);
        let (mut short, mut daily) = (0, 0);
        for pair in self.rows.times.windows(2) {
            if let [before, after] = pair {
                short += usize::from(after - before < DAY_SECS);
                daily += usize::from(after - before == DAY_SECS);
            }
        }
        let half = self.rows.len().saturating_sub(1).div_ceil(2);
        if midnight && daily >= half {
            Cadence::Daily
        } else if short > 0 && short >= half {
            Cadence::Intraday
        } else {
            Cadence::Irregular
        }
    }

    /// The rows in order, in blocks of at most [`CHUNK_ROWS`] that lie within a UTC month each.
    ///
    /// # Errors
    /// Each item, those of the temporary file.
    pub fn blocks(&self) -> impl Iterator<Item = io::Result<RowBlock>> + '_ {
        let total = self.rows.len();
        (0..total).step_by(CHUNK_ROWS).map(move |from| {
            let range = from..(from + CHUNK_ROWS).min(total);
            let mut block = RowBlock {
                times: self.rows.times.get(range.clone()).unwrap_or_default().to_vec(),
                ..RowBlock::default()
            };
            for (column, all) in block.cells.iter_mut().zip(&self.rows.cells).take(self.width) {
                column.extend_from_slice(all.get(range.clone()).unwrap_or_default());
            }
            Ok(block)
        })
    }

    /// All rows as a series: for files of a size that a chart holds anyway.
    ///
    /// # Errors
    /// [`PackedError`].
    pub fn to_series(&self, key: SeriesKey, unit: Unit, cadence: Cadence) -> Result<Series, PackedError> {
        let mut times = Vec::new();
        let mut cells: [Vec<f64>; MAX_CELLS] = Default::default();
        for block in self.blocks() {
            let block = block?;
            times.extend(block.times.iter().copied().map(UnixSecs));
            for (all, more) in cells.iter_mut().zip(&block.cells) {
                all.extend_from_slice(more);
            }
        }
        let [open, high, low, close, volume] = cells;
        let columns = if self.width == 1 {
            Columns::Scalar(open)
        } else {
            let volume = (self.width == MAX_CELLS).then_some(volume);
            Columns::Ohlcv(Box::new(Ohlcv { open, high, low, close, volume }))
        };
        Ok(Series::new(key, unit, cadence, times, columns)?)
    }
}

//! Rows in order of time, waiting packed to be stored.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::sync::Arc;

use super::reading::ChunkReader;
use super::run::{Chunk, Extremes, RunWriter};
use super::shelf::Shelf;
use super::{MAX_CELLS, RowBlock};
use crate::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesError, SeriesKey};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::domain::unit::Unit;

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
#[derive(Clone)]
pub struct SortedRows {
    inner: Arc<Inner>,
}

struct Inner {
    width: usize,
    rows: u64,
    cadence: Cadence,
    extremes: Extremes,
    chunks: Vec<Chunk>,
    shelf: Arc<Shelf>,
}

impl fmt::Debug for SortedRows {
    /// Without the rows, which may be millions.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("SortedRows");
        text.field("len", &self.len()).field("width", &self.width());
        text.field("first", &self.first()).field("last", &self.last()).finish_non_exhaustive()
    }
}

/// A chunk of rows as it goes into the cache.
pub(crate) struct PackedChunk<'a> {
    pub first: i64,
    pub last: i64,
    pub rows: u16,
    pub bytes: Cow<'a, [u8]>,
}

impl SortedRows {
    pub(super) fn from_chunks(
        width: usize,
        chunks: Vec<Chunk>,
        extremes: Extremes,
        shelf: Arc<Shelf>,
    ) -> Self {
        let rows = chunks.iter().map(|chunk| u64::from(chunk.rows)).sum();
        let cadence = cadence(&chunks, rows);
        Self { inner: Arc::new(Inner { width, rows, cadence, extremes, chunks, shelf }) }
    }

    /// Rows already in order.
    pub fn from_block(width: usize, rows: &RowBlock) -> Self {
        let width = width.min(MAX_CELLS);
        // No limit, no file: nothing that could fail.
        let mut shelf = Shelf::new(usize::MAX);
        let mut writer = RunWriter::new(width);
        let chunks = writer.push(rows, 0, &mut shelf).and_then(|()| writer.end(&mut shelf));
        Self::from_chunks(width, chunks.unwrap_or_default(), writer.extremes, Arc::new(shelf))
    }

    /// The rows of a series.
    pub fn from_series(series: &Series) -> Self {
        let columns = series.named_columns();
        let mut rows =
            RowBlock { times: series.times().iter().map(|time| time.0).collect(), ..RowBlock::default() };
        for (column, (_, values)) in rows.cells.iter_mut().zip(&columns) {
            column.extend_from_slice(values);
        }
        Self::from_block(columns.len(), &rows)
    }

    /// Number of rows.
    pub fn len(&self) -> u64 {
        self.inner.rows
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.inner.rows == 0
    }

    /// Cells of a row.
    pub fn width(&self) -> usize {
        self.inner.width
    }

    /// First time.
    pub fn first(&self) -> Option<UnixSecs> {
        self.inner.chunks.first().map(|chunk| UnixSecs(chunk.first))
    }

    /// Last time.
    pub fn last(&self) -> Option<UnixSecs> {
        self.inner.chunks.last().map(|chunk| UnixSecs(chunk.last))
    }

    /// Daily if every row stands on 00:00 UTC and at least half the steps are one
    /// day; intraday if half the steps are shorter than a day; else irregular.
    pub fn cadence(&self) -> Cadence {
        self.inner.cadence
    }

    /// Whether a column has a single number: a volume column without one is none.
    pub fn has_number(&self, column: usize) -> bool {
        self.inner.extremes.least.get(column).is_some_and(|least| least.is_finite())
    }

    /// Bounds of what the columns hold.
    pub(crate) fn extremes(&self) -> &Extremes {
        &self.inner.extremes
    }

    /// The rows in order, in blocks of at most [`CHUNK_ROWS`] that lie within a UTC month each.
    ///
    /// # Errors
    /// Each item, those of the temporary file.
    ///
    /// [`CHUNK_ROWS`]: super::CHUNK_ROWS
    pub fn blocks(&self) -> impl Iterator<Item = io::Result<RowBlock>> + '_ {
        let mut reader = ChunkReader::default();
        self.inner.chunks.iter().map(move |chunk| {
            let mut block = RowBlock::default();
            reader.read(&self.inner.shelf, chunk, &mut block)?;
            Ok(block)
        })
    }

    /// First time of every chunk, in order.
    pub(crate) fn chunk_starts(&self) -> impl Iterator<Item = i64> + '_ {
        self.inner.chunks.iter().map(|chunk| chunk.first)
    }

    /// Number of rows in some chunks.
    pub(crate) fn count_in(&self, chunks: std::ops::Range<usize>) -> u64 {
        let chunks = self.inner.chunks.get(chunks).unwrap_or_default();
        chunks.iter().map(|chunk| u64::from(chunk.rows)).sum()
    }

    /// One chunk, packed; `None` beyond the last one.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub(crate) fn chunk(&self, index: usize) -> io::Result<Option<PackedChunk<'_>>> {
        let Some(Chunk { place, first, last, rows, .. }) = self.inner.chunks.get(index).copied() else {
            return Ok(None);
        };
        Ok(Some(PackedChunk { first, last, rows, bytes: self.inner.shelf.get(place)? }))
    }

    /// Bytes that lie on the shelf, also those of no more use.
    #[cfg(test)]
    pub(super) fn packed_bytes(&self) -> usize {
        self.inner.shelf.len()
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
        let columns = if self.width() == 1 {
            Columns::Scalar(open)
        } else {
            let volume = (self.width() == MAX_CELLS).then_some(volume);
            Columns::Ohlcv(Box::new(Ohlcv { open, high, low, close, volume }))
        };
        Ok(Series::new(key, unit, cadence, times, columns)?)
    }
}

fn cadence(chunks: &[Chunk], rows: u64) -> Cadence {
    let (mut short, mut daily) = (0_u64, 0_u64);
    let mut before: Option<i64> = None;
    for chunk in chunks {
        short += u64::from(chunk.short);
        daily += u64::from(chunk.daily);
        if let Some(step) = before.map(|before| chunk.first.saturating_sub(before)) {
            short += u64::from(step < DAY_SECS);
            daily += u64::from(step == DAY_SECS);
        }
        before = Some(chunk.last);
    }
    let half = rows.saturating_sub(1).div_ceil(2);
    if chunks.iter().all(|chunk| chunk.is_midnight) && daily >= half {
        Cadence::Daily
    } else if short > 0 && short >= half {
        Cadence::Intraday
    } else {
        Cadence::Irregular
    }
}

//! Rows in order of time, cut into packed chunks as they come.
//!
//! A chunk ends with the UTC month, because the cache keeps its checksums by
//! month and takes chunks over as they are.

use std::io;

use super::codec::{Codec, RowsIn};
use super::shelf::{Place, Shelf};
use super::{CHUNK_ROWS, MAX_CELLS, RowBlock, ints, one_gap};
use crate::domain::time::{DAY_SECS, UnixSecs};

/// A packed chunk and what is known of it without unpacking.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    pub place: Place,
    /// The lines of its rows, if they were given.
    pub lines: Option<Place>,
    pub first: i64,
    pub last: i64,
    pub rows: u16,
    /// Whether no two rows have the same time.
    pub is_rising: bool,
    /// Whether every row stands on 00:00 UTC.
    pub is_midnight: bool,
    /// Distances shorter than a day, and of a day.
    pub short: u16,
    pub daily: u16,
}

/// The least and the most of each column and whether candles are in order: what a series may not break.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Extremes {
    /// Infinite where a column has no number.
    pub least: [f64; MAX_CELLS],
    pub most: [f64; MAX_CELLS],
    /// Whether no open, low or close lies above the high and no open or close below the low.
    pub highs_and_lows_hold: bool,
    /// Whether there is a −0.0, which the cache does not keep.
    pub has_negative_zero: bool,
}

impl Extremes {
    pub(super) const NONE: Self = Self {
        least: [f64::INFINITY; MAX_CELLS],
        most: [f64::NEG_INFINITY; MAX_CELLS],
        highs_and_lows_hold: true,
        has_negative_zero: false,
    };

    /// Takes columns in.
    pub(super) fn see(&mut self, cells: &[Vec<f64>; MAX_CELLS]) {
        for ((least, most), column) in self.least.iter_mut().zip(&mut self.most).zip(cells) {
            // Four at a time: the processor compares them side by side.
            let (fours, rest) = column.as_chunks::<4>();
            let (mut low, mut high) = ([*least; 4], [*most; 4]);
            let mut see = |cells: &[f64]| {
                for ((low, high), cell) in low.iter_mut().zip(&mut high).zip(cells) {
                    // A comparison with NaN is false: gaps change nothing.
                    *low = if *cell < *low { *cell } else { *low };
                    *high = if *cell > *high { *cell } else { *high };
                }
            };
            fours.iter().for_each(|four| see(four));
            see(rest);
            let negative_zero = (-0.0_f64).to_bits();
            self.has_negative_zero |=
                column.iter().fold(false, |found, cell| found | (cell.to_bits() == negative_zero));
            *least = low.iter().copied().fold(*least, f64::min);
            *most = high.iter().copied().fold(*most, f64::max);
        }
        let [open, high, low, close, _] = cells;
        for (((open, high), low), close) in open.iter().zip(high).zip(low).zip(close) {
            let breaks = (high < low) | (open > high) | (close > high) | (open < low) | (close < low);
            self.highs_and_lows_hold &= !breaks;
        }
    }
}

/// Cuts rows into chunks; no row may be earlier than the one before.
#[derive(Debug)]
pub(super) struct RunWriter {
    width: usize,
    codec: Codec,
    open: RowBlock,
    bytes: Vec<u8>,
    line_numbers: Vec<i64>,
    /// End of the month that `open` lies in.
    month_end: i64,
    pub chunks: Vec<Chunk>,
    pub extremes: Extremes,
}

impl RunWriter {
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            codec: Codec::default(),
            open: RowBlock::default(),
            bytes: Vec::new(),
            line_numbers: Vec::new(),
            month_end: i64::MIN,
            chunks: Vec::new(),
            extremes: Extremes::NONE,
        }
    }

    /// Time of the last row.
    pub(super) fn last(&self) -> Option<i64> {
        self.open.times.last().copied().or_else(|| self.chunks.last().map(|chunk| chunk.last))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.chunks.is_empty()
    }

    /// Takes `rows` from one index on; they follow all taken before.
    pub(super) fn push(&mut self, rows: &RowBlock, from: usize, shelf: &mut Shelf) -> io::Result<()> {
        let mut from = from;
        while let Some(first) = rows.times.get(from).copied() {
            if first >= self.month_end {
                self.cut(shelf)?;
                self.month_end = month_end(first);
            }
            let room = CHUNK_ROWS.saturating_sub(self.open.len()).max(1);
            let until = rows.len().min(from.saturating_add(room));
            let times = rows.times.get(from..until).unwrap_or_default();
            let in_month = times.partition_point(|time| *time < self.month_end).max(1);
            let range = from..from.saturating_add(in_month);
            self.open.times.extend_from_slice(times.get(..in_month).unwrap_or_default());
            self.open.lines.extend_from_slice(rows.lines.get(range.clone()).unwrap_or_default());
            for (open, more) in self.open.cells.iter_mut().zip(&rows.cells).take(self.width) {
                open.extend(more.get(range.clone()).unwrap_or_default().iter().map(|cell| one_gap(*cell)));
                // A column that is too short is made up with gaps, never with another row's cells.
                open.resize(self.open.times.len(), f64::NAN);
            }
            if self.open.len() >= CHUNK_ROWS {
                self.cut(shelf)?;
            }
            from = range.end;
        }
        Ok(())
    }

    /// Packs the open rows.
    fn cut(&mut self, shelf: &mut Shelf) -> io::Result<()> {
        let ends = (self.open.times.first().copied(), self.open.times.last().copied());
        let (Some(first), Some(last)) = ends else {
            return Ok(());
        };
        let (mut short, mut daily, mut is_rising) = (0, 0, true);
        for pair in self.open.times.windows(2) {
            if let [before, after] = pair {
                let step = after.wrapping_sub(*before);
                is_rising &= step > 0;
                short += u16::from(step < DAY_SECS);
                daily += u16::from(step == DAY_SECS);
            }
        }
        let is_midnight = self.open.times.iter().all(|time| time % DAY_SECS == 0);
        self.extremes.see(&self.open.cells);
        let [a, b, c, d, e] = &self.open.cells;
        let rows =
            RowsIn { times: &self.open.times, cells: [a, b, c, d, e], width: self.width, batches: None };
        self.bytes.clear();
        self.codec.pack(&rows, &mut self.bytes);
        let place = shelf.put(&self.bytes)?;
        let has_lines = self.open.lines.len() == self.open.times.len();
        let lines = if has_lines { Some(self.put_lines(shelf)?) } else { None };
        self.chunks.push(Chunk {
            place,
            lines,
            first,
            last,
            rows: self.open.times.len() as u16,
            is_rising,
            is_midnight,
            short,
            daily,
        });
        self.open.clear();
        Ok(())
    }

    /// The distances of the lines: in most files one constant.
    fn put_lines(&mut self, shelf: &mut Shelf) -> io::Result<Place> {
        self.line_numbers.clear();
        let mut before = 0_i64;
        self.line_numbers.extend(self.open.lines.iter().map(|line| {
            let step = i64::from(*line).wrapping_sub(before);
            before = i64::from(*line);
            step
        }));
        self.bytes.clear();
        ints::put(&self.line_numbers, &mut self.bytes);
        shelf.put(&self.bytes)
    }

    /// Takes a chunk over as it is; it follows all rows taken before.
    pub(super) fn adopt(&mut self, chunk: Chunk, shelf: &mut Shelf) -> io::Result<()> {
        self.cut(shelf)?;
        self.chunks.push(chunk);
        Ok(())
    }

    /// Packs what is open and starts a new run; gives the chunks of the one that ends.
    pub(super) fn end(&mut self, shelf: &mut Shelf) -> io::Result<Vec<Chunk>> {
        self.cut(shelf)?;
        self.month_end = i64::MIN;
        Ok(std::mem::take(&mut self.chunks))
    }
}

/// The first second after the UTC month of a time; the next second where the calendar ends.
fn month_end(time: i64) -> i64 {
    let next = UnixSecs(time).date().last_of_month().tomorrow();
    let end = next.map_or(i64::MAX, |day| UnixSecs::from_date(day).0);
    end.max(time.saturating_add(1))
}

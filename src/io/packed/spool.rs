//! Rows in file order, collected until they can be put in order of time.

use std::io;

use crate::domain::time::UnixSecs;
use crate::io::packed::{MAX_CELLS, RowBlock, SortedRows};

/// Relative difference below which an open is "the previous close": old files round to six decimals.
const SAME_PRICE: f64 = 1e-6;

/// Which of several rows of one time is kept, when they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubled {
    /// The last in the file.
    Last,
    /// The one that opens where the row before closed, else the last. Old Yahoo
    /// files date the Monday after a European clock change as the Sunday again.
    OpensAtPreviousClose,
}

/// A row that gave way to another of its time with other cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DroppedRow {
    /// Its line.
    pub line: u64,
    /// Its time.
    pub time: UnixSecs,
}

/// Takes rows in the order of the file and gives them back in the order of time.
#[derive(Debug)]
pub struct RowSpool {
    width: usize,
    doubled: Doubled,
    rows: RowBlock,
}

impl RowSpool {
    /// No row yet; rows have `width` cells, at most [`MAX_CELLS`].
    pub fn new(width: usize, doubled: Doubled) -> Self {
        Self { width: width.min(MAX_CELLS), doubled, rows: RowBlock::default() }
    }

    /// Takes the next rows of the file, in whatever order of time.
    ///
    /// # Errors
    /// Those of the temporary file that many rows wait in.
    pub fn push(&mut self, block: &RowBlock) -> io::Result<()> {
        self.rows.times.extend_from_slice(&block.times);
        self.rows.lines.extend_from_slice(&block.lines);
        for (all, more) in self.rows.cells.iter_mut().zip(&block.cells).take(self.width) {
            all.extend_from_slice(more);
        }
        Ok(())
    }

    /// The rows in order of time, one a time. Those that give way are handed to
    /// `dropped` unless their cells are the same as those of the row that stays.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn finish(self, dropped: &mut dyn FnMut(DroppedRow)) -> io::Result<SortedRows> {
        let time = |row: usize| self.rows.times.get(row).copied().unwrap_or(i64::MAX);
        let cell = |column: usize, row: usize| {
            self.rows.cells.get(column).and_then(|column| column.get(row)).copied().unwrap_or(f64::NAN)
        };
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|row| time(*row)); // stable: rows of one time stay in file order
        let mut kept: Vec<usize> = Vec::new();
        for group in order.chunk_by(|a, b| time(*a) == time(*b)) {
            let previous = kept.last().copied();
            let follows = |row: &&usize| {
                previous.is_some_and(|previous| {
                    let close = cell(3, previous);
                    (cell(0, **row) - close).abs() <= SAME_PRICE * close
                })
            };
            let chosen = match self.doubled {
                Doubled::OpensAtPreviousClose if group.len() > 1 => {
                    group.iter().find(follows).or(group.last())
                }
                _ => group.last(),
            };
            let Some(chosen) = chosen.copied() else { continue };
            for row in group.iter().copied().filter(|row| *row != chosen) {
                let same = (0..self.width).all(|c| cell(c, row).to_bits() == cell(c, chosen).to_bits());
                if !same {
                    let line = self.rows.lines.get(row).copied().map_or(0, u64::from);
                    dropped(DroppedRow { line, time: UnixSecs(time(row)) });
                }
            }
            kept.push(chosen);
        }
        let mut sorted =
            RowBlock { times: kept.iter().map(|row| time(*row)).collect(), ..RowBlock::default() };
        for (index, column) in sorted.cells.iter_mut().enumerate().take(self.width) {
            column.extend(kept.iter().map(|row| cell(index, *row)));
        }
        Ok(SortedRows::from_block(self.width, sorted))
    }
}

//! Rows in file order, collected until they can be put in order of time.
//!
//! Rows that rise go straight into chunks, which stay as they are. Rows that do
//! not are sorted in runs of [`RUN_ROWS`]; in the end the runs are merged, and
//! only chunks that overlap are taken apart: a file from the latest to the
//! earliest is packed once, and one doubled row costs one chunk.

use std::io;
use std::sync::Arc;

use super::merge::merge;
use super::run::{Chunk, RunWriter};
use super::shelf::{MEMORY_BYTES, Shelf};
use super::{MAX_CELLS, RowBlock, SortedRows};
use crate::domain::time::UnixSecs;

/// Rows out of order that are sorted together: 14 MB of them.
const RUN_ROWS: usize = 1 << 18;

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
    run_rows: usize,
    writer: RunWriter,
    shelf: Shelf,
    /// Runs in file order, each in order of time.
    runs: Vec<Vec<Chunk>>,
    /// Rows that do not follow those before, as they came.
    unsorted: RowBlock,
}

impl RowSpool {
    /// No row yet; rows have `width` cells, at most [`MAX_CELLS`].
    pub fn new(width: usize, doubled: Doubled) -> Self {
        Self::bounded(width, doubled, RUN_ROWS, MEMORY_BYTES)
    }

    /// The same with other bounds.
    pub(super) fn bounded(width: usize, doubled: Doubled, run_rows: usize, memory_bytes: usize) -> Self {
        let width = width.min(MAX_CELLS);
        Self {
            width,
            doubled,
            run_rows,
            writer: RunWriter::new(width),
            shelf: Shelf::new(memory_bytes),
            runs: Vec::new(),
            unsorted: RowBlock::default(),
        }
    }

    /// Takes the next rows of the file, in whatever order of time.
    ///
    /// # Errors
    /// Those of the temporary file that many rows wait in.
    pub fn push(&mut self, block: &RowBlock) -> io::Result<()> {
        let mut from = 0;
        if self.unsorted.is_empty() {
            let rising = self.rising(&block.times);
            // A first row rises always; alone it says nothing of the rows behind it.
            let begins_badly = self.writer.is_empty() && rising == 1 && block.len() > 1;
            if rising == block.len() {
                return self.writer.push(block, 0, &mut self.shelf);
            }
            if !begins_badly {
                let head = part(block, 0, rising, self.width);
                self.writer.push(&head, 0, &mut self.shelf)?;
                from = rising;
            }
            self.end_run()?;
        }
        while from < block.len() {
            let room = self.run_rows.saturating_sub(self.unsorted.len()).max(1);
            let until = block.len().min(from.saturating_add(room));
            append(&mut self.unsorted, block, from, until, self.width);
            from = until;
            if self.unsorted.len() >= self.run_rows {
                self.sort_run()?;
            }
        }
        Ok(())
    }

    /// How many of the times go on rising from the last row on.
    fn rising(&self, times: &[i64]) -> usize {
        let mut last = self.writer.last();
        times
            .iter()
            .take_while(|time| {
                let rises = last.is_none_or(|last| last < **time);
                last = Some(**time);
                rises
            })
            .count()
    }

    fn end_run(&mut self) -> io::Result<()> {
        let chunks = self.writer.end(&mut self.shelf)?;
        if !chunks.is_empty() {
            self.runs.push(chunks);
        }
        Ok(())
    }

    fn sort_run(&mut self) -> io::Result<()> {
        let unsorted = std::mem::take(&mut self.unsorted);
        let mut order: Vec<(i64, u32)> = unsorted.times.iter().copied().zip(0..).collect();
        order.sort_unstable(); // the index keeps rows of one time in file order
        let mut sorted =
            RowBlock { times: order.iter().map(|(time, _)| *time).collect(), ..RowBlock::default() };
        let from_place = |row: &(i64, u32)| row.1 as usize;
        sorted.lines.extend(order.iter().filter_map(|row| unsorted.lines.get(from_place(row))));
        for (sorted, column) in sorted.cells.iter_mut().zip(&unsorted.cells).take(self.width) {
            sorted.extend(order.iter().filter_map(|row| column.get(from_place(row))));
        }
        self.writer.push(&sorted, 0, &mut self.shelf)?;
        self.end_run()
    }

    /// The rows in order of time, one a time. Those that give way are handed to
    /// `dropped` unless their cells are the same as those of the row that stays.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn finish(mut self, dropped: &mut dyn FnMut(DroppedRow)) -> io::Result<SortedRows> {
        if !self.unsorted.is_empty() {
            self.sort_run()?;
        }
        self.end_run()?;
        let runs = std::mem::take(&mut self.runs);
        merge(runs, self.doubled, &mut self.writer, &mut self.shelf, dropped)?;
        let chunks = self.writer.end(&mut self.shelf)?;
        Ok(SortedRows::from_chunks(self.width, chunks, self.writer.extremes, Arc::new(self.shelf)))
    }
}

/// Some rows of a block, each column as long as the times.
fn part(block: &RowBlock, from: usize, until: usize, width: usize) -> RowBlock {
    let mut rows = RowBlock::default();
    append(&mut rows, block, from, until, width);
    rows
}

fn append(rows: &mut RowBlock, block: &RowBlock, from: usize, until: usize, width: usize) {
    let range = from..until;
    rows.times.extend_from_slice(block.times.get(range.clone()).unwrap_or_default());
    let count = rows.times.len();
    rows.lines.extend_from_slice(block.lines.get(range.clone()).unwrap_or_default());
    rows.lines.resize(count, 0);
    for (column, more) in rows.cells.iter_mut().zip(&block.cells).take(width) {
        column.extend_from_slice(more.get(range.clone()).unwrap_or_default());
        column.resize(count, f64::NAN);
    }
}

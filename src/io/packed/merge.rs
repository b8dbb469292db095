//! Runs into one: rows of all in order of time, one a time.
//!
//! A chunk before whose end no other run has a row passes as it is, unread.
//! Rows are taken one by one only where runs overlap or times are doubled.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::io;

use super::reading::ChunkReader;
use super::run::{Chunk, RunWriter};
use super::shelf::Shelf;
use super::spool::{Doubled, DroppedRow};
use super::{CHUNK_ROWS, MAX_CELLS, RowBlock};
use crate::domain::time::UnixSecs;

/// Relative difference below which an open is "the previous close": old files round to six decimals.
const SAME_PRICE: f64 = 1e-6;
/// Rows of one time that are held against each other; a file of a million such rows is no history.
const MOST_OF_ONE_TIME: usize = 1 << 16;

/// Where the merge stands in a run.
struct Cursor {
    chunks: std::vec::IntoIter<Chunk>,
    /// The chunk whose rows come next.
    chunk: Option<Chunk>,
    /// Its rows, once the first was asked for.
    rows: Option<Box<RowBlock>>,
    row: usize,
}

impl Cursor {
    fn new(chunks: Vec<Chunk>) -> Self {
        let mut chunks = chunks.into_iter();
        Self { chunk: chunks.next(), chunks, rows: None, row: 0 }
    }

    fn next_time(&self) -> Option<i64> {
        match &self.rows {
            Some(rows) => rows.times.get(self.row).copied(),
            None => self.chunk.map(|chunk| chunk.first),
        }
    }

    fn go_to_next_chunk(&mut self) {
        (self.chunk, self.rows, self.row) = (self.chunks.next(), None, 0);
    }

    /// The next row, whose time is known already.
    fn take(&mut self, reader: &mut ChunkReader, shelf: &Shelf) -> io::Result<Option<OneRow>> {
        let Some(chunk) = self.chunk else { return Ok(None) };
        if self.rows.is_none() {
            let mut rows = Box::<RowBlock>::default();
            reader.read_with_lines(shelf, &chunk, &mut rows)?;
            self.rows = Some(rows);
        }
        let Some(rows) = &self.rows else { return Ok(None) };
        let line = rows.lines.get(self.row).copied().map_or(0, u64::from);
        let taken = OneRow { cells: rows.row(self.row), line };
        self.row += 1;
        if self.row >= rows.len() {
            self.go_to_next_chunk();
        }
        Ok(Some(taken))
    }
}

#[derive(Clone, Copy)]
struct OneRow {
    cells: [f64; MAX_CELLS],
    line: u64,
}

/// What the next row is held against.
enum Previous {
    None,
    Close(f64),
    In(Chunk),
}

/// Merges runs, given in file order, into `writer`.
pub(super) fn merge(
    runs: Vec<Vec<Chunk>>,
    doubled: Doubled,
    writer: &mut RunWriter,
    shelf: &mut Shelf,
    dropped: &mut dyn FnMut(DroppedRow),
) -> io::Result<()> {
    let mut cursors: Vec<Cursor> = runs.into_iter().map(Cursor::new).collect();
    // Of one time the run that came first in the file comes first.
    let mut next: BinaryHeap<Reverse<(i64, usize)>> = cursors
        .iter()
        .enumerate()
        .filter_map(|(run, cursor)| cursor.next_time().map(|time| Reverse((time, run))))
        .collect();
    let mut reader = ChunkReader::default();
    let mut previous = Previous::None;
    let mut rows_of_one_time: VecDeque<OneRow> = VecDeque::new();
    let mut taken = RowBlock::default();
    while let Some(Reverse((time, run))) = next.pop() {
        let others = next.peek().map(|Reverse((time, _))| *time);
        let Some(cursor) = cursors.get_mut(run) else { continue };
        let is_alone = |last: i64| others.is_none_or(|others| last < others);
        if let (None, Some(chunk)) = (&cursor.rows, cursor.chunk)
            && chunk.is_rising
            && is_alone(chunk.last)
            // Rows of the last time of a chunk may go on in the next one.
            && cursor.chunks.as_slice().first().is_none_or(|after| after.first > chunk.last)
        {
            hand_over(&mut taken, writer, shelf)?;
            writer.adopt(chunk, shelf)?;
            previous = Previous::In(chunk);
            cursor.go_to_next_chunk();
            next.extend(cursor.next_time().map(|time| Reverse((time, run))));
            continue;
        }
        rows_of_one_time.clear();
        let mut run = run;
        while let Some(cursor) = cursors.get_mut(run) {
            while cursor.next_time() == Some(time) {
                let Some(row) = cursor.take(&mut reader, shelf)? else { break };
                if rows_of_one_time.len() >= MOST_OF_ONE_TIME
                    && let Some(first) = rows_of_one_time.pop_front()
                {
                    dropped(DroppedRow { line: first.line, time: UnixSecs(time) });
                }
                rows_of_one_time.push_back(row);
            }
            next.extend(cursor.next_time().map(|time| Reverse((time, run))));
            match next.peek() {
                Some(Reverse((other, same_time))) if *other == time => {
                    run = *same_time;
                    next.pop();
                }
                _ => break,
            }
        }
        let chosen = match (doubled, rows_of_one_time.len()) {
            (Doubled::OpensAtPreviousClose, 2..) => {
                let close = previous_close(&previous, &mut reader, shelf)?;
                let follows = |row: &&OneRow| {
                    close.is_some_and(|close| (row.cells[0] - close).abs() <= SAME_PRICE * close)
                };
                rows_of_one_time.iter().find(follows).or(rows_of_one_time.back()).copied()
            }
            _ => rows_of_one_time.back().copied(),
        };
        let Some(chosen) = chosen else { continue };
        for row in &rows_of_one_time {
            let same = row.cells.iter().zip(&chosen.cells).all(|(a, b)| a.to_bits() == b.to_bits());
            if !same {
                dropped(DroppedRow { line: row.line, time: UnixSecs(time) });
            }
        }
        taken.times.push(time);
        for (column, cell) in taken.cells.iter_mut().zip(chosen.cells) {
            column.push(cell);
        }
        previous = Previous::Close(chosen.cells[3]);
        if taken.len() >= CHUNK_ROWS {
            hand_over(&mut taken, writer, shelf)?;
        }
    }
    hand_over(&mut taken, writer, shelf)
}

fn hand_over(taken: &mut RowBlock, writer: &mut RunWriter, shelf: &mut Shelf) -> io::Result<()> {
    writer.push(taken, 0, shelf)?;
    taken.clear();
    Ok(())
}

fn previous_close(previous: &Previous, reader: &mut ChunkReader, shelf: &Shelf) -> io::Result<Option<f64>> {
    match previous {
        Previous::None => Ok(None),
        Previous::Close(close) => Ok(Some(*close)),
        Previous::In(chunk) => {
            let mut rows = RowBlock::default();
            reader.read(shelf, chunk, &mut rows)?;
            Ok(rows.cells[3].last().copied())
        }
    }
}

//! The rows of a whole table, taken batch by batch in the order of the file.
//!
//! Knows what holds across blocks: lines, counts, the preview, a record cut by
//! the end of its block and the order of day and month; knows nothing of cells.
//! Rows leave at once, into whatever [`RowSink`] they go to. Only those whose
//! day and month are not told apart yet have to wait here.

use std::collections::VecDeque;
use std::io;

use super::date::{DayOrder, DayOrderVotes};
use super::error::{CsvError, Limit, Question};
use super::fast::batch::{Batch, PREVIEW_ROWS};
use super::fast::parser::{IN_ORDER, Parser, Rules};
use super::gather::{NO_TIME, NOT_FUTURE, SeriesRows};
use super::records::MAX_ROWS;
use super::text::TextBuffer;
use super::warnings::Warnings;
use crate::domain::time::UnixSecs;
use crate::io::packed::{PackedError, RowBlock};

/// Rows that may wait for the order of day and month; past them the order is settled
/// by what was seen, or asked for.
const MAX_WAITING_ROWS: u64 = 5_000_000;
/// Bytes of a record that goes on over several blocks. Twice the bound of a record, for
/// doubled quotes, and far more.
const MAX_OPEN_BYTES: usize = 4 << 20;

/// Where rows go.
pub trait RowSink {
    /// Takes the next rows of a series, by its place in the plan.
    ///
    /// # Errors
    /// Those of whatever keeps them.
    fn push(&mut self, series: usize, rows: &RowBlock) -> io::Result<()>;
}

/// Counts of one series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows of the file that had a value for it, good or bad.
    pub read: u64,
    /// Rows of those that were not taken.
    pub rejected: u64,
}

/// What was found in a table beside its rows.
#[derive(Debug)]
pub struct Found {
    /// Data rows.
    pub rows: u64,
    /// Bytes of the input, unpacked.
    pub bytes: u64,
    /// One a series, in the plan's order.
    pub counts: Vec<Counts>,
    /// The first rows as they stand.
    pub first_rows: Vec<Vec<String>>,
    /// The last rows as they stand.
    pub last_rows: Vec<Vec<String>>,
    /// What was not taken.
    pub warnings: Warnings,
}

/// The end of a batch, from the first of its last rows on.
struct Tail {
    text: Vec<u8>,
    places: Vec<usize>,
    last: bool,
}

/// A table while its batches come in.
pub struct Table<'a, S> {
    rules: &'a Rules<'a>,
    sink: &'a mut S,
    parser: Parser<'a>,
    newest: UnixSecs,
    day_order: Option<DayOrder>,
    votes: DayOrderVotes,
    waiting: Vec<Vec<SeriesRows>>,
    waiting_rows: u64,
    open: Vec<u8>,
    lines: u64,
    records: u64,
    tails: VecDeque<Tail>,
    found: Found,
}

impl<'a, S: RowSink> Table<'a, S> {
    /// No row yet, of so many series.
    pub fn new(
        rules: &'a Rules<'a>,
        sink: &'a mut S,
        series: usize,
        newest: UnixSecs,
        day_order: Option<DayOrder>,
    ) -> Self {
        Self {
            rules,
            sink,
            parser: Parser::new(rules),
            newest,
            day_order,
            votes: DayOrderVotes::default(),
            waiting: vec![Vec::new(); series],
            waiting_rows: 0,
            open: Vec::new(),
            lines: 0,
            records: 0,
            tails: VecDeque::new(),
            found: Found {
                rows: 0,
                bytes: 0,
                counts: vec![Counts::default(); series],
                first_rows: Vec::new(),
                last_rows: Vec::new(),
                warnings: Warnings::default(),
            },
        }
    }

    /// Records taken so far.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Lines of the next batch that are header or stand above it.
    pub fn skipped(&self) -> u64 {
        self.rules.file().header_line.saturating_sub(self.lines)
    }

    /// Parses a batch here and takes it.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub fn parse_and_take(&mut self, mut batch: Batch) -> Result<Batch, CsvError> {
        if self.open.is_empty() {
            self.parser.parse(&mut batch, self.skipped());
        }
        self.take(batch)
    }

    /// Takes the rows of the next batch and gives its memory back.
    ///
    /// # Errors
    /// A bound that was passed, a question that cannot wait, or that of the sink.
    pub fn take(&mut self, mut batch: Batch) -> Result<Batch, CsvError> {
        if let Some(fault) = batch.broken.take() {
            return Err(fault);
        }
        if !self.open.is_empty() {
            self.join(&mut batch)?;
        }
        if let Some(fault) = batch.fault.take() {
            return Err(match fault {
                CsvError::TooLong { limit, line } => CsvError::TooLong { limit, line: line + self.lines },
                other => other,
            });
        }
        self.records += batch.records;
        if self.records > MAX_ROWS {
            return Err(CsvError::TooLong { limit: Limit::Rows, line: self.lines + batch.lines });
        }
        self.preview(&batch);
        self.found.rows += batch.rows;
        self.found.bytes = batch.bytes_read;
        self.found.warnings.take(&mut batch.warnings, self.lines);
        for vote in &batch.votes {
            self.votes.add(*vote);
        }
        let before = u32::try_from(self.lines).unwrap_or(u32::MAX);
        for (index, rows) in batch.series.iter_mut().enumerate() {
            for line in &mut rows.rows.lines {
                *line = line.saturating_add(before);
            }
            self.take_rows(index, rows)?;
        }
        self.lines += batch.lines;
        if let Some(open) = batch.open {
            self.open.extend_from_slice(batch.text.text().get(open..).unwrap_or_default());
        }
        if self.waiting_rows > MAX_WAITING_ROWS {
            self.settle_order()?;
        }
        Ok(batch)
    }

    /// Reads a batch again, behind the beginning of the record that it goes on with.
    fn join(&mut self, batch: &mut Batch) -> Result<(), CsvError> {
        let mut joined = TextBuffer::default();
        joined.extend(&self.open);
        joined.extend(batch.text.text());
        if joined.text().len() > MAX_OPEN_BYTES {
            return Err(CsvError::TooLong { limit: Limit::Record, line: self.lines + 1 });
        }
        self.open.clear();
        batch.text = joined;
        self.parser.parse(batch, self.skipped());
        Ok(())
    }

    fn preview(&mut self, batch: &Batch) {
        let text = batch.text.text();
        let missing = PREVIEW_ROWS - self.found.first_rows.len();
        for place in batch.first_rows().take(missing) {
            self.found.first_rows.push(self.parser.cells_at(text, place, batch.last));
        }
        let places: Vec<usize> = batch.last_rows().collect();
        let Some(from) = places.first().copied() else { return };
        while self.tails.iter().skip(1).map(|tail| tail.places.len()).sum::<usize>() + places.len()
            >= PREVIEW_ROWS
            && self.tails.pop_front().is_some()
        {}
        self.tails.push_back(Tail {
            text: text.get(from..).unwrap_or_default().to_vec(),
            places: places.iter().map(|place| place - from).collect(),
            last: batch.last,
        });
    }

    fn take_rows(&mut self, index: usize, rows: &mut SeriesRows) -> Result<(), CsvError> {
        if let Some(counts) = self.found.counts.get_mut(index) {
            counts.read += rows.rows_read;
            counts.rejected += rows.rows_rejected;
        }
        let Some(waiting) = self.waiting.get_mut(index) else { return Ok(()) };
        if rows.month_first.is_empty() && waiting.is_empty() {
            return self.push(index, &rows.rows);
        }
        match self.day_order {
            Some(order) => self.push_ordered(index, rows, order),
            None => {
                self.waiting_rows += rows.rows.len() as u64;
                waiting.push(std::mem::take(rows));
                Ok(())
            }
        }
    }

    fn push(&mut self, index: usize, rows: &RowBlock) -> Result<(), CsvError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.sink.push(index, rows).map_err(|fault| PackedError::Io(fault).into())
    }

    /// Hands on rows whose day and month are told apart, but for those that do not fit.
    fn push_ordered(&mut self, index: usize, rows: &mut SeriesRows, order: DayOrder) -> Result<(), CsvError> {
        if order == DayOrder::MonthFirst && !rows.month_first.is_empty() {
            rows.rows.times.clone_from(&rows.month_first);
        }
        let fits = |time: i64| time != NO_TIME && time <= self.newest.0;
        if rows.rows.times.iter().all(|time| fits(*time)) {
            return self.push(index, &rows.rows);
        }
        let kept: Vec<bool> = rows.rows.times.iter().map(|time| fits(*time)).collect();
        for (row, time) in rows.rows.times.iter().enumerate().filter(|(_, time)| !fits(**time)) {
            let line = rows.rows.lines.get(row).copied().map_or(0, u64::from);
            let (expected, found) = match *time {
                NO_TIME => (IN_ORDER, "the other order".to_owned()),
                late => (NOT_FUTURE, UnixSecs(late).iso()),
            };
            self.found.warnings.add(line, expected, &found, || self.rules.date_title());
        }
        if let Some(counts) = self.found.counts.get_mut(index) {
            counts.rejected += kept.iter().filter(|kept| !**kept).count() as u64;
        }
        keep(&mut rows.rows.times, &kept);
        keep(&mut rows.rows.lines, &kept);
        for column in &mut rows.rows.cells {
            keep(column, &kept);
        }
        self.push(index, &rows.rows)
    }

    /// Tells day and month apart by the rows seen, and lets those that wait go.
    fn settle_order(&mut self) -> Result<(), CsvError> {
        let order = match (self.day_order, self.votes.decide()) {
            (Some(order), _) | (None, Ok(order)) => order,
            (None, Err((day_first, month_first))) => {
                let column = self.rules.date_title();
                return Err(CsvError::Ambiguous(Question::DayOrder { column, day_first, month_first }));
            }
        };
        self.day_order = Some(order);
        self.waiting_rows = 0;
        for index in 0..self.waiting.len() {
            for mut rows in self.waiting.get_mut(index).map(std::mem::take).unwrap_or_default() {
                self.push_ordered(index, &mut rows, order)?;
            }
        }
        Ok(())
    }

    /// What was found, once every batch was taken.
    ///
    /// # Errors
    /// [`CsvError::HeaderOnly`] for a table without rows, [`CsvError::Ambiguous`] when
    /// day and month cannot be told apart.
    pub fn finish(mut self) -> Result<Found, CsvError> {
        if self.found.rows == 0 {
            return Err(CsvError::HeaderOnly { header: self.rules.file().header.clone() });
        }
        self.settle_order()?;
        let mut last_rows = VecDeque::new();
        for tail in &self.tails {
            for place in &tail.places {
                last_rows.push_back(self.parser.cells_at(&tail.text, *place, tail.last));
            }
        }
        let more = last_rows.len().saturating_sub(PREVIEW_ROWS);
        self.found.last_rows = last_rows.into_iter().skip(more).collect();
        Ok(self.found)
    }
}

fn keep<T: Copy>(column: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter();
    column.retain(|_| kept.next().copied().unwrap_or(false));
}

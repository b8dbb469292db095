//! Records of a CSV text, read within fixed bounds.
//!
//! Knows delimiters, quotes, comments and lines; knows nothing of what a cell
//! means. Stands on `csv-core` with buffers of its own instead of the `csv`
//! crate, whose record grows with the input: here a quote left open fails after
//! 64 KiB, whatever follows.

use std::io::Read;
use std::ops::ControlFlow;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::error::{CsvError, Limit};
use super::text::TextBlocks;

/// Bytes of one record without delimiters and quotes: 64 KiB.
pub const MAX_RECORD_BYTES: usize = 64 << 10;
/// Bytes of one field: 4 KiB.
pub const MAX_FIELD_BYTES: usize = 4 << 10;
/// Fields of one record. The widest known table (Coin Metrics) has some 150.
pub const MAX_COLUMNS: usize = 256;
/// Records of one file.
pub const MAX_ROWS: u64 = 500_000_000;

/// Called after every block and several times a second with the records read so far; `Break` cancels.
pub type Progress<'a> = &'a dyn Fn(u64) -> ControlFlow<()>;

/// One record, borrowed from the reader's buffer.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Line on which it starts, from 1.
    pub line: u64,
    text: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Record<'a> {
    /// A record from cells already split: `ends` are offsets in `text`.
    pub(crate) fn from_parts(line: u64, text: &'a [u8], ends: &'a [usize]) -> Self {
        Self { line, text, ends }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A cell as it stands; empty beyond the last one, `\u{FFFD}` if it is not UTF-8.
    pub fn cell(&self, column: usize) -> &'a str {
        let start = column.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let end = self.ends.get(column).copied();
        let bytes = start.zip(end).and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or("\u{FFFD}")
    }

    /// All cells.
    pub fn cells(self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).map(move |column| self.cell(column))
    }

    /// All cells as owned texts.
    pub fn to_cells(self) -> Vec<String> {
        self.cells().map(str::to_owned).collect()
    }
}

/// Reads record after record; blank lines and lines that start with `#` are skipped.
///
/// **Cost** constant memory, about 200 KiB, whatever the input.
pub struct Records<'p, R> {
    source: TextBlocks<R>,
    block: Vec<u8>,
    at: usize,
    ended: bool,
    core: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    rows: u64,
    max_field_bytes: usize,
    progress: Progress<'p>,
}

impl<'p, R: Read> Records<'p, R> {
    /// Goes on from a head already taken from `source`.
    pub fn new(source: TextBlocks<R>, head: Vec<u8>, delimiter: u8, progress: Progress<'p>) -> Self {
        Self {
            source,
            block: head,
            at: 0,
            ended: false,
            core: ReaderBuilder::new().delimiter(delimiter).comment(Some(b'#')).build(),
            text: vec![0; MAX_RECORD_BYTES],
            ends: vec![0; MAX_COLUMNS],
            rows: 0,
            max_field_bytes: MAX_FIELD_BYTES,
            progress,
        }
    }

    /// Lets a field be as long as `bytes`; a record keeps its own bound.
    pub fn with_max_field_bytes(mut self, bytes: usize) -> Self {
        self.max_field_bytes = bytes;
        self
    }

    /// The next record, `None` after the last.
    ///
    /// # Errors
    /// [`CsvError::TooLong`] past a bound, [`CsvError::Cancelled`], and whatever
    /// [`TextBlocks::next_into`] returns.
    pub fn next_record(&mut self) -> Result<Option<Record<'_>>, CsvError> {
        let (mut text_len, mut ends_len) = (0, 0);
        let mut after_newline;
        loop {
            // The core takes an empty input for the end of the file, so a block
            // used up to its last byte is replaced before the core is asked again.
            while self.at >= self.block.len() && !self.ended {
                self.refill()?;
            }
            let input = self.block.get(self.at..).unwrap_or_default();
            let output = self.text.get_mut(text_len..).unwrap_or_default();
            let ends = self.ends.get_mut(ends_len..).unwrap_or_default();
            let (result, used, written, ended) = self.core.read_record(input, output, ends);
            // At the end of the file nothing is used: no newline ended the record.
            after_newline = used.checked_sub(1).and_then(|last| input.get(last)) == Some(&b'\n');
            self.at += used;
            text_len += written;
            ends_len += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => return Err(self.too_long(Limit::Record)),
                ReadRecordResult::OutputEndsFull => return Err(self.too_long(Limit::Columns)),
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::Record => break,
            }
        }
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(self.too_long(Limit::Rows));
        }
        let text = self.text.get(..text_len).unwrap_or_default();
        let ends = self.ends.get(..ends_len).unwrap_or_default();
        let mut start = 0;
        for end in ends {
            if end - start > self.max_field_bytes {
                return Err(CsvError::TooLong { limit: Limit::Field, line: self.core.line() });
            }
            start = *end;
        }
        // The core has counted the newlines inside quotes and the one that ended the record.
        let inside = text.iter().filter(|b| **b == b'\n').count() as u64;
        let line = self.core.line().saturating_sub(inside + u64::from(after_newline));
        Ok(Some(Record { line, text, ends }))
    }

    fn refill(&mut self) -> Result<(), CsvError> {
        if (self.progress)(self.rows).is_break() {
            return Err(CsvError::Cancelled { rows: self.rows });
        }
        self.at = 0;
        self.ended = !self.source.next_into(&mut self.block)?;
        Ok(())
    }

    fn too_long(&self, limit: Limit) -> CsvError {
        CsvError::TooLong { limit, line: self.core.line() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::csv::text::BLOCK_BYTES;
    use std::cell::Cell;
    use std::io;

    fn rows(bytes: impl Read) -> Result<Vec<(u64, Vec<String>)>, CsvError> {
        let (source, head) = TextBlocks::open(bytes)?;
        let mut records = Records::new(source, head, b',', &|_| ControlFlow::Continue(()));
        let mut found = Vec::new();
        while let Some(record) = records.next_record()? {
            found.push((record.line, record.to_cells()));
        }
        Ok(found)
    }

    #[test]
    fn every_record_knows_the_line_it_starts_on() {
        let text = "# note\n\na,b\r\n\"x\ny\",2\n\n\n3,4\r5,6\n7,8";
        let lines: Vec<_> =
            rows(text.as_bytes()).unwrap().into_iter().map(|(line, cells)| (line, cells.join("|"))).collect();
        let expected = [(3, "a|b"), (4, "x\ny|2"), (8, "3|4"), (9, "5|6"), (10, "7|8")];
        assert_eq!(lines, expected.map(|(line, cells)| (line, cells.to_owned())));
    }

    #[test]
    fn a_quote_open_at_the_end_starts_on_its_own_line() {
        assert_eq!(
            rows("a\n\"b\n\n".as_bytes()).unwrap(),
            [(1, vec!["a".to_owned()]), (2, vec!["b\n\n".to_owned()])]
        );
    }

    #[test]
    fn a_record_that_ends_with_its_block_does_not_end_the_file() {
        let row = "0123456,8901234\n";
        let count = 5 * BLOCK_BYTES / row.len() + 3;
        assert_eq!(BLOCK_BYTES % row.len(), 0);
        let found = rows(row.repeat(count).as_bytes()).unwrap();
        assert_eq!(found.len(), count);
        assert_eq!(found.last().unwrap().0, count as u64);
    }

    #[test]
    fn many_blocks_give_the_same_cells_as_splitting_the_whole() {
        let cell = |n: usize| format!("{n}é{}", "x".repeat(n * 7_919 % 83));
        let expected: Vec<_> = (0..8_000).map(|n| vec![cell(n), cell(n + 1), cell(n + 2)]).collect();
        let line = |(n, cells): (usize, &Vec<String>)| {
            let quote = if n % 3 == 0 { "\"" } else { "" };
            cells.iter().map(|cell| format!("{quote}{cell}{quote}")).collect::<Vec<_>>().join(",")
        };
        let text = expected.iter().enumerate().map(line).collect::<Vec<_>>().join("\r\n");
        assert!(text.len() > 10 * BLOCK_BYTES);
        let found = rows(text.as_bytes()).unwrap();
        assert!(found.iter().enumerate().all(|(row, (line, _))| *line == row as u64 + 1));
        assert_eq!(found.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>(), expected);
    }

    /// Counts what is taken from an endless input.
    struct Counted<'a, R>(R, &'a Cell<u64>);

    impl<R: Read> Read for Counted<'_, R> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let read = self.0.read(room)?;
            self.1.set(self.1.get() + read as u64);
            Ok(read)
        }
    }

    #[test]
    fn an_unterminated_quote_fails_after_one_record_not_after_the_file() {
        let taken = Cell::new(0);
        let endless = Counted(io::Cursor::new(b"a,\"").chain(io::repeat(b'x')), &taken);
        let result = rows(endless);
        assert!(matches!(result, Err(CsvError::TooLong { limit: Limit::Record, line: 1 })), "{result:?}");
        assert!(taken.get() <= 3 * MAX_RECORD_BYTES as u64, "{} bytes taken", taken.get());
    }

    #[test]
    fn too_many_columns_and_too_long_cells_are_refused() {
        let wide = ",".repeat(100_000);
        assert!(matches!(rows(wide.as_bytes()), Err(CsvError::TooLong { limit: Limit::Columns, .. })));
        let exact = ",".repeat(MAX_COLUMNS - 1);
        assert_eq!(rows(exact.as_bytes()).unwrap()[0].1.len(), MAX_COLUMNS);
        let long = "x".repeat(MAX_FIELD_BYTES + 1);
        assert!(matches!(rows(long.as_bytes()), Err(CsvError::TooLong { limit: Limit::Field, .. })));
        assert!(rows("x".repeat(MAX_FIELD_BYTES).as_bytes()).is_ok());
    }

    #[test]
    fn endless_blank_lines_can_be_cancelled() {
        let (source, head) = TextBlocks::open(io::repeat(b'\n')).unwrap();
        let calls = Cell::new(0);
        let progress = |_| {
            calls.set(calls.get() + 1);
            if calls.get() > 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let mut records = Records::new(source, head, b',', &progress);
        assert!(matches!(records.next_record(), Err(CsvError::Cancelled { rows: 0 })));
    }
}

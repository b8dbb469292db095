//! One record at a time out of a block, by the reference reader.
//!
//! Knows delimiters, quotes and the bounds of a record; knows nothing of cells.
//! Stands on `csv-core` as [`Records`](crate::io::csv::records::Records) does,
//! but begins wherever it is told to, and says when a record is not complete.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::io::csv::error::{CsvError, Limit};
use crate::io::csv::records::{MAX_COLUMNS, MAX_FIELD_BYTES, MAX_RECORD_BYTES, Record};

/// What stands at a place of a block.
pub enum Split<'a> {
    /// A record and the bytes it takes with its line end.
    Record(Record<'a>, usize),
    /// The beginning of a record that goes on behind the block.
    Open,
    /// Nothing more.
    End,
}

/// Takes single records from texts.
pub struct Splitter {
    core: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Splitter {
    /// Cells are parted by `delimiter`.
    pub fn new(delimiter: u8) -> Self {
        let core = ReaderBuilder::new().delimiter(delimiter).comment(Some(b'#')).build();
        let mut splitter = Self { core, text: vec![0; MAX_RECORD_BYTES], ends: vec![0; MAX_COLUMNS] };
        splitter.begin();
        splitter
    }

    /// The record at the beginning of `input`, which stands on `line`; `last` if
    /// nothing follows the input.
    ///
    /// # Errors
    /// [`CsvError::TooLong`], its line counted as `line` is.
    pub fn split(&mut self, input: &[u8], line: u64, last: bool) -> Result<Split<'_>, CsvError> {
        self.core.set_line(line);
        let (mut used, mut text_len, mut ends_len) = (0, 0, 0);
        loop {
            let rest = input.get(used..).unwrap_or_default();
            let text = self.text.get_mut(text_len..).unwrap_or_default();
            let ends = self.ends.get_mut(ends_len..).unwrap_or_default();
            let at_end = rest.is_empty();
            // The core takes an empty input for the end of the file.
            if at_end && !last {
                self.begin();
                return Ok(Split::Open);
            }
            let (result, read, written, ended) = self.core.read_record(rest, text, ends);
            used += read;
            text_len += written;
            ends_len += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => return Err(self.too_long(Limit::Record)),
                ReadRecordResult::OutputEndsFull => return Err(self.too_long(Limit::Columns)),
                ReadRecordResult::End => {
                    self.begin();
                    return Ok(Split::End);
                }
                ReadRecordResult::Record => {
                    if at_end {
                        self.begin();
                    }
                    break;
                }
            }
        }
        let ends = self.ends.get(..ends_len).unwrap_or_default();
        let mut start = 0;
        for end in ends {
            if end - start > MAX_FIELD_BYTES {
                return Err(CsvError::TooLong { limit: Limit::Field, line });
            }
            start = *end;
        }
        let text = self.text.get(..text_len).unwrap_or_default();
        Ok(Split::Record(Record::from_parts(line, text, ends), used))
    }

    fn too_long(&mut self, limit: Limit) -> CsvError {
        let line = self.core.line();
        self.begin();
        CsvError::TooLong { limit, line }
    }

    /// Forgets a record begun. A blank line first: at the very start the core
    /// would drop a byte-order mark, and here is never the very start.
    fn begin(&mut self) {
        self.core.reset();
        let (_, used, ..) = self.core.read_record(b"\n", &mut self.text, &mut self.ends);
        debug_assert_eq!(used, 1);
    }
}

//! A text cut into blocks of whole lines.
//!
//! Knows where lines end; knows nothing of quotes: a record that goes on over
//! the end of its block is put together again by whoever takes the rows in order.

use std::io::Read;
use std::sync::atomic::AtomicBool;

use crate::io::csv::error::CsvError;
use crate::io::csv::text::{TextBlocks, TextBuffer};

/// Bytes of text in a block, more or less a line: fits a core's own cache together with its rows.
pub const BLOCK_TEXT: usize = 512 << 10;

/// Gives a text block by block, each to the end of a line.
pub struct LineBlocks<R> {
    text: TextBlocks<R>,
    /// What lies behind the last line end of the block given last.
    rest: Vec<u8>,
    ended: bool,
    wanted: usize,
    started: bool,
}

impl<R: Read> LineBlocks<R> {
    /// Goes on from a head already taken from `text`; blocks have about `wanted` bytes.
    pub fn new(text: TextBlocks<R>, head: Vec<u8>, wanted: usize) -> Self {
        Self { text, rest: head, ended: false, wanted, started: false }
    }

    /// Whether the last block was given.
    pub fn ended(&self) -> bool {
        self.ended && self.rest.is_empty()
    }

    /// Gives no further block.
    pub fn end(&mut self) {
        self.ended = true;
        self.rest.clear();
    }

    /// Bytes of the input read so far, unpacked but not decoded.
    pub fn bytes_read(&self) -> u64 {
        self.text.bytes_read()
    }

    /// Puts the next block in `block`; [`Self::ended`] tells whether it was the last.
    /// Lines longer than a block come in parts.
    ///
    /// # Errors
    /// Those of [`TextBlocks::append_to`].
    pub fn next_into(&mut self, block: &mut TextBuffer, stop: &AtomicBool) -> Result<(), CsvError> {
        block.clear();
        // The head may be longer than a block; the head alone may be the first.
        let given = self.rest.len().min(self.wanted);
        block.extend(self.rest.get(..given).unwrap_or_default());
        self.rest.drain(..given);
        let wanted = if self.started { self.wanted } else { given.max(1) };
        self.started = true;
        while self.rest.is_empty() && block.text().len() < wanted && !self.ended {
            let missing = wanted - block.text().len();
            self.ended = !self.text.append_to(block, missing, stop)?;
        }
        if !(self.ended && self.rest.is_empty())
            && let Some(newline) = memchr::memrchr(b'\n', block.text())
        {
            let end = newline + 1;
            let behind = block.text().get(end..).unwrap_or_default();
            self.rest.splice(..0, behind.iter().copied());
            block.truncate(end);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_end_with_lines_and_lose_nothing() {
        let text: String = (0..2_000).map(|n| format!("{}\n", "x".repeat(n % 97))).collect();
        for wanted in [1, 10, 100, 1_000, 1 << 20] {
            let (source, head) = TextBlocks::open(text.as_bytes()).unwrap();
            let mut blocks = LineBlocks::new(source, head, wanted);
            let (mut all, mut block) = (Vec::new(), TextBuffer::default());
            while !blocks.ended() {
                blocks.next_into(&mut block, &AtomicBool::new(false)).unwrap();
                all.extend_from_slice(block.text());
            }
            assert_eq!(String::from_utf8(all).unwrap(), text);
        }
    }
}

//! Bytes of a file as UTF-8 text with `\n` line ends, block by block.
//!
//! Knows encodings and the bound on a file's size; knows nothing of records.
//! A file without a byte-order mark whose head is not UTF-8 is read as Latin-1:
//! only names and blanks can differ then, since digits are the same in both.

use std::io::{ErrorKind, Read};

use super::error::{CsvError, Limit};

/// Bytes of the file that may be read: 2 GiB.
pub const MAX_FILE_BYTES: u64 = 2 << 30;
/// Bytes asked of the reader at a time, also the length of the head that is sniffed.
pub const BLOCK_BYTES: usize = 64 << 10;

/// How the characters of a file are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with a byte-order mark.
    Utf8Bom,
    /// UTF-16, low byte first, with its mark.
    Utf16Le,
    /// UTF-16, high byte first, with its mark.
    Utf16Be,
    /// One byte a character.
    Latin1,
}

impl Encoding {
    /// Name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 with byte-order mark",
            Self::Utf16Le => "UTF-16 (little-endian)",
            Self::Utf16Be => "UTF-16 (big-endian)",
            Self::Latin1 => "Latin-1",
        }
    }

    fn of_head(head: &[u8]) -> (Self, usize) {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => (Self::Utf8Bom, 3),
            [0xFF, 0xFE, ..] => (Self::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Self::Utf16Be, 2),
            _ => match std::str::from_utf8(head) {
                // A character cut by the end of the head is no fault.
                Err(fault) if fault.error_len().is_some() => (Self::Latin1, 0),
                _ => (Self::Utf8, 0),
            },
        }
    }
}

/// A reader's bytes, decoded in blocks of about [`BLOCK_BYTES`].
///
/// Line ends become `\n`. Text that was declared UTF-8 is passed on unchecked;
/// the records check each cell.
pub struct TextBlocks<R> {
    input: R,
    raw: Vec<u8>,
    encoding: Encoding,
    bytes_in: u64,
    bytes_out: u64,
    after_cr: bool,
    odd_byte: Option<u8>,
    high_surrogate: Option<u16>,
}

impl<R: Read> TextBlocks<R> {
    /// Reads the head and tells the encoding from it; the decoded head is the second value.
    ///
    /// # Errors
    /// [`CsvError::Io`], or [`CsvError::NotText`] for a NUL in the head.
    pub fn open(input: R) -> Result<(Self, Vec<u8>), CsvError> {
        let mut blocks = Self {
            input,
            raw: vec![0; BLOCK_BYTES],
            encoding: Encoding::Utf8,
            bytes_in: 0,
            bytes_out: 0,
            after_cr: false,
            odd_byte: None,
            high_surrogate: None,
        };
        let filled = blocks.fill_raw()?;
        let head = blocks.raw.get(..filled).unwrap_or_default();
        let (encoding, mark) = Encoding::of_head(head);
        blocks.encoding = encoding;
        let mut text = Vec::new();
        blocks.decode(mark, filled, &mut text)?;
        Ok((blocks, text))
    }

    /// The encoding told from the head.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Puts the next block in `text`, replacing what it held; `false` at the end of the file.
    ///
    /// # Errors
    /// [`CsvError::Io`], [`CsvError::NotText`] for a NUL, [`CsvError::TooLong`] past 2 GiB.
    pub fn next_into(&mut self, text: &mut Vec<u8>) -> Result<bool, CsvError> {
        text.clear();
        let filled = self.fill_raw()?;
        self.decode(0, filled, text)?;
        Ok(filled > 0)
    }

    fn fill_raw(&mut self) -> Result<usize, CsvError> {
        let mut filled = 0;
        while let Some(room) = self.raw.get_mut(filled..).filter(|room| !room.is_empty()) {
            match self.input.read(room) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(fault) if fault.kind() == ErrorKind::Interrupted => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        self.bytes_in += filled as u64;
        if self.bytes_in > MAX_FILE_BYTES {
            return Err(CsvError::TooLong { limit: Limit::File, line: 0 });
        }
        Ok(filled)
    }

    fn decode(&mut self, from: usize, to: usize, text: &mut Vec<u8>) -> Result<(), CsvError> {
        let raw = std::mem::take(&mut self.raw);
        let block = raw.get(from..to).unwrap_or_default();
        match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => text.extend_from_slice(block),
            Encoding::Latin1 => {
                text.extend(block.iter().map(|b| *b as char).collect::<String>().into_bytes())
            }
            Encoding::Utf16Le => self.decode_utf16(block, u16::from_le_bytes, text),
            Encoding::Utf16Be => self.decode_utf16(block, u16::from_be_bytes, text),
        }
        self.raw = raw;
        if let Some(at) = text.iter().position(|b| *b == 0) {
            return Err(CsvError::NotText { byte: self.bytes_out + at as u64 });
        }
        self.bytes_out += text.len() as u64;
        self.normalise_line_ends(text);
        Ok(())
    }

    fn decode_utf16(&mut self, block: &[u8], unit: fn([u8; 2]) -> u16, text: &mut Vec<u8>) {
        let mut units = Vec::with_capacity(block.len() / 2 + 2);
        units.extend(self.high_surrogate.take());
        for byte in block {
            match self.odd_byte.take() {
                Some(first) => units.push(unit([first, *byte])),
                None => self.odd_byte = Some(*byte),
            }
        }
        if !block.is_empty() && units.last().is_some_and(|last| (0xD800..0xDC00).contains(last)) {
            self.high_surrogate = units.pop();
        }
        let mut utf8 = [0; 4];
        for c in char::decode_utf16(units) {
            let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
            text.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
        }
    }

    /// `\r\n` and a lone `\r` become `\n`, also across blocks, so that lines count right.
    fn normalise_line_ends(&mut self, text: &mut Vec<u8>) {
        if !self.after_cr && !text.contains(&b'\r') {
            return;
        }
        let mut after_cr = self.after_cr;
        text.retain_mut(|byte| {
            let second_half = after_cr && *byte == b'\n';
            after_cr = *byte == b'\r';
            if after_cr {
                *byte = b'\n';
            }
            !second_half
        });
        self.after_cr = after_cr;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Result<(Encoding, String), CsvError> {
        let (mut blocks, mut text) = TextBlocks::open(bytes)?;
        let mut block = Vec::new();
        while blocks.next_into(&mut block)? {
            text.extend_from_slice(&block);
        }
        Ok((blocks.encoding(), String::from_utf8(text).unwrap()))
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "date,naïve\n2024-01-11,−1\n";
        let utf16 = |unit: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect::<Vec<_>>()
        };
        let with_bom = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
        assert_eq!(all(text.as_bytes()).unwrap(), (Encoding::Utf8, text.to_owned()));
        assert_eq!(all(&with_bom).unwrap(), (Encoding::Utf8Bom, text.to_owned()));
        assert_eq!(
            all(&utf16(u16::to_le_bytes, [0xFF, 0xFE])).unwrap(),
            (Encoding::Utf16Le, text.to_owned())
        );
        assert_eq!(
            all(&utf16(u16::to_be_bytes, [0xFE, 0xFF])).unwrap(),
            (Encoding::Utf16Be, text.to_owned())
        );
        assert_eq!(all(b"a,\xEF,b\n").unwrap(), (Encoding::Latin1, "a,ï,b\n".to_owned()));
    }

    #[test]
    fn a_pair_cut_by_a_block_is_one_character() {
        // 32,767 units after the mark put the surrogate pair across the first block's end.
        let text = format!("{}😀z", "a".repeat(BLOCK_BYTES / 2 - 2));
        let bytes: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(all(&bytes).unwrap().1, text);
    }

    #[test]
    fn mixed_line_ends_become_one_kind_also_across_blocks() {
        assert_eq!(all(b"a\r\nb\rc\nd\r\r\ne").unwrap().1, "a\nb\nc\nd\n\ne");
        let cut = [vec![b'x'; BLOCK_BYTES - 1], b"\r\ny".to_vec()].concat();
        assert!(all(&cut).unwrap().1.ends_with("x\ny"));
    }

    #[test]
    fn a_nul_is_refused_where_it_stands() {
        assert!(matches!(all(b"ab\0c"), Err(CsvError::NotText { byte: 2 })));
        let late = [vec![b'x'; BLOCK_BYTES + 10], vec![0]].concat();
        assert!(matches!(all(&late), Err(CsvError::NotText { byte }) if byte == BLOCK_BYTES as u64 + 10));
    }
}

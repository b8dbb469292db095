//! Bytes of a file as UTF-8 text with `\n` line ends, block by block.
//!
//! Knows encodings and the bound on a file's size; knows nothing of records.
//! A file without a byte-order mark whose head is not UTF-8 is read as Latin-1, as
//! Windows writes it: only names and signs can differ then, never digits.

use std::io::{self, ErrorKind, Read};
use std::sync::atomic::{AtomicBool, Ordering};

use super::error::{CsvError, Limit};

/// Bytes of text that a file may have, unpacked and decoded: 32 GiB.
pub const MAX_FILE_BYTES: u64 = 32 << 30;
/// Bytes asked of the reader at a time, also the length of the head that is sniffed.
pub const BLOCK_BYTES: usize = 64 << 10;

/// How the characters of a file are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with a byte-order mark.
    Utf8Bom,
    /// UTF-16, low byte first, with its mark or without.
    Utf16Le,
    /// UTF-16, high byte first, with its mark or without.
    Utf16Be,
    /// One byte a character, with the signs of Windows-1252 where Latin-1 has none.
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
            Self::Latin1 => "Latin-1 (Windows-1252)",
        }
    }

    fn of_head(head: &[u8]) -> (Self, usize) {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => (Self::Utf8Bom, 3),
            [0xFF, 0xFE, ..] => (Self::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Self::Utf16Be, 2),
            _ if let Some(unmarked) = unmarked_utf16(head) => (unmarked, 0),
            _ => match std::str::from_utf8(head) {
                // A character cut by the end of the head is no fault.
                Err(fault) if fault.error_len().is_some() => (Self::Latin1, 0),
                _ => (Self::Utf8, 0),
            },
        }
    }
}

/// Characters of the bytes 0x80 to 0x9F in Windows-1252; the five it leaves open are controls.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    let signs = byte.checked_sub(0x80).and_then(|at| WINDOWS_1252.get(usize::from(at)));
    signs.copied().unwrap_or(char::from(byte))
}

/// UTF-16 told by its NULs: digits and commas have one in their second byte, always at the same end.
fn unmarked_utf16(head: &[u8]) -> Option<Encoding> {
    let nuls = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let most = head.len() / 2 * 3 / 4;
    match (nuls(0), nuls(1)) {
        (0, odd) if odd > 2 && odd >= most => Some(Encoding::Utf16Le),
        (even, 0) if even > 2 && even >= most => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Text in memory that is used again and again: what lies behind its end is kept as it is.
///
/// A `Vec` alone would have to be filled with zeros before each read into it.
#[derive(Debug, Default)]
pub struct TextBuffer {
    bytes: Vec<u8>,
    len: usize,
}

impl TextBuffer {
    /// The text.
    pub fn text(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Forgets the text and keeps the memory.
    pub fn clear(&mut self) {
        self.len = 0;
    }

    /// Puts more text behind what is there.
    pub fn extend(&mut self, more: &[u8]) {
        self.room(more.len()).copy_from_slice(more);
        self.len += more.len();
    }

    /// Cuts the text to its first `len` bytes.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// The next `bytes` bytes behind the text, whatever they hold.
    fn room(&mut self, bytes: usize) -> &mut [u8] {
        let end = self.len + bytes;
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.bytes.get_mut(self.len..end).unwrap_or_default()
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

    /// Bytes of the input read so far, unpacked but not decoded.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_in
    }

    /// Puts the next block in `text`, replacing what it held; `false` at the end of the file.
    ///
    /// # Errors
    /// [`CsvError::Io`], [`CsvError::NotText`] for a NUL, [`CsvError::TooLong`] past 32 GiB.
    pub fn next_into(&mut self, text: &mut Vec<u8>) -> Result<bool, CsvError> {
        text.clear();
        let filled = self.fill_raw()?;
        self.decode(0, filled, text)?;
        Ok(filled > 0)
    }

    /// Puts about `wanted` bytes more behind `text`; `false` at the end of the file or
    /// once `stop` is set. UTF-8 is read to where it stays, without a copy.
    ///
    /// # Errors
    /// As [`Self::next_into`].
    pub fn append_to(
        &mut self,
        text: &mut TextBuffer,
        wanted: usize,
        stop: &AtomicBool,
    ) -> Result<bool, CsvError> {
        if !matches!(self.encoding, Encoding::Utf8 | Encoding::Utf8Bom) {
            let mut block = Vec::new();
            let from = text.len;
            while text.len - from < wanted && !stop.load(Ordering::Relaxed) {
                if !self.next_into(&mut block)? {
                    return Ok(false);
                }
                text.extend(&block);
            }
            return Ok(true);
        }
        let room = text.room(wanted);
        let filled = fill(&mut self.input, room, stop)?;
        self.bytes_in += filled as u64;
        let kept = self.settle(room.get_mut(..filled).unwrap_or_default())?;
        text.len += kept;
        Ok(filled == wanted)
    }

    fn fill_raw(&mut self) -> Result<usize, CsvError> {
        let filled = fill(&mut self.input, &mut self.raw, &AtomicBool::new(false))?;
        self.bytes_in += filled as u64;
        Ok(filled)
    }

    fn decode(&mut self, from: usize, to: usize, text: &mut Vec<u8>) -> Result<(), CsvError> {
        let raw = std::mem::take(&mut self.raw);
        let block = raw.get(from..to).unwrap_or_default();
        match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => text.extend_from_slice(block),
            Encoding::Latin1 => {
                text.extend(block.iter().map(|byte| windows_1252(*byte)).collect::<String>().into_bytes())
            }
            Encoding::Utf16Le => self.decode_utf16(block, u16::from_le_bytes, text),
            Encoding::Utf16Be => self.decode_utf16(block, u16::from_be_bytes, text),
        }
        self.raw = raw;
        let kept = self.settle(text)?;
        text.truncate(kept);
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

    /// Refuses a NUL, makes `\r\n` and a lone `\r` into `\n`, also across blocks, so that
    /// lines count right; how many bytes are left. One look finds both bytes.
    fn settle(&mut self, text: &mut [u8]) -> Result<usize, CsvError> {
        let nul = |at: usize| CsvError::NotText { byte: self.bytes_out + at as u64 };
        let (mut read, mut kept) = (usize::from(self.after_cr && text.first() == Some(&b'\n')), 0);
        let mut after_cr = self.after_cr && text.is_empty();
        loop {
            let rest = text.get(read..).unwrap_or_default();
            let found = memchr::memchr2(0, b'\r', rest).map(|at| read + at);
            let end = found.unwrap_or(text.len());
            if read != kept {
                text.copy_within(read..end, kept);
            }
            kept += end - read;
            let Some(at) = found else { break };
            if text.get(at) == Some(&0) {
                return Err(nul(at));
            }
            if let Some(byte) = text.get_mut(kept) {
                *byte = b'\n';
            }
            kept += 1;
            let second_half = text.get(at + 1) == Some(&b'\n');
            after_cr = at + 1 == text.len();
            read = at + 1 + usize::from(second_half);
        }
        self.after_cr = after_cr;
        self.bytes_out += text.len() as u64;
        if self.bytes_out > MAX_FILE_BYTES {
            return Err(CsvError::TooLong { limit: Limit::File, line: 0 });
        }
        Ok(kept)
    }
}

/// Reads until `room` is full, the input ends or `stop` is set.
fn fill(input: &mut impl Read, room: &mut [u8], stop: &AtomicBool) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = room.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        match input.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read.min(rest.len()),
            Err(fault) if fault.kind() == ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(filled)
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
    fn the_signs_of_windows_are_read() {
        let text = "Kurs (€);50’123;„x“ – Ÿ\n".to_owned();
        assert_eq!(all(b"Kurs (\x80);50\x92123;\x84x\x93 \x96 \x9F\n").unwrap(), (Encoding::Latin1, text));
        let all_bytes: String = (0x80..=0xFF).map(windows_1252).collect();
        let own = |c: char| !('\u{80}'..'\u{A0}').contains(&c);
        assert_eq!(all_bytes.chars().filter(|c| own(*c)).count(), 128 - 5);
    }

    #[test]
    fn utf16_is_told_without_its_mark() {
        let text = "дата,price\n2024-01-11,5.25\n2024-01-12,5.5\n";
        let bytes = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<_>>();
        assert_eq!(all(&bytes(u16::to_le_bytes)).unwrap(), (Encoding::Utf16Le, text.to_owned()));
        assert_eq!(all(&bytes(u16::to_be_bytes)).unwrap(), (Encoding::Utf16Be, text.to_owned()));
        assert!(matches!(all(&[b'a', 0, 0, b'b', 0, b'c', 0, b'd']), Err(CsvError::NotText { byte: 1 })));
        assert!(matches!(all(&[0; 64]), Err(CsvError::NotText { byte: 0 })));
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

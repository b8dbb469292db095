//! Where packed chunks wait: in memory, and beyond a limit in a temporary file without a name.
//!
//! The file is gone with the program however it ends: it is unlinked as soon as
//! it is made. It is written from one end to the other and read at positions, so
//! that any number may read at once.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Write as _};

/// Bytes kept in memory before the temporary file is begun.
pub(super) const MEMORY_BYTES: usize = 96 << 20;
/// Memory is taken in pieces, so that growing never copies and never doubles.
const PIECE_BYTES: usize = 1 << 20;

/// Where a chunk lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// From the start of memory; what lies beyond memory lies in the file.
    at: u64,
    /// How many bytes.
    len: u32,
}

/// The chunks of one file.
#[derive(Debug)]
pub(super) struct Shelf {
    limit: usize,
    pieces: Vec<Vec<u8>>,
    file: Option<File>,
    /// What still has to be written to the file.
    waiting: Vec<u8>,
    written: u64,
}

impl Shelf {
    /// An empty one that keeps about so many bytes in memory.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, pieces: Vec::new(), file: None, waiting: Vec::new(), written: 0 }
    }

    /// Puts bytes there.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub(super) fn put(&mut self, bytes: &[u8]) -> io::Result<Place> {
        let len = u32::try_from(bytes.len()).map_err(|_too_long| io::ErrorKind::InvalidInput)?;
        let in_memory = self.file.is_none()
            && (self.pieces.len() as u64 * PIECE_BYTES as u64) < self.limit as u64
            && bytes.len() <= PIECE_BYTES;
        let fits = |piece: &Vec<u8>| piece.len().saturating_add(bytes.len()) <= PIECE_BYTES;
        if let Some((index, piece)) = self.pieces.iter_mut().enumerate().next_back()
            && self.file.is_none()
            && fits(piece)
        {
            let at = (index * PIECE_BYTES + piece.len()) as u64;
            piece.extend_from_slice(bytes);
            return Ok(Place { at, len });
        }
        if in_memory {
            let at = (self.pieces.len() * PIECE_BYTES) as u64;
            let mut piece = Vec::with_capacity(if self.pieces.is_empty() { 0 } else { PIECE_BYTES });
            piece.extend_from_slice(bytes);
            self.pieces.push(piece);
            return Ok(Place { at, len });
        }
        if self.file.is_none() {
            self.file = Some(tempfile::tempfile()?);
        }
        let at = self.file_starts_at() + self.written + self.waiting.len() as u64;
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(Place { at, len })
    }

    fn file_starts_at(&self) -> u64 {
        (self.pieces.len() * PIECE_BYTES) as u64
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            file.write_all(&self.waiting)?;
            self.written += self.waiting.len() as u64;
            self.waiting.clear();
        }
        Ok(())
    }

    /// The bytes that lie at a place.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub(super) fn get(&self, place: Place) -> io::Result<Cow<'_, [u8]>> {
        let gone = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let within = |bytes: &'_ Vec<u8>, from: u64| {
            let from = usize::try_from(from).ok()?;
            Some(from..from.checked_add(place.len as usize)?).filter(|range| range.end <= bytes.len())
        };
        if place.at < self.file_starts_at() {
            let piece =
                usize::try_from(place.at / PIECE_BYTES as u64).ok().and_then(|piece| self.pieces.get(piece));
            let piece = piece.ok_or_else(gone)?;
            let range = within(piece, place.at % PIECE_BYTES as u64).ok_or_else(gone)?;
            return piece.get(range).map(Cow::Borrowed).ok_or_else(gone);
        }
        let from = place.at - self.file_starts_at();
        if from >= self.written {
            let range = within(&self.waiting, from - self.written).ok_or_else(gone)?;
            return self.waiting.get(range).map(Cow::Borrowed).ok_or_else(gone);
        }
        let file = self.file.as_ref().ok_or_else(gone)?;
        let mut bytes = vec![0; place.len as usize];
        read_at(file, &mut bytes, from)?;
        Ok(Cow::Owned(bytes))
    }

    /// Bytes put there so far.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum::<usize>() + self.waiting.len() + self.written as usize
    }

    /// Whether something lies in the temporary file.
    #[cfg(test)]
    pub(super) fn has_file(&self) -> bool {
        self.file.is_some()
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], from: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, from)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut from: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, bytes, from)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = bytes.get_mut(count..).unwrap_or_default();
        from += count as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_found_in_memory_and_in_the_file() {
        for limit in [0, 1, 3 * PIECE_BYTES, usize::MAX >> 1] {
            let mut shelf = Shelf::new(limit);
            let chunk = |n: usize| vec![n as u8; 1 + n * 7_919 % 9_000];
            let places: Vec<Place> = (0..1_500).map(|n| shelf.put(&chunk(n)).unwrap()).collect();
            assert_eq!(shelf.has_file(), limit < 6 * PIECE_BYTES, "{limit}");
            for (n, place) in places.into_iter().enumerate().rev() {
                assert_eq!(shelf.get(place).unwrap(), chunk(n), "{limit}: {n}");
            }
        }
    }
}

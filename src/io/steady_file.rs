//! A file that must not change while it is read.
//!
//! Knows lengths and times of change; knows nothing of what the bytes mean. A
//! table that another program is writing would be taken half: what is read is
//! the file as it was opened, or an error at its end.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use crate::io::files::{FileError, open_regular};

/// A regular file, read from its beginning.
#[derive(Debug)]
pub struct SteadyFile {
    file: File,
    was: State,
    read: u64,
}

/// What shows that a file changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    bytes: u64,
    /// `None` where the system does not say.
    changed: Option<SystemTime>,
}

impl State {
    fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self { bytes: metadata.len(), changed: metadata.modified().ok() })
    }
}

impl SteadyFile {
    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// As [`open_regular`].
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let file = open_regular(path)?;
        let was = State::of(&file).map_err(|source| FileError::new("read", path, source))?;
        Ok(Self { file, was, read: 0 })
    }

    /// Bytes of the file as it was opened; `bytes` is a word of [`Read`].
    pub fn length(&self) -> u64 {
        self.was.bytes
    }
}

impl Read for SteadyFile {
    /// # Errors
    /// Those of the system; at the end of a file that changed since it was opened, one that says so.
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(room)?;
        self.read += read as u64;
        let at_end = read == 0 && !room.is_empty();
        let is_longer = self.read > self.was.bytes;
        if is_longer || (at_end && (self.read < self.was.bytes || State::of(&self.file)? != self.was)) {
            return Err(io::Error::other("it changed while it was read, import it again"));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::OpenOptions;
    use std::io::Write as _;
    use std::path::PathBuf;

    fn file(folder: &tempfile::TempDir) -> PathBuf {
        let path = folder.path().join("table.csv");
        crate::io::files::write_atomic(&path, &[b'x'; 10_000]).unwrap();
        path
    }

    /// Reads half of a file, changes it and reads on.
    fn rest_after(change: impl Fn(&Path)) -> io::Result<usize> {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder);
        let mut steady = SteadyFile::open(&path).unwrap();
        assert_eq!(steady.length(), 10_000);
        steady.read_exact(&mut [0; 5_000]).unwrap();
        change(&path);
        steady.read_to_end(&mut Vec::new())
    }

    #[test]
    fn a_file_left_alone_is_read_to_its_end() {
        assert_eq!(rest_after(|_| {}).unwrap(), 5_000);
    }

    #[test]
    fn a_file_that_grows_shrinks_or_is_written_over_ends_in_an_error() {
        let open = |path: &Path| OpenOptions::new().write(true).open(path).unwrap();
        let changes: [&dyn Fn(&Path); 4] = [
            &|path| OpenOptions::new().append(true).open(path).unwrap().write_all(b"more").unwrap(),
            &|path| open(path).set_len(7_000).unwrap(),
            &|path| open(path).set_len(0).unwrap(),
            &|path| open(path).set_modified(SystemTime::UNIX_EPOCH).unwrap(),
        ];
        for change in changes {
            let said = rest_after(change).unwrap_err().to_string();
            assert_eq!(said, "it changed while it was read, import it again");
        }
    }

    #[test]
    fn a_file_replaced_by_another_of_its_name_is_read_as_it_was() {
        let replaced = rest_after(|path| crate::io::files::write_atomic(path, b"new").unwrap());
        assert_eq!(replaced.unwrap(), 5_000);
    }
}

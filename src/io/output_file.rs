//! Files that somebody names to write a table or a picture into.
//!
//! Knows what stands at a path; knows nothing of what is written. A regular file is replaced
//! as a whole and keeps its mode, at the end of the links that lead to it. A pipe or a device
//! is written into: to put a file in its place would take it away from everybody else.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::files::{FileError, StagedFile, StagedWriter, file_kind, folder_of};

/// Links followed before they are taken for a circle, as the system does.
const MOST_LINKS: usize = 40;
/// Folders whose entries stand for what the program itself has open.
const OWN_STREAMS: [&str; 2] = ["/dev/fd", "/proc/self/fd"];
/// Names of the program's own streams.
const STREAM_NAMES: [&str; 2] = ["/dev/stdout", "/dev/stderr"];

/// A file being written in pieces; hand over large ones.
///
/// Dropped without [`OutputFile::finish`], it leaves a regular file as it was.
#[derive(Debug)]
pub struct OutputFile(Way);

#[derive(Debug)]
enum Way {
    Beside(StagedWriter),
    Straight(File),
}

/// What was written, waiting to take its place.
#[derive(Debug)]
pub struct FinishedOutput(Option<StagedFile>);

impl OutputFile {
    /// Begins to write what a path means. Opening a named pipe waits for its reader.
    ///
    /// # Errors
    /// [`FileError`]: a folder, links in a circle, or what the system says.
    pub fn begin(path: &Path) -> Result<Self, FileError> {
        let failed = |source| FileError::new("write", path, source);
        if is_own_stream(path) {
            return straight(path).map(|file| Self(Way::Straight(file))).map_err(failed);
        }
        match fs::metadata(path) {
            Ok(there) if there.is_dir() => {
                let found = file_kind(there.file_type());
                Err(FileError::NotARegularFile { found, path: path.to_owned() })
            }
            Ok(there) if !there.is_file() => {
                straight(path).map(|file| Self(Way::Straight(file))).map_err(failed)
            }
            Ok(there) => {
                let writer = StagedFile::begin(&target_of(path)?)?;
                writer.set_permissions(there.permissions())?;
                Ok(Self(Way::Beside(writer)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok(Self(Way::Beside(StagedFile::begin(&target_of(path)?)?)))
            }
            Err(source) => Err(failed(source)),
        }
    }

    /// Writes everything at once, up to what [`OutputFile::finish`] does.
    ///
    /// # Errors
    /// As [`OutputFile::begin`] and [`OutputFile::finish`].
    pub fn write(path: &Path, bytes: &[u8]) -> Result<FinishedOutput, FileError> {
        let mut output = Self::begin(path)?;
        io::Write::write_all(&mut output, bytes).map_err(|source| FileError::new("write", path, source))?;
        output.finish()
    }

    /// Syncs what was written beside a file; what went into a pipe or a device is gone already.
    ///
    /// # Errors
    /// [`FileError`]; the old file is then still in place.
    pub fn finish(self) -> Result<FinishedOutput, FileError> {
        match self.0 {
            Way::Beside(writer) => writer.finish().map(|staged| FinishedOutput(Some(staged))),
            Way::Straight(_) => Ok(FinishedOutput(None)),
        }
    }
}

impl io::Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Way::Beside(writer) => writer.write(bytes),
            Way::Straight(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Way::Beside(writer) => writer.flush(),
            Way::Straight(file) => file.flush(),
        }
    }
}

impl FinishedOutput {
    /// Puts the new file in its place.
    ///
    /// # Errors
    /// [`FileError`]; the old file is then still in place.
    pub fn commit(self) -> Result<(), FileError> {
        self.0.map_or(Ok(()), StagedFile::commit)
    }
}

/// Whether the path names what the program has open itself, whatever that is: standard output
/// may be a file that a shell appends to, which nobody asked to be replaced.
fn is_own_stream(path: &Path) -> bool {
    STREAM_NAMES.iter().any(|name| path == Path::new(name))
        || OWN_STREAMS.iter().any(|folder| path.parent() == Some(Path::new(folder)))
}

/// Opens what is there and makes nothing new.
fn straight(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).open(path)
}

/// The end of the links that a path leads through; it need not exist.
fn target_of(path: &Path) -> Result<PathBuf, FileError> {
    let mut target = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::symlink_metadata(&target) {
            Ok(there) if there.is_symlink() => {
                let next = fs::read_link(&target)
                    .map_err(|source| FileError::new("follow the link", path, source))?;
                target = folder_of(&target).join(next);
            }
            _ => return Ok(target),
        }
    }
    let source = io::Error::other("too many links lead on from it");
    Err(FileError::new("follow the link", path, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        OutputFile::write(path, bytes)?.commit()
    }

    #[test]
    fn a_file_appears_whole_or_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        put(&path, b"one").unwrap();
        drop(OutputFile::write(&path, b"two").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"one");
        put(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let error = put(folder.path(), b"x").unwrap_err();
        assert!(matches!(error, FileError::NotARegularFile { found: "a folder", .. }), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_mode_at_the_end_of_links_that_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("far")).unwrap();
        put(&at("far/rows.csv"), b"old").unwrap();
        fs::set_permissions(at("far/rows.csv"), fs::Permissions::from_mode(0o640)).unwrap();
        symlink("far/middle", at("link")).unwrap();
        symlink("rows.csv", at("far/middle")).unwrap();
        put(&at("link"), b"new").unwrap();
        assert_eq!(fs::read(at("far/rows.csv")).unwrap(), b"new");
        assert_eq!(fs::metadata(at("far/rows.csv")).unwrap().permissions().mode() & 0o777, 0o640);
        for link in ["link", "far/middle"] {
            assert!(fs::symlink_metadata(at(link)).unwrap().is_symlink(), "{link}");
        }
        // Where a link leads to nothing yet, the file is made there.
        symlink("far/later.csv", at("dangling")).unwrap();
        put(&at("dangling"), b"later").unwrap();
        assert_eq!(fs::read(at("far/later.csv")).unwrap(), b"later");
        symlink(at("circle"), at("circle")).unwrap();
        assert!(put(&at("circle"), b"x").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_written_into_and_stays_a_pipe() {
        use std::os::unix::fs::{FileTypeExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (pipe, link) = (folder.path().join("pipe"), folder.path().join("link"));
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        symlink(&pipe, &link).unwrap();
        for path in [&pipe, &link] {
            let reader = {
                let pipe = pipe.clone();
                std::thread::Builder::new()
                    .name("pipe reader".to_owned())
                    .spawn(move || fs::read(pipe).unwrap())
                    .unwrap()
            };
            put(path, b"one,two").unwrap();
            assert_eq!(reader.join().unwrap(), b"one,two");
            assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        assert!(StagedFile::begin(&pipe).is_err(), "nothing takes the place of a pipe");
    }
}

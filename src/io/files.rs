//! Reading and replacing whole files without losing what was there.
//!
//! Knows paths, bytes and the operating system; knows nothing of what the
//! bytes mean. A file is replaced by renaming a finished, synced neighbour
//! over it, so that a crash or a full disk leaves the old file or the new one
//! and never half of either.

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::io::mutant::{self, Mutant};

/// Why a file could not be read, written or moved.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Nothing has this name.
    #[error("cannot {doing}, there is no such file or folder: {}", path.display())]
    NotFound {
        /// What was attempted: `read`, `write` …
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
    /// A folder, pipe, socket or device where a file was expected.
    #[error("expected a regular file, found {found}: {}", path.display())]
    NotARegularFile {
        /// What stands there: `a folder` …
        found: &'static str,
        /// The path.
        path: PathBuf,
    },
    /// More bytes than a file of this kind may have.
    #[error("the file is larger than the {max_bytes} bytes allowed here: {}", path.display())]
    TooLarge {
        /// The limit in bytes.
        max_bytes: u64,
        /// The file.
        path: PathBuf,
    },
    /// The system does not let us, or the file system is read-only.
    #[error("cannot {doing}, permission denied: {}", path.display())]
    Permission {
        /// What was attempted.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
    /// The disk or the user's quota is full.
    #[error("cannot {doing}, the disk is full: {}", path.display())]
    NoSpace {
        /// What was attempted.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
    /// Anything else the system reports.
    #[error("cannot {doing}, {source}: {}", path.display())]
    Io {
        /// What was attempted.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
}

impl FileError {
    /// Sorts a system error into the kinds that need different answers.
    pub fn new(doing: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::NotFound => Self::NotFound { doing, path, source },
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                Self::Permission { doing, path, source }
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::NoSpace { doing, path, source },
            _ => Self::Io { doing, path, source },
        }
    }

    /// Whether the answer is simply "there is none yet".
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }
}

/// Opens a regular file for reading, without waiting for a pipe's other end.
///
/// # Errors
/// [`FileError`]: missing, not a regular file, or what the system says.
pub fn open_regular(path: &Path) -> Result<File, FileError> {
    let failed = |source| FileError::new("read", path, source);
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(libc::O_NONBLOCK);
    }
    let file = options.open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_file() {
        Ok(file)
    } else {
        let found = file_kind(metadata.file_type());
        Err(FileError::NotARegularFile { found, path: path.to_owned() })
    }
}

/// Reads a whole regular file of at most `max_bytes` bytes.
///
/// Opens without waiting, so that a pipe in the file's place is refused
/// instead of hanging; counts while reading, so that a growing file is too.
///
/// # Errors
/// [`FileError`]: missing, not a regular file, too large, or what the system says.
pub fn read_bounded(path: &Path, max_bytes: u64) -> Result<Vec<u8>, FileError> {
    let failed = |source| FileError::new("read", path, source);
    let file = open_regular(path)?;
    let metadata = file.metadata().map_err(failed)?;
    let too_large = || FileError::TooLarge { max_bytes, path: path.to_owned() };
    if metadata.len() > max_bytes {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > max_bytes { Err(too_large()) } else { Ok(bytes) }
}

/// Words for what a path turned out to be.
pub fn file_kind(kind: fs::FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return "a named pipe";
        } else if kind.is_socket() {
            return "a socket";
        } else if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if kind.is_dir() {
        "a folder"
    } else if kind.is_symlink() {
        "a symbolic link"
    } else if kind.is_file() {
        "a file"
    } else {
        "something that is not a file"
    }
}

/// Replaces a file as a whole; readers see the old bytes or the new ones.
///
/// The new file can be read by its owner only. A symbolic link is followed.
///
/// # Errors
/// [`FileError`]; the old file is then still as it was.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    StagedFile::write(&follow_link(path)?, bytes)?.commit()
}

/// Lets nobody but its owner read a file; says whether anybody else could before.
///
/// Where the system knows no such thing (Windows), nobody is told from anybody.
///
/// # Errors
/// [`FileError`] if the system does not let us.
pub fn make_private(path: &Path) -> Result<bool, FileError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let failed = |source| FileError::new("keep from others", path, source);
        let mut permissions = fs::metadata(path).map_err(failed)?.permissions();
        if permissions.mode() & 0o077 == 0 {
            return Ok(false);
        }
        permissions.set_mode(0o600);
        fs::set_permissions(path, permissions).map_err(failed)?;
        Ok(true)
    }
    #[cfg(not(unix))]
    fs::metadata(path).map(|_| false).map_err(|source| FileError::new("look at", path, source))
}

/// The file a path means: a symbolic link's target, else the path itself.
///
/// Replacing follows links so that a workspace kept elsewhere by the user's
/// own link stays there.
///
/// # Errors
/// [`FileError`] for a link in a circle or one that cannot be read.
pub fn follow_link(path: &Path) -> Result<PathBuf, FileError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => {
            fs::canonicalize(path).map_err(|source| FileError::new("follow the link", path, source))
        }
        Ok(_) => Ok(path.to_owned()),
        Err(source) if source.kind() == ErrorKind::NotFound => Ok(path.to_owned()),
        Err(source) => Err(FileError::new("look at", path, source)),
    }
}

/// New bytes beside a file, synced and waiting to take its place.
///
/// Dropped without [`StagedFile::commit`], it removes its temporary file.
#[derive(Debug)]
pub struct StagedFile {
    temporary: PathBuf,
    target: PathBuf,
    committed: bool,
}

impl StagedFile {
    /// Writes and syncs the bytes under a random name in the target's folder.
    ///
    /// # Errors
    /// [`FileError`]; nothing is left behind.
    pub fn write(target: &Path, bytes: &[u8]) -> Result<Self, FileError> {
        let mut writer = Self::begin(target)?;
        writer.write_all(bytes).map_err(|source| FileError::new("write", target, source))?;
        writer.finish()
    }

    /// Begins a file of any length under a random name in the target's folder.
    ///
    /// # Errors
    /// [`FileError`]; nothing is left behind.
    pub fn begin(target: &Path) -> Result<StagedWriter, FileError> {
        let failed = |source| FileError::new("write", target, source);
        // A device or a pipe in whose place a file is put is lost to all others.
        if let Ok(there) = fs::symlink_metadata(target)
            && !there.is_file()
            && !there.is_symlink()
        {
            let found = file_kind(there.file_type());
            return Err(FileError::NotARegularFile { found, path: target.to_owned() });
        }
        let (file, temporary) = create_temporary(folder_of(target)).map_err(failed)?;
        Ok(StagedWriter { file, staged: Self { temporary, target: target.to_owned(), committed: false } })
    }

    /// The file whose place it will take.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Puts the new file in the target's place and syncs the folder.
    ///
    /// # Errors
    /// [`FileError`]; the old file is then still in place.
    pub fn commit(mut self) -> Result<(), FileError> {
        let failed = |source| FileError::new("write", &self.target, source);
        fs::rename(&self.temporary, &self.target).map_err(failed)?;
        self.committed = true;
        sync_folder(folder_of(&self.target))
    }
}

/// A file being written in pieces beside the one whose place it will take.
///
/// Pieces go straight to the system: hand over large ones. Dropped without
/// [`StagedWriter::finish`], it removes its temporary file.
#[derive(Debug)]
pub struct StagedWriter {
    file: File,
    staged: StagedFile,
}

impl StagedWriter {
    /// Who may do what with the file once it is in its place; its owner only, if nobody says.
    ///
    /// # Errors
    /// [`FileError`] if the system does not let us.
    pub fn set_permissions(&self, permissions: fs::Permissions) -> Result<(), FileError> {
        let failed = |source| FileError::new("write", &self.staged.target, source);
        self.file.set_permissions(permissions).map_err(failed)
    }

    /// Syncs what was written.
    ///
    /// # Errors
    /// [`FileError`]; nothing is left behind.
    pub fn finish(self) -> Result<StagedFile, FileError> {
        if !mutant::is_on(Mutant::Unsynced) {
            self.file.sync_all().map_err(|source| FileError::new("write", &self.staged.target, source))?;
        }
        Ok(self.staged)
    }
}

impl io::Write for StagedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for StagedFile {
    fn drop(&mut self) {
        if !self.committed {
            // The write has failed already and that is what the caller hears of.
            fs::remove_file(&self.temporary).ok();
        }
    }
}

/// Makes renames in a folder survive a power loss. Only Unix needs and allows it.
///
/// # Errors
/// [`FileError`] if the folder cannot be opened or synced.
pub fn sync_folder(folder: &Path) -> Result<(), FileError> {
    #[cfg(unix)]
    File::open(folder)
        .and_then(|handle| handle.sync_all())
        .map_err(|source| FileError::new("sync the folder", folder, source))?;
    #[cfg(not(unix))]
    let _: &Path = folder;
    Ok(())
}

/// The folder a file lies in; `.` for a bare name.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

fn create_temporary(folder: &Path) -> io::Result<(File, PathBuf)> {
    const ATTEMPTS: usize = 8;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut last = io::Error::from(ErrorKind::AlreadyExists);
    for _ in 0..ATTEMPTS {
        // `RandomState` is seeded by the system: names that nobody can foresee.
        let random = RandomState::new().build_hasher().finish();
        let path = folder.join(format!(".hashfloor-{random:016x}.tmp"));
        match options.open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_written_file_reads_back_and_leaves_no_temporary() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        write_atomic(&path, b"one").unwrap();
        write_atomic(&path, b"two").unwrap();
        assert_eq!(read_bounded(&path, 3).unwrap(), b"two");
        assert_eq!(names(folder.path()), ["a.json"]);
    }

    #[test]
    fn a_file_written_in_pieces_appears_when_it_is_put_there_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        let begin = || {
            let mut writer = StagedFile::begin(&path).unwrap();
            writer.write_all(b"one,").unwrap();
            writer.write_all(b"two").unwrap();
            writer
        };
        drop(begin());
        drop(begin().finish().unwrap());
        assert!(names(folder.path()).is_empty());
        let staged = begin().finish().unwrap();
        assert!(!path.exists());
        staged.commit().unwrap();
        assert_eq!(read_bounded(&path, 7).unwrap(), b"one,two");
        assert_eq!(names(folder.path()), ["rows.csv"]);
    }

    #[test]
    fn a_failed_replacement_leaves_the_old_file_and_no_temporary() {
        let folder = tempfile::tempdir().unwrap();
        let occupied = folder.path().join("occupied");
        fs::create_dir(&occupied).unwrap();
        write_atomic(&occupied.join("old"), b"old").unwrap();
        assert!(write_atomic(&occupied, b"new").is_err());
        assert_eq!(read_bounded(&occupied.join("old"), 9).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["occupied"]);
        let missing = folder.path().join("no such folder").join("a");
        assert!(write_atomic(&missing, b"x").unwrap_err().is_not_found());
    }

    #[test]
    fn dropping_a_staged_file_keeps_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write_atomic(&path, b"old").unwrap();
        let staged = StagedFile::write(&path, b"new").unwrap();
        assert_eq!(names(folder.path()).len(), 2);
        drop(staged);
        assert_eq!(names(folder.path()), ["a"]);
        assert_eq!(read_bounded(&path, 9).unwrap(), b"old");
    }

    #[test]
    fn too_many_bytes_are_refused_and_exactly_enough_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write_atomic(&path, &[7; 100]).unwrap();
        assert_eq!(read_bounded(&path, 100).unwrap().len(), 100);
        assert!(matches!(read_bounded(&path, 99), Err(FileError::TooLarge { max_bytes: 99, .. })));
    }

    #[test]
    fn a_missing_file_and_a_folder_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_bounded(&folder.path().join("none"), 9).unwrap_err().is_not_found());
        let error = read_bounded(folder.path(), 9).unwrap_err();
        assert!(matches!(error, FileError::NotARegularFile { found: "a folder", .. }), "{error}");
        assert!(error.to_string().ends_with(&folder.path().display().to_string()));
    }

    #[cfg(unix)]
    #[test]
    fn pipes_and_devices_are_refused_without_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let error = read_bounded(&pipe, 9).unwrap_err();
        assert!(matches!(error, FileError::NotARegularFile { found: "a named pipe", .. }), "{error}");
        let error = read_bounded(Path::new("/dev/zero"), 9).unwrap_err();
        assert!(matches!(error, FileError::NotARegularFile { found: "a device", .. }), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_a_circle_of_links_is_an_error() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        write_atomic(&target, b"old").unwrap();
        symlink(&target, &link).unwrap();
        write_atomic(&link, b"new").unwrap();
        assert_eq!(read_bounded(&target, 9).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
        let circle = folder.path().join("circle");
        symlink(&circle, &circle).unwrap();
        assert!(!read_bounded(&circle, 9).unwrap_err().is_not_found());
        assert!(!write_atomic(&circle, b"x").unwrap_err().is_not_found());
    }

    #[cfg(unix)]
    #[test]
    fn an_unreadable_file_is_not_a_missing_one() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        write_atomic(&path, b"x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        match read_bounded(&path, 9) {
            Err(error) => assert!(matches!(error, FileError::Permission { .. }), "{error}"),
            // The superuser reads it all the same; then the bytes must be right.
            Ok(bytes) => assert_eq!(bytes, b"x"),
        }
    }

    #[test]
    fn system_errors_are_sorted_by_what_must_be_done() {
        let sort = |kind: ErrorKind| FileError::new("write", Path::new("f"), io::Error::from(kind));
        assert!(matches!(sort(ErrorKind::StorageFull), FileError::NoSpace { .. }));
        assert!(matches!(sort(ErrorKind::QuotaExceeded), FileError::NoSpace { .. }));
        assert!(matches!(sort(ErrorKind::ReadOnlyFilesystem), FileError::Permission { .. }));
        assert!(matches!(sort(ErrorKind::PermissionDenied), FileError::Permission { .. }));
        assert!(matches!(sort(ErrorKind::TimedOut), FileError::Io { .. }));
    }
}

//! One writing program at a time per data folder, one opening at a time per file.
//!
//! The lock is the system's own file lock: the kernel frees it the moment its
//! holder dies, so there is no stale lock to clean up after a crash.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::io::files::FileError;

/// Name of the lock file in the data folder.
pub const LOCK_FILE_NAME: &str = "instance.lock";

/// Held for as long as this program may write into a data folder.
#[derive(Debug)]
pub struct InstanceLock {
    _file: File,
}

impl InstanceLock {
    /// Takes the lock of a data folder; `None` while another program holds it.
    ///
    /// # Errors
    /// [`FileError`] if the lock file cannot be made or the system cannot lock it.
    pub fn try_acquire(folder: &Path) -> Result<Option<Self>, FileError> {
        let path = folder.join(LOCK_FILE_NAME);
        let file = open_lock_file(&path)?;
        Ok(try_lock(&file, &path)?.then_some(Self { _file: file }))
    }
}

/// Held while a file is judged and, if need be, made or moved aside, so that
/// programs that start at the same moment do so one after the other.
#[derive(Debug)]
pub struct TurnLock {
    _file: File,
}

impl TurnLock {
    /// Waits for the turn; `None` if it did not come within `patience`.
    ///
    /// # Errors
    /// [`FileError`] if the lock file cannot be made or the system cannot lock it.
    pub fn wait(path: &Path, patience: Duration) -> Result<Option<Self>, FileError> {
        let file = open_lock_file(path)?;
        let started = Instant::now();
        while !try_lock(&file, path)? {
            if started.elapsed() >= patience {
                return Ok(None);
            }
            std::thread::sleep(TRY_AGAIN_AFTER);
        }
        Ok(Some(Self { _file: file }))
    }
}

/// Polled, because the system's waiting lock knows no patience.
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(5);

pub(super) fn open_lock_file(path: &Path) -> Result<File, FileError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600).custom_flags(libc::O_NONBLOCK);
    }
    options.open(path).map_err(|source| FileError::new("lock", path, source))
}

pub(super) fn try_lock(file: &File, path: &Path) -> Result<bool, FileError> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(source)) => Err(FileError::new("lock", path, source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_locked_once_and_free_again_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let first = InstanceLock::try_acquire(folder.path()).unwrap();
        assert!(first.is_some());
        assert!(InstanceLock::try_acquire(folder.path()).unwrap().is_none());
        drop(first);
        assert!(InstanceLock::try_acquire(folder.path()).unwrap().is_some());
    }

    #[test]
    fn a_turn_that_does_not_come_is_given_up_and_one_that_does_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("turn");
        let first = TurnLock::wait(&path, Duration::ZERO).unwrap();
        assert!(first.is_some());
        assert!(TurnLock::wait(&path, Duration::from_millis(10)).unwrap().is_none());
        drop(first);
        assert!(TurnLock::wait(&path, Duration::ZERO).unwrap().is_some());
    }

    #[test]
    fn a_folder_in_place_of_the_lock_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(LOCK_FILE_NAME)).unwrap();
        assert!(InstanceLock::try_acquire(folder.path()).is_err());
    }
}

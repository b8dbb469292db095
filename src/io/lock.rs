//! One writing program at a time per data folder.
//!
//! The lock is the system's own file lock: the kernel frees it the moment its
//! holder dies, so there is no stale lock to clean up after a crash.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

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
        let failed = |source| FileError::new("lock", &path, source);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600).custom_flags(libc::O_NONBLOCK);
        }
        let file = options.open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
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
    fn a_folder_in_place_of_the_lock_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(LOCK_FILE_NAME)).unwrap();
        assert!(InstanceLock::try_acquire(folder.path()).is_err());
    }
}

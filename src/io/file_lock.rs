//! One writing program at a time per workspace file, wherever the file lies.
//!
//! The lock is the system's own, taken on a small neighbour (`.NAME.lock`):
//! the file itself is replaced with every save, and a lock on what was
//! replaced guards nothing. The neighbour goes when its holder does; one that
//! a killed program left behind is taken over.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::io::files::{FileError, folder_of, follow_link};
use crate::io::lock::{open_lock_file, try_lock};
use crate::io::mutant::{self, Mutant};

/// Held for as long as this program may write a file.
#[derive(Debug)]
pub struct FileLock {
    file: File,
    neighbour: PathBuf,
}

/// How often the neighbour is made again when another holder is just taking it away.
const ATTEMPTS: usize = 8;

impl FileLock {
    /// Takes the lock of a file that may not exist yet; `None` while another program holds it.
    ///
    /// # Errors
    /// [`FileError`] if the neighbour cannot be made or the system cannot lock it.
    pub fn try_acquire(path: &Path) -> Result<Option<Self>, FileError> {
        let neighbour = neighbour_of(path);
        for _ in 0..ATTEMPTS {
            let file = open_lock_file(&neighbour)?;
            if !try_lock(&file, &neighbour)? && !mutant::is_on(Mutant::Unlocked) {
                return Ok(None);
            }
            if is_still_there(&file, &neighbour) {
                return Ok(Some(Self { file, neighbour }));
            }
        }
        Ok(None)
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Removed while it is still held: whoever opened it meanwhile sees that it is gone.
        if is_still_there(&self.file, &self.neighbour) {
            fs::remove_file(&self.neighbour).ok(); // a file left behind is taken over
        }
    }
}

/// Where the lock of a file lies.
fn neighbour_of(path: &Path) -> PathBuf {
    // A link to nothing or in a circle is locked by its own name.
    let path = follow_link(path).unwrap_or_else(|_| path.to_owned());
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".lock");
    folder_of(&path).join(name)
}

#[cfg(unix)]
fn is_still_there(file: &File, neighbour: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), fs::metadata(neighbour)) {
        (Ok(held), Ok(named)) => identity(held) == identity(named),
        _ => false,
    }
}

/// Where open files cannot be removed the question does not arise.
#[cfg(not(unix))]
fn is_still_there(_file: &File, _neighbour: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_locked_once_by_any_of_its_names_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.json");
        let held = FileLock::try_acquire(&path).unwrap().unwrap();
        assert!(FileLock::try_acquire(&path).unwrap().is_none());
        assert!(FileLock::try_acquire(&folder.path().join("other.json")).unwrap().is_some());
        #[cfg(unix)]
        {
            crate::io::files::write_atomic(&path, b"{}").unwrap();
            let link = folder.path().join("link.json");
            std::os::unix::fs::symlink(&path, &link).unwrap();
            assert!(FileLock::try_acquire(&link).unwrap().is_none());
        }
        drop(held);
        assert!(!folder.path().join(".mine.json.lock").exists());
        assert!(FileLock::try_acquire(&path).unwrap().is_some());
    }

    #[test]
    fn a_lock_in_a_folder_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(FileLock::try_acquire(&folder.path().join("none").join("mine.json")).is_err());
    }
}

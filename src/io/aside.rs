//! Damaged files are moved aside, never deleted at once.
//!
//! `NAME` becomes `NAME.damaged-20260205T130000`; the two newest copies stay,
//! so that a file that breaks every day does not fill the disk. A database is
//! moved together with its companions, which keep their ending: a lone
//! write-ahead log beside a new database would be replayed into it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::domain::time::UnixSecs;
use crate::io::files::{FileError, folder_of, sync_folder};

/// How many damaged copies of one file are kept.
pub const COPIES_KEPT: usize = 2;
/// Endings of the files that belong to an SQLite database.
pub const DATABASE_COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Moves one file aside and returns its new path.
///
/// # Errors
/// [`FileError`]; the file is then where it was.
pub fn set_aside(path: &Path, now: UnixSecs) -> Result<PathBuf, FileError> {
    set_aside_with(path, &[], now)
}

/// Moves a file and those of its companions that exist (`NAME` + ending).
///
/// # Errors
/// [`FileError`] for the first file that cannot be moved.
pub fn set_aside_with(path: &Path, companions: &[&str], now: UnixSecs) -> Result<PathBuf, FileError> {
    let older = copies(path)?;
    let target = new_name(path, &older, now);
    move_if_present(path, &target)?;
    for ending in companions {
        move_if_present(&with_ending(path, ending), &with_ending(&target, ending))?;
    }
    sync_folder(folder_of(path))?;
    // The copy just made always stays, even if the clock went backwards.
    let surplus = (older.len() + 1).saturating_sub(COPIES_KEPT);
    for file in older.into_values().take(surplus).flatten() {
        fs::remove_file(&file).map_err(|error| FileError::new("remove an old damaged copy", &file, error))?;
    }
    Ok(target)
}

/// `path` with `ending` glued to its name: `cache.db` and `-wal` give `cache.db-wal`.
pub fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// A name that sorts after every older copy of the same second.
fn new_name(path: &Path, older: &BTreeMap<OsString, Vec<PathBuf>>, now: UnixSecs) -> PathBuf {
    let stamp = now.civil().strftime("%Y%m%dT%H%M%S").to_string();
    let first = with_ending(path, &format!(".damaged-{stamp}"));
    let of_this_second = |number: u32| match number {
        1 => first.clone(),
        _ => with_ending(&first, &format!("-{number:03}")),
    };
    let is_free = |name: &PathBuf| {
        let name = name.file_name().unwrap_or_default().as_encoded_bytes();
        let same_second = first.file_name().unwrap_or_default().as_encoded_bytes();
        older
            .keys()
            .map(|copy| copy.as_encoded_bytes())
            .all(|copy| !copy.starts_with(same_second) || copy < name)
    };
    (1..).map(of_this_second).find(is_free).unwrap_or(first)
}

/// Files of each older copy by its name; names carry the time, so they sort by age.
fn copies(path: &Path) -> Result<BTreeMap<OsString, Vec<PathBuf>>, FileError> {
    let folder = folder_of(path);
    let mut prefix = path.file_name().unwrap_or_default().to_owned();
    prefix.push(".damaged-");
    let failed = |error| FileError::new("list", folder, error);
    let mut copies: BTreeMap<OsString, Vec<PathBuf>> = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let found = entry.file_name();
        if found.as_encoded_bytes().starts_with(prefix.as_encoded_bytes()) {
            let text = found.to_str().unwrap_or_default();
            let copy = DATABASE_COMPANIONS.iter().find_map(|ending| text.strip_suffix(ending));
            copies.entry(copy.map_or(found.clone(), OsString::from)).or_default().push(entry.path());
        }
    }
    Ok(copies)
}

fn move_if_present(from: &Path, to: &Path) -> Result<(), FileError> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(FileError::new("move aside", from, error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::files::{read_bounded, write_atomic};

    fn at(secs: i64) -> UnixSecs {
        UnixSecs(1_770_249_600 + secs)
    }

    #[test]
    fn the_newest_two_copies_stay_and_keep_their_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("w.json");
        let mut moved = Vec::new();
        for n in 0..4_u8 {
            write_atomic(&path, &[n]).unwrap();
            moved.push(set_aside(&path, at(0)).unwrap());
            assert!(!path.exists());
        }
        assert_eq!(moved[0].file_name().unwrap(), "w.json.damaged-20260205T000000");
        assert_eq!(moved[1].file_name().unwrap(), "w.json.damaged-20260205T000000-002");
        assert_eq!(moved.iter().map(|copy| copy.exists()).collect::<Vec<_>>(), [false, false, true, true]);
        assert_eq!(read_bounded(&moved[3], 9).unwrap(), [3]);
    }

    #[test]
    fn a_clock_that_goes_backwards_does_not_cost_the_newest_copy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("w.json");
        for secs in [100, 50, 0] {
            write_atomic(&path, b"x").unwrap();
            assert!(set_aside(&path, at(secs)).unwrap().exists());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_database_takes_its_companions_along_and_counts_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache.db");
        for n in 0..3 {
            for ending in ["", "-wal", "-shm"] {
                write_atomic(&with_ending(&path, ending), b"x").unwrap();
            }
            let moved = set_aside_with(&path, &DATABASE_COMPANIONS, at(n)).unwrap();
            assert!(with_ending(&moved, "-wal").exists() && with_ending(&moved, "-shm").exists());
            assert!(!with_ending(&path, "-wal").exists());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 6);
    }
}

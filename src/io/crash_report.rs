//! What a crash leaves behind: a bounded report, and a mark that the next start finds.
//!
//! A report is for this machine only and this user's eyes only; it holds no
//! data and no keys. Some ends run no code of ours (a stack that overflowed,
//! no memory left, the power gone): for those a mark lies in the folder while
//! a window is open, and the next start writes their report.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::domain::time::UnixSecs;
use crate::io::document::{load_document, save_document};
use crate::io::files::{FileError, write_atomic};

/// The most bytes of a report.
pub const MOST_BYTES: usize = 64 << 10;
/// The most reports that are kept; the oldest go first.
pub const MOST_REPORTS: usize = 10;
/// After so many ends without a goodbye in a row safe mode is offered.
pub const UNCLEAN_ENDS_BEFORE_SAFE_MODE: u64 = 2;

const MARK: &str = "running.json";
const PREFIX: &str = "crash-";

/// Writes a report and returns where it lies.
///
/// # Errors
/// [`FileError`] if the folder cannot be written.
pub fn write_report(folder: &Path, report: &str, now: UnixSecs) -> Result<PathBuf, FileError> {
    let cut = report.floor_char_boundary(MOST_BYTES);
    let text = report.get(..cut).unwrap_or_default();
    let path = free_name(folder, now);
    write_atomic(&path, text.as_bytes())?;
    prune(folder);
    Ok(path)
}

/// The reports of a folder, oldest first.
pub fn reports(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_report = |name: &str| name.starts_with(PREFIX) && name.ends_with(".txt");
    let mut found: Vec<PathBuf> =
        entries.filter(|entry| entry.file_name().to_str().is_some_and(is_report)).map(|e| e.path()).collect();
    found.sort();
    found
}

/// Two crashes of one second are two reports.
fn free_name(folder: &Path, now: UnixSecs) -> PathBuf {
    let of_this_second = format!("{PREFIX}{}-", now.0);
    let number = |path: &PathBuf| {
        let name = path.file_stem()?.to_str()?;
        name.strip_prefix(&of_this_second)?.parse::<u32>().ok()
    };
    let next = reports(folder).iter().filter_map(number).max().map_or(0, |last| last.saturating_add(1));
    folder.join(format!("{of_this_second}{next:03}.txt"))
}

fn prune(folder: &Path) {
    let found = reports(folder);
    let surplus = found.len().saturating_sub(MOST_REPORTS);
    for path in found.into_iter().take(surplus) {
        fs::remove_file(path).ok(); // one report too many harms nobody
    }
}

/// Lies in the data folder while a window is open; goes when it closes.
#[derive(Debug)]
pub struct RunMark {
    path: PathBuf,
    unclean_ends: u64,
}

impl RunMark {
    /// Marks a folder whose lock is held, after writing the report of an end that could not.
    ///
    /// # Errors
    /// [`FileError`] if the mark cannot be written.
    pub fn begin(folder: &Path, version: &str, now: UnixSecs) -> Result<Self, FileError> {
        let path = folder.join(MARK);
        let unclean_ends = match load_document(&path, 1, now) {
            Err(_) => 0,
            Ok(loaded) => {
                let number = |member: &str| loaded.members.get(member).and_then(serde_json::Value::as_u64);
                let started = number("started").unwrap_or_default();
                report_silent_end(folder, started, now)?;
                number("unclean_ends").unwrap_or_default().saturating_add(1)
            }
        };
        let mark = json!({
            "version": 1, "started": now.0, "program": version, "unclean_ends": unclean_ends,
        });
        if let Some(members) = mark.as_object() {
            save_document(&path, members, 0)?;
        }
        Ok(Self { path, unclean_ends })
    }

    /// How many ends in a row said no goodbye, before this start.
    pub fn unclean_ends(&self) -> u64 {
        self.unclean_ends
    }
}

impl Drop for RunMark {
    fn drop(&mut self) {
        // Unwinding is a crash: the next start is to know of it.
        if !std::thread::panicking() {
            fs::remove_file(&self.path).ok(); // a mark left behind counts as one crash
        }
    }
}

/// A panic has written its own report; anything else has not.
fn report_silent_end(folder: &Path, started: u64, now: UnixSecs) -> Result<(), FileError> {
    let written_since = reports(folder).iter().any(|path| {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let number = name.trim_start_matches(PREFIX).split('-').next().unwrap_or_default();
        number.parse::<u64>().is_ok_and(|at| at >= started)
    });
    if written_since {
        return Ok(());
    }
    let started = UnixSecs(i64::try_from(started).unwrap_or_default()).iso();
    let report = format!(
        "Hashfloor was started at {started} and ended without a goodbye and without a report of its own:\n\
         it was killed, its stack overflowed, memory ran out or the power went.\n\
         Noticed at {}. Every committed change was on disk already.\n",
        now.iso()
    );
    write_report(folder, &report, now).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixSecs = UnixSecs(1_775_001_600);

    #[test]
    fn reports_are_bounded_in_size_and_number_and_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let long = "ä".repeat(MOST_BYTES);
        let paths: Vec<_> =
            (0..MOST_REPORTS + 3).map(|_| write_report(folder.path(), &long, NOW).unwrap()).collect();
        assert_eq!(reports(folder.path()), paths[3..]);
        let metadata = fs::metadata(&paths[5]).unwrap();
        assert!(metadata.len() <= MOST_BYTES as u64 && metadata.len() > MOST_BYTES as u64 - 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn ends_without_a_goodbye_are_counted_and_reported_until_one_says_it() {
        let folder = tempfile::tempdir().unwrap();
        let begin = |secs| RunMark::begin(folder.path(), "0", UnixSecs(NOW.0 + secs)).unwrap();
        let first = begin(0);
        assert_eq!((first.unclean_ends(), reports(folder.path()).len()), (0, 0));
        std::mem::forget(first);
        let second = begin(10);
        assert_eq!((second.unclean_ends(), reports(folder.path()).len()), (1, 1));
        std::mem::forget(second);
        write_report(folder.path(), "a panic's own", UnixSecs(NOW.0 + 12)).unwrap();
        let third = begin(20);
        assert_eq!((third.unclean_ends(), reports(folder.path()).len()), (2, 2), "not reported twice");
        drop(third);
        assert_eq!(begin(30).unclean_ends(), 0);
    }
}

//! Which workspaces were open lately, and which one opens next time.
//!
//! Kept in the data folder, not among the settings: it is written by the
//! program alone. Paths below the data folder are written relative to it, so
//! that a folder that was copied or moved opens its own workspaces.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::app::notice::Severity;
use crate::domain::time::UnixSecs;
use crate::io::document::{DocumentError, generation_path, load_document};

/// The most workspaces that are listed.
pub const MOST: usize = 10;
/// The file's name in the data folder.
pub const FILE_NAME: &str = "recent.json";

const VERSION: u64 = 1;
const FORMAT: &str = "hashfloor-recent";

/// The list, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    folder: PathBuf,
    list: Vec<PathBuf>,
    open: Option<PathBuf>,
    missing: BTreeSet<PathBuf>,
    is_newer: bool,
}

impl Recent {
    /// Reads the list of a data folder; what is wrong with it is said.
    pub fn load(folder: &Path, now: UnixSecs, said: &mut Vec<(Severity, String)>) -> Self {
        let mut recent = Self { folder: folder.to_owned(), ..Self::default() };
        let members = match load_document(&folder.join(FILE_NAME), VERSION, now) {
            Ok(loaded) => {
                recent.is_newer = loaded.newer_version.is_some();
                loaded.members
            }
            Err(DocumentError::File(error)) if error.is_not_found() => return recent,
            Err(error) => {
                let sentence = format!("The list of recent workspaces begins anew: {error}");
                said.push((Severity::Info, sentence));
                return recent;
            }
        };
        let path =
            |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(|text| folder.join(text));
        recent.open = members.get("open").and_then(path);
        let listed = members.get("recent").and_then(Value::as_array);
        recent.list = listed.into_iter().flatten().filter_map(path).take(MOST).collect();
        recent.missing = look(&recent.list);
        recent
    }

    /// The members of the file.
    pub fn to_members(&self) -> Map<String, Value> {
        let text = |path: &PathBuf| {
            let path = path.strip_prefix(&self.folder).unwrap_or(path);
            path.to_str().map(Value::from)
        };
        let mut members = Map::new();
        members.insert("format".to_owned(), FORMAT.into());
        members.insert("version".to_owned(), VERSION.into());
        members.insert("open".to_owned(), self.open.as_ref().and_then(text).unwrap_or_default());
        members.insert("recent".to_owned(), self.list.iter().filter_map(text).collect());
        members
    }

    /// Whether the file may be written: not if a newer program wrote it.
    pub fn may_save(&self) -> bool {
        !self.is_newer
    }

    /// The workspace that was open last.
    pub fn last_open(&self) -> Option<&Path> {
        self.open.as_deref()
    }

    /// Every listed workspace, newest first, and whether it was missing at the last look.
    pub fn entries(&self) -> impl Iterator<Item = (&Path, Presence)> {
        self.list.iter().map(|path| {
            let missing = self.missing.contains(path);
            (path.as_path(), if missing { Presence::Missing } else { Presence::There })
        })
    }

    /// Puts a workspace first, as the one that is open.
    pub fn note_open(&mut self, path: &Path) {
        self.list.retain(|other| other != path);
        self.list.insert(0, path.to_owned());
        self.list.truncate(MOST);
        self.missing.remove(path);
        self.open = Some(path.to_owned());
    }

    /// Forgets all but the one that is open.
    pub fn clear(&mut self) {
        self.list.retain(|path| Some(path) == self.open.as_ref());
        self.missing.clear();
    }

    /// The paths, to be looked at off the UI thread.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.list.clone()
    }

    /// Notes which of them are missing.
    pub fn note_missing(&mut self, missing: BTreeSet<PathBuf>) {
        self.missing = missing;
    }
}

/// Whether a listed workspace was there at the last look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It can be opened.
    There,
    /// Neither it nor an older generation is there.
    Missing,
}

/// The paths at which there is neither a file nor an older generation of one.
///
/// May wait for a slow disk: for worker threads.
pub fn look(paths: &[PathBuf]) -> BTreeSet<PathBuf> {
    paths.iter().filter(|path| !is_there(path)).cloned().collect()
}

/// Whether a workspace or an older generation of it lies at a path.
pub fn is_there(path: &Path) -> bool {
    let exists = |path: &Path| std::fs::symlink_metadata(path).is_ok();
    exists(path) || exists(&generation_path(path, 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::document::save_document;

    const NOW: UnixSecs = UnixSecs(1_775_001_600);

    #[test]
    fn the_list_is_short_without_repeats_and_moves_with_its_folder() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut said = Vec::new();
        let mut recent = Recent::load(first.path(), NOW, &mut said);
        for n in (0..14).chain([12]) {
            recent.note_open(&first.path().join("workspaces").join(format!("{n}.json")));
        }
        recent.note_open(Path::new("/elsewhere/a.json"));
        let names: Vec<_> = recent.paths().iter().map(|path| path.file_stem().unwrap().to_owned()).collect();
        assert_eq!(names, ["a", "12", "13", "11", "10", "9", "8", "7", "6", "5"]);
        save_document(&second.path().join(FILE_NAME), &recent.to_members(), 0).unwrap();
        let moved = Recent::load(second.path(), NOW, &mut said);
        assert_eq!(moved.last_open(), Some(Path::new("/elsewhere/a.json")));
        assert_eq!(moved.paths()[1], second.path().join("workspaces/12.json"));
        assert!(moved.entries().all(|(_, presence)| presence == Presence::Missing));
        assert_eq!(said, []);
    }

    #[test]
    fn a_cleared_list_keeps_what_is_open() {
        let mut recent = Recent::default();
        for name in ["a", "b"] {
            recent.note_open(Path::new(name));
        }
        recent.clear();
        assert_eq!(recent.paths(), [PathBuf::from("b")]);
    }
}

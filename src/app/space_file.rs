//! A workspace file as somebody names it: read, judged, or written anew.
//!
//! Runs on worker threads and says in sentences what came of it. What is not
//! known to be ours is never moved aside and never replaced.

use std::path::{Path, PathBuf};

use crate::app::alerts::AlertLog;
use crate::app::notice::Severity;
use crate::app::recent::is_there;
use crate::app::saver::GENERATIONS;
use crate::app::view::View;
use crate::app::workspace::{Document, WORKSPACE_FORMAT, WORKSPACE_VERSION, Workspace, WorkspaceError};
use crate::domain::time::UnixSecs;
use crate::io::case_file::{self, CaseFile};
use crate::io::document::{
    DocumentError, Integrity, MAX_DOCUMENT_BYTES, generation_path, load_document, save_document,
};
use crate::io::file_lock::FileLock;
use crate::io::files::{FileError, follow_link, read_bounded};
use crate::io::mutant::{self, Mutant};

/// A workspace that was read.
#[derive(Debug)]
pub struct ReadSpace {
    /// Its document and view.
    pub workspace: Workspace,
    /// What the user should know.
    pub said: Vec<(Severity, String)>,
    /// Why it is shown and not changed, in a sentence; `None` when it may be.
    pub read_only: Option<String>,
}

/// Why a workspace cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SpaceError {
    /// Missing, or something of the system's is in the way. The file is untouched.
    #[error(transparent)]
    File(#[from] FileError),
    /// It was damaged and lies aside now.
    #[error("the workspace was damaged ({why}); it lies at {} now", set_aside.display())]
    Damaged {
        /// What was wrong.
        why: String,
        /// Where it lies.
        set_aside: PathBuf,
    },
    /// Another kind of file, or a member of another form. The file is untouched.
    #[error("{source}: {}", path.display())]
    Content {
        /// What is wrong with it.
        source: WorkspaceError,
        /// The file.
        path: PathBuf,
    },
    /// Nothing in it says that Hashfloor wrote it. The file is untouched.
    #[error("this is not a Hashfloor workspace: {}", .0.display())]
    Foreign(PathBuf),
    /// Another window writes it.
    #[error("it is open in another Hashfloor window, close it there first: {}", .0.display())]
    Locked(PathBuf),
    /// It is the one that is open, under another name.
    #[error("it is open already: {}", .0.display())]
    Open(PathBuf),
    /// A newer program wrote what would be replaced.
    #[error("a newer Hashfloor wrote the file there, choose another name: {}", .0.display())]
    Newer(PathBuf),
}

/// Reads a workspace, or its newest readable generation.
///
/// # Errors
/// [`SpaceError`]; only a damaged file is moved, and only that.
pub fn read_space(path: &Path, now: UnixSecs) -> Result<ReadSpace, SpaceError> {
    let loaded = load_document(path, WORKSPACE_VERSION, now).map_err(|error| match error {
        DocumentError::File(error) => SpaceError::File(error),
        DocumentError::Damaged { why, set_aside, .. } => SpaceError::Damaged { why, set_aside },
    })?;
    let mut said = Vec::new();
    if let Some(recovery) = loaded.recovery {
        let sentence = format!(
            "The workspace could not be read ({}), an older generation was opened: {}",
            recovery.why,
            recovery.from.display()
        );
        said.push((Severity::Problem, sentence));
    } else if loaded.integrity == Integrity::HandEdited {
        said.push((Severity::Info, "The workspace was edited outside Hashfloor".to_owned()));
    }
    let read_only = loaded.newer_version.map(|version| {
        format!(
            "This workspace was written by a newer Hashfloor (version {version}): it is shown, not changed; \
             save a copy with Save as… to work on it"
        )
    });
    let workspace = Workspace::from_members(loaded.members)
        .map_err(|source| SpaceError::Content { source, path: path.to_owned() })?;
    Ok(ReadSpace { workspace, said, read_only })
}

/// Reads the workspace that a start names, unless nothing shows it to be one.
///
/// # Errors
/// [`SpaceError`]; only a damaged file is moved, and only that.
pub fn read_named(path: &Path, own_folder: Option<&Path>, now: UnixSecs) -> Result<ReadSpace, SpaceError> {
    if let Ok(real) = real_path(path)
        && !is_ours(&real, own_folder)?
    {
        return Err(SpaceError::Foreign(real));
    }
    read_space(path, now)
}

/// Whether two names are of one file, which may not exist.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    matches!((real_path(one), real_path(other)), (Ok(one), Ok(other)) if one == other)
}

/// A new workspace: levels and scenarios of the case file, the view of a first start.
pub fn fresh_space() -> Workspace {
    let case = case_file::bundled().unwrap_or_else(|_| CaseFile::empty());
    fresh_from(&case)
}

/// The same from a case file that was read already.
pub fn fresh_from(case: &CaseFile) -> Workspace {
    Workspace {
        document: Document::new(case.levels.clone(), case.scenarios.clone()),
        view: View::default(),
        alerts: AlertLog::default(),
        extra: serde_json::Map::new(),
    }
}

/// A workspace that is open, with the right to write it if there is one.
#[derive(Debug)]
pub struct OpenSpace {
    /// Where it lies.
    pub path: PathBuf,
    /// Held as long as it may be written.
    pub lock: Option<FileLock>,
    /// What is in it.
    pub read: ReadSpace,
}

/// Opens a workspace that the user named.
///
/// # Errors
/// [`SpaceError`]; what is open stays as it is.
pub fn open_space(path: &Path, own_folder: Option<&Path>, now: UnixSecs) -> Result<OpenSpace, SpaceError> {
    let path = real_path(path)?;
    if !is_ours(&path, own_folder)? {
        return Err(SpaceError::Foreign(path));
    }
    let lock = FileLock::try_acquire(&path)?.ok_or_else(|| SpaceError::Locked(path.clone()))?;
    let read = read_space(&path, now)?;
    // What is only shown may be opened, and written, elsewhere.
    let lock = read.read_only.is_none().then_some(lock);
    Ok(OpenSpace { path, lock, read })
}

/// Makes a new workspace under a name that is free: `Workspace 2.json` and so on.
///
/// # Errors
/// [`SpaceError::File`] if it cannot be written.
pub fn make_space(folder: &Path) -> Result<OpenSpace, SpaceError> {
    let workspace = fresh_space();
    let (path, lock) = write_free(folder, &|number| format!("Workspace {}.json", number + 1), &workspace)?;
    Ok(OpenSpace { path, lock: Some(lock), read: ReadSpace { workspace, said: Vec::new(), read_only: None } })
}

/// Writes a workspace beside another one: `NAME copy.json`, `NAME copy 2.json` and so on.
///
/// # Errors
/// [`SpaceError::File`] if it cannot be written.
pub fn write_copy(
    folder: &Path,
    name: &str,
    workspace: &Workspace,
) -> Result<(PathBuf, FileLock), SpaceError> {
    let named = |number: u32| match number {
        1 => format!("{name} copy.json"),
        _ => format!("{name} copy {number}.json"),
    };
    write_free(folder, &named, workspace)
}

/// Writes a workspace where the user says, in place of another workspace at most.
///
/// # Errors
/// [`SpaceError`]; what lies there is then as it was.
pub fn write_space(path: &Path, workspace: &Workspace) -> Result<(PathBuf, FileLock), SpaceError> {
    let path = real_path(&with_extension(path))?;
    let lock = FileLock::try_acquire(&path)?.ok_or_else(|| SpaceError::Locked(path.clone()))?;
    match read_bounded(&path, MAX_DOCUMENT_BYTES) {
        Err(error) if error.is_not_found() => {}
        Err(error) => return Err(error.into()),
        Ok(_) if mutant::is_on(Mutant::ReplacesForeign) => {}
        Ok(bytes) => check_replaceable(&path, &bytes)?,
    }
    write(&path, workspace)?;
    Ok((path, lock))
}

/// What is called a workspace's name: its file's, without the ending.
pub fn space_name(path: &Path) -> String {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    crate::domain::format::visible_text(&name)
}

fn check_replaceable(path: &Path, bytes: &[u8]) -> Result<(), SpaceError> {
    let foreign = || SpaceError::Foreign(path.to_owned());
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|_not_json| foreign())?;
    if value.get("format").and_then(serde_json::Value::as_str) != Some(WORKSPACE_FORMAT) {
        return Err(foreign());
    }
    let version = value.get("version").and_then(serde_json::Value::as_u64).unwrap_or_default();
    if version > WORKSPACE_VERSION { Err(SpaceError::Newer(path.to_owned())) } else { Ok(()) }
}

fn write(path: &Path, workspace: &Workspace) -> Result<(), SpaceError> {
    let members =
        workspace.to_members().map_err(|source| SpaceError::Content { source, path: path.to_owned() })?;
    Ok(save_document(path, &members, GENERATIONS)?)
}

fn write_free(
    folder: &Path,
    named: &dyn Fn(u32) -> String,
    workspace: &Workspace,
) -> Result<(PathBuf, FileLock), SpaceError> {
    const MOST: u32 = 10_000;
    for number in 1..MOST {
        let path = real_path(&folder.join(named(number)))?;
        // Held before it is looked at, so that two windows never choose one name.
        let Some(lock) = FileLock::try_acquire(&path)? else { continue };
        if is_there(&path) {
            continue;
        }
        write(&path, workspace)?;
        return Ok((path, lock));
    }
    Err(SpaceError::Locked(folder.to_owned()))
}

/// One spelling for every way to name a file that may not exist yet.
fn real_path(path: &Path) -> Result<PathBuf, FileError> {
    let failed = |source| FileError::new("find", path, source);
    let path = follow_link(&std::path::absolute(path).map_err(failed)?)?;
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => Ok(std::fs::canonicalize(parent).map_err(failed)?.join(name)),
        _ => Ok(path),
    }
}

/// A workspace says its format; one that is damaged past that is known by its
/// generations or by where it lies.
fn is_ours(path: &Path, own_folder: Option<&Path>) -> Result<bool, FileError> {
    let mentions_us = |path: &Path| {
        let needle = WORKSPACE_FORMAT.as_bytes();
        let bytes = read_bounded(path, MAX_DOCUMENT_BYTES)?;
        Ok::<bool, FileError>(bytes.windows(needle.len()).any(|window| window == needle))
    };
    let own = own_folder.and_then(|folder| std::fs::canonicalize(folder).ok());
    if own.is_some_and(|own| path.parent() == Some(own.as_path())) {
        return Ok(true);
    }
    let by_generation = || mentions_us(&generation_path(path, 1)).unwrap_or(false);
    match mentions_us(path) {
        Ok(mentions) => Ok(mentions || by_generation()),
        Err(error) if error.is_not_found() && by_generation() => Ok(true),
        Err(error) => Err(error),
    }
}

fn with_extension(path: &Path) -> PathBuf {
    // A folder is named as it is, so that the refusal names it too.
    if path.extension().is_some() || path.is_dir() { path.to_owned() } else { path.with_extension("json") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::files::write_atomic;

    const NOW: UnixSecs = UnixSecs(1_775_001_600);

    #[test]
    fn what_is_not_a_workspace_is_neither_opened_nor_moved_nor_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let texts: [&[u8]; 4] =
            [b"{\"name\":\"x\"}", b"", b"{\"version\":1,\"format\":\"geojson\"}", b"\0\0\0"];
        for bytes in texts {
            let path = folder.path().join("theirs.json");
            write_atomic(&path, bytes).unwrap();
            assert!(matches!(open_space(&path, None, NOW), Err(SpaceError::Foreign(_))));
            assert!(matches!(write_space(&path, &fresh_space()), Err(SpaceError::Foreign(_))));
            assert_eq!(std::fs::read(&path).unwrap(), bytes);
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn a_damaged_workspace_is_set_aside_when_something_says_that_it_was_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.json");
        write_atomic(&path, b"{\"format\": \"hashfloor-workspace\", \"doc").unwrap();
        let error = open_space(&path, None, NOW).unwrap_err();
        assert!(matches!(&error, SpaceError::Damaged { set_aside, .. } if set_aside.exists()), "{error}");
        write_atomic(&path, b"").unwrap();
        assert!(matches!(open_space(&path, Some(folder.path()), NOW), Err(SpaceError::Damaged { .. })));
    }

    #[test]
    fn names_that_are_taken_are_passed_over_even_by_a_generation() {
        let folder = tempfile::tempdir().unwrap();
        write_atomic(&folder.path().join("Workspace 2.json"), b"theirs").unwrap();
        write_atomic(&folder.path().join("Workspace 3.json.1"), b"old").unwrap();
        let made = make_space(folder.path()).unwrap();
        assert_eq!(space_name(&made.path), "Workspace 4");
        let (copy, _lock) = write_copy(folder.path(), "a", &made.read.workspace).unwrap();
        let (second, _lock) = write_copy(folder.path(), "a", &made.read.workspace).unwrap();
        assert_eq!((space_name(&copy), space_name(&second)), ("a copy".to_owned(), "a copy 2".to_owned()));
        assert_eq!(std::fs::read(folder.path().join("Workspace 2.json")).unwrap(), b"theirs");
    }

    #[test]
    fn a_newer_workspace_is_shown_and_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("later.json");
        write_atomic(&path, br#"{"format":"hashfloor-workspace","version":7,"document":{}}"#).unwrap();
        let opened = open_space(&path, None, NOW).unwrap();
        assert!(opened.lock.is_none() && opened.read.read_only.is_some_and(|why| why.contains("version 7")));
        assert!(matches!(write_space(&path, &fresh_space()), Err(SpaceError::Newer(_))));
    }
}

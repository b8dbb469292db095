//! User documents: JSON objects with a checksum and ten older generations.
//!
//! Knows the members `version` and `checksum` and nothing else of what a
//! document says. Words used here: a *damaged* file cannot be read as a
//! document; one that can but does not match its checksum was *edited by hand*
//! and opens with a notice. What could not be read is never overwritten.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::domain::time::UnixSecs;
use crate::io::aside::{set_aside, with_ending};
use crate::io::files::{FileError, StagedFile, follow_link, read_bounded};
use crate::io::mutant::{self, Mutant};

/// No document is larger than this.
pub const MAX_DOCUMENT_BYTES: u64 = 16 * 1024 * 1024;
/// How many older generations of a document are kept.
pub const GENERATIONS: usize = 10;

const CHECKSUM: &str = "checksum";
const VERSION: &str = "version";

/// Whether a document is as the program wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integrity {
    /// The checksum is right.
    Intact,
    /// It reads well, but the checksum is missing or another one.
    HandEdited,
}

/// A document that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedDocument {
    /// Its members, without the checksum.
    pub members: Map<String, Value>,
    /// Whether it is as the program wrote it.
    pub integrity: Integrity,
    /// Its version, if that is newer than the program knows: open read-only.
    pub newer_version: Option<u64>,
    /// Set when these are the members of an older generation.
    pub recovery: Option<Recovery>,
}

/// How an older generation came to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The generation that was read.
    pub from: PathBuf,
    /// Where the damaged file lies now; `None` when the file was missing.
    pub set_aside: Option<PathBuf>,
    /// What was wrong with it.
    pub why: String,
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It is missing, or something of the system's is in the way. The file is untouched.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is damaged, has been moved aside, and no older generation can be read.
    #[error("the file is damaged ({why}) and was moved to {}: {}", set_aside.display(), path.display())]
    Damaged {
        /// What was wrong.
        why: String,
        /// Where it lies now.
        set_aside: PathBuf,
        /// Where it was.
        path: PathBuf,
    },
}

/// Writes a document with its checksum, after keeping the present one as generation 1.
///
/// Nothing happens when the bytes on disk are the same already. Generations are
/// `NAME.1` (newest) to `NAME.{generations}`. The live file never leaves its
/// name: generation 1 is a second link to it, or a copy where links cannot be.
///
/// # Errors
/// [`FileError`], also when the present file cannot be read; it is then still in place.
pub fn save_document(path: &Path, members: &Map<String, Value>, generations: usize) -> Result<(), FileError> {
    let path = follow_link(path)?;
    let bytes = document_bytes(&path, members)?;
    if mutant::is_on(Mutant::InPlace) {
        let written =
            fs::File::create(&path).and_then(|mut file| std::io::Write::write_all(&mut file, &bytes));
        return written.map_err(|error| FileError::new("write", &path, error));
    }
    match read_bounded(&path, MAX_DOCUMENT_BYTES) {
        Ok(present) if present == bytes => return Ok(()),
        Ok(_) => {
            // Staged first: a full disk must not cost a generation.
            let staged = StagedFile::write(&path, &bytes)?;
            rotate(&path, generations)?;
            return staged.commit();
        }
        Err(error) if error.is_not_found() => {}
        Err(error) => return Err(error),
    }
    StagedFile::write(&path, &bytes)?.commit()
}

/// Reads a document, or its newest readable generation when it is damaged or gone.
///
/// A damaged file is moved aside first ([`set_aside`]). Among generations an
/// intact one is preferred to one edited by hand.
///
/// # Errors
/// [`DocumentError::File`] if there is none or the system is in the way,
/// [`DocumentError::Damaged`] if nothing readable is left.
pub fn load_document(
    path: &Path,
    newest_supported_version: u64,
    now: UnixSecs,
) -> Result<LoadedDocument, DocumentError> {
    let path = &follow_link(path)?;
    let opened = |(members, integrity): (Map<String, Value>, Integrity), recovery| {
        let version = version_of(&members).unwrap_or_default();
        let is_newer = version > newest_supported_version && !mutant::is_on(Mutant::OverwritesNewer);
        let newer_version = is_newer.then_some(version);
        LoadedDocument { members, integrity, newer_version, recovery }
    };
    let why = match read_bounded(path, MAX_DOCUMENT_BYTES) {
        Ok(bytes) => match read_members(&bytes) {
            Ok(document) => return Ok(opened(document, None)),
            Err(why) => why,
        },
        Err(error) if error.is_not_found() => {
            let (from, document) = newest_generation(path).ok_or(error)?;
            let why = "the file is missing".to_owned();
            return Ok(opened(document, Some(Recovery { from, set_aside: None, why })));
        }
        Err(error) => return Err(error.into()),
    };
    let moved_to = if mutant::is_on(Mutant::OverwritesDamage) { path.clone() } else { set_aside(path, now)? };
    match newest_generation(path) {
        Some((from, document)) => {
            Ok(opened(document, Some(Recovery { from, set_aside: Some(moved_to), why })))
        }
        None => Err(DocumentError::Damaged { why, set_aside: moved_to, path: path.clone() }),
    }
}

/// Path of an older generation, 1 being the newest.
pub fn generation_path(path: &Path, generation: usize) -> PathBuf {
    with_ending(path, &format!(".{generation}"))
}

/// The bytes of a document's file: its members, its checksum, a line end.
///
/// # Errors
/// Never in practice; serde's word, with the path it was for.
pub fn document_bytes(path: &Path, members: &Map<String, Value>) -> Result<Vec<u8>, FileError> {
    let failed = |error: serde_json::Error| FileError::new("write", path, error.into());
    let mut document = members.clone();
    document.remove(CHECKSUM);
    document.insert(CHECKSUM.to_owned(), checksum(&document).map_err(failed)?.into());
    let mut bytes = serde_json::to_vec_pretty(&document).map_err(failed)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// CRC-32 of the compact serialisation with sorted keys, as `crc32:xxxxxxxx`.
fn checksum(members: &Map<String, Value>) -> Result<String, serde_json::Error> {
    let mut canonical = Value::Object(members.clone());
    canonical.sort_all_objects();
    Ok(format!("crc32:{:08x}", crc32fast::hash(&serde_json::to_vec(&canonical)?)))
}

/// The members of a document without its checksum, and what that says of them.
///
/// # Errors
/// What is wrong with the bytes, in words that follow the name of the file.
pub(crate) fn read_members(bytes: &[u8]) -> Result<(Map<String, Value>, Integrity), String> {
    // Some editors put a byte order mark in front.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let Value::Object(mut members) = value else {
        return Err("expected a JSON object".to_owned());
    };
    if version_of(&members).is_none() {
        return Err("expected a member \"version\" with a whole number".to_owned());
    }
    let written = members.remove(CHECKSUM);
    let computed = checksum(&members).map_err(|error| error.to_string())?;
    let intact = written.as_ref().and_then(Value::as_str) == Some(computed.as_str())
        || mutant::is_on(Mutant::Unchecked);
    Ok((members, if intact { Integrity::Intact } else { Integrity::HandEdited }))
}

fn version_of(members: &Map<String, Value>) -> Option<u64> {
    members.get(VERSION).and_then(Value::as_u64)
}

type Parsed = (Map<String, Value>, Integrity);

fn newest_generation(path: &Path) -> Option<(PathBuf, Parsed)> {
    let mut edited = None;
    for generation in 1..=GENERATIONS {
        let from = generation_path(path, generation);
        // A generation that cannot be read is passed over; it is not touched either.
        let Ok(bytes) = read_bounded(&from, MAX_DOCUMENT_BYTES) else { continue };
        match read_members(&bytes) {
            Ok(document) if document.1 == Integrity::Intact => return Some((from, document)),
            Ok(document) => edited = edited.or(Some((from, document))),
            Err(_) => {}
        }
    }
    edited
}

fn rotate(path: &Path, generations: usize) -> Result<(), FileError> {
    if generations == 0 || mutant::is_on(Mutant::NoGenerations) {
        return Ok(());
    }
    for generation in (1..generations).rev() {
        let (from, to) = (generation_path(path, generation), generation_path(path, generation + 1));
        match fs::rename(&from, &to) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(FileError::new("rotate", &from, error));
            }
            _ => {}
        }
    }
    let newest = generation_path(path, 1);
    if generations == 1
        && let Err(error) = fs::remove_file(&newest)
        && error.kind() != ErrorKind::NotFound
    {
        return Err(FileError::new("rotate", &newest, error));
    }
    if fs::hard_link(path, &newest).is_ok() {
        return Ok(());
    }
    // File systems without links (FAT, some network shares) get a copy.
    let bytes = read_bounded(path, MAX_DOCUMENT_BYTES)?;
    StagedFile::write(&newest, &bytes)?.commit()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::files::write_atomic;
    use serde_json::json;

    const NOW: UnixSecs = UnixSecs(1_770_249_600);

    fn members(note: &str) -> Map<String, Value> {
        let value =
            json!({"version": 1, "note": note, "price": 70_000.1, "nested": {"b": 1, "a": [1, null]}});
        value.as_object().unwrap().clone()
    }

    fn saved(notes: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("default.json");
        for note in notes {
            save_document(&path, &members(note), GENERATIONS).unwrap();
        }
        (folder, path)
    }

    #[test]
    fn a_document_reads_back_intact() {
        let (_folder, path) = saved(&["one"]);
        let loaded = load_document(&path, 1, NOW).unwrap();
        assert_eq!(loaded.members, members("one"));
        assert_eq!(
            (loaded.integrity, loaded.newer_version, loaded.recovery),
            (Integrity::Intact, None, None)
        );
    }

    #[test]
    fn reformatting_is_harmless_and_a_changed_value_is_an_edit_by_hand() {
        let (_folder, path) = saved(&["one"]);
        let text = String::from_utf8(read_bounded(&path, 9999).unwrap()).unwrap();
        let compact: Value = serde_json::from_str(&text).unwrap();
        write_atomic(&path, compact.to_string().as_bytes()).unwrap();
        assert_eq!(load_document(&path, 1, NOW).unwrap().integrity, Integrity::Intact);
        for edited in
            [text.replace("70000.1", "70000.2"), text.replace("crc32:", "crc:"), "{\"version\":1}".into()]
        {
            write_atomic(&path, format!("\u{feff}{edited}").as_bytes()).unwrap();
            let loaded = load_document(&path, 1, NOW).unwrap();
            assert_eq!((loaded.integrity, loaded.recovery), (Integrity::HandEdited, None), "{edited}");
        }
    }

    #[test]
    fn rotation_keeps_ten_and_skips_what_did_not_change() {
        let notes: Vec<String> = (0..14).map(|n| n.to_string()).collect();
        let (folder, path) = saved(&notes.iter().map(String::as_str).collect::<Vec<_>>());
        save_document(&path, &members("13"), GENERATIONS).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 11);
        for generation in 1..=10 {
            let bytes = read_bounded(&generation_path(&path, generation), 9999).unwrap();
            assert_eq!(read_members(&bytes).unwrap().0, members(&(13 - generation).to_string()));
        }
    }

    #[test]
    fn every_damage_is_set_aside_and_the_newest_intact_generation_opens() {
        let (_folder, path) = saved(&["old", "new"]);
        let whole = read_bounded(&path, 9999).unwrap();
        let cuts = (0..10).map(|tenth| whole[..whole.len() * tenth / 10].to_vec());
        let deep = "[".repeat(500).into_bytes();
        let garbage = [vec![0; 500], vec![0xff; 500], deep, b"[1]".to_vec(), b"{\"version\":\"1\"}".to_vec()];
        for damaged in cuts.chain(garbage) {
            write_atomic(&path, &damaged).unwrap();
            let loaded = load_document(&path, 1, NOW).unwrap();
            assert_eq!(loaded.members, members("old"));
            let recovery = loaded.recovery.unwrap();
            assert_eq!(recovery.from, generation_path(&path, 1));
            assert_eq!(read_bounded(&recovery.set_aside.unwrap(), 9999).unwrap(), damaged);
            assert!(!path.exists());
        }
        // The program died before it saved what it recovered: the next start recovers again.
        let loaded = load_document(&path, 1, NOW).unwrap();
        assert_eq!(loaded.recovery.unwrap().set_aside, None);
    }

    #[test]
    fn without_generations_damage_is_an_error_that_names_both_places() {
        let (_folder, path) = saved(&["only"]);
        write_atomic(&path, b"{").unwrap();
        let error = load_document(&path, 1, NOW).unwrap_err();
        assert!(matches!(&error, DocumentError::Damaged { set_aside, .. } if set_aside.exists()), "{error}");
        assert!(error.to_string().ends_with(&path.display().to_string()), "{error}");
        assert!(matches!(load_document(&path, 1, NOW), Err(DocumentError::File(FileError::NotFound { .. }))));
    }

    #[test]
    fn a_newer_version_is_said_and_its_bytes_stay() {
        let (_folder, path) = saved(&["one"]);
        let mut newer = members("two");
        newer.insert(VERSION.to_owned(), 1001.into());
        save_document(&path, &newer, GENERATIONS).unwrap();
        let before = read_bounded(&path, 9999).unwrap();
        assert_eq!(load_document(&path, 1, NOW).unwrap().newer_version, Some(1001));
        assert_eq!(read_bounded(&path, 9999).unwrap(), before);
    }

    #[test]
    fn what_cannot_be_read_is_neither_moved_nor_replaced() {
        let (_folder, path) = saved(&[]);
        fs::create_dir(&path).unwrap();
        assert!(matches!(load_document(&path, 1, NOW), Err(DocumentError::File(_))));
        assert!(save_document(&path, &members("x"), GENERATIONS).is_err());
        assert!(path.is_dir());
        fs::remove_dir(&path).unwrap();
        let huge = fs::File::create(&path).unwrap();
        huge.set_len(MAX_DOCUMENT_BYTES + 1).unwrap();
        assert!(matches!(load_document(&path, 1, NOW), Err(DocumentError::File(FileError::TooLarge { .. }))));
        assert!(save_document(&path, &members("x"), GENERATIONS).is_err());
        assert_eq!(fs::metadata(&path).unwrap().len(), MAX_DOCUMENT_BYTES + 1);
    }

    #[cfg(unix)]
    #[test]
    fn pipes_circles_and_forbidden_files_are_errors_not_damage() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let (folder, path) = saved(&["old", "new"]);
        let pipe = folder.path().join("pipe.json");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let circle = folder.path().join("circle.json");
        symlink(&circle, &circle).unwrap();
        for odd in [&pipe, &circle] {
            assert!(matches!(load_document(odd, 1, NOW), Err(DocumentError::File(_))));
            assert!(save_document(odd, &members("x"), GENERATIONS).is_err());
            assert!(fs::symlink_metadata(odd).is_ok());
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        match load_document(&path, 1, NOW) {
            Err(error) => {
                assert!(matches!(error, DocumentError::File(FileError::Permission { .. })), "{error}")
            }
            Ok(loaded) => assert_eq!((loaded.members, loaded.recovery), (members("new"), None)),
        }
        assert!(path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_document_is_saved_where_the_link_points() {
        let (folder, path) = saved(&["one"]);
        let link = folder.path().join("link.json");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        save_document(&link, &members("two"), GENERATIONS).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(load_document(&path, 1, NOW).unwrap().members, members("two"));
        assert!(generation_path(&path, 1).is_file());
    }
}

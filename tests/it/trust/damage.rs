//! Every file of a data folder in every bad shape: the program starts, says so and works.
//!
//! The bytes that were found are kept, under their name or aside: what could
//! not be read is never overwritten.

use std::fs::{self, File};
use std::path::Path;

use crate::chance::Chance;
use hashfloor::app::command::Command as Ask;
use hashfloor::app::settings::ThemeChoice;
use hashfloor::app::window::WindowGeometry;
use hashfloor::io::document::{load_document, save_document};
use hashfloor::io::files::write_atomic;
use rusqlite::Connection;
use tempfile::TempDir;

use super::{NOW, add_level, assert_case_file_is_served, has_level, opened, options, said, without_hanging};

/// What stands in the place of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Damage {
    Empty,
    /// Cut off after this share of a hundred.
    Truncated(usize),
    Nul,
    Garbage,
    /// Written by a program of the far future.
    Future,
    Folder,
    Pipe,
    LinkInACircle,
    LinkToNothing,
    Socket,
    /// No permission to read or write; a superuser has it all the same.
    Forbidden,
    /// 100 MiB of holes.
    Huge,
}

const DAMAGES: [Damage; 21] = [
    Damage::Empty,
    Damage::Truncated(1),
    Damage::Truncated(5),
    Damage::Truncated(10),
    Damage::Truncated(25),
    Damage::Truncated(40),
    Damage::Truncated(50),
    Damage::Truncated(60),
    Damage::Truncated(75),
    Damage::Truncated(90),
    Damage::Truncated(97),
    Damage::Nul,
    Damage::Garbage,
    Damage::Future,
    Damage::Folder,
    Damage::Pipe,
    Damage::LinkInACircle,
    Damage::LinkToNothing,
    Damage::Socket,
    Damage::Forbidden,
    Damage::Huge,
];

/// A folder that has everything: edits, an import with its copy, settings, a window's place, a log.
fn lived_in() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("t.csv");
    write_atomic(&table, b"date,value\n2026-03-20,31\n2026-03-21,33\n").unwrap();
    let data = folder.path().join("data");
    let mut state = opened(&data);
    for ask in [Ask::PreviewImport(table), Ask::ConfirmImport, Ask::SetTheme(ThemeChoice::Light)] {
        state.dispatch(ask);
        state.settle();
    }
    for price in [61_000.0, 62_000.0] {
        add_level(&mut state, price);
        state.flush();
    }
    let window = WindowGeometry { x: None, y: None, width: 900.0, height: 700.0, maximised: false };
    state.save_window(window);
    state.flush();
    assert_eq!(said(&state), "");
    // The connection's log, as a killed program leaves it.
    let log = fs::read(data.join("cache.db-wal")).unwrap();
    drop(state);
    assert!(!data.join("cache.db-wal").exists());
    write_atomic(&data.join("cache.db-wal"), &log).unwrap();
    folder
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

fn make_future(path: &Path) {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("json") => {
            let mut members = load_document(path, 1, NOW).unwrap().members;
            members.insert("version".to_owned(), 1_001.into());
            members.insert("dimension".to_owned(), "fourth".into());
            save_document(path, &members, 0).unwrap();
        }
        Some("db") => {
            let conn = Connection::open(path).unwrap();
            conn.execute_batch("PRAGMA user_version = 1001; CREATE TABLE later(x)").unwrap();
        }
        _ => write_atomic(path, b"version = 1001\n[dimension]\nfourth = true\n").unwrap(),
    }
}

fn make(damage: Damage, path: &Path) {
    let bytes = fs::read(path).unwrap();
    let gone = || fs::remove_file(path).unwrap();
    match damage {
        Damage::Empty => write_atomic(path, b"").unwrap(),
        Damage::Truncated(share) => write_atomic(path, &bytes[..bytes.len() * share / 100]).unwrap(),
        Damage::Nul => write_atomic(path, &vec![0; bytes.len().max(64)]).unwrap(),
        Damage::Garbage => {
            let mut seeded = Chance(bytes.len() as u64);
            let garbage: Vec<u8> = (0..bytes.len().max(64)).map(|_| seeded.next().to_le_bytes()[0]).collect();
            write_atomic(path, &garbage).unwrap();
        }
        Damage::Future => make_future(path),
        Damage::Folder => {
            gone();
            fs::create_dir(path).unwrap();
            write_atomic(&path.join("inside"), b"kept").unwrap();
        }
        Damage::Pipe => {
            gone();
            assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
        }
        Damage::LinkInACircle => {
            gone();
            std::os::unix::fs::symlink(path, path).unwrap();
        }
        Damage::LinkToNothing => {
            gone();
            std::os::unix::fs::symlink(path.with_extension("nowhere"), path).unwrap();
        }
        Damage::Socket => {
            gone();
            drop(std::os::unix::net::UnixListener::bind(path).unwrap());
        }
        Damage::Forbidden => {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
        }
        Damage::Huge => {
            gone();
            File::create(path).unwrap().set_len(100 << 20).unwrap();
        }
    }
}

/// What stands at a path, as far as it must not be lost.
#[derive(Clone, Debug, PartialEq)]
enum Evidence {
    Bytes(Vec<u8>),
    Huge,
    Special(fs::FileType),
    Nothing,
}

fn evidence(path: &Path) -> Evidence {
    match fs::symlink_metadata(path) {
        Err(_) => Evidence::Nothing,
        Ok(metadata) if !metadata.is_file() => Evidence::Special(metadata.file_type()),
        Ok(metadata) if metadata.len() >= 100 << 20 => Evidence::Huge,
        Ok(_) => fs::read(path).map_or(Evidence::Nothing, Evidence::Bytes),
    }
}

/// The path itself and every file beside it whose name begins with it.
fn is_kept(path: &Path, found: &Evidence) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    let beside = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap());
    beside
        .filter(|entry| entry.file_name().to_str().unwrap().starts_with(name))
        .any(|entry| evidence(&entry.path()) == *found)
}

fn as_superuser() -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    File::create(&path).unwrap();
    make(Damage::Forbidden, &path);
    File::open(&path).is_ok()
}

/// What holds of some damages of a file and not of others.
type Of = fn(Damage) -> bool;

const ALWAYS: Of = |_| true;
const NEVER: Of = |_| false;

/// Whether the cache's log is there, as after a kill, or folded in, as after a good end.
#[derive(Clone, Copy, PartialEq)]
enum Log {
    Left,
    Folded,
}

/// Puts one file into every bad shape and starts the program on it.
fn matrix(file: &str, log: Log, must_say: Of, keeps_evidence: Of) {
    let pristine = lived_in();
    let mut cases = 0;
    for damage in DAMAGES {
        if damage == Damage::Forbidden && as_superuser() {
            println!("{file}, {damage:?}: skipped, a superuser may read everything");
            continue;
        }
        cases += 1;
        let what = format!("{file}, {damage:?}");
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        copy_folder(&pristine.path().join("data"), &data);
        let path = match file {
            "imports/*" => fs::read_dir(data.join("imports")).unwrap().next().unwrap().unwrap().path(),
            _ => data.join(file),
        };
        if log == Log::Folded {
            fs::remove_file(data.join("cache.db-wal")).unwrap();
        }
        make(damage, &path);
        let found = evidence(&path);
        let (inner, label) = (data.clone(), what.clone());
        without_hanging(&what, move || start_and_work(&inner, &label, must_say(damage)));
        assert!(!keeps_evidence(damage) || is_kept(&path, &found), "{what}: what was there is lost");
        if damage == Damage::Future && ["workspaces/default.json", "cache.db"].contains(&file) {
            assert_eq!(evidence(&path), found, "{what}: a newer program's file was touched");
        }
        // And once more, on what the first start left behind.
        without_hanging(&what, move || assert_case_file_is_served(opened(&data).library()));
    }
    println!("{file}: {cases} damages");
}

fn start_and_work(data: &Path, what: &str, must_say: bool) {
    let geometry = WindowGeometry::load(Some(data), NOW);
    assert!(geometry.is_none_or(|geometry| geometry.sane() == Some(geometry)), "{what}");
    let mut state = opened(data);
    let sentences = said(&state);
    assert!(!must_say || !sentences.is_empty(), "{what}: nothing is said");
    assert!(!sentences.contains("panicked") && !sentences.contains("internal error"), "{what}: {sentences}");
    assert_case_file_is_served(state.library());
    add_level(&mut state, 63_999.0);
    state.dispatch(Ask::SetTheme(ThemeChoice::Dark));
    state.flush();
    state.poll();
    assert!(has_level(&state, 63_999.0), "{what}");
    let keeps = state.unsaved_because().is_none();
    drop(state);
    let reopened = opened(data);
    assert!(!keeps || has_level(&reopened, 63_999.0), "{what}: said to be saved and is gone");
    drop(reopened);
    // The command line opens the same folder.
    let mut read_only = options(data);
    read_only.edits = false;
    assert_case_file_is_served(&hashfloor::app::startup::start(&read_only).library);
}

#[test]
fn the_workspace() {
    matrix("workspaces/default.json", Log::Folded, |damage| damage != Damage::LinkToNothing, ALWAYS);
}

#[test]
fn an_older_generation_of_the_workspace() {
    // Not read, and in time replaced by a newer one.
    matrix("workspaces/default.json.1", Log::Folded, NEVER, NEVER);
}

#[test]
fn the_cache() {
    matrix("cache.db", Log::Folded, ALWAYS, ALWAYS);
}

#[test]
fn the_cache_beside_its_log() {
    // SQLite may find everything in the log; then there is nothing to say.
    matrix("cache.db", Log::Left, NEVER, NEVER);
}

#[test]
fn the_log_of_the_cache() {
    // SQLite passes over a log that is none; what is in the database counts.
    matrix("cache.db-wal", Log::Left, NEVER, NEVER);
}

#[test]
fn the_settings() {
    // Nothing set, one line end less, keys of a later program, and no file at all are no faults.
    let at_fault: Of = |damage| {
        use Damage::{Empty, Future, LinkToNothing, Truncated};
        !matches!(damage, Empty | Truncated(..=5 | 97) | Future | LinkToNothing)
    };
    matrix("settings.toml", Log::Folded, at_fault, at_fault);
}

#[test]
fn the_place_of_the_window() {
    matrix("window.json", Log::Folded, NEVER, ALWAYS);
}

#[test]
fn the_lock() {
    let in_the_way: Of = |damage| matches!(damage, Damage::Folder | Damage::LinkInACircle | Damage::Socket);
    matrix("instance.lock", Log::Folded, in_the_way, ALWAYS);
}

#[test]
fn the_copy_of_an_import() {
    matrix("imports/*", Log::Folded, NEVER, ALWAYS);
}

//! A full disk and a failing one at every call that changes a file of the user's.
//!
//! The calls are made to fail one after the other by a small library that is
//! put in front of the system's own (`faults.c`), in a process of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hashfloor::app::command::Command as Ask;
use hashfloor::app::space_file::{fresh_space, make_space, write_copy, write_space};
use hashfloor::io::document::{GENERATIONS, Integrity, load_document, save_document};
use hashfloor::io::files::write_atomic;
use serde_json::{Map, Value, json};

use super::{NOW, add_level, child, has_level, opened, said};

const ENOSPC: i32 = 28;
const EIO: i32 = 5;
/// No write of ours takes more calls than this.
const MOST_CALLS: usize = 200;

/// Whether a fault hits one call or every later one too.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Lasts {
    Once,
    Sticky,
}

fn steer(words: &str) -> bool {
    fs::remove_file(format!("/hashfloor-fault/{words}")).is_ok()
}

/// Runs a write with a fault at every call it makes, each on a fresh folder.
fn sweep<T>(
    what: &str,
    prepare: impl Fn(&Path) -> T,
    write: impl Fn(&Path, T),
    check: impl Fn(&Path, Lasts),
) {
    let mut points = 0;
    for errno in [ENOSPC, EIO] {
        for lasts in [Lasts::Once, Lasts::Sticky] {
            for call in 1..=MOST_CALLS {
                let folder = tempfile::tempdir().unwrap();
                let prepared = prepare(folder.path());
                let word = if lasts == Lasts::Once { "once" } else { "sticky" };
                assert!(steer(&format!("{errno}/{call}/{word}")), "the library is not in front");
                write(folder.path(), prepared);
                let has_failed = steer("off");
                check(folder.path(), lasts);
                if !has_failed {
                    break;
                }
                assert!(call < MOST_CALLS, "{what} never ends");
                points += 1;
            }
        }
    }
    assert!(points >= 4, "{what}: only {points} faults were met");
    println!("\nfaults {points} {what}");
}

fn document(note: &str) -> Map<String, Value> {
    let value = json!({"format": "hashfloor-workspace", "version": 1, "note": note, "document": {}});
    value.as_object().unwrap().clone()
}

/// The note in a file, which must be whole.
fn note(path: &Path) -> Option<String> {
    let bytes = fs::read(path).ok()?;
    let value: Value = serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    Some(value["note"].as_str().unwrap().to_owned())
}

fn notes_in(folder: &Path) -> BTreeSet<String> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| !is_temporary(path)).filter_map(|path| note(&path)).collect()
}

fn is_temporary(path: &Path) -> bool {
    path.file_name().unwrap().to_str().unwrap().starts_with(".hashfloor-")
}

fn assert_no_temporary(folder: &Path, lasts: Lasts) {
    // While nothing can be removed, a temporary file cannot be either.
    let left: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|path| is_temporary(path)).collect();
    assert!(lasts == Lasts::Sticky || left.is_empty(), "{left:?}");
}

#[test]
#[ignore = "runs as the child of the other test"]
fn the_child_whose_disk_fails() {
    let path = |folder: &Path| folder.join("mine.json");
    sweep(
        "the first write of a workspace",
        |_| (),
        |folder, ()| {
            let result = save_document(&path(folder), &document("new"), GENERATIONS);
            assert!(result.is_err() || note(&path(folder)).as_deref() == Some("new"));
        },
        |folder, lasts| {
            assert!([None, Some("new")].contains(&note(&path(folder)).as_deref()));
            assert_no_temporary(folder, lasts);
            save_document(&path(folder), &document("later"), GENERATIONS).unwrap();
            assert_eq!(note(&path(folder)).as_deref(), Some("later"));
        },
    );
    let old = ["one", "two", "three"];
    sweep(
        "the next write of a workspace",
        |folder| old.iter().for_each(|n| save_document(&path(folder), &document(n), GENERATIONS).unwrap()),
        |folder, ()| {
            let result = save_document(&path(folder), &document("new"), GENERATIONS);
            assert!(result.is_err() || note(&path(folder)).as_deref() == Some("new"));
        },
        |folder, lasts| {
            let found = note(&path(folder));
            assert!([Some("three"), Some("new")].contains(&found.as_deref()), "{found:?}");
            let loaded = load_document(&path(folder), 1, NOW).unwrap();
            assert_eq!((loaded.integrity, loaded.recovery), (Integrity::Intact, None));
            let all = notes_in(folder);
            assert!(old.iter().all(|note| all.contains(*note)), "a generation is lost: {all:?}");
            assert_no_temporary(folder, lasts);
            save_document(&path(folder), &document("later"), GENERATIONS).unwrap();
            assert_eq!(note(&path(folder)).as_deref(), Some("later"));
        },
    );
    sweep(
        "the settings",
        |folder| write_atomic(&folder.join("settings.toml"), b"theme = \"dark\"\n").unwrap(),
        |folder, ()| drop(write_atomic(&folder.join("settings.toml"), b"theme = \"light\"\n")),
        |folder, lasts| {
            let found = fs::read_to_string(folder.join("settings.toml")).unwrap();
            assert!(["theme = \"dark\"\n", "theme = \"light\"\n"].contains(&found.as_str()), "{found}");
            assert_no_temporary(folder, lasts);
        },
    );
    spaces();
    windows();
    synced();
}

fn spaces() {
    sweep(
        "a new workspace",
        |_| (),
        |folder, ()| drop(make_space(folder)),
        |folder, _| {
            let made = make_space(folder).unwrap();
            assert!(load_document(&made.path, 1, NOW).is_ok());
        },
    );
    sweep(
        "a duplicate",
        |folder| drop(write_space(&folder.join("a.json"), &fresh_space()).unwrap()),
        |folder, ()| drop(write_copy(folder, "a", &fresh_space())),
        |folder, _| assert!(load_document(&folder.join("a.json"), 1, NOW).is_ok()),
    );
    sweep(
        "save as over another workspace",
        |folder| save_document(&folder.join("a.json"), &document("theirs"), 0).unwrap(),
        |folder, ()| drop(write_space(&folder.join("a.json"), &fresh_space())),
        |folder, _| {
            let loaded = load_document(&folder.join("a.json"), 1, NOW).unwrap();
            assert_eq!((loaded.integrity, loaded.recovery), (Integrity::Intact, None));
            let kept = ["a.json", "a.json.1"].map(|name| fs::read_to_string(folder.join(name)));
            assert!(kept.into_iter().flatten().any(|text| text.contains("theirs")), "what was there is lost");
        },
    );
}

/// An edit in a whole program: said while it is not on disk, there once it can be.
fn windows() {
    let mut seen = 0;
    for errno in [ENOSPC, EIO] {
        for call in 1..=MOST_CALLS {
            let folder = tempfile::tempdir().unwrap();
            let mut state = opened(folder.path());
            add_level(&mut state, 61_111.0);
            state.flush();
            assert!(steer(&format!("{errno}/{call}/sticky")));
            add_level(&mut state, 62_222.0);
            state.flush();
            let has_failed = steer("off");
            state.poll();
            let on_disk = fs::read_to_string(folder.path().join("workspaces/default.json")).unwrap();
            let is_kept = on_disk.contains("62222");
            assert!(on_disk.contains("61111"));
            assert!(is_kept || state.unsaved_because().is_some_and(|why| why.contains("Not saved: ")));
            assert!(is_kept || said(&state).contains("Ctrl+S"), "{}", said(&state));
            state.dispatch(Ask::SaySaved);
            state.flush();
            state.poll();
            assert_eq!(state.unsaved_because(), None, "call {call}: space is back");
            drop(state);
            let again = opened(folder.path());
            assert!([61_111.0, 62_222.0].iter().all(|price| has_level(&again, *price)));
            if !has_failed {
                break;
            }
            seen += 1;
        }
    }
    assert!(seen > 8, "only {seen} faults");
    println!("\nfaults {seen} an edit in a program");
}

/// What a power loss needs: bytes before names, and names before "saved".
fn synced() {
    let folder = tempfile::tempdir().unwrap();
    for text in ["one", "two"] {
        assert!(steer("watch"));
        save_document(&folder.path().join("mine.json"), &document(text), GENERATIONS).unwrap();
        assert!(steer("synced"), "a file took its place before its bytes, or its name, were on disk");
    }
    println!("\nsynced");
}

#[test]
fn a_disk_that_is_full_or_fails_at_any_call_costs_nothing_that_was_saved() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("faults.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/trust/faults.c");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source).arg("-ldl");
    match compiler.stderr(Stdio::piped()).output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        Err(error) => {
            println!("skipped: there is no C compiler here ({error})");
            return;
        }
    }
    let mut command = child("faults::the_child_whose_disk_fails");
    command.env("HASHFLOOR_TEST_FOLDER", folder.path()).env("LD_PRELOAD", &library);
    let output = command.stderr(Stdio::piped()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let counts =
        text.lines().filter_map(|line| line.strip_prefix("faults ")?.split(' ').next()?.parse::<u32>().ok());
    let points: u32 = counts.sum();
    assert!(text.contains("synced"), "{text}");
    println!("{points} faults");
}

//! Panics and worse: a bounded report, a program that lives on where it can, and a
//! safe way in after two of them.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use hashfloor::app::command::Command as Ask;
use hashfloor::app::export::{ExportError, Snapshot};
use hashfloor::app::picture::{DrawPictures, PictureRequest, Pixels};
use hashfloor::app::state::AppState;
use hashfloor::headless::crash::report_panics;
use hashfloor::io::crash_report::{MOST_BYTES, reports};
use hashfloor::io::files::write_atomic;

use super::{add_level, child, folder_of_child, has_level, options, said};

/// A window's start, as far as it has no window.
fn windowed(data: &Path) -> AppState {
    let mut state = AppState::new(options(data).clock, Arc::new(|| {}));
    state.begin(&options(data));
    state.settle();
    state
}

struct Breaks;

impl DrawPictures for Breaks {
    fn file(
        &self,
        _: &Snapshot,
        _: &PictureRequest,
        _: &dyn Fn(f32) -> ControlFlow<()>,
    ) -> Result<Vec<u8>, ExportError> {
        panic!("the painter fell off the ladder")
    }

    fn pixels(
        &self,
        _: &Snapshot,
        _: &PictureRequest,
        _: &dyn Fn(f32) -> ControlFlow<()>,
    ) -> Result<Pixels, ExportError> {
        panic!("the painter fell off the ladder")
    }
}

struct PanicsAgain;

impl Drop for PanicsAgain {
    fn drop(&mut self) {
        panic!("and once more while unwinding");
    }
}

/// Deep enough for any stack; the sum keeps the compiler from making a loop of it.
fn deeper(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 64]);
    if depth == u64::MAX { 0 } else { deeper(depth + 1) + room[usize::try_from(depth % 64).unwrap()] }
}

#[test]
#[ignore = "runs as the child of the other tests"]
fn the_child_that_crashes() {
    let data = folder_of_child().join("data");
    report_panics(Some(&data));
    let mut state = windowed(&data);
    add_level(&mut state, 61_111.0);
    state.flush();
    match std::env::var("HASHFLOOR_TEST_CRASH").unwrap().as_str() {
        "window" => panic!("{}", "the window broke ".repeat(20_000)),
        "worker" => {
            state.set_picture_maker(Arc::new(Breaks));
            state.dispatch(Ask::CopyPicture(PictureRequest::default()));
            state.settle();
            add_level(&mut state, 62_222.0);
            state.flush();
            println!("\nlives {}", said(&state));
        }
        "unwinding" => {
            let _again = PanicsAgain;
            panic!("the first of two");
        }
        "stack" => println!("{}", deeper(0)),
        "no report" => {
            drop(state);
            std::fs::remove_dir_all(&data).unwrap();
            write_atomic(&data, b"in the way").unwrap();
            panic!("nowhere to write to");
        }
        other => panic!("{other}?"),
    }
}

/// What a process printed on both streams that crashed in this way.
fn crash(folder: &Path, how: &str) -> (bool, String) {
    let mut command = child("crashes::the_child_that_crashes");
    command.env("HASHFLOOR_TEST_FOLDER", folder).env("HASHFLOOR_TEST_CRASH", how);
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

fn assert_report(data: &Path, words: &str) {
    let first = reports(data).into_iter().next().expect("there is a report");
    let text = std::fs::read_to_string(&first).unwrap();
    assert!(text.contains(words), "{text}");
    assert!(text.len() <= MOST_BYTES);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&first).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn every_crash_leaves_a_bounded_report_and_every_committed_edit() {
    for (how, words) in [
        ("window", "the window broke"),
        ("unwinding", "the first of two"),
        ("stack", "ended without a goodbye and without a report of its own"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let (success, text) = crash(folder.path(), how);
        assert!(!success, "{how}: {text}");
        let state = windowed(&data);
        assert_report(&data, words);
        // Unwinding that panics is three panics to the language.
        assert_eq!(reports(&data).len(), if how == "unwinding" { 3 } else { 1 }, "{how}");
        assert!(has_level(&state, 61_111.0), "{how}");
        assert_eq!(said(&state), "", "{how}: one crash is no reason to offer safe mode");
    }
}

#[test]
fn a_panic_in_a_worker_is_said_and_the_program_lives() {
    let folder = tempfile::tempdir().unwrap();
    let (success, text) = crash(folder.path(), "worker");
    assert!(success, "{text}");
    assert!(text.contains("lives an internal error stopped this job: the painter fell off"), "{text}");
    let data = folder.path().join("data");
    assert_report(&data, "the painter fell off the ladder");
    let state = windowed(&data);
    assert!(has_level(&state, 62_222.0));
    assert_eq!(said(&state), "", "the program said goodbye");
}

#[test]
fn a_report_that_cannot_be_written_is_no_second_crash() {
    let folder = tempfile::tempdir().unwrap();
    let (success, text) = crash(folder.path(), "no report");
    assert!(!success);
    assert!(text.contains("an internal error at") && text.contains("nowhere to write to"), "{text}");
    assert_eq!(std::fs::read(folder.path().join("data")).unwrap(), b"in the way");
}

#[test]
fn after_two_crashes_safe_mode_is_offered_and_touches_nothing_of_the_users() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for _ in 0..2 {
        assert!(!crash(folder.path(), "window").0);
    }
    let workspace = data.join("workspaces/default.json");
    let before = std::fs::read(&workspace).unwrap();
    let mut state = windowed(&data);
    let offer = state.notices().shown().iter().find_map(|notice| notice.action.clone());
    assert_eq!(offer.map(|(_, command)| command), Some(Ask::EnterSafeMode), "{}", said(&state));
    assert!(said(&state).contains("ended unexpectedly 2 times in a row"));
    state.dispatch(Ask::EnterSafeMode);
    state.settle();
    assert_eq!((state.workspace_name().as_str(), state.history().len()), ("In memory", 0));
    assert!(!has_level(&state, 61_111.0));
    assert!(state.unsaved_because().is_some_and(|why| why.starts_with("Safe mode shows the bundled case")));
    add_level(&mut state, 63_333.0);
    state.flush();
    assert_eq!(std::fs::read(&workspace).unwrap(), before);
    // From there the user's own is opened on purpose.
    state.dispatch(Ask::OpenWorkspace(workspace));
    state.settle();
    assert!(has_level(&state, 61_111.0) && state.unsaved_because().is_none(), "{}", said(&state));
    drop(state);
    assert_eq!(said(&windowed(&data)), "", "it closed as it should");
}

#[test]
fn a_window_told_to_start_safely_reads_nothing_of_the_users() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut first = windowed(&data);
    add_level(&mut first, 61_111.0);
    drop(first);
    let mut state = AppState::new(options(&data).clock, Arc::new(|| {}));
    state.begin_safely(&options(&data));
    state.settle();
    assert!(!has_level(&state, 61_111.0) && !state.document().levels.is_empty());
    assert_eq!(state.window_title(), "In memory (not saved) – Hashfloor");
}

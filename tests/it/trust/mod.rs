//! What may happen to a data folder, and what the program promises then.
//!
//! Every test asks the same door as the window does, on a folder of its own.

mod crashes;
#[cfg(unix)]
mod damage;
#[cfg(target_os = "linux")]
mod dialogs;
mod exports;
#[cfg(target_os = "linux")]
mod faults;
mod flipped_bits;
mod import_undo;
mod kills;
mod odd_folders;
#[cfg(unix)]
mod secrets;
mod spaces;
mod two_instances;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use hashfloor::app::clock::Clock;
use hashfloor::app::command::Command as Ask;
use hashfloor::app::edit::Edit;
use hashfloor::app::library::Library;
use hashfloor::app::notice::Severity;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::domain::level::{LevelKind, Place};
use hashfloor::domain::series::Series;
use hashfloor::domain::time::UnixSecs;
use hashfloor::io::case_file;

/// "Now" of these tests: 2026-04-01.
const NOW: UnixSecs = UnixSecs(1_775_001_600);

fn options(data: &Path) -> StartOptions {
    StartOptions { data_dir: Some(data.to_owned()), workspace: None, clock: Clock::Fixed(NOW), edits: true }
}

fn opened(data: &Path) -> AppState {
    AppState::opened(&options(data), Arc::new(|| {}))
}

/// Everything the program says about what is wrong, in one text.
fn said(state: &AppState) -> String {
    let problems = state.notices().shown().iter().filter(|notice| notice.severity != Severity::Done);
    let sentences = problems.map(|notice| notice.text.as_str());
    sentences.chain(state.unsaved_because()).collect::<Vec<_>>().join("\n")
}

/// A level at this price, as one edit.
fn add_level(state: &mut AppState, price: f64) {
    state.dispatch(Ask::Edit(Edit::AddLevel { kind: LevelKind::Support, place: Place::Price(price) }));
}

fn has_level(state: &AppState, price: f64) -> bool {
    state.document().levels.iter().any(|level| level.place == Place::Price(price))
}

/// Times and cells of a series as bits: equal only if every number is.
fn bits(series: &Series) -> Vec<(String, Vec<i64>, Vec<Vec<u64>>)> {
    let cells = |column: &[f64]| {
        // Every gap is one gap.
        column.iter().map(|cell| if cell.is_nan() { f64::NAN.to_bits() } else { cell.to_bits() }).collect()
    };
    let columns = series.named_columns();
    let times = series.times().iter().map(|time| time.0).collect();
    vec![(series.key().to_string(), times, columns.iter().map(|(_, column)| cells(column)).collect())]
}

fn library_bits(library: &Library) -> Vec<(String, Vec<i64>, Vec<Vec<u64>>)> {
    library.entries().flat_map(|(_, entry)| bits(&entry.series)).collect()
}

/// Shows that every series of the case file is served bit for bit.
#[track_caller]
fn assert_case_file_is_served(library: &Library) {
    for incoming in case_file::bundled().unwrap().incoming {
        let entry = library.get(incoming.series.key());
        let served = entry.map(|entry| bits(&entry.series));
        assert_eq!(served, Some(bits(&incoming.series)), "{}", incoming.series.key());
    }
}

/// Runs work that must not hang; what it takes does not matter otherwise.
#[track_caller]
fn without_hanging<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = sync_channel(1);
    let run = move || sender.send(work()).unwrap_or_default();
    std::thread::Builder::new().name(what.to_owned()).spawn(run).unwrap();
    receiver.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// This test binary again, running one ignored test as a child process.
fn child(test: &str) -> Command {
    // This very program, even if the file it was started from was built anew since.
    let itself =
        if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { std::env::current_exe().unwrap() };
    let mut command = Command::new(itself);
    command.args(["--ignored", "--exact", "--nocapture", &format!("trust::{test}")]);
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// The folder a child process was given.
fn folder_of_child() -> PathBuf {
    PathBuf::from(std::env::var_os("HASHFLOOR_TEST_FOLDER").expect("run by the test it is the child of"))
}

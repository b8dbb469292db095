//! The program as scripts use it: the real binary on a folder of its own.
//!
//! No test here has a display, a network or a home folder to fall back on.

mod calc;
mod display;
mod export;
mod import;
mod odds;
mod real_data;
mod refresh;
mod refused_files;
mod render;
mod scenario;
mod series;
mod usage;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use hashfloor::io::files::write_atomic;
use serde_json::Value;
use tempfile::TempDir;

/// A data folder and the program that works on it.
pub(crate) struct Program {
    folder: TempDir,
}

impl Program {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// The data folder; it need not exist yet.
    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A path beside the data folder.
    fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file beside the data folder.
    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.beside(name);
        write_atomic(&path, bytes.as_ref()).unwrap();
        path
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hashfloor"));
        // No start of the program in a test leaves this machine.
        command.env("HASHFLOOR_NETWORK", "loopback");
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "RUST_BACKTRACE"] {
            command.env_remove(name);
        }
        command.env("HASHFLOOR_DATA_DIR", self.data()).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs to the end; a program that hangs is ended after a minute and fails the test.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.run_with_input(args, b"")
    }

    fn run_with_input(&self, args: &[&str], input: &[u8]) -> Output {
        let mut command = self.command();
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that reads nothing closes its end early.
        child.stdin.take().unwrap().write_all(input).ok();
        let id = child.id();
        let (done, watched) = sync_channel::<()>(1);
        let watch = std::thread::Builder::new().spawn(move || {
            if watched.recv_timeout(Duration::from_secs(60)) == Err(RecvTimeoutError::Timeout) {
                Command::new("kill").args(["-9", &id.to_string()]).status().ok();
            }
        });
        let output = child.wait_with_output().unwrap();
        drop(done);
        watch.unwrap().join().unwrap();
        assert!(output.status.code().is_some(), "{args:?} was ended by a signal: {:?}", output.status);
        output
    }

    /// What a command prints when it does its work.
    #[track_caller]
    pub(crate) fn text(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", errors(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The one JSON value on standard output.
    #[track_caller]
    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.text(args)).unwrap()
    }

    /// The sentence of a command that fails with this status.
    #[track_caller]
    fn refusal(&self, args: &[&str], status: i32) -> String {
        refusal(&self.run(args), status)
    }

    fn import(&self, path: &Path) -> Value {
        self.json(&["import", path.to_str().unwrap(), "--json"])
    }

    /// Everything stored, as the table of `series --json`.
    fn holdings(&self) -> Value {
        self.json(&["series", "--json"])
    }
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn refusal(output: &Output, status: i32) -> String {
    let said = errors(output);
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert!(output.stdout.is_empty(), "a refusal leaves standard output alone");
    assert!(!said.contains("panicked") && !said.contains("backtrace"), "{said}");
    said
}

/// A refusal of the program itself is one sentence on one line.
#[track_caller]
fn one_sentence(said: &str) {
    assert!(said.starts_with("hashfloor: ") && said.trim_end().lines().count() == 1, "{said}");
}

/// A fixture of `tests/data/csv` ten years earlier, for its own years lie in the
/// future and the program takes no rows from there; and of a source of its own,
/// for the weekly series of the case file has closes only.
fn fixture(name: &str) -> Vec<u8> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "data", "csv", name].iter().collect();
    let text = std::fs::read_to_string(path).unwrap();
    text.replace("2031", "2021").replace(":weekly@case", ":weekly@own").into_bytes()
}

/// The sorted names of an object's members.
fn members(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

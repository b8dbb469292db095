//! Row 14: nobody is connected to before the user asks for it.
//!
//! The real program runs with a small library in front of the system's own that
//! notes every connection and every look-up of a name (`connects.c`), and refuses
//! those that leave this machine: even a broken program reaches nobody from here.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hashfloor::app::clock::Clock;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::io::files::write_atomic;
use tempfile::TempDir;

use super::serving;
use crate::fixture_server::Answer;

/// A table to import.
const SMALL: &[u8] = b"date,open,high,low,close,volume\n2021-03-01,100,110,90,105.5,7\n";
/// How long a window that nobody touches is watched.
const IDLE: Duration = Duration::from_secs(3);

/// A folder with the library in it.
struct Watch {
    folder: TempDir,
}

impl Watch {
    /// `None`, and said, where there is no C compiler.
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/http/connects.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(folder.path().join("connects.so")).arg(source);
        match compiler.arg("-ldl").output() {
            Ok(output) => {
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                Some(Self { folder })
            }
            Err(error) => {
                println!("skipped: there is no C compiler here ({error})");
                None
            }
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program that is watched, in an environment that says nothing of networks.
    fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        for name in
            ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DBUS_SESSION_BUS_ADDRESS", "HASHFLOOR_NETWORK"]
        {
            command.env_remove(name);
        }
        command
            .env("LD_PRELOAD", self.path("connects.so"))
            .env("HASHFLOOR_CONNECTS", self.path("connects.txt"))
            .env("HASHFLOOR_DATA_DIR", self.path("data"))
            .stdin(Stdio::null());
        command
    }

    /// One of the tests of this file, in a process of its own.
    fn child(&self, test: &str) -> Command {
        let mut command = self.command("/proc/self/exe");
        command.args(["--ignored", "--exact", "--nocapture", &format!("http::no_network::{test}")]);
        command
    }

    /// Every attempt so far, one a line.
    fn attempts(&self) -> String {
        fs::read_to_string(self.path("connects.txt")).unwrap_or_default()
    }
}

#[track_caller]
fn run(mut command: Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}{said}", String::from_utf8_lossy(&output.stdout));
}

#[test]
#[ignore = "runs as the child of the other test"]
#[expect(clippy::disallowed_methods, reason = "shows that the watch sees a connection")]
fn the_child_that_connects() {
    TcpStream::connect(std::env::var("HASHFLOOR_TEST_ADDRESS").unwrap()).unwrap();
    assert!(TcpStream::connect("192.0.2.1:443").is_err());
    assert!(TcpStream::connect("nowhere.example.test:443").is_err());
}

#[test]
fn the_watch_sees_every_attempt_and_lets_none_leave_this_machine() {
    let Some(watch) = Watch::new() else { return };
    let server = serving(Answer::json("[]"));
    let mut command = watch.child("the_child_that_connects");
    command.env("HASHFLOOR_TEST_ADDRESS", server.base().replace("http://", ""));
    run(command);
    let expected = ["connect 127.0.0.1", "connect 192.0.2.1", "look-up nowhere.example.test"];
    assert_eq!(watch.attempts().lines().collect::<Vec<_>>(), expected);
}

#[test]
fn no_command_but_a_refresh_connects_to_anybody() {
    let Some(watch) = Watch::new() else { return };
    let program = env!("CARGO_BIN_EXE_hashfloor");
    let csv = watch.path("flows.csv");
    write_atomic(&csv, SMALL).unwrap();
    let picture = watch.path("picture.svg");
    let commands: [&[&str]; 8] = [
        &["series", "--json"],
        &["scenario", "--json"],
        &["import", csv.to_str().unwrap(), "--dry-run"],
        &["import", csv.to_str().unwrap(), "--json"],
        &["export", "price.btc.usd"],
        &["doctor"],
        &["doctor", "--json"],
        &["render", "--output", picture.to_str().unwrap()],
    ];
    for args in commands {
        let mut command = watch.command(program);
        run({
            command.args(args);
            command
        });
        assert_eq!(watch.attempts(), "", "{args:?}");
    }
}

#[test]
#[ignore = "runs as the child of the other test"]
fn the_child_that_starts_and_idles() {
    let data = PathBuf::from(std::env::var_os("HASHFLOOR_DATA_DIR").unwrap());
    let options = StartOptions { data_dir: Some(data), workspace: None, clock: Clock::System, edits: true };
    let mut state = AppState::opened(&options, Arc::new(|| {}));
    for _ in 0..200 {
        state.poll();
        std::thread::yield_now();
    }
    state.flush();
}

#[test]
fn a_first_start_connects_to_nobody() {
    let Some(watch) = Watch::new() else { return };
    run(watch.child("the_child_that_starts_and_idles"));
    assert_eq!(watch.attempts(), "");
}

/// A process that ends with the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[test]
fn a_window_that_nobody_touches_connects_to_nobody() {
    let Some(watch) = Watch::new() else { return };
    let mut screen = Command::new("Xvfb");
    screen.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1280x800x24"]);
    screen.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let Ok(screen) = screen.spawn() else {
        println!("skipped: there is no Xvfb here");
        return;
    };
    let mut screen = Ended(screen);
    let mut number = String::new();
    BufReader::new(screen.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
    let mut command = watch.command(env!("CARGO_BIN_EXE_hashfloor"));
    command.env("DISPLAY", format!(":{}", number.trim())).stdout(Stdio::null()).stderr(Stdio::null());
    let mut window = Ended(command.spawn().unwrap());
    let is_open = || fs::read_dir(watch.path("data")).is_ok_and(|entries| entries.count() > 1);
    let start = Instant::now();
    while !is_open() && start.elapsed() < Duration::from_secs(60) && window.0.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(20));
    }
    if window.0.try_wait().unwrap().is_some() {
        println!("skipped: no window opens on this Xvfb");
        return;
    }
    assert!(is_open(), "the window did not start");
    // Being left alone is what is tested, and takes its time.
    std::thread::sleep(IDLE);
    assert!(window.0.try_wait().unwrap().is_none(), "the window closed by itself");
    assert_eq!(watch.attempts(), "");
}

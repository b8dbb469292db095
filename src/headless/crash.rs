//! A panic leaves a report on this machine, and nowhere else.
//!
//! The report has the version, the place and the backtrace; no data and no
//! keys. Nothing is saved from here: every committed change is on disk already,
//! and a hook that saves can destroy.

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::app::clock::Clock;
use crate::headless::output::say;
use crate::io::files::write_atomic;
use crate::io::folders::Folders;

/// The most bytes of a report.
const MOST_BYTES: usize = 64 << 10;

/// Installs the hook.
pub fn report_panics(data_dir: Option<&Path>) {
    let data_dir = data_dir.map(Path::to_path_buf);
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let words = panic.payload_as_str().unwrap_or("no message");
        let mut report = String::new();
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("unnamed");
        writeln!(report, "Hashfloor {}", env!("CARGO_PKG_VERSION")).ok(); // a String
        writeln!(report, "thread {name}\nat {place}\n{words}\n").ok(); // a String
        writeln!(report, "{}", Backtrace::force_capture()).ok(); // a String
        let cut = report.floor_char_boundary(MOST_BYTES);
        report.truncate(cut);
        match write_report(data_dir.as_deref(), &report) {
            Some(path) => say(&format!("an internal error at {place}: {words}; report: {}", path.display())),
            None => say(&format!("an internal error at {place}: {words}")),
        }
    }));
}

fn write_report(data_dir: Option<&Path>, report: &str) -> Option<PathBuf> {
    let folders = Folders::resolve(data_dir).ok()?;
    let path = folders.data.join(format!("crash-{}.txt", Clock::System.now().0));
    write_atomic(&path, report.as_bytes()).ok()?;
    Some(path)
}

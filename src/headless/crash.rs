//! A panic leaves a report on this machine, and nowhere else.
//!
//! The report has the version, the place and the backtrace; no data and no
//! keys. Nothing is saved from here: every committed change is on disk already,
//! and a hook that saves can destroy. No locks of the program are taken.

use std::backtrace::Backtrace;
use std::cell::Cell;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::{Path, PathBuf};

use crate::app::clock::Clock;
use crate::headless::output::say;
use crate::io::crash_report;
use crate::io::folders::Folders;

thread_local! {
    /// Whether this thread is writing a report: what goes wrong with that is not reported.
    static REPORTING: Cell<bool> = const { Cell::new(false) };
}

/// Installs the hook.
pub fn report_panics(data_dir: Option<&Path>) {
    let data_dir = data_dir.map(Path::to_path_buf);
    std::panic::set_hook(Box::new(move |panic| {
        if REPORTING.replace(true) {
            return;
        }
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let words = panic.payload_as_str().unwrap_or("no message");
        // The words alone first: whatever happens to the report, they are said.
        say(&format!("an internal error at {place}: {words}"));
        let written = catch_unwind(AssertUnwindSafe(|| write_report(data_dir.as_deref(), &place, panic)));
        if let Ok(Some(path)) = written {
            say(&format!("report: {}", path.display()));
        }
        REPORTING.set(false);
    }));
}

fn write_report(data_dir: Option<&Path>, place: &str, panic: &PanicHookInfo<'_>) -> Option<PathBuf> {
    let mut report = String::new();
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("unnamed");
    let words = panic.payload_as_str().unwrap_or("no message");
    writeln!(report, "Hashfloor {}", env!("CARGO_PKG_VERSION")).ok(); // a String
    writeln!(report, "thread {name}\nat {place}\n{words}\n").ok(); // a String
    writeln!(report, "{}", Backtrace::force_capture()).ok(); // a String
    let folders = Folders::resolve(data_dir).ok()?;
    crash_report::write_report(&folders.data, &report, Clock::System.now()).ok()
}

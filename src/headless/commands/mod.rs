//! One file a command.

mod calc;
mod doctor;
mod export;
mod import;
mod odds;
mod refresh;
mod render;
mod scenario;
mod series;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::clock::Clock;
use crate::app::notice::Severity;
use crate::app::startup::{StartOptions, Started, StartedCache, start, start_cache};
use crate::app::state::AppState;
use crate::headless::args::CliCommand;
use crate::headless::output::{Failure, say};

/// Runs a command.
///
/// # Errors
/// [`Failure`] with the sentence for standard error and the exit status.
pub fn run(command: &CliCommand, data_dir: Option<&Path>) -> Result<(), Failure> {
    match command {
        CliCommand::Series(args) => series::run(args, data_dir),
        CliCommand::Import(args) => import::run(args, data_dir),
        CliCommand::Refresh(args) => refresh::run(args, data_dir),
        CliCommand::Export(args) => export::run(args, data_dir),
        CliCommand::Calc(args) => calc::run(args, data_dir),
        CliCommand::Render(args) => render::run(args, data_dir),
        CliCommand::Scenario(args) => scenario::run(args, data_dir),
        CliCommand::Odds(args) => odds::run(args),
        CliCommand::Doctor(args) => doctor::run(args, data_dir),
    }
}

fn options(data_dir: Option<&Path>, workspace: Option<PathBuf>) -> StartOptions {
    StartOptions { data_dir: data_dir.map(Path::to_path_buf), workspace, clock: Clock::System, edits: false }
}

/// Opens the data folder as the window would, and repeats on standard error what it says.
fn opened(data_dir: Option<&Path>, workspace: Option<PathBuf>) -> Started {
    let started = start(&options(data_dir, workspace));
    for (severity, sentence) in &started.said {
        if *severity == Severity::Problem {
            say(sentence);
        }
    }
    started
}

/// Opens only the cache: the rows in it are not read.
fn opened_cache(data_dir: Option<&Path>) -> StartedCache {
    let started = start_cache(data_dir, Clock::System);
    for (severity, sentence) in &started.said {
        if *severity == Severity::Problem {
            say(sentence);
        }
    }
    started
}

/// The same as a program that can be asked.
fn opened_state(data_dir: Option<&Path>, workspace: Option<PathBuf>) -> AppState {
    let state = AppState::opened(&options(data_dir, workspace), Arc::new(|| {}));
    for notice in state.notices().shown() {
        if notice.severity == Severity::Problem {
            say(&notice.text);
        }
    }
    state
}

//! Chooses between the window and the command line.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser as _;
use hashfloor::headless::args::Cli;
use hashfloor::headless::output::{Failure, say};
use hashfloor::headless::{commands, crash};
use hashfloor::ui::window;

fn main() -> ExitCode {
    let born = Instant::now();
    let cli = Cli::parse();
    crash::report_panics(cli.data_dir.as_deref());
    let done = match &cli.command {
        Some(command) => commands::run(command, cli.data_dir.as_deref()),
        None => window::run(cli.data_dir, cli.workspace, born).map_err(Failure::work),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(failure.sentence());
            ExitCode::from(failure.status())
        }
    }
}

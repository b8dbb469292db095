//! Chooses between the window and the command line.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser as _;
use hashfloor::headless::args::{BenchArgs, BenchDrawing, BenchJob, Cli, Task};
use hashfloor::headless::output::{Failure, say};
use hashfloor::headless::{
    bench_cache, bench_export, bench_import, bench_indicators, commands, crash, network,
};
use hashfloor::ui::bench::BenchKind;
use hashfloor::ui::bench::window::{FrameCheck, run_draw};
use hashfloor::ui::window::{self, StartMode};

fn main() -> ExitCode {
    let born = Instant::now();
    let cli = Cli::parse();
    crash::report_panics(cli.data_dir.as_deref());
    let done = match &cli.command {
        Some(Task::Headless(command)) => commands::run(command, cli.data_dir.as_deref()),
        Some(Task::Bench(args)) => bench(args),
        None => {
            let mode = if cli.safe_mode { StartMode::Safe } else { StartMode::Usual };
            window::run(cli.data_dir, cli.workspace, mode, network::reach(), born).map_err(Failure::work)
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(failure.sentence());
            ExitCode::from(failure.status())
        }
    }
}

fn bench(args: &BenchArgs) -> Result<(), Failure> {
    match &args.job {
        BenchJob::Draw { kind, rows, check_frames } => {
            let kind = match kind {
                BenchDrawing::Line => BenchKind::Line,
                BenchDrawing::Candle => BenchKind::Candle,
            };
            let check = if *check_frames { FrameCheck::RefuseTwoInARow } else { FrameCheck::Count };
            run_draw(kind, *rows as usize, check).map_err(Failure::work)
        }
        BenchJob::Import { kind, path, store } => bench_import::run(kind, path, *store),
        BenchJob::Cache { path } => bench_cache::run(path),
        BenchJob::Indicators { path } => bench_indicators::run(path),
        BenchJob::Export { raw, out } => bench_export::run(raw, out),
    }
}

//! The command line: everything the program does without a window.

pub mod args;
pub mod bench_cache;
pub mod bench_export;
pub mod bench_import;
pub mod bench_indicators;
pub mod commands;
pub mod crash;
mod meter;
pub mod network;
pub mod output;

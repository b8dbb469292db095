//! The outside world: files, cache, CSV, live sources and the bundled case file.
//!
//! Knows `domain` and the operating system. What a user made (`document`) and
//! what can be fetched or imported again (`cache`) are kept apart, because
//! they must not share a fate.

pub mod aside;
pub mod cache;
pub mod case_file;
pub mod container;
pub mod crash_report;
pub mod csv;
pub mod dialog;
pub mod document;
pub mod file_lock;
pub mod files;
pub mod folders;
pub mod http;
pub mod levels_csv;
pub mod lock;
pub mod mutant;
pub mod notes_csv;
pub mod notification;
pub mod output_file;
pub mod packed;
pub mod reveal;
pub mod sources;
pub mod steady_file;

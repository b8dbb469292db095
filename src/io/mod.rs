//! The outside world: files, cache, CSV and the bundled case file.

pub mod aside;
pub mod cache;
pub mod case_file;
pub mod document;
pub mod files;
pub mod folders;
pub mod lock;

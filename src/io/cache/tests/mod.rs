//! What the tests of the cache share.

mod as_known;
mod damage;
mod fetching;
mod history;
mod opening;
mod packed;
mod removal;

use std::path::PathBuf;

use super::*;
use crate::domain::provenance::SourceId;
use crate::domain::series::{Columns, Ohlcv};

const NOW: UnixSecs = UnixSecs(1_770_249_600);

fn day(text: &str) -> UnixSecs {
    UnixSecs::parse_iso(text).unwrap()
}

fn key(id: &str) -> SeriesKey {
    SeriesKey::new(id, SourceId::case_file())
}

fn provenance() -> Provenance {
    Provenance {
        title: "Case file".to_owned(),
        citation: "Farside Investors".to_owned(),
        licence: String::new(),
        seen_at: NOW,
    }
}

fn batch(name: &str) -> Batch {
    Batch { kind: "import".to_owned(), name: name.to_owned(), dialect: String::new(), at: NOW }
}

/// A daily series of single values starting on 2026-01-30, so that it spans months.
fn scalar(id: &str, values: &[f64]) -> Incoming {
    scalar_from(id, "2026-01-30", values)
}

fn scalar_from(id: &str, first: &str, values: &[f64]) -> Incoming {
    let times = (0..).map(|n| day(first).plus_days(n)).take(values.len()).collect();
    let series =
        Series::new(key(id), Unit::Usd, Cadence::Daily, times, Columns::Scalar(values.to_vec())).unwrap();
    Incoming { series, provenance: provenance() }
}

fn candles(rows: usize) -> Incoming {
    candles_named("price.btc.usd", rows)
}

fn candles_named(id: &str, rows: usize) -> Incoming {
    candles_at(id, "2025-11-25", 86_400, rows, 0.0)
}

/// Hourly candles.
fn hours(id: &str, first: &str, rows: usize) -> Incoming {
    hours_lifted(id, first, rows, 0.0)
}

/// The same with other closes and highs.
fn hours_lifted(id: &str, first: &str, rows: usize, lift: f64) -> Incoming {
    candles_at(id, first, 3_600, rows, lift)
}

/// Candles of one minute.
fn minutes_of(id: &str, first: &str, rows: usize) -> Incoming {
    candles_at(id, first, 60, rows, 0.0)
}

fn candles_at(id: &str, first: &str, step_secs: i64, rows: usize, lift: f64) -> Incoming {
    // Shorter rows are uneven, as a market is: even ones would be packed to nothing.
    let uneven = |n: usize| if step_secs < 86_400 { (n * 2_654_435 / 7 % 1_021) as f64 / 8.0 } else { 0.0 };
    let price = |n: usize, offset: f64| 60_000.0 + 10.0 * n as f64 + uneven(n) + offset;
    let column = |offset: f64| (0..rows).map(|n| price(n, offset)).collect::<Vec<_>>();
    let mut volume = column(0.5);
    volume[0] = f64::NAN;
    let columns = Ohlcv {
        open: column(0.0),
        high: column(9.0 + lift),
        low: column(-9.0),
        close: column(1.0 + lift),
        volume: Some(volume),
    };
    let times = (0..).map(|n| UnixSecs(day(first).0 + step_secs * n)).take(rows).collect();
    let columns = Columns::Ohlcv(Box::new(columns));
    let cadence = if step_secs < 86_400 { Cadence::Intraday } else { Cadence::Daily };
    let series = Series::new(key(id), Unit::Usd, cadence, times, columns).unwrap();
    Incoming { series, provenance: provenance() }
}

struct OnDisk {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl OnDisk {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache.db");
        Self { _folder: folder, path }
    }

    fn with(incoming: &[Incoming]) -> Self {
        let disk = Self::empty();
        disk.open().put(&batch("first"), incoming).unwrap();
        disk
    }

    fn open(&self) -> Cache {
        Cache::open(&self.path, NOW).unwrap().0
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap()
    }

    /// Changes the file behind the program's back.
    fn tamper(&self, sql: &str) {
        Connection::open(&self.path).unwrap().execute_batch(sql).unwrap();
    }
}

/// Every row as comparable bits, gaps as one pattern.
fn bits(stored: &[Stored]) -> Vec<(String, Vec<i64>, Vec<Vec<u64>>)> {
    stored
        .iter()
        .map(|stored| {
            let series = &stored.series;
            let bits = |value: &f64| if value.is_nan() { u64::MAX } else { value.to_bits() };
            let columns = series.named_columns();
            (
                series.key().to_string(),
                series.times().iter().map(|time| time.0).collect(),
                columns.iter().map(|(_, column)| column.iter().map(bits).collect()).collect(),
            )
        })
        .collect()
}

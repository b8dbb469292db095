//! `bench cache`: one series of candles into a fresh cache and back, in the rounds of its peers.
//!
//! Goes the way an import goes: rows are packed and sorted, stored in one
//! transaction, and the file is closed, which folds the log in. Reading the
//! kit's file into columns is not measured, as it is not for the peers.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use serde_json::{Value, json};

use crate::domain::provenance::{Provenance, SourceId};
use crate::domain::series::{Cadence, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::headless::meter::Meter;
use crate::headless::output::{Failure, print};
use crate::io::cache::{Batch, Cache, SortedIncoming};
use crate::io::packed::{Doubled, MAX_CELLS, RowBlock, RowSpool};

/// Reads of a stretch, and rows of each.
const STRETCHES: usize = 1_000;
const STRETCH_ROWS: usize = 500;
/// Bytes of a row in the kit's file: a time and five cells.
const ROW_BYTES: usize = 48;

/// Stores the rows of the kit's raw file and reads them back; prints `RESULT {json}`.
///
/// # Errors
/// [`Failure::Work`] if the file cannot be read or the rows do not come back as they went in.
pub fn run(path: &Path) -> Result<(), Failure> {
    let rows = read_columns(path)?;
    let count = rows.len();
    if count <= STRETCH_ROWS {
        return Err(Failure::work(format!(
            "expected more than {STRETCH_ROWS} rows of {ROW_BYTES} bytes, found {count}: {}",
            path.display()
        )));
    }
    let folder = tempfile::tempdir().map_err(Failure::work)?;
    let database = folder.path().join("cache.db");
    let source = SourceId::new("bench").unwrap_or_else(SourceId::case_file);
    let key = SeriesKey::new("price.btc.usd", source);
    let now = UnixSecs(rows.times.last().copied().unwrap_or(0));

    let insert = Meter::start();
    store(&database, &key, &rows, now)?;
    let insert = with_rows(&insert, count);
    let size = fs::metadata(&database).map_err(Failure::work)?.len();

    let mut cache = Cache::open(&database, now).map_err(Failure::work)?.0;
    let read_all = Meter::start();
    let stored = cache.load(&key).map_err(Failure::work)?;
    let series = stored.map(|stored| stored.series).ok_or_else(|| Failure::work("nothing was stored"))?;
    let check: f64 = series.values().iter().sum();
    let read_all = with_rows(&read_all, series.len());
    let same = |a: &[f64], b: &[f64]| a.iter().map(|a| a.to_bits()).eq(b.iter().map(|b| b.to_bits()));
    let columns = series.named_columns();
    let is_lossless = series.times().iter().map(|time| &time.0).eq(&rows.times)
        && columns.len() == MAX_CELLS
        && columns.iter().zip(&rows.cells).all(|((_, found), stored)| same(found, stored));
    if !is_lossless {
        return Err(Failure::work("the rows did not come back as they went in"));
    }

    let range = Meter::start();
    let found = read_stretches(&mut cache, &key, &rows.times)?;
    let range = with_rows(&range, found);
    let result = json!({
        "size_mb": size as f64 / 1e6,
        "chk": check,
        "cpu": insert.get("cpu"),
        "wall": insert.get("wall"),
        "insert": insert,
        "read_all": read_all,
        "range": range,
    });
    print(format!("RESULT {result}\n").as_bytes())
}

fn store(database: &Path, key: &SeriesKey, rows: &RowBlock, now: UnixSecs) -> Result<(), Failure> {
    let mut cache = Cache::open(database, now).map_err(Failure::work)?.0;
    let mut spool = RowSpool::new(MAX_CELLS, Doubled::Last);
    spool.push(rows).map_err(Failure::work)?;
    let packed = spool.finish(&mut |_| ()).map_err(Failure::work)?;
    let provenance = Provenance {
        title: "Bench".to_owned(),
        citation: String::new(),
        licence: String::new(),
        seen_at: now,
    };
    let incoming = SortedIncoming {
        key: key.clone(),
        unit: Unit::Usd,
        cadence: Cadence::Intraday,
        rows: packed,
        provenance,
    };
    let batch =
        Batch { kind: "import".to_owned(), name: "bench".to_owned(), dialect: String::new(), at: now };
    cache.put_sorted(&batch, &[incoming], &|_| ControlFlow::Continue(())).map_err(Failure::work)?;
    Ok(())
}

fn read_stretches(cache: &mut Cache, key: &SeriesKey, times: &[i64]) -> Result<usize, Failure> {
    let mut reader =
        cache.reader(key).map_err(Failure::work)?.ok_or_else(|| Failure::work("nothing was stored"))?;
    let mut seed = 88_172_645_463_325_252_u64;
    let mut found = 0;
    for _ in 0..STRETCHES {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let first = usize::try_from(seed % (times.len() - STRETCH_ROWS) as u64).unwrap_or(0);
        let ends = (times.get(first), times.get(first + STRETCH_ROWS - 1));
        let (Some(from), Some(to)) = ends else { continue };
        found += reader.between(UnixSecs(*from), UnixSecs(*to)).map_err(Failure::work)?.len();
    }
    Ok(found)
}

/// The kit's file: all times, then each column, little-endian.
fn read_columns(path: &Path) -> Result<RowBlock, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::work(format!("{error}: {}", path.display())))?;
    let rows = bytes.len() / ROW_BYTES;
    let mut columns = bytes.chunks_exact(rows.max(1) * 8);
    let words =
        |column: Option<&[u8]>| -> Vec<[u8; 8]> { column.unwrap_or_default().as_chunks::<8>().0.to_vec() };
    let mut block = RowBlock {
        times: words(columns.next()).into_iter().map(i64::from_le_bytes).collect(),
        ..RowBlock::default()
    };
    for column in &mut block.cells {
        *column = words(columns.next()).into_iter().map(f64::from_le_bytes).collect();
    }
    Ok(block)
}

/// What a piece of work took, with its rows.
fn with_rows(meter: &Meter, rows: usize) -> Value {
    let mut figures = meter.figures();
    if let Some(fields) = figures.as_object_mut() {
        fields.insert("rows".to_owned(), json!(rows));
    }
    figures
}

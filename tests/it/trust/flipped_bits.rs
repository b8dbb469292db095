//! Single flipped bits on disk: a number is right, or missing and said; never silently wrong.

use std::collections::BTreeMap;
use std::path::Path;

use hashfloor::app::command::Command as Ask;
use hashfloor::app::library::Library;
use hashfloor::app::startup::start;
use hashfloor::app::workspace::Workspace;
use hashfloor::domain::provenance::{Provenance, SourceId};
use hashfloor::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesKey};
use hashfloor::domain::time::UnixSecs;
use hashfloor::domain::unit::Unit;
use hashfloor::io::cache::{Batch, Cache, Incoming};
use hashfloor::io::document::load_document;
use hashfloor::io::files::write_atomic;
use rusqlite::Connection;
use rusqlite::types::Value;

use super::{NOW, add_level, library_bits, opened, options};
use crate::chance::Chance;

/// A cache with the case file, an import of the user's own and a revision of a case row.
fn cache_bytes() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(folder.path());
    for text in [
        "date,open,high,low,close,volume\n2026-03-01,1,2,0.5,1.5,7\n2026-03-02,1.5,3,1,2.5,8\n",
        "# Hashfloor export\n# series: difficulty@case\n# unit: difficulty\ndate,value\n2026-03-20,1e14\n",
    ] {
        let table = folder.path().join("t.csv");
        write_atomic(&table, text.as_bytes()).unwrap();
        for ask in [Ask::PreviewImport(table), Ask::ConfirmImport] {
            state.dispatch(ask);
            state.settle();
        }
    }
    drop(state);
    let path = folder.path().join("cache.db");
    let (mut cache, _) = Cache::open(&path, NOW).unwrap();
    let batch = Batch { kind: "import".into(), name: "hours".into(), dialect: String::new(), at: NOW };
    // Of two batches, so that chunks with and without batches inside are met.
    for (first, rows) in [(0, 900), (890, 25)] {
        cache.put(&batch, &[hours(first, rows)]).unwrap();
    }
    drop(cache);
    std::fs::read(path).unwrap()
}

/// Hourly candles of a month and a half: rows that lie packed.
fn hours(first: i64, rows: i64) -> Incoming {
    let start = UnixSecs::parse_iso("2026-01-10").unwrap().0;
    let times = (first..first + rows).map(|n| UnixSecs(start + 3_600 * n)).collect();
    let column =
        |lift: f64| (first..first + rows).map(|n| 60_000.0 + (n * 37 % 1_000) as f64 / 4.0 + lift).collect();
    let candles = Ohlcv {
        open: column(0.0),
        high: column(12.5),
        low: column(-8.25),
        close: column(if first > 0 { 1.5 } else { 1.0 }),
        volume: Some(column(0.125)),
    };
    let key = SeriesKey::new("price.hourly", SourceId::new("mine").unwrap());
    let columns = Columns::Ohlcv(Box::new(candles));
    let series = Series::new(key, Unit::Usd, Cadence::Intraday, times, columns).unwrap();
    let (title, citation, licence) = ("Mine".to_owned(), "hours.csv".to_owned(), String::new());
    Incoming { series, provenance: Provenance { title, citation, licence, seen_at: NOW } }
}

type Cells = BTreeMap<(String, i64), Vec<u64>>;

/// Every served row by series and time.
fn cells(library: &Library) -> Cells {
    let mut cells = Cells::new();
    for (key, times, columns) in library_bits(library) {
        for (row, time) in times.into_iter().enumerate() {
            cells.insert((key.clone(), time), columns.iter().map(|column| column[row]).collect());
        }
    }
    cells
}

/// Starts on a cache file and judges what it serves; true if something was noticed.
fn judge(folder: &Path, right: &Cells, case_only: &Cells, what: &str) -> bool {
    let started = start(&options(folder));
    let found = cells(&started.library);
    for (place, served) in &found {
        let known = right.get(place) == Some(served) || case_only.get(place) == Some(served);
        assert!(known, "{what}: {place:?} is served as {served:?}, right is {:?}", right.get(place));
    }
    let noticed = !started.said.is_empty();
    assert!(noticed || found == *right, "{what}: rows are missing and nothing is said");
    noticed
}

fn right_answers(bytes: &[u8]) -> (Cells, Cells) {
    let folder = tempfile::tempdir().unwrap();
    let case_only = cells(&start(&options(&folder.path().join("fresh"))).library);
    write_atomic(&folder.path().join("cache.db"), bytes).unwrap();
    let started = start(&options(folder.path()));
    assert!(started.said.is_empty(), "{:?}", started.said);
    let right = cells(&started.library);
    assert_ne!(right, case_only);
    (right, case_only)
}

#[test]
fn bits_of_the_file_itself() {
    let seed = 0x0DD5;
    let mut seeded = Chance(seed);
    let bytes = cache_bytes();
    let (right, case_only) = right_answers(&bytes);
    let mut noticed = 0;
    for flip in 0..200 {
        let (byte, bit) = (seeded.below(bytes.len()), seeded.below(8));
        let mut flipped = bytes.clone();
        flipped[byte] ^= 1 << bit;
        let folder = tempfile::tempdir().unwrap();
        write_atomic(&folder.path().join("cache.db"), &flipped).unwrap();
        let what = format!("seed {seed:#x}, flip {flip}, byte {byte}, bit {bit}");
        noticed += usize::from(judge(folder.path(), &right, &case_only, &what));
    }
    println!("200 flips in {} bytes: {noticed} noticed, the others met bytes without meaning", bytes.len());
    assert!(noticed > 40, "only {noticed} flips met anything");
}

#[test]
fn bits_of_stored_numbers_and_checksums() {
    let mut seeded = Chance(0xB175);
    let bytes = cache_bytes();
    let (right, case_only) = right_answers(&bytes);
    let columns = [
        ("value_row", "value"),
        ("value_row", "time_utc_s"),
        ("value_row", "batch_id"),
        ("candle_row", "open_usd"),
        ("candle_row", "high_usd"),
        ("candle_row", "low_usd"),
        ("candle_row", "close_usd"),
        ("candle_row", "time_utc_s"),
        ("month_checksum", "crc32"),
        ("month_checksum", "row_count"),
        ("packed_rows", "bytes"),
        ("packed_rows", "bytes"),
        ("packed_rows", "bytes"),
        ("packed_rows", "first_time_utc_s"),
        ("packed_rows", "last_time_utc_s"),
        ("packed_rows", "row_count"),
        ("packed_rows", "batch_id"),
        ("packed_rows", "crc32"),
    ];
    let (mut flips, mut noticed) = (0, 0);
    while flips < 300 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache.db");
        write_atomic(&path, &bytes).unwrap();
        let (table, column) = columns[seeded.below(columns.len())];
        let conn = Connection::open(&path).unwrap();
        let rows: i64 =
            conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        let (order, row) = (
            match table {
                "month_checksum" => "month",
                "packed_rows" => "first_time_utc_s",
                _ => "time_utc_s",
            },
            seeded.below(usize::try_from(rows).unwrap()),
        );
        let found = conn.query_row(
            &format!("SELECT series_key, {order}, {column} FROM {table} ORDER BY 1, 2 LIMIT 1 OFFSET {row}"),
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Value>(1)?, row.get::<_, Value>(2)?)),
        );
        let (key, place, value) = found.unwrap();
        let bit = seeded.below(63);
        let flipped = match value {
            Value::Real(number) => Value::Real(f64::from_bits(number.to_bits() ^ (1 << bit))),
            Value::Integer(number) => Value::Integer(number ^ (1 << bit)),
            Value::Blob(mut bytes) => {
                let bit = seeded.below(bytes.len() * 8);
                bytes[bit / 8] ^= 1 << (bit % 8);
                Value::Blob(bytes)
            }
            _ => continue,
        };
        let update =
            format!("UPDATE OR IGNORE {table} SET {column} = ? WHERE series_key = ? AND {order} = ?");
        if conn.execute(&update, (&flipped, key, &place)).unwrap() == 0 {
            continue;
        }
        conn.close().unwrap();
        flips += 1;
        let what = format!("{table}.{column} of series {key} at {place:?}, bit {bit}");
        assert!(judge(folder.path(), &right, &case_only, &what), "{what}: not noticed");
        noticed += 1;
    }
    assert_eq!(noticed, flips);
}

#[test]
fn what_is_drawn_was_read_back_from_the_cache() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let whole = cells(&start(&options(data)).library);
    let conn = Connection::open(data.join("cache.db")).unwrap();
    let key: i64 = conn
        .query_row(
            "SELECT series_key FROM series WHERE series_id = 'price.btc.usd' AND weekly = 0",
            [],
            |row| row.get(0),
        )
        .unwrap();
    // A whole month with its checksum: consistent, so nothing is wrong with the file.
    let february = (1_769_904_000_i64, 1_772_323_200_i64);
    let gone = conn
        .execute(
            "DELETE FROM candle_row WHERE series_key = ? AND time_utc_s >= ? AND time_utc_s < ?",
            (key, february.0, february.1),
        )
        .unwrap();
    conn.execute("DELETE FROM month_checksum WHERE series_key = ? AND month = '2026-02'", [key]).unwrap();
    conn.close().unwrap();
    assert_eq!(gone, 28);
    let started = start(&options(data));
    assert!(started.said.is_empty(), "{:?}", started.said);
    let served = cells(&started.library);
    assert_eq!(whole.len() - served.len(), gone, "the case file was not shown past the cache");
}

#[test]
fn bits_of_the_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(folder.path());
    add_level(&mut state, 61_234.5);
    state.flush();
    let path = state.folders().unwrap().default_workspace();
    drop(state);
    let bytes = std::fs::read(&path).unwrap();
    let right = Workspace::from_members(load_document(&path, 1, NOW).unwrap().members).unwrap();
    let mut seeded = Chance(0x3A9E);
    let (mut silent, mut noticed) = (0, 0);
    for flip in 0..300 {
        let (byte, bit) = (seeded.below(bytes.len()), seeded.below(8));
        let mut flipped = bytes.clone();
        flipped[byte] ^= 1 << bit;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("workspaces").join("default.json");
        std::fs::create_dir(path.parent().unwrap()).unwrap();
        write_atomic(&path, &flipped).unwrap();
        let started = start(&options(folder.path()));
        let is_said = !started.said.is_empty() || started.unsaved_because.is_some();
        if is_said {
            noticed += 1;
        } else {
            silent += 1;
            assert_eq!(started.workspace, right, "flip {flip}, byte {byte}, bit {bit}: changed and not said");
        }
    }
    println!("300 flips in {} bytes of JSON: {noticed} said, {silent} changed nothing", bytes.len());
    assert!(noticed > 250, "{noticed}");
}

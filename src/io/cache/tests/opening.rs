//! Opening: fresh, existing, older, newer, foreign and hopeless files.

use super::*;
use crate::io::cache::schema::{Migration, SCHEMA};
use crate::io::files::write_atomic;

#[test]
fn a_fresh_cache_is_created_and_then_exists() {
    let disk = OnDisk::empty();
    assert_eq!(Cache::open(&disk.path, NOW).unwrap().1, Opening::Created);
    let (cache, opening) = Cache::open(&disk.path, NOW).unwrap();
    assert_eq!(opening, Opening::Existing);
    assert!(cache.integrity().unwrap().is_sound());
    assert!(cache.size_bytes() > 0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&disk.path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn values_and_candles_and_gaps_come_back_as_they_went_in() {
    let incoming = [scalar("etf.flow.total", &[1.5, f64::NAN, -272.0e6]), candles(80)];
    let disk = OnDisk::with(&incoming);
    for cache in [disk.open(), Cache::open_read_only(&disk.path).unwrap()] {
        let stored = cache.load_all().unwrap();
        let expected: Vec<Stored> = incoming
            .iter()
            .map(|incoming| Stored {
                series: incoming.series.clone(),
                provenance: incoming.provenance.clone(),
                damaged_months: Vec::new(),
                unfinished_from: None,
            })
            .collect();
        assert_eq!(bits(&stored), bits(&expected));
        assert_eq!(stored[0].provenance, provenance());
        let price = cache.load(&key("price.btc.usd")).unwrap().unwrap();
        assert_eq!(bits(&[price]), bits(&expected[1..]));
        assert_eq!(cache.load(&key("difficulty")).unwrap(), None);
        let summaries = cache.summaries().unwrap();
        assert_eq!((summaries[1].rows, summaries[1].first), (80, Some(day("2025-11-25"))));
    }
}

#[test]
fn a_reader_beside_the_writer_reads_and_cannot_write() {
    let disk = OnDisk::with(&[scalar("a", &[1.0])]);
    let mut writer = disk.open();
    let mut reader = Cache::open_read_only(&disk.path).unwrap();
    writer.put(&batch("second"), &[scalar("a", &[2.0])]).unwrap();
    assert_eq!(reader.load_all().unwrap()[0].series.values(), [2.0]);
    let error = reader.put(&batch("third"), &[scalar("a", &[3.0])]).unwrap_err();
    assert!(matches!(error.fault, CacheFault::Permission(_)), "{error}");
}

#[test]
fn a_second_writer_hears_that_the_cache_is_busy() {
    let disk = OnDisk::with(&[scalar("a", &[1.0])]);
    let other = Connection::open(&disk.path).unwrap();
    let mut cache = disk.open();
    cache.conn.busy_timeout(std::time::Duration::ZERO).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = cache.put(&batch("b"), &[scalar("a", &[2.0])]).unwrap_err();
    assert!(matches!(error.fault, CacheFault::Busy), "{error}");
    assert!(!error.is_damage());
    other.execute_batch("ROLLBACK").unwrap();
    assert!(cache.put(&batch("b"), &[scalar("a", &[2.0])]).is_ok());
}

#[test]
fn a_newer_schema_is_refused_and_keeps_its_bytes() {
    for newer in [SCHEMA_VERSION + 1, SCHEMA_VERSION + 1000] {
        let disk = OnDisk::with(&[scalar("a", &[1.0])]);
        disk.tamper(&format!("CREATE TABLE news(x); PRAGMA user_version={newer};"));
        let before = disk.bytes();
        for _ in 0..2 {
            for result in
                [Cache::open(&disk.path, NOW).map(|opened| opened.0), Cache::open_read_only(&disk.path)]
            {
                let error = result.unwrap_err();
                assert!(matches!(error.fault, CacheFault::Newer { found, .. } if found == newer), "{error}");
                assert!(error.to_string().ends_with(&disk.path.display().to_string()));
            }
        }
        assert_eq!(disk.bytes(), before);
    }
}

#[test]
fn a_newer_schema_still_in_the_log_is_not_folded_into_the_file() {
    let disk = OnDisk::with(&[scalar("a", &[1.0])]);
    let newer = Connection::open(&disk.path).unwrap();
    newer.execute_batch("PRAGMA wal_autocheckpoint=0; PRAGMA user_version=7;").unwrap();
    // A copy of both files is what a killed program leaves behind.
    let copy = OnDisk::empty();
    for ending in ["", "-wal"] {
        std::fs::copy(with_ending(&disk.path, ending), with_ending(&copy.path, ending)).unwrap();
    }
    let before = copy.bytes();
    assert!(matches!(Cache::open(&copy.path, NOW).unwrap_err().fault, CacheFault::Newer { found: 7, .. }));
    assert_eq!(copy.bytes(), before);
    assert!(with_ending(&copy.path, "-wal").exists());
}

fn next_plan(sql: &'static str) -> Plan {
    let sql: &'static [&'static str] = Box::leak(Box::new([sql]));
    let step = Migration { from: SCHEMA_VERSION, sql, finish: |_| Ok(()) };
    let with_notes = [SCHEMA, &["CREATE TABLE note(text TEXT) STRICT"]].concat();
    let (schema, migrations) = (Box::leak(with_notes.into_boxed_slice()), Box::leak(Box::new([step])));
    Plan { version: SCHEMA_VERSION + 1, schema, migrations }
}

/// Written by Hashfloor 0.1.0 from three imports: four candles, one of them replaced, and two values.
const VERSION_1: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cache/version-1.db.gz"));

#[test]
fn a_cache_of_version_1_is_backed_up_migrated_and_whole() {
    let disk = OnDisk::empty();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(VERSION_1), &mut bytes).unwrap();
    write_atomic(&disk.path, &bytes).unwrap();
    let error = Cache::open_read_only(&disk.path).unwrap_err();
    assert!(matches!(error.fault, CacheFault::Older { found: 1, .. }), "{error}");
    let (mut cache, opening) = Cache::open(&disk.path, NOW).unwrap();
    let Opening::Migrated { from: 1, backup } = opening else { panic!("{opening:?}") };
    assert!(cache.integrity().unwrap().is_sound());
    let stored = cache.load_all().unwrap();
    let difficulty = stored.iter().find(|stored| stored.series.key().id == "difficulty").unwrap();
    assert_eq!(difficulty.series.values(), [100.0, 125.5]);
    let price = stored.iter().find(|stored| stored.series.key().id == "price.btc.usd").unwrap();
    assert_eq!(price.series.values(), [11.0, 12.5, 13.0, 13.5]);
    assert_eq!(cache.revisions(price.series.key()).unwrap()[0].old_value, 12.0);
    // Batches have their checksums, so that it can be told what was known when.
    let first = cache.batches().unwrap()[1].batch.at;
    let known = cache.load_all_as_known(first).unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].series.values(), [11.0, 12.0, 13.0]);
    cache.put(&batch("after"), &[scalar("a", &[1.0])]).unwrap();
    drop(cache);
    let backup = Connection::open(&backup).unwrap();
    let rows: i64 = backup.query_row("SELECT count(*) FROM candle_row", [], |row| row.get(0)).unwrap();
    let version: i64 = backup.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!((rows, version), (4, 1));
    assert_eq!(Cache::open(&disk.path, NOW).unwrap().1, Opening::Existing);
}

/// Written by the program before rows were packed, from three imports: 40 hourly candles, one of
/// them replaced, three values a minute apart, a deleted series of three hours, and daily values.
const VERSION_2: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cache/version-2.db.gz"));

fn version_2() -> OnDisk {
    let disk = OnDisk::empty();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(VERSION_2), &mut bytes).unwrap();
    write_atomic(&disk.path, &bytes).unwrap();
    disk
}

#[test]
fn hourly_rows_of_version_2_are_packed_and_nothing_else_changes() {
    let disk = version_2();
    let (mut cache, opening) = Cache::open(&disk.path, NOW).unwrap();
    assert!(matches!(opening, Opening::Migrated { from: 2, .. }), "{opening:?}");
    assert!(cache.integrity().unwrap().is_sound());
    let count = |table: &str| {
        let sql = format!("SELECT count(*) FROM {table}");
        cache.conn.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!((count("packed_rows"), count("candle_row"), count("value_row")), (4, 0, 3));
    let price = cache.load(&key("price.btc.usd")).unwrap().unwrap().series;
    assert_eq!((price.len(), price.first_time()), (40, Some(day("2025-12-31T12:00:00Z"))));
    assert_eq!(
        (price.values()[0], price.values()[22], price.values()[39]),
        (60_001.25, 60_001.75, 60_391.25)
    );
    let volume = price.ohlcv().unwrap().volume.as_ref().unwrap();
    assert!(volume[1].is_nan() && volume[2] == 60_020.375);
    assert_eq!(cache.revisions(price.key()).unwrap()[0].old_value, 60_221.25);
    let known = cache.load_all_as_known(NOW).unwrap();
    assert_eq!(known[0].series.values()[22], 60_221.25);
    let fees = cache.load(&key("fees.fastest")).unwrap().unwrap().series;
    assert_eq!((fees.values()[0], fees.values()[2]), (1.5, 0.1 + 0.2));
    // What was out of sight came along.
    assert_eq!(cache.restore_series(&[key("gone")]).unwrap(), [key("gone")]);
    assert_eq!(cache.load(&key("gone")).unwrap().unwrap().series.len(), 3);
    let report = cache.take_back(BatchId(2), NOW, &[]).unwrap();
    assert_eq!(report.rows_restored, 1);
    assert!(cache.integrity().unwrap().is_sound());
}

#[test]
fn a_damaged_month_of_version_2_stays_damaged() {
    let disk = version_2();
    disk.tamper(&format!(
        "UPDATE candle_row SET high_usd = high_usd + 1 WHERE time_utc_s = {}",
        day("2025-12-31T13:00:00Z").0
    ));
    let cache = Cache::open(&disk.path, NOW).unwrap().0;
    let price = cache.load(&key("price.btc.usd")).unwrap().unwrap();
    assert_eq!((price.damaged_months, price.series.len()), (vec!["2025-12".to_owned()], 28));
}

#[test]
fn an_older_schema_is_backed_up_and_migrated() {
    let disk = OnDisk::with(&[candles(40)]);
    let before = bits(&disk.open().load_all().unwrap());
    let plan = next_plan("CREATE TABLE note(text TEXT) STRICT");
    let (cache, opening) = Cache::open_as(&plan, &disk.path, NOW).unwrap();
    let Opening::Migrated { from, backup } = opening else { panic!("{opening:?}") };
    assert_eq!(from, SCHEMA_VERSION);
    assert_eq!(bits(&cache.load_all().unwrap()), before);
    drop(cache);
    assert_eq!(bits(&Cache::open_read_only(&backup).unwrap().load_all().unwrap()), before);
    assert_eq!(Cache::open_as(&plan, &disk.path, NOW).unwrap().1, Opening::Existing);
    assert!(matches!(Cache::open(&disk.path, NOW).unwrap_err().fault, CacheFault::Newer { .. }));
}

#[test]
fn a_migration_that_fails_half_way_changes_nothing() {
    let disk = OnDisk::with(&[scalar("a", &[1.0])]);
    let plan = next_plan("CREATE TABLE note(text TEXT) STRICT; INSERT INTO no_such_table VALUES(1)");
    let error = Cache::open_as(&plan, &disk.path, NOW).unwrap_err();
    assert!(!error.is_damage(), "{error}");
    let (cache, opening) = Cache::open(&disk.path, NOW).unwrap();
    assert_eq!((opening, cache.load_all().unwrap().len()), (Opening::Existing, 1));
}

#[test]
fn foreign_files_and_foreign_tables_are_set_aside_with_their_bytes() {
    for sql in [
        "PRAGMA application_id=7",
        "CREATE TABLE more(x)",
        "CREATE TRIGGER t AFTER INSERT ON series BEGIN DELETE FROM value_row; END",
        "CREATE VIEW v AS SELECT 1",
        "DROP TABLE value_vintage",
        "ALTER TABLE series ADD COLUMN extra TEXT",
    ] {
        let disk = OnDisk::with(&[scalar("a", &[1.0])]);
        disk.tamper(sql);
        let before = disk.bytes();
        assert!(Cache::open_read_only(&disk.path).unwrap_err().is_damage(), "{sql}");
        let (cache, opening) = Cache::open(&disk.path, NOW).unwrap();
        let Opening::Rebuilt { set_aside, .. } = opening else { panic!("{sql}: {opening:?}") };
        assert_eq!(std::fs::read(set_aside).unwrap(), before, "{sql}");
        assert!(cache.load_all().unwrap().is_empty());
    }
}

#[test]
fn broken_files_are_set_aside_and_rebuilt() {
    let whole = OnDisk::with(&[candles(300)]).bytes();
    let cuts = (0..10).map(|tenth| whole[..whole.len() * tenth / 10].to_vec());
    let garbage = [vec![0; 9000], vec![0xff; 9000], b"SQLite format 3\0".to_vec(), b"hello".to_vec()];
    for damaged in cuts.chain(garbage) {
        let disk = OnDisk::empty();
        write_atomic(&disk.path, &damaged).unwrap();
        let (mut cache, opening) = Cache::open(&disk.path, NOW).unwrap();
        let Opening::Rebuilt { set_aside, .. } = opening else {
            panic!("{} bytes: {opening:?}", damaged.len())
        };
        assert_eq!(std::fs::read(set_aside).unwrap(), damaged);
        cache.put(&batch("again"), &[candles(3)]).unwrap();
        assert!(cache.integrity().unwrap().is_sound());
    }
}

#[test]
fn a_log_without_its_database_is_set_aside_too() {
    let disk = OnDisk::empty();
    write_atomic(&with_ending(&disk.path, "-wal"), b"stray").unwrap();
    assert_eq!(Cache::open(&disk.path, NOW).unwrap().1, Opening::Created);
    let aside = with_ending(&disk.path, ".damaged-20260205T000000-wal");
    assert_eq!(std::fs::read(aside).unwrap(), b"stray");
}

#[test]
fn what_is_no_file_is_refused_and_stays() {
    let disk = OnDisk::empty();
    std::fs::create_dir(&disk.path).unwrap();
    let error = Cache::open(&disk.path, NOW).unwrap_err();
    assert!(matches!(error.fault, CacheFault::NotAFile { found: "a folder" }), "{error}");
    assert!(disk.path.is_dir());
    assert!(matches!(
        Cache::open(&disk.path.join("none/cache.db"), NOW).unwrap_err().fault,
        CacheFault::File(error) if error.is_not_found()
    ));
    assert!(matches!(Cache::open_read_only(&disk.path.join("x")).unwrap_err().fault, CacheFault::File(_)));
}

#[cfg(unix)]
#[test]
fn links_pipes_and_forbidden_files_are_not_damage() {
    use std::os::unix::fs::PermissionsExt as _;
    let disk = OnDisk::with(&[scalar("a", &[1.0])]);
    let link = disk.path.with_file_name("link.db");
    std::os::unix::fs::symlink(&disk.path, &link).unwrap();
    let pipe = disk.path.with_file_name("pipe.db");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for (odd, what) in [(&link, "a symbolic link"), (&pipe, "a named pipe")] {
        let error = Cache::open(odd, NOW).unwrap_err();
        assert!(matches!(error.fault, CacheFault::NotAFile { found } if found == what), "{error}");
        assert!(Cache::open_read_only(odd).is_err());
        assert!(std::fs::symlink_metadata(odd).is_ok());
    }
    std::fs::set_permissions(&disk.path, std::fs::Permissions::from_mode(0o000)).unwrap();
    match Cache::open(&disk.path, NOW) {
        Err(error) => assert!(matches!(error.fault, CacheFault::Permission(_)), "{error}"),
        // The superuser opens it all the same; then the rows must be there.
        Ok((cache, opening)) => {
            assert_eq!((opening, cache.load_all().unwrap().len()), (Opening::Existing, 1));
        }
    }
}

#[test]
fn a_name_that_looks_like_a_uri_stays_a_file_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file:memdb?mode=memory&cache=shared");
    Cache::open(&path, NOW).unwrap();
    assert!(path.is_file());
}

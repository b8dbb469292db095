//! No silently wrong number: bits changed behind the program's back.

use std::io::Write as _;

use super::*;

#[test]
fn a_changed_price_is_reported_and_its_month_is_not_served() {
    let disk = OnDisk::with(&[candles(80), scalar("a", &[1.0, 2.0, 3.0])]);
    let time = day("2025-12-24").0;
    disk.tamper(&format!("UPDATE candle_row SET close_usd = close_usd + 1 WHERE time_utc_s = {time}"));
    let cache = disk.open();
    let stored = cache.load_all().unwrap();
    assert_eq!(stored[0].damaged_months, ["2025-12"]);
    assert_eq!(stored[0].series.len(), 80 - 31);
    assert!(stored[0].series.times().iter().all(|time| !time.iso().starts_with("2025-12")));
    assert_eq!((stored[1].series.len(), stored[1].damaged_months.len()), (3, 0));
    let report = cache.integrity().unwrap();
    assert_eq!(report.damaged_months, [DamagedMonth { key: key("price.btc.usd"), month: "2025-12".into() }]);
    assert!(report.database_problems.is_empty() && !report.is_sound());
}

#[test]
fn every_kind_of_change_to_rows_and_checksums_damages_the_month() {
    let february = day("2026-02-01").0;
    for sql in [
        format!("UPDATE value_row SET value = NULL WHERE time_utc_s = {february}"),
        format!("UPDATE value_row SET time_utc_s = time_utc_s + 1 WHERE time_utc_s = {february}"),
        format!("UPDATE value_row SET batch_id = 2 WHERE time_utc_s = {february}"),
        format!("DELETE FROM value_row WHERE time_utc_s = {february}"),
        format!("DELETE FROM value_row WHERE time_utc_s >= {february}"),
        format!("INSERT INTO value_row VALUES(1, {}, 9.0, 1)", february + 7),
        "DELETE FROM month_checksum WHERE month = '2026-02'".to_owned(),
        "UPDATE month_checksum SET crc32 = crc32 + 1 WHERE month = '2026-02'".to_owned(),
        "UPDATE month_checksum SET row_count = 1 WHERE month = '2026-02'".to_owned(),
        "UPDATE month_checksum SET crc32 = -1 WHERE month = '2026-02'".to_owned(),
    ] {
        let disk = OnDisk::with(&[scalar("a", &[1.0, 2.0, 3.0, f64::NAN])]);
        disk.tamper(&sql);
        let stored = disk.open().load_all().unwrap();
        assert_eq!(stored[0].damaged_months, ["2026-02"], "{sql}");
        assert_eq!(stored[0].series.values(), [1.0, 2.0], "{sql}");
    }
}

#[test]
fn a_changed_head_or_an_orphan_is_damage_and_the_cache_is_rebuilt() {
    for sql in [
        "UPDATE series SET unit = 'H/s'",
        "UPDATE series SET series_id = 'b'",
        "UPDATE series SET citation = 'nobody'",
        "UPDATE series SET weekly = 1",
        "UPDATE series SET cadence = 'hourly'",
        "UPDATE series SET shape = 'candle'",
        "UPDATE series SET seen_at_utc_s = 0",
        "DELETE FROM series",
        "INSERT INTO candle_row(series_key, time_utc_s, batch_id) VALUES(1, 0, 1)",
    ] {
        let disk = OnDisk::with(&[scalar("a", &[1.0])]);
        disk.tamper(sql);
        let cache = disk.open();
        let error = cache.load_all().unwrap_err();
        assert!(error.is_damage(), "{sql}: {error}");
        assert!(!cache.integrity().unwrap().is_sound(), "{sql}");
        let (cache, opening) = cache.rebuild(error.to_string(), NOW).unwrap();
        assert!(matches!(opening, Opening::Rebuilt { set_aside, .. } if set_aside.is_file()), "{sql}");
        assert!(cache.load_all().unwrap().is_empty());
    }
}

#[test]
fn repair_replaces_damaged_months_and_nothing_else() {
    let whole = [candles(80), scalar("a", &[1.0, 2.0, 3.0])];
    let disk = OnDisk::with(&whole);
    let sound = bits(&disk.open().load_all().unwrap());
    disk.tamper("UPDATE candle_row SET low_usd = low_usd - 1 WHERE time_utc_s % 11 = 0");
    disk.tamper("UPDATE value_row SET value = 7");
    let mut cache = disk.open();
    assert!(!cache.integrity().unwrap().damaged_months.is_empty());
    let outcome = cache.repair(&batch("repair"), &whole).unwrap();
    assert_eq!(outcome.reports[1].damaged_months, ["2026-01", "2026-02"]);
    assert!(cache.integrity().unwrap().is_sound());
    assert_eq!(bits(&cache.load_all().unwrap()), sound);
    // A sound cache is left alone, even where the given rows differ.
    let other = cache.repair(&batch("repair"), &[scalar("a", &[9.0]), scalar("new", &[1.0])]).unwrap();
    assert_eq!(other.batch, None);
    assert_eq!(bits(&cache.load_all().unwrap()), sound);
}

#[test]
fn a_put_into_a_damaged_month_does_not_bless_its_rows() {
    let disk = OnDisk::with(&[scalar("a", &[1.0, 2.0, 3.0, 4.0])]);
    disk.tamper(&format!("UPDATE value_row SET value = 30 WHERE time_utc_s = {}", day("2026-02-01").0));
    let mut cache = disk.open();
    let outcome = cache.put(&batch("b"), &[scalar_from("a", "2026-02-02", &[5.0])]).unwrap();
    assert_eq!(outcome.reports[0].damaged_months, ["2026-02"]);
    assert_eq!((outcome.reports[0].rows_new, outcome.reports[0].rows_changed), (1, 0));
    assert_eq!(cache.load_all().unwrap()[0].series.values(), [1.0, 2.0, 5.0]);
}

#[test]
fn a_damaged_vintage_does_not_come_back() {
    let disk = OnDisk::with(&[scalar("a", &[1.0, 2.0])]);
    let second = disk.open().put(&batch("b"), &[scalar("a", &[10.0, 20.0])]).unwrap().batch.unwrap();
    disk.tamper("UPDATE value_vintage SET value = 99 WHERE value = 2");
    let mut cache = disk.open();
    assert_eq!(cache.revisions(&key("a")).unwrap().len(), 1);
    let report = cache.take_back(second, NOW, &[]).unwrap();
    assert_eq!((report.rows_restored, report.rows_lost), (1, 1));
    assert_eq!(cache.load_all().unwrap()[0].series.values(), [1.0]);
}

/// Flips bits all over the file: every served value is one that was stored, or the damage is said.
#[test]
fn a_flipped_bit_anywhere_never_gives_a_wrong_number() {
    let hours = [hours("hours", "2026-01-20", 700), minutes_of("minutes", "2026-01-31", 3_000)];
    for rows in [&[candles(400)][..], &hours] {
        flip_bits_of(rows);
    }
}

fn flip_bits_of(rows: &[Incoming]) {
    let disk = OnDisk::with(&[rows, &[scalar("a", &[1.25, f64::NAN, -3.5])]].concat());
    disk.open().put(&batch("b"), &[scalar("a", &[1.5])]).unwrap();
    let sound = disk.bytes();
    let expected = bits(&disk.open().load_all().unwrap());
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let (mut said, mut harmless) = (0, 0);
    for _ in 0..400 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut flipped = sound.clone();
        let bit = (seed >> 16) as usize % (flipped.len() * 8);
        flipped[bit / 8] ^= 1 << (bit % 8);
        let copy = OnDisk::empty();
        std::fs::File::create(&copy.path).unwrap().write_all(&flipped).unwrap();
        let (cache, opening) = match Cache::open(&copy.path, NOW) {
            Ok(opened) => opened,
            Err(error) => {
                assert!(matches!(error.fault, CacheFault::Newer { .. }), "bit {bit}: {error}");
                said += 1;
                continue;
            }
        };
        let Ok(stored) = cache.load_all() else {
            said += 1;
            continue;
        };
        if bits(&stored) == expected && opening == Opening::Existing {
            harmless += 1;
            continue;
        }
        let is_said = matches!(opening, Opening::Rebuilt { .. } | Opening::Migrated { .. })
            || stored.iter().any(|stored| !stored.damaged_months.is_empty());
        assert!(is_said, "bit {bit} changed the rows silently");
        for ((key, times, columns), stored) in bits(&stored).into_iter().zip(&stored) {
            let (_, all_times, all_columns) = expected.iter().find(|expected| expected.0 == key).unwrap();
            for (row, time) in times.iter().enumerate() {
                let at = all_times.binary_search(time).unwrap();
                for (column, all) in columns.iter().zip(all_columns) {
                    assert_eq!(column[row], all[at], "bit {bit}: {key} {}", stored.series.times()[row]);
                }
            }
        }
        said += 1;
    }
    assert!(said > 50 && harmless > 50, "{said} said, {harmless} harmless: the file is not what was meant");
}

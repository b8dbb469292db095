//! Intraday series: packed, and otherwise the same as all others.

use std::cell::Cell;

use proptest::prelude::*;

use super::*;
use crate::io::packed::SortedRows;

fn later(name: &str, days: i64) -> Batch {
    Batch { at: NOW.plus_days(days), ..batch(name) }
}

fn sorted(incoming: &Incoming) -> SortedIncoming {
    SortedIncoming {
        key: incoming.series.key().clone(),
        unit: incoming.series.unit(),
        cadence: incoming.series.cadence(),
        rows: SortedRows::from_series(&incoming.series),
        provenance: incoming.provenance.clone(),
    }
}

/// Nothing is refused, and nobody asks to stop.
fn go_on(_rows: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn crcs(cache: &Cache) -> Vec<(i64, i64)> {
    let mut select =
        cache.conn.prepare("SELECT first_time_utc_s, crc32 FROM packed_rows ORDER BY 1").unwrap();
    let found = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    found.collect::<Result<_, _>>().unwrap()
}

#[test]
fn intraday_rows_are_packed_and_all_others_lie_a_row_a_row() {
    let incoming =
        [hours("price.btc.usd", "2026-01-20", 500), candles_named("daily", 80), scalar("a", &[1.0])];
    let disk = OnDisk::with(&incoming);
    let cache = disk.open();
    let count = |table: &str| {
        cache
            .conn
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!((count("packed_rows"), count("candle_row"), count("value_row")), (2, 80, 1));
    let stored = cache.load_all().unwrap();
    assert_eq!(stored.len(), 3);
    for (stored, incoming) in stored.iter().zip(&incoming) {
        assert_eq!(bits(std::slice::from_ref(stored)), bits(&[as_stored(incoming)]));
    }
    let summary = &cache.summaries().unwrap()[0];
    assert_eq!(
        (summary.rows, summary.first, summary.last),
        (500, Some(day("2026-01-20")), incoming[0].series.last_time())
    );
    assert!(summary.bytes > 200 && summary.bytes < 500 * 62, "{}", summary.bytes);
    let report = cache.integrity().unwrap();
    assert!(report.is_sound());
    assert_eq!((report.series, report.sound_rows), (3, 581));
}

fn as_stored(incoming: &Incoming) -> Stored {
    Stored {
        series: incoming.series.clone(),
        provenance: incoming.provenance.clone(),
        damaged_months: Vec::new(),
        unfinished_from: None,
    }
}

#[test]
fn the_chunks_of_a_new_month_go_in_untouched() {
    let incoming = sorted(&hours("price.btc.usd", "2026-01-20", 900));
    let mut cache = Cache::in_memory().unwrap();
    cache.put_sorted(&batch("first"), std::slice::from_ref(&incoming), &go_on).unwrap();
    let mut select =
        cache.conn.prepare("SELECT bytes, batch_id FROM packed_rows ORDER BY first_time_utc_s").unwrap();
    let found = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let found: Vec<(Vec<u8>, Option<i64>)> = found.collect::<Result<_, _>>().unwrap();
    let expected = (0..).map_while(|n| incoming.rows.chunk(n).unwrap());
    let expected: Vec<_> = expected.map(|chunk| (chunk.bytes.into_owned(), Some(1))).collect();
    assert_eq!(found, expected);
    assert_eq!(found.len(), 3);
}

#[test]
fn a_negative_zero_is_stored_as_zero_like_everywhere() {
    let times = (0..40).map(|n| UnixSecs(NOW.0 + 3_600 * n)).collect();
    let values = (0..40).map(|n| if n == 7 { -0.0 } else { 1.5 }).collect();
    let series = Series::new(key("a"), Unit::Usd, Cadence::Intraday, times, Columns::Scalar(values)).unwrap();
    let incoming = Incoming { series, provenance: provenance() };
    let packed = sorted(&incoming);
    let before = packed.rows.to_series(key("a"), Unit::Usd, Cadence::Intraday).unwrap();
    assert!(before.values()[7].is_sign_negative(), "rows that wait keep every bit");
    let mut cache = Cache::in_memory().unwrap();
    cache.put_sorted(&batch("first"), std::slice::from_ref(&packed), &go_on).unwrap();
    assert_eq!(cache.load_all().unwrap()[0].series.values()[7].to_bits(), 0.0_f64.to_bits());
    // The same again is the same.
    assert_eq!(cache.put_sorted(&batch("second"), &[packed], &go_on).unwrap().reports[0].rows_same, 40);
}

#[test]
fn one_more_row_writes_one_chunk() {
    let mut cache = Cache::in_memory().unwrap();
    cache.put(&batch("first"), &[hours("price.btc.usd", "2026-01-01", 700)]).unwrap();
    let before = crcs(&cache);
    let outcome =
        cache.put(&later("second", 1), &[hours("price.btc.usd", "2026-01-30T04:00:00Z", 1)]).unwrap();
    assert_eq!(outcome.reports[0].rows_new, 1);
    let after = crcs(&cache);
    assert_eq!((before.len(), after.len(), before[0]), (2, 2, after[0]));
    assert_ne!(before[1], after[1]);
    // Rows of two batches stand together: both are found inside.
    assert_eq!(packed_rows::batches_inside(&cache.conn).unwrap(), [1, 2]);
    assert!(cache.integrity().unwrap().is_sound());
    let report = cache.take_back(outcome.batch.unwrap(), NOW, &[]).unwrap();
    assert_eq!((report.rows_removed, report.damaged_months.len()), (1, 0));
    assert_eq!(crcs(&cache), before);
}

#[test]
fn every_kind_of_change_to_packed_rows_damages_their_month_and_no_other() {
    let february = day("2026-02-01").0;
    let whole = hours("price.btc.usd", "2026-01-28", 760);
    for sql in [
        format!(
            "UPDATE packed_rows SET last_time_utc_s = last_time_utc_s + 1 WHERE first_time_utc_s = {february}"
        ),
        format!("UPDATE packed_rows SET row_count = row_count - 1 WHERE first_time_utc_s = {february}"),
        format!("UPDATE packed_rows SET batch_id = 7 WHERE first_time_utc_s = {february}"),
        format!("UPDATE packed_rows SET batch_id = NULL WHERE first_time_utc_s = {february}"),
        format!("UPDATE packed_rows SET crc32 = crc32 + 1 WHERE first_time_utc_s = {february}"),
        format!(
            "UPDATE packed_rows SET first_time_utc_s = {february} + 1 WHERE first_time_utc_s = {february}"
        ),
        format!("UPDATE packed_rows SET bytes = substr(bytes, 1, 200) WHERE first_time_utc_s = {february}"),
        format!("UPDATE packed_rows SET bytes = x'' WHERE first_time_utc_s = {february}"),
        format!("DELETE FROM packed_rows WHERE first_time_utc_s = {february}"),
        format!("DELETE FROM packed_rows WHERE first_time_utc_s >= {february}"),
        "DELETE FROM month_checksum WHERE month = '2026-02'".to_owned(),
        "UPDATE month_checksum SET crc32 = crc32 + 1 WHERE month = '2026-02'".to_owned(),
        "UPDATE month_checksum SET row_count = 1 WHERE month = '2026-02'".to_owned(),
        "UPDATE month_checksum SET crc32 = -1 WHERE month = '2026-02'".to_owned(),
    ] {
        let disk = OnDisk::with(std::slice::from_ref(&whole));
        disk.tamper(&sql);
        let mut cache = disk.open();
        let stored = &cache.load_all().unwrap()[0];
        assert_eq!(
            (stored.damaged_months.as_slice(), stored.series.len()),
            (&["2026-02".to_owned()][..], 96),
            "{sql}"
        );
        let report = cache.integrity().unwrap();
        assert_eq!(
            report.damaged_months,
            [DamagedMonth { key: key("price.btc.usd"), month: "2026-02".into() }],
            "{sql}"
        );
        // A stretch across both months holds what is sound.
        let (from, to) = (day("2026-01-31"), day("2026-02-25"));
        let between = cache.load_between(&key("price.btc.usd"), from, to).unwrap().unwrap();
        assert!(
            between.times().iter().all(|time| time.0 < february || !sql.contains(&february.to_string())),
            "{sql}"
        );
        assert!(between.len() >= 24, "{sql}");
        // What arrives for the month replaces it, and nothing blesses what lies there.
        let outcome = cache.repair(&batch("repair"), std::slice::from_ref(&whole)).unwrap();
        assert_eq!(outcome.reports[0].damaged_months, ["2026-02"], "{sql}");
        assert!(cache.integrity().unwrap().is_sound(), "{sql}");
        assert_eq!(bits(&cache.load_all().unwrap()), bits(&[as_stored(&whole)]), "{sql}");
    }
}

#[test]
fn packed_rows_of_an_unknown_series_are_damage() {
    for sql in [
        "INSERT INTO packed_rows VALUES(9, 0, 0, 1, 1, 0, x'00')",
        // A plain series has no packed rows, a packed one no plain rows.
        "INSERT INTO packed_rows VALUES(2, 0, 0, 1, 1, 0, x'00')",
        "INSERT INTO candle_row(series_key, time_utc_s, batch_id) VALUES(1, 0, 1)",
    ] {
        let disk = OnDisk::with(&[hours("price.btc.usd", "2026-01-28", 30), scalar("a", &[1.0])]);
        disk.tamper(sql);
        assert!(disk.open().load_all().unwrap_err().is_damage(), "{sql}");
    }
}

#[test]
fn a_stretch_is_what_the_whole_holds_of_it() {
    let whole = hours("price.btc.usd", "2025-11-20", 2_000);
    let mut cache = Cache::in_memory().unwrap();
    cache.put(&batch("first"), std::slice::from_ref(&whole)).unwrap();
    let series = &whole.series;
    let mut reader = cache.reader(&key("price.btc.usd")).unwrap().unwrap();
    for (from, count) in [(0, 1), (0, 2_000), (500, 24), (263, 2), (1_999, 1), (1_990, 50), (700, 0)] {
        let first = series.times()[from];
        let last = UnixSecs(first.0 + 3_600 * (count - 1));
        let found = reader.between(first, last).unwrap();
        let until = (from + usize::try_from(count).unwrap()).min(2_000);
        assert_eq!(found.times(), &series.times()[from..until]);
        assert_eq!(found.values(), &series.values()[from..until]);
    }
    let outside = reader.between(day("2020-01-01"), day("2025-11-19")).unwrap();
    assert!(outside.is_empty());
    assert_eq!(reader.between(UnixSecs(i64::MIN), UnixSecs(i64::MAX)).unwrap().len(), 2_000);
    drop(reader);
    assert!(cache.load_between(&key("other"), day("2020-01-01"), NOW).unwrap().is_none());
}

#[test]
fn a_break_gives_up_and_nothing_is_stored() {
    let big = sorted(&minutes_of("price.btc.usd", "2026-01-01", 130_000));
    for stop_after in [0, 1] {
        let mut cache = Cache::in_memory().unwrap();
        let (calls, most) = (Cell::new(0), Cell::new(0));
        let progress = |rows: u64| {
            assert!(rows - most.get() <= 100_000, "{} rows without a word", rows - most.get());
            most.set(rows);
            calls.set(calls.get() + 1);
            if calls.get() > stop_after { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let error = cache.put_sorted(&batch("big"), std::slice::from_ref(&big), &progress).unwrap_err();
        assert!(error.is_cancelled() && !error.is_damage(), "{error}");
        assert_eq!(error.to_string(), "cancelled, nothing was stored");
        assert!(cache.load_all().unwrap().is_empty() && cache.batches().unwrap().is_empty());
        assert!(crcs(&cache).is_empty());
        cache.put_sorted(&batch("big"), std::slice::from_ref(&big), &go_on).unwrap();
        assert_eq!(cache.summaries().unwrap()[0].rows, 130_000);
    }
}

#[test]
fn rows_that_no_series_can_have_are_refused() {
    let good = hours("price.btc.usd", "2026-01-28", 30);
    let rows = |change: fn(&mut crate::io::packed::RowBlock)| {
        let mut block = sorted(&good).rows.blocks().next().unwrap().unwrap();
        change(&mut block);
        SortedIncoming { rows: SortedRows::from_block(5, &block), ..sorted(&good) }
    };
    for (bad, words) in [
        (rows(|block| block.cells[0][3] = 0.0), "a price above 0"),
        (rows(|block| block.cells[4][3] = -1.0), "a volume of 0 or more"),
        (rows(|block| block.cells[1][3] = 1.0), "enclose"),
        (rows(|block| block.cells[3][3] = f64::INFINITY), "a finite number"),
    ] {
        let mut cache = Cache::in_memory().unwrap();
        let error = cache.put_sorted(&batch("bad"), &[bad], &go_on).unwrap_err();
        assert!(error.to_string().contains(words) && !error.is_damage(), "{error}");
        assert!(cache.load_all().unwrap().is_empty());
    }
}

#[test]
fn a_removed_packed_series_comes_back_to_the_bit_and_is_purged_whole() {
    let mut cache = Cache::in_memory().unwrap();
    cache.put(&batch("first"), &[hours("price.btc.usd", "2026-01-28", 800)]).unwrap();
    cache.put(&later("second", 1), &[hours_lifted("price.btc.usd", "2026-01-29", 5, 2.0)]).unwrap();
    let before = bits(&cache.load_all().unwrap());
    cache.remove_series(&[key("price.btc.usd")], NOW).unwrap();
    assert!(cache.load_all().unwrap().is_empty());
    assert_eq!(cache.restore_series(&[key("price.btc.usd")]).unwrap(), [key("price.btc.usd")]);
    assert_eq!(bits(&cache.load_all().unwrap()), before);
    assert_eq!(cache.revisions(&key("price.btc.usd")).unwrap().len(), 5);
    cache.remove_series(&[key("price.btc.usd")], NOW).unwrap();
    cache.purge_removed().unwrap();
    assert!(crcs(&cache).is_empty());
    assert!(cache.integrity().unwrap().is_sound());
}

#[test]
fn a_packed_row_stands_as_it_was_known() {
    let mut cache = Cache::in_memory().unwrap();
    let old = hours("price.btc.usd", "2026-01-28", 60);
    cache.put(&batch("first"), std::slice::from_ref(&old)).unwrap();
    let new = hours_lifted("price.btc.usd", "2026-01-29", 50, 2.0);
    let second = cache.put(&later("second", 3), std::slice::from_ref(&new)).unwrap();
    assert_eq!((second.reports[0].rows_changed, second.reports[0].rows_new), (36, 14));
    let known = cache.load_all_as_known(NOW).unwrap();
    assert_eq!(bits(&known)[0], bits(&[as_stored(&old)])[0]);
    let report = cache.take_back(second.batch.unwrap(), NOW, &[]).unwrap();
    assert_eq!((report.rows_restored, report.rows_removed), (36, 14));
    assert_eq!(bits(&cache.load_all().unwrap()), bits(&[as_stored(&old)]));
}

/// Every replaced value, a gap as one pattern.
fn older_values(cache: &Cache) -> Vec<(UnixSecs, u64, BatchId)> {
    let revisions = cache.revisions(&key("price.btc.usd")).unwrap();
    revisions.iter().map(|old| (old.time, old.old_value.to_bits(), old.replaced_by)).collect()
}

/// Rows of batches that overlap, hourly or daily.
fn any_batches() -> impl Strategy<Value = Vec<Incoming>> {
    let rows = prop::collection::vec((1_i64..30, 1_u32..1_000, any::<bool>()), 1..400);
    (prop::collection::vec((rows, 0_i64..2_000), 1..4), any::<bool>()).prop_map(|(parts, is_hourly)| {
        let (cadence, step) = if is_hourly { (Cadence::Intraday, 3_600) } else { (Cadence::Daily, 86_400) };
        let part = |(rows, from): (Vec<(i64, u32, bool)>, i64)| {
            let mut time = day("2024-01-01").0 + from * step;
            let (mut times, mut cells) = (Vec::new(), Ohlcv::default());
            let mut volume = Vec::new();
            for (steps, price, has_gap) in rows {
                time += step * (steps / 20 + 1);
                times.push(UnixSecs(time));
                let price = f64::from(price) / 8.0;
                cells.open.push(price);
                cells.high.push(price + 1.5);
                cells.low.push(price / 2.0);
                cells.close.push(if has_gap { f64::NAN } else { price + 0.25 });
                volume.push(if has_gap { f64::NAN } else { price });
            }
            cells.volume = Some(volume);
            let columns = Columns::Ohlcv(Box::new(cells));
            let series = Series::new(key("price.btc.usd"), Unit::Usd, cadence, times, columns).unwrap();
            Incoming { series, provenance: provenance() }
        };
        parts.into_iter().map(part).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn packed_rows_are_stored_as_the_same_series_would_be(parts in any_batches(), days in 0_i64..3) {
        let mut one = Cache::in_memory().unwrap();
        let mut other = Cache::in_memory().unwrap();
        for (n, part) in parts.iter().enumerate() {
            let batch = later("part", n as i64 * days);
            let packed = [sorted(part)];
            prop_assert_eq!(
                one.preview(std::slice::from_ref(part)).unwrap(),
                other.preview_sorted(&packed).unwrap()
            );
            let plain = one.put(&batch, std::slice::from_ref(part)).unwrap();
            prop_assert_eq!(plain, other.put_sorted(&batch, &packed, &go_on).unwrap());
        }
        for n in (0..parts.len() as i64).rev() {
            prop_assert_eq!(bits(&one.load_all().unwrap()), bits(&other.load_all().unwrap()));
            prop_assert_eq!(older_values(&one), older_values(&other));
            prop_assert!(one.integrity().unwrap().is_sound() && other.integrity().unwrap().is_sound());
            prop_assert_eq!(
                one.take_back(BatchId(n + 1), NOW, &[]).ok(),
                other.take_back(BatchId(n + 1), NOW, &[]).ok()
            );
        }
    }
}

//! Fetches: rows that were not over yet, where fetching stands, what became of refreshes.

use super::*;
use crate::domain::live::RetargetEstimate;
use crate::io::cache::refresh_log::KEPT;
use crate::io::http::Validators;

fn fetch(at: &str) -> Batch {
    Batch { kind: "refresh".to_owned(), name: "bitstamp".to_owned(), dialect: String::new(), at: day(at) }
}

fn import(at: &str) -> Batch {
    Batch { at: day(at), ..batch("b.csv") }
}

fn state(id: &str) -> FetchState {
    FetchState {
        key: key(id),
        reached_start: true,
        validators: Validators { etag: Some("\"7\"".to_owned()), last_modified: None },
        asked_at: NOW,
        error: None,
    }
}

fn with_cadence(first: &str, step_secs: i64, cadence: Cadence, values: &[f64]) -> Incoming {
    let times = (0..).map(|n| UnixSecs(day(first).0 + n * step_secs)).take(values.len()).collect();
    let columns = Columns::Scalar(values.to_vec());
    let series = Series::new(key("a"), Unit::Usd, cadence, times, columns).unwrap();
    Incoming { series, provenance: provenance() }
}

#[test]
fn a_day_that_was_not_over_is_named_and_grows_without_a_vintage() {
    let mut cache = Cache::in_memory().unwrap();
    let first = scalar_from("a", "2026-02-03", &[1.0, 2.0, 3.0]);
    cache.put_fetched(&fetch("2026-02-05T12:00:00Z"), &[first], &[]).unwrap();
    assert_eq!(cache.load_all().unwrap()[0].unfinished_from, Some(day("2026-02-05")));
    let next = [scalar_from("a", "2026-02-04", &[2.5, 3.5, 4.0])];
    let expected = cache.preview(&next).unwrap();
    assert_eq!((expected[0].rows_changed, expected[0].rows_grown, expected[0].rows_new), (2, 1, 1));
    let outcome = cache.put_fetched(&fetch("2026-02-06T12:00:00Z"), &next, &[]).unwrap();
    assert_eq!(outcome.reports, expected);
    // The day that was over has been revised, the one that was not has grown.
    let revisions = cache.revisions(&key("a")).unwrap();
    assert_eq!((revisions.len(), revisions[0].time, revisions[0].old_value), (1, day("2026-02-04"), 2.0));
    assert_eq!(cache.load(&key("a")).unwrap().unwrap().unfinished_from, Some(day("2026-02-06")));
    assert!(cache.integrity().unwrap().is_sound());
}

#[test]
fn every_cadence_has_its_own_end_of_a_row() {
    let hour = 3_600;
    for (cadence, step, seen, unfinished) in [
        (Cadence::Daily, 24 * hour, "2026-02-03T23:59:59Z", Some("2026-02-03")),
        (Cadence::Daily, 24 * hour, "2026-02-04", None),
        (Cadence::Intraday, hour, "2026-02-01T02:59:59Z", Some("2026-02-01T02:00:00Z")),
        (Cadence::Intraday, hour, "2026-02-01T03:00:00Z", None),
        (Cadence::Intraday, hour, "2026-02-01T01:30:00Z", Some("2026-02-01T01:00:00Z")),
        (Cadence::Intraday, hour / 4, "2026-02-01T00:44:59Z", Some("2026-02-01T00:30:00Z")),
        (Cadence::Intraday, hour / 4, "2026-02-01T00:45:00Z", None),
        (Cadence::Weekly, 7 * 24 * hour, "2026-02-21T00:00:00Z", Some("2026-02-15")),
        (Cadence::Weekly, 7 * 24 * hour, "2026-02-22T00:00:00Z", None),
        (Cadence::Irregular, 24 * hour, "2026-02-03T01:00:00Z", None),
    ] {
        let mut cache = Cache::in_memory().unwrap();
        let rows = with_cadence("2026-02-01", step, cadence, &[1.0, 2.0, 3.0]);
        cache.put_fetched(&fetch(seen), &[rows], &[]).unwrap();
        let stored = cache.load_all().unwrap();
        assert_eq!(stored[0].unfinished_from, unfinished.map(day), "{cadence:?} seen {seen}");
    }
}

#[test]
fn the_same_values_seen_when_the_day_is_over_finish_it() {
    let mut cache = Cache::in_memory().unwrap();
    let rows = || [scalar_from("a", "2026-02-04", &[1.0, 2.0])];
    cache.put_fetched(&fetch("2026-02-05T12:00:00Z"), &rows(), &[]).unwrap();
    // Still the same day: nothing is written.
    assert_eq!(cache.put_fetched(&fetch("2026-02-05T13:00:00Z"), &rows(), &[]).unwrap().batch, None);
    assert_eq!(cache.load_all().unwrap()[0].unfinished_from, Some(day("2026-02-05")));
    // An import may be taken back and finishes nothing.
    assert_eq!(cache.put(&import("2026-02-06T00:00:00Z"), &rows()).unwrap().batch, None);
    let outcome = cache.put_fetched(&fetch("2026-02-06T00:00:00Z"), &rows(), &[]).unwrap();
    assert_eq!((outcome.reports[0].rows_same, outcome.batch.is_some()), (2, true));
    assert_eq!(cache.load_all().unwrap()[0].unfinished_from, None);
    // From now on a change is a revision.
    let revised = [scalar_from("a", "2026-02-05", &[9.0])];
    let outcome = cache.put_fetched(&fetch("2026-02-06T01:00:00Z"), &revised, &[]).unwrap();
    assert_eq!((outcome.reports[0].rows_changed, outcome.reports[0].rows_grown), (1, 0));
    assert_eq!(cache.revisions(&key("a")).unwrap().len(), 1);
}

#[test]
fn an_import_over_an_unfinished_day_is_taken_back_exactly() {
    let mut cache = Cache::in_memory().unwrap();
    let rows = [scalar_from("a", "2026-02-04", &[1.0, 2.0])];
    cache.put_fetched(&fetch("2026-02-05T12:00:00Z"), &rows, &[]).unwrap();
    let before = cache.load_all().unwrap();
    let rows = [scalar_from("a", "2026-02-05", &[7.0, 8.0])];
    let outcome = cache.put(&import("2026-02-05T13:00:00Z"), &rows).unwrap();
    assert_eq!(outcome.reports[0].rows_grown, 1);
    assert_eq!(cache.revisions(&key("a")).unwrap().len(), 1);
    let report = cache.take_back(outcome.batch.unwrap(), NOW, &[]).unwrap();
    assert_eq!((report.rows_restored, report.rows_removed), (1, 1));
    assert_eq!(cache.load_all().unwrap(), before);
}

#[test]
fn a_fetch_that_outgrows_an_import_takes_over_what_the_import_had_replaced() {
    let mut cache = Cache::in_memory().unwrap();
    let put = |cache: &mut Cache, batch: &Batch, value: f64| {
        cache.put(batch, &[scalar_from("a", "2026-02-05", &[value])]).unwrap().batch.unwrap()
    };
    put(&mut cache, &import("2026-02-05T01:00:00Z"), 1.0);
    let second = put(&mut cache, &import("2026-02-05T02:00:00Z"), 2.0);
    let fetched = [scalar_from("a", "2026-02-05", &[3.0])];
    cache.put_fetched(&fetch("2026-02-05T03:00:00Z"), &fetched, &[]).unwrap();
    let known =
        |cache: &Cache, at: &str| cache.load_all_as_known(day(at)).unwrap()[0].series.values().to_vec();
    assert_eq!(known(&cache, "2026-02-05T02:30:00Z"), [1.0]);
    let report = cache.take_back(second, NOW, &[]).unwrap();
    assert_eq!((report.rows_restored, report.rows_removed), (0, 0));
    assert_eq!(known(&cache, "2026-02-05T03:00:00Z"), [3.0]);
    assert_eq!(cache.revisions(&key("a")).unwrap().len(), 1);
    assert!(cache.integrity().unwrap().is_sound());
}

#[test]
fn rows_and_where_fetching_stands_are_stored_together_or_not_at_all() {
    let disk = OnDisk::empty();
    let mut cache = disk.open();
    cache.put_fetched(&fetch("2026-02-05"), &[scalar("a", &[1.0])], &[state("a")]).unwrap();
    let misfit = with_cadence("2026-02-01", 3_600, Cadence::Intraday, &[1.0]);
    let later = FetchState { reached_start: false, ..state("a") };
    cache.put_fetched(&fetch("2026-02-06"), &[misfit], &[later]).unwrap_err();
    drop(cache);
    assert_eq!(disk.open().fetch_states().unwrap(), [state("a")]);
}

#[test]
fn a_state_is_believed_only_as_far_as_rows_bear_it_out() {
    let disk = OnDisk::with(&[scalar("a", &[1.0])]);
    let mut cache = disk.open();
    let failed = FetchState { error: Some("no answer".to_owned()), ..state("b") };
    cache.note_fetch(&failed).unwrap();
    cache.note_fetch(&state("a")).unwrap();
    let bare = FetchState { reached_start: false, validators: Validators::default(), ..failed };
    assert_eq!(cache.fetch_states().unwrap(), [state("a"), bare]);
    // Taken back, its rows are asked for from the beginning.
    let first = cache.batches().unwrap()[0].id;
    cache.take_back(first, NOW, &[]).unwrap();
    cache.put(&batch("other"), &[scalar("a", &[5.0])]).unwrap();
    assert!(cache.fetch_states().unwrap().iter().all(|state| !state.reached_start));
}

#[test]
fn a_damaged_state_counts_as_unknown() {
    for change in [
        "reached_start = 0",
        "etag = 'other'",
        "etag = NULL",
        "last_modified = ''",
        "error = ''",
        "asked_at_utc_s = 7",
        "source_id = 'Not A Source'",
        "series_id = 'b'",
        "crc32 = -1",
    ] {
        let disk = OnDisk::with(&[scalar("a", &[1.0]), scalar("b", &[1.0])]);
        disk.open().note_fetch(&state("a")).unwrap();
        disk.tamper(&format!("UPDATE fetch_state SET {change}"));
        assert_eq!(disk.open().fetch_states().unwrap(), [], "{change}");
    }
}

fn record(n: u64) -> RefreshRecord {
    RefreshRecord {
        began_at: NOW,
        ended_at: NOW.plus_days(1),
        series: "price.btc.usd".to_owned(),
        source: (!n.is_multiple_of(2)).then(SourceId::case_file),
        rows_new: n,
        rows_changed: 2,
        rows_rejected: 3,
        error: n.is_multiple_of(2).then(|| "nobody answered".to_owned()),
    }
}

#[test]
fn refreshes_come_back_newest_first_and_only_so_many_are_kept() {
    let disk = OnDisk::empty();
    let mut cache = disk.open();
    cache.record_refresh(&[record(1), record(2)]).unwrap();
    assert_eq!(cache.refreshes(9).unwrap(), [record(2), record(1)]);
    assert_eq!(cache.refreshes(1).unwrap(), [record(2)]);
    let kept = u64::try_from(KEPT).unwrap();
    let many: Vec<_> = (3..=kept + 10).map(record).collect();
    cache.record_refresh(&many).unwrap();
    let all = cache.refreshes(usize::MAX).unwrap();
    assert_eq!((all.len() as u64, &all[0], all.last()), (kept, &record(kept + 10), Some(&record(11))));
    drop(cache);
    disk.tamper("UPDATE refresh_log SET rows_new = 1 WHERE record_id % 10 <> 0");
    let sound = disk.open().refreshes(usize::MAX).unwrap();
    assert!(sound.len() as u64 == kept / 10 && sound.iter().all(|record| record.rows_new % 10 == 0));
}

#[test]
fn estimates_are_kept_and_those_that_were_changed_are_not_shown() {
    let estimate = |n: u32| RetargetEstimate {
        source: SourceId::case_file(),
        seen_at: NOW,
        progress_percent: 33.3,
        change_percent: -1.25,
        remaining_blocks: n,
        next_height: 2016 * n,
        expected_at: NOW.plus_days(7),
    };
    let disk = OnDisk::empty();
    let mut cache = disk.open();
    cache.put_estimate(&estimate(1)).unwrap();
    cache.put_estimate(&RetargetEstimate { change_percent: f64::NAN, ..estimate(2) }).unwrap_err();
    cache.put_estimate(&estimate(3)).unwrap();
    assert_eq!(cache.estimates(9).unwrap(), [estimate(3), estimate(1)]);
    drop(cache);
    disk.tamper("UPDATE retarget_estimate SET change_percent = 99 WHERE remaining_blocks = 3");
    assert_eq!(disk.open().estimates(9).unwrap(), [estimate(1)]);
}

#[test]
fn a_summary_counts_older_values_and_guesses_bytes_within_a_quarter() {
    let values: Vec<f64> = (0..20_000).map(|n| 1.5 + f64::from(n)).collect();
    let revised: Vec<f64> = values.iter().map(|value| value + 0.25).collect();
    let candles_of = |offset: f64| {
        let column = || values.iter().map(|value| value + offset).collect::<Vec<_>>();
        let ohlcv =
            Ohlcv { open: column(), high: column(), low: column(), close: column(), volume: Some(column()) };
        let times = (0..).map(|n| day("1971-01-01").plus_days(n)).take(values.len()).collect();
        let columns = Columns::Ohlcv(Box::new(ohlcv));
        let series = Series::new(key("price.btc.usd"), Unit::Usd, Cadence::Daily, times, columns).unwrap();
        Incoming { series, provenance: provenance() }
    };
    for puts in [
        vec![scalar_from("a", "1971-01-01", &values)],
        vec![scalar_from("a", "1971-01-01", &values), scalar_from("a", "1971-01-01", &revised)],
        vec![candles_of(0.0)],
        vec![candles_of(0.0), candles_of(0.5)],
    ] {
        let disk = OnDisk::empty();
        let mut cache = disk.open();
        let empty = cache.size_bytes();
        for incoming in &puts {
            cache.put(&batch("b"), std::slice::from_ref(incoming)).unwrap();
        }
        cache.conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let taken = cache.size_bytes().saturating_sub(empty) as f64;
        let summary = &cache.summaries().unwrap()[0];
        assert_eq!(summary.vintages, 20_000 * (puts.len() as u64 - 1));
        let ratio = summary.bytes as f64 / taken;
        assert!((0.75..1.25).contains(&ratio), "{} guessed, {taken} taken: {ratio}", summary.bytes);
    }
}

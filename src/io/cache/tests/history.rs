//! Batches: counting, keeping what they replace, taking them back.

use proptest::prelude::*;

use super::*;

fn counts(report: &PutReport) -> (u64, u64, u64) {
    (report.rows_new, report.rows_changed, report.rows_same)
}

#[test]
fn a_put_counts_new_changed_and_same_rows_and_preview_says_so_before() {
    let mut cache = Cache::in_memory().unwrap();
    let first = [scalar("a", &[1.0, 2.0, f64::NAN])];
    assert_eq!(counts(&cache.preview(&first).unwrap()[0]), (3, 0, 0));
    assert_eq!(cache.load_all().unwrap().len(), 0);
    cache.put(&batch("first"), &first).unwrap();
    let second = [scalar("a", &[1.0, 2.5, f64::NAN, 4.0]), scalar("b", &[1.0])];
    let expected = cache.preview(&second).unwrap();
    let outcome = cache.put(&batch("second"), &second).unwrap();
    assert_eq!(outcome.reports, expected);
    assert_eq!(counts(&expected[0]), (1, 1, 2));
    assert_eq!((expected[0].from, expected[0].to), (Some(day("2026-01-30")), Some(day("2026-02-02"))));
    let revisions = cache.revisions(&key("a")).unwrap();
    assert_eq!((revisions.len(), revisions[0].old_value, revisions[0].time), (1, 2.0, day("2026-01-31")));
    assert_eq!(Some(revisions[0].replaced_by), outcome.batch);
}

#[test]
fn rows_that_are_not_mentioned_stay() {
    let mut cache = Cache::in_memory().unwrap();
    cache.put(&batch("first"), &[scalar("a", &[1.0, 2.0, 3.0])]).unwrap();
    cache.put(&batch("second"), &[scalar_from("a", "2026-01-31", &[9.0])]).unwrap();
    assert_eq!(cache.load_all().unwrap()[0].series.values(), [1.0, 9.0, 3.0]);
}

#[test]
fn a_batch_that_changes_nothing_leaves_only_a_later_sight() {
    let mut cache = Cache::in_memory().unwrap();
    cache.put(&batch("first"), &[scalar("a", &[1.0])]).unwrap();
    let mut again = scalar("a", &[1.0]);
    again.provenance.seen_at = NOW.plus_days(1);
    assert_eq!(cache.put(&batch("second"), &[again]).unwrap().batch, None);
    assert_eq!(cache.batches().unwrap().len(), 1);
    assert_eq!(cache.summaries().unwrap()[0].provenance.seen_at, NOW.plus_days(1));
}

#[test]
fn what_does_not_fit_is_refused_as_a_whole() {
    let mut cache = Cache::in_memory().unwrap();
    cache.put(&batch("first"), &[scalar("price.btc.usd", &[1.0])]).unwrap();
    let with = |unit, cadence| {
        let times = vec![day("2026-02-01")];
        let id = key("price.btc.usd");
        let series = Series::new(id, unit, cadence, times, Columns::Scalar(vec![1.0])).unwrap();
        Incoming { series, provenance: provenance() }
    };
    let far = scalar("far", &[1.0]).series;
    let far = Series::new(key("far"), far.unit(), far.cadence(), vec![UnixSecs(-1)], far.columns().clone());
    for misfit in [
        candles(3),
        with(Unit::Number, Cadence::Daily),
        with(Unit::Usd, Cadence::Intraday),
        with(Unit::Usd, Cadence::Weekly),
        Incoming { series: far.unwrap(), provenance: provenance() },
        scalar("fits", &[1.0]),
    ] {
        let batches = [scalar("fits", &[2.0]), misfit];
        let error = cache.put(&batch("second"), &batches).unwrap_err();
        assert!(!error.is_damage(), "{error}");
        assert_eq!(cache.preview(&batches).unwrap_err().to_string(), error.to_string());
        assert_eq!((cache.load_all().unwrap().len(), cache.batches().unwrap().len()), (1, 1));
    }
}

#[test]
fn taking_back_an_earlier_batch_keeps_what_a_later_one_brought() {
    let mut cache = Cache::in_memory().unwrap();
    let put = |cache: &mut Cache, values: &[f64]| {
        cache.put(&batch("b"), &[scalar("a", values)]).unwrap().batch.unwrap()
    };
    put(&mut cache, &[1.0, 1.0]);
    let second = put(&mut cache, &[2.0, 2.0, 2.0, 2.0]);
    let third = put(&mut cache, &[3.0, 2.0, 3.0]);
    let report = cache.take_back(second, NOW, &[]).unwrap();
    assert_eq!(
        (report.rows_restored, report.rows_removed, report.rows_replaced_later, report.rows_lost),
        (1, 1, 2, 0)
    );
    assert_eq!(cache.load_all().unwrap()[0].series.values(), [3.0, 1.0, 3.0]);
    cache.take_back(third, NOW, &[]).unwrap();
    assert_eq!(cache.load_all().unwrap()[0].series.values(), [1.0, 1.0]);
    assert!(cache.integrity().unwrap().is_sound());
}

#[test]
fn a_batch_is_taken_back_once_and_an_unknown_one_never() {
    let mut cache = Cache::in_memory().unwrap();
    let id = cache.put(&batch("b"), &[scalar("a", &[1.0])]).unwrap().batch.unwrap();
    cache.take_back(id, NOW, &[]).unwrap();
    assert!(matches!(cache.take_back(id, NOW, &[]).unwrap_err().fault, CacheFault::TakenBack(_)));
    assert!(matches!(cache.take_back(BatchId(99), NOW, &[]).unwrap_err().fault, CacheFault::UnknownBatch(_)));
    assert!(cache.load_all().unwrap().is_empty());
    assert_eq!(cache.batches().unwrap()[0].taken_back_at, Some(NOW));
}

#[test]
fn the_case_file_goes_in_once_and_comes_back_whole() {
    let case = crate::io::case_file::bundled().unwrap();
    let disk = OnDisk::with(&case.incoming);
    let mut cache = disk.open();
    let stored = cache.load_all().unwrap();
    assert_eq!(stored.len(), case.incoming.len());
    for (stored, incoming) in stored.iter().zip(&case.incoming) {
        assert_eq!((&stored.series, &stored.provenance), (&incoming.series, &incoming.provenance));
    }
    assert_eq!(cache.put(&batch("again"), &case.incoming).unwrap().batch, None);
}

/// Series `a` or `b`, first day, values from a small set so that equal rows are common.
fn any_batch() -> impl Strategy<Value = (bool, i64, Vec<u8>)> {
    (any::<bool>(), 0..60_i64, prop::collection::vec(0..4_u8, 1..50))
}

fn incoming_of((second, first, values): &(bool, i64, Vec<u8>)) -> Incoming {
    let values: Vec<f64> =
        values.iter().map(|value| if *value == 0 { f64::NAN } else { f64::from(*value) * 0.1 }).collect();
    let first = day("2026-01-01").plus_days(*first).iso_date();
    scalar_from(if *second { "b" } else { "a" }, &first, &values)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn batches_taken_back_in_any_order_leave_the_first_content(
        base in any_batch(),
        (batches, order) in prop::collection::vec(any_batch(), 1..6)
            .prop_flat_map(|batches| {
                let order: Vec<usize> = (0..batches.len()).collect();
                (Just(batches), Just(order).prop_shuffle())
            }),
    ) {
        let mut cache = Cache::in_memory().unwrap();
        cache.put(&batch("base"), &[incoming_of(&base)]).unwrap();
        let before = bits(&cache.load_all().unwrap());
        let mut ids = Vec::new();
        for values in &batches {
            let incoming = [incoming_of(values)];
            let expected = cache.preview(&incoming).unwrap();
            let outcome = cache.put(&batch("b"), &incoming).unwrap();
            prop_assert_eq!(&outcome.reports, &expected);
            let report = &expected[0];
            let rows = report.rows_new + report.rows_changed + report.rows_same;
            prop_assert_eq!(rows, incoming[0].series.len() as u64);
            // The incoming rows are what is stored now.
            let stored = cache.load(incoming[0].series.key()).unwrap().unwrap().series;
            for (time, value) in incoming[0].series.times().iter().zip(incoming[0].series.values()) {
                let row = stored.row_at_or_before(*time).unwrap();
                prop_assert!(stored.values()[row].to_bits() == value.to_bits() || value.is_nan());
                prop_assert_eq!(stored.values()[row].is_nan(), value.is_nan());
            }
            ids.push(outcome.batch);
        }
        for index in order {
            if let Some(id) = ids[index] {
                cache.take_back(id, NOW, &[]).unwrap();
                prop_assert!(cache.integrity().unwrap().is_sound());
            }
        }
        prop_assert_eq!(bits(&cache.load_all().unwrap()), before);
        prop_assert!(cache.revisions(&key("a")).unwrap().is_empty());
        prop_assert!(cache.revisions(&key("b")).unwrap().is_empty());
    }
}

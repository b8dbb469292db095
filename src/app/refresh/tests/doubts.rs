//! Answers that must not be believed leave no trace among the rows.

use super::{Bench, Fault, ONE, TETHER, TWO, WHOLE, WITH_FUNDS, day};
use crate::io::http::Secret;

/// Whatever the first source says, nothing of it is stored and the second one is asked.
#[track_caller]
fn refused(body: &'static str, expected: &str) {
    let bench = Bench::new(25, &[&ONE, &TWO]);
    bench.refresh_at(day(24));
    bench.market.rows.borrow_mut().extend((25..30).map(|day| (day, 110.0)));
    let before = bench.stored("one").unwrap();
    bench.market.fail_once("one", 0, Fault::Body(body));
    let report = bench.refresh_at(day(29));
    let outcome = &report.series[0];
    assert_eq!(bench.stored("one").unwrap(), before, "{body}");
    assert_eq!(outcome.source.as_ref().unwrap().as_str(), "two", "{report:?}");
    assert_eq!((outcome.error.as_deref(), outcome.rows_new), (None, 30));
    let (source, why) = &outcome.tried[0];
    assert!(source.as_str() == "one" && why.contains(expected), "{why}");
    assert!(bench.state("one").unwrap().error.unwrap().contains(expected));
}

#[test]
fn a_page_that_is_not_understood_is_refused() {
    refused("22 102.75\n<html lang>\n", "was not taken: expected a day and a value");
}

#[test]
fn other_days_than_asked_are_refused() {
    let expected = "was asked for 2020-01-23 to 2020-01-30 and answered with other days";
    refused("2 100.25\n3 100.375\n4 100.5\n", expected);
}

#[test]
fn a_day_that_has_not_come_is_refused() {
    refused("24 103\n39 104\n", "dated 2020-02-09, and today is 2020-01-30");
}

#[test]
fn a_value_over_ten_times_the_stored_one_is_held_back() {
    refused(
        "22 102.75\n23 102.875\n24 1031\n",
        "over 10 times away from the 103 that is stored for 2020-01-25",
    );
    refused("22 102.75\n23 1.02\n24 103\n", "over 10 times away");
    refused("25 1031\n26 1032\n", "over 10 times away");
}

#[test]
fn an_answer_without_rows_where_there_were_rows_is_refused() {
    refused("", "answered without a row for 2020-01-23 to 2020-01-30, where it had rows before");
}

#[test]
fn the_rows_of_a_refused_page_are_counted() {
    let bench = Bench::new(25, &[&ONE]);
    bench.refresh_at(day(24));
    bench.market.fail_once("one", 0, Fault::Body("22 1\n23 1\n24 1\n"));
    let report = bench.refresh_at(day(24));
    assert_eq!((report.series[0].rows_rejected, report.series[0].rows_new), (3, 0));
}

#[test]
fn a_neighbour_of_the_window_is_dropped_without_a_word() {
    let bench = Bench::new(25, &[&ONE]);
    bench.market.fail_once(
        "one",
        0,
        Fault::Body("19 102.375\n20 102.5\n21 102.625\n22 102.75\n23 102.875\n24 103\n"),
    );
    let report = bench.refresh_at(day(24));
    assert_eq!(
        (report.series[0].rows_rejected, report.series[0].rows_new, report.series[0].rows_same),
        (0, 25, 0)
    );
}

#[test]
fn a_page_that_fails_leaves_the_pages_before_it() {
    let bench = Bench::new(45, &[&ONE, &TWO]);
    bench.market.fail_once("one", 2, Fault::Status(500));
    let report = bench.refresh_at(day(44));
    let outcome = &report.series[0];
    assert_eq!(outcome.source.as_ref().unwrap().as_str(), "two");
    assert!(outcome.tried[0].1.contains("15 rows it gave before are stored"), "{outcome:?}");
    assert_eq!(bench.rows("one").keys().copied().collect::<Vec<_>>(), (30..45).collect::<Vec<_>>());
    assert_eq!(bench.rows("two").len(), 45);
    assert!(!bench.state("one").unwrap().reached_start);
    bench.refresh_at(day(44));
    assert_eq!(bench.rows("one").len(), 45, "the past is gone on with");
}

#[test]
fn days_before_bitcoin_are_refused() {
    let bench = Bench::new(25, &[&WHOLE, &TWO]);
    bench.market.fail_once("whole", 0, Fault::Body("-5000 103\n24 103\n"));
    let report = bench.refresh_at(day(24));
    assert!(report.series[0].tried[0].1.contains("before Bitcoin began"), "{report:?}");
    assert!(bench.stored("whole").is_none());
}

#[test]
fn what_comes_along_may_fail_without_the_series_failing() {
    let bench = Bench::new(5, &[&WITH_FUNDS, &TWO]);
    bench.market.fail_once("funds", 1, Fault::Body("3 7\n"));
    let report = bench.refresh_at(day(4));
    let ids: Vec<_> = report.series.iter().map(|one| (one.id.as_str(), one.rows_new)).collect();
    assert_eq!(ids, [("price.btc.usd", 5), ("price.btc.usdt", 1)]);
    bench.market.fail_once("funds", 1, Fault::Status(404));
    let failed = bench.refresh_at(day(4));
    assert_eq!((failed.series[0].error.as_deref(), failed.series[0].rows_same), (None, 3));
    assert!(failed.series[0].tried[0].1.starts_with("could not fetch the fund: "), "{failed:?}");
    assert_eq!(bench.state("funds").unwrap().error, None);
    assert!(bench.stored("two").is_none());
}

#[test]
fn a_source_without_a_single_row_has_not_answered() {
    for source in [&ONE, &WHOLE] {
        let bench = Bench::new(0, &[source]);
        let report = bench.refresh_at(day(3_000));
        assert!(report.series[0].error.as_ref().unwrap().contains("without a single row"), "{report:?}");
        assert!(bench.market.asked().len() < 15);
    }
}

#[test]
fn dollars_of_another_kind_are_stored_under_their_own_name_and_the_search_goes_on() {
    let bench = Bench::new(25, &[&ONE, &TETHER, &TWO]);
    bench.market.down.borrow_mut().push("one");
    let report = bench.refresh_at(day(24));
    let ids: Vec<_> =
        report.series.iter().map(|one| (one.id.as_str(), one.source.as_ref().unwrap().as_str())).collect();
    assert_eq!(ids, [("price.btc.usd", "two"), ("price.btc.usdt", "tether")]);
    assert!(bench.stored("tether").is_none() && bench.stored("one").is_none());
    assert_eq!(bench.stored_as("price.btc.usdt", "tether").unwrap().series.len(), 25);
    bench.market.down.borrow_mut().push("two");
    let without = bench.refresh_at(day(24));
    let error = without.series[0].error.as_ref().unwrap();
    assert!(error.contains("no source answered") && error.contains("two:"), "{error}");
    assert_eq!((without.series[1].id.as_str(), without.series[1].error.as_deref()), ("price.btc.usdt", None));
}

#[test]
fn a_key_that_a_source_repeats_is_neither_shown_nor_kept() {
    let mut bench = Bench::new(25, &[&ONE]);
    bench.plan.candidates[0].secret = Secret::new("k3y-123456");
    bench.market.fail_once("one", 0, Fault::Body("invalid key:k3y-123456\n"));
    let report = bench.refresh_at(day(24));
    assert!(report.series[0].error.as_ref().unwrap().contains("repeats the key"), "{report:?}");
    let records = bench.cache.lock().unwrap().refreshes(10).unwrap();
    let kept = format!("{report:?}{:?}{records:?}", bench.state("one"));
    assert!(!kept.contains("k3y"), "{kept}");
}

#[test]
fn a_row_beside_the_window_that_a_reader_let_through_is_refused_with_its_page() {
    let bench = Bench::new(60, &[&ONE]);
    bench.market.fail_once("one", 0, Fault::Body("39 104.875\n50 106.25\n51 106.375\n"));
    let report = bench.refresh_at(day(59));
    let error = report.series[0].error.as_ref().unwrap();
    assert!(error.contains("answered with other times") && bench.stored("one").is_none(), "{report:?}");
    assert_eq!(report.series[0].rows_rejected, 3);
}

//! How a history is fetched, resumed and kept up to date.

use super::{Bench, Fault, ONE, START, TWO, WHOLE, day};
use crate::domain::series::SeriesKey;
use crate::io::http::{BaseUrl, Trust};

#[test]
fn a_first_fill_goes_back_from_now_and_a_second_one_asks_for_the_end_only() {
    let bench = Bench::new(35, &[&ONE]);
    let now = day(34);
    let report = bench.refresh_at(now);
    assert_eq!(bench.market.asked(), ["one 30..34", "one 20..29", "one 10..19", "one 0..9"]);
    let outcome = &report.series[0];
    assert_eq!((outcome.rows_new, outcome.error.as_deref(), report.cancelled), (35, None, false));
    assert_eq!(outcome.source.as_ref().unwrap().as_str(), "one");
    assert_eq!(bench.rows("one"), *bench.market.rows.borrow());
    assert!(bench.state("one").unwrap().reached_start);
    let told = bench.market.told.take();
    assert_eq!(
        told,
        ["one: 2020-01 … 0 %", "one: 2020-01 … 14 %", "one: 2020-01 … 44 %", "one: 2020-01 … 73 %"]
    );
    let provenance = bench.stored("one").unwrap().provenance;
    assert_eq!((provenance.citation.as_str(), provenance.seen_at), ("a market in memory", now));

    let again = bench.refresh_at(now);
    assert_eq!(bench.market.asked(), ["one 32..34"]);
    assert_eq!((again.series[0].rows_new, again.series[0].rows_same), (0, 3));
}

#[test]
fn a_fill_that_was_stopped_goes_on_where_it_stopped_and_asks_nothing_twice() {
    let bench = Bench::new(100, &[&ONE]);
    let mut asked = 0;
    for run in 0..20 {
        // The first run stores one page, each further one the end and one more.
        bench.market.stop_after(if run == 0 { 1 } else { 2 });
        let report = bench.refresh_at(day(99));
        let rows = bench.rows("one");
        let expected: std::collections::BTreeMap<_, _> = bench
            .market
            .rows
            .borrow()
            .iter()
            .filter(|(day, _)| rows.contains_key(day))
            .map(|(a, b)| (*a, *b))
            .collect();
        assert_eq!(rows, expected);
        let is_contiguous = rows.keys().zip(rows.keys().skip(1)).all(|(one, next)| one + 1 == *next);
        assert!(is_contiguous, "{rows:?}");
        asked += bench.market.asked().iter().filter(|asked| *asked != "one 97..99").count();
        if !report.cancelled {
            assert!(run > 8, "{run} runs");
            break;
        }
        assert!(report.series[0].error.as_ref().unwrap().contains("what came is kept"), "{report:?}");
    }
    assert_eq!(bench.rows("one"), *bench.market.rows.borrow());
    assert_eq!(asked, 10, "ten windows, each of them once, beside the end");
}

#[test]
fn a_head_of_several_windows_grows_from_the_oldest() {
    let bench = Bench::new(15, &[&ONE]);
    bench.refresh_at(day(14));
    bench.market.asked();
    bench.market.rows.borrow_mut().extend((15..42).map(|day| (day, 120.0)));
    bench.market.fail_once("one", 1, Fault::Status(500));
    let report = bench.refresh_at(day(41));
    assert_eq!(bench.market.asked(), ["one 12..19", "one 20..29"]);
    assert_eq!(bench.rows("one").keys().copied().collect::<Vec<_>>(), (0..20).collect::<Vec<_>>());
    assert!(
        report.series[0].error.as_ref().unwrap().contains("5 rows it gave before are stored"),
        "{report:?}"
    );
    assert!(bench.state("one").unwrap().error.unwrap().contains("500"));
    assert!(bench.state("one").unwrap().reached_start, "a failure forgets nothing");
    bench.refresh_at(day(41));
    assert_eq!(bench.market.asked(), ["one 17..19", "one 20..29", "one 30..39", "one 40..41"]);
    assert_eq!(bench.rows("one"), *bench.market.rows.borrow());
    assert_eq!(bench.state("one").unwrap().error, None);
}

#[test]
fn a_history_that_starts_later_than_was_thought_ends_after_a_few_looks() {
    let bench = Bench::new(400, &[&ONE]);
    bench.market.rows.borrow_mut().retain(|day, _| *day >= 383);
    bench.refresh_at(day(399));
    let asked = bench.market.asked();
    assert_eq!(asked[..3], ["one 390..399", "one 380..389", "one 370..379"]);
    let looks = ["one 360..369", "one 340..349", "one 300..309", "one 220..229", "one 60..69", "one 0..9"];
    assert_eq!(asked[3..], looks);
    assert!(bench.state("one").unwrap().reached_start);
    assert_eq!(bench.rows("one"), *bench.market.rows.borrow());
    bench.refresh_at(day(399));
    assert_eq!(bench.market.asked(), ["one 397..399"]);
}

#[test]
fn a_time_without_rows_in_the_middle_is_not_taken_for_the_start() {
    for hole in [60..70, 55..88, 31..92, 12..99] {
        let bench = Bench::new(110, &[&ONE]);
        bench.market.rows.borrow_mut().retain(|day, _| !hole.contains(day));
        bench.refresh_at(day(109));
        assert_eq!(bench.rows("one"), *bench.market.rows.borrow(), "{hole:?}");
    }
    // Also when the hole came while nobody asked.
    for until in [22, 45, 90] {
        let bench = Bench::new(12, &[&ONE]);
        bench.refresh_at(day(11));
        bench.market.rows.borrow_mut().extend((until..100).map(|day| (day, 120.0)));
        bench.refresh_at(day(99));
        assert_eq!(bench.rows("one"), *bench.market.rows.borrow(), "until {until}");
    }
}

#[test]
fn a_source_that_stands_still_is_asked_twice_and_not_for_years_of_nothing() {
    let bench = Bench::new(20, &[&ONE]);
    bench.refresh_at(day(19));
    bench.market.asked();
    let report = bench.refresh_at(day(4_000));
    assert_eq!(report.series[0].error, None);
    assert_eq!(bench.market.asked(), ["one 17..19", "one 20..29", "one 4000..4000"]);
}

#[test]
fn a_document_that_did_not_change_is_seen_again_and_not_read_again() {
    let bench = Bench::new(50, &[&WHOLE]);
    *bench.market.etag.borrow_mut() = Some("\"a\"".to_owned());
    assert_eq!(bench.refresh_at(day(49)).series[0].rows_new, 50);
    let again = bench.refresh_at(day(52));
    let outcome = &again.series[0];
    assert_eq!((outcome.rows_new, outcome.rows_same, outcome.error.as_deref()), (0, 50, None));
    assert_eq!(
        (bench.stored("whole").unwrap().provenance.seen_at, bench.market.unchanged.get()),
        (day(52), 1)
    );
    bench.market.rows.borrow_mut().insert(50, 101.0);
    *bench.market.etag.borrow_mut() = Some("\"b\"".to_owned());
    assert_eq!(bench.refresh_at(day(52)).series[0].rows_new, 1);
    let key = SeriesKey::new("price.btc.usd", crate::domain::provenance::SourceId::new("whole").unwrap());
    bench.cache.lock().unwrap().remove_series(&[key], day(53)).unwrap();
    assert!(bench.stored("whole").is_none());
    assert_eq!(bench.refresh_at(day(53)).series[0].rows_new, 51, "rows that are gone are asked for anew");
}

#[test]
fn the_mark_of_a_document_is_shown_to_nobody_but_the_address_that_gave_it() {
    let mut bench = Bench::new(50, &[&WHOLE]);
    *bench.market.etag.borrow_mut() = Some("\"a\"".to_owned());
    bench.refresh_at(day(49));
    bench.market.rows.borrow_mut().insert(50, 101.0);
    assert_eq!(bench.refresh_at(day(50)).series[0].rows_new, 0, "the mark is the same, nothing is sent");
    assert_eq!(bench.market.unchanged.get(), 1);
    // Another server that gives another document the same mark.
    let elsewhere = BaseUrl::parse("https://whole.example.net", Trust::UserSet).unwrap();
    let home = std::mem::replace(&mut bench.plan.candidates[0].base, elsewhere);
    assert_eq!(bench.refresh_at(day(50)).series[0].rows_new, 1);
    bench.market.rows.borrow_mut().insert(51, 101.0);
    bench.plan.candidates[0].base = home;
    bench.plan.candidates[0].path = Some("/other/secret-path".to_owned());
    assert_eq!(bench.refresh_at(day(51)).series[0].rows_new, 1, "another path is another document");
    assert!(!format!("{:?}", bench.state("whole")).contains("secret-path"));
}

#[test]
fn pages_of_one_window_are_followed_to_their_end() {
    let bench = Bench::new(5, &[&ONE]);
    bench.market.fail_once("one", 0, Fault::Body("0 100\n1 101\nnext /p2\n"));
    bench.market.fail_once("one", 0, Fault::Body("2 102\nnext /p3\n"));
    bench.market.fail_once("one", 0, Fault::Body("3 103\n4 104\n"));
    let report = bench.refresh_at(day(4));
    assert_eq!(bench.market.asked(), ["one 0..4", "one /p2", "one /p3"]);
    assert_eq!((report.series[0].rows_new, bench.rows("one").len()), (5, 5));
    assert!(bench.state("one").unwrap().reached_start);
}

#[test]
fn pages_that_do_not_end_end_with_a_sentence() {
    let same = ["0 100\nnext /p\n", "1 101\nnext /p\n", "2 102\nnext /p\n"];
    let stuck = ["0 100\nnext /p2\n", "0 100\nnext /p3\n"];
    let blank = ["0 100\nnext /p2\n", "next /p3\n"];
    for bodies in [&same[..], &stuck, &blank] {
        let bench = Bench::new(5, &[&ONE, &TWO]);
        for body in bodies {
            bench.market.fail_once("one", 0, Fault::Body(body));
        }
        let report = bench.refresh_at(day(4));
        let outcome = &report.series[0];
        assert_eq!(outcome.source.as_ref().unwrap().as_str(), "two", "{report:?}");
        let why = &outcome.tried[0].1;
        assert!(why.contains("do not end") || why.contains("nothing that was not on the pages"), "{why}");
        assert!(bench.market.asked().len() < 6);
        assert!(!bench.state("one").unwrap().reached_start);
    }
}

#[test]
fn a_clock_that_is_set_back_in_the_middle_loses_no_row_and_shows_no_age_below_zero() {
    let bench = Bench::new(40, &[&ONE]);
    let report = bench.refresh_began(day(39), day(39 - 3_650));
    assert_eq!((report.series[0].rows_new, report.series[0].error.as_deref()), (40, None));
    assert_eq!(bench.stored("one").unwrap().provenance.seen_at, day(39));
    assert!(bench.state("one").unwrap().asked_at >= day(39));
    assert_eq!(bench.rows("one"), *bench.market.rows.borrow());
}

#[test]
fn a_clock_ten_years_ahead_still_fetches_and_one_behind_says_so() {
    let bench = Bench::new(40, &[&ONE, &TWO]);
    let ahead = bench.refresh_at(day(39 + 3_650));
    assert_eq!((ahead.series[0].rows_new, ahead.series[0].error.as_deref()), (40, None));
    bench.market.asked();
    let report = bench.refresh_at(day(39 - 365));
    let error = report.series[0].error.clone().unwrap();
    assert!(error.contains("clock says 2019-02-09") && error.contains("2020-02-09"), "{error}");
    assert_eq!(bench.market.asked(), [""; 0], "nobody is asked by a clock that is wrong");
    assert_eq!(bench.rows("one"), *bench.market.rows.borrow());
    let right = bench.refresh_at(day(40));
    assert_eq!((right.series[0].rows_same, right.series[0].error.as_deref()), (3, None));
}

#[test]
fn a_clock_before_the_history_of_a_source_ends_with_a_sentence() {
    let bench = Bench::new(40, &[&ONE]);
    let report = bench.refresh_at(START.plus_days(-1_000));
    assert!(report.series[0].error.as_ref().unwrap().contains("without a single row"), "{report:?}");
    assert_eq!(bench.rows("one").len(), 0);
}

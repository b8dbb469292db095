//! Who is asked, in which order.

use super::{Bench, ONE, TWO, day};

#[test]
fn the_second_source_is_asked_only_if_the_first_one_fails() {
    let bench = Bench::new(5, &[&ONE, &TWO]);
    bench.refresh_at(day(4));
    assert_eq!(bench.market.asked(), ["one 0..4"]);
    bench.market.down.borrow_mut().push("one");
    let report = bench.refresh_at(day(4));
    assert_eq!(bench.market.asked(), ["one 2..4", "two 0..4"]);
    assert_eq!(report.series[0].tried.len(), 1);
}

#[test]
fn when_everybody_fails_the_sentence_names_each_and_why() {
    let bench = Bench::new(5, &[&ONE, &TWO]);
    bench.market.down.borrow_mut().extend(["one", "two"]);
    let report = bench.refresh_at(day(4));
    let error = report.series[0].error.as_ref().unwrap();
    assert!(error.starts_with("no source answered: one: ") && error.contains("; two: "), "{error}");
    assert!(error.contains("503"), "{error}");
    assert_eq!(report.series[0].source.as_ref().unwrap().as_str(), "two");
    let recorded = bench.cache.lock().unwrap().refreshes(10).unwrap();
    if let Some(record) = recorded.first() {
        assert_eq!((record.source.as_ref(), record.error.as_ref()), (None, Some(error)));
    }
}

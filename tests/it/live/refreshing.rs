//! Who is asked, what is stored, what is asked again.

use hashfloor::app::refresh::USUAL_SERIES;
use hashfloor::domain::time::UnixSecs;

use super::{NOW, Place, answered, key, outcome};
use crate::fixture_server::Fault;

const BITSTAMP: &str = "/api/v2/ohlc/btcusd/";
const COINBASE: &str = "/products/BTC-USD/candles";

#[test]
fn every_usual_series_comes_from_its_first_source_exactly_as_it_is_published() {
    let place = Place::since("2023-11-01");
    let report = place.refresh(&[]);
    let answered = answered(&report);
    for (id, source) in [
        ("price.btc.usd", "bitstamp"),
        ("hashrate.network", "mempool"),
        ("difficulty", "mempool"),
        ("etf.flow.total", "sosovalue"),
        ("etf.flow.ibit", "sosovalue"),
        ("sentiment.fear_greed", "alternative_me"),
    ] {
        assert_eq!(answered.get(id), Some(&source), "{report:?}");
        place.assert_truth(&format!("{id}@{source}"));
    }
    assert!(report.series.iter().all(|one| one.error.is_none() && one.tried.is_empty()), "{report:?}");
    assert!(USUAL_SERIES.iter().all(|id| answered.contains_key(id)));
    let cache = place.cache.lock().unwrap();
    let estimate = cache.estimates(1).unwrap().remove(0);
    let (height, blocks, _) = place.market.next_retarget();
    assert_eq!((estimate.next_height, estimate.remaining_blocks), (height, blocks));
    let records = cache.refreshes(100).unwrap();
    for id in USUAL_SERIES {
        let record = records.iter().find(|record| record.series == *id).unwrap();
        assert_eq!((record.began_at, record.rows_new), (NOW, outcome(&report, id).rows_new), "{record:?}");
    }
    assert!(cache.integrity().unwrap().is_sound());
}

#[test]
fn every_other_source_is_read_exactly_too() {
    let place = Place::since("2025-06-01");
    for text in crate::fixture_server::market::KEYS {
        let report = place.refresh(&[text]);
        assert_eq!(report.series[0].error, None, "{report:?}");
        if text.contains("kraken") || !text.contains("@sosovalue") {
            place.assert_truth(text);
        }
    }
}

#[test]
fn a_second_refresh_asks_for_the_end_only() {
    let place = Place::since("2011-08-18");
    let first = place.refresh(&["price.btc.usd"]);
    assert_eq!(place.asked(0).len(), 6, "5,521 days in windows of 1,000");
    assert_eq!(outcome(&first, "price.btc.usd").rows_new, 5_521);
    let second = place.refresh(&["price.btc.usd"]);
    let again = outcome(&second, "price.btc.usd");
    assert_eq!((again.rows_new, again.rows_changed, again.rows_same), (0, 0, 3));
    let requests = place.server.requests();
    assert_eq!(requests.len(), 7);
    let days_back = |name: &str| {
        let time = requests[6].parameter(name).unwrap().parse().unwrap();
        NOW.start_of_day().secs_since(UnixSecs(time)) / 86_400
    };
    assert_eq!((days_back("start"), days_back("end")), (2, 0));
}

#[test]
fn a_candle_that_grows_is_no_revision_and_a_changed_one_is() {
    let place = Place::since("2026-01-01");
    place.refresh(&["price.btc.usd"]);
    let price = key("price.btc.usd@bitstamp");
    let unfinished = |place: &Place| {
        let cache = place.cache.lock().unwrap();
        (cache.load(&price).unwrap().unwrap().unfinished_from, cache.revisions(&price).unwrap().len())
    };
    assert_eq!(unfinished(&place), (Some(NOW.start_of_day()), 0));
    place.market.set_now(UnixSecs(NOW.0 + 3 * 3_600));
    let grown = place.refresh(&["price.btc.usd"]);
    let one = outcome(&grown, "price.btc.usd");
    assert_eq!((one.rows_new, one.rows_changed, one.rows_grown, one.rows_same), (0, 1, 1, 2));
    assert_eq!(unfinished(&place).1, 0);
    place.market.revise("price.btc.usd@bitstamp", NOW.start_of_day().plus_days(-1), 40_000.0);
    let revised = place.refresh(&["price.btc.usd"]);
    let one = outcome(&revised, "price.btc.usd");
    assert_eq!((one.rows_changed, one.rows_grown), (1, 0));
    assert_eq!(unfinished(&place).1, 1, "the former value is kept");
    place.assert_truth("price.btc.usd@bitstamp");
    // A document answers its whole history, so that a revision of any age is seen.
    place.refresh(&["hashrate.network"]);
    place.market.revise("hashrate.network@mempool", UnixSecs::parse_iso("2026-02-05").unwrap(), 9e20);
    let revised = place.refresh(&["hashrate.network"]);
    assert_eq!(outcome(&revised, "hashrate.network").rows_changed, 1);
    place.assert_truth("hashrate.network@mempool");
}

#[test]
fn what_passes_is_waited_out_and_asked_again() {
    let faults = [
        Fault::Status(429, Some("7".to_owned())),
        Fault::Status(429, None),
        Fault::Cut,
        Fault::CutChunks,
        Fault::Status(503, None),
        Fault::HangUp,
    ];
    for fault in faults {
        let place = Place::since("2026-01-01");
        place.server.misbehave(BITSTAMP, fault.clone(), 1);
        let report = place.refresh(&["price.btc.usd"]);
        assert_eq!(answered(&report)["price.btc.usd"], "bitstamp", "{fault:?}: {report:?}");
        place.assert_truth("price.btc.usd@bitstamp");
        assert!(place.asked(0).iter().all(|path| path == BITSTAMP));
    }
}

#[test]
fn what_does_not_pass_is_answered_by_the_next_source_and_nothing_is_joined() {
    let place = Place::since("2026-01-01");
    place.server.misbehave(BITSTAMP, Fault::Status(404, None), 10);
    let report = place.refresh(&["price.btc.usd"]);
    assert_eq!(answered(&report)["price.btc.usd"], "coinbase", "{report:?}");
    let tried = &outcome(&report, "price.btc.usd").tried;
    assert!(tried.len() == 1 && tried[0].1.contains("404"), "{tried:?}");
    assert_eq!(place.asked(0).iter().filter(|path| *path == BITSTAMP).count(), 1, "404 is not asked again");
    place.assert_truth("price.btc.usd@coinbase");
    let cache = place.cache.lock().unwrap();
    assert!(cache.load(&key("price.btc.usd@bitstamp")).unwrap().is_none());
    let state =
        cache.fetch_states().unwrap().into_iter().find(|state| state.key.source.as_str() == "bitstamp");
    assert!(state.unwrap().error.unwrap().contains("404"));
}

#[test]
fn dollars_of_binance_are_usdt_and_never_usd() {
    let place = Place::since("2026-01-01");
    place.server.misbehave(BITSTAMP, Fault::Status(500, None), 100);
    place.server.misbehave(COINBASE, Fault::Status(500, None), 100);
    let report = place.refresh(&["price.btc.usd"]);
    let answered = answered(&report);
    assert_eq!((answered["price.btc.usd"], answered["price.btc.usdt"]), ("kraken", "binance"));
    place.assert_truth("price.btc.usd@kraken");
    place.assert_truth("price.btc.usdt@binance");
    let cache = place.cache.lock().unwrap();
    assert!(cache.load(&key("price.btc.usd@binance")).unwrap().is_none());
}

#[test]
fn one_series_without_an_answer_leaves_the_others() {
    let place = Place::since("2026-01-01");
    for path in ["/api/v1/mining/hashrate", "/v4/", "/charts/hash-rate"] {
        place.server.misbehave(path, Fault::Status(500, None), 100);
    }
    let report = place.refresh(&[]);
    let failed: Vec<_> = report.series.iter().filter(|one| one.error.is_some()).collect();
    assert_eq!(failed.len(), 1, "{report:?}");
    let error = failed[0].error.as_ref().unwrap();
    for title in ["mempool.space: ", "bitview.space: ", "Coin Metrics: ", "Blockchain.com: "] {
        assert!(error.to_lowercase().contains(&title.to_lowercase()), "{title}: {error}");
    }
    place.assert_truth("price.btc.usd@bitstamp");
    place.assert_truth("sentiment.fear_greed@alternative_me");
}

#[test]
fn a_fill_stopped_after_any_page_and_resumed_ends_with_the_truth() {
    let place = Place::since("2025-12-01");
    let name = ["price.btc.usd.hourly@coinbase"];
    let mut runs = 0;
    while place.refresh_with(&name, 3, 3).cancelled {
        runs += 1;
        assert!(runs < 40, "it gets nowhere");
        let cache = place.cache.lock().unwrap();
        let stored = super::stored_bits(&cache, name[0]);
        let truth = super::true_bits(&place.market, name[0]);
        assert_eq!(stored, truth[truth.len() - stored.len()..], "one stretch up to now");
    }
    assert!(runs > 5, "{runs}");
    place.assert_truth(name[0]);
}

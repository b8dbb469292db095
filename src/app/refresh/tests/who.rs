//! Who is asked, in which order.

use super::{Bench, ONE, TWO, day};
use crate::app::live_settings::{LiveSettings, SourceSettings};
use crate::app::refresh::asking::request;
use crate::app::refresh::plan::{SeriesPlan, plan};
use crate::app::refresh::{RefreshRequest, USUAL_SERIES, malformed_series};
use crate::domain::provenance::SourceId;
use crate::io::http::{BaseUrl, Secret, Trust};
use crate::io::sources::Ask;

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

fn planned(names: &[&str], settings: &LiveSettings) -> Vec<SeriesPlan> {
    let request = RefreshRequest { series: names.iter().map(|name| (*name).to_owned()).collect() };
    plan(&request, settings)
}

fn sources(plan: &SeriesPlan) -> Vec<String> {
    plan.candidates.iter().map(|candidate| candidate.key.to_string()).collect()
}

#[test]
fn every_usual_series_has_somebody_to_ask_but_the_table_only_the_user_knows() {
    let plans = planned(&[], &LiveSettings::default());
    let ids: Vec<_> = plans.iter().map(|plan| plan.id.as_str()).collect();
    assert_eq!(ids, USUAL_SERIES);
    for plan in &plans {
        assert!(!plan.candidates.is_empty() && plan.problem.is_none(), "{plan:?}");
        assert!(sources(plan).iter().all(|key| !key.ends_with("@csv_url")));
    }
    let hourly = LiveSettings { hourly: true, ..LiveSettings::default() };
    assert_eq!(planned(&[], &hourly).last().unwrap().id, "price.btc.usd.hourly");
    assert_eq!(planned(&["difficulty", "difficulty"], &hourly).len(), 1);
}

#[test]
fn the_users_first_choice_goes_before_and_a_source_switched_off_is_left_out() {
    let mut settings = LiveSettings::default();
    let usual = ["bitstamp", "coinbase", "binance", "kraken"];
    let keys = |order: [&str; 4]| {
        order.map(|id| {
            if id == "binance" { format!("price.btc.usdt@{id}") } else { format!("price.btc.usd@{id}") }
        })
    };
    assert_eq!(sources(&planned(&["price.btc.usd"], &settings)[0]), keys(usual));
    settings.first.insert("price.btc.usd".to_owned(), SourceId::new("kraken").unwrap());
    let kraken_first = keys(["kraken", "bitstamp", "coinbase", "binance"]);
    assert_eq!(sources(&planned(&["price.btc.usd"], &settings)[0]), kraken_first);
    settings
        .sources
        .insert("bitstamp".to_owned(), SourceSettings { disabled: true, ..SourceSettings::default() });
    assert_eq!(sources(&planned(&["price.btc.usd"], &settings)[0])[1], "price.btc.usd@coinbase");
    let off = &planned(&["price.btc.usd@bitstamp"], &settings)[0];
    assert!(off.problem.as_ref().unwrap().contains("switched off"), "{off:?}");
}

#[test]
fn a_named_source_is_the_only_one_and_dollars_of_another_kind_are_their_own_series() {
    let settings = LiveSettings::default();
    assert_eq!(sources(&planned(&["hashrate.network@bitview"], &settings)[0]), ["hashrate.network@bitview"]);
    for name in ["price.btc.usdt", "price.btc.usdt@binance"] {
        assert_eq!(sources(&planned(&[name], &settings)[0]), ["price.btc.usdt@binance"]);
    }
    let never = &planned(&["price.btc.usd@binance"], &settings)[0];
    assert!(never.candidates.is_empty(), "USDT is never passed off as USD: {never:?}");
}

#[test]
fn what_nobody_has_is_answered_with_what_there_is() {
    let settings = LiveSettings::default();
    for (name, expected) in [
        ("cost.production", "no live source has cost.production, expected one of price.btc.usd, "),
        ("price.btc.usd@case", "case does not publish price.btc.usd, expected one of price.btc.usd, "),
        ("etf.flow.total@csv_url", "Your CSV address has no address, set url under [sources.csv_url]"),
    ] {
        let problem = planned(&[name], &settings)[0].problem.clone().unwrap();
        assert!(problem.starts_with(expected), "{problem}");
    }
    for bad in ["Price", "a..b", "price.btc.usd:weekly", "price.btc.usd@", ""] {
        assert!(malformed_series(bad).unwrap().contains("expected the id of a series"), "{bad}");
    }
    assert_eq!(malformed_series("price.btc.usd@bitstamp"), None);
}

#[test]
fn the_users_host_path_and_key_are_used() {
    let mut settings = LiveSettings::default();
    let table = SourceSettings {
        base_url: Some(BaseUrl::parse("https://example.org", Trust::UserSet).unwrap()),
        path: Some("/flows.csv?raw=1".to_owned()),
        key: Secret::new("k-1"),
        ..SourceSettings::default()
    };
    settings.sources.insert("csv_url".to_owned(), table.clone());
    settings.sources.insert("sosovalue".to_owned(), SourceSettings { path: None, ..table });
    let plan = &planned(&["etf.flow.total"], &settings)[0];
    assert_eq!(sources(plan), ["etf.flow.total@sosovalue", "etf.flow.total@csv_url"]);
    let requests: Vec<_> = plan
        .candidates
        .iter()
        .map(|candidate| {
            let ask = Ask { from: day(0), to: day(1), now: day(1) };
            request(candidate, (candidate.feed.ask)(&ask))
        })
        .collect();
    assert!(requests.iter().all(|request| request.base.host() == "example.org"));
    assert!(requests[0].path.starts_with("/openapi/") && requests[0].key.is_some());
    assert_eq!((requests[1].path.as_str(), requests[1].key.is_none()), ("/flows.csv?raw=1", true));
}

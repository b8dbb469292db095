//! `hashfloor refresh` against a server on this machine.

use std::process::Stdio;
use std::sync::Arc;

use hashfloor::app::clock::Clock;
use hashfloor::domain::time::UnixSecs;
use serde_json::{Value, json};

use super::{Program, errors, members, one_sentence};
use crate::fixture_server::market::Market;
use crate::fixture_server::{Fault, FixtureServer};

const SOURCES: [&str; 11] = [
    "bitstamp",
    "coinbase",
    "binance",
    "kraken",
    "mempool",
    "bitview",
    "blockchain_com",
    "coinmetrics",
    "alternative_me",
    "sosovalue",
    "csv_url",
];

/// A program whose settings name a server on this machine for every source.
fn with_server() -> (Program, FixtureServer) {
    let market = Market::new(Clock::System.now()).since(UnixSecs::parse_iso("2026-01-01").unwrap());
    let server = FixtureServer::start(Arc::new(market));
    let program = Program::new();
    std::fs::create_dir_all(program.data()).unwrap();
    let base = server.base();
    let tables: String = SOURCES
        .iter()
        .map(|id| {
            let path = if *id == "csv_url" { crate::fixture_server::market::CSV_PATH } else { "" };
            format!("[sources.{id}]\nbase_url = \"{base}{path}\"\n")
        })
        .collect();
    hashfloor::io::files::write_atomic(&program.data().join("settings.toml"), tables.as_bytes()).unwrap();
    (program, server)
}

fn row<'a>(report: &'a Value, id: &str) -> &'a Value {
    report.as_array().unwrap().iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("{id}: {report}"))
}

#[test]
fn a_refresh_says_what_came_from_whom_and_a_second_one_that_it_is_all_there() {
    let (program, server) = with_server();
    let report = program.json(&["refresh", "--json"]);
    let price = row(&report, "price.btc.usd");
    let keys = [
        "error",
        "id",
        "key",
        "rows_changed",
        "rows_grown",
        "rows_new",
        "rows_rejected",
        "rows_same",
        "source",
        "tried",
    ];
    assert_eq!(members(price), keys);
    assert_eq!((&price["source"], &price["key"]), (&json!("bitstamp"), &json!("price.btc.usd@bitstamp")));
    assert!(price["rows_new"].as_u64().unwrap() > 200 && price["error"].is_null(), "{price}");
    for id in ["hashrate.network", "difficulty", "etf.flow.total", "etf.flow.ibit", "sentiment.fear_greed"] {
        assert!(row(&report, id)["error"].is_null(), "{report}");
    }
    let asked = server.requests().len();
    let again = program.json(&["refresh", "price.btc.usd", "--json"]);
    assert_eq!(again.as_array().unwrap().len(), 1);
    assert_eq!((&row(&again, "price.btc.usd")["rows_new"], server.requests().len()), (&json!(0), asked + 1));
    assert!(program.text(&["refresh", "difficulty"]).contains("mempool"), "a table for people");
    assert!(program.holdings().as_array().unwrap().iter().any(|row| row["id"] == "price.btc.usd@bitstamp"));
    let doctor = program.json(&["doctor", "--json"]);
    assert_eq!((&doctor["cache"]["integrity"], &doctor["problems"]), (&json!("ok"), &json!([])));
}

#[test]
fn a_series_without_an_answer_ends_with_one_and_the_rest_is_stored() {
    let (program, server) = with_server();
    server.misbehave("/fng/", Fault::Status(404, None), 100);
    let output = program.run(&["refresh", "difficulty", "sentiment.fear_greed", "--json"]);
    assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
    one_sentence(&errors(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(row(&report, "sentiment.fear_greed")["error"].as_str().unwrap().contains("404"), "{report}");
    assert!(row(&report, "difficulty")["rows_new"].as_u64().unwrap() > 0);
    let unknown = program.run(&["refresh", "cost.production", "--json"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(errors(&unknown).contains("expected one of price.btc.usd, "), "{}", errors(&unknown));
    program.refusal(&["refresh", "Price"], 2);
}

#[test]
fn without_a_network_nothing_is_asked_and_it_says_so() {
    let (program, server) = with_server();
    let mut command = program.command();
    command.args(["refresh", "price.btc.usd"]).env("HASHFLOOR_NETWORK", "none");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("network is switched off"), "{}", errors(&output));
    assert_eq!(server.requests().len(), 0);
    assert!(output.stderr.iter().all(|byte| *byte != b'\r'), "progress is for terminals");
}

#[test]
fn two_programs_that_refresh_at_once_both_succeed_and_no_row_is_lost() {
    let (program, _server) = with_server();
    let names = ["refresh", "price.btc.usd.hourly@coinbase", "price.btc.usd", "--json"];
    let children: Vec<_> = (0..2)
        .map(|_| {
            let mut command = program.command();
            command.args(names).stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", errors(&output));
    }
    let last = program.json(&names);
    for row in last.as_array().unwrap() {
        assert!(
            row["rows_new"].as_u64().unwrap() <= 1 && row["error"].is_null(),
            "nothing was missing: {last}"
        );
    }
    assert_eq!(program.json(&["doctor", "--json"])["cache"]["integrity"], "ok");
}

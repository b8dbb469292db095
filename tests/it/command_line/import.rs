//! `hashfloor import` of files it understands.

use serde_json::json;

use super::{Program, fixture, members, one_sentence};

const SMALL: &str = "date,open,high,low,close,volume\n\
    2021-03-01,100,110,90,105.5,7\n\
    2021-03-02,105.5,112,101,103,8\n\
    2021-03-03,103,120,103,119.25,9\n";

#[test]
fn a_first_import_says_new_a_second_the_same_and_an_edited_one_changed() {
    let program = Program::new();
    let path = program.file("small.csv", SMALL);
    let first = program.import(&path);
    assert_eq!(
        first,
        json!({
            "series": [{
                "id": "price.btc.usd@csv",
                "rows_read": 3, "rows_new": 3, "rows_changed": 0, "rows_same": 0, "rows_rejected": 0,
                "from": "2021-03-01", "to": "2021-03-03",
            }],
            "dialect": first["dialect"],
            "warnings": [],
        })
    );
    assert!(!first["dialect"].as_str().unwrap().is_empty());
    let again = &program.import(&path)["series"][0];
    assert_eq!((&again["rows_new"], &again["rows_same"]), (&json!(0), &json!(3)));
    let edited = program.file("small.csv", SMALL.replace("119.25", "119.5"));
    let changed = &program.import(&edited)["series"][0];
    assert_eq!((&changed["rows_changed"], &changed["rows_same"]), (&json!(1), &json!(2)));
    assert!(program.text(&["export", "price.btc.usd@csv"]).contains("2021-03-03,103,120,103,119.5,9"));
}

#[test]
fn every_fixture_of_ours_is_taken_in() {
    let fixtures = [
        ("hashfloor_single.csv", "hashfloor", "price.btc.usd:weekly@own"),
        ("hashfloor_wide.csv", "hashfloor", "price.btc.usd@yahoo"),
        ("candles_month_first.csv", "candles", "price.btc.usd@csv"),
        ("farside_file.csv", "farside", "etf.flow.total@farside"),
        ("farside_paste.tsv", "farside", "etf.flow.total@farside"),
        ("glassnode_etf_newest_first.csv", "glassnode", "etf.flow.total@glassnode"),
        ("alternative_me_fear_greed.csv", "alternative_me", "sentiment.fear_greed@alternative_me"),
        ("coingecko_utc.csv", "coingecko", "price.btc.usd@coingecko"),
        ("yahoo_doubled_bom.csv", "yahoo", "price.btc.usd@yahoo"),
        ("yahoo_yfinance.csv", "yahoo", "price.btc.usd@yahoo"),
    ];
    for (name, dialect, id) in fixtures {
        let program = Program::new();
        let path = program.file(name, fixture(name));
        let said = program.import(&path);
        assert_eq!(members(&said), ["dialect", "series", "warnings"], "{name}");
        assert_eq!(said["dialect"], dialect, "{name}");
        let first = &said["series"][0];
        assert_eq!(first["id"], id, "{name}");
        let keys =
            ["from", "id", "rows_changed", "rows_new", "rows_read", "rows_rejected", "rows_same", "to"];
        assert_eq!(members(first), keys, "{name}");
        assert!(first["rows_read"].as_u64().unwrap() > 0, "{name}: {said}");
    }
}

#[test]
fn a_dry_run_says_the_same_and_stores_nothing() {
    let program = Program::new();
    let path = program.file("small.csv", SMALL);
    let before = program.holdings();
    let dry = program.json(&["import", path.to_str().unwrap(), "--dry-run", "--json"]);
    assert_eq!(program.holdings(), before);
    assert_eq!(std::fs::read_dir(program.data().join("imports")).unwrap().count(), 0);
    assert_eq!(program.import(&path), dry);
    assert_ne!(program.holdings(), before);
    assert_eq!(std::fs::read_dir(program.data().join("imports")).unwrap().count(), 1);
}

#[test]
fn standard_input_is_a_file_too_and_a_copy_of_it_is_kept() {
    let program = Program::new();
    let output = program.run_with_input(&["import", "-", "--json"], SMALL.as_bytes());
    assert!(output.status.success(), "{}", super::errors(&output));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&said["series"][0]["rows_new"], &said["series"][0]["rows_read"]), (&json!(3), &json!(3)));
    assert!(program.text(&["export", "price.btc.usd@csv"]).contains("119.25"));
    assert_eq!(std::fs::read_dir(program.data().join("imports")).unwrap().count(), 1);
}

#[test]
fn bad_rows_are_named_and_the_good_ones_stored() {
    let program = Program::new();
    let text = SMALL.replace("105.5,112", "n/k,112") + "2021-02-30,1,2,0.5,1,1\n";
    let said = program.import(&program.file("bad.csv", text));
    let row = &said["series"][0];
    assert_eq!(row["rows_read"], 4, "{said}");
    let taken = row["rows_new"].as_u64().unwrap();
    assert!((2..=3).contains(&taken) && row["rows_rejected"].as_u64().unwrap() >= 1, "{said}");
    let warnings = said["warnings"].as_array().unwrap();
    let named = |line: u64, column: &str, found: &str| {
        warnings.iter().any(|warning| {
            members(warning) == ["column", "expected", "found", "line"]
                && warning["line"] == line
                && warning["column"] == column
                && warning["found"] == found
        })
    };
    assert!(named(3, "open", "n/k") && named(5, "date", "2021-02-30"), "{said}");
    let output = program.run(&["import", program.beside("bad.csv").to_str().unwrap()]);
    let sentences = super::errors(&output);
    assert!(sentences.contains("line 3, column \"open\": expected"), "{sentences}");
}

#[test]
fn an_id_of_the_users_own_is_used() {
    let program = Program::new();
    let path = program.file("small.csv", SMALL);
    let said = program.json(&["import", path.to_str().unwrap(), "--series", "price.btc.usd@mine", "--json"]);
    assert_eq!(said["series"][0]["id"], "price.btc.usd@mine");
}

#[test]
fn flows_are_never_stored_as_a_price() {
    let program = Program::new();
    let text = "date,price_usd,net_flow_musd\n2024-01-11,47917.13,118.3\n2024-01-12,48613.7,-386.2\n";
    let path = program.file("etf.csv", text);
    let args = ["import", path.to_str().unwrap(), "--series", "price.btc.usd"];
    program.text(&args);
    let rows = program.text(&["export", "price.btc.usd@csv", "--no-comments"]);
    assert!(rows.contains("2024-01-11,47917.13\n2024-01-12,48613.7\n"), "{rows}");
    let only = program.file("etf.csv", "date,net_flow_musd\n2024-01-13,118.3\n");
    let said = program.refusal(&args, 1);
    one_sentence(&said);
    assert!(said.contains("holds etf.flow.total@csv") && said.contains("--column N=price.btc.usd"), "{said}");
    let named = ["import", only.to_str().unwrap(), "--column", "2=price.btc.usd"];
    program.text(&named);
}

#[test]
fn two_programs_that_import_at_once_both_succeed() {
    for round in 0..5 {
        let program = Program::new();
        let paths: Vec<_> = (0..4)
            .map(|number| {
                let text = format!("date,value\n2021-03-0{},{}\n", number + 1, 10 * (number + 1));
                let path = program.file(&format!("{number}.csv"), text);
                (path, format!("sentiment.fear_greed@s{number}"))
            })
            .collect();
        let children: Vec<_> = paths
            .iter()
            .map(|(path, id)| {
                let mut command = program.command();
                command.args(["import", path.to_str().unwrap(), "--series", id, "--json"]);
                command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
                command.spawn().unwrap()
            })
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "round {round}: {}", super::errors(&output));
        }
        let held = program.holdings();
        for (_, id) in &paths {
            let there = held.as_array().unwrap().iter().any(|row| row["id"] == id.as_str());
            assert!(there, "round {round}: {id} is lost: {held}");
        }
        let copies = std::fs::read_dir(program.data().join("imports")).unwrap().count();
        assert_eq!(copies, paths.len());
    }
}

#[test]
fn options_settle_what_a_file_leaves_open() {
    let program = Program::new();
    let path = program.file("either.csv", "date,Active addresses\n1/2/2024,5\n2/3/2024,6\n3/4/2024,7\n");
    let path = path.to_str().unwrap();
    let refusal = program.refusal(&["import", path], 1);
    assert!(refusal.contains("--day-order day or month"), "{refusal}");
    for (order, from) in [("day", "2024-02-01"), ("month", "2024-01-02")] {
        let said = program.json(&["import", path, "--dry-run", "--json", "--day-order", order]);
        assert_eq!(said["series"][0]["from"], from);
    }
    let column = "2=custom.mine:TH/s";
    let said = program.json(&["import", path, "--json", "--day-order", "day", "--column", column]);
    assert_eq!(said["series"][0]["id"], "custom.mine@csv");
    let exported = program.text(&["export", "custom.mine@csv"]);
    assert!(exported.contains("2024-02-01,5000000000000"), "{exported}");
    for wrong in ["0=date", "x=date", "2=Close", "2=custom.mine:parsecs"] {
        program.refusal(&["import", path, "--column", wrong], 2);
    }
}

#[test]
fn commas_and_millions_are_read_as_the_options_say() {
    let program = Program::new();
    let path = program.file("flows.csv", "date;Flow (USD)\n2024-01-11;655,300\n2024-01-12;-95,100\n");
    let path = path.to_str().unwrap();
    let with = |decimal: &str, unit: &str| {
        let args = ["import", path, "--json", "--decimal", decimal, "--unit", unit];
        let said = program.json(&[&args[..], &["--column", "2=custom.flow:dollars"][..]].concat());
        assert_eq!(said["series"][0]["rows_rejected"], 0, "{said}");
        program.text(&["export", "custom.flow@csv"])
    };
    assert!(with("comma", "dollars").contains("2024-01-11,655.3\n"));
    assert!(with("point", "millions").contains("2024-01-11,655300000000\n"));
}

//! `hashfloor export`, and what comes back from it.

use expect_test::expect;

use super::{Program, one_sentence};

#[test]
fn one_series_in_a_range_of_whole_days() {
    let program = Program::new();
    let text = program.text(&["export", "price.btc.usd@case", "--from", "2026-02-04", "--to", "2026-02-06"]);
    expect![[r#"
        # Hashfloor export
        # series: price.btc.usd@case
        # unit: USD
        # cadence: daily
        # source: Case file, February 2026
        # citation: Composite of public BTC/USD spot indices, rounded to $10
        date,open,high,low,close
        2026-02-04,75640,76860,71780,73020
        2026-02-05,73020,73160,62350,62700
        2026-02-06,62700,71680,60070,70560
    "#]]
    .assert_eq(&text);
    let one_day = ["--from", "2026-02-05", "--to", "2026-02-05", "--no-comments"];
    let text = program.text(&[&["export", "difficulty", "price.btc.usd"][..], &one_day].concat());
    expect![[r#"
        date,difficulty,price.btc.usd.open,price.btc.usd.high,price.btc.usd.low,price.btc.usd.close
        2026-02-05,,73020,73160,62350,62700
    "#]]
    .assert_eq(&text);
}

#[test]
fn several_series_share_one_date_column() {
    let program = Program::new();
    let text = program.text(&[
        "export",
        "sentiment.fear_greed",
        "etf.flow.total",
        "--from",
        "2026-02-05",
        "--to",
        "2026-02-08",
    ]);
    expect![[r#"
        # Hashfloor export
        # series: sentiment.fear_greed@case
        # unit: index 0-100
        # cadence: daily
        # source: Case file, February 2026
        # citation: alternative.me Crypto Fear & Greed Index
        # series: etf.flow.total@case
        # unit: USD
        # cadence: irregular
        # source: Case file, February 2026
        # citation: Farside Investors
        date,sentiment.fear_greed,etf.flow.total
        2026-02-05,12,-434100000
        2026-02-06,9,371100000
        2026-02-07,6,
        2026-02-08,7,
    "#]]
    .assert_eq(&text);
}

#[test]
fn json_has_the_same_rows() {
    let program = Program::new();
    let days = ["--from", "2026-02-05", "--to", "2026-02-06"];
    let rows = program.text(&[&["export", "etf.flow.ibit", "--format", "json"][..], &days].concat());
    expect![[r#"
        [
        {"cadence":"irregular","columns":["date","value"],"id":"etf.flow.ibit@case","source":"Case file, February 2026","unit":"USD","rows":[
        ["2026-02-05",-175300000],
        ["2026-02-06",231600000]]}
        ]
    "#]].assert_eq(&rows);
}

#[test]
fn what_was_exported_reads_back_to_the_same_bits() {
    let first = Program::new();
    let held = first.holdings();
    let ids: Vec<&str> = held.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    for id in &ids {
        let path = first.beside("out.csv");
        assert_eq!(first.text(&["export", id, "-o", path.to_str().unwrap()]), "");
        // The program has these very rows already, or it would say which differ.
        let same = &first.import(&path)["series"][0];
        assert_eq!(
            (&same["id"], &same["rows_new"], &same["rows_changed"]),
            (&(*id).into(), &0.into(), &0.into())
        );
        assert_eq!(same["rows_read"], same["rows_same"], "{id}");
        // Under another name in another folder, the text comes back byte for byte.
        let second = Program::new();
        let renamed = id.replace("@case", "@copy");
        second.json(&["import", path.to_str().unwrap(), "--series", &renamed, "--json"]);
        let rows = |program: &Program, id: &str| program.text(&["export", id, "--no-comments"]);
        assert_eq!(rows(&second, &renamed), rows(&first, id), "{id}");
    }
}

#[test]
fn several_series_read_back_from_one_file() {
    let program = Program::new();
    let path = program.beside("wide.csv");
    let ids = ["price.btc.usd@case", "etf.flow.total@case", "sentiment.fear_greed@case"];
    program.text(&[&["export"][..], &ids, &["-o", path.to_str().unwrap()]].concat());
    let said = program.import(&path);
    assert_eq!(said["series"].as_array().unwrap().len(), 3, "{said}");
    for series in said["series"].as_array().unwrap() {
        assert_eq!((&series["rows_new"], &series["rows_changed"]), (&0.into(), &0.into()), "{said}");
        assert!(series["rows_same"].as_u64().unwrap() > 0);
    }
}

#[test]
fn unknown_series_and_folders_are_said() {
    let program = Program::new();
    let said = program.refusal(&["export", "price.doge.usd"], 1);
    one_sentence(&said);
    assert!(
        said.contains("there is no series price.doge.usd") && said.contains("price.btc.usd@case"),
        "{said}"
    );
    let said = program.refusal(&["export", "not a series"], 2);
    assert!(said.contains("is not a series id"), "{said}");
    let said = program.refusal(&["export", "difficulty", "-o", "no/such/folder/x.csv"], 1);
    one_sentence(&said);
    assert!(said.contains("no such file or folder"), "{said}");
}

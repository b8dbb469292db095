//! `hashfloor calc`: the golden vectors through the command line, and how it answers else.

use std::collections::BTreeMap;
use std::path::PathBuf;

use expect_test::expect;
use hashfloor::calc::calculation::registry;

use super::{Program, errors, one_sentence};
use crate::golden::{Table, json, near};

/// Files whose columns `calc` is held against: expected ones and their inputs.
const TABLES: [(&str, &str); 4] = [
    ("ohlcv_gbm.csv", "ohlcv_gbm.expected.csv"),
    ("ohlcv_nasty.csv", "ohlcv_nasty.expected.csv"),
    ("chain.csv", "chain.expected.csv"),
    ("etf.csv", "etf.expected.csv"),
];

fn golden(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "data", "golden", name].iter().collect();
    path.to_str().unwrap().to_owned()
}

/// A printed table: cells by the name of their column.
fn columns(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let names = lines.next().unwrap();
    let mut columns: BTreeMap<String, Vec<String>> =
        names.iter().map(|name| (name.clone(), Vec::new())).collect();
    for cells in lines {
        assert_eq!(cells.len(), names.len(), "{cells:?}");
        for (name, cell) in names.iter().zip(cells) {
            columns.get_mut(name).unwrap().push(cell);
        }
    }
    columns
}

/// The calculation and the parameters that give a column of an expected file.
fn producer(column: &str) -> Option<(&'static str, Vec<String>)> {
    let whole = match column {
        "dd_close" | "dd_intraday" | "days_since_ath" | "mdd_close" => "drawdown",
        "hashrate_ehs" => "hashrate",
        "ribbon_state" => "ribbons",
        "issuance_btc" => "issuance",
        "hashprice_btc_ph_day" | "hashprice_usd_ph_day" => "hashprice",
        "cum" => "etf_cum",
        "streak" => "etf_streak",
        "basis_gross_inflow" | "basis_running_avg" | "est_coins_btc" => "etf_basis",
        _ => "",
    };
    if !whole.is_empty() {
        return Some((whole, Vec::new()));
    }
    let (name, window) = column.rsplit_once('_')?;
    let name = match name {
        "sma" | "px_sma" => "sma",
        "ema" => "ema",
        "rsi" => "rsi",
        "rv" => "rv",
        "rvz" => "rvz",
        "hr_sma" => "hashrate_mean",
        "puell" => "puell",
        "sum" => "etf_sum",
        _ => return None,
    };
    window.parse::<u32>().ok()?;
    Some((name, vec!["--param".to_owned(), format!("window={window}")]))
}

/// Runs a calculation on a golden file.
fn on_golden(name: &str, more: &[String], input: &str) -> BTreeMap<String, Vec<String>> {
    let program = Program::new();
    let input = golden(input);
    let mut args = vec!["calc", name, "--csv", &input];
    args.extend(more.iter().map(String::as_str));
    columns(&program.text(&args))
}

#[track_caller]
fn assert_cells(what: &str, found: &[String], expected: &[&str]) {
    assert_eq!(found.len(), expected.len(), "{what}: rows");
    for (row, (found, expected)) in found.iter().zip(expected).enumerate() {
        let numbers = found.parse::<f64>().ok().zip(expected.parse::<f64>().ok());
        let same = match numbers {
            // Counts are exact, and a number of 12 digits is not told from them.
            Some((found, expected)) => near(found, expected, 1e-9, 1e-9),
            None => found == expected,
        };
        assert!(same, "{what}, row {row}: {found:?}, expected {expected:?}");
    }
}

#[test]
fn every_column_of_the_golden_tables_comes_out_of_the_command_line() {
    let mut compared = 0;
    for (input, expected) in TABLES {
        let table = Table::read(expected);
        for column in table.names().iter().skip(1) {
            let what = format!("{column} of {expected}");
            let (name, params) = producer(column).unwrap_or_else(|| panic!("nothing gives {what}"));
            let found = on_golden(name, &params, input);
            // The prices of a chain have no name of their own in `calc`.
            let printed = column.strip_prefix("px_").unwrap_or(column);
            let cells = found.get(printed).unwrap_or_else(|| panic!("{name} has no column {printed}"));
            assert_eq!(found["date"], table.text("date"), "{what}: dates");
            assert_cells(&what, cells, &table.text(column));
            compared += 1;
        }
    }
    assert_eq!(compared, 13 + 13 + 11 + 8);
}

#[test]
fn whole_numbers_are_written_without_a_point() {
    for (name, input, column) in
        [("drawdown", "ohlcv_nasty.csv", "days_since_ath"), ("etf_streak", "etf.csv", "streak")]
    {
        let cells = on_golden(name, &[], input)[column].clone();
        let known = cells.iter().filter(|cell| !cell.is_empty());
        assert!(known.clone().count() > 100);
        assert!(known.clone().all(|cell| cell.parse::<i64>().is_ok()), "{name}");
    }
}

#[test]
fn every_column_of_the_golden_weeks_comes_out_of_the_command_line() {
    for name in ["ohlcv_gbm", "ohlcv_nasty"] {
        let table = Table::read(&format!("{name}.weekly.expected.csv"));
        let mut averages = 0;
        for column in table.names().iter().skip(4) {
            let (kind, window) = column.split_once('_').unwrap();
            let calculation = if kind == "ema" { "weekly_ema" } else { "weekly_sma" };
            let params = ["--param".to_owned(), format!("window={window}")];
            let found = on_golden(calculation, &params, &format!("{name}.csv"));
            assert_cells(column, &found[column], &table.text(column));
            assert_eq!(found["date"], table.text("week_start"));
            for exact in ["last_row_date", "complete"] {
                assert_eq!(found[exact], table.text(exact), "{exact}");
            }
            assert_cells("close", &found["close"], &table.text("close"));
            averages += 1;
        }
        assert_eq!(averages, 3);
    }
}

#[test]
fn golden_events_are_one_row_each() {
    let rows = |found: &BTreeMap<String, Vec<String>>| -> Vec<(String, String)> {
        found["date"].iter().cloned().zip(found["type"].iter().cloned()).collect()
    };
    let expected = |events: &serde_json::Value| -> Vec<(String, String)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        events.as_array().unwrap().iter().map(|event| (text(&event["date"]), text(&event["type"]))).collect()
    };
    for name in ["ohlcv_gbm", "ohlcv_nasty"] {
        let events = json(&format!("{name}.events.json"));
        let found = on_golden("cross", &[], &format!("{name}.csv"));
        assert_eq!(found.keys().collect::<Vec<_>>(), ["date", "type"]);
        assert_eq!(rows(&found), expected(&events["cross"]["events"]));
    }
    let found = on_golden("ribbon_events", &[], "chain.csv");
    assert_eq!(rows(&found), expected(&json("chain.events.json")["ribbon_events"]));
}

#[test]
fn every_calculation_answers_on_prices_or_names_what_it_needs() {
    let program = Program::new();
    let input = golden("ohlcv_gbm.csv");
    let mut answered = 0;
    for calculation in registry::ALL {
        let output = program.run(&["calc", calculation.name, "--csv", &input]);
        let said = errors(&output);
        if output.status.success() {
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(text.starts_with("date,") && !text.contains('#'), "{}", calculation.name);
            assert!(!text.contains("NaN") && !text.contains("inf"), "{}", calculation.name);
            let found = columns(&text);
            for output in (calculation.outputs)(&calculation.defaults()) {
                assert!(found.contains_key(&output.column), "{} lacks {}", calculation.name, output.column);
            }
            answered += 1;
        } else {
            assert_eq!(output.status.code(), Some(1), "{}: {said}", calculation.name);
            one_sentence(&said);
            assert!(said.contains(&format!("{} needs ", calculation.name)), "{said}");
        }
    }
    assert!(answered >= 12, "only {answered} of {} answered", registry::ALL.len());
}

#[test]
fn the_list_names_every_calculation_with_its_parameters_and_columns() {
    let program = Program::new();
    let text = program.text(&["calc", "--list"]);
    let list = program.json(&["calc", "--list", "--json"]);
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), registry::ALL.len());
    for (entry, calculation) in list.iter().zip(registry::ALL) {
        assert_eq!(entry["name"], calculation.name);
        assert!(text.contains(&format!("  {} ", calculation.name)), "{}", calculation.name);
        let title = text.lines().find_map(|line| line.strip_prefix(&format!("  {}  ", calculation.name)));
        assert_eq!(title.map(str::trim_start), Some(calculation.title), "{}", calculation.name);
        let count = |key: &str| entry[key].as_array().unwrap().len();
        assert_eq!(count("params"), calculation.params.len());
        assert_eq!(count("needs"), calculation.inputs.len());
        for output in (calculation.outputs)(&calculation.defaults()) {
            assert!(text.contains(&output.column), "{}", output.column);
        }
    }
    let card = program.text(&["calc", "rsi", "--list"]);
    assert!(card.contains("window=14") && card.contains("formula: ") && card.contains("Wilder"), "{card}");
}

#[test]
fn wrong_usage_is_one_sentence_and_status_2() {
    let program = Program::new();
    let input = golden("ohlcv_gbm.csv");
    let refused = |args: &[&str]| program.refusal(&[&["calc"], args].concat(), 2);
    let own = [
        (vec!["smaa"], "there is no calculation \"smaa\"; did you mean sma"),
        (vec!["zzzzzz"], "there is no calculation \"zzzzzz\" (hashfloor calc --list prints all)"),
        (
            vec!["sma", "--csv", &input, "--param", "window=0"],
            "sma: window is \"0\", expected a whole number",
        ),
        (
            vec!["sma", "--csv", &input, "--param", "length=3"],
            "sma: there is no parameter \"length\"; there is window",
        ),
        (vec!["sma", "--csv", &input, "--from", "yesterday"], "--from expects a day such as 2026-02-05"),
        (
            vec!["sma", "--csv", &input, "--from", "2021-05-02", "--to", "2021-05-01"],
            "--from 2021-05-02 lies after --to 2021-05-01: no day is between them",
        ),
        (vec!["sma", "--series", "Price!"], "\"Price!\" is not a series id"),
        (vec!["sma", "--csv", &input, "--other", "open"], "sma reads no second series: leave --other out"),
    ];
    for (args, sentence) in own {
        let said = refused(&args);
        assert!(said.contains(sentence), "{args:?}: {said}");
        one_sentence(&said);
    }
    refused(&[]);
    refused(&["sma", "--csv", &input, "--series", "price.btc.usd"]);
    refused(&["sma", "--csv", &input, "--param", "window"]);
}

#[test]
fn a_table_that_cannot_be_trusted_is_refused_with_its_line() {
    let program = Program::new();
    let cases = json("edges.json");
    for case in cases["must_reject"].as_array().unwrap() {
        let path = program.file("table.csv", case["csv"].as_str().unwrap());
        let said = program.refusal(&["calc", "sma", "--csv", path.to_str().unwrap()], 1);
        one_sentence(&said);
        let last = case["csv"].as_str().unwrap().lines().count();
        assert!(said.contains(&format!("line {last}, column ")), "{}: {said}", case["why"]);
    }
    let said = program.refusal(&["calc", "sma", "--csv", "nowhere.csv"], 1);
    assert!(said.contains("nowhere.csv"), "{said}");
    let path = program.file("table.csv", "date,price_eur\n2026-02-05,1\n");
    let said = program.refusal(&["calc", "sma", "--csv", path.to_str().unwrap()], 1);
    assert!(said.contains("sma needs closes (close or price_usd"), "{said}");
}

#[test]
fn a_table_of_few_rows_has_empty_cells_and_one_without_rows_has_none() {
    let program = Program::new();
    let text = |table: &str| {
        let path = program.file("table.csv", table);
        let output = program.run(&["calc", "sma", "--csv", path.to_str().unwrap(), "--param", "window=2"]);
        assert!(output.status.success(), "{}", errors(&output));
        (String::from_utf8(output.stdout.clone()).unwrap(), errors(&output))
    };
    assert_eq!(text("date,close\n"), ("date,sma_2\n".to_owned(), String::new()));
    let (rows, said) = text("date,close\n2026-02-05,1\n");
    assert_eq!(rows, "date,sma_2\n2026-02-05,\n");
    assert!(said.contains("sma has its first value on row 2"), "{said}");
    let (rows, said) = text("date,close\n2026-02-05,1\n2026-02-06,\n2026-02-07,2\n");
    assert_eq!(rows, "date,sma_2\n2026-02-05,\n2026-02-06,\n2026-02-07,1.5\n");
    assert_eq!(said, "");
}

#[test]
fn why_there_is_no_value_is_said_as_it_is() {
    let program = Program::new();
    let said = |table: &str, args: &[&str]| {
        let path = program.file("table.csv", table);
        let output = program.run(&[&["calc"], args, &["--csv", path.to_str().unwrap()]].concat());
        assert!(output.status.success(), "{}", errors(&output));
        errors(&output)
    };
    let days = |count: usize, row: &dyn Fn(usize) -> String| {
        let day =
            |number: usize| format!("2024-{:02}-{:02},{}\n", 1 + number / 28, 1 + number % 28, row(number));
        (0..count).map(day).collect::<String>()
    };
    // Rows with a value are counted, not lines.
    expect![[r#"
        hashfloor: sma has its first value on row 2 of those with closes, of which there is 1; every cell is empty
    "#]]
    .assert_eq(&said("date,close\n2026-02-05,1\n2026-02-06,\n", &["sma", "--param", "window=2"]));
    let falling = format!("date,value\n{}", days(9, &|number| format!("{}", -1 - number as i64)));
    let never = said(&falling, &["rv", "--param", "window=5"]);
    assert!(never.contains("rv has no value although 9 rows have closes, for they admit none"), "{never}");
    one_sentence(&never);
    let far = "date,close,difficulty\n2030-01-01,100000,1e15\n2030-01-02,100000,1e15\n";
    let never = said(far, &["hashprice_assumed_fees"]);
    assert!(never.contains("has no value although 2 rows have closes and difficulty"), "{never}");
    assert!(never.contains("it uses, where they are known, the height of each day's last block"), "{never}");
    let header = "date,close,difficulty,supply_btc\n";
    let mined = |number: usize| format!("{},{},{}", 40_000 + number, 7e13 + number as f64, 19e6);
    expect![[r#"
        hashfloor: difficulty_regression needs 100 rows with closes, difficulty and the supply of coins, of which there are 99; there is no result
    "#]]
    .assert_eq(&said(&format!("{header}{}", days(99, &mined)), &["difficulty_regression"]));
    assert_eq!(said(&format!("{header}{}", days(100, &mined)), &["difficulty_regression"]), "");
    let constant = format!("date,close,net_flow_musd\n{}", days(40, &|number| format!("{},5", 100 + number)));
    let never = said(&constant, &["etf_beta"]);
    assert!(never.contains("etf_beta has no value although 40 rows have ETF flows and closes"), "{never}");
    // No event is an answer where rows suffice, and none where they do not.
    let flat = format!("date,close\n{}", days(10, &|_| "5".to_owned()));
    let cross = |slow: &str| said(&flat, &["cross", "--param", "fast=2", "--param", slow]);
    assert_eq!(cross("slow=5"), "");
    assert!(cross("slow=11").contains("cross needs 11 rows with closes, of which there are 10"));
}

#[test]
fn the_range_cuts_the_output_and_not_what_came_before() {
    let program = Program::new();
    let input = golden("ohlcv_gbm.csv");
    let whole = program.text(&["calc", "ema", "--csv", &input]);
    let args = ["calc", "ema", "--csv", &input, "--from", "2021-05-01", "--to", "2021-05-03"];
    let cut = program.text(&args);
    let expected: Vec<&str> = whole
        .lines()
        .filter(|line| {
            ["date,", "2021-05-01", "2021-05-02", "2021-05-03"].iter().any(|day| line.starts_with(day))
        })
        .collect();
    assert_eq!(cut.lines().collect::<Vec<_>>(), expected);
    assert_eq!(expected.len(), 4);
    let events =
        program.text(&["calc", "cross", "--csv", &input, "--from", "2021-01-01", "--to", "2021-12-31"]);
    assert_eq!(events, "date,type\n2021-03-29,golden\n");
}

#[test]
fn rows_within_a_day_keep_their_time_and_a_day_at_the_end_is_whole() {
    let program = Program::new();
    let table = "date,close\n2026-02-05T00:00:00Z,1\n2026-02-05T12:00:00Z,2\n2026-02-06T12:00:00Z,4\n";
    let path = program.file("table.csv", table);
    let csv = path.to_str().unwrap();
    let text = program.text(&["calc", "sma", "--csv", csv, "--param", "window=2", "--to", "2026-02-05"]);
    assert_eq!(text, "date,sma_2\n2026-02-05T00:00:00Z,\n2026-02-05T12:00:00Z,1.5\n");
}

#[test]
fn the_output_goes_to_a_file_whole_or_not_at_all() {
    let program = Program::new();
    let (input, out) = (golden("ohlcv_gbm.csv"), program.beside("out.csv"));
    let printed = program.text(&["calc", "rsi", "--csv", &input]);
    let silent = program.text(&["calc", "rsi", "--csv", &input, "-o", out.to_str().unwrap()]);
    assert_eq!(silent, "");
    assert_eq!(std::fs::read_to_string(&out).unwrap(), printed);
    let bad = program.file("bad.csv", "date,close\n2026-02-05,0\n");
    program.refusal(&["calc", "rsi", "--csv", bad.to_str().unwrap(), "-o", out.to_str().unwrap()], 1);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), printed, "a refusal leaves the file alone");
    let nowhere = program.beside("nowhere").join("out.csv");
    program.refusal(&["calc", "rsi", "--csv", &input, "-o", nowhere.to_str().unwrap()], 1);
}

#[test]
fn a_table_comes_from_standard_input_too() {
    let program = Program::new();
    let args = ["calc", "sma", "--csv", "-", "--param", "window=1"];
    let output = program.run_with_input(&args, b"date;value\n2026-02-05;-7\n");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "date,sma_1\n2026-02-05,-7\n");
}

#[test]
fn one_column_is_held_against_another() {
    let program = Program::new();
    let mut table = "date,close,gold\n".to_owned();
    for day in 1..=20 {
        table.push_str(&format!("2026-01-{day:02},{},{}\n", 100 + day * day, 200 + 2 * day * day));
    }
    let path = program.file("table.csv", &table);
    let csv = path.to_str().unwrap();
    let args = ["calc", "correlation", "--csv", csv, "--other", "gold", "--param", "window=10"];
    let found = columns(&program.text(&args));
    let last: f64 =
        found.iter().find(|(name, _)| *name != "date").unwrap().1.last().unwrap().parse().unwrap();
    assert!(last > 0.999_999, "{last}");
    let said = program.refusal(&["calc", "correlation", "--csv", csv, "--other", "silver"], 1);
    assert!(said.contains("there is no column silver; there are date, close, gold"), "{said}");
    let said = program.refusal(&["calc", "correlation", "--csv", csv], 1);
    assert!(said.contains("correlation needs a second series (other)"), "{said}");
}

#[test]
fn series_of_the_cache_are_computed_on_and_what_they_lack_is_named() {
    let program = Program::new();
    let day = ["--from", "2026-02-05", "--to", "2026-02-06"];
    let on = |args: &[&str]| program.text(&[&["calc"], args, &day[..]].concat());
    expect![[r#"
        date,basis_gross_inflow,basis_running_avg,est_coins_btc,price_over_gross_inflow,price_over_running_avg
    "#]]
    .assert_eq(&format!("{}\n", on(&["etf_basis"]).lines().next().unwrap()));
    assert_eq!(
        on(&["sma", "--param", "window=1"]),
        on(&["sma", "--series", "price.btc.usd@case", "--param", "window=1"])
    );
    expect![[r#"
        date,sma_1
        2026-02-05,62700
        2026-02-06,70560
    "#]]
    .assert_eq(&on(&["sma", "--param", "window=1"]));
    expect![[r#"
        date,sum_1
        2026-02-05,-434.1
        2026-02-06,371.1
    "#]]
    .assert_eq(&on(&["etf_sum", "--param", "window=1"]));
    let lacks = |name: &str| program.refusal(&["calc", name], 1);
    expect![[r#"
        hashfloor: hashprice needs the number of blocks of each day, the height of each day's last block and the fees of each day; the cache does not hold them: give a file with the columns blocks, height_end and fees_btc_total with --csv
    "#]]
    .assert_eq(&lacks("hashprice"));
    expect![[r#"
        hashfloor: obv needs traded volumes (the series has none)
    "#]]
    .assert_eq(&lacks("obv"));
    expect![[r#"
        hashfloor: hashrate_ribbons needs the hashrate of each day, a row a day; the cache holds hashrate.network@case, which is not a daily one
    "#]]
    .assert_eq(&lacks("hashrate_ribbons"));
    let said = program.refusal(&["calc", "sma", "--series", "price.gold.usd"], 1);
    assert!(said.contains("there is no series price.gold.usd; the cache holds "), "{said}");
    one_sentence(&said);
}

#[test]
fn a_series_of_another_kind_is_refused() {
    let program = Program::new();
    for (name, series, words) in [
        ("breakeven", "difficulty", "a price in US dollars, such as price.btc.usd"),
        ("hashprice_assumed_fees", "etf.flow.total", "a price in US dollars, such as price.btc.usd"),
        ("etf_sum", "price.btc.usd", "ETF flows in US dollars, such as etf.flow.ibit"),
        ("etf_basis", "price.btc.usd", "ETF flows in US dollars, such as etf.flow.ibit"),
    ] {
        let said = program.refusal(&["calc", name, "--series", series], 1);
        let expected = format!("hashfloor: {name} is computed over {words}, which {series}@");
        assert!(said.starts_with(&expected) && said.ends_with(" is not\n"), "{said}");
        one_sentence(&said);
    }
    let said = program.refusal(&["calc", "etf_share", "--other", "price.btc.usd"], 1);
    assert!(said.contains("etf_share holds its series against ETF flows"), "{said}");
    let any = program.run(&["calc", "sma", "--series", "difficulty", "--param", "window=1"]);
    assert!(any.status.success(), "{}", errors(&any));
}

#[test]
fn two_series_of_the_cache_are_held_against_each_other() {
    let program = Program::new();
    let args = ["calc", "correlation", "--series", "etf.flow.ibit", "--other", "price.btc.usd@case"];
    let output = program.run(&args);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let said = program.refusal(&["calc", "correlation"], 1);
    assert!(said.contains("correlation needs a second series (name it with --other"), "{said}");
}

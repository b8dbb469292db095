//! `hashfloor series`.

use super::{Program, members};

#[test]
fn an_empty_folder_is_filled_with_the_case_file() {
    let program = Program::new();
    let held = program.holdings();
    let rows: Vec<(&str, u64, &str, &str)> = held
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap();
            (text("id"), row["rows"].as_u64().unwrap(), text("first"), text("last"))
        })
        .collect();
    expect_test::expect![[r#"
        [
            ("difficulty@case", 165, "2020-01-01", "2026-03-20"),
            ("etf.flow.fbtc@case", 80, "2025-11-03", "2026-02-27"),
            ("etf.flow.gbtc@case", 80, "2025-11-03", "2026-02-27"),
            ("etf.flow.ibit@case", 80, "2025-11-03", "2026-02-27"),
            ("etf.flow.total@case", 80, "2025-11-03", "2026-02-27"),
            ("hashrate.network@case", 103, "2025-01-02", "2026-02-17"),
            ("price.btc.usd@case", 455, "2025-01-01", "2026-03-31"),
            ("price.btc.usd:weekly@case", 261, "2019-12-30", "2024-12-23"),
            ("sentiment.fear_greed@case", 105, "2025-12-01", "2026-03-15"),
        ]
    "#]]
    .assert_eq(&format!("[\n{}]\n", rows.iter().map(|row| format!("    {row:?},\n")).collect::<String>()));
    assert!(program.data().join("cache.db").is_file());
}

#[test]
fn every_promised_key_is_there() {
    let program = Program::new();
    for row in program.holdings().as_array().unwrap() {
        let found = members(row);
        for key in ["id", "title", "unit", "rows", "first", "last", "source", "seen_at", "stale"] {
            assert!(found.contains(&key), "{key} is missing: {row}");
        }
        assert_eq!(row["source"], "case");
        assert!(row["stale"].is_boolean());
    }
}

#[test]
fn the_option_and_the_variable_mean_the_same_folder() {
    let program = Program::new();
    let by_variable = program.holdings();
    let mut command = program.command();
    command.env_remove("HASHFLOOR_DATA_DIR");
    command.args(["--data-dir", program.data().to_str().unwrap(), "series", "--json"]);
    let output = command.output().unwrap();
    assert_eq!(output.stdout, format!("{by_variable}\n").into_bytes());
    let mut command = program.command();
    command.env("HASHFLOOR_DATA_DIR", program.beside("other"));
    command.args(["series", "--data-dir", program.beside("third").to_str().unwrap(), "--json"]);
    assert!(command.output().unwrap().status.success());
    assert!(program.beside("third").join("cache.db").is_file(), "the option wins over the variable");
    assert!(!program.beside("other").exists());
}

#[test]
fn the_table_names_every_series() {
    let program = Program::new();
    let table = program.text(&["series"]);
    for row in program.holdings().as_array().unwrap() {
        let id = row["id"].as_str().unwrap();
        assert!(table.lines().any(|line| line.starts_with(id)), "{id} is missing:\n{table}");
    }
}

#[test]
fn programs_that_start_at_once_on_an_empty_folder_all_work() {
    for _ in 0..10 {
        let program = Program::new();
        let start = |_| {
            let mut command = program.command();
            command.args(["series", "--json"]);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            command.spawn().unwrap()
        };
        let children: Vec<_> = (0..6).map(start).collect();
        let outputs: Vec<_> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
        for output in &outputs {
            assert!(output.status.success() && output.stderr.is_empty(), "{}", super::errors(output));
            assert_eq!(output.stdout, outputs[0].stdout);
        }
        let names: Vec<_> =
            std::fs::read_dir(program.data()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        let moved = names.iter().any(|name| name.to_string_lossy().contains("damaged"));
        assert!(!moved, "a sound cache was moved aside: {names:?}");
    }
}

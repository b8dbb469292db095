//! Real exports through the real program, from the folder `HASHFLOOR_REAL_DATA` names.

use std::path::PathBuf;

use super::Program;

fn real(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("HASHFLOOR_REAL_DATA").map(|folder| PathBuf::from(folder).join(name));
    if path.is_none() {
        println!("skipped: HASHFLOOR_REAL_DATA names no folder with {name}");
    }
    path
}

/// The cells of a simple table, without quotes and comment lines.
fn cells(text: &str) -> Vec<Vec<String>> {
    let plain = |cell: &str| cell.trim_matches('"').to_owned();
    let lines = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(',').map(plain).collect()).collect()
}

fn column<'a>(rows: &'a [Vec<String>], name: &str) -> Vec<&'a str> {
    let at = rows[0].iter().position(|cell| cell.eq_ignore_ascii_case(name)).unwrap();
    rows[1..].iter().map(|row| row[at].as_str()).collect()
}

#[test]
fn a_real_yahoo_file_comes_back_number_for_number() {
    let Some(path) = real("yahoo_btc_2024-2026_bom_quoted.csv") else { return };
    let program = Program::new();
    let said = program.import(&path);
    let row = &said["series"][0];
    assert_eq!((&row["rows_read"], &row["rows_new"]), (&907.into(), &907.into()), "{said}");
    assert_eq!((&row["from"], &row["to"]), (&"2024-01-01".into(), &"2026-06-25".into()));
    let written = cells(&program.text(&["export", "price.btc.usd@yahoo"]));
    let original = cells(&std::fs::read_to_string(path).unwrap());
    for name in ["open", "high", "low", "close", "volume"] {
        let (written, original) = (column(&written, name), column(&original, name));
        assert_eq!(written.len(), 907);
        for (written, original) in written.iter().zip(&original) {
            let [written, original] = [written, original].map(|cell| cell.parse::<f64>().unwrap().to_bits());
            assert_eq!(written, original, "{name}");
        }
    }
}

#[test]
fn real_etf_flows_sum_to_the_published_total() {
    let Some(path) = real("farside_btc_etf_flows.csv") else { return };
    let program = Program::new();
    program.import(&path);
    let rows = cells(&program.text(&["export", "etf.flow.total@farside"]));
    let usd: f64 = column(&rows, "value").iter().map(|cell| cell.parse::<f64>().unwrap()).sum();
    assert!((usd / 1e6 - 53_775.1).abs() < 1e-6, "{usd}");
}

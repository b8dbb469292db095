//! Reads the golden vectors of tests/data/golden and compares with their tolerances.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken golden file must fail the test")]

use std::path::PathBuf;

use hashfloor::domain::time::UnixSecs;
use serde_json::Value;

fn read(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "data", "golden", name].iter().collect();
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A golden JSON file.
pub fn json(name: &str) -> Value {
    serde_json::from_str(&read(name)).unwrap()
}

/// A golden CSV file: a header and rows of cells.
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn read(name: &str) -> Self {
        let text = read(name);
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        Self { header: lines.next().unwrap(), rows: lines.collect() }
    }

    pub fn names(&self) -> &[String] {
        &self.header
    }

    pub fn text(&self, name: &str) -> Vec<&str> {
        let column = self.header.iter().position(|header| header == name).unwrap();
        self.rows.iter().map(|row| row[column].as_str()).collect()
    }

    /// Empty cells are `NaN`.
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        let number = |cell: &&str| if cell.is_empty() { f64::NAN } else { cell.parse().unwrap() };
        self.text(name).iter().map(number).collect()
    }

    pub fn dates(&self, name: &str) -> Vec<UnixSecs> {
        self.text(name).iter().map(|cell| UnixSecs::parse_iso(cell).unwrap()).collect()
    }
}

/// A JSON number, `NaN` for null.
pub fn number(value: &Value) -> f64 {
    if value.is_null() { f64::NAN } else { value.as_f64().unwrap() }
}

pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

pub fn date(value: &Value) -> UnixSecs {
    UnixSecs::parse_iso(value.as_str().unwrap()).unwrap()
}

/// Whether both are missing, or within an absolute or a relative distance.
pub fn near(found: f64, expected: f64, absolute: f64, relative: f64) -> bool {
    if found.is_nan() || expected.is_nan() {
        return found.is_nan() && expected.is_nan();
    }
    let apart = (found - expected).abs();
    apart <= absolute || apart <= relative * expected.abs()
}

/// The tolerance of indicator columns: 1e-9 absolute or relative.
#[track_caller]
pub fn assert_column(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}: rows");
    for (row, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(near(*found, *expected, 1e-9, 1e-9), "{what}, row {row}: {found}, expected {expected}");
    }
}

//! The slow reader: one character at a time, one allocation a cell, nothing guessed.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::bits;
use super::tables::{Encoding, Table};

/// The rows of a table that was written as `table` says.
pub fn rows(bytes: &[u8], table: &Table) -> Vec<(i64, Vec<u64>)> {
    let mut records = split(&decoded(bytes, table.encoding), table.delimiter);
    records.remove(0);
    let mut rows = BTreeMap::new();
    for record in records {
        let [date, cells @ ..] = &record[..] else { panic!("a record without a cell") };
        let cells: Vec<u64> = cells.iter().map(|cell| bits(number(cell, table.decimal))).collect();
        // Of two rows of one time the last counts, and a row without a value is none.
        if cells.iter().any(|cell| !f64::from_bits(*cell).is_nan()) {
            rows.insert(time(date, table.dates.pattern()), cells);
        }
    }
    rows.into_iter().collect()
}

fn decoded(bytes: &[u8], encoding: Encoding) -> String {
    let units = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16(&units).unwrap()
    };
    match encoding {
        Encoding::Utf8 => String::from_utf8(bytes.to_vec()).unwrap(),
        Encoding::Utf8Bom => String::from_utf8(bytes[3..].to_vec()).unwrap(),
        Encoding::Utf16Le => units(u16::from_le_bytes),
        Encoding::Utf16Be => units(u16::from_be_bytes),
        Encoding::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// Records of RFC 4180, with any line end and without empty ones.
fn split(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut records = Vec::new();
    let mut record = vec![String::new()];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let cell = record.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if quoted => cell.push(c),
            c if c == delimiter => record.push(String::new()),
            '\n' => records.push(std::mem::replace(&mut record, vec![String::new()])),
            c => cell.push(c),
        }
    }
    records.push(record);
    records.retain(|record| record.iter().any(|cell| !cell.is_empty()));
    records
}

fn time(cell: &str, pattern: &str) -> i64 {
    match pattern {
        "seconds" => cell.parse().unwrap(),
        "milliseconds" => cell.parse::<i64>().unwrap() / 1_000,
        _ => {
            let civil = DateTime::strptime(pattern, cell).unwrap_or_else(|error| panic!("{cell:?}: {error}"));
            civil.to_zoned(TimeZone::UTC).unwrap().timestamp().as_second()
        }
    }
}

/// A number as people write it; `NaN` for a missing one.
fn number(cell: &str, decimal: char) -> f64 {
    let negative = cell.starts_with('(');
    let plain: String = cell
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == decimal || "eE+-−".contains(*c))
        .map(|c| match c {
            '−' => '-',
            c if c == decimal => '.',
            c => c,
        })
        .collect();
    match plain.as_str() {
        "" | "-" => f64::NAN,
        digits if negative => -digits.parse::<f64>().unwrap(),
        digits => digits.parse().unwrap(),
    }
}

//! The CSV reader against a slow one that is easy to believe.
//!
//! The reference splits the decoded text character by character as RFC 4180 says, reads
//! dates through `jiff` and numbers through `str::parse` after taking out what people put
//! in. It knows how each table was written; the reader has to find out. Random tables come
//! from proptest, which prints what failed.

mod reference;
mod tables;

use std::io::Read as _;

use hashfloor::domain::time::UnixSecs;
use hashfloor::io::csv::{Answers, ReadOptions, SeriesRead, read};
use proptest::prelude::*;

use tables::Table;

/// Later than every date of a table.
const NEWEST: UnixSecs = UnixSecs(4_102_444_800);

/// Rows as times and bits of their cells; any `NaN` is one.
fn rows_of(series: &SeriesRead) -> Vec<(i64, Vec<u64>)> {
    let mut rows = Vec::new();
    for block in series.rows.blocks() {
        let block = block.unwrap();
        for (row, time) in block.times.iter().enumerate() {
            let cells = block.cells.iter().take(series.rows.width());
            rows.push((*time, cells.map(|column| bits(column[row])).collect()));
        }
    }
    rows
}

fn bits(value: f64) -> u64 {
    if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() }
}

fn check(table: &Table) -> Result<(), TestCaseError> {
    let bytes = table.bytes();
    let expected = reference::rows(&bytes, table);
    let answers =
        Answers { day_order: table.day_order(), numbers: Some(table.numbers()), ..Answers::default() };
    let options = ReadOptions { answers: &answers, ..ReadOptions::up_to(NEWEST) };
    let shown = || String::from_utf8_lossy(&bytes[..bytes.len().min(600)]).into_owned();
    let found = read(&bytes[..], "table.csv", &options)
        .map_err(|error| TestCaseError::fail(format!("{error}: {}", shown())))?;
    prop_assert_eq!(found.warnings_total, 0, "{:?}: {}", found.warnings.first(), shown());
    prop_assert_eq!(found.rows_read, table.rows.len() as u64, "{}", shown());
    prop_assert_eq!(found.series.len(), 1);
    let series = &found.series[0];
    prop_assert_eq!(series.rows_rejected, 0);
    prop_assert_eq!(rows_of(series), expected, "{}", shown());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_valid_table_in_any_form_gives_the_rows_of_the_reference(table in tables::any_table()) {
        check(&table)?;
    }

    #[test]
    fn a_damaged_table_gives_no_row_that_the_whole_one_has_not(
        table in tables::any_table(),
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let whole = table.bytes();
        let mut bytes = whole.clone();
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64 + 1;
        match read(&bytes[..], "table.csv", &ReadOptions::up_to(NEWEST)) {
            Err(error) => {
                let said = error.to_string();
                prop_assert!(!said.is_empty() && !said.chars().any(char::is_control), "{said:?}");
            }
            Ok(found) => {
                prop_assert!(found.rows_read <= lines, "{} rows in {lines} lines", found.rows_read);
                for series in &found.series {
                    let rows = rows_of(series);
                    prop_assert!(series.rows_rejected <= series.rows_read && series.rows_read <= found.rows_read);
                    prop_assert!(rows.len() as u64 <= series.rows_read - series.rows_rejected);
                    prop_assert!(rows.is_sorted_by(|one, next| one.0 < next.0));
                    for (time, cells) in rows {
                        prop_assert!((0..=NEWEST.0).contains(&time), "a row of {time}");
                        for cell in cells.into_iter().map(f64::from_bits) {
                            prop_assert!(cell.is_nan() || cell.abs() <= 1e300, "{cell}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn any_bytes_end_in_rows_or_a_sentence_however_they_arrive(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(&b"0123456789-,;\n\"."[..])], 0..2_000),
    ) {
        let options = ReadOptions::up_to(NEWEST);
        let whole = read(&bytes[..], "any.csv", &options).map(|found| found.rows_read).map_err(|e| e.to_string());
        // In pieces of one byte: nothing may depend on how a pipe cuts them.
        let (front, back) = bytes.split_at(bytes.len() / 3);
        let pieces = read(front.chain(back), "any.csv", &options).map(|found| found.rows_read).map_err(|e| e.to_string());
        prop_assert_eq!(whole, pieces);
    }
}

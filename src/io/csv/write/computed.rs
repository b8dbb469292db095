//! Computed columns as a table: dates, numbers, words.
//!
//! Knows how a cell is written; knows nothing of what was computed. Numbers are the
//! shortest decimals that read back to the same bits; a gap is an empty cell. There are
//! no comment lines: who pipes a table into another program wants rows.

use std::io::{self, Write};

use super::DateStyle;
use super::date::Dates;
use super::number::Decimals;
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Bytes that are collected before they are handed over.
const BLOCK_BYTES: usize = 64 << 10;

/// How the numbers of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// As decimals.
    Number,
    /// Rounded to whole numbers.
    Whole,
    /// Seconds since 1970 as an ISO date, with the time of day if it is not midnight.
    Date,
    /// 0 as `false`, everything else as `true`.
    Flag,
    /// As the word at this place.
    Words(&'static [&'static str]),
}

/// A column of the table.
#[derive(Clone, Copy, Debug)]
pub struct ComputedColumn<'a> {
    /// Its header.
    pub name: &'a str,
    /// How its cells are written.
    pub cells: Cells,
    /// One value a row, `NaN` for an empty cell.
    pub values: &'a [f64],
}

/// Writes the rows from `from` to `to`, both included, under a header `date,…`.
///
/// # Errors
/// What the writer says.
pub fn write_computed(
    out: &mut dyn Write,
    times: &[UnixSecs],
    columns: &[ComputedColumn<'_>],
    from: Option<UnixSecs>,
    to: Option<UnixSecs>,
) -> io::Result<()> {
    let mut text = b"date".to_vec();
    for column in columns {
        text.push(b',');
        text.extend_from_slice(column.name.as_bytes());
    }
    text.push(b'\n');
    let with_time = times.iter().any(|time| time.0.rem_euclid(DAY_SECS) != 0);
    let mut dates = Dates::new(DateStyle::Iso, with_time);
    let mut decimals = vec![Decimals::default(); columns.len()];
    let is_wanted =
        |time: &UnixSecs| from.is_none_or(|from| *time >= from) && to.is_none_or(|to| *time <= to);
    for (row, time) in times.iter().enumerate().filter(|(_, time)| is_wanted(time)) {
        dates.push(&mut text, *time);
        for (column, decimals) in columns.iter().zip(&mut decimals) {
            text.push(b',');
            let value = column.values.get(row).copied().unwrap_or(f64::NAN);
            push_cell(&mut text, column.cells, value, decimals);
        }
        text.push(b'\n');
        if text.len() >= BLOCK_BYTES {
            out.write_all(&text)?;
            text.clear();
        }
    }
    out.write_all(&text)
}

fn push_cell(text: &mut Vec<u8>, cells: Cells, value: f64, decimals: &mut Decimals) {
    // Neither is a number that a table can hold.
    if !value.is_finite() {
        return;
    }
    // Turns −0 into 0.
    let value = value + 0.0;
    match cells {
        Cells::Number => decimals.push(text, value),
        Cells::Whole => decimals.push(text, value.round() + 0.0),
        Cells::Date => text.extend_from_slice(UnixSecs(value as i64).iso().as_bytes()),
        Cells::Flag => text.extend_from_slice(if value > 0.0 { b"true" } else { b"false" }),
        Cells::Words(words) => {
            let word = words.get(value as usize).copied().unwrap_or_default();
            text.extend_from_slice(word.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_cell_is_written_and_a_gap_is_empty() {
        let day = |n| UnixSecs(0).plus_days(n);
        let times = [day(0), day(1), day(2)];
        let column = |name, cells, values| ComputedColumn { name, cells, values };
        let columns = [
            column("number", Cells::Number, &[0.1 + 0.2, f64::NAN, -0.0][..]),
            column("count", Cells::Whole, &[3.0, f64::NAN, -4.0]),
            column("day", Cells::Date, &[86_400.0, f64::NAN, 90_000.0]),
            column("flag", Cells::Flag, &[0.0, f64::NAN, 1.0]),
            column("word", Cells::Words(&["death", "golden"]), &[1.0, f64::NAN, 0.0]),
        ];
        let written = |from, to| {
            let mut bytes = Vec::new();
            write_computed(&mut bytes, &times, &columns, from, to).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        let head = "date,number,count,day,flag,word\n";
        let first = "1970-01-01,0.30000000000000004,3,1970-01-02,false,golden\n";
        let last = "1970-01-03,0,-4,1970-01-02T01:00:00Z,true,death\n";
        assert_eq!(written(None, None), format!("{head}{first}1970-01-02,,,,,\n{last}"));
        assert_eq!(written(Some(day(2)), None), format!("{head}{last}"));
        assert_eq!(written(None, Some(day(0))), format!("{head}{first}"));
    }
}

//! Whether columns can be a candle's, told from their numbers alone.
//!
//! Knows the order of a candle's prices; knows no header.

use crate::io::csv::number::{NumberStyle, parse_amount};
use crate::io::csv::plan::Cells;
use crate::io::csv::sniff::Sniffed;

/// Whether in all sampled rows the second number is the highest and the third the lowest,
/// and in some they differ.
pub(super) fn is_plausible(file: &Sniffed, cells: Cells) -> bool {
    let Cells::Candle { open, high, low, close, .. } = cells else { return false };
    let style = file.numbers.clone().unwrap_or(NumberStyle::Point);
    let mut moving = 0;
    for row in &file.rows {
        let read = |column: usize| {
            row.get(column)
                .and_then(|cell| parse_amount(cell, style, 0).ok())
                .map(|value| value.unwrap_or(f64::NAN))
        };
        let (Some(open), Some(high), Some(low), Some(close)) =
            (read(open), read(high), read(low), read(close))
        else {
            return false;
        };
        let known = [open, high, low, close].iter().all(|value| !value.is_nan());
        if known && (high < open.max(close) || low > open.min(close) || low <= 0.0) {
            return false;
        }
        moving += usize::from(known && high > low);
    }
    moving > 0
}

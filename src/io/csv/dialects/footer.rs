//! Lines below a table: sums in many languages, notes, blank rows.
//!
//! Knows the first word of such a line; knows nothing of a table's values. A line
//! whose date cannot be read but that has values is no footer: it is a bad row,
//! and the user shall see it.

use super::RowKind;
use crate::io::csv::date::parse_date;
use crate::io::csv::records::Record;
use crate::io::csv::sniff::key_of;

/// First words of sums, as keys.
const SUMS: [&str; 44] = [
    "total",
    "totals",
    "average",
    "avg",
    "mean",
    "median",
    "maximum",
    "max",
    "minimum",
    "min",
    "sum",
    "count",
    "std",
    "stdev",
    "highest",
    "lowest",
    "gesamt",
    "summe",
    "durchschnitt",
    "mittelwert",
    "moyenne",
    "somme",
    "totaux",
    "promedio",
    "suma",
    "totale",
    "somma",
    "media",
    "massimo",
    "minimo",
    "maximo",
    "totaal",
    "gemiddelde",
    "razem",
    "srednia",
    "итого",
    "всего",
    "среднее",
    "максимум",
    "минимум",
    "toplam",
    "ortalama",
    "celkem",
    "summa",
];

/// What a line is by its cell of the date; most rows end at the first digit.
pub(super) fn kind(date: usize, record: &Record<'_>) -> RowKind {
    let cell = record.cell(date).trim();
    let starts_with_digit = cell.starts_with(|c: char| c.is_ascii_digit());
    if starts_with_digit && !cell.contains(' ') {
        return RowKind::Data;
    }
    let alone = || record.cells().enumerate().all(|(column, cell)| column == date || cell.trim().is_empty());
    if cell.is_empty() {
        return if alone() { RowKind::Footer } else { RowKind::Data };
    }
    if !starts_with_digit {
        let first = cell.split([':', ' ', '(']).next().unwrap_or_default();
        if first.len() <= 40 && SUMS.contains(&key_of(first).as_str()) {
            return RowKind::Footer;
        }
    }
    let is_note = cell.chars().any(char::is_alphabetic) && parse_date(cell).is_none() && alone();
    if is_note { RowKind::Footer } else { RowKind::Data }
}

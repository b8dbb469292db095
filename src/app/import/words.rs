//! What was recognised about a file, in a few plain words each.

use crate::app::import::{FileHead, ImportPreview, Meaning};
use crate::domain::format::grouped;
use crate::io::csv::{self, ColumnRole};

/// Every kind of table: short name and title.
pub fn dialects() -> impl Iterator<Item = (&'static str, &'static str)> {
    csv::dialects::REGISTRY.iter().map(|dialect| (dialect.name(), dialect.title()))
}

/// Rows, order, delimiter, encoding, dates, numbers, container: one phrase each.
pub fn recognised(preview: &ImportPreview) -> Vec<String> {
    let understood = &preview.understood;
    let mut words = vec![rows_words(preview)];
    words.push(delimiter_words(understood.delimiter));
    words.push(understood.encoding.title().to_owned());
    if understood.header.is_empty() {
        words.push("no header".to_owned());
    }
    words.extend(date_words(preview));
    words.push(number_words(preview));
    words.extend(member_words(preview.head.as_ref()));
    words
}

fn rows_words(preview: &ImportPreview) -> String {
    let count = preview.understood.rows_read;
    let noun = if count == 1 { "row" } else { "rows" };
    let time = |row: Option<&super::SampleRow>| {
        row?.meanings.iter().find_map(|meaning| match meaning {
            Meaning::Date(time) => Some(*time),
            _ => None,
        })
    };
    let sample = &preview.sample;
    let (first, last) = (time(sample.first.first()), time(sample.last.last().or(sample.first.last())));
    let order = match (first, last) {
        (Some(first), Some(last)) if first < last => ", oldest first",
        (Some(first), Some(last)) if first > last => ", newest first",
        _ => "",
    };
    format!("{} {noun}{order}", grouped(count as f64, 0))
}

/// What stands between cells.
pub(super) fn delimiter_words(delimiter: char) -> String {
    match delimiter {
        ',' => "commas".to_owned(),
        ';' => "semicolons".to_owned(),
        '\t' => "tabs".to_owned(),
        '|' => "bars".to_owned(),
        other => format!("{other:?}"),
    }
}

fn date_words(preview: &ImportPreview) -> Option<String> {
    let column = preview.understood.columns.iter().position(|column| column.role_now == ColumnRole::Date)?;
    let mut dates = preview.sample.first.iter().filter_map(|row| {
        let Some(Meaning::Date(time)) = row.meanings.get(column) else { return None };
        Some((row.cells.get(column)?, time))
    });
    let (cell, time) = dates.next()?;
    let (cell, time) = (cell.trim(), time.iso());
    Some(if cell == time { format!("dates as {time}") } else { format!("dates such as {cell} for {time}") })
}

fn number_words(preview: &ImportPreview) -> String {
    format!("numbers as {}", preview.understood.numbers.title())
}

fn member_words(head: Option<&FileHead>) -> Option<String> {
    head?.member.as_ref().map(|member| format!("{member} inside"))
}

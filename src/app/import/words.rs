//! What was recognised about a file, in a few plain words each.

use crate::app::import::{FileHead, ImportPreview, Meaning, SampleRow};
use crate::domain::format::{grouped, visible_text};
use crate::domain::time::UnixSecs;
use crate::io::csv::{self, ColumnRole, Understood};

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

/// The columns that nothing is read from, by name; `None` if every one is.
pub fn columns_left(understood: &Understood) -> Option<String> {
    const MOST: usize = 6;
    let left = understood.columns.iter().filter(|column| column.role_now == ColumnRole::NotUsed);
    let names: Vec<String> = left.map(|column| visible_text(column.name.trim())).collect();
    let (named, more) = names.split_at(names.len().min(MOST));
    let more = match more.len() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let noun = if names.len() == 1 { "column" } else { "columns" };
    (!names.is_empty()).then(|| format!("{noun} not taken: {}{more}", named.join(", ")))
}

fn rows_words(preview: &ImportPreview) -> String {
    let count = preview.understood.rows_read;
    let noun = if count == 1 { "row" } else { "rows" };
    let sample = &preview.sample;
    let times: Vec<UnixSecs> = sample.first.iter().chain(&sample.last).filter_map(time).collect();
    let order = order_words(&times);
    format!("{} {noun}{order}", grouped(count as f64, 0))
}

fn time(row: &SampleRow) -> Option<UnixSecs> {
    row.meanings.iter().find_map(|meaning| match meaning {
        Meaning::Date(time) => Some(*time),
        _ => None,
    })
}

/// The order of the rows, if all that were looked at agree.
fn order_words(times: &[UnixSecs]) -> &'static str {
    let is_one_moment = times.first() == times.last();
    if !is_one_moment && times.is_sorted() {
        ", oldest first"
    } else if !is_one_moment && times.iter().rev().is_sorted() {
        ", newest first"
    } else {
        ""
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_claimed_only_where_every_row_that_was_looked_at_keeps_it() {
        let words =
            |times: &[i64]| order_words(&times.iter().map(|time| UnixSecs(*time)).collect::<Vec<_>>());
        assert_eq!((words(&[1, 2, 2, 5]), words(&[5, 2, 1])), (", oldest first", ", newest first"));
        assert_eq!((words(&[3, 9, 1]), words(&[4, 4]), words(&[])), ("", "", ""));
    }
}

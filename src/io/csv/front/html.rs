//! The best table of a page as text between tabs.
//!
//! Knows the tags of tables; every other tag is passed over. Reads the page once
//! from front to back and never returns to a place, so the time is linear
//! whatever the page holds; what is not closed ends where the next begins.

use super::FrontError;
use super::entities::decode_into;
use crate::io::csv::date::parse_date;

/// Tables inside tables that are followed; deeper ones are part of the last.
const MAX_DEPTH: usize = 8;
/// Cells of a row. More are dropped, as the reader would refuse them.
const MAX_CELLS: usize = 256;
/// Bytes of text of all tables together; a span of columns makes text out of nothing.
const MAX_TEXT_BYTES: usize = 8 << 20;

/// The rows of one table.
#[derive(Default)]
struct HtmlTable {
    text: String,
    dated_rows: usize,
    row: Vec<String>,
    cell: Option<(String, usize)>,
    in_row: bool,
}

impl HtmlTable {
    fn end_cell(&mut self) {
        let Some((text, span)) = self.cell.take() else { return };
        self.row.push(text.trim().to_owned());
        let blanks = span.saturating_sub(1).min(MAX_CELLS.saturating_sub(self.row.len()));
        self.row.extend(std::iter::repeat_n(String::new(), blanks));
        self.row.truncate(MAX_CELLS);
    }

    fn start_cell(&mut self, span: usize) {
        self.end_cell();
        self.in_row = true;
        self.cell = Some((String::new(), span));
    }

    fn end_row(&mut self) {
        self.end_cell();
        self.in_row = false;
        let row = std::mem::take(&mut self.row);
        if row.iter().all(String::is_empty) {
            return;
        }
        self.dated_rows += usize::from(row.len() > 1 && row.iter().any(|cell| parse_date(cell).is_some()));
        // A first cell such as `#1` would make a comment of the row.
        if row.first().is_some_and(|cell| cell.starts_with('#')) {
            self.text.push(' ');
        }
        self.text.push_str(&row.join("\t"));
        self.text.push('\n');
    }
}

/// The table with most dated rows as lines of cells between tabs.
///
/// # Errors
/// [`FrontError::NoTable`], or [`FrontError::TooLong`] if its text grows out of bounds.
pub(super) fn as_tsv(page: &str) -> Result<String, FrontError> {
    let mut open: Vec<HtmlTable> = Vec::new();
    let mut best: Option<HtmlTable> = None;
    let mut keep = |mut table: HtmlTable| {
        table.end_row();
        let rank = |table: &HtmlTable| (table.dated_rows, table.text.len());
        if best.as_ref().is_none_or(|best| rank(&table) > rank(best)) {
            best = Some(table);
        }
    };
    let mut rest = page;
    let mut bytes = 0;
    while !rest.is_empty() {
        let (text, tag) = rest.split_once('<').unwrap_or((rest, ""));
        if let Some((cell, _)) = open.last_mut().and_then(|table| table.cell.as_mut()) {
            decode_into(text, cell);
        }
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some((inside, after)) = split_tag(tag) else { break };
        rest = after;
        let end = inside.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(inside.len());
        let name = inside.get(..end).unwrap_or_default().trim_end_matches('/');
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is("script") || is("style") {
            rest = after_closing(rest, name);
        } else if is("table") {
            if open.len() < MAX_DEPTH {
                open.push(HtmlTable::default());
            }
        } else if is("/table") {
            if let Some(table) = open.pop() {
                keep(table);
            }
        } else if let Some(table) = open.last_mut() {
            if is("tr") || is("/tr") {
                bytes += table.row.len();
                table.end_row();
            } else if is("td") || is("th") {
                let span = span(inside);
                bytes += span;
                table.start_cell(span);
            } else if is("/td") || is("/th") {
                table.end_cell();
            } else if let Some((cell, _)) = table.cell.as_mut()
                && (is("br") || is("p") || is("div"))
            {
                cell.push(' ');
            }
        }
        if bytes > MAX_TEXT_BYTES {
            return Err(FrontError::TooLong { form: "table of the page", most_mib: MAX_TEXT_BYTES >> 20 });
        }
    }
    open.into_iter().for_each(&mut keep);
    best.map(|table| table.text).filter(|text| !text.is_empty()).ok_or(FrontError::NoTable)
}

/// The inside of a tag and what follows; `>` in quotes is part of the inside.
fn split_tag(tag: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some((tag.get(..at)?, tag.get(at + 1..)?)),
            (None, b'"' | b'\'') if tag.as_bytes().get(at.wrapping_sub(1)) == Some(&b'=') => {
                quote = Some(byte)
            }
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// What follows `</script>`, or nothing.
fn after_closing<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("</") {
        if after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return after.split_once('>').map_or("", |(_, after)| after);
        }
        rest = after;
    }
    ""
}

/// Columns a cell spans, 1 to 256.
fn span(inside: &str) -> usize {
    let lower = || inside.to_ascii_lowercase();
    if inside.len() > 4_096 || !inside.contains('=') {
        return 1;
    }
    let lower = lower();
    let Some((_, value)) = lower.split_once("colspan=") else { return 1 };
    let digits: String =
        value.trim_start_matches(['"', '\'']).chars().take(4).take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(1).clamp(1, MAX_CELLS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_with_dates_wins_over_menus() {
        let page = "<table><tr><td>Menu<td>About us and much more text than in the other table of this page</table>\
            <TABLE><tr><th>Date<th colspan=2>Total</tr><tr><td>11 Jan 2031</td><td>(95.1)</td><td>5</td></table>";
        assert_eq!(as_tsv(page).unwrap(), "Date\tTotal\t\n11 Jan 2031\t(95.1)\t5\n");
    }

    #[test]
    fn scripts_comments_and_quoted_brackets_are_no_cells() {
        let page = "<script>if (a<b) '<table>'</script><!-- <td>no</td> --><table><tr><td title='a>b' \
            data-x=\"<td>\">2031-01-02</td><td>1,5<br/>x &quot;y&quot;<style>td{}</style></td></tr></table>";
        assert_eq!(as_tsv(page).unwrap(), "2031-01-02\t1,5 x 'y'\n");
    }

    #[test]
    fn a_table_inside_a_cell_is_a_table_of_its_own() {
        let page = "<table><tr><td>a<table><tr><td>2031-01-02</td><td>5</td></tr></table>b</td></tr></table>";
        assert_eq!(as_tsv(page).unwrap(), "2031-01-02\t5\n");
    }

    #[test]
    fn many_open_tags_take_linear_time() {
        let page = format!("<table>{}", "<tr><td><table><td colspan=999><!-".repeat(20_000));
        assert!(matches!(as_tsv(&page), Err(FrontError::NoTable)), "cells without a word");
    }
}

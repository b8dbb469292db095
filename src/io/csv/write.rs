//! Series as CSV and JSON, in canonical units.
//!
//! Knows the form of our own files; knows nothing of where they are put.
//! Numbers are the shortest decimals that read back to the same bits and are
//! never quoted or prefixed: a spreadsheet must still see `-1.5` as a number.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::domain::provenance::Provenance;
use crate::domain::series::{Series, SeriesKey};
use crate::domain::time::{DAY_SECS, UnixSecs};

/// The first comment line of an export, without `# `.
pub const EXPORT_MARK: &str = "Hashfloor export";

/// How columns of several series are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnNames {
    /// `price.btc.usd.close`; the source is added where two series share an id.
    #[default]
    Id,
    /// `price.btc.usd@case.close`, so that the source survives without comments.
    IdAndSource,
}

/// What to write and how.
#[derive(Clone, Debug, Default)]
pub struct WriteOptions {
    /// First UTC day, inclusive.
    pub from: Option<UnixSecs>,
    /// Last UTC day, inclusive.
    pub to: Option<UnixSecs>,
    /// Whether `#` lines with id, unit, cadence and source stand above the table.
    pub comments: bool,
    /// Names of the columns when there are several series.
    pub names: ColumnNames,
    /// What the comments say about the source of each series.
    pub provenance: BTreeMap<SeriesKey, Provenance>,
    /// The past day whose knowledge the rows are, to be said in the comments and in JSON.
    pub as_known_on: Option<UnixSecs>,
}

impl WriteOptions {
    fn rows(&self, series: &Series) -> std::ops::Range<usize> {
        let from = self.from.map_or(UnixSecs(i64::MIN), UnixSecs::start_of_day);
        let to = self.to.map_or(UnixSecs(i64::MAX), |day| UnixSecs(day.start_of_day().0 + DAY_SECS - 1));
        series.rows_between(from, to)
    }
}

/// Rows of one series still to be written.
struct Cursor<'a> {
    series: &'a Series,
    columns: Vec<(&'static str, &'a [f64])>,
    rows: std::ops::Range<usize>,
}

impl Cursor<'_> {
    fn time(&self) -> Option<UnixSecs> {
        if self.rows.is_empty() { None } else { self.series.times().get(self.rows.start).copied() }
    }
}

fn cursors<'a>(series: &[&'a Series], options: &WriteOptions) -> Vec<Cursor<'a>> {
    let cursor =
        |series: &&'a Series| Cursor { series, columns: series.named_columns(), rows: options.rows(series) };
    series.iter().map(cursor).collect()
}

/// Writes one table: `date,open,…` or `date,value` for one series, one `date`
/// column and `ID` or `ID.column` columns for several.
///
/// **Gaps** are empty cells. **Dates** are ISO, with the time if any row written
/// is not at 00:00 UTC.
///
/// # Errors
/// Those of `out`.
pub fn write_series(out: &mut dyn Write, series: &[&Series], options: &WriteOptions) -> io::Result<()> {
    if options.comments {
        write_comments(out, series, options)?;
    }
    let mut cursors = cursors(series, options);
    let mut line = String::from("date");
    for cursor in &cursors {
        let name = column_prefix(cursor.series, series, options.names);
        for (part, _) in &cursor.columns {
            line.push(',');
            match (series.len(), *part) {
                (1, part) => line.push_str(part),
                (_, "value") => line.push_str(&name),
                (_, part) => line.extend([name.as_str(), ".", part]),
            }
        }
    }
    let with_time = any_time_of_day(&cursors);
    loop {
        line.push('\n');
        out.write_all(line.as_bytes())?;
        let Some(time) = cursors.iter().filter_map(Cursor::time).min() else { return Ok(()) };
        line.clear();
        push_time(&mut line, time, with_time);
        for cursor in &mut cursors {
            let row = (cursor.time() == Some(time)).then_some(cursor.rows.start);
            for (_, column) in &cursor.columns {
                line.push(',');
                if let Some(value) = row.and_then(|row| column.get(row)).filter(|value| !value.is_nan()) {
                    push_number(&mut line, *value);
                }
            }
            cursor.rows.start += usize::from(row.is_some());
        }
    }
}

/// Writes `[{id, unit, cadence, source, columns, rows}]`; a row is a date and
/// its values in the order of `columns`, `null` for a gap.
///
/// # Errors
/// Those of `out`.
pub fn write_json(out: &mut dyn Write, series: &[&Series], options: &WriteOptions) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, cursor) in cursors(series, options).iter().enumerate() {
        let key = cursor.series.key();
        let columns: Vec<_> =
            std::iter::once("date").chain(cursor.columns.iter().map(|(name, _)| *name)).collect();
        let provenance = options.provenance.get(key);
        let mut head = serde_json::json!({
            "id": key.to_string(),
            "unit": cursor.series.unit(),
            "cadence": cursor.series.cadence(),
            "source": provenance.map_or(key.source.as_str(), |p| p.title.as_str()),
            "columns": columns,
        });
        if let (Some(day), Some(members)) = (options.as_known_on, head.as_object_mut()) {
            members.insert("as_known_on".to_owned(), day.iso_date().into());
        }
        let head = head.to_string();
        let separator = if index == 0 { "\n" } else { ",\n" };
        write!(out, "{separator}{},\"rows\":[", head.strip_suffix('}').unwrap_or(&head))?;
        let with_time = any_time_of_day(std::slice::from_ref(cursor));
        let mut line = String::new();
        for row in cursor.rows.clone() {
            line.clear();
            line.push_str(if row == cursor.rows.start { "\n[\"" } else { ",\n[\"" });
            push_time(&mut line, cursor.series.times().get(row).copied().unwrap_or_default(), with_time);
            line.push('"');
            for (_, column) in &cursor.columns {
                line.push(',');
                match column.get(row).filter(|value| !value.is_nan()) {
                    Some(value) => push_number(&mut line, *value),
                    None => line.push_str("null"),
                }
            }
            line.push(']');
            out.write_all(line.as_bytes())?;
        }
        out.write_all(b"]}")?;
    }
    out.write_all(b"\n]\n")
}

fn write_comments(out: &mut dyn Write, series: &[&Series], options: &WriteOptions) -> io::Result<()> {
    writeln!(out, "# {EXPORT_MARK}")?;
    if let Some(day) = options.as_known_on {
        writeln!(out, "# as known on: {} (rows seen later are left out)", day.iso_date())?;
    }
    for series in series {
        writeln!(out, "# series: {}", series.key())?;
        writeln!(out, "# unit: {}", series.unit().code())?;
        writeln!(out, "# cadence: {}", series.cadence().code())?;
        if let Some(provenance) = options.provenance.get(series.key()) {
            let texts = [
                ("source", &provenance.title),
                ("citation", &provenance.citation),
                ("licence", &provenance.licence),
            ];
            for (name, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
                writeln!(out, "# {name}: {}", comment_text(text))?;
            }
        }
    }
    Ok(())
}

fn column_prefix(series: &Series, all: &[&Series], names: ColumnNames) -> String {
    let full = series.key().to_string();
    let plain = full.split('@').next().unwrap_or_default();
    let key = series.key();
    let same =
        all.iter().filter(|other| other.key().id == key.id && other.key().weekly == key.weekly).count();
    if names == ColumnNames::Id && same == 1 { plain.to_owned() } else { full }
}

fn any_time_of_day(cursors: &[Cursor<'_>]) -> bool {
    let times = cursors.iter().filter_map(|cursor| cursor.series.times().get(cursor.rows.clone()));
    times.flatten().any(|time| time.0.rem_euclid(DAY_SECS) != 0)
}

fn push_time(line: &mut String, time: UnixSecs, with_time: bool) {
    line.push_str(&time.iso_date());
    if with_time {
        let second = time.0.rem_euclid(DAY_SECS);
        line.push_str(&format!("T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60));
    }
}

/// The shortest decimal with the same bits; with an exponent where digits would only be zeros.
fn push_number(line: &mut String, value: f64) {
    let size = value.abs();
    let plain = size <= 0.0 || (1e-6..1e17).contains(&size);
    line.push_str(&if plain { format!("{value}") } else { format!("{value:e}") });
}

/// Whether a spreadsheet would take a text that starts so for a formula.
fn is_trigger(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n')
}

/// A text as one CSV cell that no spreadsheet runs as a formula.
///
/// A text that starts with `=`, `+`, `-`, `@`, tab or a line end gets an
/// apostrophe in front ([`read_safe_text_cell`] takes it off again); NUL becomes
/// `\u{FFFD}`; commas, quotes and line ends are quoted. Only for texts, never
/// for numbers.
pub fn safe_text_cell(text: &str) -> Cow<'_, str> {
    let guarded = text.trim_start_matches('\'').starts_with(is_trigger);
    let quoted = text.contains([',', ';', '\t', '|', '"', '\r', '\n']);
    let nul = text.contains('\0');
    if !guarded && !quoted && !nul {
        return Cow::Borrowed(text);
    }
    let text = text.replace('\0', "\u{FFFD}");
    let mark = if guarded { "'" } else { "" };
    Cow::Owned(if quoted {
        format!("\"{mark}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{mark}{text}")
    })
}

/// The text that [`safe_text_cell`] was given, from a cell already unquoted.
pub fn read_safe_text_cell(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text.trim_start_matches('\'').starts_with(is_trigger) => text,
        _ => cell,
    }
}

/// A text in a `#` line: one line, and no formula where a spreadsheet splits it into cells.
fn comment_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut cell_starts = false;
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        if cell_starts && is_trigger(c) {
            safe.push('\'');
        }
        safe.push(c);
        cell_starts = matches!(c, ',' | ';' | '|') || (cell_starts && c == ' ');
    }
    safe
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;

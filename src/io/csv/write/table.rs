//! The table itself: one series, or several beside each other.
//!
//! Knows cursors over series; knows nothing of files. One series is gone through
//! straight; several are merged by time, for which each keeps its place.

use std::io::Write;

use super::date::Dates;
use super::metadata::{Facts, push_comments};
use super::{ColumnNames, Cursor, Pieces, Watch, WriteError, WriteOptions, any_time_of_day, cursors};
use crate::domain::series::Series;

/// Writes one table: `date,open,…` or `date,value` for one series, one `date`
/// column and `ID` or `ID.column` columns for several.
///
/// **Gaps** are empty cells; in a table of several series a row without any value
/// cannot be told from none. **Cost** one pass and a quarter of a megabyte.
///
/// # Errors
/// [`WriteError`]: of `out`, or that `watch` said so.
pub fn write_series(
    out: &mut dyn Write,
    series: &[&Series],
    options: &WriteOptions,
    watch: &Watch<'_>,
) -> Result<(), WriteError> {
    let mut pieces = Pieces::new(out, watch);
    if options.comments {
        push_comments(&mut pieces.text, &Facts::of(series, options));
    }
    let mut cursors = cursors(series, options);
    push_header(&mut pieces.text, &cursors, series, options.names);
    let mut dates = Dates::new(options.dates, any_time_of_day(&cursors));
    match cursors.as_mut_slice() {
        [one] => write_one(&mut pieces, one, &mut dates)?,
        several => write_several(&mut pieces, several, &mut dates)?,
    }
    pieces.hand_on()
}

fn write_one(pieces: &mut Pieces<'_>, cursor: &mut Cursor<'_>, dates: &mut Dates) -> Result<(), WriteError> {
    for row in cursor.rows.clone() {
        let text = &mut pieces.text;
        dates.push(text, cursor.series.times().get(row).copied().unwrap_or_default());
        for column in &mut cursor.columns {
            text.push(b',');
            column.push(text, row, b"");
        }
        text.push(b'\n');
        pieces.end_row()?;
    }
    Ok(())
}

fn write_several(
    pieces: &mut Pieces<'_>,
    cursors: &mut [Cursor<'_>],
    dates: &mut Dates,
) -> Result<(), WriteError> {
    while let Some(time) = cursors.iter().filter_map(Cursor::time).min() {
        let text = &mut pieces.text;
        dates.push(text, time);
        for cursor in &mut *cursors {
            // The row after the last has no cells.
            let row = if cursor.time() == Some(time) { cursor.rows.start } else { usize::MAX };
            for column in &mut cursor.columns {
                text.push(b',');
                column.push(text, row, b"");
            }
            cursor.rows.start += usize::from(row != usize::MAX);
        }
        text.push(b'\n');
        pieces.end_row()?;
    }
    Ok(())
}

fn push_header(text: &mut Vec<u8>, cursors: &[Cursor<'_>], all: &[&Series], names: ColumnNames) {
    text.extend_from_slice(b"date");
    let plain = all.len() == 1 && names == ColumnNames::Id;
    for cursor in cursors {
        let name = column_prefix(cursor.series, all, names);
        for column in &cursor.columns {
            text.push(b',');
            let parts: &[&str] = match column.name {
                part if plain => &[part],
                "value" => &[&name],
                part => &[&name, ".", part],
            };
            text.extend(parts.iter().flat_map(|part| part.bytes()));
        }
    }
    text.push(b'\n');
}

fn column_prefix(series: &Series, all: &[&Series], names: ColumnNames) -> String {
    let full = series.key().to_string();
    let plain = full.split('@').next().unwrap_or_default();
    let key = series.key();
    let same =
        all.iter().filter(|other| other.key().id == key.id && other.key().weekly == key.weekly).count();
    if names == ColumnNames::Id && same == 1 { plain.to_owned() } else { full }
}

//! The same rows as JSON.

use std::io::Write;

use super::date::Dates;
use super::{Pieces, Watch, WriteError, WriteOptions, any_time_of_day, cursors};
use crate::domain::series::Series;

/// Writes `[{id, unit, cadence, source, columns, rows}]`; a row is a date and
/// its values in the order of `columns`, `null` for a gap.
///
/// **Cost** one pass and a quarter of a megabyte.
///
/// # Errors
/// [`WriteError`]: of `out`, or that `watch` said so.
pub fn write_json(
    out: &mut dyn Write,
    series: &[&Series],
    options: &WriteOptions,
    watch: &Watch<'_>,
) -> Result<(), WriteError> {
    let mut pieces = Pieces::new(out, watch);
    pieces.text.push(b'[');
    for (index, cursor) in cursors(series, options).iter_mut().enumerate() {
        let key = cursor.series.key();
        let columns: Vec<_> =
            std::iter::once("date").chain(cursor.columns.iter().map(|column| column.name)).collect();
        let described = options.described.get(key);
        let mut head = serde_json::json!({
            "id": key.to_string(),
            "unit": cursor.series.unit(),
            "cadence": cursor.series.cadence(),
            "source": described.map_or(key.source.as_str(), |described| &described.provenance.title),
            "columns": columns,
        });
        if let Some(members) = head.as_object_mut() {
            if let Some(day) = options.as_known_on {
                members.insert("as_known_on".to_owned(), day.iso_date().into());
            }
            if let Some(words) = described.and_then(|described| described.aggregation.as_deref()) {
                members.insert("aggregation".to_owned(), words.into());
            }
        }
        let head = head.to_string();
        pieces.text.extend_from_slice(if index == 0 { b"\n" } else { b",\n" });
        pieces.text.extend_from_slice(head.strip_suffix('}').unwrap_or(&head).as_bytes());
        pieces.text.extend_from_slice(b",\"rows\":[");
        let mut dates = Dates::new(options.dates, any_time_of_day(std::slice::from_ref(cursor)));
        let quote: &[u8] = if dates.is_text() { b"\"" } else { b"" };
        for row in cursor.rows.clone() {
            let text = &mut pieces.text;
            text.extend_from_slice(if row == cursor.rows.start { b"\n[" } else { b",\n[" });
            text.extend_from_slice(quote);
            dates.push(text, cursor.series.times().get(row).copied().unwrap_or_default());
            text.extend_from_slice(quote);
            for column in &mut cursor.columns {
                text.push(b',');
                column.push(text, row, b"null");
            }
            text.push(b']');
            pieces.end_row()?;
        }
        pieces.text.extend_from_slice(b"]}");
    }
    pieces.text.extend_from_slice(b"\n]\n");
    pieces.hand_on()
}

//! Months that are damaged on disk, fetched again.
//!
//! A month is stored whole or not at all: once a part of it is stored, it is a
//! sound month, and nobody could tell that rows are missing.

use crate::app::refresh::fill::tell;
use crate::app::refresh::page::{Asking, Span, Stop};
use crate::app::refresh::windows::Grid;
use crate::domain::series::{Columns, Ohlcv, Series};
use crate::domain::time::UnixSecs;

/// First and last second of a month by its name, `2026-02`.
pub(super) fn month_span(name: &str) -> Option<Span> {
    let first = UnixSecs::parse_iso(&format!("{name}-01"))?;
    let next = first.date().last_of_month().tomorrow().ok()?;
    Some((first, UnixSecs(UnixSecs::from_date(next).0 - 1)))
}

/// Fetches the damaged months between the stored rows. What lies before and after them is
/// filled as if there were nothing.
///
/// # Errors
/// [`Stop`]; the months that were stored before stay.
pub(super) fn heal(asking: &mut Asking<'_>, grid: &Grid, held: Span, damaged: &[String]) -> Result<(), Stop> {
    for name in damaged {
        let Some((from, to)) = month_span(name).filter(|span| held.0 < span.0 && span.1 < held.1) else {
            continue;
        };
        tell(asking, from, 0);
        let windows: Vec<Span> = (grid.index_of(from)..=grid.index_of(to))
            .map(|index| grid.window(index))
            .map(|(first, last)| (first.max(from), last.min(to)))
            .filter(|(first, last)| first <= last)
            .collect();
        if !asking.take_together(&windows)? {
            asking.tally.beside.push(format!("has no rows for {name}, whose stored rows are damaged"));
        }
    }
    Ok(())
}

/// Rows that follow each other, as one series; `None` without any.
///
/// # Errors
/// [`Stop::Source`] if they do not follow each other.
pub(super) fn joined(parts: &[Series]) -> Result<Option<Series>, Stop> {
    let Some(first) = parts.first() else { return Ok(None) };
    let (key, unit, cadence) = (first.key().clone(), first.unit(), first.cadence());
    let has_volume = parts.iter().any(|part| part.ohlcv().is_some_and(|candles| candles.volume.is_some()));
    let mut times = Vec::new();
    let mut values = Vec::new();
    let mut candles = Ohlcv { volume: has_volume.then(Vec::new), ..Ohlcv::default() };
    for part in parts {
        times.extend_from_slice(part.times());
        let Some(more) = part.ohlcv() else {
            values.extend_from_slice(part.values());
            continue;
        };
        candles.open.extend_from_slice(&more.open);
        candles.high.extend_from_slice(&more.high);
        candles.low.extend_from_slice(&more.low);
        candles.close.extend_from_slice(&more.close);
        if let Some(volume) = &mut candles.volume {
            match &more.volume {
                Some(known) => volume.extend_from_slice(known),
                None => volume.extend(std::iter::repeat_n(f64::NAN, part.len())),
            }
        }
    }
    let columns = if values.is_empty() { Columns::Ohlcv(Box::new(candles)) } else { Columns::Scalar(values) };
    let joined = Series::new(key, unit, cadence, times, columns);
    joined.map(Some).map_err(|error| Stop::source(format!("its rows were not taken: {error}")))
}

//! The numbers of a series at a time, in words: legend, status bar and pictures read them here.

use crate::app::panes::{Pane, PaneSeries};
use crate::app::state::AppState;
use crate::app::summary::{running_word, value_with_unit};
use crate::domain::catalog::Drawing;
use crate::domain::flow_cell::CellState;
use crate::domain::format::{grouped, signed_percent};
use crate::domain::series::{Cadence, Series};
use crate::domain::time::UnixSecs;
use crate::domain::zone::Precision;
use crate::ui::chart::value_axis::value_text;

/// What is said of a time that no row reaches.
const AFTER_LAST: &str = "after the last row";
/// Days after the last flow on which its successor is still spoken of as to come.
const PENDING_DAYS: f64 = 7.0;

/// The time a pointer means: the nearest row of the price, or the day under it.
pub fn snapped_time(state: &AppState, time: f64) -> UnixSecs {
    let exact = UnixSecs(time.round() as i64);
    let Some(price) = state.price() else { return exact.start_of_day() };
    let series = &price.series;
    match (series.last_time(), series.cadence()) {
        (Some(last), Cadence::Intraday) if exact <= last => {
            series.row_at_or_before(exact).and_then(|row| series.times().get(row)).copied().unwrap_or(exact)
        }
        _ => exact.start_of_day(),
    }
}

/// The row a readout means: for flows only the very day, else the last one not
/// after it; none after the last row. Without a cursor, the last row.
pub fn row_at(series: &PaneSeries, cursor: Option<UnixSecs>) -> Option<usize> {
    let rows = &series.entry.series;
    let Some(time) = cursor else { return rows.len().checked_sub(1) };
    let row = rows.row_at_or_before(time)?;
    let found = rows.times().get(row)?;
    // After its last row a series says nothing: the value there is not known.
    let known = rows.last_time().is_some_and(|last| time.start_of_day() <= last.start_of_day());
    match series.drawing {
        Drawing::Bars => (found.start_of_day() == time.start_of_day()).then_some(row),
        _ => known.then_some(row),
    }
}

/// The value of a series at a row; `NaN` where there is none.
pub fn value_at(series: &Series, row: usize) -> f64 {
    series.values().get(row).copied().unwrap_or(f64::NAN)
}

/// The change of a row against the one before it, as a ratio.
fn change_at(series: &Series, row: usize) -> Option<f64> {
    let before = row.checked_sub(1)?;
    Some(value_at(series, row) / value_at(series, before) - 1.0)
}

/// Why there is no flow on a day: no market, nothing published, or long after everything known.
fn session_words(rows: &Series, cursor: Option<UnixSecs>) -> String {
    let last = rows.last_value().map(|(time, _)| time);
    match cursor {
        Some(day) if last.is_some_and(|last| day.days_since(last) > PENDING_DAYS) => AFTER_LAST.to_owned(),
        Some(day) => CellState::of(day, f64::NAN, last, false).words().to_owned(),
        None => String::new(),
    }
}

/// Whether its rows are drawn session by session, not gathered into weeks or months.
fn is_of_sessions(series: &PaneSeries) -> bool {
    std::sync::Arc::ptr_eq(&series.entry.series, &series.stored.series)
}

/// How much the legend says of a candle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Open, high, low, close and change.
    Full,
    /// Close and change.
    Short,
}

/// What the legend says behind the name of a series.
pub fn series_words(series: &PaneSeries, cursor: Option<UnixSecs>, detail: Detail) -> String {
    let rows = &series.entry.series;
    let Some(row) = row_at(series, cursor) else {
        return match series.drawing {
            Drawing::Bars if is_of_sessions(series) => session_words(rows, cursor),
            _ if cursor > rows.last_time() => AFTER_LAST.to_owned(),
            Drawing::Bars => "no session".to_owned(),
            _ => String::new(),
        };
    };
    if let Some(words) = series.words {
        return words
            .get(value_at(rows, row) as usize)
            .map_or_else(String::new, |word| word.replace('_', " "));
    }
    let value = value_text(series.measure, value_at(rows, row));
    let change = change_at(rows, row).map_or_else(String::new, |change| signed_percent(change, 2));
    match series.drawing {
        Drawing::Candles => candle_words(rows, row, &change, detail),
        Drawing::Steps => format!("{value} {change}").trim_end().to_owned(),
        Drawing::Bars | Drawing::Line => value,
    }
}

fn candle_words(rows: &Series, row: usize, change: &str, detail: Detail) -> String {
    let at = |column: &[f64]| column.get(row).map_or_else(String::new, |value| grouped(*value, 0));
    match rows.ohlcv().filter(|_| detail == Detail::Full) {
        Some(c) => {
            format!("O {}  H {}  L {}  C {}  {change}", at(&c.open), at(&c.high), at(&c.low), at(&c.close))
        }
        None => format!("C {}  {change}", at(rows.values())),
    }
}

/// The name a series has in the legend of a pane: none where the pane has it already.
pub fn legend_name<'a>(pane: &Pane, series: &'a PaneSeries) -> Option<&'a str> {
    (pane.title != series.title).then_some(series.title.as_str())
}

/// The numbers of a pane at a time, as one text.
pub fn pane_words(pane: &Pane, cursor: Option<UnixSecs>) -> String {
    let words = pane.series.iter().map(|series| match legend_name(pane, series) {
        Some(name) => format!("{name} {}", series_words(series, cursor, Detail::Full)),
        None => series_words(series, cursor, Detail::Full),
    });
    words.collect::<Vec<_>>().join("   ")
}

/// The row nearest to a time.
fn nearest_row(series: &Series, time: UnixSecs) -> Option<usize> {
    let Some(before) = series.row_at_or_before(time) else { return (!series.is_empty()).then_some(0) };
    let gap = |row: usize| series.times().get(row).map(|at| at.secs_since(time).abs());
    let (here, next) = (gap(before)?, gap(before + 1));
    Some(if next.is_some_and(|next| next < here) { before + 1 } else { before })
}

/// A row in full, as it is read aloud: `BTC/USD, Thu 5 Feb 2026, close 62,700, −14.13 %`.
fn row_words(state: &AppState, series: &PaneSeries, row: usize) -> String {
    let rows = &series.entry.series;
    let time = rows.times().get(row).copied().unwrap_or_default();
    let time = state.zone().readout(time, state.row_precision(&series.stored));
    let mut words = vec![time];
    let value = value_at(rows, row);
    let change = change_at(rows, row).filter(|change| change.is_finite()).map(|c| signed_percent(c, 2));
    match series.drawing {
        Drawing::Candles if !value.is_nan() => {
            words.push(format!("close {}", value_text(series.measure, value)));
            words.extend(change);
        }
        Drawing::Bars => words.push(value_with_unit(series.measure, value)),
        _ => {
            words.push(value_with_unit(series.measure, value));
            words.extend(change);
        }
    }
    words.extend(running_words(state, series, Some(row)));
    format!("{}, {}", series.title, state.settings().numbers.of(words.join(", ")))
}

/// `running week` where a row is the last one and its interval is not over; `unfinished` where
/// it was not over yet when it was seen.
pub fn running_words(state: &AppState, series: &PaneSeries, row: Option<usize>) -> Option<String> {
    let is_last = row.is_some() && row == series.entry.series.len().checked_sub(1);
    if is_last && !state.is_last_row_complete(&series.stored) {
        return Some(format!("running {}", running_word(state, series)));
    }
    // Of a computed line the dashes say so; its input says it in words.
    if row.is_some_and(|row| !series.is_computed() && series.entry.is_unfinished(row)) {
        return Some(UNFINISHED.to_owned());
    }
    let time = row.filter(|_| is_of_sessions(series)).and_then(|row| series.entry.series.times().get(row))?;
    let revised = state.flow_table().revised(series.stored.series.key(), *time)?;
    let was = value_text(series.measure, revised.old_usd);
    Some(format!("{}, was {was}", CellState::Revised.words()))
}

/// What is said of a row that was not over yet when it was seen.
const UNFINISHED: &str = "unfinished";

/// What the data cursor says; none while it is off.
pub fn cursor_words(state: &AppState) -> Option<String> {
    state.cursor_row().map(|at| row_words(state, at.series, at.row))
}

/// What "Copy value" copies: the nearest row of the pane's first series with unit and
/// time, and the value under the pointer.
pub fn copied_words(
    state: &AppState,
    pane: &Pane,
    time: Option<UnixSecs>,
    under: Option<&str>,
) -> Option<String> {
    let series = pane.series.first()?;
    let rows = &series.entry.series;
    let row = match time {
        Some(time) => nearest_row(rows, time)?,
        None => rows.len().checked_sub(1)?,
    };
    let at = state.zone().readout(*rows.times().get(row)?, state.row_precision(&series.stored));
    let value = value_with_unit(series.measure, value_at(rows, row));
    let kind = if series.drawing == Drawing::Candles { "close " } else { "" };
    let pointer = under.map_or_else(String::new, |value| format!("; {value} at the pointer"));
    Some(format!("{}, {at}: {kind}{value}{pointer}", series.title))
}

/// The status bar's line: the time and every pane's main value.
pub fn status_line(state: &AppState, time: UnixSecs) -> String {
    let numbers = state.settings().numbers;
    let mut words = vec![time_words(state, time)];
    for pane in state.panes() {
        let Some(series) = pane.series.first() else { continue };
        let rows = &series.entry.series;
        let Some(row) = row_at(series, Some(time)) else { continue };
        let value = numbers.of(value_text(series.measure, value_at(rows, row)));
        let mut said = match series.drawing {
            Drawing::Candles => {
                let change = change_at(rows, row).unwrap_or(f64::NAN);
                format!("close {value} {}", numbers.of(signed_percent(change, 2)))
            }
            _ => format!("{} {value}", series.title),
        };
        if series.entry.is_unfinished(row) {
            said = format!("{said}, {UNFINISHED}");
        }
        words.push(said);
    }
    words.join("  ·  ")
}

/// A time in full: `Thu 5 Feb 2026 UTC`, with the time of day where rows are finer than a day.
pub fn time_words(state: &AppState, time: UnixSecs) -> String {
    let precision = state.price().map_or(Precision::Day, |price| state.row_precision(price));
    let words = state.zone().readout(time, precision);
    // A day is the UTC day in every zone.
    if precision == Precision::Day { format!("{words} UTC") } else { words }
}

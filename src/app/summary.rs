//! What a pane shows, in a paragraph: for a screen reader, the clipboard and the command line.
//!
//! Knows panes and their rows; knows nothing of pixels. Only rows inside the view count,
//! and only what was stored: a gap is counted and never bridged.

use crate::app::library::is_stale;
use crate::app::panes::{Measure, Pane, PaneSeries};
use crate::app::state::AppState;
use crate::calc::interval::Interval;
use crate::chart::ticks::ValueFormat;
use crate::domain::catalog::Drawing;
use crate::domain::format::{grouped, signed_percent};
use crate::domain::series::Cadence;
use crate::domain::time::{UnixSecs, WEEK_SECS};
use crate::domain::unit::Unit;
use crate::domain::zone::Precision;
use std::ops::Range;

/// Longest step series whose changes are counted row by row.
const MOST_STEPS: usize = 20_000;

/// A value with its unit, as it is read out: `62,700 USD`, `1,030 EH/s`, `−544.9 M USD`.
pub fn value_with_unit(measure: Measure, value: f64) -> String {
    if value.is_nan() {
        return "no value".to_owned();
    }
    let text = ValueFormat::of(measure.unit, measure.flow).readout(value);
    match measure.unit {
        Unit::Usd => format!("{text} USD"),
        Unit::Btc => format!("{text} BTC"),
        _ => text,
    }
}

/// When a row was, as it is read out: its UTC day, or the time in the zone shown.
pub fn when(state: &AppState, series: &PaneSeries, time: UnixSecs) -> String {
    match state.row_precision(&series.stored) {
        Precision::Day => time.day_label(),
        Precision::Second => state.zone().readout(time, Precision::Second),
    }
}

/// What a pane shows in the visible time, as one paragraph.
///
/// First, last, highest and lowest value with their days, the change, rows and gaps, the
/// source and whether it is old; of flows the sum and the largest either way; of steps the
/// largest change. **Cost.** O(log rows), but for steps, which are read up to 20,000 rows.
pub fn pane_summary(state: &AppState, pane: &Pane) -> String {
    let Some((first, others)) = pane.series.split_first() else {
        return format!("{} shows no series", pane.title);
    };
    let name = if pane.title == first.title {
        pane.title.clone()
    } else {
        format!("{}, {}", pane.title, first.title)
    };
    let mut sentences = series_sentences(state, first, &name);
    sentences.extend(others.iter().map(|other| beside(state, other)));
    sentences.join(" ")
}

fn visible(state: &AppState, series: &PaneSeries) -> Range<usize> {
    let view = state.time_view();
    let (from, to) = (UnixSecs(view.from.ceil() as i64), UnixSecs(view.to.floor() as i64));
    series.entry.series.rows_between(from, to)
}

fn series_sentences(state: &AppState, series: &PaneSeries, name: &str) -> Vec<String> {
    let rows = &series.entry.series;
    let range = visible(state, series);
    let known = series.entry.lod.known_rows(rows, &range);
    let (Some((first, last)), Some((low, high))) =
        (series.entry.lod.known_ends(rows, &range), series.entry.lod.extreme_rows(rows, &range))
    else {
        let view = state.time_view();
        let day = |secs: f64| UnixSecs(secs.round() as i64).day_label();
        let (from, to) = (day(view.from), day(view.to));
        return vec![format!("{name}: no value between {from} and {to}."), origin(state, series)];
    };
    let value = |row: usize| rows.values().get(row).copied().unwrap_or(f64::NAN);
    let said = |row: usize| value_with_unit(series.measure, value(row));
    let at = |row: usize| rows.times().get(row).map_or_else(String::new, |time| when(state, series, *time));
    let mut sentences = Vec::new();
    if series.adds_up() {
        let sum = value_with_unit(series.measure, series.entry.lod.sum(rows, &range));
        sentences.push(format!("{name} from {} to {}: {sum} in all.", at(first), at(last)));
        let mut largest = Vec::new();
        if value(high) > 0.0 {
            largest.push(format!("Largest inflow {} on {}", said(high), at(high)));
        }
        if value(low) < 0.0 {
            let word = if largest.is_empty() { "Largest" } else { "largest" };
            largest.push(format!("{word} outflow {} on {}", said(low), at(low)));
        }
        if !largest.is_empty() {
            sentences.push(format!("{}.", largest.join(", ")));
        }
    } else {
        sentences.push(format!(
            "{name} from {} to {}: first {}, last {}, {}.",
            at(first),
            at(last),
            said(first),
            said(last),
            change_words(series.measure, value(first), value(last))
        ));
        let (low_value, high_value) = extremes(series, low, high);
        let of = |value: f64| value_with_unit(series.measure, value);
        sentences.push(format!(
            "Highest {} on {}, lowest {} on {}.",
            of(high_value),
            at(high),
            of(low_value),
            at(low)
        ));
    }
    if series.drawing == Drawing::Steps {
        sentences.extend(steps_sentence(series, &range, &at));
    }
    sentences.push(rows_sentence(state, series, &range, known));
    sentences.push(origin(state, series));
    sentences
}

/// Lowest low and highest high of candles, else the values themselves.
fn extremes(series: &PaneSeries, low: usize, high: usize) -> (f64, f64) {
    let rows = &series.entry.series;
    let (lows, highs) = match rows.ohlcv() {
        Some(candles) => (candles.low.as_slice(), candles.high.as_slice()),
        None => (rows.values(), rows.values()),
    };
    let at = |column: &[f64], row: usize| column.get(row).copied().unwrap_or(f64::NAN);
    (at(lows, low), at(highs, high))
}

fn change_words(measure: Measure, first: f64, last: f64) -> String {
    if first > 0.0 {
        return format!("a change of {}", signed_percent(last / first - 1.0, 2));
    }
    let sign = if last >= first { "up" } else { "down" };
    format!("{sign} by {}", value_with_unit(measure, (last - first).abs()))
}

/// How often a step series changed, and by how much at most.
fn steps_sentence(series: &PaneSeries, range: &Range<usize>, at: &dyn Fn(usize) -> String) -> Option<String> {
    if range.len() > MOST_STEPS {
        return None;
    }
    // The step into the first visible row counts: it happened in the visible time.
    let from = range.start.saturating_sub(1);
    let values = series.entry.series.values().get(from..range.end)?;
    let steps = values.windows(2).enumerate().filter_map(|(index, pair)| match pair {
        [before, after] if *before > 0.0 && after.is_finite() && (after - before).abs() > 0.0 => {
            Some((from + index + 1, after / before - 1.0))
        }
        _ => None,
    });
    let steps: Vec<(usize, f64)> = steps.collect();
    let (row, largest) = steps.iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
    let changes = if steps.len() == 1 { "change" } else { "changes" };
    let count = grouped(steps.len() as f64, 0);
    Some(format!("{count} {changes}, the largest {} on {}.", signed_percent(*largest, 2), at(*row)))
}

/// How many rows there are and how many are missing.
fn rows_sentence(state: &AppState, series: &PaneSeries, range: &Range<usize>, known: usize) -> String {
    let rows = range.len();
    let noun = match (series.drawing, state.interval_shown(&series.stored), rows) {
        (Drawing::Bars, Interval::AsStored, 1) => "session",
        (Drawing::Bars, Interval::AsStored, _) => "sessions",
        (_, _, 1) => "row",
        _ => "rows",
    };
    let mut words = vec![format!("{} {noun}", grouped(rows as f64, 0))];
    let unknown = rows - known.min(rows);
    let missing = missing_rows(series, range);
    if unknown > 0 {
        words.push(format!("{} without a value", grouped(unknown as f64, 0)));
    }
    match missing {
        Some(missing) if missing > 0 => words.push(format!("{} missing", grouped(missing as f64, 0))),
        Some(_) if unknown == 0 => words.push("no gaps".to_owned()),
        _ => {}
    }
    if range.end == series.entry.series.len() && !state.is_last_row_complete(&series.stored) {
        words.push(format!("the last one of a {} still running", running_word(state, series)));
    }
    format!("{}.", words.join(", "))
}

/// What a row of the interval is called while it is not over: `week`.
pub fn running_word(state: &AppState, series: &PaneSeries) -> &'static str {
    match state.interval_shown(&series.stored) {
        Interval::AsStored => "row",
        Interval::Hour1 => "hour",
        Interval::Hour4 => "four hours",
        Interval::Day => "day",
        Interval::Week => "week",
        Interval::Month => "month",
    }
}

/// Rows that are not there between the first and the last visible one; `None` where rows
/// have no even pace.
fn missing_rows(series: &PaneSeries, range: &Range<usize>) -> Option<usize> {
    let rows = &series.entry.series;
    let is_even = matches!(rows.cadence(), Cadence::Intraday | Cadence::Daily | Cadence::Weekly);
    if series.drawing == Drawing::Bars || !is_even || !(1..=WEEK_SECS).contains(&series.row_secs) {
        return None;
    }
    let first = rows.times().get(range.start)?;
    let last = rows.times().get(range.end.checked_sub(1)?)?;
    let expected = usize::try_from(last.secs_since(*first) / series.row_secs).ok()? + 1;
    Some(expected.saturating_sub(range.len()))
}

/// Where the rows come from and whether they are old.
fn origin(state: &AppState, series: &PaneSeries) -> String {
    let stored = &series.stored;
    let last = stored.series.last_time().map_or_else(String::new, |time| {
        let age = if is_stale(&stored.series, state.now()) { ", which is old" } else { "" };
        format!(", last row {}{age}", when(state, series, time))
    });
    format!("Source: {}{last}.", stored.provenance.title)
}

/// A further series of a pane, in a sentence.
fn beside(state: &AppState, series: &PaneSeries) -> String {
    let rows = &series.entry.series;
    let range = visible(state, series);
    let Some((first, last)) = series.entry.lod.known_ends(rows, &range) else {
        return format!("{}: no value in this time.", series.title);
    };
    let said =
        |row: usize| value_with_unit(series.measure, rows.values().get(row).copied().unwrap_or(f64::NAN));
    format!("{}: first {}, last {}.", series.title, said(first), said(last))
}

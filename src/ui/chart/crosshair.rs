//! The crosshair through all panes, readouts, and the last value of each pane.

use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use crate::app::panes::{Pane, PaneSeries};
use crate::app::state::AppState;
use crate::domain::catalog::{self, Drawing};
use crate::domain::format::{compact, flow_millions, grouped, signed_percent};
use crate::domain::series::{Cadence, Series};
use crate::domain::time::UnixSecs;
use crate::ui::chart::frame::{AXIS_WIDTH, PaneFrame};
use crate::ui::chart::text::{BODY, CHIP_HEIGHT, SMALL, backed_text, chip, regular, strong};
use crate::ui::theme::Theme;

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

/// Name and readout of a pane at the cursor, or at its last row.
pub fn header(
    painter: &Painter,
    theme: &Theme,
    state: &AppState,
    pane: &Pane,
    frame: &PaneFrame,
    cursor: Option<UnixSecs>,
) {
    let rect = frame.rects.header;
    let left = pos2(rect.left() + 12.0, rect.center().y + 1.0);
    let title = painter.text(left, Align2::LEFT_CENTER, &pane.title, strong(BODY), theme.text_strong);
    let mut x = title.right() + GAP;
    for words in readout_words(state, pane, cursor) {
        let galley = painter.layout_no_wrap(words, regular(BODY), theme.text_weak);
        let size = galley.size();
        // Whole words only: a number cut in half is a wrong number.
        if x + size.x > rect.right() - 4.0 {
            painter.text(pos2(x, left.y), Align2::LEFT_CENTER, "…", regular(BODY), theme.text_weak);
            return;
        }
        painter.galley(pos2(x, left.y - size.y / 2.0), galley, theme.text_weak);
        x += size.x + GAP;
    }
}

/// Distance between two readouts, points.
const GAP: f32 = 12.0;

/// The numbers of a pane at a time, as one text.
pub fn readout(state: &AppState, pane: &Pane, cursor: Option<UnixSecs>) -> String {
    readout_words(state, pane, cursor).join("   ")
}

/// The numbers of a pane at a time, in words.
fn readout_words(state: &AppState, pane: &Pane, cursor: Option<UnixSecs>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for series in &pane.series {
        let rows = &series.entry.series;
        let row = match cursor {
            Some(time) => row_at(series, rows, time),
            None => rows.len().checked_sub(1),
        };
        let Some(row) = row else {
            let after = cursor > rows.last_time();
            match series.drawing {
                _ if after && words.is_empty() => words.push("after the last row".to_owned()),
                Drawing::Bars if !after => words.push(format!("{} no session", series.title)),
                _ => {}
            }
            continue;
        };
        let value = rows.values().get(row).copied().unwrap_or(f64::NAN);
        let before = row.checked_sub(1).and_then(|row| rows.values().get(row)).copied();
        let change = before.map(|before| value / before - 1.0);
        words.push(match series.drawing {
            Drawing::Candles => candle_words(rows, row, change),
            Drawing::Bars => format!("{} {}", series.title, flow_millions(value)),
            Drawing::Steps => {
                let change = change.map_or_else(String::new, |change| signed_percent(change, 2));
                format!("{} {change}", compact(value, pane.unit))
            }
            Drawing::Line if pane.is_price() && series.id != catalog::PRICE => {
                format!("{} {}", series.title, compact(value, pane.unit))
            }
            Drawing::Line => compact(value, pane.unit),
        });
    }
    if pane.is_price() && pane.series.iter().any(|series| series.id == catalog::PRICE) {
        let scale = match state.document_now().price_scale {
            crate::chart::scale::ScaleKind::Log => "log",
            crate::chart::scale::ScaleKind::Linear => "linear",
        };
        words.push(scale.to_owned());
    }
    words
}

fn candle_words(rows: &Series, row: usize, change: Option<f64>) -> String {
    let at = |column: &[f64]| column.get(row).map_or_else(String::new, |value| grouped(*value, 0));
    let change = change.map_or_else(String::new, |change| signed_percent(change, 2));
    match rows.ohlcv() {
        Some(c) => {
            format!("O {}  H {}  L {}  C {}  {change}", at(&c.open), at(&c.high), at(&c.low), at(&c.close))
        }
        None => format!("C {}  {change}", at(rows.values())),
    }
}

/// The row a readout means: for flows only the very day, else the last one not
/// after it; none after the last row.
fn row_at(series: &PaneSeries, rows: &Series, time: UnixSecs) -> Option<usize> {
    let row = rows.row_at_or_before(time)?;
    let found = rows.times().get(row)?;
    // After its last row a series says nothing: the value there is not known.
    let known = rows.last_time().is_some_and(|last| time.start_of_day() <= last.start_of_day());
    match series.drawing {
        Drawing::Bars => (*found == time.start_of_day()).then_some(row),
        _ => known.then_some(row),
    }
}

/// The status bar's line: the time and every pane's main value.
pub fn status_line(state: &AppState, time: UnixSecs) -> String {
    let mut words = vec![time_words(time)];
    for pane in state.panes() {
        let Some(series) = pane.series.first() else { continue };
        let rows = &series.entry.series;
        let Some(row) = row_at(series, rows, time) else { continue };
        let value = rows.values().get(row).copied().unwrap_or(f64::NAN);
        words.push(match series.drawing {
            Drawing::Bars => format!("{} {}", series.title.to_lowercase(), flow_millions(value)),
            Drawing::Candles => {
                let before = row.checked_sub(1).and_then(|row| rows.values().get(row)).copied();
                let change = before.map_or(f64::NAN, |before| value / before - 1.0);
                format!("close {} {}", grouped(value, 0), signed_percent(change, 2))
            }
            _ => format!("{} {}", series.title.to_lowercase(), compact(value, pane.unit)),
        });
    }
    words.join("  ·  ")
}

fn time_words(time: UnixSecs) -> String {
    if time == time.start_of_day() {
        format!("{} UTC", time.weekday_label())
    } else {
        let clock = time.civil();
        format!("{} {:02}:{:02} UTC", time.weekday_label(), clock.hour(), clock.minute())
    }
}

/// Vertical line through all panes and the time in full on the time axis.
pub fn time_line(painter: &Painter, theme: &Theme, frames: &[PaneFrame], time_axis: Rect, time: UnixSecs) {
    let Some(first) = frames.first() else { return };
    let x = first.x(time.0 as f64).round() + 0.5;
    if !first.rects.plot.x_range().contains(x) {
        return;
    }
    let ends = [pos2(x, first.rects.plot.top()), pos2(x, time_axis.top())];
    painter.extend(Shape::dashed_line(&ends, Stroke::new(1.0, theme.text_weak), 3.0, 3.0));
    let galley = painter.layout_no_wrap(time_words(time), strong(SMALL), theme.pane);
    let size = galley.size() + vec2(14.0, 5.0);
    let left = (x - size.x / 2.0).clamp(time_axis.left(), (time_axis.right() - size.x).max(time_axis.left()));
    let rect = Rect::from_min_size(pos2(left, time_axis.center().y - size.y / 2.0), size);
    painter.rect_filled(rect, 3.0, theme.text_strong);
    painter.galley(rect.min + vec2(7.0, 2.5), galley, theme.pane);
}

/// Horizontal line at the pointer and its value on the axis.
pub fn value_line(
    painter: &Painter,
    theme: &Theme,
    state: &AppState,
    pane: &Pane,
    frame: &PaneFrame,
    y: f32,
) {
    let plot = frame.rects.plot;
    let y = y.round() + 0.5;
    let ends = [pos2(plot.left(), y), pos2(plot.right(), y)];
    painter.extend(Shape::dashed_line(&ends, Stroke::new(1.0, theme.text_weak), 3.0, 3.0));
    let value = frame.value_at(y);
    let text = if pane.is_flow() { flow_millions(value) } else { compact(value, pane.unit) };
    axis_chip(painter, frame, y, text, theme.text_strong, theme.pane);
    if pane.is_price()
        && let Some((_, close)) = state.last_close()
    {
        let words = format!("{} from last", signed_percent(value / close - 1.0, 1));
        // At the left, where no level has its label.
        let at = pos2(plot.left() + 12.0, y - 3.0);
        backed_text(painter, at, Align2::LEFT_BOTTOM, words, regular(SMALL), theme.text, theme.pane);
    }
}

/// A chip on the value axis centred on `y`, kept within the pane.
pub fn axis_chip(
    painter: &Painter,
    frame: &PaneFrame,
    y: f32,
    text: String,
    fill: egui::Color32,
    ink: egui::Color32,
) {
    let axis = frame.rects.axis;
    let half = CHIP_HEIGHT / 2.0;
    let centre = y.clamp(axis.top() + half - HEADER_SLACK, (axis.bottom() - half).max(axis.top() + half));
    let size = vec2(AXIS_WIDTH - 10.0, CHIP_HEIGHT);
    let rect = Rect::from_center_size(pos2(axis.left() + 5.0 + size.x / 2.0, centre), size);
    chip(painter, rect, text, fill, ink);
}

/// How far a chip may reach into the header.
const HEADER_SLACK: f32 = 8.0;

/// The last value of a pane other than the price: a chip in the colour of its series.
pub fn last_value(painter: &Painter, theme: &Theme, pane: &Pane, frame: &PaneFrame) {
    let Some(series) = pane.series.first() else { return };
    let Some((_, value)) = series.entry.series.last_value() else { return };
    let y = frame.y(value);
    if !frame.rects.plot.y_range().contains(y) {
        return;
    }
    let colour = match (pane.is_flow(), value >= 0.0) {
        (true, true) => theme.up,
        (true, false) => theme.down,
        (false, _) => theme.series_colour(&series.id),
    };
    let text = if pane.is_flow() { flow_millions(value) } else { compact(value, pane.unit) };
    axis_chip(painter, frame, y, text, colour, theme.text_on(colour));
}

/// The last close: a dotted line and a chip that levels give way to.
pub fn last_close(
    painter: &Painter,
    theme: &Theme,
    state: &AppState,
    frame: &PaneFrame,
    chip_y: Option<f32>,
) {
    let Some((time, close)) = state.last_close() else { return };
    let y = frame.y(close);
    let plot = frame.rects.plot;
    if !plot.y_range().contains(y) {
        return;
    }
    let from = frame.x(time.0 as f64).clamp(plot.left(), plot.right());
    let ends = [pos2(from, y.round() + 0.5), pos2(plot.right(), y.round() + 0.5)];
    painter.extend(Shape::dashed_line(&ends, Stroke::new(1.0, theme.accent), 1.0, 3.0));
    axis_chip(painter, frame, chip_y.unwrap_or(y), grouped(close, 0), theme.accent, theme.on_accent);
}

/// The dotted line between what happened and what is imagined.
pub fn now_line(painter: &Painter, theme: &Theme, frames: &[PaneFrame], bottom: f32, last_row: UnixSecs) {
    let Some(first) = frames.first() else { return };
    let x = first.x(last_row.0 as f64).round() + 0.5;
    if first.rects.plot.x_range().contains(x) {
        let ends: [Pos2; 2] = [pos2(x, first.rects.plot.top()), pos2(x, bottom)];
        painter.extend(Shape::dashed_line(&ends, Stroke::new(1.0, theme.accent), 2.0, 3.0));
    }
}

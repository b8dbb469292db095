//! Candles, lines, steps and bars.
//!
//! Each series is one lean mesh or one path, whatever the number of rows; how
//! many marks there are is decided by the level of detail.

use std::sync::Arc;

use egui::epaint::{BandPoint, BandShape};
use egui::{Color32, Mesh, Painter, Pos2, Rangef, Rect, Shape, Stroke, pos2};

use crate::app::panes::{Pane, PaneSeries};
use crate::app::workspace::PriceStyle;
use crate::chart::level_of_detail::{
    BarMark, Run, visible_bars, visible_candles, visible_line, visible_steps,
};
use crate::domain::catalog::{self, Drawing};
use crate::domain::series::{Cadence, Series};
use crate::domain::time::{DAY_SECS, WEEK_SECS};
use crate::ui::chart::frame::PaneFrame;
use crate::ui::theme::Theme;

/// Narrowest candle before rows are merged, points.
const MIN_CANDLE: f32 = 2.0;
/// Days a step is drawn on after its last row: about one difficulty epoch.
const STEP_KNOWN_DAYS: i64 = 14;
/// Widest body of a candle or bar, points.
const MAX_BODY: f32 = 14.0;

/// Paints every series of a pane.
pub fn pane_series(
    painter: &Painter,
    theme: &Theme,
    pane: &Pane,
    frame: &PaneFrame,
    style: PriceStyle,
    hold_until: f64,
) {
    if let Some(weekly) = &pane.weekly {
        weekly_closes(painter, theme, pane, frame, weekly);
    }
    let bars = pane.series.iter().filter(|series| series.drawing == Drawing::Bars).count();
    let mut bar = 0;
    for series in &pane.series {
        let colour = theme.series_colour(&series.id);
        match series.drawing {
            Drawing::Candles if style == PriceStyle::Candles => candles(painter, theme, frame, series),
            Drawing::Candles | Drawing::Line => {
                let width = if pane.is_price() && series.id != catalog::PRICE { 1.0 } else { 1.5 };
                let rows = &series.entry.series;
                let runs = visible_line(rows.times(), rows.values(), &frame.view, frame.rects.plot.width());
                if !pane.is_price() {
                    area(painter, frame, &runs, colour);
                }
                paint_runs(painter, frame, &runs, Stroke::new(width, colour));
            }
            Drawing::Steps => {
                let rows = &series.entry.series;
                let width = frame.rects.plot.width();
                // Beyond the usual distance of two rows the value is not known any more.
                let known_until =
                    rows.last_time().map_or(hold_until, |last| last.plus_days(STEP_KNOWN_DAYS).0 as f64);
                let until = hold_until.min(known_until);
                let runs = visible_steps(rows.times(), rows.values(), &frame.view, width, until);
                paint_runs(painter, frame, &runs, Stroke::new(1.5, colour));
            }
            Drawing::Bars => {
                let colours = if bars == 1 { (theme.up, theme.down) } else { (colour, colour) };
                flow_bars(painter, frame, series, colours, bar, bars);
                bar += 1;
            }
        }
    }
}

/// Seconds a row of a series stands for.
pub fn row_secs(series: &Series) -> f64 {
    match series.cadence() {
        Cadence::Daily | Cadence::Irregular => DAY_SECS as f64,
        Cadence::Weekly => WEEK_SECS as f64,
        Cadence::Intraday => {
            let gaps = series.times().windows(2).take(64).filter_map(|pair| match pair {
                [before, after] => Some(after.secs_since(*before)),
                _ => None,
            });
            gaps.min().unwrap_or(3_600) as f64
        }
    }
}

/// The bars of a flow series in a view.
pub fn bars_in_view(series: &Series, frame: &PaneFrame) -> Vec<BarMark> {
    let secs = row_secs(series);
    visible_bars(series.times(), series.values(), &frame.view, frame.rects.plot.width(), MIN_CANDLE, secs)
}

fn candles(painter: &Painter, theme: &Theme, frame: &PaneFrame, series: &PaneSeries) {
    let rows = &series.entry.series;
    let Some(columns) = rows.ohlcv() else { return };
    let secs = row_secs(rows);
    let width = frame.rects.plot.width();
    let marks = visible_candles(rows.times(), columns, &frame.view, width, MIN_CANDLE, secs);
    let mut mesh = Mesh::default();
    mesh.reserve_triangles(marks.len() * 4);
    mesh.reserve_vertices(marks.len() * 8);
    for mark in marks {
        let (left, right) = (frame.x(mark.from), frame.x(mark.to));
        let middle = (f32::midpoint(left, right)).floor();
        let colour = if mark.close >= mark.open { theme.up } else { theme.down };
        let (high, low) = (frame.y(mark.high), frame.y(mark.low));
        mesh.add_colored_rect(bar_rect(middle, middle + 1.0, high, low), colour);
        let body = ((right - left) * 0.7).floor().clamp(1.0, MAX_BODY);
        if body >= 2.0 {
            let half = (body / 2.0).floor();
            let (open, close) = (frame.y(mark.open), frame.y(mark.close));
            mesh.add_colored_rect(bar_rect(middle - half, middle + half + 1.0, open, close), colour);
        }
    }
    painter.add(Shape::Mesh(Arc::new(mesh)));
}

/// A rectangle at least a point high, whichever end is given first.
fn bar_rect(left: f32, right: f32, one: f32, other: f32) -> Rect {
    let (top, bottom) = (one.min(other), one.max(other));
    Rect::from_min_max(pos2(left, top), pos2(right, bottom.max(top + 1.0)))
}

fn flow_bars(
    painter: &Painter,
    frame: &PaneFrame,
    series: &PaneSeries,
    (up, down): (Color32, Color32),
    index: usize,
    count: usize,
) {
    let zero = frame.y(0.0);
    let mut mesh = Mesh::default();
    for mark in bars_in_view(&series.entry.series, frame) {
        let (left, right) = (frame.x(mark.from), frame.x(mark.to));
        let room = ((right - left) * 0.8).min(MAX_BODY * count as f32).max(count as f32);
        let each = room / count as f32;
        let start = (left + right - room) / 2.0 + each * index as f32;
        let colour = if mark.value >= 0.0 { up } else { down };
        let rect = bar_rect(start, start + (each - 0.5).max(1.0), zero, frame.y(mark.value));
        mesh.add_colored_rect(rect, colour);
    }
    painter.add(Shape::Mesh(Arc::new(mesh)));
}

/// Closes of weeks before the daily rows begin: a thin line, said to be weekly.
fn weekly_closes(painter: &Painter, theme: &Theme, pane: &Pane, frame: &PaneFrame, weekly: &Series) {
    let first_daily = pane
        .series
        .iter()
        .find(|series| series.id == catalog::PRICE)
        .and_then(|series| series.entry.series.first_time());
    // The close of a week is known on its Sunday; the row is dated by its Monday.
    let until = first_daily
        .map_or(weekly.len(), |first| weekly.times().partition_point(|monday| monday.plus_days(6) < first));
    let times: Vec<_> = weekly.times().iter().take(until).map(|monday| monday.plus_days(6)).collect();
    let values: Vec<f64> = weekly.values().iter().take(until).copied().collect();
    let runs = visible_line(&times, &values, &frame.view, frame.rects.plot.width());
    paint_runs(painter, frame, &runs, Stroke::new(1.0, theme.text_weak));
}

fn screen_points(frame: &PaneFrame, run: &Run) -> Vec<Pos2> {
    run.iter().map(|(time, value)| frame.at(*time, *value)).collect()
}

fn paint_runs(painter: &Painter, frame: &PaneFrame, runs: &[Run], stroke: Stroke) {
    for run in runs {
        let points = screen_points(frame, run);
        match points.as_slice() {
            [alone] => {
                painter.circle_filled(*alone, stroke.width, stroke.color);
            }
            _ => {
                painter.add(Shape::line(points, stroke));
            }
        }
    }
}

/// A soft ground under a line, down to the pane's edge.
fn area(painter: &Painter, frame: &PaneFrame, runs: &[Run], colour: Color32) {
    let bottom = frame.rects.plot.bottom();
    let fill = colour.gamma_multiply(0.14);
    for run in runs {
        let band = screen_points(frame, run)
            .into_iter()
            .map(|point| BandPoint::new(point.x, Rangef::new(point.y.min(bottom), bottom)))
            .collect();
        painter.add(Shape::Band(BandShape::filled(band, fill)));
    }
}

//! Candles, bars, lines, steps and columns.
//!
//! Each series is one lean mesh or one path, whatever the number of rows; how
//! many marks there are is decided by the level of detail.

use std::sync::Arc;

use egui::epaint::{BandPoint, BandShape};
use egui::{Color32, Mesh, Painter, Pos2, Rangef, Rect, Shape, Stroke, pos2};

use crate::app::pane_spec::Style;
use crate::app::panes::{Pane, PaneSeries};
use crate::chart::level_of_detail::{BarMark, CandleMark, Column, Merge, Run};
use crate::domain::catalog;
use crate::domain::series::Series;
use crate::domain::time::UnixSecs;
use crate::ui::chart::dense::{dense_area, dense_runs};
use crate::ui::chart::fit::Window;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::shape_cache::{PaneKey, SeriesKey, ShapeCache, Shapes};
use crate::ui::chart::stage::PaneStage;
use crate::ui::theme::Theme;

/// Narrowest candle before rows are merged, points.
const MIN_CANDLE: f32 = 2.0;
/// Days a step is drawn on after its last row: about one difficulty epoch.
pub(super) const STEP_KNOWN_DAYS: i64 = 14;
/// Widest body of a candle or bar, points.
const MAX_BODY: f32 = 14.0;
/// Length of a dash and of the room after it, points.
const DASH: f32 = 4.0;
/// Height of a stripe of words, points.
const BAND: f32 = 6.0;
/// Share of the pane's height that the highest volume takes.
const VOLUME_SHARE: f32 = 0.18;

/// Paints every series of a pane.
pub fn pane_series(
    painter: &Painter,
    theme: &Theme,
    stage: &PaneStage<'_>,
    hold_until: f64,
    cache: &mut ShapeCache,
) {
    let of_series = |(series, frame): (&PaneSeries, &PaneFrame)| {
        let (revision, style) = (series.entry.revision, series.style);
        let key = SeriesKey {
            revision,
            style,
            hue: series.hue,
            slot: series.slot,
            volume: series.volume,
            unfinished_from: series.entry.unfinished_from,
            scale: frame.scale,
        };
        (series.id.clone(), key)
    };
    let key = PaneKey {
        series: stage.series().map(of_series).collect(),
        view: stage.frame.view,
        plot: stage.rects().plot,
        pixels_per_point: painter.pixels_per_point(),
        theme: *theme,
        hold_until,
        weekly_rows: stage.pane.weekly.as_ref().map_or(0, |weekly| weekly.len()),
    };
    cache.paint(painter, &stage.pane.id, key, |shapes| make_series(shapes, theme, stage, hold_until));
}

fn make_series(painter: &mut Shapes, theme: &Theme, stage: &PaneStage<'_>, hold_until: f64) {
    let pane = stage.pane;
    if let Some(weekly) = &pane.weekly
        && let Some(frame) = stage.frame_of(catalog::PRICE)
    {
        weekly_closes(painter, theme, pane, frame, weekly);
    }
    let columns = pane.series.iter().filter(|series| series.style == Style::Columns).count();
    let mut column = 0;
    for (series, frame) in stage.series() {
        let colour = theme.pane_series_colour(series);
        if series.volume {
            volume(painter, theme, frame, series);
        }
        match series.style {
            _ if series.words.is_some() => word_band(painter, theme, frame, series),
            Style::Candles | Style::HollowCandles | Style::OhlcBars | Style::Auto => {
                candles(painter, theme, frame, series);
            }
            Style::Line | Style::Area => {
                let width = if series.is_computed() { 1.0 } else { 1.5 };
                let column = series.entry.lod.column(&series.entry.series);
                let runs = column.visible_line(&frame.view, frame.rects.plot.width());
                if series.style == Style::Area {
                    area(painter, frame, &runs, colour);
                }
                let stroke = theme.stroke(width, colour);
                match series.entry.unfinished_from.filter(|_| series.is_computed()) {
                    Some(from) => line_with_dashes(painter, frame, runs, from, stroke),
                    None => paint_runs(painter, frame, &runs, stroke),
                }
            }

            Style::Steps => steps(painter, theme, frame, series, hold_until),
            Style::Columns => {
                let own = series.hue.is_none() && columns == 1;
                let colours = if own { (theme.up, theme.down) } else { (colour, colour) };
                flow_columns(painter, frame, series, colours, column, columns);
                column += 1;
            }
        }
    }
}

/// The columns of a series in a window.
pub fn columns_in_view(series: &PaneSeries, window: Window) -> Vec<BarMark> {
    let rows = &series.entry.series;
    let bars = series.entry.lod.bars(rows);
    // What flows adds up; a level of something does not.
    let merge = if series.adds_up() { Merge::Sum } else { Merge::Mean };
    bars.visible_bars(&window.view, window.width, MIN_CANDLE, series.row_secs as f64, merge)
}

fn steps(painter: &mut Shapes, theme: &Theme, frame: &PaneFrame, series: &PaneSeries, hold_until: f64) {
    let rows = &series.entry.series;
    let width = frame.rects.plot.width();
    // Beyond the usual distance of two rows the value is not known any more.
    let known_until = rows.last_time().map_or(hold_until, |last| last.plus_days(STEP_KNOWN_DAYS).0 as f64);
    let until = hold_until.min(known_until);
    let runs = series.entry.lod.column(rows).visible_steps(&frame.view, width, until);
    paint_runs(painter, frame, &runs, theme.stroke(1.5, theme.pane_series_colour(series)));
}

fn candles(painter: &mut Shapes, theme: &Theme, frame: &PaneFrame, series: &PaneSeries) {
    let rows = &series.entry.series;
    let Some(candles) = series.entry.lod.candles(rows) else { return };
    let width = frame.rects.plot.width();
    let marks = candles.visible_candles(&frame.view, width, MIN_CANDLE, series.row_secs as f64);
    let mut mesh = Mesh::default();
    mesh.reserve_triangles(marks.len() * 4);
    mesh.reserve_vertices(marks.len() * 8);
    let pixel = 1.0 / painter.pixels_per_point().max(0.1);
    let unfinished = series.entry.unfinished_from.map_or(f64::INFINITY, |time| time.0 as f64);
    for mark in &marks {
        let colour = if mark.close >= mark.open { theme.up } else { theme.down };
        if mark.from >= unfinished {
            unfinished_candle(&mut mesh, frame, mark, colour, pixel);
        } else {
            candle(&mut mesh, frame, mark, series.style, colour, pixel);
        }
    }
    add_mesh(painter, mesh);
}

/// Points of a dash of an unfinished candle, and of the gap after it.
const UNFINISHED_DASH: f32 = 2.0;

/// A candle that is not over yet: its outline in dashes, whatever the style; where it is too
/// narrow for an outline, a dashed bar.
fn unfinished_candle(mesh: &mut Mesh, frame: &PaneFrame, mark: &CandleMark, colour: Color32, pixel: f32) {
    let (left, right) = (frame.x(mark.from), frame.x(mark.to));
    let stem = pixel.max(1.0);
    let middle = (f32::midpoint(left, right) / pixel).floor() * pixel;
    let (high, low) = (frame.y(mark.high), frame.y(mark.low));
    let mut dashes = |x: f32, from: f32, to: f32| {
        let mut y = from.min(to);
        while y < from.max(to) {
            let end = (y + UNFINISHED_DASH).min(from.max(to));
            mesh.add_colored_rect(Rect::from_min_max(pos2(x, y), pos2(x + stem, end)), colour);
            y += 2.0 * UNFINISHED_DASH;
        }
    };
    let body = (((right - left) * 0.7).clamp(pixel, MAX_BODY) / pixel).floor() * pixel;
    // Beyond the screen there is nothing to see, and no end of dashes.
    let (high, low) = (high.max(frame.rects.plot.top() - 8.0), low.min(frame.rects.plot.bottom() + 8.0));
    if body < 4.0 * stem {
        dashes(middle, high, low.max(high + stem));
        return;
    }
    let half = ((body - stem) / 2.0 / pixel).floor() * pixel;
    let (from, to) = (middle - half, middle + stem + half);
    let (open, close) = (frame.y(mark.open), frame.y(mark.close));
    let (top, bottom) = (open.min(close).max(high), open.max(close).min(low).max(open.min(close) + stem));
    dashes(middle, high, top);
    dashes(middle, bottom, low);
    dashes(from, top, bottom);
    dashes(to - stem, top, bottom);
    // The ends are whole: they are the open and the last price.
    mesh.add_colored_rect(bar_rect(from, to, top, top), colour);
    mesh.add_colored_rect(bar_rect(from, to, bottom - stem, bottom), colour);
}

/// One candle or bar; hollow and OHLC only where it is wide enough to be told apart.
fn candle(mesh: &mut Mesh, frame: &PaneFrame, mark: &CandleMark, style: Style, colour: Color32, pixel: f32) {
    let (left, right) = (frame.x(mark.from), frame.x(mark.to));
    let stem = pixel.max(1.0);
    let middle = (f32::midpoint(left, right) / pixel).floor() * pixel;
    let (high, low) = (frame.y(mark.high), frame.y(mark.low));
    let body = (((right - left) * 0.7).clamp(pixel, MAX_BODY) / pixel).floor() * pixel;
    if body < 2.0 * stem {
        mesh.add_colored_rect(bar_rect(middle, middle + stem, high, low), colour);
        return;
    }
    let half = ((body - stem) / 2.0 / pixel).floor() * pixel;
    let (from, to) = (middle - half, middle + stem + half);
    let (open, close) = (frame.y(mark.open), frame.y(mark.close));
    match style {
        Style::OhlcBars => {
            mesh.add_colored_rect(bar_rect(middle, middle + stem, high, low), colour);
            mesh.add_colored_rect(bar_rect(from, middle, open, open), colour);
            mesh.add_colored_rect(bar_rect(middle + stem, to, close, close), colour);
        }
        Style::HollowCandles if mark.close > mark.open && half >= stem => {
            let (top, bottom) = (close.min(open), close.max(open).max(close.min(open) + stem));
            mesh.add_colored_rect(bar_rect(middle, middle + stem, high, top), colour);
            mesh.add_colored_rect(bar_rect(middle, middle + stem, bottom, low.max(bottom)), colour);
            mesh.add_colored_rect(bar_rect(from, from + stem, top, bottom), colour);
            mesh.add_colored_rect(bar_rect(to - stem, to, top, bottom), colour);
            mesh.add_colored_rect(bar_rect(from, to, top, top), colour);
            mesh.add_colored_rect(bar_rect(from, to, bottom - stem, bottom), colour);
        }
        _ => {
            mesh.add_colored_rect(bar_rect(middle, middle + stem, high, low), colour);
            mesh.add_colored_rect(bar_rect(from, to, open, close), colour);
        }
    }
}

/// A rectangle at least a point high, whichever end is given first.
fn bar_rect(left: f32, right: f32, one: f32, other: f32) -> Rect {
    let (top, bottom) = (one.min(other), one.max(other));
    Rect::from_min_max(pos2(left, top), pos2(right, bottom.max(top + 1.0)))
}

fn flow_columns(
    painter: &mut Shapes,
    frame: &PaneFrame,
    series: &PaneSeries,
    (up, down): (Color32, Color32),
    index: usize,
    count: usize,
) {
    let zero = frame.y(0.0).clamp(frame.rects.plot.top() - 1.0, frame.rects.plot.bottom() + 1.0);
    let mut mesh = Mesh::default();
    let window = Window { view: frame.view, width: frame.rects.plot.width() };
    for mark in columns_in_view(series, window) {
        let (left, right) = (frame.x(mark.from), frame.x(mark.to));
        let room = ((right - left) * 0.8).min(MAX_BODY * count as f32).max(count as f32);
        let each = room / count as f32;
        let start = (left + right - room) / 2.0 + each * index as f32;
        let colour = if mark.value >= 0.0 { up } else { down };
        let rect = bar_rect(start, start + (each - 0.5).max(1.0), zero, frame.y(mark.value));
        mesh.add_colored_rect(rect, colour);
    }
    add_mesh(painter, mesh);
}

/// Bars of traded volume at the foot of the pane, as tall as their share of the highest in view.
fn volume(painter: &mut Shapes, theme: &Theme, frame: &PaneFrame, series: &PaneSeries) {
    let rows = &series.entry.series;
    let Some(candles) = series.entry.lod.candles(rows) else { return };
    let plot = frame.rects.plot;
    let marks = candles.visible_candles(&frame.view, plot.width(), MIN_CANDLE, series.row_secs as f64);
    let known = || marks.iter().filter(|mark| !mark.volume.is_nan());
    let Some(highest) = known().map(|mark| mark.volume).reduce(f64::max).filter(|highest| *highest > 0.0)
    else {
        return;
    };
    let mut mesh = Mesh::default();
    for mark in known() {
        let colour = if mark.close >= mark.open { theme.up } else { theme.down }.gamma_multiply(0.35);
        let (left, right) = (frame.x(mark.from), frame.x(mark.to));
        let width = ((right - left) * 0.7).clamp(1.0, MAX_BODY);
        let middle = f32::midpoint(left, right);
        let height = plot.height() * VOLUME_SHARE * (mark.volume / highest) as f32;
        let rect = Rect::from_min_max(
            pos2((middle - width / 2.0).floor(), plot.bottom() - height),
            pos2((middle - width / 2.0).floor() + width.max(1.0), plot.bottom()),
        );
        mesh.add_colored_rect(rect, colour);
    }
    add_mesh(painter, mesh);
}

fn add_mesh(painter: &mut Shapes, mesh: Mesh) {
    if !mesh.is_empty() {
        painter.add(Shape::Mesh(Arc::new(mesh)));
    }
}

/// Closes of weeks before the daily rows begin: a thin line, said to be weekly.
fn weekly_closes(painter: &mut Shapes, theme: &Theme, pane: &Pane, frame: &PaneFrame, weekly: &Series) {
    let first_daily = pane.drawn(catalog::PRICE).and_then(|series| series.entry.series.first_time());
    // The close of a week is known on its Sunday; the row is dated by its Monday.
    let until = first_daily
        .map_or(weekly.len(), |first| weekly.times().partition_point(|monday| monday.plus_days(6) < first));
    let times: Vec<_> = weekly.times().iter().take(until).map(|monday| monday.plus_days(6)).collect();
    let values: Vec<f64> = weekly.values().iter().take(until).copied().collect();
    let runs = Column::plain(&times, &values).visible_line(&frame.view, frame.rects.plot.width());
    paint_runs(painter, frame, &runs, theme.stroke(1.0, theme.text_weak));
}

fn screen_points(frame: &PaneFrame, run: &Run) -> Vec<Pos2> {
    run.iter().map(|(time, value)| frame.at(*time, *value)).collect()
}

fn paint_runs(painter: &mut Shapes, frame: &PaneFrame, runs: &[Run], stroke: Stroke) {
    if let Some(mesh) = dense_runs(frame, runs, stroke, painter.pixels_per_point()) {
        add_mesh(painter, mesh);
        return;
    }
    for run in runs {
        let points = screen_points(frame, run);
        match points.as_slice() {
            [alone] => {
                painter.add(Shape::circle_filled(*alone, stroke.width, stroke.color));
            }
            _ => {
                painter.add(Shape::line(points, stroke));
            }
        }
    }
}

/// A line whose last rows are not over yet: dashed from the last finished one.
fn line_with_dashes(
    painter: &mut Shapes,
    frame: &PaneFrame,
    mut runs: Vec<Run>,
    from: UnixSecs,
    stroke: Stroke,
) {
    let from = from.0 as f64;
    let mut dashed: Vec<Pos2> = Vec::new();
    if let Some(run) = runs.last_mut() {
        let finished = run.iter().take_while(|(time, _)| *time < from).count();
        let open = run.get(finished.saturating_sub(1)..).unwrap_or_default();
        dashed = open.iter().map(|(time, value)| frame.at(*time, *value)).collect();
        run.truncate(finished);
    }
    runs.retain(|run| !run.is_empty());
    paint_runs(painter, frame, &runs, stroke);
    for dash in Shape::dashed_line(&dashed, stroke, DASH, DASH) {
        painter.add(dash);
    }
}

/// A stripe at the foot of the pane, in another tone for each word.
fn word_band(painter: &mut Shapes, theme: &Theme, frame: &PaneFrame, series: &PaneSeries) {
    let rows = &series.entry.series;
    let view = &frame.view;
    let (from, to) = (UnixSecs(view.from.floor() as i64), UnixSecs(view.to.ceil() as i64));
    let range = rows.rows_between(from, to);
    let first = range.start.saturating_sub(1);
    let plot = frame.rects.plot;
    let colour = theme.pane_series_colour(series);
    let most = series.words.map_or(1, <[_]>::len).saturating_sub(1).max(1) as f32;
    let mut mesh = Mesh::default();
    let mut stretch: Option<(f32, f64)> = None;
    let mut add = |left: f32, right: f32, value: f64| {
        if value.is_nan() || right <= left {
            return;
        }
        // The first word is the faintest: it says that nothing is out of the ordinary.
        let strength = 0.15 + 0.75 * (value as f32 / most);
        let rect = Rect::from_min_max(pos2(left, plot.bottom() - BAND), pos2(right, plot.bottom()));
        mesh.add_colored_rect(rect.intersect(plot), colour.gamma_multiply(strength));
    };
    for row in first..range.end {
        let (Some(time), Some(value)) = (rows.times().get(row), rows.values().get(row)) else { break };
        let x = frame.x(time.0 as f64);
        match stretch {
            Some((_, before)) if before.to_bits() == value.to_bits() => {}
            Some((left, before)) => {
                add(left, x, before);
                stretch = Some((x, *value));
            }
            None => stretch = Some((x, *value)),
        }
    }
    if let (Some((left, value)), Some(last)) = (stretch, rows.times().get(range.end.saturating_sub(1))) {
        add(left, frame.x(last.0 as f64 + series.row_secs as f64), value);
    }
    add_mesh(painter, mesh);
}

/// A soft ground under a line, down to the pane's edge.
fn area(painter: &mut Shapes, frame: &PaneFrame, runs: &[Run], colour: Color32) {
    let bottom = frame.rects.plot.bottom();
    let fill = colour.gamma_multiply(0.14);
    if let Some(mesh) = dense_area(frame, runs, fill, painter.pixels_per_point()) {
        add_mesh(painter, mesh);
        return;
    }
    for run in runs {
        let band = screen_points(frame, run)
            .into_iter()
            .map(|point| BandPoint::new(point.x, Rangef::new(point.y.min(bottom), bottom)))
            .collect();
        painter.add(Shape::Band(BandShape::filled(band, fill)));
    }
}

//! The crosshair through all panes, and the last value of each.

use egui::{Align2, Painter, Rangef, Rect, pos2, vec2};

use crate::app::library::is_stale;
use crate::app::state::AppState;
use crate::domain::format::{grouped, signed_percent};
use crate::domain::time::UnixSecs;
use crate::ui::chart::frame::{AXIS_WIDTH, PaneFrame};
use crate::ui::chart::readout::time_words;
use crate::ui::chart::stage::{PaneStage, Stage};
use crate::ui::chart::strokes::{DOTS, FINE_DASHES, Pattern, Strokes};
use crate::ui::chart::text::{CHIP_HEIGHT, SMALL, backed_text, chip, regular, strong};
use crate::ui::theme::Theme;

/// Height of the row of markers at the foot of the price, points.
const MARKERS_HEIGHT: f32 = 20.0;

/// Vertical line through all panes and the time in full on the time axis.
pub fn time_line(painter: &Painter, stage: &Stage<'_>, time: UnixSecs) {
    let Some(frame) = stage.any_frame() else { return };
    let (theme, time_axis) = (stage.theme, stage.rects.time_axis);
    let x = frame.x(time.0 as f64);
    if !frame.rects.plot.x_range().contains(x) {
        return;
    }
    let mut strokes = Strokes::new(painter);
    let reach = Rangef::new(frame.rects.plot.top(), time_axis.top());
    strokes.vertical(x, reach, 1.0, theme.text_weak, FINE_DASHES);
    strokes.paint(painter);
    let galley = painter.layout_no_wrap(time_words(stage.state, time), strong(SMALL), theme.pane);
    let size = galley.size() + vec2(14.0, 5.0);
    let left = (x - size.x / 2.0).clamp(time_axis.left(), (time_axis.right() - size.x).max(time_axis.left()));
    let rect = Rect::from_min_size(pos2(left, time_axis.center().y - size.y / 2.0), size);
    painter.rect_filled(rect, 3.0, theme.text_strong);
    painter.galley(rect.min + vec2(7.0, 2.5), galley, theme.pane);
}

/// Horizontal line at the pointer and its value on each axis.
pub fn value_line(painter: &Painter, theme: &Theme, state: &AppState, pane: &PaneStage<'_>, y: f32) {
    let frame = &pane.frame;
    let plot = frame.rects.plot;
    let mut strokes = Strokes::new(painter);
    strokes.horizontal(plot.x_range(), y, 1.0, theme.text_weak, FINE_DASHES);
    strokes.paint(painter);
    let text = theme.numbers.of(pane.format.text(frame.value_at(y)));
    clear(painter, theme, frame.rects.axis, y);
    axis_chip(painter, frame, y, text, theme.text_strong, theme.pane);
    if let (Some(left), Some(format)) = (&pane.left, pane.left_format()) {
        let text = theme.numbers.of(format.text(left.value_at(y)));
        clear(painter, theme, left.rects.left_axis, y);
        left_chip(painter, left, y, text, theme.text_strong, theme.pane);
    }
    if pane.pane.is_price()
        && let (Some((_, close)), Some(prices)) =
            (state.last_close(), pane.frame_of(crate::domain::catalog::PRICE))
    {
        let change = theme.numbers.of(signed_percent(prices.value_at(y) / close - 1.0, 1));
        let words = format!("{change} from last");
        // At the left, where no level has its label, and above the markers of events.
        let at = pos2(plot.left() + 12.0, (y - 3.0).min(plot.bottom() - MARKERS_HEIGHT));
        backed_text(painter, at, Align2::LEFT_BOTTOM, words, regular(SMALL), theme.text, theme.pane);
    }
}

/// Ground under the chip at the pointer, so that no half of another stands out beside it.
fn clear(painter: &Painter, theme: &Theme, axis: Rect, y: f32) {
    let size = vec2(axis.width() - 2.0, CHIP_HEIGHT + 6.0);
    painter.rect_filled(Rect::from_center_size(pos2(axis.center().x, y), size), 0.0, theme.pane);
}

/// A chip on the right axis centred on `y`, kept within the pane.
pub fn axis_chip(
    painter: &Painter,
    frame: &PaneFrame,
    y: f32,
    text: String,
    fill: egui::Color32,
    ink: egui::Color32,
) {
    let axis = frame.rects.axis;
    chip_at(painter, axis, axis.left() + 5.0, y, text, (fill, ink));
}

/// The same on the left axis.
pub fn left_chip(
    painter: &Painter,
    frame: &PaneFrame,
    y: f32,
    text: String,
    fill: egui::Color32,
    ink: egui::Color32,
) {
    let axis = frame.rects.left_axis;
    chip_at(painter, axis, axis.left() + 5.0, y, text, (fill, ink));
}

fn chip_at(
    painter: &Painter,
    axis: Rect,
    left: f32,
    y: f32,
    text: String,
    (fill, ink): (egui::Color32, egui::Color32),
) {
    let half = CHIP_HEIGHT / 2.0;
    let centre = y.clamp(axis.top() + half - HEADER_SLACK, (axis.bottom() - half).max(axis.top() + half));
    let size = vec2(AXIS_WIDTH - 10.0, CHIP_HEIGHT);
    chip(painter, Rect::from_center_size(pos2(left + size.x / 2.0, centre), size), text, fill, ink);
}

/// How far a chip may reach into the header.
const HEADER_SLACK: f32 = 8.0;

/// Last values of a pane other than the price's, each a chip on its axis in its colour.
///
/// One that is old is quiet, with the day of its row beside it.
pub fn last_values(painter: &Painter, stage: &Stage<'_>, pane: &PaneStage<'_>) {
    let theme = stage.theme;
    let mut right_done = false;
    let mut left_done = false;
    for (series, frame) in pane.series().filter(|(series, _)| series.words.is_none()) {
        let Some((time, value)) = series.entry.series.last_value() else { continue };
        let y = frame.y(value);
        if !frame.rects.plot.y_range().contains(y) {
            continue;
        }
        let colour = match (series.measure.flow && series.hue.is_none(), value >= 0.0) {
            (true, true) => theme.up,
            (true, false) => theme.down,
            (false, _) => theme.pane_series_colour(series),
        };
        let is_old = is_stale(&series.stored.series, stage.state.now());
        let (fill, ink) = if is_old { (theme.chip, colour) } else { (colour, theme.text_on(colour)) };
        match (series.axis, pane.left_format()) {
            (crate::app::panes::AxisSide::Right, _) if !right_done && !pane.pane.is_price() => {
                right_done = true;
                let on_axis = pane.frame.value_at(y);
                let text = if pane.format.compare.is_some() { on_axis } else { value };
                let text = theme.numbers.of(pane.format.text(text));
                axis_chip(painter, &pane.frame, y, text, fill, ink);
                if is_old {
                    old_day(painter, theme, frame, time, y);
                }
            }
            (crate::app::panes::AxisSide::Left, Some(format)) if !left_done => {
                left_done = true;
                left_chip(painter, frame, y, theme.numbers.of(format.text(value)), fill, ink);
            }
            _ => {}
        }
    }
}

/// The day of a last row that is old, where the row ends; nothing while that is out of view.
fn old_day(painter: &Painter, theme: &Theme, frame: &PaneFrame, time: UnixSecs, y: f32) {
    const ROOM: f32 = 72.0;
    let plot = frame.rects.plot;
    let x = frame.x(time.0 as f64) + 6.0;
    if !plot.x_range().contains(frame.x(time.0 as f64)) {
        return;
    }
    let (x, align) = if x + ROOM > plot.right() {
        (plot.right() - 4.0, Align2::RIGHT_BOTTOM)
    } else {
        (x, Align2::LEFT_BOTTOM)
    };
    let at = pos2(x, (y - 3.0).max(plot.top() + 12.0));
    backed_text(painter, at, align, time.day_label(), regular(SMALL), theme.text_weak, theme.pane);
}

/// The last close: a dotted line and a chip that levels give way to.
pub fn last_close(painter: &Painter, stage: &Stage<'_>, pane: &PaneStage<'_>) {
    let theme = stage.theme;
    let (Some((time, close)), Some(frame)) = (stage.state.last_close(), stage.price_frame()) else { return };
    let y = frame.y(close);
    let plot = frame.rects.plot;
    if !plot.y_range().contains(y) {
        return;
    }
    let from = frame.x(time.0 as f64).clamp(plot.left(), plot.right());
    let mut strokes = Strokes::new(painter);
    strokes.horizontal(Rangef::new(from, plot.right()), y, 1.0, theme.accent, DOTS);
    strokes.paint(painter);
    let text = match pane.format.compare {
        Some(_) => pane.format.text(pane.frame.value_at(y)),
        None => grouped(close, 0),
    };
    let chip_y = stage.placed.last_chip_y.unwrap_or(y);
    let is_old = stage.state.price().is_some_and(|price| is_stale(&price.series, stage.state.now()));
    if is_old {
        old_day(painter, theme, frame, time, y);
    }
    let (fill, ink) = if is_old { (theme.chip, theme.accent) } else { (theme.accent, theme.on_accent) };
    axis_chip(painter, frame, chip_y, theme.numbers.of(text), fill, ink);
}

/// The present moment, where it lies apart from the last row: the time since then is unknown.
pub fn present_line(painter: &Painter, stage: &Stage<'_>) {
    const APART: f32 = 12.0;
    let Some(frame) = stage.any_frame() else { return };
    let plot = frame.rects.plot;
    let x = frame.x(stage.state.now().0 as f64);
    if !plot.x_range().contains(x) || x - frame.x(stage.last_row().0 as f64) < APART {
        return;
    }
    let mut strokes = Strokes::new(painter);
    let reach = Rangef::new(plot.top(), stage.rects.time_axis.top());
    strokes.vertical(x, reach, 1.0, stage.theme.text_weak, Pattern::Dashed { dash: 1.0, gap: 5.0 });
    strokes.paint(painter);
    let at = pos2(x + 4.0, plot.bottom() - 3.0);
    painter.text(at, Align2::LEFT_BOTTOM, "now", regular(10.0), stage.theme.text_weak);
}

/// The dotted line between what happened and what is imagined.
pub fn now_line(painter: &Painter, stage: &Stage<'_>) {
    let Some(frame) = stage.any_frame() else { return };
    let x = frame.x(stage.last_row().0 as f64);
    if frame.rects.plot.x_range().contains(x) {
        let mut strokes = Strokes::new(painter);
        let reach = Rangef::new(frame.rects.plot.top(), stage.rects.time_axis.top());
        let dots = Pattern::Dashed { dash: 2.0, gap: 3.0 };
        strokes.vertical(x, reach, 1.0, stage.theme.accent, dots);
        strokes.paint(painter);
    }
}

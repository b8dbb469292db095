//! Rectangles drawn by hand: a distance being measured, a stretch to zoom into.
//!
//! A measured distance is kept in data space, so it stays with its candles when the
//! view moves; it is no part of the document and goes with Esc or the next click.

use egui::{Align2, Painter, Pos2, Rect, Stroke, StrokeKind, pos2, vec2};

use crate::app::command::Command;
use crate::app::view::{AxisId, ValueRange};
use crate::chart::viewport::TimeView;
use crate::domain::format::{grouped, signed, signed_percent};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::stage::{PaneStage, Stage};
use crate::ui::chart::text::{SMALL, regular, strong};
use crate::ui::theme::Theme;

/// Sides of a box smaller than this are no box, points.
const LEAST_BOX: f32 = 6.0;

/// A distance between two points of a pane.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Its pane.
    pub pane: String,
    /// Time and value where it begins.
    pub from: (f64, f64),
    /// Time and value where it ends.
    pub to: (f64, f64),
}

/// The texts of a measured distance, the first one the weightiest.
pub fn words(stage: &Stage<'_>, measured: &Measured) -> Vec<String> {
    let Some(pane) = stage.panes.iter().find(|pane| pane.pane.id == measured.pane) else { return Vec::new() };
    let ((from_time, from), (to_time, to)) = (measured.from, measured.to);
    let change = match pane.format.compare {
        Some(_) => format!("{} → {}", pane.format.text(from), pane.format.text(to)),
        None if pane.pane.is_flow() => pane.format.text(to - from),
        None => format!("{} ({})", difference(pane, from, to), signed_percent(to / from - 1.0, 2)),
    };
    let mut lines = vec![change, span_words(to_time - from_time)];
    if let Some(first) = pane.pane.series.first() {
        let (left, right) = (from_time.min(to_time), from_time.max(to_time));
        let rows = &first.entry.series;
        let within = rows.rows_between(UnixSecs(left.ceil() as i64), UnixSecs(right.floor() as i64));
        let bars = within.len();
        lines.push(format!("{} {}", grouped(bars as f64, 0), if bars == 1 { "row" } else { "rows" }));
    }
    lines
}

fn difference(pane: &PaneStage<'_>, from: f64, to: f64) -> String {
    let by = to - from;
    if pane.pane.right.unit == crate::domain::unit::Unit::Usd && by.abs() >= 1_000.0 {
        signed(by, 0)
    } else {
        let text = pane.format.text(by.abs());
        let sign = if by < 0.0 { crate::domain::format::MINUS } else { '+' };
        format!("{sign}{text}")
    }
}

/// `12 days`, `3 d 4 h`, `−45 min`.
fn span_words(secs: f64) -> String {
    let sign = if secs < 0.0 { "−" } else { "" };
    let secs = secs.abs().round() as i64;
    // Hours are all that is told of days: a second less, from a pixel, is no hour less.
    let secs = if secs >= DAY_SECS { (secs + 1_800) / 3_600 * 3_600 } else { secs };
    let (days, hours, minutes) = (secs / DAY_SECS, secs % DAY_SECS / 3_600, secs % 3_600 / 60);
    match (days, hours) {
        (0, 0) => format!("{sign}{minutes} min"),
        (0, _) => format!("{sign}{hours} h {minutes} min"),
        (1, 0) => format!("{sign}1 day"),
        (_, 0) => format!("{sign}{} days", grouped(days as f64, 0)),
        _ => format!("{sign}{} d {hours} h", grouped(days as f64, 0)),
    }
}

/// Where the time of a measured distance is told to those who sum over it.
fn told() -> egui::Id {
    egui::Id::unique("measured time")
}

/// Tells the panels which stretch of time is measured; they are painted again if it changed.
pub fn tell(ui: &egui::Ui, measured: Option<&Measured>) {
    let time = |at: (f64, f64)| UnixSecs(at.0.round() as i64);
    let now = measured.map(|measured| (time(measured.from), time(measured.to)));
    if measured_time(ui) != now {
        ui.data_mut(|data| data.insert_temp(told(), now));
        ui.ctx().request_repaint();
    }
}

/// The stretch of time that is measured by hand, from where to where.
pub fn measured_time(ui: &egui::Ui) -> Option<(UnixSecs, UnixSecs)> {
    ui.data(|data| data.get_temp::<Option<(UnixSecs, UnixSecs)>>(told())).flatten()
}

/// Paints a measured distance with its texts.
pub fn paint(painter: &Painter, stage: &Stage<'_>, measured: &Measured) {
    let Some(pane) = stage.panes.iter().find(|pane| pane.pane.id == measured.pane) else { return };
    let theme = stage.theme;
    let frame = &pane.frame;
    let (from, to) = (frame.at(measured.from.0, measured.from.1), frame.at(measured.to.0, measured.to.1));
    let colour = if to.y <= from.y { theme.up } else { theme.down };
    let rect = Rect::from_two_pos(from, to);
    painter.rect_filled(rect, 0.0, colour.gamma_multiply(0.12));
    painter.rect_stroke(rect, 0.0, Stroke::new(1.0, colour), StrokeKind::Inside);
    painter.arrow(pos2(rect.center().x, from.y), vec2(0.0, to.y - from.y), Stroke::new(1.2, colour));
    card(
        painter,
        theme,
        frame,
        pos2(rect.center().x, if to.y <= from.y { rect.top() } else { rect.bottom() }),
        &words(stage, measured).iter().map(|line| theme.numbers.of(line)).collect::<Vec<_>>(),
        to.y <= from.y,
    );
}

/// A small card centred above or below a point, kept within the pane.
fn card(painter: &Painter, theme: &Theme, frame: &PaneFrame, at: Pos2, lines: &[String], above: bool) {
    const PAD: f32 = 8.0;
    const LINE: f32 = 16.0;
    let galleys: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let (font, ink) = if index == 0 {
                (strong(SMALL + 1.0), theme.text_strong)
            } else {
                (regular(SMALL), theme.text)
            };
            (painter.layout_no_wrap(line.clone(), font, ink), ink)
        })
        .collect();
    let width = galleys.iter().map(|(galley, _)| galley.size().x).fold(0.0, f32::max) + 2.0 * PAD;
    let height = LINE * galleys.len() as f32 + 2.0 * PAD - 4.0;
    let plot = frame.rects.plot;
    let top = if above { at.y - height - 6.0 } else { at.y + 6.0 };
    let left = (at.x - width / 2.0).clamp(plot.left(), (plot.right() - width).max(plot.left()));
    let top = top.clamp(plot.top(), (plot.bottom() - height).max(plot.top()));
    let rect = Rect::from_min_size(pos2(left, top), vec2(width, height));
    painter.rect_filled(rect, 4.0, theme.panel);
    painter.rect_stroke(rect, 4.0, Stroke::new(1.0, theme.border), StrokeKind::Inside);
    for (index, (galley, ink)) in galleys.into_iter().enumerate() {
        let middle = left + (width - galley.size().x) / 2.0;
        painter.galley(pos2(middle, top + PAD - 2.0 + LINE * index as f32), galley, ink);
    }
}

/// Paints the box under the hand.
pub fn paint_box(painter: &Painter, theme: &Theme, from: Pos2, to: Pos2) {
    let rect = Rect::from_two_pos(from, to);
    painter.rect_filled(rect, 0.0, theme.accent.gamma_multiply(0.10));
    painter.rect_stroke(rect, 0.0, Stroke::new(1.0, theme.accent), StrokeKind::Inside);
    let words = "Let go to zoom in here";
    if rect.width() > 150.0 && rect.height() > 30.0 {
        painter.text(rect.center(), Align2::CENTER_CENTER, words, regular(SMALL), theme.text);
    }
}

/// What letting a box go asks for: this time, and these values on the axis of its pane.
pub fn zoom_into(stage: &Stage<'_>, axis: &AxisId, from: Pos2, to: Pos2) -> Vec<Command> {
    let Some(pane) = stage.panes.iter().find(|pane| pane.pane.id == axis.pane) else { return Vec::new() };
    let frame = &pane.frame;
    let plot = frame.rects.plot;
    let (from, to) = (plot.clamp(from), plot.clamp(to));
    let rect = Rect::from_two_pos(from, to);
    let mut commands = Vec::new();
    if rect.width() >= LEAST_BOX {
        commands.push(Command::SetTimeView(TimeView::new(
            frame.time_at(rect.left()),
            frame.time_at(rect.right()),
        )));
    }
    if rect.height() >= LEAST_BOX && rect.width() >= LEAST_BOX {
        let range = ValueRange { low: frame.value_at(rect.bottom()), high: frame.value_at(rect.top()) };
        commands.push(Command::TakeAxis(axis.clone(), range));
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_in_the_largest_units_that_tell() {
        assert_eq!(span_words(45.0 * 60.0), "45 min");
        assert_eq!(span_words(-5.0 * 3_600.0), "−5 h 0 min");
        assert_eq!(span_words(DAY_SECS as f64), "1 day");
        assert_eq!(span_words(12.0 * DAY_SECS as f64), "12 days");
        assert_eq!(span_words(1_500.0 * DAY_SECS as f64 + 7_200.0), "1,500 d 2 h");
    }
}

//! Grid, value axis and time axis.

use egui::{Align2, Painter, Pos2, Rect, Stroke, pos2};

use crate::app::panes::Pane;
use crate::chart::ticks::{TimeTick, tick_labels, time_ticks, value_ticks};
use crate::chart::viewport::TimeView;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::text::{SMALL, regular, strong};
use crate::ui::theme::Theme;

/// Least distance between two value ticks, points.
const VALUE_GAP: f32 = 26.0;
/// The same in a pane that is hardly taller than a few of them, points.
const SMALL_PANE_GAP: f32 = 17.0;
/// Least distance between two time ticks, points.
const TIME_GAP: f32 = 46.0;
/// Distance from a chip's centre within which a tick would be covered, points.
const UNDER_CHIP: f32 = 15.0;

/// The calendar ticks of the view, for all panes and the time axis alike.
pub fn calendar(view: &TimeView, width: f32) -> Vec<TimeTick> {
    time_ticks(view, width, TIME_GAP)
}

/// Grid and value axis of one pane.
///
/// `taken` are the centres of chips on the axis; ticks there keep their line only.
pub fn pane_axes(
    painter: &Painter,
    theme: &Theme,
    pane: &Pane,
    frame: &PaneFrame,
    ticks: &[TimeTick],
    taken: &[f32],
) {
    let plot = frame.rects.plot;
    let grid = Stroke::new(1.0, theme.grid);
    for tick in ticks {
        let x = frame.x(tick.time.0 as f64).round() + 0.5;
        if plot.x_range().contains(x) {
            painter.vline(x, frame.rects.whole.y_range(), grid);
        }
    }
    let gap = if plot.height() < 100.0 { SMALL_PANE_GAP } else { VALUE_GAP };
    let marks = value_ticks(&frame.scale, plot.height(), gap);
    let values: Vec<f64> = marks.iter().map(|mark| mark.value).collect();
    let labels = tick_labels(&values, pane.unit, pane.is_flow());
    let mut above = f32::INFINITY;
    for (value, label) in values.iter().zip(labels) {
        let y = frame.y(*value).round() + 0.5;
        if y < plot.top() + 4.0 || y > plot.bottom() - 4.0 || (above - y).abs() < 14.0 {
            continue;
        }
        above = y;
        let zero = pane.is_flow() && value.abs() < f64::MIN_POSITIVE;
        let stroke = if zero { Stroke::new(1.0, theme.text_weak) } else { grid };
        painter.hline(plot.x_range(), y, stroke);
        if taken.iter().any(|chip| (chip - y).abs() < UNDER_CHIP) {
            continue;
        }
        let position = pos2(frame.rects.axis.left() + 8.0, y);
        painter.text(position, Align2::LEFT_CENTER, label, regular(SMALL), theme.text_weak);
    }
}

/// The axis strip's edge and the pane's lower border.
pub fn pane_borders(painter: &Painter, theme: &Theme, frame: &PaneFrame) {
    let border = Stroke::new(1.0, theme.border);
    let whole = frame.rects.whole;
    painter.vline(frame.rects.plot.right() + 0.5, whole.y_range(), border);
    painter.hline(whole.x_range(), whole.bottom() - 0.5, border);
}

/// The time axis under all panes.
pub fn time_axis(painter: &Painter, theme: &Theme, frame: &PaneFrame, strip: Rect, ticks: &[TimeTick]) {
    let mut free_from = strip.left();
    for tick in ticks {
        let x = frame.x(tick.time.0 as f64);
        let (font, colour) =
            if tick.strong { (strong(SMALL), theme.text_strong) } else { (regular(SMALL), theme.text_weak) };
        let galley = painter.layout_no_wrap(tick.label.clone(), font, colour);
        let half = galley.size().x / 2.0;
        if x - half < free_from || x + half > strip.right() {
            continue;
        }
        free_from = x + half + 8.0;
        painter.galley(Pos2::new(x - half, strip.center().y - galley.size().y / 2.0), galley, colour);
    }
}

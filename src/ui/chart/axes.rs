//! Grid, value axes and time axis.

use egui::{Align2, Painter, Pos2, Rangef, Rect, pos2};

use crate::app::state::AppState;
use crate::chart::ticks::{TimeTick, time_ticks_in};
use crate::chart::viewport::TimeView;
use crate::domain::session::closed_stretches;
use crate::domain::time::UnixSecs;
use crate::ui::chart::fit;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::mood;
use crate::ui::chart::stage::{PaneStage, Stage};
use crate::ui::chart::strokes::{Pattern, Strokes};
use crate::ui::chart::text::{SMALL, regular, strong};
use crate::ui::theme::Theme;

/// Least distance between two value ticks, points.
const VALUE_GAP: f32 = 26.0;
/// The same in a pane that is hardly taller than a few of them, points.
const SMALL_PANE_GAP: f32 = 17.0;
/// Least distance between two time ticks, points.
const TIME_GAP: f32 = 46.0;
/// Distance under which two texts would touch, points.
const LEAST_GAP: f32 = 14.0;
/// Distance from a chip's centre within which a tick would be covered, points.
const UNDER_CHIP: f32 = 15.0;

/// The calendar ticks of the view, for all panes and the time axis alike.
pub fn calendar(state: &AppState, view: &TimeView, width: f32) -> Vec<TimeTick> {
    time_ticks_in(view, width, TIME_GAP, &state.axis_zone())
}

/// Longest stretch of time whose closed days are shaded, seconds: beyond it they are stripes.
const SHADED_UP_TO_SECS: f64 = 400.0 * 86_400.0;

/// Weekends and US market holidays as a soft ground, where the pane wants them.
fn closed_days(strokes: &mut Strokes, theme: &Theme, frame: &PaneFrame) {
    if frame.view.span() > SHADED_UP_TO_SECS {
        return;
    }
    let plot = frame.rects.plot;
    for stretch in closed_stretches(UnixSecs(frame.view.from as i64), UnixSecs(frame.view.to as i64)) {
        let left = frame.x(stretch.from.0 as f64).max(plot.left());
        let right = frame.x(stretch.to.0 as f64).min(plot.right());
        let rect = Rect::from_min_max(pos2(left, plot.top()), pos2(right, plot.bottom()));
        strokes.rect(rect, theme.grid.gamma_multiply(0.6));
    }
}

/// Grid and value axes of one pane.
///
/// `taken` are the centres of chips on the right axis; ticks there keep their line only.
pub fn pane_axes(painter: &Painter, theme: &Theme, stage: &PaneStage<'_>, ticks: &[TimeTick], taken: &[f32]) {
    let frame = &stage.frame;
    let plot = frame.rects.plot;
    let mut strokes = Strokes::new(painter);
    if let Some(index) = &stage.pane.mood {
        mood::bands(&mut strokes, theme, frame, &index.series);
    }
    if stage.pane.shade_closed {
        closed_days(&mut strokes, theme, frame);
    }
    for tick in ticks {
        let x = frame.x(tick.time.0 as f64);
        if plot.x_range().contains(x) {
            strokes.vertical(x, frame.rects.whole.y_range(), 1.0, theme.grid, Pattern::Solid);
        }
    }
    let mut texts: Vec<(Pos2, Align2, String)> = Vec::new();
    let guides = fit::guides(stage.pane, &frame.scale);
    let ticks = |height, gap| match guides {
        Some(values) => stage.format.labelled(values),
        None => stage.format.ticks(&frame.scale, height, gap),
    };
    for (value, y, label) in ticks_of(frame, taken, ticks) {
        let zero = stage.pane.is_flow() && value.abs() < f64::MIN_POSITIVE;
        let colour = if zero { theme.text_weak } else { theme.grid };
        strokes.horizontal(plot.x_range(), y, 1.0, colour, Pattern::Solid);
        if !is_covered(taken, y) {
            texts.push((pos2(frame.rects.axis.left() + 8.0, y), Align2::LEFT_CENTER, label));
        }
    }
    if let (Some(left), Some(format)) = (&stage.left, stage.left_format()) {
        // No grid: two grids cannot be told apart.
        for (_, y, label) in ticks_of(left, &[], |height, gap| format.ticks(&left.scale, height, gap)) {
            let x = frame.rects.left_axis.right();
            strokes.horizontal(Rangef::new(x - 4.0, x), y, 1.0, theme.text_weak, Pattern::Solid);
            texts.push((pos2(x - 8.0, y), Align2::RIGHT_CENTER, label));
        }
    }
    strokes.paint(painter);
    for (at, align, label) in texts {
        painter.text(at, align, theme.numbers.of(label), regular(SMALL), theme.text_weak);
    }
}

fn is_covered(chips: &[f32], y: f32) -> bool {
    chips.iter().any(|chip| (chip - y).abs() < UNDER_CHIP)
}

/// Ticks that have room within the plot: value, screen y and text.
///
/// Where chips cover all but one of them they stand closer, so that the scale can be read.
fn ticks_of(
    frame: &PaneFrame,
    taken: &[f32],
    ticks: impl Fn(f32, f32) -> Vec<(f64, String)>,
) -> Vec<(f64, f32, String)> {
    let plot = frame.rects.plot;
    let gap = if plot.height() < 100.0 { SMALL_PANE_GAP } else { VALUE_GAP };
    let mut best: (usize, Vec<(f64, f32, String)>) = (0, Vec::new());
    for closer in [1.0, 0.7, 0.5, 0.35, 0.25] {
        let mut above = f32::INFINITY;
        let mut kept = Vec::new();
        for (value, label) in ticks(plot.height(), gap * closer) {
            let y = frame.y(value);
            let is_first = kept.is_empty();
            let is_near = !is_first && (above - y).abs() < LEAST_GAP;
            if y < plot.top() + 4.0 || y > plot.bottom() - 4.0 || is_near {
                continue;
            }
            above = y;
            kept.push((value, y, label));
        }
        let readable = kept.iter().filter(|(_, y, _)| !is_covered(taken, *y)).count();
        if readable > best.0 || closer >= 1.0 {
            best = (readable, kept);
        }
        if best.0 >= 2 {
            break;
        }
    }
    best.1
}

/// Edges of the axes and the lower borders of the panes.
pub fn borders(painter: &Painter, stage: &Stage<'_>) {
    let mut strokes = Strokes::new(painter);
    let border = stage.theme.border;
    for pane in &stage.panes {
        let rects = pane.rects();
        strokes.vertical(rects.plot.right() + 0.5, rects.whole.y_range(), 1.0, border, Pattern::Solid);
        if rects.left_axis.width() > 0.0 {
            strokes.vertical(rects.plot.left() - 0.5, rects.whole.y_range(), 1.0, border, Pattern::Solid);
        }
        let foot = rects.whole.bottom() - 0.5;
        strokes.horizontal(rects.whole.x_range(), foot, 1.0, border, Pattern::Solid);
    }
    strokes.paint(painter);
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

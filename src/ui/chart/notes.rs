//! Events of indicators on the series they happened on, and profiles at the edge of a pane.

use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, pos2};

use crate::app::pane_notes::{PaneMark, PaneNote};
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::stage::PaneStage;
use crate::ui::chart::text::{SMALL, backed_text, regular};
use crate::ui::theme::Theme;

/// Half the width of a mark, points.
const HALF: f32 = 5.0;
/// How far a mark stands off its series, points.
const OFF: f32 = 10.0;
/// How near a pointer has to be to a mark, points.
const REACH: f32 = 10.0;
/// Share of the pane's width that the longest bar of a profile takes.
const PROFILE_SHARE: f32 = 0.22;

/// Paints the events and profiles of a pane; what the pointer is on is said beside it.
pub fn pane_notes(painter: &Painter, theme: &Theme, stage: &PaneStage<'_>, pointer: Option<Pos2>) {
    let mut said: Option<(Pos2, String)> = None;
    for note in stage.pane.notes.iter().filter(|note| !note.hidden) {
        profile(painter, theme, &stage.frame, note);
        let Some(frame) = stage.frame_of(&note.on) else { continue };
        for mark in &note.marks {
            let Some(at) = place(stage, frame, note, mark) else { continue };
            let points_up = mark.kind > 0;
            let colour = if points_up { theme.up } else { theme.down };
            let (tip, base) = if points_up { (at.y - HALF, at.y + HALF) } else { (at.y + HALF, at.y - HALF) };
            let points = vec![pos2(at.x, tip), pos2(at.x + HALF, base), pos2(at.x - HALF, base)];
            painter.add(Shape::convex_polygon(points, colour, Stroke::new(1.0, theme.pane)));
            if pointer.is_some_and(|pointer| pointer.distance(at) <= REACH) {
                said = Some((at, format!("{} · {}", mark.name, mark.time.day_label())));
            }
        }
    }
    if let Some((at, words)) = said {
        let left = at.x < stage.rects().plot.center().x;
        let (align, x) =
            if left { (Align2::LEFT_CENTER, at.x + 12.0) } else { (Align2::RIGHT_CENTER, at.x - 12.0) };
        backed_text(painter, pos2(x, at.y), align, words, regular(SMALL), theme.text_strong, theme.chip);
    }
}

/// Where a mark stands: under its series for good news, above it for bad; `None` out of view.
fn place(stage: &PaneStage<'_>, frame: &PaneFrame, note: &PaneNote, mark: &PaneMark) -> Option<Pos2> {
    let series = stage.pane.drawn(&note.on)?;
    let rows = &series.stored.series;
    let row = rows.row_at_or_before(mark.time)?;
    let x = frame.x(mark.time.0 as f64);
    let plot = frame.rects.plot;
    if !plot.x_range().contains(x) {
        return None;
    }
    let value = match (rows.ohlcv(), mark.kind > 0) {
        (Some(candles), true) => candles.low.get(row),
        (Some(candles), false) => candles.high.get(row),
        (None, _) => rows.values().get(row),
    };
    let y = frame.y(*value?);
    let y = if mark.kind > 0 { y + OFF } else { y - OFF };
    Some(pos2(x, y.clamp(plot.top() + HALF, plot.bottom() - HALF)))
}

fn profile(painter: &Painter, theme: &Theme, frame: &PaneFrame, note: &PaneNote) {
    let plot = frame.rects.plot;
    let most = plot.width() * PROFILE_SHARE;
    for bar in &note.profile {
        let (top, bottom) = (frame.y(bar.high), frame.y(bar.low));
        let rect = Rect::from_min_max(
            pos2(plot.right() - most * bar.share as f32, top + 0.5),
            pos2(plot.right(), (bottom - 0.5).max(top + 1.0)),
        );
        painter.rect_filled(rect.intersect(plot), 0.0, theme.text_weak.gamma_multiply(0.28));
    }
}

//! The marks that events and notes have on the time axis and in their list.

use egui::{Align2, Color32, Painter, Pos2, Rect, Stroke, StrokeKind, pos2, vec2};

use crate::ui::theme::style::small_font;

/// Half the width of a mark, points.
pub const MARK_RADIUS: f32 = 7.0;

/// An event: its number in a ring.
pub fn event_mark(painter: &Painter, at: Pos2, number: usize, ink: Color32, ground: Color32) {
    painter.circle(at, MARK_RADIUS, ground, Stroke::new(1.0, ink));
    let font = egui::FontId { size: 9.5, ..small_font() };
    painter.text(at, Align2::CENTER_CENTER, number.to_string(), font, ink);
}

/// A note: a sheet with two lines on it.
pub fn note_mark(painter: &Painter, at: Pos2, colour: Color32, ground: Color32) {
    let side = MARK_RADIUS * 2.0 - 1.0;
    let sheet = Rect::from_center_size(at, vec2(side, side));
    painter.rect(sheet, 3.0, ground, Stroke::new(1.2, colour), StrokeKind::Inside);
    for (y, right) in [(-2.0, 3.0), (2.0, 1.0)] {
        painter.line_segment([at + vec2(-3.0, y), at + vec2(right, y)], Stroke::new(1.2, colour));
    }
}

/// Several in one: how many, in a pill.
pub fn folded_mark(painter: &Painter, rect: Rect, count: usize, ink: Color32, ground: Color32) {
    painter.rect(rect, rect.height() / 2.0, ground, Stroke::new(1.2, ink), StrokeKind::Inside);
    let words = if count > 99 { "99+".to_owned() } else { format!("×{count}") };
    let font = egui::FontId { size: 9.5, ..small_font() };
    painter.text(rect.center(), Align2::CENTER_CENTER, words, font, ink);
}

/// A note that hangs on a price: a flag on a short pole whose foot is the price.
pub fn flag_mark(painter: &Painter, foot: Pos2, colour: Color32, ground: Color32) {
    let top = foot - vec2(0.0, 16.0);
    painter.line_segment([foot, top], Stroke::new(1.5, colour));
    let cloth = vec![top, pos2(top.x + 11.0, top.y + 4.0), pos2(top.x, top.y + 8.0)];
    painter.add(egui::Shape::convex_polygon(cloth, colour, Stroke::NONE));
    painter.circle(foot, 2.5, ground, Stroke::new(1.5, colour));
}

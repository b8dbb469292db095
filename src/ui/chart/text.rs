//! Small texts and chips, all of one make.

use egui::{Align2, Color32, CornerRadius, FontFamily, FontId, Painter, Pos2, Rect, Shape, vec2};

/// Secondary text.
pub const SMALL: f32 = 11.0;
/// Body text.
pub const BODY: f32 = 12.5;
/// Height of a chip on an axis, points.
pub const CHIP_HEIGHT: f32 = 17.0;

/// The regular face.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// The strong face.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("strong".into()))
}

/// A text on a ground of its own, so that it stays legible over data.
pub fn backed_text(
    painter: &Painter,
    position: Pos2,
    align: Align2,
    text: String,
    font: FontId,
    colour: Color32,
    ground: Color32,
) -> Rect {
    let galley = painter.layout_no_wrap(text, font, colour);
    let rect = align.anchor_size(position, galley.size());
    painter.rect_filled(rect.expand2(vec2(3.0, 0.0)), CornerRadius::same(2), ground.gamma_multiply(0.85));
    painter.add(Shape::galley(rect.min, galley, colour));
    rect
}

/// A filled label on an axis; returns its rectangle.
pub fn chip(painter: &Painter, rect: Rect, text: String, fill: Color32, ink: Color32) -> Rect {
    painter.rect_filled(rect, CornerRadius::same(3), fill);
    painter.text(rect.center(), Align2::CENTER_CENTER, text, strong(SMALL), ink);
    rect
}

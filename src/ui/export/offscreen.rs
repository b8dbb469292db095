//! Painting without a window: egui laid out in memory, its shapes handed back.
//!
//! Uses no thread, no graphics card and no clock: every frame comes one second
//! after the one before, so animations have ended when the last one is taken.

use egui::epaint::ClippedShape;
use egui::{Context, Pos2, RawInput, Rect, Ui, Vec2, ViewportId};

use crate::ui::theme::fonts;

/// Runs `ui` for `frames` frames (at least one) on a screen of `size` points and
/// returns what the last frame painted, in painting order.
///
/// `prepare` runs once before, to set style and options; the bundled fonts are
/// set already. Two or three frames let layout settle, since egui places many
/// things by the sizes of the frame before.
pub fn run_headless(
    size: Vec2,
    pixels_per_point: f32,
    frames: usize,
    prepare: impl FnOnce(&Context),
    mut ui: impl FnMut(&mut Ui),
) -> Vec<ClippedShape> {
    let context = Context::default();
    context.set_fonts(fonts::definitions());
    prepare(&context);
    let mut shapes = Vec::new();
    let mut seconds = 0.0;
    for _ in 0..frames.max(1) {
        let mut output = context.run_ui(input(size, pixels_per_point, seconds), &mut ui);
        shapes = std::mem::take(&mut output.shapes);
        output.drop_without_applying_deltas();
        seconds += 1.0;
    }
    shapes
}

fn input(size: Vec2, pixels_per_point: f32, seconds: f64) -> RawInput {
    let mut input = RawInput {
        screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
        time: Some(seconds),
        focused: false, // no blinking caret
        ..RawInput::default()
    };
    input.viewports.entry(ViewportId::ROOT).or_default().native_pixels_per_point = Some(pixels_per_point);
    input
}

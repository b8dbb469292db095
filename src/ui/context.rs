//! What every egui context of ours has in common, on screen or off.

use egui::Context;

use crate::ui::theme::fonts;

/// Fonts and input habits of every context of ours, on screen or off.
pub fn prepare(ctx: &Context) {
    ctx.set_fonts(fonts::definitions());
    ctx.options_mut(|options| {
        options.input_options.max_click_dist = crate::chart::navigate::DRAG_THRESHOLD_PX;
        options.zoom_with_keyboard = false;
    });
}

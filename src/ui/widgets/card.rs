//! A card: a frame with a hairline border, and a bar of its colour at the left.

use egui::accesskit::Role;
use egui::{
    Color32, CornerRadius, Frame, InnerResponse, Margin, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, RADIUS, small_font};

/// Width of the coloured bar in points.
const BAR: f32 = 3.0;

/// Shows a card as wide as there is room; `bar` colours its left edge.
pub fn card_ui<R>(ui: &mut Ui, bar: Option<Color32>, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let theme = Theme::of(ui);
    let shown = Frame::new()
        .fill(theme.panel)
        .stroke(Stroke::new(HAIRLINE, theme.border))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin { left: 16, right: 12, top: 12, bottom: 12 })
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            content(ui)
        });
    if let Some(colour) = bar {
        let rect = shown.response.rect;
        let edge = Rect::from_min_max(rect.min, pos2(rect.min.x + BAR, rect.max.y));
        let radius = CornerRadius { nw: RADIUS, sw: RADIUS, ne: 0, se: 0 };
        ui.painter().rect_filled(edge, radius, colour);
    }
    shown
}

/// A pill of a few words on the ground of chips.
pub fn pill_ui(ui: &mut Ui, words: &str, colour: Color32) {
    const HEIGHT: f32 = 18.0;
    let galley = ui.painter().layout_no_wrap(words.to_owned(), small_font(), colour);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 16.0, HEIGHT), Sense::hover());
    ui.painter().rect_filled(rect, HEIGHT / 2.0, Theme::of(ui).chip);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, colour);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}

/// A bar from 0 to 1 under the number it stands for; it says nothing that the number does not.
pub fn share_bar_ui(ui: &mut Ui, share: f64, colour: Color32) {
    const HEIGHT: f32 = 4.0;
    let width = ui.available_width();
    let (_, rect) = ui.allocate_space(vec2(width, HEIGHT));
    let radius = CornerRadius::same(2);
    ui.painter().rect_filled(rect, radius, Theme::of(ui).chip);
    if share.is_finite() && share > 0.0 {
        let filled = (width * share.min(1.0) as f32).max(2.0);
        ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(filled, HEIGHT)), radius, colour);
    }
}

//! Buttons: of an icon, of a choice among few, of the one thing to do.

use egui::accesskit::Role;
use egui::{Button, CornerRadius, Rect, Response, RichText, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::ui::theme::Theme;
use crate::ui::theme::fonts::strong;
use crate::ui::theme::style::{HAIRLINE, RADIUS};
use crate::ui::widgets::icon::Icon;

/// Side of an icon button in points.
pub const ICON_SIDE: f32 = 24.0;

/// Whether an icon button stands for a state that is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toggle {
    /// It is no toggle.
    No,
    /// On or off.
    Is(bool),
}

/// A button of an icon without a frame; `name` is its tooltip and its accessible name.
pub fn icon_button_ui(ui: &mut Ui, icon: Icon, toggle: Toggle, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ICON_SIDE, ICON_SIDE), Sense::click());
    icon_button_in(ui, rect, response, icon, toggle, name)
}

/// Like [`icon_button_ui`], in a place that is already known.
pub fn icon_button_at(ui: &Ui, rect: Rect, icon: Icon, toggle: Toggle, name: &str) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(("icon", name)), Sense::click());
    icon_button_in(ui, rect, response, icon, toggle, name)
}

fn icon_button_in(
    ui: &Ui,
    rect: Rect,
    response: Response,
    icon: Icon,
    toggle: Toggle,
    name: &str,
) -> Response {
    let theme = Theme::of(ui);
    if ui.is_rect_visible(rect) {
        let ground = rect.shrink(1.0);
        if response.hovered() || response.is_pointer_button_down_on() {
            ui.painter().rect_filled(ground, CornerRadius::same(RADIUS), theme.selected);
        }
        focus_ring(ui, &response, ground);
        let lively = response.hovered() || toggle == Toggle::Is(true);
        let mut colour = if lively { theme.text_strong } else { theme.text_weak };
        if !ui.is_enabled() {
            colour = ui.visuals().disable(colour);
        }
        icon.paint(ui.painter(), rect, colour);
    }
    let enabled = ui.is_enabled();
    response.widget_info(|| match toggle {
        Toggle::No => WidgetInfo::labeled(Role::Button, enabled, name),
        Toggle::Is(on) => WidgetInfo::selected(Role::Button, enabled, on, name),
    });
    response.on_hover_text(name)
}

/// The ring that shows where the keyboard is.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        let ring = Stroke::new(1.5, Theme::of(ui).accent);
        ui.painter().rect_stroke(rect, CornerRadius::same(RADIUS), ring, StrokeKind::Inside);
    }
}

/// The button of the one thing to do: filled with the accent.
pub fn primary_button_ui(ui: &mut Ui, caption: &str) -> Response {
    let theme = Theme::of(ui);
    let text = RichText::new(caption).family(strong()).color(theme.on_accent);
    let focused_or_over = Stroke::new(HAIRLINE, theme.text_strong);
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        widgets.inactive.bg_stroke = Stroke::new(HAIRLINE, theme.accent);
        widgets.hovered.bg_stroke = focused_or_over;
        widgets.active.bg_stroke = focused_or_over;
        ui.add(Button::new(text).fill(theme.accent))
    })
    .inner
}

/// One of a few choices: quiet, the active one outlined with the accent.
pub fn choice_ui(ui: &mut Ui, chosen: bool, caption: &str, tooltip: &str) -> Response {
    let theme = Theme::of(ui);
    let mut text = RichText::new(caption);
    if chosen {
        text = text.family(strong()).color(theme.text_strong);
    }
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        let plain = if chosen { Stroke::new(HAIRLINE, theme.accent) } else { Stroke::NONE };
        let fill = if chosen { theme.selected } else { egui::Color32::TRANSPARENT };
        for state in [&mut widgets.inactive, &mut widgets.hovered] {
            state.bg_stroke = plain;
        }
        widgets.inactive.weak_bg_fill = fill;
        let response = ui.add(Button::new(text));
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, enabled, chosen, caption));
        response.on_hover_text(tooltip)
    })
    .inner
}

/// A row of choices in one quiet frame; returns the one that was clicked.
pub fn segments_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    chosen: Option<T>,
    choices: &[(T, &str, &str)],
) -> Option<T> {
    let theme = Theme::of(ui);
    let mut clicked = None;
    egui::Frame::new()
        .stroke(Stroke::new(HAIRLINE, theme.border))
        .corner_radius(CornerRadius::same(RADIUS))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                let in_order: Vec<_> = if ui.layout().prefer_right_to_left() {
                    choices.iter().rev().collect()
                } else {
                    choices.iter().collect()
                };
                for (value, caption, tooltip) in in_order {
                    let is_chosen = chosen == Some(*value);
                    if choice_ui(ui, is_chosen, caption, tooltip).clicked() && !is_chosen {
                        clicked = Some(*value);
                    }
                }
            });
        });
    clicked
}

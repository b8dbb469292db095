//! A theme's tokens as an egui style.
//!
//! Knows egui's style types; knows no panel. Quiet chrome: no shadows, hairline
//! borders, one accent. The focus ring is the accent too, so that whoever works
//! by keyboard always sees where they are.

use egui::style::{HandleShape, ScrollStyle, Selection, WidgetVisuals, Widgets};
use egui::{
    Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Visuals, vec2,
};

use crate::app::settings::ThemeChoice;
use crate::ui::theme::fonts::strong;
use crate::ui::theme::tokens::Theme;

/// Size of text in points.
pub const BODY: f32 = 12.5;
/// Size of secondary text in points.
pub const SMALL: f32 = 11.0;
/// Size of card titles in points.
pub const HEADING: f32 = 14.0;
/// Rounding of buttons, cards and windows in points.
pub const RADIUS: u8 = 4;
/// Width of borders in points.
pub const HAIRLINE: f32 = 1.0;
/// Width of the focus ring in points.
const RING: f32 = 1.5;

/// Strong text at the size of the body.
#[must_use]
pub fn strong_font() -> FontId {
    FontId::new(BODY, strong())
}

/// Text of the body.
#[must_use]
pub fn body_font() -> FontId {
    FontId::new(BODY, FontFamily::Proportional)
}

/// Secondary text.
#[must_use]
pub fn small_font() -> FontId {
    FontId::new(SMALL, FontFamily::Proportional)
}

/// Gives egui both themes and the choice between them. Fonts are set elsewhere.
pub fn install(context: &egui::Context, choice: ThemeChoice) {
    context.set_style_of(egui::Theme::Dark, Theme::dark().style());
    context.set_style_of(egui::Theme::Light, Theme::light().style());
    context.set_theme(preference(choice));
}

/// The choice in egui's words.
#[must_use]
pub fn preference(choice: ThemeChoice) -> egui::ThemePreference {
    match choice {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Dark => egui::ThemePreference::Dark,
        ThemeChoice::Light => egui::ThemePreference::Light,
    }
}

impl Theme {
    /// Makes this the theme in force, whatever the system has.
    pub fn apply(self, context: &egui::Context) {
        install(context, if self.dark { ThemeChoice::Dark } else { ThemeChoice::Light });
        context.set_style_of(if self.dark { egui::Theme::Dark } else { egui::Theme::Light }, self.style());
    }

    /// The egui style of this theme.
    #[must_use]
    pub fn style(&self) -> Style {
        let mut style = Style { visuals: self.visuals(), animation_time: 0.08, ..Style::default() };
        style.text_styles = [
            (TextStyle::Small, small_font()),
            (TextStyle::Body, body_font()),
            (TextStyle::Button, body_font()),
            (TextStyle::Heading, FontId::new(HEADING, strong())),
            (TextStyle::Monospace, FontId::new(BODY, FontFamily::Monospace)),
        ]
        .into();
        let spacing = &mut style.spacing;
        spacing.item_spacing = vec2(8.0, 4.0);
        spacing.button_padding = vec2(8.0, 4.0);
        spacing.interact_size = vec2(24.0, 24.0);
        spacing.window_margin = Margin::same(16);
        spacing.menu_margin = Margin::same(4);
        spacing.menu_spacing = 0.0;
        spacing.indent = 16.0;
        spacing.icon_width = 14.0;
        spacing.icon_width_inner = 8.0;
        spacing.slider_rail_height = 4.0;
        spacing.tooltip_width = 320.0;
        spacing.scroll = ScrollStyle {
            bar_width: 8.0,
            // Room of its own: a bar over the last digit hides a number.
            floating_allocated_width: 10.0,
            foreground_color: false,
            ..ScrollStyle::floating()
        };
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = 0.4;
        style
    }

    fn visuals(&self) -> Visuals {
        let base = if self.dark { Visuals::dark() } else { Visuals::light() };
        let hairline = Stroke::new(HAIRLINE, self.border);
        let ring = Stroke::new(RING, self.accent);
        let radius = CornerRadius::same(RADIUS);
        let widget = |fill: Color32, stroke: Stroke, text: Color32| WidgetVisuals {
            bg_fill: fill,
            weak_bg_fill: fill,
            bg_stroke: stroke,
            corner_radius: radius,
            fg_stroke: Stroke::new(HAIRLINE, text),
            expansion: 0.0,
        };
        let hovered_line = Stroke::new(HAIRLINE, self.text_weak);
        Visuals {
            weak_text_color: Some(self.text_weak),
            widgets: Widgets {
                noninteractive: widget(self.panel, hairline, self.text),
                inactive: widget(self.chip, hairline, self.text),
                hovered: widget(self.selected, hovered_line, self.text_strong),
                active: widget(self.selected, ring, self.text_strong),
                open: widget(self.selected, hovered_line, self.text_strong),
            },
            selection: Selection {
                bg_fill: self.selected.lerp_to_gamma(self.accent, 0.18),
                stroke: Stroke::new(HAIRLINE, self.text_strong),
            },
            hyperlink_color: self.accent,
            faint_bg_color: self.chip,
            extreme_bg_color: self.app,
            text_edit_bg_color: Some(self.app),
            code_bg_color: self.chip,
            warn_fg_color: self.accent,
            error_fg_color: self.danger,
            window_corner_radius: radius,
            window_shadow: Shadow::NONE,
            window_fill: self.panel,
            window_stroke: hairline,
            menu_corner_radius: radius,
            panel_fill: self.panel,
            popup_shadow: Shadow::NONE,
            text_cursor: egui::style::TextCursorStyle {
                stroke: Stroke::new(RING, self.accent),
                ..base.text_cursor.clone()
            },
            slider_trailing_fill: true,
            handle_shape: HandleShape::Circle,
            indent_has_left_vline: false,
            ..base
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::contrast::contrast;

    #[test]
    fn text_in_every_state_of_a_widget_can_be_read() {
        for theme in [Theme::dark(), Theme::light(), Theme::print()] {
            let visuals = theme.visuals();
            let widgets = &visuals.widgets;
            for state in
                [widgets.noninteractive, widgets.inactive, widgets.hovered, widgets.active, widgets.open]
            {
                assert!(contrast(state.text_color(), state.weak_bg_fill) >= 4.5, "{state:?}");
            }
            let selection = visuals.selection;
            assert!(contrast(selection.stroke.color, selection.bg_fill) >= 4.5, "{selection:?}");
        }
    }

    #[test]
    fn visuals_tell_which_theme_made_them() {
        for theme in [Theme::dark(), Theme::light(), Theme::print()] {
            assert_eq!(Theme::of_visuals(&theme.visuals()), theme);
        }
    }
}

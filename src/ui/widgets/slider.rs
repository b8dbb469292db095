//! A slider as wide as there is room, that says what the hand does with it.
//!
//! Whoever shows it decides what is shown while it is held and what is done when it is let
//! go. It reports nothing it rounded by itself: that is no change of the user's.

use std::ops::RangeInclusive;

use egui::{Key, Slider, Ui};

use crate::ui::theme::Theme;

/// Height of a slider, points.
const HEIGHT: f32 = 20.0;

/// What the hand did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slid {
    /// Nothing.
    Not,
    /// Moved it and still holds it.
    Held(f64),
    /// Moved it by a key.
    Set(f64),
    /// Let it go.
    LetGo,
    /// Took the movement back with Esc.
    GivenUp,
}

/// Shows a slider; `name` is its accessible name.
pub fn slider_ui(ui: &mut Ui, now: f64, range: RangeInclusive<f64>, step: f64, name: &str) -> Slid {
    let theme = Theme::of(ui);
    let mut value = now;
    ui.scope(|ui| {
        ui.spacing_mut().slider_width = ui.available_width();
        ui.spacing_mut().interact_size.y = HEIGHT;
        let visuals = ui.visuals_mut();
        visuals.selection.bg_fill = theme.text_weak;
        visuals.widgets.inactive.bg_fill = theme.border;
        for state in
            [&mut visuals.widgets.inactive, &mut visuals.widgets.hovered, &mut visuals.widgets.active]
        {
            state.fg_stroke.color = theme.text_strong;
        }
        let slider = Slider::new(&mut value, range).show_value(false).step_by(step);
        let response = ui.add(slider).accessible_name(name);
        let in_hand = response.dragged() || response.is_pointer_button_down_on();
        if response.drag_stopped() {
            let given_up = ui.input(|input| input.key_pressed(Key::Escape));
            return if given_up { Slid::GivenUp } else { Slid::LetGo };
        }
        if response.changed() && (value - now).abs() > 0.0 && (in_hand || response.has_focus()) {
            return if in_hand { Slid::Held(value) } else { Slid::Set(value) };
        }
        Slid::Not
    })
    .inner
}

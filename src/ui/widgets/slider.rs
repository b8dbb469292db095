//! A slider as wide as there is room, that says what the hand does with it.
//!
//! Whoever shows it decides what is shown while it is held and what is done when it is let
//! go. It reports nothing it rounded by itself: that is no change of the user's.

use std::ops::RangeInclusive;

use egui::text::{CCursor, CCursorRange};
use egui::{
    Align, Context, Id, Key, Rect, RichText, Sense, Slider, SliderClamping, TextEdit, Ui, pos2, vec2,
};

use crate::domain::number_format::NumberFormat;
use crate::ui::chart::focus::{Takes, take_keys};
use crate::ui::theme::Theme;
use crate::ui::theme::style::strong_font;
use crate::ui::widgets::field::{Field, Lines};
use crate::ui::widgets::text::{line_at, small_print_ui, weak};

/// Height of a slider, points.
const HEIGHT: f32 = 20.0;
/// Height of the line above it, points.
const LINE: f32 = 20.0;
/// Least width of the number, points.
const LEAST_FIELD: f32 = 52.0;
/// Room between the name, the note and the number, points.
const GAP: f32 = 6.0;

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
        // A number that was typed may lie beyond the ends.
        let slider = Slider::new(&mut value, range).clamping(SliderClamping::Edits);
        let response = ui.add(slider.show_value(false).step_by(step)).accessible_name(name);
        let in_hand = response.dragged() || response.is_pointer_button_down_on();
        if in_hand {
            response.request_focus();
        }
        take_keys(ui, &response, Takes::Time);
        if response.drag_stopped() {
            let given_up = ui.input(|input| input.key_pressed(Key::Escape));
            return if given_up { Slid::GivenUp } else { Slid::LetGo };
        }
        let moved = (value - now).abs();
        // A key moves it by a step; what is less is the slider's own rounding of what was typed.
        let by_key = response.has_focus() && moved > step * 0.51;
        match (response.changed() && moved > 0.0, in_hand) {
            (true, true) => Slid::Held(value),
            (true, false) if by_key => Slid::Set(value),
            _ => Slid::Not,
        }
    })
    .inner
}

/// A number that is slid or typed.
pub struct Numbered<'a> {
    /// What stands before it.
    pub name: &'a str,
    /// What is said of it when the pointer is on its name.
    pub tooltip: &'a str,
    /// What stands between name and number.
    pub note: String,
    /// The number as it is shown, without its unit.
    pub text: String,
    /// Its unit.
    pub unit: &'a str,
    /// Accessible name of the slider; of the field, too, which says that it is typed.
    pub slider: &'a str,
    /// The number, in its unit.
    pub now: f64,
    /// Ends of the slider.
    pub range: RangeInclusive<f64>,
    /// Step of the slider.
    pub step: f64,
    /// What can be typed.
    pub bounds: RangeInclusive<f64>,
}

impl Numbered<'_> {
    fn with_unit(&self, text: &str) -> String {
        format!("{text} {}", self.unit).trim_end().to_owned()
    }

    /// The number that is typed, with its unit or without; `None` if it is none or beyond its bounds.
    fn read(&self, typed: &str, numbers: NumberFormat) -> Option<f64> {
        let typed = typed.trim();
        let number = typed.strip_suffix(self.unit).unwrap_or(typed);
        numbers.read(number).filter(|value| self.bounds.contains(value))
    }

    /// `0.001 to 10 USD/kWh; Enter sets it, Esc leaves it`.
    fn bounds_words(&self) -> String {
        let end = self.with_unit(&self.bounds.end().to_string());
        format!("{} to {end}; Enter sets it, Esc leaves it", self.bounds.start()).replace('-', "−")
    }
}

/// Shows a number with its name, and its slider beneath; the number can be typed.
pub fn numbered_slider_ui(ui: &mut Ui, number: Numbered<'_>) -> Slid {
    let typed = line_ui(ui, &number);
    let slid = slider_ui(ui, number.now, number.range, number.step, number.slider);
    typed.map_or(slid, Slid::Set)
}

fn line_ui(ui: &mut Ui, number: &Numbered<'_>) -> Option<f64> {
    let theme = Theme::of(ui);
    let numbers = theme.numbers;
    let text = numbers.of(number.with_unit(&number.text));
    let width =
        ui.painter().layout_no_wrap(text.clone(), strong_font(), theme.text_strong).size().x + 2.0 * GAP;
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    if !number.tooltip.is_empty() {
        response.on_hover_text(number.tooltip);
    }
    let place = Rect::from_min_max(pos2(row.right() - width.max(LEAST_FIELD), row.top()), row.max);
    let note = numbers.of(number.note.as_str());
    let note = weak(ui, note);
    let beside = Rect::from_min_max(row.min, pos2(place.left() - GAP, row.bottom()));
    let name = RichText::new(number.name).color(theme.text);
    let name = line_at(ui, beside, Align::Min, name).rect;
    if !number.note.is_empty() {
        let room = Rect::from_min_max(pos2(name.right() + GAP, row.top()), beside.max);
        line_at(ui, room, Align::Max, note);
    }
    let field = Field {
        id: Id::unique(("typed", number.slider)),
        name: format!("{}, typed", number.slider),
        hint: "",
        strong: true,
        align: Align::Max,
        editable: true,
        longest: 24,
        lines: Lines::One,
    };
    let typed = field.ui(ui, place, &text, |typed| number.read(typed, numbers).is_some(), "");
    select_when_entered(ui.ctx(), field.id, &text);
    if field.half_typed(ui).is_some() {
        small_print_ui(ui, numbers.of(number.bounds_words()));
    }
    typed.filter(|typed| *typed != text).and_then(|typed| number.read(&typed, numbers))
}

/// Selects all of a field once it has the keyboard and the button is up, so that a digit replaces
/// what stands there: a press alone puts the mark between two digits.
fn select_when_entered(ctx: &Context, field: Id, text: &str) {
    let entered = field.with("entered");
    if !ctx.memory(|memory| memory.has_focus(field)) {
        ctx.data_mut(|data| data.remove::<bool>(entered));
        return;
    }
    let is_done = ctx.data(|data| data.get_temp(entered).unwrap_or(false));
    if is_done || ctx.input(|input| input.pointer.any_down()) {
        return;
    }
    let Some(mut state) = TextEdit::load_state(ctx, field) else { return };
    let all = CCursorRange::two(CCursor::default(), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(all));
    TextEdit::store_state(ctx, field, state);
    ctx.data_mut(|data| data.insert_temp(entered, true));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_number_may_have_its_unit_and_must_lie_within_its_bounds() {
        let number = Numbered {
            name: "Growth",
            tooltip: "",
            note: String::new(),
            text: "5".to_owned(),
            unit: "%",
            slider: "Growth, percent",
            now: 5.0,
            range: -10.0..=10.0,
            step: 1.0,
            bounds: -50.0..=50.0,
        };
        let read = |typed| number.read(typed, NumberFormat::CommaPoint);
        assert_eq!(read("12.5 %"), Some(12.5));
        assert_eq!(read("+12"), Some(12.0));
        assert_eq!(read("−50"), Some(-50.0));
        assert_eq!((read("51"), read("much"), read("")), (None, None, None));
        assert_eq!(number.read("0,5%", NumberFormat::PointComma), Some(0.5));
        assert_eq!(number.bounds_words(), "−50 to 50 %; Enter sets it, Esc leaves it");
    }
}

//! A field with its name at the left, as a form has it.

use egui::{Label, Rect, RichText, Ui, pos2, vec2};

use crate::ui::theme::Theme;
use crate::ui::theme::style::{body_font, small_font};
use crate::ui::widgets::field::Field;

/// Where the names begin, in points.
const INDENT: f32 = 16.0;
/// Width of the names, in points.
const NAMES: f32 = 52.0;
/// Height of a field of one line, in points.
pub const ONE_LINE: f32 = 22.0;

/// The place of one row of a form: its name is painted, the rest is returned.
pub fn named_place_ui(ui: &mut Ui, name: &str, height: f32) -> Rect {
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), height));
    let at = pos2(row.left() + INDENT, row.top() + ONE_LINE / 2.0);
    ui.painter().text(at, egui::Align2::LEFT_CENTER, name, small_font(), Theme::of(ui).text_weak);
    Rect::from_min_max(pos2(row.left() + INDENT + NAMES, row.top()), row.max)
}

/// A field with its name at the left; returns what was typed when it is done.
pub fn named_field_ui(
    ui: &mut Ui,
    name: &str,
    field: &Field,
    lines: usize,
    now: &str,
    fits: impl Fn(&str) -> bool,
) -> Option<String> {
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let rect = named_place_ui(ui, name, ONE_LINE + line * (lines.max(1) - 1) as f32);
    field.ui(ui, rect, now, fits, "")
}

/// How many lines a text takes beside its name.
pub fn lines_beside_name(ui: &Ui, text: &str) -> usize {
    let width = ui.available_width() - INDENT - NAMES - 8.0;
    let galley = ui.painter().layout(text.to_owned(), body_font(), Theme::of(ui).text, width);
    galley.rows.len()
}

/// What is wrong with what is half typed, under its field.
pub fn wrong_ui(ui: &mut Ui, field: &Field, fits: impl Fn(&str) -> bool, sentence: &str) {
    if field.half_typed(ui).is_some_and(|text| !fits(&text)) {
        let text = RichText::new(sentence).small().color(Theme::of(ui).danger);
        ui.add(Label::new(text).wrap());
    }
}

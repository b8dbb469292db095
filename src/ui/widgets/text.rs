//! Text in its three strengths, and text put into a place.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align, Color32, Label, Layout, Rect, Response, RichText, Ui, UiBuilder};

use crate::ui::theme::Theme;
use crate::ui::theme::fonts;
use crate::ui::theme::style::SMALL;

/// Titles and last values.
#[must_use]
pub fn strong(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).family(fonts::strong()).color(Theme::of(ui).text_strong)
}

/// Sources, units, dates.
#[must_use]
pub fn weak(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).size(SMALL).color(Theme::of(ui).text_weak)
}

/// The heading of a group: small, weak, in capitals.
#[must_use]
pub fn group_heading(ui: &Ui, text: &str) -> RichText {
    RichText::new(text.to_uppercase()).size(SMALL).family(fonts::strong()).color(Theme::of(ui).text_weak)
}

/// One line of text in a known place, cut with an ellipsis where it does not fit.
pub fn line_at(ui: &mut Ui, rect: Rect, align: Align, text: RichText) -> Response {
    let layout = match align {
        Align::Max => Layout::right_to_left(Align::Center),
        Align::Center => Layout::centered_and_justified(egui::Direction::LeftToRight),
        Align::Min => Layout::left_to_right(Align::Center),
    };
    ui.scope_builder(UiBuilder::new().max_rect(rect).layout(layout), |ui| ui.add(Label::new(text).truncate()))
        .inner
}

/// One painted line, cut with an ellipsis where it does not fit: for a text that the widget
/// beneath it already carries as its name, so that it is not read aloud twice.
pub fn paint_line(ui: &Ui, rect: Rect, text: &str, font: egui::FontId, colour: Color32) {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = TextWrapping::truncate_at_width(rect.width());
    let galley = ui.painter().layout_job(job);
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(egui::pos2(rect.left(), top), galley, colour);
}

/// A name at the left and a value at the right of one line.
pub fn row_ui(ui: &mut Ui, name: impl Into<String>, value: impl Into<String>) -> Response {
    let value = strong(ui, value);
    let name = RichText::new(name).color(Theme::of(ui).text);
    name_and_value_ui(ui, name, value)
}

/// Like [`row_ui`] with texts of any strength.
pub fn name_and_value_ui(ui: &mut Ui, name: RichText, value: RichText) -> Response {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(value);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| ui.add(Label::new(name).truncate()));
        });
    })
    .response
}

/// A small weak text that takes as many lines as it needs.
pub fn small_print_ui(ui: &mut Ui, text: impl Into<String>) -> Response {
    let text = weak(ui, text);
    ui.add(Label::new(text).wrap())
}

/// A dot of a colour: filled for what is shown, a ring for what is not.
pub fn dot(ui: &Ui, centre: egui::Pos2, colour: Color32, filled: bool) {
    const RADIUS: f32 = 4.5;
    if filled {
        ui.painter().circle_filled(centre, RADIUS, colour);
    } else {
        let ring = egui::Stroke::new(1.2, Theme::of(ui).text_weak);
        ui.painter().circle_stroke(centre, RADIUS - 0.6, ring);
    }
}

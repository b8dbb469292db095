//! A text that looks like text until it is edited.
//!
//! What is typed is kept by egui until it is done (Enter, or the field is left)
//! and never handed out letter by letter; Esc gives it up.

use egui::{
    Align, Align2, Color32, Context, CornerRadius, EventFilter, Frame, Id, Key, Margin, Rect, RichText,
    Stroke, TextEdit, Ui, vec2,
};

use crate::ui::theme::Theme;
use crate::ui::theme::style::{RADIUS, body_font, small_font, strong_font};

/// How much a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// One line; Enter ends it.
    One,
    /// As many as are typed; Enter begins a new one.
    Many,
}

/// A text that looks like text until it is edited.
pub struct Field {
    /// Identity, for focus and for what is half typed.
    pub id: Id,
    /// Accessible name.
    pub name: String,
    /// What stands there while it is empty.
    pub hint: &'static str,
    /// Whether it is written like a title.
    pub strong: bool,
    /// Where the text stands in its place.
    pub align: Align,
    /// Whether it can be edited now.
    pub editable: bool,
    /// The most characters.
    pub longest: usize,
    /// One line or many.
    pub lines: Lines,
}

/// Gives the keyboard to a field as soon as it is shown.
pub fn focus_when_shown(ctx: &Context, field: Id) {
    ctx.data_mut(|data| data.insert_temp(wish(), field));
}

fn wish() -> Id {
    Id::unique("field that wants the keyboard")
}

impl Field {
    /// What is typed and not yet done, if anything is.
    pub fn half_typed(&self, ui: &Ui) -> Option<String> {
        let focused = ui.memory(|memory| memory.has_focus(self.id));
        focused.then(|| ui.data(|data| data.get_temp(self.id))).flatten()
    }

    /// Shows `now`; returns what was typed when it is done and can be taken.
    pub fn ui(
        &self,
        ui: &mut Ui,
        rect: Rect,
        now: &str,
        fits: impl Fn(&str) -> bool,
        why_not: &str,
    ) -> Option<String> {
        let theme = Theme::of(ui);
        let mut text: String = ui.data(|data| data.get_temp(self.id)).unwrap_or_else(|| now.to_owned());
        let focused = ui.memory(|memory| memory.has_focus(self.id));
        let hovered = ui.rect_contains_pointer(rect);
        let wrong = focused && !fits(&text);
        let line = match (wrong, focused, hovered && self.editable) {
            (true, ..) => Stroke::new(1.0, theme.danger),
            (_, true, _) => Stroke::new(1.0, theme.accent),
            (_, _, true) => Stroke::new(1.0, theme.text_weak),
            _ => Stroke::NONE,
        };
        let frame = Frame::new()
            .fill(if focused { theme.app } else { Color32::TRANSPARENT })
            .stroke(line)
            .corner_radius(CornerRadius::same(RADIUS))
            .inner_margin(Margin::symmetric(2, if self.lines == Lines::One { 1 } else { 3 }));
        let (field, font, colour) = match (self.lines, self.strong) {
            (Lines::One, true) => (TextEdit::singleline(&mut text), strong_font(), theme.text_strong),
            (Lines::One, false) => (TextEdit::singleline(&mut text), small_font(), theme.text_weak),
            (Lines::Many, _) => (TextEdit::multiline(&mut text), body_font(), theme.text),
        };
        let align = match self.lines {
            Lines::One => Align2([self.align, Align::Center]),
            Lines::Many => Align2([self.align, Align::Min]),
        };
        let field = field
            .id(self.id)
            .frame(frame)
            .font(font.clone())
            .text_color(colour)
            .hint_text(RichText::new(self.hint).size(11.0).color(theme.text_weak))
            .align(align)
            .char_limit(self.longest)
            .desired_width(rect.width() - 4.0)
            .min_size(vec2(0.0, rect.height()))
            .desired_rows(1)
            .interactive(self.editable);
        let response = ui.put(rect, field).accessible_name(&self.name);
        let response = if self.editable { response } else { response.on_hover_text(why_not) };
        if self.lines == Lines::One && !focused && response.hovered() {
            let whole = ui.painter().layout_no_wrap(now.to_owned(), font, colour).size().x;
            if whole > rect.width() - 4.0 {
                response.clone().on_hover_text(now);
            }
        }
        if self.editable && ui.data(|data| data.get_temp(wish())) == Some(self.id) {
            ui.data_mut(|data| data.remove::<Id>(wish()));
            response.request_focus();
        }
        if response.has_focus() {
            // Esc is the field's own: it gives up what is typed and nothing else, not the
            // selection whose field this is.
            if ui.input(|input| input.key_pressed(Key::Escape)) {
                ui.data_mut(|data| data.remove::<String>(self.id));
                response.surrender_focus();
                return None;
            }
            let filter =
                EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
            ui.data_mut(|data| data.insert_temp(self.id, text));
            return None;
        }
        if !response.lost_focus() {
            return None;
        }
        ui.data_mut(|data| data.remove::<String>(self.id));
        let given_up = ui.input(|input| input.key_pressed(Key::Escape));
        (!given_up && fits(&text)).then_some(text)
    }
}

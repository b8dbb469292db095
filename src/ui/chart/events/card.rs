//! What an event or a note says: in a tooltip, or in a card that stays.

use egui::{Align2, Area, CornerRadius, Frame, Id, Label, Margin, Order, Rect, RichText, Stroke, Ui, vec2};

use super::{Item, open_for_editing};
use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::domain::note::visible_lines;
use crate::ui::chart::text::strong;
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, RADIUS};
use crate::ui::widgets::button::{Toggle, icon_button_ui};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::source::source_ui;
use crate::ui::widgets::value::dollars;

/// Widest card, points.
const WIDTH: f32 = 280.0;
/// Room between a marker and its card, points.
const ABOVE: f32 = 8.0;

/// Title, text, day and source.
pub(super) fn words_ui(ui: &mut Ui, theme: &Theme, item: Item<'_>) {
    ui.set_max_width(WIDTH);
    ui.label(RichText::new(item.heading()).font(strong(12.5)).color(theme.text_strong));
    body_ui(ui, theme, item);
    let source = source_of(item);
    if !source.is_empty() {
        ui.label(RichText::new(visible_lines(source)).small().color(theme.text_weak));
    }
}

/// The card above a marker, within the pane, until something else is selected.
pub(super) fn pinned_ui(
    ui: &Ui,
    theme: &Theme,
    item: Item<'_>,
    anchor: Rect,
    plot: Rect,
    commands: &mut Vec<Command>,
) {
    let frame = Frame::new()
        .fill(theme.panel)
        .stroke(Stroke::new(HAIRLINE, theme.border))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::same(12));
    Area::new(Id::unique("card of an event or a note"))
        .order(Order::Middle)
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos(anchor.center_top() - vec2(0.0, ABOVE))
        .constrain_to(plot.shrink(4.0))
        .show(ui.ctx(), |ui| {
            frame.show(ui, |ui| {
                ui.set_width(WIDTH.min(plot.width() - 40.0).max(80.0));
                ui.spacing_mut().item_spacing.y = 4.0;
                head_ui(ui, theme, item, commands);
                body_ui(ui, theme, item);
                source_ui(ui, source_of(item));
                ui.add_space(4.0);
                buttons_ui(ui, item, commands);
            });
        });
}

fn source_of(item: Item<'_>) -> &str {
    match item {
        Item::Event(_, event) => &event.source,
        Item::Note(note) => &note.source,
    }
}

fn head_ui(ui: &mut Ui, theme: &Theme, item: Item<'_>, commands: &mut Vec<Command>) {
    ui.horizontal_top(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
            if icon_button_ui(ui, Icon::Close, Toggle::No, "Close the card").clicked() {
                commands.push(Command::Select(None));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Min), |ui| {
                ui.add_space(0.0);
                let title = RichText::new(item.heading()).font(strong(12.5)).color(theme.text_strong);
                ui.add(Label::new(title).wrap());
            });
        });
    });
}

/// Day, time where it is not midnight, and the price a note hangs on.
pub(super) fn place_words(item: Item<'_>) -> String {
    let mut place = match item {
        Item::Event(_, event) => format!("{} · event of the case file", event.date.weekday_label()),
        Item::Note(note) if note.at == note.at.start_of_day() => note.at.weekday_label(),
        Item::Note(note) => {
            let civil = note.at.civil();
            format!("{} {:02}:{:02} UTC", note.at.weekday_label(), civil.hour(), civil.minute())
        }
    };
    if let Item::Note(note) = item
        && let Some(price) = note.price
    {
        place.push_str(&format!(" · {}", dollars(price)));
    }
    place
}

/// Day, price and text.
fn body_ui(ui: &mut Ui, theme: &Theme, item: Item<'_>) {
    let place = place_words(item);
    ui.label(RichText::new(place).small().color(theme.text_weak));
    let text = match item {
        Item::Event(_, event) => &event.text,
        Item::Note(note) => &note.text,
    };
    if !text.trim().is_empty() {
        ui.add(Label::new(RichText::new(visible_lines(text)).color(theme.text)).wrap());
    }
}

fn buttons_ui(ui: &mut Ui, item: Item<'_>, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        if let Item::Note(note) = item
            && ui.button("Edit").on_hover_text("Write on the note in the right panel").clicked()
        {
            open_for_editing(ui, note, commands);
        }
        if ui.button("Copy text").on_hover_text("Copy title, day, text and source").clicked() {
            ui.ctx().copy_text(copied(item));
        }
        if let Item::Note(note) = item {
            let command = Command::Edit(Edit::DeleteNote { id: note.id });
            let info = command.info();
            if ui.button(info.caption).on_hover_text(info.tooltip).clicked() {
                commands.push(command);
            }
        }
    });
}

/// The whole of it as plain text.
fn copied(item: Item<'_>) -> String {
    let (title, text) = match item {
        Item::Event(_, event) => (&event.title, &event.text),
        Item::Note(note) => (&note.title, &note.text),
    };
    let head = format!("{}: {title}", item.at().day_label());
    let parts = [head.trim_end_matches(": "), text.trim(), source_of(item)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

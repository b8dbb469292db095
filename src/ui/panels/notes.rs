//! Events and notes in order of time: events to read, notes to write.
//!
//! A row is one line; the selected one opens to everything it holds. What is
//! typed becomes an edit on Enter or when the field is left; Esc leaves the note
//! as it was.

use egui::accesskit::Role;
use egui::{Align, CornerRadius, Id, Label, Rect, RichText, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::command::{Command, Selection};
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::domain::event::Event;
use crate::domain::format::visible_text;
use crate::domain::level::check_price;
use crate::domain::note::{MAX_SOURCE_CHARS, MAX_TEXT_CHARS, MAX_TITLE_CHARS, Note, visible_lines};
use crate::domain::time::UnixSecs;
use crate::ui::panels::place_text::read_price;
use crate::ui::theme::Theme;
use crate::ui::theme::style::{RADIUS, body_font, small_font, strong_font};
use crate::ui::widgets::button::{Toggle, focus_ring, icon_button_at};
use crate::ui::widgets::field::{Field, Lines};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::marker::{event_mark, note_mark};
use crate::ui::widgets::named_field::{lines_beside_name, named_field_ui, wrong_ui};
use crate::ui::widgets::source::source_ui;
use crate::ui::widgets::text::{paint_line, small_print_ui, strong};
use crate::ui::widgets::value::plain_price;

/// Height of a row that is not open, in points.
const LINE: f32 = 28.0;
/// Width of one of the icons of a row, in points.
const ICON: f32 = 20.0;
/// Where the words of a row begin, in points.
const INDENT: f32 = 24.0;
/// Room for the date at the right of a row, in points.
const DATE: f32 = 80.0;

/// What a row is about.
#[derive(Clone, Copy)]
enum Entry<'a> {
    Event(usize, &'a Event),
    Note(&'a Note),
}

impl Entry<'_> {
    fn at(self) -> UnixSecs {
        match self {
            Self::Event(_, event) => event.date,
            Self::Note(note) => note.at,
        }
    }
}

/// The list, its buttons, and the next step while there is no note.
pub fn notes_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    buttons_ui(ui, state, commands);
    ui.add_space(8.0);
    let document = state.document_now();
    if document.notes.is_empty() {
        let text = strong(ui, "No notes yet");
        ui.label(text);
        small_print_ui(
            ui,
            "Add one above or with Alt+N, right-click on the chart where it should be, or import a CSV file",
        );
        ui.add_space(8.0);
    }
    let events = state.events().iter().enumerate().map(|(index, event)| Entry::Event(index, event));
    let mut entries: Vec<Entry<'_>> = events.filter(|_| !document.hide_events).collect();
    entries.extend(document.notes.iter().map(Entry::Note));
    entries.sort_by_key(|entry| entry.at());
    ui.spacing_mut().item_spacing.y = 0.0;
    for entry in entries {
        match entry {
            Entry::Event(index, event) => {
                ui.push_id(("event", index), |ui| event_ui(ui, state, index, event, commands));
            }
            Entry::Note(note) => {
                ui.push_id(("note", note.id.0), |ui| note_ui(ui, state, note, commands));
            }
        }
    }
    ui.add_space(12.0);
}

fn buttons_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let has_notes = !state.document_now().notes.is_empty();
    ui.horizontal(|ui| {
        for (caption, command, enabled) in [
            ("+ Note", Command::AddNoteAtLastRow, true),
            ("Import…", Command::ChooseNotesImport, true),
            ("Export…", Command::ChooseNotesExport, has_notes),
        ] {
            let info = command.info();
            let response = ui
                .add_enabled(enabled, egui::Button::new(caption))
                .on_hover_text(info.tooltip)
                .on_disabled_hover_text("There is no note yet: add one first")
                .accessible_name(info.caption);
            if response.clicked() {
                commands.push(command);
            }
        }
    });
    ui.add_space(4.0);
    let mut shown = !state.document_now().hide_events;
    let info = Command::Edit(Edit::ShowEvents(!shown)).info();
    if ui.checkbox(&mut shown, "Events of the case file").on_hover_text(info.tooltip).changed() {
        commands.push(Command::Edit(Edit::ShowEvents(shown)));
    }
}

/// The ground and the first line of a row; returns its place and whether it is selected.
fn head_ui(
    ui: &mut Ui,
    selected: bool,
    name: &str,
    go: Command,
    commands: &mut Vec<Command>,
) -> (Rect, egui::layers::ShapeIdx) {
    let ground = ui.painter().add(egui::Shape::Noop);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), LINE));
    let response = ui.interact(row, ui.scope_id().with("row"), Sense::click());
    if response.hovered() && !selected {
        let theme = Theme::of(ui);
        ui.painter().rect_filled(row.expand2(vec2(4.0, 0.0)), CornerRadius::same(RADIUS), theme.chip);
    }
    focus_ring(ui, &response, row.expand2(vec2(4.0, 0.0)));
    // What was selected elsewhere is brought into the list's view, once.
    let last = Id::unique("row that was brought into view");
    if selected && ui.data(|data| data.get_temp::<Id>(last)) != Some(response.id) {
        ui.data_mut(|data| data.insert_temp(last, response.id));
        response.scroll_to_me(None);
    }
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, name));
    if response.clicked() {
        commands.push(if selected { Command::Select(None) } else { go });
    }
    (row, ground)
}

/// The ground under a row that is open, once it is known how high it is.
fn ground_ui(ui: &Ui, ground: egui::layers::ShapeIdx, row: Rect) {
    let whole = Rect::from_min_max(row.min, pos2(row.right(), ui.min_rect().bottom()));
    let shape = egui::Shape::rect_filled(
        whole.expand2(vec2(4.0, 0.0)),
        CornerRadius::same(RADIUS),
        Theme::of(ui).selected,
    );
    ui.painter().set(ground, shape);
}

fn event_ui(ui: &mut Ui, state: &AppState, index: usize, event: &Event, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let selected = state.selection() == Some(&Selection::Event(index));
    let name = format!("Event {}: {}", event.date.day_label(), event.title);
    let (row, ground) = head_ui(ui, selected, &name, Command::GoToEvent(index), commands);
    event_mark(
        ui.painter(),
        pos2(row.left() + 10.0, row.center().y),
        index + 1,
        theme.text_weak,
        theme.panel,
    );
    let title = visible_text(&event.title);
    words_ui(ui, row, &title, event.date, selected);
    if !selected {
        return;
    }
    inside_ui(ui, INDENT, |ui| {
        ui.add(Label::new(RichText::new(visible_lines(&event.text)).color(theme.text)).wrap());
        source_ui(ui, &event.source);
        small_print_ui(ui, "From the case file, cannot be edited");
    });
    ground_ui(ui, ground, row);
}

/// Title and date of a row.
fn words_ui(ui: &Ui, row: Rect, title: &str, at: UnixSecs, selected: bool) {
    let theme = Theme::of(ui);
    let right = row.right() - 2.0 * ICON;
    let words = Rect::from_min_max(pos2(row.left() + INDENT, row.top()), pos2(right - DATE, row.bottom()));
    let font = if selected { strong_font() } else { body_font() };
    let colour = if selected { theme.text_strong } else { theme.text };
    paint_line(ui, words, title, font, colour);
    let date = pos2(right - 4.0, row.center().y);
    ui.painter().text(date, egui::Align2::RIGHT_CENTER, at.day_label(), small_font(), theme.text_weak);
}

fn inside_ui(ui: &mut Ui, indent: f32, content: impl FnOnce(&mut Ui)) {
    let left = ui.max_rect().left() + indent;
    let room = Rect::from_min_max(pos2(left, ui.cursor().top()), pos2(ui.max_rect().right(), f32::INFINITY));
    ui.scope_builder(egui::UiBuilder::new().max_rect(room), |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.set_width(room.width());
        content(ui);
        ui.add_space(8.0);
    });
}

fn note_ui(ui: &mut Ui, state: &AppState, note: &Note, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let selected = state.selection() == Some(&Selection::Note(note.id));
    let heading = note.heading();
    let shown = if heading.is_empty() { "Untitled note".to_owned() } else { heading };
    let name = format!("Note {}: {shown}", note.at.day_label());
    let (row, ground) = head_ui(ui, selected, &name, Command::GoToNote(note.id), commands);
    let colour = if note.hidden { theme.text_weak } else { theme.note_colour(note) };
    note_mark(ui.painter(), pos2(row.left() + 10.0, row.center().y), colour, theme.panel);
    words_ui(ui, row, &shown, note.at, selected);
    icons_ui(ui, note, row, &shown, commands);
    if !selected {
        return;
    }
    inside_ui(ui, 4.0, |ui| fields_ui(ui, note, &shown, commands));
    ground_ui(ui, ground, row);
    // A note that was just made is written on without a click.
    let greeted = Id::unique("note that was greeted");
    if ui.data(|data| data.get_temp(greeted)) != Some(note.id) {
        ui.data_mut(|data| data.insert_temp(greeted, note.id));
        if note.title.is_empty() && note.text.is_empty() {
            crate::ui::widgets::field::focus_when_shown(ui.ctx(), title_field(note));
            ui.ctx().request_repaint();
        }
    }
}

fn icons_ui(ui: &Ui, note: &Note, row: Rect, words: &str, commands: &mut Vec<Command>) {
    let place = |index: f32| {
        let left = row.right() - (2.0 - index) * ICON;
        Rect::from_min_size(pos2(left, row.top()), vec2(ICON, LINE))
    };
    let (icon, verb) = if note.hidden { (Icon::Hidden, "Show") } else { (Icon::Shown, "Hide") };
    let name = format!("{verb} {words}");
    if icon_button_at(ui, place(0.0), icon, Toggle::Is(note.hidden), &name).clicked() {
        commands.push(Command::Edit(Edit::HideNote { id: note.id, hidden: !note.hidden }));
    }
    if icon_button_at(ui, place(1.0), Icon::Delete, Toggle::No, &format!("Delete {words}")).clicked() {
        commands.push(Command::Edit(Edit::DeleteNote { id: note.id }));
    }
}

/// The field a note's title is typed into, for whoever wants to give it the keyboard.
pub fn title_field(note: &Note) -> Id {
    Id::unique(("title of note", note.id.0))
}

fn fields_ui(ui: &mut Ui, note: &Note, words: &str, commands: &mut Vec<Command>) {
    let one = |what: &str, hint, longest| Field {
        id: Id::unique((what, note.id.0)),
        name: format!("{what} of {words}"),
        hint,
        strong: false,
        align: Align::Min,
        editable: true,
        longest,
        lines: Lines::One,
    };
    let any = |_: &str| true;
    let title = Field { id: title_field(note), strong: true, ..one("Title", "add a title", MAX_TITLE_CHARS) };
    let text = Field { lines: Lines::Many, ..one("Text", "add a text", MAX_TEXT_CHARS) };
    let date = one("Date", "2026-02-05", 32);
    let price = one("Price", "on the time axis alone", 32);
    let source = one("Source", "add a source", MAX_SOURCE_CHARS);

    let mut typed = (note.title.clone(), note.text.clone(), note.source.clone());
    let (mut at, mut hangs) = (note.at, note.price);
    if let Some(title) = named_field_ui(ui, "Title", &title, 1, &note.title, any) {
        typed.0 = title;
    }
    let shown = text.half_typed(ui).unwrap_or_else(|| note.text.clone());
    if let Some(text) = named_field_ui(ui, "Text", &text, lines_beside_name(ui, &shown), &note.text, any) {
        typed.1 = text;
    }
    let read_date = |text: &str| UnixSecs::parse_iso(text);
    let fits = |text: &str| read_date(text).is_some();
    if let Some(text) = named_field_ui(ui, "Date", &date, 1, &note.at.iso(), fits) {
        at = read_date(&text).unwrap_or(at);
    }
    wrong_ui(ui, &date, fits, "Expected a date such as 2026-02-05 or 2026-02-05T13:00, from 1970 to 2200");
    let fits = |text: &str| read_note_price(text).is_some();
    let now = note.price.map_or_else(String::new, plain_price);
    if let Some(text) = named_field_ui(ui, "Price", &price, 1, &now, fits).filter(|text| *text != now) {
        hangs = read_note_price(&text).unwrap_or(hangs);
    }
    wrong_ui(ui, &price, fits, "Expected a price such as 70,000 or 70k, or nothing");
    if let Some(source) = named_field_ui(ui, "Source", &source, 1, &note.source, any) {
        typed.2 = source;
    }
    if (at, hangs) != (note.at, note.price) {
        commands.push(Command::Edit(Edit::MoveNote { id: note.id, at, price: hangs }));
    }
    if (&typed.0, &typed.1, &typed.2) != (&note.title, &note.text, &note.source) {
        let (title, text, source) = typed;
        commands.push(Command::Edit(Edit::EditNote { id: note.id, title, text, source }));
    }
}

/// `None` for what is no price, `Some(None)` for nothing typed.
fn read_note_price(text: &str) -> Option<Option<f64>> {
    if text.trim().is_empty() {
        return Some(None);
    }
    read_price(text).filter(|price| check_price(*price).is_ok()).map(Some)
}

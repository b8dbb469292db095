//! Alerts: each can be changed where it stands, below it a new one, then what fired.
//!
//! A row has two lines: what is waited for with where it stands, and what can be
//! chosen. The list names rows by their own day, and when they were noticed.

mod fired;
mod form;

use egui::accesskit::Role;
use egui::containers::menu::MenuButton;
use egui::{Align2, Button, CornerRadius, Rect, RichText, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::app::alert_edits::AlertEdit;
use crate::app::alert_watch::AlertState;
use crate::app::alerts::{AlertKey, Crossed, Wish, wishes};
use crate::app::command::{Command, Selection};
use crate::app::computed::units;
use crate::app::derived::any_title;
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::domain::alert::AlertWhen;
use crate::domain::catalog::{self, Drawing};
use crate::domain::level::LevelId;
use crate::domain::number_format::NumberFormat;
use crate::domain::unit::Unit;
use crate::ui::theme::Theme;
use crate::ui::theme::style::{RADIUS, body_font, small_font};
use crate::ui::widgets::button::{Toggle, focus_ring, icon_button_at};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::text::{dot, group_heading, paint_line, small_print_ui, strong};

/// Height of one of the two lines of a row, in points.
const LINE: f32 = 24.0;
/// Width of one of the icons of a row, in points.
const ICON: f32 = 20.0;
/// Room above and below a row, in points.
const PAD: f32 = 4.0;
/// Where the words of a row begin, in points.
const INDENT: f32 = 16.0;
/// Room for where an alert stands, at the right of its first line, in points.
const STATE: f32 = 112.0;

/// The alerts, the form for a new one, and what fired.
pub fn alerts_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let all = wishes(state.document_now());
    if all.is_empty() {
        let text = strong(ui, "No alerts yet");
        ui.label(text);
        small_print_ui(ui, "Add one below, or right-click on a level");
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for wish in &all {
            ui.push_id(wish.key.text(), |ui| alert_ui(ui, state, wish, commands));
        }
    });
    ui.add_space(12.0);
    form::form_ui(ui, state, commands);
    ui.add_space(12.0);
    let text = group_heading(ui, "What fired");
    ui.label(text);
    ui.add_space(4.0);
    fired::fired_ui(ui, state, commands);
    ui.add_space(12.0);
}

/// Selects what an alert hangs on, if it is a level.
fn selection(level: Option<LevelId>, state: &AppState) -> Option<Selection> {
    level.filter(|id| state.document_now().level(*id).is_some()).map(Selection::Level)
}

fn alert_ui(ui: &mut Ui, state: &AppState, wish: &Wish, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 2.0 * LINE + 2.0 * PAD));
    let level = match wish.key {
        AlertKey::Level(id) => Some(id),
        AlertKey::Series(_) => None,
    };
    let goes_to = selection(level, state);
    let selected = goes_to.is_some() && state.selection() == goes_to.as_ref();
    let sense = if goes_to.is_some() { Sense::click() } else { Sense::hover() };
    let response = ui.interact(row, ui.scope_id().with("alert"), sense);
    let ground = row.expand2(vec2(4.0, 0.0));
    if selected || (response.hovered() && goes_to.is_some()) {
        let fill = if selected { theme.selected } else { theme.chip };
        ui.painter().rect_filled(ground, CornerRadius::same(RADIUS), fill);
    }
    focus_ring(ui, &response, ground);
    let stands = state.alert_state(wish);
    let stands_words = state_words(state, wish, stands);
    let name = format!("Alert: {}, {stands_words}", wish.words());
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, &name));
    if response.on_hover_text(prices_as(theme.numbers, &wish.words())).clicked() {
        commands.push(Command::Select(goes_to));
    }

    let first = Rect::from_x_y_ranges(row.x_range(), row.top() + PAD..=row.top() + PAD + LINE);
    let second = first.translate(vec2(0.0, LINE));
    let colour = level.and_then(|id| state.document_now().level(id)).map(|level| theme.level_colour(level));
    let is_armed = matches!(stands, AlertState::Armed(_) | AlertState::NoRows);
    dot(ui, pos2(row.left() + 6.0, first.center().y), colour.unwrap_or(theme.text), is_armed);
    let words = Rect::from_min_max(
        pos2(row.left() + INDENT, first.top()),
        pos2(row.right() - STATE - 4.0, first.bottom()),
    );
    let crossed = prices_as(theme.numbers, &wish.crossed_words);
    paint_line(ui, words, &crossed, body_font(), theme.text_strong);
    let at = pos2(row.right() - 4.0, first.center().y);
    ui.painter().text(at, Align2::RIGHT_CENTER, stands_words, small_font(), theme.text_weak);
    let choices = Rect::from_min_max(
        pos2(row.left() + INDENT - 8.0, second.top()),
        pos2(row.right() - 3.0 * ICON, second.bottom()),
    );
    ui.scope_builder(UiBuilder::new().max_rect(choices), |ui| {
        ui.horizontal(|ui| choices_ui(ui, state, wish, commands));
    });
    icons_ui(ui, state, wish, stands, pos2(row.right() - 3.0 * ICON, second.top()), commands);
}

/// `armed since 31 Mar`, `fired 5 Apr 2026`, `paused`.
fn state_words(state: &AppState, wish: &Wish, stands: AlertState) -> String {
    match stands {
        AlertState::Paused => "paused".to_owned(),
        AlertState::NoRows => "waits for rows".to_owned(),
        AlertState::Armed(since) => format!("armed {}", since.day_label()),
        AlertState::Fired => {
            let mark = state.alert_log().mark(wish.key);
            let last = mark.and_then(|mark| mark.rows.last().copied());
            last.map_or_else(|| "fired".to_owned(), |row| format!("fired {}", row.day_label()))
        }
    }
}

/// Watch, condition and how often, each a word that opens the others.
fn choices_ui(ui: &mut Ui, state: &AppState, wish: &Wish, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = 2.0;
    let document = state.document();
    let mut change = |change: &dyn Fn(&mut Wish)| {
        let edit = AlertEdit::changing(document, wish.key, |wish| change(wish));
        commands.extend(edit.map(|edit| Command::Edit(Edit::Alerts(edit))));
    };
    let words = wish.words();
    let other = match &wish.crossed {
        Crossed::Series(id) => Some(id.as_str()),
        Crossed::Place(_) => None,
    };
    word_menu_ui(ui, &any_title(&wish.watch), &format!("Watched by the alert: {words}"), |ui| {
        for id in watchable(state, other) {
            if item_ui(ui, id == wish.watch, &any_title(&id)) {
                change(&|wish| wish.watch.clone_from(&id));
            }
        }
    });
    word_menu_ui(ui, wish.when.words(), &format!("Condition of the alert: {words}"), |ui| {
        for when in AlertWhen::ALL {
            if item_ui(ui, when == wish.when, when.words()) {
                change(&|wish| wish.when = when);
            }
        }
    });
    word_menu_ui(ui, often(wish.every_time), &format!("How often, of the alert: {words}"), |ui| {
        for every_time in [false, true] {
            if item_ui(ui, every_time == wish.every_time, often(every_time)) {
                change(&|wish| wish.every_time = every_time);
            }
        }
    });
}

fn icons_ui(
    ui: &Ui,
    state: &AppState,
    wish: &Wish,
    stands: AlertState,
    at: egui::Pos2,
    commands: &mut Vec<Command>,
) {
    let place = |index: f32| Rect::from_min_size(at + vec2(index * ICON, 0.0), vec2(ICON, LINE));
    let words = wish.words();
    if stands == AlertState::Fired {
        let name = format!("Arm again: {words}");
        if icon_button_at(ui, place(0.0), Icon::Again, Toggle::No, &name).clicked() {
            commands.push(Command::ArmAlert(wish.key));
        }
    }
    let (icon, verb) = if wish.paused { (Icon::BellOff, "Resume") } else { (Icon::Bell, "Pause") };
    let name = format!("{verb}: {words}");
    if icon_button_at(ui, place(1.0), icon, Toggle::Is(wish.paused), &name).clicked() {
        let edit = AlertEdit::changing(state.document(), wish.key, |wish| wish.paused = !wish.paused);
        commands.extend(edit.map(|edit| Command::Edit(Edit::Alerts(edit))));
    }
    if icon_button_at(ui, place(2.0), Icon::Delete, Toggle::No, &format!("Delete alert: {words}")).clicked() {
        commands.push(Command::Edit(Edit::Alerts(AlertEdit::deleting(wish.key))));
    }
}

/// Words about a price, written the chosen way; the label behind it is somebody's own.
fn prices_as(numbers: NumberFormat, words: &str) -> String {
    match words.split_once(" (") {
        Some((price, label)) => format!("{} ({label}", numbers.of(price)),
        None => numbers.of(words),
    }
}

/// `once` or `every time`.
fn often(every_time: bool) -> &'static str {
    if every_time { "every time" } else { "once" }
}

/// A word without a frame that opens a menu.
fn word_menu_ui(ui: &mut Ui, word: &str, name: &str, content: impl FnOnce(&mut Ui)) {
    let text = RichText::new(word).size(small_font().size).color(Theme::of(ui).text);
    let button = Button::new(text).frame_when_inactive(false).min_size(vec2(0.0, LINE - 4.0));
    let (response, _) = MenuButton::from_button(button).ui(ui, content);
    response.accessible_name(name);
}

fn item_ui(ui: &mut Ui, chosen: bool, words: &str) -> bool {
    let clicked = ui.add(Button::selectable(chosen, words)).clicked();
    if clicked {
        ui.close();
    }
    clicked && !chosen
}

/// Ids of the series that can cross `other`, or a level: those of its unit. Flows of a
/// day cross nothing that is drawn in prices.
fn watchable(state: &AppState, other: Option<&str>) -> Vec<String> {
    let preferences = &state.document().preferred_sources;
    let unit = |id: &str| state.library().drawn(id, preferences).map(|entry| entry.series.unit());
    let wanted = other.map_or(Some(Unit::Usd), unit);
    let is_flow = |id: &str| {
        catalog::entry(id).map_or_else(|| units::is_flow(id), |entry| entry.drawing == Drawing::Bars)
    };
    let flows = other.is_some_and(is_flow);
    let ids = state.library().ids().into_iter();
    ids.filter(|id| Some(id.as_str()) != other && unit(id) == wanted && is_flow(id) == flows).collect()
}

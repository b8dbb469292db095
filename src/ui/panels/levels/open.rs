//! The selected level: everything it knows, its words, its colour.

use egui::accesskit::Role;
use egui::{Align, Color32, Id, Layout, Rect, RichText, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::level_lines::{alert_sentence, days_words, way_word};
use crate::app::state::AppState;
use crate::calc::level_history::{BreakWay, LevelHistory};
use crate::domain::format::grouped;
use crate::domain::level::Level;
use crate::domain::level_words::{MAX_LEVEL_NOTE_CHARS, MAX_LEVEL_SOURCE_CHARS, read_colour};
use crate::domain::time::UnixSecs;
use crate::ui::theme::Theme;
use crate::ui::theme::style::{SMALL, small_font};
use crate::ui::widgets::button::focus_ring;
use crate::ui::widgets::field::{Field, Lines};
use crate::ui::widgets::named_field::{
    ONE_LINE, lines_beside_name, named_field_ui, named_place_ui, wrong_ui,
};
use crate::ui::widgets::text::{line_at, small_print_ui};
use crate::ui::widgets::value::dollars;

/// Days that are listed at most; the latest are shown and the earlier ones counted.
const DAYS: usize = 24;
/// Where the words begin, in points.
const INDENT: f32 = 16.0;
/// Width of the names of what is listed, in points.
const NAME_WIDTH: f32 = 52.0;
/// Room between two days, in points.
const DAY_GAP: f32 = 10.0;
/// Room for a swatch, in points.
const SWATCH: f32 = 18.0;

/// What stands below the row of the selected level.
pub(super) fn open_ui(
    ui: &mut Ui,
    state: &AppState,
    level: &Level,
    words: &str,
    commands: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.add_space(4.0);
    match state.level_history(level.id) {
        Some(known) => inside_ui(ui, |ui| history_ui(ui, known.history, known.is_pending, commands)),
        None => inside_ui(ui, |ui| {
            small_print_ui(ui, "Touches and breaks are counted from the price: import one first");
        }),
    }
    inside_ui(ui, |ui| {
        small_print_ui(ui, alert_sentence(level.alert.as_ref()));
    });
    words_ui(ui, level, words, commands);
    colour_ui(ui, level, words, commands);
    inside_ui(ui, |ui| {
        let command = Command::Edit(Edit::CloneLevel { id: level.id });
        let info = command.info();
        let button = ui.button(info.caption).on_hover_text(info.tooltip);
        if button.accessible_name(format!("Clone {words}")).clicked() {
            commands.push(command);
        }
    });
    ui.add_space(8.0);
}

fn inside_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let top = ui.cursor().top();
    let room = Rect::from_min_max(
        pos2(ui.max_rect().left() + INDENT, top),
        pos2(ui.max_rect().right(), f32::INFINITY),
    );
    ui.scope_builder(egui::UiBuilder::new().max_rect(room), |ui| {
        ui.set_width(room.width());
        ui.spacing_mut().interact_size.y = 16.0;
        content(ui);
    });
}

fn history_ui(ui: &mut Ui, history: &LevelHistory, is_pending: bool, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let ink = if is_pending { theme.text_weak } else { theme.text };
    let line = |ui: &mut Ui, text: String| {
        ui.add(egui::Label::new(RichText::new(text).size(SMALL).color(ink)).wrap());
    };
    let Some((from, to)) = history.span else {
        line(ui, "The loaded prices have no row where this level is".to_owned());
        return;
    };
    let numbers = theme.numbers;
    line(ui, numbers.of(days_words(history)));
    let latest_touches = history.touches.iter().rev().take(DAYS);
    let touches = latest_touches.map(|touch| Day {
        at: touch.at,
        text: touch.at.day_label(),
        name: format!("Go to the touch of {}", touch.at.day_label()),
        tooltip: format!("Turned at {}", numbers.of(dollars(touch.price))),
    });
    let earlier = history.touches.len().saturating_sub(DAYS);
    days_ui(ui, "Touched", &touches.collect::<Vec<_>>(), earlier, ink, commands);
    let latest_breaks = history.breaks.iter().rev().take(DAYS);
    let breaks = latest_breaks.map(|broken| {
        let (day, close) = (broken.at.day_label(), numbers.of(dollars(broken.close)));
        let arrow = match broken.way {
            BreakWay::Up => '↑',
            BreakWay::Down => '↓',
        };
        Day {
            at: broken.at,
            text: format!("{arrow} {day}"),
            name: format!("Go to the break {} of {day}", way_word(broken.way)),
            tooltip: format!("Closed {} through the level, at {close}", way_word(broken.way)),
        }
    });
    let earlier = history.breaks.len().saturating_sub(DAYS);
    days_ui(ui, "Broken", &breaks.collect::<Vec<_>>(), earlier, ink, commands);
    let counted = format!("Counted from {} to {}", from.day_label(), to.day_label());
    small_print_ui(ui, if is_pending { format!("{counted}, being counted again") } else { counted });
}

/// A day to go to.
struct Day {
    at: UnixSecs,
    text: String,
    name: String,
    tooltip: String,
}

/// Days one after the other, the latest first; each leads there.
fn days_ui(ui: &mut Ui, word: &str, days: &[Day], earlier: usize, ink: Color32, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let small = |text: String| RichText::new(text).size(SMALL);
    if days.is_empty() {
        ui.label(small(format!("Never {}", word.to_lowercase())).color(ink));
        return;
    }
    let top_left = ui.cursor().min;
    let name = Rect::from_min_size(top_left, vec2(NAME_WIDTH, 16.0));
    line_at(ui, name, Align::Min, small(word.to_owned()).color(theme.text_weak));
    let beside = pos2(top_left.x + NAME_WIDTH, top_left.y);
    let room = Rect::from_min_max(beside, pos2(ui.max_rect().right(), f32::INFINITY));
    ui.scope_builder(egui::UiBuilder::new().max_rect(room), |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        // One below the other, however long a date is.
        let width = days.iter().map(|day| width_of(ui, &day.text)).fold(0.0_f32, f32::max) + DAY_GAP;
        let columns = ((room.width() + DAY_GAP) / width).floor().max(1.0) as usize;
        for row in days.chunks(columns) {
            let (_, line) = ui.allocate_space(vec2(room.width(), 16.0));
            for (number, day) in row.iter().enumerate() {
                let left = line.left() + number as f32 * width;
                let cell = Rect::from_min_size(pos2(left, line.top()), vec2(width, line.height()));
                ui.scope_builder(
                    egui::UiBuilder::new().max_rect(cell).layout(Layout::left_to_right(Align::Center)),
                    |ui| day_ui(ui, day, ink, commands),
                );
            }
        }
        if earlier > 0 {
            let words = format!("and {} earlier", theme.numbers.of(grouped(earlier as f64, 0)));
            ui.label(small(words).color(theme.text_weak));
        }
    });
}

fn day_ui(ui: &mut Ui, day: &Day, ink: Color32, commands: &mut Vec<Command>) {
    // A date is one word.
    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
    let link = ui.add(egui::Link::new(RichText::new(&day.text).size(SMALL).color(ink)));
    focus_ring(ui, &link, link.rect.expand2(vec2(3.0, 1.0)));
    if link.on_hover_text(&day.tooltip).accessible_name(&day.name).clicked() {
        commands.push(Command::GoToDate(day.at));
    }
}

fn width_of(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), small_font(), Color32::PLACEHOLDER).size().x
}

fn words_ui(ui: &mut Ui, level: &Level, words: &str, commands: &mut Vec<Command>) {
    let id = level.id;
    let one = |what: &str, hint, longest, lines| Field {
        id: Id::unique((what, "of level", id.0)),
        name: format!("{what} of {words}"),
        hint,
        strong: false,
        align: Align::Min,
        editable: true,
        longest,
        lines,
    };
    let any = |_: &str| true;
    let note = one("Note", "add a note", MAX_LEVEL_NOTE_CHARS, Lines::Many);
    let shown = note.half_typed(ui).unwrap_or_else(|| level.note.clone());
    let lines = lines_beside_name(ui, &shown);
    if let Some(note) = named_field_ui(ui, "Note", &note, lines, &level.note, any)
        && note != level.note
    {
        commands.push(Command::Edit(Edit::SetLevelNote { id, note }));
    }
    let source = one("Source", "add a source", MAX_LEVEL_SOURCE_CHARS, Lines::One);
    if let Some(source) = named_field_ui(ui, "Source", &source, 1, &level.source, any)
        && source != level.source
    {
        commands.push(Command::Edit(Edit::SetLevelSource { id, source }));
    }
}

/// Swatches of the theme's hues, the kind's own first, and the code of any other colour.
fn colour_ui(ui: &mut Ui, level: &Level, words: &str, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let place = named_place_ui(ui, "Colour", ONE_LINE);
    let kinds_own = theme.kind_colour(level.kind);
    let all = std::iter::once((None, kinds_own)).chain(theme.palette.map(|hue| (Some(Theme::hex(hue)), hue)));
    for (number, (colour, shown)) in (0_u8..).zip(all) {
        let left = place.left() + f32::from(number) * SWATCH;
        let rect = Rect::from_min_size(pos2(left, place.top()), vec2(SWATCH, ONE_LINE));
        let chosen = colour == level.colour;
        let name = match number {
            0 => format!("Colour of its kind for {words}"),
            number => format!("Colour {number} for {words}"),
        };
        if swatch_ui(ui, rect, shown, chosen, &name).clicked() && !chosen {
            commands.push(Command::Edit(Edit::SetLevelColour { id: level.id, colour }));
        }
    }
    let field = Field {
        id: Id::unique(("colour code of level", level.id.0)),
        name: format!("Colour code of {words}"),
        hint: "any other, such as #1E90FF",
        strong: false,
        align: Align::Min,
        editable: true,
        longest: 9,
        lines: Lines::One,
    };
    let fits = |text: &str| text.trim().is_empty() || read_colour(text).is_ok();
    let now = level.colour.as_deref().unwrap_or_default();
    if let Some(text) = named_field_ui(ui, "Code", &field, 1, now, fits) {
        let colour = read_colour(&text).ok();
        if colour != level.colour {
            commands.push(Command::Edit(Edit::SetLevelColour { id: level.id, colour }));
        }
    }
    wrong_ui(ui, &field, fits, "Expected a colour such as #1E90FF, or nothing");
}

fn swatch_ui(ui: &Ui, rect: Rect, colour: Color32, chosen: bool, name: &str) -> egui::Response {
    const RADIUS: f32 = 6.0;
    let theme = Theme::of(ui);
    let response = ui.interact(rect, ui.scope_id().with(("swatch", name)), Sense::click());
    ui.painter().circle_filled(rect.center(), RADIUS, colour);
    if chosen || response.hovered() {
        let ink = if chosen { theme.text_strong } else { theme.text_weak };
        ui.painter().circle_stroke(rect.center(), RADIUS + 2.0, Stroke::new(1.2, ink));
    }
    focus_ring(ui, &response, rect);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, name));
    response.on_hover_text(name)
}

//! A row: kind, price and distance; label and alert; source and what the level knows.

use egui::accesskit::Role;
use egui::{Align, CornerRadius, Id, Rect, RichText, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::command::{Command, Selection};
use crate::app::edit::Edit;
use crate::app::level_edits::level_words;
use crate::app::level_lines::{alert_sentence, alert_words, breaks_words, touches_words};
use crate::app::state::AppState;
use crate::calc::level_history::BreakWay;
use crate::domain::format::{UNKNOWN, grouped, signed_percent, visible_text};
use crate::domain::level::{Level, LevelKind, MAX_LABEL_CHARS, Place};
use crate::ui::panels::place_text::{place_text, read_place};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, RADIUS, SMALL};
use crate::ui::widgets::button::{Toggle, focus_ring, icon_button_at};
use crate::ui::widgets::field::{Field, Lines};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::text::{dot, line_at};

use super::grid::{Grid, ICON};
use super::open::open_ui;

/// Heights of the lines of a row, in points.
const LINES: [f32; 3] = [22.0, 20.0, 16.0];
/// Room above and below a row, in points.
const PAD: f32 = 4.0;

/// The row of a level, and everything below it while it is selected.
pub(super) fn level_ui(ui: &mut Ui, state: &AppState, level: &Level, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let ground = ui.painter().add(egui::Shape::Noop);
    let height = LINES.iter().sum::<f32>() + 2.0 * PAD;
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), height));
    let selected = state.selection() == Some(&Selection::Level(level.id));
    let response = ui.interact(row, ui.scope_id().with(("level", level.id.0)), Sense::click());
    let wide = row.expand2(vec2(4.0, 0.0));
    if response.hovered() && !selected {
        ui.painter().rect_filled(wide, CornerRadius::same(RADIUS), theme.chip);
    }
    focus_ring(ui, &response, wide);
    // What was selected elsewhere is brought into the table's view, once.
    let last = Id::unique("level that was brought into view");
    if selected && ui.data(|data| data.get_temp::<Id>(last)) != Some(response.id) {
        ui.data_mut(|data| data.insert_temp(last, response.id));
        response.scroll_to_me(None);
    }
    let words = level_words(level);
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, &words));
    if response.clicked() {
        let selection = (!selected).then_some(Selection::Level(level.id));
        commands.push(Command::Select(selection));
    }
    cells_ui(ui, state, level, row, &words, commands);
    if !selected {
        ui.painter().hline(wide.x_range(), row.bottom(), Stroke::new(HAIRLINE, theme.border));
        return;
    }
    open_ui(ui, state, level, &words, commands);
    let whole = Rect::from_min_max(row.min, pos2(row.right(), ui.min_rect().bottom()));
    let shape =
        egui::Shape::rect_filled(whole.expand2(vec2(4.0, 0.0)), CornerRadius::same(RADIUS), theme.selected);
    ui.painter().set(ground, shape);
}

fn cells_ui(
    ui: &mut Ui,
    state: &AppState,
    level: &Level,
    row: Rect,
    words: &str,
    commands: &mut Vec<Command>,
) {
    let theme = Theme::of(ui);
    let grid = Grid::new(row.shrink2(vec2(0.0, PAD)), LINES);
    dot(ui, pos2(row.left() + 6.0, grid.kind().center().y), theme.level_colour(level), !level.hidden);
    kind_ui(ui, level, grid.kind(), commands);
    price_ui(ui, level, grid.price(), words, commands);
    let distance = state.level_distance(level).map_or(UNKNOWN.to_owned(), |ratio| signed_percent(ratio, 1));
    let distance = RichText::new(theme.numbers.of(distance)).color(theme.text);
    line_at(ui, grid.distance(), Align::Max, distance);
    let icons = pos2(grid.icons(), grid.kind().top());
    icons_ui(ui, level, icons, words, commands);
    // The field has an inner margin of two points.
    let label = grid.label();
    let label = Rect::from_min_max(label.min - vec2(2.0, 0.0), label.max);
    label_ui(ui, level, label, words, commands);
    let alert = level.alert.as_ref();
    let colour = if alert.is_some() { theme.text } else { theme.text_weak };
    small_ui(ui, grid.alert(), Align::Max, &alert_words(alert), colour).on_hover_text(alert_sentence(alert));
    if !level.source.is_empty() {
        let source = visible_text(&level.source);
        small_ui(ui, grid.source(), Align::Min, &source, theme.text_weak).on_hover_text(source);
    }
    figures_ui(ui, state, level, &grid);
}

/// Touches, the last of them, and breaks; weaker while newer ones are being counted.
fn figures_ui(ui: &mut Ui, state: &AppState, level: &Level, grid: &Grid) {
    let theme = Theme::of(ui);
    let Some(known) = state.level_history(level.id) else {
        for cell in [grid.touches(), grid.last_touch(), grid.breaks()] {
            small_ui(ui, cell, Align::Max, UNKNOWN, theme.text_weak)
                .on_hover_text("Counted from the drawn price, which is not there yet");
        }
        return;
    };
    let history = known.history;
    let colour = if known.is_pending { theme.text_weak } else { theme.text };
    let count = |count: usize| theme.numbers.of(grouped(count as f64, 0));
    let sentence = |words: String| {
        let words = theme.numbers.of(capital(&words));
        if known.is_pending { format!("{words}, being counted again") } else { words }
    };
    let last_touch = history.last_touch().map_or(UNKNOWN.to_owned(), |touch| touch.at.day_label());
    let breaks = match history.last_break().map(|last| last.way) {
        None => "0".to_owned(),
        Some(BreakWay::Up) => format!("{} ↑", count(history.breaks.len())),
        Some(BreakWay::Down) => format!("{} ↓", count(history.breaks.len())),
    };
    for (cell, text) in [(grid.touches(), count(history.touches.len())), (grid.last_touch(), last_touch)] {
        small_ui(ui, cell, Align::Max, &text, colour).on_hover_text(sentence(touches_words(history)));
    }
    small_ui(ui, grid.breaks(), Align::Max, &breaks, colour).on_hover_text(sentence(breaks_words(history)));
}

fn small_ui(ui: &mut Ui, rect: Rect, align: Align, text: &str, colour: egui::Color32) -> egui::Response {
    line_at(ui, rect, align, RichText::new(text).size(SMALL).color(colour))
}

/// The kind as a word that opens the other kinds.
fn kind_ui(ui: &mut Ui, level: &Level, rect: Rect, commands: &mut Vec<Command>) {
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
        ui.spacing_mut().interact_size.y = rect.height();
        let text = RichText::new(capital(level.kind.word())).color(Theme::of(ui).text_strong);
        let button = egui::Button::new(text).frame(false).min_size(vec2(0.0, rect.height())).truncate();
        let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
            for kind in LevelKind::ALL {
                let command = Command::Edit(Edit::SetLevelKind { id: level.id, kind });
                let info = command.info();
                let item = egui::Button::selectable(kind == level.kind, info.caption);
                if ui.add(item).on_hover_text(info.tooltip).clicked() {
                    commands.push(command);
                    ui.close();
                }
            }
        });
        response.accessible_name(format!("Kind of {}", level_words(level)));
    });
}

fn price_ui(ui: &mut Ui, level: &Level, rect: Rect, words: &str, commands: &mut Vec<Command>) {
    let is_line = matches!(level.place, Place::Line { .. });
    let field = Field {
        id: Id::unique(("price of level", level.id.0)),
        name: format!("Price of {words}"),
        hint: "",
        strong: true,
        align: Align::Max,
        editable: !level.locked && !is_line,
        longest: 40,
        lines: Lines::One,
    };
    let why_not =
        if is_line { "Drag the ends of a sloped line on the chart" } else { "Locked: unlock it first" };
    let numbers = Theme::of(ui).numbers;
    let read = |text: &str| read_place(&numbers.plain(text));
    let now = numbers.of(place_text(level.place));
    let typed = field.ui(ui, rect, &now, |text| read(text).is_some(), why_not);
    if let Some(place) = typed.as_deref().and_then(read)
        && place != level.place
    {
        commands.push(Command::Edit(Edit::MoveLevel { id: level.id, place }));
    }
}

fn label_ui(ui: &mut Ui, level: &Level, rect: Rect, words: &str, commands: &mut Vec<Command>) {
    let field = Field {
        id: Id::unique(("label of level", level.id.0)),
        name: format!("Label of {words}"),
        hint: "add a label",
        strong: false,
        align: Align::Min,
        editable: true,
        longest: MAX_LABEL_CHARS,
        lines: Lines::One,
    };
    if let Some(label) = field.ui(ui, rect, &level.label, |_| true, "")
        && label != level.label
    {
        commands.push(Command::Edit(Edit::RelabelLevel { id: level.id, label }));
    }
}

fn icons_ui(ui: &Ui, level: &Level, at: egui::Pos2, words: &str, commands: &mut Vec<Command>) {
    let [line, ..] = LINES;
    let id = level.id;
    let place = |index: f32| Rect::from_min_size(at + vec2(index * ICON, 0.0), vec2(ICON, line));
    let (icon, verb) = if level.locked { (Icon::Locked, "Unlock") } else { (Icon::Unlocked, "Lock") };
    if icon_button_at(ui, place(0.0), icon, Toggle::Is(level.locked), &format!("{verb} {words}")).clicked() {
        commands.push(Command::Edit(Edit::LockLevel { id, locked: !level.locked }));
    }
    let (icon, verb) = if level.hidden { (Icon::Hidden, "Show") } else { (Icon::Shown, "Hide") };
    if icon_button_at(ui, place(1.0), icon, Toggle::Is(level.hidden), &format!("{verb} {words}")).clicked() {
        commands.push(Command::Edit(Edit::HideLevel { id, hidden: !level.hidden }));
    }
    if icon_button_at(ui, place(2.0), Icon::Delete, Toggle::No, &format!("Delete {words}")).clicked() {
        commands.push(Command::Edit(Edit::DeleteLevel { id }));
    }
}

/// The first letter large.
pub(super) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

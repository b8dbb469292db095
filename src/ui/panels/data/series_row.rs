//! One source of a series: its figures, what went wrong, and what can be done with it.

use egui::accesskit::Role;
use egui::containers::menu::MenuButton;
use egui::{
    Button, CornerRadius, Frame, Label, Margin, Rect, Response, RichText, Sense, Stroke, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use crate::app::command::Command;
use crate::app::data_command::DataCommand;
use crate::app::data_table::{Origin, SeriesGroup, SourceRow};
use crate::app::data_words::{CASE_STAYS, error_words, next_words, size_words, source_title};
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::domain::age::{ago_words, row_age_words};
use crate::domain::format::{UNKNOWN, grouped};
use crate::domain::time::UnixSecs;
use crate::ui::panels::data::DataMemory;
use crate::ui::panels::data::grid::{Cell, ROW, paint_cell};
use crate::ui::panels::data::series::indented_ui;
use crate::ui::theme::Theme;
use crate::ui::theme::style::{RADIUS, SMALL, body_font, strong_font};
use crate::ui::widgets::button::focus_ring;

/// Where the name of a source begins, right of its mark, in points.
const INDENT: f32 = 22.0;

/// Why nothing can be done with what brought no rows.
const NO_ROWS: &str = "It has no rows";

/// A row with whatever belongs below it.
pub(super) fn row_ui(
    ui: &mut Ui,
    state: &AppState,
    group: &SeriesGroup<'_>,
    row: &SourceRow<'_>,
    memory: &mut DataMemory,
    commands: &mut Vec<Command>,
) {
    let (_, place) = ui.allocate_space(vec2(ui.available_width(), ROW));
    figures_ui(ui, state, group, row, place);
    mark_ui(ui, group, row, place, commands);
    let actions = Cell::Actions.of(place);
    ui.scope_builder(UiBuilder::new().max_rect(actions), |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.spacing_mut().button_padding = vec2(6.0, 1.0);
            actions_ui(ui, state, group, row, memory, commands);
        });
    });
    if let Some(error) = &row.status.error {
        let words = Theme::of(ui).numbers.of(error_words(state, row.status, error));
        let text = RichText::new(words).size(SMALL).color(Theme::of(ui).danger);
        indented_ui(ui, |ui| {
            ui.add(Label::new(text).wrap());
            ui.add_space(4.0);
        });
    }
    if memory.deleting.as_ref() == Some(&row.status.key) {
        confirm_ui(ui, group, row, memory, commands);
    }
}

/// `Bitstamp`, `case file, weekly`.
fn name_of(row: &SourceRow<'_>) -> String {
    let weekly = if row.status.key.weekly { ", weekly" } else { "" };
    format!("{}{weekly}", source_title(&row.status.key.source))
}

fn full_name(group: &SeriesGroup<'_>, row: &SourceRow<'_>) -> String {
    format!("{} from {}", group.title, name_of(row))
}

fn figures_ui(ui: &Ui, state: &AppState, group: &SeriesGroup<'_>, row: &SourceRow<'_>, place: Rect) {
    let theme = Theme::of(ui);
    let (status, now) = (row.status, state.now());
    let day = |time: Option<UnixSecs>| time.map_or_else(|| UNKNOWN.to_owned(), UnixSecs::day_label);
    let age = status.last.map(|last| row_age_words(now, last, status.cadence));
    let age = age.unwrap_or_else(|| "no rows".to_owned());
    // Asked is not seen: what brought nothing has its error below.
    let seen = if status.rows > 0 { ago_words(now, status.seen_at) } else { UNKNOWN.to_owned() };
    let next = next_words(state, row.origin);
    let number = |value: u64| theme.numbers.of(grouped(value as f64, 0));
    let size = theme.numbers.of(size_words(status.bytes));
    let old = if row.is_old { ", old" } else { "" };
    let name = format!(
        "{}: {} rows, {} to {}, {age}{old}, seen {seen}, next {next}, {size}, {} revised",
        full_name(group, row),
        number(status.rows),
        day(status.first),
        day(status.last),
        number(status.vintages)
    );
    let figures = Rect::from_min_max(
        pos2(Cell::Source.of(place).right(), place.top()),
        pos2(Cell::Actions.of(place).left(), place.bottom()),
    );
    let response = ui.interact(figures, ui.scope_id().with("figures"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &name));
    let value = if row.is_old { theme.text_weak } else { theme.text };
    for (cell, text, colour) in [
        (Cell::Rows, number(status.rows), theme.text),
        (Cell::First, day(status.first), theme.text_weak),
        (Cell::Last, day(status.last), value),
        (Cell::Age, age, value),
        (Cell::Seen, seen, theme.text_weak),
        (Cell::Next, next, theme.text_weak),
        (Cell::Size, size, theme.text),
        (Cell::Revised, number(status.vintages), theme.text),
    ] {
        paint_cell(ui, cell, place, &text, body_font(), colour);
    }
    if let Some(entry) = state.library().get(&status.key) {
        let lines = [&entry.provenance.title, &entry.provenance.citation, &entry.provenance.licence];
        let mut lines: Vec<&str> =
            lines.into_iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
        // Some are cited by their name alone.
        lines.dedup();
        response.on_hover_text(lines.join("\n"));
    }
}

/// The mark of the drawn source; a click on another one draws that.
fn mark_ui(ui: &Ui, group: &SeriesGroup<'_>, row: &SourceRow<'_>, place: Rect, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let cell = Cell::Source.of(place);
    let can_draw = !row.status.key.weekly;
    let sense = if can_draw { Sense::click() } else { Sense::hover() };
    let response = ui.interact(cell, ui.scope_id().with("draw"), sense);
    let name = format!("Draw {}", full_name(group, row));
    if can_draw {
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, row.is_drawn, &name));
        let centre = pos2(cell.left() + 9.0, cell.center().y);
        let ring = if row.is_drawn { theme.accent } else { theme.text_weak };
        ui.painter().circle_stroke(centre, 5.0, Stroke::new(1.2, ring));
        if row.is_drawn {
            ui.painter().circle_filled(centre, 2.6, theme.accent);
        }
    } else {
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, full_name(group, row)));
    }
    if response.hovered() && can_draw && !row.is_drawn {
        ui.painter().rect_filled(cell.shrink2(vec2(0.0, 1.0)), CornerRadius::same(RADIUS), theme.selected);
    }
    focus_ring(ui, &response, cell);
    let words = Rect::from_min_max(pos2(cell.left() + INDENT, cell.top()), cell.max);
    let (font, colour) =
        if row.is_drawn { (strong_font(), theme.text_strong) } else { (body_font(), theme.text) };
    crate::ui::widgets::text::paint_line(ui, words, &name_of(row), font, colour);
    if response.clicked() && !row.is_drawn {
        let source = Some(row.status.key.source.clone());
        commands.push(Command::Edit(Edit::PreferSource { id: group.id.to_owned(), source }));
    }
    let hint = match (can_draw, row.is_drawn) {
        (false, _) => "Weekly closes go before the daily rows",
        (true, true) => "This source is drawn",
        (true, false) => "Click to draw this source",
    };
    response.on_hover_text(hint);
}

fn actions_ui(
    ui: &mut Ui,
    state: &AppState,
    group: &SeriesGroup<'_>,
    row: &SourceRow<'_>,
    memory: &mut DataMemory,
    commands: &mut Vec<Command>,
) {
    let name = full_name(group, row);
    let key = &row.status.key;
    let blocked = match row.origin {
        Origin::CaseFile => Some("The case file is fetched from nowhere"),
        Origin::Imported => Some("It was imported: import its file again to renew it"),
        Origin::Live(_) if state.is_refreshing() => Some("A refresh is under way"),
        Origin::Live(_) => state.why_not_refreshed(),
    };
    let tooltip = "Fetch what this source has new";
    if action_ui(ui, "Refresh", &format!("Refresh {name}"), blocked, tooltip).clicked() {
        commands.push(Command::Data(DataCommand::Refresh(vec![key.to_string()])));
    }
    compare_button_ui(ui, group, row, commands);
    let blocked = match row.origin {
        Origin::CaseFile => Some(CASE_STAYS),
        Origin::Imported | Origin::Live(_) => (row.status.rows == 0).then_some(NO_ROWS),
    };
    let tooltip = "Take these rows out of the cache; asks first";
    if action_ui(ui, "Delete…", &format!("Delete {name}"), blocked, tooltip).clicked() {
        let is_asking = memory.deleting.as_ref() == Some(key);
        memory.deleting = (!is_asking).then(|| key.clone());
    }
}

fn action_ui(ui: &mut Ui, word: &str, name: &str, blocked: Option<&str>, tooltip: &str) -> Response {
    let button = Button::new(RichText::new(word).size(SMALL)).min_size(vec2(0.0, 20.0));
    let response = ui.add_enabled(blocked.is_none(), button);
    let response = response.on_hover_text(tooltip).on_disabled_hover_text(blocked.unwrap_or_default());
    response.accessible_name(name)
}

/// Compares with the only other source, or opens a menu of them.
fn compare_button_ui(ui: &mut Ui, group: &SeriesGroup<'_>, row: &SourceRow<'_>, commands: &mut Vec<Command>) {
    let name = format!("Compare {}", full_name(group, row));
    let is_like = |other: &&SourceRow<'_>| {
        let (other, own) = (&other.status, &row.status);
        other.key != own.key && other.key.weekly == own.key.weekly && other.rows.min(own.rows) > 0
    };
    let others: Vec<&SourceRow<'_>> = group.rows.iter().filter(is_like).collect();
    let alone = if row.status.rows == 0 { NO_ROWS } else { "There is no other source to compare with" };
    let compare = |other: &SourceRow<'_>| {
        let keys = (row.status.key.clone(), other.status.key.clone());
        Command::Data(DataCommand::Compare(Some(keys)))
    };
    match others.as_slice() {
        [] => {
            action_ui(ui, "Compare", &name, Some(alone), "");
        }
        [other] => {
            let tooltip = format!("Show how far it is from {}", name_of(other));
            if action_ui(ui, "Compare", &name, None, &tooltip).clicked() {
                commands.push(compare(other));
            }
        }
        others => {
            let button = Button::new(RichText::new("Compare…").size(SMALL)).min_size(vec2(0.0, 20.0));
            let (response, _) = MenuButton::from_button(button).ui(ui, |ui| {
                for other in others {
                    if ui.button(format!("with {}", name_of(other))).clicked() {
                        commands.push(compare(other));
                        ui.close();
                    }
                }
            });
            response.on_hover_text("Show how far it is from another source").accessible_name(name);
        }
    }
}

/// Asks once more, below the row.
fn confirm_ui(
    ui: &mut Ui,
    group: &SeriesGroup<'_>,
    row: &SourceRow<'_>,
    memory: &mut DataMemory,
    commands: &mut Vec<Command>,
) {
    let theme = Theme::of(ui);
    let name = full_name(group, row);
    let rows = theme.numbers.of(grouped(row.status.rows as f64, 0));
    indented_ui(ui, |ui| {
        Frame::new()
            .fill(theme.chip)
            .corner_radius(CornerRadius::same(RADIUS))
            .inner_margin(Margin::same(8))
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    let words = format!(
                        "Delete the {rows} rows of {name}? Undo brings them back until the program ends"
                    );
                    ui.label(RichText::new(words).color(theme.text_strong));
                    let delete = RichText::new("Delete rows").color(theme.danger);
                    let yes = ui.add(Button::new(delete)).accessible_name(format!("Yes, delete {name}"));
                    if yes.clicked() {
                        commands.push(Command::Data(DataCommand::RemoveRows(vec![row.status.key.clone()])));
                        memory.deleting = None;
                    }
                    if ui.button("Keep").accessible_name(format!("Keep {name}")).clicked() {
                        memory.deleting = None;
                    }
                });
            });
        ui.add_space(4.0);
    });
}

//! The page of stored series: a table whose rows are sources, grouped by series.

use egui::accesskit::Role;
use egui::{Align, Layout, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::app::command::Command;
use crate::app::data_table::{Origin, SeriesGroup, SortColumn, SortOrder};
use crate::app::data_words::{NO_NETWORK, estimate_words, has_estimate};
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::domain::live::Reach;
use crate::ui::panels::data::DataMemory;
use crate::ui::panels::data::compare::comparison_ui;
use crate::ui::panels::data::grid::{Cell, LEAST_WIDTH, ROW, paint_cell};
use crate::ui::panels::data::series_row::row_ui;
use crate::ui::theme::Theme;
use crate::ui::theme::style::small_font;
use crate::ui::widgets::button::{choice_ui, focus_ring};
use crate::ui::widgets::text::{small_print_ui, strong, weak};

/// Room for the bar at the right of the rows, in points.
pub(super) const SCROLL_BAR: f32 = 10.0;

/// Headings, what they order by, and what is said of them.
const HEADINGS: [(Cell, &str, Option<SortColumn>, &str); 9] = [
    (Cell::Source, "Source", Some(SortColumn::Series), "Order as in the list of series"),
    (Cell::Rows, "Rows", Some(SortColumn::Rows), "Order by the number of rows"),
    (Cell::First, "From", Some(SortColumn::First), "Order by the first row"),
    (Cell::Last, "Last row", Some(SortColumn::Last), "Order by the last row"),
    (Cell::Age, "Age", None, "How old the last row is"),
    (Cell::Seen, "Seen", Some(SortColumn::Seen), "Order by when rows were seen last"),
    (Cell::Next, "Next", None, "When it is fetched next"),
    (Cell::Size, "Size", Some(SortColumn::Size), "Order by bytes on disk"),
    (Cell::Revised, "Revised", Some(SortColumn::Revised), "Order by values that were revised"),
];

/// The table in a given height.
pub fn series_ui(
    ui: &mut Ui,
    state: &AppState,
    height: f32,
    memory: &mut DataMemory,
    commands: &mut Vec<Command>,
) {
    let groups = state.series_groups(memory.order);
    if groups.is_empty() {
        let text = strong(ui, "Nothing is stored yet");
        ui.label(text);
        small_print_ui(ui, "Refresh all fetches from the live sources; File > Import CSV… reads a file");
        return;
    }
    let before = ui.cursor().top();
    hint_ui(ui, state, &groups);
    let height = height - (ui.cursor().top() - before) - ROW;
    ScrollArea::horizontal().id_salt("data wide").auto_shrink([false, true]).show(ui, |ui| {
        ui.set_min_width(LEAST_WIDTH);
        ui.spacing_mut().item_spacing.y = 0.0;
        // The rows are as wide as the head, whether there is a bar beside them or not.
        let width = ui.available_width() - SCROLL_BAR;
        head_ui(ui, width, &mut memory.order);
        ScrollArea::vertical()
            .id_salt("data rows")
            .auto_shrink([false, true])
            .max_height(height.max(80.0))
            .show(ui, |ui| {
                ui.set_max_width(width);
                for group in &groups {
                    ui.push_id(group.id, |ui| group_ui(ui, state, group, memory, commands));
                }
            });
    });
}

/// What is to be known before the table is read.
fn hint_ui(ui: &mut Ui, state: &AppState, groups: &[SeriesGroup<'_>]) {
    let mut rows = groups.iter().flat_map(|group| &group.rows);
    let only_case = rows.all(|row| row.origin == Origin::CaseFile);
    let words = match (state.reach() > Reach::Nothing, only_case) {
        (false, _) => format!("{NO_NETWORK}; everything that is stored is shown"),
        (true, true) => "Only the case file is here: Refresh all fetches up to today".to_owned(),
        (true, false) => return,
    };
    small_print_ui(ui, words);
    ui.add_space(4.0);
}

fn head_ui(ui: &mut Ui, width: f32, order: &mut SortOrder) {
    let theme = Theme::of(ui);
    let (_, row) = ui.allocate_space(vec2(width, ROW));
    for (cell, title, column, tooltip) in HEADINGS {
        let Some(column) = column else {
            paint_cell(ui, cell, row, title, small_font(), theme.text_weak);
            continue;
        };
        let is_chosen = order.by == column;
        let way = if order.descending { "↓" } else { "↑" };
        let words = if is_chosen { format!("{title} {way}") } else { title.to_owned() };
        let colour = if is_chosen { theme.text_strong } else { theme.text_weak };
        let response = ui.interact(cell.of(row), ui.scope_id().with(("sort", title)), Sense::click());
        let name = format!("Sort by {}", title.to_lowercase());
        response.widget_info(|| WidgetInfo::selected(Role::ColumnHeader, true, is_chosen, &name));
        focus_ring(ui, &response, cell.of(row).expand2(vec2(4.0, -2.0)));
        let colour = if response.hovered() { theme.text_strong } else { colour };
        paint_cell(ui, cell, row, &words, small_font(), colour);
        if response.clicked() {
            *order = order.clicked(column);
        }
        response.on_hover_text(tooltip);
    }
    ui.painter().hline(row.x_range(), row.bottom() - 0.5, egui::Stroke::new(1.0, theme.border));
}

fn group_ui(
    ui: &mut Ui,
    state: &AppState,
    group: &SeriesGroup<'_>,
    memory: &mut DataMemory,
    commands: &mut Vec<Command>,
) {
    ui.add_space(6.0);
    heading_ui(ui, group, commands);
    for row in &group.rows {
        ui.push_id(row.status.key.to_string(), |ui| row_ui(ui, state, group, row, memory, commands));
    }
    if has_estimate(group.id)
        && let Some(estimate) = &state.data_overview().estimate
    {
        let words = Theme::of(ui).numbers.of(estimate_words(estimate, state.now()));
        indented_ui(ui, |ui| {
            small_print_ui(ui, words);
        });
    }
    if state.comparison().is_some_and(|shown| shown.first.id == group.id) {
        comparison_ui(ui, state, commands);
    }
    ui.add_space(4.0);
}

/// Title and id; with several sources the choice of the latest, at the right.
fn heading_ui(ui: &mut Ui, group: &SeriesGroup<'_>, commands: &mut Vec<Command>) {
    let width = ui.available_width();
    ui.allocate_ui_with_layout(vec2(width, ROW), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(vec2(width, ROW));
        let (title, id) = (strong(ui, group.title), weak(ui, group.id));
        ui.label(title);
        if group.id != group.title {
            ui.label(id);
        }
        let several = group.rows.iter().filter(|row| !row.status.key.weekly).count() > 1;
        if several || group.preferred.is_some() {
            let is_chosen = group.preferred.is_none();
            let tooltip = "Draw whichever source was seen last, the case file only if there is no other";
            let response = choice_ui(ui, is_chosen, "Latest", tooltip);
            let name = format!("Draw the latest source of {}", group.title);
            if response.clicked() && !is_chosen {
                let edit = Edit::PreferSource { id: group.id.to_owned(), source: None };
                commands.push(Command::Edit(edit));
            }
            response.accessible_name(name);
        }
    });
}

/// A part of a row that begins under its words.
pub(super) fn indented_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    const LEFT: f32 = 22.0;
    let width = ui.available_width() - LEFT;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(LEFT);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
            ui.set_width(width);
            content(ui);
        });
    });
}

//! The table of sessions and funds, the newest first: only the rows in sight are made.

use egui::accesskit::Role;
use egui::{Align2, Response, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::app::command::Command;
use crate::app::flows::{FlowCell, FlowSummary, FlowTable};
use crate::app::state::AppState;
use crate::domain::age::counted;
use crate::domain::catalog;
use crate::domain::flow_cell::CellState;
use crate::domain::session::Closed;
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::ui::panels::flows::cell;
use crate::ui::panels::flows::grid::{Grid, ROW};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{small_font, strong_font};
use crate::ui::widgets::button::focus_ring;
use crate::ui::widgets::text::{paint_line, small_print_ui};
use crate::ui::widgets::value::value_words;

/// Room for the bar at the right of the rows, in points.
const SCROLL_BAR: f32 = 10.0;
/// Rows kept beyond the focused one, so that a key can go on to them.
const ROWS_AHEAD: f32 = 2.0;

/// How many of the rows are made.
#[derive(Clone, Copy)]
pub(super) enum Rows {
    /// The newest so many. Rows that scroll within a panel that scrolls would catch the wheel.
    Newest(usize),
    /// All, scrolled in so many points, with the sums in coins.
    Scrolled(f32),
}

/// Head, sums and rows.
pub(super) fn table_ui(
    ui: &mut Ui,
    state: &AppState,
    summary: &FlowSummary,
    columns: &[usize],
    rows: Rows,
    commands: &mut Vec<Command>,
) {
    let table = state.flow_table();
    if summary.rows.is_empty() {
        small_print_ui(ui, "No session in these days");
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let width = match rows {
        Rows::Newest(_) => ui.available_width(),
        Rows::Scrolled(_) => ui.available_width() - SCROLL_BAR,
    };
    head_ui(ui, table, columns, width);
    sum_ui(ui, table, summary, columns, width);
    if matches!(rows, Rows::Scrolled(_)) {
        coins_ui(ui, table, summary, columns, width);
    }
    let largest = largest(table, summary, columns);
    let chosen = state.cursor_row().map(|at| at.time.start_of_day());
    let mut show = |ui: &mut Ui, shown: std::ops::Range<usize>| {
        for place in shown {
            let Some(row) = summary.rows.end.checked_sub(place + 1) else { continue };
            ui.push_id(row, |ui| row_ui(ui, table, row, columns, &largest, width, chosen, commands));
        }
    };
    match rows {
        Rows::Newest(most) => show(ui, 0..summary.rows.len().min(most)),
        Rows::Scrolled(height) => {
            ScrollArea::vertical()
                .id_salt("flow sessions")
                .auto_shrink([false, true])
                .max_height((height - 3.0 * ROW).max(3.0 * ROW))
                .show_rows(ui, ROW, summary.rows.len(), show);
        }
    }
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.add_space(6.0);
    let is_last = summary.rows.end == table.days.len();
    if is_last && table.more_pending > 0 {
        let words = counted(table.more_pending as i64, "more session");
        small_print_ui(ui, format!("{words} since then without a figure: Data, Refresh fetches them"));
    }
}

/// The largest flow in sight: of all funds together, and of single ones.
fn largest(table: &FlowTable, summary: &FlowSummary, columns: &[usize]) -> [f64; 2] {
    let of = |column: usize| {
        let values = table.columns.get(column).and_then(|column| column.values_usd.get(summary.rows.clone()));
        values.unwrap_or_default().iter().map(|flow| flow.abs()).fold(0.0, f64::max)
    };
    [of(0), columns.iter().filter(|column| **column > 0).map(|column| of(*column)).fold(0.0, f64::max)]
}

fn head_ui(ui: &mut Ui, table: &FlowTable, columns: &[usize], width: f32) {
    let theme = Theme::of(ui);
    let (_, row) = ui.allocate_space(vec2(width, ROW));
    let grid = Grid::new(row, columns.len());
    paint_line(ui, grid.day(), "Session", small_font(), theme.text_weak);
    for (place, column) in columns.iter().enumerate() {
        let Some(column) = table.columns.get(*column) else { continue };
        let at = grid.cell(place).shrink(1.0).right_center() - vec2(5.0, 0.0);
        ui.painter().text(at, Align2::RIGHT_CENTER, ticker(&column.title), small_font(), theme.text_weak);
    }
    ui.painter().hline(row.x_range(), row.bottom() - 0.5, Stroke::new(1.0, theme.border));
}

/// `BTC` of `BTC (Grayscale Mini)`: the rest has no room in a head.
pub(super) fn ticker(title: &str) -> &str {
    title.split(" (").next().unwrap_or(title)
}

fn sum_ui(ui: &mut Ui, table: &FlowTable, summary: &FlowSummary, columns: &[usize], width: f32) {
    let theme = Theme::of(ui);
    let (row, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
    let words = columns.iter().filter_map(|column| {
        let (fund, sum) = (table.columns.get(*column)?, summary.sums.get(*column)?);
        let usd = if sum.sessions == 0 { f64::NAN } else { sum.usd };
        Some(format!("{} {}", fund.title, value_words(catalog::ETF_TOTAL, Unit::Usd, usd)))
    });
    let name = theme.numbers.of(format!("Sum: {}", words.collect::<Vec<_>>().join(", ")));
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &name));
    let grid = Grid::new(row, columns.len());
    paint_line(ui, grid.day(), "Sum", strong_font(), theme.text_strong);
    for (place, column) in columns.iter().enumerate() {
        let Some(sum) = summary.sums.get(*column) else { continue };
        let millions = sum.usd / cell::USD_PER_MUSD;
        // Thousands of millions leave no room for a tenth.
        let words = crate::domain::format::signed(millions, usize::from(millions.abs() < 1e3));
        let at = grid.cell(place).shrink(1.0).right_center() - vec2(5.0, 0.0);
        let words = if sum.sessions == 0 { crate::domain::format::UNKNOWN.to_owned() } else { words };
        ui.painter().text(at, Align2::RIGHT_CENTER, theme.numbers.of(words), small_font(), theme.text_strong);
    }
    ui.painter().hline(row.x_range(), row.bottom() - 0.5, Stroke::new(1.0, theme.border));
}

/// The sums in coins; none of a part of the sessions, which the dollars above are not of.
fn coins_ui(ui: &mut Ui, table: &FlowTable, summary: &FlowSummary, columns: &[usize], width: f32) {
    let theme = Theme::of(ui);
    let (row, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
    let words = columns.iter().filter_map(|column| {
        let (fund, sum) = (table.columns.get(*column)?, summary.sums.get(*column)?);
        Some(format!("{} {}", fund.title, super::sums::coins_words(sum)))
    });
    let words = theme.numbers.of(words.collect::<Vec<_>>().join(", "));
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, format!("Sum in bitcoin: {words}")));
    let grid = Grid::new(row, columns.len());
    paint_line(ui, grid.day(), "Sum, BTC", strong_font(), theme.text_strong);
    for (place, column) in columns.iter().enumerate() {
        let Some(sum) = summary.sums.get(*column) else { continue };
        let coins = if sum.is_priced() { sum.btc } else { f64::NAN };
        let at = grid.cell(place).shrink(1.0).right_center() - vec2(5.0, 0.0);
        let coins = theme.numbers.of(crate::domain::format::signed(coins, 0));
        ui.painter().text(at, Align2::RIGHT_CENTER, coins, small_font(), theme.text_strong);
    }
    ui.painter().hline(row.x_range(), row.bottom() - 0.5, Stroke::new(1.0, theme.border));
    response.on_hover_text(words);
}

#[expect(clippy::too_many_arguments, reason = "one call; what a row shows and where it stands")]
fn row_ui(
    ui: &mut Ui,
    table: &FlowTable,
    row: usize,
    columns: &[usize],
    largest: &[f64; 2],
    width: f32,
    chosen: Option<UnixSecs>,
    commands: &mut Vec<Command>,
) {
    let Some(day) = table.days.get(row).copied() else { return };
    let theme = Theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::click());
    let cells: Vec<(usize, FlowCell)> =
        columns.iter().filter_map(|column| Some((*column, table.cell(row, *column)?))).collect();
    let is_chosen = chosen == Some(day);
    let name = theme.numbers.of(row_words(table, day, &cells));
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, is_chosen, &name));
    if response.hovered() || is_chosen {
        ui.painter().rect_filled(rect, 2.0, theme.selected);
    }
    let grid = Grid::new(rect, columns.len());
    let [of_total, of_funds] = *largest;
    let ink = if is_chosen { theme.text_strong } else { theme.text };
    paint_line(ui, grid.day(), &day.day_label(), small_font(), ink);
    let all_are = |is: fn(CellState) -> bool| cells.iter().all(|(_, cell)| is(cell.state));
    if all_are(|state| matches!(state, CellState::Closed(_))) {
        cell::paint_closed(ui, grid.cells(columns.len()), closed_words(&cells));
    } else if all_are(|state| state == CellState::Pending) {
        cell::paint_pending(ui, grid.cells(columns.len()), CellState::Pending.words());
    } else {
        for (place, (column, shown)) in cells.iter().enumerate() {
            cell::paint(ui, grid.cell(place), shown, if *column == 0 { of_total } else { of_funds });
        }
    }
    if is_chosen {
        ui.painter().rect_stroke(rect, 2.0, Stroke::new(1.0, theme.text_weak), StrokeKind::Inside);
    }
    focus_ring(ui, &response, rect);
    if response.gained_focus() {
        ui.scroll_to_rect(rect.expand2(vec2(0.0, ROWS_AHEAD * ROW)), None);
    }
    if response.clicked() {
        commands.push(Command::PutDataCursor { series: catalog::ETF_TOTAL.to_owned(), time: day });
    }
    hover_ui(&response, table, &grid, day, &cells);
}

/// The holiday of a row without a session.
fn closed_words(cells: &[(usize, FlowCell)]) -> &'static str {
    match cells.first().map(|(_, cell)| cell.state) {
        Some(CellState::Closed(Closed::Holiday(name))) => name,
        Some(state) => state.words(),
        None => "",
    }
}

/// `Thu 5 Feb 2026: All funds −$434.1 M, IBIT −$175.3 M; GBTC revised, was −$10.0 M`.
fn row_words(table: &FlowTable, day: UnixSecs, cells: &[(usize, FlowCell)]) -> String {
    let first = cells.first().map(|(_, cell)| cell.state);
    if let Some(state) = first.filter(|state| cells.iter().all(|(_, cell)| cell.state == *state))
        && matches!(state, CellState::Closed(_) | CellState::Pending | CellState::Missing)
    {
        let name = match state {
            CellState::Closed(Closed::Holiday(name)) => format!(", {name}"),
            _ => String::new(),
        };
        return format!("{}: {}{name}", day.weekday_label(), state.words());
    }
    let title = |column: usize| table.columns.get(column).map_or("", |column| column.title.as_str());
    let words = cells.iter().map(|(column, cell)| format!("{} {}", title(*column), cell_words(cell)));
    format!("{}: {}", day.weekday_label(), words.collect::<Vec<_>>().join(", "))
}

/// `−$434.1 M`, `−$434.1 M revised, was −$430.0 M until 6 Feb 2026`, `not published yet`.
fn cell_words(cell: &FlowCell) -> String {
    let dollars = |usd: f64| value_words(catalog::ETF_TOTAL, Unit::Usd, usd);
    match (cell.state, cell.before) {
        (CellState::Traded, _) => dollars(cell.value_usd),
        (CellState::Revised, Some(before)) if before.old_usd.is_nan() => {
            format!("{} revised, had no figure until {}", dollars(cell.value_usd), before.at.day_label())
        }
        (CellState::Revised, Some(before)) => format!(
            "{} revised, was {} until {}",
            dollars(cell.value_usd),
            dollars(before.old_usd),
            before.at.day_label()
        ),
        (state, _) => state.words().to_owned(),
    }
}

/// What is said of the cell under the pointer.
fn hover_ui(response: &Response, table: &FlowTable, grid: &Grid, day: UnixSecs, cells: &[(usize, FlowCell)]) {
    let Some(pointer) = response.hover_pos() else { return };
    let over = cells.iter().enumerate().find(|(place, _)| grid.cell(*place).contains(pointer));
    let words = match over {
        Some((_, (column, cell))) => {
            let title = table.columns.get(*column).map_or("", |column| column.title.as_str());
            let state = match cell.state {
                CellState::Traded => ", published".to_owned(),
                CellState::Closed(Closed::Holiday(name)) => format!(", {name}"),
                _ => String::new(),
            };
            format!("{title}, {}: {}{state}", day.weekday_label(), cell_words(cell))
        }
        None => format!("{}: click to read this session on the chart", day.weekday_label()),
    };
    let words = Theme::of_visuals(&response.ctx.global_style().visuals).numbers.of(words);
    response.clone().on_hover_text_at_pointer(words);
}

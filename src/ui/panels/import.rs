//! What was understood of a file, before anything of it is stored.
//!
//! Shows everything the reader decided, so that a wrong unit or a wrong day is
//! seen here and not on the chart; confirms or drops, and stores nothing itself.

use egui::{Button, Grid, Id, Key, RichText, ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::import::ImportPreview;
use crate::app::state::AppState;
use crate::domain::format::grouped;
use crate::ui::panels::dialog::{Closing, dialog_ui, section_ui};
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;
use crate::ui::widgets::text::{row_ui, small_print_ui};

/// Complaints shown one by one.
const WARNINGS_SHOWN: usize = 20;
/// Longest cell of the raw rows shown, in characters.
const CELL_CHARS: usize = 24;

/// The window that shows the import waiting for a yes, if there is one.
pub fn import_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let Some(preview) = state.import_preview() else { return };
    let (mut confirmed, mut cancelled) = (false, false);
    let closing = dialog_ui(
        ui,
        "import",
        &format!("Import {}", preview.name),
        760.0,
        |ui| body_ui(ui, preview),
        |ui| {
            let info = Command::ConfirmImport.info();
            let yes = primary_button_ui(ui, info.caption).on_hover_text(info.tooltip);
            confirmed = yes.clicked();
            let info = Command::CancelImport.info();
            cancelled = ui.add(Button::new(info.caption)).on_hover_text(info.tooltip).clicked();
            let opened = Id::unique(("import opened", &preview.path));
            if ui.data(|data| data.get_temp::<bool>(opened)).is_none() {
                ui.data_mut(|data| data.insert_temp(opened, true));
                yes.request_focus();
            }
            let nothing_focused = ui.memory(|memory| memory.focused().is_none());
            confirmed |= nothing_focused && ui.input(|input| input.key_pressed(Key::Enter));
        },
    );
    if confirmed {
        commands.push(Command::ConfirmImport);
    } else if cancelled || closing == Closing::ByKey {
        commands.push(Command::CancelImport);
    } else {
        return;
    }
    ui.data_mut(|data| data.remove::<bool>(Id::unique(("import opened", &preview.path))));
}

fn body_ui(ui: &mut Ui, preview: &ImportPreview) {
    let understood = &preview.understood;
    let delimiter = match understood.delimiter {
        ',' => "commas".to_owned(),
        ';' => "semicolons".to_owned(),
        '\t' => "tabs".to_owned(),
        '|' => "bars".to_owned(),
        other => format!("{other:?}"),
    };
    row_ui(ui, "Table", understood.dialect_title);
    row_ui(ui, "Source", &understood.source_title);
    let header = if understood.header.is_empty() { "no header" } else { "with a header" };
    let rows = grouped(understood.rows_read as f64, 0);
    row_ui(
        ui,
        "Text",
        format!("{rows} rows, {header}, separated by {delimiter}, {}", understood.encoding.title()),
    );
    if !understood.citation.is_empty() {
        small_print_ui(ui, &understood.citation);
    }
    section_ui(ui, "What will change");
    changes_ui(ui, preview);
    warnings_ui(ui, preview);
    section_ui(ui, "Columns");
    columns_ui(ui, preview);
    section_ui(ui, "Rows as they stand");
    raw_rows_ui(ui, preview);
}

/// A table whose wide rows scroll sideways.
fn table_ui(ui: &mut Ui, id: &str, columns: usize, rows: impl FnOnce(&mut Ui)) {
    ScrollArea::horizontal().id_salt(id).show(ui, |ui| {
        Grid::new(id).num_columns(columns).spacing([20.0, 2.0]).min_col_width(24.0).show(ui, rows);
    });
}

fn head_ui(ui: &mut Ui, titles: &[&str]) {
    let colour = Theme::of(ui).text_weak;
    for title in titles {
        ui.label(RichText::new(*title).small().color(colour));
    }
    ui.end_row();
}

fn number_ui(ui: &mut Ui, count: u64) {
    let theme = Theme::of(ui);
    let colour = if count == 0 { theme.text_weak } else { theme.text_strong };
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        ui.label(RichText::new(grouped(count as f64, 0)).color(colour));
    });
}

fn changes_ui(ui: &mut Ui, preview: &ImportPreview) {
    table_ui(ui, "changes", 7, |ui| {
        head_ui(ui, &["Series", "new", "changed", "same", "rejected", "from", "to"]);
        for report in &preview.reports {
            let read = preview.understood.series.iter().find(|read| read.key == report.key);
            let title = RichText::new(report.key.to_string()).color(Theme::of(ui).text_strong);
            ui.label(title);
            for count in [report.rows_new, report.rows_changed, report.rows_same] {
                number_ui(ui, count);
            }
            number_ui(ui, read.map_or(0, |read| read.rows_rejected));
            for time in [report.from, report.to] {
                ui.label(time.map_or_else(|| "—".to_owned(), |time| time.iso_date()));
            }
            ui.end_row();
        }
    });
    if preview.reports.iter().all(|report| report.rows_new + report.rows_changed == 0) {
        small_print_ui(ui, "Every row is in the library already: nothing will change");
    }
}

fn columns_ui(ui: &mut Ui, preview: &ImportPreview) {
    table_ui(ui, "columns", 3, |ui| {
        head_ui(ui, &["Column", "taken for", "stored in"]);
        for column in &preview.understood.columns {
            ui.label(RichText::new(cut(&column.name)).color(Theme::of(ui).text_strong));
            ui.label(&column.role);
            ui.label(column.unit.map_or("", |unit| unit.code()));
            ui.end_row();
        }
    });
}

fn raw_rows_ui(ui: &mut Ui, preview: &ImportPreview) {
    let understood = &preview.understood;
    let width = understood.first_rows.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let fresh = (understood.rows_read as usize).saturating_sub(understood.first_rows.len());
    let last = understood.last_rows.len().saturating_sub(fresh);
    let last_rows = understood.last_rows.get(last..).unwrap_or_default();
    table_ui(ui, "raw rows", width, |ui| {
        if !understood.header.is_empty() {
            let titles: Vec<String> = understood.header.iter().map(|title| cut(title)).collect();
            head_ui(ui, &titles.iter().map(String::as_str).collect::<Vec<_>>());
        }
        for row in &understood.first_rows {
            raw_row_ui(ui, row);
        }
        if fresh > last_rows.len() {
            ui.label("…");
            ui.end_row();
        }
        for row in last_rows {
            raw_row_ui(ui, row);
        }
    });
}

fn raw_row_ui(ui: &mut Ui, row: &[String]) {
    for cell in row {
        ui.label(cut(cell));
    }
    ui.end_row();
}

fn warnings_ui(ui: &mut Ui, preview: &ImportPreview) {
    let understood = &preview.understood;
    if understood.warnings_total == 0 {
        return;
    }
    section_ui(ui, &format!("Not taken ({})", grouped(understood.warnings_total as f64, 0)));
    table_ui(ui, "warnings", 4, |ui| {
        head_ui(ui, &["Line", "Column", "expected", "found"]);
        for warning in understood.warnings.iter().take(WARNINGS_SHOWN) {
            number_ui(ui, warning.line);
            ui.label(cut(&warning.column));
            ui.label(warning.expected);
            ui.label(RichText::new(cut(&warning.found)).color(Theme::of(ui).danger));
            ui.end_row();
        }
    });
    let shown = understood.warnings.len().min(WARNINGS_SHOWN) as u64;
    let more = understood.warnings_total.saturating_sub(shown);
    if more > 0 {
        small_print_ui(ui, format!("… and {} more", grouped(more as f64, 0)));
    }
}

fn cut(cell: &str) -> String {
    if cell.chars().count() <= CELL_CHARS {
        return cell.to_owned();
    }
    cell.chars().take(CELL_CHARS - 1).chain(['…']).collect()
}

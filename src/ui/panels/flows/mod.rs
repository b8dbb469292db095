//! ETF flows: what moved in the days that are looked at, by fund and by session.
//!
//! The stretch is the measured one if a distance is measured, else what is in view: the chart is
//! where a range is chosen, and no second place has to be kept in step with it. Figures are the
//! app's; this says them.

mod cell;
mod grid;
mod standing;
mod sums;
mod table;

use egui::{Ui, vec2};

use crate::app::command::{Command, Dialog};
use crate::app::data_command::DataCommand;
use crate::app::flows::{FlowSummary, flow_csv};
use crate::app::state::AppState;
use crate::domain::age::counted;
use crate::domain::catalog;
use crate::domain::live::Reach;
use crate::domain::time::UnixSecs;
use crate::ui::chart::measure::measured_time;
use crate::ui::panels::dialog::{Closing, dialog_ui};
use crate::ui::widgets::button::primary_button_ui;
use crate::ui::widgets::text::{group_heading, small_print_ui, strong, weak};

/// Sessions that have room in the panel.
const PANEL_SESSIONS: usize = 15;
/// Funds that have room beside all of them together in the panel.
const PANEL_FUNDS: usize = 3;
/// Greatest width of the window, in points.
const WIDTH: f32 = 1_120.0;
/// Width of what stands beside the table in the window, in points.
const BESIDE: f32 = 290.0;
/// Room between the table and what stands beside it, and for its scroll bar, in points.
const GAP: f32 = 30.0;
/// What stands around the table in the window, in points.
const AROUND_TABLE: f32 = 300.0;

/// The panel.
pub fn flows_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let table = state.flow_table();
    if table.is_empty() {
        empty_ui(ui, state, commands);
        return;
    }
    let range = range(ui, state);
    let summary = table.summary(range.from, range.to);
    head_ui(ui, state, &range, &summary, Size::Panel, commands);
    sums::sums_ui(ui, table, &summary);
    sums::funds_ui(ui, table, &summary);
    ui.add_space(10.0);
    let heading = group_heading(ui, "Sessions, US$ million");
    ui.label(heading);
    let columns = grid::largest_columns(&summary, PANEL_FUNDS);
    table::table_ui(ui, state, &summary, &columns, table::Rows::Newest(PANEL_SESSIONS), commands);
    if summary.rows.len() > PANEL_SESSIONS {
        let all = summary.rows.len() - summary.holidays;
        let open = Command::ShowDialog(Some(Dialog::Flows));
        if ui
            .button(format!("Open large for all {all} sessions"))
            .on_hover_text(open.info().tooltip)
            .clicked()
        {
            commands.push(open);
        }
    }
    standing::standing_ui(ui, &summary);
    standing::costs_ui(ui, &summary);
    standing::beta_ui(ui, &summary);
    source_ui(ui, state);
}

/// The window of [`Dialog::Flows`]: every fund beside the others.
pub fn flows_window_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let range = range(ui, state);
    let mut closed = false;
    let mut asked = Vec::new();
    let funds = state.flow_table().columns.len();
    let closing = dialog_ui(
        ui,
        "flows",
        "ETF flows by session and fund",
        (grid::full_width(funds) + GAP + BESIDE).min(WIDTH),
        |ui| {
            let table = state.flow_table();
            if table.is_empty() {
                empty_ui(ui, state, &mut asked);
                return;
            }
            let summary = table.summary(range.from, range.to);
            head_ui(ui, state, &range, &summary, Size::Window, &mut asked);
            ui.add_space(4.0);
            let height = (ui.ctx().content_rect().height() - AROUND_TABLE).clamp(140.0, 560.0);
            let columns: Vec<usize> = (0..table.columns.len()).collect();
            let room = ui.available_width() - GAP / 2.0 - BESIDE;
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = GAP / 2.0;
                ui.vertical(|ui| {
                    ui.set_width(room);
                    let heading = group_heading(ui, "Sessions, US$ million");
                    ui.label(heading);
                    egui::ScrollArea::horizontal().auto_shrink([false, true]).show(ui, |ui| {
                        ui.set_width(grid::least_width(columns.len()).max(ui.available_width()));
                        table::table_ui(
                            ui,
                            state,
                            &summary,
                            &columns,
                            table::Rows::Scrolled(height),
                            &mut asked,
                        );
                    });
                });
                ui.vertical(|ui| {
                    egui::ScrollArea::vertical()
                        .id_salt("flow figures")
                        .max_height(height)
                        .auto_shrink([false, true])
                        .show(ui, |ui| {
                            ui.set_width(ui.available_width() - 10.0);
                            sums::sums_ui(ui, table, &summary);
                            standing::standing_ui(ui, &summary);
                            standing::costs_ui(ui, &summary);
                            standing::beta_ui(ui, &summary);
                        });
                });
            });
            source_ui(ui, state);
        },
        |ui| closed = ui.button("Close").clicked(),
    );
    commands.append(&mut asked);
    if closed || closing != Closing::No {
        commands.push(Command::ShowDialog(None));
    }
}

/// The days that are looked at.
struct Range {
    from: UnixSecs,
    to: UnixSecs,
    words: &'static str,
}

fn range(ui: &Ui, state: &AppState) -> Range {
    let by_key = state.cursor_anchor().zip(state.cursor_row()).map(|(from, to)| (from.time, to.time));
    let measured = measured_time(ui).or(by_key).map(|(a, b)| (a.min(b), a.max(b)));
    match measured {
        Some((from, to)) => Range { from, to, words: "measured" },
        None => {
            let view = state.time_view();
            let (from, to) = (UnixSecs(view.from.ceil() as i64), UnixSecs(view.to.floor() as i64));
            Range { from, to, words: "in view" }
        }
    }
}

/// Where the head stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    Panel,
    Window,
}

/// The stretch, how many sessions it has, and what can be done with it.
fn head_ui(
    ui: &mut Ui,
    state: &AppState,
    range: &Range,
    summary: &FlowSummary,
    size: Size,
    commands: &mut Vec<Command>,
) {
    let words = match summary.span {
        Some((from, to)) if from == to => from.day_label(),
        Some((from, to)) => format!("{} – {}", from.day_label(), to.day_label()),
        None => "No session here".to_owned(),
    };
    let words = strong(ui, words);
    let sessions = counted(summary.ways.iter().sum::<usize>() as i64, "session");
    let said = weak(ui, format!("{sessions} {}", range.words));
    ui.horizontal_wrapped(|ui| {
        ui.label(words);
        ui.label(said).on_hover_text(
            "Sums are over the days in view; measure a distance on the chart (Shift-drag, or M and arrows) \
             for another stretch",
        );
    });
    if summary.span.is_none() {
        small_print_ui(ui, "Pan or zoom the chart to days with ETF sessions");
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        if size == Size::Panel {
            let open = Command::ShowDialog(Some(Dialog::Flows));
            let info = open.info();
            if ui.button("Open large").on_hover_text(info.tooltip).clicked() {
                commands.push(open);
            }
        }
        let copy = ui.add_enabled(!summary.rows.is_empty(), egui::Button::new("Copy as CSV"));
        if copy
            .on_hover_text("Put these sessions on the clipboard, in dollars, each with its state")
            .clicked()
        {
            commands.push(Command::CopyText(flow_csv(state.flow_table(), summary.rows.clone())));
        }
        let export = Command::ShowDialog(Some(Dialog::ExportTable));
        if ui.button("Export…").on_hover_text(export.info().tooltip).clicked() {
            commands.push(export);
        }
    });
}

/// Whose figures these are.
fn source_ui(ui: &mut Ui, state: &AppState) {
    let mut sources: Vec<&str> = Vec::new();
    for column in &state.flow_table().columns {
        if !column.citation.is_empty() && !sources.contains(&column.citation.as_str()) {
            sources.push(&column.citation);
        }
    }
    ui.add_space(8.0);
    if !sources.is_empty() {
        small_print_ui(ui, format!("Flows: {}", sources.join(", ")));
    }
}

/// What stands there without flows, with the next step.
fn empty_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let text = strong(ui, "No ETF flows yet");
    ui.label(text);
    small_print_ui(ui, "Import a table of flows, of Farside Investors for one, or fetch them from SoSoValue");
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let import = Command::ChooseImport;
        if primary_button_ui(ui, import.info().caption).on_hover_text(import.info().tooltip).clicked() {
            commands.push(import);
        }
        if state.reach() > Reach::Nothing && ui.button("Refresh").clicked() {
            let ids = vec![catalog::ETF_TOTAL.to_owned()];
            commands.push(Command::Data(DataCommand::Refresh(ids)));
        }
    });
}

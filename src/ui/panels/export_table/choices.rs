//! Range, cadence and form of what is exported.

use egui::{Grid, TextEdit, Ui};

use crate::app::export_request::{
    TableCadence, TableDates, TableFormat, TableLayout, TableMetadata, TableRange, TableRequest,
};
use crate::ui::widgets::button::segments_ui;

/// Width of a field for a day, points.
const DAY_WIDTH: f32 = 100.0;

/// The choices as a grid of names and segments.
pub fn choices_ui(ui: &mut Ui, request: &mut TableRequest) {
    let grid = Grid::new("data choices").num_columns(2).spacing([16.0, 8.0]).min_row_height(28.0);
    grid.show(ui, |ui| {
        range_ui(ui, request);

        ui.label("Rows");
        let cadences = TableCadence::ALL.map(|cadence| {
            let tooltip = match cadence {
                TableCadence::AsStored => "Every row as it was stored",
                TableCadence::Daily => "One row a UTC day",
                TableCadence::Weekly => "One row an ISO week, dated by its Monday",
                TableCadence::Monthly => "One row a month, dated by its first day, UTC",
            };
            (cadence, cadence.title(), tooltip)
        });
        choose(ui, &mut request.cadence, &cadences);
        ui.end_row();

        ui.label("Format");
        let formats = TableFormat::ALL.map(|format| match format {
            TableFormat::Csv => (format, format.title(), "For spreadsheets, and to be read in again"),
            TableFormat::Json => (format, format.title(), "For programs: every series with what it is"),
        });
        choose(ui, &mut request.format, &formats);
        ui.end_row();

        ui.label("Files");
        let layouts = TableLayout::ALL.map(|layout| match layout {
            TableLayout::Together => (layout, layout.title(), "All series in one file, beside each other"),
            TableLayout::Each => {
                (layout, layout.title(), "Each series in a file of its own, named after the one chosen")
            }
        });
        choose(ui, &mut request.layout, &layouts);
        ui.end_row();

        ui.label("Dates");
        let dates = TableDates::ALL.map(|dates| {
            let tooltip = match dates {
                TableDates::Iso => "2026-02-05, with the time for rows shorter than a day",
                TableDates::EpochSecs => "Seconds since 1970",
                TableDates::EpochMillis => "Milliseconds since 1970",
            };
            (dates, dates.title(), tooltip)
        });
        choose(ui, &mut request.dates, &dates);
        ui.end_row();

        ui.label("Metadata");
        ui.add_enabled_ui(request.format == TableFormat::Csv, |ui| {
            let places = TableMetadata::ALL.map(|metadata| {
                let tooltip = match metadata {
                    TableMetadata::Comments => "Unit, source, licence and version in # lines above the rows",
                    TableMetadata::Sidecar => "The same in a file of its own beside the table",
                    TableMetadata::Nothing => "The header and the rows alone",
                };
                (metadata, metadata.title(), tooltip)
            });
            choose(ui, &mut request.metadata, &places);
        });
        ui.end_row();
    });
}

fn range_ui(ui: &mut Ui, request: &mut TableRequest) {
    ui.label("Range");
    let ranges = TableRange::ALL.map(|range| {
        let tooltip = match range {
            TableRange::All => "From the first row to the last",
            TableRange::Visible => "The days that the chart shows now",
            TableRange::Days => "From a day to a day, both included, UTC",
        };
        (range, range.title(), tooltip)
    });
    choose(ui, &mut request.range, &ranges);
    ui.end_row();
    if request.range == TableRange::Days {
        ui.label("From, to");
        ui.horizontal(|ui| {
            let hints = ["first row", "last row"];
            let fields = [("First day", &mut request.from), ("Last day", &mut request.to)];
            for ((name, text), hint) in fields.into_iter().zip(hints) {
                let field = TextEdit::singleline(text).desired_width(DAY_WIDTH).hint_text(hint);
                ui.add(field).on_hover_text("A day such as 2026-02-05").accessible_name(name);
            }
        });
        ui.end_row();
    }
}

fn choose<T: Copy + PartialEq>(ui: &mut Ui, value: &mut T, choices: &[(T, &str, &str)]) {
    ui.horizontal(|ui| {
        if let Some(chosen) = segments_ui(ui, Some(*value), choices) {
            *value = chosen;
        }
    });
}

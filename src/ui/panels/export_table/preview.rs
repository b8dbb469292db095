//! The first lines of the file to come, its rows and its size.

use egui::{Frame, Label, Margin, RichText, ScrollArea, TextWrapMode, Ui};

use crate::app::data_words::size_words;
use crate::app::export_preview::TablePreview;
use crate::app::export_request::{TableFormat, TableMetadata, TableRequest};
use crate::app::state::AppState;
use crate::domain::format::{grouped, visible_text};
use crate::ui::theme::Theme;
use crate::ui::theme::style::SMALL;
use crate::ui::widgets::text::small_print_ui;

/// Height of the lines, points: whatever is previewed, the buttons stay put.
const HEIGHT: f32 = 150.0;

/// What the choices give; of a choice of before while the new one is looked at.
pub fn preview_ui(ui: &mut Ui, state: &AppState, request: &TableRequest) {
    let theme = Theme::of(ui);
    let preview = state.table_preview().and_then(Result::ok);
    let frame = Frame::new().fill(theme.pane).inner_margin(Margin::same(8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.set_height(HEIGHT);
        let area = ScrollArea::both().id_salt("lines of the export").auto_shrink(false);
        area.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for line in preview.iter().flat_map(|preview| &preview.lines) {
                let text = RichText::new(visible_text(line)).size(SMALL).color(theme.text);
                ui.add(Label::new(text).wrap_mode(TextWrapMode::Extend));
            }
        });
    });
    let words = match (preview, state.is_previewing_table()) {
        (Some(preview), false) => amount_words(preview),
        (None, false) => String::new(),
        (_, true) => "Looking at the data…".to_owned(),
    };
    small_print_ui(ui, words);
    if let Some(day) = state.as_known_on() {
        small_print_ui(ui, format!("As known on {}: rows seen later are left out", day.day_label()));
    }
    for words in preview.iter().flat_map(|preview| &preview.made) {
        small_print_ui(ui, format!("Rows are made {words}"));
    }
    if request.metadata == TableMetadata::Nothing && request.format == TableFormat::Csv {
        small_print_ui(
            ui,
            "Ids and sources stand in the header; units of series of your own and the cadence \
             do not come back when the file is read in again",
        );
    }
}

/// `1,234 rows, 56.7 kB`.
fn amount_words(preview: &TablePreview) -> String {
    let rows = grouped(preview.rows as f64, 0);
    let about = if preview.is_estimate { "about " } else { "" };
    let size = size_words(preview.bytes);
    let files = match preview.files {
        1 => String::new(),
        files => format!(" in {} files", grouped(files as f64, 0)),
    };
    format!("{rows} rows, {about}{size}{files}")
}

//! Events and tables of an indicator as a small grid.

use egui::{Grid, RichText, Ui};

use crate::app::computed::units::cell_words;
use crate::app::state::AppState;
use crate::calc::calculation::Shape;
use crate::calc::calculation::instance::Instance;
use crate::domain::unit::Unit;
use crate::ui::theme::Theme;
use crate::ui::theme::style::SMALL;

/// Most rows that are listed.
const MOST_ROWS: usize = 60;

/// The rows of an indicator that is no line, the latest event first; nothing for lines.
pub fn computed_table_ui(ui: &mut Ui, state: &AppState, id: &str) {
    let Some(instance) = Instance::parse(id) else { return };
    let held = state.library().computed(id).and_then(|held| held.answer.as_ref().ok());
    let Some(table) = held.and_then(|rows| rows.table.as_ref()) else { return };
    let theme = Theme::of(ui);
    let outputs = (instance.calculation.outputs)(&instance.params);
    let dated = instance.calculation.shape != Shape::Profile;
    let small = |text: String, strong: bool| {
        let ink = if strong { theme.text_weak } else { theme.text };
        RichText::new(text).size(SMALL).color(ink)
    };
    ui.add_space(6.0);
    Grid::new(("computed table", id)).striped(true).spacing([12.0, 2.0]).show(ui, |ui| {
        if dated {
            ui.label(small("Date".to_owned(), true));
        }
        for output in &outputs {
            ui.label(small(output.title.clone(), true));
        }
        ui.end_row();
        let rows: Vec<usize> = if dated {
            (0..table.len()).rev().take(MOST_ROWS).collect()
        } else {
            (0..table.len()).take(MOST_ROWS).collect()
        };
        for row in rows {
            if dated {
                ui.label(small(table.times.get(row).map_or_else(String::new, |time| time.iso_date()), false));
            }
            for (output, column) in outputs.iter().zip(&table.columns) {
                let value = column.get(row).copied().unwrap_or(f64::NAN);
                let words = cell_words(output.unit, Unit::Usd, value).replace('_', " ");
                ui.label(small(theme.numbers.of(words), false));
            }
            ui.end_row();
        }
    });
}

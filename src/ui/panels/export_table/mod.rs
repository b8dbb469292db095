//! Which data are exported, from when to when, at which cadence and in which form.
//!
//! Every choice is remembered with the workspace as it is made; what it gives is
//! shown below the choices before anything is written. Pictures have a window of
//! their own.

mod choices;
mod preview;
mod series;

use egui::{Button, Label, RichText, Ui};

use crate::app::command::Command;
use crate::app::state::AppState;
use crate::ui::panels::dialog::{Closing, dialog_ui};
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;

/// Width of the window, points.
const WIDTH: f32 = 760.0;
/// Width of the list of series, points.
const LIST_WIDTH: f32 = 280.0;
/// Below this width the choices stand under the list.
const BESIDE_FROM: f32 = 660.0;

/// The window of [`crate::app::command::Dialog::ExportTable`].
pub fn export_table_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let remembered = &state.view().table;
    let mut request = remembered.clone();
    let refusal = match (request.typed_days(), state.table_preview()) {
        (Err(sentence), _) => Some(sentence),
        (_, Some(Err(sentence))) if !state.is_previewing_table() => Some(sentence.to_owned()),
        _ => None,
    };
    let [mut export, mut cancel] = [false; 2];
    let closing = dialog_ui(
        ui,
        "export table",
        "Export data",
        WIDTH,
        |ui| {
            if ui.available_width() >= BESIDE_FROM {
                ui.horizontal_top(|ui| {
                    ui.vertical(|ui| {
                        ui.set_width(LIST_WIDTH);
                        series::series_ui(ui, state, &mut request);
                    });
                    ui.add_space(12.0);
                    ui.vertical(|ui| choices::choices_ui(ui, &mut request));
                });
            } else {
                series::series_ui(ui, state, &mut request);
                choices::choices_ui(ui, &mut request);
            }
            ui.add_space(8.0);
            preview::preview_ui(ui, state, &request);
            if let Some(refusal) = &refusal {
                let colour = Theme::of(ui).danger;
                ui.add(Label::new(RichText::new(format!("Not possible: {refusal}")).color(colour)).wrap());
            }
        },
        |ui| {
            ui.add_enabled_ui(refusal.is_none(), |ui| {
                export = primary_button_ui(ui, "Export…").clicked();
            });
            cancel = ui.add(Button::new("Cancel")).clicked();
        },
    );
    if request != *remembered {
        commands.push(Command::SetTable(request.clone()));
    }
    if export || cancel || closing != Closing::No {
        commands.push(Command::ShowDialog(None));
    }
    if export {
        commands.push(Command::ChooseTable(request));
    }
}

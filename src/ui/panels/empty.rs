//! What stands in the middle when there is nothing to draw, each with the next step.

use egui::{Align, Layout, RichText, Ui};

use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::state::{AppState, Phase};
use crate::domain::catalog;
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;

/// Shows why there is no chart, if there is none; says whether it did.
pub fn empty_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) -> bool {
    if state.phase() == Phase::Loading {
        message_ui(ui, "Opening your data …", "Series, levels and scenarios are being read", |ui| {
            ui.add(egui::Spinner::new().size(16.0).color(Theme::of(ui).text_weak));
        });
        return true;
    }
    if state.library().is_empty() {
        let hint = "Import a CSV file, or drop one onto this window";
        message_ui(ui, "There are no data yet", hint, |ui| {
            let info = Command::ChooseImport.info();
            if primary_button_ui(ui, info.caption).on_hover_text(info.tooltip).clicked() {
                commands.push(Command::ChooseImport);
            }
        });
        return true;
    }
    if state.panes().is_empty() {
        let hint = "Switch a series on at the left";
        message_ui(ui, "Nothing is shown", hint, |ui| {
            if state.price().is_some() && primary_button_ui(ui, "Show BTC/USD").clicked() {
                commands.push(Command::Edit(Edit::ShowSeries { id: catalog::PRICE.to_owned(), shown: true }));
            }
        });
        return true;
    }
    false
}

fn message_ui(ui: &mut Ui, title: &str, hint: &str, next: impl FnOnce(&mut Ui)) {
    let theme = Theme::of(ui);
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        ui.add_space((ui.available_height() / 2.0 - 56.0).max(16.0));
        ui.heading(RichText::new(title).color(theme.text_strong));
        ui.label(RichText::new(hint).color(theme.text_weak));
        ui.add_space(12.0);
        next(ui);
    });
}

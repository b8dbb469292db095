//! Every key at a glance, read from the commands themselves.

use egui::{CornerRadius, Frame, Grid, Margin, RichText, Stroke, Ui};

use crate::app::command::Command;
use crate::app::state::AppState;
use crate::ui::panels::dialog::{Closing, dialog_ui};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, RADIUS};
use crate::ui::widgets::button::primary_button_ui;

/// The window of [`crate::app::command::Dialog::Shortcuts`].
pub fn shortcuts_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let mut close = false;
    let closing = dialog_ui(
        ui,
        "shortcuts",
        "Keyboard shortcuts",
        560.0,
        |ui| body_ui(ui, state),
        |ui| {
            close = primary_button_ui(ui, "Close").clicked();
        },
    );
    if close || closing != Closing::No {
        commands.push(Command::ShowDialog(None));
    }
}

fn body_ui(ui: &mut Ui, state: &AppState) {
    let theme = Theme::of(ui);
    Grid::new("shortcuts").num_columns(3).spacing([16.0, 4.0]).show(ui, |ui| {
        for (command, shortcut) in state.bound_commands() {
            let info = command.info();
            Frame::new()
                .fill(theme.chip)
                .stroke(Stroke::new(HAIRLINE, theme.border))
                .corner_radius(CornerRadius::same(RADIUS))
                .inner_margin(Margin::symmetric(6, 1))
                .show(ui, |ui| {
                    ui.label(RichText::new(shortcut.to_string()).small().color(theme.text_strong))
                });
            ui.label(RichText::new(info.caption).color(theme.text_strong));
            ui.label(RichText::new(info.tooltip).small().color(theme.text_weak));
            ui.end_row();
        }
    });
}

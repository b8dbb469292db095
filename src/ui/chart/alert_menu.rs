//! The part of a level's menu that sets its alert.

use egui::{Button, Ui};

use crate::app::alert_edits::AlertEdit;
use crate::app::alerts::AlertKey;
use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::app::view::Tab;
use crate::domain::alert::{Alert, AlertWhen};
use crate::domain::level::Level;

/// The submenu "Alert": which crossing, once or every time, off, armed again.
pub fn alert_menu_ui(ui: &mut Ui, state: &AppState, level: &Level, commands: &mut Vec<Command>) {
    ui.menu_button("Alert", |ui| {
        let held = level.alert.clone();
        for when in AlertWhen::ALL {
            let chosen = held.as_ref().is_some_and(|alert| alert.when == when);
            let alert = match held.clone() {
                Some(alert) => Alert { when, ..alert },
                None => Alert::new(when),
            };
            let edit = AlertEdit::SetLevel { id: level.id, alert: Some(alert) };
            item_ui(ui, chosen, Command::Edit(Edit::Alerts(edit)), commands);
        }
        if let Some(alert) = held {
            ui.separator();
            for (every_time, words, tooltip) in [
                (false, "Once", "Be told the first time; it can be armed again"),
                (true, "Every time", "Be told of every crossing, once a row"),
            ] {
                let other = Alert { every_time, ..alert.clone() };
                let edit = AlertEdit::SetLevel { id: level.id, alert: Some(other) };
                let chosen = alert.every_time == every_time;
                named_ui(ui, chosen, words, tooltip, Command::Edit(Edit::Alerts(edit)), commands);
            }
            ui.separator();
            if state.has_fired(level.id) {
                item_ui(ui, false, Command::ArmAlert(AlertKey::Level(level.id)), commands);
            }
            let none = AlertEdit::SetLevel { id: level.id, alert: None };
            item_ui(ui, false, Command::Edit(Edit::Alerts(none)), commands);
        }
        ui.separator();
        let all = Command::ShowTab(Tab::Alerts);
        let tooltip = all.info().tooltip;
        named_ui(ui, false, "All alerts", tooltip, all, commands);
    });
}

fn item_ui(ui: &mut Ui, chosen: bool, command: Command, commands: &mut Vec<Command>) {
    let info = command.info();
    named_ui(ui, chosen, info.caption, info.tooltip, command, commands);
}

fn named_ui(
    ui: &mut Ui,
    chosen: bool,
    words: &str,
    tooltip: &str,
    command: Command,
    commands: &mut Vec<Command>,
) {
    if ui.add(Button::selectable(chosen, words)).on_hover_text(tooltip).clicked() {
        if !chosen {
            commands.push(command);
        }
        ui.close();
    }
}

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
            item_ui(ui, chosen, Command::Edit(Edit::Alerts(edit)), None, commands);
        }
        if let Some(alert) = held {
            ui.separator();
            for (every_time, words) in [(false, "Once"), (true, "Every time")] {
                let other = Alert { every_time, ..alert.clone() };
                let edit = AlertEdit::SetLevel { id: level.id, alert: Some(other) };
                let chosen = alert.every_time == every_time;
                item_ui(ui, chosen, Command::Edit(Edit::Alerts(edit)), Some(words), commands);
            }
            ui.separator();
            if state.has_fired(level.id) {
                item_ui(ui, false, Command::ArmAlert(AlertKey::Level(level.id)), None, commands);
            }
            let none = AlertEdit::SetLevel { id: level.id, alert: None };
            item_ui(ui, false, Command::Edit(Edit::Alerts(none)), None, commands);
        }
        ui.separator();
        item_ui(ui, false, Command::ShowTab(Tab::Alerts), Some("All alerts"), commands);
    });
}

fn item_ui(ui: &mut Ui, chosen: bool, command: Command, words: Option<&str>, commands: &mut Vec<Command>) {
    let info = command.info();
    let (words, tooltip) = match words {
        Some("Once") => ("Once", "Be told the first time; it can be armed again"),
        Some("Every time") => ("Every time", "Be told of every crossing, once a row"),
        Some(words) => (words, info.tooltip),
        None => (info.caption, info.tooltip),
    };
    if ui.add(Button::selectable(chosen, words)).on_hover_text(tooltip).clicked() {
        if !chosen {
            commands.push(command);
        }
        ui.close();
    }
}

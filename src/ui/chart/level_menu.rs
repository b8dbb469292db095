//! The context menu of a level.
//!
//! Reads the level and what lies near it; everything it does is one command. What moves
//! a locked level or takes it away is disabled and says why.

use egui::{Button, Ui};

use crate::app::command::{Command, Dialog};
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::domain::format::grouped;
use crate::domain::level::{Level, LevelId, LevelKind};
use crate::domain::time::UnixSecs;
use crate::ui::chart::alert_menu::alert_menu_ui;
use crate::ui::chart::levels::Part;
use crate::ui::chart::target::{moved_to, nearby};

/// Why something is disabled.
const LOCKED: &str = "Locked: unlock it first";

/// Everything that can be done with a level; `time` is the moment it was pointed at.
pub fn level_menu_ui(
    ui: &mut Ui,
    state: &AppState,
    (id, part): (LevelId, Part),
    time: UnixSecs,
    commands: &mut Vec<Command>,
) {
    let Some(level) = state.document().level(id) else { return };
    let free = !level.locked;
    // The level was selected by the click that opened the menu; so its key stands beside it.
    item_ui(ui, free, Command::TypePriceOfSelected, commands);
    ui.menu_button("Kind", |ui| {
        for kind in LevelKind::ALL {
            item_ui(ui, kind != level.kind, Command::Edit(Edit::SetLevelKind { id, kind }), commands);
        }
    });
    ui.add_enabled_ui(free, |ui| {
        let response =
            ui.menu_button("Snap to", |ui| snap_ui(ui, state, level, part, time, commands)).response;
        response.on_disabled_hover_text(LOCKED);
    });
    alert_menu_ui(ui, state, level, commands);
    item_ui(ui, true, Command::ShowDialog(Some(Dialog::LevelWords(id))), commands);
    ui.separator();
    item_ui(ui, true, Command::Edit(Edit::CloneLevel { id }), commands);
    item_ui(ui, true, Command::Edit(Edit::LockLevel { id, locked: free }), commands);
    item_ui(ui, true, Command::Edit(Edit::HideLevel { id, hidden: true }), commands);
    ui.separator();
    item_ui(ui, free, Command::Edit(Edit::DeleteLevel { id }), commands);
}

/// What lies near, nearest first.
fn snap_ui(
    ui: &mut Ui,
    state: &AppState,
    level: &Level,
    part: Part,
    time: UnixSecs,
    commands: &mut Vec<Command>,
) {
    let near = nearby(state, level, part, time);
    if near.is_empty() {
        ui.add_enabled(false, Button::new("Nothing lies near"));
    }
    for target in near {
        let price = grouped(target.price, 0);
        let name = target.name.strip_prefix(&price).unwrap_or(&target.name).trim_start();
        let words = format!("{} {name}", state.settings().numbers.of(price.as_str()));
        let place = moved_to(level.place, part, target.price, time);
        let command = Command::Edit(Edit::MoveLevel { id: level.id, place });
        let info = command.info();
        let enabled = place.check().is_ok();
        if ui.add_enabled(enabled, Button::new(words)).on_hover_text(info.tooltip).clicked() {
            commands.push(command);
            ui.close();
        }
    }
}

fn item_ui(ui: &mut Ui, enabled: bool, command: Command, commands: &mut Vec<Command>) {
    let info = command.info();
    let mut button = Button::new(info.caption);
    if let Some(shortcut) = info.shortcut {
        button = button.shortcut_text(shortcut.to_string());
    }
    let response = ui.add_enabled(enabled, button).accessible_name(info.caption);
    let response = response.on_hover_text(info.tooltip);
    let response = response.on_disabled_hover_text(match command {
        Command::Edit(Edit::SetLevelKind { .. }) => "This is its kind already",
        _ => LOCKED,
    });
    if response.clicked() {
        commands.push(command);
        ui.close();
    }
}

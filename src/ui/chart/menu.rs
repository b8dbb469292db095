//! The context menu of the price pane.

use egui::{Response, Ui};

use crate::app::command::{Command, LineTool};
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::app::view::AxisId;
use crate::domain::format::grouped;
use crate::domain::level::{LevelKind, Place};
use crate::domain::time::UnixSecs;
use crate::ui::chart::level_menu::level_menu_ui;
use crate::ui::chart::pane_menu::copies_ui;
use crate::ui::chart::target::Target;

/// Where the menu was asked for.
#[derive(Clone, Debug)]
pub struct MenuPlace {
    /// What was under the pointer.
    pub target: Option<Target>,
    /// The pane.
    pub pane: String,
    /// The price there, USD; only on the price pane.
    pub price: Option<f64>,
    /// The value there as the axis writes it.
    pub value: String,
    /// The day there.
    pub time: UnixSecs,
}

/// The menu of what was under the pointer.
pub fn context_menu_ui(
    response: &Response,
    state: &AppState,
    place: Option<&MenuPlace>,
    commands: &mut Vec<Command>,
) {
    response.context_menu(|ui| {
        let Some(place) = place else {
            ui.label("Nothing to do here");
            return;
        };
        match &place.target {
            Some(Target::Level { id, part }) => {
                level_menu_ui(ui, state, (*id, *part), place.time, commands);
            }
            Some(Target::Waypoint { scenario, index }) => {
                let target = state
                    .document()
                    .scenario(scenario)
                    .and_then(|held| held.waypoints.get(*index))
                    .is_some_and(|waypoint| waypoint.target);
                let edit = Edit::RemoveWaypoint { scenario: scenario.clone(), index: *index };
                item_ui(ui, !target, Command::Edit(edit), commands);
                scenario_menu_ui(ui, scenario, commands);
            }
            Some(Target::Path { scenario }) => {
                if let Some(price) = place.price {
                    let edit = Edit::AddWaypoint { scenario: scenario.clone(), date: place.time, price };
                    item_ui(ui, true, Command::Edit(edit), commands);
                }
                scenario_menu_ui(ui, scenario, commands);
            }
            None => ground_menu_ui(ui, state, place, commands),
        }
    });
}

fn ground_menu_ui(ui: &mut Ui, state: &AppState, place: &MenuPlace, commands: &mut Vec<Command>) {
    if let Some(price) = place.price {
        let likely = state.likely_kind(price);
        let others = LevelKind::ALL.into_iter().filter(|kind| *kind != likely);
        for kind in std::iter::once(likely).chain(others) {
            let word = if kind == LevelKind::Neutral { "neutral level" } else { kind.word() };
            let words = format!("Add {word} at ${}", grouped(price, 0));
            if ui.button(words).clicked() {
                let edit = Edit::AddLevel { kind, place: Place::Price(price) };
                commands.push(Command::Edit(edit));
                ui.close();
            }
        }
        for tool in LineTool::ALL {
            item_ui(ui, true, Command::DrawLine(tool), commands);
        }
        ui.separator();
    }
    let axis = AxisId::right(&place.pane);
    item_ui(ui, state.view().taken(&axis).is_some(), Command::FitAxis(axis), commands);
    ui.separator();
    let note = Edit::AddNote { at: place.time, price: None, title: String::new() };
    item_ui(ui, true, Command::Edit(note), commands);
    if let Some(pane) = state.panes().iter().find(|pane| pane.id == place.pane) {
        ui.separator();
        copies_ui(ui, state, pane, Some(place.time), Some(&place.value), commands);
    }
}

fn scenario_menu_ui(ui: &mut Ui, scenario: &str, commands: &mut Vec<Command>) {
    let id = scenario.to_owned();
    item_ui(ui, true, Command::Edit(Edit::CloneScenario { scenario: id.clone() }), commands);
    item_ui(ui, true, Command::Edit(Edit::HideScenario { scenario: id, hidden: true }), commands);
}

fn item_ui(ui: &mut Ui, enabled: bool, command: Command, commands: &mut Vec<Command>) {
    let info = command.info();
    let button = ui.add_enabled(enabled, egui::Button::new(info.caption)).on_hover_text(info.tooltip);
    if button.clicked() {
        commands.push(command);
        ui.close();
    }
}

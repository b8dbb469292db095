//! What mining earns and costs, at a price and as the user supposes.

use egui::Ui;

use crate::app::command::Command;
use crate::app::state::AppState;

/// The panel.
pub fn miners_ui(_ui: &mut Ui, _state: &AppState, _commands: &mut Vec<Command>) {}

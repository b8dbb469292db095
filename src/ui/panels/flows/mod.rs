//! ETF flows: the table of sessions and funds, sums and cost bases.

use egui::Ui;

use crate::app::command::Command;
use crate::app::state::AppState;

/// The panel.
pub fn flows_ui(_ui: &mut Ui, _state: &AppState, _commands: &mut Vec<Command>) {}

//! The panels and the small windows.
//!
//! Panels ask, the app does: each reads the state and pushes commands, none
//! changes anything. What only concerns a panel itself (a text half typed, the
//! order of a table) lives in egui's memory and is forgotten with the window.

pub mod about;
pub mod activity;
pub mod alerts;
pub mod as_known;
pub mod data;
pub mod dialog;
pub mod empty;
pub mod export_picture;
pub mod export_table;
pub mod first_fetch;
pub mod flows;
pub mod go_to_date;
pub mod history;
pub mod import;
pub mod indicators;
pub mod level_words;
pub mod levels;
pub mod library;
pub mod miners;
pub mod notes;
pub mod palette;
pub mod place_text;
pub mod preferences;
pub mod reset_data;
pub mod scenarios;
pub mod set_price;
pub mod shortcuts;
pub mod type_path;

use egui::Ui;

use crate::app::command::{Command, Dialog};
use crate::app::state::AppState;

/// Whichever small window is open.
pub fn dialogs_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    import::import_ui(ui, state, commands);
    match state.dialog() {
        None => {}
        Some(Dialog::ImportAddress) => import::address_ui(ui, state, commands),
        Some(Dialog::About) => about::about_ui(ui, state, commands),
        Some(Dialog::Shortcuts) => shortcuts::shortcuts_ui(ui, state, commands),
        Some(Dialog::GoToDate) => go_to_date::go_to_date_ui(ui, state, commands),
        Some(Dialog::TypePath(purpose)) => {
            type_path::type_path_ui(ui, purpose, state, commands);
        }
        Some(Dialog::SetPrice(id)) => set_price::set_price_ui(ui, state, id, commands),
        Some(Dialog::Palette) => palette::palette_ui(ui, state, commands),
        Some(Dialog::ExportPicture) => export_picture::export_picture_ui(ui, state, commands),
        Some(Dialog::ExportTable) => export_table::export_table_ui(ui, state, commands),
        Some(Dialog::Preferences) => preferences::preferences_ui(ui, state, commands),
        Some(Dialog::Data(page)) => data::data_ui(ui, state, page, commands),
        Some(Dialog::ResetData) => reset_data::reset_data_ui(ui, state, commands),
        Some(Dialog::Indicators) => indicators::indicators_ui(ui, state, commands),
        Some(Dialog::Flows) => flows::flows_window_ui(ui, state, commands),
        Some(Dialog::AsKnown) => as_known::as_known_ui(ui, state, commands),
        Some(Dialog::LevelWords(id)) => level_words::level_words_ui(ui, state, id, commands),
    }
}

/// Whether a small window is open, so that keys are meant for it.
pub fn is_dialog_open(state: &AppState) -> bool {
    state.dialog().is_some() || state.shows_import()
}

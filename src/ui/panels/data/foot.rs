//! The foot of the Data window: fetching everything, clearing, the folder, how large it is.

use egui::{Align, Button, Label, Layout, RichText, Ui};

use crate::app::command::{Command, Dialog};
use crate::app::data_command::DataCommand;
use crate::app::data_words::size_words;
use crate::app::state::AppState;
use crate::domain::age::until_words;
use crate::ui::theme::Theme;
use crate::ui::theme::style::SMALL;
use crate::ui::widgets::button::primary_button_ui;

/// The buttons; whether the window is to close.
pub(super) fn foot_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) -> bool {
    refresh_ui(ui, state, commands);
    let mut closed = false;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        closed = ui.button("Close").clicked();
        let folder = DataCommand::RevealDataFolder;
        let no_folder = "The data live in memory only, there is no folder";
        button_ui(ui, Command::Data(folder), state.folders().is_some(), no_folder, commands);
        let none = "Only the case file is here";
        let any = state.data_overview().series.iter().any(|status| !status.key.source.is_case_file());
        button_ui(ui, Command::ShowDialog(Some(Dialog::ResetData)), any, none, commands);
        let theme = Theme::of(ui);
        let bytes = state.data_overview().cache_bytes;
        if bytes > 0 {
            let size = theme.numbers.of(format!("Cache {}", size_words(bytes)));
            ui.label(RichText::new(size).size(SMALL).color(theme.text_weak));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let words = RichText::new(progress_words(state)).size(SMALL).color(theme.text_weak);
            ui.add(Label::new(words).truncate());
        });
    });
    closed
}

fn refresh_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    if state.is_refreshing() {
        let command = Command::Data(DataCommand::StopRefresh);
        let info = command.info();
        if ui.button(info.caption).on_hover_text(info.tooltip).clicked() {
            commands.push(command);
        }
        return;
    }
    let command = Command::Data(DataCommand::Refresh(Vec::new()));
    let info = command.info();
    let why_not = state.why_not_refreshed();
    let response = ui.add_enabled_ui(why_not.is_none(), |ui| primary_button_ui(ui, info.caption)).inner;
    let response = response.on_hover_text(info.tooltip).on_disabled_hover_text(why_not.unwrap_or_default());
    if response.clicked() {
        commands.push(command);
    }
}

/// How far a refresh is, else when the next one begins.
fn progress_words(state: &AppState) -> String {
    if state.is_refreshing() {
        let job = state.running_jobs().iter().find(|job| job.title.contains("efresh"));
        return match job.map(|job| job.progress.as_str()) {
            None | Some("") => "Refreshing …".to_owned(),
            Some(progress) => progress.to_owned(),
        };
    }
    match state.next_refresh() {
        Some(at) => format!("Next refresh {}", until_words(state.now(), at)),
        None => state.why_not_refreshed().unwrap_or_default().to_owned(),
    }
}

fn button_ui(ui: &mut Ui, command: Command, can: bool, why_not: &str, commands: &mut Vec<Command>) {
    let info = command.info();
    let response = ui.add_enabled(can, Button::new(info.caption));
    if response.on_hover_text(info.tooltip).on_disabled_hover_text(why_not).clicked() {
        commands.push(command);
    }
}

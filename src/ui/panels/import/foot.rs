//! The buttons under an import, and how far its work is.

use egui::{Align, Button, Key, Layout, RichText, Spinner, Ui};

use crate::app::command::Command;
use crate::app::import::{Filling, ImportCommand, ImportWindow};
use crate::app::state::AppState;
use crate::ui::panels::import::{Keyboard, has_table, is_asking, is_new};
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;

/// Import, Import all, Cancel, Cancel all; what is being done at the right. Enter says yes
/// while nothing else has the keyboard.
pub(super) fn foot_ui(
    ui: &mut Ui,
    open: &ImportWindow,
    state: &AppState,
    keyboard: Keyboard,
    commands: &mut Vec<Command>,
) {
    let place = state.import_place();
    let waits = place.of > place.number;
    let changes = state.import_changes_something();
    let is_ready = open.is_ready() && changes;
    let info = Command::ConfirmImport.info();
    let yes = ui.add_enabled_ui(is_ready, |ui| primary_button_ui(ui, info.caption)).inner;
    let yes = yes.on_hover_text(info.tooltip).on_disabled_hover_text(why_not(open));
    let mut confirmed = yes.clicked();
    if is_ready && is_new(ui, &open.place()) {
        yes.request_focus();
    }
    if waits {
        let command = Command::Import(ImportCommand::ConfirmAll);
        let info = command.info();
        let all = ui.add_enabled(open.is_ready(), Button::new(info.caption)).on_hover_text(info.tooltip);
        if all.on_disabled_hover_text(why_not(open)).clicked() {
            commands.push(command);
        }
    }
    let info = Command::CancelImport.info();
    let caption = match (open.filling(), waits) {
        (Filling::No, true) => "Skip this file",
        _ => info.caption,
    };
    let caption = if open.is_cancelling() { "Cancelling…" } else { caption };
    let cancel = ui.add_enabled(!open.is_cancelling(), Button::new(caption));
    if cancel.on_hover_text(info.tooltip).clicked() {
        commands.push(Command::CancelImport);
        return;
    }
    if waits {
        let command = Command::Import(ImportCommand::CancelAll);
        let info = command.info();
        if ui.add(Button::new(info.caption)).on_hover_text(info.tooltip).clicked() {
            commands.push(command);
            return;
        }
    }
    confirmed |= is_ready && keyboard == Keyboard::Free && ui.input(|input| input.key_pressed(Key::Enter));
    if confirmed {
        commands.push(Command::ConfirmImport);
    }
    // While there is nothing else in the window, it is said in the middle of it.
    if has_table(open) || open.trouble().is_some() {
        work_ui(ui, open, state.import_progress());
    }
}

fn work_ui(ui: &mut Ui, open: &ImportWindow, progress: &str) {
    if open.filling() == Filling::No {
        return;
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let words = work_words(open, progress);
        ui.label(RichText::new(words).color(Theme::of(ui).text));
        ui.add(Spinner::new().size(14.0));
    });
}

/// What is being done, and how far it is.
pub(super) fn work_words(open: &ImportWindow, progress: &str) -> String {
    let word = match open.filling() {
        Filling::Reading if open.preview().is_some() => "Reading again",
        Filling::No | Filling::Reading => "Reading",
        Filling::Storing if open.is_cancelling() => return "Cancelling…".to_owned(),
        Filling::Storing => "Storing",
    };
    if progress.is_empty() { format!("{word} …") } else { format!("{word}: {progress}") }
}

fn why_not(open: &ImportWindow) -> &'static str {
    match open.filling() {
        Filling::Reading => "The file is being read",
        Filling::Storing => "It is being stored",
        Filling::No if open.is_ready() => "Every row is in the library already",
        Filling::No if is_asking(open) => "Answer the question first",
        Filling::No => "The file is not understood yet",
    }
}

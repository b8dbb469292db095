//! A date to type, and what is wrong with it while it is typed.
//!
//! Knows how the window looks; what a date is and what the data cover is the app's.

use egui::{Button, Id, Key, RichText, TextEdit, Ui};

use crate::app::command::Command;
use crate::app::state::AppState;
use crate::ui::panels::dialog::{Closing, dialog_ui, keep_typed};
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;
use crate::ui::widgets::text::small_print_ui;

/// The window of [`crate::app::command::Dialog::GoToDate`].
pub fn go_to_date_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let memory = Id::unique("typed date");
    let mut text: String = ui.data(|data| data.get_temp(memory)).unwrap_or_default();
    let theme = Theme::of(ui);
    let (mut entered, mut pressed, mut cancelled) = (false, false, false);
    let can_go = state.date_to_go_to(&text).is_ok();
    let closing = dialog_ui(
        ui,
        "go to date",
        "Go to date",
        400.0,
        |ui| {
            let field =
                TextEdit::singleline(&mut text).desired_width(f32::INFINITY).hint_text("2026-02-05 13:00");
            let response = ui.add(field).accessible_name("Date");
            if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                entered = true;
            } else if ui.memory(|memory| memory.focused().is_none()) {
                response.request_focus();
            }
            small_print_ui(ui, state.data_bounds_words());
            // Of two lines' height whatever it says, so that the buttons stay put.
            ui.scope(|ui| {
                ui.set_min_height(32.0);
                if let (false, Err(sentence)) = (text.trim().is_empty(), state.date_to_go_to(&text)) {
                    ui.label(RichText::new(sentence).small().color(theme.danger));
                }
            });
        },
        |ui| {
            ui.add_enabled_ui(can_go, |ui| {
                pressed = primary_button_ui(ui, "Go").clicked();
            });
            cancelled = ui.add(Button::new("Cancel")).clicked();
        },
    );
    let done = match (entered || pressed, state.date_to_go_to(&text)) {
        (true, Ok(time)) => {
            commands.extend([Command::ShowDialog(None), Command::GoToDate(time)]);
            true
        }
        _ if cancelled || closing != Closing::No => {
            commands.push(Command::ShowDialog(None));
            true
        }
        _ => false,
    };
    keep_typed(ui, memory, (!done).then_some(text));
}

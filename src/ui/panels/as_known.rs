//! A past day to type, to see what was known then.
//!
//! Knows how the window looks; what can be looked back at is the app's.

use egui::{Button, Id, Key, RichText, TextEdit, Ui};

use crate::app::command::Command;
use crate::app::data_command::DataCommand;
use crate::app::state::AppState;
use crate::domain::format::grouped;
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::ui::panels::dialog::{Closing, dialog_ui, keep_typed};
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;
use crate::ui::widgets::text::small_print_ui;

/// Days with revisions that are offered.
const MOST_OFFERED: usize = 6;

/// The window of [`crate::app::command::Dialog::AsKnown`].
pub fn as_known_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let memory = Id::unique("typed past day");
    let mut text: String = ui.data(|data| data.get_temp(memory)).unwrap_or_default();
    let theme = Theme::of(ui);
    let (mut entered, mut pressed, mut cancelled) = (false, false, false);
    let mut chosen = None;
    let can_show = state.day_to_look_back_at(&text).is_ok();
    let closing = dialog_ui(
        ui,
        "as known",
        "As known on",
        400.0,
        |ui| {
            let field = TextEdit::singleline(&mut text).desired_width(f32::INFINITY).hint_text("2026-02-05");
            let response = ui.add(field).accessible_name("Past day");
            if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                entered = true;
            } else if ui.memory(|memory| memory.focused().is_none()) {
                response.request_focus();
            }
            small_print_ui(ui, state.known_since_words());
            // Of two lines' height whatever it says, so that the buttons stay put.
            ui.scope(|ui| {
                ui.set_min_height(32.0);
                if let (false, Err(sentence)) = (text.trim().is_empty(), state.day_to_look_back_at(&text)) {
                    ui.label(RichText::new(sentence).small().color(theme.danger));
                }
            });
            chosen = revised_ui(ui, state);
        },
        |ui| {
            ui.add_enabled_ui(can_show, |ui| {
                pressed = primary_button_ui(ui, "Show").clicked();
            });
            cancelled = ui.add(Button::new("Cancel")).clicked();
        },
    );
    let typed = || state.day_to_look_back_at(&text).ok().filter(|_| entered || pressed);
    let done = match chosen.or_else(typed) {
        Some(day) => {
            commands.push(Command::ShowDialog(None));
            commands.push(Command::Data(DataCommand::ShowAsKnown(Some(day))));
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

/// The days before values were revised, to be chosen with one click.
fn revised_ui(ui: &mut Ui, state: &AppState) -> Option<UnixSecs> {
    let revised = state.known_days().map_or(&[][..], |days| &days.revised);
    let mut chosen = None;
    for (day, count) in revised.iter().take(MOST_OFFERED) {
        let before = UnixSecs(day.0 - DAY_SECS);
        if state.day_to_look_back_at(&before.iso_date()).is_err() {
            continue;
        }
        let values = if *count == 1 {
            "a value was".to_owned()
        } else {
            format!("{} values were", grouped(*count as f64, 0))
        };
        let words = format!("{}, the day before {values} revised", before.day_label());
        if ui.add(Button::new(words)).clicked() {
            chosen = Some(before);
        }
    }
    chosen
}

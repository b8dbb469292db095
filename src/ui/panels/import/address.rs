//! An address to type, to fetch a table from.

use egui::{Button, Id, Key, Label, RichText, TextEdit, Ui};

use crate::app::command::Command;
use crate::app::import::ImportCommand;
use crate::app::state::AppState;
use crate::ui::panels::dialog::{Closing, dialog_ui, keep_typed};
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;
use crate::ui::widgets::text::small_print_ui;

/// The window of [`crate::app::command::Dialog::ImportAddress`].
pub fn address_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let memory = Id::unique("typed import address");
    let typed: Option<String> = ui.data(|data| data.get_temp(memory));
    let mut text = typed.unwrap_or_else(|| state.import_address().to_owned());
    let (mut entered, mut pressed, mut cancelled) = (false, false, false);
    let before = text.clone();
    let closing = dialog_ui(
        ui,
        "import address",
        "Import from an address",
        520.0,
        |ui| entered = field_ui(ui, state, &mut text),
        |ui| {
            let is_right = state.check_import_address(&before).is_ok();
            ui.add_enabled_ui(is_right, |ui| pressed = primary_button_ui(ui, "Fetch").clicked());
            cancelled = ui.add(Button::new("Cancel")).clicked();
        },
    );
    entered &= state.check_import_address(&text).is_ok();
    let done = if entered || pressed {
        commands.push(Command::Import(ImportCommand::ReadAddress(text.trim().to_owned())));
        true
    } else if cancelled || closing != Closing::No {
        commands.push(Command::ShowDialog(None));
        true
    } else {
        false
    };
    keep_typed(ui, memory, (!done).then_some(text));
}

/// The field and what is wrong with what is typed; whether Enter was pressed.
fn field_ui(ui: &mut Ui, state: &AppState, text: &mut String) -> bool {
    let mut entered = false;
    let field =
        TextEdit::singleline(text).desired_width(f32::INFINITY).hint_text("https://example.org/prices.csv");
    let response = ui.add(field).accessible_name("Address");
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        entered = true;
    } else if ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    match state.check_import_address(text) {
        Err(why) if !text.trim().is_empty() => {
            let words = RichText::new(large(&why)).small();
            ui.add(Label::new(words.color(Theme::of(ui).danger)).wrap());
        }
        _ => {
            small_print_ui(ui, "Only this address is asked, and nothing is stored before you say Import");
        }
    }
    entered
}

/// The first letter large.
fn large(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

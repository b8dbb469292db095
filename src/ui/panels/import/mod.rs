//! What was understood of a file, before anything of it is stored.
//!
//! Shows everything the reader decided, so that a wrong unit or a wrong day is
//! seen here and not on the chart, and asks what only the user can know. Says
//! what is to be done and stores nothing itself.

mod address;
mod changes;
mod columns;
mod foot;
mod head;
mod question;
mod table;

use egui::{Id, Popup, RichText, Spinner, Ui};

use crate::app::command::Command;
use crate::app::import::{Filling, ImportCommand, ImportWindow, Trouble};
use crate::app::state::AppState;
use crate::ui::panels::dialog::{Closing, dialog_ui};
use crate::ui::theme::Theme;

pub use crate::ui::panels::import::address::address_ui;

/// Widest window, in points.
const WIDTH: f32 = 1_480.0;
/// Width while there is only progress to show, in points.
const NARROW: f32 = 480.0;
/// What stands around the body: the window's frame, heading and buttons, and some ground, in points.
const AROUND_BODY: f32 = 172.0;
/// Highest body, in points.
const TALLEST: f32 = 860.0;
/// Least height of the table and what is beside it, in points.
const LEAST_COLUMNS: f32 = 150.0;
/// Share of the width that the table has.
const TABLE_SHARE: f32 = 0.62;
/// Room between the table and what is beside it, in points.
const GAP: f32 = 20.0;

/// Where it is kept what was shown last.
const SHOWN_LAST: &str = "import shown last";

/// Whether something in the window has the keyboard.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keyboard {
    /// Nothing has: Enter says yes.
    Free,
    /// Keys are someone's.
    Taken,
}

/// The window of the import that is open, if it is to be seen.
pub fn import_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let open = state.import_window().filter(|_| state.shows_import());
    keep_focus(ui, open.is_some());
    let Some(open) = open else { return };
    let has_table = has_table(open);
    let place = state.import_place();
    let title = match place.of {
        0 | 1 => format!("Import {}", open.name()),
        of => format!("Import {} ({} of {of})", open.name(), place.number),
    };
    // As they are before this frame: a field or a menu that a key closes has that key to itself.
    let typing = ui.ctx().text_edit_focused() || Popup::is_any_open(ui.ctx());
    let is_free = !typing && ui.memory(|memory| memory.focused().is_none());
    let keyboard = if is_free { Keyboard::Free } else { Keyboard::Taken };
    let (mut asked, mut below) = (Vec::new(), Vec::new());
    let closing = dialog_ui(
        ui,
        "import",
        &title,
        if has_table { WIDTH } else { NARROW },
        |ui| {
            if has_table {
                body_ui(ui, open, state, &mut asked);
            } else if let Some(trouble) = open.trouble() {
                question::trouble_ui(ui, trouble, &mut asked);
            } else {
                progress_ui(ui, open, state.import_progress());
            }
        },
        |ui| foot::foot_ui(ui, open, state, keyboard, &mut below),
    );
    commands.append(&mut asked);
    commands.append(&mut below);
    if closing == Closing::ByKey && !typing {
        commands.push(Command::CancelImport);
    }
}

/// Remembers who had the keyboard when the window opened, and gives it back when it closes.
fn keep_focus(ui: &Ui, is_open: bool) {
    let memory = Id::unique("focus before the import");
    let before: Option<Option<Id>> = ui.data(|data| data.get_temp(memory));
    match (is_open, before) {
        (true, None) => {
            let focused = ui.memory(egui::Memory::focused);
            ui.data_mut(|data| data.insert_temp(memory, focused));
        }
        (false, Some(before)) => {
            ui.data_mut(|data| data.remove::<Option<Id>>(memory));
            forget_shown(ui);
            if let Some(id) = before {
                ui.memory_mut(|memory| memory.request_focus(id));
            }
        }
        _ => {}
    }
}

/// Whether there are columns to show.
fn has_table(open: &ImportWindow) -> bool {
    open.preview().is_some() || open.head().is_some()
}

/// What runs, and how far it is.
fn progress_ui(ui: &mut Ui, open: &ImportWindow, progress: &str) {
    ui.horizontal(|ui| {
        ui.add(Spinner::new().size(14.0));
        ui.label(RichText::new(foot::work_words(open, progress)).color(Theme::of(ui).text));
    });
}

fn body_ui(ui: &mut Ui, open: &ImportWindow, state: &AppState, commands: &mut Vec<Command>) {
    let top = ui.cursor().top();
    let height = (ui.ctx().content_rect().height() - AROUND_BODY).clamp(240.0, TALLEST);
    let waits = open.filling() != Filling::No;
    // What is shown while it is read again is of before: seen, but not to be answered.
    if waits {
        ui.multiply_opacity(0.55);
    }
    head::head_ui(ui, open, commands);
    if let Some(trouble) = open.trouble() {
        ui.add_space(8.0);
        question::trouble_ui(ui, trouble, commands);
    }
    ui.add_space(10.0);
    let left = (height - (ui.cursor().top() - top)).max(LEAST_COLUMNS);
    let whole = ui.available_width();
    let understood = open.preview().filter(|_| open.trouble().is_none());
    let table = if understood.is_some() { (whole - GAP) * TABLE_SHARE } else { whole };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        column_ui(ui, "import table", table, left, |ui| table::table_ui(ui, open, left, commands));
        if let Some(preview) = understood {
            ui.add_space(GAP);
            column_ui(ui, "import changes", whole - table - GAP, left, |ui| {
                changes::changes_ui(ui, open, preview, state, left, commands);
            });
        }
    });
}

/// A part of a body, of this size.
fn column_ui(ui: &mut Ui, name: &str, width: f32, height: f32, content: impl FnOnce(&mut Ui)) {
    let (_, rect) = ui.allocate_space(egui::vec2(width, height));
    let layout = egui::Layout::top_down(egui::Align::Min);
    ui.scope_builder(egui::UiBuilder::new().id_salt(name).max_rect(rect).layout(layout), |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        content(ui);
    });
}

/// Reads the file again with other answers.
fn answer(answers: crate::app::import::Answers) -> Command {
    Command::Import(ImportCommand::Answer(answers))
}

/// Whether the window asks something.
fn is_asking(open: &ImportWindow) -> bool {
    matches!(open.trouble(), Some(Trouble::Question(_)))
}

/// The next window is new, whatever it shows.
fn forget_shown(ui: &Ui) {
    ui.data_mut(|data| data.remove::<String>(Id::unique(SHOWN_LAST)));
}

/// Whether this is the first frame in which `what` is shown, until another is.
fn is_new(ui: &Ui, what: &str) -> bool {
    let memory = Id::unique(SHOWN_LAST);
    let last: Option<String> = ui.data(|data| data.get_temp(memory));
    if last.as_deref() == Some(what) {
        return false;
    }
    ui.data_mut(|data| data.insert_temp(memory, what.to_owned()));
    true
}

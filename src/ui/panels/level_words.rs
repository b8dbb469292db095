//! Note and source of one level, for whoever comes from the chart.
//!
//! Knows how the window looks; what may be written on a level is the model's. What is typed is
//! kept until it is saved; Esc and Cancel give it up.

use egui::{Button, Context, Id, Key, Label, Modifiers, RichText, TextEdit, Ui};

use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::level_edits::level_words;
use crate::app::state::AppState;
use crate::domain::format::grouped;
use crate::domain::level::LevelId;
use crate::domain::level_words::{MAX_LEVEL_NOTE_CHARS, MAX_LEVEL_SOURCE_CHARS};
use crate::ui::panels::dialog::{Closing, dialog_ui, keep_typed};
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;
use crate::ui::widgets::text::small_print_ui;

/// What is typed and not yet saved.
#[derive(Clone)]
struct Typed {
    id: LevelId,
    note: String,
    source: String,
}

fn memory() -> Id {
    Id::unique("typed words of a level")
}

/// Drops what is typed: the level is one of another workspace.
pub fn forget_typed(ctx: &Context) {
    ctx.data_mut(|data| data.remove::<Typed>(memory()));
}

/// The window of [`crate::app::command::Dialog::LevelWords`].
pub fn level_words_ui(ui: &Ui, state: &AppState, id: LevelId, commands: &mut Vec<Command>) {
    let Some(level) = state.document().level(id) else {
        commands.push(Command::ShowDialog(None));
        return;
    };
    let memory = memory();
    let kept = ui.data(|data| data.get_temp::<Typed>(memory)).filter(|typed| typed.id == id);
    let is_new = kept.is_none();
    let mut typed =
        kept.unwrap_or_else(|| Typed { id, note: level.note.clone(), source: level.source.clone() });
    let (mut entered, mut pressed, mut cancelled) = (false, false, false);
    // Before the note sees it, which would begin a line.
    let by_key = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    let title = Theme::of(ui).numbers.of(format!("Note and source of {}", level_words(level)));
    let closing = dialog_ui(
        ui,
        "level words",
        &title,
        480.0,
        |ui| {
            ui.label("Note");
            let field = TextEdit::multiline(&mut typed.note)
                .char_limit(MAX_LEVEL_NOTE_CHARS)
                .desired_width(f32::INFINITY)
                .desired_rows(6)
                .hint_text("What speaks for this level");
            let note = ui.add(field).accessible_name("Note");
            if is_new {
                note.request_focus();
            }
            ui.add_space(8.0);
            ui.label("Source");
            let field = TextEdit::singleline(&mut typed.source)
                .char_limit(MAX_LEVEL_SOURCE_CHARS)
                .desired_width(f32::INFINITY)
                .hint_text("Who named it, or an address");
            let source = ui.add(field).accessible_name("Source");
            // Enter begins a line in the note, ends the window in the source or with Ctrl.
            entered = source.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            left_ui(ui, &typed.note);
        },
        |ui| {
            pressed = primary_button_ui(ui, "Save").clicked();
            cancelled = ui.add(Button::new("Cancel")).clicked();
        },
    );
    let saves = entered || pressed || by_key;
    if saves {
        let edits = [
            (typed.note != level.note).then(|| Edit::SetLevelNote { id, note: typed.note.clone() }),
            (typed.source != level.source).then(|| Edit::SetLevelSource { id, source: typed.source.clone() }),
        ];
        commands.extend(edits.into_iter().flatten().map(Command::Edit));
    }
    // A click beside the window may be a slip: what was typed by then is not lost to it.
    let is_changed = typed.note != level.note || typed.source != level.source;
    let beside = closing == Closing::ByClickBeside && !is_changed;
    let done = saves || cancelled || closing == Closing::ByKey || beside;
    if done {
        commands.push(Command::ShowDialog(None));
    }
    keep_typed(ui, memory, (!done).then_some(typed));
}

/// How much room a long note has left.
fn left_ui(ui: &mut Ui, note: &str) {
    const TELL_BELOW: usize = 500;
    let left = MAX_LEVEL_NOTE_CHARS.saturating_sub(note.chars().count());
    let words = match left {
        0 => "No room left in the note".to_owned(),
        left if left < TELL_BELOW => format!("{} characters left in the note", grouped(left as f64, 0)),
        _ => {
            small_print_ui(ui, "Ctrl+Enter saves");
            return;
        }
    };
    let colour = Theme::of(ui).text;
    ui.add(Label::new(RichText::new(words).small().color(colour)));
}

//! Rows of the preferences for keys: what is pressed is bound, unless it is taken.

use egui::{Button, Event, Key, RichText, Ui};

use super::Rows;
use crate::app::command::{Command, NudgeStep};
use crate::app::command_name::NAMED;
use crate::app::setting_change::SettingChange;
use crate::ui::key_press::shortcut_pressed;
use crate::ui::theme::Theme;
use crate::ui::widgets::text::small_print_ui;

/// Width of the button with the key.
const KEY_WIDTH: f32 = 130.0;

/// The command that waits for its key, and what was said of the last try.
#[derive(Clone, Default)]
pub struct Recording {
    waits: Option<&'static str>,
    refused: Option<(&'static str, String)>,
}

/// A row for every command that a key can ask for.
pub fn keys_ui(ui: &mut Ui, rows: &mut Rows<'_>, recording: &mut Recording) {
    if rows.search.is_empty() {
        small_print_ui(ui, "Click a key and press another; Esc leaves it as it was");
        ui.add_space(4.0);
    }
    record(ui, rows, recording);
    for (name, command) in NAMED {
        let (info, caption) = (command.info(), row_caption(command));
        let key = rows.state.shortcut_of(command);
        let words = key.map_or_else(|| "none".to_owned(), |key| key.to_string());
        // The key itself can be searched for as well.
        if !rows.has(&caption) && !rows.has(&words) {
            continue;
        }
        let search = std::mem::take(&mut rows.search);
        rows.row_ui(ui, &caption, info.tooltip, |rows, ui| {
            let waits = recording.waits == Some(*name);
            let text = if waits { "Press a key…".to_owned() } else { words };
            let button = ui.add(Button::new(text).selected(waits).min_size(egui::vec2(KEY_WIDTH, 0.0)));
            let button = button.accessible_name(format!("Key of {caption}"));
            if button.clicked() {
                *recording = Recording { waits: Some(name), refused: None };
            }
            if rows.state.settings().keys.contains_key(name) {
                let reset =
                    ui.add(Button::new("Reset")).on_hover_text("Give this command the key it came with");
                if reset.accessible_name(format!("Reset key of {caption}")).clicked() {
                    try_to(rows, recording, name, SettingChange::ResetShortcut(name));
                }
            }
            if key.is_some() {
                let clear = ui.add(Button::new("Clear")).on_hover_text("Leave this command without a key");
                if clear.accessible_name(format!("Clear key of {caption}")).clicked() {
                    try_to(rows, recording, name, SettingChange::Shortcut(name, None));
                }
            }
        });
        rows.search = search;
        if let Some((_, sentence)) = recording.refused.as_ref().filter(|(refused, _)| refused == name) {
            let colour = Theme::of(ui).danger;
            ui.label(RichText::new(sentence).small().color(colour));
        }
    }
}

/// The caption of a command where no menu around it says what it is of.
fn row_caption(command: &Command) -> String {
    let caption = command.info().caption.trim_end_matches('…');
    let of = match command {
        Command::Nudge(_, NudgeStep::Fine) => return format!("{caption} a tenth of a step"),
        Command::Nudge(_, NudgeStep::One) => return format!("{caption} a step"),
        Command::Nudge(_, NudgeStep::Ten) => return format!("{caption} ten steps"),
        Command::SetTheme(_) => "Theme",
        Command::SetTimeZone(_) => "Time zone",
        Command::ShowTab(_) => "Tab",
        Command::ApplyPreset(_) => "Range",
        Command::ScaleUp | Command::ScaleDown | Command::ScaleReset => "Size",
        _ => return caption.to_owned(),
    };
    format!("{of}: {caption}")
}

/// Takes the key that is pressed for the command that waits for one.
fn record(ui: &Ui, rows: &mut Rows<'_>, recording: &mut Recording) {
    let Some(name) = recording.waits else { return };
    let pressed = ui.input_mut(|input| {
        let at = input.events.iter().position(|event| {
            matches!(event, Event::Key { key: Key::Tab, pressed: true, .. })
                || shortcut_pressed(event).is_some()
        })?;
        // Nobody else is to act on it.
        let event = input.events.remove(at);
        input.events.retain(|event| !matches!(event, Event::Text(_)));
        Some(event)
    });
    let Some(event) = pressed else { return };
    recording.waits = None;
    match shortcut_pressed(&event) {
        Some(shortcut) if shortcut.key != crate::app::shortcut::Key::Escape => {
            try_to(rows, recording, name, SettingChange::Shortcut(name, Some(shortcut)));
        }
        _ => {}
    }
}

fn try_to(rows: &mut Rows<'_>, recording: &mut Recording, name: &'static str, change: SettingChange) {
    recording.refused = change.check(rows.state.settings()).err().map(|sentence| (name, sentence));
    if recording.refused.is_none() {
        rows.change(change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rows_have_the_same_caption() {
        let mut captions: Vec<String> = NAMED.iter().map(|(_, command)| row_caption(command)).collect();
        captions.sort();
        let doubled: Vec<_> = captions.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(doubled.is_empty(), "{doubled:?}");
    }
}

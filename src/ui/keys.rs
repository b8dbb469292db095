//! Keys of the program turned into egui's, and pressed keys into commands.

use egui::{Context, Event, Key as EguiKey, KeyboardShortcut, Modifiers};

use crate::app::command::{Command, Selection, TimeDirection};
use crate::app::shortcut::{Key, Shortcut};
use crate::app::state::AppState;
use crate::ui::chart::navigator::navigator_id;
use crate::ui::panels::is_dialog_open;

/// Commands for the keys pressed in this frame; none while a small window is
/// open, and only chords while text is typed.
pub fn pressed(ctx: &Context, state: &AppState, commands: &mut Vec<Command>) {
    if is_dialog_open(state) {
        return;
    }
    let typing = ctx.text_edit_focused();
    let navigating = ctx.memory(|memory| memory.has_focus(navigator_id()));
    for command in Command::with_shortcuts() {
        let Some(shortcut) = command.info().shortcut else { continue };
        // Only chords that no text field needs work while text is typed.
        if typing && (!shortcut.command || is_text_chord(shortcut)) {
            continue;
        }
        if !applies(&command, state) || (navigating && belongs_to_navigator(&command)) {
            continue;
        }
        let Some(keys) = egui_shortcut(shortcut) else { continue };
        while ctx.input_mut(|input| consume_exactly(input, &keys)) {
            commands.push(instead(command.clone(), state));
        }
    }
    redo_by_its_other_key(ctx, typing, commands);
    if !typing && ctx.input(|input| input.key_pressed(EguiKey::Escape)) {
        escape(ctx, state, commands);
    }
}

fn redo_by_its_other_key(ctx: &Context, typing: bool, commands: &mut Vec<Command>) {
    let other = KeyboardShortcut::new(Modifiers::COMMAND, EguiKey::Y);
    if !typing && ctx.input_mut(|input| consume_exactly(input, &other)) {
        commands.push(Command::Redo);
    }
}

/// Undo and redo inside a text field belong to the text.
fn is_text_chord(shortcut: Shortcut) -> bool {
    matches!(shortcut.key, Key::Char('Z'))
}

/// Takes one press of exactly these keys out of the frame's events.
///
/// Each event carries the modifiers of its own moment: on a slow frame the ones
/// of the frame's end may already have been let go.
fn consume_exactly(input: &mut egui::InputState, keys: &KeyboardShortcut) -> bool {
    let hit = input.events.iter().position(|event| match event {
        Event::Key { key, pressed: true, modifiers, .. } => {
            let exact = modifiers.matches_exact(keys.modifiers);
            // Plus needs Shift on many keyboards, and is the equals key without it.
            let unshifted = Modifiers { shift: false, ..*modifiers };
            let plus = matches!(key, EguiKey::Plus | EguiKey::Equals)
                && keys.logical_key == EguiKey::Plus
                && unshifted.matches_exact(keys.modifiers);
            (*key == keys.logical_key && exact) || plus
        }
        _ => false,
    });
    hit.map(|index| input.events.remove(index)).is_some()
}

/// Arrow keys and Delete act on what is selected; without a selection they pan or do nothing.
fn applies(command: &Command, state: &AppState) -> bool {
    let something = state.selection().is_some();
    match command {
        Command::Nudge(..) | Command::DeleteSelected | Command::ToggleLockSelected => something,
        _ => true,
    }
}

/// The navigator has the focus and sees to the keys of time itself.
fn belongs_to_navigator(command: &Command) -> bool {
    matches!(command, Command::Pan(_) | Command::NudgeTime(_) | Command::GoTo(_) | Command::Zoom(_))
}

fn instead(command: Command, state: &AppState) -> Command {
    let waypoint =
        matches!(state.selection(), Some(Selection::Scenario { waypoint: Some(_), .. } | Selection::Note(_)));
    match command {
        Command::Pan(TimeDirection::Earlier) if waypoint => Command::NudgeTime(TimeDirection::Earlier),
        Command::Pan(TimeDirection::Later) if waypoint => Command::NudgeTime(TimeDirection::Later),
        command => command,
    }
}

/// Esc gives the selection up, and where there is none leaves full screen. A drag under
/// way, open menus and open windows see to their own Esc.
fn escape(ctx: &Context, state: &AppState, commands: &mut Vec<Command>) {
    if state.preview_edit().is_some() {
        return;
    }
    if state.selection().is_some() {
        commands.push(Command::Select(None));
        return;
    }
    let is_claimed = egui::Popup::is_any_open(ctx) || ctx.input(|input| input.pointer.any_down());
    if state.is_full_screen() && !is_claimed {
        commands.push(Command::ToggleFullScreen);
    }
}

fn egui_shortcut(shortcut: Shortcut) -> Option<KeyboardShortcut> {
    let key = match shortcut.key {
        Key::Char(c) => EguiKey::from_name(&c.to_string())?,
        Key::Plus => EguiKey::Plus,
        Key::Minus => EguiKey::Minus,
        Key::Left => EguiKey::ArrowLeft,
        Key::Right => EguiKey::ArrowRight,
        Key::Up => EguiKey::ArrowUp,
        Key::Down => EguiKey::ArrowDown,
        Key::Home => EguiKey::Home,
        Key::End => EguiKey::End,
        Key::Delete => EguiKey::Delete,
        Key::Escape => EguiKey::Escape,
        Key::Enter => EguiKey::Enter,
        Key::F(number) => EguiKey::from_name(&format!("F{number}"))?,
    };
    let mut modifiers = Modifiers::NONE;
    if shortcut.command {
        modifiers |= Modifiers::COMMAND;
    }
    if shortcut.shift {
        modifiers |= Modifiers::SHIFT;
    }
    if shortcut.alt {
        modifiers |= Modifiers::ALT;
    }
    Some(KeyboardShortcut::new(modifiers, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_has_a_key_on_the_keyboard() {
        for command in Command::with_shortcuts() {
            let shortcut = command.info().shortcut.unwrap();
            assert!(egui_shortcut(shortcut).is_some(), "{command:?}");
        }
    }
}

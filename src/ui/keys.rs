//! Keys of the program turned into egui's, and pressed keys into commands.

use egui::{Context, Event, Key as EguiKey, KeyboardShortcut, Modifiers};

use crate::app::command::{
    Command, CursorMove, CursorReach, Dialog, Direction, NudgeStep, Selection, TimeDirection,
};
use crate::app::data_command::DataCommand;
use crate::app::import::ImportCommand;
use crate::app::shortcut::{Key, Shortcut};
use crate::app::state::AppState;
use crate::domain::level::Place;
use crate::ui::chart::ChartUi;
use crate::ui::chart::focus::{Takes, is_enter_free, taken_keys};
use crate::ui::chart::navigator::navigator_id;
use crate::ui::panels::is_dialog_open;

/// Commands for the keys pressed in this frame; none while a small window is
/// open (the Data window refreshes by its key), and only chords while text is typed.
pub fn pressed(ctx: &Context, state: &AppState, charts: &mut ChartUi, commands: &mut Vec<Command>) {
    let typing = ctx.text_edit_focused();
    if is_dialog_open(state) {
        if !typing && matches!(state.dialog(), Some(Dialog::Data(_))) {
            refresh_by_its_key(ctx, state, commands);
        }
        return;
    }
    let navigating = ctx.memory(|memory| memory.has_focus(navigator_id()));
    let taken = if navigating { Some(Takes::Time) } else { taken_keys(ctx) };
    if !typing && !egui::Popup::is_any_open(ctx) && state.cursor_row().is_some() {
        data_cursor_keys(ctx, state, taken, commands);
    }
    for (command, shortcut) in state.bound_commands() {
        // Only chords that no text field needs work while text is typed.
        if typing && (!shortcut.command || is_text_chord(shortcut)) {
            continue;
        }
        if !applies(ctx, &command, state) || taken.is_some_and(|taken| belongs_to(taken, &command)) {
            continue;
        }
        let Some(keys) = egui_shortcut(shortcut) else { continue };
        while ctx.input_mut(|input| consume_exactly(input, &keys)) {
            if typing && leaves_workspace(&command) {
                // What is half typed is done before it, in the workspace it was typed in.
                ctx.memory_mut(|memory| memory.focused().map(|id| memory.surrender_focus(id)));
            }
            commands.push(instead(ctx, command.clone(), state));
        }
    }
    redo_by_its_other_key(ctx, typing, commands);
    if !typing {
        pasted(ctx, commands);
    }
    if !typing {
        tool_keys(ctx, state, commands);
    }
    if !typing && ctx.input(|input| input.key_pressed(EguiKey::Escape)) {
        escape(ctx, state, charts, commands);
    }
}

/// While the data cursor is on, the keys of rows and series are its own; what is selected
/// or focused comes first where it means them too.
fn data_cursor_keys(ctx: &Context, state: &AppState, taken: Option<Takes>, commands: &mut Vec<Command>) {
    let moves_aside = moves_in_time(state);
    let moves_up = moves_aside || matches!(state.selection(), Some(Selection::Level(_)));
    let may_vertical = !moves_up && taken != Some(Takes::Vertical);
    let may_aside = !moves_aside && taken != Some(Takes::Time);
    let ways = [
        (EguiKey::ArrowUp, CursorMove::PreviousSeries, may_vertical),
        (EguiKey::ArrowDown, CursorMove::NextSeries, may_vertical),
        (EguiKey::ArrowLeft, CursorMove::Earlier, may_aside),
        (EguiKey::ArrowRight, CursorMove::Later, may_aside),
        (EguiKey::PageUp, CursorMove::PageEarlier, true),
        (EguiKey::PageDown, CursorMove::PageLater, true),
        (EguiKey::Home, CursorMove::First, may_aside),
        (EguiKey::End, CursorMove::Last, may_aside),
    ];
    for (key, way, may) in ways {
        let reaches = [(Modifiers::NONE, CursorReach::Move), (Modifiers::SHIFT, CursorReach::Measure)];
        for (modifiers, reach) in reaches {
            let keys = KeyboardShortcut::new(modifiers, key);
            while may && ctx.input_mut(|input| consume_exactly(input, &keys)) {
                commands.push(Command::MoveDataCursor(way, reach));
            }
        }
    }
}

/// What the Data window is about keeps its key in it.
fn refresh_by_its_key(ctx: &Context, state: &AppState, commands: &mut Vec<Command>) {
    let refresh = Command::Data(DataCommand::Refresh(Vec::new()));
    for (command, shortcut) in state.bound_commands() {
        let keys = egui_shortcut(shortcut).filter(|_| command == refresh);
        if keys.is_some_and(|keys| ctx.input_mut(|input| consume_exactly(input, &keys))) {
            commands.push(command);
        }
    }
}

fn redo_by_its_other_key(ctx: &Context, typing: bool, commands: &mut Vec<Command>) {
    let other = KeyboardShortcut::new(Modifiers::COMMAND, EguiKey::Y);
    if !typing && ctx.input_mut(|input| consume_exactly(input, &other)) {
        commands.push(Command::Redo);
    }
}

fn leaves_workspace(command: &Command) -> bool {
    matches!(
        command,
        Command::NewWorkspace
            | Command::ChooseWorkspace
            | Command::ChooseWorkspaceCopy
            | Command::DuplicateWorkspace
            | Command::EnterSafeMode
            | Command::Quit
    )
}

/// What is pasted onto the window, and into no field, is a table, a path or an address.
fn pasted(ctx: &Context, commands: &mut Vec<Command>) {
    let text = ctx.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::Paste(text) => Some(text.clone()),
            _ => None,
        })
    });
    commands.extend(text.map(|text| Command::Import(ImportCommand::Paste(text))));
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
fn applies(ctx: &Context, command: &Command, state: &AppState) -> bool {
    let something = state.selection().is_some();
    match command {
        Command::TypePriceOfSelected => {
            let is_level = state.selection().and_then(Selection::level).is_some();
            is_level && state.line_tool().is_none() && is_enter_free(ctx)
        }
        Command::Nudge(..) | Command::DeleteSelected | Command::ToggleLockSelected => something,
        _ => true,
    }
}

/// Whoever has the focus sees to these keys itself.
fn belongs_to(taken: Takes, command: &Command) -> bool {
    match taken {
        Takes::Time => {
            matches!(command, Command::Pan(_) | Command::NudgeTime(_) | Command::GoTo(_) | Command::Zoom(_))
        }
        Takes::Vertical => matches!(command, Command::Nudge(..)),
        Takes::AltVertical => {
            matches!(command, Command::Nudge(Direction::Up | Direction::Down, NudgeStep::Fine))
        }
    }
}

fn instead(ctx: &Context, command: Command, state: &AppState) -> Command {
    let in_time = moves_in_time(state);
    match command {
        Command::Pan(TimeDirection::Earlier) if in_time => Command::NudgeTime(TimeDirection::Earlier),
        Command::Pan(TimeDirection::Later) if in_time => Command::NudgeTime(TimeDirection::Later),
        // Without a pointer there is nothing to draw with.
        Command::DrawLine(tool) if ctx.input(|input| input.pointer.latest_pos().is_none()) => {
            Command::AddLine(tool)
        }
        command => command,
    }
}

/// Whether what is selected is moved earlier and later by the arrow keys.
fn moves_in_time(state: &AppState) -> bool {
    match state.selection() {
        Some(
            Selection::Scenario { waypoint: Some(_), .. } | Selection::Note(_) | Selection::Anchor { .. },
        ) => true,
        Some(Selection::Level(id)) => {
            let place = state.document().level(*id).map(|level| level.place);
            matches!(place, Some(Place::Line { .. }))
        }
        _ => false,
    }
}

/// While a line tool is in hand, Enter takes two rows in view instead of the hand.
fn tool_keys(ctx: &Context, state: &AppState, commands: &mut Vec<Command>) {
    let enter = KeyboardShortcut::new(Modifiers::NONE, EguiKey::Enter);
    if let Some(tool) = state.line_tool()
        && is_enter_free(ctx)
        && ctx.input_mut(|input| consume_exactly(input, &enter))
    {
        commands.push(Command::AddLine(tool));
    }
}

/// Esc does one thing, the nearest first: a drag under way and open menus see to their
/// own, then go the line tool, the measured distance, the data cursor, the selection, the maximised pane
/// and full screen.
fn escape(ctx: &Context, state: &AppState, charts: &mut ChartUi, commands: &mut Vec<Command>) {
    if state.line_tool().is_some() && !egui::Popup::is_any_open(ctx) {
        commands.push(Command::LeaveTool);
        return;
    }
    let is_held = charts.is_held() || ctx.input(|input| input.pointer.any_down());
    if is_held || state.preview_edit().is_some() || egui::Popup::is_any_open(ctx) {
        return;
    }
    if charts.drop_measured() {
        return;
    }
    commands.extend(if state.cursor_anchor().is_some() {
        Some(Command::DropMeasure)
    } else if state.cursor_row().is_some() {
        Some(Command::ToggleDataCursor)
    } else if state.selection().is_some() {
        Some(Command::Select(None))
    } else if let Some(pane) = &state.view().maximised {
        Some(Command::ToggleMaximised(pane.clone()))
    } else {
        state.is_full_screen().then_some(Command::ToggleFullScreen)
    });
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
        Key::Comma => EguiKey::Comma,
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

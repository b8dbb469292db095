//! A pressed key in the program's own words: the other way of [`crate::ui::keys`].

use egui::{Event, Key as EguiKey, Modifiers};

use crate::app::shortcut::{Key, Shortcut};

/// The shortcut that was pressed, if the key is one that shortcuts are made of.
pub fn shortcut_pressed(event: &Event) -> Option<Shortcut> {
    match event {
        Event::Key { key, pressed: true, modifiers, .. } => shortcut(*key, *modifiers),
        // The system has made these of their keys already.
        Event::Copy => Some(Shortcut::command(Key::Char('C'))),
        Event::Cut => Some(Shortcut::command(Key::Char('X'))),
        Event::Paste(_) => Some(Shortcut::command(Key::Char('V'))),
        _ => None,
    }
}

fn shortcut(key: EguiKey, modifiers: Modifiers) -> Option<Shortcut> {
    let key = match key {
        EguiKey::Plus | EguiKey::Equals => Key::Plus,
        EguiKey::Minus => Key::Minus,
        EguiKey::ArrowLeft => Key::Left,
        EguiKey::ArrowRight => Key::Right,
        EguiKey::ArrowUp => Key::Up,
        EguiKey::ArrowDown => Key::Down,
        EguiKey::Home => Key::Home,
        EguiKey::End => Key::End,
        EguiKey::Delete => Key::Delete,
        EguiKey::Escape => Key::Escape,
        EguiKey::Enter => Key::Enter,
        EguiKey::Comma => Key::Comma,
        other => named(other.name())?,
    };
    // Plus needs Shift on many keyboards, so Shift says nothing with it.
    let shift = modifiers.shift && key != Key::Plus;
    Some(Shortcut { command: modifiers.command, shift, alt: modifiers.alt, key })
}

/// A letter, a digit or a function key by egui's name for it.
fn named(name: &str) -> Option<Key> {
    let mut chars = name.chars();
    match (chars.next()?, chars.as_str()) {
        (c, "") if c.is_ascii_alphanumeric() => Some(Key::Char(c)),
        ('F', digits) => digits.parse().ok().map(Key::F),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: EguiKey, modifiers: Modifiers) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
    }

    #[test]
    fn a_press_is_the_shortcut_that_its_text_says() {
        let pressed = [
            (EguiKey::P, Modifiers::COMMAND | Modifiers::SHIFT, "Ctrl+Shift+P"),
            (EguiKey::Num0, Modifiers::ALT, "Alt+0"),
            (EguiKey::F5, Modifiers::NONE, "F5"),
            (EguiKey::F, Modifiers::NONE, "F"),
            (EguiKey::Equals, Modifiers::COMMAND | Modifiers::SHIFT, "Ctrl++"),
            (EguiKey::Comma, Modifiers::COMMAND, "Ctrl+,"),
        ];
        for (key, modifiers, text) in pressed {
            assert_eq!(shortcut_pressed(&press(key, modifiers)), Some(text.parse().unwrap()), "{text}");
        }
        assert_eq!(shortcut_pressed(&press(EguiKey::Tab, Modifiers::NONE)), None);
    }
}

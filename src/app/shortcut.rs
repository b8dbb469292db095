//! Keys in the program's own words, so that commands can name theirs without egui.

use std::fmt;

/// A key of a shortcut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A letter or digit, upper case.
    Char(char),
    /// The plus or equals key.
    Plus,
    /// The minus key.
    Minus,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Home.
    Home,
    /// End.
    End,
    /// Delete.
    Delete,
    /// Escape.
    Escape,
    /// Enter.
    Enter,
    /// A function key.
    F(u8),
}

/// A key with its modifiers. `command` is Ctrl, or Cmd on macOS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shortcut {
    /// Ctrl, or Cmd on macOS.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// Alt, or Option on macOS.
    pub alt: bool,
    /// The key.
    pub key: Key,
}

impl Shortcut {
    /// A bare key.
    pub const fn bare(key: Key) -> Self {
        Self { command: false, shift: false, alt: false, key }
    }

    /// With Ctrl, or Cmd on macOS.
    pub const fn command(key: Key) -> Self {
        Self { command: true, ..Self::bare(key) }
    }

    /// With Ctrl and Shift.
    pub const fn command_shift(key: Key) -> Self {
        Self { command: true, shift: true, ..Self::bare(key) }
    }

    /// With Alt.
    pub const fn alt(key: Key) -> Self {
        Self { alt: true, ..Self::bare(key) }
    }
}

/// Whose words keys are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Platform {
    /// Cmd and Option.
    Mac,
    /// Ctrl and Alt.
    Other,
}

impl Platform {
    /// The one this program runs on.
    pub const HERE: Self = if cfg!(target_os = "macos") { Self::Mac } else { Self::Other };

    /// The word of the command key.
    pub fn command(self) -> &'static str {
        match self {
            Self::Mac => "Cmd",
            Self::Other => "Ctrl",
        }
    }

    /// The word of the key beside it.
    pub fn alt(self) -> &'static str {
        match self {
            Self::Mac => "Option",
            Self::Other => "Alt",
        }
    }
}

impl Key {
    fn word(self) -> String {
        let word = match self {
            Self::Char(c) => return c.to_string(),
            Self::F(number) => return format!("F{number}"),
            Self::Plus => "+",
            Self::Minus => "\u{2212}",
            Self::Left => "←",
            Self::Right => "→",
            Self::Up => "↑",
            Self::Down => "↓",
            Self::Home => "Home",
            Self::End => "End",
            Self::Delete => "Del",
            Self::Escape => "Esc",
            Self::Enter => "Enter",
        };
        word.to_owned()
    }
}

impl Shortcut {
    /// `Ctrl+Shift+Z`, `Cmd+Shift+Z`, `Option+H`: in a platform's words.
    pub fn words(self, platform: Platform) -> String {
        let modifiers =
            [(self.command, platform.command()), (self.shift, "Shift"), (self.alt, platform.alt())];
        let held = modifiers.into_iter().filter(|(is_held, _)| *is_held);
        let mut words: String = held.flat_map(|(_, word)| [word, "+"]).collect();
        words.push_str(&self.key.word());
        words
    }
}

impl fmt::Display for Shortcut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Platform::HERE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_in_the_words_of_the_platform() {
        let redo = Shortcut::command_shift(Key::Char('Z'));
        assert_eq!(redo.words(Platform::Other), "Ctrl+Shift+Z");
        assert_eq!(redo.words(Platform::Mac), "Cmd+Shift+Z");
        assert_eq!(Shortcut::alt(Key::Char('H')).words(Platform::Mac), "Option+H");
        assert_eq!(Shortcut::alt(Key::Up).words(Platform::Other), "Alt+↑");
        assert_eq!(Shortcut::bare(Key::F(1)).words(Platform::Mac), "F1");
    }
}

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

impl fmt::Display for Shortcut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.command {
            f.write_str(if cfg!(target_os = "macos") { "Cmd+" } else { "Ctrl+" })?;
        }
        if self.shift {
            f.write_str("Shift+")?;
        }
        if self.alt {
            f.write_str("Alt+")?;
        }
        match self.key {
            Key::Char(c) => write!(f, "{c}"),
            Key::Plus => f.write_str("+"),
            Key::Minus => f.write_str("\u{2212}"),
            Key::Left => f.write_str("←"),
            Key::Right => f.write_str("→"),
            Key::Up => f.write_str("↑"),
            Key::Down => f.write_str("↓"),
            Key::Home => f.write_str("Home"),
            Key::End => f.write_str("End"),
            Key::Delete => f.write_str("Del"),
            Key::Escape => f.write_str("Esc"),
            Key::Enter => f.write_str("Enter"),
            Key::F(number) => write!(f, "F{number}"),
        }
    }
}

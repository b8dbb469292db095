//! Keys in the program's own words, so that commands can name theirs without egui.

use std::fmt;
use std::str::FromStr;

/// Function keys that are told apart.
const MOST_F: u8 = 24;

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
    /// The comma key.
    Comma,
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

impl Shortcut {
    /// `Ctrl+Shift+Z`, `Cmd+Shift+Z`, `Option+H`: in a platform's words.
    pub fn words(self, platform: Platform) -> String {
        let modifiers =
            [(self.command, platform.command()), (self.shift, "Shift"), (self.alt, platform.alt())];
        let held = modifiers.into_iter().filter(|(is_held, _)| *is_held);
        let mut words: String = held.flat_map(|(_, word)| [word, "+"]).collect();
        match self.key {
            Key::Minus => words.push('\u{2212}'),
            Key::Left => words.push('←'),
            Key::Right => words.push('→'),
            Key::Up => words.push('↑'),
            Key::Down => words.push('↓'),
            Key::Delete => words.push_str("Del"),
            Key::Escape => words.push_str("Esc"),
            key => words.push_str(&WrittenKey(key).to_string()),
        }
        words
    }
}

impl fmt::Display for Shortcut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Platform::HERE))
    }
}

/// Why a text is no shortcut.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no key, expected one such as \"Ctrl+Shift+P\", \"Alt+Up\" or \"F5\"")]
pub struct ShortcutError {
    /// The text as given.
    pub found: String,
}

impl Shortcut {
    /// The text in `settings.toml`: in ASCII and the same on every system, `Ctrl+Shift+P`.
    pub fn written(self) -> String {
        let modifiers = [(self.command, "Ctrl+"), (self.shift, "Shift+"), (self.alt, "Alt+")];
        let mut text: String = modifiers.iter().filter(|(held, _)| *held).map(|(_, word)| *word).collect();
        text.push_str(&WrittenKey(self.key).to_string());
        text
    }
}

/// Reads what [`Shortcut::written`] or `Display` wrote on any system; case does not matter.
impl FromStr for Shortcut {
    type Err = ShortcutError;

    fn from_str(text: &str) -> Result<Self, ShortcutError> {
        let refused = || ShortcutError { found: text.to_owned() };
        let mut shortcut = Self::bare(Key::Plus);
        let mut rest = text.trim();
        // The plus between two parts is the first one that is not the key itself.
        while let Some((word, after)) = rest.split_once('+').filter(|(word, _)| !word.is_empty()) {
            match word.trim().to_lowercase().as_str() {
                "ctrl" | "cmd" | "command" => shortcut.command = true,
                "shift" => shortcut.shift = true,
                "alt" | "option" => shortcut.alt = true,
                _ => return Err(refused()),
            }
            rest = after.trim();
        }
        shortcut.key = key_from_text(rest).ok_or_else(refused)?;
        Ok(shortcut)
    }
}

fn key_from_text(text: &str) -> Option<Key> {
    let lower = text.to_lowercase();
    let named = match lower.as_str() {
        "+" | "=" | "plus" => Key::Plus,
        "-" | "\u{2212}" | "minus" => Key::Minus,
        "←" | "left" => Key::Left,
        "→" | "right" => Key::Right,
        "↑" | "up" => Key::Up,
        "↓" | "down" => Key::Down,
        "home" => Key::Home,
        "end" => Key::End,
        "del" | "delete" => Key::Delete,
        "esc" | "escape" => Key::Escape,
        "enter" => Key::Enter,
        "," | "comma" => Key::Comma,
        other => {
            let mut chars = text.chars();
            if let (Some(c), None) = (chars.next(), chars.next()) {
                return c.is_ascii_alphanumeric().then(|| Key::Char(c.to_ascii_uppercase()));
            }
            let number = other.strip_prefix('f')?.parse::<u8>().ok()?;
            return (1..=MOST_F).contains(&number).then_some(Key::F(number));
        }
    };
    Some(named)
}

/// A key in ASCII.
struct WrittenKey(Key);

impl fmt::Display for WrittenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Key::Char(c) => write!(f, "{c}"),
            Key::Plus => f.write_str("+"),
            Key::Minus => f.write_str("-"),
            Key::Left => f.write_str("Left"),
            Key::Right => f.write_str("Right"),
            Key::Up => f.write_str("Up"),
            Key::Down => f.write_str("Down"),
            Key::Home => f.write_str("Home"),
            Key::End => f.write_str("End"),
            Key::Delete => f.write_str("Delete"),
            Key::Escape => f.write_str("Escape"),
            Key::Enter => f.write_str("Enter"),
            Key::F(number) => write!(f, "F{number}"),
            Key::Comma => f.write_str(","),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_is_read_back_from_its_text_and_from_what_is_shown() {
        let mut keys = vec![Key::Plus, Key::Minus, Key::Left, Key::Right, Key::Up, Key::Down, Key::Home];
        keys.extend([Key::End, Key::Delete, Key::Escape, Key::Enter, Key::F(1), Key::F(12), Key::Comma]);
        keys.extend([Key::Char('A'), Key::Char('F'), Key::Char('0')]);
        for key in keys {
            for bits in 0..8 {
                let shortcut =
                    Shortcut { command: bits & 1 != 0, shift: bits & 2 != 0, alt: bits & 4 != 0, key };
                assert_eq!(shortcut.written().parse(), Ok(shortcut), "{}", shortcut.written());
                assert_eq!(shortcut.to_string().parse(), Ok(shortcut), "{shortcut}");
                assert!(shortcut.written().is_ascii());
            }
        }
    }

    #[test]
    fn keys_are_written_in_the_words_of_the_platform() {
        let redo = Shortcut::command_shift(Key::Char('Z'));
        assert_eq!(redo.words(Platform::Other), "Ctrl+Shift+Z");
        assert_eq!(redo.words(Platform::Mac), "Cmd+Shift+Z");
        assert_eq!(Shortcut::alt(Key::Char('H')).words(Platform::Mac), "Option+H");
        assert_eq!(Shortcut::alt(Key::Up).words(Platform::Other), "Alt+↑");
        assert_eq!(Shortcut::bare(Key::F(1)).words(Platform::Mac), "F1");
    }

    #[test]
    fn other_spellings_are_read_and_nonsense_is_refused() {
        assert_eq!("cmd+shift+p".parse(), Ok(Shortcut::command_shift(Key::Char('P'))));
        assert_eq!(" Ctrl + = ".parse(), Ok(Shortcut::command(Key::Plus)));
        for text in ["", "Ctrl+", "Hyper+A", "Ctrl+F99", "AB", "Ctrl+é"] {
            assert!(text.parse::<Shortcut>().is_err(), "{text}");
        }
    }
}

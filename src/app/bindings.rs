//! Which key asks for which command: the program's own unless the user has bound another.
//!
//! No two commands ever share a key. A file that says otherwise is heeded only
//! as far as it does not, and the rest is said.

use std::collections::BTreeMap;

use crate::app::command::Command;
use crate::app::command_name::NAMED;
use crate::app::settings::Settings;
use crate::app::shortcut::{Key, Shortcut};
use crate::app::state::AppState;

/// Keys of the user's own by the name of the command; `None` is a command without a key.
pub type Bindings = BTreeMap<&'static str, Option<Shortcut>>;

impl Settings {
    /// The key of a command, the user's or the program's own.
    pub fn shortcut_of(&self, command: &Command) -> Option<Shortcut> {
        match command.name().and_then(|name| self.keys.get(name)) {
            Some(own) => *own,
            None => command.info().shortcut,
        }
    }
}

impl AppState {
    /// The key of a command, the user's or the program's own: what menus, tooltips, the
    /// shortcut sheet and the key handling show and heed.
    pub fn shortcut_of(&self, command: &Command) -> Option<Shortcut> {
        self.settings().shortcut_of(command)
    }

    /// Every command that a key asks for, with that key.
    pub fn bound_commands(&self) -> Vec<(Command, Shortcut)> {
        let keys = &self.settings().keys;
        let bound = |(name, command): &(&'static str, Command)| {
            let key = keys.get(name).map_or_else(|| command.info().shortcut, |own| *own)?;
            Some((command.clone(), key))
        };
        NAMED.iter().filter_map(bound).collect()
    }
}

/// Whether a command can have a key.
///
/// # Errors
/// A sentence: whose key it is already, or that the program needs it.
pub fn check(settings: &Settings, name: &str, shortcut: Shortcut) -> Result<(), String> {
    if let Some(why) = fixed(shortcut) {
        return Err(format!("{shortcut} cannot be bound: {why}"));
    }
    match owner(&settings.keys, name, shortcut) {
        Some((_, command)) => Err(format!("{shortcut} is the key of {} already", command.info().caption)),
        None => Ok(()),
    }
}

/// Another command than `name` with this key.
fn owner(keys: &Bindings, name: &str, shortcut: Shortcut) -> Option<&'static (&'static str, Command)> {
    NAMED.iter().find(|(other, command)| {
        let theirs = keys.get(other).map_or_else(|| command.info().shortcut, |own| *own);
        *other != name && theirs == Some(shortcut)
    })
}

/// Why a key always does the same.
fn fixed(shortcut: Shortcut) -> Option<&'static str> {
    let Shortcut { command, shift, alt, key } = shortcut;
    match key {
        Key::Escape => Some("it leaves and puts back"),
        Key::Enter if !command && !alt => Some("it answers the focused control"),
        Key::Char('C' | 'X' | 'V' | 'A') if command && !alt => Some("it belongs to text"),
        Key::Char('Y') if command && !shift && !alt => Some("it is the other key of Redo"),
        _ => None,
    }
}

/// Heeds what the file says of keys, by name and text; what cannot be is said in sentences.
pub fn read<'a>(
    entries: impl Iterator<Item = (&'a str, Option<&'a str>)>,
    said: &mut Vec<String>,
) -> Bindings {
    let mut keys = Bindings::new();
    for (name, text) in entries {
        // A name of a newer version is kept and means nothing here.
        let Some((name, _)) = NAMED.iter().find(|(known, _)| *known == name) else { continue };
        match text.map(|text| (text, text.parse::<Shortcut>())) {
            Some(("", _)) => {
                keys.insert(name, None);
            }
            Some((_, Ok(shortcut))) => match fixed(shortcut) {
                None => {
                    keys.insert(name, Some(shortcut));
                }
                Some(why) => {
                    said.push(format!("settings.toml: key of {name}: {shortcut} cannot be bound: {why}"))
                }
            },
            Some((_, Err(error))) => said.push(format!("settings.toml: key of {name}: {error}")),
            None => said.push(format!("settings.toml: key of {name} is no text")),
        }
    }
    // Refusing one gives another its own key back, so begin again after each.
    while let Some((name, shortcut, other)) = clash(&keys) {
        keys.remove(name);
        said.push(format!("settings.toml: key of {name}: {shortcut} is the key of {other} already"));
    }
    keys
}

/// A key of the user's own that another command has as well.
fn clash(keys: &Bindings) -> Option<(&'static str, Shortcut, &'static str)> {
    keys.iter().rev().find_map(|(name, own)| {
        let shortcut = (*own)?;
        owner(keys, name, shortcut).map(|(other, _)| (*name, shortcut, *other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Settings, Vec<String>) {
        Settings::parse(text)
    }

    #[test]
    fn a_key_of_ones_own_takes_the_place_of_the_programs() {
        let (settings, said) = parsed("[keys]\nundo = \"Ctrl+U\"\nabout = \"F2\"\nquit = \"\"\n");
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(settings.shortcut_of(&Command::Undo), Some(Shortcut::command(Key::Char('U'))));
        assert_eq!(settings.shortcut_of(&Command::Quit), None);
        assert_eq!(settings.shortcut_of(&Command::Redo), Command::Redo.info().shortcut);
    }

    #[test]
    fn two_commands_may_change_their_keys_with_each_other() {
        let (settings, said) = parsed("[keys]\nundo = \"Ctrl+O\"\nimport-csv = \"Ctrl+Z\"\n");
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(settings.shortcut_of(&Command::Undo), Some(Shortcut::command(Key::Char('O'))));
    }

    #[test]
    fn a_key_that_is_anothers_is_not_heeded_and_said() {
        let (settings, said) = parsed("[keys]\nundo = \"Ctrl+O\"\nredo = \"Hyper+R\"\nabout = \"Esc\"\n");
        assert_eq!(settings.shortcut_of(&Command::Undo), Command::Undo.info().shortcut);
        assert_eq!(said.len(), 3, "{said:?}");
        assert_eq!(said[2], "settings.toml: key of undo: Ctrl+O is the key of import-csv already");
    }

    #[test]
    fn no_two_commands_ever_share_a_key() {
        let texts = [
            "undo = \"Ctrl+O\"\nimport-csv = \"Ctrl+G\"\ngo-to-date = \"Ctrl+G\"\n",
            "undo = \"F5\"\nredo = \"F5\"\nquit = \"F5\"\n",
            "nudge-up = \"Down\"\nnudge-down = \"Up\"\npan-left = \"Right\"\n",
        ];
        for text in texts {
            let (settings, _) = parsed(&format!("[keys]\n{text}"));
            let mut taken: Vec<_> = NAMED
                .iter()
                .filter_map(|(_, command)| settings.shortcut_of(command))
                .map(Shortcut::written)
                .collect();
            let all = taken.len();
            taken.sort();
            taken.dedup();
            assert_eq!(taken.len(), all, "{text}");
        }
    }

    #[test]
    fn keys_that_the_program_needs_are_refused_with_a_reason() {
        let settings = Settings::default();
        for text in ["Esc", "Ctrl+C", "Ctrl+Y", "Enter", "Ctrl+Z"] {
            assert!(check(&settings, "about", text.parse().unwrap()).is_err(), "{text}");
        }
        let refusal = check(&settings, "about", "Ctrl+O".parse().unwrap()).unwrap_err();
        assert_eq!(refusal, "Ctrl+O is the key of Import CSV… already");
        assert_eq!(check(&settings, "import-csv", "Ctrl+O".parse().unwrap()), Ok(()));
    }
}

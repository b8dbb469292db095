//! Where each setting stands in `settings.toml`, and how it is put there and taken out.
//!
//! Works on the file's text as it is: comments, order and keys of others stay.

use std::fmt;

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

use crate::app::amount::Amount;

/// One key of the file that the program reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SettingKey {
    /// Dark, light or as the system has it.
    Theme,
    /// The zone times are shown in.
    TimeZone,
    /// How numbers are written.
    Numbers,
    /// What the wheel does over the charts.
    Wheel,
    /// Whether alerts show a notification of the desktop too.
    DesktopNotifications,
    /// A number.
    Amount(Amount),
    /// The key of the command with this name.
    Shortcut(&'static str),
    /// Whether the source with this id may be asked.
    SourceEnabled(&'static str),
    /// Scheme and host of the source with this id.
    SourceAddress(&'static str),
    /// The whole address of the source with this id, which has no host of its own.
    SourceUrl(&'static str),
    /// The user's key for the source with this id.
    SourceKey(&'static str),
    /// Whether the program refreshes by itself.
    RefreshOnStart,
    /// Whether hourly candles are fetched too.
    RefreshHourly,
    /// Which source is asked first for the series with this id.
    FirstSource(&'static str),
}

/// A key with what stands there: the value's text, or nothing.
///
/// Its `Debug` never shows a key of the user's.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// Where.
    pub key: SettingKey,
    /// The value's text; `None` where nothing stands.
    pub text: Option<String>,
}

impl Written {
    /// A value's text at a key.
    pub fn new(key: SettingKey, text: Option<String>) -> Self {
        Self { key, text }
    }
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text =
            if self.key.is_secret() { self.text.as_ref().map(|_| "…") } else { self.text.as_deref() };
        f.debug_struct("Written").field("key", &self.key).field("text", &text).finish()
    }
}

impl fmt::Display for SettingKey {
    /// `refresh.first."price.btc.usd"`, as the file would have it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tables, key) = self.path();
        for table in tables.into_iter().flatten() {
            write!(f, "{table}.")?;
        }
        if key.contains('.') { write!(f, "\"{key}\"") } else { f.write_str(key) }
    }
}

impl SettingKey {
    /// Tables from the outermost on, and key.
    pub fn path(self) -> ([Option<&'static str>; 2], &'static str) {
        let top = |key| ([None, None], key);
        let source = |id, key| ([Some("sources"), Some(id)], key);
        match self {
            Self::Theme => top("theme"),
            Self::TimeZone => top("time_zone"),
            Self::Numbers => top("number_format"),
            Self::Wheel => top("wheel"),
            Self::DesktopNotifications => top("desktop_notifications"),
            Self::Amount(amount) => ([amount.info().table, None], amount.info().key),
            Self::Shortcut(name) => ([Some("keys"), None], name),
            Self::SourceEnabled(id) => source(id, "enabled"),
            Self::SourceAddress(id) => source(id, "base_url"),
            Self::SourceUrl(id) => source(id, "url"),
            Self::SourceKey(id) => source(id, "api_key"),
            Self::RefreshOnStart => ([Some("refresh"), None], "on_start"),
            Self::RefreshHourly => ([Some("refresh"), None], "hourly"),
            Self::FirstSource(series) => ([Some("refresh"), Some("first")], series),
        }
    }

    /// Whether what stands there is nobody's business.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::SourceKey(_))
    }

    /// The item that stands there.
    pub fn item(self, file: &DocumentMut) -> Option<&Item> {
        let (tables, key) = self.path();
        let mut home: &dyn TableLike = file.as_table();
        for table in tables.into_iter().flatten() {
            home = home.get(table)?.as_table_like()?;
        }
        home.get(key).filter(|item| !item.is_none())
    }

    /// The text of the value that stands there, without spaces and comments around it.
    pub fn text(self, file: &DocumentMut) -> Option<String> {
        self.item(file).and_then(Item::as_value).map(value_text)
    }

    /// Yes or no, if that is what stands there; anything else is said.
    pub fn flag(self, file: &DocumentMut, said: &mut Vec<String>) -> Option<bool> {
        let item = self.item(file)?;
        let flag = item.as_bool();
        if flag.is_none() {
            said.push(format!("settings.toml: {self} is {}, expected true or false", item_text(item)));
        }
        flag
    }

    /// Puts a value there, or takes it away; what stands around it stays.
    pub fn put(self, file: &mut DocumentMut, text: Option<&str>) {
        let (tables, key) = self.path();
        let Some(text) = text else {
            let tables: Vec<&str> = tables.into_iter().flatten().collect();
            remove(file.as_table_mut(), &tables, key);
            return;
        };
        // Written by ourselves, so it is a value; anything else would be a text.
        let mut value = text.parse::<Value>().unwrap_or_else(|_| Value::from(text));
        value.decor_mut().clear();
        let mut home: &mut dyn TableLike = file.as_table_mut();
        for (at, name) in tables.into_iter().flatten().enumerate() {
            let is_outer = at == 0 && tables.iter().flatten().count() > 1;
            let made = || {
                let mut table = Table::new();
                // `[sources.kraken]` needs no `[sources]` above it.
                table.set_implicit(is_outer);
                Item::Table(table)
            };
            let item = home.entry(name).or_insert_with(made);
            if !item.is_table_like() {
                *item = made();
            }
            let Some(inner) = item.as_table_like_mut() else { return };
            home = inner;
        }
        match home.get_mut(key).and_then(Item::as_value_mut) {
            Some(old) => {
                *value.decor_mut() = old.decor().clone();
                *old = value;
            }
            None => {
                home.insert(key, Item::Value(value));
            }
        }
    }
}

/// Takes a key away, and the tables that were there for its sake alone.
fn remove(home: &mut dyn TableLike, tables: &[&str], key: &str) {
    let Some((table, inner)) = tables.split_first() else {
        home.remove(key);
        return;
    };
    let Some(item) = home.get_mut(table) else { return };
    let Some(below) = item.as_table_like_mut() else { return };
    let before = below.len();
    remove(below, inner, key);
    if below.len() < before && below.is_empty() && item.as_table().is_some_and(is_without_comment) {
        home.remove(table);
    }
}

fn is_without_comment(table: &Table) -> bool {
    let decor = table.decor();
    [decor.prefix(), decor.suffix()].into_iter().flatten().all(|text| {
        let text = text.as_str().unwrap_or_default();
        text.trim().is_empty()
    })
}

/// What stands somewhere, to be shown; a table is not spelt out.
pub fn item_text(item: &Item) -> String {
    item.as_value().map_or_else(|| "a table".to_owned(), value_text)
}

/// A value's text, without spaces and comments around it.
pub fn value_text(value: &Value) -> String {
    let mut bare = value.clone();
    bare.decor_mut().clear();
    bare.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_and_taken_away_leaves_the_rest_as_it_was() {
        let text = "# mine\ntheme = \"dark\"  # at night\nother = [1,2]\n\n[sources.bitstamp] # off\nenabled = false\n";
        let mut file: DocumentMut = text.parse().unwrap();
        SettingKey::Theme.put(&mut file, Some("\"light\""));
        assert_eq!(file.to_string(), text.replace("\"dark\"", "\"light\""));
        let price = SettingKey::Amount(Amount::Electricity);
        price.put(&mut file, Some("0.062"));
        assert!(file.to_string().ends_with("\n[miners]\nelectricity_usd_per_kwh = 0.062\n"), "{file}");
        assert_eq!(price.text(&file).as_deref(), Some("0.062"));
        price.put(&mut file, None);
        SettingKey::Theme.put(&mut file, Some("\"dark\""));
        assert_eq!(file.to_string(), text);
    }

    #[test]
    fn a_table_within_a_table_comes_and_goes_with_its_key() {
        let text = "# mine\n[other.thing]\nx = 1\n";
        let mut file: DocumentMut = text.parse().unwrap();
        SettingKey::SourceEnabled("kraken").put(&mut file, Some("false"));
        SettingKey::FirstSource("price.btc.usd").put(&mut file, Some("\"kraken\""));
        SettingKey::RefreshHourly.put(&mut file, Some("true"));
        let added = "\n[sources.kraken]\nenabled = false\n\n[refresh]\nhourly = true\n\n[refresh.first]\n\"price.btc.usd\" = \"kraken\"\n";
        assert_eq!(file.to_string(), format!("{text}{added}"));
        for key in [
            SettingKey::SourceEnabled("kraken"),
            SettingKey::RefreshHourly,
            SettingKey::FirstSource("price.btc.usd"),
        ] {
            key.put(&mut file, None);
        }
        assert_eq!(file.to_string(), text);
        assert_eq!(SettingKey::FirstSource("price.btc.usd").to_string(), "refresh.first.\"price.btc.usd\"");
    }

    #[test]
    fn a_table_with_a_comment_stays_when_its_last_key_goes() {
        for text in ["# why\n[sources.kraken]\n", "[sources.kraken] # why\n"] {
            let mut file: DocumentMut = text.parse().unwrap();
            SettingKey::SourceEnabled("kraken").put(&mut file, Some("false"));
            SettingKey::SourceEnabled("kraken").put(&mut file, None);
            assert_eq!(file.to_string(), text);
        }
    }

    #[test]
    fn what_is_written_shows_no_key_of_the_users() {
        let written = Written::new(SettingKey::SourceKey("sosovalue"), Some("\"abc-123\"".to_owned()));
        assert!(!format!("{written:?}").contains("abc"));
        let other = Written::new(SettingKey::Theme, Some("\"dark\"".to_owned()));
        assert!(format!("{other:?}").contains("dark"));
    }
}

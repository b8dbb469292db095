//! Where each setting stands in `settings.toml`, and how it is put there and taken out.
//!
//! Works on the file's text as it is: comments, order and keys of others stay.

use toml_edit::{DocumentMut, Item, Table, Value};

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
}

/// A key with what stands there: the value's text, or nothing.
pub type Written = (SettingKey, Option<String>);

impl SettingKey {
    /// Table and key.
    pub fn path(self) -> (Option<&'static str>, &'static str) {
        match self {
            Self::Theme => (None, "theme"),
            Self::TimeZone => (None, "time_zone"),
            Self::Numbers => (None, "number_format"),
            Self::Wheel => (None, "wheel"),
            Self::DesktopNotifications => (None, "desktop_notifications"),
            Self::Amount(amount) => (amount.info().table, amount.info().key),
            Self::Shortcut(name) => (Some("keys"), name),
        }
    }

    /// The item that stands there.
    pub fn item(self, file: &DocumentMut) -> Option<&Item> {
        let (table, key) = self.path();
        let found = match table {
            Some(table) => file.get(table).and_then(|table| table.as_table_like()).and_then(|t| t.get(key)),
            None => file.get(key),
        };
        found.filter(|item| !item.is_none())
    }

    /// The text of the value that stands there, without spaces and comments around it.
    pub fn text(self, file: &DocumentMut) -> Option<String> {
        self.item(file).and_then(Item::as_value).map(value_text)
    }

    /// Puts a value there, or takes it away; what stands around it stays.
    pub fn put(self, file: &mut DocumentMut, text: Option<&str>) {
        let (table, key) = self.path();
        let Some(text) = text else {
            return self.remove(file);
        };
        // Written by ourselves, so it is a value; anything else would be a text.
        let mut value = text.parse::<Value>().unwrap_or_else(|_| Value::from(text));
        value.decor_mut().clear();
        let home: &mut dyn toml_edit::TableLike = match table {
            None => file.as_table_mut(),
            Some(table) => {
                let item = file.entry(table).or_insert_with(|| Item::Table(Table::new()));
                if !item.is_table_like() {
                    *item = Item::Table(Table::new());
                }
                let Some(home) = item.as_table_like_mut() else { return };
                home
            }
        };
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

    fn remove(self, file: &mut DocumentMut) {
        let (table, key) = self.path();
        let Some(table) = table else {
            file.remove(key);
            return;
        };
        let Some(home) = file.get_mut(table).and_then(Item::as_table_like_mut) else { return };
        home.remove(key);
        let was_ours_alone = home.is_empty()
            && file.get(table).and_then(Item::as_table).is_some_and(|table| {
                let before = table.decor().prefix().and_then(|text| text.as_str()).unwrap_or_default();
                before.trim().is_empty()
            });
        if was_ours_alone {
            file.remove(table);
        }
    }
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
}

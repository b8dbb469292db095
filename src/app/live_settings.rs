//! What the settings say of live sources.
//!
//! Read by the rules of the file: a missing key has its default, an invalid one has its default
//! and is said, an extra one is kept. What is said never repeats a key of the user's, nor an
//! address that may hold one.

use std::collections::BTreeMap;
use std::fmt;

use toml_edit::{DocumentMut, Item, TableLike};

use crate::app::setting_key::{SettingKey, item_text};
use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::provenance::SourceId;
use crate::io::http::{BaseUrl, BaseUrlError, Secret, Trust};
use crate::io::sources::{FALLBACKS, SOURCES, sources_of};

/// How often the sources are asked unless the settings say otherwise, minutes.
pub const USUAL_MINUTES: u32 = 60;
/// The longest address that is taken, in bytes.
const LONGEST_ADDRESS: usize = 2_048;

/// What `[sources.ID]` says of one source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceSettings {
    /// `enabled = false`: it is never asked.
    pub disabled: bool,
    /// Another host to ask.
    pub base_url: Option<BaseUrl>,
    /// Path and query of the table, for the CSV address of the user's own (`csv_url`).
    pub path: Option<String>,
    /// The user's key.
    pub key: Option<Secret>,
}

/// What the settings say of live sources and of refreshing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiveSettings {
    /// `[sources.ID]`, by id.
    pub sources: BTreeMap<String, SourceSettings>,
    /// `[refresh] first."price.btc.usd" = "coinbase"`: asked before the others.
    pub first: BTreeMap<String, SourceId>,
    /// `[refresh] on_start`; `None` until the user was asked.
    pub on_start: Option<bool>,
    /// `[refresh] every_minutes`; refreshed this often if `on_start`.
    pub every_minutes: Option<u32>,
    /// `[refresh] hourly`: hourly candles are fetched too.
    pub hourly: bool,
}

/// A key as it was typed. Shows that there is one, never which.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedKey(String);

impl TypedKey {
    /// Takes what was typed; `None` for what could not be sent as a key.
    pub fn new(typed: &str) -> Option<Self> {
        Secret::new(typed).map(|_| Self(typed.trim().to_owned()))
    }

    /// The key, for the settings alone.
    pub(super) fn for_the_file(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TypedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedKey(…)")
    }
}

/// Whether a source has no host of its own, so that the user names the whole address.
pub fn is_whole_address(info: &SourceInfo) -> bool {
    info.base_url.is_empty()
}

/// Scheme, host and port, and path and query below them.
///
/// # Errors
/// A sentence that does not repeat the address, for it may hold a key.
pub fn read_address(info: &SourceInfo, text: &str) -> Result<(BaseUrl, Option<String>), String> {
    let text = text.trim();
    if text.len() > LONGEST_ADDRESS {
        return Err(format!("expected an address of at most {LONGEST_ADDRESS} bytes"));
    }
    if !is_whole_address(info) {
        return match BaseUrl::parse(text, Trust::UserSet) {
            Ok(base) => Ok((base, None)),
            Err(BaseUrlError::Plain(_)) => {
                Err("plain http reaches this machine only, expected https".to_owned())
            }
            Err(BaseUrlError::Form(_)) => {
                Err("expected scheme and host alone, such as https://example.org".to_owned())
            }
        };
    }
    let expected = "expected a whole address such as https://example.org/etf.csv";
    let rest = text.find("://").map(|at| at + 3).ok_or(expected)?;
    let slash = text.get(rest..).and_then(|below| below.find('/')).map(|at| rest + at).ok_or(expected)?;
    let (host, path) = text.split_at_checked(slash).ok_or(expected)?;
    if path.len() < 2 || path.contains('#') || !path.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(expected.to_owned());
    }
    match BaseUrl::parse(host, Trust::UserSet) {
        Ok(base) => Ok((base, Some(path.to_owned()))),
        Err(BaseUrlError::Plain(_)) => Err("plain http reaches this machine only, expected https".to_owned()),
        Err(BaseUrlError::Form(_)) => Err(expected.to_owned()),
    }
}

/// Ids of the sources that can be asked first for a series, the usual one first.
///
/// Those that only stand in under another id (dollars of another kind) are not among them.
pub fn first_choices(series: &str) -> Vec<&'static SourceInfo> {
    let exact = sources_of(series).filter(|(_, feed)| feed.series == series);
    exact.map(|(source, _)| &source.info).collect()
}

/// Series for which more than one source can be asked first.
pub fn series_with_choices() -> impl Iterator<Item = &'static str> {
    FALLBACKS.iter().map(|(series, _)| *series).filter(|series| first_choices(series).len() > 1)
}

impl LiveSettings {
    /// Reads the tables `sources` and `refresh`; the minutes are a number like others and are
    /// put in by whoever reads those.
    pub(super) fn read(file: &DocumentMut, said: &mut Vec<String>) -> Self {
        let mut live = Self::default();
        if let Some(sources) = table(file.as_table(), "sources", "[sources.ID] with ids of sources", said) {
            for source in SOURCES {
                let info = &source.info;
                let expected = "its own table with enabled, base_url or api_key";
                if table_of(sources, "sources.", info.id, expected, said).is_some() {
                    live.sources.insert(info.id.to_owned(), read_source(file, info, said));
                }
            }
        }
        if let Some(refresh) = table(file.as_table(), "refresh", "[refresh] with on_start", said) {
            live.on_start = SettingKey::RefreshOnStart.flag(file, said);
            live.hourly = SettingKey::RefreshHourly.flag(file, said).unwrap_or(false);
            let expected = "[refresh.first] with ids of series in quotes";
            if let Some(first) = table_of(refresh, "refresh.", "first", expected, said) {
                read_first(file, first, &mut live.first, said);
            }
        }
        live
    }

    /// What is said of a source; defaults for one that is not mentioned.
    pub fn source(&self, id: &str) -> SourceSettings {
        self.sources.get(id).cloned().unwrap_or_default()
    }

    /// Whether any key of the user's is among them.
    pub fn has_keys(&self) -> bool {
        self.sources.values().any(|source| source.key.is_some())
    }

    /// How often the sources are asked by the program itself, minutes; `None` if they are not.
    pub fn every(&self) -> Option<u32> {
        (self.on_start == Some(true)).then(|| self.every_minutes.unwrap_or(USUAL_MINUTES))
    }
}

/// A table at the top; something else is said.
fn table<'a>(
    home: &'a dyn TableLike,
    name: &str,
    expected: &str,
    said: &mut Vec<String>,
) -> Option<&'a dyn TableLike> {
    table_of(home, "", name, expected, said)
}

fn table_of<'a>(
    home: &'a dyn TableLike,
    path: &str,
    name: &str,
    expected: &str,
    said: &mut Vec<String>,
) -> Option<&'a dyn TableLike> {
    let item = home.get(name).filter(|item| !item.is_none())?;
    let found = item.as_table_like();
    if found.is_none() {
        // What stands there instead may be a key.
        said.push(format!("settings.toml: {path}{name} is no table, expected {expected}"));
    }
    found
}

fn read_source(file: &DocumentMut, info: &SourceInfo, said: &mut Vec<String>) -> SourceSettings {
    let mut read = SourceSettings {
        disabled: SettingKey::SourceEnabled(info.id).flag(file, said) == Some(false),
        ..SourceSettings::default()
    };
    let places = [SettingKey::SourceUrl(info.id), SettingKey::SourceAddress(info.id)];
    let place = places.into_iter().find(|place| match place {
        SettingKey::SourceUrl(_) => is_whole_address(info) && place.item(file).is_some(),
        _ => place.item(file).is_some(),
    });
    if let Some(place) = place {
        let text = place.item(file).and_then(Item::as_str);
        match text
            .ok_or_else(|| "expected an address in quotes".to_owned())
            .and_then(|text| read_address(info, text))
        {
            Ok((base, path)) => (read.base_url, read.path) = (Some(base), path),
            Err(why) => said.push(format!("settings.toml: {place} cannot be asked, {why}")),
        }
    }
    let place = SettingKey::SourceKey(info.id);
    if let Some(item) = place.item(file).filter(|_| info.key != KeyNeed::None) {
        read.key = item.as_str().and_then(Secret::new);
        if read.key.is_none() && item.as_str() != Some("") {
            let expected = "expected letters, digits and signs without spaces, in quotes";
            said.push(format!("settings.toml: {place} cannot be sent, {expected}"));
        }
    }
    read
}

fn read_first(
    file: &DocumentMut,
    table: &dyn TableLike,
    first: &mut BTreeMap<String, SourceId>,
    said: &mut Vec<String>,
) {
    for (series, _) in FALLBACKS {
        let key = SettingKey::FirstSource(series);
        let Some(item) = key.item(file) else { continue };
        let choices = first_choices(series);
        let chosen = choices.iter().find(|info| item.as_str() == Some(info.id));
        match chosen.and_then(|info| SourceId::new(info.id)) {
            Some(source) => {
                first.insert((*series).to_owned(), source);
            }
            None => {
                let names: Vec<String> = choices.iter().map(|info| format!("\"{}\"", info.id)).collect();
                let names = names.join(" or ");
                said.push(format!("settings.toml: {key} is {}, expected {names}", item_text(item)));
            }
        }
    }
    // `price.btc.usd = …` without quotes makes tables of its own.
    let bare = table.iter().find(|(name, item)| {
        item.is_table_like() && FALLBACKS.iter().any(|(series, _)| series.split('.').next() == Some(*name))
    });
    if let Some((name, _)) = bare {
        said.push(format!(
            "settings.toml: refresh.first.{name} is a table, expected an id in quotes such as \"price.btc.usd\""
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::setting_change::{Section, SettingChange};
    use crate::app::settings::Settings;
    use crate::io::sources::source;

    const KEY: &str = "k3y-never-t0-be-seen";

    fn parsed(text: &str) -> (Settings, Vec<String>) {
        Settings::parse(text)
    }

    #[test]
    fn nothing_said_is_everything_asked_in_the_usual_way() {
        let (settings, said) = parsed("");
        assert_eq!((&**settings.live(), said.len()), (&LiveSettings::default(), 0));
        assert_eq!((settings.live().on_start, settings.live().every()), (None, None));
        assert!(!settings.live().source("kraken").disabled);
    }

    #[test]
    fn sources_keys_and_times_are_read() {
        let text = format!(
            "[sources.kraken]\nenabled = false\n[sources.bitstamp]\nbase_url = \"http://127.0.0.1:8080\"\n\
             [sources.sosovalue]\napi_key = \"{KEY}\"\n[sources.csv_url]\nurl = \"https://a.example/etf.csv?raw=1\"\n\
             [refresh]\non_start = true\nevery_minutes = 5\nhourly = true\n\
             [refresh.first]\n\"price.btc.usd\" = \"coinbase\"\n"
        );
        let (settings, said) = parsed(&text);
        assert_eq!(said, Vec::<String>::new());
        let live = settings.live();
        assert!(live.source("kraken").disabled && !live.source("bitstamp").disabled);
        assert_eq!(live.source("bitstamp").base_url.unwrap().to_string(), "http://127.0.0.1:8080");
        assert_eq!(live.source("sosovalue").key, Secret::new(KEY));
        let csv = live.source("csv_url");
        assert_eq!(csv.base_url.unwrap().to_string(), "https://a.example");
        assert_eq!(csv.path.as_deref(), Some("/etf.csv?raw=1"));
        assert_eq!((live.every(), live.hourly), (Some(5), true));
        assert_eq!(live.first["price.btc.usd"].as_str(), "coinbase");
    }

    #[test]
    fn what_cannot_be_is_said_and_has_its_default() {
        let text = "[sources.kraken]\nenabled = \"no\"\nbase_url = \"http://example.org\"\n\
                    [sources.bitstamp]\nbase_url = \"https://a.example/path\"\n\
                    [sources.csv_url]\nbase_url = \"https://a.example\"\n\
                    [refresh]\non_start = 1\nevery_minutes = 4\n\
                    [refresh.first]\n\"price.btc.usd\" = \"binance\"\nprice.x = \"kraken\"\n";
        let (settings, said) = parsed(text);
        assert_eq!(
            said,
            [
                "settings.toml: refresh.every_minutes is 4, expected 5 to 1440",
                "settings.toml: sources.bitstamp.base_url cannot be asked, expected scheme and host alone, such as https://example.org",
                "settings.toml: sources.kraken.enabled is \"no\", expected true or false",
                "settings.toml: sources.kraken.base_url cannot be asked, plain http reaches this machine only, expected https",
                "settings.toml: sources.csv_url.base_url cannot be asked, expected a whole address such as https://example.org/etf.csv",
                "settings.toml: refresh.on_start is 1, expected true or false",
                "settings.toml: refresh.first.\"price.btc.usd\" is \"binance\", expected \"bitstamp\" or \"coinbase\" or \"kraken\"",
                "settings.toml: refresh.first.price is a table, expected an id in quotes such as \"price.btc.usd\"",
            ]
        );
        let live = settings.live();
        assert!(live.first.is_empty() && live.on_start.is_none() && live.every_minutes.is_none());
        assert!(live.sources.values().all(|source| *source == SourceSettings::default()));
        for text in
            ["sources = 1", "refresh = \"hourly\"", "[refresh]\nfirst = true", "[sources]\nkraken = 1"]
        {
            let (settings, said) = parsed(text);
            assert_eq!(said.len(), 1, "{text}: {said:?}");
            assert_eq!(settings.to_toml().trim(), text);
        }
    }

    #[test]
    fn no_sentence_repeats_a_key_however_the_file_is_damaged() {
        let damages = [
            format!("[sources.sosovalue]\napi_key = \"{KEY} with a space\"\n"),
            format!("[sources.sosovalue]\napi_key = [\"{KEY}\"]\n"),
            format!("[sources.sosovalue]\napi_key = {KEY}\n"),
            format!("[sources.sosovalue]\napi_key = \"{KEY}\n"),
            format!("[sources.sosovalue]\napi_key = \"{KEY}\"\napi_key = \"{KEY}\"\n"),
            format!("[sources]\nsosovalue = \"{KEY}\"\n"),
            format!("sources = \"{KEY}\"\n"),
            format!("[sources.sosovalue]\nbase_url = \"https://user:{KEY}@a.example\"\n"),
            format!("[sources.csv_url]\nurl = \"https://user:{KEY}@a.example/x?key={KEY}\"\n"),
            format!("[sources.csv_url]\nurl = \"http://a.example/x?key={KEY}\"\n"),
        ];
        for text in damages {
            let (settings, said) = parsed(&text);
            assert_eq!(said.len(), 1, "{text}");
            assert!(!format!("{said:?} {settings:?}").contains(KEY), "{said:?}");
        }
    }

    #[test]
    fn a_key_shows_nowhere_but_in_the_file() {
        let mut settings = parsed("theme = \"dark\" # mine\n").0;
        let change = SettingChange::SourceKey("sosovalue", TypedKey::new(KEY));
        assert_eq!(change.check(&settings), Ok(()));
        let before = settings.written_at(&change.written());
        settings.change(&change);
        assert_eq!(
            settings.to_toml(),
            format!("theme = \"dark\" # mine\n\n[sources.sosovalue]\napi_key = \"{KEY}\"\n")
        );
        let after = settings.written_at(&change.written());
        let shown = format!("{change:?} {before:?} {after:?} {settings:?} {}", change.caption());
        assert!(!shown.contains(KEY), "{shown}");
        settings.put(&before);
        assert!(settings.live().source("sosovalue").key.is_none());
        settings.put(&after);
        assert_eq!(settings.live().source("sosovalue").key, Secret::new(KEY));
    }

    #[test]
    fn every_change_of_every_source_is_read_back_and_reset() {
        let text = "# mine\n[other.thing]\nx = 1\n";
        let (mut settings, _) = parsed(text);
        for source in SOURCES {
            let (id, info) = (source.info.id, &source.info);
            let path = if is_whole_address(info) { "/table.csv" } else { "" };
            let address = format!("http://127.0.0.1:9000{path}");
            for change in [
                SettingChange::SourceEnabled(id, false),
                SettingChange::SourceAddress(id, Some(address.clone())),
                SettingChange::SourceKey(id, TypedKey::new("abc")),
            ] {
                let is_key = matches!(change, SettingChange::SourceKey(..));
                let has_no_key = is_key && info.key == KeyNeed::None;
                assert_eq!(change.check(&settings).is_err(), has_no_key, "{id}");
                if !has_no_key {
                    settings.change(&change);
                }
            }
            let (again, said) = parsed(&settings.to_toml());
            let read = again.live().source(id);
            assert_eq!((read.disabled, said.len()), (true, 0), "{id}: {said:?}");
            assert_eq!(format!("{}{path}", read.base_url.unwrap()), address);
            assert_eq!(read.key.is_some(), info.key != KeyNeed::None);
            let refused = SettingChange::SourceAddress(id, Some("ftp://x".to_owned()));
            assert!(refused.check(&settings).unwrap_err().contains(info.title));
        }
        for series in series_with_choices() {
            for info in first_choices(series) {
                settings.change(&SettingChange::FirstSource(series, Some(info.id)));
                let (again, said) = parsed(&settings.to_toml());
                assert_eq!((again.live().first[series].as_str(), said.len()), (info.id, 0));
            }
        }
        settings.change(&SettingChange::RefreshOnStart(true));
        settings.change(&SettingChange::RefreshHourly(true));
        let (again, _) = parsed(&settings.to_toml());
        assert!(again.live().hourly && again.live().every() == Some(USUAL_MINUTES));
        settings.change(&SettingChange::Reset(Section::Live));
        assert_eq!(settings.to_toml(), text);
    }

    #[test]
    fn a_whole_address_typed_anew_replaces_the_one_under_the_other_name() {
        let (mut settings, said) = parsed("[sources.csv_url]\nbase_url = \"https://a.example/old.csv\"\n");
        assert_eq!(said.len(), 0);
        settings
            .change(&SettingChange::SourceAddress("csv_url", Some("https://b.example/new.csv".to_owned())));
        assert_eq!(settings.to_toml(), "[sources.csv_url]\nurl = \"https://b.example/new.csv\"\n");
        assert_eq!(settings.live().source("csv_url").path.as_deref(), Some("/new.csv"));
    }

    #[test]
    fn only_what_has_the_very_series_can_be_asked_first() {
        let ids: Vec<_> = first_choices("price.btc.usd").iter().map(|info| info.id).collect();
        assert_eq!(ids, ["bitstamp", "coinbase", "kraken"]);
        let settings = Settings::default();
        let refused = SettingChange::FirstSource("price.btc.usd", Some("binance")).check(&settings);
        assert!(refused.unwrap_err().contains(source("binance").unwrap().info.title));
    }
}

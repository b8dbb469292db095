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

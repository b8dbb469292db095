//! Changes of the settings: what they are called, and doing and undoing them.
//!
//! A change is done at once, saved at once and one step of the same history as
//! the workspace's. Only the size of everything is no step: it is for reading,
//! has keys of its own, and must not leap while something else is undone.

use toml_edit::Value;

use crate::app::amount::Amount;
use crate::app::bindings;
use crate::app::command::Command;
use crate::app::live_settings::{TypedKey, first_choices, is_whole_address, read_address};
use crate::app::notice::Severity;
use crate::app::saver::Content;
use crate::app::setting_key::{SettingKey, Written};
use crate::app::settings::{Settings, ThemeChoice, TimeZoneChoice, WheelChoice};
use crate::app::shortcut::Shortcut;
use crate::app::state::AppState;
use crate::domain::catalog;
use crate::domain::format::lower_first;
use crate::domain::live::KeyNeed;
use crate::domain::number_format::NumberFormat;
use crate::io::sources::{FALLBACKS, SOURCES, source};

/// A change of the settings.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingChange {
    /// Dark, light or as the system has it.
    Theme(ThemeChoice),
    /// The zone times are shown in.
    TimeZone(TimeZoneChoice),
    /// How numbers are written.
    Numbers(NumberFormat),
    /// What the wheel does over the charts.
    Wheel(WheelChoice),
    /// Whether alerts show a notification of the desktop too, where the system has them.
    DesktopNotifications(bool),
    /// A number, or nothing to have its default.
    Amount(Amount, Option<f64>),
    /// The key of the command with this name; `None` leaves it without one.
    Shortcut(&'static str, Option<Shortcut>),
    /// The command with this name has the key it came with.
    ResetShortcut(&'static str),
    /// Whether a source may be asked.
    SourceEnabled(&'static str, bool),
    /// The address that is asked for a source; `None` is its own.
    SourceAddress(&'static str, Option<String>),
    /// The user's key for a source.
    SourceKey(&'static str, Option<TypedKey>),
    /// Whether the program refreshes by itself: on start and on the timer.
    RefreshOnStart(bool),
    /// Whether hourly candles are fetched too.
    RefreshHourly(bool),
    /// Which source is asked first for a series; `None` is the usual one.
    FirstSource(&'static str, Option<&'static str>),
    /// Everything of a section as it came.
    Reset(Section),
}

/// Settings that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// Theme, size, zone, numbers.
    Appearance,
    /// Wheel, snap, steps.
    Hand,
    /// Electricity, rigs, fees.
    Miners,
    /// Coins and leverage.
    Position,
    /// Sources of live data and when they are asked.
    Live,
    /// Keys of one's own.
    Keys,
}

impl Section {
    /// Every section, in the order of the window.
    pub const ALL: [Self; 6] =
        [Self::Appearance, Self::Hand, Self::Miners, Self::Position, Self::Live, Self::Keys];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Appearance => "Appearance",
            Self::Hand => "Mouse, levels, alerts",
            Self::Miners => "Miners",
            Self::Position => "Your position",
            Self::Live => "Live data",
            Self::Keys => "Keys",
        }
    }

    /// Its keys in the file.
    pub fn keys(self) -> Vec<SettingKey> {
        let amounts: &[Amount] = match self {
            Self::Appearance => {
                let all = [SettingKey::Theme, SettingKey::TimeZone, SettingKey::Numbers];
                return [&all[..], &[SettingKey::Amount(Amount::UiScale)]].concat();
            }
            Self::Hand => {
                let amounts = [Amount::SnapPx, Amount::NudgeUsd].map(SettingKey::Amount);
                return [&[SettingKey::Wheel, SettingKey::DesktopNotifications], &amounts[..]].concat();
            }
            Self::Keys => {
                return crate::app::command_name::NAMED
                    .iter()
                    .map(|(name, _)| SettingKey::Shortcut(name))
                    .collect();
            }
            Self::Live => return live_keys(),
            Self::Miners => &[Amount::Electricity, Amount::RigEfficiency, Amount::BlockFees],
            Self::Position => &[
                Amount::TreasuryCoins,
                Amount::TreasuryCost,
                Amount::LeverageEntry,
                Amount::MaintenanceMargin,
            ],
        };
        amounts.iter().map(|amount| SettingKey::Amount(*amount)).collect()
    }
}

fn live_keys() -> Vec<SettingKey> {
    let mut keys = vec![
        SettingKey::RefreshOnStart,
        SettingKey::Amount(Amount::RefreshMinutes),
        SettingKey::RefreshHourly,
    ];
    keys.extend(FALLBACKS.iter().map(|(series, _)| SettingKey::FirstSource(series)));
    for source in SOURCES {
        let id = source.info.id;
        keys.extend([
            SettingKey::SourceEnabled(id),
            SettingKey::SourceAddress(id),
            SettingKey::SourceUrl(id),
            SettingKey::SourceKey(id),
        ]);
    }
    keys
}

/// A change as the history keeps it: what stood in the file before and what after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingStep {
    /// What undo puts back.
    pub before: Vec<Written>,
    /// What redo puts again.
    pub after: Vec<Written>,
    /// The number that is under the hand: further changes of it soon after are the same step.
    pub drags: Option<Amount>,
}

impl SettingChange {
    /// Whether the change can be made.
    ///
    /// # Errors
    /// A sentence: the bounds of the number, or whose key it is already.
    pub fn check(&self, settings: &Settings) -> Result<(), String> {
        match self {
            Self::Amount(amount, Some(value)) => amount.check(*value).map(drop),
            Self::Shortcut(name, Some(shortcut)) => bindings::check(settings, name, *shortcut),
            Self::ResetShortcut(name) => {
                let own = Command::from_name(name).and_then(|command| command.info().shortcut);
                own.map_or(Ok(()), |shortcut| bindings::check_free(settings, name, shortcut))
            }
            Self::SourceAddress(id, Some(address)) => {
                let source = source(id).ok_or_else(|| format!("There is no source {id}"))?;
                let why = |why| format!("The address of {} cannot be asked, {why}", source.info.title);
                read_address(&source.info, address).map(drop).map_err(why)
            }
            Self::SourceKey(id, Some(_)) => match source(id) {
                Some(source) if source.info.key != KeyNeed::None => Ok(()),
                _ => Err(format!("{} asks for no key", source_title(id))),
            },
            Self::FirstSource(series, Some(id)) => {
                let known = first_choices(series).iter().any(|info| info.id == *id);
                let why = || format!("{} has no {}", source_title(id), lower_first(&series_title(series)));
                if known { Ok(()) } else { Err(why()) }
            }
            _ => Ok(()),
        }
    }

    /// What the file says after the change.
    pub fn written(&self) -> Vec<Written> {
        let one = |key, text: &str| vec![Written::new(key, Some(quoted(text)))];
        let flag = |key, on: bool| vec![Written::new(key, Some(Value::from(on).to_string()))];
        match self {
            Self::Theme(choice) => one(SettingKey::Theme, choice.word()),
            Self::TimeZone(choice) => one(SettingKey::TimeZone, choice.word()),
            Self::Numbers(format) => one(SettingKey::Numbers, format.word()),
            Self::Wheel(choice) => one(SettingKey::Wheel, choice.word()),
            Self::DesktopNotifications(shown) => flag(SettingKey::DesktopNotifications, *shown),
            Self::Amount(amount, value) => {
                let text = value.map(|value| match amount.is_whole() {
                    true => Value::from(value.round() as i64).to_string(),
                    false => Value::from(value).to_string(),
                });
                vec![Written::new(SettingKey::Amount(*amount), text)]
            }
            Self::Shortcut(name, shortcut) => {
                let text = shortcut.map_or_else(String::new, Shortcut::written);
                one(SettingKey::Shortcut(name), &text)
            }
            Self::ResetShortcut(name) => vec![Written::new(SettingKey::Shortcut(name), None)],
            Self::SourceEnabled(id, on) => flag(SettingKey::SourceEnabled(id), *on),
            Self::SourceAddress(id, address) => {
                let text = address.as_ref().map(|address| quoted(address.trim()));
                // A whole address has a key of its own; what stood at the other one is overtaken.
                let whole = source(id).is_some_and(|source| is_whole_address(&source.info));
                let (host, url) = if whole { (None, text) } else { (text, None) };
                let url = whole.then(|| Written::new(SettingKey::SourceUrl(id), url));
                [Some(Written::new(SettingKey::SourceAddress(id), host)), url].into_iter().flatten().collect()
            }
            Self::SourceKey(id, key) => {
                let text = key.as_ref().map(|key| quoted(key.for_the_file()));
                vec![Written::new(SettingKey::SourceKey(id), text)]
            }
            Self::RefreshOnStart(on) => flag(SettingKey::RefreshOnStart, *on),
            Self::RefreshHourly(on) => flag(SettingKey::RefreshHourly, *on),
            Self::FirstSource(series, id) => {
                vec![Written::new(SettingKey::FirstSource(series), id.map(quoted))]
            }
            Self::Reset(section) => section.keys().into_iter().map(|key| Written::new(key, None)).collect(),
        }
    }

    /// What the step is called in the menu: `set electricity price to 0.062 USD/kWh`.
    pub fn caption(&self) -> String {
        let command = |name: &str| Command::from_name(name).map_or("command", |c| c.info().caption);
        match self {
            Self::Theme(choice) => format!("set theme to {}", choice.word()),
            Self::TimeZone(TimeZoneChoice::Utc) => "set time zone to UTC".to_owned(),
            Self::TimeZone(TimeZoneChoice::Local) => "set time zone to local time".to_owned(),
            Self::Numbers(format) => format!("write numbers as {}", format.word()),
            Self::Wheel(choice) => format!("set wheel to {}", choice.word()),
            Self::DesktopNotifications(true) => "show notifications of the desktop".to_owned(),
            Self::DesktopNotifications(false) => "show no notifications of the desktop".to_owned(),
            Self::Amount(amount, value) => {
                let name = lower_first(amount.info().name);
                match value {
                    Some(value) => format!("set {name} to {}", amount.words(*value)),
                    None => format!("reset {name}"),
                }
            }
            Self::Shortcut(name, Some(shortcut)) => format!("set key of {} to {shortcut}", command(name)),
            Self::Shortcut(name, None) => format!("take key of {} away", command(name)),
            Self::ResetShortcut(name) => format!("reset key of {}", command(name)),
            Self::SourceEnabled(id, true) => format!("ask {}", source_title(id)),
            Self::SourceEnabled(id, false) => format!("ask {} no more", source_title(id)),
            // Addresses and keys are nobody's business: a caption stands in menus and lists.
            Self::SourceAddress(id, Some(_)) => format!("set address of {}", source_title(id)),
            Self::SourceAddress(id, None) => format!("reset address of {}", source_title(id)),
            Self::SourceKey(id, Some(_)) => format!("set key for {}", source_title(id)),
            Self::SourceKey(id, None) => format!("clear key for {}", source_title(id)),
            Self::RefreshOnStart(true) => "refresh by itself".to_owned(),
            Self::RefreshOnStart(false) => "do not refresh by itself".to_owned(),
            Self::RefreshHourly(true) => "fetch hourly candles".to_owned(),
            Self::RefreshHourly(false) => "fetch no hourly candles".to_owned(),
            Self::FirstSource(series, Some(id)) => {
                format!("ask {} first for {}", source_title(id), lower_first(&series_title(series)))
            }
            Self::FirstSource(series, None) => {
                format!("ask the usual source first for {}", lower_first(&series_title(series)))
            }
            Self::Reset(section) => format!("reset {}", lower_first(section.title())),
        }
    }

    fn drags(&self) -> Option<Amount> {
        match self {
            Self::Amount(amount, Some(_)) => Some(*amount),
            _ => None,
        }
    }

    fn is_step(&self) -> bool {
        !matches!(self, Self::Amount(Amount::UiScale, _))
    }
}

/// The name of a source for people.
pub(super) fn source_title(id: &str) -> &str {
    source(id).map_or(id, |source| source.info.title)
}

/// The name of a series for people.
pub(super) fn series_title(id: &str) -> String {
    catalog::entry(id).map_or_else(|| id.to_owned(), |entry| entry.title.to_owned())
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

impl AppState {
    /// Makes a change of the settings; what is refused is said in a notice.
    pub(super) fn change_setting(&mut self, change: &SettingChange) {
        if let Err(sentence) = change.check(&self.settings) {
            self.raise(Severity::Problem, format!("Not changed. {sentence}"));
            return;
        }
        let after = change.written();
        let before = self.settings.written_at(&after);
        if before == after {
            return;
        }
        if change.is_step() {
            let step = SettingStep { before, after: after.clone(), drags: change.drags() };
            let document = std::sync::Arc::clone(&self.document);
            self.history.record_setting(change.caption(), step, document, self.clock.now_millis());
        }
        self.put_settings(&after);
    }

    /// Puts values into the settings, takes them into force and asks for a write of the file.
    pub(super) fn put_settings(&mut self, written: &[Written]) {
        self.settings.put(written);
        self.choose_zone();
        self.revision += 1;
        self.refresh_miners();
        // Settings are of the folder: a workspace that may not be written does not hold them back.
        if let (Some(saver), Some(folders), true, Some(_)) =
            (&self.saver, &self.folders, self.settings.may_save, &self.lock)
        {
            saver.save(folders.settings_path(), Content::Text(self.settings.to_toml()));
        }
    }

    /// Why changes of the settings last only until the program ends, if so.
    pub fn settings_unsaved_because(&self) -> Option<&str> {
        if !self.settings.may_save {
            return Some("settings.toml could not be read and is left as it is");
        }
        if self.saver.is_some() && self.folders.is_some() && self.lock.is_some() {
            return None;
        }
        Some(self.unsaved_because().unwrap_or("nothing is saved here"))
    }
}

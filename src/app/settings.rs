//! `settings.toml`: every key optional, unknown keys kept.
//!
//! A missing key has its default, an invalid one has its default and is said,
//! an extra one is kept as it stands, and so are comments.

use std::fmt;
use std::sync::Arc;

use toml_edit::DocumentMut;

use crate::app::amount::Amount;
use crate::app::bindings::{self, Bindings};
use crate::app::live_settings::LiveSettings;
use crate::app::setting_change::SettingChange;
use crate::app::setting_key::{SettingKey, Written, item_text};
use crate::domain::number_format::NumberFormat;

/// Dark, light or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ThemeChoice {
    /// As the system has it.
    #[default]
    System,
    /// Light text on a dark ground.
    Dark,
    /// Dark text on a light ground.
    Light,
}

impl ThemeChoice {
    /// Every choice, in menu order.
    pub const ALL: [Self; 3] = [Self::System, Self::Dark, Self::Light];

    /// The word in `settings.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// The choice with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }
}

/// What the wheel does over the charts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WheelChoice {
    /// Notches of a wheel zoom, strokes on a trackpad pan: told apart by their unit.
    #[default]
    Auto,
    /// Everything zooms, for systems whose wheels speak in pixels.
    Zoom,
    /// Everything pans, for systems whose trackpads speak in lines.
    Pan,
}

impl WheelChoice {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Zoom, Self::Pan];

    /// The word in `settings.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Zoom => "zoom",
            Self::Pan => "pan",
        }
    }

    /// The choice with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }
}

/// The zone times are shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TimeZoneChoice {
    /// Universal time.
    #[default]
    Utc,
    /// The machine's.
    Local,
}

impl TimeZoneChoice {
    /// Every choice, in menu order.
    pub const ALL: [Self; 2] = [Self::Utc, Self::Local];

    /// The word in `settings.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Utc => "utc",
            Self::Local => "local",
        }
    }

    /// The choice with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }
}

/// What the user has set, over all workspaces.
///
/// Its `Debug` leaves the file's text out: there may be keys in it.
#[derive(Clone)]
pub struct Settings {
    /// Dark, light or as the system has it.
    pub theme: ThemeChoice,
    /// How near a snap target must be, in points; 0 turns snapping off.
    pub snap_px: f32,
    /// The zone times are shown in.
    pub time_zone: TimeZoneChoice,
    /// Size of everything on top of the screen's own scale, 0.5 to 3.
    pub ui_scale: f32,
    /// What the wheel does over the charts.
    pub wheel: WheelChoice,
    /// How numbers are written.
    pub numbers: NumberFormat,
    /// Keys of the user's own.
    pub keys: Arc<Bindings>,
    /// Whether alerts show a notification of the desktop too, where the system has them.
    pub desktop_notifications: bool,
    /// Whether the file may be written again: not if it could not be read.
    pub may_save: bool,
    amounts: [Option<f64>; Amount::ALL.len()],
    live: Arc<LiveSettings>,
    file: DocumentMut,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Settings");
        shown.field("theme", &self.theme).field("time_zone", &self.time_zone);
        shown.field("amounts", &self.amounts).field("live", &self.live);
        shown.field("may_save", &self.may_save).finish_non_exhaustive()
    }
}

/// Snap distance when the file says nothing, in points.
pub const DEFAULT_SNAP_PX: f32 = 10.0;

impl Default for Settings {
    fn default() -> Self {
        Self::read(DocumentMut::new()).0
    }
}

impl PartialEq for Settings {
    fn eq(&self, other: &Self) -> bool {
        self.may_save == other.may_save && self.to_toml() == other.to_toml()
    }
}

impl Settings {
    /// Reads the file's text; what could not be understood is said in sentences.
    pub fn parse(text: &str) -> (Self, Vec<String>) {
        match text.parse::<DocumentMut>() {
            Ok(file) => Self::read(file),
            Err(error) => {
                let first = error.message().lines().next().unwrap_or_default().to_owned();
                let said =
                    format!("settings.toml is not TOML ({first}), defaults are used and it is left as it is");
                (Self::unreadable(), vec![said])
            }
        }
    }

    fn read(file: DocumentMut) -> (Self, Vec<String>) {
        let mut said = Vec::new();
        let theme = word(
            &file,
            SettingKey::Theme,
            ThemeChoice::from_word,
            "\"system\", \"dark\" or \"light\"",
            &mut said,
        );
        let time_zone =
            word(&file, SettingKey::TimeZone, TimeZoneChoice::from_word, "\"utc\" or \"local\"", &mut said);
        let wheel = word(
            &file,
            SettingKey::Wheel,
            WheelChoice::from_word,
            "\"auto\", \"zoom\" or \"pan\"",
            &mut said,
        );
        let formats = "\"1,234.5\", \"1 234.5\", \"1 234,5\" or \"1.234,5\"";
        let numbers = word(&file, SettingKey::Numbers, NumberFormat::from_word, formats, &mut said);
        let desktop_notifications = SettingKey::DesktopNotifications.flag(&file, &mut said).unwrap_or(true);
        let amounts = Amount::ALL.map(|amount| number(&file, amount, &mut said));
        let live = LiveSettings::read(&file, &mut said);
        let keys = match file.get("keys") {
            None => Bindings::new(),
            Some(item) => match item.as_table_like() {
                Some(table) => {
                    bindings::read(table.iter().map(|(name, item)| (name, item.as_str())), &mut said)
                }
                None => {
                    said.push(
                        "settings.toml: keys is no table, expected [keys] with names of commands".to_owned(),
                    );
                    Bindings::new()
                }
            },
        };
        let mut settings = Self {
            theme,
            snap_px: DEFAULT_SNAP_PX,
            time_zone,
            ui_scale: 1.0,
            wheel,
            numbers,
            keys: Arc::new(keys),
            desktop_notifications,
            may_save: true,
            amounts,
            live: Arc::default(),
            file,
        };
        let every_minutes = settings.set_amount(Amount::RefreshMinutes).map(|minutes| minutes as u32);
        settings.live = Arc::new(LiveSettings { every_minutes, ..live });
        settings.snap_px = settings.amount(Amount::SnapPx).map_or(DEFAULT_SNAP_PX, |px| px as f32);
        settings.ui_scale = settings.amount(Amount::UiScale).map_or(1.0, |scale| scale as f32);
        (settings, said)
    }

    /// Defaults for a file that could not be read and must be left as it is.
    pub fn unreadable() -> Self {
        Self { may_save: false, ..Self::default() }
    }

    /// A number: as it is set, else its default; `None` where nothing is assumed.
    pub fn amount(&self, amount: Amount) -> Option<f64> {
        self.set_amount(amount).or(amount.info().default)
    }

    /// A number only if the file gives it.
    pub fn set_amount(&self, amount: Amount) -> Option<f64> {
        let at = Amount::ALL.iter().position(|other| *other == amount)?;
        self.amounts.get(at).copied().flatten()
    }

    /// What is said of live sources and of refreshing.
    pub fn live(&self) -> &Arc<LiveSettings> {
        &self.live
    }

    /// What stands at these keys now.
    pub fn written_at(&self, keys: &[Written]) -> Vec<Written> {
        keys.iter().map(|there| Written::new(there.key, there.key.text(&self.file))).collect()
    }

    /// Whether anything stands at one of these keys.
    pub fn says_any(&self, keys: &[SettingKey]) -> bool {
        keys.iter().any(|key| key.item(&self.file).is_some())
    }

    /// Puts values in, or takes them out, keeping everything else of the file.
    pub fn put(&mut self, written: &[Written]) {
        let mut file = std::mem::take(&mut self.file);
        for Written { key, text } in written {
            key.put(&mut file, text.as_deref());
        }
        let may_save = self.may_save;
        *self = Self { may_save, ..Self::read(file).0 };
    }

    /// Makes a change, keeping everything else of the file.
    pub fn change(&mut self, change: &SettingChange) {
        self.put(&change.written());
    }

    /// The file's text.
    pub fn to_toml(&self) -> String {
        self.file.to_string()
    }
}

/// The choice whose word stands at a key.
fn word<T: Default>(
    file: &DocumentMut,
    key: SettingKey,
    from_word: impl Fn(&str) -> Option<T>,
    expected: &str,
    said: &mut Vec<String>,
) -> T {
    let Some(item) = key.item(file) else { return T::default() };
    item.as_str().and_then(from_word).unwrap_or_else(|| {
        said.push(format!("settings.toml: {key} is {}, expected {expected}", item_text(item)));
        T::default()
    })
}

/// The number that stands in the file, if it can be.
fn number(file: &DocumentMut, amount: Amount, said: &mut Vec<String>) -> Option<f64> {
    let key = SettingKey::Amount(amount);
    let item = key.item(file)?;
    let value = item.as_float().or_else(|| item.as_integer().map(|whole| whole as f64));
    let found = value.filter(|value| amount.check(*value).is_ok());
    if found.is_none() {
        let (info, found) = (amount.info(), item_text(item));
        let (lowest, highest) = (info.lowest, info.highest);
        said.push(format!("settings.toml: {key} is {found}, expected {lowest} to {highest}"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wheel_that_is_no_choice_is_told_apart_by_its_unit_and_said() {
        let (settings, said) = Settings::parse("wheel = \"pan\"\n");
        assert_eq!((settings.wheel, said.len()), (WheelChoice::Pan, 0));
        let (settings, said) = Settings::parse("wheel = 3\n");
        assert_eq!(settings.wheel, WheelChoice::Auto);
        assert_eq!(said, ["settings.toml: wheel is 3, expected \"auto\", \"zoom\" or \"pan\""]);
    }

    #[test]
    fn an_invalid_key_has_its_default_and_is_said() {
        let (settings, said) = Settings::parse("theme = \"neon\"\nsnap_strength_px = 4\n");
        assert_eq!((settings.theme, settings.snap_px), (ThemeChoice::System, 4.0));
        assert_eq!(said, ["settings.toml: theme is \"neon\", expected \"system\", \"dark\" or \"light\""]);
    }

    #[test]
    fn keys_of_others_survive_a_change_of_theme() {
        let (mut settings, said) = Settings::parse("[sources.bitstamp]\nenabled = false\n");
        assert!(said.is_empty());
        settings.change(&SettingChange::Theme(ThemeChoice::Light));
        let (again, _) = Settings::parse(&settings.to_toml());
        assert_eq!(again.theme, ThemeChoice::Light);
        assert!(settings.to_toml().contains("[sources.bitstamp]\nenabled = false"));
    }

    #[test]
    fn zone_and_scale_are_read_written_and_doubted() {
        let (mut settings, said) = Settings::parse("time_zone = \"local\"\nui_scale = 2\n");
        assert_eq!((settings.time_zone, settings.ui_scale), (TimeZoneChoice::Local, 2.0));
        assert!(said.is_empty());
        settings.change(&SettingChange::Amount(Amount::UiScale, Some(1.1)));
        settings.change(&SettingChange::TimeZone(TimeZoneChoice::Utc));
        assert_eq!(settings.to_toml(), "time_zone = \"utc\"\nui_scale = 1.1\n");
        let (settings, said) = Settings::parse("time_zone = \"mars\"\nui_scale = 9\n");
        assert_eq!((settings.time_zone, settings.ui_scale), (TimeZoneChoice::Utc, 1.0));
        assert_eq!(
            said,
            [
                "settings.toml: time_zone is \"mars\", expected \"utc\" or \"local\"",
                "settings.toml: ui_scale is 9, expected 0.5 to 3",
            ]
        );
    }

    #[test]
    fn notifications_are_on_until_the_file_says_otherwise() {
        let (mut settings, said) = Settings::parse("desktop_notifications = false\n");
        assert_eq!((settings.desktop_notifications, said.len()), (false, 0));
        settings.change(&SettingChange::DesktopNotifications(true));
        assert_eq!(settings.to_toml(), "desktop_notifications = true\n");
        let (settings, said) = Settings::parse("desktop_notifications = \"loud\"\n");
        assert!(settings.desktop_notifications);
        assert_eq!(said, ["settings.toml: desktop_notifications is \"loud\", expected true or false"]);
    }

    #[test]
    fn a_broken_file_gives_defaults_and_a_sentence() {
        let (settings, said) = Settings::parse("theme = ");
        assert_eq!((settings.theme, settings.may_save), (ThemeChoice::System, false));
        assert_eq!(said.len(), 1);
    }

    #[test]
    fn numbers_are_read_written_and_doubted() {
        let text = "# rigs in Texas\n[miners]\nelectricity_usd_per_kwh = 0.05 # night\nrig_efficiency_j_per_th = \"new\"\n";
        let (mut settings, said) = Settings::parse(text);
        assert_eq!(said, ["settings.toml: miners.rig_efficiency_j_per_th is \"new\", expected 1 to 1000"]);
        assert_eq!(settings.amount(Amount::Electricity), Some(0.05));
        assert_eq!(settings.amount(Amount::RigEfficiency), Some(17.5));
        assert_eq!(settings.amount(Amount::TreasuryCoins), None);
        settings.change(&SettingChange::Amount(Amount::Electricity, Some(0.062)));
        assert_eq!(settings.to_toml(), text.replace("0.05", "0.062"));
        settings.change(&SettingChange::Amount(Amount::TreasuryCoins, Some(12.0)));
        let (again, _) = Settings::parse(&settings.to_toml());
        assert_eq!(again.amount(Amount::TreasuryCoins), Some(12.0));
        settings.change(&SettingChange::Amount(Amount::Electricity, None));
        assert_eq!(settings.amount(Amount::Electricity), Some(0.07));
    }

    #[test]
    fn any_change_is_read_back_as_it_was_made() {
        let (mut settings, _) = Settings::parse("[other.thing]\nenabled = true\n");
        for format in NumberFormat::ALL {
            settings.change(&SettingChange::Numbers(format));
            let (again, said) = Settings::parse(&settings.to_toml());
            assert_eq!((again.numbers, said.len()), (format, 0));
        }
        for amount in Amount::ALL {
            let value = amount.info().lowest.max(0.5).min(amount.info().highest);
            settings.change(&SettingChange::Amount(amount, Some(value)));
            let (again, said) = Settings::parse(&settings.to_toml());
            assert_eq!((again.set_amount(amount), said.len()), (Some(value), 0), "{amount:?}");
        }
        for section in crate::app::setting_change::Section::ALL {
            settings.change(&SettingChange::Reset(section));
        }
        assert_eq!(settings.to_toml(), "[other.thing]\nenabled = true\n");
    }
}

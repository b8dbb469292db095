//! `settings.toml`: every key optional, unknown keys kept.
//!
//! A missing key has its default, an invalid one has its default and is said,
//! an extra one is kept as it stands.

use toml::{Table, Value};

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
#[derive(Clone, Debug, PartialEq)]
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
    /// Whether alerts show a notification of the desktop too, where the system has them.
    pub desktop_notifications: bool,
    /// Whether the file may be written again: not if it could not be read.
    pub may_save: bool,
    table: Table,
}

/// Snap distance when the file says nothing, in points.
pub const DEFAULT_SNAP_PX: f32 = 10.0;
/// Scales at which every window can still be used.
const UI_SCALES: std::ops::RangeInclusive<f32> = 0.5..=3.0;

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            snap_px: DEFAULT_SNAP_PX,
            time_zone: TimeZoneChoice::default(),
            ui_scale: 1.0,
            wheel: WheelChoice::Auto,
            desktop_notifications: true,
            may_save: true,
            table: Table::new(),
        }
    }
}

impl Settings {
    /// Reads the file's text; what could not be understood is said in sentences.
    pub fn parse(text: &str) -> (Self, Vec<String>) {
        let table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                let first = error.message().to_owned();
                let said =
                    format!("settings.toml is not TOML ({first}), defaults are used and it is left as it is");
                return (Self::unreadable(), vec![said]);
            }
        };
        let mut said = Vec::new();
        let theme = match table.get("theme") {
            None => ThemeChoice::default(),
            Some(value) => value.as_str().and_then(ThemeChoice::from_word).unwrap_or_else(|| {
                said.push(format!(
                    "settings.toml: theme is {value}, expected \"system\", \"dark\" or \"light\""
                ));
                ThemeChoice::default()
            }),
        };
        let snap_px = match table.get("snap_strength_px") {
            None => DEFAULT_SNAP_PX,
            Some(value) => match number(value) {
                Some(px) if (0.0..=100.0).contains(&px) => px as f32,
                _ => {
                    said.push(format!("settings.toml: snap_strength_px is {value}, expected 0 to 100"));
                    DEFAULT_SNAP_PX
                }
            },
        };
        let time_zone = match table.get("time_zone") {
            None => TimeZoneChoice::default(),
            Some(value) => value.as_str().and_then(TimeZoneChoice::from_word).unwrap_or_else(|| {
                said.push(format!("settings.toml: time_zone is {value}, expected \"utc\" or \"local\""));
                TimeZoneChoice::default()
            }),
        };
        let ui_scale = match table.get("ui_scale") {
            None => 1.0,
            Some(value) => match number(value) {
                Some(scale) if UI_SCALES.contains(&(scale as f32)) => scale as f32,
                _ => {
                    said.push(format!("settings.toml: ui_scale is {value}, expected 0.5 to 3"));
                    1.0
                }
            },
        };
        let wheel = match table.get("wheel") {
            None => WheelChoice::Auto,
            Some(value) => {
                let known = WheelChoice::ALL.into_iter().find(|choice| value.as_str() == Some(choice.word()));
                known.unwrap_or_else(|| {
                    said.push(format!(
                        "settings.toml: wheel is {value}, expected \"auto\", \"zoom\" or \"pan\""
                    ));
                    WheelChoice::Auto
                })
            }
        };
        let desktop_notifications = match table.get("desktop_notifications") {
            None => true,
            Some(value) => value.as_bool().unwrap_or_else(|| {
                said.push(format!("settings.toml: desktop_notifications is {value}, expected true or false"));
                true
            }),
        };
        let may_save = true;
        (Self { theme, snap_px, time_zone, ui_scale, wheel, desktop_notifications, may_save, table }, said)
    }

    /// Defaults for a file that could not be read and must be left as it is.
    pub fn unreadable() -> Self {
        Self { may_save: false, ..Self::default() }
    }

    /// Sets the theme, keeping everything else of the file.
    pub fn set_theme(&mut self, theme: ThemeChoice) {
        self.theme = theme;
        self.table.insert("theme".to_owned(), Value::String(theme.word().to_owned()));
    }

    /// Sets the zone, keeping everything else of the file.
    pub fn set_time_zone(&mut self, choice: TimeZoneChoice) {
        self.time_zone = choice;
        self.table.insert("time_zone".to_owned(), Value::String(choice.word().to_owned()));
    }

    /// Sets the scale, cut to what is allowed, keeping everything else of the file.
    pub fn set_ui_scale(&mut self, scale: f32) {
        self.ui_scale = scale.clamp(*UI_SCALES.start(), *UI_SCALES.end());
        // As people write it: 1.1, not the nearest single-precision number.
        let hundredths = (f64::from(self.ui_scale) * 100.0).round() / 100.0;
        self.table.insert("ui_scale".to_owned(), Value::Float(hundredths));
    }

    /// Turns notifications of the desktop on or off, keeping everything else of the file.
    pub fn set_desktop_notifications(&mut self, shown: bool) {
        self.desktop_notifications = shown;
        self.table.insert("desktop_notifications".to_owned(), Value::Boolean(shown));
    }

    /// The file's text.
    pub fn to_toml(&self) -> String {
        self.table.to_string()
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
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
        settings.set_theme(ThemeChoice::Light);
        let (again, _) = Settings::parse(&settings.to_toml());
        assert_eq!(again.theme, ThemeChoice::Light);
        assert!(settings.to_toml().contains("[sources.bitstamp]\nenabled = false"));
    }

    #[test]
    fn zone_and_scale_are_read_written_and_doubted() {
        let (mut settings, said) = Settings::parse("time_zone = \"local\"\nui_scale = 2\n");
        assert_eq!((settings.time_zone, settings.ui_scale), (TimeZoneChoice::Local, 2.0));
        assert!(said.is_empty());
        settings.set_ui_scale(1.1);
        settings.set_time_zone(TimeZoneChoice::Utc);
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
        settings.set_desktop_notifications(true);
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
}

//! The colours of the program, one set a theme.
//!
//! Knows which colour means what; knows nothing of egui's styles ([`super::style`])
//! and lays nothing out. Every text colour keeps 4.5 : 1 on every ground of its
//! theme, and nothing relies on red against green: up and down differ in
//! lightness, and what a colour says is also said by a word or a shape.

use egui::{Color32, Stroke, Ui};

use crate::app::panes::PaneSeries;
use crate::domain::catalog;
use crate::domain::level::{Level, LevelKind};
use crate::domain::note::Note;
use crate::domain::number_format::NumberFormat;
use crate::domain::scenario::Scenario;
use crate::ui::in_force;
use crate::ui::theme::contrast::contrast;

/// Least contrast of a text against the ground it stands on (WCAG 2.2, 1.4.3).
pub const MIN_TEXT_CONTRAST: f32 = 4.5;

/// What every colour of a theme is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theme {
    /// Whether the grounds are dark.
    pub dark: bool,
    /// Ground of the window: menu, tool and status bar.
    pub app: Color32,
    /// Ground of the side panels, of windows and menus.
    pub panel: Color32,
    /// Ground of the charts.
    pub pane: Color32,
    /// Hairlines between areas.
    pub border: Color32,
    /// Grid lines of the charts.
    pub grid: Color32,
    /// Ground of pills and quiet buttons.
    pub chip: Color32,
    /// Ground of what is selected or under the hand.
    pub selected: Color32,
    /// Titles and last values.
    pub text_strong: Color32,
    /// Text.
    pub text: Color32,
    /// Readouts, sources, units.
    pub text_weak: Color32,
    /// The one thing to do and the active choice.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Rising, inflow.
    pub up: Color32,
    /// Falling, outflow.
    pub down: Color32,
    /// Support levels.
    pub support: Color32,
    /// Resistance levels.
    pub resistance: Color32,
    /// Costs of production and entry.
    pub cost: Color32,
    /// Marks that expect nothing.
    pub neutral: Color32,
    /// Standard Chartered's scenario.
    pub standard_chartered: Color32,
    /// JPMorgan's scenario.
    pub jpmorgan: Color32,
    /// The network's hashrate.
    pub hashrate: Color32,
    /// The difficulty.
    pub difficulty: Color32,
    /// The 50-day average.
    pub sma_50: Color32,
    /// The 200-day average.
    pub sma_200: Color32,
    /// The 200-week average.
    pub weekly_ema_200: Color32,
    /// The Fear & Greed index.
    pub sentiment: Color32,
    /// Problems and deletions.
    pub danger: Color32,
    /// Hues for what has no colour of its own, neighbours far apart.
    pub palette: [Color32; 12],
    /// What every painted line's width is multiplied by.
    pub line_width: f32,
    /// How numbers are written.
    pub numbers: NumberFormat,
}

#[expect(clippy::disallowed_methods, reason = "this is where the theme's tokens are made")]
const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// Hues 150° apart at two lightnesses, so that neighbours differ in both.
const DARK_PALETTE: [Color32; 12] = [
    rgb(0x08B6AF),
    rgb(0xF19FD6),
    rgb(0x85AD5A),
    rgb(0xB1B7FD),
    rgb(0xCE9042),
    rgb(0x52CFF3),
    rgb(0xDE7D8D),
    rgb(0x71D6A3),
    rgb(0xB589D6),
    rgb(0xD0BF5E),
    rgb(0x61A3E6),
    rgb(0xFDA485),
];
const LIGHT_PALETTE: [Color32; 12] = [
    rgb(0x106561),
    rgb(0x631C50),
    rgb(0x416407),
    rgb(0x33317A),
    rgb(0x794D0B),
    rgb(0x014555),
    rgb(0x8E3649),
    rgb(0x034A2E),
    rgb(0x6C4289),
    rgb(0x463D00),
    rgb(0x125A98),
    rgb(0x6A2203),
];

const DARK: Theme = Theme {
    dark: true,
    app: rgb(0x0E1217),
    panel: rgb(0x141A21),
    pane: rgb(0x10151B),
    border: rgb(0x222B36),
    grid: rgb(0x1A222B),
    chip: rgb(0x1C242E),
    selected: rgb(0x1E2A38),
    text_strong: rgb(0xE8EDF3),
    text: rgb(0xB4BECA),
    text_weak: rgb(0x8793A1),
    accent: rgb(0xF7931A),
    on_accent: rgb(0x14100A),
    up: rgb(0x63D8CE),
    down: rgb(0xEC6F55),
    support: rgb(0x5AAAE8),
    resistance: rgb(0xE7A23B),
    cost: rgb(0xD8B24A),
    neutral: rgb(0x9AA7B5),
    standard_chartered: rgb(0xB794F2),
    jpmorgan: rgb(0x58C4F6),
    hashrate: rgb(0x7FB3D5),
    difficulty: rgb(0x9AA7B5),
    sma_50: rgb(0x5AAAE8),
    sma_200: rgb(0xEC6F55),
    weekly_ema_200: rgb(0xB794F2),
    sentiment: rgb(0xC6D65A),
    danger: rgb(0xFF8A80),
    palette: DARK_PALETTE,
    line_width: 1.0,
    numbers: NumberFormat::CommaPoint,
};

const LIGHT: Theme = Theme {
    dark: false,
    app: rgb(0xF4F6F8),
    panel: rgb(0xFFFFFF),
    pane: rgb(0xFFFFFF),
    border: rgb(0xD8DEE5),
    grid: rgb(0xEDF0F3),
    chip: rgb(0xEEF2F6),
    selected: rgb(0xE3EDF7),
    text_strong: rgb(0x14202B),
    text: rgb(0x3D4A57),
    text_weak: rgb(0x586472),
    accent: rgb(0xA35400),
    on_accent: rgb(0xFFFFFF),
    up: rgb(0x08756D),
    down: rgb(0x7E1F0C),
    support: rgb(0x195F9B),
    resistance: rgb(0x8A5600),
    cost: rgb(0x6F5700),
    neutral: rgb(0x525F6C),
    standard_chartered: rgb(0x5B35B0),
    jpmorgan: rgb(0x0A6796),
    hashrate: rgb(0x275F8C),
    difficulty: rgb(0x525F6C),
    sma_50: rgb(0x195F9B),
    sma_200: rgb(0xA8381D),
    weekly_ema_200: rgb(0x5B35B0),
    sentiment: rgb(0x536300),
    danger: rgb(0xA3161C),
    palette: LIGHT_PALETTE,
    line_width: 1.0,
    numbers: NumberFormat::CommaPoint,
};

/// White paper: the light theme's inks on white alone, chrome in grey, and rising told from
/// falling by lightness, since a printer may have no colours.
const PRINT: Theme = Theme {
    app: rgb(0xFFFFFF),
    border: rgb(0x9A9A9A),
    grid: rgb(0xE2E2E2),
    chip: rgb(0xF6F6F6),
    selected: rgb(0xEFEFEF),
    text_strong: rgb(0x000000),
    text: rgb(0x262626),
    text_weak: rgb(0x4A4A4A),
    accent: rgb(0x8A4700),
    up: rgb(0x3F6F6A),
    down: rgb(0x101010),
    neutral: rgb(0x4F4F4F),
    difficulty: rgb(0x404040),
    line_width: 0.6,
    ..LIGHT
};

impl Theme {
    /// Light text on dark grounds.
    #[must_use]
    pub const fn dark() -> Self {
        DARK
    }

    /// Dark text on light grounds.
    #[must_use]
    pub const fn light() -> Self {
        LIGHT
    }

    /// Dark ink on white paper, thin lines.
    #[must_use]
    pub const fn print() -> Self {
        PRINT
    }

    /// The theme in force where `ui` paints.
    #[must_use]
    pub fn of(ui: &Ui) -> Self {
        Self { numbers: in_force::numbers(ui), ..Self::of_visuals(ui.visuals()) }
    }

    /// The theme that made these visuals.
    #[must_use]
    pub fn of_visuals(visuals: &egui::Visuals) -> Self {
        if visuals.dark_mode {
            DARK
        } else if visuals.hyperlink_color == PRINT.accent {
            PRINT
        } else {
            LIGHT
        }
    }

    /// Every ground that text can stand on.
    #[must_use]
    pub fn grounds(&self) -> [Color32; 5] {
        [self.app, self.panel, self.pane, self.chip, self.selected]
    }

    /// Whether a colour can be read on every ground of this theme.
    #[must_use]
    pub fn is_legible(&self, colour: Color32) -> bool {
        self.grounds().into_iter().all(|ground| contrast(colour, ground) >= MIN_TEXT_CONTRAST)
    }

    /// The text colour that reads best on a chip filled with `fill`.
    #[must_use]
    pub fn text_on(&self, fill: Color32) -> Color32 {
        let candidates =
            if self.dark { (self.app, self.text_strong) } else { (self.panel, self.text_strong) };
        if contrast(candidates.0, fill) >= contrast(candidates.1, fill) { candidates.0 } else { candidates.1 }
    }

    /// Colour of a series by its id without source.
    #[must_use]
    pub fn series_colour(&self, id: &str) -> Color32 {
        match id {
            catalog::PRICE => self.accent,
            "derived.sma_50" => self.sma_50,
            "derived.sma_200" => self.sma_200,
            "derived.weekly_ema_200" => self.weekly_ema_200,
            catalog::HASHRATE => self.hashrate,
            catalog::DIFFICULTY => self.difficulty,
            catalog::ETF_TOTAL => self.up,
            catalog::FEAR_GREED => self.sentiment,
            "cost.production" => self.cost,
            _ => match catalog::CATALOG.iter().position(|entry| entry.id == id) {
                // Funds stand side by side in one pane: their place in the catalogue keeps them apart.
                Some(place) => self.pick(place),
                None => self.pick(hash(id)),
            },
        }
    }

    /// Colour of a series as it was placed in a pane.
    #[must_use]
    pub fn pane_series_colour(&self, series: &PaneSeries) -> Color32 {
        match series.hue {
            Some(hue) => self.pick(usize::from(hue)),
            None => match series.slot {
                Some(slot) => self.pick(usize::from(slot)),
                None => self.series_colour(&series.id),
            },
        }
    }

    /// A line of this width as this theme draws it: thinner on paper.
    #[must_use]
    pub fn stroke(&self, width: f32, colour: Color32) -> Stroke {
        Stroke::new(width * self.line_width, colour)
    }

    /// Colour of a kind of level.
    #[must_use]
    pub fn kind_colour(&self, kind: LevelKind) -> Color32 {
        match kind {
            LevelKind::Support => self.support,
            LevelKind::Resistance => self.resistance,
            LevelKind::Cost => self.cost,
            LevelKind::Neutral => self.neutral,
        }
    }

    /// Colour of a level: its own, made legible, else its kind's.
    #[must_use]
    pub fn level_colour(&self, level: &Level) -> Color32 {
        self.own_colour(level.colour.as_deref()).unwrap_or_else(|| self.kind_colour(level.kind))
    }

    /// Colour of a note: its own, made legible, else the accent.
    #[must_use]
    pub fn note_colour(&self, note: &Note) -> Color32 {
        self.own_colour(note.colour.as_deref()).unwrap_or(self.accent)
    }

    /// Colour of a scenario: its own, made legible, else its house's, else one that stays.
    #[must_use]
    pub fn scenario_colour(&self, scenario: &Scenario) -> Color32 {
        self.own_colour(scenario.colour.as_deref()).unwrap_or_else(|| match scenario.id.as_str() {
            "standard-chartered" => self.standard_chartered,
            "jpmorgan" => self.jpmorgan,
            id => self.pick(hash(id)),
        })
    }

    fn own_colour(&self, text: Option<&str>) -> Option<Color32> {
        let digits = text?.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        Some(self.legible(rgb(u32::from_str_radix(digits, 16).ok()?)))
    }

    /// A colour moved towards the text's until it can be read on every ground; one that can
    /// be read already stays as it is.
    #[must_use]
    pub fn legible(&self, colour: Color32) -> Color32 {
        const STEPS: u8 = 20;
        let moved = |step: u8| colour.lerp_to_gamma(self.text_strong, f32::from(step) / f32::from(STEPS));
        let readable = |colour: &Color32| self.is_legible(*colour);
        (0..STEPS).map(moved).find(readable).unwrap_or(self.text_strong)
    }

    /// A colour as `#RRGGBB`.
    #[must_use]
    pub fn hex(colour: Color32) -> String {
        format!("#{:02X}{:02X}{:02X}", colour.r(), colour.g(), colour.b())
    }

    fn pick(&self, number: usize) -> Color32 {
        self.palette.get(number % self.palette.len()).copied().unwrap_or(self.neutral)
    }
}

/// FNV-1a: the same name has the same colour on every machine and in every version.
fn hash(text: &str) -> usize {
    let mixed =
        text.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (mixed >> 8) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::level::{LevelId, Place};

    const ALL: [Theme; 3] = [DARK, LIGHT, PRINT];

    fn texts(theme: &Theme) -> Vec<Color32> {
        let mut all = vec![
            theme.text_strong,
            theme.text,
            theme.text_weak,
            theme.accent,
            theme.up,
            theme.down,
            theme.support,
            theme.resistance,
            theme.cost,
            theme.neutral,
            theme.standard_chartered,
            theme.jpmorgan,
            theme.hashrate,
            theme.difficulty,
            theme.sma_50,
            theme.sma_200,
            theme.weekly_ema_200,
            theme.sentiment,
            theme.danger,
        ];
        all.extend(theme.palette);
        all.extend(catalog::CATALOG.iter().map(|entry| theme.series_colour(entry.id)));
        all
    }

    #[test]
    fn every_text_colour_can_be_read_on_every_ground() {
        for theme in ALL {
            for colour in texts(&theme) {
                for ground in theme.grounds() {
                    let ratio = contrast(colour, ground);
                    assert!(ratio >= MIN_TEXT_CONTRAST, "{colour:?} on {ground:?}: {ratio}");
                }
            }
        }
    }

    #[test]
    fn text_on_chips_and_on_the_accent_can_be_read() {
        for theme in ALL {
            assert!(contrast(theme.on_accent, theme.accent) >= MIN_TEXT_CONTRAST);
            for fill in texts(&theme) {
                let ratio = contrast(theme.text_on(fill), fill);
                assert!(ratio >= MIN_TEXT_CONTRAST, "text on {fill:?}: {ratio}");
            }
        }
    }

    #[test]
    fn up_and_down_differ_in_lightness() {
        for theme in ALL {
            assert!(contrast(theme.up, theme.down) >= 1.6, "{}", contrast(theme.up, theme.down));
        }
    }

    #[test]
    fn paper_is_white_and_its_lines_are_thinner() {
        assert_eq!((PRINT.pane, PRINT.app, PRINT.panel), (Color32::WHITE, Color32::WHITE, Color32::WHITE));
        let width = |theme: Theme| theme.stroke(1.5, theme.text).width;
        assert!(width(PRINT) < width(LIGHT) && width(LIGHT) >= 1.5);
        assert!(contrast(PRINT.up, PRINT.down) >= 3.0, "{}", contrast(PRINT.up, PRINT.down));
    }

    #[test]
    fn funds_have_colours_of_their_own() {
        for theme in ALL {
            let funds: Vec<_> = catalog::CATALOG
                .iter()
                .filter(|entry| entry.id.starts_with("etf."))
                .map(|entry| theme.series_colour(entry.id))
                .collect();
            for (index, colour) in funds.iter().enumerate() {
                assert!(!funds[..index].contains(colour), "fund {index} has another's colour");
            }
        }
    }

    #[test]
    fn a_colour_of_its_own_is_kept_as_far_as_it_can_be_read() {
        let mut level = Level::new(LevelId(1), LevelKind::Support, Place::Price(70_000.0));
        for (own, expected) in [
            (Some("#FFD0D0"), rgb(0xFFD0D0)),
            (Some("pink"), DARK.support),
            (Some("#é1111"), DARK.support),
            (None, DARK.support),
        ] {
            level.colour = own.map(str::to_owned);
            assert_eq!(DARK.level_colour(&level), expected, "{own:?}");
        }
        for theme in ALL {
            for own in ["#000000", "#FFFFFF", "#0000FF", "#FFFF00", "#808080", "#5A0000"] {
                level.colour = Some(own.to_owned());
                assert!(theme.is_legible(theme.level_colour(&level)), "{own}");
            }
        }
        level.colour = Some("#0000A0".to_owned());
        let blue = DARK.level_colour(&level);
        assert!(blue.b() > blue.r() && blue.b() > blue.g(), "{blue:?}");
    }

    #[test]
    fn a_swatch_reads_back_as_the_colour_it_shows() {
        let mut level = Level::new(LevelId(1), LevelKind::Support, Place::Price(70_000.0));
        for theme in ALL {
            for swatch in theme.palette {
                level.colour = Some(Theme::hex(swatch));
                assert_eq!(theme.level_colour(&level), swatch);
            }
        }
    }
}

//! Support and resistance: prices, zones and sloped lines in data space.
//!
//! A level never knows pixels. Whether it may be moved is decided here, so
//! that a lock holds for every way to move it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use crate::domain::alert::{Alert, AlertWhen};
use crate::domain::level_words::{tidy_label, tidy_note, tidy_source};
pub use crate::domain::place::{Anchor, AnchorEnd, Place, Straight};
use crate::domain::time::UnixSecs;

/// Lowest price a level can have, USD.
pub const MIN_PRICE_USD: f64 = 0.01;
/// Highest price a level can have, USD.
pub const MAX_PRICE_USD: f64 = 1e9;
/// Longest label or note, in characters.
pub const MAX_LABEL_CHARS: usize = 256;
/// The most levels a workspace takes from a file.
pub const MAX_LEVELS: usize = 1_000;

/// Identifies a level within its workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LevelId(pub u32);

/// What a level is expected to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LevelKind {
    /// Price is expected to turn up here.
    Support,
    /// Price is expected to turn down here.
    Resistance,
    /// Somebody's cost: of production, of entry.
    Cost,
    /// Just a mark.
    Neutral,
}

impl LevelKind {
    /// Every kind, in menu order.
    pub const ALL: [Self; 4] = [Self::Support, Self::Resistance, Self::Cost, Self::Neutral];

    /// Word for people and for CSV.
    pub fn word(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Resistance => "resistance",
            Self::Cost => "cost",
            Self::Neutral => "neutral",
        }
    }
}

/// A support, resistance, cost or neutral mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "LevelFile", into = "LevelFile")]
pub struct Level {
    /// Identity within the workspace.
    pub id: LevelId,
    /// What it is expected to do.
    pub kind: LevelKind,
    /// Where it lies.
    pub place: Place,
    /// A few words beside the line.
    pub label: String,
    /// Longer text.
    pub note: String,
    /// Who named this level.
    pub source: String,
    /// Colour as `#RRGGBB`; the kind's own when absent.
    pub colour: Option<String>,
    /// A locked level cannot be moved or deleted.
    pub locked: bool,
    /// A hidden level is kept but not drawn.
    pub hidden: bool,
    /// When it speaks up.
    pub alert: Option<Alert>,
    /// Fields of newer versions, kept as they are.
    pub extra: Map<String, Value>,
}

/// Why a level cannot be as asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LevelError {
    /// A price outside the bounds, or not a number.
    #[error("a level's price must lie between {MIN_PRICE_USD} and {MAX_PRICE_USD} USD, found {0}")]
    Price(f64),
    /// A zone whose low is not below its high.
    #[error("a zone's low must be below its high, found {low} and {high}")]
    Zone {
        /// Low as given.
        low: f64,
        /// High as given.
        high: f64,
    },
    /// Anchors in the wrong order.
    #[error("the second anchor of a line must be later than the first ({0})")]
    Anchors(UnixSecs),
    /// An anchor at a date that no file could hold.
    #[error("the dates of a line must lie between 1970 and 2200")]
    AnchorDate(UnixSecs),
    /// A file that gives neither a price nor a zone nor a line, or several of them.
    #[error("a level needs exactly one of price, low with high, or from with to")]
    Place,
    /// The level is locked.
    #[error("this level is locked, unlock it first")]
    Locked,
    /// Something that is no colour.
    #[error("a level's colour must look like #1E90FF, found {0:?}")]
    Colour(String),
    /// A file brings more than [`MAX_LEVELS`].
    #[error("a workspace holds at most {MAX_LEVELS} levels, delete some first")]
    TooMany,
}

/// Whether a price can be a level.
///
/// # Errors
/// [`LevelError::Price`] with the price.
pub fn check_price(price: f64) -> Result<f64, LevelError> {
    if (MIN_PRICE_USD..=MAX_PRICE_USD).contains(&price) { Ok(price) } else { Err(LevelError::Price(price)) }
}

impl Level {
    /// A new, unlocked, visible level without words.
    pub fn new(id: LevelId, kind: LevelKind, place: Place) -> Self {
        Self {
            id,
            kind,
            place,
            label: String::new(),
            note: String::new(),
            source: String::new(),
            colour: None,
            locked: false,
            hidden: false,
            alert: None,
            extra: Map::new(),
        }
    }

    /// Moves the level to a new place.
    ///
    /// # Errors
    /// [`LevelError::Locked`] for a locked level, otherwise the bound that was broken.
    pub fn move_to(&mut self, place: Place) -> Result<(), LevelError> {
        if self.locked {
            return Err(LevelError::Locked);
        }
        self.place = place.check()?;
        Ok(())
    }
}

/// The level as it stands in a workspace file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct LevelFile {
    id: LevelId,
    kind: LevelKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    price: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Anchor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<Anchor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    straight: Option<Straight>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ray: Option<bool>,
    #[serde(default)]
    label: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    colour: Option<String>,
    #[serde(default)]
    locked: bool,
    #[serde(default)]
    hidden: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alert: Option<Alert>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

impl TryFrom<LevelFile> for Level {
    type Error = LevelError;

    fn try_from(file: LevelFile) -> Result<Self, LevelError> {
        let place = match (file.price, file.low, file.high, file.from, file.to) {
            (Some(price), None, None, None, None) => Place::Price(price),
            (None, Some(low), Some(high), None, None) => Place::Zone { low, high },
            (None, None, None, Some(from), Some(to)) => Place::Line {
                from,
                to,
                straight: file.straight.unwrap_or(Straight::Linear),
                ray: file.ray.unwrap_or(false),
            },
            _ => return Err(LevelError::Place),
        };
        Ok(Self {
            id: file.id,
            kind: file.kind,
            place: place.check()?,
            label: tidy_label(&file.label),
            note: tidy_note(&file.note),
            source: tidy_source(&file.source),
            colour: file.colour,
            locked: file.locked,
            hidden: file.hidden,
            alert: file.alert,
            extra: file.extra,
        })
    }
}

impl From<Level> for LevelFile {
    fn from(level: Level) -> Self {
        let mut file = Self {
            id: level.id,
            kind: level.kind,
            price: None,
            low: None,
            high: None,
            from: None,
            to: None,
            straight: None,
            ray: None,
            label: level.label,
            note: level.note,
            source: level.source,
            colour: level.colour,
            locked: level.locked,
            hidden: level.hidden,
            alert: level.alert,
            extra: level.extra,
        };
        match level.place {
            Place::Price(price) => file.price = Some(price),
            Place::Zone { low, high } => (file.low, file.high) = (Some(low), Some(high)),
            Place::Line { from, to, straight, ray } => {
                (file.from, file.to) = (Some(from), Some(to));
                (file.straight, file.ray) = (Some(straight), Some(ray));
            }
        }
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_round_trips_with_fields_of_a_newer_version() {
        let text = r#"{"id":3,"kind":"support","price":70000.0,"label":"key floor","note":"",
            "source":"article D","locked":false,"hidden":false,"glow":{"strength":2}}"#;
        let level: Level = serde_json::from_str(text).unwrap();
        assert_eq!(level.place, Place::Price(70_000.0));
        let back = serde_json::to_value(&level).unwrap();
        assert_eq!(back, serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn impossible_places_are_refused() {
        for text in [
            r#"{"id":1,"kind":"support"}"#,
            r#"{"id":1,"kind":"support","price":-1}"#,
            r#"{"id":1,"kind":"support","price":5,"low":1,"high":2}"#,
            r#"{"id":1,"kind":"support","low":9,"high":8}"#,
        ] {
            assert!(serde_json::from_str::<Level>(text).is_err(), "{text}");
        }
        assert!(check_price(f64::NAN).is_err());
    }

    #[test]
    fn a_locked_level_does_not_move() {
        let mut level = Level::new(LevelId(1), LevelKind::Support, Place::Price(70_000.0));
        level.locked = true;
        assert_eq!(level.move_to(Place::Price(68_000.0)), Err(LevelError::Locked));
        assert_eq!(level.place, Place::Price(70_000.0));
    }
}

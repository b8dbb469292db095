//! Edits of levels: what each does to the document.
//!
//! Locks and bounds are the model's; here is what an edit adds, copies or takes away.

use crate::app::dispatch::sentence;
use crate::app::edit::EditError;
use crate::app::workspace::Document;
use crate::domain::format::grouped;
use crate::domain::level::{Level, LevelError, LevelId, LevelKind, MAX_LEVELS, Place};
use crate::domain::level_words::is_same_level;

/// Adds a level with an id of its own.
///
/// # Errors
/// The bound that was broken.
pub fn add(document: &mut Document, kind: LevelKind, place: Place) -> Result<(), EditError> {
    let level = Level::new(document.free_level_id(), kind, place.check()?);
    document.levels.push(level);
    Ok(())
}

/// Adds an unlocked copy a little above.
///
/// # Errors
/// [`EditError::NoLevel`], or the bound that the copy would break.
pub fn clone(document: &mut Document, id: LevelId) -> Result<(), EditError> {
    let mut copy = level_mut(document, id)?.clone();
    copy.id = document.free_level_id();
    copy.locked = false;
    copy.place = beside(copy.place).check()?;
    document.levels.push(copy);
    Ok(())
}

/// Takes a level away.
///
/// # Errors
/// [`EditError::NoLevel`], or [`LevelError::Locked`].
pub fn delete(document: &mut Document, id: LevelId) -> Result<(), EditError> {
    if level_mut(document, id)?.locked {
        return Err(LevelError::Locked.into());
    }
    document.levels.retain(|level| level.id != id);
    Ok(())
}

/// The levels of a file that a document does not have yet, each once.
pub fn missing_levels<'a>(document: &Document, levels: &'a [Level]) -> Vec<&'a Level> {
    let mut new: Vec<&Level> = Vec::new();
    for level in levels {
        let here = document.levels.iter().chain(new.iter().copied());
        if !here.into_iter().any(|other| is_same_level(other, level)) {
            new.push(level);
        }
    }
    new
}

/// Adds the levels of a file, each with an id of its own.
///
/// # Errors
/// [`LevelError::TooMany`] if they would be more than a workspace holds.
pub(super) fn import(document: &mut Document, levels: &[Level]) -> Result<(), EditError> {
    let new: Vec<Level> = missing_levels(document, levels).into_iter().cloned().collect();
    if document.levels.len() + new.len() > MAX_LEVELS {
        return Err(LevelError::TooMany.into());
    }
    for level in &new {
        level.place.check()?;
    }
    for mut level in new {
        level.id = document.free_level_id();
        document.levels.push(level);
    }
    Ok(())
}

/// `0.75 %`, with as many decimals as it has.
pub fn tolerance_words(fraction: f64) -> String {
    format!("{} %", (fraction * 1e6).round() / 1e4)
}

/// The level to change.
///
/// # Errors
/// [`EditError::NoLevel`] if it is gone.
pub fn level_mut(document: &mut Document, id: LevelId) -> Result<&mut Level, EditError> {
    document.levels.iter_mut().find(|level| level.id == id).ok_or(EditError::NoLevel)
}

/// `70,000 support`, `84,000–90,000 cost` or `62,350 → 70,000 support line`.
pub fn level_words(level: &Level) -> String {
    let words = format!("{} {}", place_words(level.place), level.kind.word());
    match level.place {
        Place::Line { ray: false, .. } => format!("{words} line"),
        Place::Line { ray: true, .. } => format!("{words} ray"),
        Place::Price(_) | Place::Zone { .. } => words,
    }
}

/// `70,000`, `84,000–90,000`, or `62,350 → 70,000` for the ends of a line.
pub fn place_words(place: Place) -> String {
    match place {
        Place::Price(price) => grouped(price, 0),
        Place::Zone { low, high } => format!("{}–{}", grouped(low, 0), grouped(high, 0)),
        Place::Line { from, to, .. } => format!("{} → {}", grouped(from.price, 0), grouped(to.price, 0)),
    }
}

/// The prices that a place is typed by: itself, its bounds, or those of its ends, USD.
pub fn prices_of(place: Place) -> Vec<f64> {
    match place {
        Place::Price(price) => vec![price],
        Place::Zone { low, high } => vec![low, high],
        Place::Line { from, to, .. } => vec![from.price, to.price],
    }
}

/// The same kind of place at other prices, of which there are as many as [`prices_of`]
/// gives.
///
/// # Errors
/// A sentence that says which bound was broken.
pub fn place_of_prices(place: Place, prices: &[f64]) -> Result<Place, String> {
    let moved = match (place, prices) {
        (Place::Price(_), [price]) => Place::Price(*price),
        (Place::Zone { .. }, [low, high]) => Place::Zone { low: *low, high: *high },
        (Place::Line { mut from, mut to, straight, ray }, [first, second]) => {
            (from.price, to.price) = (*first, *second);
            Place::Line { from, to, straight, ray }
        }
        _ => return Err("One price is expected for each part of the level".to_owned()),
    };
    moved.check().map_err(|error| sentence(&error.to_string()))
}

/// The same place 1 % higher, so that a copy can be seen and grasped.
fn beside(place: Place) -> Place {
    const UP: f64 = 1.01;
    match place {
        Place::Price(price) => Place::Price((price * UP).round()),
        Place::Zone { low, high } => Place::Zone { low: (low * UP).round(), high: (high * UP).round() },
        Place::Line { mut from, mut to, straight, ray } => {
            (from.price, to.price) = ((from.price * UP).round(), (to.price * UP).round());
            Place::Line { from, to, straight, ray }
        }
    }
}

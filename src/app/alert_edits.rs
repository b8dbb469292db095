//! Edits of alerts: what each does to the document, and what it is called.
//!
//! Whether an alert has fired is not part of the document: see [`crate::app::alerts`].

use crate::app::alerts::{AlertKey, Wish, wishes};
use crate::app::command_info::{CommandInfo, info};
use crate::app::derived::any_title;
use crate::app::edit::EditError;
use crate::app::level_edits::{level_mut, level_words};
use crate::app::workspace::Document;
use crate::domain::alert::{Alert, AlertWhen, SeriesAlert};
use crate::domain::level::LevelId;
use crate::domain::series::is_series_id;

/// The most alerts of one series against another.
pub const MOST_SERIES_ALERTS: usize = 200;

/// A change to an alert.
#[derive(Clone, Debug, PartialEq)]
pub enum AlertEdit {
    /// Gives a level an alert, another one, or none.
    SetLevel {
        /// Which level.
        id: LevelId,
        /// Its alert from now on.
        alert: Option<Alert>,
    },
    /// A new alert for one series against another; it gets an id of its own.
    AddSeries(SeriesAlert),
    /// Another wish under the same id.
    ChangeSeries(SeriesAlert),
    /// Away with it.
    DeleteSeries {
        /// Which.
        id: u32,
    },
}

/// Why an alert was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AlertError {
    /// The alert is gone.
    #[error("this alert is no longer there")]
    NoAlert,
    /// A series against itself.
    #[error("an alert needs two different series, found {0} twice")]
    Same(String),
    /// Something that is no id of a series.
    #[error("an alert watches a series by its id, found {0:?}")]
    Series(String),
    /// Too many.
    #[error("there are {MOST_SERIES_ALERTS} alerts already, delete one first")]
    TooMany,
}

impl AlertEdit {
    /// Does it to a document.
    ///
    /// # Errors
    /// [`EditError`] says why not; the document is then as before.
    pub fn apply(&self, document: &mut Document) -> Result<(), EditError> {
        match self {
            Self::SetLevel { id, alert } => {
                if let Some(alert) = alert {
                    checked(&alert.watch)?;
                }
                level_mut(document, *id)?.alert.clone_from(alert);
            }
            Self::AddSeries(alert) => {
                let mut alert = sound(alert)?.clone();
                if document.alerts.len() >= MOST_SERIES_ALERTS {
                    return Err(AlertError::TooMany.into());
                }
                alert.id = document.alerts.iter().map(|alert| alert.id).max().unwrap_or(0).saturating_add(1);
                document.alerts.push(alert);
            }
            Self::ChangeSeries(alert) => {
                let held = document.alerts.iter_mut().find(|held| held.id == alert.id);
                held.ok_or(AlertError::NoAlert)?.clone_from(sound(alert)?);
            }
            Self::DeleteSeries { id } => {
                if !document.alerts.iter().any(|alert| alert.id == *id) {
                    return Err(AlertError::NoAlert.into());
                }
                document.alerts.retain(|alert| alert.id != *id);
            }
        }
        Ok(())
    }

    /// What the step is called, in the words of the document before it.
    pub fn caption(&self, before: &Document) -> String {
        match self {
            Self::SetLevel { id, alert } => {
                let level = before.level(*id);
                let words = level.map_or_else(|| "level".to_owned(), level_words);
                match (level.is_some_and(|level| level.alert.is_some()), alert) {
                    (_, None) => format!("delete alert of {words}"),
                    (true, Some(_)) => format!("change alert of {words}"),
                    (false, Some(_)) => format!("add alert to {words}"),
                }
            }
            Self::AddSeries(alert) => format!("add alert for {}", pair(alert)),
            Self::ChangeSeries(alert) => format!("change alert for {}", pair(alert)),
            Self::DeleteSeries { id } => {
                let alert = before.alerts.iter().find(|alert| alert.id == *id);
                alert.map_or_else(
                    || "delete alert".to_owned(),
                    |alert| format!("delete alert for {}", pair(alert)),
                )
            }
        }
    }

    /// Caption and tooltip on a menu or button.
    pub(super) fn info(&self) -> CommandInfo {
        match self {
            Self::SetLevel { alert: None, .. } => {
                info("No alert", "Take the alert off the level; Undo brings it back")
            }
            Self::SetLevel { alert: Some(alert), .. } => when_info(alert.when),
            Self::AddSeries(_) => info("Add alert", "Be told when one series crosses the other"),
            Self::ChangeSeries(alert) => when_info(alert.when),
            Self::DeleteSeries { .. } => info("Delete", "Take the alert away; Undo brings it back"),
        }
    }

    /// Whether an alert is taken away, which a notice offers to undo.
    pub fn takes_away(&self) -> bool {
        matches!(self, Self::SetLevel { alert: None, .. } | Self::DeleteSeries { .. })
    }

    /// Changes one alert of the document, whatever it hangs on; `None` if it is gone.
    pub fn changing(document: &Document, key: AlertKey, change: impl FnOnce(&mut Wish)) -> Option<Self> {
        let mut wish = wishes(document).into_iter().find(|wish| wish.key == key)?;
        change(&mut wish);
        let Wish { watch, when, every_time, paused, .. } = wish;
        match key {
            AlertKey::Level(id) => {
                let held = document.level(id)?.alert.clone()?;
                let alert = Some(Alert { when, every_time, watch, paused, extra: held.extra });
                Some(Self::SetLevel { id, alert })
            }
            AlertKey::Series(id) => {
                let held = document.alerts.iter().find(|alert| alert.id == id)?.clone();
                Some(Self::ChangeSeries(SeriesAlert { watch, when, every_time, paused, ..held }))
            }
        }
    }

    /// Takes one alert away, whatever it hangs on.
    pub fn deleting(key: AlertKey) -> Self {
        match key {
            AlertKey::Level(id) => Self::SetLevel { id, alert: None },
            AlertKey::Series(id) => Self::DeleteSeries { id },
        }
    }
}

fn checked(id: &str) -> Result<(), AlertError> {
    if is_series_id(id) { Ok(()) } else { Err(AlertError::Series(id.to_owned())) }
}

fn sound(alert: &SeriesAlert) -> Result<&SeriesAlert, AlertError> {
    checked(&alert.watch)?;
    checked(&alert.against)?;
    if alert.watch == alert.against { Err(AlertError::Same(alert.watch.clone())) } else { Ok(alert) }
}

fn pair(alert: &SeriesAlert) -> String {
    format!("{} and {}", any_title(&alert.watch), any_title(&alert.against))
}

fn when_info(when: AlertWhen) -> CommandInfo {
    match when {
        AlertWhen::CrossUp => info("Crosses up", "Be told at a close above after a close below"),
        AlertWhen::CrossDown => info("Crosses down", "Be told at a close below after a close above"),
        AlertWhen::Cross => info("Crosses", "Be told at a close on the other side, either way"),
        AlertWhen::Touch => info("Touches", "Be told of every row whose range reaches it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::edit::Edit;
    use crate::domain::level::{Level, LevelKind, Place};

    fn document() -> Document {
        let level = Level::new(LevelId(1), LevelKind::Support, Place::Price(70_000.0));
        Document::new(vec![level], Vec::new())
    }

    fn golden() -> SeriesAlert {
        SeriesAlert::new("price.btc.usd", "derived.sma_200", AlertWhen::Cross)
    }

    #[test]
    fn alerts_of_series_have_ids_of_their_own_and_need_two_series() {
        let mut document = document();
        for _ in 0..2 {
            AlertEdit::AddSeries(golden()).apply(&mut document).unwrap();
        }
        let ids: Vec<_> = document.alerts.iter().map(|alert| alert.id).collect();
        assert_eq!(ids, [1, 2]);
        let same = SeriesAlert { against: "price.btc.usd".to_owned(), ..golden() };
        let before = document.clone();
        let error = AlertEdit::AddSeries(same).apply(&mut document).unwrap_err();
        assert_eq!(error.to_string(), "an alert needs two different series, found price.btc.usd twice");
        let bad = Alert { watch: "no id!".to_owned(), ..Alert::new(AlertWhen::Touch) };
        assert!(AlertEdit::SetLevel { id: LevelId(1), alert: Some(bad) }.apply(&mut document).is_err());
        assert_eq!(document, before);
    }

    #[test]
    fn a_step_says_what_happened_to_which_alert() {
        let mut document = document();
        let alert = Some(Alert::new(AlertWhen::CrossDown));
        let caption = |edit: &AlertEdit, document: &Document| Edit::Alerts(edit.clone()).caption(document);
        let set = AlertEdit::SetLevel { id: LevelId(1), alert };
        assert_eq!(caption(&set, &document), "add alert to 70,000 support");
        set.apply(&mut document).unwrap();
        let key = AlertKey::Level(LevelId(1));
        let change = AlertEdit::changing(&document, key, |wish| wish.every_time = true).unwrap();
        assert_eq!(caption(&change, &document), "change alert of 70,000 support");
        change.apply(&mut document).unwrap();
        assert!(document.levels[0].alert.as_ref().unwrap().every_time);
        assert_eq!(caption(&AlertEdit::deleting(key), &document), "delete alert of 70,000 support");
        AlertEdit::AddSeries(golden()).apply(&mut document).unwrap();
        let delete = AlertEdit::deleting(AlertKey::Series(1));
        assert_eq!(caption(&delete, &document), "delete alert for BTC/USD and SMA 200");
        assert!(delete.takes_away());
    }
}

//! Moving what is selected by key: steps of price, rows and days of time.
//!
//! Knows how far one press goes; whether a thing may move is the model's to say. A
//! sloped line is held by one end or as a whole, and keeps its slope in the latter case.

use crate::app::amount::Amount;
use crate::app::command::{Direction, NudgeStep, Selection, TimeDirection};
use crate::app::dispatch::moved_by;
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::domain::level::{Anchor, AnchorEnd, LevelId, Place};

/// How far one press of an arrow key moves a price when the settings do not say, USD.
pub const NUDGE_STEP_USD: f64 = 100.0;

impl NudgeStep {
    /// How many steps one press is.
    pub fn factor(self) -> f64 {
        match self {
            Self::Fine => 0.1,
            Self::One => 1.0,
            Self::Ten => 10.0,
        }
    }
}

impl AppState {
    /// How far one press of an arrow key moves a price, USD.
    pub fn nudge_step_usd(&self) -> f64 {
        self.settings.amount(Amount::NudgeUsd).unwrap_or(NUDGE_STEP_USD)
    }

    /// Moves what is selected up or down.
    pub(super) fn nudge(&mut self, direction: Direction, step: NudgeStep) {
        let size = self.nudge_step_usd() * step.factor();
        let by = match direction {
            Direction::Up => size,
            Direction::Down => -size,
        };
        match self.selection.clone() {
            Some(Selection::Level(id)) => {
                if let Some(level) = self.document.level(id) {
                    let place = moved_by(level.place, by);
                    self.edit(Edit::MoveLevel { id, place });
                }
            }
            Some(Selection::Anchor { level, end }) => {
                if let Some(Anchor { date, price }) = self.anchor(level, end) {
                    self.move_anchor(level, end, Anchor { date, price: price + by });
                }
            }
            Some(Selection::Scenario { id, waypoint: Some(index) }) => {
                if let Some(waypoint) = self.document.scenario(&id).and_then(|s| s.waypoints.get(index)) {
                    let (date, price) = (waypoint.date, waypoint.price + by);
                    self.edit(Edit::MoveWaypoint { scenario: id, index, date, price });
                }
            }
            Some(Selection::Note(id)) => self.move_note(id, 0, by),
            _ => {}
        }
    }

    /// Moves what is selected earlier or later: lines by a row, the rest by a day.
    pub(super) fn nudge_time(&mut self, direction: TimeDirection) {
        let days = match direction {
            TimeDirection::Earlier => -1,
            TimeDirection::Later => 1,
        };
        match self.selection.clone() {
            Some(Selection::Note(id)) => self.move_note(id, days, 0.0),
            Some(Selection::Scenario { id, waypoint: Some(index) }) => {
                if let Some(waypoint) = self.document.scenario(&id).and_then(|s| s.waypoints.get(index)) {
                    let (date, price) = (waypoint.date.plus_days(days), waypoint.price);
                    self.edit(Edit::MoveWaypoint { scenario: id, index, date, price });
                }
            }
            Some(Selection::Anchor { level, end }) => {
                if let Some(Anchor { date, price }) = self.anchor(level, end) {
                    let date = self.row_beside(date, direction);
                    self.move_anchor(level, end, Anchor { date, price });
                }
            }
            Some(Selection::Level(id)) => {
                if let Some(place) = self.document.level(id).map(|level| level.place)
                    && let Place::Line { mut from, mut to, straight, ray } = place
                {
                    let by = self.row_beside(from.date, direction).secs_since(from.date);
                    (from.date.0, to.date.0) = (from.date.0 + by, to.date.0 + by);
                    self.edit(Edit::MoveLevel { id, place: Place::Line { from, to, straight, ray } });
                }
            }
            _ => {}
        }
    }

    fn anchor(&self, level: LevelId, end: AnchorEnd) -> Option<Anchor> {
        self.document.level(level)?.place.anchor(end)
    }

    fn move_anchor(&mut self, id: LevelId, end: AnchorEnd, anchor: Anchor) {
        if let Some(level) = self.document.level(id) {
            let place = level.place.with_anchor(end, anchor);
            self.edit(Edit::MoveLevel { id, place });
        }
    }
}

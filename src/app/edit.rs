//! One change to the document: what it does, what it is called, what it joins.
//!
//! Whether a change is allowed (locks, dates, bounds) is decided by the model
//! types; a refused edit leaves the document as it was.

use crate::app::edit_panes::{PaneEdit, PaneError};
use crate::app::pane_spec;
use crate::app::workspace::Document;
use crate::domain::catalog;
use crate::domain::format::grouped;
use crate::domain::level::{Level, LevelError, LevelId, LevelKind, MAX_LABEL_CHARS, Place};
use crate::domain::provenance::SourceId;
use crate::domain::scenario::{Basis, Drift, Rule, Scenario, ScenarioError, Waypoint};
use crate::domain::time::UnixSecs;

/// A change to the document; each is one step of undo.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A new level.
    AddLevel {
        /// What it is expected to do.
        kind: LevelKind,
        /// Where.
        place: Place,
    },
    /// To another place.
    MoveLevel {
        /// Which.
        id: LevelId,
        /// Where to.
        place: Place,
    },
    /// Other words beside the line.
    RelabelLevel {
        /// Which.
        id: LevelId,
        /// The words.
        label: String,
    },
    /// Support, resistance, cost or neutral.
    SetLevelKind {
        /// Which.
        id: LevelId,
        /// The kind.
        kind: LevelKind,
    },
    /// Locks or unlocks.
    LockLevel {
        /// Which.
        id: LevelId,
        /// Whether it is locked from now on.
        locked: bool,
    },
    /// Hides or shows.
    HideLevel {
        /// Which.
        id: LevelId,
        /// Whether it is hidden from now on.
        hidden: bool,
    },
    /// A copy a little above.
    CloneLevel {
        /// Which.
        id: LevelId,
    },
    /// Away with it.
    DeleteLevel {
        /// Which.
        id: LevelId,
    },
    /// A point of a path to another day and price.
    MoveWaypoint {
        /// Which scenario.
        scenario: String,
        /// Which point, from 0.
        index: usize,
        /// The day.
        date: UnixSecs,
        /// USD.
        price: f64,
    },
    /// A new point on a path.
    AddWaypoint {
        /// Which scenario.
        scenario: String,
        /// The day.
        date: UnixSecs,
        /// USD.
        price: f64,
    },
    /// A point less; the target point cannot be removed.
    RemoveWaypoint {
        /// Which scenario.
        scenario: String,
        /// Which point, from 0.
        index: usize,
    },
    /// Touch or close.
    SetScenarioRule {
        /// Which scenario.
        scenario: String,
        /// The rule.
        rule: Rule,
    },
    /// Hides or shows a scenario.
    HideScenario {
        /// Which scenario.
        scenario: String,
        /// Whether it is hidden from now on.
        hidden: bool,
    },
    /// A copy of the user's own.
    CloneScenario {
        /// Which scenario.
        scenario: String,
    },
    /// Away with it.
    DeleteScenario {
        /// Which scenario.
        scenario: String,
    },
    /// A yearly volatility, or the realised one.
    SetVolatility(Option<f64>),
    /// The model's drift.
    SetDrift(Drift),
    /// The arrangement of the panes.
    Panes(PaneEdit),
    /// Draws a series or not.
    ShowSeries {
        /// Id without source.
        id: String,
        /// Whether it is drawn from now on.
        shown: bool,
    },
    /// Draws a series from this source; `None` leaves the choice to the program.
    PreferSource {
        /// Id without source.
        id: String,
        /// The source.
        source: Option<SourceId>,
    },
}

/// Why an edit was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EditError {
    /// The level is gone.
    #[error("this level is no longer there")]
    NoLevel,
    /// The scenario is gone.
    #[error("this scenario is no longer there")]
    NoScenario,
    /// The target of a scenario cannot be taken off its path.
    #[error("the target is part of the scenario, move it instead")]
    TargetStays,
    /// A volatility that no price has.
    #[error("volatility must lie between 1 % and 400 % a year, found {0} %")]
    Volatility(f64),
    /// The panes refused.
    #[error(transparent)]
    Panes(#[from] PaneError),
    /// A level refused.
    #[error(transparent)]
    Level(#[from] LevelError),
    /// A scenario refused.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
}

impl Edit {
    /// Does it to a document.
    ///
    /// # Errors
    /// [`EditError`] says why not; the document is then as before.
    pub fn apply(&self, document: &mut Document) -> Result<(), EditError> {
        match self {
            Self::AddLevel { kind, place } => {
                let level = Level::new(document.free_level_id(), *kind, place.check()?);
                document.levels.push(level);
            }
            Self::MoveLevel { id, place } => level_mut(document, *id)?.move_to(*place)?,
            Self::RelabelLevel { id, label } => {
                level_mut(document, *id)?.label = label.chars().take(MAX_LABEL_CHARS).collect();
            }
            Self::SetLevelKind { id, kind } => level_mut(document, *id)?.kind = *kind,
            Self::LockLevel { id, locked } => level_mut(document, *id)?.locked = *locked,
            Self::HideLevel { id, hidden } => level_mut(document, *id)?.hidden = *hidden,
            Self::CloneLevel { id } => {
                let mut copy = level_mut(document, *id)?.clone();
                copy.id = document.free_level_id();
                copy.locked = false;
                copy.place = beside(copy.place).check()?;
                document.levels.push(copy);
            }
            Self::DeleteLevel { id } => {
                if level_mut(document, *id)?.locked {
                    return Err(LevelError::Locked.into());
                }
                document.levels.retain(|level| level.id != *id);
            }
            Self::MoveWaypoint { scenario, index, date, price } => {
                scenario_mut(document, scenario)?.move_waypoint(*index, *date, *price)?;
            }
            Self::AddWaypoint { scenario, date, price } => {
                let scenario = scenario_mut(document, scenario)?;
                let mut longer = scenario.clone();
                let date = date.start_of_day();
                let at = longer.waypoints.partition_point(|waypoint| waypoint.date < date);
                let waypoint = Waypoint { date, price: *price, basis: Basis::Assumed, target: false };
                longer.waypoints.insert(at, waypoint);
                longer.check()?;
                *scenario = longer;
            }
            Self::RemoveWaypoint { scenario, index } => {
                let scenario = scenario_mut(document, scenario)?;
                match scenario.waypoints.get(*index) {
                    Some(waypoint) if waypoint.target => return Err(EditError::TargetStays),
                    Some(_) => {
                        scenario.waypoints.remove(*index);
                    }
                    None => {
                        let id = scenario.id.clone();
                        return Err(ScenarioError::NoWaypoint { id, index: *index }.into());
                    }
                }
            }
            Self::SetScenarioRule { scenario, rule } => scenario_mut(document, scenario)?.rule = *rule,
            Self::HideScenario { scenario, hidden } => scenario_mut(document, scenario)?.hidden = *hidden,
            Self::CloneScenario { scenario } => {
                let copy = own_copy(document, scenario)?;
                document.scenarios.push(copy);
            }
            Self::DeleteScenario { scenario } => {
                scenario_mut(document, scenario)?;
                document.scenarios.retain(|other| other.id != *scenario);
            }
            Self::SetVolatility(vol_annual) => {
                if let Some(vol) = vol_annual
                    && !(0.01..=4.0).contains(vol)
                {
                    return Err(EditError::Volatility(vol * 100.0));
                }
                document.assumptions.vol_annual = *vol_annual;
            }
            Self::SetDrift(drift) => document.assumptions.drift = *drift,
            Self::Panes(edit) => {
                let mut panes = document.panes.clone();
                edit.apply(&mut panes)?;
                document.panes = panes;
            }
            Self::ShowSeries { id, shown: true } => pane_spec::show(&mut document.panes, id),
            Self::ShowSeries { id, shown: false } => pane_spec::hide(&mut document.panes, id),
            Self::PreferSource { id, source: Some(source) } => {
                document.preferred_sources.insert(id.clone(), source.clone());
            }
            Self::PreferSource { id, source: None } => {
                document.preferred_sources.remove(id);
            }
        }
        Ok(())
    }

    /// What the step is called in the menu, in the words of the document before it:
    /// `move 70,000 support`.
    pub fn caption(&self, before: &Document) -> String {
        let level = |id: &LevelId| before.level(*id).map_or_else(|| "level".to_owned(), level_words);
        let house = |id: &str| before.scenario(id).map_or("scenario", |s| s.house.as_str()).to_owned();
        match self {
            Self::AddLevel { kind, place } => {
                format!("add {} {}", grouped(place.price(), 0), kind.word())
            }
            Self::MoveLevel { id, .. } => format!("move {}", level(id)),
            Self::RelabelLevel { id, .. } => format!("label {}", level(id)),
            Self::SetLevelKind { id, kind } => format!("make {} {}", level(id), kind.word()),
            Self::LockLevel { id, locked: true } => format!("lock {}", level(id)),
            Self::LockLevel { id, locked: false } => format!("unlock {}", level(id)),
            Self::HideLevel { id, hidden: true } => format!("hide {}", level(id)),
            Self::HideLevel { id, hidden: false } => format!("show {}", level(id)),
            Self::CloneLevel { id } => format!("clone {}", level(id)),
            Self::DeleteLevel { id } => format!("delete {}", level(id)),
            Self::MoveWaypoint { scenario, index, .. } => {
                let target = before
                    .scenario(scenario)
                    .and_then(|s| s.waypoints.get(*index))
                    .is_some_and(|waypoint| waypoint.target);
                format!("move {} {}", house(scenario), if target { "target" } else { "waypoint" })
            }
            Self::AddWaypoint { scenario, .. } => format!("add waypoint to {}", house(scenario)),
            Self::RemoveWaypoint { scenario, .. } => format!("remove waypoint of {}", house(scenario)),
            Self::SetScenarioRule { scenario, rule } => {
                let word = if *rule == Rule::Touch { "touch" } else { "close" };
                format!("judge {} by {word}", house(scenario))
            }
            Self::HideScenario { scenario, hidden: true } => format!("hide {}", house(scenario)),
            Self::HideScenario { scenario, hidden: false } => format!("show {}", house(scenario)),
            Self::CloneScenario { scenario } => format!("clone {}", house(scenario)),
            Self::DeleteScenario { scenario } => format!("delete {}", house(scenario)),
            Self::SetVolatility(Some(vol)) => format!("set volatility to {:.0} %", vol * 100.0),
            Self::SetVolatility(None) => "use realised volatility".to_owned(),
            Self::SetDrift(drift) => format!("set drift to {}", drift.words()),
            Self::Panes(edit) => edit.caption(&before.panes),
            Self::ShowSeries { id, shown: true } => format!("show {}", catalog::title(id)),
            Self::ShowSeries { id, shown: false } => format!("hide {}", catalog::title(id)),
            Self::PreferSource { id, source: Some(source) } => {
                format!("draw {} from {source}", catalog::title(id))
            }
            Self::PreferSource { id, source: None } => {
                format!("draw {} from the latest source", catalog::title(id))
            }
        }
    }

    /// Whether this edit, made shortly after `earlier`, belongs to the same step
    /// (nudges of one level, one slider being drawn).
    pub fn joins(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::MoveLevel { id, .. }, Self::MoveLevel { id: other, .. }) => id == other,
            (Self::RelabelLevel { id, .. }, Self::RelabelLevel { id: other, .. }) => id == other,
            (
                Self::MoveWaypoint { scenario, index, .. },
                Self::MoveWaypoint { scenario: other, index: other_index, .. },
            ) => scenario == other && index == other_index,
            (Self::SetVolatility(Some(_)), Self::SetVolatility(Some(_)))
            | (Self::SetDrift(_), Self::SetDrift(_)) => true,
            (Self::Panes(edit), Self::Panes(earlier)) => edit.joins(earlier),
            _ => false,
        }
    }
}

/// `70,000 support`, or `84,000–90,000 cost`.
pub fn level_words(level: &Level) -> String {
    let price = match level.place {
        Place::Zone { low, high } => format!("{}–{}", grouped(low, 0), grouped(high, 0)),
        place => grouped(place.price(), 0),
    };
    format!("{price} {}", level.kind.word())
}

fn level_mut(document: &mut Document, id: LevelId) -> Result<&mut Level, EditError> {
    document.levels.iter_mut().find(|level| level.id == id).ok_or(EditError::NoLevel)
}

fn scenario_mut<'a>(document: &'a mut Document, id: &str) -> Result<&'a mut Scenario, EditError> {
    document.scenarios.iter_mut().find(|scenario| scenario.id == id).ok_or(EditError::NoScenario)
}

/// The same place 1 % higher, so that a copy can be seen and grasped.
fn beside(place: Place) -> Place {
    const UP: f64 = 1.01;
    match place {
        Place::Price(price) => Place::Price((price * UP).round()),
        Place::Zone { low, high } => Place::Zone { low: (low * UP).round(), high: (high * UP).round() },
        Place::Line { mut from, mut to, straight, ray } => {
            (from.price, to.price) = (from.price * UP, to.price * UP);
            Place::Line { from, to, straight, ray }
        }
    }
}

fn own_copy(document: &Document, id: &str) -> Result<Scenario, EditError> {
    let mut copy = document.scenario(id).ok_or(EditError::NoScenario)?.clone();
    let taken = |candidate: &str| document.scenario(candidate).is_some();
    let mut number = 2;
    while taken(&format!("{id}-{number}")) {
        number += 1;
    }
    copy.id = format!("{id}-{number}");
    copy.house = format!("{} (copy)", copy.house);
    copy.probability = None;
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        let level = Level::new(LevelId(1), LevelKind::Support, Place::Price(70_000.0));
        Document::new(vec![level], Vec::new())
    }

    #[test]
    fn a_locked_level_is_neither_moved_nor_deleted() {
        let mut document = document();
        Edit::LockLevel { id: LevelId(1), locked: true }.apply(&mut document).unwrap();
        let locked = document.clone();
        let moved = Edit::MoveLevel { id: LevelId(1), place: Place::Price(68_000.0) };
        assert_eq!(moved.apply(&mut document), Err(EditError::Level(LevelError::Locked)));
        assert!(Edit::DeleteLevel { id: LevelId(1) }.apply(&mut document).is_err());
        assert_eq!(document, locked);
    }

    #[test]
    fn a_step_is_called_by_what_stood_there_before() {
        let edit = Edit::MoveLevel { id: LevelId(1), place: Place::Price(68_000.0) };
        assert_eq!(edit.caption(&document()), "move 70,000 support");
    }

    #[test]
    fn new_levels_get_ids_of_their_own() {
        let mut document = document();
        Edit::CloneLevel { id: LevelId(1) }.apply(&mut document).unwrap();
        let add = Edit::AddLevel { kind: LevelKind::Resistance, place: Place::Price(76_000.0) };
        add.apply(&mut document).unwrap();
        let ids: Vec<_> = document.levels.iter().map(|level| level.id.0).collect();
        assert_eq!(ids, [1, 2, 3]);
        assert_eq!(document.levels[1].place, Place::Price(70_700.0));
    }
}

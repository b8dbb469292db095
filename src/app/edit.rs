//! One change to the document: what it does, what it is called, what it joins.
//!
//! Whether a change is allowed (locks, dates, bounds) is decided by the model
//! types; a refused edit leaves the document as it was.

use crate::app::alert_edits::{AlertEdit, AlertError};
use crate::app::edit_panes::{PaneEdit, PaneError};
use crate::app::level_edits::{self, level_mut};
use crate::app::miners::edits::{MinersEdit, MinersError};
use crate::app::note_edits;
use crate::app::pane_spec;
use crate::app::workspace::Document;
use crate::calc::interval::Interval;
use crate::calc::level_history::is_touch_tolerance;
use crate::domain::level::{Level, LevelError, LevelId, LevelKind, Place};
use crate::domain::level_words::{read_colour, tidy_label, tidy_note, tidy_source};
use crate::domain::note::{Note, NoteError, NoteId};
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
    /// A new note.
    AddNote {
        /// When.
        at: UnixSecs,
        /// The price it hangs on, USD, if it hangs on one.
        price: Option<f64>,
        /// A few words; may be empty for now.
        title: String,
    },
    /// Other words on a note.
    EditNote {
        /// Which.
        id: NoteId,
        /// A few words.
        title: String,
        /// Longer text.
        text: String,
        /// Where it was read.
        source: String,
    },
    /// A note to another moment or price.
    MoveNote {
        /// Which.
        id: NoteId,
        /// When.
        at: UnixSecs,
        /// The price it hangs on, USD, if it hangs on one.
        price: Option<f64>,
    },
    /// Away with it.
    DeleteNote {
        /// Which.
        id: NoteId,
    },
    /// Hides or shows a note.
    HideNote {
        /// Which.
        id: NoteId,
        /// Whether it is hidden from now on.
        hidden: bool,
    },
    /// Notes from a file; those that are here already are left out.
    ImportNotes(Vec<Note>),
    /// Draws the case file's events on the time axis or not.
    ShowEvents(bool),
    /// How much time a row of the chart stands for.
    SetInterval(Interval),
    /// Alerts of levels and of series.
    Alerts(AlertEdit),
    /// Longer text on a level.
    SetLevelNote {
        /// Which.
        id: LevelId,
        /// The text.
        note: String,
    },
    /// Who named a level.
    SetLevelSource {
        /// Which.
        id: LevelId,
        /// The words.
        source: String,
    },
    /// A level's own colour, or its kind's.
    SetLevelColour {
        /// Which.
        id: LevelId,
        /// `#RRGGBB`; the kind's own when absent.
        colour: Option<String>,
    },
    /// Levels from a file; those that are here already are left out.
    ImportLevels(Vec<Level>),
    /// How near a swing must come to touch a level, as a fraction.
    SetTouchTolerance(f64),
    /// What is supposed about miners.
    Miners(MinersEdit),
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
    /// A tolerance out of bounds.
    #[error("the tolerance of a touch must lie between 0.01 % and 10 %, found {0} %")]
    TouchTolerance(f64),
    /// The note is gone.
    #[error("this note is no longer there")]
    NoNote,
    /// A note refused.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A level refused.
    #[error(transparent)]
    Level(#[from] LevelError),
    /// Something about miners refused.
    #[error(transparent)]
    Miners(#[from] MinersError),
    /// An alert refused.
    #[error(transparent)]
    Alert(#[from] AlertError),
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
            Self::AddLevel { kind, place } => level_edits::add(document, *kind, *place)?,
            Self::MoveLevel { id, place } => level_mut(document, *id)?.move_to(*place)?,
            Self::RelabelLevel { id, label } => level_mut(document, *id)?.label = tidy_label(label),
            Self::SetLevelKind { id, kind } => level_mut(document, *id)?.kind = *kind,
            Self::LockLevel { id, locked } => level_mut(document, *id)?.locked = *locked,
            Self::HideLevel { id, hidden } => level_mut(document, *id)?.hidden = *hidden,
            Self::CloneLevel { id } => level_edits::clone(document, *id)?,
            Self::DeleteLevel { id } => level_edits::delete(document, *id)?,
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
            Self::AddNote { at, price, title } => note_edits::add(document, *at, *price, title)?,
            Self::EditNote { id, title, text, source } => {
                note_edits::note_mut(document, *id)?.set_words(title, text, source);
            }
            Self::MoveNote { id, at, price } => note_edits::place(document, *id, *at, *price)?,
            Self::DeleteNote { id } => {
                note_edits::note_mut(document, *id)?;
                document.notes.retain(|note| note.id != *id);
            }
            Self::HideNote { id, hidden } => note_edits::note_mut(document, *id)?.hidden = *hidden,
            Self::ImportNotes(notes) => note_edits::import(document, notes)?,
            Self::ShowEvents(shown) => document.hide_events = !shown,
            Self::SetInterval(interval) => document.interval = *interval,
            Self::Alerts(edit) => edit.apply(document)?,
            Self::SetLevelNote { id, note } => level_mut(document, *id)?.note = tidy_note(note),
            Self::SetLevelSource { id, source } => level_mut(document, *id)?.source = tidy_source(source),
            Self::SetLevelColour { id, colour } => {
                let colour = colour.as_deref().map(read_colour).transpose()?;
                level_mut(document, *id)?.colour = colour;
            }
            Self::ImportLevels(levels) => level_edits::import(document, levels)?,
            Self::SetTouchTolerance(fraction) if !is_touch_tolerance(*fraction) => {
                return Err(EditError::TouchTolerance(fraction * 100.0));
            }
            Self::SetTouchTolerance(fraction) => document.touch_tolerance = *fraction,
            Self::Miners(edit) => edit.apply(&mut document.miners)?,
        }
        Ok(())
    }

    /// Whether this edit, made shortly after `earlier`, belongs to the same step
    /// (nudges of one level, one slider being drawn).
    pub fn joins(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::MoveLevel { id, .. }, Self::MoveLevel { id: other, .. }) => id == other,
            (Self::RelabelLevel { id, .. }, Self::RelabelLevel { id: other, .. }) => id == other,
            (Self::EditNote { id, .. }, Self::EditNote { id: other, .. })
            | (Self::MoveNote { id, .. }, Self::MoveNote { id: other, .. }) => id == other,
            (
                Self::MoveWaypoint { scenario, index, .. },
                Self::MoveWaypoint { scenario: other, index: other_index, .. },
            ) => scenario == other && index == other_index,
            (Self::SetVolatility(Some(_)), Self::SetVolatility(Some(_)))
            | (Self::SetDrift(_), Self::SetDrift(_)) => true,
            (Self::Panes(edit), Self::Panes(earlier)) => edit.joins(earlier),
            // Note and source are one text to whoever types them.
            (
                Self::SetLevelNote { id, .. } | Self::SetLevelSource { id, .. },
                Self::SetLevelNote { id: other, .. } | Self::SetLevelSource { id: other, .. },
            )
            | (Self::SetLevelColour { id, .. }, Self::SetLevelColour { id: other, .. }) => id == other,
            (Self::SetTouchTolerance(_), Self::SetTouchTolerance(_)) => true,
            (Self::Miners(edit), Self::Miners(earlier)) => edit.joins(earlier),
            _ => false,
        }
    }
}

fn scenario_mut<'a>(document: &'a mut Document, id: &str) -> Result<&'a mut Scenario, EditError> {
    document.scenarios.iter_mut().find(|scenario| scenario.id == id).ok_or(EditError::NoScenario)
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
    fn an_interval_is_set_called_by_its_rows_and_read_back_from_older_files() {
        let mut document = document();
        let edit = Edit::SetInterval(Interval::Week);
        assert_eq!(edit.caption(&document), "draw weeks");
        edit.apply(&mut document).unwrap();
        assert_eq!(serde_json::to_value(&document).unwrap()["interval"], "week");
        let older: Document = serde_json::from_str("{}").unwrap();
        assert_eq!(older.interval, Interval::AsStored);
    }

    #[test]
    fn words_of_a_locked_level_can_be_written_and_keep_their_bounds() {
        let mut document = document();
        let id = LevelId(1);
        Edit::LockLevel { id, locked: true }.apply(&mut document).unwrap();
        for edit in [
            Edit::RelabelLevel { id, label: " two\r\nlines ".to_owned() },
            Edit::SetLevelNote { id, note: "é\r\n".repeat(4_000) },
            Edit::SetLevelSource { id, source: "s".repeat(4_000) },
            Edit::SetLevelColour { id, colour: Some("#fa0".to_owned()) },
        ] {
            edit.apply(&mut document).unwrap();
        }
        let level = document.level(id).unwrap();
        assert_eq!((level.label.as_str(), level.colour.as_deref()), ("two  lines", Some("#FFAA00")));
        assert_eq!((level.note.chars().count(), level.source.len()), (4_000, 256));
        let before = document.clone();
        let pink = Edit::SetLevelColour { id, colour: Some("pink".to_owned()) };
        let refused = EditError::Level(LevelError::Colour("pink".to_owned()));
        assert_eq!(pink.apply(&mut document), Err(refused));
        assert!(Edit::SetTouchTolerance(f64::NAN).apply(&mut document).is_err());
        assert_eq!(document, before);
    }

    #[test]
    fn typing_note_and_source_of_one_level_joins_and_of_two_does_not() {
        let note = |id| Edit::SetLevelNote { id: LevelId(id), note: "a".to_owned() };
        let source = Edit::SetLevelSource { id: LevelId(1), source: "b".to_owned() };
        assert!(source.joins(&note(1)) && note(1).joins(&source) && note(1).joins(&note(1)));
        assert!(!source.joins(&note(2)) && !note(2).joins(&note(1)));
        assert!(Edit::SetTouchTolerance(0.01).joins(&Edit::SetTouchTolerance(0.02)));
    }

    #[test]
    fn a_file_of_levels_adds_each_once_with_an_id_of_its_own() {
        let mut document = document();
        let here = document.levels[0].clone();
        let mut named = here.clone();
        named.label = "floor".to_owned();
        let import = Edit::ImportLevels(vec![here, named.clone(), named]);
        assert_eq!(import.caption(&document), "import 1 level");
        import.apply(&mut document).unwrap();
        assert_eq!(document.levels.iter().map(|level| level.id.0).collect::<Vec<_>>(), [1, 2]);
        let many = (0..1_000)
            .map(|price| Level::new(LevelId(1), LevelKind::Neutral, Place::Price(f64::from(price) + 1.0)));
        let before = document.clone();
        let refused = Edit::ImportLevels(many.collect()).apply(&mut document);
        assert_eq!(refused, Err(EditError::Level(LevelError::TooMany)));
        assert_eq!(document, before);
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

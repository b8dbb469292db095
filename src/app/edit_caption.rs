//! What an edit is called in the menu, in a notice and in the history.

use crate::app::computed::any_title;
use crate::app::edit::Edit;
use crate::app::level_edits::{level_words, missing_levels, tolerance_words};
use crate::app::note_edits;
use crate::app::workspace::Document;
use crate::calc::interval::Interval;
use crate::domain::catalog;
use crate::domain::format::grouped;
use crate::domain::level::{Level, LevelId};
use crate::domain::scenario::Rule;

impl Edit {
    /// What the step is called in the menu, in the words of the document before it:
    /// `move 70,000 support`.
    pub fn caption(&self, before: &Document) -> String {
        let level = |id: &LevelId| before.level(*id).map_or_else(|| "level".to_owned(), level_words);
        let house = |id: &str| before.scenario(id).map_or("scenario", |s| s.house.as_str()).to_owned();
        match self {
            Self::AddLevel { kind, place } => {
                format!("add {}", level_words(&Level::new(LevelId(0), *kind, *place)))
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
            Self::ShowSeries { id, shown: true } => format!("show {}", any_title(id)),
            Self::ShowSeries { id, shown: false } => format!("hide {}", any_title(id)),
            Self::PreferSource { id, source: Some(source) } => {
                format!("draw {} from {source}", catalog::title(id))
            }
            Self::PreferSource { id, source: None } => {
                format!("draw {} from the latest source", catalog::title(id))
            }
            Self::AddNote { at, .. } => format!("add note of {}", at.day_label()),
            Self::EditNote { id, .. } => format!("edit {}", note_edits::words(before, *id)),
            Self::MoveNote { id, .. } => format!("move {}", note_edits::words(before, *id)),
            Self::DeleteNote { id } => format!("delete {}", note_edits::words(before, *id)),
            Self::HideNote { id, hidden: true } => format!("hide {}", note_edits::words(before, *id)),
            Self::HideNote { id, hidden: false } => format!("show {}", note_edits::words(before, *id)),
            Self::ImportNotes(notes) => match note_edits::missing(before, notes).len() {
                1 => "import 1 note".to_owned(),
                count => format!("import {} notes", grouped(count as f64, 0)),
            },
            Self::ShowEvents(true) => "show events".to_owned(),
            Self::ShowEvents(false) => "hide events".to_owned(),
            Self::SetInterval(Interval::AsStored) => "draw rows as stored".to_owned(),
            Self::SetInterval(interval) => format!("draw {}", interval.rows_word()),
            Self::Alerts(edit) => edit.caption(before),
            Self::SetLevelNote { id, .. } => format!("edit note of {}", level(id)),
            Self::SetLevelSource { id, .. } => format!("edit source of {}", level(id)),
            Self::SetLevelColour { id, .. } => format!("colour {}", level(id)),
            Self::ImportLevels(levels) => match missing_levels(before, levels).len() {
                1 => "import 1 level".to_owned(),
                count => format!("import {} levels", grouped(count as f64, 0)),
            },
            Self::Miners(edit) => edit.caption(),
            Self::SetTouchTolerance(fraction) => format!("set tolerance to {}", tolerance_words(*fraction)),
        }
    }
}

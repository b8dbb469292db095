//! The workspace: what the user has made, as one readable JSON file.
//!
//! [`Document`] is what undo covers; [`View`] is saved beside it and never
//! undone. Fields that a newer version wrote are kept, so that opening a file
//! in an older program does not cost anything.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::alerts::AlertLog;
use crate::app::miners::choices::MinersChoices;
use crate::app::pane_spec::{self, PaneSpec, first_panes};
use crate::app::view::View;
use crate::calc::interval::Interval;
use crate::calc::level_history::{DEFAULT_TOUCH_TOLERANCE, is_touch_tolerance};
use crate::domain::alert::SeriesAlert;
use crate::domain::catalog;
use crate::domain::format::visible_text;
use crate::domain::level::{Level, LevelId};
use crate::domain::note::{Note, NoteId};
use crate::domain::provenance::SourceId;
use crate::domain::scenario::{Assumptions, Scenario};

/// Version of the workspace file this program writes and fully understands.
pub const WORKSPACE_VERSION: u64 = 1;
/// The `format` member of every workspace file.
pub const WORKSPACE_FORMAT: &str = "hashfloor-workspace";

/// Everything that undo covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Support, resistance, zones.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// Scenarios, in the order of their cards.
    #[serde(default)]
    pub scenarios: Vec<Scenario>,
    /// What the model assumes.
    #[serde(default)]
    pub assumptions: Assumptions,
    /// What is drawn where, top to bottom.
    #[serde(default = "first_panes")]
    pub panes: Vec<PaneSpec>,
    /// The source the user prefers, by id of the series.
    #[serde(default)]
    pub preferred_sources: BTreeMap<String, SourceId>,
    /// Notes of the user's own, in the order they were made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Alerts of one series against another, in the order they were made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<SeriesAlert>,
    /// Whether the case file's events are left off the time axis.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hide_events: bool,
    /// How much time a row of the chart stands for.
    #[serde(default)]
    pub interval: Interval,
    /// How near a swing must come to touch a level, as a fraction of its price.
    #[serde(default = "usual_tolerance", deserialize_with = "read_tolerance")]
    pub touch_tolerance: f64,
    /// What is supposed about miners.
    #[serde(
        default,
        deserialize_with = "MinersChoices::read",
        skip_serializing_if = "MinersChoices::is_usual"
    )]
    pub miners: MinersChoices,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

fn usual_tolerance() -> f64 {
    DEFAULT_TOUCH_TOLERANCE
}

/// A tolerance that cannot be set gives way to the usual one.
fn read_tolerance<'de, D: serde::Deserializer<'de>>(file: D) -> Result<f64, D::Error> {
    let fraction = f64::deserialize(file)?;
    Ok(if is_touch_tolerance(fraction) { fraction } else { DEFAULT_TOUCH_TOLERANCE })
}

impl Document {
    /// A new document with the levels and scenarios of the case file.
    pub fn new(levels: Vec<Level>, scenarios: Vec<Scenario>) -> Self {
        Self {
            levels,
            scenarios,
            assumptions: Assumptions::default(),
            panes: first_panes(),
            preferred_sources: BTreeMap::new(),
            notes: Vec::new(),
            alerts: Vec::new(),
            hide_events: false,
            interval: Interval::default(),
            touch_tolerance: DEFAULT_TOUCH_TOLERANCE,
            miners: MinersChoices::default(),
            extra: Map::new(),
        }
    }

    /// The level with this id.
    pub fn level(&self, id: LevelId) -> Option<&Level> {
        self.levels.iter().find(|level| level.id == id)
    }

    /// The scenario with this id.
    pub fn scenario(&self, id: &str) -> Option<&Scenario> {
        self.scenarios.iter().find(|scenario| scenario.id == id)
    }

    /// An id that no level has.
    pub fn free_level_id(&self) -> LevelId {
        LevelId(self.levels.iter().map(|level| level.id.0).max().unwrap_or(0).saturating_add(1))
    }

    /// The note with this id.
    pub fn note(&self, id: NoteId) -> Option<&Note> {
        self.notes.iter().find(|note| note.id == id)
    }

    /// An id that no note has.
    pub fn free_note_id(&self) -> NoteId {
        NoteId(self.notes.iter().map(|note| note.id.0).max().unwrap_or(0).saturating_add(1))
    }

    /// Whether a series is drawn.
    pub fn shows(&self, id: &str) -> bool {
        pane_spec::shows(&self.panes, id)
    }

    /// Every series that is drawn, by id without source, in the order of the panes.
    pub fn shown_series(&self) -> impl Iterator<Item = &str> {
        let panes = self.panes.iter().filter(|pane| !pane.hidden);
        panes.flat_map(|pane| &pane.series).filter(|placed| !placed.hidden).map(|placed| placed.id.as_str())
    }

    /// The pane of this id.
    pub fn pane(&self, id: &str) -> Option<&PaneSpec> {
        self.panes.iter().find(|pane| pane.id == id)
    }

    /// The pane that carries levels and scenarios: the first one that draws the price.
    pub fn price_pane(&self) -> Option<&PaneSpec> {
        let draws = |pane: &&PaneSpec| pane.placed(catalog::PRICE).is_some_and(|placed| !placed.hidden);
        self.panes.iter().filter(|pane| !pane.hidden).find(draws)
    }
}

/// A workspace as it lies in its file.
#[derive(Clone, Debug, PartialEq)]
pub struct Workspace {
    /// What undo covers.
    pub document: Document,
    /// What is looked at.
    pub view: View,
    /// What alerts have come to; never undone.
    pub alerts: AlertLog,
    /// Members of the file that this version does not know, kept as they are.
    pub extra: Map<String, Value>,
}

/// Why a workspace file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// It is some other JSON file.
    #[error("this is not a Hashfloor workspace: its \"format\" is {found:?}, expected {WORKSPACE_FORMAT:?}")]
    Format {
        /// What the member says.
        found: String,
    },
    /// A member has the wrong form.
    #[error("the workspace's {member} cannot be read: {}", shown(source))]
    Member {
        /// The member.
        member: &'static str,
        /// What serde says.
        source: serde_json::Error,
    },
}

/// What serde says, which quotes the file: its controls as escapes, and not all of a long word.
fn shown(error: &serde_json::Error) -> String {
    const MOST_CHARS: usize = 300;
    visible_text(&error.to_string()).chars().take(MOST_CHARS).collect()
}

impl Workspace {
    /// Reads the members of a workspace file (without `checksum`).
    ///
    /// # Errors
    /// [`WorkspaceError`] if it is another kind of file or a member has the wrong form.
    pub fn from_members(mut members: Map<String, Value>) -> Result<Self, WorkspaceError> {
        let format = members.remove("format").unwrap_or_default();
        if format != WORKSPACE_FORMAT {
            return Err(WorkspaceError::Format { found: format.as_str().unwrap_or_default().to_owned() });
        }
        let mut document = members.remove("document").unwrap_or_else(|| Value::Object(Map::new()));
        if let Value::Object(members) = &mut document {
            pane_spec::from_shown_series(members);
        }
        let view = members.remove("view");
        members.remove("checksum");
        members.remove("version");
        let mut document: Document = serde_json::from_value(document)
            .map_err(|source| WorkspaceError::Member { member: "document", source })?;
        pane_spec::repair(&mut document.panes);
        for scenario in &document.scenarios {
            scenario.check().map_err(|error| WorkspaceError::Member {
                member: "document",
                source: serde::de::Error::custom(error),
            })?;
        }
        let mut view: View = match view {
            Some(view) => serde_json::from_value(view)
                .map_err(|source| WorkspaceError::Member { member: "view", source })?,
            None => View::default(),
        };
        view.adopt_price_range();
        let alerts = members.remove("alerts").unwrap_or_else(|| Value::Object(Map::new()));
        let alerts = serde_json::from_value(alerts)
            .map_err(|source| WorkspaceError::Member { member: "alerts", source })?;
        Ok(Self { document, view, alerts, extra: members })
    }

    /// The members of the file, without `checksum`.
    ///
    /// # Errors
    /// Never in practice; serde's word if a member cannot be written.
    pub fn to_members(&self) -> Result<Map<String, Value>, WorkspaceError> {
        let member = |member, result: Result<Value, serde_json::Error>| {
            result.map_err(|source| WorkspaceError::Member { member, source })
        };
        let mut members = self.extra.clone();
        members.insert("format".to_owned(), WORKSPACE_FORMAT.into());
        members.insert("version".to_owned(), WORKSPACE_VERSION.into());
        members.insert("document".to_owned(), member("document", serde_json::to_value(&self.document))?);
        members.insert("view".to_owned(), member("view", serde_json::to_value(&self.view))?);
        if !self.alerts.is_empty() {
            members.insert("alerts".to_owned(), member("alerts", serde_json::to_value(&self.alerts))?);
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_survive_a_round_trip_at_every_depth() {
        let text = r#"{"format":"hashfloor-workspace","version":1,"mood":"calm",
            "document":{"levels":[{"id":1,"kind":"support","price":70000.5,"glow":1}],"theses":[1,2],
            "notes":[{"id":4,"at":"2026-02-05","title":"Margin calls","pin":[3]}]},
            "view":{"left_panel":true,"right_panel":false,"tab":"levels","tilt":3},
            "alerts":{"marks":{"level:1":{"armed_as":"","rows":["2026-03-05"],"ring":1}},"volume":7}}"#;
        let members: Map<String, Value> = serde_json::from_str(text).unwrap();
        let workspace = Workspace::from_members(members).unwrap();
        let back = Value::Object(workspace.to_members().unwrap());
        assert_eq!(back["mood"], "calm");
        assert_eq!(back["document"]["theses"], serde_json::json!([1, 2]));
        assert_eq!(back["document"]["levels"][0]["glow"], 1);
        assert_eq!(back["document"]["levels"][0]["price"], 70_000.5);
        assert_eq!(back["document"]["notes"][0]["pin"], serde_json::json!([3]));
        assert_eq!(back["document"]["notes"][0]["at"], "2026-02-05");
        assert_eq!(back["view"]["tilt"], 3);
        assert_eq!(back["alerts"]["marks"]["level:1"]["ring"], 1);
        assert_eq!(back["alerts"]["volume"], 7);
        let again = Workspace::from_members(back.as_object().unwrap().clone()).unwrap();
        assert_eq!(again, workspace);
    }

    #[test]
    fn a_tolerance_that_is_missing_or_cannot_be_is_the_usual_one() {
        let read = |text: &str| serde_json::from_str::<Document>(text).unwrap().touch_tolerance.to_string();
        for text in
            ["{}", r#"{"touch_tolerance":0}"#, r#"{"touch_tolerance":-1}"#, r#"{"touch_tolerance":1}"#]
        {
            assert_eq!(read(text), "0.0075", "{text}");
        }
        assert_eq!(read(r#"{"touch_tolerance":0.02}"#), "0.02");
    }

    #[test]
    fn a_word_of_the_file_is_quoted_short_and_harmless() {
        let kind = format!("resis\u{7f}\u{202e}ance{}", "x".repeat(10_000));
        let members = serde_json::json!({"format": WORKSPACE_FORMAT, "document": {"levels": [{"id": 1, "kind": kind}]}});
        let words = Workspace::from_members(members.as_object().unwrap().clone()).unwrap_err().to_string();
        let begins = "the workspace's document cannot be read: unknown variant `resis\\u{7f}\\u{202e}ancexx";
        assert!(words.starts_with(begins) && words.len() < 400, "{words}");
    }

    #[test]
    fn another_json_file_is_refused_with_what_it_is() {
        let members = serde_json::json!({"format": "geojson"});
        let error = Workspace::from_members(members.as_object().unwrap().clone()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "this is not a Hashfloor workspace: its \"format\" is \"geojson\", expected \"hashfloor-workspace\""
        );
    }
}

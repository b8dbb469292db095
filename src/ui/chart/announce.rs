//! What has just become of the levels, said aloud.
//!
//! Compares the committed document with the one it saw last, so that every way of
//! changing a level is said: drag, key, menu, table, undo. A drag under way is not.

use std::sync::Arc;

use egui::accesskit::{Live, Role};
use egui::{Id, Rect, Sense, Ui, WidgetInfo, vec2};

use crate::app::command::LineTool;
use crate::app::level_edits::{level_words, place_words};
use crate::app::state::AppState;
use crate::app::workspace::Document;
use crate::domain::level::Level;
use crate::ui::chart::draw::tool_hint;

/// What was seen and said last.
#[derive(Default)]
pub struct Announcer {
    seen: Option<Arc<Document>>,
    tool: Option<LineTool>,
    words: String,
}

impl Announcer {
    /// The live node that says it; it stands until there is something else to say.
    pub fn ui(&mut self, ui: &Ui, state: &AppState, corner: Rect) {
        let now = state.document();
        if let Some(before) = self.seen.as_ref().filter(|seen| !Arc::ptr_eq(seen, now))
            && let Some(words) = change_words(&before.levels, &now.levels)
            && !is_noticed(state, &words)
        {
            self.words = words;
        }
        self.seen = Some(Arc::clone(now));
        if let Some(tool) = state.line_tool().filter(|tool| self.tool != Some(*tool)) {
            tool_hint(tool).clone_into(&mut self.words);
        }
        self.tool = state.line_tool();
        if self.words.is_empty() {
            return;
        }
        let rect = Rect::from_min_size(corner.min, vec2(1.0, 1.0));
        let response = ui.interact(rect, Id::unique("what became of the levels"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &self.words));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    }
}

/// Whether a notice says it already: of what was deleted, with a way back.
fn is_noticed(state: &AppState, words: &str) -> bool {
    let gone = words.strip_suffix(" deleted");
    gone.is_some_and(|gone| state.notices().shown().iter().any(|notice| notice.text.ends_with(gone)))
}

/// The first difference between two lists of levels, in words; `None` if there is none
/// that is said.
fn change_words(before: &[Level], now: &[Level]) -> Option<String> {
    let old = |level: &Level| before.iter().find(|old| old.id == level.id);
    let changed = now.iter().find_map(|level| match old(level) {
        None => Some(format!("{} added", level_words(level))),
        Some(old) => level_change(old, level),
    });
    let gone = || before.iter().find(|level| now.iter().all(|other| other.id != level.id));
    changed.or_else(|| gone().map(|level| format!("{} deleted", level_words(level))))
}

fn level_change(before: &Level, now: &Level) -> Option<String> {
    let words = level_words(before);
    if before.place != now.place {
        let (from, to) = (place_words(before.place), place_words(now.place));
        // Moved in time alone, or by cents.
        return Some(if from == to { format!("{words} moved") } else { format!("{words} moved to {to}") });
    }
    if before.kind != now.kind {
        return Some(format!("{words} is now {}", now.kind.word()));
    }
    match (before.locked == now.locked, before.hidden == now.hidden) {
        (false, _) => Some(format!("{words} {}", if now.locked { "locked" } else { "unlocked" })),
        (_, false) => Some(format!("{words} {}", if now.hidden { "hidden" } else { "shown" })),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::level::{LevelId, LevelKind, Place};

    fn level(id: u32, price: f64) -> Level {
        Level::new(LevelId(id), LevelKind::Support, Place::Price(price))
    }

    #[test]
    fn a_change_is_said_in_the_words_of_before() {
        let before = [level(1, 70_000.0), level(2, 60_000.0)];
        let moved = [level(1, 71_200.0), level(2, 60_000.0)];
        assert_eq!(change_words(&before, &moved).unwrap(), "70,000 support moved to 71,200");
        assert_eq!(change_words(&before, &before[..1]).unwrap(), "60,000 support deleted");
        assert_eq!(change_words(&before[..1], &before).unwrap(), "60,000 support added");
        let mut locked = before.clone();
        locked[1].locked = true;
        assert_eq!(change_words(&before, &locked).unwrap(), "60,000 support locked");
        locked[1] = level(2, 60_000.0);
        locked[1].label = "floor".to_owned();
        assert_eq!(change_words(&before, &locked), None);
    }
}

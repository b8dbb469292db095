//! Undo and redo as snapshots of the document.
//!
//! A document is a few kilobytes, so whole snapshots cost less than inverse
//! edits and cannot disagree with them. Memory is bounded by [`CAP`] steps.

use std::sync::Arc;

use crate::app::edit::Edit;
use crate::app::import::Answers;
use crate::app::setting_change::SettingStep;
use crate::app::setting_key::Written;
use crate::app::workspace::Document;
use crate::domain::provenance::Provenance;
use crate::domain::series::SeriesKey;
use crate::io::cache::BatchId;

/// The most steps that are kept; the oldest are forgotten first.
pub const CAP: usize = 2_000;
/// Edits of one kind within this time are one step, ms.
pub const JOIN_WITHIN_MS: i64 = 800;

/// An import that is part of history: taken back on undo, read again on redo.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportStep {
    /// Batch in the cache.
    pub batch: BatchId,
    /// The compressed copy of the file, if it could be kept.
    pub copy: Option<std::path::PathBuf>,
    /// What was said before of the origin of the series that were there already.
    pub origins: Vec<(SeriesKey, Provenance)>,
    /// What was settled about the file, to read its copy in the same way.
    pub answers: Arc<Answers>,
}

/// Rows that were deleted as part of history: brought back on undo as long as the program runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalStep {
    /// The series.
    pub keys: Vec<SeriesKey>,
}

/// What a step did to the rows in the cache.
#[derive(Clone, Debug, PartialEq)]
pub enum RowsStep {
    /// A file was imported.
    Import(ImportStep),
    /// Series were deleted.
    Removal(RemovalStep),
}

#[derive(Clone, Debug)]
struct Step {
    caption: String,
    before: Arc<Document>,
    after: Arc<Document>,
    edit: Option<Edit>,
    rows: Option<RowsStep>,
    setting: Option<SettingStep>,
    at_ms: i64,
}

/// What has to happen besides putting the document back.
#[derive(Clone, Debug, PartialEq)]
pub struct Stepped {
    /// The document from now on.
    pub document: Arc<Document>,
    /// The words of the step.
    pub caption: String,
    /// The import to take back or to read again, the series to bring back or to delete again.
    pub rows: Option<RowsStep>,
    /// What to put into the settings.
    pub settings: Vec<Written>,
}

/// A step as a list shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed<'a> {
    /// The words of the step.
    pub caption: &'a str,
    /// When it was done, ms since 1970.
    pub at_ms: i64,
}

/// Steps done and undone, latest last.
#[derive(Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    changes: u64,
}

impl History {
    /// Records an edit; joins the step before if the two belong together.
    pub fn record(
        &mut self,
        edit: Edit,
        caption: String,
        before: Arc<Document>,
        after: Arc<Document>,
        now_ms: i64,
    ) {
        self.changes += 1;
        let joins = self.undone.is_empty()
            && self.done.last().is_some_and(|step| {
                now_ms - step.at_ms <= JOIN_WITHIN_MS
                    && step.edit.as_ref().is_some_and(|earlier| edit.joins(earlier))
            });
        self.undone.clear();
        if joins && let Some(step) = self.done.last_mut() {
            (step.after, step.edit, step.at_ms) = (after, Some(edit), now_ms);
            return;
        }
        self.push(Step {
            caption,
            before,
            after,
            edit: Some(edit),
            rows: None,
            setting: None,
            at_ms: now_ms,
        });
    }

    /// Whatever is recorded next is a step of its own.
    pub fn keep_apart(&mut self) {
        if let Some(step) = self.done.last_mut() {
            step.edit = None;
            if let Some(setting) = &mut step.setting {
                setting.drags = None;
            }
        }
    }

    /// Records what has been done to the rows in the cache.
    pub fn record_rows(
        &mut self,
        caption: String,
        rows: RowsStep,
        before: Arc<Document>,
        after: Arc<Document>,
        now_ms: i64,
    ) {
        self.changes += 1;
        self.undone.clear();
        self.push(Step {
            caption,
            before,
            after,
            edit: None,
            rows: Some(rows),
            setting: None,
            at_ms: now_ms,
        });
    }

    /// Records a change of the settings; the document stays. A number that is dragged is one step.
    pub fn record_setting(
        &mut self,
        caption: String,
        setting: SettingStep,
        document: Arc<Document>,
        now_ms: i64,
    ) {
        self.changes += 1;
        let may_join = self.undone.is_empty() && setting.drags.is_some();
        self.undone.clear();
        if let Some(last) = self.done.last_mut().filter(|_| may_join)
            && now_ms - last.at_ms <= JOIN_WITHIN_MS
            && let Some(earlier) = last.setting.as_mut().filter(|earlier| earlier.drags == setting.drags)
        {
            (earlier.after, last.caption, last.at_ms) = (setting.after, caption, now_ms);
            return;
        }
        let (before, after) = (Arc::clone(&document), document);
        let setting = Some(setting);
        self.push(Step { caption, before, after, edit: None, rows: None, setting, at_ms: now_ms });
    }

    /// Whether undo would take back a change of the settings.
    pub fn undoes_setting(&self) -> bool {
        self.done.last().is_some_and(|step| step.setting.is_some())
    }

    /// A redone import was stored again under a new batch.
    pub fn renew_import(&mut self, old_batch: BatchId, new_batch: BatchId) {
        for step in self.done.iter_mut().chain(&mut self.undone) {
            if let Some(RowsStep::Import(import)) = &mut step.rows
                && import.batch == old_batch
            {
                import.batch = new_batch;
            }
        }
    }

    fn push(&mut self, step: Step) {
        self.done.push(step);
        let surplus = self.done.len().saturating_sub(CAP);
        self.done.drain(..surplus);
    }

    /// Takes the last step back.
    pub fn undo(&mut self) -> Option<Stepped> {
        let step = self.done.pop()?;
        self.changes += 1;
        let stepped = Stepped {
            document: Arc::clone(&step.before),
            caption: step.caption.clone(),
            rows: step.rows.clone(),
            settings: step.setting.as_ref().map_or_else(Vec::new, |setting| setting.before.clone()),
        };
        self.undone.push(step);
        Some(stepped)
    }

    /// Does the last undone step again.
    pub fn redo(&mut self) -> Option<Stepped> {
        let step = self.undone.pop()?;
        self.changes += 1;
        let stepped = Stepped {
            document: Arc::clone(&step.after),
            caption: step.caption.clone(),
            rows: step.rows.clone(),
            settings: step.setting.as_ref().map_or_else(Vec::new, |setting| setting.after.clone()),
        };
        self.done.push(step);
        Some(stepped)
    }

    /// Counts every step that was recorded, undone or redone: equal counts, equal history.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// What undo would take back.
    pub fn undo_caption(&self) -> Option<&str> {
        self.done.last().map(|step| step.caption.as_str())
    }

    /// What redo would do again.
    pub fn redo_caption(&self) -> Option<&str> {
        self.undone.last().map(|step| step.caption.as_str())
    }

    /// Number of steps, done and undone.
    pub fn total(&self) -> usize {
        self.done.len() + self.undone.len()
    }

    /// A step by its number from 1, oldest first; [`History::len`] is the last one done.
    ///
    /// **Cost.** Constant.
    pub fn step(&self, number: usize) -> Option<Listed<'_>> {
        let index = number.checked_sub(1)?;
        let step = match index.checked_sub(self.done.len()) {
            None => self.done.get(index)?,
            Some(undone) => self.undone.get(self.undone.len().checked_sub(undone + 1)?)?,
        };
        Some(Listed { caption: &step.caption, at_ms: step.at_ms })
    }

    /// Number of steps that can be undone.
    pub fn len(&self) -> usize {
        self.done.len()
    }

    /// Whether nothing can be undone.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::level::{Level, LevelId, LevelKind, Place};

    fn moved(price: f64) -> (Edit, Arc<Document>) {
        let level = Level::new(LevelId(1), LevelKind::Support, Place::Price(price));
        let edit = Edit::MoveLevel { id: LevelId(1), place: Place::Price(price) };
        (edit, Arc::new(Document::new(vec![level], Vec::new())))
    }

    fn record(history: &mut History, before: f64, after: f64, at_ms: i64) {
        let (_, first) = moved(before);
        let (edit, second) = moved(after);
        history.record(edit, format!("to {after}"), first, second, at_ms);
    }

    #[test]
    fn nudges_within_800_ms_are_one_step() {
        let mut history = History::default();
        record(&mut history, 1.0, 2.0, 0);
        record(&mut history, 2.0, 3.0, 700);
        record(&mut history, 3.0, 4.0, 1_600);
        assert_eq!(history.len(), 2);
        assert_eq!(history.undo().unwrap().document, moved(3.0).1);
        assert_eq!(history.undo().unwrap().document, moved(1.0).1);
        assert!(history.undo().is_none());
    }

    #[test]
    fn a_new_step_ends_what_could_be_redone() {
        let mut history = History::default();
        record(&mut history, 1.0, 2.0, 0);
        history.undo();
        assert_eq!(history.redo_caption(), Some("to 2"));
        record(&mut history, 1.0, 5.0, 100);
        assert!(history.redo().is_none());
    }

    #[test]
    fn steps_keep_their_number_when_they_are_undone() {
        let mut history = History::default();
        for n in 0..4 {
            record(&mut history, f64::from(n), f64::from(n + 1), i64::from(n) * 10_000);
        }
        let captions = |history: &History| -> Vec<String> {
            (0..=5).filter_map(|number| history.step(number)).map(|step| step.caption.to_owned()).collect()
        };
        let before = captions(&history);
        assert_eq!(before, ["to 1", "to 2", "to 3", "to 4"]);
        for _ in 0..3 {
            history.undo();
        }
        assert_eq!((captions(&history), history.len(), history.total()), (before, 1, 4));
        assert_eq!(history.step(3).unwrap().at_ms, 20_000);
    }

    #[test]
    fn the_oldest_steps_go_when_the_cap_is_reached() {
        let mut history = History::default();
        for n in 0..CAP + 5 {
            record(&mut history, n as f64, n as f64 + 1.0, n as i64 * 10_000);
        }
        assert_eq!(history.len(), CAP);
    }
}

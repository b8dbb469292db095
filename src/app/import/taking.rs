//! Storing what was shown, and what follows from it: a step of undo, the next file.

use std::ops::ControlFlow;
use std::sync::{Arc, PoisonError};

use crate::app::as_known::{Reread, reload};
use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::history::{ImportStep, RowsStep};
use crate::app::import::desk::Storing;
use crate::app::import::storing::silently;
use crate::app::import::{
    Answers, ImportError, ImportPreview, Imported, LARGEST_COPY_BYTES, Pace, preview_copy, store,
};
use crate::app::jobs::JobId;
use crate::app::notice::Severity;
use crate::app::outcome::Outcome;
use crate::app::pane_spec;
use crate::app::state::AppState;
use crate::app::steps::RowsWork;
use crate::chart::viewport::TimeView;
use crate::domain::format::grouped;
use crate::domain::provenance::SourceId;
use crate::io::cache::{BatchId, PutReport};

/// What an import is taken to span at least, for the room beside it, s.
const LEAST_SHOWN_SECS: f64 = 30.0 * 86_400.0;
/// Room beside the days of an import that is brought into view, as a share of them.
const ROOM_BESIDE: f64 = 0.05;

/// A preview on its way into the cache.
pub struct ToStore {
    pub(super) preview: Arc<ImportPreview>,
    pub(super) answers: Arc<Answers>,
    /// The workspace it was confirmed in.
    pub(super) turn: u64,
    /// Sources that stay drawn, by id.
    pub(super) kept_drawn: Vec<(String, SourceId)>,
}

/// What became of storing.
pub struct Stored {
    pub(super) what: ToStore,
    /// The batch of before, of an import that was redone.
    pub(super) old_batch: Option<BatchId>,
    pub(super) result: Result<(Imported, Reread), ImportError>,
}

impl AppState {
    pub(in crate::app) fn confirm_import(&mut self) {
        let turn = self.spaces.turn;
        let kept_drawn = self.imports.open.as_ref().map(|open| self.kept_drawn(open)).unwrap_or_default();
        let Some(open) = self.imports.open.as_mut().filter(|open| open.is_ready()) else { return };
        let Some(preview) = open.preview.clone() else { return };
        if let Some(why) = &self.spaces.folder_says {
            let sentence = format!("Not imported. {why}");
            self.close_import();
            self.imports.waiting.clear();
            self.next_import();
            self.raise(Severity::Problem, sentence);
            return;
        }
        let answers = Arc::new(open.answers.clone());
        open.storing = Storing::Waiting;
        let key = open.head.as_ref().map(|head| head.key.clone());
        if let Some(key) = key
            && self.imports.remembered.remember(&key, &answers)
        {
            self.save_remembered();
        }
        self.work_on_rows(RowsWork::Store(Box::new(ToStore { preview, answers, turn, kept_drawn })));
    }

    pub(in crate::app) fn store_import(&mut self, what: Box<ToStore>) -> Option<JobId> {
        let cache = self.cache.clone()?;
        let imports = self.folders.as_ref().map(crate::io::folders::Folders::imports_dir);
        let (now, library, day) = (self.clock.now(), Arc::clone(&self.library), self.day_to_read());
        let pace = Pace::new(self.clock);
        let job = self.start_job(&format!("Importing {}", what.preview.name), move |context| {
            let progress = |advance| {
                if let Some(words) = pace.words(advance) {
                    context.progress(words);
                }
                if context.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let result = store(&what.preview, &cache, imports.as_deref(), now, &progress)
                .and_then(|imported| Ok((imported, reload(&cache, &library, day)?)));
            Outcome::Imported(Box::new(Stored { what: *what, old_batch: None, result }))
        });
        if let Some(open) = &mut self.imports.open
            && open.storing == Storing::Waiting
        {
            open.storing = job.map_or(Storing::No, Storing::UnderWay);
        }
        job
    }

    pub(in crate::app) fn take_back(&mut self, import: &ImportStep) -> Option<JobId> {
        let cache = self.cache.clone()?;
        let (now, batch, origins) = (self.clock.now(), import.batch, import.origins.clone());
        self.notices.drop_import(batch);
        let (library, day) = (Arc::clone(&self.library), self.day_to_read());
        self.start_job("Taking an import back", move |_| {
            let mut held = cache.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = held.take_back(batch, now, &origins);
            drop(held);
            Outcome::TakenBack(taken.and_then(|_| reload(&cache, &library, day)))
        })
    }

    pub(in crate::app) fn import_again(&mut self, import: ImportStep) -> Option<JobId> {
        let (Some(cache), Some(copy)) = (self.cache.clone(), import.copy) else {
            self.raise(Severity::Problem, "No copy of this file was kept, import it again");
            return None;
        };
        let (now, library, day) = (self.clock.now(), Arc::clone(&self.library), self.day_to_read());
        let (turn, answers, batch) = (self.spaces.turn, import.answers, import.batch);
        self.start_job("Importing again", move |_| match preview_copy(&copy, &answers, &cache, now) {
            Ok(preview) => {
                let result = store(&preview, &cache, None, now, &silently)
                    .and_then(|imported| Ok((imported, reload(&cache, &library, day)?)));
                let what = ToStore { preview: Arc::new(preview), answers, turn, kept_drawn: Vec::new() };
                Outcome::Imported(Box::new(Stored { what, old_batch: Some(batch), result }))
            }
            Err(error) => Outcome::NotImported(error),
        })
    }

    /// Takes in what became of storing.
    pub(in crate::app) fn take_stored(&mut self, stored: Stored) {
        let Stored { what, old_batch, result } = stored;
        let is_open = old_batch.is_none()
            && self.imports.open.as_ref().is_some_and(|open| {
                open.preview.as_ref().is_some_and(|preview| Arc::ptr_eq(preview, &what.preview))
            });
        match result {
            Ok((imported, reread)) => {
                if is_open {
                    self.close_import();
                }
                self.take_imported(&what, old_batch, imported, reread);
                if is_open {
                    self.next_import();
                }
            }
            Err(error) => {
                // What was shown is there still, to be tried again or dropped.
                if let Some(open) = self.imports.open.as_mut().filter(|_| is_open) {
                    open.storing = Storing::No;
                    self.imports.all = false;
                }
                if error.is_cancelled() {
                    let name = &what.preview.name;
                    self.raise(Severity::Info, format!("Cancelled: nothing of {name} was stored"));
                } else {
                    self.raise(Severity::Problem, format!("Not imported. {error}"));
                }
            }
        }
        self.drop_elsewhere(what.preview);
    }

    fn take_imported(
        &mut self,
        what: &ToStore,
        old_batch: Option<BatchId>,
        imported: Imported,
        reread: Reread,
    ) {
        if what.turn != self.spaces.turn {
            self.take_for_another(what, &imported, reread);
            return;
        }
        let origin = |report: &PutReport| {
            let entry = self.library.get(&report.key)?;
            Some((report.key.clone(), entry.provenance.clone()))
        };
        let origins = imported.reports.iter().filter_map(origin).collect();
        let before = Arc::clone(&self.document);
        let mut after = (*before).clone();
        for report in &imported.reports {
            let id = &report.key.id;
            // What was placed and hidden stays so.
            if !pane_spec::is_placed(&after.panes, id) {
                pane_spec::show(&mut after.panes, id);
            }
        }
        after.preferred_sources.extend(what.kept_drawn.iter().cloned());
        let is_new = imported.batch.is_some() && old_batch.is_none();
        if is_new {
            self.document = Arc::new(after);
        }
        // Redone imports show what their step showed; by now it may be undone again.
        self.replace_library(reread);
        self.note_stored_rows();
        self.save();
        let now_ms = self.clock.now_millis();
        match (imported.batch, old_batch) {
            (Some(batch), Some(old)) => {
                self.history.renew_import(old, batch);
                self.rows.renew(old, batch);
            }
            (Some(batch), None) => {
                let sentence = done_words(what, &imported);
                // A copy that is read again has no file beside it.
                let beside = what.preview.beside.clone();
                let answers = Arc::new(Answers { beside, ..Answers::clone(&what.answers) });
                let step = ImportStep { batch, copy: imported.copy, origins, answers };
                let caption = format!("import {}", what.preview.name);
                let after = Arc::clone(&self.document);
                self.history.record_rows(caption, RowsStep::Import(step), before, after, now_ms);
                let action = Some(("Undo".to_owned(), Command::Undo));
                self.notices.raise(Severity::Done, sentence, action, now_ms);
                self.notices.tie_to_import(batch);
                self.show_imported(&imported.reports);
            }
            (None, redone) => {
                self.raise(Severity::Info, format!("{}: every row was here already", what.preview.name));
                // What is only shown now is a step like any other.
                let ids = imported.reports.iter().map(|report| report.key.id.clone());
                let is_unplaced = |id: &_| !pane_spec::is_placed(&self.document.panes, id);
                let hidden: Vec<_> = ids.filter(|id| redone.is_none() && is_unplaced(id)).collect();
                for id in hidden {
                    self.edit(Edit::ShowSeries { id, shown: true });
                }
            }
        }
    }

    /// Shows the days of an import of which nothing would be seen otherwise; the view is no
    /// part of the step.
    fn show_imported(&mut self, reports: &[PutReport]) {
        let shown = reports.iter().filter(|report| self.document.shows(&report.key.id));
        let spans: Vec<(f64, f64)> =
            shown.filter_map(|report| Some((report.from?.0 as f64, report.to?.0 as f64))).collect();
        let view = self.time_view();
        let is_seen = spans.iter().any(|(from, to)| *from <= view.to && *to >= view.from);
        let from = spans.iter().map(|(from, _)| *from).reduce(f64::min);
        let to = spans.iter().map(|(_, to)| *to).reduce(f64::max);
        let (Some(from), Some(to), false) = (from, to, is_seen) else { return };
        let room = (to - from).max(LEAST_SHOWN_SECS) * ROOM_BESIDE;
        self.set_time_view(TimeView::new(from - room, to + room));
    }

    /// The workspace it was meant for is closed: its rows are here, for all workspaces, but it
    /// is no step of this one's history and changes nothing of this one's panes.
    fn take_for_another(&mut self, what: &ToStore, imported: &Imported, reread: Reread) {
        self.replace_library(reread);
        self.note_stored_rows();
        if imported.batch.is_some() {
            let words = done_words(what, imported);
            let sentence =
                format!("{words}; another workspace was open then, so undo does not take it back here");
            self.raise(Severity::Info, sentence);
        }
    }
}

fn done_words(what: &ToStore, imported: &Imported) -> String {
    let new_rows: u64 = imported.reports.iter().map(|report| report.rows_new).sum();
    let changed: u64 = imported.reports.iter().map(|report| report.rows_changed).sum();
    let not_taken = what.preview.understood.warnings_total;
    let counts: Vec<String> = [(new_rows, "new"), (changed, "changed"), (not_taken, "not taken")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{} {word}", grouped(count as f64, 0)))
        .collect();
    let redo = if what.preview.bytes > LARGEST_COPY_BYTES { "; redo needs the file again" } else { "" };
    format!("Imported {}: {}{redo}", what.preview.name, counts.join(", "))
}

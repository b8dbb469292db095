//! Undo, redo and jumps through history, with what happens besides the document.
//!
//! However far a jump goes, the document is put in place once. Imports are
//! stored, taken back and read again, and series deleted and brought back, by
//! jobs, one after the other in the order of the steps: an import means
//! something only on top of the one before.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::app::command::Selection;
use crate::app::history::{ImportStep, RemovalStep, RowsStep, Stepped};
use crate::app::import::ToStore;
use crate::app::jobs::JobId;
use crate::app::removal::Removing;
use crate::app::state::AppState;
use crate::io::cache::BatchId;
use crate::io::mutant::{self, Mutant};

/// What is to be done to the rows in the cache.
pub(super) enum RowsWork {
    /// Stores what was shown.
    Store(Box<ToStore>),
    /// Takes an import back.
    TakeBack(ImportStep),
    /// Reads the copy of an import again.
    Again(ImportStep),
    /// Deletes series.
    Remove(Removing),
    /// Brings deleted series back.
    BringBack(RemovalStep),
}

/// Work on rows in the cache, first come, first served.
#[derive(Default)]
pub(super) struct RowsQueue {
    waiting: VecDeque<RowsWork>,
    under_way: Option<JobId>,
}

impl RowsQueue {
    /// Whether a result is of work begun here, not for a library that is gone.
    pub(super) fn awaits_result(&self) -> bool {
        self.under_way.is_some()
    }

    /// Gives up what was to be stored and was not begun.
    pub(super) fn drop_waiting_stores(&mut self) {
        self.waiting.retain(|work| !matches!(work, RowsWork::Store(_)));
    }

    /// A redone import has another batch from now on, for what still waits too.
    pub(super) fn renew(&mut self, old_batch: BatchId, new_batch: BatchId) {
        for work in &mut self.waiting {
            if let RowsWork::TakeBack(step) | RowsWork::Again(step) = work
                && step.batch == old_batch
            {
                step.batch = new_batch;
            }
        }
    }
}

#[derive(Clone, Copy)]
enum StepDirection {
    Back,
    Again,
}

impl AppState {
    pub(super) fn undo(&mut self) {
        match self.history.len().checked_sub(1) {
            Some(to) => self.jump_to(to),
            None => self.drop_preview(),
        }
    }

    pub(super) fn redo(&mut self) {
        self.jump_to(self.history.len() + 1);
    }

    /// Goes to where `to` steps are done, or as far as there are steps.
    pub(super) fn jump_to(&mut self, to: usize) {
        self.drop_preview();
        let (mut document, mut settings) = (None, Vec::new());
        while self.history.len() > to
            && let Some(stepped) = self.history.undo()
        {
            document = Some(Arc::clone(&stepped.document));
            settings.extend_from_slice(&stepped.settings);
            self.step_besides(stepped, StepDirection::Back);
        }
        while self.history.len() < to
            && let Some(stepped) = self.history.redo()
        {
            document = Some(Arc::clone(&stepped.document));
            settings.extend_from_slice(&stepped.settings);
            self.step_besides(stepped, StepDirection::Again);
        }
        let Some(document) = document else { return };
        self.set_document(document);
        if !settings.is_empty() {
            self.put_settings(&settings);
        }
        if let Some(id) = self.selection.as_ref().and_then(Selection::level)
            && self.document.level(id).is_none()
        {
            self.selection = None;
        }
        self.drop_lost_note();
        self.go_on_with_rows();
    }

    /// What a step does besides changing the document.
    fn step_besides(&mut self, stepped: Stepped, direction: StepDirection) {
        if let Some(rows) = stepped.rows {
            self.rows.waiting.push_back(match (rows, direction) {
                (RowsStep::Import(import), StepDirection::Back) => RowsWork::TakeBack(import),
                (RowsStep::Import(import), StepDirection::Again) => RowsWork::Again(import),
                (RowsStep::Removal(removal), StepDirection::Back) => RowsWork::BringBack(removal),
                (RowsStep::Removal(removal), StepDirection::Again) => {
                    RowsWork::Remove(Removing::Again(removal.keys))
                }
            });
        }
    }

    /// Adds work on rows behind what waits already.
    pub(super) fn work_on_rows(&mut self, work: RowsWork) {
        self.rows.waiting.push_back(work);
        self.go_on_with_rows();
    }

    /// Starts the next work on rows if none is under way; called after results
    /// were taken in, so that the next work sees them.
    pub(super) fn go_on_with_rows(&mut self) {
        let running = self.jobs.running();
        let waits = !mutant::is_on(Mutant::ImportsAtOnce);
        if waits && self.rows.under_way.is_some_and(|id| running.iter().any(|job| job.id == id)) {
            return;
        }
        self.rows.under_way = None;
        while (self.rows.under_way.is_none() || !waits)
            && let Some(work) = self.rows.waiting.pop_front()
        {
            self.rows.under_way = match work {
                RowsWork::Store(what) => self.store_import(what),
                RowsWork::TakeBack(step) => self.take_back(&step),
                RowsWork::Again(step) => self.import_again(step),
                RowsWork::Remove(what) => self.remove_stored(what),
                RowsWork::BringBack(step) => self.bring_back(step),
            };
        }
    }

    pub(super) fn drop_preview(&mut self) {
        if self.preview.take().is_some() {
            self.refresh();
        }
    }
}

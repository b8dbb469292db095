//! Undo, redo and jumps through history, with what happens besides the document.
//!
//! However far a jump goes, the document is put in place once. Imports are
//! stored, taken back and read again by jobs, one after the other in the order
//! of the steps: an import means something only on top of the one before.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::app::command::Selection;
use crate::app::history::{ImportStep, Stepped};
use crate::app::import::ImportPreview;
use crate::app::jobs::JobId;
use crate::app::state::AppState;
use crate::io::cache::BatchId;
use crate::io::mutant::{self, Mutant};

/// What is to be done to the imported rows.
pub(super) enum ImportWork {
    /// Stores what was shown.
    Store(Box<ImportPreview>),
    /// Takes an import back.
    TakeBack(ImportStep),
    /// Reads the copy of an import again.
    Again(ImportStep),
}

/// Work on imported rows, first come, first served.
#[derive(Default)]
pub(super) struct ImportQueue {
    waiting: VecDeque<ImportWork>,
    under_way: Option<JobId>,
}

impl ImportQueue {
    /// Whether a result is of work begun here, not for a library that is gone.
    pub(super) fn awaits_result(&self) -> bool {
        self.under_way.is_some()
    }

    /// A redone import has another batch from now on, for what still waits too.
    pub(super) fn renew(&mut self, old_batch: BatchId, new_batch: BatchId) {
        for work in &mut self.waiting {
            if let ImportWork::TakeBack(step) | ImportWork::Again(step) = work
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
        self.go_on_with_imports();
    }

    /// What a step does besides changing the document.
    fn step_besides(&mut self, stepped: Stepped, direction: StepDirection) {
        if let Some(import) = stepped.import {
            self.imports.waiting.push_back(match direction {
                StepDirection::Back => ImportWork::TakeBack(import),
                StepDirection::Again => ImportWork::Again(import),
            });
        }
    }

    /// Adds work on imported rows behind what waits already.
    pub(super) fn work_on_imports(&mut self, work: ImportWork) {
        self.imports.waiting.push_back(work);
        self.go_on_with_imports();
    }

    /// Starts the next work on imported rows if none is under way; called after results
    /// were taken in, so that the next work sees them.
    pub(super) fn go_on_with_imports(&mut self) {
        let running = self.jobs.running();
        let waits = !mutant::is_on(Mutant::ImportsAtOnce);
        if waits && self.imports.under_way.is_some_and(|id| running.iter().any(|job| job.id == id)) {
            return;
        }
        self.imports.under_way = None;
        while (self.imports.under_way.is_none() || !waits)
            && let Some(work) = self.imports.waiting.pop_front()
        {
            self.imports.under_way = match work {
                ImportWork::Store(preview) => self.store_import(preview),
                ImportWork::TakeBack(step) => self.take_back(&step),
                ImportWork::Again(step) => self.import_again(step),
            };
        }
    }

    pub(super) fn drop_preview(&mut self) {
        if self.preview.take().is_some() {
            self.refresh();
        }
    }
}

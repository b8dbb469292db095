//! Starting background work and taking its results in.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::app::as_known::Reread;
use crate::app::command::{Command, Dialog, PathPurpose};
use crate::app::computed::Answered;
use crate::app::derived::{Derived, derive};
use crate::app::export::ExportError;
use crate::app::import::{ImportError, ReadDone, Stored};
use crate::app::interval::Made;
use crate::app::jobs::JobId;
use crate::app::level_knowledge::Counted;
use crate::app::levels_file::ImportedLevels;
use crate::app::library::Library;
use crate::app::live::LiveOutcome;
use crate::app::notes::ImportedNotes;
use crate::app::notice::Severity;
use crate::app::picture::Pixels;
use crate::app::removal::Removed;
use crate::app::spaces::SpaceOutcome;
use crate::app::startup::Started;
use crate::app::state::{AppState, Phase};
use crate::calc::interval::Interval;
use crate::io::cache::{CacheError, KnownDays};

/// An answer faster than this was no human's: there is no file dialog here, ms.
const NO_DIALOG_MS: i64 = 400;
/// After this time without an answer a typed path is offered, ms.
const DIALOG_PATIENCE_MS: i64 = 3_000;

/// What a background job came back with.
pub enum Outcome {
    /// Folders, cache and workspace are open.
    Started(Box<Started>),
    /// Daily candles of a library generation.
    Derived(u64, Box<Derived>),
    /// Computed series of a generation of rows, for a request.
    Computed {
        /// The generation of rows.
        generation: u64,
        /// The request.
        request: u64,
        /// What was computed.
        answered: Vec<Answered>,
    },
    /// The user chose a path, or none.
    Chosen(PathPurpose, Option<PathBuf>),
    /// A source was read, to be shown before it is imported.
    ImportRead(Box<ReadDone>),
    /// A preview was stored, or a redone import stored again.
    Imported(Box<Stored>),
    /// The copy of an import that is to be redone was not understood.
    NotImported(ImportError),
    /// An import was taken back.
    TakenBack(Result<Reread, CacheError>),
    /// Series were deleted or brought back.
    Removed(Removed),
    /// Every series was read again, for a generation of looking back.
    Reread(u64, Result<Reread, CacheError>),
    /// Since when rows are known and when some were revised.
    KnownDays(Result<KnownDays, CacheError>),
    /// A file of notes was read, for the workspace of this turn.
    NotesRead(u64, ImportedNotes),
    /// Rows of an interval, for a generation of requests.
    Gathered(u64, Interval, Vec<Made>),
    /// These files were exported.
    Exported(Result<Vec<PathBuf>, ExportError>),
    /// Alerts were evaluated, for a generation of requests.
    AlertsChecked(u64, Vec<crate::app::alert_watch::Checked>),
    /// The desktop was told, if there is one.
    Notified,
    /// A picture is ready for the clipboard.
    Copied(Result<Pixels, ExportError>),
    /// What an export would give, for a generation of requests.
    TablePreviewed(u64, Result<crate::app::export_preview::TablePreview, String>),
    /// What levels know, for a generation of requests.
    LevelsCounted(u64, Vec<Counted>),
    /// The fleet was fitted, for a generation of requests.
    FleetFitted(u64, Arc<crate::app::miners::fleet::FleetAnswer>),
    /// A file of levels was read, for the workspace of this turn.
    LevelsRead(u64, ImportedLevels),
    /// Two sources were compared, for a generation of requests; `None` after a stop.
    Compared(u64, Option<crate::app::source_compare::Found>),
    /// Flows that were published anew were looked for, for a generation of requests.
    FlowsRevised(u64, crate::app::flows::RevisedFlows),
    /// About the workspace that is open, or is to be.
    Space(SpaceOutcome),
    /// About live data, for the cache of this turn.
    Live(u64, LiveOutcome),
}

impl AppState {
    /// Takes in what jobs and saver have to say; true if anything was new.
    pub fn poll(&mut self) -> bool {
        let before = self.notices.shown().len();
        let results = self.jobs.drain();
        let news = !results.is_empty();
        for result in results {
            self.take_result(result);
        }
        self.go_on_with_rows();
        self.go_on_with_live();
        self.housekeeping();
        self.notices.settle_undo(self.history.changes());
        news || self.notices.shown().len() != before
    }

    /// Waits for all jobs: for the command line and for tests.
    pub fn settle(&mut self) {
        while !self.jobs.running().is_empty() {
            for result in self.jobs.wait() {
                self.take_result(result);
            }
            self.go_on_with_rows();
        }
        self.housekeeping();
    }

    fn housekeeping(&mut self) {
        let now_ms = self.clock.now_millis();
        let failures = self.saver.as_ref().map(crate::app::saver::Saver::take_failures).unwrap_or_default();
        self.not_written = self.saver.as_ref().and_then(crate::app::saver::Saver::not_written);
        for failure in failures {
            self.raise(Severity::Problem, failure);
        }
        if let Some((purpose, _)) =
            self.asked_for_path.take_if(|(_, at_ms)| now_ms - *at_ms > DIALOG_PATIENCE_MS)
        {
            let command = Command::ShowDialog(Some(Dialog::TypePath(purpose)));
            let action = Some(("Type a path".to_owned(), command));
            self.notices.raise(Severity::Info, "No answer from the file dialog yet", action, now_ms);
        }
        self.notices.expire(now_ms);
    }

    /// Milliseconds until [`AppState::poll`] has something to do without news.
    pub fn next_poll_ms(&self) -> Option<i64> {
        let now_ms = self.clock.now_millis();
        let dialog = self.asked_for_path.map(|(_, at_ms)| (at_ms + DIALOG_PATIENCE_MS - now_ms).max(0) + 1);
        [dialog, self.notices.next_expiry_ms(now_ms), self.next_look_ms()].into_iter().flatten().min()
    }

    pub(super) fn take_result(&mut self, result: Result<Outcome, String>) {
        let outcome = match result {
            Ok(outcome) => outcome,
            Err(panic) => {
                self.phase = Phase::Ready;
                self.intervals.give_up();
                self.computing.give_up();
                self.level_memo.give_up();
                self.miners.fleet.give_up();
                self.comparing.give_up();
                self.table_previewing.give_up();
                self.alerts.give_up();
                self.flows.give_up();
                self.looking_back.give_up();
                self.give_up_switching();
                self.give_up_import();
                self.raise(Severity::Problem, panic);
                return;
            }
        };
        match outcome {
            Outcome::Started(started) => self.take_in(*started),
            Outcome::Derived(generation, derived) => {
                if generation == self.derived_generation {
                    self.derived = *derived;
                    self.alerts.derived_generation = generation;
                    self.refresh();
                }
            }
            Outcome::Computed { generation, request, answered } => {
                self.take_computed(generation, request, answered);
            }
            Outcome::Chosen(purpose, path) => self.take_path(purpose, path),
            Outcome::ImportRead(done) => self.take_read(*done),
            Outcome::NotImported(error) => {
                self.raise(Severity::Problem, format!("Not imported. {error}"));
            }
            // Of the rows of before safe mode.
            Outcome::Imported(..) | Outcome::TakenBack(_) | Outcome::Removed(_)
                if !self.rows.awaits_result() => {}
            Outcome::Imported(stored) => self.take_stored(*stored),
            Outcome::TakenBack(Ok(reread)) => {
                self.replace_library(reread);
                self.note_stored_rows();
            }
            Outcome::Removed(removed) => self.take_removed(removed),
            Outcome::Reread(generation, result) => self.take_reread(generation, result),
            Outcome::KnownDays(result) => self.take_known_days(result),
            Outcome::TakenBack(Err(error)) => {
                self.raise(Severity::Problem, format!("The import could not be taken back: {error}"));
            }
            Outcome::NotesRead(turn, notes) if turn != self.spaces.turn => self.say_left_behind(&notes.name),
            Outcome::NotesRead(_, notes) => self.take_notes(notes),
            Outcome::Gathered(generation, interval, made) => self.take_gathered(generation, interval, made),
            Outcome::Exported(result) => self.take_exported(result),
            Outcome::Copied(result) => self.take_copied(result),
            Outcome::TablePreviewed(generation, found) => self.take_table_preview(generation, found),
            Outcome::AlertsChecked(generation, checked) => self.take_checked(generation, checked),
            Outcome::Notified => {}
            Outcome::LevelsCounted(generation, counted) => self.take_counted(generation, counted),
            Outcome::FleetFitted(generation, answer) => self.take_fleet(generation, answer),
            Outcome::Compared(generation, found) => self.take_compared(generation, found),
            Outcome::FlowsRevised(generation, found) => self.take_revised_flows(generation, found),
            Outcome::LevelsRead(turn, levels) if turn != self.spaces.turn => {
                self.say_left_behind(&levels.name);
            }
            Outcome::LevelsRead(_, levels) => self.take_levels(levels),
            Outcome::Space(outcome) => self.take_space(outcome),
            Outcome::Live(turn, outcome) => self.take_live(turn, outcome),
        }
    }

    fn take_path(&mut self, purpose: PathPurpose, path: Option<PathBuf>) {
        let asked = self.asked_for_path.take();
        match (purpose, path) {
            (PathPurpose::Import, Some(path)) => self.preview_import(path),
            (PathPurpose::Export(kind), Some(path)) => self.export_to(kind, path),
            (PathPurpose::ImportNotes, Some(path)) => self.import_notes(path),
            (PathPurpose::ExportNotes, Some(path)) => self.export_notes(path),
            (PathPurpose::ImportLevels, Some(path)) => self.import_levels(path),
            (PathPurpose::ExportLevels, Some(path)) => self.export_levels(path),
            (PathPurpose::Picture(_), Some(path)) => self.export_picture(self.view.picture.clone(), path),
            (PathPurpose::Table(_), Some(path)) => self.export_rows(self.view.table.clone(), path),
            (PathPurpose::OpenWorkspace, Some(path)) => self.open_workspace(path),
            (PathPurpose::SaveWorkspaceAs, Some(path)) => self.save_workspace_as(path),
            (purpose, None) => {
                let waited = asked.map(|(_, at_ms)| self.clock.now_millis() - at_ms);
                if waited.is_some_and(|ms| ms < NO_DIALOG_MS) {
                    self.dialog = Some(Dialog::TypePath(purpose));
                }
            }
        }
    }

    /// Puts in what was read, unless it was overtaken or is of another day than is to be shown.
    pub(super) fn replace_library(&mut self, reread: Reread) {
        let Some(loaded) = self.accept(reread) else { return };
        let mut library = (*self.library).clone();
        let keys: BTreeSet<_> = loaded.iter().map(|loaded| loaded.series.key().clone()).collect();
        library.retain(|key| keys.contains(key));
        for loaded in loaded {
            library.insert(loaded);
        }
        let before = std::mem::replace(&mut self.library, Arc::new(library));
        // Before alerts are looked at, which wait for the averages.
        self.derive_after(Some(before));
        self.refresh();
    }

    pub(super) fn derive_in_background(&mut self) {
        self.derive_after(None);
    }

    /// Starts the averages; the library of before goes along, because giving millions of
    /// rows back takes longer than a frame.
    fn derive_after(&mut self, before: Option<Arc<Library>>) {
        self.derived_generation += 1;
        self.leave_computed_behind();
        let generation = self.derived_generation;
        let library = Arc::clone(&self.library);
        let preferences = self.document.preferred_sources.clone();
        self.start("Averages", move |_| {
            drop(before);
            Outcome::Derived(generation, Box::new(derive(&library, &preferences)))
        });
    }

    pub(super) fn start(
        &mut self,
        title: &str,
        work: impl FnOnce(&crate::app::jobs::JobContext<Outcome>) -> Outcome + Send + 'static,
    ) {
        self.start_job(title, work);
    }

    pub(super) fn start_job(
        &mut self,
        title: &str,
        work: impl FnOnce(&crate::app::jobs::JobContext<Outcome>) -> Outcome + Send + 'static,
    ) -> Option<JobId> {
        let started = self.jobs.start(title.to_owned(), work);
        if started.is_none() {
            self.raise(Severity::Problem, format!("{title}: the system has no thread left, try again"));
        }
        started
    }
}

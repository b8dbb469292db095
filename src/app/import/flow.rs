//! From a file, a text or an address to what the window shows of it.
//!
//! Reading runs in a job; an answer calls the reading before it off and begins
//! the next, and only the newest is taken in. Nothing of it waits on the UI
//! thread, and what is large is dropped elsewhere.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::command::{Dialog, PathPurpose};
use crate::app::import::desk::Storing;
use crate::app::import::fetch::check_address;
use crate::app::import::job::{Ask, Found, ReadDone};
use crate::app::import::trouble::{stopped, trouble};
use crate::app::import::{Answers, Filling, ImportPreview, ImportSource, ImportWindow, Place};
use crate::app::notice::Severity;
use crate::app::outcome::Outcome;
use crate::app::pane_spec;
use crate::app::state::AppState;
use crate::domain::live::Reach;
use crate::io::dialog::pick_import;

/// Rows from which a preview is dropped on another thread.
const MANY_ROWS: u64 = 50_000;

impl AppState {
    /// The import that is open in the window.
    pub fn import_window(&self) -> Option<&ImportWindow> {
        self.imports.open.as_ref()
    }

    /// Where the open import stands among the files that came together.
    pub fn import_place(&self) -> Place {
        self.imports.place()
    }

    /// Whether the open import is to be seen: not before there is something to see.
    pub fn shows_import(&self) -> bool {
        self.import_window().is_some_and(|open| {
            open.preview.is_some() || open.trouble.is_some() || !self.import_progress().is_empty()
        })
    }

    /// How far the work on the open import is, in words; empty while there is nothing to say.
    pub fn import_progress(&self) -> &str {
        let job = self.import_window().and_then(ImportWindow::job);
        let running = self.jobs.running().iter().find(|running| Some(running.id) == job);
        running.map_or("", |running| running.progress.as_str())
    }

    /// The import that waits for a yes.
    pub fn import_preview(&self) -> Option<&ImportPreview> {
        self.import_window().filter(|open| open.is_ready())?.preview.as_deref()
    }

    /// Whether the open import would change anything: rows, or what is drawn.
    pub fn import_changes_something(&self) -> bool {
        let Some(preview) = self.import_window().and_then(ImportWindow::preview) else { return false };
        let is_placed = |id: &str| pane_spec::is_placed(&self.document.panes, id);
        preview.rows_that_change() > 0
            || preview
                .reports
                .iter()
                .any(|report| !is_placed(&report.key.id) || !report.damaged_months.is_empty())
    }

    /// The address that the window for addresses begins with.
    pub fn import_address(&self) -> &str {
        &self.imports.address
    }

    /// What is wrong with an address, before anything is asked of it.
    ///
    /// # Errors
    /// A sentence: what was expected, or that nothing may be asked.
    pub fn check_import_address(&self, address: &str) -> Result<(), String> {
        if self.reach() == Reach::Nothing {
            return Err("This Hashfloor was started without a network".to_owned());
        }
        check_address(address)
    }

    /// Whether the system is to be asked for what is on the clipboard; asked once.
    pub fn take_paste_wish(&mut self) -> bool {
        std::mem::take(&mut self.imports.wants_paste)
    }

    pub(in crate::app) fn choose_import(&mut self) {
        self.asked_for_path = Some((PathPurpose::Import, self.clock.now_millis()));
        self.start("Waiting for the file dialog", |_| Outcome::Chosen(PathPurpose::Import, pick_import()));
    }

    /// Reads a file in the place of whatever is open.
    pub(in crate::app) fn preview_import(&mut self, path: PathBuf) {
        self.imports.waiting.clear();
        self.begin_import(ImportSource::File(path));
    }

    pub(super) fn read_files(&mut self, paths: Vec<PathBuf>) {
        let surplus = self.imports.add(paths);
        if surplus > 0 {
            self.raise(Severity::Problem, format!("{surplus} files were not read: too many at once"));
        }
        if self.imports.open.is_none() {
            self.next_import();
        }
    }

    pub(super) fn paste_import(&mut self, text: String) {
        if self.imports.open.is_some() {
            return;
        }
        let line = text.trim();
        let is_line = !line.contains('\n');
        if is_line && (line.starts_with("https://") || line.starts_with("http://")) {
            self.imports.address = line.to_owned();
            self.dialog = Some(Dialog::ImportAddress);
        } else if let Some(path) = pasted_path(line).filter(|_| is_line) {
            self.preview_import(path);
        } else if let Some(paths) = pasted_paths(line) {
            self.imports.waiting.clear();
            self.read_files(paths);
        } else if is_line {
            self.raise(Severity::Info, "There is no table on the clipboard: expected a header and rows");
        } else {
            self.imports.waiting.clear();
            self.begin_import(ImportSource::Pasted(text.into_bytes().into()));
        }
    }

    pub(super) fn read_address(&mut self, address: String) {
        self.dialog = None;
        self.imports.address.clone_from(&address);
        match self.check_import_address(&address) {
            Ok(()) => {
                self.imports.waiting.clear();
                self.begin_import(ImportSource::Address { address, body: None });
            }
            Err(why) => self.raise(Severity::Problem, format!("Not fetched. {why}")),
        }
    }

    /// Opens the next file that waits, if there is one.
    pub(super) fn next_import(&mut self) {
        match self.imports.waiting.pop_front() {
            Some(source) => {
                let taken = self.imports.taken;
                self.open_import(source);
                self.imports.taken = taken + 1;
            }
            None => (self.imports.taken, self.imports.all) = (0, false),
        }
    }

    fn begin_import(&mut self, source: ImportSource) {
        self.open_import(source);
        (self.imports.taken, self.imports.all) = (1, false);
    }

    fn open_import(&mut self, source: ImportSource) {
        self.dialog = None;
        self.close_import();
        if self.cache.is_none() {
            self.raise(Severity::Problem, "Not imported. The cache cannot be used");
            return;
        }
        self.imports.open = Some(ImportWindow::new(source));
        self.read_import(None);
    }

    pub(super) fn answer_import(&mut self, answers: Answers) {
        let Some(open) = &mut self.imports.open else { return };
        if open.filling() == Filling::Storing {
            return;
        }
        open.answers.clone_from(&answers);
        open.from_last_time = false;
        self.read_import(Some(answers));
    }

    pub(super) fn forget_answers(&mut self) {
        let Some(open) = &self.imports.open else { return };
        if let Some(head) = &open.head
            && self.imports.remembered.forget(&head.key)
        {
            self.save_remembered();
        }
        self.answer_import(Answers::default());
    }

    pub(super) fn save_remembered(&self) {
        if let (Some(saver), Some(folders), Some(_)) = (&self.saver, &self.folders, &self.lock)
            && self.imports.remembered.may_save()
        {
            let path = folders.data.join(super::remembered::FILE_NAME);
            saver.save(path, crate::app::saver::Content::Document(self.imports.remembered.to_members()));
        }
    }

    /// Reads the open source, with the answers given or as it was settled last time.
    fn read_import(&mut self, answers: Option<Answers>) {
        self.imports.generation += 1;
        let (Some(open), Some(cache)) = (&self.imports.open, self.cache.clone()) else { return };
        if let Some(job) = open.reading {
            self.jobs.cancel(job);
        }
        let ask = Ask {
            source: open.source.clone(),
            head: open.head.clone(),
            answers,
            remembered: self.imports.remembered.clone(),
            cache,
            client: self.http_client(),
            reach: self.reach(),
            clock: self.clock,
            now: self.clock.now(),
            generation: self.imports.generation,
            turn: self.spaces.turn,
        };
        let title = format!("Reading {}", open.name());
        let started = self.start_job(&title, move |context| Outcome::ImportRead(Box::new(ask.read(context))));
        match (&mut self.imports.open, started) {
            (Some(open), Some(job)) => open.reading = Some(job),
            _ => self.close_import(),
        }
    }

    /// Takes in what was read, if it is what was asked for last.
    pub(in crate::app) fn take_read(&mut self, done: ReadDone) {
        if done.generation != self.imports.generation || self.imports.open.is_none() {
            if let Found::Table(Ok(preview)) = done.found {
                self.drop_elsewhere(preview.into());
            }
            return;
        }
        let result = match done.found {
            Found::Table(result) => result,
            // A table of notes or levels is known by its header and needs no question.
            Found::Notes(notes) => {
                self.close_import();
                self.take_result(Ok(Outcome::NotesRead(done.turn, notes)));
                return self.next_import();
            }
            Found::Levels(levels) => {
                self.close_import();
                self.take_result(Ok(Outcome::LevelsRead(done.turn, levels)));
                return self.next_import();
            }
        };
        let Some(open) = &mut self.imports.open else { return };
        let is_first = open.head.is_none() && open.preview.is_none() && open.trouble.is_none();
        (open.source, open.answers, open.reading) = (done.source, done.answers, None);
        open.from_last_time |= done.from_last_time;
        open.head = done.head;
        match result {
            Ok(preview) => {
                let old = open.preview.replace(Arc::new(*preview));
                open.trouble = None;
                if let Some(old) = old {
                    self.drop_elsewhere(old);
                }
            }
            // Stopped from the list of jobs.
            Err(error) if error.is_cancelled() => {
                if open.preview.is_some() {
                    // What is shown is of before the last answer.
                    open.trouble = Some(stopped());
                } else {
                    self.close_import();
                    self.next_import();
                }
                return;
            }
            Err(error) => open.trouble = Some(trouble(&error, open.head.as_ref(), &open.answers)),
        }
        let goes_on = is_first && self.imports.open.as_ref().is_some_and(ImportWindow::is_ready);
        if goes_on && self.imports.all {
            self.confirm_import();
        }
    }

    /// Drops the import that is shown, or stops what is done to it.
    pub(in crate::app) fn cancel_import(&mut self) {
        let Some(open) = &mut self.imports.open else { return };
        match open.storing {
            Storing::UnderWay(job) => {
                open.storing = Storing::CalledOff(job);
                self.imports.all = false;
                self.jobs.cancel(job);
            }
            Storing::CalledOff(_) => {}
            Storing::Waiting => {
                open.storing = Storing::No;
                self.imports.all = false;
                self.rows.drop_waiting_stores();
            }
            Storing::No => {
                self.close_import();
                self.next_import();
            }
        }
    }

    /// Takes the window away; whatever was being read for it is called off.
    pub(in crate::app) fn close_import(&mut self) {
        let Some(open) = self.imports.open.take() else { return };
        self.imports.generation += 1;
        if let Some(job) = open.reading {
            self.jobs.cancel(job);
        }
        if let Some(preview) = open.preview {
            self.drop_elsewhere(preview);
        }
    }

    /// A job ended in a panic, which is said elsewhere: what waited for it goes.
    pub(in crate::app) fn give_up_import(&mut self) {
        let Some(job) = self.imports.open.as_ref().and_then(ImportWindow::job) else { return };
        if !self.jobs.running().iter().any(|running| running.id == job) {
            self.close_import();
            self.next_import();
        }
    }

    /// Lets go of a preview without making the window wait for millions of rows.
    pub(super) fn drop_elsewhere(&mut self, preview: Arc<ImportPreview>) {
        if preview.understood.rows_read >= MANY_ROWS {
            self.jobs.start("Putting a file away".to_owned(), move |_| {
                drop(preview);
                Outcome::Notified
            });
        }
    }
}

/// Several paths that were copied, one a line.
fn pasted_paths(text: &str) -> Option<Vec<PathBuf>> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() < 2 { None } else { lines.into_iter().map(pasted_path).collect() }
}

/// A path that was copied: absolute, below home, or as a file address.
fn pasted_path(line: &str) -> Option<PathBuf> {
    let line = line.trim_matches('"');
    if let Some(rest) = line.strip_prefix("file://") {
        return Some(PathBuf::from(rest));
    }
    if let Some(rest) = line.strip_prefix("~/") {
        return std::env::home_dir().map(|home| home.join(rest));
    }
    let path = Path::new(line);
    (path.is_absolute() && path.extension().is_some()).then(|| path.to_owned())
}

//! Which workspace is open, and the ways to another one.
//!
//! Files are touched by jobs; the window never waits for one. What is open
//! stays open until the other one is there, and is written before it is left.
//! History belongs to the open workspace and is dropped on the way to another:
//! a step of one document means nothing in the next.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::command::{Command, PathPurpose};
use crate::app::history::History;
use crate::app::notice::Severity;
use crate::app::outcome::Outcome;
use crate::app::recent::{FILE_NAME, Recent, look};
use crate::app::saver::{Content, Saver, SaverHandle};
use crate::app::space_file::{
    OpenSpace, SpaceError, is_same_file, make_space, open_space, space_name, write_copy, write_space,
};
use crate::app::startup::{Started, start_safely};
use crate::app::state::AppState;
use crate::app::steps::RowsQueue;
use crate::app::workspace::Workspace;
use crate::io::crash_report::{RunMark, UNCLEAN_ENDS_BEFORE_SAFE_MODE};
use crate::io::dialog::{pick_workspace, pick_workspace_target};
use crate::io::file_lock::FileLock;
use crate::io::files::FileError;
use crate::io::folders::Folders;
use crate::io::mutant::{self, Mutant};
use crate::io::reveal::reveal;

/// What belongs to the workspace that is open besides its content.
#[derive(Debug, Default)]
pub struct Spaces {
    /// Held as long as the open workspace may be written.
    pub(super) lock: Option<FileLock>,
    /// Lately open ones.
    pub(super) recent: Recent,
    /// Why imports are not stored, whatever workspace is open.
    pub(super) folder_says: Option<String>,
    /// What is under way to another workspace, as its title in the status bar.
    pub(super) under_way: Option<String>,
    /// Goes up when another workspace is opened: what was begun for one before is told by it.
    pub(super) turn: u64,
}

/// What a job about workspaces came back with.
pub enum SpaceOutcome {
    /// A workspace that is to be the open one.
    Opened(Way, Result<Box<OpenSpace>, String>),
    /// The open workspace was written elsewhere and goes on there.
    Saved(Result<(PathBuf, FileLock), String>),
    /// The last workspace is written and free for others.
    PutAway,
    /// Which of the recent ones are missing.
    Looked(BTreeSet<PathBuf>),
    /// The folder was shown, or why not.
    Revealed(Result<(), String>),
    /// The bundled case in memory.
    Safe(Box<Started>),
}

/// How a workspace came to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It was there.
    Opened,
    /// It was made.
    Made,
}

impl AppState {
    /// Where the open workspace lies; `None` if it lives in memory.
    pub fn workspace_path(&self) -> Option<&Path> {
        self.workspace_path.as_deref()
    }

    /// The name of the open workspace, for the window's title and the status bar.
    pub fn workspace_name(&self) -> String {
        self.workspace_path.as_deref().map_or_else(|| "In memory".to_owned(), space_name)
    }

    /// Lately open workspaces.
    pub fn recent(&self) -> &Recent {
        &self.spaces.recent
    }

    /// The window's title: the workspace, whether it is kept, the program.
    pub fn window_title(&self) -> String {
        let kept = if self.unsaved_because().is_some() { " (not saved)" } else { "" };
        format!("{}{kept} – Hashfloor", self.workspace_name())
    }

    /// Changes when another workspace is opened: what the window keeps of the one before
    /// must not be done to the next.
    pub fn workspace_turn(&self) -> u64 {
        self.spaces.turn
    }

    pub(super) fn new_workspace(&mut self) {
        let Some(folder) = self.folders.as_ref().map(Folders::workspaces_dir) else {
            self.raise(
                Severity::Problem,
                "There is no folder for a new workspace, save this one elsewhere with Save as…",
            );
            return;
        };
        self.switch("Making a workspace", Way::Made, move |_| make_space(&folder));
    }

    pub(super) fn choose_workspace(&mut self) {
        let folder = self.folder_of_workspaces();
        self.asked_for_path = Some((PathPurpose::OpenWorkspace, self.clock.now_millis()));
        self.start("Waiting for the file dialog", move |_| {
            Outcome::Chosen(PathPurpose::OpenWorkspace, pick_workspace(folder.as_deref()))
        });
    }

    pub(super) fn open_workspace(&mut self, path: PathBuf) {
        if self.workspace_path.as_ref() == Some(&path) && self.unsaved_because.is_none() {
            let sentence = format!("{} is open already", space_name(&path));
            self.raise(Severity::Info, sentence);
            return;
        }
        let own_folder = self.folders.as_ref().map(Folders::workspaces_dir);
        let (now, is_ours) = (self.clock.now(), self.spaces.lock.is_some());
        let title = format!("Opening {}", space_name(&path));
        self.switch(&title, Way::Opened, move |left| match open_space(&path, own_folder.as_deref(), now) {
            // Under another of its names.
            Err(SpaceError::Locked(path)) if is_ours && is_same_file(&path, left) => {
                Err(SpaceError::Open(path))
            }
            result => result,
        });
    }

    pub(super) fn choose_workspace_copy(&mut self) {
        let folder = self.folder_of_workspaces();
        let suggestion = format!("{}.json", self.name_to_suggest());
        self.asked_for_path = Some((PathPurpose::SaveWorkspaceAs, self.clock.now_millis()));
        self.start("Waiting for the file dialog", move |_| {
            let path = pick_workspace_target(folder.as_deref(), &suggestion);
            Outcome::Chosen(PathPurpose::SaveWorkspaceAs, path)
        });
    }

    /// The name that Save as… begins with.
    pub fn name_to_suggest(&self) -> String {
        self.workspace_path.as_deref().map_or_else(|| "Workspace".to_owned(), space_name)
    }

    pub(super) fn save_workspace_as(&mut self, path: PathBuf) {
        self.dialog = None;
        if self.workspace_path.as_ref() == Some(&path) && self.unsaved_because.is_none() {
            self.say_saved();
            return;
        }
        let title = format!("Saving {}", space_name(&path));
        self.go_on_in(&title, move |workspace| write_space(&path, workspace));
    }

    pub(super) fn duplicate_workspace(&mut self) {
        let beside = self.workspace_path.as_deref().and_then(Path::parent).map(Path::to_path_buf);
        let Some(folder) = beside.or_else(|| self.folders.as_ref().map(Folders::workspaces_dir)) else {
            self.raise(Severity::Problem, "There is no folder for a copy, choose a place with Save as…");
            return;
        };
        let name = self.name_to_suggest();
        let title = format!("Duplicating {name}");
        self.go_on_in(&title, move |workspace| write_copy(&folder, &name, workspace));
    }

    /// For fingers that expect Ctrl+S: says that there is nothing to do, or tries again.
    pub(super) fn say_saved(&mut self) {
        let place = self.workspace_path.as_ref().map_or_else(String::new, |path| path.display().to_string());
        if let Some(why) = self.unsaved_because.clone() {
            let action = Some(("Save as…".to_owned(), Command::ChooseWorkspaceCopy));
            self.notices.raise(Severity::Problem, why, action, self.clock.now_millis());
        } else if self.not_written.is_some() {
            self.save();
            self.raise(Severity::Info, format!("Trying again to save {place}"));
        } else if self.is_saved() {
            self.raise(Severity::Done, format!("Everything is saved: {place}"));
        } else {
            self.raise(Severity::Info, format!("Every change is saved as it is made, just now: {place}"));
        }
    }

    pub(super) fn clear_recent(&mut self) {
        self.spaces.recent.clear();
        self.write_recent();
    }

    pub(super) fn check_recent(&mut self) {
        let paths = self.spaces.recent.paths();
        self.start("Looking for recent workspaces", move |_| {
            Outcome::Space(SpaceOutcome::Looked(look(&paths)))
        });
    }

    pub(super) fn reveal_workspace(&mut self) {
        let Some(path) = self.workspace_path.clone() else {
            self.raise(Severity::Info, "This workspace lives in memory, it has no file to show");
            return;
        };
        self.start("Showing the folder", move |_| {
            Outcome::Space(SpaceOutcome::Revealed(reveal(&path).map_err(|error| error.to_string())))
        });
    }

    pub(super) fn enter_safe_mode(&mut self) {
        if !self.may_leave("Safe mode") {
            return;
        }
        let (clock, data) = (self.clock, self.folders.as_ref().map(|folders| folders.data.clone()));
        let saver = self.saver.as_ref().map(Saver::handle);
        self.start("Safe mode", move |_| {
            if let Some(saver) = &saver {
                saver.flush();
            }
            Outcome::Space(SpaceOutcome::Safe(Box::new(start_safely(data.as_deref(), clock))))
        });
    }

    /// After crashes in a row: what can be done about it.
    pub(super) fn offer_safe_mode(&mut self) {
        let ends = self.run_mark.as_ref().map_or(0, RunMark::unclean_ends);
        if let Some(folders) = &self.folders
            && self.workspace_path.is_some()
            && ends >= UNCLEAN_ENDS_BEFORE_SAFE_MODE
        {
            let sentence = format!(
                "Hashfloor ended unexpectedly {ends} times in a row; reports are in {}",
                folders.data.display()
            );
            let action = Some(("Open in safe mode".to_owned(), Command::EnterSafeMode));
            self.notices.raise(Severity::Problem, sentence, action, self.clock.now_millis());
        }
    }

    pub(super) fn take_space(&mut self, outcome: SpaceOutcome) {
        match outcome {
            SpaceOutcome::Opened(way, result) => {
                self.spaces.under_way = None;
                match result {
                    Ok(opened) => self.take_opened(way, *opened),
                    Err(error) => self.raise(Severity::Problem, error),
                }
            }
            SpaceOutcome::Saved(result) => {
                self.spaces.under_way = None;
                match result {
                    Ok((path, lock)) => self.take_saved(&path, lock),
                    Err(error) => self.raise(Severity::Problem, error),
                }
            }
            SpaceOutcome::PutAway => {}
            SpaceOutcome::Looked(missing) => self.spaces.recent.note_missing(missing),
            SpaceOutcome::Revealed(Ok(())) => {}
            SpaceOutcome::Revealed(Err(error)) => {
                self.raise(Severity::Problem, format!("Not shown, copy the path instead: {error}"));
            }
            SpaceOutcome::Safe(started) => self.take_safe(*started),
        }
    }

    /// A job about workspaces has died.
    pub(super) fn give_up_switching(&mut self) {
        self.spaces.under_way = None;
    }

    /// Notes what is open now, for the next start.
    pub(super) fn note_open_workspace(&mut self) {
        if let Some(path) = &self.workspace_path
            && self.spaces.recent.last_open() != Some(path)
        {
            let path = path.clone();
            self.spaces.recent.note_open(&path);
            self.write_recent();
        }
    }

    fn write_recent(&self) {
        // Only the window that holds the folder writes its list.
        if let (Some(saver), Some(folders), Some(_), true) =
            (&self.saver, &self.folders, &self.lock, self.spaces.recent.may_save())
        {
            let members = self.spaces.recent.to_members();
            saver.save(folders.data.join(FILE_NAME), Content::Document(members));
        }
    }

    fn folder_of_workspaces(&self) -> Option<PathBuf> {
        let beside = self.workspace_path.as_deref().and_then(Path::parent).map(Path::to_path_buf);
        beside.or_else(|| self.folders.as_ref().map(Folders::workspaces_dir))
    }

    /// Whether nothing else is on its way to another workspace; says so if not.
    fn may_leave(&mut self, title: &str) -> bool {
        if let Some(under_way) = &self.spaces.under_way {
            let sentence = format!("Still at it: {under_way}, try again in a moment");
            self.raise(Severity::Info, sentence);
            return false;
        }
        self.spaces.under_way = Some(title.to_owned());
        true
    }

    /// Leaves the open workspace for another one, once both are safe.
    fn switch(
        &mut self,
        title: &str,
        way: Way,
        other: impl FnOnce(&Path) -> Result<OpenSpace, SpaceError> + Send + 'static,
    ) {
        if !self.may_leave(title) {
            return;
        }
        self.drop_preview();
        let left = self.workspace_path.clone().unwrap_or_default();
        let saver = self.saver.as_ref().map(Saver::handle);
        let refused = if way == Way::Made { "Not made" } else { "Not opened" };
        let started = self.start_job(title, move |_| {
            let result = leave(saver.as_ref(), &left)
                .map_err(|why| format!("{refused}: {why}"))
                .and_then(|()| other(&left).map(Box::new).map_err(|error| format!("{refused}: {error}")));
            Outcome::Space(SpaceOutcome::Opened(way, result))
        });
        if started.is_none() {
            self.spaces.under_way = None;
        }
    }

    /// Writes the open workspace elsewhere and goes on there.
    fn go_on_in(
        &mut self,
        title: &str,
        write: impl FnOnce(&Workspace) -> Result<(PathBuf, FileLock), SpaceError> + Send + 'static,
    ) {
        if !self.may_leave(title) {
            return;
        }
        self.drop_preview();
        let workspace = self.workspace();
        let saver = self.saver.as_ref().map(Saver::handle);
        let started = self.start_job(title, move |_| {
            if let Some(saver) = &saver {
                saver.flush();
            }
            Outcome::Space(SpaceOutcome::Saved(
                write(&workspace).map_err(|error| format!("Not saved: {error}")),
            ))
        });
        if started.is_none() {
            self.spaces.under_way = None;
        }
    }

    fn take_opened(&mut self, way: Way, opened: OpenSpace) {
        let OpenSpace { path, lock, read } = opened;
        let had_history = !self.history.is_empty();
        // What was done while the other one was being read goes to its own file first.
        self.put_away(lock);
        self.leave_behind();
        let Workspace { document, view, alerts, extra } = read.workspace;
        self.adopt_alerts(alerts);
        self.view = view;
        self.workspace_extra = extra;
        self.workspace_path = Some(path.clone());
        self.unsaved_because = read.read_only;
        self.set_document(Arc::new(document));
        self.note_open_workspace();
        for (severity, sentence) in read.said {
            self.raise(severity, sentence);
        }
        let done = if way == Way::Made { "Made" } else { "Opened" };
        let history = if had_history { "; steps done in the one before can no longer be undone" } else { "" };
        self.raise(Severity::Done, format!("{done} {}{history}", space_name(&path)));
    }

    fn take_saved(&mut self, path: &Path, lock: FileLock) {
        if let (Some(saver), Some(left)) = (&self.saver, &self.workspace_path) {
            // Its changes are safe in the new place now.
            saver.handle().forget(left);
        }
        self.put_away(Some(lock));
        self.workspace_path = Some(path.to_owned());
        self.unsaved_because = None;
        self.not_written = None;
        self.save();
        self.note_open_workspace();
        self.raise(
            Severity::Done,
            format!("Saved as {}, which is open now: {}", space_name(path), path.display()),
        );
    }

    fn take_safe(&mut self, mut started: Started) {
        self.spaces.under_way = None;
        started.lock = self.lock.take();
        started.run_mark = self.run_mark.take();
        started.spaces.recent = std::mem::take(&mut self.spaces.recent);
        self.put_away(None);
        self.leave_behind();
        started.spaces.turn = self.spaces.turn;
        self.imports.forget_files();
        self.rows = RowsQueue::default();
        self.take_in(started);
    }

    /// Drops what means something in the workspace that is left and nothing in the next.
    fn leave_behind(&mut self) {
        self.spaces.turn += 1;
        self.history = History::default();
        self.preview = None;
        self.selection = None;
        self.data_cursor = None;
        self.line_tool = None;
        self.dialog = None;
        self.level_memo.forget();
        self.notices.drop_undo();
    }

    /// Says that a file was read for a workspace that is no longer open.
    pub(super) fn say_left_behind(&mut self, name: &str) {
        let sentence = format!("Not imported. {name} was meant for another workspace, import it again here");
        self.raise(Severity::Problem, sentence);
    }

    /// Takes another lock in the place of the one held, which goes once its file is written.
    fn put_away(&mut self, lock: Option<FileLock>) {
        let held = std::mem::replace(&mut self.spaces.lock, lock);
        if self.saver.is_none() && self.spaces.lock.is_some() {
            self.saver = Saver::start(self.jobs.wake()).ok();
        }
        let Some(held) = held else { return };
        let saver = self.saver.as_ref().map(Saver::handle);
        self.start("Finishing the last workspace", move |_| {
            if let Some(saver) = &saver {
                saver.flush();
            }
            drop(held);
            Outcome::Space(SpaceOutcome::PutAway)
        });
    }
}

/// Waits until a workspace is on disk, on a worker thread.
///
/// # Errors
/// A sentence if its last write has failed: it is not left then.
fn leave(saver: Option<&SaverHandle>, left: &Path) -> Result<(), String> {
    let Some(saver) = saver else { return Ok(()) };
    saver.flush();
    match saver.failure_of(left) {
        _ if mutant::is_on(Mutant::LeavesUnwritten) => Ok(()),
        None => Ok(()),
        Some(why) => {
            let name = space_name(left);
            Err(format!(
                "{name} has changes that are not on disk, save it elsewhere with Save as… first ({why})"
            ))
        }
    }
}

/// The lock of a workspace that is opened at the start, or why it is only shown.
pub(super) fn lock_at_start(path: &Path) -> Result<FileLock, String> {
    let held = FileLock::try_acquire(path).map_err(|error: FileError| {
        format!("Nothing is saved, keep this workspace elsewhere with Save as…: {error}")
    })?;
    held.ok_or_else(|| {
        "This workspace is open in another Hashfloor window: changes made here are not saved; \
         close it there and open it again here, or save a copy with Save as…"
            .to_owned()
    })
}

/// Words about a path that is only listed.
pub fn missing_words(path: &Path) -> String {
    format!("There is no file at {}", path.display())
}

#[cfg(test)]
mod tests;

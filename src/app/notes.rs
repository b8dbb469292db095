//! Notes: made, found again, carried in and out as CSV.
//!
//! Files are read and written on a worker thread; what was read becomes one
//! edit, so an import is one step of undo and is saved like any other.

use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::command::{Command, PathPurpose, Selection};
use crate::app::edit::Edit;
use crate::app::export::ExportError;
use crate::app::note_edits::missing;
use crate::app::notice::Severity;
use crate::app::outcome::Outcome;
use crate::app::state::AppState;
use crate::app::view::Tab;
use crate::domain::format::grouped;
use crate::domain::note::NoteId;
use crate::domain::time::UnixSecs;
use crate::io::dialog::{pick_export, pick_import};
use crate::io::files::{FileError, open_regular, write_atomic};
use crate::io::notes_csv::{NotesCsvError, NotesRead, is_notes, read_notes, write_notes};

/// What a file's head needs at most to show its header.
const HEAD_BYTES: u64 = 4 << 10;
/// Share of the view kept free beside a note that is brought into view.
const MARGIN_SHARE: f64 = 0.08;

/// A file of notes as it was read.
#[derive(Debug)]
pub struct ImportedNotes {
    /// The file's name, for people.
    pub name: String,
    /// Its notes, or why there are none.
    pub result: Result<NotesRead, NotesImportError>,
}

/// Why notes were not imported.
#[derive(Debug, thiserror::Error)]
pub enum NotesImportError {
    /// The file could not be opened.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file was not understood.
    #[error(transparent)]
    Csv(#[from] NotesCsvError),
}

/// Reads a file of notes if its header says that it is one.
pub fn read_if_notes(path: &Path) -> Option<ImportedNotes> {
    let mut head = Vec::new();
    open_regular(path).ok()?.take(HEAD_BYTES).read_to_end(&mut head).ok()?;
    is_notes(&head).then(|| read_file(path))
}

fn read_file(path: &Path) -> ImportedNotes {
    let result = open_regular(path)
        .map_err(NotesImportError::from)
        .and_then(|file| Ok(read_notes(BufReader::new(file))?));
    ImportedNotes { name: file_name(path), result }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

impl AppState {
    /// The note that an edit has just added is selected and can be written on.
    pub(super) fn open_new_note(&mut self) {
        if let Some(note) = self.document.notes.last() {
            self.selection = Some(Selection::Note(note.id));
            self.change_view(|view| (view.tab, view.right_panel) = (Tab::Notes, true));
        }
    }

    /// After undo or redo: a note that is gone is not selected.
    pub(super) fn drop_lost_note(&mut self) {
        if let Some(Selection::Note(id)) = self.selection
            && self.document.note(id).is_none()
        {
            self.selection = None;
        }
    }

    pub(super) fn add_note_at_last_row(&mut self) {
        let (at, price) = match self.cursor_row() {
            Some(cursor) => (cursor.time, self.cursor_price()),
            None => (self.last_close().map_or_else(|| self.data_bounds().1, |(time, _)| time), None),
        };
        self.edit(Edit::AddNote { at, price, title: String::new() });
        self.bring_into_view(at);
    }

    pub(super) fn move_note(&mut self, id: NoteId, days: i64, by_usd: f64) {
        if let Some(note) = self.document.note(id) {
            let (at, price) = (note.at.plus_days(days), note.price.map(|price| price + by_usd));
            self.edit(Edit::MoveNote { id, at, price });
        }
    }

    pub(super) fn go_to_note(&mut self, id: NoteId) {
        if let Some(at) = self.document.note(id).map(|note| note.at) {
            self.selection = Some(Selection::Note(id));
            self.bring_into_view(at);
        }
    }

    pub(super) fn go_to_event(&mut self, index: usize) {
        if let Some(at) = self.events.get(index).map(|event| event.date) {
            self.selection = Some(Selection::Event(index));
            self.bring_into_view(at);
        }
    }

    /// Pans until a moment is well inside the view; what is in view stays where it is.
    pub(super) fn bring_into_view(&mut self, at: UnixSecs) {
        let (view, at) = (self.time_view(), at.0 as f64);
        let margin = view.span() * MARGIN_SHARE;
        if at < view.from {
            self.set_time_view(view.pan(at - margin - view.from));
        } else if at > view.to {
            self.set_time_view(view.pan(at + margin - view.to));
        }
    }

    pub(super) fn choose_notes_import(&mut self) {
        let purpose = PathPurpose::ImportNotes;
        self.asked_for_path = Some((purpose, self.clock.now_millis()));
        self.start("Waiting for the file dialog", move |_| Outcome::Chosen(purpose, pick_import()));
    }

    pub(super) fn choose_notes_export(&mut self) {
        let purpose = PathPurpose::ExportNotes;
        self.asked_for_path = Some((purpose, self.clock.now_millis()));
        let suggestion = format!("hashfloor-notes-{}.csv", self.clock.now().iso_date());
        self.start("Waiting for the file dialog", move |_| {
            Outcome::Chosen(purpose, pick_export("CSV table", "csv", &suggestion))
        });
    }

    pub(super) fn import_notes(&mut self, path: PathBuf) {
        self.dialog = None;
        let turn = self.spaces.turn;
        self.start(&format!("Reading {}", file_name(&path)), move |_| {
            Outcome::NotesRead(turn, read_file(&path))
        });
    }

    pub(super) fn export_notes(&mut self, path: PathBuf) {
        self.dialog = None;
        let document = Arc::clone(&self.document);
        self.start("Exporting notes", move |_| {
            let bytes = write_notes(&document.notes);
            let written = write_atomic(&path, &bytes).map_err(ExportError::from);
            Outcome::Exported(written.map(|()| vec![path]))
        });
    }

    /// Takes in the notes of a file, in one step of undo.
    pub(super) fn take_notes(&mut self, ImportedNotes { name, result }: ImportedNotes) {
        let read = match result {
            Ok(read) => read,
            Err(error) => {
                self.raise(Severity::Problem, format!("Not imported. {name}: {error}"));
                return;
            }
        };
        let new = missing(&self.document, &read.notes).len();
        let mut sentence = match new {
            0 => format!("{name}: every note was here already"),
            1 => format!("Imported {name}: 1 note"),
            count => format!("Imported {name}: {} notes", grouped(count as f64, 0)),
        };
        if let Some(first) = read.warnings.first() {
            let rows = if read.warnings.len() == 1 { "row" } else { "rows" };
            let count = grouped(read.warnings.len() as f64, 0);
            sentence.push_str(&format!("; {count} {rows} left out, the first: {first}"));
        }
        if new == 0 {
            self.raise(Severity::Info, sentence);
            return;
        }
        let steps = self.document.notes.len();
        self.edit(Edit::ImportNotes(read.notes));
        if self.document.notes.len() == steps {
            return; // refused, and said
        }
        let action = Some(("Undo".to_owned(), Command::Undo));
        let severity = if read.warnings.is_empty() { Severity::Done } else { Severity::Info };
        self.notices.raise(severity, sentence, action, self.clock.now_millis());
        self.change_view(|view| (view.tab, view.right_panel) = (Tab::Notes, true));
    }
}

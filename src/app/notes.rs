//! Notes: made, found again, carried in and out as CSV.

use std::path::{Path, PathBuf};

use crate::app::command::{PathPurpose, Selection};
use crate::app::edit::Edit;
use crate::app::note_edits::missing;
use crate::app::outcome::Outcome;
use crate::app::own_tables::{Arrived, ImportedTable, has_header, read_table};
use crate::app::state::AppState;
use crate::app::view::Tab;
use crate::domain::note::NoteId;
use crate::domain::time::UnixSecs;
use crate::io::notes_csv::{NotesCsvError, NotesRead, is_notes, read_notes, write_notes};

/// Share of the view kept free beside a note that is brought into view.
const MARGIN_SHARE: f64 = 0.08;

/// A file of notes as it was read.
pub type ImportedNotes = ImportedTable<NotesRead, NotesCsvError>;

/// Reads a file of notes if its header says that it is one.
pub fn read_if_notes(path: &Path) -> Option<ImportedNotes> {
    has_header(path, is_notes).then(|| read_table(path, read_notes))
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
        self.choose_table(PathPurpose::ImportNotes);
    }

    pub(super) fn choose_notes_export(&mut self) {
        self.choose_table_target(PathPurpose::ExportNotes, "notes");
    }

    pub(super) fn import_notes(&mut self, path: PathBuf) {
        let turn = self.spaces.turn;
        self.import_table(path, move |path| Outcome::NotesRead(turn, read_table(path, read_notes)));
    }

    pub(super) fn export_notes(&mut self, path: PathBuf) {
        self.export_table(path, "Exporting notes", |document| write_notes(&document.notes));
    }

    /// Takes in the notes of a file, in one step of undo.
    pub(super) fn take_notes(&mut self, notes: ImportedNotes) {
        let Some((name, NotesRead { notes, warnings })) = self.read_or_said(notes) else { return };
        let new = missing(&self.document, &notes).len();
        let known = notes.len() - new;
        let arrived = Arrived { name: &name, noun: "note", new, known, warnings: &warnings };
        self.take_arrived(&arrived, Edit::ImportNotes(notes), Tab::Notes);
    }
}

//! Tables of the user's own things, carried in and out: what levels and notes share.
//!
//! Files are read and written on a worker thread; what was read becomes one
//! edit, so an import is one step of undo and is saved like any other. Knows
//! nothing of columns: each thing has a file beside this one that does.

use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

use crate::app::command::{Command, PathPurpose};
use crate::app::edit::Edit;
use crate::app::export::ExportError;
use crate::app::notice::Severity;
use crate::app::outcome::Outcome;
use crate::app::state::AppState;
use crate::app::view::Tab;
use crate::app::workspace::Document;
use crate::domain::format::grouped;
use crate::io::csv::RowWarning;
use crate::io::dialog::{pick_export, pick_import};
use crate::io::files::{FileError, open_regular, write_atomic};

/// What a file's head needs at most to show its header.
const HEAD_BYTES: u64 = 4 << 10;

/// A file as it was read.
#[derive(Debug)]
pub struct ImportedTable<R, E> {
    /// The file's name, for people.
    pub name: String,
    /// What is in it, or why nothing is.
    pub result: Result<R, TableError<E>>,
}

/// Why a table was not imported.
#[derive(Debug, thiserror::Error)]
pub enum TableError<E> {
    /// The file could not be opened.
    #[error(transparent)]
    File(FileError),
    /// The file was not understood.
    #[error("{0}")]
    Csv(E),
}

/// Rows of a file that are now to become part of the document.
pub(super) struct Arrived<'a> {
    /// The file's name.
    pub name: &'a str,
    /// One of the things: `level`.
    pub noun: &'static str,
    /// How many are not here yet.
    pub new: usize,
    /// How many are here already.
    pub known: usize,
    /// Rows that were left out.
    pub warnings: &'a [RowWarning],
}

impl Arrived<'_> {
    fn sentence(&self) -> String {
        let Self { name, noun, new, known, warnings } = self;
        let number = |count: usize| grouped(count as f64, 0);
        let mut sentence = match new {
            0 => format!("{name}: every {noun} was here already"),
            1 => format!("Imported {name}: 1 {noun}"),
            count => format!("Imported {name}: {} {noun}s", number(*count)),
        };
        if *new > 0 && *known > 0 {
            sentence.push_str(&format!(", {} here already", number(*known)));
        }
        if let Some(first) = warnings.first() {
            let rows = if warnings.len() == 1 { "row" } else { "rows" };
            sentence.push_str(&format!("; {} {rows} left out, the first: {first}", number(warnings.len())));
        }
        sentence
    }
}

/// Whether a file's header is one that `is_ours` knows.
pub(super) fn has_header(path: &Path, is_ours: fn(&[u8]) -> bool) -> bool {
    let mut head = Vec::new();
    let read = open_regular(path).ok().and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head).ok());
    read.is_some() && is_ours(&head)
}

/// Reads a file as a table of one kind of thing.
pub(super) fn read_table<R, E>(
    path: &Path,
    read: fn(BufReader<std::fs::File>) -> Result<R, E>,
) -> ImportedTable<R, E> {
    let result = match open_regular(path) {
        Ok(file) => read(BufReader::new(file)).map_err(TableError::Csv),
        Err(error) => Err(TableError::File(error)),
    };
    ImportedTable { name: file_name(path), result }
}

/// A file's name, for people.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

impl AppState {
    /// Asks for a table to import.
    pub(super) fn choose_table(&mut self, purpose: PathPurpose) {
        self.asked_for_path = Some((purpose, self.clock.now_millis()));
        self.start("Waiting for the file dialog", move |_| Outcome::Chosen(purpose, pick_import()));
    }

    /// Asks where a table of these things is to be written.
    pub(super) fn choose_table_target(&mut self, purpose: PathPurpose, things: &str) {
        self.asked_for_path = Some((purpose, self.clock.now_millis()));
        let suggestion = format!("hashfloor-{things}-{}.csv", self.clock.now().iso_date());
        self.start("Waiting for the file dialog", move |_| {
            Outcome::Chosen(purpose, pick_export("CSV table", "csv", &suggestion))
        });
    }

    /// Reads a table in the background.
    pub(super) fn import_table(
        &mut self,
        path: PathBuf,
        read: impl FnOnce(&Path) -> Outcome + Send + 'static,
    ) {
        self.dialog = None;
        self.start(&format!("Reading {}", file_name(&path)), move |_| read(&path));
    }

    /// Writes a table of the document's things in the background.
    pub(super) fn export_table(&mut self, path: PathBuf, title: &str, table: fn(&Document) -> Vec<u8>) {
        self.dialog = None;
        let document = std::sync::Arc::clone(&self.document);
        self.start(title, move |_| {
            let written = write_atomic(&path, &table(&document)).map_err(ExportError::from);
            Outcome::Exported(written.map(|()| vec![path]))
        });
    }

    /// What was read, or nothing and a notice that says why.
    pub(super) fn read_or_said<R, E: std::fmt::Display + std::error::Error>(
        &mut self,
        table: ImportedTable<R, E>,
    ) -> Option<(String, R)> {
        let ImportedTable { name, result } = table;
        match result {
            Ok(read) => Some((name, read)),
            Err(error) => {
                self.raise(Severity::Problem, format!("Not imported. {name}: {error}"));
                None
            }
        }
    }

    /// Makes what arrived part of the document in one step of undo, says so and shows it.
    pub(super) fn take_arrived(&mut self, arrived: &Arrived<'_>, edit: Edit, tab: Tab) {
        let sentence = arrived.sentence();
        if arrived.new == 0 {
            self.raise(Severity::Info, sentence);
            return;
        }
        let before = std::sync::Arc::clone(&self.document);
        self.edit(edit);
        if std::sync::Arc::ptr_eq(&before, &self.document) {
            return; // refused, and said
        }
        let action = Some(("Undo".to_owned(), Command::Undo));
        let severity = if arrived.warnings.is_empty() { Severity::Done } else { Severity::Info };
        self.notices.raise(severity, sentence, action, self.clock.now_millis());
        self.change_view(|view| (view.tab, view.right_panel) = (tab, true));
    }
}

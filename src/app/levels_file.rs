//! Levels carried in and out as CSV.
//!
//! Files are read and written on a worker thread; what was read becomes one
//! edit, so an import is one step of undo and is saved like any other.

use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::command::{Command, PathPurpose};
use crate::app::edit::Edit;
use crate::app::export::ExportError;
use crate::app::level_edits::missing_levels;
use crate::app::notice::Severity;
use crate::app::outcome::Outcome;
use crate::app::state::AppState;
use crate::app::view::Tab;
use crate::domain::format::grouped;
use crate::io::dialog::{pick_export, pick_import};
use crate::io::files::{FileError, open_regular, write_atomic};
use crate::io::levels_csv::{LevelsCsvError, LevelsRead, is_levels, read_levels, write_levels};

/// What a file's head needs at most to show its header.
const HEAD_BYTES: u64 = 4 << 10;

/// A file of levels as it was read.
#[derive(Debug)]
pub struct ImportedLevels {
    /// The file's name, for people.
    pub name: String,
    /// Its levels, or why there are none.
    pub result: Result<LevelsRead, LevelsImportError>,
}

/// Why levels were not imported.
#[derive(Debug, thiserror::Error)]
pub enum LevelsImportError {
    /// The file could not be opened.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file was not understood.
    #[error(transparent)]
    Csv(#[from] LevelsCsvError),
}

/// Whether a file's header says that it is a table of levels.
pub fn is_levels_file(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = open_regular(path).ok().and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head).ok());
    read.is_some() && is_levels(&head)
}

/// Reads a file of levels if its header says that it is one.
pub fn read_if_levels(path: &Path) -> Option<ImportedLevels> {
    is_levels_file(path).then(|| read_file(path))
}

fn read_file(path: &Path) -> ImportedLevels {
    let result = open_regular(path)
        .map_err(LevelsImportError::from)
        .and_then(|file| Ok(read_levels(BufReader::new(file))?));
    ImportedLevels { name: file_name(path), result }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

impl AppState {
    pub(super) fn choose_levels_import(&mut self) {
        let purpose = PathPurpose::ImportLevels;
        self.asked_for_path = Some((purpose, self.clock.now_millis()));
        self.start("Waiting for the file dialog", move |_| Outcome::Chosen(purpose, pick_import()));
    }

    pub(super) fn choose_levels_export(&mut self) {
        let purpose = PathPurpose::ExportLevels;
        self.asked_for_path = Some((purpose, self.clock.now_millis()));
        let suggestion = format!("hashfloor-levels-{}.csv", self.clock.now().iso_date());
        self.start("Waiting for the file dialog", move |_| {
            Outcome::Chosen(purpose, pick_export("CSV table", "csv", &suggestion))
        });
    }

    pub(super) fn import_levels(&mut self, path: PathBuf) {
        self.dialog = None;
        let turn = self.spaces.turn;
        self.start(&format!("Reading {}", file_name(&path)), move |_| {
            Outcome::LevelsRead(turn, read_file(&path))
        });
    }

    pub(super) fn export_levels(&mut self, path: PathBuf) {
        self.dialog = None;
        let document = Arc::clone(&self.document);
        self.start("Exporting levels", move |_| {
            let bytes = write_levels(&document.levels);
            let written = write_atomic(&path, &bytes).map_err(ExportError::from);
            Outcome::Exported(written.map(|()| vec![path]))
        });
    }

    /// Takes in the levels of a file, in one step of undo.
    pub(super) fn take_levels(&mut self, ImportedLevels { name, result }: ImportedLevels) {
        let read = match result {
            Ok(read) => read,
            Err(error) => {
                self.raise(Severity::Problem, format!("Not imported. {name}: {error}"));
                return;
            }
        };
        let new = missing_levels(&self.document, &read.levels).len();
        let known = read.levels.len() - new;
        let mut sentence = match new {
            0 => format!("{name}: every level was here already"),
            1 => format!("Imported {name}: 1 level"),
            count => format!("Imported {name}: {} levels", grouped(count as f64, 0)),
        };
        if new > 0 && known > 0 {
            sentence.push_str(&format!(", {} here already", grouped(known as f64, 0)));
        }
        if let Some(first) = read.warnings.first() {
            let rows = if read.warnings.len() == 1 { "row" } else { "rows" };
            let count = grouped(read.warnings.len() as f64, 0);
            sentence.push_str(&format!("; {count} {rows} left out, the first: {first}"));
        }
        if new == 0 {
            self.raise(Severity::Info, sentence);
            return;
        }
        let before = self.document.levels.len();
        self.edit(Edit::ImportLevels(read.levels));
        if self.document.levels.len() == before {
            return; // refused, and said
        }
        let action = Some(("Undo".to_owned(), Command::Undo));
        let severity = if read.warnings.is_empty() { Severity::Done } else { Severity::Info };
        self.notices.raise(severity, sentence, action, self.clock.now_millis());
        self.change_view(|view| (view.tab, view.right_panel) = (Tab::Levels, true));
    }
}

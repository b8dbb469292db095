//! Levels carried in and out as CSV.

use std::path::{Path, PathBuf};

use crate::app::command::PathPurpose;
use crate::app::edit::Edit;
use crate::app::level_edits::missing_levels;
use crate::app::outcome::Outcome;
use crate::app::own_tables::{Arrived, ImportedTable, has_header, read_table};
use crate::app::state::AppState;
use crate::app::view::Tab;
use crate::io::levels_csv::{LevelsCsvError, LevelsRead, is_levels, read_levels, write_levels};

/// A file of levels as it was read.
pub type ImportedLevels = ImportedTable<LevelsRead, LevelsCsvError>;

/// Whether a file's header says that it is a table of levels.
pub fn is_levels_file(path: &Path) -> bool {
    has_header(path, is_levels)
}

/// Reads a file of levels if its header says that it is one.
pub fn read_if_levels(path: &Path) -> Option<ImportedLevels> {
    is_levels_file(path).then(|| read_table(path, read_levels))
}

impl AppState {
    pub(super) fn choose_levels_import(&mut self) {
        self.choose_table(PathPurpose::ImportLevels);
    }

    pub(super) fn choose_levels_export(&mut self) {
        self.choose_table_target(PathPurpose::ExportLevels, "levels");
    }

    pub(super) fn import_levels(&mut self, path: PathBuf) {
        let turn = self.spaces.turn;
        self.import_table(path, move |path| Outcome::LevelsRead(turn, read_table(path, read_levels)));
    }

    pub(super) fn export_levels(&mut self, path: PathBuf) {
        self.export_table(path, "Exporting levels", |document| write_levels(&document.levels));
    }

    /// Takes in the levels of a file, in one step of undo.
    pub(super) fn take_levels(&mut self, levels: ImportedLevels) {
        let Some((name, LevelsRead { levels, warnings })) = self.read_or_said(levels) else { return };
        let new = missing_levels(&self.document, &levels).len();
        let known = levels.len() - new;
        let arrived = Arrived { name: &name, noun: "level", new, known, warnings: &warnings };
        self.take_arrived(&arrived, Edit::ImportLevels(levels), Tab::Levels);
    }
}

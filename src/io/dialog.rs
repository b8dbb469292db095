//! The system's file dialogs.
//!
//! They may hang on a sick desktop bus or answer at once where there is none,
//! so they are called from worker threads only, and whoever asks offers a
//! typed path beside them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rfd::FileDialog;

static NEVER_ASKS: AtomicBool = AtomicBool::new(false);

/// From now on every question is answered as if it were cancelled: for tests that press
/// whatever there is on a machine that has a screen.
pub fn never_ask() {
    NEVER_ASKS.store(true, Ordering::Relaxed);
}

/// Whether the system may be asked for anything.
pub(super) fn may_ask() -> bool {
    !NEVER_ASKS.load(Ordering::Relaxed)
}

/// Asks which file to import; `None` for cancel, or where there is no dialog.
pub fn pick_import() -> Option<PathBuf> {
    if !may_ask() {
        return None;
    }
    FileDialog::new()
        .set_title("Import CSV")
        .add_filter("Tables", &["csv", "tsv", "txt"])
        .add_filter("All files", &["*"])
        .pick_file()
}

/// Asks where to save; `None` for cancel, or where there is no dialog.
pub fn pick_export(title: &str, extension: &str, suggestion: &str) -> Option<PathBuf> {
    if !may_ask() {
        return None;
    }
    FileDialog::new().set_title(title).add_filter(title, &[extension]).set_file_name(suggestion).save_file()
}

/// Asks which workspace to open; `None` for cancel, or where there is no dialog.
pub fn pick_workspace(folder: Option<&Path>) -> Option<PathBuf> {
    if !may_ask() {
        return None;
    }
    workspaces("Open workspace", folder).add_filter("All files", &["*"]).pick_file()
}

/// Asks where a workspace is to go on; `None` for cancel, or where there is no dialog.
pub fn pick_workspace_target(folder: Option<&Path>, suggestion: &str) -> Option<PathBuf> {
    if !may_ask() {
        return None;
    }
    workspaces("Save workspace as", folder).set_file_name(suggestion).save_file()
}

fn workspaces(title: &str, folder: Option<&Path>) -> FileDialog {
    let dialog = FileDialog::new().set_title(title).add_filter("Workspaces", &["json"]);
    match folder {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    }
}

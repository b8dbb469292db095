//! The system's file dialogs.
//!
//! They may hang on a sick desktop bus or answer at once where there is none,
//! so they are called from worker threads only, and whoever asks offers a
//! typed path beside them.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use rfd::FileDialog;

static NEVER_ASKS: AtomicBool = AtomicBool::new(false);

/// From now on every question is answered as if it were cancelled: for tests that press
/// whatever there is on a machine that has a screen.
pub fn never_ask() {
    NEVER_ASKS.store(true, Ordering::Relaxed);
}

fn may_ask() -> bool {
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

//! Showing a file where the desktop keeps its files.
//!
//! Starts the desktop's own file manager and does not wait for it; called from
//! worker threads only, because starting a program may take its time.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::io::files::FileError;
#[cfg(not(target_os = "macos"))]
use crate::io::files::folder_of;

/// Opens the folder of a file, with the file selected where the desktop can do that.
///
/// # Errors
/// [`FileError`] if there is no program that shows folders.
pub fn reveal(path: &Path) -> Result<(), FileError> {
    if !super::dialog::may_ask() {
        return Ok(());
    }
    let mut command = file_manager(path);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let failed = |source| FileError::new("show the folder of", path, source);
    let mut shown = command.spawn().map_err(failed)?;
    // Waited for aside, or it would stay a zombie as long as we run.
    let wait = std::thread::Builder::new().name("file manager".to_owned());
    wait.spawn(move || shown.wait().map(drop)).map(drop).map_err(failed)
}

#[cfg(target_os = "macos")]
fn file_manager(path: &Path) -> Command {
    let mut command = Command::new("open");
    command.arg("-R").arg(path);
    command
}

#[cfg(windows)]
fn file_manager(path: &Path) -> Command {
    let mut command = Command::new("explorer");
    command.arg(folder_of(path));
    command
}

#[cfg(all(unix, not(target_os = "macos")))]
fn file_manager(path: &Path) -> Command {
    let mut command = Command::new("xdg-open");
    command.arg(folder_of(path));
    command
}

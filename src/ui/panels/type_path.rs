//! A path to type, for when there is no file dialog or one would rather type.
//!
//! Knows how a path is typed (`~` is the home folder, an export without an
//! extension gets one), and asks before anything is written over; whether it can be
//! read or written is found out by the app.

use std::path::{Path, PathBuf};

use egui::{Button, Id, Key, RichText, TextEdit, Ui};

use crate::app::command::{Command, PathPurpose};
use crate::app::export_request::{TableLayout, TableRequest};
use crate::app::exporting::is_file_there;
use crate::app::picture::PictureRequest;
use crate::app::state::AppState;
use crate::ui::panels::dialog::{Closing, dialog_ui, keep_typed};
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;
use crate::ui::widgets::text::small_print_ui;

/// The window of [`crate::app::command::Dialog::TypePath`].
///
/// The state says which picture a path is asked for, and where the workspace lies.
pub fn type_path_ui(ui: &Ui, purpose: PathPurpose, state: &AppState, commands: &mut Vec<Command>) {
    let memory = Id::unique(("typed path", format!("{purpose:?}")));
    let first = || match (purpose, state.workspace_path()) {
        (PathPurpose::SaveWorkspaceAs, Some(path)) => path.display().to_string(),
        _ => String::new(),
    };
    let mut text: String = ui.data(|data| data.get_temp(memory)).unwrap_or_else(first);
    let (title, hint, word) = match purpose {
        PathPurpose::Import => ("Import a file", "~/Downloads/BTC-USD.csv".to_owned(), "Import…"),
        PathPurpose::Export(kind) => {
            ("Export to a file", format!("~/Documents/hashfloor.{}", kind.extension()), "Export")
        }
        PathPurpose::ImportNotes => {
            ("Import notes from a file", "~/Documents/notes.csv".to_owned(), "Import")
        }
        PathPurpose::ExportNotes => ("Export notes to a file", "~/Documents/notes.csv".to_owned(), "Export"),
        PathPurpose::ImportLevels => {
            ("Import levels from a file", "~/Documents/levels.csv".to_owned(), "Import")
        }
        PathPurpose::ExportLevels => {
            ("Export levels to a file", "~/Documents/levels.csv".to_owned(), "Export")
        }
        PathPurpose::Picture(format) => {
            ("Export a picture", format!("~/Documents/hashfloor.{}", format.kind().extension()), "Export")
        }
        PathPurpose::Table(format) => {
            ("Export data", format!("~/Documents/hashfloor.{}", format.extension()), "Export")
        }
        PathPurpose::OpenWorkspace => ("Open a workspace", "~/Documents/crash.json".to_owned(), "Open"),
        PathPurpose::SaveWorkspaceAs => {
            ("Save the workspace as", "~/Documents/crash.json".to_owned(), "Save")
        }
    };
    let is_blank = text.trim().is_empty();
    let told: Option<PathBuf> = ui.data(|data| data.get_temp(memory));
    let home = std::env::home_dir();
    let full = |text: &str| {
        let path = typed_path(text, home.as_deref())?;
        Some(match extension_of(purpose) {
            Some(extension) => with_extension(path, extension),
            None => path,
        })
    };
    let is_told = |text: &str| told.is_some() && told == full(text);
    let (mut entered, mut pressed, mut cancelled) = (false, false, false);
    let closing = dialog_ui(
        ui,
        "type path",
        title,
        480.0,
        |ui| {
            let field = TextEdit::singleline(&mut text).desired_width(f32::INFINITY).hint_text(hint.as_str());
            let response = ui.add(field).accessible_name("Path");
            if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                entered = true;
            } else if ui.memory(|memory| memory.focused().is_none()) {
                response.request_focus();
            }
            if let Some(path) = told.as_deref().filter(|_| is_told(&text)) {
                let name = path.file_name().unwrap_or(path.as_os_str()).display();
                let sentence = format!("{name} exists already");
                ui.label(RichText::new(sentence).small().color(Theme::of(ui).danger));
            } else {
                small_print_ui(ui, "~ stands for your home folder");
            }
        },
        |ui| {
            // What is typed in this very frame is not what was told of.
            ui.add_enabled_ui(!is_blank, |ui| {
                pressed = primary_button_ui(ui, if told.is_some() { "Replace" } else { word }).clicked();
            });
            cancelled = ui.add(Button::new("Cancel")).clicked();
        },
    );
    let path = full(&text).filter(|_| entered || pressed);
    let is_in_the_way = path.as_deref().is_some_and(|path| !is_told(&text) && replaces(purpose, path, state));
    let told =
        if is_in_the_way { path.clone() } else { told.filter(|told| full(&text).as_ref() == Some(told)) };
    let done = match path.filter(|_| !is_in_the_way) {
        Some(path) => {
            commands.push(Command::ShowDialog(None));
            commands.push(command_for(purpose, path, state));
            true
        }
        _ if cancelled || closing != Closing::No => {
            commands.push(Command::ShowDialog(None));
            true
        }
        _ => false,
    };
    keep_typed(ui, memory, told.filter(|_| !done));
    keep_typed(ui, memory, (!done).then_some(text));
}

/// What is done with a path.
fn command_for(purpose: PathPurpose, path: PathBuf, state: &AppState) -> Command {
    match purpose {
        PathPurpose::Import => Command::PreviewImport(path),
        PathPurpose::Export(kind) => Command::ExportTo(kind, path),
        PathPurpose::ImportNotes => Command::ImportNotesFrom(path),
        PathPurpose::ExportNotes => Command::ExportNotesTo(path),
        PathPurpose::ImportLevels => Command::ImportLevelsFrom(path),
        PathPurpose::ExportLevels => Command::ExportLevelsTo(path),
        PathPurpose::Picture(format) => {
            Command::ExportPicture(PictureRequest { format, ..state.view().picture.clone() }, path)
        }
        PathPurpose::Table(format) => {
            Command::ExportTable(TableRequest { format, ..state.view().table.clone() }, path)
        }
        PathPurpose::OpenWorkspace => Command::OpenWorkspace(path),
        PathPurpose::SaveWorkspaceAs => Command::SaveWorkspaceAs(path),
    }
}

/// The extension of what is written; `None` for what is read.
fn extension_of(purpose: PathPurpose) -> Option<&'static str> {
    match purpose {
        PathPurpose::Import
        | PathPurpose::ImportNotes
        | PathPurpose::ImportLevels
        | PathPurpose::OpenWorkspace => None,
        PathPurpose::Export(kind) => Some(kind.extension()),
        PathPurpose::ExportNotes | PathPurpose::ExportLevels => Some("csv"),
        PathPurpose::Picture(format) => Some(format.kind().extension()),
        PathPurpose::Table(format) => Some(format.extension()),
        PathPurpose::SaveWorkspaceAs => Some("json"),
    }
}

/// Whether something would be written over. Of several files only the folder is chosen, and
/// those give way only to their like.
fn replaces(purpose: PathPurpose, path: &Path, state: &AppState) -> bool {
    let is_written = match purpose {
        PathPurpose::Table(_) => state.view().table.layout != TableLayout::Each,
        PathPurpose::SaveWorkspaceAs => state.workspace_path() != Some(path),
        _ => extension_of(purpose).is_some(),
    };
    is_written && is_file_there(path)
}

/// The path that was typed; `None` for nothing but blanks.
fn typed_path(text: &str, home: Option<&Path>) -> Option<PathBuf> {
    let text = text.trim();
    let text = text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(text);
    if text.is_empty() {
        return None;
    }
    let below_home = text.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\']));
    Some(match (below_home, home) {
        (Some(rest), Some(home)) => home.join(rest.trim_start_matches(['/', '\\'])),
        _ => PathBuf::from(text),
    })
}

fn with_extension(path: PathBuf, extension: &str) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension(extension) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_is_the_home_folder_only_as_a_whole_part() {
        let home = Some(Path::new("/home/ann"));
        assert_eq!(typed_path(" ~/a b.csv ", home), Some(PathBuf::from("/home/ann/a b.csv")));
        assert_eq!(typed_path("~", home), Some(PathBuf::from("/home/ann/")));
        assert_eq!(typed_path("~bob/x.csv", home), Some(PathBuf::from("~bob/x.csv")));
        assert_eq!(typed_path("\"/data/x y.csv\"", home), Some(PathBuf::from("/data/x y.csv")));
        assert_eq!(typed_path("~/x", None), Some(PathBuf::from("~/x")));
        assert_eq!(typed_path("  ", home), None);
    }

    #[test]
    fn an_export_without_an_extension_gets_one() {
        assert_eq!(with_extension(PathBuf::from("/data/a"), "csv"), PathBuf::from("/data/a.csv"));
        assert_eq!(with_extension(PathBuf::from("/data/a.txt"), "csv"), PathBuf::from("/data/a.txt"));
    }
}

//! Starting exports and copies, and saying what came of them.
//!
//! Whatever is asked for is checked first and worked on by a job: the window
//! never waits for a picture, and a picture can be given up.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::app::command::PathPurpose;
use crate::app::export::{ExportError, ExportKind, Snapshot, csv_bytes, export_csv, write_picture};
use crate::app::jobs::JobContext;
use crate::app::notice::Severity;
use crate::app::outcome::Outcome;
use crate::app::picture::{
    Beside, ClipboardContent, PictureFormat, PictureMaker, PictureRequest, PictureSubject, Pixels,
};
use crate::app::state::AppState;
use crate::domain::format::grouped;
use crate::io::dialog::pick_export;
use crate::io::files::folder_of;

/// Whether a file would be written over; a folder is never.
pub fn is_file_there(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| !found.is_dir())
}

impl AppState {
    /// What waits for the system's clipboard, once.
    pub fn take_clipboard(&mut self) -> Option<ClipboardContent> {
        self.clipboard.take()
    }

    pub(super) fn choose_export(&mut self, kind: ExportKind) {
        self.ask_where(kind.title().to_owned(), kind.extension(), PathPurpose::Export(kind));
    }

    pub(super) fn choose_picture(&mut self, request: PictureRequest) {
        if let Err(error) = request.check() {
            self.raise(Severity::Problem, format!("Not exported: {error}"));
            return;
        }
        let format = request.format;
        self.change_view(|view| view.picture = request);
        let kind = format.kind();
        self.ask_where(kind.title().to_owned(), kind.extension(), PathPurpose::Picture(format));
    }

    pub(super) fn ask_where(&mut self, title: String, extension: &'static str, purpose: PathPurpose) {
        self.asked_for_path = Some((purpose, self.clock.now_millis()));
        let suggestion = format!("hashfloor-{}.{}", self.clock.now().iso_date(), extension);
        self.start("Waiting for the file dialog", move |_| {
            let path = pick_export(&title, extension, &suggestion);
            Outcome::Chosen(purpose, path)
        });
    }

    pub(super) fn export_to(&mut self, kind: ExportKind, path: PathBuf) {
        // The ending that was chosen says what the file is to be.
        let kind = ExportKind::of_path(&path).unwrap_or(kind);
        if let Some(format) = PictureFormat::of_kind(kind) {
            self.export_picture(PictureRequest::of(format), path);
            return;
        }
        let snapshot = self.snapshot();
        let range = self.time_view();
        self.dialog = None;
        self.start(&format!("Exporting {}", kind.title()), move |_| {
            Outcome::Exported(export_csv(&snapshot, range, &path).map(|()| vec![path]))
        });
    }

    pub(super) fn export_picture(&mut self, mut request: PictureRequest, path: PathBuf) {
        match ExportKind::of_path(&path) {
            Some(ExportKind::Csv) => {
                let sentence = "Not exported: a picture's name ends in .svg or .png";
                self.raise(Severity::Problem, sentence);
                return;
            }
            Some(kind) => request.format = PictureFormat::of_kind(kind).unwrap_or(request.format),
            None => {}
        }
        let Some((snapshot, request, maker)) = self.prepared(request, "Not exported") else { return };
        let range = self.time_view();
        self.dialog = None;
        let title = format!("Exporting {}", request.format.kind().title());
        self.start(&title, move |job| {
            let rows = match request.beside {
                Beside::Nothing => Ok(None),
                Beside::Data => csv_bytes(&snapshot, range).map(Some),
            };
            let result = rows.and_then(|rows| {
                let picture = maker.file(&snapshot, &request, &|done| reported(job, done))?;
                if job.is_cancelled() {
                    return Err(ExportError::Cancelled);
                }
                write_picture(&path, &picture, rows.as_deref())
            });
            Outcome::Exported(result)
        });
    }

    pub(super) fn copy_picture(&mut self, request: PictureRequest) {
        // What goes to the clipboard is pixels, and has to fit as pixels.
        let request = PictureRequest { format: PictureFormat::Png, ..request };
        let Some((snapshot, request, maker)) = self.prepared(request, "Not copied") else { return };
        self.start("Copying the picture", move |job| {
            Outcome::Copied(maker.pixels(&snapshot, &request, &|done| reported(job, done)))
        });
    }

    /// What a job needs for a picture; says why there is none.
    fn prepared(
        &mut self,
        request: PictureRequest,
        failed: &str,
    ) -> Option<(Snapshot, PictureRequest, PictureMaker)> {
        let request = PictureRequest { subject: request.subject.clone().among(&self.panes), ..request };
        let maker = self.picture_maker.clone();
        let maker = maker.ok_or_else(|| ExportError::Picture("this program draws no pictures".to_owned()));
        match request.check().and(maker) {
            Ok(maker) => {
                let only_pane = request.subject.only_pane().map(str::to_owned);
                let mut snapshot = Snapshot { only_pane, ..self.snapshot() };
                if request.subject == PictureSubject::Stack {
                    snapshot.view.maximised = None;
                }
                Some((snapshot, request, maker))
            }
            Err(error) => {
                self.raise(Severity::Problem, format!("{failed}: {error}"));
                None
            }
        }
    }

    pub(super) fn take_exported(&mut self, result: Result<Vec<PathBuf>, ExportError>) {
        match result {
            Ok(paths) => {
                self.raise(Severity::Done, exported_words(&paths));
            }
            Err(ExportError::Cancelled) => {
                self.raise(Severity::Info, "Export cancelled, nothing was written");
            }
            Err(error) => self.raise(Severity::Problem, format!("Not exported: {error}")),
        }
    }

    pub(super) fn take_copied(&mut self, result: Result<Pixels, ExportError>) {
        match result {
            Ok(pixels) => {
                let [width, height] = [pixels.width, pixels.height].map(|side| grouped(side as f64, 0));
                self.clipboard = Some(ClipboardContent::Picture(pixels));
                self.raise(Severity::Done, format!("Copied the picture, {width} × {height} pixels"));
            }
            Err(ExportError::Cancelled) => {
                self.raise(Severity::Info, "Copying cancelled, the clipboard is as it was");
            }
            Err(error) => self.raise(Severity::Problem, format!("Not copied: {error}")),
        }
    }
}

/// Where an export went, in a sentence; of many files the folder.
fn exported_words(paths: &[PathBuf]) -> String {
    const NAMED: usize = 3;
    match paths {
        [first, ..] if paths.len() > NAMED => {
            let folder = folder_of(first).display();
            format!("Exported {} files to {folder}", grouped(paths.len() as f64, 0))
        }
        _ => {
            let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            format!("Exported to {}", names.join(" and "))
        }
    }
}

fn reported(job: &JobContext<Outcome>, done: f32) -> ControlFlow<()> {
    job.progress(format!("{:.0} %", f64::from(done) * 100.0));
    if job.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

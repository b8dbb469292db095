//! Exporting data from the window: what is chosen, what it would give, and the job.
//!
//! One preview at a time: it is made on a job whenever a choice or the rows change
//! while the window is open, and one that was overtaken is dropped.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::command::{Dialog, PathPurpose};
use crate::app::export::{ExportError, drawn_series};
use crate::app::export_preview::{TablePreview, preview};
use crate::app::export_request::{TableFormat, TableRange, TableRequest};
use crate::app::export_table::{TableJob, TablePlace, whole_days};
use crate::app::jobs::JobId;
use crate::app::library::Entry;
use crate::app::notice::Severity;
use crate::app::outcome::Outcome;
use crate::app::state::AppState;
use crate::domain::catalog::CATALOG;
use crate::domain::format::grouped;
use crate::domain::series::SeriesKey;

/// What the window of an export shows of the file to come.
#[derive(Default)]
pub(super) struct TablePreviewing {
    shown: Option<Result<TablePreview, String>>,
    job: Option<JobId>,
    generation: u64,
}

impl TablePreviewing {
    /// Forgets a job that will not answer.
    pub(super) fn give_up(&mut self) {
        self.job = None;
    }
}

impl AppState {
    /// Every stored series, in the order of the catalogue, others after it.
    pub fn stored_series(&self) -> Vec<&Entry> {
        let place =
            |key: &SeriesKey| CATALOG.iter().position(|entry| entry.id == key.id).unwrap_or(CATALOG.len());
        let mut stored: Vec<&Entry> = self.library.entries().map(|(_, entry)| entry).collect();
        stored.sort_by_key(|entry| place(entry.series.key()));
        stored
    }

    /// The stored series that are drawn, by their keys as texts.
    pub fn drawn_keys(&self) -> BTreeSet<String> {
        let drawn = drawn_series(&self.snapshot());
        let stored = drawn.iter().filter(|(series, _)| self.library.get(series.key()).is_some());
        stored.map(|(series, _)| series.key().to_string()).collect()
    }

    /// The stored series that a request means.
    pub fn chosen_keys(&self, request: &TableRequest) -> BTreeSet<String> {
        match &request.series {
            None => self.drawn_keys(),
            Some(chosen) => {
                let stored = self.library.entries().map(|(key, _)| key.to_string());
                stored.filter(|key| chosen.contains(key)).collect()
            }
        }
    }

    /// What the export that is chosen would give, or why there is none; `None` while
    /// that is being found out for the first time.
    pub fn table_preview(&self) -> Option<Result<&TablePreview, &str>> {
        self.table_previewing.shown.as_ref().map(|shown| shown.as_ref().map_err(String::as_str))
    }

    /// Whether [`Self::table_preview`] is of a choice of before.
    pub fn is_previewing_table(&self) -> bool {
        self.table_previewing.job.is_some()
    }

    pub(super) fn set_table(&mut self, request: TableRequest) {
        self.change_view(|view| view.table = request);
        self.preview_table();
    }

    /// Looks again at what would be exported, while anybody is looking.
    pub(super) fn preview_table(&mut self) {
        if let Some(job) = self.table_previewing.job.take() {
            self.jobs.cancel(job);
        }
        self.table_previewing.generation += 1;
        if self.dialog != Some(Dialog::ExportTable) {
            self.table_previewing.shown = None;
            return;
        }
        let request = self.view.table.clone();
        let job = match self.table_job(&request) {
            Ok(job) => job,
            Err(sentence) => {
                self.table_previewing.shown = Some(Err(sentence));
                return;
            }
        };
        let generation = self.table_previewing.generation;
        self.table_previewing.job = self.jobs.start("Looking at the data".to_owned(), move |context| {
            let found = preview(&job, request.layout, &|| context.is_cancelled());
            Outcome::TablePreviewed(generation, found.map_err(|error| error.to_string()))
        });
    }

    pub(super) fn take_table_preview(&mut self, generation: u64, found: Result<TablePreview, String>) {
        if generation == self.table_previewing.generation {
            self.table_previewing.job = None;
            self.table_previewing.shown = Some(found);
        }
    }

    pub(super) fn choose_rows(&mut self, request: TableRequest) {
        let format = request.format;
        self.change_view(|view| view.table = request);
        let title = format!("Export data as {}", format.title());
        self.ask_where(title, format.extension(), PathPurpose::Table(format));
    }

    pub(super) fn export_rows(&mut self, mut request: TableRequest, path: PathBuf) {
        // The ending that was chosen says what the file is to be.
        request.format = format_of(&path).unwrap_or(request.format);
        self.dialog = None;
        let job = match self.table_job(&request) {
            Ok(job) => job,
            Err(sentence) => {
                self.raise(Severity::Problem, format!("Not exported: {sentence}"));
                return;
            }
        };
        let place = TablePlace::of(request.layout, path);
        self.start("Exporting data", move |context| {
            let written = job.write_files(&place, &|done, total| {
                if total > 0 {
                    let [done, total] = [done, total].map(|rows| grouped(rows as f64, 0));
                    context.progress(format!("{done} of {total} rows"));
                }
                if context.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            Outcome::Exported(written)
        });
    }

    /// Everything a job needs for an export, or the sentence that says what is missing.
    fn table_job(&self, request: &TableRequest) -> Result<TableJob, String> {
        let chosen = self.chosen_keys(request);
        let stored = self.stored_series().into_iter();
        let series: Vec<_> = stored
            .filter(|entry| chosen.contains(&entry.series.key().to_string()))
            .map(|entry| (Arc::clone(&entry.series), entry.provenance.clone()))
            .collect();
        if series.is_empty() {
            return Err(ExportError::NoSeries.to_string());
        }
        let (from, to) = match request.range {
            TableRange::All => (None, None),
            TableRange::Visible => {
                let view = self.time_view();
                let (from, to) = whole_days(view.from, view.to);
                (Some(from), Some(to))
            }
            TableRange::Days => request.typed_days()?,
        };
        Ok(TableJob {
            series,
            from,
            to,
            cadence: request.cadence,
            format: request.format,
            dates: request.dates,
            metadata: request.metadata,
            names: None,
            empty_is_written: false,
            as_known_on: self.as_known_on(),
        })
    }
}

fn format_of(path: &Path) -> Option<TableFormat> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    TableFormat::ALL.into_iter().find(|format| format.extension() == extension)
}

//! Taking rows out of the cache, and back until the program ends.
//!
//! Deleted series are only out of sight: undo brings them back to the bit, and
//! the next start deletes them for good. Panes keep the series they were to
//! show, for when rows of it come again.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use crate::app::as_known::{Reread, reload};
use crate::app::command::Command;
use crate::app::dispatch::past_tense;
use crate::app::history::{RemovalStep, RowsStep};
use crate::app::import::SharedCache;
use crate::app::jobs::JobId;
use crate::app::notice::Severity;
use crate::app::outcome::Outcome;
use crate::app::spaces::SpaceOutcome;
use crate::app::state::AppState;
use crate::app::steps::RowsWork;
use crate::domain::catalog;
use crate::domain::format::grouped;
use crate::domain::series::SeriesKey;
use crate::domain::time::UnixSecs;
use crate::io::cache::{CacheError, SeriesSummary};
use crate::io::reveal::reveal;

/// What is to be deleted.
pub(super) enum Removing {
    /// These series.
    Series(Vec<SeriesKey>),
    /// Everything but the case file.
    AllButCaseFile,
    /// What was deleted and brought back before.
    Again(Vec<SeriesKey>),
}

/// What became of it.
#[derive(Debug)]
pub enum Removed {
    /// Series are out of sight; the caption of a new step of history, none for one that was redone.
    Gone(Result<(Vec<SeriesKey>, Option<String>, Reread), CacheError>),
    /// Series are back, this many of them not.
    Back(Result<(usize, Reread), CacheError>),
}

impl AppState {
    pub(super) fn remove_rows(&mut self, keys: Vec<SeriesKey>) {
        let (case, keys): (Vec<_>, Vec<_>) = keys.into_iter().partition(|key| key.source.is_case_file());
        if !case.is_empty() {
            self.raise(
                Severity::Info,
                "The case file's own rows come with the program and cannot be deleted",
            );
        }
        if !keys.is_empty() {
            self.begin_removing(Removing::Series(keys));
        }
    }

    pub(super) fn reset_to_case_file(&mut self) {
        self.begin_removing(Removing::AllButCaseFile);
    }

    fn begin_removing(&mut self, what: Removing) {
        match &self.spaces.folder_says {
            Some(why) => {
                let sentence = format!("Not deleted. {why}");
                self.raise(Severity::Problem, sentence);
            }
            None => self.work_on_rows(RowsWork::Remove(what)),
        }
    }

    pub(super) fn remove_stored(&mut self, what: Removing) -> Option<JobId> {
        let Some(cache) = self.cache.clone() else {
            self.raise(Severity::Problem, "Not deleted. The cache cannot be used");
            return None;
        };
        let (now, library, day) = (self.clock.now(), Arc::clone(&self.library), self.day_to_read());
        self.start_job("Deleting rows", move |_| {
            let gone = remove(&cache, &what, now)
                .and_then(|(keys, caption)| Ok((keys, caption, reload(&cache, &library, day)?)));
            Outcome::Removed(Removed::Gone(gone))
        })
    }

    pub(super) fn bring_back(&mut self, step: RemovalStep) -> Option<JobId> {
        let cache = self.cache.clone()?;
        let (library, day) = (Arc::clone(&self.library), self.day_to_read());
        self.start_job("Bringing deleted rows back", move |_| {
            let restored = cache.lock().unwrap_or_else(PoisonError::into_inner).restore_series(&step.keys);
            let back = restored.and_then(|restored| {
                Ok((step.keys.len().saturating_sub(restored.len()), reload(&cache, &library, day)?))
            });
            Outcome::Removed(Removed::Back(back))
        })
    }

    pub(super) fn take_removed(&mut self, removed: Removed) {
        match removed {
            Removed::Gone(Ok((keys, _, _))) if keys.is_empty() => {
                self.raise(Severity::Info, "There is nothing to delete");
            }
            Removed::Gone(Ok((keys, caption, reread))) => {
                self.replace_library(reread);
                self.note_stored_rows();
                let Some(caption) = caption else { return };
                let now_ms = self.clock.now_millis();
                let sentence =
                    format!("{}; undo brings them back until Hashfloor is closed", past_tense(&caption));
                let document = Arc::clone(&self.document);
                let step = RowsStep::Removal(RemovalStep { keys });
                self.history.record_rows(caption, step, Arc::clone(&document), document, now_ms);
                let action = Some(("Undo".to_owned(), Command::Undo));
                self.notices.raise(Severity::Done, sentence, action, now_ms);
            }
            Removed::Gone(Err(error)) => self.raise(Severity::Problem, format!("Not deleted: {error}")),
            Removed::Back(Ok((missing, reread))) => {
                self.replace_library(reread);
                self.note_stored_rows();
                if missing > 0 {
                    let what =
                        if missing == 1 { "One series".to_owned() } else { format!("{missing} series") };
                    let sentence = format!("{what} did not come back: its rows are no longer in the cache");
                    self.raise(Severity::Info, sentence);
                }
            }
            Removed::Back(Err(error)) => {
                self.raise(Severity::Problem, format!("The rows could not be brought back: {error}"));
            }
        }
    }

    pub(super) fn reveal_data_folder(&mut self) {
        let Some(path) = self.folders.as_ref().map(crate::io::folders::Folders::cache_path) else {
            self.raise(Severity::Info, "The data live in memory, there is no folder to show");
            return;
        };
        self.start("Showing the folder", move |_| {
            Outcome::Space(SpaceOutcome::Revealed(reveal(&path).map_err(|error| error.to_string())))
        });
    }
}

/// Takes series out of sight; names them and, for a new step of history, what was done.
fn remove(
    cache: &SharedCache,
    what: &Removing,
    now: UnixSecs,
) -> Result<(Vec<SeriesKey>, Option<String>), CacheError> {
    let mut held = cache.lock().unwrap_or_else(PoisonError::into_inner);
    let mut stored = held.summaries()?;
    stored.retain(|summary| match what {
        Removing::Series(keys) | Removing::Again(keys) => keys.contains(&summary.key),
        Removing::AllButCaseFile => !summary.key.source.is_case_file(),
    });
    let keys: Vec<SeriesKey> = stored.iter().map(|summary| summary.key.clone()).collect();
    held.remove_series(&keys, now)?;
    let caption = match what {
        Removing::Series(_) => Some(format!("delete {}", words(&stored))),
        Removing::AllButCaseFile => Some(format!("reset to the case file, {} deleted", words(&stored))),
        Removing::Again(_) => None,
    };
    Ok((keys, caption))
}

/// `5,566 rows of BTC/USD from Bitstamp`, `9,120 rows of 3 series`.
fn words(stored: &[SeriesSummary]) -> String {
    let rows: u64 = stored.iter().map(|summary| summary.rows).sum();
    let rows = if rows == 1 { "1 row".to_owned() } else { format!("{} rows", grouped(rows as f64, 0)) };
    let names: BTreeSet<&str> = stored.iter().map(|summary| summary.provenance.title.as_str()).collect();
    let from = match (names.first(), names.len()) {
        (Some(name), 1) => format!(" from {name}"),
        _ => String::new(),
    };
    let what = match stored {
        [one] if one.key.weekly => format!("{}, weekly", catalog::title(&one.key.id)),
        [one] => catalog::title(&one.key.id).to_owned(),
        several => format!("{} series", several.len()),
    };
    format!("{rows} of {what}{from}")
}

#[cfg(test)]
#[path = "removal_tests.rs"]
mod tests;

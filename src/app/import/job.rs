//! The job that reads a source: whatever it turns out to be.

use std::ops::ControlFlow;

use crate::app::clock::Clock;
use crate::app::import::fetch::fetched;
use crate::app::import::reading::{head_of, preview_source};
use crate::app::import::{
    Answers, FileHead, ImportError, ImportPreview, ImportSource, Pace, Remembered, SharedCache,
};
use crate::app::jobs::JobContext;
use crate::app::levels_file::{ImportedLevels, read_if_levels};
use crate::app::live::SharedClient;
use crate::app::notes::{ImportedNotes, read_if_notes};
use crate::app::outcome::Outcome;
use crate::domain::live::Reach;
use crate::domain::time::UnixSecs;

/// What a source turned out to be.
pub(super) enum Found {
    Table(Result<Box<ImportPreview>, ImportError>),
    Notes(ImportedNotes),
    Levels(ImportedLevels),
}

/// A source that was read.
pub struct ReadDone {
    pub(super) generation: u64,
    pub(super) turn: u64,
    pub(super) source: ImportSource,
    pub(super) head: Option<FileHead>,
    pub(super) answers: Answers,
    pub(super) from_last_time: bool,
    pub(super) found: Found,
}

/// How a source is to be read.
pub(super) struct Ask {
    pub(super) source: ImportSource,
    pub(super) head: Option<FileHead>,
    /// `None` before anything was settled: what was settled last time is taken then.
    pub(super) answers: Option<Answers>,
    pub(super) remembered: Remembered,
    pub(super) cache: SharedCache,
    pub(super) client: SharedClient,
    pub(super) reach: Reach,
    pub(super) clock: Clock,
    pub(super) now: UnixSecs,
    pub(super) generation: u64,
    pub(super) turn: u64,
}

impl Ask {
    /// Fetches, looks at the head, takes what was settled last time, reads.
    pub(super) fn read(self, context: &JobContext<Outcome>) -> ReadDone {
        let Self { source, head, answers, remembered, cache, generation, turn, now, .. } = self;
        let done = |source, head, answers, from_last_time, found| ReadDone {
            generation,
            turn,
            source,
            head,
            answers,
            from_last_time,
            found,
        };
        if let ImportSource::File(path) = &source {
            if let Some(notes) = read_if_notes(path) {
                return done(source, head, Answers::default(), false, Found::Notes(notes));
            }
            if let Some(levels) = read_if_levels(path) {
                return done(source, head, Answers::default(), false, Found::Levels(levels));
            }
        }
        let given = answers.clone().unwrap_or_default();
        let source = match fetched(source, &self.client, self.reach, context) {
            Ok(source) => source,
            Err(failed) => {
                let (source, error) = *failed;
                return done(source, head, given, false, Found::Table(Err(error)));
            }
        };
        let head = match head.map_or_else(|| head_of(&source), |head| Ok(Some(head))) {
            Ok(head) => head,
            Err(error) => return done(source, None, given, false, Found::Table(Err(error))),
        };
        let last = head.as_ref().and_then(|head| remembered.find(&head.key)).filter(|_| answers.is_none());
        let (answers, from_last_time) = (last.cloned().unwrap_or(given), last.is_some());
        let pace = Pace::new(self.clock);
        let progress = |advance| {
            if let Some(words) = pace.words(advance) {
                context.progress(words);
            }
            if context.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let preview = preview_source(&source, head.clone(), &answers, &cache, now, &progress);
        done(source, head, answers, from_last_time, Found::Table(preview.map(Box::new)))
    }
}

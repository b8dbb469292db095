//! The import that is open in the window, and the files that wait behind it.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use crate::app::import::roles::roles;
use crate::app::import::{
    Answers, Asked, ColumnRole, FileHead, ImportPreview, ImportSource, Remembered, Sample,
};
use crate::app::jobs::JobId;

/// The most files that wait; more are not taken.
pub(super) const MOST_WAITING: usize = 200;

/// Why a file that was read cannot be imported as it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// It leaves something open.
    Question(Asked),
    /// It was not read; the sentence says why.
    Error {
        /// What was wrong.
        sentence: String,
        /// What can be done about it.
        advice: &'static str,
    },
}

/// Whether what was shown is on its way into the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Storing {
    /// Not asked for.
    No,
    /// It waits for other work on the rows.
    Waiting,
    /// Under way.
    UnderWay(JobId),
    /// Called off, and about to end.
    CalledOff(JobId),
}

/// What a window of an import is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// It waits for the user.
    No,
    /// The file is being read, or read again.
    Reading,
    /// What was shown is being stored.
    Storing,
}

/// An import as the window shows it.
#[derive(Debug)]
pub struct ImportWindow {
    pub(super) source: ImportSource,
    pub(super) answers: Answers,
    pub(super) from_last_time: bool,
    pub(super) head: Option<FileHead>,
    pub(super) preview: Option<Arc<ImportPreview>>,
    pub(super) trouble: Option<Trouble>,
    pub(super) reading: Option<JobId>,
    pub(super) storing: Storing,
    pub(super) draws: bool,
}

impl ImportWindow {
    pub(super) fn new(source: ImportSource) -> Self {
        Self {
            source,
            answers: Answers::default(),
            from_last_time: false,
            head: None,
            preview: None,
            trouble: None,
            reading: None,
            storing: Storing::No,
            draws: true,
        }
    }

    /// Name of the file, for people.
    pub fn name(&self) -> String {
        self.source.name()
    }

    /// Where it comes from in full.
    pub fn place(&self) -> String {
        self.source.place()
    }

    /// What the user has settled about it.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Whether that was settled for its header the last time.
    pub fn is_from_last_time(&self) -> bool {
        self.from_last_time
    }

    /// The file as it was understood last; may be older than the answers while it is read again.
    pub fn preview(&self) -> Option<&ImportPreview> {
        self.preview.as_deref()
    }

    /// Why it cannot be imported as it is.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// Whether its rows are drawn in place of another source's.
    pub fn draws(&self) -> bool {
        self.draws
    }

    /// What it is doing.
    pub fn filling(&self) -> Filling {
        match (self.storing, self.reading) {
            (Storing::Waiting | Storing::UnderWay(_) | Storing::CalledOff(_), _) => Filling::Storing,
            (Storing::No, Some(_)) => Filling::Reading,
            (Storing::No, None) => Filling::No,
        }
    }

    /// Whether storing was called off and has not ended yet.
    pub fn is_cancelling(&self) -> bool {
        matches!(self.storing, Storing::CalledOff(_))
    }

    /// Whether it can be imported now.
    pub fn is_ready(&self) -> bool {
        self.preview.is_some() && self.trouble.is_none() && self.filling() == Filling::No
    }

    /// Titles of the columns.
    pub fn titles(&self) -> Vec<String> {
        match (&self.preview, &self.head) {
            (Some(preview), _) => {
                preview.understood.columns.iter().map(|column| column.name.clone()).collect()
            }
            (None, Some(head)) => head.titles.clone(),
            (None, None) => Vec::new(),
        }
    }

    /// What every column is taken for.
    pub fn roles(&self) -> Vec<ColumnRole> {
        let understood = self.preview.as_ref().map(|preview| preview.understood.columns.as_slice());
        let width = self.head.as_ref().map_or(0, |head| head.titles.len());
        roles(understood, self.trouble.is_none(), width, &self.answers)
    }

    /// The first and last rows, as far as they are understood.
    pub fn sample(&self) -> Sample {
        match (&self.preview, &self.head) {
            (Some(preview), _) if self.trouble.is_none() => preview.sample.clone(),
            (_, Some(head)) => Sample::as_it_stands(&head.rows),
            (_, None) => Sample::default(),
        }
    }

    /// The head of the file.
    pub fn head(&self) -> Option<&FileHead> {
        self.head.as_ref()
    }

    /// The job it waits for.
    pub(super) fn job(&self) -> Option<JobId> {
        match self.storing {
            Storing::UnderWay(job) | Storing::CalledOff(job) => Some(job),
            Storing::Waiting => None,
            Storing::No => self.reading,
        }
    }
}

/// Where a file stands among those that came together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub number: usize,
    /// Of so many.
    pub of: usize,
}

/// What the state holds of imports.
#[derive(Debug, Default)]
pub(in crate::app) struct ImportDesk {
    pub(super) open: Option<ImportWindow>,
    pub(super) waiting: VecDeque<ImportSource>,
    pub(super) taken: usize,
    pub(super) all: bool,
    pub(super) generation: u64,
    pub(in crate::app) remembered: Remembered,
    pub(super) address: String,
    pub(super) wants_paste: bool,
}

impl ImportDesk {
    /// Adds files behind those that wait; how many were too many.
    pub(super) fn add(&mut self, paths: Vec<PathBuf>) -> usize {
        let room = MOST_WAITING.saturating_sub(self.waiting.len());
        let surplus = paths.len().saturating_sub(room);
        self.waiting.extend(paths.into_iter().take(room).map(ImportSource::File));
        surplus
    }

    /// Nothing is open and nothing waits: the cache they were held against is gone.
    pub(in crate::app) fn forget_files(&mut self) {
        self.generation += 1;
        (self.open, self.taken, self.all) = (None, 0, false);
        self.waiting.clear();
    }

    /// Where the open one stands.
    pub(super) fn place(&self) -> Place {
        Place { number: self.taken, of: self.taken + self.waiting.len() }
    }
}

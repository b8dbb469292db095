//! Every series as it was known on a past day.
//!
//! A day counts whole: what was seen until its last second, UTC, is known. The
//! library holds the rows as they were then, so that charts, averages, levels
//! and exports follow without knowing; only alerts are not judged. Every read
//! of the cache says for which day it is, and one that was overtaken is dropped.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};

use crate::app::command::Dialog;
use crate::app::import::SharedCache;
use crate::app::library::Library;
use crate::app::loaded::Loaded;
use crate::app::notice::Severity;
use crate::app::outcome::Outcome;
use crate::app::state::AppState;
use crate::domain::date_text::parse_date_text;
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::domain::zone::Zone;
use crate::io::cache::{CacheError, KnownDays, Stored};

/// Reads of the cache so far, counted while it is locked.
static READS: AtomicU64 = AtomicU64::new(0);

/// Every series as it was read from the cache.
#[derive(Debug)]
pub struct Reread {
    /// The series.
    pub loaded: Vec<Loaded>,
    /// The past day whose knowledge this is.
    pub as_known_on: Option<UnixSecs>,
    turn: u64,
}

/// Reads every series of the cache again, after rows changed or another day is to be shown,
/// ready for the library; what did not change is shared with `held`.
///
/// # Errors
/// [`CacheError`] if the cache cannot be read.
pub fn reload(
    cache: &SharedCache,
    held: &Library,
    as_known_on: Option<UnixSecs>,
) -> Result<Reread, CacheError> {
    let (turn, stored) = {
        let held = cache.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = READS.fetch_add(1, Ordering::Relaxed);
        let stored = match as_known_on {
            Some(day) => held.load_all_as_known(UnixSecs(day.start_of_day().0 + DAY_SECS - 1))?,
            None => held.load_all()?,
        };
        (turn, stored)
    };
    let loaded = |stored: Stored| {
        Loaded::shared_with(held, stored.series, stored.provenance).unfinished_from(stored.unfinished_from)
    };
    Ok(Reread { loaded: stored.into_iter().map(loaded).collect(), as_known_on, turn })
}

/// What is remembered of looking back.
#[derive(Debug, Default)]
pub(super) struct LookingBack {
    /// The day the library is of.
    shown: Option<UnixSecs>,
    /// The day it is to be of, while that is being read.
    wanted: Option<UnixSecs>,
    /// The latest read that was taken in.
    last_turn: Option<u64>,
    /// What can be looked back at; `None` while that is being read.
    days: Option<KnownDays>,
    generation: u64,
}

impl LookingBack {
    /// Looking at a day that is shown already.
    pub(super) fn at(day: Option<UnixSecs>) -> Self {
        Self { shown: day, wanted: day, ..Self::default() }
    }

    /// A read that ended in a panic is no longer waited for.
    pub(super) fn give_up(&mut self) {
        self.wanted = self.shown;
        self.days.get_or_insert_default();
    }

    /// Looking at now, with another library.
    pub(super) fn left_behind(&self) -> Self {
        Self { generation: self.generation + 1, ..Self::default() }
    }
}

impl AppState {
    /// The past day whose knowledge is shown; `None` for what is known now.
    pub fn as_known_on(&self) -> Option<UnixSecs> {
        self.looking_back.shown
    }

    /// The day for which rows are to be read when they are read again.
    pub(super) fn day_to_read(&self) -> Option<UnixSecs> {
        self.looking_back.wanted
    }

    /// What can be looked back at; `None` while it is being read.
    pub fn known_days(&self) -> Option<&KnownDays> {
        self.looking_back.days.as_ref()
    }

    /// Since when rows are known, in a sentence.
    pub fn known_since_words(&self) -> String {
        match self.known_days() {
            None => "Looking since when rows are known…".to_owned(),
            Some(KnownDays { first: None, .. }) => "No rows are known yet".to_owned(),
            Some(KnownDays { first: Some(first), .. })
                if first.start_of_day() >= self.clock.now().start_of_day() =>
            {
                "Rows are known since today; from tomorrow on there is a past day to show".to_owned()
            }
            Some(KnownDays { first: Some(first), .. }) => {
                format!("Rows are known since {}; a day counts to its end, UTC", first.day_label())
            }
        }
    }

    /// Reads a day somebody typed whose knowledge is to be shown.
    ///
    /// # Errors
    /// A sentence: what is wrong with the text, or that nothing was known then.
    pub fn day_to_look_back_at(&self, text: &str) -> Result<UnixSecs, String> {
        let typed = parse_date_text(text, &Zone::utc()).map_err(|error| error.to_string())?;
        let day = typed.start_of_day();
        if day >= self.clock.now().start_of_day() {
            return Err(format!("{} is not over yet, choose a day before today", day.day_label()));
        }
        match self.known_days().and_then(|days| days.first) {
            Some(first) if day < first.start_of_day() => Err(format!(
                "Nothing was known on {}, the first rows came on {}",
                day.day_label(),
                first.day_label()
            )),
            _ => Ok(day),
        }
    }

    /// Shows every series as it was known on a day, or as it is known now.
    pub(super) fn show_as_known(&mut self, day: Option<UnixSecs>) {
        let today = self.clock.now().start_of_day();
        let day = day.map(UnixSecs::start_of_day).filter(|day| *day < today);
        if day == self.looking_back.wanted {
            return;
        }
        if day.is_some() {
            self.note_drawn_sources();
        }
        self.looking_back.wanted = day;
        self.read_again();
    }

    /// Reads every series for the day that is wanted.
    fn read_again(&mut self) {
        let day = self.looking_back.wanted;
        let Some(cache) = self.cache.clone() else {
            self.looking_back.wanted = self.looking_back.shown;
            self.raise(
                Severity::Problem,
                "What was known on a past day is kept in the cache, which cannot be used",
            );
            return;
        };
        let (library, generation) = (Arc::clone(&self.library), self.looking_back.generation);
        let title = match day {
            Some(day) => format!("Reading what was known on {}", day.day_label()),
            None => "Reading what is known now".to_owned(),
        };
        let started =
            self.start_job(&title, move |_| Outcome::Reread(generation, reload(&cache, &library, day)));
        if started.is_none() {
            self.looking_back.wanted = self.looking_back.shown;
        }
    }

    pub(super) fn take_reread(&mut self, generation: u64, result: Result<Reread, CacheError>) {
        if generation != self.looking_back.generation {
            return;
        }
        match result {
            Ok(reread) => {
                self.replace_library(reread);
                self.say_flips_since_left();
            }
            Err(error) => {
                self.looking_back.wanted = self.looking_back.shown;
                self.raise(Severity::Problem, format!("The rows could not be read: {error}"));
            }
        }
    }

    /// What was read, if it is to be shown; reads again what is to be shown instead.
    pub(super) fn accept(&mut self, reread: Reread) -> Option<Vec<Loaded>> {
        let looking = &mut self.looking_back;
        if looking.last_turn.is_some_and(|last| reread.turn < last) {
            return None;
        }
        looking.last_turn = Some(reread.turn);
        if reread.as_known_on != looking.wanted {
            self.read_again();
            return None;
        }
        looking.shown = reread.as_known_on;
        Some(reread.loaded)
    }

    /// Reads what can be looked back at, while its window is open.
    pub(super) fn read_known_days(&mut self) {
        if self.dialog != Some(Dialog::AsKnown) {
            return;
        }
        self.looking_back.days = None;
        let Some(cache) = self.cache.clone() else {
            self.looking_back.days = Some(KnownDays::default());
            return;
        };
        self.start("Looking for revisions", move |_| {
            Outcome::KnownDays(cache.lock().unwrap_or_else(PoisonError::into_inner).known_days())
        });
    }

    pub(super) fn take_known_days(&mut self, result: Result<KnownDays, CacheError>) {
        match result {
            Ok(days) => self.looking_back.days = Some(days),
            Err(error) => {
                self.looking_back.days = Some(KnownDays::default());
                self.raise(Severity::Problem, format!("The list of revisions could not be read: {error}"));
            }
        }
    }
}

#[cfg(test)]
#[path = "as_known_tests.rs"]
mod tests;

//! What is known of each fetch: how far back it reached, what it ended with.

use crate::domain::live::{RefreshRecord, RetargetEstimate};
use crate::domain::series::SeriesKey;
use crate::domain::time::UnixSecs;
use crate::io::cache::arrival::{NEVER_BREAK, Pace};
use crate::io::cache::heads::Head;
use crate::io::cache::store::{self, Scope, Unfinished};
use crate::io::cache::{
    Batch, Cache, CacheError, Incoming, PutOutcome, Stored, arrivals, as_known, batches, fetch_state, load,
    refresh_log, removed,
};
use crate::io::http::Validators;

/// Where the fetching of one series from one source stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchState {
    /// The series.
    pub key: SeriesKey,
    /// Whether its history is there back to the source's first row.
    pub reached_start: bool,
    /// To ask whether the document changed, for sources that answer in one.
    pub validators: Validators,
    /// When the source was asked last, whatever came of it.
    pub asked_at: UnixSecs,
    /// What went wrong then, in words; `None` if nothing did.
    pub error: Option<String>,
}

/// What can be looked back at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownDays {
    /// When the first rows were stored; `None` without any.
    pub first: Option<UnixSecs>,
    /// UTC days on which values of finished rows were replaced, the latest first, and how many.
    pub revised: Vec<(UnixSecs, u64)>,
}

impl Cache {
    /// Stores a page and where its fetching stands, in one transaction.
    ///
    /// Unlike [`Cache::put`], it keeps no vintage of rows that were not over yet when they were
    /// stored: they grew, and nobody revised them.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is stored then.
    pub fn put_fetched(
        &mut self,
        batch: &Batch,
        incoming: &[Incoming],
        states: &[FetchState],
    ) -> Result<PutOutcome, CacheError> {
        self.write(|conn| {
            let (arriving, pace) = (arrivals(incoming), &mut Pace::new(NEVER_BREAK));
            let outcome = store::put(conn, batch, &arriving, Scope::All, Unfinished::Forgotten, pace)?;
            for state in states {
                fetch_state::put(conn, state)?;
            }
            Ok(outcome)
        })
    }

    /// Where the fetching of every series stands, in order of key. Of a series that is not stored
    /// (any more) neither a complete history nor an unchanged document is claimed.
    ///
    /// # Errors
    /// [`CacheError`] if the table cannot be read.
    pub fn fetch_states(&self) -> Result<Vec<FetchState>, CacheError> {
        self.read(fetch_state::all)
    }

    /// Notes where fetching stands without storing rows: an error, or nothing new.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is noted then.
    pub fn note_fetch(&mut self, state: &FetchState) -> Result<(), CacheError> {
        self.write(|conn| fetch_state::put(conn, state))
    }

    /// Adds to the list of past refreshes, which keeps the last 5,000.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is added then.
    pub fn record_refresh(&mut self, records: &[RefreshRecord]) -> Result<(), CacheError> {
        self.write(|conn| refresh_log::add(conn, records))
    }

    /// Past refreshes, the newest first, at most `limit` of them.
    ///
    /// # Errors
    /// [`CacheError`] if the table cannot be read.
    pub fn refreshes(&self, limit: usize) -> Result<Vec<RefreshRecord>, CacheError> {
        self.read(|conn| refresh_log::last(conn, limit))
    }

    /// Keeps what a source said of the next change of difficulty.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is kept then.
    pub fn put_estimate(&mut self, estimate: &RetargetEstimate) -> Result<(), CacheError> {
        self.write(|conn| refresh_log::add_estimate(conn, estimate))
    }

    /// Everything sources said of changes of difficulty, the newest first, at most `limit` of them.
    ///
    /// # Errors
    /// [`CacheError`] if the table cannot be read.
    pub fn estimates(&self, limit: usize) -> Result<Vec<RetargetEstimate>, CacheError> {
        self.read(|conn| refresh_log::last_estimates(conn, limit))
    }

    /// Every series as it was known at an instant: rows first seen later are left out, values
    /// that were replaced later stand there again. Imports taken back since count as if they had
    /// never been; a row that a fetch brought up to date counts as seen then. Series of which
    /// nothing was known are left out.
    ///
    /// # Errors
    /// [`CacheError`] as for [`Cache::load_all`].
    pub fn load_all_as_known(&self, at: UnixSecs) -> Result<Vec<Stored>, CacheError> {
        self.read(|conn| {
            load::check_orphans(conn, &Head::all_with_removed(conn)?)?;
            as_known::load_all(conn, at)
        })
    }

    /// Since when something is known, and the days on which values were revised.
    ///
    /// # Errors
    /// [`CacheError`] if the tables cannot be read.
    pub fn known_days(&self) -> Result<KnownDays, CacheError> {
        self.read(as_known::known_days)
    }

    /// Takes series out of sight; [`Cache::restore_series`] brings them back as long as the
    /// program runs.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is changed then.
    pub fn remove_series(&mut self, keys: &[SeriesKey], now: UnixSecs) -> Result<(), CacheError> {
        self.write(|conn| removed::remove(conn, keys, now))
    }

    /// Brings removed series back; returns those that were still there. Rows that were fetched
    /// under the same name meanwhile give way.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is changed then.
    pub fn restore_series(&mut self, keys: &[SeriesKey]) -> Result<Vec<SeriesKey>, CacheError> {
        self.write(|conn| removed::restore(conn, keys))
    }

    /// Deletes for good what was removed; returns how many series. Also forgets fetches of which
    /// nothing is left, when the list of batches is long. For the start of the one writing program.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is changed then.
    pub fn purge_removed(&mut self) -> Result<u64, CacheError> {
        self.write(|conn| {
            let purged = removed::purge(conn)?;
            batches::forget_unused(conn)?;
            Ok(purged)
        })
    }
}

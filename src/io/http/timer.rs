//! The time of every wait between requests, handed in so that tests need not wait.
//!
//! A wait is cut into short pieces: between two of them the user may stop it.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::domain::time::UnixSecs;
use crate::io::http::{Control, HttpError};

/// Between two looks at whether the user wants to stop.
pub(super) const SLICE: Duration = Duration::from_millis(50);

/// A clock that can be waited by.
pub trait Timer: Send + Sync {
    /// What time it is; a clock on a wall may be set wrong or change.
    fn wall(&self) -> UnixSecs;
    /// Time since some moment; never goes back.
    fn elapsed(&self) -> Duration;
    /// Blocks for this long, measured by [`Timer::elapsed`].
    fn sleep(&self, pause: Duration);
}

/// The machine's own clock.
#[derive(Debug)]
struct SystemTimer {
    born: Instant,
}

impl Timer for SystemTimer {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that the client is handed")]
    fn wall(&self) -> UnixSecs {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixSecs(i64::try_from(since.as_secs()).unwrap_or(0))
    }

    fn elapsed(&self) -> Duration {
        self.born.elapsed()
    }

    fn sleep(&self, pause: Duration) {
        std::thread::sleep(pause);
    }
}

/// A [`Timer`] to hand around; the machine's own by default.
#[derive(Clone)]
pub struct SharedTimer(pub Arc<dyn Timer>);

impl Default for SharedTimer {
    fn default() -> Self {
        Self(Arc::new(SystemTimer { born: Instant::now() }))
    }
}

impl fmt::Debug for SharedTimer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedTimer")
    }
}

/// Waits; ends early if the user stops it.
///
/// # Errors
/// [`HttpError::Cancelled`].
pub(super) fn pause(timer: &dyn Timer, length: Duration, control: &dyn Control) -> Result<(), HttpError> {
    let end = timer.elapsed().saturating_add(length);
    loop {
        if control.is_cancelled() {
            return Err(HttpError::Cancelled);
        }
        let left = end.saturating_sub(timer.elapsed());
        if left.is_zero() {
            return Ok(());
        }
        timer.sleep(left.min(SLICE));
    }
}

//! A clock that moves only when somebody waits by it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hashfloor::domain::time::UnixSecs;
use hashfloor::io::http::{SharedTimer, Timer};

/// 2026-03-01 00:00 UTC, at the start of every test.
const START: UnixSecs = UnixSecs(1_772_323_200);

/// The clock.
#[derive(Debug, Default)]
pub struct VirtualTimer(Mutex<Duration>);

impl VirtualTimer {
    /// A clock, and the handle a client takes.
    pub fn new() -> (Arc<Self>, SharedTimer) {
        let timer = Arc::new(Self::default());
        (Arc::clone(&timer), SharedTimer(timer))
    }

    /// Lets time pass without anybody waiting.
    pub fn pass(&self, length: Duration) {
        *self.0.lock().unwrap() += length;
    }
}

impl Timer for VirtualTimer {
    fn wall(&self) -> UnixSecs {
        UnixSecs(START.0 + self.elapsed().as_secs().cast_signed())
    }

    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, pause: Duration) {
        self.pass(pause);
    }
}

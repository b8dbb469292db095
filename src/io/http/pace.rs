//! How often a host is asked.
//!
//! A bucket of tokens, kept as the one time at which it would be full again:
//! exact after any pause, without a number that drifts.

use std::time::Duration;

/// How often a host may be asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Requests a second, on average.
    pub per_second: f64,
    /// Requests at once after a pause.
    pub burst: u32,
}

impl Default for Pace {
    /// One a second: what nobody minds.
    fn default() -> Self {
        Self { per_second: 1.0, burst: 1 }
    }
}

impl Pace {
    /// Between two requests on average; within 1 ms and 1,000 s whatever was asked for.
    fn interval(self) -> Duration {
        let per_second =
            if self.per_second.is_finite() { self.per_second.clamp(0.001, 1_000.0) } else { 1.0 };
        Duration::from_secs_f64(per_second.recip())
    }
}

/// The tokens of one host.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bucket {
    full_at: Duration,
}

impl Bucket {
    /// How long until a request may go out.
    pub(super) fn wait(self, pace: Pace, now: Duration) -> Duration {
        let slack = pace.interval().saturating_mul(pace.burst.max(1) - 1);
        self.full_at.saturating_sub(slack).saturating_sub(now)
    }

    /// Takes the token of a request that goes out now.
    pub(super) fn take(&mut self, pace: Pace, now: Duration) {
        self.full_at = self.full_at.max(now).saturating_add(pace.interval());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When each of so many requests goes out that are asked for all at once.
    fn times(pace: Pace, start: Duration, requests: usize) -> Vec<u128> {
        let (mut bucket, mut now) = (Bucket::default(), start);
        let send = |_| {
            now += bucket.wait(pace, now);
            bucket.take(pace, now);
            (now - start).as_millis()
        };
        (0..requests).map(send).collect()
    }

    #[test]
    fn a_burst_goes_out_at_once_and_the_rest_at_its_pace() {
        let start = Duration::from_secs(100);
        assert_eq!(times(Pace { per_second: 2.0, burst: 3 }, start, 6), [0, 0, 0, 500, 1_000, 1_500]);
        assert_eq!(times(Pace { per_second: 1.0, burst: 0 }, start, 3), [0, 1_000, 2_000]);
    }

    #[test]
    fn a_pause_fills_the_bucket_and_never_more() {
        let pace = Pace { per_second: 1.0, burst: 2 };
        let mut bucket = Bucket::default();
        for _ in 0..2 {
            bucket.take(pace, Duration::ZERO);
        }
        let later = Duration::from_secs(3_600);
        for expected in [0, 0, 1] {
            assert_eq!(bucket.wait(pace, later), Duration::from_secs(expected));
            bucket.take(pace, later);
        }
    }

    #[test]
    fn a_pace_without_sense_still_ends() {
        for per_second in [f64::NAN, f64::INFINITY, 0.0, -3.0] {
            let interval = Pace { per_second, burst: 1 }.interval();
            assert!(interval > Duration::ZERO && interval <= Duration::from_secs(1_000), "{per_second}");
        }
    }
}

//! How far work on many rows is, in words: rows, percent, rows a second.
//!
//! Small files are done before anybody could read a word, so nothing is said
//! about the first of it: a window that flashes is worse than none.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::app::clock::Clock;
use crate::domain::format::grouped;

/// Nothing is said before this time has passed, ms …
const QUIET_MS: i64 = 250;
/// … or before so many reports, each of about 64 KiB.
const QUIET_REPORTS: u64 = 32;
/// Least time between two sentences, ms.
const BETWEEN_MS: i64 = 50;

/// How far the work is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Advance {
    /// Rows so far.
    pub rows: u64,
    /// How much of the whole is done, in bytes of the file or in rows.
    pub done: u64,
    /// The whole, in the same measure, where it is known.
    pub whole: Option<u64>,
}

/// Says how far work is, not too soon and not too often.
#[derive(Debug)]
pub struct Pace {
    clock: Clock,
    began_ms: i64,
    last_ms: AtomicI64,
    reports: AtomicU64,
}

impl Pace {
    /// Work that begins now.
    pub fn new(clock: Clock) -> Self {
        let now = clock.steady_millis();
        let last_ms = AtomicI64::new(now - BETWEEN_MS);
        Self { clock, began_ms: now, last_ms, reports: AtomicU64::new(0) }
    }

    /// The sentence to show now, if it is time for one.
    pub fn words(&self, advance: Advance) -> Option<String> {
        let now = self.clock.steady_millis();
        let reports = self.reports.fetch_add(1, Ordering::Relaxed) + 1;
        let passed_ms = now - self.began_ms;
        let is_quiet = passed_ms < QUIET_MS && reports < QUIET_REPORTS;
        let is_soon = now - self.last_ms.load(Ordering::Relaxed) < BETWEEN_MS && reports != QUIET_REPORTS;
        if is_quiet || is_soon {
            return None;
        }
        self.last_ms.store(now, Ordering::Relaxed);
        Some(words(advance, passed_ms))
    }
}

/// `12,000,000 rows · 42 % · 6.3 M rows/s`.
fn words(advance: Advance, passed_ms: i64) -> String {
    let mut words = format!("{} rows", grouped(advance.rows as f64, 0));
    if let Some(whole) = advance.whole.filter(|whole| *whole > 0) {
        let percent = (advance.done as f64 / whole as f64 * 100.0).min(100.0);
        words.push_str(&format!(" · {} %", grouped(percent.floor(), 0)));
    }
    if passed_ms >= QUIET_MS && advance.rows > 0 {
        let rate = advance.rows as f64 / (passed_ms as f64 / 1_000.0);
        words.push_str(&format!(" · {} rows/s", rate_words(rate)));
    }
    words
}

/// Not closer than it can be read while it changes.
fn rate_words(rate: f64) -> String {
    if rate >= 1e6 {
        return format!("{} M", grouped(rate / 1e6, 1));
    }
    let step = if rate >= 1e4 { 1e3 } else { 1.0 };
    grouped((rate / step).round() * step, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::UnixSecs;

    #[test]
    fn rows_percent_and_rate_are_said_as_far_as_they_are_known() {
        let advance = Advance { rows: 1_200_000, done: 42, whole: Some(100) };
        assert_eq!(words(advance, 2_000), "1,200,000 rows · 42 % · 600,000 rows/s");
        let fast = Advance { rows: 6_338_833, whole: None, ..advance };
        assert_eq!(words(fast, 1_000), "6,338,833 rows · 6.3 M rows/s");
        assert_eq!(rate_words(810_499.0), "810,000");
        assert_eq!(words(Advance { whole: None, ..advance }, 0), "1,200,000 rows");
        assert_eq!(words(Advance { done: 500, ..advance }, 0), "1,200,000 rows · 100 %");
    }

    #[test]
    fn small_files_are_not_talked_about() {
        let pace = Pace::new(Clock::Fixed(UnixSecs(0)));
        let said = (0..QUIET_REPORTS + 9).filter_map(|_| pace.words(Advance::default())).count();
        assert_eq!(said, 1);
    }
}

//! When the program refreshes by itself.
//!
//! Two clocks are read, for either alone can be wrong for hours: the one on the wall is set
//! back and forth by people and servers, the steady one may stand still while the machine
//! sleeps. A refresh is due when either says so, but never sooner than a minute of the steady
//! one after the last: a wall clock that leaps neither storms the sources nor stops the timer.

use crate::app::clock::Clock;

/// An instant on both clocks, milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Since 1970; may leap either way.
    pub wall_ms: i64,
    /// Since some start of its own; never goes back.
    pub steady_ms: i64,
}

/// The least time between two refreshes, on the steady clock, ms.
const LEAST_GAP_MS: i64 = 60_000;

/// When it was refreshed last, by whomever.
#[derive(Clone, Copy, Debug, Default)]
pub struct Schedule {
    last: Option<Moment>,
}

impl Moment {
    /// Now, on both clocks.
    pub fn now(clock: Clock) -> Self {
        Self { wall_ms: clock.now_millis(), steady_ms: clock.steady_millis() }
    }
}

impl Schedule {
    /// A refresh began or ended: the time to the next one runs from here.
    pub fn restart(&mut self, now: Moment) {
        self.last = Some(now);
    }

    /// Whether it is time, if it is to be done every so many minutes.
    ///
    /// The first call only starts the time.
    pub fn is_due(&mut self, now: Moment, every_minutes: u32) -> bool {
        // A steady clock that went back is another one than before: its time counts from here.
        if self.last.is_none_or(|last| now.steady_ms < last.steady_ms) {
            self.last = Some(now);
        }
        // Set back: what is slept through from here on still counts.
        if let Some(last) = &mut self.last {
            last.wall_ms = last.wall_ms.min(now.wall_ms);
        }
        self.remaining_ms(now, every_minutes) == 0
    }

    /// Milliseconds until it is time, as far as can be told now.
    pub fn remaining_ms(&self, now: Moment, every_minutes: u32) -> i64 {
        let every_ms = i64::from(every_minutes) * 60_000;
        let Some(last) = self.last else { return every_ms };
        let on_wall = now.wall_ms.saturating_sub(last.wall_ms).max(0);
        let steady = now.steady_ms.saturating_sub(last.steady_ms).max(0);
        let by_wall = (every_ms - on_wall).max(LEAST_GAP_MS - steady);
        by_wall.min(every_ms - steady).max(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000;
    const TEN_YEARS: i64 = 10 * 365 * 24 * 60 * MINUTE;

    fn at(wall_ms: i64, steady_ms: i64) -> Moment {
        Moment { wall_ms, steady_ms }
    }

    #[test]
    fn it_is_time_when_the_minutes_have_passed() {
        let mut schedule = Schedule::default();
        assert!(!schedule.is_due(at(0, 0), 60));
        assert!(!schedule.is_due(at(59 * MINUTE, 59 * MINUTE), 60));
        assert_eq!(schedule.remaining_ms(at(59 * MINUTE, 59 * MINUTE), 60), MINUTE);
        assert!(schedule.is_due(at(60 * MINUTE, 60 * MINUTE), 60));
        schedule.restart(at(61 * MINUTE, 61 * MINUTE));
        assert!(!schedule.is_due(at(62 * MINUTE, 62 * MINUTE), 60));
    }

    #[test]
    fn a_machine_that_slept_through_it_refreshes_once() {
        let mut schedule = Schedule::default();
        schedule.restart(at(0, 0));
        let woken = at(8 * 60 * MINUTE, 2 * MINUTE);
        assert!(schedule.is_due(woken, 60));
        schedule.restart(woken);
        assert!(!schedule.is_due(at(woken.wall_ms + MINUTE, 3 * MINUTE), 60));
    }

    #[test]
    fn a_clock_set_back_ten_years_waits_no_longer_than_usual() {
        let mut schedule = Schedule::default();
        schedule.restart(at(TEN_YEARS, 0));
        assert!(!schedule.is_due(at(0, MINUTE), 60));
        assert!(schedule.is_due(at(59 * MINUTE, 60 * MINUTE), 60));
    }

    proptest! {
        /// Whatever the wall clock does: never twice within a minute, never longer than asked for.
        #[test]
        fn a_hostile_wall_clock_neither_storms_nor_stops(
            leaps in proptest::collection::vec((0..5 * MINUTE, -TEN_YEARS..TEN_YEARS), 1..200),
            every in 5_u32..=1_440,
        ) {
            let (mut schedule, mut steady, mut last) = (Schedule::default(), 0, 0);
            schedule.restart(at(0, 0));
            for (passed, wall) in leaps {
                steady += passed;
                let now = at(wall, steady);
                prop_assert!(schedule.remaining_ms(now, every) <= i64::from(every) * MINUTE);
                if schedule.is_due(now, every) {
                    prop_assert!(steady - last >= MINUTE);
                    schedule.restart(now);
                    last = steady;
                }
                prop_assert!(steady - last < i64::from(every) * MINUTE);
            }
        }
    }
}

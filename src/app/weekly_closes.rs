//! Weekly closes of a series: its own weeks, continued by the weeks of its daily rows.
//!
//! One place for the window, alerts and the command line, so that a 200-week average
//! is the same wherever it is asked for. Weeks before a missing one are left out: an
//! average that leaps over a hole would call other weeks its two hundred.

use std::sync::Arc;

use crate::app::derived::daily_candles;
use crate::app::library::{Library, Preferences};
use crate::calc::calculation::{Input, InputTable};
use crate::calc::indicators::weekly::{Week, joint_weeks};
use crate::domain::series::{Cadence, Series};
use crate::domain::time::WEEK_SECS;

/// Weeks below which a 200-week average still leans on its seed.
pub const SEED_CAVEAT_WEEKS: usize = 600;

/// The unbroken weeks of a series, up to its last row: its weekly companion, continued by its own rows.
pub fn unbroken_weeks(main: &Arc<Series>, weekly: Option<&Series>) -> Vec<Week> {
    let daily = daily_candles(main);
    // A series of weeks is dated by Mondays, as a companion is.
    let (weekly, daily) = match daily.cadence() {
        Cadence::Weekly => (Some(&*daily), None),
        _ => (weekly, Some(&*daily)),
    };
    let rows = |series: Option<&Series>| {
        series.map_or_else(Default::default, |one| (one.times().to_vec(), one.values().to_vec()))
    };
    let ((weekly_times, weekly_closes), (times, closes)) = (rows(weekly), rows(daily));
    let mut weeks = joint_weeks(&weekly_times, &weekly_closes, &times, &closes);
    weeks.drain(..unbroken_from(&weeks));
    weeks
}

/// Those weeks as a table that calculations over weeks read: one row a week, at its last day.
pub fn table_of_weeks(main: &Arc<Series>, weekly: Option<&Series>) -> InputTable {
    let weeks = unbroken_weeks(main, weekly);
    let closes = weeks.iter().map(|week| week.close).collect();
    InputTable::new(weeks.iter().map(|week| week.last_row_date).collect()).with(Input::Close, closes)
}

/// The same of the drawn series of an id; without rows where there is none.
pub fn weekly_table(library: &Library, preferences: &Preferences, id: &str) -> InputTable {
    let Some(main) = library.drawn(id, preferences) else { return InputTable::default() };
    let weekly = library.weekly(id, preferences).map(|entry| &*entry.series);
    table_of_weeks(&main.series, weekly)
}

/// The share that the seed of an exponential average still has after this many rows.
///
/// A week takes the factor 1 − 2/(n+1) away: 9 % are left of 200 weeks after 241.
pub fn seed_share(window: usize, rows: usize) -> f64 {
    let kept = 1.0 - 2.0 / (window as f64 + 1.0);
    kept.powi(i32::try_from(rows.saturating_sub(window)).unwrap_or(i32::MAX))
}

/// Where the weeks after the last missing one begin.
fn unbroken_from(weeks: &[Week]) -> usize {
    let broken = weeks.windows(2).rposition(|pair| match pair {
        [before, after] => after.monday.secs_since(before.monday) > WEEK_SECS,
        _ => false,
    });
    broken.map_or(0, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::UnixSecs;

    #[test]
    fn an_average_over_weeks_does_not_leap_over_a_hole() {
        let week = |number: i64| {
            let monday = UnixSecs(4 * 86_400 + number * WEEK_SECS);
            Week { monday, last_row_date: monday.plus_days(6), close: 1.0, complete: true }
        };
        let weeks: Vec<Week> = [0, 1, 2, 9, 10].into_iter().map(week).collect();
        assert_eq!(unbroken_from(&weeks), 3);
        assert_eq!(unbroken_from(&weeks[..3]), 0);
        assert_eq!(unbroken_from(&[]), 0);
    }

    #[test]
    fn the_seed_of_a_long_average_weighs_for_years() {
        // QUANT 2.4 counts the weeks after the seed: 9 % after 241.
        assert!((seed_share(200, 441) - 0.09).abs() < 0.001);
        assert!(seed_share(200, 200) > 0.999_999);
        assert!(seed_share(200, 800) < 0.003);
    }
}

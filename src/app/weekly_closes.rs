//! Weekly closes of a series: its own weeks, continued by the weeks of its daily rows.
//!
//! One place for the window, alerts and the command line, so that a 200-week average
//! is the same wherever it is asked for. Weeks before a missing one are left out: an
//! average that leaps over a hole would call other weeks its two hundred.

use crate::calc::calculation::{Input, InputTable};
use crate::calc::indicators::weekly::{Week, joint_weeks};
use crate::domain::series::{Cadence, Series};
use crate::domain::time::{UnixSecs, WEEK_SECS};

/// Weeks below which a 200-week average still leans on its seed.
pub const SEED_CAVEAT_WEEKS: usize = 600;

/// The unbroken weeks of a series up to its last row: those of `weekly` where its own rows,
/// days or weeks, have none.
pub fn unbroken_weeks(main: &Series, weekly: Option<&Series>) -> Vec<Week> {
    let rows = |series: Option<&'_ Series>| -> (Vec<UnixSecs>, Vec<f64>) {
        series.map_or_else(Default::default, |series| (series.times().to_vec(), series.values().to_vec()))
    };
    // A weekly row is dated by the Monday of the week whose Sunday it closes with.
    let (weekly, daily) =
        if main.cadence() == Cadence::Weekly { (Some(main), None) } else { (weekly, Some(main)) };
    let (weekly, daily) = (rows(weekly), rows(daily));
    let mut weeks = joint_weeks(&weekly.0, &weekly.1, &daily.0, &daily.1);
    weeks.drain(..unbroken_from(&weeks));
    weeks
}

/// Those weeks as a table that calculations over weeks read: one row a week, at its last day.
pub fn weekly_table(main: &Series, weekly: Option<&Series>) -> InputTable {
    let weeks = unbroken_weeks(main, weekly);
    if weeks.is_empty() {
        return InputTable::default();
    }
    let closes = weeks.iter().map(|week| week.close).collect();
    InputTable::new(weeks.iter().map(|week| week.last_row_date).collect()).with(Input::Close, closes)
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

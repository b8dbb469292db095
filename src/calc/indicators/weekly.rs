//! ISO weeks (Monday to Sunday, UTC) of daily closes.
//!
//! A week closes with its last row. The week the data end in is provisional:
//! it is in the list, marked not complete, and feeds no signal. Nothing is
//! interpolated: a week without a row is not there.

use std::collections::BTreeMap;

use crate::domain::time::UnixSecs;

/// One ISO week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Week {
    /// The week's Monday, 00:00 UTC.
    pub monday: UnixSecs,
    /// The row the close was taken from.
    pub last_row_date: UnixSecs,
    /// Last close of the week, in the unit of the closes.
    pub close: f64,
    /// Whether the data reach the week's Sunday.
    pub complete: bool,
}

impl Week {
    /// The week's Sunday, 00:00 UTC.
    pub fn sunday(self) -> UnixSecs {
        self.monday.plus_days(6)
    }
}

/// The weeks of daily (or finer) closes.
///
/// **Shape**: one entry per week that has a close, in order of time. **Gaps**:
/// rows without a close are left out. A week is complete when the last row with
/// a close is not before its Sunday; a caller that holds a row of a day still
/// running leaves that row out.
pub fn weeks_of_daily(times: &[UnixSecs], closes: &[f64]) -> Vec<Week> {
    let mut weeks: Vec<Week> = Vec::new();
    for (time, close) in times.iter().zip(closes).filter(|(_, close)| !close.is_nan()) {
        let monday = time.start_of_iso_week();
        let week = Week { monday, last_row_date: *time, close: *close, complete: false };
        match weeks.last_mut() {
            Some(last) if last.monday == monday => *last = week,
            _ => weeks.push(week),
        }
    }
    if let Some(end) = weeks.last().map(|week| week.last_row_date) {
        for week in &mut weeks {
            week.complete = end >= week.sunday();
        }
    }
    weeks
}

/// A series of weekly closes continued by the weeks of a daily series.
///
/// `weekly_times` are dates within their weeks, by convention the Mondays. A
/// week with a daily row is taken from the daily series, whatever the weekly
/// one says of it; every other week is the weekly series' own and complete.
pub fn joint_weeks(
    weekly_times: &[UnixSecs],
    weekly_closes: &[f64],
    daily_times: &[UnixSecs],
    daily_closes: &[f64],
) -> Vec<Week> {
    let weekly = weekly_times.iter().zip(weekly_closes).filter(|(_, close)| !close.is_nan());
    let published = weekly.map(|(time, close)| {
        let monday = time.start_of_iso_week();
        Week { monday, last_row_date: monday.plus_days(6), close: *close, complete: true }
    });
    let by_monday: BTreeMap<UnixSecs, Week> =
        published.chain(weeks_of_daily(daily_times, daily_closes)).map(|week| (week.monday, week)).collect();
    by_monday.into_values().collect()
}

/// The closes of weeks, ready for a moving average over weeks.
pub fn week_closes(weeks: &[Week]) -> Vec<f64> {
    weeks.iter().map(|week| week.close).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> UnixSecs {
        UnixSecs::parse_iso(text).unwrap()
    }

    #[test]
    fn a_week_with_daily_rows_comes_from_the_daily_series() {
        let weekly = [day("2024-12-16"), day("2024-12-23"), day("2024-12-30")];
        let daily: Vec<UnixSecs> = (0..8).map(|n| day("2025-01-01").plus_days(n)).collect();
        let weeks = joint_weeks(&weekly, &[1.0, 2.0, 3.0], &daily, &[10., 11., 12., 13., 14., 15., 16., 17.]);
        let facts: Vec<_> = weeks.iter().map(|week| (week.monday.iso(), week.close, week.complete)).collect();
        let expected = [("2024-12-16", 1.0, true), ("2024-12-23", 2.0, true), ("2024-12-30", 14.0, true)];
        assert_eq!(facts[..3], expected.map(|(monday, close, done)| (monday.to_owned(), close, done)));
        assert_eq!(facts[3..], [("2025-01-06".to_owned(), 17.0, false)]);
    }

    #[test]
    fn a_week_without_rows_is_not_made_up() {
        let weeks = weeks_of_daily(&[day("2025-01-05"), day("2025-01-20")], &[1.0, 2.0]);
        assert_eq!(weeks.len(), 2);
        assert!(weeks[0].complete && !weeks[1].complete);
    }
}

//! Weekly closes of a series: its own weeks, continued by the weeks of its daily rows.
//!
//! One place for the window, alerts and the command line, so that a 200-week average
//! is the same wherever it is asked for. Weeks without a row are skipped, as rows are.

use std::sync::Arc;

use crate::app::derived::daily_candles;
use crate::app::library::{Library, Preferences};
use crate::calc::calculation::{Input, InputTable};
use crate::calc::indicators::weekly::joint_weeks;
use crate::domain::series::{Cadence, Series};
use crate::domain::time::UnixSecs;

/// Weeks below which a 200-week average still leans on its seed.
pub const SEED_CAVEAT_WEEKS: usize = 600;

/// Those weeks as a table that calculations over weeks read: one row a week, at its last day.
///
/// The weekly companion counts only if it is of the same source: the weeks of another are not
/// spliced in unsaid. A last row without a close still tells that its week is over.
pub fn table_of_weeks(main: &Arc<Series>, weekly: Option<&Series>) -> InputTable {
    let daily = daily_candles(main);
    let own = weekly.filter(|weekly| weekly.key().source == main.key().source);
    // A series of weeks is dated by Mondays, as a companion is.
    let (weekly, daily) = match daily.cadence() {
        Cadence::Weekly => (Some(&*daily), None),
        _ => (own, Some(&*daily)),
    };
    let times = |series: Option<&Series>| series.map_or_else(Vec::new, |one| one.times().to_vec());
    let closes = |series: Option<&Series>| series.map_or_else(Vec::new, |one| one.values().to_vec());
    let weeks = joint_weeks(&times(weekly), &closes(weekly), &times(daily), &closes(daily));
    let mut rows: Vec<(UnixSecs, f64)> = weeks.iter().map(|week| (week.last_row_date, week.close)).collect();
    let end = daily.and_then(Series::last_time);
    if let (Some(end), Some((last, _))) = (end, rows.last().copied())
        && end > last
    {
        rows.push((end, f64::NAN));
    }
    let (times, closes) = rows.into_iter().unzip();
    InputTable::new(times).with(Input::Close, closes)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::provenance::SourceId;
    use crate::domain::series::{Columns, SeriesKey};
    use crate::domain::unit::Unit;

    fn series(source: &str, cadence: Cadence, rows: &[(i64, f64)]) -> Arc<Series> {
        let weekly = cadence == Cadence::Weekly;
        let key = SeriesKey { weekly, ..SeriesKey::new("price.btc.usd", SourceId::new(source).unwrap()) };
        // The fourth day of 1970 was a Sunday, so day 4 is a Monday.
        let (times, values) = rows.iter().map(|(day, value)| (UnixSecs(day * 86_400), *value)).unzip();
        Arc::new(Series::new(key, Unit::Usd, cadence, times, Columns::Scalar(values)).unwrap())
    }

    #[test]
    fn weeks_without_a_row_are_skipped_and_those_of_another_source_are_not_taken() {
        let daily = series("csv", Cadence::Daily, &[(25, 1.0), (26, 2.0), (60, 3.0), (73, f64::NAN)]);
        let weekly = series("case", Cadence::Weekly, &[(4, 9.0), (11, 9.5)]);
        let days = |table: &InputTable| table.times.iter().map(|time| time.0 / 86_400).collect::<Vec<_>>();
        assert_eq!(days(&table_of_weeks(&daily, Some(&weekly))), [26, 60, 73]);
        let own = series("csv", Cadence::Weekly, &[(4, 9.0), (11, 9.5)]);
        let table = table_of_weeks(&daily, Some(&own));
        assert_eq!(days(&table), [10, 17, 26, 60, 73]);
        assert!(table.column(Input::Close).unwrap()[4].is_nan(), "the week of the last day is over");
    }

    #[test]
    fn the_seed_of_a_long_average_weighs_for_years() {
        // QUANT 2.4 counts the weeks after the seed: 9 % after 241.
        assert!((seed_share(200, 441) - 0.09).abs() < 0.001);
        assert!(seed_share(200, 200) > 0.999_999);
        assert!(seed_share(200, 800) < 0.003);
    }
}

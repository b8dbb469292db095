//! ISO weeks (Monday to Sunday, UTC) of daily closes.
//!
//! A week closes with its last row. The week the data end in is provisional:
//! it is in the list, marked not complete, and feeds no signal. Nothing is
//! interpolated: a week without a row is not there.

use std::collections::BTreeMap;

use super::smooth::{MovingMean, SeededAverage};
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, Output, OutputUnit, Param, Params, Plot, Scaling, Shape, Stream,
};
use crate::domain::time::UnixSecs;

/// Exponential average of weekly closes.
pub const EMA: Calculation = Calculation {
    name: "weekly_ema",
    title: "Weekly exponential average",
    summary: "The average that long-term holders watch: of closes of ISO weeks, recent ones weighing more. \
              A long one remembers its seed for years.",
    formula: "closes of ISO weeks (Sunday 24:00 UTC); EMA with alpha = 2/(n+1), seeded with the mean of the \
              first n; the running week gives a provisional value",
    outputs: |params| outputs("ema", "EMA", params),
    stream: |params| Box::new(Weeks::new(Average::Seeded(SeededAverage::new(params.count("window"))))),
    ..SMA
};

/// Simple average of weekly closes.
pub const SMA: Calculation = Calculation {
    name: "weekly_sma",
    title: "Weekly simple average",
    group: Group::Trend,
    summary: "The mean of the last weekly closes.",
    formula: "mean of the closes of the last n ISO weeks (Sunday 24:00 UTC); the running week gives a \
              provisional value",
    source: "Weeks after ISO 8601, Monday to Sunday in UTC; weeks without a row are left out",
    params: &[Param::window("window", 200).titled("Weeks")],
    inputs: &[Input::Close],
    optional: &[],
    outputs: |params| outputs("sma", "SMA", params),
    warm_up: |params| params.count("window") - 1,
    shape: Shape::Weeks,
    plot: Plot::OverInput,
    scaling: Scaling::Proportional,
    stream: |params| Box::new(Weeks::new(Average::Mean(MovingMean::new(params.count("window"))))),
    whole: None,
};

fn outputs(short: &str, title: &str, params: &Params) -> Vec<Output> {
    let window = params.count("window");
    let output =
        |column: &str, part, title: &str, unit| Output::new(column.to_owned(), part, title.to_owned(), unit);
    vec![
        output("last_row_date", "last_row_date", "Last row", OutputUnit::Date),
        output("close", "close", "Weekly close", OutputUnit::OfInput),
        output("complete", "complete", "Complete", OutputUnit::Flag),
        output(&format!("{short}_{window}"), "", &format!("{window}-week {title}"), OutputUnit::OfInput),
    ]
}

#[derive(Clone)]
enum Average {
    Seeded(SeededAverage),
    Mean(MovingMean),
}

impl Average {
    fn push(&mut self, close: f64) -> f64 {
        match self {
            Self::Seeded(average) => average.push(close),
            Self::Mean(average) => average.push(close),
        }
    }
}

/// Weeks as their rows come: a week is taken into the average when the next one begins.
struct Weeks {
    settled: Average,
    running: Option<Week>,
}

impl Weeks {
    fn new(settled: Average) -> Self {
        Self { settled, running: None }
    }

    fn row(&self, week: Week) -> [f64; 4] {
        let complete = f64::from(u8::from(week.complete));
        [week.last_row_date.0 as f64, week.close, complete, self.settled.clone().push(week.close)]
    }
}

impl Stream for Weeks {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [close, ..] = values else { return };
        let monday = time.start_of_iso_week();
        let mut week = Week { monday, last_row_date: time, close: *close, complete: false };
        week.complete = time >= week.sunday();
        match self.running.filter(|running| running.monday != monday) {
            Some(before) => {
                // Its Sunday is over, whether it has a row or not.
                let over = Week { complete: true, ..before };
                into.replace_last(before.monday, &self.row(over));
                self.settled.push(before.close);
                into.append(monday, &self.row(week));
            }
            None if self.running.is_some() => into.replace_last(monday, &self.row(week)),
            None => into.append(monday, &self.row(week)),
        }
        self.running = Some(week);
    }

    fn pass(&mut self, time: UnixSecs, into: &mut Computed) {
        // A Sunday without a close is over all the same: the week's last close stands.
        if let Some(running) = self.running.filter(|week| !week.complete && time >= week.sunday()) {
            let over = Week { complete: true, ..running };
            into.replace_last(over.monday, &self.row(over));
            self.running = Some(over);
        }
    }
}

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
/// rows without a close are left out. A week is complete when the last row, with
/// or without a close, is not before its Sunday; a caller that holds a row of a
/// day still running leaves that row out.
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
    if let Some(end) = times.last() {
        for week in &mut weeks {
            week.complete = *end >= week.sunday();
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

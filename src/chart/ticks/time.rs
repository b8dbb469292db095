//! Calendar boundaries along the time axis: years, months, days, hours.
//!
//! Knows the UTC calendar; knows nothing of rows. Levels within a month restart
//! on its first day (1, 8, 15, 22 rather than every Monday), so that month starts
//! always stay grid lines when the view zooms and nothing but finer lines appears.

use crate::chart::viewport::TimeView;
use crate::domain::time::{DAY_SECS, UnixSecs, month_abbreviation};

/// Nearest two ticks ever get, in pixels, whatever gap is asked for.
const LEAST_GAP_PX: f32 = 4.0;
/// Widest pane that is served, in pixels.
const WIDEST_PX: f32 = 100_000.0;
/// Years the calendar is asked for.
const YEARS: std::ops::RangeInclusive<i64> = 1..=9_998;

/// One grid line of the time axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeTick {
    /// The boundary, UTC.
    pub time: UnixSecs,
    /// `2026`, `Feb`, `5`, `5 Feb` (midnight among hours) or `13:00`.
    pub label: String,
    /// A year's start, or a boundary coarser than the ticks around it.
    pub strong: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spacing {
    Minutes(i64),
    Hours(i64),
    /// From the first of each month; a last tick too near the next month is left out.
    Days(i64),
    Months(i64),
    Years(i64),
}

/// From fine to coarse; beyond it years by 1-2-5.
const SPACINGS: [Spacing; 15] = [
    Spacing::Minutes(1),
    Spacing::Minutes(5),
    Spacing::Minutes(15),
    Spacing::Minutes(30),
    Spacing::Hours(1),
    Spacing::Hours(3),
    Spacing::Hours(6),
    Spacing::Hours(12),
    Spacing::Days(1),
    Spacing::Days(2),
    Spacing::Days(7),
    Spacing::Months(1),
    Spacing::Months(3),
    Spacing::Months(6),
    Spacing::Years(1),
];

impl Spacing {
    /// Shortest time between two of its boundaries, in seconds.
    fn least_secs(self) -> i64 {
        match self {
            Self::Minutes(n) => n * 60,
            Self::Hours(n) => n * 3_600,
            Self::Days(n) => n * DAY_SECS,
            Self::Months(1) => 28 * DAY_SECS,
            // January to March, and January to June, of a common year.
            Self::Months(n) => (n * 30 + i64::from(n == 6)) * DAY_SECS,
            Self::Years(n) => n * 365 * DAY_SECS,
        }
    }

    /// The finest spacing that keeps `gap_secs`.
    fn for_gap(gap_secs: f64) -> Self {
        let coarser = (0..4u32).flat_map(|power| [2, 5, 10].map(|n| Self::Years(n * 10i64.pow(power))));
        SPACINGS
            .into_iter()
            .chain(coarser)
            .find(|spacing| spacing.least_secs() as f64 >= gap_secs)
            .unwrap_or(Self::Years(100_000))
    }

    fn boundaries(self, from: UnixSecs, to: UnixSecs) -> Vec<UnixSecs> {
        match self {
            Self::Minutes(_) | Self::Hours(_) => {
                let secs = self.least_secs();
                let first = from.0.div_euclid(secs) * secs;
                (0..).map(|n| UnixSecs(first + n * secs)).take_while(|time| *time <= to).collect()
            }
            Self::Days(days) => months(from, to, 1)
                .flat_map(|(start, next)| {
                    let in_month = (0..)
                        .map(move |n| start.plus_days(n * days))
                        .take_while(move |time| *time == start || time.plus_days(days) <= next);
                    in_month.take_while(move |time| *time <= to)
                })
                .collect(),
            Self::Months(every) => months(from, to, every).map(|(start, _)| start).collect(),
            Self::Years(every) => months(from, to, every * 12).map(|(start, _)| start).collect(),
        }
    }
}

/// Starts of every `every`-th month since year 0 from before `from` up to `to`,
/// each with the start of the month after it.
fn months(from: UnixSecs, to: UnixSecs, every: i64) -> impl Iterator<Item = (UnixSecs, UnixSecs)> {
    let date = from.date();
    let month = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
    let first = month.div_euclid(every) * every;
    (0..)
        .map(move |n| first + n * every)
        .skip_while(|month| month.div_euclid(12) < *YEARS.start())
        .map_while(|month| Some((month_start(month)?, month_start(month + 1)?)))
        .take_while(move |(start, _)| *start <= to)
}

fn month_start(month: i64) -> Option<UnixSecs> {
    let year = month.div_euclid(12);
    let in_year = i8::try_from(month.rem_euclid(12)).ok()?;
    YEARS.contains(&year).then_some(())?;
    UnixSecs::from_ymd(i16::try_from(year).ok()?, in_year + 1, 1)
}

/// Calendar boundaries inside the view, in time order, at least `min_gap_px` apart
/// on an axis `width_px` wide.
///
/// **Shape.** One spacing for the whole axis: minutes 1 5 15 30, hours 1 3 6 12,
/// days 1 2 7 from each month's first, months 1 3 6, years 1 2 5 …, the finest that
/// keeps the gap. Empty without width. **Unit.** UTC. **Cost.** O(ticks).
pub fn time_ticks(view: &TimeView, width_px: f32, min_gap_px: f32) -> Vec<TimeTick> {
    let width_px = if width_px > 0.0 { width_px.min(WIDEST_PX) } else { return Vec::new() };
    let px_per_sec = view.px_per_sec(width_px);
    let spacing = Spacing::for_gap(f64::from(min_gap_px.max(LEAST_GAP_PX)) / px_per_sec);
    // Rounded inwards: a tick lies within the view.
    let (from, to) = (UnixSecs(view.from.ceil() as i64), UnixSecs(view.to.floor() as i64));
    spacing
        .boundaries(from, to)
        .into_iter()
        .filter(|time| *time >= from)
        .map(|time| {
            let (label, strong) = label(time, spacing);
            TimeTick { time, label, strong }
        })
        .collect()
}

fn label(time: UnixSecs, spacing: Spacing) -> (String, bool) {
    let civil = time.civil();
    let month = month_abbreviation(civil.month());
    let is_midnight = time == time.start_of_day();
    let is_within_day = matches!(spacing, Spacing::Minutes(_) | Spacing::Hours(_));
    if !is_midnight {
        return (format!("{:02}:{:02}", civil.hour(), civil.minute()), false);
    }
    match (civil.month(), civil.day()) {
        (1, 1) => (civil.year().to_string(), true),
        (_, 1) if !is_within_day => (month.to_owned(), matches!(spacing, Spacing::Days(_))),
        (_, day) if is_within_day => (format!("{day} {month}"), true),
        (_, day) => (day.to_string(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn view(from: &str, to: &str) -> TimeView {
        let secs = |text| UnixSecs::parse_iso(text).unwrap().0 as f64;
        TimeView::new(secs(from), secs(to))
    }

    fn labels(from: &str, to: &str, width: f32) -> String {
        let shown =
            |tick: &TimeTick| if tick.strong { format!("*{}", tick.label) } else { tick.label.clone() };
        time_ticks(&view(from, to), width, 50.0).iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_span_is_ruled_by_its_own_calendar_level() {
        assert_eq!(
            labels("2018-06-01", "2026-02-13", 600.0),
            "*2019 *2020 *2021 *2022 *2023 *2024 *2025 *2026"
        );
        assert_eq!(
            labels("2025-09-15", "2027-01-05", 970.0),
            "Oct Nov Dec *2026 Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec *2027"
        );
        assert_eq!(labels("2024-12-20", "2026-02-13", 500.0), "*2025 Apr Jul Oct *2026");
        assert_eq!(labels("2026-01-20", "2026-03-03", 600.0), "22 *Feb 8 15 22 *Mar");
        assert_eq!(
            labels("2026-02-04", "2026-02-07", 400.0),
            "*4 Feb 12:00 *5 Feb 12:00 *6 Feb 12:00 *7 Feb"
        );
        assert_eq!(
            labels("2026-02-05T12:50:00Z", "2026-02-05T13:20:00Z", 400.0),
            "12:50 12:55 13:00 13:05 13:10 13:15 13:20"
        );
    }

    #[test]
    fn february_decides_whether_months_fit() {
        let ninety_days = view("2026-01-15", "2026-04-15");
        let count = |gap_px| time_ticks(&ninety_days, 900.0, gap_px).len();
        assert_eq!(count(280.0), 3);
        assert_eq!(count(281.0), 1);
    }

    #[test]
    fn every_other_day_starts_anew_with_the_month() {
        assert_eq!(labels("2026-02-25", "2026-03-06", 400.0), "25 27 *Mar 3 5");
        assert_eq!(labels("2024-02-25", "2024-03-06", 400.0), "25 27 *Mar 3 5");
    }

    #[test]
    fn a_pane_without_width_and_the_far_ends_of_time_have_ticks_or_none() {
        assert!(time_ticks(&view("2026-01-01", "2026-02-01"), 0.0, 50.0).is_empty());
        assert!(time_ticks(&view("2026-01-01", "2026-02-01"), f32::NAN, 50.0).is_empty());
        let all_of_time = TimeView::new(-1e11, 1e11);
        assert!(time_ticks(&all_of_time, 800.0, 50.0).len() < 20);
    }

    proptest! {
        #[test]
        fn ticks_never_come_nearer_than_asked(
            from in 0.0..4e9f64, log_span in 3.56..8.8f64, width in 100.0..4_000.0f32, gap in 20.0..90.0f32,
        ) {
            let view = TimeView::new(from, from + 10f64.powf(log_span));
            let ticks = time_ticks(&view, width, gap);
            let xs: Vec<f32> = ticks.iter().map(|t| view.x_from_time(t.time.0 as f64, 0.0, width)).collect();
            prop_assert!(xs.windows(2).all(|pair| pair[1] - pair[0] >= gap - 0.01), "{ticks:?} {xs:?}");
            prop_assert!(xs.iter().all(|x| (-0.01..=width + 0.01).contains(x)));
            prop_assert!(width < gap * 12.0 || !ticks.is_empty(), "{view:?} {width} {gap}");
            prop_assert!(ticks.iter().all(|t| !t.label.is_empty()));
        }

        #[test]
        fn a_year_start_is_a_tick_whenever_months_or_days_are(year in 1_980i16..2_100, days in 30.0..700.0f64) {
            let start = UnixSecs::from_ymd(year, 1, 1).unwrap();
            let view = TimeView::new(start.0 as f64 - days * 3e4, start.0 as f64 + days * 5e4);
            let ticks = time_ticks(&view, 1_000.0, 60.0);
            let tick = ticks.iter().find(|t| t.time == start).unwrap();
            prop_assert!(tick.strong && tick.label == year.to_string());
        }
    }
}

//! Calendar boundaries along the time axis, from years down to seconds.
//!
//! Knows the calendar of a zone; knows nothing of rows. Weeks start on Monday, as
//! weekly candles do, but a month's first is always a grid line and a Monday that
//! would crowd it is left out: months are what a reader counts by. Quarters are
//! labelled with their first month, not `Q2`: a tick is an instant, a quarter is not.
//! In a zone with summer time a spacing must hold on its shortest day, so hours and
//! days are given an hour's slack there.

use jiff::civil::Date;

use crate::chart::viewport::TimeView;
use crate::domain::time::{DAY_SECS, UnixSecs, WEEK_SECS, month_abbreviation};
use crate::domain::zone::{Clock, Zone, clock_words};

/// Nearest two ticks ever get, in pixels, whatever gap is asked for.
const LEAST_GAP_PX: f32 = 4.0;
/// Widest pane that is served, in pixels.
const WIDEST_PX: f32 = 100_000.0;
/// Years the calendar is asked for.
const YEARS: std::ops::RangeInclusive<i64> = 1..=9_998;
/// `13:00:30` is this much wider than the labels the gap is asked for.
const SECONDS_LABEL: f64 = 1.4;
/// What clocks are put forward by, in all zones but one (which does half of it).
const SUMMER_SECS: i64 = 3_600;

/// One grid line of the time axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeTick {
    /// The boundary.
    pub time: UnixSecs,
    /// `2026`, `Feb`, `5`, `5 Feb` (midnight among hours), `13:00` or `13:00:30`.
    pub label: String,
    /// A year's start, or a boundary coarser than the ticks around it.
    pub strong: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spacing {
    /// Seconds of the wall clock, dividing a day.
    Clock(i64),
    /// From the first of each month; a last one too near the next month is left out.
    Days(i64),
    /// Mondays and the firsts of months.
    Weeks,
    Months(i64),
    Years(i64),
}

/// From fine to coarse; beyond it years by 1-2-5.
const SPACINGS: [Spacing; 20] = [
    Spacing::Clock(1),
    Spacing::Clock(5),
    Spacing::Clock(15),
    Spacing::Clock(30),
    Spacing::Clock(60),
    Spacing::Clock(300),
    Spacing::Clock(900),
    Spacing::Clock(1_800),
    Spacing::Clock(3_600),
    Spacing::Clock(3 * 3_600),
    Spacing::Clock(6 * 3_600),
    Spacing::Clock(12 * 3_600),
    Spacing::Days(1),
    Spacing::Days(2),
    Spacing::Weeks,
    Spacing::Months(1),
    Spacing::Months(3),
    Spacing::Months(6),
    Spacing::Years(1),
    Spacing::Years(2),
];

/// How coarse a boundary is; of two that are too near each other the coarser stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Clock,
    Day,
    Month,
}

#[derive(Clone, Copy)]
struct Boundary {
    time: UnixSecs,
    rank: Rank,
}

impl Spacing {
    /// Shortest time between two of its boundaries of one rank, in seconds.
    fn least_secs(self, zone: &Zone) -> i64 {
        let secs = match self {
            Self::Clock(secs) => secs,
            Self::Days(n) => n * DAY_SECS,
            Self::Weeks => WEEK_SECS,
            Self::Months(1) => 28 * DAY_SECS,
            // January to March, and January to June, of a common year.
            Self::Months(n) => (n * 30 + i64::from(n == 6)) * DAY_SECS,
            Self::Years(n) => n * 365 * DAY_SECS,
        };
        // In an hour that is skipped the hours themselves are still an hour apart.
        if secs > SUMMER_SECS && !zone.is_fixed() { secs - SUMMER_SECS } else { secs }
    }

    /// The finest spacing that keeps `gap_secs`.
    fn for_gap(gap_secs: f64, zone: &Zone) -> Self {
        let coarser = (0..4u32).flat_map(|power| [5, 10, 20].map(|n| Self::Years(n * 10i64.pow(power))));
        SPACINGS
            .into_iter()
            .chain(coarser)
            .find(|spacing| spacing.least_secs(zone) as f64 >= spacing.gap_factor() * gap_secs)
            .unwrap_or(Self::Years(100_000))
    }

    fn gap_factor(self) -> f64 {
        if self.is_in_seconds() { SECONDS_LABEL } else { 1.0 }
    }

    fn is_in_seconds(self) -> bool {
        matches!(self, Self::Clock(secs) if secs < 60)
    }

    /// Boundaries from before `from` up to `to`, in order of time, some perhaps twice.
    fn boundaries(self, from: UnixSecs, to: UnixSecs, zone: &Zone) -> Vec<Boundary> {
        let (first, last) = (zone.civil(from).date(), zone.civil(to).date());
        let starts = |dates: &mut dyn Iterator<Item = Date>| -> Vec<Boundary> {
            let boundary = |date: Date| {
                let time = zone.start_of_date(date);
                let rank = if zone.civil(time).day() == 1 { Rank::Month } else { Rank::Day };
                Boundary { time, rank }
            };
            dates.map(boundary).collect()
        };
        let mut boundaries = match self {
            Self::Clock(secs) => {
                let mut all = starts(&mut days(first, last, 1));
                let on_clock = clock_times(from, to, secs, zone);
                all.extend(on_clock.map(|time| Boundary { time, rank: Rank::Clock }));
                all
            }
            Self::Days(every) => starts(&mut months(first, last, 1).flat_map(|start| {
                let end = start.last_of_month();
                days(start, end, every).take_while(move |date| *date <= last)
            })),
            Self::Weeks => {
                let into_week = i64::from(first.weekday().to_monday_zero_offset());
                let monday = UnixSecs::from_date(first).plus_days(-into_week).date();
                let mut all = starts(&mut months(first, last, 1));
                all.extend(starts(&mut days(monday, last, 7)));
                all
            }
            Self::Months(every) => starts(&mut months(first, last, every)),
            Self::Years(every) => starts(&mut months(first, last, every * 12)),
        };
        boundaries.sort_by_key(|boundary| boundary.time);
        boundaries
    }
}

/// Every `every`-th day from `first` up to `last`.
fn days(first: Date, last: Date, every: i64) -> impl Iterator<Item = Date> {
    let start = UnixSecs::from_date(first);
    (0..).map(move |n| start.plus_days(n * every).date()).take_while(move |date| *date <= last)
}

/// Starts of every `every`-th month since year 0, from before `first` up to `last`.
fn months(first: Date, last: Date, every: i64) -> impl Iterator<Item = Date> {
    let month = i64::from(first.year()) * 12 + i64::from(first.month()) - 1;
    let start = month.div_euclid(every) * every;
    (0..)
        .map(move |n| start + n * every)
        .skip_while(|month| month.div_euclid(12) < *YEARS.start())
        .map_while(month_start)
        .take_while(move |date| *date <= last)
}

fn month_start(month: i64) -> Option<Date> {
    let year = month.div_euclid(12);
    let in_year = i8::try_from(month.rem_euclid(12)).ok()?;
    YEARS.contains(&year).then_some(())?;
    Date::new(i16::try_from(year).ok()?, in_year + 1, 1).ok()
}

/// Instants from `from` to `to` at which the wall clock shows a multiple of `secs`.
///
/// Walks real time, so that an hour that is repeated has its ticks twice and one that
/// is skipped has none. **Cost.** A look at the zone a tick.
fn clock_times(from: UnixSecs, to: UnixSecs, secs: i64, zone: &Zone) -> impl Iterator<Item = UnixSecs> {
    let mut after = from.0 - 1;
    std::iter::from_fn(move || {
        let now = UnixSecs(after);
        let next = |offset: i64| ((after + offset).div_euclid(secs) + 1) * secs - offset;
        let offset = zone.offset_secs(now);
        let mut time = UnixSecs(next(offset));
        let changed = zone.offset_secs(time);
        if changed != offset {
            // The clock was put forward or back on the way: the next one on the new clock.
            time = UnixSecs(next(changed));
            if zone.offset_secs(time) != changed {
                time = UnixSecs(time.0 + secs);
            }
        }
        after = time.0;
        (time <= to).then_some(time)
    })
}

/// Of boundaries in order of time those that keep the gap; the coarser of two stays.
fn thinned(boundaries: Vec<Boundary>, gap_secs: f64) -> Vec<Boundary> {
    let mut kept: Vec<Boundary> = Vec::with_capacity(boundaries.len());
    for boundary in boundaries {
        let near = kept.last().filter(|last| (boundary.time.secs_since(last.time) as f64) < gap_secs);
        match near {
            Some(last) if last.rank >= boundary.rank => continue,
            Some(_) => {
                kept.pop();
            }
            None => {}
        }
        kept.push(boundary);
    }
    kept
}

/// Calendar boundaries inside the view in a zone, in time order, at least `min_gap_px`
/// apart on an axis `width_px` wide (more where the labels are to the second).
///
/// **Shape.** One spacing for the whole axis: 1 5 15 30 s, 1 5 15 30 min, 1 3 6 12 h,
/// days 1 2 from each month's first, Mondays with the firsts of months, months 1 3 6,
/// years 1 2 5 …, the finest that keeps the gap. Empty without width. **Unit.** Days
/// start at the zone's own midnights. **Cost.** O(ticks).
pub fn time_ticks_in(view: &TimeView, width_px: f32, min_gap_px: f32, zone: &Zone) -> Vec<TimeTick> {
    let width_px = if width_px > 0.0 { width_px.min(WIDEST_PX) } else { return Vec::new() };
    let px_per_sec = view.px_per_sec(width_px);
    let gap_secs = f64::from(min_gap_px.max(LEAST_GAP_PX)) / px_per_sec;
    let spacing = Spacing::for_gap(gap_secs, zone);
    // Rounded inwards: a tick lies within the view.
    let (from, to) = (UnixSecs(view.from.ceil() as i64), UnixSecs(view.to.floor() as i64));
    // A gap further on both sides: a tick must not come and go as its neighbour does.
    let around = gap_secs.ceil() as i64;
    let boundaries = spacing.boundaries(UnixSecs(from.0 - around), UnixSecs(to.0 + around), zone);
    // A little less than asked, so that rounding never thins what the spacing allows.
    thinned(boundaries, gap_secs * spacing.gap_factor() * (1.0 - 1e-9))
        .into_iter()
        .filter(|boundary| boundary.time >= from && boundary.time <= to)
        .map(|boundary| tick(boundary, spacing, zone))
        .collect()
}

/// [`time_ticks_in`] for universal time.
pub fn time_ticks(view: &TimeView, width_px: f32, min_gap_px: f32) -> Vec<TimeTick> {
    time_ticks_in(view, width_px, min_gap_px, &Zone::utc())
}

fn tick(boundary: Boundary, spacing: Spacing, zone: &Zone) -> TimeTick {
    let Boundary { time, rank } = boundary;
    let civil = zone.civil(time);
    let month = month_abbreviation(civil.month());
    let is_within_day = matches!(spacing, Spacing::Clock(_));
    let (label, strong) = match (rank, civil.month(), civil.day()) {
        (Rank::Clock, ..) => {
            let down_to = if spacing.is_in_seconds() { Clock::Seconds } else { Clock::Minutes };
            (clock_words(civil, down_to), false)
        }
        (_, 1, 1) => (civil.year().to_string(), true),
        (_, _, day) if is_within_day => (format!("{day} {month}"), true),
        (Rank::Month, ..) => (month.to_owned(), matches!(spacing, Spacing::Days(_) | Spacing::Weeks)),
        (_, _, day) => (day.to_string(), false),
    };
    TimeTick { time, label, strong }
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
        assert_eq!(labels("2026-01-20", "2026-03-03", 600.0), "26 *Feb 9 16 23 *Mar");
        assert_eq!(
            labels("2026-02-04", "2026-02-07", 400.0),
            "*4 Feb 12:00 *5 Feb 12:00 *6 Feb 12:00 *7 Feb"
        );
        assert_eq!(
            labels("2026-02-05T12:50:00Z", "2026-02-05T13:20:00Z", 400.0),
            "12:50 12:55 13:00 13:05 13:10 13:15 13:20"
        );
        assert_eq!(labels("2026-02-05T23:59:40Z", "2026-02-06T00:00:20Z", 240.0), "23:59:45 *6 Feb 00:00:15");
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

        #[test]
        fn in_every_zone_ticks_keep_their_distance_and_lie_on_its_calendar(
            which in 0usize..ZONES.len(), from in 1.0e9..2.2e9f64, log_span in 0.5..8.8f64,
            width in 100.0..4_000.0f32, gap in 20.0..90.0f32,
        ) {
            let zone = Zone::posix(ZONES[which]).unwrap();
            assert_calendar(&zone, &TimeView::new(from, from + 10f64.powf(log_span)), width, gap);
        }

        #[test]
        fn panning_changes_none_of_the_ticks_that_stay_in_view(
            which in 0usize..ZONES.len(), from in 1.0e9..2.2e9f64, log_span in 1.0..8.5f64, share in 0.0..0.9f64,
        ) {
            let zone = Zone::posix(ZONES[which]).unwrap();
            let before = TimeView::new(from, from + 10f64.powf(log_span));
            let after = before.pan(before.span() * share);
            let both = |tick: &TimeTick| (after.from..before.to).contains(&(tick.time.0 as f64));
            let ticks = |view: &TimeView| -> Vec<TimeTick> {
                time_ticks_in(view, 900.0, 47.0, &zone).into_iter().filter(both).collect()
            };
            prop_assert_eq!(ticks(&before), ticks(&after));
        }

        #[test]
        fn around_a_change_of_the_clock_ticks_keep_their_distance(
            which in 0usize..ZONES.len(), month in 0usize..4, day in 0i64..16, secs in 0i64..86_400,
            log_span in 1.0..6.5f64, gap in 20.0..90.0f32,
        ) {
            let zone = Zone::posix(ZONES[which]).unwrap();
            let start = ["2026-03-01", "2026-04-01", "2026-10-01", "2026-11-01"][month];
            let middle = (UnixSecs::parse_iso(start).unwrap().plus_days(day).0 + secs) as f64;
            let half = 10f64.powf(log_span) / 2.0;
            assert_calendar(&zone, &TimeView::new(middle - half, middle + half), 1_000.0, gap);
        }
    }

    /// New York, Lord Howe (half an hour of summer time), Havana (no midnight on one
    /// day), Kathmandu, and a zone on the other side of the date line.
    const ZONES: [&str; 5] = [
        "EST5EDT,M3.2.0,M11.1.0",
        "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
        "CST5CDT,M3.2.0/0,M11.1.0/1",
        "<+0545>-5:45",
        "<+13>-13",
    ];

    fn assert_calendar(zone: &Zone, view: &TimeView, width: f32, gap: f32) {
        let ticks = time_ticks_in(view, width, gap, zone);
        let xs: Vec<f32> = ticks.iter().map(|t| view.x_from_time(t.time.0 as f64, 0.0, width)).collect();
        assert!(xs.windows(2).all(|pair| pair[1] - pair[0] >= gap - 0.01), "{ticks:?} {xs:?}");
        assert!(xs.iter().all(|x| (-0.01..=width + 0.01).contains(x)));
        assert!(width < gap * 14.0 || view.span() < 60.0 || !ticks.is_empty(), "{view:?} {width} {gap}");
        for tick in &ticks {
            let civil = zone.civil(tick.time);
            let starts_a_day = zone.start_of_date(civil.date()) == tick.time;
            assert!(starts_a_day || tick.label.contains(':'), "{tick:?} {civil}");
            assert!(!tick.label.contains(':') || civil.to_string().contains(&tick.label), "{tick:?} {civil}");
        }
    }

    #[test]
    fn days_start_at_local_midnight_on_both_sides_of_a_change_of_the_clock() {
        let zone = Zone::posix(ZONES[0]).unwrap();
        let ticks = time_ticks_in(&view("2026-03-06", "2026-03-11"), 400.0, 50.0, &zone);
        let instants: Vec<String> = ticks.iter().map(|tick| tick.time.iso()[5..16].to_owned()).collect();
        assert_eq!(instants, ["03-06T05:00", "03-07T05:00", "03-08T05:00", "03-09T04:00", "03-10T04:00"]);
        let words: Vec<&str> = ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(words, ["6", "7", "8", "9", "10"]);
    }

    #[test]
    fn a_repeated_hour_has_its_ticks_twice_and_a_skipped_one_none() {
        let zone = Zone::posix(ZONES[0]).unwrap();
        let words = |from: &str, to: &str| {
            let ticks = time_ticks_in(&view(from, to), 500.0, 50.0, &zone);
            ticks.into_iter().map(|tick| tick.label).collect::<Vec<_>>().join(" ")
        };
        let autumn = words("2026-11-01T04:00:00Z", "2026-11-01T08:00:00Z");
        assert_eq!(autumn, "1 Nov 00:30 01:00 01:30 01:00 01:30 02:00 02:30 03:00");
        let spring = words("2026-03-08T06:00:00Z", "2026-03-08T09:00:00Z");
        assert_eq!(spring, "01:00 01:30 03:00 03:30 04:00 04:30 05:00");
    }

    #[test]
    fn hours_stay_on_the_wall_clock_across_a_change_of_it() {
        let zone = Zone::posix(ZONES[0]).unwrap();
        let words = |from: &str, to: &str| {
            let ticks = time_ticks_in(&view(from, to), 900.0, 40.0, &zone);
            ticks.into_iter().map(|tick| tick.label).collect::<Vec<_>>().join(" ")
        };
        let spring = words("2026-03-07T22:00:00Z", "2026-03-09T02:00:00Z");
        assert_eq!(spring, "18:00 21:00 8 Mar 03:00 06:00 09:00 12:00 15:00 18:00 21:00");
        let autumn = words("2026-10-31T22:00:00Z", "2026-11-02T03:00:00Z");
        assert_eq!(autumn, "18:00 21:00 1 Nov 03:00 06:00 09:00 12:00 15:00 18:00 21:00");
    }

    #[test]
    fn a_day_that_a_zone_skipped_has_no_tick() {
        // Samoa went from 29 to 31 December 2011; only where a zone database is at hand.
        let Ok(apia) = jiff::tz::TimeZone::get("Pacific/Apia") else { return };
        let zone = Zone::new(apia);
        let ticks = time_ticks_in(&view("2011-12-28", "2012-01-02"), 400.0, 50.0, &zone);
        let words: Vec<&str> = ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(words, ["28", "29", "31", "2012", "2"]);
    }

    #[test]
    fn mondays_rule_the_weeks_and_give_way_to_the_firsts_of_months() {
        assert_eq!(labels("2026-05-20", "2026-07-20", 700.0), "25 *Jun 8 15 22 *Jul 6 13 20");
    }
}

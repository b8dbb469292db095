//! Days on which the US stock exchanges trade, for shading the days they do not.
//!
//! Knows the New York Stock Exchange's rules; knows nothing of rows. Holidays are
//! computed, not listed, so that a chart of 2030 is shaded too; closures that no rule
//! foresees are listed from 2024 on, when the spot Bitcoin ETFs began to trade.
//! Source: NYSE rule 7.2 and its yearly holiday calendars.

use jiff::civil::{Date, Weekday};

use crate::domain::time::UnixSecs;

/// Closures outside the rules, with the reason the exchange gave.
const SPECIAL: &[(Date, &str)] = &[(Date::constant(2025, 1, 9), "Mourning for President Carter")];
/// The first year the exchanges closed on 19 June.
const JUNETEENTH_FROM: i16 = 2022;

/// Why the exchanges do not trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Saturday or Sunday.
    Weekend,
    /// A holiday, by its name.
    Holiday(&'static str),
}

/// A closed stretch of whole UTC days, both ends at 00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedStretch {
    /// Start of its first day.
    pub from: UnixSecs,
    /// End of its last day.
    pub to: UnixSecs,
    /// Why; a holiday beside a weekend is a stretch of its own.
    pub closed: Closed,
}

/// Whether the US exchanges hold a session on the day an instant falls on, UTC.
pub fn is_us_session(day: UnixSecs) -> bool {
    closed(day).is_none()
}

/// Whether a day is a Saturday or Sunday, UTC.
pub fn is_weekend(day: UnixSecs) -> bool {
    closed(day) == Some(Closed::Weekend)
}

/// The exchange holiday a day is, `None` for sessions and for plain weekends.
pub fn holiday_name(day: UnixSecs) -> Option<&'static str> {
    match closed(day) {
        Some(Closed::Holiday(name)) => Some(name),
        _ => None,
    }
}

/// Why there is no session on a day, `None` if there is one.
pub fn closed(day: UnixSecs) -> Option<Closed> {
    let date = day.date();
    if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
        return Some(Closed::Weekend);
    }
    holiday_of_weekday(date).map(Closed::Holiday)
}

/// The next session that starts after an instant. **Cost.** A few days' look.
pub fn next_session(after: UnixSecs) -> UnixSecs {
    let tomorrow = after.start_of_day().plus_days(1);
    // No closure since 1933 was longer than a week.
    (0..15).map(|days| tomorrow.plus_days(days)).find(|day| is_us_session(*day)).unwrap_or(tomorrow)
}

/// Weekends and holidays that touch `from..to`, in order of time.
///
/// **Cost.** O(days) of the range: ask where a day is wide enough to be seen.
pub fn closed_stretches(from: UnixSecs, to: UnixSecs) -> Vec<ClosedStretch> {
    let mut stretches: Vec<ClosedStretch> = Vec::new();
    let mut day = from.start_of_day();
    while day < to {
        let next = day.plus_days(1);
        if let Some(closed) = closed(day) {
            match stretches.last_mut() {
                Some(last) if last.to == day && last.closed == closed => last.to = next,
                _ => stretches.push(ClosedStretch { from: day, to: next, closed }),
            }
        }
        day = next;
    }
    stretches
}

fn holiday_of_weekday(date: Date) -> Option<&'static str> {
    if let Some((_, reason)) = SPECIAL.iter().find(|(special, _)| *special == date) {
        return Some(reason);
    }
    let (month, day) = (date.month(), date.day());
    let is_nth = |weekday, nth: i8| date.weekday() == weekday && (day + 6) / 7 == nth;
    let is_last_monday = date.weekday() == Weekday::Monday && day > 24;
    match month {
        // A New Year on a Saturday is not made up for on the Friday before: the year's
        // books close that day.
        1 if day == 1 || (day == 2 && date.weekday() == Weekday::Monday) => Some("New Year's Day"),
        1 if is_nth(Weekday::Monday, 3) => Some("Martin Luther King Jr. Day"),
        2 if is_nth(Weekday::Monday, 3) => Some("Presidents' Day"),
        3 | 4 if is_good_friday(date) => Some("Good Friday"),
        5 if is_last_monday => Some("Memorial Day"),
        6 if date.year() >= JUNETEENTH_FROM && is_observed(date, 19) => Some("Juneteenth"),
        7 if is_observed(date, 4) => Some("Independence Day"),
        9 if is_nth(Weekday::Monday, 1) => Some("Labor Day"),
        11 if is_nth(Weekday::Thursday, 4) => Some("Thanksgiving"),
        12 if is_observed(date, 25) => Some("Christmas"),
        _ => None,
    }
}

/// Whether a weekday stands for a fixed day of its month: the day itself, the Friday
/// before a Saturday or the Monday after a Sunday.
fn is_observed(date: Date, holiday: i8) -> bool {
    match date.weekday() {
        Weekday::Friday => date.day() == holiday || date.day() == holiday - 1,
        Weekday::Monday => date.day() == holiday || date.day() == holiday + 1,
        _ => date.day() == holiday,
    }
}

fn is_good_friday(date: Date) -> bool {
    let easter = easter_sunday(date.year());
    easter.is_some_and(|easter| UnixSecs::from_date(date).plus_days(2) == UnixSecs::from_date(easter))
}

/// Western Easter, after Meeus, Jones and Butcher (*Nature*, 1876).
fn easter_sunday(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = i8::try_from((h + l - 7 * m + 114) / 31).ok()?;
    let day = i8::try_from((h + l - 7 * m + 114) % 31 + 1).ok()?;
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn day(text: &str) -> UnixSecs {
        UnixSecs::parse_iso(text).unwrap()
    }

    fn holidays(year: i16) -> Vec<String> {
        let first = UnixSecs::from_ymd(year, 1, 1).unwrap();
        let days = (0..366).map(|n| first.plus_days(n)).filter(|day| day.date().year() == year);
        days.filter(|day| holiday_name(*day).is_some()).map(|day| day.iso()[5..].to_owned()).collect()
    }

    #[test]
    fn the_exchanges_own_calendars_are_met() {
        let y2024 = "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25";
        let y2025 = "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25";
        let y2026 = "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25";
        // New Year 2028 is a Saturday and is not made up for.
        let y2027 = "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24";
        let y2021 = "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24";
        for (year, expected) in [(2021, y2021), (2024, y2024), (2025, y2025), (2026, y2026), (2027, y2027)] {
            assert_eq!(holidays(year).join(" "), expected, "{year}");
        }
        assert_eq!(holiday_name(day("2023-01-02")), Some("New Year's Day"));
        assert!(is_us_session(day("2027-12-31")));
    }

    #[test]
    fn every_row_of_the_etf_table_is_a_session_and_every_missing_weekday_a_holiday() {
        let text = include_str!("../../assets/case/2026-02/etf_net_flow.csv");
        let rows: BTreeSet<UnixSecs> =
            text.lines().filter_map(|line| UnixSecs::parse_iso(line.split(',').next()?)).collect();
        assert!(rows.len() > 50, "{}", rows.len());
        let (mut day, last) = (*rows.first().unwrap(), *rows.last().unwrap());
        while day <= last {
            assert_eq!(rows.contains(&day), is_us_session(day), "{}", day.weekday_label());
            day = day.plus_days(1);
        }
    }

    #[test]
    fn a_holiday_beside_a_weekend_is_a_stretch_of_its_own() {
        let stretches = closed_stretches(day("2026-01-16"), day("2026-01-21"));
        assert_eq!(
            stretches,
            [
                ClosedStretch { from: day("2026-01-17"), to: day("2026-01-19"), closed: Closed::Weekend },
                ClosedStretch {
                    from: day("2026-01-19"),
                    to: day("2026-01-20"),
                    closed: Closed::Holiday("Martin Luther King Jr. Day"),
                },
            ]
        );
        assert!(closed_stretches(day("2026-01-21"), day("2026-01-16")).is_empty());
    }

    #[test]
    fn after_a_friday_comes_the_next_session_over_weekend_and_holiday() {
        assert_eq!(next_session(day("2026-01-16")), day("2026-01-20"));
        assert_eq!(next_session(day("2026-02-03")), day("2026-02-04"));
    }
}

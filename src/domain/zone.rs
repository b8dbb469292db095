//! The time zone dates are shown in: UTC, or the reader's own.
//!
//! Knows how a second is written on a wall clock and back; must not know which
//! zone the machine is set to (`app::clock` hands one in). Zones are a matter of
//! presentation: storage and calculation speak UTC, and a daily row keeps its UTC
//! day in every zone. 00:00 UTC is the evening before in New York, but the row of
//! 5 February is not the row of the 4th, so a row that is a day is never shifted.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::domain::time::{UnixSecs, weekday_abbreviation};

/// What an instant is the time of, which decides how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// A whole UTC day (or week, or month, by its first day): written as its UTC date.
    Day,
    /// An instant: written to the second, in the zone.
    Second,
}

/// A time zone to show dates in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    rules: TimeZone,
}

impl Default for Zone {
    fn default() -> Self {
        Self::utc()
    }
}

impl Zone {
    /// Universal time.
    pub fn utc() -> Self {
        Self { rules: TimeZone::UTC }
    }

    /// A zone by its rules.
    pub fn new(rules: TimeZone) -> Self {
        Self { rules }
    }

    /// A zone by a POSIX text such as `EST5EDT,M3.2.0,M11.1.0`; needs no zone database.
    pub fn posix(text: &str) -> Option<Self> {
        TimeZone::posix(text).ok().map(Self::new)
    }

    /// Whether this is universal time itself.
    pub fn is_utc(&self) -> bool {
        self.rules == TimeZone::UTC
    }

    /// Whether the clock is never put forward or back.
    pub fn is_fixed(&self) -> bool {
        self.rules.to_fixed_offset().is_ok()
    }

    /// Seconds the wall clock is ahead of UTC, negative west of Greenwich.
    pub fn offset_secs(&self, time: UnixSecs) -> i64 {
        i64::from(self.rules.to_offset(timestamp(time)).seconds())
    }

    /// What calendar and wall clock show.
    pub fn civil(&self, time: UnixSecs) -> DateTime {
        self.rules.to_datetime(timestamp(time))
    }

    /// The instant the wall clock shows a date and time.
    ///
    /// **Rule.** A time that occurs twice (the clock is put back) is its first
    /// occurrence. A time that never occurs (the clock is put forward) is moved on by
    /// what was skipped: 02:30 in a skipped hour is 03:30, and a skipped midnight is
    /// the first second of that day.
    pub fn instant(&self, civil: DateTime) -> UnixSecs {
        match self.rules.to_ambiguous_timestamp(civil).compatible() {
            Ok(stamp) => UnixSecs(stamp.as_second()),
            // Only within a day of the calendar's ends, where no zone matters.
            Err(_) => UnixSecs(civil.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).as_secs()),
        }
    }

    /// The first second of a calendar day; of the next one where the day was skipped.
    pub fn start_of_date(&self, date: Date) -> UnixSecs {
        self.instant(date.to_datetime(Time::midnight()))
    }

    /// Whether the wall clock shows this date and time once, twice or never.
    pub fn occurrences(&self, civil: DateTime) -> u8 {
        match self.rules.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { .. } => 1,
            AmbiguousOffset::Gap { .. } => 0,
            AmbiguousOffset::Fold { .. } => 2,
        }
    }

    /// `UTC`, `UTC+1`, `UTC−5`, `UTC+5:45`: what the zone is at an instant.
    pub fn offset_label(&self, time: UnixSecs) -> String {
        let secs = self.offset_secs(time);
        if secs == 0 {
            return "UTC".to_owned();
        }
        let sign = if secs < 0 { '\u{2212}' } else { '+' };
        let (hours, minutes) = (secs.abs() / 3_600, secs.abs() % 3_600 / 60);
        if minutes == 0 { format!("UTC{sign}{hours}") } else { format!("UTC{sign}{hours}:{minutes:02}") }
    }

    /// The time in full, for the readout on the axis: `Thu 5 Feb 2026 13:00:30 UTC`;
    /// `Thu 5 Feb 2026` for a day, which is the UTC day in every zone.
    pub fn readout(&self, time: UnixSecs, precision: Precision) -> String {
        match precision {
            Precision::Day => time.weekday_label(),
            Precision::Second => {
                let civil = self.civil(time);
                let weekday = weekday_abbreviation(civil.date().weekday());
                let day = day_words(civil.date());
                let clock = clock_words(civil, Clock::Seconds);
                format!("{weekday} {day} {clock} {}", self.offset_label(time))
            }
        }
    }
}

/// Down to what a time of day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clock {
    /// `13:00`.
    Minutes,
    /// `13:00:30`.
    Seconds,
}

/// `13:00` or `13:00:30`.
pub fn clock_words(civil: DateTime, down_to: Clock) -> String {
    let (hour, minute, second) = (civil.hour(), civil.minute(), civil.second());
    match down_to {
        Clock::Minutes => format!("{hour:02}:{minute:02}"),
        Clock::Seconds => format!("{hour:02}:{minute:02}:{second:02}"),
    }
}

/// `5 Feb 2026`.
pub fn day_words(date: Date) -> String {
    UnixSecs::from_date(date).day_label()
}

/// The instant as jiff has it; beyond the calendar's ends the nearest it knows.
fn timestamp(time: UnixSecs) -> Timestamp {
    let nearest = if time.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(time.0).unwrap_or(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// New York by its rules since 2007.
    fn new_york() -> Zone {
        Zone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap()
    }

    fn at(text: &str) -> UnixSecs {
        UnixSecs::parse_iso(text).unwrap()
    }

    #[test]
    fn a_time_is_written_to_the_second_with_its_zone() {
        let time = at("2026-02-05T13:00:30Z");
        assert_eq!(Zone::utc().readout(time, Precision::Second), "Thu 5 Feb 2026 13:00:30 UTC");
        assert_eq!(new_york().readout(time, Precision::Second), "Thu 5 Feb 2026 08:00:30 UTC−5");
        let kathmandu = Zone::posix("<+0545>-5:45").unwrap();
        assert_eq!(kathmandu.readout(time, Precision::Second), "Thu 5 Feb 2026 18:45:30 UTC+5:45");
    }

    #[test]
    fn a_daily_row_keeps_its_utc_day_west_of_greenwich() {
        let row = at("2026-02-05");
        assert_eq!(new_york().readout(row, Precision::Day), "Thu 5 Feb 2026");
        assert_eq!(new_york().readout(row, Precision::Second), "Wed 4 Feb 2026 19:00:00 UTC−5");
    }

    #[test]
    fn a_skipped_time_is_moved_on_and_a_repeated_one_is_its_first() {
        let zone = new_york();
        let skipped = "2026-03-08T02:30:00".parse().unwrap();
        assert_eq!(zone.occurrences(skipped), 0);
        assert_eq!(zone.instant(skipped), at("2026-03-08T03:30:00-04:00"));
        let repeated = "2026-11-01T01:30:00".parse().unwrap();
        assert_eq!(zone.occurrences(repeated), 2);
        assert_eq!(zone.instant(repeated), at("2026-11-01T01:30:00-04:00"));
        assert_eq!(zone.offset_label(zone.instant(repeated)), "UTC−4");
    }

    #[test]
    fn a_day_without_a_midnight_starts_with_its_first_second() {
        // Havana puts its clock forward at midnight.
        let havana = Zone::posix("CST5CDT,M3.2.0/0,M11.1.0/1").unwrap();
        let start = havana.start_of_date(Date::constant(2026, 3, 8));
        assert_eq!(start, at("2026-03-08T01:00:00-04:00"));
        assert_eq!(havana.civil(UnixSecs(start.0 - 1)).date(), Date::constant(2026, 3, 7));
    }

    #[test]
    fn only_universal_time_is_utc_and_only_fixed_zones_are_fixed() {
        assert!(Zone::default().is_utc() && Zone::utc().is_fixed());
        assert!(!new_york().is_utc() && !new_york().is_fixed());
        assert!(Zone::new(TimeZone::fixed(jiff::tz::offset(1))).is_fixed());
        for far in [i64::MIN, i64::MAX] {
            assert!(!new_york().readout(UnixSecs(far), Precision::Second).is_empty());
        }
    }
}

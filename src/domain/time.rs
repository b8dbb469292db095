//! Time as whole UTC seconds.
//!
//! Storage, calculation and workspace files speak UTC only; a local zone is a
//! matter of presentation. A daily row carries the day's 00:00 UTC.

use std::fmt;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Seconds in a UTC day (UTC as Unix time has no leap seconds).
pub const DAY_SECS: i64 = 86_400;
/// Seconds in a week.
pub const WEEK_SECS: i64 = 7 * DAY_SECS;

/// 3 January 2009, the day of the first block: nothing of Bitcoin is older.
pub const FIRST_BLOCK_DAY: UnixSecs = UnixSecs(1_230_940_800);

/// Whole seconds since 1970-01-01 00:00 UTC.
///
/// Serialised as `2026-02-05` when it falls on midnight and as
/// `2026-02-05T13:00:00Z` otherwise, so that workspace files stay readable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixSecs(pub i64);

impl UnixSecs {
    /// Midnight UTC of a calendar day, `None` for a day that does not exist.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self::from_date)
    }

    /// Midnight UTC of a calendar day.
    pub fn from_date(date: Date) -> Self {
        let since_epoch = date.duration_since(Date::constant(1970, 1, 1));
        Self(since_epoch.as_secs())
    }

    /// Reads `YYYY-MM-DD`, or an ISO date and time with or without a zone
    /// (without one UTC is meant). Years outside 1970–2200 are refused.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let text = text.trim();
        let secs = if let Ok(stamp) = text.parse::<Timestamp>() {
            Self(stamp.as_second())
        } else if text.len() > 10 {
            let civil = text.parse::<DateTime>().ok()?;
            Self(civil.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
        } else {
            Self::from_date(text.parse::<Date>().ok()?)
        };
        secs.is_plausible().then_some(secs)
    }

    /// Whether the year lies in 1970–2200, the bound on every date read from outside.
    pub fn is_plausible(self) -> bool {
        (0..7_289_654_400).contains(&self.0)
    }

    /// The UTC calendar day this instant falls on.
    pub fn date(self) -> Date {
        self.civil().date()
    }

    /// UTC calendar date and time of day.
    pub fn civil(self) -> DateTime {
        let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        epoch.saturating_add(SignedDuration::from_secs(self.0))
    }

    /// 00:00 UTC of the same day.
    pub fn start_of_day(self) -> Self {
        Self(self.0.div_euclid(DAY_SECS) * DAY_SECS)
    }

    /// 00:00 UTC of the Monday of the same ISO week.
    pub fn start_of_iso_week(self) -> Self {
        let day = self.0.div_euclid(DAY_SECS);
        // 1970-01-01 was a Thursday: day 0 is three days after its Monday.
        Self((day - (day + 3).rem_euclid(7)) * DAY_SECS)
    }

    /// The same instant moved by whole days.
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(DAY_SECS)))
    }

    /// Seconds from `earlier` to `self`; negative if `self` is the earlier one.
    pub fn secs_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Days from `earlier` to `self`, with a fraction.
    pub fn days_since(self, earlier: Self) -> f64 {
        self.secs_since(earlier) as f64 / DAY_SECS as f64
    }

    /// `2026-02-05`.
    pub fn iso_date(self) -> String {
        self.date().to_string()
    }

    /// `2026-02-05` on midnight, `2026-02-05T13:00:00Z` otherwise.
    pub fn iso(self) -> String {
        if self.0.rem_euclid(DAY_SECS) == 0 { self.iso_date() } else { format!("{}Z", self.civil()) }
    }

    /// `5 Feb 2026`, as people write it.
    pub fn day_label(self) -> String {
        let date = self.date();
        format!("{} {} {}", date.day(), month_abbreviation(date.month()), date.year())
    }

    /// `Thu 5 Feb 2026`, the readout of a crosshair.
    pub fn weekday_label(self) -> String {
        let weekday = weekday_abbreviation(self.date().weekday());
        format!("{weekday} {}", self.day_label())
    }
}

/// `Mon` … `Sun`.
pub fn weekday_abbreviation(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

/// `Jan` … `Dec`; an empty text for a number that is no month.
pub fn month_abbreviation(month: i8) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month - 1).ok().and_then(|index| NAMES.get(index).copied()).unwrap_or("")
}

impl fmt::Display for UnixSecs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

impl Serialize for UnixSecs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.iso())
    }
}

impl<'de> Deserialize<'de> for UnixSecs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse_iso(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "expected a date such as 2026-02-05 between 1970 and 2200, found {text:?}"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_reads_and_prints_as_iso() {
        let day = UnixSecs::parse_iso("2026-02-05").unwrap();
        assert_eq!(day.0, 1_770_249_600);
        assert_eq!(day.iso(), "2026-02-05");
        assert_eq!(day.weekday_label(), "Thu 5 Feb 2026");
    }

    #[test]
    fn a_zone_is_turned_into_utc_and_no_zone_means_utc() {
        let noon = UnixSecs::parse_iso("2026-02-05T12:00:00Z").unwrap();
        assert_eq!(UnixSecs::parse_iso("2026-02-05 12:00:00"), Some(noon));
        assert_eq!(UnixSecs::parse_iso("2026-02-05T07:00:00-05:00"), Some(noon));
        assert_eq!(noon.iso(), "2026-02-05T12:00:00Z");
    }

    #[test]
    fn impossible_days_and_far_years_are_refused() {
        for text in ["2026-02-30", "1969-12-31", "2201-01-01", "10000-01-01", "", "today"] {
            assert_eq!(UnixSecs::parse_iso(text), None, "{text}");
        }
    }

    #[test]
    fn an_iso_week_starts_on_monday() {
        for (day, monday) in
            [("2026-02-08", "2026-02-02"), ("2026-02-02", "2026-02-02"), ("1970-01-04", "1970-01-01")]
        {
            let start = UnixSecs::parse_iso(day).unwrap().start_of_iso_week();
            let expected = UnixSecs::parse_iso(monday).unwrap();
            if monday == "1970-01-01" {
                assert_eq!(start, expected.plus_days(-3));
            } else {
                assert_eq!(start, expected, "{day}");
            }
        }
    }
}

//! How old something is and how soon something comes, in words.
//!
//! Knows two instants; knows no clock. Words never say more than has passed: 59
//! days are not two months.

use crate::domain::format::grouped;
use crate::domain::series::Cadence;
use crate::domain::time::{DAY_SECS, UnixSecs};

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
/// Days of a month on average.
const MONTH_DAYS: f64 = 30.44;
/// Days of a year on average.
const YEAR_DAYS: f64 = 365.25;

/// `5 minutes`, `3 days`, `8 months`: the largest unit that is there at least twice (a minute
/// may stand alone), whole.
///
/// Less than a minute, and a time that runs backwards, is `less than a minute`.
pub fn span_words(secs: i64) -> String {
    let days = secs as f64 / DAY_SECS as f64;
    match secs {
        ..MINUTE => "less than a minute".to_owned(),
        _ if secs < 2 * HOUR => counted(secs / MINUTE, "minute"),
        _ if secs < 2 * DAY_SECS => counted(secs / HOUR, "hour"),
        _ if days < 2.0 * MONTH_DAYS => counted(secs / DAY_SECS, "day"),
        _ if days < 2.0 * YEAR_DAYS => counted((days / MONTH_DAYS) as i64, "month"),
        _ => counted((days / YEAR_DAYS) as i64, "year"),
    }
}

/// `3 days`, `1 day`.
pub fn counted(number: i64, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {word}{plural}", grouped(number as f64, 0))
}

/// `5 minutes ago`; `just now` within a minute.
pub fn ago_words(now: UnixSecs, then: UnixSecs) -> String {
    match now.secs_since(then) {
        ..MINUTE => "just now".to_owned(),
        secs => format!("{} ago", span_words(secs)),
    }
}

/// `in 42 minutes`; `now` once it is due.
pub fn until_words(now: UnixSecs, then: UnixSecs) -> String {
    match then.secs_since(now) {
        ..=0 => "now".to_owned(),
        secs => format!("in {}", span_words(secs)),
    }
}

/// How old the last row of a series is: `today`, `a day old`, `8 months old`; of hours and
/// minutes `40 minutes old`.
pub fn row_age_words(now: UnixSecs, last: UnixSecs, cadence: Cadence) -> String {
    let secs = now.secs_since(last);
    if cadence == Cadence::Intraday && secs < 2 * DAY_SECS {
        return if secs < MINUTE { "just now".to_owned() } else { format!("{} old", span_words(secs)) };
    }
    // Days of the calendar: what was at noon yesterday is not of today.
    match now.start_of_day().secs_since(last.start_of_day()).div_euclid(DAY_SECS) {
        ..=0 => "today".to_owned(),
        1 => "a day old".to_owned(),
        days => format!("{} old", span_words(days * DAY_SECS)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_said_in_the_largest_unit_that_fits_twice() {
        for (secs, words) in [
            (-5, "less than a minute"),
            (59, "less than a minute"),
            (60, "1 minute"),
            (300, "5 minutes"),
            (7_199, "119 minutes"),
            (7_200, "2 hours"),
            (2 * DAY_SECS - 1, "47 hours"),
            (2 * DAY_SECS, "2 days"),
            (60 * DAY_SECS, "60 days"),
            (61 * DAY_SECS, "2 months"),
            (244 * DAY_SECS, "8 months"),
            (730 * DAY_SECS, "23 months"),
            (731 * DAY_SECS, "2 years"),
            (4_000 * DAY_SECS, "10 years"),
        ] {
            assert_eq!(span_words(secs), words, "{secs}");
        }
    }

    #[test]
    fn a_daily_row_is_of_today_until_the_day_is_over() {
        let row = UnixSecs::parse_iso("2026-11-29").unwrap();
        let after = |secs: i64| UnixSecs(row.0 + secs);
        assert_eq!(row_age_words(after(DAY_SECS - 1), row, Cadence::Daily), "today");
        assert_eq!(row_age_words(after(DAY_SECS), row, Cadence::Daily), "a day old");
        assert_eq!(row_age_words(after(2 * DAY_SECS), row, Cadence::Daily), "2 days old");
        let noon = after(DAY_SECS / 2);
        assert_eq!(row_age_words(after(DAY_SECS + 1), noon, Cadence::Irregular), "a day old");
        assert_eq!(row_age_words(after(2_400), row, Cadence::Intraday), "40 minutes old");
        assert_eq!(row_age_words(after(-9), row, Cadence::Intraday), "just now");
    }

    #[test]
    fn past_and_future_have_words_of_their_own() {
        let now = UnixSecs(1_000_000);
        assert_eq!(ago_words(now, UnixSecs(now.0 - 300)), "5 minutes ago");
        assert_eq!(ago_words(now, UnixSecs(now.0 + 300)), "just now");
        assert_eq!(until_words(now, UnixSecs(now.0 + 2_520)), "in 42 minutes");
        assert_eq!(until_words(now, now), "now");
    }
}

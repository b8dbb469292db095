//! A date as somebody types it: `2026-02-05`, `5 Feb 2026`, `feb 2026`.
//!
//! Knows the spellings and says in one sentence what is wrong with another; knows
//! nothing of where data begin or end. Order of day and month is never guessed:
//! `5/2/2026` is two different days, so it is refused.

use jiff::civil::{Date, DateTime, Time};

use crate::domain::month_names::month_of;
use crate::domain::time::{UnixSecs, month_abbreviation};
use crate::domain::zone::Zone;

/// Why a text is no date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateTextError {
    /// Nothing was typed.
    #[error("Type a date such as 2026-02-05, 5 Feb 2026, 2026-02-05 13:00 or Feb 2026")]
    Empty,
    /// In none of the spellings.
    #[error("{0:?} is not a date such as 2026-02-05, 5 Feb 2026, 2026-02-05 13:00 or Feb 2026")]
    Form(String),
    /// A word where a month is expected.
    #[error("{0:?} is not a month, expected a name such as Feb")]
    Month(String),
    /// A day that its month does not have.
    #[error("{month} {year} has no day {day}")]
    Day {
        /// The month's name.
        month: &'static str,
        /// The year.
        year: i16,
        /// The day.
        day: i8,
    },
    /// Not a time of day.
    #[error("{0:?} is not a time of day, expected one such as 13:00")]
    Time(String),
    /// Far from any Bitcoin.
    #[error("The year {0} is not between 1970 and 2200")]
    Year(i16),
}

/// Reads a date, a month (its first day) or a date with a time of day, in a zone.
///
/// Spellings: `2026-02-05`, `2026-02`, `5 Feb 2026`, `Feb 5 2026`, `feb 2026`, `2026`,
/// each day also with ` 13:00` or ` 13:00:30`; a date alone is the start of its day.
///
/// # Errors
/// [`DateTextError`] is the sentence for the user.
pub fn parse_date_text(text: &str, zone: &Zone) -> Result<UnixSecs, DateTextError> {
    let shown: String = text.trim().chars().take(40).collect();
    let parted = text.trim().replace([',', 'T'], " ");
    let mut words: Vec<&str> = parted.split_whitespace().collect();
    if words.is_empty() {
        return Err(DateTextError::Empty);
    }
    let time = match words.last() {
        Some(word) if word.contains(':') => {
            let time = time_of_day(word)?;
            words.pop();
            time
        }
        _ => Time::midnight(),
    };
    let date = date_of(&words, &shown)?;
    if !(1970..=2200).contains(&date.year()) {
        return Err(DateTextError::Year(date.year()));
    }
    Ok(zone.instant(DateTime::from_parts(date, time)))
}

fn date_of(words: &[&str], shown: &str) -> Result<Date, DateTextError> {
    let form = || DateTextError::Form(shown.to_owned());
    let number = |word: &str| word.parse::<i16>().ok().filter(|number| *number > 0).ok_or_else(form);
    match words {
        [iso] if iso.contains('-') => {
            let parts: Vec<&str> = iso.split('-').collect();
            match parts.as_slice() {
                [year, month] => day_of(number(year)?, number(month)?, 1, shown),
                [year, month, day] => day_of(number(year)?, number(month)?, number(day)?, shown),
                _ => Err(form()),
            }
        }
        [year] if year.len() == 4 => day_of(number(year)?, 1, 1, shown),
        [month, year] if year.len() == 4 => day_of(number(year)?, month_number(month)?, 1, shown),
        [day, month, year] if starts_with_digit(day) && year.len() == 4 => {
            day_of(number(year)?, month_number(month)?, number(day.trim_end_matches('.'))?, shown)
        }
        [month, day, year] if year.len() == 4 => {
            day_of(number(year)?, month_number(month)?, number(day)?, shown)
        }
        _ => Err(form()),
    }
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// The month that a word names, in full or by three letters or more.
fn month_number(word: &str) -> Result<i16, DateTextError> {
    let month = month_of(word).map(i16::from);
    month.ok_or_else(|| DateTextError::Month(word.chars().take(40).collect()))
}

fn day_of(year: i16, month: i16, day: i16, shown: &str) -> Result<Date, DateTextError> {
    let form = || DateTextError::Form(shown.to_owned());
    let month = i8::try_from(month).ok().ok_or_else(form)?;
    let day = i8::try_from(day).ok().ok_or_else(form)?;
    if !(1..=12).contains(&month) {
        return Err(form());
    }
    let missing = || DateTextError::Day { month: month_abbreviation(month), year, day };
    Date::new(year, month, day).ok().ok_or_else(missing)
}

fn time_of_day(word: &str) -> Result<Time, DateTextError> {
    let wrong = || DateTextError::Time(word.chars().take(40).collect());
    let parts: Vec<i8> =
        word.split(':').map(|part| part.parse::<i8>().ok().ok_or_else(wrong)).collect::<Result<_, _>>()?;
    let made = match parts.as_slice() {
        [hour, minute] => Time::new(*hour, *minute, 0, 0),
        [hour, minute, second] => Time::new(*hour, *minute, *second, 0),
        _ => return Err(wrong()),
    };
    made.ok().ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        parse_date_text(text, &Zone::utc()).map(UnixSecs::iso).map_err(|error| error.to_string())
    }

    #[test]
    fn every_spelling_is_read() {
        for (text, iso) in [
            ("2026-02-05", "2026-02-05"),
            (" 5 Feb 2026 ", "2026-02-05"),
            ("5. february 2026", "2026-02-05"),
            ("Feb 5, 2026", "2026-02-05"),
            ("2026-02-05 13:00", "2026-02-05T13:00:00Z"),
            ("2026-02-05T13:00:30", "2026-02-05T13:00:30Z"),
            ("5 Oct 2025 08:15", "2025-10-05T08:15:00Z"),
            ("feb 2026", "2026-02-01"),
            ("2026-02", "2026-02-01"),
            ("2024", "2024-01-01"),
            ("29 Sept 2025", "2025-09-29"),
        ] {
            assert_eq!(read(text), Ok(iso.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_a_sentence() {
        for (text, sentence) in [
            ("30 Feb 2026", "Feb 2026 has no day 30"),
            ("2026-02-30", "Feb 2026 has no day 30"),
            ("5 Foo 2026", "\"Foo\" is not a month, expected a name such as Feb"),
            ("2026-02-05 25:00", "\"25:00\" is not a time of day, expected one such as 13:00"),
            ("1850-01-01", "The year 1850 is not between 1970 and 2200"),
        ] {
            assert_eq!(read(text), Err(sentence.to_owned()), "{text}");
        }
        for text in ["", "5/2/2026", "tomorrow", "2026-13-01", "-5", "2026-2-5-1", "5 Feb", "ma 2026", "–"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_date_is_meant_in_the_zone_it_is_read_in() {
        let new_york = Zone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
        let noon = parse_date_text("2026-02-05 12:00", &new_york).unwrap();
        assert_eq!(noon.iso(), "2026-02-05T17:00:00Z");
    }
}

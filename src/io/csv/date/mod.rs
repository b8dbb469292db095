//! Dates in cells, in every form the known exporters use.
//!
//! Knows notations; knows nothing of columns but that `1/3/2024` can only be
//! decided by its whole column, which [`DayOrderVotes`] does. A wrong guess
//! would swap months silently, so an undecided column becomes a question.

mod clock;
mod named;
mod numeric;
mod votes;

pub use votes::DayOrderVotes;

pub use crate::domain::table_answers::DayOrder;
use crate::domain::time::UnixSecs;

/// What one cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateReading {
    /// One instant.
    Sure(UnixSecs),
    /// Two numbers of which either may be the day; at least one reading exists.
    Either {
        /// Read as day, month, year.
        day_first: Option<UnixSecs>,
        /// Read as month, day, year.
        month_first: Option<UnixSecs>,
    },
}

impl DateReading {
    /// The instant, of two readings the one with the day first.
    pub fn some_time(self) -> Option<UnixSecs> {
        match self {
            Self::Sure(time) => Some(time),
            Self::Either { day_first, month_first } => day_first.or(month_first),
        }
    }
}

/// What a date cell should have held, for a row warning.
pub const EXPECTED_DATE: &str = "a date such as 2024-01-31 between 1970 and 2200";

/// Reads a date or an instant, UTC unless a zone is given; `None` if it is none
/// or lies outside 1970–2200. Fractions of a second are cut off, a month
/// without a day is its first.
///
/// Never guesses: two small numbers between slashes or hyphens are both readings.
pub fn parse_date(cell: &str) -> Option<DateReading> {
    let cell = cell.trim();
    let bytes = cell.as_bytes();
    let sure = match bytes {
        [] => None,
        [y1, y2, y3, y4, b'-', ..] if [y1, y2, y3, y4].iter().all(|b| b.is_ascii_digit()) => {
            numeric::parse_iso(cell)
        }
        [first, ..] if first.is_ascii_digit() => {
            if bytes.iter().all(|b| b.is_ascii_digit() || *b == b'.') {
                numeric::parse_compact(cell).or_else(|| numeric::parse_epoch(cell))
            } else {
                numeric::parse_compact(cell)
            }
        }
        _ => None,
    };
    if let Some(sure) = sure {
        return Some(DateReading::Sure(sure)).filter(|_| sure.is_plausible());
    }
    // An amount is no date: most cells end here, before any word is looked at.
    let has_word = cell.chars().any(char::is_alphabetic);
    let parted = numeric::parse_parted(cell);
    if parted.is_some() || !(has_word || bytes.contains(&b' ')) {
        return parted;
    }
    named::parse_east_asian(cell).or_else(|| named::parse_named(cell)).map(DateReading::Sure)
}

/// Whether a cell is a time of the day without a date: `13:30`, `1:05 PM`, `133000`.
pub fn is_clock(cell: &str) -> bool {
    cell.trim_start().starts_with(|c: char| c.is_ascii_digit()) && clock::parse_clock(cell).is_some()
}

/// What kind of date a cell holds, for people; `None` if it is none.
pub fn date_form(cell: &str) -> Option<&'static str> {
    let reading = parse_date(cell)?;
    let cell = cell.trim();
    Some(match reading {
        DateReading::Either { .. } => "day and month in numbers",
        _ if numeric::parse_iso(cell).is_some() => "ISO date",
        _ if numeric::parse_compact(cell).is_some() => "compact date",
        _ => match numeric::epoch_unit(cell) {
            Some((_, 1)) => "seconds since 1970",
            Some((_, 1_000)) => "milliseconds since 1970",
            Some((_, 1_000_000)) => "microseconds since 1970",
            Some(_) => "nanoseconds since 1970",
            None if cell.chars().any(char::is_alphabetic) => "month by name",
            None => "day and month in numbers",
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure(cell: &str) -> Option<String> {
        match parse_date(cell)? {
            DateReading::Sure(time) => Some(time.iso()),
            DateReading::Either { .. } => None,
        }
    }

    #[test]
    fn every_known_notation_is_read() {
        for cell in [
            "2024-01-11",
            "2024-01-11T00:00:00Z",
            "2024-01-11T00:00:00.000Z",
            "2024-01-11 00:00:00",
            "2024-01-11 00:00:00 UTC",
            "2024-01-11 00:00:00+00:00",
            "2024-01-10T19:00:00-05:00",
            "2024-01-11_00:00:00",
            "20240111",
            "20240111T",
            "2024/1/11",
            "11 Jan 2024",
            "11-Jan-2024",
            "Jan 11, 2024",
            "January 11, 2024",
            "1704931200",
            "1704931200.0",
            "1704931200000",
            "1704931200000000",
            "1704931200000000000",
            "2024-01-11T00:00Z",
            "2024-01-11 00:00:00 GMT",
            "2024-01-11\u{a0}00:00",
            "20240111T000000Z",
            "20240111000000",
            "2024.01.11",
            "2024-1-11",
            "11.01.2024",
            "11.1.24",
            "11.01.2024 00:00",
            "11.01.2024, 00:00:00",
            "11-Jan-24",
            "2024-Jan-11",
            "2024 Jan 11",
            "Thu, Jan 11, 2024",
            "Thu 11 Jan 2024",
            "Thu, 11 Jan 2024 00:00:00 +0000",
            "Thu Jan 11 2024 00:00:00 GMT+0000 (Coordinated Universal Time)",
            "Jan 11th, 2024",
            "11 Jan 2024 UTC",
            "11. Januar 2024",
            "Do., 11. Jan. 2024",
            "11 janv. 2024",
            "jeu. 11 janvier 2024",
            "11 de enero de 2024",
            "11 de jan. de 2024",
            "11 gen 2024",
            "11 januari 2024",
            "11 stycznia 2024",
            "11 января 2024 г.",
            "11 Ocak 2024",
            "11. ledna 2024",
            "11 jan. 2024",
            "2024年1月11日",
            "2024年01月11日 00:00",
            "2024년 1월 11일",
            "2024. 1. 11.",
        ] {
            assert_eq!(sure(cell).as_deref(), Some("2024-01-11"), "{cell}");
        }
        assert_eq!(sure("mar. 13 févr. 2024").as_deref(), Some("2024-02-13"), "a Tuesday, not March");
        assert_eq!(sure("1/13/2024 1:05 PM"), None);
        for month in ["2024-02", "2024/02", "02/2024", "Feb 2024", "2024年2月", "Februar 2024"] {
            assert_eq!(sure(month).as_deref(), Some("2024-02-01"), "{month}");
        }
        assert_eq!(sure("2024-01-11 13:30:00").as_deref(), Some("2024-01-11T13:30:00Z"));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for cell in [
            "",
            "0",
            "1",
            "12345",
            "10000-01-01",
            "0000-01-01",
            "1969-12-31",
            "2201-01-01",
            "2024-02-30",
            "32/1/2024",
            "13/13/2024",
            "1/2",
            "1/2/3/4",
            "Total",
            "11 Foo 2024",
            "99999999999999999999",
            "7289654400",
            "1/2/2024 25:00",
            "é-01-01",
            "2024-é1-11",
            "2024-01-0é",
            "2024-01-11 00:00 EST",
            "1.31.2024",
            "Jan 2024 2025",
            "Jan 24",
            "2024.01",
            "1,234.5",
            "57.32K",
            "-5",
            "May",
            "Total Jan 2024",
            "11 Jan 2024 Feb",
            "2024-01-11x",
            "20240111x",
            "年",
            "1.70493E+12",
        ] {
            assert_eq!(parse_date(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_cell_says_what_kind_of_date_it_is() {
        for (cell, form) in [
            ("2024-01-11 00:00", Some("ISO date")),
            ("20240111T", Some("compact date")),
            ("1704931200000", Some("milliseconds since 1970")),
            ("1/3/2024", Some("day and month in numbers")),
            ("11 Jan 2024", Some("month by name")),
            ("57.1", None),
        ] {
            assert_eq!(date_form(cell), form, "{cell}");
        }
    }

    #[test]
    fn any_text_is_a_date_or_none_and_never_a_panic() {
        use proptest::prelude::*;
        proptest!(|(text in "[0-9./: TZ,_年월-]{0,20}(Jan|févr|PM|UTC|\\PC){0,2}[0-9 :+-]{0,8}")| {
            if let Some(time) = parse_date(&text).and_then(DateReading::some_time) {
                prop_assert!(time.is_plausible());
            }
        });
    }
}

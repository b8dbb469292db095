//! Dates that can be read one way only, straight from bytes.
//!
//! Knows ISO days and instants, counts since 1970 and `Aug 17, 2023`; knows
//! nothing of columns. A file has many rows a day, so the day last read is
//! remembered by its bytes and only a new one goes through the calendar.

use super::number::{count, digits, others};
use crate::domain::time::{DAY_SECS, UnixSecs};

/// First second after the year 2200.
const END: u64 = 7_289_654_400;

/// The day last read, by the bytes that wrote it.
#[derive(Clone, Copy, Debug, Default)]
pub struct DayCache {
    iso: ([u8; 10], i64),
    named: ([u8; 12], i64),
}

/// A date from `at` and the place behind it; `None` unless it is certain.
#[inline(always)]
pub fn date(text: &[u8], at: usize, days: &mut DayCache) -> Option<(i64, usize)> {
    let first = *text.get(at)?;
    if first.is_ascii_digit() {
        if text.get(at + 4) == Some(&b'-') { iso(text, at, days) } else { epoch(text, at) }
    } else {
        named(text, at, days)
    }
}

/// Seconds, milli-, micro- or nanoseconds, told apart by the number of digits.
#[inline(always)]
fn epoch(text: &[u8], at: usize) -> Option<(i64, usize)> {
    if let Some((seconds, end)) = count(text, at)
        && end - at == 10
    {
        return (100_000_000..END).contains(&seconds).then_some((seconds as i64, end));
    }
    let (count, end) = digits(text, at, 0);
    let per_second = match end - at {
        9 | 10 => 1,
        12 | 13 => 1_000,
        15 | 16 => 1_000_000,
        18 | 19 => 1_000_000_000,
        _ => return None,
    };
    let seconds = match per_second {
        1 => count,
        1_000 => count / 1_000,
        1_000_000 => count / 1_000_000,
        _ => count / 1_000_000_000,
    };
    (100_000_000..END).contains(&seconds).then_some((seconds as i64, end))
}

/// `2024-01-31`, also with `T` or a blank and `13:30:00`, then perhaps `Z` or ` UTC`.
#[inline(always)]
fn iso(text: &[u8], at: usize, days: &mut DayCache) -> Option<(i64, usize)> {
    let day = text.get(at..)?.first_chunk::<10>()?;
    if *day != days.iso.0 {
        days.iso = (*day, iso_day(day)?);
    }
    let midnight = days.iso.1;
    let end = at + 10;
    if !matches!(text.get(end), Some(b'T' | b' ')) {
        return Some((midnight, end));
    }
    let clock = u64::from_le_bytes(*text.get(end + 1..)?.first_chunk::<8>()?);
    let time = midnight.wrapping_add(clock_seconds(clock)?);
    let end = end + 9;
    let end = match text.get(end) {
        Some(b'Z') => end + 1,
        Some(b' ') if text.get(end..)?.starts_with(b" UTC") => end + 4,
        _ => end,
    };
    Some((time, end))
}

/// Seconds of `13:30:59`, its eight bytes looked at as one integer.
#[inline(always)]
fn clock_seconds(clock: u64) -> Option<i64> {
    let digits = clock ^ u64::from_le_bytes(*b"00:00:00");
    // As digits again, so that the one look at digits finds everything else.
    if others(digits ^ u64::from_le_bytes(*b"00000000")) != 0 || digits & 0x0000_FF00_00FF_0000 != 0 {
        return None;
    }
    // Each tens digit times ten and the ones behind it; no byte passes 99.
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let part = |byte: u32| ((pairs >> (8 * byte)) & 0xFF) as i64;
    let (hour, minute, second) = (part(0), part(3), part(6));
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3_600 + minute * 60 + second)
}

#[inline(always)]
fn two(tens: u8, ones: u8) -> Option<i64> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| i64::from(tens) * 10 + i64::from(ones))
}

#[cold]
fn iso_day(day: &[u8; 10]) -> Option<i64> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *day else { return None };
    midnight(two(y1, y2)? * 100 + two(y3, y4)?, two(m1, m2)?, two(d1, d2)?)
}

/// `Aug 17, 2023`, `Aug 7, 2023`.
#[inline]
fn named(text: &[u8], at: usize, days: &mut DayCache) -> Option<(i64, usize)> {
    let cell = text.get(at..)?.first_chunk::<12>()?;
    if *cell == days.named.0 {
        return Some((days.named.1, at + 12));
    }
    let [a, b, c, b' ', rest @ ..] = *cell else { return None };
    let month = month(&[a, b, c])?;
    let (day, year, end) = match rest {
        [d1, d2, b',', b' ', y1, y2, y3, y4] => (two(d1, d2)?, two(y1, y2)? * 100 + two(y3, y4)?, at + 12),
        [d, b',', b' ', y1, y2, y3, y4, _] => (two(b'0', d)?, two(y1, y2)? * 100 + two(y3, y4)?, at + 11),
        _ => return None,
    };
    let time = midnight(year, month, day)?;
    if end == at + 12 {
        days.named = (*cell, time);
    }
    Some((time, end))
}

fn month(name: &[u8; 3]) -> Option<i64> {
    Some(match name {
        b"Jan" => 1,
        b"Feb" => 2,
        b"Mar" => 3,
        b"Apr" => 4,
        b"May" => 5,
        b"Jun" => 6,
        b"Jul" => 7,
        b"Aug" => 8,
        b"Sep" => 9,
        b"Oct" => 10,
        b"Nov" => 11,
        b"Dec" => 12,
        _ => return None,
    })
}

/// 00:00 of a day of the years 1970 to 2200.
fn midnight(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1970..=2200).contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    // Days since 0000-03-01, where a leap day is the last of its year.
    let (year, shifted) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let before = year * 365 + year / 4 - year / 100 + year / 400;
    let days = before + (153 * shifted + 2) / 5 + day - 1 - 719_468;
    let time = UnixSecs(days * DAY_SECS);
    time.is_plausible().then_some(time.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::csv::date::{DateReading, parse_date};
    use proptest::prelude::*;
    use std::cell::Cell;

    #[test]
    fn what_is_read_here_is_what_the_exact_reader_reads() {
        let cell = prop_oneof![
            "(19|20|21|22)[0-9]{2}-[01][0-9]-[0-3][0-9]",
            "(19|20|21)[0-9]{2}-[01][0-9]-[0-3][0-9][T _]?[0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z| UTC|UTC|x|\\.5)?",
            "0?[0-9]{7,20}",
            "0{1,9}[0-9]{1,10}",
            "(Jan|Feb|Apr|Aug|Dec|Sept|aug|Mon) ?[0-3]?[0-9], ?(19|20|22)[0-9]{2}x?",
        ];
        let days = Cell::new(DayCache::default());
        let certain = Cell::new(0);
        proptest!(ProptestConfig::with_cases(20_000), |(cell in cell)| {
            let mut known = days.get();
            if let Some((time, end)) = date(cell.as_bytes(), 0, &mut known) {
                let exact = parse_date(&cell[..end]);
                prop_assert_eq!(exact, Some(DateReading::Sure(UnixSecs(time))), "{}", cell);
                certain.set(certain.get() + 1);
            }
            days.set(known);
        });
        assert!(certain.get() > 2_000, "{}", certain.get());
    }

    #[test]
    fn every_day_is_where_the_calendar_has_it() {
        let mut day = UnixSecs::from_ymd(1970, 1, 1).unwrap();
        while day.is_plausible() {
            let cell = day.iso();
            assert_eq!(date(cell.as_bytes(), 0, &mut DayCache::default()), Some((day.0, 10)), "{cell}");
            day = day.plus_days(1);
        }
        let year = |cell: &str| date(cell.as_bytes(), 0, &mut DayCache::default());
        assert!(year("2023-02-29").is_none() && year("2100-02-29").is_none() && year("2201-01-01").is_none());
        assert_eq!(year("2000-02-29").map(|(_, end)| end), Some(10));
    }

    #[test]
    fn a_count_that_is_no_date_is_left_alone() {
        for cell in ["0000000000,1234567", "0099999999,1234567", "7289654400,1234567", "99999999,12345678"] {
            assert!(date(cell.as_bytes(), 0, &mut DayCache::default()).is_none(), "{cell}");
        }
        assert_eq!(date(b"0100000000,1234567", 0, &mut DayCache::default()), Some((100_000_000, 10)));
    }

    #[test]
    fn a_remembered_day_is_no_other_day() {
        let mut days = DayCache::default();
        for cell in ["Aug 17, 2023\"", "Aug 17, 2023\"", "Aug 7, 2023\",", "Aug 18, 2023\""] {
            let (time, end) = date(cell.as_bytes(), 0, &mut days).unwrap();
            assert_eq!(parse_date(&cell[..end]), Some(DateReading::Sure(UnixSecs(time))), "{cell}");
        }
    }
}

//! Dates of digits: ISO, `20240131`, epochs, `1/3/2024`.
//!
//! Knows how digits are grouped; knows nothing of names. Two small numbers stay
//! open between slashes and hyphens. Between points the day comes first: where
//! dates are written with points (German, Polish, Russian, Turkish, Czech) nobody
//! puts the month there.

use jiff::civil::Date;

use super::DateReading;
use super::clock::parse_clock;
use crate::domain::time::UnixSecs;

pub(super) fn digits(bytes: &[u8]) -> Option<i64> {
    let mut value: i64 = 0;
    for byte in bytes {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
    }
    (!bytes.is_empty()).then_some(value)
}

pub(super) fn ymd(year: i64, month: i64, day: i64) -> Option<UnixSecs> {
    let date =
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(UnixSecs::from_date(date)).filter(|secs| secs.is_plausible())
}

/// 1970 to 2069.
pub(super) fn two_digit_year(year: i64) -> i64 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// `2024-01-31`, also followed by `T`, a blank or `_` and a time of day.
pub(super) fn parse_iso(cell: &str) -> Option<UnixSecs> {
    let (date, rest) = cell.split_at_checked(10)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date.as_bytes() else { return None };
    let midnight = ymd(digits(&[*y1, *y2, *y3, *y4])?, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)?;
    let clock = match rest.chars().next() {
        None => return Some(midnight),
        Some(c) if c.is_whitespace() || matches!(c, 'T' | 't' | '_') => rest.get(c.len_utf8()..)?,
        // `2024-01-31Z`, `2024-01-31+01:00`.
        Some('Z' | '+') => rest,
        Some(_) => return None,
    };
    plausible(midnight, clock)
}

fn plausible(midnight: UnixSecs, clock: &str) -> Option<UnixSecs> {
    let time = UnixSecs(midnight.0.checked_add(parse_clock(clock)?)?);
    time.is_plausible().then_some(time)
}

/// `20240131`, `20240131T`, `20240131T133000Z`, `20240131 13:30`, `20240131133000`.
pub(super) fn parse_compact(cell: &str) -> Option<UnixSecs> {
    let (date, rest) = cell.split_at_checked(8)?;
    let date = date.as_bytes();
    let day = ymd(digits(date.get(..4)?)?, digits(date.get(4..6)?)?, digits(date.get(6..)?)?)?;
    match rest.chars().next() {
        None => Some(day),
        Some(c) if c.is_whitespace() || matches!(c, 'T' | 't' | '_') => {
            plausible(day, rest.get(c.len_utf8()..)?)
        }
        // Fourteen digits lie between milli- and microseconds of these years.
        Some(_) if rest.len() == 6 => plausible(day, rest),
        Some(_) => None,
    }
}

/// Seconds, milli-, micro- or nanoseconds since 1970, told apart by magnitude.
///
/// Between 1973 and 2200 the four ranges do not touch; smaller numbers are no dates.
pub(super) fn parse_epoch(cell: &str) -> Option<UnixSecs> {
    epoch_unit(cell).map(|(count, per_sec)| UnixSecs(count.div_euclid(per_sec)))
}

/// The whole count of an epoch and how many of its units a second has.
pub(super) fn epoch_unit(cell: &str) -> Option<(i64, i64)> {
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
    digits(fraction.as_bytes())?;
    let count = digits(whole.as_bytes())?;
    [1, 1_000, 1_000_000, 1_000_000_000]
        .into_iter()
        .find(|per_sec| (100_000_000 * per_sec..7_289_654_400_i64.saturating_mul(*per_sec)).contains(&count))
        .map(|per_sec| (count, per_sec))
}

/// `1/3/2024`, `1.3.24`, `1-3-2024`, `2024/3/1`, each with an optional time of day,
/// and months without a day: `2024-01`, `2024/01`, `01/2024`.
pub(super) fn parse_parted(cell: &str) -> Option<DateReading> {
    let end = cell.find(|c: char| c.is_whitespace() || matches!(c, 'T' | '_' | ',')).unwrap_or(cell.len());
    let (date, clock) = cell.split_at_checked(end)?;
    let clock = clock.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, 'T' | '_' | ','));
    let separator = date.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let mut parts = date.strip_suffix('.').unwrap_or(date).split(separator);
    let (a, b) = (parts.next()?, parts.next()?);
    let Some(c) = parts.next() else { return parse_month(a, b, separator, clock) };
    if parts.next().is_some() || a.len() > 4 || b.len() > 2 || b.is_empty() || c.is_empty() {
        return None;
    }
    let seconds = parse_clock(clock)?;
    let at = |year, month, day| {
        let time = UnixSecs(ymd(year, month, day)?.0.checked_add(seconds)?);
        time.is_plausible().then_some(time)
    };
    let (first, second) = (digits(a.as_bytes())?, digits(b.as_bytes())?);
    let third = digits(c.as_bytes())?;
    if a.len() == 4 {
        return at(first, second, third).filter(|_| c.len() <= 2).map(DateReading::Sure);
    }
    let year = match c.len() {
        _ if a.len() > 2 => return None,
        4 => third,
        2 => two_digit_year(third),
        _ => return None,
    };
    if separator == '.' {
        return at(year, second, first).map(DateReading::Sure);
    }
    let (day_first, month_first) = (at(year, second, first), at(year, first, second));
    match (day_first, month_first) {
        (None, None) => None,
        (Some(one), Some(other)) if one == other => Some(DateReading::Sure(one)),
        _ => Some(DateReading::Either { day_first, month_first }),
    }
}

fn parse_month(a: &str, b: &str, separator: char, clock: &str) -> Option<DateReading> {
    // `2024.01` is an amount.
    let (year, month) = match (a.len(), b.len(), separator) {
        (4, 1 | 2, '-' | '/') => (a, b),
        (1 | 2, 4, '/') => (b, a),
        _ => return None,
    };
    let first = ymd(digits(year.as_bytes())?, digits(month.as_bytes())?, 1)?;
    clock.is_empty().then_some(DateReading::Sure(first))
}

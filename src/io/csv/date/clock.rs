//! Time of day and zone, as they stand behind a date.
//!
//! Knows `13:30`, `1:05 PM`, `00:00:00.000Z` and offsets. Of named zones only UTC
//! and GMT are read: `EST` or `CET` name two offsets each, so they are refused.

use crate::domain::time::DAY_SECS;

/// Seconds from midnight UTC of the date before it; `None` if it is no time of day.
/// Nothing at all is midnight. A fraction of a second is cut off.
pub(super) fn parse_clock(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() {
        return Some(0);
    }
    if let Some(offset) = parse_zone(text) {
        return Some(-offset);
    }
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (seconds, rest) = if digits > 2 {
        compact(text)?
    } else {
        let (hour, rest) = number(text)?;
        let (minute, rest) = number(rest.strip_prefix(':')?)?;
        let (second, rest) = match rest.strip_prefix(':') {
            Some(rest) => number(rest)?,
            None => (0, rest),
        };
        // A leap second is the last second of its day, as elsewhere.
        let second = if second == 60 { 59 } else { second };
        (valid(hour, minute, second)?, skip_fraction(rest))
    };
    let rest = rest.trim_start();
    let (seconds, rest) = twelve_hours(seconds, rest)?;
    let rest = rest.trim();
    let offset = if rest.is_empty() { 0 } else { parse_zone(rest)? };
    Some(seconds - offset)
}

fn valid(hour: i64, minute: i64, second: i64) -> Option<i64> {
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3_600 + minute * 60 + second)
}

/// One or two digits and what follows.
fn number(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    let number = digits.parse().ok()?;
    (digits.len() <= 2).then_some((number, rest))
}

/// `1330` or `133000`, as they stand behind `20240111T`.
fn compact(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    let two = |from: usize| digits.get(from..from + 2)?.parse::<i64>().ok();
    let seconds = match digits.len() {
        4 => valid(two(0)?, two(2)?, 0)?,
        6 => valid(two(0)?, two(2)?, two(4)?)?,
        _ => return None,
    };
    Some((seconds, skip_fraction(rest)))
}

fn skip_fraction(text: &str) -> &str {
    match text.strip_prefix(['.', ',']) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => {
            rest.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        _ => text,
    }
}

/// Applies a following `AM` or `PM`, of a clock of twelve hours.
fn twelve_hours(seconds: i64, rest: &str) -> Option<(i64, &str)> {
    let starts = |words: [&str; 2]| {
        words.iter().find_map(|word| {
            let (start, rest) = rest.split_at_checked(word.len())?;
            start.eq_ignore_ascii_case(word).then_some(rest)
        })
    };
    let (noon, rest) = match (starts(["a.m.", "am"]), starts(["p.m.", "pm"])) {
        (Some(rest), _) => (0, rest),
        (None, Some(rest)) => (12 * 3_600, rest),
        (None, None) => return Some((seconds, rest)),
    };
    let hour = seconds / 3_600;
    (1..=12).contains(&hour).then_some((seconds % (12 * 3_600) + noon, rest))
}

/// Seconds east of UTC: `Z`, `UTC`, `GMT`, `+05:30`, `-0500`, `UTC+2`.
fn parse_zone(text: &str) -> Option<i64> {
    let named = ["UTC", "GMT", "Z", "utc", "gmt", "z"].iter().find_map(|zone| text.strip_prefix(zone));
    let offset = match named {
        Some("") => return Some(0),
        Some(rest) => rest.trim_start(),
        None => text,
    };
    let (sign, digits) = match offset.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, offset.strip_prefix(['-', '−'])?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let plain = |text: &str| {
        let fits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
        if fits { text.parse::<i64>().ok() } else { None }
    };
    let seconds = plain(hours)? * 3_600 + plain(minutes).filter(|minutes| *minutes < 60)? * 60;
    (seconds < DAY_SECS).then_some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_and_zones_are_read() {
        for (text, seconds) in [
            ("", 0),
            ("0:00", 0),
            ("13:30", 48_600),
            ("13:30:05.999", 48_605),
            ("23:59:60", 86_399),
            ("1:05 PM", 47_100),
            ("12:00 AM", 0),
            ("12:30pm", 45_000),
            ("1:05 a.m.", 3_900),
            ("00:00:00Z", 0),
            ("00:00 UTC", 0),
            ("00:00 GMT+0100", -3_600),
            ("19:00:00-05:00", 86_400),
            ("05:30+05:30", 0),
            ("133000Z", 48_600),
            ("1330", 48_600),
            ("Z", 0),
        ] {
            assert_eq!(parse_clock(text), Some(seconds), "{text}");
        }
        for text in [
            "25:00",
            "1:60",
            "13:00 PM",
            "0:10 AM",
            "13",
            "13:30 CET",
            "x",
            "1:2:3:4",
            "1330:00",
            "13:30:61",
            "00:00+25:00",
            "é",
        ] {
            assert_eq!(parse_clock(text), None, "{text}");
        }
    }
}

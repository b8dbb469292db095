//! Dates with a month by name: `11 Jan 2024`, `Thu, Aug 17, 2023`, `11 de enero de 2024`.
//!
//! Knows the order of words; the names are the program's own list. A date in
//! Chinese, Japanese or Korean characters is read here too, by its three numbers.

use super::clock::parse_clock;
use super::numeric::{digits, two_digit_year, ymd};
use crate::domain::month_names::{is_week_day, month_of};
use crate::domain::time::UnixSecs;

/// Words that may stand between day, month and year.
const LINKS: [&str; 7] = ["de", "del", "of", "d", "r", "г", "the"];
/// What may stand behind a day.
const ORDINALS: [&str; 8] = ["", "st", "nd", "rd", "th", "er", "o", "º"];

/// Reads such a date; a month and a year alone are the first of the month.
pub(super) fn parse_named(cell: &str) -> Option<UnixSecs> {
    // `(Coordinated Universal Time)` repeats what the offset said.
    let text = cell.split('(').next().unwrap_or_default().trim();
    if text.len() > 80 {
        return None;
    }
    let (date, clock) = split_clock(text);
    let mut found = Words::default();
    for word in date.split(|c: char| !c.is_alphanumeric() && c != 'º').filter(|word| !word.is_empty()) {
        found.add(word)?;
    }
    let midnight = found.date()?;
    let time = UnixSecs(midnight.0.checked_add(parse_clock(clock)?)?);
    time.is_plausible().then_some(time)
}

/// Parts the time of day off, which begins with the digits before the first colon.
fn split_clock(text: &str) -> (&str, &str) {
    let Some(colon) = text.find(':') else {
        let zoneless = text.strip_suffix("UTC").or_else(|| text.strip_suffix("GMT"));
        return (zoneless.unwrap_or(text), "");
    };
    let before = text.get(..colon).unwrap_or_default();
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    text.split_at_checked(start).unwrap_or((text, ""))
}

#[derive(Default)]
struct Words<'a> {
    month: Option<i8>,
    /// The month's name is a week day's too: `mar.` is March and mardi.
    may_be_week_day: bool,
    /// Numbers before and behind the month's name.
    before: Vec<&'a str>,
    behind: Vec<&'a str>,
}

impl<'a> Words<'a> {
    /// Takes a word; `None` if it does not belong in a date.
    fn add(&mut self, word: &'a str) -> Option<()> {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let into = if self.month.is_some() { &mut self.behind } else { &mut self.before };
            into.push(word);
            return Some(());
        }
        let is_first = self.before.is_empty() && self.behind.is_empty();
        if let Some(month) = month_of(word) {
            match self.month {
                None => {
                    self.month = Some(month);
                    self.may_be_week_day = is_first && is_week_day(word);
                }
                // `mar. 11 janv. 2024`: a Tuesday, not March.
                Some(_) if self.may_be_week_day => {
                    self.may_be_week_day = false;
                    self.before.append(&mut self.behind);
                    self.month = Some(month);
                }
                Some(_) => return None,
            }
            return Some(());
        }
        if is_first && is_week_day(word) {
            return Some(());
        }
        // `T` before a clock, as in `11-Jan-2024T00:00`.
        let link = LINKS.iter().any(|link| word.eq_ignore_ascii_case(link)) || word == "T" || word == "г";
        (link && !is_first).then_some(())
    }

    fn date(&self) -> Option<UnixSecs> {
        let month = i64::from(self.month?);
        let (year, day) = match (self.before.as_slice(), self.behind.as_slice()) {
            ([year, day], []) | ([year], [day]) if year.len() == 4 => (four(year)?, day_number(day)?),
            ([day], [year]) | ([], [day, year]) => (year_number(year)?, day_number(day)?),
            ([], [year]) | ([year], []) => (four(year)?, 1),
            _ => return None,
        };
        ymd(year, month, day)
    }
}

fn four(word: &str) -> Option<i64> {
    if word.len() == 4 { digits(word.as_bytes()) } else { None }
}

fn year_number(word: &str) -> Option<i64> {
    match word.len() {
        4 => four(word),
        2 => digits(word.as_bytes()).map(two_digit_year),
        _ => None,
    }
}

fn day_number(word: &str) -> Option<i64> {
    let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (number, ordinal) = word.split_at_checked(end)?;
    let fits = number.len() <= 2 && ORDINALS.iter().any(|known| ordinal.eq_ignore_ascii_case(known));
    if fits { digits(number.as_bytes()) } else { None }
}

/// `2024年1月11日`, `2024년 1월 11일`, `2024. 1. 11.`, each perhaps with a clock.
pub(super) fn parse_east_asian(cell: &str) -> Option<UnixSecs> {
    let mark = cell.find(['年', '년']).or_else(|| cell.find(". "))?;
    if mark != 4 {
        return None;
    }
    let (date, clock) = split_clock(cell);
    let mut numbers = date.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let year = four(numbers.next()?)?;
    let month = digits(numbers.next()?.as_bytes())?;
    let day = numbers.next().map_or(Some(1), |day| digits(day.as_bytes()))?;
    let known = |c: char| c.is_ascii_digit() || c.is_whitespace() || "年月日년월일.".contains(c);
    if numbers.next().is_some() || !date.chars().all(known) {
        return None;
    }
    let time = UnixSecs(ymd(year, month, day)?.0.checked_add(parse_clock(clock)?)?);
    time.is_plausible().then_some(time)
}

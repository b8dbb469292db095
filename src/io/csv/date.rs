//! Dates in cells, in every form the known exporters use.
//!
//! Knows notations; knows nothing of columns but that `1/3/2024` can only be
//! decided by its whole column, which [`DayOrderVotes`] does. A wrong guess
//! would swap months silently, so an undecided column becomes a question.

use jiff::civil::Date;

use crate::domain::time::{DAY_SECS, UnixSecs};

/// Which of two small numbers is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// `31/1/2024`.
    DayFirst,
    /// `1/31/2024`.
    MonthFirst,
}

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

/// What a date cell should have held, for a row warning.
pub const EXPECTED_DATE: &str = "a date such as 2024-01-31 between 1970 and 2200";

/// Reads a date or an instant, UTC unless a zone is given; `None` if it is none
/// or lies outside 1970–2200. Fractions of a second are cut off.
pub fn parse_date(cell: &str) -> Option<DateReading> {
    let cell = cell.trim();
    if let Some(sure) = parse_sure(cell) {
        return Some(DateReading::Sure(sure)).filter(|_| sure.is_plausible());
    }
    parse_numeric(cell)
}

fn parse_sure(cell: &str) -> Option<UnixSecs> {
    let bytes = cell.as_bytes();
    match bytes {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            ymd(digits(&[*y1, *y2, *y3, *y4])?, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)
        }
        [first, ..] if first.is_ascii_alphabetic() => parse_named_month(cell),
        [first, ..] if first.is_ascii_digit() && bytes.iter().all(|b| b.is_ascii_digit() || *b == b'.') => {
            parse_compact(cell).or_else(|| parse_epoch(cell))
        }
        _ => {
            let zoneless = cell.strip_suffix("UTC").map_or(cell, str::trim_end);
            let plain = zoneless.strip_suffix('T').unwrap_or(zoneless);
            UnixSecs::parse_iso(plain)
                .or_else(|| parse_compact(plain))
                .or_else(|| parse_named_month(plain))
                .or_else(|| {
                    plain.contains('_').then(|| UnixSecs::parse_iso(&plain.replace('_', "T"))).flatten()
                })
        }
    }
}

fn digits(bytes: &[u8]) -> Option<i64> {
    let mut value: i64 = 0;
    for byte in bytes {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
    }
    (!bytes.is_empty()).then_some(value)
}

fn ymd(year: i64, month: i64, day: i64) -> Option<UnixSecs> {
    let date =
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(UnixSecs::from_date(date)).filter(|secs| secs.is_plausible())
}

/// `20240131`: eight digits that are a day between 1970 and 2200.
fn parse_compact(cell: &str) -> Option<UnixSecs> {
    let bytes = cell.as_bytes();
    if bytes.len() != 8 {
        return None;
    }
    ymd(digits(bytes.get(..4)?)?, digits(bytes.get(4..6)?)?, digits(bytes.get(6..)?)?)
}

/// Seconds, milli-, micro- or nanoseconds since 1970, told apart by magnitude.
///
/// Between 1973 and 2200 the four ranges do not touch; smaller numbers are no dates.
fn parse_epoch(cell: &str) -> Option<UnixSecs> {
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
    digits(fraction.as_bytes())?;
    let count = digits(whole.as_bytes())?;
    [1, 1_000, 1_000_000, 1_000_000_000]
        .into_iter()
        .find(|per_sec| (100_000_000 * per_sec..7_289_654_400_i64.saturating_mul(*per_sec)).contains(&count))
        .map(|per_sec| UnixSecs(count.div_euclid(per_sec)))
}

/// `11 Jan 2024`, `17-Aug-2023`, `Aug 17, 2023`, `January 5, 2024`.
fn parse_named_month(cell: &str) -> Option<UnixSecs> {
    let mut words = cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (first, second, year) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || year.len() != 4 {
        return None;
    }
    let (day, month) = match month_number(first) {
        Some(month) => (second, month),
        None => (first, month_number(second)?),
    };
    ymd(digits(year.as_bytes())?, month, digits(day.as_bytes())?)
}

fn month_number(word: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| {
        word == *month
            || (word.len() == 3 && month.starts_with(&word))
            || (word == "sept" && *month == "september")
    })?;
    i64::try_from(index + 1).ok()
}

/// `1/3/2024`, `1.3.24`, `1-3-2024`, `2024/3/1`, each with an optional `H:MM[:SS]`.
fn parse_numeric(cell: &str) -> Option<DateReading> {
    let (date, time) = cell.split_once([' ', 'T']).unwrap_or((cell, ""));
    let separator = date.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let mut parts = date.split(separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let seconds = parse_clock(time.trim())?;
    let at = |year, month, day| ymd(year, month, day).map(|midnight| UnixSecs(midnight.0 + seconds));
    let (first, second) = (digits(a.as_bytes())?, digits(b.as_bytes())?);
    let third = digits(c.as_bytes())?;
    if a.len() == 4 {
        return at(first, second, third).map(DateReading::Sure);
    }
    let year = match c.len() {
        4 => third,
        2 if third < 70 => 2000 + third,
        2 => 1900 + third,
        _ => return None,
    };
    let (day_first, month_first) = (at(year, second, first), at(year, first, second));
    match (day_first, month_first) {
        (None, None) => None,
        (Some(one), Some(other)) if one == other => Some(DateReading::Sure(one)),
        _ => Some(DateReading::Either { day_first, month_first }),
    }
}

fn parse_clock(time: &str) -> Option<i64> {
    if time.is_empty() {
        return Some(0);
    }
    let mut parts = time.split(':');
    let mut next = || parts.next().map_or(Some(0), |part| digits(part.as_bytes()).filter(|n| *n < 60));
    let seconds = next()? * 3_600 + next()? * 60 + next()?;
    (parts.next().is_none() && seconds < DAY_SECS).then_some(seconds)
}

/// Counts, row by row, what speaks for either order of day and month.
#[derive(Clone, Debug, Default)]
pub struct DayOrderVotes {
    day_first: Reading,
    month_first: Reading,
    first: Option<(UnixSecs, UnixSecs)>,
}

#[derive(Clone, Debug, Default)]
struct Reading {
    impossible: u64,
    ascents: u64,
    descents: u64,
    last: Option<UnixSecs>,
}

impl Reading {
    fn add(&mut self, time: Option<UnixSecs>) {
        let Some(time) = time else {
            self.impossible += 1;
            return;
        };
        if let Some(last) = self.last {
            self.ascents += u64::from(time > last);
            self.descents += u64::from(time < last);
        }
        self.last = Some(time);
    }

    fn disorder(&self) -> u64 {
        self.ascents.min(self.descents)
    }
}

impl DayOrderVotes {
    /// Takes the next row's reading.
    pub fn add(&mut self, reading: DateReading) {
        let (day_first, month_first) = match reading {
            DateReading::Sure(time) => (Some(time), Some(time)),
            DateReading::Either { day_first, month_first } => (day_first, month_first),
        };
        self.day_first.add(day_first);
        self.month_first.add(month_first);
        if self.first.is_none()
            && let DateReading::Either { day_first: Some(one), month_first: Some(other) } = reading
        {
            self.first = Some((one, other));
        }
    }

    /// The order in which fewer rows are impossible, else the one in which the
    /// rows stand in order.
    ///
    /// # Errors
    /// The two readings of the first row, day first and month first, when both orders fit alike.
    pub fn decide(&self) -> Result<DayOrder, (UnixSecs, UnixSecs)> {
        let Some(first) = self.first else {
            // Not one row fits both orders: whichever rejects fewer.
            let day = self.day_first.impossible <= self.month_first.impossible;
            return Ok(if day { DayOrder::DayFirst } else { DayOrder::MonthFirst });
        };
        let faults = |reading: &Reading| (reading.impossible, reading.disorder() > 0);
        match faults(&self.day_first).cmp(&faults(&self.month_first)) {
            std::cmp::Ordering::Less => Ok(DayOrder::DayFirst),
            std::cmp::Ordering::Greater => Ok(DayOrder::MonthFirst),
            std::cmp::Ordering::Equal => Err(first),
        }
    }
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
        ] {
            assert_eq!(sure(cell).as_deref(), Some("2024-01-11"), "{cell}");
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
        ] {
            assert_eq!(parse_date(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_whole_column_decides_the_order_of_day_and_month() {
        let decide = |cells: &[&str]| {
            let mut votes = DayOrderVotes::default();
            for cell in cells {
                votes.add(parse_date(cell).unwrap());
            }
            votes.decide().ok()
        };
        assert_eq!(decide(&["1/3/2024", "13/3/2024"]), Some(DayOrder::DayFirst));
        assert_eq!(decide(&["1/3/2024", "3/13/2024"]), Some(DayOrder::MonthFirst));
        // Order alone: as days of March these ascend, as months they fall back.
        assert_eq!(decide(&["11/2/2024", "12/2/2024", "1/3/2024"]), Some(DayOrder::DayFirst));
        assert_eq!(decide(&["1/3/2024", "2/3/2024"]), None);
        assert_eq!(decide(&["1/3/09 0:00", "1/31/09 0:00"]), Some(DayOrder::MonthFirst));
    }
}

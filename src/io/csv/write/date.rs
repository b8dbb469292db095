//! Dates of rows, written in the style that was asked for.
//!
//! Knows instants; knows nothing of rows. The day before the time of day is kept
//! from row to row: of a day's 1,440 minutes it is made once.

use super::DateStyle;
use super::number::{pair, push_whole};
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Writes the dates of one table.
#[derive(Clone, Debug)]
pub(super) struct Dates {
    style: DateStyle,
    with_time: bool,
    /// The day that `text` is, counted from 1970.
    day: i64,
    text: String,
}

impl Dates {
    /// With the time of day if any row has one.
    pub(super) fn new(style: DateStyle, with_time: bool) -> Self {
        Self { style, with_time, day: 0, text: UnixSecs(0).iso_date() }
    }

    /// Whether dates are texts rather than numbers.
    pub(super) fn is_text(&self) -> bool {
        self.style == DateStyle::Iso
    }

    /// Appends the date of a row.
    #[inline]
    pub(super) fn push(&mut self, text: &mut Vec<u8>, time: UnixSecs) {
        match self.style {
            DateStyle::Iso => self.push_iso(text, time),
            DateStyle::EpochSecs => push_whole(text, time.0),
            DateStyle::EpochMillis => push_whole(text, time.0.saturating_mul(1_000)),
        }
    }

    fn push_iso(&mut self, text: &mut Vec<u8>, time: UnixSecs) {
        let day = time.0.div_euclid(DAY_SECS);
        if day != self.day {
            self.day = day;
            self.text = time.iso_date();
        }
        text.extend_from_slice(self.text.as_bytes());
        if self.with_time {
            let second = time.0.rem_euclid(DAY_SECS).unsigned_abs();
            for (mark, part) in [(b'T', second / 3_600), (b':', second / 60 % 60), (b':', second % 60)] {
                text.push(mark);
                text.extend_from_slice(&pair(part));
            }
            text.push(b'Z');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn dates_are_those_of_the_calendar(seconds in proptest::collection::vec(0i64..7_289_654_400, 1..40)) {
            let mut dates = [DateStyle::Iso, DateStyle::EpochSecs, DateStyle::EpochMillis]
                .map(|style| Dates::new(style, true));
            for second in seconds {
                let time = UnixSecs(second);
                let texts = dates.each_mut().map(|dates| {
                    let mut text = Vec::new();
                    dates.push(&mut text, time);
                    String::from_utf8(text).unwrap()
                });
                let [iso, secs, millis] = texts;
                prop_assert_eq!(iso, format!("{}Z", time.civil()));
                prop_assert_eq!(millis, (second * 1_000).to_string());
                prop_assert_eq!(secs, second.to_string());
            }
        }
    }
}

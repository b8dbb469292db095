//! The order of day and month in a column, from all of its rows.
//!
//! Knows readings of cells; knows nothing of notations. A wrong guess would swap
//! months silently, so a column that fits both orders alike becomes a question.

use super::{DateReading, DayOrder};
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Steps between rows from which their length may decide.
const FEWEST_STEPS: u64 = 3;

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
    /// Steps of exactly one day, forwards or back.
    day_steps: u64,
    /// Rows on another day than the first of a month.
    within_months: u64,
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
            self.day_steps += u64::from(time.secs_since(last).abs() == DAY_SECS);
        }
        self.within_months += u64::from(time.date().day() != 1);
        self.last = Some(time);
    }

    fn disorder(&self) -> u64 {
        self.ascents.min(self.descents)
    }

    /// Whether most rows are a day apart, where the `other` reading has no such rows. Firsts
    /// of months are no accident: such rows may be months as well as days.
    fn is_daily(&self, other: &Self) -> bool {
        let steps = self.ascents + self.descents;
        steps >= FEWEST_STEPS && self.day_steps * 2 > steps && other.day_steps == 0 && other.within_months > 0
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
    /// rows stand in order, else the one in which they are days and not months apart.
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
            std::cmp::Ordering::Equal if self.day_first.is_daily(&self.month_first) => Ok(DayOrder::DayFirst),
            std::cmp::Ordering::Equal if self.month_first.is_daily(&self.day_first) => {
                Ok(DayOrder::MonthFirst)
            }
            std::cmp::Ordering::Equal => Err(first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::csv::date::parse_date;

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
        // Days apart in one reading only, in either direction and with a day missing.
        assert_eq!(decide(&["1/3/2024", "2/3/2024", "3/3/2024", "4/3/2024"]), Some(DayOrder::DayFirst));
        assert_eq!(decide(&["3/9/2024", "3/8/2024", "3/7/2024", "3/6/2024"]), Some(DayOrder::MonthFirst));
        assert_eq!(decide(&["1/3/2024", "4/3/2024", "5/3/2024", "6/3/2024"]), Some(DayOrder::DayFirst));
        // Twelve firsts of months, or twelve days of January.
        assert_eq!(decide(&["1/1/2024", "1/2/2024", "1/3/2024", "1/4/2024"]), None);
        assert_eq!(decide(&["2/1/2024", "2/4/2024", "2/7/2024", "2/10/2024"]), None);
    }

    #[test]
    fn days_in_a_row_are_never_read_as_months() {
        use proptest::prelude::*;
        proptest!(|(start in 2_u8..9, month in 2_u8..13, rows in 4_u8..12, day_first: bool, back: bool)| {
            let mut days: Vec<u8> = (start..=12.min(start + rows - 1)).collect();
            if back {
                days.reverse();
            }
            let mut votes = DayOrderVotes::default();
            for day in days {
                let (one, other) = if day_first { (day, month) } else { (month, day) };
                votes.add(parse_date(&format!("{one}/{other}/2024")).unwrap());
            }
            let order = if day_first { DayOrder::DayFirst } else { DayOrder::MonthFirst };
            prop_assert_eq!(votes.decide(), Ok(order));
        });
    }
}

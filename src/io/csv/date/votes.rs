//! The order of day and month in a column, from all of its rows.
//!
//! Knows readings of cells; knows nothing of notations. A wrong guess would swap
//! months silently, so a column that fits both orders alike becomes a question.

use super::{DateReading, DayOrder};
use crate::domain::time::UnixSecs;

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
    }
}

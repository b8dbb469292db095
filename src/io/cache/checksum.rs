//! CRC-32 over what SQLite itself does not guard.
//!
//! SQLite notices broken pages, not a flipped bit in a price. The rows of a
//! series-month, the head of a series, every replaced row, every batch and
//! every record of fetching carry a checksum. CRC-32 finds every single flipped bit and every burst
//! of up to 32.

use crc32fast::Hasher;

use crate::domain::time::UnixSecs;
use crate::io::cache::rows::Row;

/// A calendar month in UTC: its name `2026-02` and its seconds `[start, end)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Month {
    pub name: String,
    pub start: i64,
    pub end: i64,
}

impl Month {
    /// The month a time falls in.
    pub(super) fn of(time: i64) -> Self {
        let first = UnixSecs(time).date().first_of_month();
        let (start, end) = Self::bounds_of(time);
        Self { name: format!("{:04}-{:02}", first.year(), first.month()), start, end }
    }

    /// Its first second and the first one after it.
    pub(super) fn bounds_of(time: i64) -> (i64, i64) {
        let first = UnixSecs(time).date().first_of_month();
        let next = first.last_of_month().tomorrow().map_or(i64::MAX, |day| UnixSecs::from_date(day).0);
        (UnixSecs::from_date(first).0, next)
    }

    pub(super) fn contains(&self, time: i64) -> bool {
        (self.start..self.end).contains(&time)
    }
}

/// How many rows a month has and what they hash to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MonthSum {
    pub row_count: i64,
    pub crc32: u32,
}

impl MonthSum {
    /// The sum of rows in order of time.
    pub(super) fn of(rows: &[Row]) -> Self {
        let mut hasher = Hasher::new();
        for row in rows {
            hash_row(&mut hasher, row);
        }
        Self { row_count: i64::try_from(rows.len()).unwrap_or(i64::MAX), crc32: hasher.finalize() }
    }
}

/// The sum of a replaced row, bound to its place.
pub(super) fn vintage_sum(series_key: i64, replaced_by: i64, row: &Row) -> u32 {
    let mut hasher = Hasher::new();
    hasher.update(&series_key.to_le_bytes());
    hasher.update(&replaced_by.to_le_bytes());
    hash_row(&mut hasher, row);
    hasher.finalize()
}

/// The sum of a record: its numbers and its texts, these told apart by their lengths.
pub(super) fn record_sum(numbers: &[i64], texts: &[&str]) -> u32 {
    let mut hasher = Hasher::new();
    for number in numbers {
        hasher.update(&number.to_le_bytes());
    }
    for text in texts {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize()
}

fn hash_row(hasher: &mut Hasher, row: &Row) {
    hasher.update(&row.time.to_le_bytes());
    hasher.update(&row.batch_id.to_le_bytes());
    for cell in row.cells {
        // A gap is a gap whatever the bits of its NaN.
        if cell.is_nan() {
            hasher.update(&[0]);
        } else {
            hasher.update(&[1]);
            hasher.update(&cell.to_bits().to_le_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_where_the_next_one_starts() {
        let day = |text| UnixSecs::parse_iso(text).unwrap().0;
        let february = Month::of(day("2026-02-28T23:59:59Z"));
        assert_eq!((february.name.as_str(), february.start), ("2026-02", day("2026-02-01")));
        assert_eq!(february.end, day("2026-03-01"));
        assert!(!february.contains(february.end));
        assert_eq!(Month::of(day("2025-12-31")).end, day("2026-01-01"));
        for extreme in [i64::MIN, i64::MAX] {
            assert!(Month::of(extreme).start < Month::of(extreme).end);
        }
    }

    #[test]
    fn any_flipped_bit_changes_the_sum() {
        let row = Row { time: 1_770_249_600, cells: [62_700.0, 1.5, 0.0, 2.0, 3.0], batch_id: 1 };
        let sum = MonthSum::of(&[row]);
        for bit in 0..64 {
            let mut flipped = row;
            flipped.cells[0] = f64::from_bits(row.cells[0].to_bits() ^ (1 << bit));
            assert_ne!(MonthSum::of(&[flipped]), sum);
            flipped = Row { time: row.time ^ (1 << bit), ..row };
            assert_ne!(MonthSum::of(&[flipped]), sum);
            flipped = Row { batch_id: row.batch_id ^ (1 << bit), ..row };
            assert_ne!(MonthSum::of(&[flipped]), sum);
        }
        let gap = |at: usize| {
            let mut gap = row;
            gap.cells[at] = f64::NAN;
            MonthSum::of(&[gap])
        };
        assert_ne!(gap(2), sum);
        assert_ne!(gap(0), gap(1));
    }
}

//! Where the lowest and the highest value of every bucket of a column lie.
//!
//! Knows one value column; knows nothing of time. A bucket keeps row numbers and
//! not values: whatever is read through it is an exact value of a true row, and
//! sorting by row is sorting by time.
//!
//! **Memory.** 8 bytes for each 16 rows and a third of that above: 0.67 bytes a
//! row, 8.3 % of the column, and at most one short bucket more a level.

use std::ops::Range;

use crate::chart::level_of_detail::buckets::{
    BOTTOM_ROWS, Cover, FAN, FEWEST_ROWS, MOST_ROWS, Piece, empty_levels,
};

/// In place of a row number: every value of the bucket is `NaN`.
const NO_ROW: u32 = u32::MAX;

/// Rows of the lowest and highest value of a bucket; the earliest where several are equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Extremes {
    lowest: u32,
    highest: u32,
}

impl Extremes {
    /// Rows of lowest and highest value; `None` where the bucket has none.
    pub(super) fn rows(self) -> Option<(usize, usize)> {
        (self.lowest != NO_ROW).then_some((self.lowest as usize, self.highest as usize))
    }
}

/// Lowest and highest rows of a column, by buckets of 16, 64, 256 … rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Pyramid {
    rows: usize,
    levels: Vec<Vec<Extremes>>,
}

impl Pyramid {
    /// Reads a column once, front to back; `None` for one of more than 2³² − 2 rows.
    ///
    /// Under 64 rows no level is kept: reading the rows is as fast.
    /// **Gaps.** `NaN` is skipped. **Cost.** One pass.
    pub fn new(values: &[f64]) -> Option<Self> {
        if values.len() > MOST_ROWS {
            return None;
        }
        let mut levels: Vec<Vec<Extremes>> = empty_levels(values.len());
        if values.len() >= FEWEST_ROWS {
            let mut waiting = vec![Waiting::EMPTY; levels.len()];
            let (buckets, rest) = values.as_chunks::<BOTTOM_ROWS>();
            let mut first_row = 0;
            for bucket in buckets {
                push(&mut levels, &mut waiting, full_bucket(bucket, first_row));
                first_row += BOTTOM_ROWS as u32;
            }
            if !rest.is_empty() {
                push(&mut levels, &mut waiting, any_bucket(rest, first_row));
            }
            finish(&mut levels, &mut waiting);
        }
        Some(Self { rows: values.len(), levels })
    }

    /// Rows of the column it was built over.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes held beside the column.
    pub fn bytes(&self) -> usize {
        self.levels.iter().map(|level| level.capacity() * size_of::<Extremes>()).sum()
    }

    pub(super) fn depth(&self) -> usize {
        self.levels.len()
    }

    /// Rows of lowest and highest value of a bucket; `None` where all of it is `NaN`.
    pub(super) fn bucket(&self, level: usize, index: usize) -> Option<(usize, usize)> {
        self.levels.get(level)?.get(index)?.rows()
    }

    /// The rows of the bottom bucket that holds the first known value of a bucket (`FromEnd`: the last).
    fn bottom_of(&self, level: usize, index: usize, end: End) -> Option<Range<usize>> {
        let mut index = index;
        for below in (0..level).rev() {
            let mut children = index * FAN..(index + 1) * FAN;
            let is_known = |child: &usize| self.bucket(below, *child).is_some();
            index = match end {
                End::First => children.find(is_known)?,
                End::Last => children.rfind(is_known)?,
            };
        }
        Some(index * BOTTOM_ROWS..((index + 1) * BOTTOM_ROWS).min(self.rows))
    }
}

/// From which end a known value is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum End {
    /// The earliest.
    First,
    /// The latest.
    Last,
}

/// Lowest and highest value of a bucket under way, with their rows.
#[derive(Clone, Copy)]
struct Found {
    low: f64,
    high: f64,
    at: Extremes,
}

impl Found {
    /// No value yet: what everything else replaces.
    const NOTHING: Self = Self {
        low: f64::INFINITY,
        high: f64::NEG_INFINITY,
        at: Extremes { lowest: NO_ROW, highest: NO_ROW },
    };

    /// Takes a later bucket in. Nothing is below or above infinity, hence the second test.
    fn add(&mut self, later: &Self) {
        if later.low < self.low || self.at.lowest == NO_ROW {
            (self.low, self.at.lowest) = (later.low, later.at.lowest);
        }
        if later.high > self.high || self.at.highest == NO_ROW {
            (self.high, self.at.highest) = (later.high, later.at.highest);
        }
    }
}

/// A bucket of one level that waits for its last child.
#[derive(Clone, Copy)]
struct Waiting {
    found: Found,
    children: usize,
}

impl Waiting {
    const EMPTY: Self = Self { found: Found::NOTHING, children: 0 };
}

/// Puts a bottom bucket in and closes every bucket above that is full with it.
fn push(levels: &mut [Vec<Extremes>], waiting: &mut [Waiting], bucket: Found) {
    let mut bucket = bucket;
    for (level, above) in levels.iter_mut().zip(waiting) {
        level.push(bucket.at);
        above.found.add(&bucket);
        above.children += 1;
        if above.children < FAN {
            return;
        }
        bucket = above.found;
        *above = Waiting::EMPTY;
    }
}

/// Closes the short buckets at the end of each level.
fn finish(levels: &mut [Vec<Extremes>], waiting: &mut [Waiting]) {
    let mut carried: Option<Found> = None;
    for (level, above) in levels.iter_mut().zip(waiting) {
        if let Some(bucket) = carried {
            level.push(bucket.at);
            above.found.add(&bucket);
            above.children += 1;
        }
        carried = (above.children > 0).then_some(above.found);
    }
}

/// A whole bucket, without a branch that hangs on a value. Infinities, which nothing is
/// beyond, are left to [`any_bucket`].
fn full_bucket(bucket: &[f64; BOTTOM_ROWS], first_row: u32) -> Found {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    let (mut lowest, mut highest) = (NO_ROW, NO_ROW);
    for (row, value) in (0..).zip(bucket) {
        // A comparison with NaN is false, so a gap changes nothing.
        lowest = if *value < low { row } else { lowest };
        low = if *value < low { *value } else { low };
        highest = if *value > high { row } else { highest };
        high = if *value > high { *value } else { high };
    }
    if lowest == NO_ROW || highest == NO_ROW {
        return any_bucket(bucket, first_row);
    }
    Found { low, high, at: Extremes { lowest: first_row + lowest, highest: first_row + highest } }
}

/// A bucket of any length, row by row.
fn any_bucket(bucket: &[f64], first_row: u32) -> Found {
    let mut found = Found::NOTHING;
    for (row, value) in (first_row..).zip(bucket).filter(|(_, value)| !value.is_nan()) {
        found.add(&Found { low: *value, high: *value, at: Extremes { lowest: row, highest: row } });
    }
    found
}

/// A value column with what speeds up reading it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guided<'a> {
    pub(super) values: &'a [f64],
    pyramid: Option<&'a Pyramid>,
}

impl<'a> Guided<'a> {
    /// A pyramid over another number of rows is not used.
    pub(super) fn new(values: &'a [f64], pyramid: Option<&'a Pyramid>) -> Self {
        Self { values, pyramid: pyramid.filter(|pyramid| pyramid.rows() == values.len()) }
    }

    /// The pieces of a range, largest buckets first where they fit.
    pub(super) fn cover(&self, range: &Range<usize>) -> Cover {
        Cover::new(range, self.values.len(), self.pyramid.map_or(0, Pyramid::depth))
    }

    /// Rows of lowest and highest value of a bucket; `None` where all of it is `NaN`.
    pub(super) fn bucket(&self, level: usize, index: usize) -> Option<(usize, usize)> {
        self.pyramid?.bucket(level, index)
    }

    /// Lowest and highest known value of a range. **Cost.** O(log n).
    pub(super) fn extremes(&self, range: &Range<usize>) -> Option<(f64, f64)> {
        let (mut low, mut high) = (f64::NAN, f64::NAN);
        for piece in self.cover(range) {
            match piece {
                Piece::Bucket { level, index, .. } => {
                    if let Some((lowest, highest)) = self.bucket(level, index) {
                        low = low.min(self.values.get(lowest).copied().unwrap_or(f64::NAN));
                        high = high.max(self.values.get(highest).copied().unwrap_or(f64::NAN));
                    }
                }
                Piece::Rows(rows) => {
                    // `min` and `max` take the other number where one is NaN.
                    for value in self.values.get(rows).unwrap_or_default() {
                        low = low.min(*value);
                        high = high.max(*value);
                    }
                }
            }
        }
        (!low.is_nan()).then_some((low, high))
    }

    /// Rows of the lowest and the highest known value of a range, the earliest where
    /// several are equal. **Cost.** O(log n).
    pub(super) fn extreme_rows(&self, range: &Range<usize>) -> Option<(usize, usize)> {
        let (mut low, mut high): (Option<usize>, Option<usize>) = (None, None);
        let value = |row: usize| self.values.get(row).copied().unwrap_or(f64::NAN);
        let mut take = |lowest: usize, highest: usize| {
            if low.is_none_or(|row| value(lowest) < value(row)) {
                low = Some(lowest);
            }
            if high.is_none_or(|row| value(highest) > value(row)) {
                high = Some(highest);
            }
        };
        for piece in self.cover(range) {
            match piece {
                Piece::Bucket { level, index, .. } => {
                    if let Some((lowest, highest)) = self.bucket(level, index) {
                        take(lowest, highest);
                    }
                }
                Piece::Rows(rows) => {
                    rows.filter(|row| !value(*row).is_nan()).for_each(|row| take(row, row));
                }
            }
        }
        low.zip(high)
    }

    /// Row of the first or last known value of a range.
    ///
    /// **Cost.** One read where the row at that end is known, else O(log n).
    pub(super) fn known(&self, range: &Range<usize>, end: End) -> Option<usize> {
        let range = range.start..range.end.min(self.values.len());
        let at_end = match end {
            End::First => range.start,
            End::Last => range.end.checked_sub(1)?,
        };
        if range.contains(&at_end) && self.values.get(at_end).is_some_and(|value| !value.is_nan()) {
            return Some(at_end);
        }
        let mut found = None;
        for piece in self.cover(&range) {
            let is_known = match &piece {
                Piece::Bucket { level, index, .. } => self.bucket(*level, *index).is_some(),
                Piece::Rows(rows) => self.scan(rows, End::First).is_some(),
            };
            if is_known {
                found = Some(piece);
                if end == End::First {
                    break;
                }
            }
        }
        match found? {
            Piece::Rows(rows) => self.scan(&rows, end),
            Piece::Bucket { level, index, .. } => {
                self.scan(&self.pyramid?.bottom_of(level, index, end)?, end)
            }
        }
    }

    fn scan(&self, rows: &Range<usize>, end: End) -> Option<usize> {
        let values = self.values.get(rows.clone())?;
        let at = match end {
            End::First => values.iter().position(|value| !value.is_nan()),
            End::Last => values.iter().rposition(|value| !value.is_nan()),
        };
        at.map(|at| rows.start + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn column() -> impl Strategy<Value = Vec<f64>> {
        let value = prop_oneof![
            20 => (-50i32..50).prop_map(f64::from),
            3 => Just(f64::NAN),
            1 => Just(f64::INFINITY),
            1 => Just(f64::NEG_INFINITY),
        ];
        let holes = prop::collection::vec((0usize..3_000, 0usize..400), 0..4);
        (prop::collection::vec(value, 1..3_000), holes).prop_map(|(mut values, holes)| {
            for (start, rows) in holes {
                values.iter_mut().skip(start).take(rows).for_each(|value| *value = f64::NAN);
            }
            values
        })
    }

    #[test]
    fn a_pyramid_costs_less_than_a_tenth_of_its_column() {
        let values: Vec<f64> = (0..100_000).map(f64::from).collect();
        let share = Pyramid::new(&values).unwrap().bytes() as f64 / (values.len() * 8) as f64;
        assert!((0.08..0.09).contains(&share), "{share}");
    }

    #[test]
    fn short_columns_are_not_indexed_and_still_answer() {
        let values: Vec<f64> = (0..63).map(f64::from).collect();
        let pyramid = Pyramid::new(&values).unwrap();
        assert_eq!(pyramid.bytes(), 0);
        assert_eq!(Guided::new(&values, Some(&pyramid)).extremes(&(3..60)), Some((3.0, 59.0)));
    }

    #[test]
    fn a_pyramid_over_other_rows_is_not_used() {
        let pyramid = Pyramid::new(&[1.0; 200]).unwrap();
        let mut values = [1.0; 300];
        values[5] = 9.0;
        assert_eq!(Guided::new(&values, Some(&pyramid)).extremes(&(0..300)), Some((1.0, 9.0)));
    }

    proptest! {
        #[test]
        fn every_bucket_names_the_earliest_lowest_and_highest_row(values in column()) {
            let pyramid = Pyramid::new(&values).unwrap();
            let expected_levels = crate::chart::level_of_detail::buckets::depth(values.len());
            prop_assert_eq!(pyramid.depth(), expected_levels);
            for (level, buckets) in pyramid.levels.iter().enumerate() {
                let size = crate::chart::level_of_detail::buckets::bucket_rows(level);
                prop_assert_eq!(buckets.len(), values.len().div_ceil(size));
                for (index, bucket) in buckets.iter().enumerate() {
                    let rows = &values[index * size..((index + 1) * size).min(values.len())];
                    let known = || rows.iter().copied().filter(|value| !value.is_nan());
                    let row = |value: f64| index * size + rows.iter().position(|other| *other == value).unwrap();
                    let expected = known().reduce(f64::min).zip(known().reduce(f64::max));
                    let expected = expected.map(|(low, high)| (row(low), row(high)));
                    prop_assert_eq!(bucket.rows(), expected, "level {} bucket {}", level, index);
                }
            }
        }

        #[test]
        fn ranges_are_what_brute_force_gives(values in column(), a in 0.0..1.0f64, b in 0.0..1.0f64) {
            let pyramid = Pyramid::new(&values).unwrap();
            let guided = Guided::new(&values, Some(&pyramid));
            let at = |share: f64| (share * (values.len() + 1) as f64) as usize;
            let range = at(a.min(b))..at(a.max(b));
            let known = || range.clone().filter(|row| !values[*row].is_nan());
            prop_assert_eq!(guided.known(&range, End::First), known().next());
            prop_assert_eq!(guided.known(&range, End::Last), known().next_back());
            let low = known().map(|row| values[row]).reduce(f64::min);
            let high = known().map(|row| values[row]).reduce(f64::max);
            prop_assert_eq!(guided.extremes(&range), low.zip(high));
        }
    }
}

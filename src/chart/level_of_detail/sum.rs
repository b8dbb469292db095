//! Sums and counts of the known rows of every bucket of a column.
//!
//! Knows one value column; knows nothing of time. Sums are kept by bucket and not
//! as running totals: the difference of two running totals over millions of rows
//! loses the digits of a quiet week, a sum of a few buckets does not.
//!
//! **Memory.** 0.67 bytes a row for sums; 0.33 more for counts, and only where the
//! column has a gap.

use std::ops::Range;

use crate::chart::level_of_detail::buckets::{
    BOTTOM_ROWS, Cover, FAN, MOST_ROWS, Piece, depth, empty_levels,
};

/// How many rows of each bucket have a value.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownCounts {
    rows: usize,
    /// Empty where every row has a value, or there are few of them.
    levels: Vec<Vec<u32>>,
    is_whole: bool,
}

impl KnownCounts {
    /// Counts a column; `None` for one of more than 2³² − 2 rows. **Cost.** One pass.
    pub fn new(values: &[f64]) -> Option<Self> {
        if values.len() > MOST_ROWS {
            return None;
        }
        let is_whole = known(values) == values.len();
        let levels = if is_whole {
            Vec::new()
        } else {
            levels(values, |bucket| known(bucket) as u32, |children| children.iter().sum())
        };
        Some(Self { rows: values.len(), levels, is_whole })
    }

    /// Rows of the column it was built over.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes held beside the column.
    pub fn bytes(&self) -> usize {
        self.levels.iter().map(|level| level.capacity() * size_of::<u32>()).sum()
    }

    /// Known rows in a range of `values`, the column it was built over. **Cost.** O(log n).
    pub(super) fn count(&self, values: &[f64], range: &Range<usize>) -> usize {
        if self.is_whole {
            return range.len();
        }
        Cover::new(range, self.rows, self.levels.len())
            .map(|piece| match piece {
                Piece::Bucket { level, index, .. } => {
                    self.levels.get(level).and_then(|level| level.get(index)).copied().unwrap_or_default()
                        as usize
                }
                Piece::Rows(rows) => known(values.get(rows).unwrap_or_default()),
            })
            .sum()
    }
}

/// Sums of a column by buckets of 16, 64, 256 … rows.
#[derive(Clone, Debug, PartialEq)]
pub struct SumPyramid {
    levels: Vec<Vec<f64>>,
    counts: KnownCounts,
}

impl SumPyramid {
    /// Sums a column; `None` for one of more than 2³² − 2 rows.
    ///
    /// **Gaps.** `NaN` adds nothing and is not counted. **Cost.** Two passes.
    pub fn new(values: &[f64]) -> Option<Self> {
        let counts = KnownCounts::new(values)?;
        Some(Self { levels: levels(values, total, |children| children.iter().sum()), counts })
    }

    /// Rows of the column it was built over.
    pub fn rows(&self) -> usize {
        self.counts.rows()
    }

    /// Bytes held beside the column.
    pub fn bytes(&self) -> usize {
        self.levels.iter().map(|level| level.capacity() * size_of::<f64>()).sum::<usize>()
            + self.counts.bytes()
    }

    /// Sum and number of the known rows in a range of `values`, the column it was built
    /// over; the sum of none is 0. **Cost.** O(log n).
    pub(super) fn total(&self, values: &[f64], range: &Range<usize>) -> (f64, usize) {
        let sum = Cover::new(range, self.rows(), self.levels.len())
            .map(|piece| match piece {
                Piece::Bucket { level, index, .. } => {
                    self.levels.get(level).and_then(|level| level.get(index)).copied().unwrap_or_default()
                }
                Piece::Rows(rows) => total(values.get(rows).unwrap_or_default()),
            })
            // `Sum` of no floats is −0.
            .fold(0.0, |sum, part| sum + part);
        (sum, self.counts.count(values, range))
    }
}

/// Every level over a column: the lowest from rows, each other from the one below.
fn levels<T: Copy>(values: &[f64], bottom: impl Fn(&[f64]) -> T, above: impl Fn(&[T]) -> T) -> Vec<Vec<T>> {
    let mut levels: Vec<Vec<T>> = empty_levels(values.len());
    for at in 0..depth(values.len()) {
        let (below, rest) = levels.split_at_mut(at);
        let Some(level) = rest.first_mut() else { break };
        match below.last() {
            None => level.extend(values.chunks(BOTTOM_ROWS).map(&bottom)),
            Some(below) => level.extend(below.chunks(FAN).map(&above)),
        }
    }
    levels
}

/// Sum of the known values, in four lanes.
pub(super) fn total(values: &[f64]) -> f64 {
    let mut lanes = [0.0; 4];
    let (fours, rest) = values.as_chunks::<4>();
    for four in fours {
        for (lane, value) in lanes.iter_mut().zip(four) {
            *lane += if value.is_nan() { 0.0 } else { *value };
        }
    }
    let rest = rest.iter().filter(|value| !value.is_nan()).fold(0.0, |sum, value| sum + value);
    let [a, b, c, d] = lanes;
    (a + b) + (c + d) + rest
}

/// How many values are known.
pub(super) fn known(values: &[f64]) -> usize {
    values.iter().filter(|value| !value.is_nan()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn column() -> impl Strategy<Value = Vec<f64>> {
        let value = prop_oneof![9 => -1e9..1e9f64, 1 => -1e-3..1e-3f64, 1 => Just(f64::NAN)];
        prop::collection::vec(value, 1..3_000)
    }

    #[test]
    fn a_quiet_week_after_a_loud_year_keeps_its_digits() {
        let mut values = vec![1e15 / 3.0; 10_000];
        values.extend([0.1; 64]);
        let sums = SumPyramid::new(&values).unwrap();
        let (sum, rows) = sums.total(&values, &(10_000..10_064));
        assert!((sum - 6.4).abs() < 1e-12, "{sum}");
        assert_eq!(rows, 64);
    }

    #[test]
    fn counts_are_kept_only_where_there_is_a_gap() {
        let mut values = vec![1.0; 10_000];
        assert_eq!(KnownCounts::new(&values).unwrap().bytes(), 0);
        let sums = SumPyramid::new(&values).unwrap().bytes() as f64 / 80_000.0;
        assert!((0.08..0.09).contains(&sums), "{sums}");
        values[77] = f64::NAN;
        let counts = KnownCounts::new(&values).unwrap().bytes() as f64 / 80_000.0;
        assert!((0.04..0.045).contains(&counts), "{counts}");
    }

    proptest! {
        #[test]
        fn sums_and_counts_are_what_brute_force_gives(values in column(), a in 0.0..1.0f64, b in 0.0..1.0f64) {
            let sums = SumPyramid::new(&values).unwrap();
            let at = |share: f64| (share * (values.len() + 1) as f64) as usize;
            let range = at(a.min(b))..at(a.max(b));
            let known: Vec<f64> = values[range.clone()].iter().copied().filter(|value| !value.is_nan()).collect();
            let (sum, rows) = sums.total(&values, &range);
            let size: f64 = known.iter().map(|value| value.abs()).sum();
            prop_assert!((sum - known.iter().sum::<f64>()).abs() <= 1e-12 * size);
            prop_assert_eq!(rows, known.len());
        }
    }
}

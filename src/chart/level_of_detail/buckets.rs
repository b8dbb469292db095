//! How rows are cut into buckets: 16 rows at the bottom, four of the level below above it.
//!
//! Knows row numbers; knows nothing of values or time. Buckets begin at multiples
//! of their size counted from the first row, so what a bucket holds never hangs on
//! the view. The last bucket of a level may be short.

use std::ops::Range;

/// Rows in a bucket of the lowest level.
pub(super) const BOTTOM_ROWS: usize = 16;
/// Buckets of one level in a bucket of the next.
pub(super) const FAN: usize = 4;
/// Columns shorter than this are read row by row: no level is kept for them.
pub(super) const FEWEST_ROWS: usize = 64;
/// Rows a row number of 32 bits can tell apart, with one left over to say "none".
pub(super) const MOST_ROWS: usize = u32::MAX as usize - 1;

/// Levels over a column of `rows` rows: from buckets of 16 up to one that holds all.
pub(super) fn depth(rows: usize) -> usize {
    if rows < FEWEST_ROWS {
        return 0;
    }
    let mut depth = 1;
    while bucket_rows(depth - 1) < rows {
        depth += 1;
    }
    depth
}

/// Rows in a full bucket of a level.
pub(super) fn bucket_rows(level: usize) -> usize {
    BOTTOM_ROWS << (2 * level)
}

/// Room for every level over a column of `rows` rows.
pub(super) fn empty_levels<T>(rows: usize) -> Vec<Vec<T>> {
    (0..depth(rows)).map(|level| Vec::with_capacity(rows.div_ceil(bucket_rows(level)))).collect()
}

/// The next stretch of rows: one bucket, or single rows where no bucket fits.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// A bucket that lies within the asked range.
    Bucket {
        /// Its level, 0 for 16 rows.
        level: usize,
        /// Its number within the level.
        index: usize,
        /// Its rows.
        rows: Range<usize>,
    },
    /// Rows to be read one by one: at most 16 if there are levels at all.
    Rows(Range<usize>),
}

/// A range of rows as the fewest buckets and single rows, in order.
#[derive(Clone, Debug)]
pub(super) struct Cover {
    row: usize,
    end: usize,
    column_rows: usize,
    depth: usize,
}

impl Cover {
    /// The `range` of a column of `column_rows` rows that has `depth` levels.
    pub(super) fn new(range: &Range<usize>, column_rows: usize, depth: usize) -> Self {
        Self { row: range.start, end: range.end.min(column_rows), column_rows, depth }
    }

    /// The largest bucket beginning here that lies in the range and is accepted, else rows.
    ///
    /// **Cost.** Each bucket is offered at most once over the whole range.
    pub(super) fn next_accepted(&mut self, mut accepts: impl FnMut(&Range<usize>) -> bool) -> Option<Piece> {
        if self.row >= self.end {
            return None;
        }
        let row = self.row;
        for level in (0..self.levels_beginning_here()).rev() {
            let rows = row..(row + bucket_rows(level)).min(self.column_rows);
            if rows.end > self.end {
                continue;
            }
            visit(1);
            if accepts(&rows) {
                self.row = rows.end;
                return Some(Piece::Bucket { level, index: row / bucket_rows(level), rows });
            }
        }
        let stop = if self.depth == 0 { self.end } else { ((row | (BOTTOM_ROWS - 1)) + 1).min(self.end) };
        self.row = stop;
        visit(stop - row);
        Some(Piece::Rows(row..stop))
    }

    fn levels_beginning_here(&self) -> usize {
        match self.row.trailing_zeros() as usize {
            0..4 => 0,
            zeros => self.depth.min((zeros - 4) / 2 + 1),
        }
    }
}

impl Iterator for Cover {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        self.next_accepted(|_| true)
    }
}

#[cfg(not(test))]
fn visit(_nodes: usize) {}

#[cfg(test)]
fn visit(nodes: usize) {
    VISITED.with(|visited| visited.set(visited.get() + nodes));
}

#[cfg(test)]
thread_local! {
    static VISITED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Buckets and rows read on this thread while `work` ran.
#[cfg(test)]
pub(super) fn visits(work: impl FnOnce()) -> usize {
    VISITED.with(|visited| visited.set(0));
    work();
    VISITED.with(std::cell::Cell::get)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_columns_have_no_levels_and_long_ones_end_in_one_bucket() {
        assert_eq!([0, 63, 64, 65, 1_024, 10_000_000].map(depth), [0, 0, 2, 3, 4, 11]);
    }

    proptest! {
        #[test]
        fn a_cover_is_every_row_once_in_order_with_few_pieces(
            rows in 1usize..50_000, a in 0.0..1.0f64, b in 0.0..1.0f64,
        ) {
            let at = |share: f64| (share * rows as f64) as usize;
            let range = at(a.min(b))..at(a.max(b));
            let pieces: Vec<Piece> = Cover::new(&range, rows, depth(rows)).collect();
            let mut row = range.start;
            for piece in &pieces {
                let covered = match piece {
                    Piece::Rows(covered) => covered.clone(),
                    Piece::Bucket { level, index, rows: covered } => {
                        prop_assert_eq!(covered.start, index * bucket_rows(*level));
                        covered.clone()
                    }
                };
                prop_assert_eq!(covered.start, row);
                row = covered.end;
            }
            prop_assert_eq!(row.max(range.start), range.end);
            prop_assert!(pieces.len() <= 2 * 3 * (depth(rows) + 1) + 4, "{}", pieces.len());
        }
    }
}

//! Folds over sliding windows without a running sum.
//!
//! A running sum that adds the new row and subtracts the old one keeps the
//! rounding error of every row it ever saw: one spike and all later averages
//! are off. Here each window is the merge of two partial folds, the tail of one
//! block of rows and the head of the next (van Herk 1992, Gil and Werman 1993),
//! so a result depends on the rows of its own window only.

/// The merges of the last rows of a stream.
#[derive(Clone)]
pub(crate) struct Sliding<A> {
    window: usize,
    merge: fn(A, A) -> A,
    /// Rows of the block under way.
    block: Vec<A>,
    head: Option<A>,
    /// Entry j merges the last j + 1 rows of the block before.
    tails: Vec<A>,
}

impl<A: Copy> Sliding<A> {
    pub(crate) fn new(window: usize, merge: fn(A, A) -> A) -> Self {
        Self { window, merge, block: Vec::new(), head: None, tails: Vec::new() }
    }

    /// Takes a row; the merge of the last `window` rows, `None` before the first full window and
    /// for an empty one. **Cost**: three merges a row on average.
    pub(crate) fn push(&mut self, row: A) -> Option<A> {
        if self.window == 0 {
            return None;
        }
        let merged = self.head.map_or(row, |head| (self.merge)(head, row));
        self.head = Some(merged);
        self.block.push(row);
        let missing = self.window - self.block.len();
        let found = match missing.checked_sub(1) {
            None => Some(merged),
            Some(tail) => self.tails.get(tail).map(|tail| (self.merge)(*tail, merged)),
        };
        if missing == 0 {
            self.tails.clear();
            for row in self.block.drain(..).rev() {
                let tail = self.tails.last().map_or(row, |tail| (self.merge)(row, *tail));
                self.tails.push(tail);
            }
            self.head = None;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sliding<A: Copy>(
        rows: &[f64],
        window: usize,
        single: impl Fn(f64) -> A,
        merge: fn(A, A) -> A,
    ) -> Vec<Option<A>> {
        let mut sliding = Sliding::new(window, merge);
        rows.iter().map(|row| sliding.push(single(*row))).collect()
    }

    #[test]
    fn every_window_merges_exactly_its_own_rows_in_order() {
        let rows: Vec<f64> = (0..23).map(f64::from).collect();
        for window in 1..=24 {
            let spans = sliding(&rows, window, |row| (row, row, 1), |a, b| (a.0, b.1, a.2 + b.2));
            for (row, span) in spans.iter().enumerate() {
                let first = (row + 1).checked_sub(window);
                let expected = first.map(|first| (rows[first], rows[row], window));
                assert_eq!(*span, expected, "window {window}, row {row}");
            }
        }
    }

    #[test]
    fn a_spike_leaves_no_trace_after_its_window() {
        let mut rows = vec![0.1; 40];
        let sums = |rows: &[f64]| sliding(rows, 7, |row| row, |a, b| a + b);
        let plain = sums(&rows);
        rows[3] = 1e18;
        assert_eq!(sums(&rows)[10..], plain[10..]);
    }
}

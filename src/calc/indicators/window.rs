//! Folds over sliding windows without a running sum.
//!
//! A running sum that adds the new row and subtracts the old one keeps the
//! rounding error of every row it ever saw: one spike and all later averages
//! are off. Here each window is the merge of two partial folds, the tail of one
//! block of rows and the head of the next (van Herk 1992, Gil and Werman 1993),
//! so a result depends on the rows of its own window only.

/// Merges `window` consecutive rows for every row.
///
/// **Shape**: one result per row; `None` before the first full window and for
/// an empty window. **Cost**: three merges a row, whatever the window.
pub(super) fn sliding<A: Copy>(
    rows: &[f64],
    window: usize,
    single: impl Fn(f64) -> A,
    merge: impl Fn(A, A) -> A,
) -> Vec<Option<A>> {
    if window == 0 {
        return vec![None; rows.len()];
    }
    let mut results = Vec::with_capacity(rows.len());
    // Entry j of `tails` merges rows j.. of the block before, in reverse order of j.
    let mut tails: Vec<A> = Vec::new();
    for block in rows.chunks(window) {
        let mut head: Option<A> = None;
        for (offset, row) in block.iter().enumerate() {
            let item = single(*row);
            let merged = head.map_or(item, |head| merge(head, item));
            head = Some(merged);
            let missing = window - offset - 1;
            results.push(match missing.checked_sub(1) {
                None => Some(merged),
                Some(tail) => tails.get(tail).map(|tail| merge(*tail, merged)),
            });
        }
        tails.clear();
        for row in block.iter().rev() {
            let item = single(*row);
            tails.push(tails.last().map_or(item, |tail| merge(item, *tail)));
        }
    }
    results
}

/// Sums of `window` consecutive rows; `NaN` before the first full window.
pub(super) fn sums(rows: &[f64], window: usize) -> Vec<f64> {
    sliding(rows, window, |row| row, |a, b| a + b).into_iter().map(|sum| sum.unwrap_or(f64::NAN)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let plain = sums(&rows, 7);
        rows[3] = 1e18;
        assert_eq!(sums(&rows, 7)[10..], plain[10..]);
    }
}

//! Windows of time a history is fetched in.
//!
//! Windows lie on a grid that starts where the source's history does, not at
//! "now": a fill that is resumed days later asks for the same pages again, and
//! a page that was stored is a page that was finished.

use crate::domain::time::UnixSecs;

/// The windows of one feed, counted from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    start: i64,
    step: i64,
    span: i64,
}

impl Grid {
    /// Windows of at most `rows` rows, `step_secs` apart, from `start` on.
    pub(super) fn new(rows: u32, step_secs: i64, start: UnixSecs) -> Self {
        let step = step_secs.max(1);
        // Rows lie on whole steps; a start between two of them would leave one between two windows.
        let start = start.0.div_euclid(step).saturating_mul(step);
        Self { start, step, span: step.saturating_mul(i64::from(rows.max(1))) }
    }

    /// Seconds between two rows.
    pub(super) fn step(&self) -> i64 {
        self.step
    }

    /// Where the history starts.
    pub(super) fn start(&self) -> UnixSecs {
        UnixSecs(self.start)
    }

    /// The window a time falls in; negative before the start.
    pub(super) fn index_of(&self, time: UnixSecs) -> i64 {
        time.0.saturating_sub(self.start).div_euclid(self.span)
    }

    /// First and last row of a window, both included.
    pub(super) fn window(&self, index: i64) -> (UnixSecs, UnixSecs) {
        let from = self.start.saturating_add(index.saturating_mul(self.span));
        (UnixSecs(from), UnixSecs(from.saturating_add(self.span - self.step)))
    }
}

/// Windows that show whether there is anything older than window `index`, which was empty.
///
/// Each lies twice as far away as the one before, and the last one is the first of all: a
/// stretch without rows is taken for the start of a history only if none of them has a row.
pub(super) fn probes(index: i64) -> impl Iterator<Item = i64> {
    let strides = std::iter::successors(Some(1_i64), |stride| stride.checked_mul(2));
    let offsets = strides.scan(0_i64, |sum, stride| {
        *sum = sum.checked_add(stride)?;
        Some(*sum)
    });
    let older = offsets.map(move |offset| index.saturating_sub(offset)).take_while(|probe| *probe > 0);
    older.chain((index > 0).then_some(0))
}

/// How much of the way from `from` to `to` is done at `at`, in whole percent.
pub(super) fn percent(from: UnixSecs, at: UnixSecs, to: UnixSecs) -> i64 {
    let whole = i128::from(to.0) - i128::from(from.0);
    if whole == 0 {
        return 100;
    }
    let done = (i128::from(at.0) - i128::from(from.0)) * 100 / whole;
    i64::try_from(done.clamp(0, 100)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    #[test]
    fn windows_follow_each_other_without_a_row_between_or_twice() {
        for (rows, step, start) in [(1_000, DAY, 1_313_625_600 + 77), (300, 3_600, 1_437_428_220), (1, 60, 5)] {
            let grid = Grid::new(rows, step, UnixSecs(start));
            assert!(grid.start().0 <= start && grid.start().0 % step == 0);
            for index in [0, 1, 2, 77] {
                let (from, to) = grid.window(index);
                assert_eq!((to.0 - from.0) / step + 1, i64::from(rows), "rows of one window");
                assert_eq!(grid.window(index + 1).0, UnixSecs(to.0 + step));
                for time in [from, to, UnixSecs(to.0 + step - 1)] {
                    assert_eq!(grid.index_of(time), index);
                }
            }
            assert_eq!(grid.index_of(UnixSecs(grid.start().0 - 1)), -1);
        }
    }

    #[test]
    fn probes_double_their_distance_and_end_at_the_start() {
        let all = |index| probes(index).collect::<Vec<_>>();
        assert_eq!(all(20), [19, 17, 13, 5, 0]);
        assert_eq!(all(1), [0]);
        assert_eq!(all(2), [1, 0]);
        assert_eq!(all(0), Vec::<i64>::new());
        assert_eq!(all(-1), Vec::<i64>::new());
    }

    #[test]
    fn progress_is_a_share_of_the_way_and_never_leaves_it() {
        let at = |at| percent(UnixSecs(1_000), UnixSecs(at), UnixSecs(0));
        assert_eq!([at(1_000), at(590), at(0), at(-5), at(2_000)], [0, 41, 100, 100, 0]);
        assert_eq!(percent(UnixSecs(3), UnixSecs(3), UnixSecs(3)), 100);
        assert_eq!(percent(UnixSecs(i64::MIN), UnixSecs(0), UnixSecs(i64::MAX)), 50);
    }
}

//! Lowest and highest value of what is visible.
//!
//! Knows the rows a drawing of the view touches; knows nothing of padding.
//! The rows just outside count, because the line to them crosses the pane.

use std::ops::Range;

use crate::chart::level_of_detail::column::Column;
use crate::chart::viewport::TimeView;
use crate::domain::time::UnixSecs;

/// Rows in the view and the one just outside on either side; empty where the view
/// does not touch the time between first and last row. **Cost.** O(log n).
pub(super) fn rows_touched(times: &[UnixSecs], view: &TimeView) -> Range<usize> {
    let start = times.partition_point(|time| (time.0 as f64) < view.from);
    let end = times.partition_point(|time| time.0 as f64 <= view.to);
    let is_apart = start >= times.len() || end == 0;
    if is_apart { 0..0 } else { start.saturating_sub(1)..(end + 1).min(times.len()) }
}

impl Column<'_> {
    /// Lowest and highest value among the rows in the view and the one just outside on
    /// either side.
    ///
    /// **Gaps.** `NaN` is skipped; `None` where the view lies before the first row or
    /// after the last, or holds only gaps. A step series past its last row shows a held
    /// value that is not counted here. **Cost.** O(log n) with a pyramid, else one pass
    /// over the visible rows.
    pub fn value_range(&self, view: &TimeView) -> Option<(f64, f64)> {
        self.guided().extremes(&rows_touched(self.times, view))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::level_of_detail::Pyramid;
    use proptest::prelude::*;

    fn value_range(times: &[UnixSecs], lows: &[f64], highs: &[f64], view: &TimeView) -> Option<(f64, f64)> {
        let (low, _) = Column::plain(times, lows).value_range(view)?;
        let (_, high) = Column::plain(times, highs).value_range(view)?;
        Some((low, high))
    }

    fn times() -> Vec<UnixSecs> {
        (0..10).map(|n| UnixSecs(n * 100)).collect()
    }

    fn range(values: &[f64], from: f64, to: f64) -> Option<(f64, f64)> {
        value_range(&times(), values, values, &TimeView::new(from, to))
    }

    #[test]
    fn gaps_do_not_count_and_neighbours_do() {
        let values = [9.0, 1.0, f64::NAN, 3.0, 4.0, 5.0, 8.0, 7.0, 0.0, 99.0];
        assert_eq!(range(&values, 150.0, 550.0), Some((1.0, 8.0)));
        assert_eq!(range(&values, 510.0, 520.0), Some((5.0, 8.0)));
    }

    #[test]
    fn where_nothing_is_visible_there_is_no_range() {
        let values = [1.0; 10];
        assert_eq!(range(&values, -50.0, -10.0), None);
        assert_eq!(range(&values, 901.0, 2_000.0), None);
        assert_eq!(range(&[f64::NAN; 10], 0.0, 900.0), None);
        assert_eq!(range(&values, 900.0, 2_000.0), Some((1.0, 1.0)));
        assert_eq!(value_range(&[], &[], &[], &TimeView::new(0.0, 1.0)), None);
    }

    proptest! {
        #[test]
        fn through_a_pyramid_the_range_is_what_brute_force_gives(
            values in prop::collection::vec(prop_oneof![9 => -1e9..1e9f64, 2 => Just(f64::NAN)], 1..3_000),
            from in -0.2..1.2f64, to in -0.2..1.2f64,
        ) {
            let times: Vec<UnixSecs> = (0..values.len() as i64).map(|n| UnixSecs(n * 100)).collect();
            let span = values.len() as f64 * 100.0;
            let view = TimeView::new(from * span, to * span);
            let pyramid = Pyramid::new(&values).unwrap();
            let rows = rows_touched(&times, &view);
            let known = || values[rows.clone()].iter().copied().filter(|value| !value.is_nan());
            let expected = known().reduce(f64::min).zip(known().reduce(f64::max));
            prop_assert_eq!(Column::new(&times, &values, Some(&pyramid)).value_range(&view), expected);
            let at = |wanted: f64| rows.clone().find(|row| values[*row].to_bits() == wanted.to_bits());
            let expected_rows = expected.and_then(|(low, high)| at(low).zip(at(high)));
            let column = Column::new(&times, &values, Some(&pyramid));
            prop_assert_eq!(column.extreme_rows(&rows), expected_rows);
            let known_row = |row: &usize| !values[*row].is_nan();
            let ends = rows.clone().find(known_row).zip(rows.clone().rfind(known_row));
            prop_assert_eq!(column.known_ends(&rows), ends);
            prop_assert_eq!(value_range(&times, &values, &values, &view), expected);
        }
    }
}

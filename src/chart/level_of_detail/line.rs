//! Lines and steps through the values in a view.
//!
//! Knows one value column; knows nothing of colours. Where rows are denser than
//! pixels it draws what `pixel.rs` keeps of each pixel column.

use crate::chart::level_of_detail::column::Column;
use crate::chart::level_of_detail::pixel::{Kept, every_row, thinned};
use crate::chart::level_of_detail::range::rows_touched;
use crate::chart::viewport::TimeView;
use crate::domain::time::UnixSecs;

/// Rows a pixel column may hold before it is thinned.
const ROWS_PER_COLUMN: f64 = 2.0;

/// Points of one stretch without a gap: Unix seconds and value, in time order.
/// A run of one point is a value alone between gaps: draw a dot.
pub type Run = Vec<(f64, f64)>;

impl Column<'_> {
    /// The polyline through the values in the view, a run for each stretch without a gap.
    ///
    /// **Shape.** Up to two rows a pixel every row; beyond, first, lowest, highest and
    /// last row of each pixel column, in true time order, so no extremum is lost and at
    /// most `4 × (width_px + 3)` points come back. With a pyramid a pixel column ends up to half
    /// a pixel late, and there in every view of the same zoom. The rows just outside are
    /// included: the line reaches the edges. **Gaps.** `NaN` ends a run; once thinned, a gap
    /// that lies within one pixel column is not seen and does not.
    /// **Cost.** O(pixels · log n) with a pyramid, else one pass over the visible rows.
    pub fn visible_line(&self, view: &TimeView, width_px: f32) -> Vec<Run> {
        self.kept(view, width_px).runs
    }

    /// The corners of a step line: each value holds until the next row, the last one
    /// until `hold_until` (Unix seconds; not before its own time).
    ///
    /// **Shape.** As [`Column::visible_line`], with a corner before each change; twice the
    /// points at most. **Gaps.** A value before a gap holds until the gap's row. After the
    /// last row the held value is drawn as far as the view shows it. **Cost.** As
    /// [`Column::visible_line`].
    pub fn visible_steps(&self, view: &TimeView, width_px: f32, hold_until: f64) -> Vec<Run> {
        let kept = self.kept(view, width_px);
        if kept.runs.is_empty() {
            return self.held(view, hold_until).into_iter().collect();
        }
        kept.runs.iter().zip(kept.last_rows).map(|(run, last)| self.corners(run, last, hold_until)).collect()
    }

    fn kept(&self, view: &TimeView, width_px: f32) -> Kept {
        let touched = rows_touched(self.times, view);
        let is_dense = touched.len() as f64 > ROWS_PER_COLUMN * f64::from(width_px.max(1.0));
        if is_dense { thinned(self, &touched, view.px_per_sec(width_px)) } else { every_row(self, touched) }
    }

    /// The last value where only what it holds is in the view.
    fn held(&self, view: &TimeView, hold_until: f64) -> Option<Run> {
        let (time, value) = (self.times.last()?.0 as f64, *self.values.last()?);
        let is_seen = !value.is_nan() && time < view.from && view.from < hold_until;
        is_seen.then(|| self.corners(&vec![(time, value)], self.times.len() - 1, hold_until))
    }

    fn corners(&self, points: &Run, last_row: usize, hold_until: f64) -> Run {
        let mut run = Run::with_capacity(points.len() * 2 + 1);
        for (time, value) in points {
            if let Some((_, held)) = run.last().copied() {
                run.push((*time, held));
            }
            run.push((*time, *value));
        }
        if let Some((time, value)) = run.last().copied() {
            // After the last row of a run comes a gap's row, a row beyond the view, or nothing.
            let until = self.times.get(last_row + 1).map_or(hold_until, |next| next.0 as f64);
            if until > time {
                run.push((until, value));
            }
        }
        run
    }
}

/// [`Column::visible_line`] without a pyramid.
pub fn visible_line(times: &[UnixSecs], values: &[f64], view: &TimeView, width_px: f32) -> Vec<Run> {
    Column::plain(times, values).visible_line(view, width_px)
}

/// [`Column::visible_steps`] without a pyramid.
pub fn visible_steps(
    times: &[UnixSecs],
    values: &[f64],
    view: &TimeView,
    width_px: f32,
    hold_until: f64,
) -> Vec<Run> {
    Column::plain(times, values).visible_steps(view, width_px, hold_until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn every(secs: i64, rows: i64) -> Vec<UnixSecs> {
        (0..rows).map(|n| UnixSecs(n * secs)).collect()
    }

    #[test]
    fn one_sample_spike_among_a_million_survives() {
        let times = every(60, 1_000_000);
        let mut values: Vec<f64> = (0..1_000_000).map(|n| f64::from(n % 7)).collect();
        values[654_321] = 1e6;
        values[123_457] = -1e6;
        let view = TimeView::new(0.0, 6e7);
        let runs = visible_line(&times, &values, &view, 800.0);
        assert_eq!(runs.len(), 1);
        assert!(runs[0].contains(&(654_321.0 * 60.0, 1e6)) && runs[0].contains(&(123_457.0 * 60.0, -1e6)));
        assert!(runs[0].len() <= 4 * 803, "{}", runs[0].len());
    }

    #[test]
    fn the_line_reaches_both_edges() {
        let times = every(100, 10);
        let values: Vec<f64> = (0..10).map(f64::from).collect();
        let between = visible_line(&times, &values, &TimeView::new(410.0, 420.0), 500.0);
        assert_eq!(between, [vec![(400.0, 4.0), (500.0, 5.0)]]);
        assert!(visible_line(&times, &values, &TimeView::new(901.0, 950.0), 500.0).is_empty());
    }

    #[test]
    fn a_gap_is_a_gap() {
        let values = [1.0, f64::NAN, 3.0, 4.0, f64::NAN, f64::NAN, 7.0];
        let runs = visible_line(&every(100, 7), &values, &TimeView::new(0.0, 600.0), 500.0);
        assert_eq!(runs, [vec![(0.0, 1.0)], vec![(200.0, 3.0), (300.0, 4.0)], vec![(600.0, 7.0)]]);
    }

    #[test]
    fn a_gap_wider_than_a_pixel_survives_thinning() {
        let times = every(1, 10_000);
        let values: Vec<f64> =
            (0..10_000).map(|n| if (5_000..5_300).contains(&n) { f64::NAN } else { 1.0 }).collect();
        let runs = visible_line(&times, &values, &TimeView::new(0.0, 10_000.0), 100.0);
        assert_eq!(runs.len(), 2);
        assert_eq!(runs[0].last(), Some(&(4_999.0, 1.0)));
        assert_eq!(runs[1].first(), Some(&(5_300.0, 1.0)));
    }

    #[test]
    fn a_step_holds_until_the_next_row_and_the_last_to_the_given_end() {
        let values = [10.0, 20.0, f64::NAN, 30.0];
        let runs = visible_steps(&every(100, 4), &values, &TimeView::new(0.0, 500.0), 500.0, 450.0);
        assert_eq!(
            runs,
            [
                vec![(0.0, 10.0), (100.0, 10.0), (100.0, 20.0), (200.0, 20.0)],
                vec![(300.0, 30.0), (450.0, 30.0)]
            ]
        );
    }

    #[test]
    fn a_step_is_seen_between_two_rows_and_past_the_last() {
        let values = [10.0, 20.0];
        let between = visible_steps(&every(100, 2), &values, &TimeView::new(20.0, 30.0), 500.0, 450.0);
        assert_eq!(between, [vec![(0.0, 10.0), (100.0, 10.0), (100.0, 20.0), (450.0, 20.0)]]);
        let past = visible_steps(&every(100, 2), &values, &TimeView::new(200.0, 300.0), 500.0, 450.0);
        assert_eq!(past, [vec![(100.0, 20.0), (450.0, 20.0)]]);
        assert!(
            visible_steps(&every(100, 2), &values, &TimeView::new(500.0, 600.0), 500.0, 450.0).is_empty()
        );
        assert!(visible_steps(&[], &[], &TimeView::new(0.0, 1.0), 500.0, 450.0).is_empty());
    }

    #[test]
    fn panning_does_not_change_what_is_kept_in_the_middle() {
        let times = every(60, 20_000);
        let values: Vec<f64> = (0..20_000).map(|n| (f64::from(n) * 0.7).sin()).collect();
        let kept = |from: f64| -> Vec<(f64, f64)> {
            let runs = visible_line(&times, &values, &TimeView::new(from, from + 600_000.0), 500.0);
            runs.concat().into_iter().filter(|(time, _)| (300_000.0..400_000.0).contains(time)).collect()
        };
        assert_eq!(kept(100_000.0), kept(100_777.0));
    }

    proptest! {
        #[test]
        fn kept_points_are_true_rows_in_time_order_with_both_extremes_of_each_column(
            values in prop::collection::vec(prop_oneof![9 => (-9i32..9).prop_map(f64::from), 1 => Just(f64::NAN)], 1..600),
            width in 1.0..300.0f32,
        ) {
            let times = every(3_600, values.len() as i64);
            let view = TimeView::new(-1.0, times.len() as f64 * 3_600.0);
            let runs = visible_line(&times, &values, &view, width);
            let points = runs.concat();
            prop_assert!(runs.iter().all(|run| !run.is_empty()));
            prop_assert!(points.windows(2).all(|pair| pair[0].0 < pair[1].0));
            for (time, value) in &points {
                prop_assert_eq!(values[(*time / 3_600.0) as usize], *value);
            }
            let column = |time: f64| (time * view.px_per_sec(width)).floor() as i64;
            let extremes = |rows: &mut dyn Iterator<Item = (f64, f64)>| {
                let mut columns = std::collections::BTreeMap::new();
                for (time, value) in rows.filter(|(_, value)| !value.is_nan()) {
                    let (lo, hi) = columns.entry(column(time)).or_insert((value, value));
                    (*lo, *hi) = (lo.min(value), hi.max(value));
                }
                columns
            };
            let all = times.iter().map(|time| time.0 as f64).zip(values.iter().copied());
            prop_assert_eq!(extremes(&mut points.iter().copied()), extremes(&mut { all }));
            prop_assert!(points.len() <= 4 * (width as usize + 3));
        }
    }
}

//! How many rows make one candle or bar at this zoom, and which.
//!
//! Knows row numbers and the time a row takes; knows nothing of prices. Groups
//! begin at multiples of their size counted from the series' first row, so the
//! same rows are merged wherever the view begins.

use std::ops::Range;

use crate::chart::viewport::TimeView;
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Sizes of groups of daily rows: days, weeks and months; doubled beyond.
const DAILY_SIZES: [usize; 6] = [1, 2, 4, 7, 14, 28];

/// Rows in a group so that each is at least `min_px` wide at this zoom, or holds all `rows`.
///
/// Rows that are no days are doubled from the start: a power of two is a few whole
/// buckets of a pyramid, wherever the group begins. Where the `visible` rows are much denser
/// than `row_secs` says (a series that turns from days to minutes), groups grow until no
/// more than twice as many are left as fit.
fn group_size(
    view: &TimeView,
    width_px: f32,
    min_px: f32,
    row_secs: f64,
    rows: usize,
    visible: usize,
) -> usize {
    let px_per_row = view.px_per_sec(width_px) * row_secs;
    let most_groups = 2.0 * f64::from(width_px) / f64::from(min_px) + 2.0;
    let is_daily = (row_secs - DAY_SECS as f64).abs() < 1.0;
    let calendar: &[usize] = if is_daily { &DAILY_SIZES } else { &[] };
    let doubled_from = if is_daily { 56usize } else { 1 };
    let doubled = std::iter::successors(Some(doubled_from), |size| size.checked_mul(2));
    let is_wide = |size: usize| {
        size as f64 * px_per_row >= f64::from(min_px) && visible as f64 / size as f64 <= most_groups
    };
    calendar.iter().copied().chain(doubled).find(|size| is_wide(*size) || *size >= rows).unwrap_or(1)
}

/// One group of rows and the time it stands for.
pub(super) struct Group {
    /// Its rows in the series.
    pub(super) rows: Range<usize>,
    /// Start of its first row, Unix seconds.
    pub(super) from: f64,
    /// End of its last row, not beyond the start of the next.
    pub(super) to: f64,
}

/// Groups that touch the view, in time order. **Cost.** O(log n) and the groups.
pub(super) fn visible_groups(
    times: &[UnixSecs],
    view: &TimeView,
    width_px: f32,
    min_px: f32,
    row_secs: f64,
) -> impl Iterator<Item = Group> {
    let row_secs = if row_secs.is_finite() { row_secs.max(1.0) } else { 1.0 };
    let start = times.partition_point(|time| time.0 as f64 + row_secs <= view.from);
    let end = times.partition_point(|time| time.0 as f64 <= view.to);
    let visible = end.saturating_sub(start);
    let size = group_size(view, width_px, min_px, row_secs, times.len(), visible);
    let first_group = if start < end { start / size * size } else { end };
    (first_group..end).step_by(size).filter_map(move |first| {
        let rows = first..(first + size).min(times.len());
        let last_end = times.get(rows.end.checked_sub(1)?)?.0 as f64 + row_secs;
        let next_start = times.get(rows.end).map_or(f64::INFINITY, |time| time.0 as f64);
        Some(Group { from: times.get(first)?.0 as f64, to: last_end.min(next_start), rows })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(days: f64) -> usize {
        let view = TimeView::new(0.0, days * DAY_SECS as f64);
        group_size(&view, 1_000.0, 4.0, DAY_SECS as f64, 100_000, 1)
    }

    #[test]
    fn days_become_weeks_and_months_as_the_view_widens() {
        let sizes: Vec<usize> = [250.0, 260.0, 1_000.0, 1_500.0, 3_000.0, 7_000.0, 14_000.0].map(size).into();
        assert_eq!(sizes, [1, 2, 4, 7, 14, 28, 56]);
    }

    #[test]
    fn rows_that_are_no_days_are_doubled() {
        let view = TimeView::new(0.0, 60.0 * 100_000.0);
        let sizes = [400_000.0, 200_000.0, 10_000.0, 1_000.0]
            .map(|width_px| group_size(&view, width_px, 4.0, 60.0, 100_000, 1));
        assert_eq!(sizes, [1, 2, 64, 512]);
    }

    #[test]
    fn a_pane_without_width_merges_everything_and_no_minimum_nothing() {
        let view = TimeView::new(0.0, 1e6);
        assert!(group_size(&view, 0.0, 4.0, 60.0, 1_000, 1_000) >= 1_000);
        assert_eq!(group_size(&view, 100.0, 0.0, 60.0, 1_000, 1_000), 1);
        assert_eq!(group_size(&view, 100.0, 4.0, 60.0, 0, 0), 1);
    }

    #[test]
    fn a_series_that_turns_from_days_to_minutes_does_not_become_a_candle_a_minute() {
        let mut times: Vec<UnixSecs> = (0..100).map(|n| UnixSecs(n * DAY_SECS)).collect();
        times.extend((0..144_000).map(|n| UnixSecs(100 * DAY_SECS + n * 60)));
        let groups = |from: f64, to: f64| {
            let day = DAY_SECS as f64;
            visible_groups(&times, &TimeView::new(from * day, to * day), 1_000.0, 2.0, day).count()
        };
        assert_eq!(groups(0.0, 99.0), 100);
        assert!(groups(0.0, 200.0) <= 1_003, "{}", groups(0.0, 200.0));
        assert!(groups(150.0, 151.0) <= 1_003, "{}", groups(150.0, 151.0));
    }
}

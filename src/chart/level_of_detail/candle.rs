//! Candles and bars, merged into true larger ones where a row is too narrow.
//!
//! Knows open, high, low, close and sums; knows nothing of hollow or filled.
//! A merged candle is what a coarser interval would have recorded, not a sample
//! of its rows: wicks never shorten as the view widens.

use crate::chart::level_of_detail::merge::{Group, visible_groups};
use crate::chart::viewport::TimeView;
use crate::domain::series::Ohlcv;
use crate::domain::time::UnixSecs;

/// One candle to draw; prices in the unit of the series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CandleMark {
    /// Start of its first row, Unix seconds.
    pub from: f64,
    /// End of its last row, Unix seconds.
    pub to: f64,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// How many rows with a close it merges.
    pub rows: usize,
}

/// One bar to draw, from 0 to its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BarMark {
    /// Start of its first row, Unix seconds.
    pub from: f64,
    /// End of its last row, Unix seconds.
    pub to: f64,
    /// Sum of its rows, in the unit of the series.
    pub value: f64,
    /// How many rows with a value it sums.
    pub rows: usize,
}

/// The candles in the view, each at least `min_px_per_candle` wide.
///
/// **Shape.** Where a row of `row_secs` seconds is narrower, 2, 4, 7, 14, 28, 56 …
/// rows become one: first open, highest high, lowest low, last close. Groups
/// begin at multiples of their size counted from the first row; one that the view cuts is
/// whole. **Gaps.** `NaN` is skipped; a group that lacks one of the four prices
/// altogether is left out. **Cost.** One pass over the visible rows.
pub fn visible_candles(
    times: &[UnixSecs],
    ohlcv: &Ohlcv,
    view: &TimeView,
    width_px: f32,
    min_px_per_candle: f32,
    row_secs: f64,
) -> Vec<CandleMark> {
    visible_groups(times, view, width_px, min_px_per_candle, row_secs)
        .filter_map(|group| {
            Some(CandleMark {
                from: group.from,
                to: group.to,
                open: known(&ohlcv.open, &group).next()?,
                high: known(&ohlcv.high, &group).reduce(f64::max)?,
                low: known(&ohlcv.low, &group).reduce(f64::min)?,
                close: known(&ohlcv.close, &group).next_back()?,
                rows: known(&ohlcv.close, &group).count(),
            })
        })
        .collect()
}

/// The bars in the view, each at least `min_px_per_bar` wide; merged as
/// [`visible_candles`] merges, by summing.
///
/// **Gaps.** `NaN` adds nothing; a group of `NaN` alone is left out, while a true
/// zero is a bar of no height. **Cost.** One pass over the visible rows.
pub fn visible_bars(
    times: &[UnixSecs],
    values: &[f64],
    view: &TimeView,
    width_px: f32,
    min_px_per_bar: f32,
    row_secs: f64,
) -> Vec<BarMark> {
    visible_groups(times, view, width_px, min_px_per_bar, row_secs)
        .filter_map(|group| {
            let rows = known(values, &group).count();
            let value = known(values, &group).sum();
            (rows > 0).then_some(BarMark { from: group.from, to: group.to, value, rows })
        })
        .collect()
}

fn known(column: &[f64], group: &Group) -> impl DoubleEndedIterator<Item = f64> {
    let rows = column.get(group.rows.clone()).unwrap_or_default();
    rows.iter().copied().filter(|value| !value.is_nan())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: f64 = 86_400.0;

    fn days(count: usize) -> Vec<UnixSecs> {
        (0..count as i64).map(|n| UnixSecs(0).plus_days(n)).collect()
    }

    fn candles(rows: &[(f64, f64)]) -> Ohlcv {
        Ohlcv {
            open: rows.iter().map(|row| row.0).collect(),
            high: rows.iter().map(|row| row.0.max(row.1) + 1.0).collect(),
            low: rows.iter().map(|row| row.0.min(row.1) - 1.0).collect(),
            close: rows.iter().map(|row| row.1).collect(),
            volume: None,
        }
    }

    #[test]
    fn a_wide_enough_day_is_its_own_candle() {
        let columns = candles(&[(10.0, 12.0), (12.0, 9.0), (9.0, 11.0)]);
        let marks =
            visible_candles(&days(3), &columns, &TimeView::new(DAY * 1.5, DAY * 1.9), 100.0, 4.0, DAY);
        let second =
            CandleMark { from: DAY, to: 2.0 * DAY, open: 12.0, high: 13.0, low: 8.0, close: 9.0, rows: 1 };
        assert_eq!(marks, [second]);
    }

    #[test]
    fn a_row_without_prices_is_no_candle_and_no_bar() {
        let mut columns = candles(&[(10.0, 12.0), (12.0, 9.0)]);
        columns.low[1] = f64::NAN;
        let view = TimeView::new(0.0, 2.0 * DAY);
        assert_eq!(visible_candles(&days(2), &columns, &view, 100.0, 4.0, DAY).len(), 1);
        let bars = visible_bars(&days(3), &[5.0, f64::NAN, 0.0], &view, 100.0, 4.0, DAY);
        assert_eq!(
            bars.iter().map(|bar| (bar.from, bar.value)).collect::<Vec<_>>(),
            [(0.0, 5.0), (2.0 * DAY, 0.0)]
        );
    }

    #[test]
    fn a_holiday_is_not_covered_by_the_session_before_it() {
        let times = [UnixSecs(0), UnixSecs(0).plus_days(3)];
        let bars = visible_bars(&times, &[1.0, 2.0], &TimeView::new(0.0, 5.0 * DAY), 500.0, 4.0, DAY);
        assert_eq!(bars.iter().map(|bar| bar.to).collect::<Vec<_>>(), [DAY, 4.0 * DAY]);
    }

    #[test]
    fn past_the_last_row_there_is_no_candle() {
        let columns = candles(&[(10.0, 12.0); 10]);
        let view = TimeView::new(20.0 * DAY, 1_000.0 * DAY);
        assert!(visible_candles(&days(10), &columns, &view, 1_000.0, 4.0, DAY).is_empty());
    }

    fn rows() -> impl Strategy<Value = Vec<(f64, f64)>> {
        prop::collection::vec((10.0..1e5f64, 10.0..1e5f64), 1..400)
    }

    proptest! {
        #[test]
        fn merged_candles_are_what_brute_force_gives(rows in rows(), width in 20.0..600.0f32) {
            let columns = candles(&rows);
            let times = days(rows.len());
            let view = TimeView::new(-DAY, DAY * (rows.len() as f64 + 1.0));
            let marks = visible_candles(&times, &columns, &view, width, 4.0, DAY);
            let mut row = 0;
            for mark in &marks {
                let end = row + mark.rows;
                prop_assert_eq!((mark.from, mark.to), (row as f64 * DAY, end as f64 * DAY));
                prop_assert_eq!((mark.open, mark.close), (columns.open[row], columns.close[end - 1]));
                prop_assert_eq!(mark.high, columns.high[row..end].iter().copied().fold(f64::MIN, f64::max));
                prop_assert_eq!(mark.low, columns.low[row..end].iter().copied().fold(f64::MAX, f64::min));
                row = end;
            }
            prop_assert_eq!(row, rows.len());
            prop_assert!(marks.len() as f32 <= width / 4.0 + 2.0);
        }

        #[test]
        fn panning_does_not_change_the_candles(rows in rows(), from in 0.0..100.0f64, shift in 0.0..50.0f64) {
            let columns = candles(&rows);
            let times = days(rows.len());
            let marks = |from: f64| {
                let view = TimeView::new(from * DAY, (from + 200.0) * DAY);
                visible_candles(&times, &columns, &view, 300.0, 4.0, DAY)
            };
            let (before, after) = (marks(from), marks(from + shift));
            let middle = |mark: &&CandleMark| mark.from >= (from + shift) * DAY && mark.to <= (from + 200.0) * DAY;
            let kept = |marks: &[CandleMark]| marks.iter().filter(middle).copied().collect::<Vec<_>>();
            prop_assert_eq!(kept(&before), kept(&after));
        }

        #[test]
        fn merging_bars_keeps_their_sum(
            values in prop::collection::vec(prop_oneof![8 => (-500i32..500).prop_map(f64::from), 2 => Just(f64::NAN)], 1..400),
            width in 10.0..600.0f32,
        ) {
            let view = TimeView::new(-DAY, DAY * (values.len() as f64 + 1.0));
            let bars = visible_bars(&days(values.len()), &values, &view, width, 4.0, DAY);
            let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
            prop_assert_eq!(bars.iter().map(|bar| bar.value).sum::<f64>(), known.iter().sum::<f64>());
            prop_assert_eq!(bars.iter().map(|bar| bar.rows).sum::<usize>(), known.len());
        }
    }
}

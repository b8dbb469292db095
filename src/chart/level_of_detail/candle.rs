//! Candles and bars, merged into true larger ones where a row is too narrow.
//!
//! Knows open, high, low, close and sums; knows nothing of hollow or filled.
//! A merged candle is what a coarser interval would have recorded, not a sample
//! of its rows: wicks never shorten as the view widens.

use std::ops::Range;

use crate::chart::level_of_detail::column::Column;
use crate::chart::level_of_detail::merge::visible_groups;
use crate::chart::level_of_detail::pyramid::{End, Pyramid};
use crate::chart::level_of_detail::sum::{KnownCounts, SumPyramid, known, total};
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
    /// Sum of its rows' volumes; `NaN` where none of them is known.
    pub volume: f64,
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
    /// Sum or mean of its rows, in the unit of the series.
    pub value: f64,
    /// How many rows with a value it merges.
    pub rows: usize,
}

/// What several rows make together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// Their sum: flows and volumes, which a longer time has more of.
    Sum,
    /// Their mean: indices, rates and levels, which it has not.
    Mean,
}

/// What was built to read candles fast, each over its column; all absent for few rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct CandleGuides<'a> {
    /// Over any column that is known where the open is known: its own, or the close.
    pub open: Option<&'a Pyramid>,
    /// Over the high.
    pub high: Option<&'a Pyramid>,
    /// Over the low.
    pub low: Option<&'a Pyramid>,
    /// Over the close.
    pub close: Option<&'a Pyramid>,
    /// Over the close.
    pub closes: Option<&'a KnownCounts>,
    /// Over the volume.
    pub volume: Option<&'a SumPyramid>,
}

/// Candles over time, ready to be asked for a view.
#[derive(Clone, Copy, Debug)]
pub struct Candles<'a> {
    open: Column<'a>,
    high: Column<'a>,
    low: Column<'a>,
    close: Column<'a>,
    closes: Option<&'a KnownCounts>,
    volume: Option<Bars<'a>>,
}

impl<'a> Candles<'a> {
    /// Rising times and their candles, with what was built over these columns.
    pub fn new(times: &'a [UnixSecs], ohlcv: &'a Ohlcv, guides: CandleGuides<'a>) -> Self {
        let close = Column::new(times, &ohlcv.close, guides.close);
        Self {
            open: Column::new(times, &ohlcv.open, guides.open),
            high: Column::new(times, &ohlcv.high, guides.high),
            low: Column::new(times, &ohlcv.low, guides.low),
            close,
            closes: guides.closes.filter(|closes| closes.rows() == close.values.len()),
            volume: ohlcv.volume.as_deref().map(|volume| Bars::new(times, volume, guides.volume)),
        }
    }

    /// Candles that are read row by row: right for a few thousand rows.
    pub fn plain(times: &'a [UnixSecs], ohlcv: &'a Ohlcv) -> Self {
        Self::new(times, ohlcv, CandleGuides::default())
    }

    /// The candles in the view, each at least `min_px_per_candle` wide.
    ///
    /// **Shape.** Where a row of `row_secs` seconds is narrower, several become one:
    /// 2, 4, 7, 14, 28, 56 … days, or 2, 4, 8, 16 … rows that are no days; first open,
    /// highest high, lowest low, last close, volumes summed. Groups begin at multiples of
    /// their size counted from the first row; one that the view cuts is whole.
    /// **Gaps.** `NaN` is skipped; a group that lacks one of the four prices altogether is
    /// left out. **Cost.** O(pixels · log n) with guides, else one pass over the visible rows.
    pub fn visible_candles(
        &self,
        view: &TimeView,
        width_px: f32,
        min_px_per_candle: f32,
        row_secs: f64,
    ) -> Vec<CandleMark> {
        visible_groups(self.close.times, view, width_px, min_px_per_candle, row_secs)
            .filter_map(|group| {
                let (open, close) = (self.open.guided(), self.close.guided());
                let (low, _) = self.low.guided().extremes(&group.rows)?;
                let (_, high) = self.high.guided().extremes(&group.rows)?;
                Some(CandleMark {
                    from: group.from,
                    to: group.to,
                    open: *open.values.get(open.known(&group.rows, End::First)?)?,
                    high,
                    low,
                    close: *close.values.get(close.known(&group.rows, End::Last)?)?,
                    volume: self.volume(&group.rows),
                    rows: self.closes(&group.rows),
                })
            })
            .collect()
    }

    /// Lowest low and highest high among the rows in the view and the one just outside on
    /// either side; gaps and cost as [`Column::value_range`].
    pub fn value_range(&self, view: &TimeView) -> Option<(f64, f64)> {
        let (low, _) = self.low.value_range(view)?;
        let (_, high) = self.high.value_range(view)?;
        Some((low, high))
    }

    /// Rows of the lowest low and the highest high among some rows. **Cost.** O(log n).
    pub(super) fn extreme_rows(&self, rows: &Range<usize>) -> Option<(usize, usize)> {
        let (lowest, _) = self.low.extreme_rows(rows)?;
        let (_, highest) = self.high.extreme_rows(rows)?;
        Some((lowest, highest))
    }

    fn volume(&self, rows: &Range<usize>) -> f64 {
        match self.volume.map(|volume| volume.total(rows)) {
            Some((sum, known)) if known > 0 => sum,
            _ => f64::NAN,
        }
    }

    pub(super) fn closes(&self, rows: &Range<usize>) -> usize {
        match self.closes {
            Some(closes) => closes.count(self.close.values, rows),
            None => known(self.close.values.get(rows.clone()).unwrap_or_default()),
        }
    }
}

/// Values over time that are drawn as bars, ready to be asked for a view.
#[derive(Clone, Copy, Debug)]
pub struct Bars<'a> {
    times: &'a [UnixSecs],
    values: &'a [f64],
    sums: Option<&'a SumPyramid>,
}

impl<'a> Bars<'a> {
    /// Rising times and their values, `NaN` for a gap, with the sums over these values.
    ///
    /// Sums over another number of rows are not used.
    pub fn new(times: &'a [UnixSecs], values: &'a [f64], sums: Option<&'a SumPyramid>) -> Self {
        Self { times, values, sums: sums.filter(|sums| sums.rows() == values.len()) }
    }

    /// Bars that are read row by row: right for a few thousand rows.
    pub fn plain(times: &'a [UnixSecs], values: &'a [f64]) -> Self {
        Self::new(times, values, None)
    }

    /// The bars in the view, each at least `min_px_per_bar` wide; grouped as
    /// [`Candles::visible_candles`] groups.
    ///
    /// **Gaps.** `NaN` adds nothing and is not averaged over; a group of `NaN` alone is left
    /// out, while a true zero is a bar of no height. **Cost.** O(pixels · log n) with
    /// sums, else one pass over the visible rows.
    pub fn visible_bars(
        &self,
        view: &TimeView,
        width_px: f32,
        min_px_per_bar: f32,
        row_secs: f64,
        merge: Merge,
    ) -> Vec<BarMark> {
        visible_groups(self.times, view, width_px, min_px_per_bar, row_secs)
            .filter_map(|group| {
                let (sum, rows) = self.total(&group.rows);
                let value = match merge {
                    Merge::Sum => sum,
                    Merge::Mean => sum / rows as f64,
                };
                (rows > 0).then_some(BarMark { from: group.from, to: group.to, value, rows })
            })
            .collect()
    }

    /// Sum and number of the known values of some rows.
    pub(super) fn total(&self, rows: &Range<usize>) -> (f64, usize) {
        match self.sums {
            Some(sums) => sums.total(self.values, rows),
            None => {
                let values = self.values.get(rows.clone()).unwrap_or_default();
                (total(values), known(values))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn visible_candles(
        times: &[UnixSecs],
        ohlcv: &Ohlcv,
        view: &TimeView,
        width_px: f32,
        min_px_per_candle: f32,
        row_secs: f64,
    ) -> Vec<CandleMark> {
        Candles::plain(times, ohlcv).visible_candles(view, width_px, min_px_per_candle, row_secs)
    }

    fn visible_bars(
        times: &[UnixSecs],
        values: &[f64],
        view: &TimeView,
        width_px: f32,
        min_px_per_bar: f32,
        row_secs: f64,
    ) -> Vec<BarMark> {
        Bars::plain(times, values).visible_bars(view, width_px, min_px_per_bar, row_secs, Merge::Sum)
    }

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
            volume: Some(rows.iter().map(|row| row.0).collect()),
        }
    }

    #[test]
    fn a_wide_enough_day_is_its_own_candle() {
        let columns = candles(&[(10.0, 12.0), (12.0, 9.0), (9.0, 11.0)]);
        let marks =
            visible_candles(&days(3), &columns, &TimeView::new(DAY * 1.5, DAY * 1.9), 100.0, 4.0, DAY);
        let second = CandleMark {
            from: DAY,
            to: 2.0 * DAY,
            open: 12.0,
            high: 13.0,
            low: 8.0,
            close: 9.0,
            volume: 12.0,
            rows: 1,
        };
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

    #[test]
    fn what_must_not_be_summed_is_averaged_over_the_rows_that_are_known() {
        let index = [40.0, f64::NAN, 60.0, 80.0];
        let times = days(4);
        let view = TimeView::new(0.0, 4.0 * DAY);
        let bars = |merge| Bars::plain(&times, &index).visible_bars(&view, 4.0, 4.0, DAY, merge);
        let merged = |value| [BarMark { from: 0.0, to: 4.0 * DAY, value, rows: 3 }];
        assert_eq!(bars(Merge::Mean), merged(60.0));
        assert_eq!(bars(Merge::Sum), merged(180.0));
    }

    #[test]
    fn the_volume_of_a_merged_candle_is_the_sum_of_what_is_known() {
        let mut columns = candles(&[(10.0, 12.0), (12.0, 9.0), (9.0, 11.0)]);
        let view = TimeView::new(0.0, 3.0 * DAY);
        let volume = |columns: &Ohlcv| visible_candles(&days(3), columns, &view, 4.0, 4.0, DAY)[0].volume;
        columns.volume = Some(vec![5.0, f64::NAN, 7.0]);
        assert_eq!(volume(&columns), 12.0);
        columns.volume = Some(vec![f64::NAN; 3]);
        assert!(volume(&columns).is_nan());
        columns.volume = None;
        assert!(volume(&columns).is_nan());
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

//! Everything that is built over one series so that it can be drawn at any size.
//!
//! Knows the shapes of a series; knows nothing of how it is drawn. It is built where
//! the rows are read, never where they are painted, and lives as long as they do.
//!
//! Sums are kept for every scalar series, not only for those drawn as bars today:
//! how a series is drawn is the user's choice and may change between two frames,
//! while sums cost half of what the pyramid costs to build and a twelfth of the column.

use std::ops::Range;

use crate::chart::level_of_detail::candle::{Bars, CandleGuides, Candles};
use crate::chart::level_of_detail::column::Column;
use crate::chart::level_of_detail::pyramid::Pyramid;
use crate::chart::level_of_detail::sum::{KnownCounts, SumPyramid};
use crate::chart::viewport::TimeView;
use crate::domain::series::{Columns, Ohlcv, Series};

/// Pyramids and sums over the columns of one series.
///
/// **Memory.** 1.33 bytes a row for a scalar series (8.3 % of its 16), 2.67 for candles
/// with volume (5.6 % of 48); up to 1.3 more where columns have gaps.
#[derive(Clone, Debug, Default)]
pub struct SeriesLod {
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Scalar { values: Option<Pyramid>, sums: Option<SumPyramid> },
    Ohlcv(Box<CandleLod>),
}

impl Default for Kind {
    fn default() -> Self {
        Self::Scalar { values: None, sums: None }
    }
}

#[derive(Clone, Debug)]
struct CandleLod {
    /// Only where opens are not known in the same rows as closes.
    open: Option<Pyramid>,
    high: Option<Pyramid>,
    low: Option<Pyramid>,
    close: Option<Pyramid>,
    closes: Option<KnownCounts>,
    volume: Option<SumPyramid>,
}

impl CandleLod {
    fn new(ohlcv: &Ohlcv) -> Self {
        let mut same_gaps = ohlcv.open.len() == ohlcv.close.len();
        for (open, close) in ohlcv.open.iter().zip(&ohlcv.close) {
            same_gaps &= open.is_nan() == close.is_nan();
        }
        Self {
            open: if same_gaps { None } else { Pyramid::new(&ohlcv.open) },
            high: Pyramid::new(&ohlcv.high),
            low: Pyramid::new(&ohlcv.low),
            close: Pyramid::new(&ohlcv.close),
            closes: KnownCounts::new(&ohlcv.close),
            volume: ohlcv.volume.as_deref().and_then(SumPyramid::new),
        }
    }

    fn guides(&self) -> CandleGuides<'_> {
        CandleGuides {
            open: self.open.as_ref().or(self.close.as_ref()),
            high: self.high.as_ref(),
            low: self.low.as_ref(),
            close: self.close.as_ref(),
            closes: self.closes.as_ref(),
            volume: self.volume.as_ref(),
        }
    }
}

impl SeriesLod {
    /// Reads every column of a series. **Cost.** A few passes: off the UI thread where it is long.
    pub fn new(series: &Series) -> Self {
        let kind = match series.columns() {
            Columns::Scalar(values) => {
                Kind::Scalar { values: Pyramid::new(values), sums: SumPyramid::new(values) }
            }
            Columns::Ohlcv(ohlcv) => Kind::Ohlcv(Box::new(CandleLod::new(ohlcv))),
        };
        Self { kind }
    }

    /// Bytes held beside the rows.
    pub fn bytes(&self) -> usize {
        let pyramid = |pyramid: &Option<Pyramid>| pyramid.as_ref().map_or(0, Pyramid::bytes);
        let sums = |sums: &Option<SumPyramid>| sums.as_ref().map_or(0, SumPyramid::bytes);
        match &self.kind {
            Kind::Scalar { values, sums: kept } => pyramid(values) + sums(kept),
            Kind::Ohlcv(lod) => {
                [&lod.open, &lod.high, &lod.low, &lod.close].into_iter().map(pyramid).sum::<usize>()
                    + lod.closes.as_ref().map_or(0, KnownCounts::bytes)
                    + sums(&lod.volume)
            }
        }
    }

    /// The value column of `series`, the one this was built over (the close of candles), to be
    /// asked for lines, steps and ranges. With another series it answers as slowly as without.
    pub fn column<'a>(&'a self, series: &'a Series) -> Column<'a> {
        let pyramid = match &self.kind {
            Kind::Scalar { values, .. } => values.as_ref(),
            Kind::Ohlcv(lod) => lod.close.as_ref(),
        };
        Column::new(series.times(), series.values(), pyramid)
    }

    /// The candles of `series`, the one this was built over; `None` for a scalar series.
    pub fn candles<'a>(&'a self, series: &'a Series) -> Option<Candles<'a>> {
        let guides = match &self.kind {
            Kind::Scalar { .. } => CandleGuides::default(),
            Kind::Ohlcv(lod) => lod.guides(),
        };
        Some(Candles::new(series.times(), series.ohlcv()?, guides))
    }

    /// The value column of `series` to be drawn as bars. Closes are not meant to be: for
    /// candles no sums are kept and every visible row is read.
    pub fn bars<'a>(&'a self, series: &'a Series) -> Bars<'a> {
        let sums = match &self.kind {
            Kind::Scalar { sums, .. } => sums.as_ref(),
            Kind::Ohlcv(_) => None,
        };
        Bars::new(series.times(), series.values(), sums)
    }

    /// The volume of `series` to be drawn as bars; `None` where it has none.
    pub fn volume_bars<'a>(&'a self, series: &'a Series) -> Option<Bars<'a>> {
        let sums = match &self.kind {
            Kind::Scalar { .. } => None,
            Kind::Ohlcv(lod) => lod.volume.as_ref(),
        };
        Some(Bars::new(series.times(), series.ohlcv()?.volume.as_deref()?, sums))
    }

    /// Rows of the lowest low and the highest high of candles, else of the values, among
    /// some rows. **Cost.** O(log n).
    pub fn extreme_rows(&self, series: &Series, rows: &Range<usize>) -> Option<(usize, usize)> {
        match self.candles(series) {
            Some(candles) => candles.extreme_rows(rows),
            None => self.column(series).extreme_rows(rows),
        }
    }

    /// Rows of the first and the last known value among some rows. **Cost.** O(log n).
    pub fn known_ends(&self, series: &Series, rows: &Range<usize>) -> Option<(usize, usize)> {
        self.column(series).known_ends(rows)
    }

    /// How many of some rows have a value. **Cost.** O(log n).
    pub fn known_rows(&self, series: &Series, rows: &Range<usize>) -> usize {
        match self.candles(series) {
            Some(candles) => candles.closes(rows),
            None => self.bars(series).total(rows).1,
        }
    }

    /// The known values of some rows added up; 0 where there is none. **Cost.** O(log n);
    /// for candles one pass over the rows.
    pub fn sum(&self, series: &Series, rows: &Range<usize>) -> f64 {
        self.bars(series).total(rows).0
    }

    /// What a drawing of `series` spans in a view: lowest low and highest high of candles,
    /// else of the values. **Cost.** O(log n).
    pub fn value_range(&self, series: &Series, view: &TimeView) -> Option<(f64, f64)> {
        match self.candles(series) {
            Some(candles) => candles.value_range(view),
            None => self.column(series).value_range(view),
        }
    }
}

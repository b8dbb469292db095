//! From rows to the few marks a screen can show, without losing an extremum.
//!
//! Knows columns, a view and pixels; knows nothing of scales, so one result
//! serves linear and log. What is merged depends on the zoom and on absolute
//! time or row numbers, never on where the view begins: panning moves the
//! picture and does not make it flicker.
//!
//! A [`SeriesLod`] is built once over a series; through it a query costs
//! O(pixels · log rows). Without it ([`Column::plain`], [`Candles::plain`],
//! [`Bars::plain`]) each visible row is read once.

mod buckets;
mod candle;
mod column;
mod line;
mod merge;
mod pixel;
mod pyramid;
mod range;
mod series_lod;
mod sum;

#[cfg(test)]
mod tests;

pub use candle::{BarMark, Bars, CandleGuides, CandleMark, Candles, Merge, visible_bars, visible_candles};
pub use column::Column;
pub use line::{Run, visible_line, visible_steps};
pub use pyramid::Pyramid;
pub use range::value_range;
pub use series_lod::SeriesLod;
pub use sum::{KnownCounts, SumPyramid};

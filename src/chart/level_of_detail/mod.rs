//! From rows to the few marks a screen can show, without losing an extremum.
//!
//! Knows columns, a view and pixels; knows nothing of scales, so one result
//! serves linear and log. What is merged depends on the zoom and on absolute
//! time or row numbers, never on where the view begins: panning moves the
//! picture and does not make it flicker.
//!
//! Every function here reads each visible row once.

mod candle;
mod line;
mod merge;
mod range;

pub use candle::{BarMark, CandleMark, visible_bars, visible_candles};
pub use line::{Run, visible_line, visible_steps};
pub use range::value_range;

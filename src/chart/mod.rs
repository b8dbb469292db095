//! Pure geometry: viewport, scales, ticks, level of detail, hit tests.
//!
//! Knows columns of time and value, seconds, prices and pixels; knows nothing
//! of egui, of colours or of where the rows came from. Times are Unix seconds
//! as `f64` because a view may begin between two rows and a pixel is often a
//! fraction of a second; 2^53 seconds are enough for either end of history.

pub mod fit;
pub mod hit;
pub mod level_of_detail;
pub mod markers;
pub mod navigate;
pub mod navigator;
pub mod scale;
pub mod snap;
pub mod stack;
pub mod ticks;
pub mod viewport;

//! Where the grid lines stand and what is written beside them.
//!
//! Knows round numbers and the calendar; knows nothing of fonts beyond the gap
//! the caller asks for. Ticks come as data, so that a test can hold them and a
//! cached axis text can be compared.

mod label;
mod time;
mod value;

pub use label::{AxisNumbers, NoLog, ValueFormat, may_be_log, tick_labels};
pub use time::{TimeTick, time_ticks, time_ticks_in};
pub use value::{ValueTick, value_ticks};

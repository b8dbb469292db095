//! Indicators of a price: pure functions over columns, one file each.
//!
//! **Shape**: a result is as long as its input, row for row, unless its doc says
//! otherwise. **Gaps**: rows without a value are removed before any
//! computation and get `NaN` back ([`compact`]); windows count the rows that
//! remain. Rows before the first full window are `NaN`. Nothing looks ahead.
//!
//! The files do not know each other: what two of them need is in [`compact`], [`kernel`] or in
//! the private `moments`, `pair`, `returns`, `scan`, `smooth` and `window`. Each formula is
//! written as a step from row to row: the registry streams it, the functions over columns run
//! it. Those that go over ten million rows have a way over blocks beside it ([`kernel`]).

pub mod average_true_range;
pub mod beta;
pub mod bollinger;
pub mod compact;
pub mod correlation;
pub mod cross;
pub mod drawdown;
pub mod ema;
pub mod kernel;
pub mod macd;
mod moments;
pub mod on_balance_volume;
mod pair;
pub mod rate_of_change;
pub mod realised_vol;
mod returns;
pub mod rsi;
mod scan;
pub mod sma;
pub(crate) mod smooth;
pub mod volume_profile;
pub mod weekly;
pub(crate) mod window;

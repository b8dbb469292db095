//! Indicators of a price: pure functions over columns, one file each.
//!
//! **Shape**: a result is as long as its input, row for row, unless its doc says
//! otherwise. **Gaps**: rows without a value are removed before any
//! computation and get `NaN` back ([`compact`]); windows count the rows that
//! remain. Rows before the first full window are `NaN`. Nothing looks ahead.
//!
//! The files do not know each other: what two of them need is in [`compact`]
//! or in the private `window` and `smooth`.

pub mod compact;
pub mod cross;
pub mod drawdown;
pub mod ema;
pub mod realised_vol;
pub mod rsi;
pub mod sma;
pub(crate) mod smooth;
pub mod weekly;
pub(crate) mod window;

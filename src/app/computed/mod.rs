//! Series computed from other series, by the id alone.
//!
//! Whatever a pane, an alert or the picker's preview names is computed from the library,
//! kept by its id and by the rows it was computed from, and drawn until something newer
//! is there. Knows calculations and rows; knows nothing of pixels.

pub mod answer;
pub mod make;
pub mod memo;
pub mod steward;
pub mod titles;
pub mod units;
pub mod wanted;

pub use answer::{Answer, ComputedRows};
pub use make::{Answered, compute_all};
pub use steward::Computing;
pub use titles::any_title;
pub use wanted::wanted;

#[cfg(test)]
mod tests;

/// Ids that the series panel offers, whatever panes there are.
pub const BASE: [&str; 4] = ["derived.sma_50", "derived.sma_200", "derived.weekly_ema_200", "derived.rsi_14"];

//! Calculations over sessions of the US spot ETFs, one file each.
//!
//! **Gaps**: a session without a published flow is missing, never zero, and is left out before
//! counting. The files do not know each other.

pub mod etf_basis;
pub mod etf_beta;
pub mod etf_cum;
pub mod etf_share;
pub mod etf_streak;
pub mod etf_sum;
mod words;

//! Pure formulas: indicators, mining and scenario odds.
//!
//! Knows the domain's types; knows no files, threads, clock or screen. A
//! calculation never looks past the row it answers for, so that a past value
//! cannot change when the future arrives.

pub mod alert;
pub mod calculation;
pub mod fleet;
pub mod flows;
pub mod indicators;
pub mod interval;
pub mod level_history;
pub mod leverage;
pub mod machines;
pub mod mining;
pub mod network;
pub mod production_cost;
pub mod regression;
pub mod scenario;
pub mod source_difference;
pub mod treasury;
pub mod under_water;

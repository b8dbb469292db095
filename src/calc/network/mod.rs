//! Calculations over days of the Bitcoin network, one file each: hashrate, ribbons, issuance,
//! hashprice and the cost of production.
//!
//! The files do not know each other; what they share of physics is in [`super::mining`], and of
//! description in the private `words`. Nothing is filled in: a row that lacks a number is no row.

pub mod breakeven;
pub mod cost_band;
pub mod cost_regression;
pub mod difficulty_regression;
pub mod halving_schedule;
pub mod hashprice;
pub mod hashprice_assumed_fees;
pub mod hashrate;
pub mod hashrate_mean;
pub mod issuance;
pub mod price_to_cost;
pub mod puell;
pub mod retarget_error;
pub mod retarget_estimate;
pub mod ribbons;
pub mod shutdown_price;
mod words;

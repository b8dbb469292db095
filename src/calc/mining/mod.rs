//! Physics and economics of mining: subsidy, difficulty, hashprice, cost.
//!
//! Knows heights, times, difficulty and energy; knows nothing of screens or files. A
//! difficulty of 1 is taken as 2^32 hashes a block: the exact 2^48/65535 is 0.0015 % more,
//! but every published hashrate uses 2^32.

pub mod cost;
pub mod estimate;
pub mod estimate_history;
pub mod f_quantile;
pub mod hashprice;
pub mod retarget;
pub mod subsidy;
pub mod target;

pub use cost::{
    CostResponse, cost_after_change_usd, energy_cost_usd_per_btc, energy_kwh_per_btc, regression_cost_usd,
};
pub use hashprice::{
    breakeven_j_per_th, breakeven_usd_per_kwh, hashprice_btc_per_ph_day, hashrate_h_s,
    hashrate_relative_error, margin_usd_per_ph_day, shutdown_price_usd,
};
pub use subsidy::{FIRST_SUBSIDY_SAT, HALVING_BLOCKS, subsidy_sat, subsidy_sat_at, supply_sat};

/// Satoshi in a bitcoin.
pub const SATS_PER_BTC: f64 = 1e8;
/// Expected hashes a block at difficulty 1.
pub const HASHES_PER_DIFFICULTY: f64 = 4_294_967_296.0;
/// Hashes in an exahash.
pub const HASHES_PER_EH: f64 = 1e18;
/// Seconds in a day.
pub(crate) const SECS_PER_DAY: f64 = 86_400.0;

//! Every calculation the program knows: a new one is one file and one line here.

use super::Calculation;
use crate::calc::{flows, indicators, network};

/// Every calculation, in the order of lists.
pub const ALL: &[&Calculation] = &[
    &indicators::sma::CALCULATION,
    &indicators::ema::CALCULATION,
    &indicators::cross::CALCULATION,
    &indicators::weekly::EMA,
    &indicators::weekly::SMA,
    &indicators::bollinger::CALCULATION,
    &indicators::rsi::CALCULATION,
    &indicators::macd::CALCULATION,
    &indicators::rate_of_change::CALCULATION,
    &indicators::realised_vol::AROUND_MEAN,
    &indicators::realised_vol::AROUND_ZERO,
    &indicators::average_true_range::CALCULATION,
    &indicators::drawdown::CALCULATION,
    &indicators::on_balance_volume::CALCULATION,
    &indicators::volume_profile::CALCULATION,
    &indicators::correlation::CALCULATION,
    &indicators::beta::CALCULATION,
    &network::hashrate::CALCULATION,
    &network::hashrate_mean::CALCULATION,
    &network::ribbons::STATE,
    &network::ribbons::MARKS,
    &network::ribbons::STATE_OF_HASHRATE,
    &network::ribbons::MARKS_OF_HASHRATE,
    &network::issuance::CALCULATION,
    &network::halving_schedule::CALCULATION,
    &network::retarget_estimate::CALCULATION,
    &network::retarget_error::CALCULATION,
    &network::hashprice::CALCULATION,
    &network::hashprice_assumed_fees::CALCULATION,
    &network::puell::CALCULATION,
    &network::breakeven::CALCULATION,
    &network::shutdown_price::CALCULATION,
    &network::cost_band::CALCULATION,
    &network::cost_regression::CALCULATION,
    &network::price_to_cost::CALCULATION,
    &network::difficulty_regression::CALCULATION,
    &flows::etf_sum::CALCULATION,
    &flows::etf_cum::CALCULATION,
    &flows::etf_streak::STREAK,
    &flows::etf_streak::LONGEST,
    &flows::etf_basis::CALCULATION,
    &flows::etf_share::CALCULATION,
    &flows::etf_beta::SUMMARY,
    &flows::etf_beta::ROLLING,
];

/// The calculation of this name.
pub fn find(name: &str) -> Option<&'static Calculation> {
    ALL.iter().find(|calculation| calculation.name == name).copied()
}

//! Every calculation the program knows: a new one is one file and one line here.

use super::Calculation;
use crate::calc::indicators;

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
];

/// The calculation of this name.
pub fn find(name: &str) -> Option<&'static Calculation> {
    ALL.iter().find(|calculation| calculation.name == name).copied()
}

//! Every calculation the program knows: a new one is one file and one line here.

use super::Calculation;
use crate::calc::indicators;

/// Every calculation, in the order of lists.
pub const ALL: &[&Calculation] = &[
    &indicators::sma::CALCULATION,
    &indicators::cross::CALCULATION,
    &indicators::weekly::EMA,
    &indicators::weekly::SMA,
];

/// The calculation of this name.
pub fn find(name: &str) -> Option<&'static Calculation> {
    ALL.iter().find(|calculation| calculation.name == name).copied()
}

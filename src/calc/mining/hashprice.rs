//! What a unit of hashrate earns, and at which energy price or coin price it earns nothing.
//!
//! Expected values: a rig earns its share of the blocks that difficulty promises, whatever
//! blocks a day had.

use super::{HASHES_PER_DIFFICULTY, SECS_PER_DAY};

const HOURS_PER_DAY: f64 = 24.0;
const HASHES_PER_PH: f64 = 1e15;

/// Mean hashrate that finds `blocks` at a difficulty in `seconds`, in hashes a second.
pub fn hashrate_h_s(blocks: f64, difficulty: f64, seconds: f64) -> f64 {
    blocks * difficulty * HASHES_PER_DIFFICULTY / seconds
}

/// Relative standard error of a hashrate counted from `blocks` (Poisson).
pub fn hashrate_relative_error(blocks: f64) -> f64 {
    1.0 / blocks.sqrt()
}

/// Expected revenue of one PH/s, in BTC a day; `block_btc` is subsidy and fees of a block.
pub fn hashprice_btc_per_ph_day(difficulty: f64, block_btc: f64) -> f64 {
    HASHES_PER_PH * SECS_PER_DAY / (difficulty * HASHES_PER_DIFFICULTY) * block_btc
}

/// Energy price in USD/kWh at which a rig of `j_per_th` earns just its energy,
/// from a hashprice in USD per PH/s and day (1 PH/s draws `j_per_th` kW).
pub fn breakeven_usd_per_kwh(hashprice_usd: f64, j_per_th: f64) -> f64 {
    hashprice_usd / (HOURS_PER_DAY * j_per_th)
}

/// Efficiency in J/TH at which a rig earns just its energy: rigs that need less earn.
pub fn breakeven_j_per_th(hashprice_usd: f64, usd_per_kwh: f64) -> f64 {
    hashprice_usd / (HOURS_PER_DAY * usd_per_kwh)
}

/// Coin price in USD under which a rig does not earn its energy.
pub fn shutdown_price_usd(hashprice_btc: f64, j_per_th: f64, usd_per_kwh: f64) -> f64 {
    HOURS_PER_DAY * j_per_th * usd_per_kwh / hashprice_btc
}

/// Revenue less energy of one PH/s, USD a day.
pub fn margin_usd_per_ph_day(hashprice_usd: f64, j_per_th: f64, usd_per_kwh: f64) -> f64 {
    hashprice_usd - HOURS_PER_DAY * j_per_th * usd_per_kwh
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rig_at_the_break_even_of_its_energy_price_earns_just_that() {
        let j_per_th = breakeven_j_per_th(31.26, 0.07);
        assert!((breakeven_usd_per_kwh(31.26, j_per_th) - 0.07).abs() < 1e-12);
        assert!(margin_usd_per_ph_day(31.26, j_per_th, 0.07).abs() < 1e-9);
    }
}

//! What a unit of hashrate earns and what it costs to hash out one coin.
//!
//! Knows the subsidy schedule, difficulty and energy; knows nothing of screens
//! or files. A difficulty of 1 is taken as 2^32 hashes a block: the exact
//! 2^48/65535 is 0.0015 % more, but every published hashrate uses 2^32.

use crate::domain::time::UnixSecs;

/// Blocks from one halving to the next.
pub const HALVING_BLOCKS: u64 = 210_000;
/// Subsidy of the first block, satoshi.
pub const FIRST_SUBSIDY_SAT: u64 = 5_000_000_000;

/// Expected hashes a block at difficulty 1.
const HASHES_PER_DIFFICULTY: f64 = 4_294_967_296.0;
const SECS_PER_DAY: f64 = 86_400.0;
const HOURS_PER_DAY: f64 = 24.0;
const JOULES_PER_KWH: f64 = 3.6e6;
const HASHES_PER_TH: f64 = 1e12;
const HASHES_PER_PH: f64 = 1e15;

/// Subsidy of the block at a height, in satoshi: halved every 210,000 blocks,
/// rounded down, 0 from the 64th halving on.
///
/// ```
/// use hashfloor::calc::mining::subsidy_sat;
/// assert_eq!(subsidy_sat(840_000), 312_500_000);
/// ```
pub fn subsidy_sat(height: u64) -> u64 {
    let halvings = u32::try_from(height / HALVING_BLOCKS).unwrap_or(u32::MAX);
    FIRST_SUBSIDY_SAT.checked_shr(halvings).unwrap_or(0)
}

/// When the subsidy was halved: the times of blocks 210,000, 420,000, 630,000 and 840,000.
const HALVINGS: [UnixSecs; 4] =
    [UnixSecs(1_354_116_278), UnixSecs(1_468_082_773), UnixSecs(1_589_225_023), UnixSecs(1_713_571_767)];
/// The next halving is not sooner after the last than this: 210,000 blocks of nine minutes.
const LEAST_HALVING_SECS: i64 = 210_000 * 540;

/// Subsidy of a block found at a time, in satoshi, for series that know no heights.
///
/// **Gaps**: `None` from when the next halving, whose day nobody knows, could have been.
pub fn subsidy_sat_at(time: UnixSecs) -> Option<u64> {
    let halvings = HALVINGS.iter().filter(|halving| **halving <= time).count();
    let [.., last] = HALVINGS;
    let is_known = time.0 < last.0 + LEAST_HALVING_SECS;
    let halvings = u64::try_from(halvings).ok()?;
    is_known.then(|| subsidy_sat(halvings * HALVING_BLOCKS))
}

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

/// Energy to hash out one coin at a difficulty, kWh.
pub fn energy_kwh_per_btc(difficulty: f64, j_per_th: f64, block_btc: f64) -> f64 {
    difficulty * HASHES_PER_DIFFICULTY * j_per_th / HASHES_PER_TH / JOULES_PER_KWH / block_btc
}

/// What that energy costs, USD.
pub fn energy_cost_usd_per_btc(difficulty: f64, j_per_th: f64, block_btc: f64, usd_per_kwh: f64) -> f64 {
    energy_kwh_per_btc(difficulty, j_per_th, block_btc) * usd_per_kwh
}

/// How a cost of production answers a change of difficulty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CostResponse {
    /// Cost goes with difficulty: what press figures assume.
    Linear,
    /// Cost goes with difficulty to this power, as in a log-log regression.
    Regression {
        /// The regression's slope.
        beta: f64,
    },
    /// Only the energy in the cost goes with difficulty.
    FixedOverhead {
        /// Energy cost of a coin before the change, USD.
        energy_usd: f64,
    },
}

/// Cost of a coin in USD after difficulty changes by a ratio (−0.14 is 14 % less).
pub fn cost_after_change_usd(cost_usd: f64, change: f64, response: CostResponse) -> f64 {
    match response {
        CostResponse::Linear => cost_usd * (1.0 + change),
        CostResponse::Regression { beta } => cost_usd * (1.0 + change).powf(beta),
        CostResponse::FixedOverhead { energy_usd } => cost_usd + energy_usd * change,
    }
}

/// exp(a + b ln D) / supply, the price a log-log regression of market value on
/// difficulty gives, USD. Glassnode 2022: a = 10.256, b = 0.525.
pub fn regression_cost_usd(a: f64, b: f64, difficulty: f64, supply_btc: f64) -> f64 {
    (a + b * difficulty.ln()).exp() / supply_btc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subsidy_halves_on_the_block_and_ends() {
        let heights = [0, 209_999, 210_000, 839_999, 840_000, 33 * 210_000, 64 * 210_000, u64::MAX];
        let subsidies = [5_000_000_000, 5_000_000_000, 2_500_000_000, 625_000_000, 312_500_000, 0, 0, 0];
        assert_eq!(heights.map(subsidy_sat), subsidies);
    }

    #[test]
    fn the_subsidy_of_a_day_is_that_of_its_blocks_while_it_is_known() {
        let at = |iso: &str| subsidy_sat_at(UnixSecs::parse_iso(iso).unwrap());
        assert_eq!(at("2009-01-03"), Some(5_000_000_000));
        assert_eq!(at("2020-05-11"), Some(1_250_000_000));
        assert_eq!(at("2020-05-12"), Some(625_000_000));
        assert_eq!(at("2024-04-19"), Some(625_000_000));
        assert_eq!(at("2026-02-06"), Some(312_500_000));
        assert_eq!(at("2028-06-01"), None);
    }

    #[test]
    fn a_rig_at_the_break_even_of_its_energy_price_earns_just_that() {
        let j_per_th = breakeven_j_per_th(31.26, 0.07);
        assert!((breakeven_usd_per_kwh(31.26, j_per_th) - 0.07).abs() < 1e-12);
        assert!(margin_usd_per_ph_day(31.26, j_per_th, 0.07).abs() < 1e-9);
    }
}

//! New coins: what a block brings, how many exist, and when a block brings half.
//!
//! Heights are exact. Days are not: when a halving to come falls depends on blocks nobody has
//! found, so such a day is called expected and says from which pace.

use super::SATS_PER_BTC;
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Blocks from one halving to the next.
pub const HALVING_BLOCKS: u64 = 210_000;
/// Subsidy of the first block, satoshi.
pub const FIRST_SUBSIDY_SAT: u64 = 5_000_000_000;
/// Seconds the rule wants between two blocks.
pub const TARGET_BLOCK_SECS: f64 = 600.0;

/// Subsidy of the block at a height, in satoshi: halved every 210,000 blocks,
/// rounded down, 0 from the 64th halving on (and by rounding from the 33rd).
///
/// ```
/// use hashfloor::calc::mining::subsidy_sat;
/// assert_eq!(subsidy_sat(840_000), 312_500_000);
/// ```
pub fn subsidy_sat(height: u64) -> u64 {
    let halvings = u32::try_from(height / HALVING_BLOCKS).unwrap_or(u32::MAX);
    FIRST_SUBSIDY_SAT.checked_shr(halvings).unwrap_or(0)
}

/// Subsidies of the blocks `first..=last` together, in satoshi; 0 if there is none.
///
/// **Cost**: one step for each halving between them.
pub fn issuance_sat(first: u64, last: u64) -> u64 {
    let mut sum = 0_u64;
    let mut height = first;
    while height <= last {
        let subsidy = subsidy_sat(height);
        if subsidy == 0 {
            break;
        }
        // Subsidies end long before heights do, so neither of these can overflow.
        let next = (height / HALVING_BLOCKS + 1) * HALVING_BLOCKS;
        let until = next.min(last.saturating_add(1));
        sum += (until - height) * subsidy;
        height = until;
    }
    sum
}

/// Coins issued up to and with the block at a height, in satoshi, by the schedule.
///
/// The 50 BTC of the first block, which cannot be spent, are counted, and so is what a few
/// miners did not claim: published supplies are lower by a few hundred BTC.
pub fn supply_sat(height: u64) -> u64 {
    issuance_sat(0, height)
}

/// Subsidies of a day's blocks in BTC, from how many there were and the height of the last.
///
/// **Gaps**: `NaN` where a number is not one a day can have.
pub fn issuance_btc(blocks: f64, height_end: f64) -> f64 {
    let is_day = blocks >= 0.0 && height_end >= 0.0 && blocks <= height_end + 1.0 && height_end < 1e15;
    if !is_day {
        return f64::NAN;
    }
    let after = height_end as u64 + 1;
    let first = after - (blocks as u64).min(after);
    if first == after { 0.0 } else { issuance_sat(first, after - 1) as f64 / SATS_PER_BTC }
}

/// When the subsidy was halved: the times of blocks 210,000, 420,000, 630,000 and 840,000.
const HALVINGS: [UnixSecs; 4] =
    [UnixSecs(1_354_116_278), UnixSecs(1_468_082_773), UnixSecs(1_589_225_023), UnixSecs(1_713_571_767)];
/// The next halving is not sooner after the last than this: 210,000 blocks of nine minutes.
const LEAST_HALVING_SECS: i64 = 210_000 * 540;

/// Subsidy of a block found at a time, in satoshi, for series that know no heights.
///
/// The first second of a day stands for the day, whose noon decides: most of its blocks are
/// of that kind.
///
/// **Gaps**: `None` from when the next halving, whose day nobody knows, could have been.
pub fn subsidy_sat_at(time: UnixSecs) -> Option<u64> {
    let moment = if time == time.start_of_day() { UnixSecs(time.0 + DAY_SECS / 2) } else { time };
    let halvings = HALVINGS.iter().filter(|halving| **halving <= moment).count();
    let [.., last] = HALVINGS;
    let is_known = time.0 < last.0 + LEAST_HALVING_SECS;
    let halvings = u64::try_from(halvings).ok()?;
    is_known.then(|| subsidy_sat(halvings * HALVING_BLOCKS))
}

/// Subsidy of a block in BTC: by its height where that is known, otherwise by its time.
///
/// **Gaps**: `NaN` where neither tells; see [`subsidy_sat_at`].
pub fn subsidy_btc(height: f64, time: UnixSecs) -> f64 {
    let sat = if height.is_nan() { subsidy_sat_at(time) } else { Some(subsidy_sat(height.max(0.0) as u64)) };
    sat.map_or(f64::NAN, |sat| sat as f64 / SATS_PER_BTC)
}

/// Whether a halving was seen or is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HalvingTime {
    /// The time of its block.
    Seen(UnixSecs),
    /// When it comes if blocks keep the pace that was given.
    Expected(UnixSecs),
}

/// A block from which on the subsidy is half of what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Halving {
    /// Height of the first block with the new subsidy.
    pub height: u64,
    /// The new subsidy, satoshi.
    pub subsidy_sat: u64,
    /// When.
    pub time: HalvingTime,
}

/// Every halving, seen from a tip: those up to it with the time of their block, those after it
/// with the day they come on at `block_secs` seconds a block ([`TARGET_BLOCK_SECS`] is the
/// rule's own pace).
///
/// **Gaps**: a halving at or under the tip of which the program knows no time is left out.
/// The last one ends the subsidy (0 satoshi, height 6,930,000).
pub fn halvings(tip_height: u64, tip_time: UnixSecs, block_secs: f64) -> Vec<Halving> {
    let heights = (1_u64..=33).map(|nth| nth * HALVING_BLOCKS);
    let halving = |height: u64| {
        let time = match height.checked_sub(tip_height).filter(|left| *left > 0) {
            Some(left) => {
                HalvingTime::Expected(UnixSecs(tip_time.0 + (left as f64 * block_secs).round() as i64))
            }
            None => {
                let nth = usize::try_from(height / HALVING_BLOCKS).ok()?;
                HalvingTime::Seen(*HALVINGS.get(nth - 1)?)
            }
        };
        Some(Halving { height, subsidy_sat: subsidy_sat(height), time })
    };
    heights.filter_map(halving).collect()
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
        // The halving came nine minutes after midnight.
        assert_eq!(at("2024-04-20"), Some(312_500_000));
        assert_eq!(at("2026-02-06"), Some(312_500_000));
        assert_eq!(at("2028-06-01"), None);
    }

    #[test]
    fn what_many_blocks_bring_is_the_sum_of_what_each_brings() {
        for (first, last) in [(0, 0), (839_990, 840_010), (6_929_990, 6_930_020), (209_999, 420_001), (5, 4)]
        {
            let one_by_one: u64 = (first..=last).map(subsidy_sat).sum();
            assert_eq!(issuance_sat(first, last), one_by_one, "{first}..={last}");
        }
        // The famous limit, 2,099,999,997,690,000 satoshi.
        assert_eq!(supply_sat(u64::MAX), 2_099_999_997_690_000);
        assert_eq!(issuance_btc(4.0, 840_001.0), 2.0 * 6.25 + 2.0 * 3.125);
        assert_eq!(issuance_btc(0.0, 840_001.0), 0.0);
        assert!(issuance_btc(3.0, 1.0).is_nan() && issuance_btc(-1.0, 9.0).is_nan());
    }

    #[test]
    fn a_halving_behind_the_tip_has_its_time_and_one_before_it_an_expected_day() {
        let tip_time = UnixSecs::parse_iso("2026-02-07").unwrap();
        let all = halvings(935_424, tip_time, TARGET_BLOCK_SECS);
        assert_eq!(all.len(), 33);
        assert_eq!((all[3].height, all[3].time), (840_000, HalvingTime::Seen(UnixSecs(1_713_571_767))));
        assert_eq!((all[4].height, all[4].subsidy_sat), (1_050_000, 156_250_000));
        assert_eq!(all[4].time, HalvingTime::Expected(UnixSecs(tip_time.0 + 114_576 * 600)));
        assert_eq!((all[32].height, all[32].subsidy_sat), (6_930_000, 0));
        // At the very height it is seen; one block before it is expected.
        assert_eq!(halvings(840_000, tip_time, 600.0)[3].time, all[3].time);
        assert_eq!(
            halvings(839_999, tip_time, 600.0)[3].time,
            HalvingTime::Expected(UnixSecs(tip_time.0 + 600))
        );
    }
}

//! The rule by which difficulty follows the time that blocks took, in whole numbers.
//!
//! Bitcoin Core's CalculateNextWorkRequired: every 2016 blocks the target is multiplied by the
//! time the epoch took and divided by two weeks. The time is that between the epoch's first and
//! last block, 2015 intervals and not 2016: blocks exactly 600 seconds apart raise difficulty by
//! 0.0496 %. That is the rule, so it is followed.

use super::target::Target;

/// Blocks of an epoch.
pub const EPOCH_BLOCKS: u64 = 2_016;
/// Intervals between the blocks of an epoch.
pub const EPOCH_INTERVALS: u64 = EPOCH_BLOCKS - 1;
/// Seconds an epoch is to take: two weeks.
pub const EPOCH_SECS: u32 = 1_209_600;
/// An epoch counts as taking at least this long, a quarter of what it is to take.
pub const LEAST_EPOCH_SECS: u32 = EPOCH_SECS / 4;
/// An epoch counts as taking at most this long, four times what it is to take.
pub const MOST_EPOCH_SECS: u32 = EPOCH_SECS * 4;

/// Height of the first block of the epoch a block belongs to.
pub fn epoch_start(height: u64) -> u64 {
    height - height % EPOCH_BLOCKS
}

/// The time an epoch counts as taking, seconds, from the time between its first and its last
/// block, which can be below zero.
pub fn clamped_timespan(secs: i64) -> u32 {
    let clamped = secs.clamp(i64::from(LEAST_EPOCH_SECS), i64::from(MOST_EPOCH_SECS));
    u32::try_from(clamped).unwrap_or(MOST_EPOCH_SECS)
}

/// The next epoch's target before it is cut to its four-byte form:
/// floor(old · clamped time / two weeks), at most `limit`.
pub fn next_target(old: Target, timespan_secs: i64, limit: Target) -> Target {
    old.times_over(clamped_timespan(timespan_secs), EPOCH_SECS).map_or(limit, |target| target.min(limit))
}

/// The next epoch's four bytes (nBits); `None` if the old ones are no target.
///
/// ```
/// use hashfloor::calc::mining::{retarget::next_bits, target::Target};
/// assert_eq!(next_bits(0x1d00_ffff, 1_022_578, Target::MAIN_LIMIT), Some(0x1d00_d86a));
/// ```
pub fn next_bits(bits: u32, timespan_secs: i64, limit: Target) -> Option<u32> {
    let old = Target::decode(bits).valid()?;
    Some(next_target(old, timespan_secs, limit).encode())
}

/// Difficulty of a header's four bytes; `None` if they are no target.
pub fn difficulty_of_bits(bits: u32) -> Option<f64> {
    Target::decode(bits).valid().map(Target::difficulty)
}

/// Change of difficulty from one header to another: −0.14 is 14 % less.
pub fn difficulty_change(bits_old: u32, bits_new: u32) -> Option<f64> {
    Some(difficulty_of_bits(bits_new)? / difficulty_of_bits(bits_old)? - 1.0)
}

/// Difficulty after an epoch that took `timespan_secs`, by the real rule, from a difficulty that
/// may be rounded: it is first brought to the nearest header.
///
/// `None` for what is no difficulty.
pub fn next_difficulty(difficulty: f64, timespan_secs: i64) -> Option<f64> {
    let (_, old) = Target::nearest_to_difficulty(difficulty)?;
    let next = next_target(old, timespan_secs, Target::MAIN_LIMIT).encode();
    difficulty_of_bits(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_epoch_of_february_2026_ends_in_the_difficulty_that_was_seen() {
        for timespan in [1_361_477, 1_361_486] {
            let next = next_difficulty(141_668_107_417_558.2, timespan).unwrap();
            assert!((next - 125_864_590_119_494.3).abs() < 0.1, "{next}");
        }
        assert_ne!(next_bits(0x1701_fca1, 1_361_476, Target::MAIN_LIMIT), Some(0x1702_3c7e));
    }

    #[test]
    fn heights_belong_to_the_epoch_they_follow() {
        assert_eq!([0, 2_015, 2_016, 935_423, 935_424].map(epoch_start), [0, 0, 2_016, 933_408, 935_424]);
    }

    #[test]
    fn bits_that_are_no_target_have_no_successor() {
        for bits in [0, 0x0100_3456, 0x0492_3456, 0xff12_3456] {
            assert_eq!(next_bits(bits, 1_209_600, Target::MAIN_LIMIT), None, "{bits:08x}");
        }
    }
}

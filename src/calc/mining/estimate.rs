//! What the next retarget will be, judged from the blocks of the epoch so far, and how far off
//! that may be.
//!
//! Blocks come like the clicks of a counter: after m intervals the mean interval is known to one
//! part in √m, and the intervals to come scatter too. The band takes both into account (F
//! distribution), but believes that hashrate stays as it is: after a storm or a fall of the price
//! the truth lay outside more often than one time in ten.

use super::f_quantile::f_quantile;
use super::retarget::{
    EPOCH_BLOCKS, EPOCH_INTERVALS, EPOCH_SECS, LEAST_EPOCH_SECS, MOST_EPOCH_SECS, epoch_start,
};
use super::subsidy::TARGET_BLOCK_SECS;
use crate::domain::time::UnixSecs;

/// An estimate from fewer intervals is not shown (mempool.space's rule).
pub const LEAST_INTERVALS_SHOWN: u64 = 146;
/// Blocks the recent pace is taken from: a day of them.
pub const RECENT_BLOCKS: u64 = 144;
/// The band leaves out this share of outcomes on either side.
const TAIL: f64 = 0.05;

/// When the chain had a height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Height of a block.
    pub height: u64,
    /// Its time, or the end of the day whose last block it is.
    pub time: UnixSecs,
}

/// Which pace the blocks to come are expected to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// The mean since the start of the epoch.
    Epoch,
    /// The mean since this block, which the caller takes [`RECENT_BLOCKS`] before the tip.
    Since(Checkpoint),
}

/// An estimate of the next retarget.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetargetEstimate {
    /// Intervals that were counted.
    pub intervals_done: u64,
    /// Intervals of the epoch that were not.
    pub intervals_left: u64,
    /// Mean seconds of those that are expected to come.
    pub mean_interval_secs: f64,
    /// Seconds the epoch is expected to take from its first to its last block.
    pub timespan_secs: f64,
    /// Standard deviation of that, seconds.
    pub timespan_sd_secs: f64,
    /// Change of difficulty: −0.14 is 14 % less.
    pub change: f64,
    /// The change is lower than this one time in twenty, if hashrate stays.
    pub change_low: f64,
    /// The change is higher than this one time in twenty, if hashrate stays.
    pub change_high: f64,
    /// Height of the first block with the new difficulty.
    pub next_height: u64,
    /// When that block is expected, seconds since 1970 with their fraction.
    pub eta: f64,
}

impl RetargetEstimate {
    /// Whether enough blocks were counted for it to be shown.
    pub fn is_shown(&self) -> bool {
        self.intervals_done >= LEAST_INTERVALS_SHOWN
    }
}

/// Estimates the next retarget from a tip and an earlier block of the same epoch, by rights its
/// first.
///
/// With m intervals between the two, their mean a, and R = 2015 − m: the epoch takes
/// T = (tip − from) + R·a, difficulty changes by 1,209,600 / T − 1 with T clamped as the rule
/// does; the standard deviation of T is a·√(2015·R/m); the band multiplies R·a with the 5 % and
/// 95 % quantiles of F(2R, 2m). Where `from` is not the first block of the epoch, intervals before it count as
/// unknown, as those to come. With [`Pace::Since`] the mean a and the m of the band are those of
/// the recent blocks.
///
/// **Gaps**: `None` where the two are not an earlier and a later block of one epoch, or the recent
/// block is not before the tip. From one interval on there is an estimate; see
/// [`RetargetEstimate::is_shown`].
pub fn estimate_retarget(from: Checkpoint, tip: Checkpoint, pace: Pace) -> Option<RetargetEstimate> {
    let intervals_done = tip.height.checked_sub(from.height).filter(|done| *done > 0)?;
    if epoch_start(from.height) != epoch_start(tip.height) {
        return None;
    }
    let elapsed = tip.time.secs_since(from.time) as f64;
    let intervals_left = EPOCH_INTERVALS - intervals_done;
    let (counted, mean) = match pace {
        Pace::Epoch => (intervals_done as f64, elapsed / intervals_done as f64),
        Pace::Since(recent) => {
            let blocks = tip.height.checked_sub(recent.height).filter(|blocks| *blocks > 0)? as f64;
            (blocks, tip.time.secs_since(recent.time) as f64 / blocks)
        }
    };
    let left = intervals_left as f64;
    let change_if = |stretch: f64| change_of(elapsed + left * mean * stretch);
    let quantile = |p: f64| f_quantile(p, 2.0 * left, 2.0 * counted).unwrap_or(1.0);
    let next_height = epoch_start(tip.height) + EPOCH_BLOCKS;
    let to_next = (next_height - tip.height) as f64;
    Some(RetargetEstimate {
        intervals_done,
        intervals_left,
        mean_interval_secs: mean,
        timespan_secs: elapsed + left * mean,
        timespan_sd_secs: mean * (left * (counted + left) / counted).sqrt(),
        change: change_if(1.0),
        change_low: change_if(quantile(1.0 - TAIL)),
        change_high: change_if(quantile(TAIL)),
        next_height,
        eta: tip.time.0 as f64 + to_next * mean,
    })
}

/// Change of difficulty after an epoch of this many seconds, before rounding to a header.
fn change_of(timespan_secs: f64) -> f64 {
    let clamped = timespan_secs.clamp(f64::from(LEAST_EPOCH_SECS), f64::from(MOST_EPOCH_SECS));
    f64::from(EPOCH_SECS) / clamped - 1.0
}

/// What mempool.space shows for the next retarget.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MempoolEstimate {
    /// Change of difficulty as a ratio; the site shows per cent.
    pub change: f64,
    /// Blocks until the first with the new difficulty.
    pub remaining_blocks: u64,
    /// Height of that block.
    pub next_height: u64,
    /// Mean interval in whole milliseconds, cut.
    pub mean_interval_ms: i64,
    /// When it expects that block, seconds since 1970 with their fraction.
    pub eta: f64,
}

/// The estimate as mempool.space computes it: 600·(k + 1)/(now − start) − 1 with k = height mod
/// 2016, where the time of the tip stands for now on the last block of the epoch.
///
/// `start` is the time of the epoch's first block, `tip_time` that of the block at `height`.
/// Clamped to −75 % … +300 %. It counts one block more than there are intervals, so it is too
/// high by 1/(k + 1) after a block was just found.
pub fn mempool_estimate(height: u64, start: UnixSecs, now: UnixSecs, tip_time: UnixSecs) -> MempoolEstimate {
    let done = height % EPOCH_BLOCKS;
    let until = if done == EPOCH_INTERVALS { tip_time } else { now };
    let pace = until.secs_since(start) as f64 / (done + 1) as f64;
    let waited = now.secs_since(start).max(0) as f64;
    let mean_secs = if done == 0 { TARGET_BLOCK_SECS } else { waited / done as f64 };
    let mean_interval_ms = (mean_secs * 1000.0).floor() as i64;
    let remaining_blocks = EPOCH_BLOCKS - done;
    MempoolEstimate {
        change: (TARGET_BLOCK_SECS / pace - 1.0).clamp(-0.75, 3.0),
        remaining_blocks,
        next_height: height + remaining_blocks,
        mean_interval_ms,
        eta: now.0 as f64 + remaining_blocks as f64 * mean_interval_ms as f64 / 1000.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(height: u64, secs: i64) -> Checkpoint {
        Checkpoint { height, time: UnixSecs(secs) }
    }

    #[test]
    fn a_finished_epoch_has_no_band_and_the_change_of_the_rule() {
        let done = estimate_retarget(at(2_016, 0), at(4_031, 2_015 * 600), Pace::Epoch).unwrap();
        assert_eq!(done.intervals_left, 0);
        assert_eq!([done.change_low, done.change_high], [done.change; 2]);
        assert!((done.change - 1.0 / 2_015.0).abs() < 1e-12);
        assert_eq!((done.next_height, done.eta), (4_032, 2_016.0 * 600.0));
    }

    #[test]
    fn there_is_no_estimate_across_a_retarget_or_from_no_interval() {
        for (from, tip) in
            [(at(2_015, 0), at(2_017, 9)), (at(2_017, 0), at(2_017, 0)), (at(2_018, 5), at(2_017, 9))]
        {
            assert_eq!(estimate_retarget(from, tip, Pace::Epoch), None);
        }
        let late = Pace::Since(at(2_500, 0));
        assert_eq!(estimate_retarget(at(2_016, 0), at(2_400, 9), late), None);
    }

    #[test]
    fn timestamps_that_run_backwards_count_as_the_shortest_epoch() {
        let odd = estimate_retarget(at(0, 1_000), at(200, 900), Pace::Epoch).unwrap();
        assert_eq!(odd.change, 3.0);
    }

    #[test]
    fn a_slower_day_lowers_the_estimate_that_looks_at_it() {
        let (first, tip) = (at(0, 0), at(1_000, 600_000 + 144 * 60));
        let recent = Pace::Since(at(856, 856 * 600));
        let [whole, late] = [Pace::Epoch, recent].map(|pace| estimate_retarget(first, tip, pace).unwrap());
        assert!(late.change < whole.change);
        assert!(late.change_high - late.change_low > whole.change_high - whole.change_low);
        assert!(late.eta > whole.eta);
    }

    #[test]
    fn estimates_are_shown_from_146_intervals_on() {
        let shown = |done: u64| {
            let tip = at(done, 600 * i64::try_from(done).unwrap());
            estimate_retarget(at(0, 0), tip, Pace::Epoch).unwrap().is_shown()
        };
        assert!(!shown(145) && shown(146));
    }
}

//! Hashrate of one day, raw.

use super::words::output;
use crate::calc::calculation::{Calculation, Group, Input, OutputUnit, Plot, Scaling, Shape, by_rows};
use crate::calc::mining::{HASHES_PER_EH, SECS_PER_DAY, hashrate_h_s};

/// Hashrate from the blocks of one day.
pub const CALCULATION: Calculation = Calculation {
    name: "hashrate",
    title: "Hashrate of one day",
    group: Group::Network,
    summary: "Hashes a second that difficulty and the number of blocks of one day stand for. Luck alone moves \
              it by 8 % from day to day; a mean over several days says more.",
    formula: "blocks · difficulty · 2^32 / 86,400 / 10^18 (EH/s)",
    source: "Expected hashes a block are difficulty · 2^32, as Coin Metrics publishes; the exact factor \
             2^48/65535 is 0.0015 % more",
    params: &[],
    inputs: &[Input::Blocks, Input::Difficulty],
    optional: &[],
    outputs: |_| vec![output("hashrate_ehs", "", "Hashrate, one day", OutputUnit::HashrateEhs)],
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |_| {
        by_rows(|_, [blocks, difficulty]| [hashrate_h_s(blocks, difficulty, SECS_PER_DAY) / HASHES_PER_EH])
    },
    whole: None,
};

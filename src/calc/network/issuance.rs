//! New coins of a day.

use super::words::output;
use crate::calc::calculation::{Calculation, Group, Input, OutputUnit, Plot, Scaling, Shape, by_rows};
use crate::calc::mining::subsidy::{issuance_btc, subsidy_btc};

/// Subsidies of a day's blocks.
pub const CALCULATION: Calculation = Calculation {
    name: "issuance",
    title: "Issuance",
    group: Group::Network,
    summary: "Coins that the blocks of a day brought into being, without fees, and the subsidy of its last \
              block.",
    formula: "sum of the subsidies of heights height_end − blocks + 1 to height_end; a subsidy is \
              5,000,000,000 >> (height / 210,000) satoshi",
    source: "Bitcoin Core, GetBlockSubsidy",
    params: &[],
    inputs: &[Input::Blocks, Input::HeightEnd],
    optional: &[],
    outputs: |_| {
        vec![
            output("issuance_btc", "", "Issuance", OutputUnit::Btc),
            output("subsidy_btc", "subsidy", "Subsidy of a block", OutputUnit::Btc),
        ]
    },
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |_| {
        by_rows(|time, [blocks, height_end]| {
            [issuance_btc(blocks, height_end), subsidy_btc(height_end, time)]
        })
    },
    whole: None,
};

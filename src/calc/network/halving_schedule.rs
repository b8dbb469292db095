//! When the subsidy halves next, and after that.

use super::words::{end_of_day, height, output};
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, OutputUnit, Param, ParamKind, Plot, Scaling, Shape, Stream,
};
use crate::calc::mining::SATS_PER_BTC;
use crate::calc::mining::subsidy::{HalvingTime, TARGET_BLOCK_SECS, halvings};
use crate::domain::time::UnixSecs;

/// Every halving to come, as of the last row.
pub const CALCULATION: Calculation = Calculation {
    name: "halving_schedule",
    title: "Halving schedule",
    group: Group::Network,
    summary: "Heights at which the subsidy halves, what it is from there on, and the days that fall on if \
              blocks keep a pace. Heights are certain, days are not.",
    formula: "every 210,000 blocks; day = end of the last row's day + blocks to go · seconds a block",
    source: "Bitcoin Core, GetBlockSubsidy; 600 s is the pace the rule aims at, growth of hashrate makes it less",
    params: &[Param {
        name: "block_secs",
        title: "Pace",
        kind: ParamKind::Number { min: 300.0, max: 1_200.0, unit: "seconds a block" },
        default: TARGET_BLOCK_SECS,
    }],
    inputs: &[Input::HeightEnd],
    optional: &[],
    outputs: |_| {
        vec![
            output("halving_height", "height", "Height", OutputUnit::Count),
            output("subsidy_btc", "subsidy", "Subsidy from there on", OutputUnit::Btc),
            output("expected", "expected", "Expected day", OutputUnit::Date),
        ]
    },
    warm_up: |_| 0,
    shape: Shape::Profile,
    plot: Plot::Table,
    scaling: Scaling::Invariant,
    stream: |params| Box::new(Schedule { block_secs: params.number("block_secs") }),
    whole: None,
};

struct Schedule {
    block_secs: f64,
}

impl Stream for Schedule {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let Some(tip) = values.first().and_then(|cell| height(*cell)) else { return };
        into.clear();
        for halving in halvings(tip, end_of_day(time), self.block_secs) {
            let HalvingTime::Expected(day) = halving.time else { continue };
            let subsidy = halving.subsidy_sat as f64 / SATS_PER_BTC;
            into.append(time, &[halving.height as f64, subsidy, day.start_of_day().0 as f64]);
        }
    }
}

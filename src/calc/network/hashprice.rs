//! What a unit of hashrate earned, from what the blocks of a day really brought.

use super::words::output;
use crate::calc::calculation::{Calculation, Group, Input, OutputUnit, Plot, Scaling, Shape, by_rows};
use crate::calc::mining::hashprice_btc_per_ph_day;
use crate::calc::mining::subsidy::issuance_btc;

/// Hashprice from the subsidies and fees of a day.
pub const CALCULATION: Calculation = Calculation {
    name: "hashprice",
    title: "Hashprice",
    group: Group::Mining,
    summary: "What 10^15 hashes a second earn in a day, in coins and in dollars: the revenue that pays a \
              miner's power bill.",
    formula: "10^15 · 86,400 / (difficulty · 2^32) · (issuance + fees of the day) / blocks of the day, in BTC \
              for one PH/s and day; times the price in USD",
    source: "Hashrate Index (Luxor) defines it so; fees are those of the day, no mean over 144 blocks",
    params: &[],
    inputs: &[Input::Close, Input::Blocks, Input::HeightEnd, Input::Difficulty, Input::FeesBtc],
    optional: &[],
    outputs: |_| {
        vec![
            output("hashprice_btc_ph_day", "btc", "Hashprice in BTC", OutputUnit::BtcPerPhDay),
            output("hashprice_usd_ph_day", "usd", "Hashprice", OutputUnit::UsdPerPhDay),
        ]
    },
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Proportional,
    stream: |_| {
        by_rows(|_, [price, blocks, height_end, difficulty, fees]| {
            // A day without blocks says nothing of what a block brings.
            let block_btc =
                if blocks > 0.0 { (issuance_btc(blocks, height_end) + fees) / blocks } else { f64::NAN };
            let in_btc = hashprice_btc_per_ph_day(difficulty, block_btc);
            [in_btc, in_btc * price]
        })
    },
    whole: None,
};

//! Hashprice where fees were not recorded: an assumed fee stands in the parameters for all to see.

use super::words::{FEES, assumed_block_btc, output};
use crate::calc::calculation::{Calculation, Group, Input, OutputUnit, Plot, Scaling, Shape, by_rows};
use crate::calc::mining::hashprice_btc_per_ph_day;

/// Hashprice from difficulty, price and an assumed fee.
pub const CALCULATION: Calculation = Calculation {
    name: "hashprice_assumed_fees",
    title: "Hashprice with assumed fees",
    group: Group::Mining,
    summary: "Hashprice where the fees of each day are not known: every block is assumed to bring the same \
              fees, which is wrong by a few per cent on most days and by much in a rush.",
    formula: "10^15 · 86,400 / (difficulty · 2^32) · (subsidy + assumed fees), in BTC for one PH/s and day; \
              times the price in USD",
    source: "Hashrate Index (Luxor) defines hashprice so; the subsidy follows from the height, or where that is \
             not known from the day, up to the earliest day of the next halving",
    params: &[FEES],
    inputs: &[Input::Close, Input::Difficulty],
    optional: &[Input::HeightEnd],
    outputs: |_| {
        vec![
            output("hashprice_btc_ph_day", "btc", "Hashprice in BTC, fees assumed", OutputUnit::BtcPerPhDay),
            output("hashprice_usd_ph_day", "usd", "Hashprice, fees assumed", OutputUnit::UsdPerPhDay),
        ]
    },
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Proportional,
    stream: |params| {
        let params = params.clone();
        by_rows(move |time, [price, difficulty, height_end]| {
            let in_btc = hashprice_btc_per_ph_day(difficulty, assumed_block_btc(height_end, time, &params));
            [in_btc, in_btc * price]
        })
    },
    whole: None,
};

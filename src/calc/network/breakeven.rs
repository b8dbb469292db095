//! The energy price at which a rig earns nothing.

use super::words::{FEES, assumed_block_btc, j_per_th, output};
use crate::calc::calculation::{Calculation, Group, Input, OutputUnit, Plot, Scaling, Shape, by_rows};
use crate::calc::mining::{breakeven_usd_per_kwh, hashprice_btc_per_ph_day};

/// Break-even energy price of one efficiency.
pub const CALCULATION: Calculation = Calculation {
    name: "breakeven",
    title: "Break-even energy price",
    group: Group::Mining,
    summary: "The price of a kilowatt-hour at which a rig of this efficiency earns just its energy: who pays \
              more, mines at a loss.",
    formula: "hashprice in USD / (24 · J/TH), with hashprice = 10^15 · 86,400 / (difficulty · 2^32) · (subsidy + \
              assumed fees) · price; 1 PH/s draws as many kilowatts as the rig needs J/TH",
    source: "Definition; 17.5 J/TH is an Antminer S21, 29.5 an S19j Pro",
    params: &[j_per_th(17.5), FEES],
    inputs: &[Input::Close, Input::Difficulty],
    optional: &[Input::HeightEnd],
    outputs: |_| vec![output("breakeven_usd_kwh", "", "Break-even energy price", OutputUnit::UsdPerKwh)],
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Proportional,
    stream: |params| {
        let params = params.clone();
        by_rows(move |time, [price, difficulty, height_end]| {
            let in_btc = hashprice_btc_per_ph_day(difficulty, assumed_block_btc(height_end, time, &params));
            [breakeven_usd_per_kwh(in_btc * price, params.number("j_per_th"))]
        })
    },
    whole: None,
};

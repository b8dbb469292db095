//! Puell multiple: what miners are paid in new coins, against its own year.

use super::words::output;
use crate::calc::calculation::{Calculation, Group, Input, OutputUnit, Param, Plot, Scaling, Shape, by_rows};
use crate::calc::indicators::smooth::MovingMean;
use crate::calc::mining::subsidy::issuance_btc;

/// Puell multiple.
pub const CALCULATION: Calculation = Calculation {
    name: "puell",
    title: "Puell multiple",
    group: Group::Mining,
    summary: "Value of a day's new coins against its mean over a year: far under 1, miners are paid much less \
              than they were used to.",
    formula: "issuance · price / SMA window of issuance · price; subsidies only, no fees",
    source: "David Puell, 2019; 365 rows, the day itself included",
    params: &[Param::window("window", 365).titled("Days")],
    inputs: &[Input::Close, Input::Blocks, Input::HeightEnd],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        let title = format!("Puell multiple, {window} days");
        vec![output(format!("puell_{window}"), "", &title, OutputUnit::Number)]
    },
    warm_up: |params| params.count("window") - 1,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |params| {
        let mut mean = MovingMean::new(params.count("window"));
        by_rows(move |_, [price, blocks, height_end]| {
            let value = issuance_btc(blocks, height_end) * price;
            [value / mean.push(value)]
        })
    },
    whole: None,
};

//! The price as a multiple of what a coin costs to mine.

use super::words::{CALIBRATION_FEES_BTC, COST_REF, calibration, j_per_th, output, usd_per_kwh};
use crate::calc::calculation::{
    Calculation, Group, Input, OutputUnit, Param, ParamKind, Plot, Scaling, Shape, by_rows,
};
use crate::calc::mining::cost::GLASSNODE_B;
use crate::calc::mining::subsidy::subsidy_btc;

/// Price over the cost of one model.
pub const CALCULATION: Calculation = Calculation {
    name: "price_to_cost",
    title: "Price over production cost",
    group: Group::Mining,
    summary: "The price divided by what a coin costs to mine by one model: under 1 the average miner of that \
              model loses money.",
    formula: "price / cost; all-in = energy · (1 + kappa); linear = quoted · D/D_ref; fixed = overhead + energy; \
              power = quoted · (D/D_ref)^0.525; all give the quoted cost at D_ref = 141.67 T",
    source: "The models of the production cost band; a miner's own cost may be half or twice that of a model",
    params: &[
        Param {
            name: "model",
            title: "Model",
            kind: ParamKind::Choice(&["all_in", "linear", "fixed_overhead", "power"]),
            default: 0.0,
        },
        COST_REF,
        j_per_th(20.0),
        usd_per_kwh(0.055),
    ],
    inputs: &[Input::Close, Input::Difficulty],
    optional: &[Input::HeightEnd],
    outputs: |_| vec![output("price_over_cost", "", "Price over cost", OutputUnit::Number)],
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    // A plain number that goes with the price.
    scaling: Scaling::Own,
    stream: |params| {
        let (quoted, model) = (calibration(params), params.count("model"));
        by_rows(move |time, [price, difficulty, height_end]| {
            let block_btc = subsidy_btc(height_end, time) + CALIBRATION_FEES_BTC;
            let cost = match model {
                0 => quoted.all_in_usd(difficulty, block_btc),
                1 => quoted.linear_usd(difficulty),
                2 => quoted.fixed_overhead_usd(difficulty, block_btc),
                _ => quoted.power_usd(difficulty, GLASSNODE_B),
            };
            [price / cost]
        })
    },
    whole: None,
};

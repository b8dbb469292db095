//! The price as a multiple of what a coin costs to mine.

use super::words::{CALIBRATION_FEES_BTC, COST_REF, calibration, j_per_th, output, usd_per_kwh};
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, OutputUnit, Param, ParamKind, Params, Plot, Scaling, Shape, Stream,
};
use crate::calc::mining::CostCalibration;
use crate::calc::mining::cost::GLASSNODE_B;
use crate::calc::mining::subsidy::subsidy_btc;
use crate::domain::time::UnixSecs;

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
    stream: |params| Box::new(Days::new(params)),
    whole: None,
};

struct Days {
    quoted: CostCalibration,
    model: usize,
}

impl Days {
    fn new(params: &Params) -> Self {
        Self { quoted: calibration(params), model: params.count("model") }
    }
}

impl Stream for Days {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [price, difficulty, height_end, ..] = values else { return };
        let block_btc = subsidy_btc(*height_end, time) + CALIBRATION_FEES_BTC;
        let cost = match self.model {
            0 => self.quoted.all_in_usd(*difficulty, block_btc),
            1 => self.quoted.linear_usd(*difficulty),
            2 => self.quoted.fixed_overhead_usd(*difficulty, block_btc),
            _ => self.quoted.power_usd(*difficulty, GLASSNODE_B),
        };
        into.append(time, &[price / cost]);
    }
}

//! The price as a multiple of what a coin costs to mine.

use super::words::{FEES, cost_inputs, j_per_th, output, usd_per_kwh};
use crate::calc::calculation::{
    Calculation, Group, Input, OutputUnit, Param, ParamKind, Plot, Scaling, Shape, by_rows,
};
use crate::calc::production_cost::CostModel;

/// Price over the cost of one model.
pub const CALCULATION: Calculation = Calculation {
    name: "price_to_cost",
    title: "Price over production cost",
    group: Group::Mining,
    summary: "The price divided by what a coin costs to mine by one model: under 1 the average miner of that \
              model loses money.",
    formula: "price / cost of the model; all-in = energy · 1.472; linear = 87,000 · D / 141.67 T; fixed overhead = \
              energy + 27,900; regression = 87,000 · (D / 141.67 T)^0.525",
    source: "The models of the band of production costs; a miner's own cost may be half or twice that of a model",
    params: &[
        Param {
            name: "model",
            title: "Model",
            kind: ParamKind::Choice(&["all_in", "linear", "fixed_overhead", "regression"]),
            default: 0.0,
        },
        j_per_th(20.0),
        usd_per_kwh(0.055),
        FEES,
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
        let params = params.clone();
        // The words of the parameter are in the order of the models.
        let model = CostModel::ALL.into_iter().nth(params.count("model")).unwrap_or(CostModel::AllIn);
        by_rows(move |time, [price, difficulty, height_end]| {
            [price / model.cost_usd(difficulty, cost_inputs(height_end, time, &params))]
        })
    },
    whole: None,
};

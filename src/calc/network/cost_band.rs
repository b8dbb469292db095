//! What a coin costs to mine, by the models that need difficulty only, and the band they span.

use super::words::{CALIBRATION_FEES_BTC, COST_REF, calibration, j_per_th, output, usd_per_kwh};
use crate::calc::calculation::{Calculation, Group, Input, OutputUnit, Plot, Scaling, Shape, by_rows};
use crate::calc::mining::cost::GLASSNODE_B;
use crate::calc::mining::subsidy::subsidy_btc;

/// The band of cost models fitted to one quoted cost.
pub const CALCULATION: Calculation = Calculation {
    name: "cost_band",
    title: "Production cost, band of models",
    group: Group::Mining,
    summary: "What mining a coin costs, by four models that agree on one quoted figure and disagree on \
              everything else. The band from the lowest to the highest is the honest answer. Efficiency and \
              energy price stay as they were when the figure was quoted.",
    formula: "all-in = energy · (1 + kappa); linear = quoted · D/D_ref; fixed = overhead + energy; power = quoted \
              · (D/D_ref)^0.525; energy = D · 2^32 · J/TH · 1e-12 / 3.6e6 · USD/kWh / (subsidy + 0.02 BTC fees); \
              kappa and overhead such that all give the quoted cost at D_ref = 141.67 T",
    source: "Press figure of 87,000 USD, February 2026; exponent from Glassnode's difficulty regression (2022); \
             efficiency, energy price and fees are assumptions",
    params: &[COST_REF, j_per_th(20.0), usd_per_kwh(0.055)],
    inputs: &[Input::Close, Input::Difficulty],
    optional: &[Input::HeightEnd],
    outputs: |_| {
        let usd = OutputUnit::Usd;
        vec![
            output("cost_low", "low", "Cost, lowest model", usd),
            output("cost_high", "high", "Cost, highest model", usd),
            output("cost_all_in", "all_in", "Cost, all-in", usd),
            output("cost_linear", "linear", "Cost, linear", usd),
            output("cost_fixed_overhead", "fixed_overhead", "Cost, fixed overhead", usd),
            output("cost_power", "power", "Cost, regression's power", usd),
        ]
    },
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OverInput,
    scaling: Scaling::Invariant,
    stream: |params| {
        let quoted = calibration(params);
        by_rows(move |time, [_close, difficulty, height_end]| {
            let block_btc = subsidy_btc(height_end, time) + CALIBRATION_FEES_BTC;
            let models = [
                quoted.all_in_usd(difficulty, block_btc),
                quoted.linear_usd(difficulty),
                quoted.fixed_overhead_usd(difficulty, block_btc),
                quoted.power_usd(difficulty, GLASSNODE_B),
            ];
            // Neither of the two looks at a model that has no value.
            let low = models.into_iter().fold(f64::NAN, f64::min);
            let high = models.into_iter().fold(f64::NAN, f64::max);
            let [all_in, linear, fixed_overhead, power] = models;
            [low, high, all_in, linear, fixed_overhead, power]
        })
    },
    whole: None,
};

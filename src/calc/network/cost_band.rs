//! What a coin costs to mine, by the models that need difficulty only, and the band they span.

use super::words::{FEES, cost_inputs, j_per_th, output, usd_per_kwh};
use crate::calc::calculation::{Calculation, Group, Input, OutputUnit, Plot, Scaling, Shape, by_rows};
use crate::calc::production_cost::{CostModel, CostRange};

/// The band of cost models fitted to one quoted cost.
pub const CALCULATION: Calculation = Calculation {
    name: "cost_band",
    title: "Production cost, band of models",
    group: Group::Mining,
    summary: "What mining a coin costs, by four models that agree on one quoted figure and disagree on \
              everything else. The band from the lowest to the highest is the honest answer. Efficiency and \
              energy price stay the same over all days.",
    formula: "energy = D · 2^32 · J/TH · 1e-12 / 3.6e6 · USD/kWh / (subsidy + assumed fees); all-in = energy · \
              1.472; linear = 87,000 · D / 141.67 T; fixed overhead = energy + 27,900; regression = 87,000 · (D / \
              141.67 T)^0.525",
    source: "Press figure of 87,000 USD for early 2026, fitted at 20 J/TH, 0.055 USD/kWh and 0.02 BTC of fees; \
             exponent from Glassnode's difficulty regression (2022). The subsidy follows from the height, or from \
             the day up to the earliest day of the next halving",
    params: &[j_per_th(20.0), usd_per_kwh(0.055), FEES],
    // The close is not in the formula: it says over what this is drawn.
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
            output("cost_regression", "regression", "Cost, regression's slope", usd),
        ]
    },
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OverInput,
    scaling: Scaling::Invariant,
    stream: |params| {
        let params = params.clone();
        by_rows(move |time, [_close, difficulty, height_end]| {
            let inputs = cost_inputs(height_end, time, &params);
            let none = CostRange { low_usd: f64::NAN, high_usd: f64::NAN };
            let range = CostRange::at(difficulty, inputs).unwrap_or(none);
            let [all_in, linear, fixed, regression] =
                CostModel::ALL.map(|model| model.cost_usd(difficulty, inputs));
            [range.low_usd, range.high_usd, all_in, linear, fixed, regression]
        })
    },
    whole: None,
};

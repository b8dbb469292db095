//! The regression of market value on difficulty over all rows, as one line of a table.
//!
//! It knows every row, the last included, so it is dated by the last and drawn nowhere: a line of
//! it over the past would have looked ahead.

use super::words::{COST_REF, output};
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, OutputUnit, Plot, Scaling, Shape, Stream,
};
use crate::calc::mining::cost::calibrated_intercept;
use crate::calc::mining::regression_cost_usd;
use crate::calc::regression::Accumulating;
use crate::domain::time::UnixSecs;

/// The fit over all rows.
pub const CALCULATION: Calculation = Calculation {
    name: "difficulty_regression",
    title: "Difficulty regression",
    group: Group::Mining,
    summary: "How market value followed difficulty over all rows: slope, errors, and the cost of a coin at the \
              last row. The errors believe that residuals forget each other, which they do not: the true ones \
              are several times larger.",
    formula: "least squares of ln(supply · price) = a + b ln D; cost = exp(a + b ln D) / supply; a calibrated: \
              with the same b, the quoted cost at the last row",
    source: "Glassnode, difficulty regression model; fitted to these rows",
    params: &[COST_REF],
    inputs: &[Input::Close, Input::Difficulty, Input::SupplyBtc],
    optional: &[],
    outputs: |_| {
        let number = OutputUnit::Number;
        vec![
            output("n", "n", "Rows", OutputUnit::Count),
            output("a", "a", "Intercept", number),
            output("b", "b", "Slope", number),
            output("se_a", "se_a", "Error of the intercept", number),
            output("se_b", "se_b", "Error of the slope", number),
            output("r2", "r2", "Share explained", OutputUnit::Ratio),
            output("resid_sd", "resid_sd", "Spread of residuals", number),
            output("cost_per_coin", "cost", "Cost", OutputUnit::Usd),
            output("price_over_cost", "ratio", "Price over cost", number),
            output("a_calibrated", "a_calibrated", "Intercept for the quoted cost", number),
        ]
    },
    warm_up: |_| 2,
    shape: Shape::Summary,
    plot: Plot::Table,
    // Slope and errors stay, the cost goes with the price, the intercept with its logarithm.
    scaling: Scaling::Own,
    stream: |params| Box::new(AllRows { fit: Accumulating::default(), cost_ref: params.number("cost_ref") }),
    whole: None,
};

struct AllRows {
    fit: Accumulating,
    cost_ref: f64,
}

impl Stream for AllRows {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [price, difficulty, supply, ..] = values else { return };
        self.fit.push(difficulty.ln(), (supply * price).ln());
        let Some(line) = self.fit.fit() else { return };
        let cost = regression_cost_usd(line.a, line.b, *difficulty, *supply);
        let calibrated = calibrated_intercept(self.cost_ref, line.b, *difficulty, *supply);
        let fit = [line.n as f64, line.a, line.b, line.se_a, line.se_b, line.r2, line.resid_sd];
        let [n, a, b, se_a, se_b, r2, resid_sd] = fit;
        let row = [n, a, b, se_a, se_b, r2, resid_sd, cost, price / cost, calibrated];
        into.replace_last(time, &row);
    }
}

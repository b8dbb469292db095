//! The regression of market value on difficulty over all rows, as one line of a table.
//!
//! It knows every row, the last included, so it is dated by the last and drawn nowhere: a line of
//! it over the past would have looked ahead.

use super::words::output;
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, OutputUnit, Param, ParamKind, Plot, Scaling, Shape, Stream,
};
use crate::calc::mining::cost::calibrated_intercept;
use crate::calc::mining::regression_cost_usd;
use crate::calc::production_cost::REFERENCE_COST_USD;
use crate::calc::regression::ols_hac;
use crate::domain::time::UnixSecs;

/// Rows without which nothing is fitted: difficulty stands still for two weeks at a time.
const LEAST_ROWS: usize = 100;

/// The fit over all rows.
pub const CALCULATION: Calculation = Calculation {
    name: "difficulty_regression",
    title: "Difficulty regression",
    group: Group::Mining,
    summary: "How market value followed difficulty over all rows: slope, errors, and the cost of a coin at the \
              last row. Residuals last for months: the plain errors, which believe that they forget each other, \
              are several times too small, and a good fit is no evidence of a fair value.",
    formula: "least squares of ln(supply · price) = a + b ln D; cost = exp(a + b ln D) / supply; a calibrated: \
              with the same b, 87,000 at the last row; errors after Newey and West with Bartlett weights",
    source: "Glassnode, difficulty regression model; fitted to these rows",
    params: &[Param {
        name: "lags",
        title: "Lags of the errors",
        kind: ParamKind::Count { min: 0, max: 1_000 },
        default: 30.0,
    }],
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
            output("se_b_hac", "se_b_hac", "Error of the slope, Newey-West", number),
            output("r2", "r2", "R²", number),
            output("resid_sd", "resid_sd", "Spread of residuals", number),
            output("cost_per_coin", "cost", "Cost", OutputUnit::Usd),
            output("price_over_cost", "ratio", "Price over cost", number),
            output("a_calibrated", "a_calibrated", "Intercept for a cost of 87,000", number),
        ]
    },
    warm_up: |_| LEAST_ROWS - 1,
    shape: Shape::Summary,
    plot: Plot::Table,
    // Slope and errors stay, the cost goes with the price, the intercept with its logarithm.
    scaling: Scaling::Own,
    stream: |params| {
        Box::new(AllRows {
            log_difficulty: Vec::new(),
            log_value: Vec::new(),
            last: None,
            lags: params.count("lags"),
        })
    },
    whole: None,
};

struct AllRows {
    log_difficulty: Vec<f64>,
    log_value: Vec<f64>,
    last: Option<Last>,
    lags: usize,
}

#[derive(Clone, Copy)]
struct Last {
    time: UnixSecs,
    price: f64,
    difficulty: f64,
    supply: f64,
}

impl Stream for AllRows {
    fn push(&mut self, time: UnixSecs, values: &[f64], _into: &mut Computed) {
        let [price, difficulty, supply, ..] = *values else { return };
        self.log_difficulty.push(difficulty.ln());
        self.log_value.push((supply * price).ln());
        self.last = Some(Last { time, price, difficulty, supply });
    }

    fn settle(&mut self, into: &mut Computed) {
        into.clear();
        let is_enough = self.log_value.len() >= LEAST_ROWS;
        let Some(last) = self.last.filter(|_| is_enough) else { return };
        let Some((line, hac)) = ols_hac(&self.log_difficulty, &self.log_value, self.lags) else { return };
        let cost = regression_cost_usd(line.a, line.b, last.difficulty, last.supply);
        let calibrated = calibrated_intercept(REFERENCE_COST_USD, line.b, last.difficulty, last.supply);
        into.append(
            last.time,
            &[
                line.n as f64,
                line.a,
                line.b,
                line.se_a,
                line.se_b,
                hac.se_b,
                line.r2,
                line.resid_sd,
                cost,
                last.price / cost,
                calibrated,
            ],
        );
    }
}

//! Correlation of the moves of two series.
//!
//! Of returns, not of levels: two series that both rise are correlated in level whatever they have
//! to do with each other.

use super::returns::PairReturns;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, Plot, Scaling, Shape, by_rows,
};

/// Correlation of two series.
pub const CALCULATION: Calculation = Calculation {
    name: "correlation",
    title: "Correlation",
    group: Group::Comparison,
    summary: "Whether two series move together: 1 is in step, −1 against each other, 0 unrelated.",
    formula: "Pearson correlation of the last n pairs of log returns, from row to row of the rows that both \
              series have; empty where one of them does not move or is not positive",
    source: "Standard definition, on log returns",
    params: &[Param::window_from(2, "window", 90)],
    inputs: &[Input::Close, Input::Other],
    optional: &[],
    // From −1 to 1 and no share of anything: a percentage would say so.
    outputs: |params| {
        let window = params.count("window");
        let (column, title) = (format!("correlation_{window}"), format!("Correlation {window}"));
        vec![Output::new(column, "", title, OutputUnit::Number)]
    },
    warm_up: |params| params.count("window"),
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |params| {
        let mut window = PairReturns::new(params.count("window"));
        by_rows(move |_, pair| {
            let found = window.push(pair).filter(|moments| moments.xx > 0.0 && moments.yy > 0.0);
            let correlation = found.map(|moments| moments.xy / moments.xx.sqrt() / moments.yy.sqrt());
            // Rounding can leave it an ulp outside.
            [correlation.map_or(f64::NAN, |correlation| correlation.clamp(-1.0, 1.0))]
        })
    },
    whole: None,
};

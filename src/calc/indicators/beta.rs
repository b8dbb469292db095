//! How strongly one series answers to the moves of another.

use super::returns::PairReturns;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, Plot, Scaling, Shape, by_rows,
};

/// Beta of one series to another.
pub const CALCULATION: Calculation = Calculation {
    name: "beta",
    title: "Beta",
    group: Group::Comparison,
    summary: "By how many per cent the series moved when the other moved by one per cent.",
    formula: "covariance of the last n pairs of log returns over the variance of the other's, from row to row \
              of the rows that both series have; empty where the other does not move or one is not positive",
    source: "Standard definition: the slope of least squares with a constant, on log returns",
    params: &[Param::window_from(2, "window", 90)],
    inputs: &[Input::Close, Input::Other],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        vec![Output::new(format!("beta_{window}"), "", format!("Beta {window}"), OutputUnit::Number)]
    },
    warm_up: |params| params.count("window"),
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |params| {
        let mut window = PairReturns::new(params.count("window"));
        by_rows(move |_, pair| {
            let found = window.push(pair).filter(|moments| moments.yy > 0.0);
            [found.map_or(f64::NAN, |moments| moments.xy / moments.yy)]
        })
    },
    whole: None,
};

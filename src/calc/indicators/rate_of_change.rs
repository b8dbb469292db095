//! Rate of change.

use std::collections::VecDeque;

use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, Plot, Scaling, Shape, by_rows,
};

/// Rate of change.
pub const CALCULATION: Calculation = Calculation {
    name: "roc",
    title: "Rate of change",
    group: Group::Momentum,
    summary: "How much higher or lower the close is than a number of rows before, as a share: 0.1 is 10 %.",
    formula: "close/close n rows before − 1",
    source: "Standard definition; TA-Lib calls it ROCP and gives ROC in per cent",
    params: &[Param::window("window", 12)],
    inputs: &[Input::Close],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        vec![Output::new(format!("roc_{window}"), "", format!("Rate of change {window}"), OutputUnit::Ratio)]
    },
    warm_up: |params| params.count("window"),
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |params| {
        let window = params.count("window");
        let mut last: VecDeque<f64> = VecDeque::new();
        by_rows(move |_, [close]| {
            let before = if last.len() == window { last.pop_front() } else { None };
            last.push_back(close);
            // From nothing, or from less, there is no share.
            [before.filter(|before| *before > 0.0).map_or(f64::NAN, |before| close / before - 1.0)]
        })
    },
    whole: None,
};

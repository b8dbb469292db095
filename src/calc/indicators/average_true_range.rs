//! Average true range after J. Welles Wilder (1978).
//!
//! The first row has no close before it and so no true range, as in TA-Lib; some programs take its
//! high − low instead and have their first value a row earlier.

use super::smooth::WilderAverage;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, Plot, Scaling, Shape, by_rows,
};

/// Average true range.
pub const CALCULATION: Calculation = Calculation {
    name: "atr",
    title: "Average true range",
    group: Group::Volatility,
    summary: "How far prices usually move within a row, jumps from the close before included.",
    formula: "TR = max(high, close before) − min(low, close before); ATR = mean of the first n, then \
              (previous·(n − 1) + TR)/n",
    source: "J. Welles Wilder, New Concepts in Technical Trading Systems (1978); first value on row n, as TA-Lib",
    params: &[Param::window("window", 14)],
    inputs: &[Input::Close, Input::High, Input::Low],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        vec![Output::new(format!("atr_{window}"), "", format!("ATR {window}"), OutputUnit::OfInput)]
    },
    warm_up: |params| params.count("window"),
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Proportional,
    stream: |params| {
        let mut average = WilderAverage::new(params.count("window"));
        let mut before: Option<f64> = None;
        by_rows(move |_, [close, high, low]| {
            let range = before.replace(close).map(|before| high.max(before) - low.min(before));
            [range.map_or(f64::NAN, |range| average.push(range))]
        })
    },
    whole: None,
};

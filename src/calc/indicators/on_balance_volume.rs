//! On-balance volume after Joseph Granville (1963).
//!
//! Its zero has no meaning, only its course has. It begins with the first row's volume, as TA-Lib
//! does; TradingView begins with zero.

use super::smooth::RunningSum;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Plot, Scaling, Shape, by_rows,
};

/// On-balance volume.
pub const CALCULATION: Calculation = Calculation {
    name: "obv",
    title: "On-balance volume",
    group: Group::Volume,
    summary: "Volume of rising rows less volume of falling ones, summed from the first row on.",
    formula: "volume of the first row; then + volume if the close rose, − volume if it fell, unchanged if it did \
              not move",
    source: "Joseph Granville (1963), begun with the first volume as TA-Lib does; summed with Neumaier's \
             compensation, so that it does not drift",
    params: &[],
    inputs: &[Input::Close, Input::Volume],
    optional: &[],
    outputs: |_| vec![Output::new("obv".to_owned(), "", "On-balance volume".to_owned(), OutputUnit::Number)],
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |_| {
        let mut sum = RunningSum::default();
        let mut before = f64::NEG_INFINITY;
        by_rows(move |_, [close, volume]| {
            let signed = match close.total_cmp(&before) {
                std::cmp::Ordering::Greater => volume,
                std::cmp::Ordering::Equal => 0.0,
                std::cmp::Ordering::Less => -volume,
            };
            before = close;
            [sum.add(signed)]
        })
    },
    whole: None,
};

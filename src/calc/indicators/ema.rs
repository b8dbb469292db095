//! Exponential moving average, seeded with a simple mean.
//!
//! The seed is a choice that stays visible: after k rows it still weighs
//! (1 − 2/(n+1))^k, 9 % after 241 weeks of a 200-week average. We take the mean
//! of the first `window` rows, as TA-Lib's classic mode does, not the first price.

use super::compact::on_kept_rows;
use super::smooth::SeededAverage;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, Plot, Scaling, Shape, by_rows,
};

/// Exponential moving average.
pub const CALCULATION: Calculation = Calculation {
    name: "ema",
    title: "Exponential moving average",
    group: Group::Trend,
    summary: "An average in which recent rows weigh more: it follows a turn sooner than the simple mean.",
    formula: "mean of the first n closes, then alpha·close + (1 − alpha)·previous, alpha = 2/(n+1)",
    source: "Seeded with the simple mean, as TA-Lib's classic mode; pandas and Metastock start with the first \
             price",
    params: &[Param::window("window", 20)],
    inputs: &[Input::Close],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        vec![Output::new(format!("ema_{window}"), "", format!("EMA {window}"), OutputUnit::OfInput)]
    },
    warm_up: |params| params.count("window") - 1,
    shape: Shape::Rows,
    plot: Plot::OverInput,
    scaling: Scaling::Proportional,
    stream: |params| {
        let mut average = SeededAverage::new(params.count("window"));
        by_rows(move |_, [close]| [average.push(close)])
    },
    whole: None,
};

/// alpha·x + (1 − alpha)·previous with alpha = 2 / (window + 1).
///
/// **Shape**: as long as `values`. **Unit**: that of `values`. **Gaps**: see
/// [`super`]; the first value, on kept row `window - 1`, is the mean of the
/// first `window` kept rows. A window of 0 gives `NaN` only.
pub fn ema(values: &[f64], window: usize) -> Vec<f64> {
    let mut average = SeededAverage::new(window);
    on_kept_rows(values, |kept| kept.iter().map(|value| average.push(*value)).collect())
}

//! Simple moving average.

use super::compact::on_kept_rows;
use super::smooth::MovingMean;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, Plot, Scaling, Shape, by_rows,
};

/// Simple moving average.
pub const CALCULATION: Calculation = Calculation {
    name: "sma",
    title: "Simple moving average",
    group: Group::Trend,
    summary: "The mean of the last rows. The crossing of the 50- and the 200-day mean is what the press \
              calls a golden or a death cross.",
    formula: "mean of the last n closes; first value on row n",
    source: "Standard definition; rows without a close are left out before counting",
    params: &[Param::window("window", 50)],
    inputs: &[Input::Close],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        vec![Output::new(format!("sma_{window}"), "", format!("SMA {window}"), OutputUnit::OfInput)]
    },
    warm_up: |params| params.count("window") - 1,
    shape: Shape::Rows,
    plot: Plot::OverInput,
    scaling: Scaling::Proportional,
    stream: |params| {
        let mut mean = MovingMean::new(params.count("window"));
        by_rows(move |_, [close]| [mean.push(close)])
    },
    whole: None,
};

/// Mean of the last `window` rows that have a value.
///
/// **Shape**: as long as `values`. **Unit**: that of `values`. **Gaps**: see
/// [`super`]; the first value stands on kept row `window - 1`. A window of 0
/// has no mean: all `NaN`.
///
/// ```
/// use hashfloor::calc::indicators::sma::sma;
/// assert_eq!(sma(&[1.0, 2.0, 6.0], 2)[1..], [1.5, 4.0]);
/// ```
pub fn sma(values: &[f64], window: usize) -> Vec<f64> {
    let mut mean = MovingMean::new(window);
    on_kept_rows(values, |kept| kept.iter().map(|value| mean.push(*value)).collect())
}

//! Bollinger bands.
//!
//! The deviation is that of the whole window (divided by n), as John Bollinger defines it and
//! TA-Lib computes it, not that of a sample.

use super::moments::Moments;
use super::window::Sliding;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, ParamKind, Plot, Scaling, Shape, by_rows,
};

/// Bollinger bands.
pub const CALCULATION: Calculation = Calculation {
    name: "bollinger",
    title: "Bollinger bands",
    group: Group::Volatility,
    summary: "A mean with a band as wide as prices lately moved around it; %b says where in the band the close \
              is, the bandwidth how wide it is.",
    formula: "middle = mean of the last n closes; upper, lower = middle ± k standard deviations (divided by \
              n); %b = (close − lower)/(upper − lower), empty where the band has no width; bandwidth = (upper \
              − lower)/middle",
    source: "John Bollinger, Bollinger on Bollinger Bands (2001): population deviation, as TA-Lib",
    params: &[
        Param::window_from(2, "window", 20),
        Param {
            name: "deviations",
            title: "Standard deviations",
            kind: ParamKind::Number { min: 0.1, max: 100.0, unit: "" },
            default: 2.0,
        },
    ],
    inputs: &[Input::Close],
    optional: &[],
    outputs: |params| {
        let (window, deviations) = (params.count("window"), params.number("deviations"));
        let output = |part, title: &str, unit| {
            let column = format!("bollinger_{part}_{window}_{deviations}");
            Output::new(column, part, format!("Bollinger ({window}, {deviations}) {title}"), unit)
        };
        vec![
            output("middle", "middle", OutputUnit::OfInput),
            output("upper", "upper", OutputUnit::OfInput),
            output("lower", "lower", OutputUnit::OfInput),
            output("percent_b", "%b", OutputUnit::Ratio),
            output("bandwidth", "bandwidth", OutputUnit::Ratio),
        ]
    },
    warm_up: |params| params.count("window") - 1,
    shape: Shape::Rows,
    plot: Plot::OverInput,
    scaling: Scaling::Proportional,
    stream: |params| {
        let mut window = Sliding::new(params.count("window"), Moments::merge);
        let deviations = params.number("deviations");
        by_rows(move |_, [close]| {
            let Some(moments) = window.push(Moments::of(close)) else { return [f64::NAN; 5] };
            let (middle, half) = (moments.mean, deviations * moments.population_variance().sqrt());
            let (upper, lower) = (middle + half, middle - half);
            let width = upper - lower;
            [middle, upper, lower, share(close - lower, width), share(width, middle)]
        })
    },
    whole: None,
};

/// `NaN` where there is nothing to take a share of.
fn share(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { f64::NAN } else { part / whole }
}

//! Realised volatility of closes.
//!
//! Returns are row to row and not rescaled across missing days: a three-day
//! gap gives one return, not three. Rows a year are a parameter, since exchange
//! sessions count 252 where a market that never closes counts 365.

use super::compact::on_kept_rows;
use super::moments::Moments;
use super::returns::LogReturns;
use super::smooth::MovingMean;
use super::window::Sliding;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, ParamKind, Params, Plot, Scaling, Shape, by_rows,
};

/// Rows a year of a market that never closes.
pub const DAYS_PER_YEAR: f64 = 365.0;

const DAYS: Param = Param {
    name: "days",
    title: "Rows a year",
    kind: ParamKind::Count { min: 1, max: 1_000_000 },
    default: DAYS_PER_YEAR,
};

/// Realised volatility around the mean.
pub const AROUND_MEAN: Calculation = Calculation {
    name: "rv",
    title: "Realised volatility",
    group: Group::Volatility,
    summary: "How much prices moved from row to row, as a share a year: 0.6 is 60 %.",
    formula: "sqrt(365)·standard deviation (divided by n − 1) of the last n log returns from row to row; set \
              days to 252 for series of exchange sessions",
    source: "Standard definition; returns are not rescaled over missing days",
    params: &[Param::window_from(2, "window", 30), DAYS],
    inputs: &[Input::Close],
    optional: &[],
    outputs: |params| outputs("rv", "Realised volatility", params),
    warm_up: |params| params.count("window"),
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |params| {
        let mut vol = Vol::new(params.count("window"), params.number("days"), Around::Mean);
        by_rows(move |_, [close]| [vol.push(close)])
    },
    whole: None,
};

/// Realised volatility around zero.
pub const AROUND_ZERO: Calculation = Calculation {
    name: "rvz",
    title: "Realised volatility around zero",
    summary: "How much prices moved from row to row, a steady trend counted as a move, as a share a year: 0.6 \
              is 60 %.",
    formula: "sqrt(365·mean of the squares of the last n log returns from row to row); set days to 252 for \
              series of exchange sessions",
    params: &[Param::window("window", 30), DAYS],
    outputs: |params| outputs("rvz", "Realised volatility around zero", params),
    stream: |params| {
        let mut vol = Vol::new(params.count("window"), params.number("days"), Around::Zero);
        by_rows(move |_, [close]| [vol.push(close)])
    },
    ..AROUND_MEAN
};

/// The usual year goes without saying: `rv_30`, but `rv_30_252`.
fn outputs(name: &str, title: &str, params: &Params) -> Vec<Output> {
    let (window, days) = (params.count("window"), params.number("days"));
    let is_usual = days.total_cmp(&DAYS_PER_YEAR).is_eq();
    let year = if is_usual { String::new() } else { format!("_{days}") };
    let column = format!("{name}_{window}{year}");
    vec![Output::new(column, "", format!("{title} {window}"), OutputUnit::Ratio)]
}

/// Which mean the squared returns are taken around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// The mean of the window; divides by n − 1.
    Mean,
    /// Zero; divides by n.
    Zero,
}

struct Vol {
    returns: LogReturns,
    variance: Variance,
    days: f64,
}

enum Variance {
    Mean(Sliding<Moments>),
    Zero(MovingMean),
}

impl Vol {
    fn new(window: usize, days: f64, around: Around) -> Self {
        let variance = match around {
            Around::Mean => Variance::Mean(Sliding::new(window, Moments::merge)),
            Around::Zero => Variance::Zero(MovingMean::new(window)),
        };
        Self { returns: LogReturns::default(), variance, days }
    }

    fn push(&mut self, close: f64) -> f64 {
        let Some(r) = self.returns.push(close) else { return f64::NAN };
        let variance = match &mut self.variance {
            Variance::Mean(window) => window.push(Moments::of(r)).map_or(f64::NAN, Moments::sample_variance),
            Variance::Zero(squares) => squares.push(r * r),
        };
        (self.days * variance).sqrt()
    }
}

/// sqrt(365) · standard deviation of the last `window` log returns.
///
/// **Shape**: as long as `closes`. **Unit**: per year, 0.6 is 60 %. **Gaps**:
/// see [`super`]; the first value stands on kept row `window`. A window of 0
/// gives `NaN` only, and so does 1 around the mean. Closes must be positive:
/// windows that hold another one are `NaN`.
pub fn realised_vol(closes: &[f64], window: usize, around: Around) -> Vec<f64> {
    let mut vol = Vol::new(window, DAYS_PER_YEAR, around);
    on_kept_rows(closes, |kept| kept.iter().map(|close| vol.push(*close)).collect())
}

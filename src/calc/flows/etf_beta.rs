//! How the price moved with flows: the slope of daily returns on them, with honest errors.
//!
//! The default lag is 1 because that is the one that can be used: a session's flow is published
//! after its close in New York, hours before the UTC day ends, and with lag 0 the return of a day
//! is held against a figure that nobody had while it was made. Lag 0 says how flows and prices went
//! together, not what follows from what.
//!
//! Neighbouring residuals are alike (weeks of fear, weeks of greed), so errors are those of Newey
//! and West; the plain ones stand beside them for comparison.

use std::collections::VecDeque;

use super::words::{MOST_SESSIONS, SOURCE, output};
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, Output, OutputUnit, Param, ParamKind, Params, Plot, Scaling, Shape,
    Stream,
};
use crate::calc::regression::{HacErrors, Ols, ols_hac};
use crate::domain::time::UnixSecs;

/// Millions in a billion.
const MUSD_PER_BN: f64 = 1e3;

const LAG: Param =
    Param { name: "lag", title: "Lag in sessions", kind: ParamKind::Count { min: 0, max: 60 }, default: 1.0 };
const LAGS: Param = Param {
    name: "lags",
    title: "Lags of the errors",
    kind: ParamKind::Count { min: 0, max: 60 },
    default: 5.0,
};
/// A window of pairs: two always lie on a line, so an error needs three.
const fn pairs(default: u32, title: &'static str) -> Param {
    let kind = ParamKind::Count { min: 3, max: MOST_SESSIONS };
    Param { name: "window", title, kind, default: default as f64 }
}

const LAG_WORDS: &str = "r = ln(P/P before) from session to session, x = flow in billions of USD lag sessions \
                         before; r = alpha + beta x by least squares; errors after Newey and West with Bartlett \
                         weights and no small-sample factor";

/// The slope over all sessions, or the last ones.
pub const SUMMARY: Calculation = Calculation {
    name: "etf_beta",
    title: "Flow beta",
    group: Group::Flows,
    summary: "How much the price moved for a billion dollars of net flow, and how sure that is. Lag 1 is \
              the one usable for prediction: a session's flow is published after its close. A slope says \
              what went together, not what caused it.",
    formula: LAG_WORDS,
    source: SOURCE,
    params: &[LAG, LAGS, pairs(MOST_SESSIONS, "Last sessions, 10080 means all")],
    inputs: &[Input::NetFlowMusd, Input::Close],
    optional: &[],
    outputs: summary_outputs,
    warm_up: |params| params.count("lag") + 3,
    shape: Shape::Summary,
    plot: Plot::Table,
    // Returns do not know in which money a price is, but for rounding, which a slope over an error
    // of almost nothing makes large.
    scaling: Scaling::Own,
    stream: |params| Box::new(Whole(Pairs::new(params))),
    whole: None,
};

/// The slope over a moving window.
pub const ROLLING: Calculation = Calculation {
    name: "etf_beta_roll",
    title: "Rolling flow beta",
    group: Group::Flows,
    summary: "The slope of returns on flows over the last sessions, with its error: whether it is a law or \
              a mood shows in how it wanders.",
    formula: LAG_WORDS,
    source: SOURCE,
    params: &[pairs(120, "Sessions"), LAG, LAGS],
    inputs: &[Input::NetFlowMusd, Input::Close],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        let one = |name: &str, part, title: &str| Output {
            column: format!("{name}_{window}"),
            part,
            title: format!("{title}, {window} sessions"),
            unit: OutputUnit::Ratio,
        };
        vec![
            one("beta_per_bn", "beta", "Return for a billion"),
            one("se_hac", "se", "Error of the return for a billion"),
        ]
    },
    warm_up: |params| params.count("lag") + params.count("window"),
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Own,
    stream: |params| Box::new(Rolling(Pairs::new(params))),
    whole: None,
};

fn summary_outputs(params: &Params) -> Vec<Output> {
    let error = format!("se_hac_nw{}", params.count("lags"));
    vec![
        output("n", "n", "Pairs", OutputUnit::Count),
        output("alpha", "alpha", "Return without a flow", OutputUnit::Ratio),
        output("beta_per_bn", "beta", "Return for a billion", OutputUnit::Ratio),
        output("se_ols", "se_ols", "Plain error", OutputUnit::Ratio),
        output(&error, "se_hac", "Newey-West error", OutputUnit::Ratio),
        output("t_hac", "t", "t", OutputUnit::Number),
        output("r2", "r2", "R²", OutputUnit::Number),
        output("corr", "corr", "Correlation", OutputUnit::Number),
    ]
}

/// Pairs of a flow and the return it is held against, the last ones only.
///
/// **Cost**: a pass over the kept pairs for each fit.
#[derive(Clone, Debug)]
pub struct Pairs {
    lag: usize,
    lags: usize,
    window: usize,
    price_before: Option<f64>,
    /// Flows in billions that wait for the return `lag` sessions later, from the second session on:
    /// the first has no return and stands in no pair at any lag.
    waiting: VecDeque<f64>,
    flows: VecDeque<f64>,
    returns: VecDeque<f64>,
}

impl Pairs {
    /// None yet.
    pub fn new(params: &Params) -> Self {
        Self::with(params.count("lag"), params.count("lags"), params.count("window"))
    }

    /// None yet, from plain numbers.
    pub fn with(lag: usize, lags: usize, window: usize) -> Self {
        let (waiting, flows, returns) = Default::default();
        Self { lag, lags, window, price_before: None, waiting, flows, returns }
    }

    /// Takes a session: its flow in millions of USD and its close in USD.
    pub fn push(&mut self, flow_musd: f64, price_usd: f64) {
        let Some(before) = self.price_before.replace(price_usd) else { return };
        self.waiting.push_back(flow_musd / MUSD_PER_BN);
        if self.waiting.len() <= self.lag {
            return;
        }
        if let Some(flow) = self.waiting.pop_front() {
            self.flows.push_back(flow);
            self.returns.push_back((price_usd / before).ln());
        }
        if self.flows.len() > self.window {
            self.flows.pop_front();
            self.returns.pop_front();
        }
    }

    /// Whether the window is full.
    fn is_full(&self) -> bool {
        self.flows.len() >= self.window
    }

    /// Pairs at hand.
    pub fn len(&self) -> usize {
        self.flows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.flows.is_empty()
    }

    /// The line through them; `None` for fewer than three, or if flows never change.
    pub fn fit(&mut self) -> Option<(Ols, HacErrors)> {
        ols_hac(self.flows.make_contiguous(), self.returns.make_contiguous(), self.lags)
    }
}

struct Whole(Pairs);

impl Stream for Whole {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [flow, price, ..] = values else { return };
        self.0.push(*flow, *price);
        let row = match self.0.fit() {
            Some((line, errors)) => [
                line.n as f64,
                line.a,
                line.b,
                line.se_b,
                errors.se_b,
                over_error(line.b, errors.se_b),
                line.r2,
                line.corr,
            ],
            None => {
                let mut row = [f64::NAN; 8];
                row[0] = self.0.len() as f64;
                row
            }
        };
        into.replace_last(time, &row);
    }
}

/// How many errors a slope is away from none; `NaN` where there is no error to measure by.
fn over_error(slope: f64, error: f64) -> f64 {
    if error > 0.0 { slope / error } else { f64::NAN }
}

struct Rolling(Pairs);

impl Stream for Rolling {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [flow, price, ..] = values else { return };
        self.0.push(*flow, *price);
        match self.0.is_full().then(|| self.0.fit()).flatten() {
            Some((line, errors)) => into.append(time, &[line.b, errors.se_b]),
            None => into.append_gap(time),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSIONS: [(f64, f64); 7] = [
        (120.0, 60_000.0),
        (-300.0, 58_000.0),
        (40.0, 58_900.0),
        (510.0, 61_000.0),
        (-90.0, 62_500.0),
        (-700.0, 60_100.0),
        (15.0, 57_000.0),
    ];

    fn pairs(lag: usize, window: usize, unit: f64) -> Pairs {
        let mut pairs = Pairs::with(lag, 2, window);
        for (flow, price) in SESSIONS {
            pairs.push(flow, price * unit);
        }
        pairs
    }

    #[test]
    fn a_flow_stands_beside_the_return_that_came_lag_sessions_later() {
        let lagged = pairs(1, 100, 1.0);
        assert_eq!(lagged.flows, [-0.3, 0.04, 0.51, -0.09, -0.7]);
        assert_eq!(lagged.returns[0], (58_900.0f64 / 58_000.0).ln());
        let together = pairs(0, 2, 1.0);
        assert_eq!(together.flows, [-0.7, 0.015], "only the last of the window");
        assert_eq!(pairs(7, 100, 1.0).len(), 0);
    }

    #[test]
    fn prices_in_another_money_give_the_same_slope() {
        // A power of two changes no digit of a ratio.
        assert_eq!(pairs(1, 100, 4.0).fit(), pairs(1, 100, 1.0).fit());
        assert!(pairs(1, 100, 1.0).fit().is_some());
    }

    #[test]
    fn a_slope_without_an_error_is_not_infinitely_sure() {
        assert!(over_error(2.0, 0.0).is_nan());
        assert_eq!(over_error(2.0, 0.5), 4.0);
    }
}

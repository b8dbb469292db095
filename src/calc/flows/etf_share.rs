//! How much of what left, or came, was one fund's.
//!
//! Only sessions on which all funds together lost money count for the outflow, and only those on
//! which they gained for the inflow. Over plain sums a window that nets to almost nothing would
//! give shares of thousands of percent; this way the shares of all funds add up to one.

use std::collections::VecDeque;

use super::words::{SOURCE, sessions};
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, Output, OutputUnit, Plot, Scaling, Shape, Stream,
};
use crate::domain::time::UnixSecs;

/// How much of what left, or came, was one fund's.
pub const CALCULATION: Calculation = Calculation {
    name: "etf_share",
    title: "One fund's share of ETF flows",
    group: Group::Flows,
    summary: "Share of one fund in the outflow of all funds, and in their inflow. Negative for a fund that \
              went against the others; the shares of all funds add up to 1.",
    formula: "over the sessions among the last n on which all funds together lost: sum of the fund's flows / \
              sum of all flows; likewise over those on which they gained; empty without such a session",
    source: SOURCE,
    params: &[sessions(20)],
    inputs: &[Input::NetFlowMusd, Input::FundFlowMusd],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        let one = |way: &str, part| Output {
            column: format!("share_of_{way}_{window}"),
            part,
            title: format!("Share of {way} over {window} sessions"),
            unit: OutputUnit::Ratio,
        };
        vec![one("outflow", "out"), one("inflow", "in")]
    },
    warm_up: |params| params.count("window") - 1,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    // No price goes in.
    scaling: Scaling::Invariant,
    stream: |params| Box::new(Window { sessions: params.count("window"), last: VecDeque::new() }),
    whole: None,
};

/// A fund's flow and that of all funds, on sessions of one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shares {
    out: (f64, f64),
    come_in: (f64, f64),
}

impl Shares {
    /// Takes a session.
    pub fn push(&mut self, all: f64, fund: f64) {
        let way = if all < 0.0 { &mut self.out } else { &mut self.come_in };
        if all != 0.0 {
            *way = (way.0 + fund, way.1 + all);
        }
    }

    /// The fund's share of what left; `NaN` if nothing did.
    pub fn of_outflow(&self) -> f64 {
        self.out.0 / self.out.1
    }

    /// The fund's share of what came; `NaN` if nothing did.
    pub fn of_inflow(&self) -> f64 {
        self.come_in.0 / self.come_in.1
    }
}

struct Window {
    sessions: usize,
    last: VecDeque<(f64, f64)>,
}

impl Stream for Window {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [all, fund, ..] = values else { return };
        if self.last.len() == self.sessions {
            self.last.pop_front();
        }
        self.last.push_back((*all, *fund));
        if self.last.len() < self.sessions {
            return into.append_gap(time);
        }
        let mut shares = Shares::default();
        for (all, fund) in &self.last {
            shares.push(*all, *fund);
        }
        into.append(time, &[shares.of_outflow(), shares.of_inflow()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_all_funds_add_up_to_one() {
        let funds = [[-3.0, 4.0, -1.0, 0.0], [-1.0, 2.0, -5.0, 0.0], [2.0, -1.0, -2.0, 0.0]];
        let share = |fund: &[f64; 4]| {
            let mut shares = Shares::default();
            for (session, flow) in fund.iter().enumerate() {
                shares.push(funds.iter().map(|fund| fund[session]).sum(), *flow);
            }
            (shares.of_outflow(), shares.of_inflow())
        };
        let shares: Vec<(f64, f64)> = funds.iter().map(share).collect();
        assert_eq!(shares[0], (0.4, 0.8));
        assert!((shares.iter().map(|share| share.0).sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((shares.iter().map(|share| share.1).sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn without_a_session_of_outflow_there_is_no_share_of_it() {
        let mut shares = Shares::default();
        shares.push(0.0, 5.0);
        shares.push(2.0, 1.0);
        assert!(shares.of_outflow().is_nan());
        assert_eq!(shares.of_inflow(), 0.5);
    }
}

//! Flows summed from the first session on.

use super::words::{SOURCE, output};
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, OutputUnit, Plot, Scaling, Shape, Stream,
};
use crate::domain::time::UnixSecs;

/// Flows summed from the first session on.
pub const CALCULATION: Calculation = Calculation {
    name: "etf_cum",
    title: "Cumulative ETF flow",
    group: Group::Flows,
    summary: "Net flow since the first session at hand. What flowed before it is not in it, nor are coins \
              that were converted into shares without a flow, as GBTC's were.",
    formula: "sum of all published flows until the session",
    source: SOURCE,
    params: &[],
    inputs: &[Input::NetFlowMusd],
    optional: &[],
    outputs: |_| vec![output("cum", "", "Cumulative flow", OutputUnit::UsdMillions)],
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    // No price goes in.
    scaling: Scaling::Invariant,
    stream: |_| Box::new(Cumulative::default()),
    whole: None,
};

/// A sum and what rounding has taken from it (Neumaier 1974).
#[derive(Default)]
struct Cumulative {
    sum: f64,
    lost: f64,
}

impl Stream for Cumulative {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [flow, ..] = values else { return };
        let sum = self.sum + flow;
        self.lost +=
            if self.sum.abs() >= flow.abs() { (self.sum - sum) + flow } else { (flow - sum) + self.sum };
        self.sum = sum;
        into.append(time, &[self.sum + self.lost]);
    }
}

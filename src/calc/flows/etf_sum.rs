//! Flows summed over the last sessions.
//!
//! Windows count sessions, not days: "$2.9 billion in 12 trading days" is a sum of 12. Every
//! window is added up anew, oldest first, so that a sum never remembers what left it.

use std::collections::VecDeque;

use super::words::{SOURCE, sessions};
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, Output, OutputUnit, Plot, Scaling, Shape, Stream,
};
use crate::domain::time::UnixSecs;

/// Flows summed over the last sessions.
pub const CALCULATION: Calculation = Calculation {
    name: "etf_sum",
    title: "ETF flow over sessions",
    group: Group::Flows,
    summary: "Net flow of the last sessions together. A negative sum is not a streak: single sessions \
              within it may have been positive.",
    formula: "sum of the last n published flows; first value on session n",
    source: SOURCE,
    params: &[sessions(12)],
    inputs: &[Input::NetFlowMusd],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        let (column, title) = (format!("sum_{window}"), format!("Flow over {window} sessions"));
        vec![Output { column, part: "", title, unit: OutputUnit::UsdMillions }]
    },
    warm_up: |params| params.count("window") - 1,
    shape: Shape::Rows,
    plot: Plot::OwnBars,
    // No price goes in.
    scaling: Scaling::Invariant,
    stream: |params| Box::new(Sums { window: params.count("window"), last: VecDeque::new() }),
    whole: None,
};

struct Sums {
    window: usize,
    last: VecDeque<f64>,
}

impl Stream for Sums {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [flow, ..] = values else { return };
        if self.last.len() == self.window {
            self.last.pop_front();
        }
        self.last.push_back(*flow);
        let is_full = self.last.len() == self.window;
        into.append(time, &[if is_full { self.last.iter().sum() } else { f64::NAN }]);
    }
}

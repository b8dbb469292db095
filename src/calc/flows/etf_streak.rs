//! Sessions in a row with money coming in, or going out.
//!
//! One file for the running count and the longest ones: both are the same run, and a zero flow
//! ends it for both.

use super::words::{SOURCE, output};
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, OutputUnit, Plot, Scaling, Shape, Stream,
};
use crate::domain::time::UnixSecs;

/// The run a session stands in.
pub const STREAK: Calculation = Calculation {
    name: "etf_streak",
    title: "ETF flow streak",
    group: Group::Flows,
    summary: "Sessions in a row with inflows, counted upwards, or with outflows, counted downwards. A \
              session without any flow is 0 and ends the run.",
    formula: "sign of the flow × sessions since it last changed; 0 on a flow of 0",
    source: SOURCE,
    params: &[],
    inputs: &[Input::NetFlowMusd],
    optional: &[],
    outputs: |_| vec![output("streak", "", "Streak", OutputUnit::Count)],
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OwnBars,
    scaling: Scaling::Invariant,
    stream: |_| Box::new(Running(Run::default())),
    whole: None,
};

/// The longest runs of all.
pub const LONGEST: Calculation = Calculation {
    name: "etf_streaks",
    title: "Longest ETF flow streaks",
    group: Group::Flows,
    summary: "The longest runs of outflows and of inflows, and the session each ended on.",
    formula: "least and greatest value of the streak; of equal ones the first",
    source: SOURCE,
    params: &[],
    inputs: &[Input::NetFlowMusd],
    optional: &[],
    outputs: |_| {
        vec![
            output("longest_outflow_streak", "out", "Longest run of outflows", OutputUnit::Count),
            output("longest_outflow_end", "out_end", "End of the longest run of outflows", OutputUnit::Date),
            output("longest_inflow_streak", "in", "Longest run of inflows", OutputUnit::Count),
            output("longest_inflow_end", "in_end", "End of the longest run of inflows", OutputUnit::Date),
        ]
    },
    warm_up: |_| 0,
    shape: Shape::Summary,
    plot: Plot::Table,
    scaling: Scaling::Invariant,
    stream: |_| Box::new(Longest::default()),
    whole: None,
};

/// A signed run: how many sessions of one sign came last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run(i32);

impl Run {
    /// Takes the next flow; the run it stands in.
    pub fn push(&mut self, flow: f64) -> i32 {
        self.0 = if flow > 0.0 {
            self.0.max(0) + 1
        } else if flow < 0.0 {
            self.0.min(0) - 1
        } else {
            0
        };
        self.0
    }
}

struct Running(Run);

impl Stream for Running {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [flow, ..] = values else { return };
        into.append(time, &[f64::from(self.0.push(*flow))]);
    }
}

#[derive(Default)]
struct Longest {
    run: Run,
    outflow: i32,
    outflow_end: Option<UnixSecs>,
    inflow: i32,
    inflow_end: Option<UnixSecs>,
}

impl Stream for Longest {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [flow, ..] = values else { return };
        let run = self.run.push(*flow);
        if run < self.outflow {
            (self.outflow, self.outflow_end) = (run, Some(time));
        }
        if run > self.inflow {
            (self.inflow, self.inflow_end) = (run, Some(time));
        }
        let date = |end: Option<UnixSecs>| end.map_or(f64::NAN, |end| end.0 as f64);
        let row =
            [f64::from(self.outflow), date(self.outflow_end), f64::from(self.inflow), date(self.inflow_end)];
        into.replace_last(time, &row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_flow_ends_a_run_and_belongs_to_none() {
        let mut run = Run::default();
        let runs: Vec<i32> = [5.0, 1.0, 0.0, 2.0, -1.0, -1.0, -1.0, 3.0].map(|flow| run.push(flow)).to_vec();
        assert_eq!(runs, [1, 2, 0, 1, -1, -2, -3, 1]);
    }
}

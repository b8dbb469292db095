//! The next retarget as it could be estimated at the end of each day.

use super::words::{end_of_day, height, output};
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, OutputUnit, Param, ParamKind, Plot, Scaling, Shape, Stream,
};
use crate::calc::mining::estimate::{Checkpoint, estimate_retarget};
use crate::calc::mining::estimate_history::PaceRule;
use crate::calc::mining::retarget::epoch_start;
use crate::domain::time::UnixSecs;

/// Estimates of the next retarget, day by day.
pub const CALCULATION: Calculation = Calculation {
    name: "retarget_estimate",
    title: "Next retarget",
    group: Group::Network,
    summary: "By how much difficulty will change, as it could be told at the end of each day, with the band that \
              holds nine outcomes in ten while hashrate stays as it is, and the day it is expected. No estimate \
              in the first days of an epoch: too few blocks.",
    formula: "a = time / blocks between the end of the epoch's first day and this one; T = that time + (2015 − m) \
              · a; change = 1,209,600 / T − 1; the band multiplies the time to come with quantiles of F(2R, 2m); \
              from m = 146 blocks on",
    source: "Bitcoin Core's rule; lower bound of blocks after mempool.space. Days know when they end, not when \
             their blocks were found, so the blocks before the end of the epoch's first day are not counted",
    params: &[Param {
        name: "pace",
        title: "Pace",
        kind: ParamKind::Choice(&["epoch", "recent"]),
        default: 0.0,
    }],
    inputs: &[Input::HeightEnd],
    optional: &[],
    outputs: |_| {
        vec![
            output("change", "change", "Next change of difficulty", OutputUnit::Ratio),
            output("change_low", "low", "Next change, low", OutputUnit::Ratio),
            output("change_high", "high", "Next change, high", OutputUnit::Ratio),
            output("eta", "eta", "Expected", OutputUnit::Date),
            output("next_height", "height", "Height of the retarget", OutputUnit::Count),
            output("intervals_done", "done", "Intervals counted", OutputUnit::Count),
        ]
    },
    warm_up: |_| 1,
    // Rows that have no estimate are no rows: how many those are depends on the blocks.
    shape: Shape::Events,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |params| {
        let rule = if params.count("pace") == 0 { PaceRule::Epoch } else { PaceRule::Recent };
        Box::new(Days { rule, epoch: Vec::new() })
    },
    whole: None,
};

struct Days {
    rule: PaceRule,
    /// Ends of days within the epoch under way.
    epoch: Vec<Checkpoint>,
}

impl Stream for Days {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let Some(height) = values.first().and_then(|cell| height(*cell)) else { return };
        let tip = Checkpoint { height, time: end_of_day(time) };
        let follows =
            |last: &Checkpoint| last.height <= height && epoch_start(last.height) == epoch_start(height);
        if !self.epoch.last().is_some_and(follows) {
            self.epoch.clear();
        }
        self.epoch.push(tip);
        let Some(first) = self.epoch.first() else { return };
        let estimate = estimate_retarget(*first, tip, self.rule.pace(&self.epoch));
        if let Some(estimate) = estimate.filter(|estimate| estimate.is_shown()) {
            let eta = UnixSecs(estimate.eta.round() as i64).start_of_day();
            into.append(
                time,
                &[
                    estimate.change,
                    estimate.change_low,
                    estimate.change_high,
                    eta.0 as f64,
                    estimate.next_height as f64,
                    estimate.intervals_done as f64,
                ],
            );
        }
    }
}

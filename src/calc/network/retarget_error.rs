//! How wrong the estimate of each retarget was.
//!
//! A row stands on the first day whose blocks all have the new difficulty: only then the outcome
//! is in the data. A day on which difficulty changed knows a mean of two.

use super::words::{end_of_day, height, output};
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, OutputUnit, Param, ParamKind, Plot, Scaling, Shape, Stream,
};
use crate::calc::mining::estimate::Checkpoint;
use crate::calc::mining::estimate_history::{PaceRule, PastEpoch, estimate_error};
use crate::calc::mining::retarget::{EPOCH_BLOCKS, epoch_start};
use crate::domain::time::UnixSecs;

/// Estimates held against outcomes, a row for every epoch.
pub const CALCULATION: Calculation = Calculation {
    name: "retarget_error",
    title: "Errors of retarget estimates",
    group: Group::Network,
    summary: "What was estimated of each retarget at one point of its epoch, what came, and whether that lay in \
              the band of nine in ten.",
    formula: "estimate at the end of the first day at which this share of the epoch's blocks is found (see the \
              next retarget), less difficulty after / difficulty before − 1",
    source: "Outcomes from days that lie within one epoch",
    params: &[
        Param {
            name: "progress",
            title: "Share of the epoch",
            kind: ParamKind::Number { min: 0.0, max: 1.0, unit: "" },
            default: 0.5,
        },
        Param { name: "pace", title: "Pace", kind: ParamKind::Choice(&["epoch", "recent"]), default: 0.0 },
    ],
    inputs: &[Input::HeightEnd, Input::Blocks, Input::Difficulty],
    optional: &[],
    outputs: |_| {
        vec![
            output("error", "error", "Error of the estimate", OutputUnit::Ratio),
            output("estimated", "estimated", "Estimated change", OutputUnit::Ratio),
            output("estimated_low", "low", "Estimated change, low", OutputUnit::Ratio),
            output("estimated_high", "high", "Estimated change, high", OutputUnit::Ratio),
            output("actual", "actual", "Change that came", OutputUnit::Ratio),
            output("in_band", "in_band", "In the band", OutputUnit::Flag),
            output("made_on", "made_on", "Estimated on", OutputUnit::Date),
            output("retarget_height", "height", "Height of the retarget", OutputUnit::Count),
        ]
    },
    warm_up: |_| 3,
    shape: Shape::Events,
    plot: Plot::OwnBars,
    scaling: Scaling::Invariant,
    stream: |params| {
        let rule = if params.count("pace") == 0 { PaceRule::Epoch } else { PaceRule::Recent };
        Box::new(Days { progress: params.number("progress"), rule, under_way: None, over: None })
    },
    whole: None,
};

#[derive(Default)]
struct Epoch {
    start: u64,
    checkpoints: Vec<Checkpoint>,
    /// From a day that lies within it.
    difficulty: Option<f64>,
}

struct Days {
    progress: f64,
    rule: PaceRule,
    under_way: Option<Epoch>,
    /// The one before, until the outcome is known.
    over: Option<Epoch>,
}

impl Days {
    /// The row of the epoch that is over, once the new difficulty is known.
    fn outcome(&mut self) -> Option<[f64; 8]> {
        let after = self.under_way.as_ref()?.difficulty?;
        let over = self.over.take()?;
        let change = after / over.difficulty? - 1.0;
        let epoch = PastEpoch { checkpoints: over.checkpoints, change };
        let error = estimate_error(&epoch, self.progress, self.rule)?;
        // The checkpoint is the end of the day that made it.
        let made_on = error.made_at.time.plus_days(-1).0 as f64;
        let (low, high) = (error.low, error.high);
        let in_band = f64::from(u8::from(error.is_in_band()));
        let retarget = (over.start + EPOCH_BLOCKS) as f64;
        Some([error.error(), error.estimated, low, high, error.actual, in_band, made_on, retarget])
    }
}

impl Stream for Days {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [height_end, blocks, difficulty, ..] = values else { return };
        let (Some(last), Some(blocks)) = (height(*height_end), height(*blocks)) else { return };
        let start = epoch_start(last);
        if self.under_way.as_ref().is_none_or(|epoch| epoch.start != start) {
            let before = self.under_way.replace(Epoch { start, ..Epoch::default() });
            // Two epochs with a hole between them are no pair.
            self.over = before.filter(|epoch| epoch.start + EPOCH_BLOCKS == start);
        }
        let Some(epoch) = &mut self.under_way else { return };
        epoch.checkpoints.push(Checkpoint { height: last, time: end_of_day(time) });
        let is_within = blocks > 0 && blocks <= last && epoch_start(last + 1 - blocks) == start;
        if is_within {
            epoch.difficulty = Some(*difficulty);
        }
        if let Some(row) = self.outcome() {
            into.append(time, &row);
        }
    }
}

//! What a fleet fitted until a day says of the retargets after it, beside what came.
//!
//! The price is the real one, also after the cut-off: the question is what miners would do at
//! those prices, not what the price would be. The error is given as it is. In late January
//! 2026 a winter storm made miners of North America switch off for the grid; no price explains
//! that, and without a curtailment the model cannot know it.

use crate::calc::fleet::calibration::{Calibration, History};
use crate::calc::fleet::run::{Difficulties, Epoch, Run, simulate};
use crate::domain::time::UnixSecs;

/// The day of the last datum the February retargets are predicted from: all of 22 January 2026.
pub const FEBRUARY_CUTOFF: UnixSecs = UnixSecs(1_769_126_400);
/// How many retargets after the cut-off are predicted: those of 7 and 19 February 2026.
pub const FEBRUARY_RETARGETS: usize = 2;
/// What no price explains about them.
pub const STORM_WORDS: &str = "From about 23 January to early February 2026 a winter storm made miners of \
    North America switch off for the grid. That is no answer to a price: the model does not know it \
    unless a curtailment is set, and its return shows as the rise of 19 February";

/// A retarget as it was predicted and as it came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Predicted {
    /// The model's epoch that ends with it.
    pub epoch: Epoch,
    /// Its change as predicted, as a ratio.
    pub predicted: f64,
    /// When it came; `None` while it has not.
    pub actual_at: Option<UnixSecs>,
    /// Its change as it came, as a ratio.
    pub actual: Option<f64>,
}

impl Predicted {
    /// Predicted less actual, as a ratio: +0.05 is five points too high.
    pub fn error(&self) -> Option<f64> {
        Some(self.predicted - self.actual?)
    }
}

/// A prediction and the run it is from.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The retargets, in order.
    pub retargets: Vec<Predicted>,
    /// The run, to the last known price.
    pub run: Run,
}

/// Lets the fitted fleet run on with the real prices for so many retargets.
///
/// **Gaps**: a retarget that does not come within the prices is left out.
pub fn predict(calibration: &Calibration, history: &History, retargets: usize) -> Prediction {
    let start = &calibration.start;
    // A price holds until the next is known; after the last it holds a month.
    let until = history.prices.last().map_or(start.at, |(time, _)| time.plus_days(30));
    let run = simulate(&calibration.fleet, start, &history.prices, Difficulties::Retargeted, until);
    let came: Vec<(UnixSecs, f64)> =
        history.retargets.iter().filter(|(time, _)| *time > start.at).copied().collect();
    let mut before = start.difficulty;
    let mut predicted = Vec::new();
    for (index, epoch) in run.epochs.iter().take(retargets).enumerate() {
        let actual = came.get(index);
        predicted.push(Predicted {
            epoch: *epoch,
            predicted: epoch.change,
            actual_at: actual.map(|(time, _)| *time),
            actual: actual.map(|(_, difficulty)| difficulty / before - 1.0),
        });
        before = actual.map_or(epoch.next_difficulty, |(_, difficulty)| *difficulty);
    }
    Prediction { retargets: predicted, run }
}

//! How wrong estimates of retargets were: what was said at some point of an epoch, and what came.
//!
//! Needs for each past epoch a few heights with their times and the change it ended in. A list of
//! retargets alone, heights, days and changes, is not enough: it tells outcomes, and nobody's
//! estimates.

use super::estimate::{Checkpoint, LEAST_INTERVALS_SHOWN, Pace, RECENT_BLOCKS, estimate_retarget};
use super::retarget::EPOCH_INTERVALS;

/// An epoch that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct PastEpoch {
    /// Heights and times within the epoch, rising; the first is the epoch's first block, or the
    /// earliest that is known.
    pub checkpoints: Vec<Checkpoint>,
    /// The change of difficulty it ended in, as a ratio.
    pub change: f64,
}

/// From which blocks the pace of an estimate is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaceRule {
    /// All of the epoch.
    Epoch,
    /// The last [`RECENT_BLOCKS`] or a few more, where checkpoints are further apart.
    Recent,
}

impl PaceRule {
    /// The pace for an estimate at the last of some checkpoints.
    pub fn pace(self, checkpoints: &[Checkpoint]) -> Pace {
        let (Self::Recent, Some(tip)) = (self, checkpoints.last()) else { return Pace::Epoch };
        let is_old = |earlier: &&Checkpoint| earlier.height + RECENT_BLOCKS <= tip.height;
        let recent = checkpoints.iter().rev().find(is_old).or_else(|| checkpoints.first());
        recent.map_or(Pace::Epoch, |recent| Pace::Since(*recent))
    }
}

/// What was estimated of an epoch, and what came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EstimateError {
    /// Where the chain was when the estimate was made.
    pub made_at: Checkpoint,
    /// Intervals it was made from.
    pub intervals_done: u64,
    /// The estimated change, as a ratio.
    pub estimated: f64,
    /// Lower end of its 90 % band.
    pub low: f64,
    /// Upper end of its 90 % band.
    pub high: f64,
    /// The change that came.
    pub actual: f64,
}

impl EstimateError {
    /// Estimate less outcome, as a difference of ratios: above zero if too high.
    pub fn error(&self) -> f64 {
        self.estimated - self.actual
    }

    /// Whether the outcome lay in the band.
    pub fn is_in_band(&self) -> bool {
        (self.low..=self.high).contains(&self.actual)
    }
}

/// The estimate of one epoch made at the first checkpoint at which at least `progress` of its
/// 2015 intervals (0 to 1) are over, held against the outcome.
///
/// **Gaps**: `None` where no checkpoint comes so late in the epoch, or the intervals between the
/// first checkpoint and that one are too few for an estimate to be shown.
pub fn estimate_error(epoch: &PastEpoch, progress: f64, rule: PaceRule) -> Option<EstimateError> {
    let first = epoch.checkpoints.first()?;
    let start = super::retarget::epoch_start(first.height);
    let wanted = progress * EPOCH_INTERVALS as f64;
    let is_late = |tip: &Checkpoint| {
        let into = tip.height.saturating_sub(start) as f64;
        into >= wanted && tip.height.saturating_sub(first.height) >= LEAST_INTERVALS_SHOWN
    };
    let place = epoch.checkpoints.iter().position(is_late)?;
    let until = epoch.checkpoints.get(..=place)?;
    let made_at = *until.last()?;
    let estimate = estimate_retarget(*first, made_at, rule.pace(until))?;
    Some(EstimateError {
        made_at,
        intervals_done: estimate.intervals_done,
        estimated: estimate.change,
        low: estimate.change_low,
        high: estimate.change_high,
        actual: epoch.change,
    })
}

/// How wrong estimates at one point of their epochs were, together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErrorSummary {
    /// Epochs it is made from.
    pub epochs: usize,
    /// Mean of the errors: above zero if estimates were too high.
    pub bias: f64,
    /// Mean of their sizes.
    pub mean_size: f64,
    /// The largest size.
    pub largest: f64,
    /// Share of outcomes that lay in the band; 0.9 if the band is right.
    pub in_band: f64,
}

/// Errors of many epochs at `progress`; `None` without any. Epochs that have no estimate there are
/// left out and not counted.
pub fn summarise(epochs: &[PastEpoch], progress: f64, rule: PaceRule) -> Option<ErrorSummary> {
    let errors: Vec<EstimateError> =
        epochs.iter().filter_map(|epoch| estimate_error(epoch, progress, rule)).collect();
    if errors.is_empty() {
        return None;
    }
    let count = errors.len() as f64;
    let mean = |of: fn(&EstimateError) -> f64| errors.iter().map(of).sum::<f64>() / count;
    Some(ErrorSummary {
        epochs: errors.len(),
        bias: mean(EstimateError::error),
        mean_size: mean(|error| error.error().abs()),
        largest: errors.iter().map(|error| error.error().abs()).fold(0.0, f64::max),
        in_band: mean(|error| f64::from(u8::from(error.is_in_band()))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::UnixSecs;

    /// Blocks 600 s apart at first and 660 s apart in the second half, a checkpoint every 100.
    fn slowing() -> PastEpoch {
        let secs = |done: i64| 600 * done + 60 * (done - 1_000).max(0);
        let checkpoint = |done: i64| Checkpoint {
            height: 4_032 + u64::try_from(done).unwrap(),
            time: UnixSecs(1_000_000 + secs(done)),
        };
        let checkpoints = (0..=20).map(|n| checkpoint(100 * n)).collect();
        PastEpoch { checkpoints, change: 1_209_600.0 / secs(2_015) as f64 - 1.0 }
    }

    #[test]
    fn an_estimate_is_taken_where_the_epoch_was_and_not_later() {
        let early = estimate_error(&slowing(), 0.25, PaceRule::Epoch).unwrap();
        assert_eq!((early.made_at.height, early.intervals_done), (4_032 + 600, 600));
        assert!((early.estimated - 1.0 / 2_015.0).abs() < 1e-12);
        // What came after could not be known.
        assert!((early.error() - (early.estimated - early.actual)).abs() < 1e-15 && early.error() > 0.04);
        let late = estimate_error(&slowing(), 0.95, PaceRule::Epoch).unwrap();
        assert!(late.error() < early.error() && late.is_in_band());
        assert_eq!(estimate_error(&slowing(), 1.0, PaceRule::Epoch), None);
    }

    #[test]
    fn the_recent_pace_sees_the_slowing_sooner() {
        let [whole, recent] =
            [PaceRule::Epoch, PaceRule::Recent].map(|rule| estimate_error(&slowing(), 0.6, rule).unwrap());
        assert!(recent.error().abs() < whole.error().abs() / 2.0, "{recent:?} {whole:?}");
    }

    #[test]
    fn epochs_without_an_estimate_are_not_counted() {
        let short = PastEpoch { checkpoints: slowing().checkpoints[..2].to_vec(), change: 0.0 };
        assert_eq!(summarise(std::slice::from_ref(&short), 0.0, PaceRule::Epoch), None);
        let both = summarise(&[short, slowing()], 0.0, PaceRule::Epoch).unwrap();
        assert_eq!((both.epochs, both.in_band), (1, 1.0));
        assert!(both.bias > 0.0 && (both.bias - both.mean_size).abs() < 1e-15);
    }
}

//! Fitting a fleet to what prices, retargets and hashrates were until a day.
//!
//! The difficulties are given as they were, so that an error does not drag on from epoch to
//! epoch. For each power price and patience of a grid the fleet's running part follows from
//! the prices; what is left between that and the measured hashrate is installed hashrate and
//! its growth: a line in logarithms over the time that the fleet grew at the full rate, whose
//! slope counts late rows more and whose level is that of the last weeks. The least sum of squares about the line wins. Nothing after
//! the cut-off is looked at: rows are dropped before anything else is done with them.
//!
//! A measured hashrate counts by the blocks behind it, 2,016 for an epoch, 1,008 for seven
//! days; the two overlap, so the error is what it is and no test of anything.

use serde::{Deserialize, Serialize};

use crate::calc::fleet::run::{
    Difficulties, HASHES_PER_DIFFICULTY, Run, SECS_PER_YEAR, Start, Switching, simulate,
};
use crate::calc::fleet::{FleetError, FleetSettings};
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Median power prices that are tried, USD/kWh.
const MEDIANS: std::ops::RangeInclusive<u32> = 12..=36;
/// What one of them is, USD/kWh.
const MEDIAN_STEP: f64 = 0.0025;
/// Days before switching off that are tried.
const PATIENCES: [f64; 5] = [3.0, 7.0, 14.0, 21.0, 30.0];
/// Blocks of seven days at the network's pace.
const BLOCKS_OF_7_DAYS: f64 = 1_008.0;
/// Epochs that are needed for a fit.
pub const LEAST_EPOCHS: usize = 6;
/// How far back the fit looks from its cut-off, days: before, the fleet was another.
pub const WINDOW_DAYS: i64 = 240;
/// After this time a measurement counts half: machines of last summer say little of this winter's.
const HALF_LIFE_SECS: f64 = 60.0 * 86_400.0;
/// The measurements that say how much is installed now.
const RECENT_SECS: f64 = 20.0 * 86_400.0;
/// A retarget whose height is known, to count from.
const KNOWN_HEIGHT: (UnixSecs, u64) = (UnixSecs(1_769_083_200), 933_408);

/// What was measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Coin prices, USD, each at the moment it was known: a close at the end of its day.
    pub prices: Vec<(UnixSecs, f64)>,
    /// Every retarget: when, and the difficulty from then on.
    pub retargets: Vec<(UnixSecs, f64)>,
    /// Mean hashrates of the seven days that end at a time, hashes a second; may be empty.
    pub hashrates_7d: Vec<(UnixSecs, f64)>,
}

impl History {
    /// What was known at a time.
    #[must_use]
    pub fn until(&self, cutoff: UnixSecs) -> Self {
        let known = |rows: &[(UnixSecs, f64)]| {
            rows.iter().filter(|(time, value)| *time <= cutoff && *value > 0.0).copied().collect()
        };
        Self {
            prices: known(&self.prices),
            retargets: known(&self.retargets),
            hashrates_7d: known(&self.hashrates_7d),
        }
    }
}

/// A fleet fitted to a history.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// The fleet with its fitted numbers.
    pub fleet: FleetSettings,
    /// Where a run into the future begins: the last retarget before the cut-off.
    pub start: Start,
    /// Nothing after this was looked at.
    pub cutoff: UnixSecs,
    /// The first day that was looked at.
    pub from: UnixSecs,
    /// Measured hashrates that were fitted.
    pub observations: usize,
    /// Root of the mean square of what is left, in logarithms: 0.03 is 3 %.
    pub error: f64,
    /// Part of the installed hashrate that ran at the last retarget.
    pub share_on: f64,
    /// What is left if every machine ran always, for comparison.
    pub error_if_all_run: f64,
}

/// What is not fitted because somebody says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Held {
    /// Median power price, USD/kWh.
    pub median_usd_per_kwh: Option<f64>,
    /// Days before switching off.
    pub off_days: Option<f64>,
    /// Growth of the installed hashrate at the full rate, as the logarithm of its ratio over a year.
    pub growth_per_year: Option<f64>,
}

/// Why there is no calibration.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CalibrationError {
    /// Too few retargets before the cut-off.
    #[error("{found} retargets in the {WINDOW_DAYS} days before {}, expected at least {LEAST_EPOCHS}", cutoff.day_label())]
    Retargets {
        /// How many there are.
        found: usize,
        /// Until when.
        cutoff: UnixSecs,
    },
    /// No prices for the retargets.
    #[error("no price known before {}, expected daily closes", from.day_label())]
    Prices {
        /// From when they are needed.
        from: UnixSecs,
    },
    /// A fleet that cannot be.
    #[error(transparent)]
    Fleet(#[from] FleetError),
}

/// A measured mean hashrate.
#[derive(Clone, Copy, Debug)]
struct Observation {
    from: f64,
    until: f64,
    log_h_s: f64,
    weight: f64,
}

/// The height of the first block of the epoch that began at about this time.
///
/// Counted from a known retarget at the usual pace: right to an epoch or two within years,
/// which is what halvings need.
pub fn epoch_height_near(time: UnixSecs) -> u64 {
    let (known_at, known) = KNOWN_HEIGHT;
    let epochs = (time.secs_since(known_at) as f64 / (13.9 * DAY_SECS as f64)).round() as i64;
    known.saturating_add_signed(epochs * 2_016)
}

/// Fits the fleet's power price, patience, installed hashrate and growth to a history.
///
/// `base` says everything that is never fitted: machines, spread, return, curtailments; `held`
/// what is not fitted this time.
/// **Cost**: about a hundred runs over the window; call it off the UI thread.
///
/// # Errors
/// [`CalibrationError`] if the history is too short.
pub fn calibrate(
    base: &FleetSettings,
    held: Held,
    history: &History,
    fees_btc: f64,
    cutoff: UnixSecs,
) -> Result<Calibration, CalibrationError> {
    let mut base = base.clone();
    base.power.median_usd_per_kwh = held.median_usd_per_kwh.unwrap_or(base.power.median_usd_per_kwh);
    base.off_days = held.off_days.unwrap_or(base.off_days);
    base.growth_per_year = held.growth_per_year.unwrap_or(0.0);
    base.check()?;
    let known = history.until(cutoff);
    let window_from = cutoff.plus_days(-WINDOW_DAYS);
    let in_window: Vec<(UnixSecs, f64)> =
        known.retargets.iter().filter(|(time, _)| *time >= window_from).copied().collect();
    let [(from, first_difficulty), .., (last, last_difficulty)] = in_window.as_slice() else {
        return Err(CalibrationError::Retargets { found: in_window.len(), cutoff });
    };
    if in_window.len() < LEAST_EPOCHS {
        return Err(CalibrationError::Retargets { found: in_window.len(), cutoff });
    }
    if known.prices.first().is_none_or(|(time, _)| time > from) {
        return Err(CalibrationError::Prices { from: *from });
    }
    let observations = observations(&known, &in_window);
    let start = Start {
        at: *from,
        height: epoch_height_near(*from),
        difficulty: *first_difficulty,
        installed_h_s: 1.0,
        fees_btc,
        switches: Vec::new(),
    };
    let run_of = |median: f64, off_days: f64| {
        let mut fleet = base.clone();
        fleet.power.median_usd_per_kwh = median;
        fleet.off_days = off_days;
        fleet.growth_per_year = 0.0;
        let run = simulate(&fleet, &start, &known.prices, Difficulties::Given(&in_window), *last);
        (fleet, run)
    };
    let mut best: Option<(Fit, FleetSettings, Run)> = None;
    let medians: Vec<f64> = match held.median_usd_per_kwh {
        Some(median) => vec![median],
        None => MEDIANS.map(|step| f64::from(step) * MEDIAN_STEP).collect(),
    };
    let patiences: Vec<f64> = held.off_days.map_or_else(|| PATIENCES.to_vec(), |days| vec![days]);
    for median in medians {
        for off_days in &patiences {
            let (fleet, run) = run_of(median, *off_days);
            if let Some(fit) = fit(&observations, &run, *last, held.growth_per_year)
                && best.as_ref().is_none_or(|(before, ..)| fit.error < before.error)
            {
                best = Some((fit, fleet, run));
            }
        }
    }
    let (fit_found, mut fleet, run) = best.ok_or(CalibrationError::Prices { from: *from })?;
    let always = fit(&observations, &run_of(0.001, 1.0).1, *last, held.growth_per_year);
    fleet.growth_per_year = fit_found.growth;
    let share_on = run.segments.last().map_or(f64::NAN, |segment| segment.share_on);
    let switches: Vec<Switching> = run.switches;
    Ok(Calibration {
        fleet,
        start: Start {
            at: *last,
            height: epoch_height_near(*last),
            difficulty: *last_difficulty,
            installed_h_s: fit_found.log_installed.exp(),
            fees_btc,
            switches,
        },
        cutoff,
        from: *from,
        observations: observations.len(),
        error: fit_found.error,
        share_on,
        error_if_all_run: always.map_or(f64::NAN, |fit| fit.error),
    })
}

/// Mean hashrates: of each epoch, as the next difficulty tells, and of seven days where given.
fn observations(known: &History, retargets: &[(UnixSecs, f64)]) -> Vec<Observation> {
    let epochs = retargets.windows(2).filter_map(|pair| match pair {
        [(from, _), (until, next)] => Some(Observation {
            from: from.0 as f64,
            until: until.0 as f64,
            // 2,015 intervals in as long as the change of difficulty says, whatever the hour was.
            log_h_s: (next * HASHES_PER_DIFFICULTY * 2_015.0 / 1_209_600.0).ln(),
            weight: 2.0,
        }),
        _ => None,
    });
    let (first, last) = (retargets.first(), retargets.last());
    let weeks = known.hashrates_7d.iter().filter_map(|(until, h_s)| {
        let from = until.plus_days(-7);
        let fits =
            first.is_some_and(|(time, _)| from >= *time) && last.is_some_and(|(time, _)| until <= time);
        fits.then(|| Observation {
            from: from.0 as f64,
            until: until.0 as f64,
            log_h_s: h_s.ln(),
            weight: BLOCKS_OF_7_DAYS / 1_008.0,
        })
    });
    epochs.chain(weeks).collect()
}

#[derive(Clone, Copy, Debug)]
struct Fit {
    /// Logarithm of what is installed at the end, hashes a second.
    log_installed: f64,
    /// Growth of that logarithm a year at the full rate.
    growth: f64,
    error: f64,
}

/// A weighted line through what the running part leaves over.
fn fit(observations: &[Observation], run: &Run, end: UnixSecs, growth: Option<f64>) -> Option<Fit> {
    let grown_at_end = grown_years(run, end.0 as f64)?;
    let points: Vec<(f64, f64, f64, f64)> = observations
        .iter()
        .filter_map(|observed| {
            let share_on = mean_share_on(run, observed.from, observed.until)?;
            let age = (observed.from + observed.until) / 2.0 - end.0 as f64;
            let weight = observed.weight * (age / HALF_LIFE_SECS).exp2();
            let grown = grown_years(run, (observed.from + observed.until) / 2.0)? - grown_at_end;
            (share_on > 0.0).then(|| (grown, observed.log_h_s - share_on.ln(), weight, age))
        })
        .collect();
    let weight: f64 = points.iter().map(|point| point.2).sum();
    let mean = |of: fn(&(f64, f64, f64, f64)) -> f64| {
        points.iter().map(|point| of(point) * point.2).sum::<f64>() / weight
    };
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let (xx, xy) = points.iter().fold((0.0, 0.0), |(xx, xy), point| {
        let dx = point.0 - x;
        (xx + point.2 * dx * dx, xy + point.2 * dx * (point.1 - y))
    });
    // No machine leaves for good within a window; what seems so is in the running part.
    let slope = if xx > 0.0 { (xy / xx).max(0.0) } else { 0.0 };
    let growth = growth.unwrap_or(slope);
    // The line says how fast; how much there is, the last weeks say: what a line misses lasts.
    let recent = |point: &&(f64, f64, f64, f64)| point.3 >= -RECENT_SECS;
    let (sum, of) = points
        .iter()
        .filter(recent)
        .fold((0.0, 0.0), |(sum, of), point| (sum + point.2 * (point.1 - growth * point.0), of + point.2));
    let level_of_line = y - growth * x;
    let log_installed = if of > 0.0 { sum / of } else { level_of_line };
    let left = |point: &(f64, f64, f64, f64)| point.1 - level_of_line - growth * point.0;
    let squares: f64 = points.iter().map(|point| point.2 * left(point) * left(point)).sum();
    let error = (squares / weight).sqrt();
    (points.len() == observations.len() && error.is_finite()).then_some(Fit { log_installed, growth, error })
}

/// How long the fleet had grown at a time within the run, years at the full rate.
fn grown_years(run: &Run, at: f64) -> Option<f64> {
    let row = run.segments.partition_point(|segment| segment.from <= at).checked_sub(1)?;
    let segment = run.segments.get(row)?;
    Some(segment.grown_years + segment.eagerness * (at - segment.from) / SECS_PER_YEAR)
}

/// Mean running part over a time that lies within the run.
fn mean_share_on(run: &Run, from: f64, until: f64) -> Option<f64> {
    let mut sum = 0.0;
    for segment in &run.segments {
        let overlap = segment.until.min(until) - segment.from.max(from);
        if overlap > 0.0 {
            sum += overlap * segment.share_on;
        }
    }
    (until > from).then(|| sum / (until - from))
}

//! Which of two levels the price reaches first.
//!
//! With a deadline there are two expansions of the same probability: images
//! converge at once while the price cannot yet see both levels, the sine series
//! once it can; the switch stands where the spread equals the distance between
//! the levels. In both the exponents are summed before `exp`: the textbook
//! product of a factor and a touch probability fails in f64.

use std::f64::consts::PI;

use crate::calc::scenario::normal::exp_times_tail;
use crate::calc::scenario::{Gbm, probability};

/// Images on each side; their terms fall like exp(−2k²) or faster.
const IMAGES: i32 = 10;
/// Terms of the sine series; where it is used the n-th is at most about exp(−n²·pi²/2), the fourth 1e-34.
const SINES: i32 = 4;
/// Below this drift times width the way out is that of no drift.
const NO_DRIFT: f64 = 1e-12;

/// How a price between two levels leaves them by a deadline; the three sum to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstExit {
    /// P(the upper level is reached, and before the lower).
    pub upper_first: f64,
    /// P(the lower level is reached, and before the upper).
    pub lower_first: f64,
    /// P(neither is reached by the deadline).
    pub neither: f64,
}

/// P(the price reaches `upper` before `lower`), without a deadline.
///
/// 1 at or above `upper`, 0 at or below `lower`.
pub fn upper_first_ever(model: Gbm, spot: f64, lower: f64, upper: f64) -> f64 {
    let (up, down) = ((upper / spot).ln(), (spot / lower).ln());
    if up <= 0.0 {
        return 1.0;
    }
    if down <= 0.0 {
        return 0.0;
    }
    ever(model, up, down)
}

/// [`upper_first_ever`] in log distances `up` and `down`, both positive.
fn ever(model: Gbm, up: f64, down: f64) -> f64 {
    let drift = model.log_drift;
    if model.is_certain() && drift == 0.0 {
        return 0.0;
    }
    let width = up + down;
    let tilt = 2.0 * drift / model.variance();
    let p = if tilt.abs() * width < NO_DRIFT {
        down / width
    } else if tilt > 0.0 {
        (-tilt * down).exp_m1() / (-tilt * width).exp_m1()
    } else {
        (tilt * up).exp() * (tilt * down).exp_m1() / (tilt * width).exp_m1()
    };
    probability(p)
}

/// Which of `lower` and `upper` the price reaches first within `years`.
pub fn first_exit(model: Gbm, spot: f64, lower: f64, upper: f64, years: f64) -> FirstExit {
    let (up, down) = ((upper / spot).ln(), (spot / lower).ln());
    let (upper_first, lower_first) = if up <= 0.0 {
        (1.0, 0.0)
    } else if down <= 0.0 {
        (0.0, 1.0)
    } else {
        (exit_up(model, up, down, years), exit_up(model.mirrored(), down, up, years))
    };
    // Rounding may carry the sum of the two past 1 by the last bit.
    let lower_first = lower_first.min(1.0 - upper_first);
    FirstExit { upper_first, lower_first, neither: probability(1.0 - upper_first - lower_first) }
}

/// P(out at `up` within `years` and before out at `down`), log distances, both positive.
fn exit_up(model: Gbm, up: f64, down: f64, years: f64) -> f64 {
    if years <= 0.0 {
        return 0.0;
    }
    let spread = model.spread(years);
    if model.is_certain() || spread == 0.0 {
        return f64::from(model.log_drift * years >= up);
    }
    let p = if spread < up + down {
        images(model, up, up + down, years)
    } else {
        ever(model, up, down) - still_inside(model, up, down, years)
    };
    probability(p)
}

/// Sum over the mirror images of the upper level.
fn images(model: Gbm, up: f64, width: f64, years: f64) -> f64 {
    let spread = model.spread(years);
    let (drift, variance) = (model.log_drift, model.variance());
    let drifted = drift * years;
    let miss = (up - drifted) / spread;
    let image = |k: i32| {
        let place = up + 2.0 * f64::from(k) * width;
        let distance = place.abs();
        let detour = ((distance - up) / spread) * ((distance + up) / spread);
        let combined = -(miss * miss + detour) / 2.0;
        let direct =
            exp_times_tail(drift * (up - distance) / variance, (distance - drifted) / spread, combined);
        let reflected =
            exp_times_tail(drift * (up + distance) / variance, (distance + drifted) / spread, combined);
        (direct + reflected).copysign(place)
    };
    // From the smallest terms to the largest.
    (1..=IMAGES).rev().map(|k| image(k) + image(-k)).sum::<f64>() + image(0)
}

/// P(still between the levels after `years`, and out at `up` later).
fn still_inside(model: Gbm, up: f64, down: f64, years: f64) -> f64 {
    let width = up + down;
    let (drift, variance) = (model.log_drift, model.variance());
    let spread = model.spread(years);
    // drift·up/sigma² − drift²·T/(2 sigma²) as a difference of squares of ordinary size.
    let (miss, reach) = ((up - drift * years) / spread, up / spread);
    let tilt = (reach * reach - miss * miss) / 2.0;
    let term = |n: i32| {
        let n_f = f64::from(n);
        let wave = (n_f * PI / width).powi(2) * variance / 2.0;
        let rate = wave + drift * drift / (2.0 * variance);
        let sign = if n % 2 == 0 { -1.0 } else { 1.0 };
        sign * n_f * (n_f * PI * down / width).sin() * (tilt - wave * years).exp() / rate
    };
    PI * variance / (width * width) * (1..=SINES).rev().map(term).sum::<f64>()
}

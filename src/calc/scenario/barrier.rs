//! Odds of reaching one level, and of reaching it and then something else.
//!
//! First-passage formulas of Brownian motion with drift by reflection (Borodin
//! and Salminen 2002, part II.2; daily closes after Broadie, Glasserman and
//! Kou 1997). Prices are positive, `years` are calendar days / 365 from now,
//! results lie within 0 and 1; an input that is not a number gives `NaN`.

use crate::calc::scenario::normal::{cdf, exp_times_tail};
use crate::calc::scenario::{DAYS_PER_YEAR, Gbm, probability};

/// −zeta(1/2)/sqrt(2 pi), the mean overshoot of a walk in standard deviations of a step.
const OVERSHOOT: f64 = 0.582_597_157_939_010_7;

/// P(the price stands at or above `level` after `years`).
pub fn finish_above(model: Gbm, spot: f64, level: f64, years: f64) -> f64 {
    finish_beyond(model, (level / spot).ln(), years)
}

/// P(the price stands at or below `level` after `years`).
pub fn finish_below(model: Gbm, spot: f64, level: f64, years: f64) -> f64 {
    finish_beyond(model.mirrored(), (spot / level).ln(), years)
}

/// P(the log price has risen by at least `distance`).
fn finish_beyond(model: Gbm, distance: f64, years: f64) -> f64 {
    let years = years.max(0.0);
    let ahead = model.log_drift * years - distance;
    let spread = model.spread(years);
    if spread == 0.0 {
        return if ahead.is_nan() { f64::NAN } else { f64::from(ahead >= 0.0) };
    }
    probability(cdf(ahead / spread))
}

/// P(the price reaches `level` within `years`, at any instant).
///
/// 1 when it stands there already; otherwise 0 without time left.
pub fn touch(model: Gbm, spot: f64, level: f64, years: f64) -> f64 {
    let (model, distance) = towards(model, spot, level);
    touch_at_distance(model, distance, years)
}

/// Distance of a level in log price and the model in which it lies above.
fn towards(model: Gbm, spot: f64, level: f64) -> (Gbm, f64) {
    let distance = (level / spot).ln();
    if distance < 0.0 { (model.mirrored(), -distance) } else { (model, distance) }
}

fn touch_at_distance(model: Gbm, distance: f64, years: f64) -> f64 {
    if distance == 0.0 {
        return 1.0;
    }
    if years <= 0.0 {
        return 0.0;
    }
    let drifted = model.log_drift * years;
    let spread = model.spread(years);
    if model.is_certain() || spread == 0.0 {
        return if drifted.is_nan() || distance.is_nan() { f64::NAN } else { f64::from(drifted >= distance) };
    }
    let near = (distance - drifted) / spread;
    let far = (distance + drifted) / spread;
    let pull = 2.0 * model.log_drift * distance / model.variance();
    let reflected = exp_times_tail(pull, far, -near * near / 2.0);
    probability(cdf(-near) + reflected)
}

/// P(some daily close within `years` lies at or beyond `level`), the level
/// moved away from the price by the mean overshoot of a day's step.
pub fn touch_daily_close(model: Gbm, spot: f64, level: f64, years: f64) -> f64 {
    let (model, distance) = towards(model, spot, level);
    if distance == 0.0 {
        return 1.0;
    }
    let overshoot = OVERSHOOT * model.spread(1.0 / DAYS_PER_YEAR);
    touch_at_distance(model, distance + overshoot, years)
}

/// P(the price ever reaches `level`).
pub fn touch_ever(model: Gbm, spot: f64, level: f64) -> f64 {
    let (model, distance) = towards(model, spot, level);
    let drift = model.log_drift;
    if distance == 0.0 || drift > 0.0 && !distance.is_nan() {
        return 1.0;
    }
    if model.is_certain() {
        return if distance.is_nan() || drift.is_nan() { f64::NAN } else { 0.0 };
    }
    probability((2.0 * drift * distance / model.variance()).exp())
}

/// P(the price touches `level` within `years` and stands at or above `finish` at their end),
/// for a `level` below the price.
pub fn touch_low_and_finish_above(model: Gbm, spot: f64, level: f64, finish: f64, years: f64) -> f64 {
    let below = (spot / level).ln();
    let back = (finish / level).ln();
    if below <= 0.0 {
        return finish_above(model, spot, finish, years);
    }
    if back < 0.0 {
        // Whoever finishes under `finish` passed `level` on the way there.
        return probability(touch(model, spot, level, years) - finish_below(model, spot, finish, years));
    }
    let spread = model.spread(years.max(0.0));
    if model.is_certain() || spread == 0.0 {
        // A price that follows its drift alone does not go down and come back.
        return if back.is_nan() || spread.is_nan() { f64::NAN } else { 0.0 };
    }
    let drift = model.log_drift;
    let miss = (drift * years + below - back) / spread;
    let detour = 4.0 * (below / spread) * (back / spread);
    probability(exp_times_tail(
        -2.0 * drift * below / model.variance(),
        (below + back - drift * years) / spread,
        -(miss * miss + detour) / 2.0,
    ))
}

/// P(the price touches `first` and after that `then`, both within `years`).
///
/// The two lie on opposite sides of the price; where `then` lies at or beyond
/// `first`, the way there passes `first` and only `then` counts.
pub fn touch_then_touch(model: Gbm, spot: f64, first: f64, then: f64, years: f64) -> f64 {
    let is_down = first < spot;
    let to_first = (spot / first).ln().abs();
    let to_then = if is_down { (then / spot).ln() } else { (spot / then).ln() };
    if to_first == 0.0 || to_first + to_then <= 0.0 {
        return touch(model, spot, then, years);
    }
    // From here on `first` lies below and `then` above it.
    let model = if is_down { model } else { model.mirrored() };
    let spread = model.spread(years.max(0.0));
    if model.is_certain() || spread == 0.0 {
        return if spread.is_nan() { f64::NAN } else { 0.0 };
    }
    let drift = model.log_drift;
    let variance = model.variance();
    let way = to_then + 2.0 * to_first;
    let miss = (drift * years - to_then) / spread;
    let detour = 4.0 * (to_first / spread) * ((to_then + to_first) / spread);
    let combined = -(miss * miss + detour) / 2.0;
    let direct = exp_times_tail(-2.0 * drift * to_first / variance, (way - drift * years) / spread, combined);
    let back_and_forth = 2.0 * drift * (to_then + to_first) / variance;
    let reflected = exp_times_tail(back_and_forth, (way + drift * years) / spread, combined);
    probability(direct + reflected)
}

/// P(the price touches `far` within `years`), given that it touches `near` on the way there.
///
/// `NaN` when `near` itself cannot be reached.
pub fn far_given_near(model: Gbm, spot: f64, near: f64, far: f64, years: f64) -> f64 {
    let reached = touch(model, spot, near, years);
    if reached > 0.0 { probability(touch(model, spot, far, years) / reached) } else { f64::NAN }
}

/// P(the price touched `level` between two known prices `years` apart).
pub fn bridge(vol_annual: f64, start: f64, end: f64, level: f64, years: f64) -> f64 {
    let (from_start, from_end) = ((level / start).ln(), (level / end).ln());
    let apart = from_start * from_end;
    if apart <= 0.0 {
        return 1.0;
    }
    probability((-2.0 * apart / (vol_annual * vol_annual * years)).exp())
}

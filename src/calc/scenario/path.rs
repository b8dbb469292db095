//! The course of a scenario: its price on a day and what each leg asks for.
//!
//! Between points the price is interpolated log-linearly, a constant growth
//! rate; nothing is extrapolated beyond the first or last point.

use crate::calc::scenario::normal::cdf;
use crate::calc::scenario::{DAYS_PER_YEAR, Gbm};
use crate::domain::time::UnixSecs;

/// A point of a path: when, and at which price in USD.
pub type Point = (UnixSecs, f64);

/// Growth that leads from one price to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// ln(end / start).
    pub log_return: f64,
    /// end / start − 1.
    pub simple_return: f64,
    /// Simple growth a day.
    pub daily: f64,
    /// Log growth a day.
    pub daily_log: f64,
    /// Log growth a year of 365 days.
    pub log_drift: f64,
    /// Simple growth a year; infinite where an f64 cannot hold it.
    pub cagr: f64,
}

/// Growth needed from `start` to `end` in `days`; `None` without a day between them.
pub fn required_growth(start: f64, end: f64, days: f64) -> Option<Growth> {
    if days.is_nan() || days <= 0.0 {
        return None;
    }
    let log_return = (end / start).ln();
    let (daily_log, log_drift) = (log_return / days, log_return / (days / DAYS_PER_YEAR));
    Some(Growth {
        log_return,
        simple_return: end / start - 1.0,
        daily: daily_log.exp_m1(),
        daily_log,
        log_drift,
        cagr: log_drift.exp_m1(),
    })
}

/// How many standard deviations a growth lies from what the model expects.
pub fn z_score(model: Gbm, log_return: f64, years: f64) -> f64 {
    (log_return - model.log_drift * years) / model.spread(years)
}

/// One leg of a path under a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Where it starts.
    pub start: Point,
    /// Where it ends.
    pub end: Point,
    /// Calendar days between them.
    pub days: f64,
    /// Growth along it.
    pub growth: Growth,
    /// Drift mu that would make this leg the model's expectation.
    pub mu_implied: f64,
    /// Standard deviations from the model's expectation.
    pub z: f64,
    /// P(as far or farther out on the same side).
    pub p_at_or_beyond: f64,
}

/// The legs between successive points, in order.
pub fn segments(model: Gbm, path: &[Point]) -> Vec<Segment> {
    let legs = path.iter().zip(path.iter().skip(1));
    legs.filter_map(|(start, end)| {
        let days = end.0.days_since(start.0);
        let growth = required_growth(start.1, end.1, days)?;
        let z = z_score(model, growth.log_return, days / DAYS_PER_YEAR);
        let mu_implied = growth.log_drift + model.variance() / 2.0;
        Some(Segment { start: *start, end: *end, days, growth, mu_implied, z, p_at_or_beyond: cdf(-z.abs()) })
    })
    .collect()
}

/// How plausible a whole path is under a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plausibility {
    /// Sum of the squared z of its legs.
    pub chi2: f64,
    /// Number of legs, the degrees of freedom.
    pub legs: u32,
    /// P(a chi-squared value at least as large); `None` without a leg.
    pub p_value: Option<f64>,
}

/// The squared z of all legs against a chi-squared distribution.
pub fn plausibility(segments: &[Segment]) -> Plausibility {
    let chi2 = segments.iter().map(|segment| segment.z * segment.z).sum();
    let legs = u32::try_from(segments.len()).unwrap_or(u32::MAX);
    Plausibility { chi2, legs, p_value: (legs > 0).then(|| chi_squared_tail(chi2, legs)) }
}

/// P(a chi-squared variable of `degrees` degrees of freedom exceeds `x`).
///
/// Upward recursion Q(k + 2) = Q(k) + (x/2)^(k/2)·e^(−x/2) / Gamma(k/2 + 1)
/// from the closed forms of 1 and 2 degrees (Abramowitz and Stegun 26.4.4, 26.4.5).
fn chi_squared_tail(x: f64, degrees: u32) -> f64 {
    let half = x / 2.0;
    let is_odd = degrees % 2 == 1;
    let mut order = if is_odd { 0.5 } else { 1.0 };
    let mut tail = if is_odd { libm::erfc(half.sqrt()) } else { (-half).exp() };
    let mut term = if is_odd {
        (-half).exp() * half.sqrt() * std::f64::consts::FRAC_2_SQRT_PI
    } else {
        half * (-half).exp()
    };
    for _ in 0..(degrees - 1) / 2 {
        tail += term;
        order += 1.0;
        term *= half / order;
    }
    tail
}

/// The price of a path at a time, log-linear between its points.
///
/// `None` before the first and after the last point.
pub fn price_at(path: &[Point], time: UnixSecs) -> Option<f64> {
    let (start, end) = around(path, time)?;
    if start.0 == end.0 {
        return Some(start.1);
    }
    let share = time.days_since(start.0) / end.0.days_since(start.0);
    Some(((1.0 - share) * start.1.ln() + share * end.1.ln()).exp())
}

/// Standard deviation of the log price around a path pinned at its points.
///
/// sigma·sqrt((t−t1)(t2−t)/(t2−t1)), 0 on the points; `None` outside the path.
pub fn pinned_spread(model: Gbm, path: &[Point], time: UnixSecs) -> Option<f64> {
    let (start, end) = around(path, time)?;
    if start.0 == end.0 {
        return Some(0.0);
    }
    let (before, after) = (time.days_since(start.0), end.0.days_since(time));
    Some(model.spread(before * after / (before + after) / DAYS_PER_YEAR))
}

/// The points before and after a time; twice the same point when it is on one.
fn around(path: &[Point], time: UnixSecs) -> Option<(Point, Point)> {
    let next = path.iter().position(|point| point.0 >= time)?;
    let end = path.get(next).copied()?;
    if end.0 == time {
        return Some((end, end));
    }
    Some((path.get(next.checked_sub(1)?).copied()?, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabled_chi_squared_quantiles_leave_five_percent() {
        let table = [
            (2, 5.991_464_547_107_979),
            (3, 7.814_727_903_251_179),
            (4, 9.487_729_036_781_154),
            (5, 11.070_497_693_516_351),
        ];
        for (degrees, x) in table {
            assert!((chi_squared_tail(x, degrees) - 0.05).abs() < 1e-12, "{degrees}");
        }
    }

    #[test]
    fn a_path_says_nothing_before_its_start_or_after_its_end() {
        let day = |n| UnixSecs(0).plus_days(n);
        let path = [(day(1), 100.0), (day(3), 400.0)];
        let prices: Vec<Option<f64>> = (0..5).map(|n| price_at(&path, day(n))).collect();
        assert_eq!([prices[0], prices[1], prices[3], prices[4]], [None, Some(100.0), Some(400.0), None]);
        assert!((prices[2].unwrap() - 200.0).abs() < 1e-9);
        assert_eq!(price_at(&[], day(1)), None);
    }

    #[test]
    fn no_growth_is_required_without_a_day_for_it() {
        assert_eq!(required_growth(65e3, 100e3, 0.0), None);
        assert_eq!(required_growth(65e3, 100e3, f64::NAN), None);
    }
}

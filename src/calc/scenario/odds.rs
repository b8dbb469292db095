//! Odds of one scenario as of the last row of a price series.
//!
//! What the rows have decided is certain; only what lies ahead is left to the
//! model. The clock is the series' own: the same rows always give the same odds.

use crate::calc::indicators::realised_vol::{Around, realised_vol};
use crate::calc::scenario::path::{required_growth, z_score};
use crate::calc::scenario::{DAYS_PER_YEAR, Gbm, barrier, score};
use crate::domain::catalog::title;
use crate::domain::scenario::{Assumptions, Rule, Scenario, Status, Waypoint};
use crate::domain::series::{Cadence, Series, SeriesKey};
use crate::domain::time::UnixSecs;

/// Log returns of the default volatility.
pub const VOL_WINDOW: usize = 90;

/// Odds of a scenario and the growth it asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioOdds {
    /// Day of the last row with a close; everything below is as of its end.
    pub as_of: UnixSecs,
    /// That close, USD.
    pub spot_usd: f64,
    /// What the rows say.
    pub status: Status,
    /// Calendar days until the deadline's day ends; 0 once it is over.
    pub days_left: f64,
    /// Volatility per year, 0.6 is 60 %.
    pub vol_annual: f64,
    /// Whether the volatility was measured ([`VOL_WINDOW`]) or given.
    pub vol_is_realised: bool,
    /// nu per year.
    pub log_drift: f64,
    /// P(the target is touched between origin and deadline); 1 once it was.
    pub p_touch: f64,
    /// P(the close of the deadline's day lies at or beyond the target).
    pub p_finish_beyond: f64,
    /// P(some daily close lies at or beyond the target); 1 once one did.
    pub p_touch_daily_close: f64,
    /// Simple yearly growth from spot to target; `NaN` without a day left.
    pub required_cagr: f64,
    /// Simple daily growth from spot to target; `NaN` without a day left.
    pub required_daily: f64,
    /// Standard deviations of that growth from the model's expectation; `NaN` without a day left.
    pub z: f64,
    /// P(the path's turn: one side of the origin is touched, then the other),
    /// for a path that has a target on one side and a waypoint on the other.
    pub p_dip_then_reach: Option<f64>,
    /// Model, drift and volatility in words.
    pub method: String,
}

/// A series by its title and source instead of its key.
fn named(series: &str) -> String {
    match SeriesKey::parse(series) {
        Some((id, _, Some(source))) if source.is_case_file() => format!("{} of the case file", title(&id)),
        Some((id, _, Some(source))) => format!("{} of {source}", title(&id)),
        Some((id, ..)) => title(&id).to_owned(),
        None => series.to_owned(),
    }
}

/// Why there are no odds.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OddsError {
    /// The series has no row with a close.
    #[error("{} has no close to start from", named(series))]
    NoClose {
        /// The series.
        series: String,
    },
    /// Too few rows to measure a volatility.
    #[error("{} has {found} daily closes, a realised volatility needs {needed}", named(series))]
    TooFewCloses {
        /// The series.
        series: String,
        /// Closes that are needed.
        needed: usize,
        /// Closes up to the last row.
        found: usize,
    },
    /// A volatility of other than daily rows would be off by the square root of the step.
    #[error("a realised volatility needs daily rows, {} has {} ones", named(series), cadence.code())]
    NotDaily {
        /// The series.
        series: String,
        /// Its cadence.
        cadence: Cadence,
    },
    /// A number the model cannot work with.
    #[error("{what}: expected {expected}, found {found}")]
    Input {
        /// What was given.
        what: &'static str,
        /// What would have been right.
        expected: &'static str,
        /// What it was.
        found: f64,
    },
}

/// Odds of `scenario` from the rows of `prices` (USD) under `assumptions`.
///
/// # Errors
/// [`OddsError`] when there is no close, or no volatility was given and the
/// series has fewer than 91 daily closes.
pub fn scenario_odds(
    scenario: &Scenario,
    prices: &Series,
    assumptions: &Assumptions,
) -> Result<ScenarioOdds, OddsError> {
    let (last_time, spot) =
        prices.last_value().ok_or_else(|| OddsError::NoClose { series: prices.key().to_string() })?;
    let as_of = last_time.start_of_day();
    let vol_annual = match assumptions.vol_annual {
        Some(vol) => check_vol(vol)?,
        None => measured_vol(prices)?,
    };
    let model = Gbm::new(assumptions.drift, vol_annual);
    let days_left = scenario.deadline.start_of_day().days_since(as_of).max(0.0);
    let ahead = Ahead { scenario, prices, model, spot, years: days_left / DAYS_PER_YEAR };
    let growth = required_growth(spot, scenario.target, days_left);
    Ok(ScenarioOdds {
        as_of,
        spot_usd: spot,
        status: score::status(scenario, prices),
        days_left,
        vol_annual,
        vol_is_realised: assumptions.vol_annual.is_none(),
        log_drift: model.log_drift,
        p_touch: ahead.reached(Rule::Touch),
        p_finish_beyond: ahead.finished(),
        p_touch_daily_close: ahead.reached(Rule::Close),
        required_cagr: growth.map_or(f64::NAN, |growth| growth.cagr),
        required_daily: growth.map_or(f64::NAN, |growth| growth.daily),
        z: growth.map_or(f64::NAN, |growth| z_score(model, growth.log_return, ahead.years)),
        p_dip_then_reach: turn(scenario).map(|(first, then)| ahead.turned(first, then)),
        method: method(assumptions),
    })
}

/// Volatility of the last [`VOL_WINDOW`] returns up to the last row.
///
/// # Errors
/// [`OddsError`] for a series that is not daily or too short.
pub fn measured_vol(prices: &Series) -> Result<f64, OddsError> {
    let series = prices.key().to_string();
    if prices.cadence() != Cadence::Daily {
        return Err(OddsError::NotDaily { series, cadence: prices.cadence() });
    }
    let closes: Vec<f64> = prices.values().iter().copied().filter(|close| !close.is_nan()).collect();
    let needed = VOL_WINDOW + 1;
    let too_few = OddsError::TooFewCloses { series, needed, found: closes.len() };
    let start = closes.len().checked_sub(needed).ok_or(too_few.clone())?;
    let vols = realised_vol(closes.get(start..).unwrap_or_default(), VOL_WINDOW, Around::Mean);
    vols.last().copied().ok_or(too_few)
}

/// Whether a volatility can be worked with: a finite number from 0 up.
///
/// # Errors
/// [`OddsError::Input`] with the number.
pub fn check_vol(vol_annual: f64) -> Result<f64, OddsError> {
    if vol_annual >= 0.0 && vol_annual.is_finite() {
        return Ok(vol_annual);
    }
    Err(OddsError::Input { what: "volatility", expected: "a yearly ratio of 0 or more", found: vol_annual })
}

fn method(assumptions: &Assumptions) -> String {
    let vol = match assumptions.vol_annual {
        Some(vol) => format!("{:.0} % volatility as given", vol * 100.0),
        None => format!("{VOL_WINDOW}-day realised volatility"),
    };
    format!("geometric Brownian motion in closed form, {} drift, {vol}", assumptions.drift.words())
}

/// The two prices between which a path turns around, in order.
///
/// The target and the farthest waypoint after it on the other side of the
/// origin; failing that, the farthest such waypoint before it and the target.
pub fn turn(scenario: &Scenario) -> Option<(f64, f64)> {
    let origin = scenario.origin.close;
    let side = |price: f64| price > origin;
    let at = scenario.waypoints.iter().position(|waypoint| waypoint.target)?;
    let (before, from_target) = scenario.waypoints.split_at_checked(at)?;
    let farthest = |points: &[Waypoint]| {
        let prices = points.iter().map(|waypoint| waypoint.price);
        let across = prices.filter(|price| side(*price) != side(scenario.target));
        across.max_by(|a, b| (a / origin).ln().abs().total_cmp(&(b / origin).ln().abs()))
    };
    match farthest(from_target) {
        Some(then) => Some((scenario.target, then)),
        None => farthest(before).map(|first| (first, scenario.target)),
    }
}

/// What the rows leave open.
struct Ahead<'a> {
    scenario: &'a Scenario,
    prices: &'a Series,
    model: Gbm,
    spot: f64,
    years: f64,
}

impl Ahead<'_> {
    fn is_over(&self) -> bool {
        score::is_past_deadline(self.scenario, self.prices)
    }

    fn reached(&self, rule: Rule) -> f64 {
        if score::first_reached(self.scenario, self.prices, rule).is_some() {
            return 1.0;
        }
        if self.is_over() {
            return 0.0;
        }
        let odds = match rule {
            Rule::Touch => barrier::touch,
            Rule::Close => barrier::touch_daily_close,
        };
        odds(self.model, self.spot, self.scenario.target, self.years)
    }

    fn finished(&self) -> f64 {
        if self.is_over() {
            let last = score::close_by_deadline(self.scenario, self.prices);
            return last.map_or(f64::NAN, |close| f64::from(score::is_beyond(self.scenario, close)));
        }
        let beyond =
            if score::is_upward(self.scenario) { barrier::finish_above } else { barrier::finish_below };
        beyond(self.model, self.spot, self.scenario.target, self.years)
    }

    fn turned(&self, first: f64, then: f64) -> f64 {
        let (scenario, prices) = (self.scenario, self.prices);
        match score::first_touch_after(scenario, prices, first, scenario.origin.date) {
            Some(day) if score::first_touch_after(scenario, prices, then, day).is_some() => 1.0,
            _ if self.is_over() => 0.0,
            Some(_) => barrier::touch(self.model, self.spot, then, self.years),
            None => barrier::touch_then_touch(self.model, self.spot, first, then, self.years),
        }
    }
}

//! A table of odds for any spot and any levels, without a scenario.
//!
//! The answer to `hashfloor odds`: everything is given, nothing is looked up.

use crate::calc::scenario::odds::{OddsError, check_vol};
use crate::calc::scenario::{DAYS_PER_YEAR, Gbm, barrier, exit};
use crate::domain::scenario::Drift;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct OddsQuery {
    /// Price to start from, USD.
    pub spot_usd: f64,
    /// Volatility per year, 0.6 is 60 %.
    pub vol_annual: f64,
    /// Drift.
    pub drift: Drift,
    /// Calendar days from now, with or without a fraction.
    pub days: f64,
    /// Prices to reach, USD; the answers keep their order.
    pub levels: Vec<f64>,
    /// Lower and upper price of a race, USD.
    pub between: Option<(f64, f64)>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq)]
pub struct OddsTable {
    /// One answer a level, in the order asked.
    pub levels: Vec<LevelOdds>,
    /// The race, if one was asked for.
    pub between: Option<RaceOdds>,
}

/// Odds of one price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelOdds {
    /// USD.
    pub level: f64,
    /// P(at or above it at the end).
    pub p_finish_above: f64,
    /// P(touched at any instant until the end).
    pub p_touch: f64,
    /// P(some daily close at or beyond it until the end).
    pub p_touch_daily_close: f64,
    /// P(ever touched).
    pub p_touch_ever: f64,
}

/// Odds of a race between two prices; the first three sum to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RaceOdds {
    /// P(the higher price is touched first, until the end).
    pub p_high_first: f64,
    /// P(the lower price is touched first, until the end).
    pub p_low_first: f64,
    /// P(neither is touched until the end).
    pub p_neither: f64,
    /// P(the higher price is touched first, without an end).
    pub p_high_first_ever: f64,
}

/// Answers a query.
///
/// # Errors
/// [`OddsError::Input`] names the first number that cannot be worked with.
pub fn odds_table(query: &OddsQuery) -> Result<OddsTable, OddsError> {
    let spot = check_usd("spot", query.spot_usd)?;
    let model = Gbm::new(query.drift, check_vol(query.vol_annual)?);
    if !model.log_drift.is_finite() {
        return Err(OddsError::Input {
            what: "drift",
            expected: "a finite log drift at this volatility",
            found: model.log_drift,
        });
    }
    if !(query.days >= 0.0 && query.days.is_finite()) {
        return Err(OddsError::Input { what: "days", expected: "0 or more", found: query.days });
    }
    let years = query.days / DAYS_PER_YEAR;
    let level_odds = |level: &f64| {
        let level = check_usd("level", *level)?;
        Ok(LevelOdds {
            level,
            p_finish_above: barrier::finish_above(model, spot, level, years),
            p_touch: barrier::touch(model, spot, level, years),
            p_touch_daily_close: barrier::touch_daily_close(model, spot, level, years),
            p_touch_ever: barrier::touch_ever(model, spot, level),
        })
    };
    let race = |(low, high): (f64, f64)| {
        let (low, high) = (check_usd("low", low)?, check_usd("high", high)?);
        if low >= high {
            return Err(OddsError::Input { what: "low", expected: "a price below high", found: low });
        }
        let exit = exit::first_exit(model, spot, low, high, years);
        Ok(RaceOdds {
            p_high_first: exit.upper_first,
            p_low_first: exit.lower_first,
            p_neither: exit.neither,
            p_high_first_ever: exit::upper_first_ever(model, spot, low, high),
        })
    };
    Ok(OddsTable {
        levels: query.levels.iter().map(level_odds).collect::<Result<_, _>>()?,
        between: query.between.map(race).transpose()?,
    })
}

fn check_usd(what: &'static str, price: f64) -> Result<f64, OddsError> {
    if price > 0.0 && price.is_finite() {
        return Ok(price);
    }
    Err(OddsError::Input { what, expected: "a price above 0 USD", found: price })
}

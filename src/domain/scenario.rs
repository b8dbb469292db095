//! A published or imagined course of the price, and how it is judged.
//!
//! The model refuses reversed dates: a path that goes back in time cannot be
//! built, however it was dragged.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::level::{LevelError, check_price};
use crate::domain::time::{DAY_SECS, UnixSecs};

/// How a scenario is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// Hit when a row's range reaches the target before the deadline ends.
    Touch,
    /// Hit when a row closes at or beyond the target before the deadline ends.
    Close,
}

/// Whether a point of a path stands in the source or was filled in by us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Date and price stand in the source.
    Quoted,
    /// Date or price is a visible assumption.
    Assumed,
}

/// A point of a path.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waypoint {
    /// UTC day.
    pub date: UnixSecs,
    /// USD.
    pub price: f64,
    /// Quoted or assumed.
    pub basis: Basis,
    /// Whether this is the point where the target is reached.
    #[serde(default)]
    pub target: bool,
}

/// Where a path starts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// UTC day.
    pub date: UnixSecs,
    /// Close of that day, USD.
    pub close: f64,
}

/// One house's story about the price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Stable name: `standard-chartered`.
    pub id: String,
    /// Who said so.
    pub house: String,
    /// The wording quoted.
    pub title: String,
    /// When it was published.
    pub published: UnixSecs,
    /// Where it can be read.
    pub source: String,
    /// Start of the path.
    pub origin: Origin,
    /// Points of the path after the origin, in order of time; one is the target.
    pub waypoints: Vec<Waypoint>,
    /// USD.
    pub target: f64,
    /// Last day that counts, included.
    pub deadline: UnixSecs,
    /// How it is decided.
    pub rule: Rule,
    /// Price that withdraws the scenario when closed beyond, USD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invalidation: Option<f64>,
    /// The user's own probability, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// What differs elsewhere, what was assumed.
    #[serde(default)]
    pub note: String,
    /// Colour as `#RRGGBB`; the house's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// Kept but not drawn.
    #[serde(default)]
    pub hidden: bool,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Why a scenario cannot be as asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ScenarioError {
    /// Dates that do not rise from the origin to the deadline.
    #[error("the path of {id} must go forward in time: {date} does not lie after {after} and by {deadline}")]
    Dates {
        /// The scenario.
        id: String,
        /// The date in the wrong place.
        date: UnixSecs,
        /// The date before it.
        after: UnixSecs,
        /// The deadline.
        deadline: UnixSecs,
    },
    /// No target on the path, or several, or one at another price.
    #[error("the path of {0} needs exactly one target point, at the target price")]
    Target(String),
    /// A price outside the bounds.
    #[error(transparent)]
    Price(#[from] LevelError),
    /// A waypoint that does not exist.
    #[error("{id} has no waypoint {index}")]
    NoWaypoint {
        /// The scenario.
        id: String,
        /// Index asked for.
        index: usize,
    },
}

impl Scenario {
    /// Whether dates rise, prices are possible and there is one target.
    ///
    /// # Errors
    /// [`ScenarioError`] names the first rule that is broken.
    pub fn check(&self) -> Result<(), ScenarioError> {
        check_price(self.origin.close)?;
        check_price(self.target)?;
        let mut before = self.origin.date;
        for waypoint in &self.waypoints {
            check_price(waypoint.price)?;
            if waypoint.date <= before || waypoint.date > self.deadline {
                return Err(ScenarioError::Dates {
                    id: self.id.clone(),
                    date: waypoint.date,
                    after: before,
                    deadline: self.deadline,
                });
            }
            before = waypoint.date;
        }
        let mut targets = self.waypoints.iter().filter(|waypoint| waypoint.target);
        match (targets.next(), targets.next()) {
            (Some(target), None) if target.price.total_cmp(&self.target).is_eq() => Ok(()),
            _ => Err(ScenarioError::Target(self.id.clone())),
        }
    }

    /// Moves a waypoint; the target point takes the target price with it.
    ///
    /// Dates are whole UTC days. Nothing changes when the move is refused.
    ///
    /// # Errors
    /// [`ScenarioError`] if the path would go back in time or past the deadline.
    pub fn move_waypoint(&mut self, index: usize, date: UnixSecs, price: f64) -> Result<(), ScenarioError> {
        let mut moved = self.clone();
        let waypoint = moved
            .waypoints
            .get_mut(index)
            .ok_or_else(|| ScenarioError::NoWaypoint { id: self.id.clone(), index })?;
        (waypoint.date, waypoint.price) = (date.start_of_day(), price);
        if waypoint.target {
            moved.target = price;
        }
        moved.check()?;
        *self = moved;
        Ok(())
    }

    /// The dates a waypoint can be dragged to: a day after its predecessor to a
    /// day before its successor or to the deadline. `None` for no such waypoint.
    pub fn waypoint_bounds(&self, index: usize) -> Option<(UnixSecs, UnixSecs)> {
        self.waypoints.get(index)?;
        let before = match index.checked_sub(1) {
            Some(previous) => self.waypoints.get(previous)?.date,
            None => self.origin.date,
        };
        let after = self.waypoints.get(index + 1).map_or(self.deadline, |next| next.date.plus_days(-1));
        Some((UnixSecs(before.0 + DAY_SECS).start_of_day(), after))
    }

    /// Origin and waypoints as one list of points in order of time.
    pub fn path(&self) -> Vec<(UnixSecs, f64)> {
        std::iter::once((self.origin.date, self.origin.close))
            .chain(self.waypoints.iter().map(|waypoint| (waypoint.date, waypoint.price)))
            .collect()
    }
}

/// What the data say of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "status", content = "date")]
pub enum Status {
    /// The deadline is still ahead and the target was not reached.
    Open,
    /// Reached on this day.
    Hit(UnixSecs),
    /// The deadline passed without the target.
    Expired,
    /// Its own invalidation was met on this day.
    Withdrawn(UnixSecs),
}

impl Status {
    /// One word for people and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Hit(_) => "hit",
            Self::Expired => "expired",
            Self::Withdrawn(_) => "withdrawn",
        }
    }
}

/// Drift of the model price.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "mode", content = "value")]
pub enum Drift {
    /// mu = 0: the expected price stays where it is.
    Martingale,
    /// nu = 0: the median price stays where it is.
    ZeroLog,
    /// A yearly drift mu of the user's own.
    Mu(f64),
    /// A yearly log drift nu of the user's own.
    Nu(f64),
}

impl Drift {
    /// Log drift nu per year at a yearly volatility.
    pub fn log_drift(self, vol_annual: f64) -> f64 {
        match self {
            Self::Martingale => -vol_annual * vol_annual / 2.0,
            Self::ZeroLog => 0.0,
            Self::Mu(mu) => mu - vol_annual * vol_annual / 2.0,
            Self::Nu(nu) => nu,
        }
    }

    /// A few words for legends.
    pub fn words(self) -> String {
        match self {
            Self::Martingale => "martingale".to_owned(),
            Self::ZeroLog => "zero log drift".to_owned(),
            Self::Mu(mu) => format!("mu {:.0} % a year", mu * 100.0),
            Self::Nu(nu) => format!("nu {:.0} % a year", nu * 100.0),
        }
    }
}

/// What the model assumes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assumptions {
    /// Yearly volatility (0.6 is 60 %); `None` takes the 90-day realised one.
    #[serde(default)]
    pub vol_annual: Option<f64>,
    /// Drift.
    pub drift: Drift,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self { vol_annual: None, drift: Drift::Martingale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> UnixSecs {
        UnixSecs::parse_iso(text).unwrap()
    }

    fn scenario() -> Scenario {
        let point = |date, price, target| Waypoint { date: day(date), price, basis: Basis::Assumed, target };
        Scenario {
            id: "dip".to_owned(),
            house: "House".to_owned(),
            title: String::new(),
            published: day("2026-02-13"),
            source: String::new(),
            origin: Origin { date: day("2026-02-13"), close: 68_860.0 },
            waypoints: vec![point("2026-05-15", 50_000.0, true), point("2026-12-31", 100_000.0, false)],
            target: 50_000.0,
            deadline: day("2026-12-31"),
            rule: Rule::Touch,
            invalidation: None,
            probability: None,
            note: String::new(),
            colour: None,
            hidden: false,
            extra: Map::new(),
        }
    }

    #[test]
    fn a_path_cannot_go_back_in_time() {
        let mut dip = scenario();
        assert!(dip.check().is_ok());
        assert!(dip.move_waypoint(0, day("2026-02-13"), 50_000.0).is_err());
        assert!(dip.move_waypoint(0, day("2026-12-31"), 50_000.0).is_err());
        assert!(dip.move_waypoint(1, day("2027-01-01"), 90_000.0).is_err());
        assert_eq!(dip, scenario());
    }

    #[test]
    fn dragging_the_target_point_moves_the_target() {
        let mut dip = scenario();
        dip.move_waypoint(0, day("2026-06-01"), 48_000.0).unwrap();
        assert_eq!(dip.target, 48_000.0);
        assert!(dip.check().is_ok());
        dip.move_waypoint(1, day("2026-12-01"), 90_000.0).unwrap();
        assert_eq!(dip.target, 48_000.0);
    }

    #[test]
    fn bounds_leave_a_day_to_each_neighbour() {
        let bounds = scenario().waypoint_bounds(0).unwrap();
        assert_eq!(bounds, (day("2026-02-14"), day("2026-12-30")));
        assert_eq!(scenario().waypoint_bounds(2), None);
    }
}

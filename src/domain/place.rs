//! Where a level lies: a price, a zone or a sloped line, in data space.

use serde::{Deserialize, Serialize};

use crate::domain::level::{LevelError, check_price};
use crate::domain::time::UnixSecs;

/// One end of a sloped line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anchor {
    /// When.
    pub date: UnixSecs,
    /// At which price, USD.
    pub price: f64,
}

/// Which end of a sloped line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnchorEnd {
    /// The earlier anchor.
    From,
    /// The later anchor.
    To,
}

impl AnchorEnd {
    /// Both, the earlier one first.
    pub const ALL: [Self; 2] = [Self::From, Self::To];

    /// `first` or `second`.
    pub fn word(self) -> &'static str {
        match self {
            Self::From => "first",
            Self::To => "second",
        }
    }
}

/// The axis a sloped line is straight on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Straight {
    /// Straight on a linear axis.
    Linear,
    /// Straight on a logarithmic axis.
    Log,
}

/// Where a level lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// One price, USD.
    Price(f64),
    /// From `low` to `high`, USD.
    Zone {
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// A line through two anchors.
    Line {
        /// The earlier anchor.
        from: Anchor,
        /// The later anchor.
        to: Anchor,
        /// The axis it was drawn on.
        straight: Straight,
        /// Whether it goes on past the later anchor.
        ray: bool,
    },
}

impl Place {
    /// Whether the place is possible.
    ///
    /// # Errors
    /// [`LevelError`] says which bound was broken.
    pub fn check(self) -> Result<Self, LevelError> {
        match self {
            Self::Price(price) => {
                check_price(price)?;
            }
            Self::Zone { low, high } => {
                check_price(low)?;
                check_price(high)?;
                if low >= high {
                    return Err(LevelError::Zone { low, high });
                }
            }
            Self::Line { from, to, .. } => {
                check_price(from.price)?;
                check_price(to.price)?;
                if let Some(far) = [from.date, to.date].into_iter().find(|date| !date.is_plausible()) {
                    return Err(LevelError::AnchorDate(far));
                }
                if from.date >= to.date {
                    return Err(LevelError::Anchors(from.date));
                }
            }
        }
        Ok(self)
    }

    /// The price that stands for the place: itself, a zone's middle, a line's later anchor.
    pub fn price(self) -> f64 {
        match self {
            Self::Price(price) => price,
            Self::Zone { low, high } => (low + high) / 2.0,
            Self::Line { to, .. } => to.price,
        }
    }

    /// One end of a sloped line; `None` for every other place.
    pub fn anchor(self, end: AnchorEnd) -> Option<Anchor> {
        match (self, end) {
            (Self::Line { from, .. }, AnchorEnd::From) => Some(from),
            (Self::Line { to, .. }, AnchorEnd::To) => Some(to),
            _ => None,
        }
    }

    /// The same line with one end elsewhere; every other place as it is. Whether the
    /// result is possible is for [`Place::check`] to say.
    #[must_use]
    pub fn with_anchor(self, end: AnchorEnd, anchor: Anchor) -> Self {
        match (self, end) {
            (Self::Line { to, straight, ray, .. }, AnchorEnd::From) => {
                Self::Line { from: anchor, to, straight, ray }
            }
            (Self::Line { from, straight, ray, .. }, AnchorEnd::To) => {
                Self::Line { from, to: anchor, straight, ray }
            }
            (place, _) => place,
        }
    }

    /// The last moment at or before `until` at which the place has a price; `None` if it
    /// has none by then. A falling ray ends where no level can have its price.
    ///
    /// **Cost.** A bisection over seconds, about 40 steps at most.
    pub fn last_moment(self, until: UnixSecs) -> Option<UnixSecs> {
        let Self::Line { from, to, ray, .. } = self else { return Some(until) };
        let until = if ray { until } else { until.min(to.date) };
        if self.bounds_at(until).is_some() {
            return Some(until);
        }
        self.bounds_at(from.date).filter(|_| until > from.date)?;
        // Prices run one way, so there is one moment at which they leave the bounds.
        let (mut known, mut beyond) = (from.date.0, until.0);
        while beyond - known > 1 {
            let middle = known.midpoint(beyond);
            if self.bounds_at(UnixSecs(middle)).is_some() { known = middle } else { beyond = middle }
        }
        Some(UnixSecs(known))
    }

    /// The lowest and the highest price of the place at a moment, USD; the same for all
    /// but a zone. `None` before a line begins, after one that is no ray has ended, and
    /// where a ray has left the prices a level can have.
    ///
    /// A line runs evenly in price, or in its logarithm if it was drawn straight on a
    /// logarithmic axis (QUANT 2.13).
    pub fn bounds_at(self, time: UnixSecs) -> Option<(f64, f64)> {
        match self {
            Self::Price(price) => Some((price, price)),
            Self::Zone { low, high } => Some((low, high)),
            Self::Line { from, to, straight, ray } => {
                if time < from.date || (time > to.date && !ray) {
                    return None;
                }
                let share = (time.0 - from.date.0) as f64 / (to.date.0 - from.date.0) as f64;
                let price = match straight {
                    Straight::Linear => from.price + share * (to.price - from.price),
                    Straight::Log => from.price * (share * (to.price / from.price).ln()).exp(),
                };
                check_price(price).ok().map(|price| (price, price))
            }
        }
    }

    /// The price that stands for the place at a moment, USD: the middle of its bounds.
    pub fn price_at(self, time: UnixSecs) -> Option<f64> {
        self.bounds_at(time).map(|(low, high)| low.midpoint(high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(straight: Straight, ray: bool) -> Place {
        let from = Anchor { date: UnixSecs(0), price: 100.0 };
        let to = Anchor { date: UnixSecs(200), price: 400.0 };
        Place::Line { from, to, straight, ray }
    }

    #[test]
    fn a_line_runs_evenly_on_the_axis_it_was_drawn_on() {
        assert_eq!(line(Straight::Linear, false).price_at(UnixSecs(100)), Some(250.0));
        let log = line(Straight::Log, false).price_at(UnixSecs(100)).unwrap();
        assert!((log - 200.0).abs() < 1e-9, "{log}");
    }

    #[test]
    fn a_segment_ends_where_a_ray_goes_on_as_long_as_it_is_a_price() {
        assert_eq!(line(Straight::Linear, false).price_at(UnixSecs(201)), None);
        assert_eq!(line(Straight::Linear, true).price_at(UnixSecs(400)), Some(700.0));
        assert_eq!(line(Straight::Linear, true).price_at(UnixSecs(-1)), None);
        let from = Anchor { date: UnixSecs(0), price: 400.0 };
        let to = Anchor { date: UnixSecs(200), price: 100.0 };
        let falling = Place::Line { from, to, straight: Straight::Linear, ray: true };
        assert_eq!(falling.price_at(UnixSecs(400)), None);
        let last = falling.last_moment(UnixSecs(4_000)).unwrap();
        assert!(falling.price_at(last).is_some() && falling.price_at(UnixSecs(last.0 + 1)).is_none());
        assert_eq!(falling.last_moment(UnixSecs(100)), Some(UnixSecs(100)));
        assert_eq!(falling.last_moment(UnixSecs(-1)), None);
        assert_eq!(line(Straight::Log, false).last_moment(UnixSecs(900)), Some(UnixSecs(200)));
    }

    #[test]
    fn anchors_that_cross_or_lie_beyond_all_dates_or_have_no_price_are_refused() {
        let place = line(Straight::Log, true);
        let anchor = |secs, price| Anchor { date: UnixSecs(secs), price };
        assert_eq!(
            place.with_anchor(AnchorEnd::From, anchor(10, 50.0)).anchor(AnchorEnd::From),
            Some(anchor(10, 50.0))
        );
        for (end, anchor) in [
            (AnchorEnd::From, anchor(200, 50.0)),
            (AnchorEnd::To, anchor(-5, 50.0)),
            (AnchorEnd::To, anchor(9_000_000_000, 50.0)),
            (AnchorEnd::To, anchor(300, f64::NAN)),
            (AnchorEnd::From, anchor(10, -1.0)),
        ] {
            assert!(place.with_anchor(end, anchor).check().is_err(), "{anchor:?}");
        }
        assert_eq!(Place::Price(7.0).with_anchor(AnchorEnd::To, anchor(9, 9.0)), Place::Price(7.0));
    }
}

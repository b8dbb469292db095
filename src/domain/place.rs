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
    }
}

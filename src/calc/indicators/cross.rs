//! Crosses of a fast and a slow average.
//!
//! A cross is a change of the state of the sign, not a pair of comparisons:
//! touching the slow line and turning back is no event, however many rows the
//! touch lasts.

/// Two averages nearer than this share of the slow one count as equal.
const EQUAL_SHARE: f64 = 1e-12;

/// Which way the fast average went through the slow one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cross {
    /// From below to above.
    Golden,
    /// From above to below.
    Death,
}

impl Cross {
    /// Word for people and for CSV.
    pub fn word(self) -> &'static str {
        match self {
            Self::Golden => "golden",
            Self::Death => "death",
        }
    }
}

/// A cross and the row it happened on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrossEvent {
    /// Index of the row, from 0.
    pub row: usize,
    /// Which way.
    pub cross: Cross,
}

/// The rows on which the sign of `fast - slow` turns.
///
/// **Shape**: one entry per event. **Gaps**: a missing or equal pair keeps the
/// state; the first sign is silent.
pub fn crosses(fast: &[f64], slow: &[f64]) -> Vec<CrossEvent> {
    let mut state: Option<Cross> = None;
    let mut events = Vec::new();
    for (row, (fast, slow)) in fast.iter().zip(slow).enumerate() {
        let apart = fast - slow;
        if apart.is_nan() || apart.abs() <= EQUAL_SHARE * slow.abs() {
            continue;
        }
        let side = if apart > 0.0 { Cross::Golden } else { Cross::Death };
        if state.is_some_and(|state| state != side) {
            events.push(CrossEvent { row, cross: side });
        }
        state = Some(side);
    }
    events
}

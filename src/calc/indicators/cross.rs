//! Crosses of a fast and a slow average.
//!
//! A cross is a change of the state of the sign, not a pair of comparisons:
//! touching the slow line and turning back is no event, however many rows the
//! touch lasts.

use super::smooth::MovingMean;
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, Output, OutputUnit, Param, Plot, Scaling, Shape, Stream,
};
use crate::domain::time::UnixSecs;

/// Golden and death crosses of two simple averages.
pub const CALCULATION: Calculation = Calculation {
    name: "cross",
    title: "Golden and death crosses",
    group: Group::Trend,
    summary: "Days on which a fast average went through a slow one: golden upwards, death downwards.",
    formula: "sign of SMA fast − SMA slow; within 1e-12 of the slow one it keeps its state, as it does where \
              one is missing; the first sign is silent, every change of it is an event",
    source: "Sign state after John J. Murphy's rule; a touch that turns back is no cross",
    params: &[Param::window("fast", 50).titled("Fast rows"), Param::window("slow", 200).titled("Slow rows")],
    inputs: &[Input::Close],
    optional: &[],
    outputs: |_| {
        let unit = OutputUnit::Word(&["death", "golden"]);
        vec![Output::new("type".to_owned(), "", "Cross".to_owned(), unit)]
    },
    warm_up: |params| params.count("fast").max(params.count("slow")) - 1,
    shape: Shape::Events,
    plot: Plot::Marks,
    scaling: Scaling::Invariant,
    stream: |params| {
        let mean = |name| MovingMean::new(params.count(name));
        Box::new(Crosses { fast: mean("fast"), slow: mean("slow"), state: SignState::default() })
    },
    whole: None,
};

struct Crosses {
    fast: MovingMean,
    slow: MovingMean,
    state: SignState,
}

impl Stream for Crosses {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [close, ..] = values else { return };
        match self.state.push(self.fast.push(*close), self.slow.push(*close)) {
            Some(Cross::Death) => into.append(time, &[0.0]),
            Some(Cross::Golden) => into.append(time, &[1.0]),
            None => {}
        }
    }
}

/// The side a fast value was last on.
#[derive(Clone, Copy, Debug, Default)]
struct SignState(Option<Cross>);

impl SignState {
    /// Takes the next pair; the cross, if it changed the side.
    fn push(&mut self, fast: f64, slow: f64) -> Option<Cross> {
        let apart = fast - slow;
        if apart.is_nan() || apart.abs() <= EQUAL_SHARE * slow.abs() {
            return None;
        }
        let side = if apart > 0.0 { Cross::Golden } else { Cross::Death };
        let before = self.0.replace(side);
        before.is_some_and(|before| before != side).then_some(side)
    }
}

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
    let mut state = SignState::default();
    let pairs = fast.iter().zip(slow).enumerate();
    pairs
        .filter_map(|(row, (fast, slow))| state.push(*fast, *slow).map(|cross| CrossEvent { row, cross }))
        .collect()
}

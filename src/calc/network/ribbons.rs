//! Hash ribbons: a fast and a slow mean of hashrate, and what their order says of miners.
//!
//! The order is a state, not a pair of comparisons, so that a touch that turns back is no event.
//! The usual script wants a *crossing* of two price averages for its buy signal; here the fast one
//! only has to be above the slow one, from the day of the recovery on.

use super::words::output;
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, OutputUnit, Param, Params, Plot, Scaling, Shape, Stream, by_rows,
};
use crate::calc::indicators::smooth::MovingMean;
use crate::calc::mining::{HASHES_PER_EH, SECS_PER_DAY, hashrate_h_s};
use crate::domain::time::UnixSecs;

/// Words of the state, in the order of their numbers.
const STATES: &[&str] = &["capitulation", "recovered", "expansion"];
/// Words of the events, in the order of their numbers.
const EVENTS: &[&str] = &["capitulation_start", "recovery", "buy"];
/// Two means nearer than this share of the slow one count as equal.
const EQUAL_SHARE: f64 = 1e-12;

/// State of the ribbons on every day.
pub const STATE: Calculation = Calculation {
    name: "ribbons",
    title: "Hash ribbons",
    group: Group::Network,
    summary: "Whether miners give up: the fast mean of hashrate under the slow one is capitulation; back above \
              it they have recovered; from the day the price's fast mean is above its slow one too, they expand.",
    formula: "sign of SMA fast − SMA slow of daily hashrate, within 1e-12 of the slow one it keeps its state; \
              minus is capitulation, a turn to plus is recovered, and expansion from the first day (that one \
              included) with SMA price_fast > SMA price_slow; a first plus is expansion",
    source: "Charles Edwards, Hash Ribbons (2019); the level rule for the price instead of a crossing is our choice",
    params: &[
        Param::window("fast", 30).titled("Fast, hashrate"),
        Param::window("slow", 60).titled("Slow, hashrate"),
        Param::window("price_fast", 10).titled("Fast, price"),
        Param::window("price_slow", 20).titled("Slow, price"),
    ],
    inputs: &[Input::Close, Input::Blocks, Input::Difficulty],
    optional: &[],
    outputs: |params| {
        let (fast, slow) = (params.count("fast"), params.count("slow"));
        // One window twice would be one name twice.
        let twin = if fast == slow { "_slow" } else { "" };
        let title = |speed: &str, window: usize| format!("Hashrate, {speed}, {window} days");
        let unit = OutputUnit::HashrateEhs;
        vec![
            output("ribbon_state", "", "Hash ribbons", OutputUnit::Word(STATES)),
            output(format!("hr_sma_{fast}"), "fast", &title("fast", fast), unit),
            output(format!("hr_sma_{slow}{twin}"), "slow", &title("slow", slow), unit),
        ]
    },
    warm_up: |params| params.count("fast").max(params.count("slow")) - 1,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |params| {
        let mut ribbons = Ribbons::new(params);
        by_rows(move |_, [close, blocks, difficulty]| ribbons.row(close, hashrate_ehs(blocks, difficulty)))
    },
    whole: None,
};

/// Days on which the state changed.
pub const MARKS: Calculation = Calculation {
    name: "ribbon_events",
    title: "Hash ribbon events",
    summary: "Days on which miners began to give up, recovered, and on which the price turned up after a \
              recovery.",
    formula: "changes of the state of the hash ribbons; a recovery and a buy may fall on one day; a new \
              capitulation cancels a buy that has not come; the first state is silent",
    outputs: |_| vec![output("type", "", "Hash ribbon event", OutputUnit::Word(EVENTS))],
    shape: Shape::Events,
    plot: Plot::Marks,
    stream: |params| {
        Marks::begin(params, |values| match values {
            [blocks, difficulty, ..] => Some(hashrate_ehs(*blocks, *difficulty)),
            _ => None,
        })
    },
    ..STATE
};

/// State of the ribbons where a source gives the hashrate of each day and no blocks.
pub const STATE_OF_HASHRATE: Calculation = Calculation {
    name: "hashrate_ribbons",
    title: "Hash ribbons of a hashrate",
    inputs: &[Input::Close, Input::HashrateEhs],
    source: "Charles Edwards, Hash Ribbons (2019), on hashrates as a source gives them day by day; a mean over \
             several days is no hashrate of a day and is not taken",
    stream: |params| {
        let mut ribbons = Ribbons::new(params);
        by_rows(move |_, [close, hashrate]| ribbons.row(close, hashrate))
    },
    ..STATE
};

/// Days on which that state changed.
pub const MARKS_OF_HASHRATE: Calculation = Calculation {
    name: "hashrate_ribbon_events",
    title: "Hash ribbon events of a hashrate",
    inputs: &[Input::Close, Input::HashrateEhs],
    source: STATE_OF_HASHRATE.source,
    stream: |params| Marks::begin(params, |values| values.first().copied()),
    ..MARKS
};

fn hashrate_ehs(blocks: f64, difficulty: f64) -> f64 {
    hashrate_h_s(blocks, difficulty, SECS_PER_DAY) / HASHES_PER_EH
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Capitulation = 0,
    Recovered = 1,
    Expansion = 2,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    CapitulationStart = 0,
    Recovery = 1,
    Buy = 2,
}

struct Ribbons {
    hash_fast: MovingMean,
    hash_slow: MovingMean,
    price_fast: MovingMean,
    price_slow: MovingMean,
    state: Option<State>,
}

/// What one day brought.
struct Day {
    fast: f64,
    slow: f64,
    /// At most two, in their order.
    events: [Option<Event>; 2],
}

impl Ribbons {
    fn new(params: &Params) -> Self {
        let mean = |name| MovingMean::new(params.count(name));
        Self {
            hash_fast: mean("fast"),
            hash_slow: mean("slow"),
            price_fast: mean("price_fast"),
            price_slow: mean("price_slow"),
            state: None,
        }
    }

    /// The row of a day: its state and both means.
    fn row(&mut self, close: f64, hashrate: f64) -> [f64; 3] {
        let day = self.push(close, hashrate);
        [self.state.map_or(f64::NAN, |state| f64::from(state as u8)), day.fast, day.slow]
    }

    /// Takes a day's close, and its hashrate in EH/s.
    fn push(&mut self, close: f64, hashrate: f64) -> Day {
        let (fast, slow) = (self.hash_fast.push(hashrate), self.hash_slow.push(hashrate));
        let (price_fast, price_slow) = (self.price_fast.push(close), self.price_slow.push(close));
        let apart = fast - slow;
        let is_sign = apart.abs() > EQUAL_SHARE * slow.abs();
        let before = self.state;
        let turned = match before {
            _ if !is_sign => before,
            None if apart > 0.0 => Some(State::Expansion),
            Some(State::Capitulation) if apart > 0.0 => Some(State::Recovered),
            Some(_) if apart > 0.0 => before,
            _ => Some(State::Capitulation),
        };
        let first = match (before, turned) {
            (Some(State::Capitulation), Some(State::Recovered)) => Some(Event::Recovery),
            (Some(State::Recovered | State::Expansion), Some(State::Capitulation)) => {
                Some(Event::CapitulationStart)
            }
            _ => None,
        };
        // Prices that stand still are not rising, whatever rounding says.
        let rises = price_fast - price_slow > EQUAL_SHARE * price_slow;
        let buys = turned == Some(State::Recovered) && rises;
        self.state = if buys { Some(State::Expansion) } else { turned };
        Day { fast, slow, events: [first, buys.then_some(Event::Buy)] }
    }
}

struct Marks {
    ribbons: Ribbons,
    hashrate: fn(&[f64]) -> Option<f64>,
}

impl Marks {
    fn begin(params: &Params, hashrate: fn(&[f64]) -> Option<f64>) -> Box<dyn Stream> {
        Box::new(Self { ribbons: Ribbons::new(params), hashrate })
    }
}

impl Stream for Marks {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let Some((close, rest)) = values.split_first() else { return };
        let Some(hashrate) = (self.hashrate)(rest) else { return };
        for event in self.ribbons.push(*close, hashrate).events.into_iter().flatten() {
            into.append(time, &[f64::from(event as u8)]);
        }
    }
}

//! What stands, or does not stand, in a cell of a table of ETF flows.
//!
//! An empty cell has four reasons and each means something else: no market, no flow, nothing
//! published yet, nothing known. Told here once, for table, chart and export alike.

use crate::domain::session::{Closed, closed};
use crate::domain::time::UnixSecs;

/// The state of one fund on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellState {
    /// Money came or went.
    Traded,
    /// It was published that none did.
    Zero,
    /// What was published first has been replaced since.
    Revised,
    /// The session is after the last one with a figure: its own is still to come, or to be fetched.
    Pending,
    /// No market, and why.
    Closed(Closed),
    /// A session without a figure although later ones have theirs.
    Missing,
}

impl CellState {
    /// The state of a cell.
    ///
    /// `value` is `NaN` where there is no figure, `last_published` the last day that has one in
    /// this column. A figure on a day without a market is a figure all the same.
    pub fn of(day: UnixSecs, value: f64, last_published: Option<UnixSecs>, is_revised: bool) -> Self {
        if !value.is_nan() {
            return match (is_revised, value.abs() > 0.0) {
                (true, _) => Self::Revised,
                (false, true) => Self::Traded,
                (false, false) => Self::Zero,
            };
        }
        match closed(day) {
            Some(why) => Self::Closed(why),
            None if last_published.is_none_or(|last| day.start_of_day() > last.start_of_day()) => {
                Self::Pending
            }
            None => Self::Missing,
        }
    }

    /// What is said of it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Traded => "published",
            Self::Zero => "no flow",
            Self::Revised => "revised",
            Self::Pending => "no figure yet",
            Self::Closed(Closed::Weekend) => "no session, weekend",
            Self::Closed(Closed::Holiday(_)) => "no session, US market holiday",
            Self::Missing => "no figure at hand",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> UnixSecs {
        UnixSecs::parse_iso(text).unwrap()
    }

    #[test]
    fn every_reason_of_an_empty_cell_is_told_from_the_others() {
        let last = Some(day("2026-02-12"));
        let empty = |text: &str| CellState::of(day(text), f64::NAN, last, false);
        assert_eq!(empty("2026-02-11"), CellState::Missing);
        assert_eq!(empty("2026-02-13"), CellState::Pending);
        assert_eq!(empty("2026-02-14"), CellState::Closed(Closed::Weekend));
        assert_eq!(empty("2026-02-16"), CellState::Closed(Closed::Holiday("Presidents' Day")));
        assert_eq!(CellState::of(day("2026-02-11"), f64::NAN, None, false), CellState::Pending);
    }

    #[test]
    fn a_published_zero_is_a_figure_and_a_replaced_one_says_so() {
        let of = |value, revised| CellState::of(day("2026-02-11"), value, None, revised);
        assert_eq!(of(0.0, false), CellState::Zero);
        assert_eq!(of(-0.0, false), CellState::Zero);
        assert_eq!(of(-5.0, false), CellState::Traded);
        assert_eq!(of(0.0, true), CellState::Revised);
        assert_eq!(CellState::of(day("2026-02-14"), 1.0, None, false), CellState::Traded);
    }

    #[test]
    fn unlike_states_are_said_in_unlike_words() {
        let states = [
            CellState::Traded,
            CellState::Zero,
            CellState::Revised,
            CellState::Pending,
            CellState::Closed(Closed::Weekend),
            CellState::Closed(Closed::Holiday("")),
            CellState::Missing,
        ];
        for (place, state) in states.iter().enumerate() {
            assert!(states[place + 1..].iter().all(|other| other.words() != state.words()), "{state:?}");
        }
    }
}

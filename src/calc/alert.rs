//! Which rows of a series cross a level or another series.
//!
//! Pure: the same rows give the same crossings, in however many batches they come.
//! A side once taken is kept through equality and gaps (as in QUANT 2.5), so that
//! touching a line and turning back is no crossing, and neither is a missing row.

use crate::domain::alert::{AlertWhen, CrossDirection};
use crate::domain::level::Place;
use crate::domain::time::UnixSecs;

/// Nearer to a bound than this share of it counts as equal.
const EQUAL_SHARE: f64 = 1e-12;

/// The rows that are watched, in order of time.
#[derive(Clone, Copy, Debug)]
pub struct Watched<'a> {
    /// When.
    pub times: &'a [UnixSecs],
    /// Close, or the value of a series without candles; a gap is `NaN`.
    pub close: &'a [f64],
    /// Low and high of each row, if the series has candles.
    pub range: Option<(&'a [f64], &'a [f64])>,
}

/// What is crossed.
#[derive(Clone, Copy, Debug)]
pub enum Against<'a> {
    /// A level where it lies at each row: a zone is crossed at its far bound.
    Place(Place),
    /// Another series by its last value at or before each row.
    Series {
        /// When.
        times: &'a [UnixSecs],
        /// Values in the unit of what is watched; a gap is `NaN`.
        values: &'a [f64],
        /// How long after its time a value is known, in seconds: a day for a daily
        /// series against rows within the day.
        known_after_secs: i64,
    },
}

/// A row that crossed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// The row.
    pub time: UnixSecs,
    /// What was watched, at the close of the row.
    pub value: f64,
    /// What was crossed, at the row; of a zone the bound that counts.
    pub against: f64,
    /// Which way.
    pub direction: CrossDirection,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowSide {
    Above,
    Below,
}

/// One row beside what it may cross.
#[derive(Clone, Copy)]
struct Beside {
    time: UnixSecs,
    close: f64,
    low: f64,
    high: f64,
    bounds: (f64, f64),
}

impl Beside {
    /// `None` within the bounds or on one of them.
    fn side(&self) -> Option<RowSide> {
        let (low, high) = self.bounds;
        if self.close - high > EQUAL_SHARE * high.abs() {
            Some(RowSide::Above)
        } else if low - self.close > EQUAL_SHARE * low.abs() {
            Some(RowSide::Below)
        } else {
            None
        }
    }

    fn meets(&self) -> bool {
        let (low, high) = self.bounds;
        self.low <= high + EQUAL_SHARE * high.abs() && self.high >= low - EQUAL_SHARE * low.abs()
    }
}

/// The rows after `after` that cross in the way that is waited for, in order.
///
/// **Shape**: at most one entry a row. **Unit**: that of what is watched. **Gaps**: rows
/// without a close, or without anything to cross, are skipped and keep the side; the
/// first side ever taken is silent. **Cost**: the rows after `after`, and those before
/// it back to the last one with a side.
pub fn crossings(
    watched: &Watched<'_>,
    against: &Against<'_>,
    when: AlertWhen,
    after: UnixSecs,
) -> Vec<Crossing> {
    let first_new = watched.times.partition_point(|time| *time <= after);
    let earlier = (0..first_new).rev().filter_map(|row| beside(watched, against, row));
    let mut side = earlier.filter_map(|row| row.side()).next();
    let mut crossings = Vec::new();
    for row in (first_new..watched.times.len()).filter_map(|row| beside(watched, against, row)) {
        let now = row.side();
        let turned = now.filter(|now| side.is_some_and(|before| before != *now));
        let direction = match (when, turned) {
            (AlertWhen::CrossUp | AlertWhen::Cross, Some(RowSide::Above)) => Some(CrossDirection::Up),
            (AlertWhen::CrossDown | AlertWhen::Cross, Some(RowSide::Below)) => Some(CrossDirection::Down),
            (AlertWhen::Touch, turned) => (row.meets() || turned.is_some()).then_some(CrossDirection::Touch),
            _ => None,
        };
        if let Some(direction) = direction {
            let (low, high) = row.bounds;
            let against = match direction {
                CrossDirection::Up => high,
                CrossDirection::Down => low,
                CrossDirection::Touch => row.close.clamp(low, high),
            };
            crossings.push(Crossing { time: row.time, value: row.close, against, direction });
        }
        side = now.or(side);
    }
    crossings
}

fn beside(watched: &Watched<'_>, against: &Against<'_>, row: usize) -> Option<Beside> {
    let time = *watched.times.get(row)?;
    let close = *watched.close.get(row).filter(|close| !close.is_nan())?;
    let bounds = match against {
        Against::Place(place) => place.bounds_at(time)?,
        Against::Series { times, values, known_after_secs } => {
            let known = times.partition_point(|known| known.0.saturating_add(*known_after_secs) <= time.0);
            let value = values.get(..known)?.iter().rev().find(|value| !value.is_nan())?;
            (*value, *value)
        }
    };
    let of = |column: &[f64]| column.get(row).copied().filter(|value| !value.is_nan()).unwrap_or(close);
    let (low, high) = watched.range.map_or((close, close), |(low, high)| (of(low), of(high)));
    Some(Beside { time, close, low, high, bounds })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::level::{Anchor, Straight};

    const LONG_AGO: UnixSecs = UnixSecs(-1);

    fn days(count: usize) -> Vec<UnixSecs> {
        (0..count as i64).map(|day| UnixSecs(0).plus_days(day)).collect()
    }

    fn scalar<'a>(times: &'a [UnixSecs], close: &'a [f64]) -> Watched<'a> {
        Watched { times, close, range: None }
    }

    /// Rows by number and direction.
    fn rows(close: &[f64], against: &Against<'_>, when: AlertWhen) -> Vec<(i64, CrossDirection)> {
        let times = days(close.len());
        let crossings = crossings(&scalar(&times, close), against, when, LONG_AGO);
        crossings.iter().map(|crossing| (crossing.time.0 / 86_400, crossing.direction)).collect()
    }

    const LEVEL: Against<'_> = Against::Place(Place::Price(70.0));

    #[test]
    fn a_close_on_the_level_or_a_gap_keeps_the_side() {
        use CrossDirection::{Down, Up};
        let close = [69.0, 70.0, 69.0, f64::NAN, 71.0, 70.0, 71.0, f64::NAN, 60.0];
        assert_eq!(rows(&close, &LEVEL, AlertWhen::Cross), [(4, Up), (8, Down)]);
        assert_eq!(rows(&close, &LEVEL, AlertWhen::CrossUp), [(4, Up)]);
        assert_eq!(rows(&close, &LEVEL, AlertWhen::CrossDown), [(8, Down)]);
        assert_eq!(rows(&[71.0, 72.0], &LEVEL, AlertWhen::CrossUp), [], "the first side is silent");
    }

    #[test]
    fn a_zone_is_crossed_at_its_far_bound_and_touched_at_its_near_one() {
        use CrossDirection::{Down, Touch, Up};
        let zone = Against::Place(Place::Zone { low: 60.0, high: 70.0 });
        let close = [50.0, 65.0, 71.0, 65.0, 71.0, 59.0];
        assert_eq!(rows(&close, &zone, AlertWhen::Cross), [(2, Up), (5, Down)]);
        assert_eq!(rows(&close, &zone, AlertWhen::Touch), [1, 2, 3, 5].map(|row| (row, Touch)).to_vec());
    }

    #[test]
    fn a_row_touches_with_its_range_and_a_leap_over_the_level_counts() {
        let times = days(4);
        let (low, high) = ([68.0, 69.5, 71.0, 60.0], [69.0, 70.5, 72.0, 65.0]);
        let close = [68.5, 69.8, 71.5, 61.0];
        let watched = Watched { times: &times, close: &close, range: Some((&low, &high)) };
        let touched = crossings(&watched, &LEVEL, AlertWhen::Touch, LONG_AGO);
        let touched: Vec<_> = touched.iter().map(|touch| (touch.time, touch.against)).collect();
        assert_eq!(touched, [(times[1], 70.0), (times[2], 70.0), (times[3], 70.0)]);
    }

    #[test]
    fn a_sloped_line_is_crossed_where_it_lies_then_and_only_while_it_is_there() {
        let from = Anchor { date: UnixSecs(0).plus_days(1), price: 60.0 };
        let to = Anchor { date: UnixSecs(0).plus_days(5), price: 80.0 };
        let line = Against::Place(Place::Line { from, to, straight: Straight::Linear, ray: false });
        // 61 against 60, 61 against 65; then the line has ended.
        let close = [50.0, 61.0, 61.0, 61.0, 61.0, 61.0, 99.0];
        assert_eq!(rows(&close, &line, AlertWhen::Cross), [(2, CrossDirection::Down)]);
    }

    #[test]
    fn another_series_counts_by_what_was_known_of_it_at_the_row() {
        let times = days(5);
        let values = [70.0, f64::NAN, 60.0, 60.0, 60.0];
        let close = [69.0, 65.0, 65.0, 65.0, 65.0];
        let row = |known_after_secs| {
            let against = Against::Series { times: &times, values: &values, known_after_secs };
            rows(&close, &against, AlertWhen::CrossUp)
        };
        assert_eq!(row(0), [(2, CrossDirection::Up)]);
        assert_eq!(row(86_400), [(3, CrossDirection::Up)], "a day's value is not known within the day");
    }

    fn prices() -> impl Strategy<Value = Vec<f64>> {
        proptest::collection::vec(
            prop_oneof![4 => (60_i32..80).prop_map(f64::from), 1 => Just(f64::NAN)],
            0..60,
        )
    }

    fn places() -> impl Strategy<Value = Place> {
        let anchor =
            |day: i64, price: i32| Anchor { date: UnixSecs(0).plus_days(day), price: f64::from(price) };
        prop_oneof![
            (60_i32..80).prop_map(|price| Place::Price(f64::from(price))),
            (60_i32..70, 1_i32..10)
                .prop_map(|(low, wide)| Place::Zone { low: f64::from(low), high: f64::from(low + wide) }),
            (0_i64..20, 60_i32..80, 1_i64..40, 60_i32..80, any::<bool>()).prop_map(
                move |(start, low, long, high, ray)| Place::Line {
                    from: anchor(start, low),
                    to: anchor(start + long, high),
                    straight: Straight::Log,
                    ray,
                }
            ),
        ]
    }

    fn whens() -> impl Strategy<Value = AlertWhen> {
        proptest::sample::select(AlertWhen::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn any_split_of_the_rows_into_batches_gives_the_same_crossings(
            close in prices(), place in places(), when in whens(), cuts in proptest::collection::vec(0_usize..60, 0..6),
        ) {
            let times = days(close.len());
            let against = Against::Place(place);
            let at_once = crossings(&scalar(&times, &close), &against, when, LONG_AGO);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(close.len())).collect();
            cuts.push(close.len());
            cuts.sort_unstable();
            let (mut after, mut in_batches) = (LONG_AGO, Vec::new());
            for cut in cuts {
                let known = scalar(&times[..cut], &close[..cut]);
                in_batches.extend(crossings(&known, &against, when, after));
                after = times[..cut].last().copied().unwrap_or(after);
            }
            prop_assert_eq!(in_batches, at_once);
        }

        #[test]
        fn no_row_crosses_twice_and_none_before_the_alert_was_armed(
            close in prices(), place in places(), when in whens(), armed in 0_i64..60,
        ) {
            let times = days(close.len());
            let after = UnixSecs(0).plus_days(armed);
            let found = crossings(&scalar(&times, &close), &Against::Place(place), when, after);
            prop_assert!(found.iter().all(|crossing| crossing.time > after));
            prop_assert!(found.windows(2).all(|pair| pair[0].time < pair[1].time));
            let all = crossings(&scalar(&times, &close), &Against::Place(place), when, LONG_AGO);
            let late: Vec<_> = all.into_iter().filter(|crossing| crossing.time > after).collect();
            prop_assert_eq!(found, late, "arming hides rows and changes none");
        }

        #[test]
        fn ups_and_downs_take_turns(close in prices(), place in places()) {
            let times = days(close.len());
            let found = crossings(&scalar(&times, &close), &Against::Place(place), AlertWhen::Cross, LONG_AGO);
            prop_assert!(found.windows(2).all(|pair| pair[0].direction != pair[1].direction));
        }
    }
}

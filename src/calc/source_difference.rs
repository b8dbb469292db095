//! How far two sources of one series are apart.
//!
//! Knows two series; knows nothing of where they were read. A gap of either is no
//! value: it is neither compared nor counted, and nothing is interpolated.

use std::cmp::Ordering;
use std::ops::ControlFlow;

use crate::domain::series::{Cadence, Series};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;

/// Rows between two looks at whether to go on.
const LOOK_EVERY: usize = 16_384;

/// A difference and the row it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Largest {
    /// When.
    pub time: UnixSecs,
    /// The first source's value.
    pub first: f64,
    /// The second source's value.
    pub second: f64,
    /// |second − first|, in the unit of the series.
    pub absolute: f64,
    /// The same as a share of |first|; `None` where the first value is 0.
    pub relative: Option<f64>,
}

/// What two sources of one series have in common, and how far they are apart there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SourceDifference {
    /// Rows at which both have a value.
    pub rows_common: u64,
    /// Rows at which only the first has one.
    pub rows_only_first: u64,
    /// Rows at which only the second has one.
    pub rows_only_second: u64,
    /// Common rows with the very same value.
    pub rows_equal: u64,
    /// First and last common row.
    pub span: Option<(UnixSecs, UnixSecs)>,
    /// Median of |second − first| over the common rows, in the unit of the series.
    pub median: Option<f64>,
    /// Median of the same as a share of |first|, over the common rows whose first value is not 0.
    pub median_relative: Option<f64>,
    /// The common row with the largest |second − first|; the earliest of equals.
    pub largest: Option<Largest>,
}

/// Why two series cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DifferenceError {
    /// One is in dollars, say, the other a number.
    #[error("they are in different units: {} and {}", .first.code(), .second.code())]
    Unit {
        /// Of the first.
        first: Unit,
        /// Of the second.
        second: Unit,
    },
    /// The row of 00:00 of an hourly series is not the row of the day.
    #[error("their rows stand for different times: {} and {}", .first.code(), .second.code())]
    Cadence {
        /// Of the first.
        first: Cadence,
        /// Of the second.
        second: Cadence,
    },
}

/// Compares the values ([`Series::values`]) of two series row by row.
///
/// **Shape.** Rows of equal times are compared; the rest is counted. Swapping the two
/// swaps the counts and leaves every absolute figure as it is.
/// **Gaps.** `NaN` counts as no row. **Cost.** One pass and a selection; two numbers a
/// common row are held meanwhile. `keep_going` is asked now and then; `Ok(None)` after a stop.
///
/// # Errors
/// [`DifferenceError`] where a difference would mean nothing.
pub fn source_difference(
    first: &Series,
    second: &Series,
    keep_going: &dyn Fn() -> ControlFlow<()>,
) -> Result<Option<SourceDifference>, DifferenceError> {
    if first.unit() != second.unit() {
        return Err(DifferenceError::Unit { first: first.unit(), second: second.unit() });
    }
    let (a, b) = (first.cadence(), second.cadence());
    let is_either = |cadence| a == cadence || b == cadence;
    if a != b && (is_either(Cadence::Intraday) || is_either(Cadence::Weekly)) {
        return Err(DifferenceError::Cadence { first: a, second: b });
    }
    let mut left = known(first).peekable();
    let mut right = known(second).peekable();
    let mut found = SourceDifference {
        rows_common: 0,
        rows_only_first: 0,
        rows_only_second: 0,
        rows_equal: 0,
        span: None,
        median: None,
        median_relative: None,
        largest: None,
    };
    let (mut absolutes, mut relatives): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    let mut steps = 0_usize;
    loop {
        steps += 1;
        if steps.is_multiple_of(LOOK_EVERY) && keep_going().is_break() {
            return Ok(None);
        }
        let order = match (left.peek(), right.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((one, _)), Some((other, _))) => one.cmp(other),
        };
        match order {
            Ordering::Less => {
                left.next();
                found.rows_only_first += 1;
            }
            Ordering::Greater => {
                right.next();
                found.rows_only_second += 1;
            }
            Ordering::Equal => {
                if let (Some((time, one)), Some((_, other))) = (left.next(), right.next()) {
                    let row = compared(time, one, other);
                    found.rows_common += 1;
                    found.rows_equal += u64::from(one.to_bits() == other.to_bits());
                    found.span = Some((found.span.map_or(time, |(from, _)| from), time));
                    absolutes.push(row.absolute);
                    relatives.extend(row.relative);
                    if found.largest.is_none_or(|largest| row.absolute > largest.absolute) {
                        found.largest = Some(row);
                    }
                }
            }
        }
    }
    (found.median, found.median_relative) = (median(&mut absolutes), median(&mut relatives));
    Ok(Some(found))
}

/// The rows that have a value.
fn known(series: &Series) -> impl Iterator<Item = (UnixSecs, f64)> + '_ {
    let rows = series.times().iter().copied().zip(series.values().iter().copied());
    rows.filter(|(_, value)| !value.is_nan())
}

fn compared(time: UnixSecs, first: f64, second: f64) -> Largest {
    let absolute = (second - first).abs();
    let relative = (first.abs() > 0.0).then(|| absolute / first.abs());
    Largest { time, first, second, absolute, relative }
}

/// The middle value, the mean of the two in the middle; reorders what it is given.
fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let is_even = values.len().is_multiple_of(2);
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    let lower = if is_even { below.iter().copied().reduce(f64::max)? } else { upper };
    Some(f64::midpoint(lower, upper))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::provenance::SourceId;
    use crate::domain::series::{Columns, SeriesKey};

    fn series(source: &str, cadence: Cadence, unit: Unit, rows: &[(i64, f64)]) -> Series {
        let (times, values) = rows.iter().map(|(day, value)| (UnixSecs(0).plus_days(*day), *value)).unzip();
        let key = SeriesKey::new("etf.flow.total", SourceId::new(source).unwrap());
        Series::new(key, unit, cadence, times, Columns::Scalar(values)).unwrap()
    }

    fn daily(source: &str, rows: &[(i64, f64)]) -> Series {
        series(source, Cadence::Daily, Unit::Usd, rows)
    }

    fn go_on() -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn difference(first: &Series, second: &Series) -> SourceDifference {
        source_difference(first, second, &go_on).unwrap().unwrap()
    }

    #[test]
    fn common_rows_are_compared_and_the_rest_is_counted() {
        let one = daily("one", &[(1, 100.0), (2, 200.0), (3, f64::NAN), (4, 50.0), (5, 10.0)]);
        let other = daily("other", &[(2, 202.0), (3, 7.0), (4, 49.0), (5, 10.0), (6, 1.0), (7, f64::NAN)]);
        let found = difference(&one, &other);
        assert_eq!((found.rows_common, found.rows_only_first, found.rows_only_second), (3, 1, 2));
        assert_eq!(found.rows_equal, 1);
        assert_eq!(found.span, Some((UnixSecs(0).plus_days(2), UnixSecs(0).plus_days(5))));
        assert_eq!((found.median, found.median_relative), (Some(1.0), Some(0.01)));
        let largest = found.largest.unwrap();
        assert_eq!((largest.time, largest.absolute), (UnixSecs(0).plus_days(2), 2.0));
        assert_eq!((largest.first, largest.second, largest.relative), (200.0, 202.0, Some(0.01)));
    }

    #[test]
    fn a_flow_of_zero_has_a_difference_but_no_share() {
        let found =
            difference(&daily("one", &[(1, 0.0), (2, -4.0)]), &daily("other", &[(1, 9.0), (2, -5.0)]));
        assert_eq!((found.median, found.median_relative), (Some(5.0), Some(0.25)));
        assert_eq!(found.largest.unwrap().relative, None);
    }

    #[test]
    fn unlike_units_and_cadences_are_not_compared() {
        let rows = [(1, 1.0)];
        let usd = daily("one", &rows);
        let number = series("other", Cadence::Daily, Unit::Number, &rows);
        let hours = series("other", Cadence::Intraday, Unit::Usd, &rows);
        let unlike = source_difference(&usd, &number, &go_on).unwrap_err();
        assert!(unlike.to_string().contains("different units"), "{unlike}");
        assert!(matches!(source_difference(&usd, &hours, &go_on), Err(DifferenceError::Cadence { .. })));
        let events = series("other", Cadence::Irregular, Unit::Usd, &rows);
        assert_eq!(difference(&usd, &events).rows_equal, 1);
    }

    #[test]
    fn a_stop_is_heard() {
        let rows: Vec<(i64, f64)> = (0..40_000).map(|day| (day, 1.0)).collect();
        let (one, other) = (daily("one", &rows), daily("other", &rows));
        assert_eq!(source_difference(&one, &other, &|| ControlFlow::Break(())), Ok(None));
    }

    fn rows() -> impl Strategy<Value = Vec<(i64, f64)>> {
        let value = prop_oneof![4 => -1e6..1e6_f64, 1 => Just(f64::NAN), 1 => Just(0.0)];
        prop::collection::btree_map(0..60_i64, value, 0..60).prop_map(|rows| rows.into_iter().collect())
    }

    proptest! {
        #[test]
        fn swapping_the_sources_swaps_the_counts_and_keeps_the_absolute_figures(a in rows(), b in rows()) {
            let (one, other) = (daily("one", &a), daily("other", &b));
            let (there, back) = (difference(&one, &other), difference(&other, &one));
            prop_assert_eq!(there.rows_common, back.rows_common);
            prop_assert_eq!(there.rows_only_first, back.rows_only_second);
            prop_assert_eq!(there.median, back.median);
            prop_assert_eq!(there.largest.map(|l| (l.time, l.absolute)), back.largest.map(|l| (l.time, l.absolute)));
        }

        #[test]
        fn every_known_row_is_counted_once_and_the_median_lies_below_the_largest(a in rows(), b in rows()) {
            let (one, other) = (daily("one", &a), daily("other", &b));
            let found = difference(&one, &other);
            let known = |rows: &[(i64, f64)]| rows.iter().filter(|(_, value)| !value.is_nan()).count() as u64;
            prop_assert_eq!(found.rows_common + found.rows_only_first, known(&a));
            prop_assert_eq!(found.rows_common + found.rows_only_second, known(&b));
            prop_assert_eq!(found.median.is_some(), found.rows_common > 0);
            if let (Some(median), Some(largest)) = (found.median, found.largest) {
                prop_assert!(0.0 <= median && median <= largest.absolute);
            }
        }

        #[test]
        fn a_series_does_not_differ_from_itself(a in rows()) {
            let one = daily("one", &a);
            let found = difference(&one, &one);
            prop_assert_eq!(found.rows_equal, found.rows_common);
            prop_assert!(found.median.is_none_or(|median| median.abs() < f64::MIN_POSITIVE));
        }

        #[test]
        fn the_median_is_the_middle_of_the_sorted_differences(a in rows(), by in 0.0..1e3_f64) {
            let moved: Vec<(i64, f64)> = a.iter().map(|(day, value)| (*day, value + by * *day as f64)).collect();
            let found = difference(&daily("one", &a), &daily("other", &moved));
            let mut all: Vec<f64> = a.iter().zip(&moved)
                .map(|((_, one), (_, other))| (other - one).abs()).filter(|d| !d.is_nan()).collect();
            all.sort_by(f64::total_cmp);
            let middle = all.get(all.len() / 2).copied();
            let lower = all.get(all.len().saturating_sub(1) / 2).copied();
            prop_assert_eq!(found.median, middle.zip(lower).map(|(one, other)| f64::midpoint(other, one)));
        }
    }
}

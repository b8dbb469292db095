//! Histories counted by hand, and what holds for every history.

use proptest::prelude::*;

use super::*;
use crate::domain::place::{Anchor, Straight};

fn day(number: usize) -> UnixSecs {
    UnixSecs(number as i64 * DAY_SECS)
}

/// Daily rows from high, low and close.
#[derive(Debug)]
struct Table {
    times: Vec<UnixSecs>,
    high: Vec<f64>,
    low: Vec<f64>,
    close: Vec<f64>,
}

impl Table {
    fn of(rows: &[(f64, f64, f64)]) -> Self {
        Self {
            times: (0..rows.len()).map(day).collect(),
            high: rows.iter().map(|row| row.0).collect(),
            low: rows.iter().map(|row| row.1).collect(),
            close: rows.iter().map(|row| row.2).collect(),
        }
    }

    fn of_closes(closes: &[f64]) -> Self {
        Self::of(&closes.iter().map(|close| (*close, *close, *close)).collect::<Vec<_>>())
    }

    fn rows(&self) -> PriceRows<'_> {
        PriceRows { times: &self.times, high: &self.high, low: &self.low, close: &self.close }
    }

    fn history(&self, place: Place, kind: LevelKind) -> LevelHistory {
        known(place, kind, 0.01, self.rows())
    }
}

fn known(place: Place, kind: LevelKind, tolerance: f64, rows: PriceRows<'_>) -> LevelHistory {
    level_history(place, kind, tolerance, rows, &|| ControlFlow::Continue(())).unwrap()
}

const AT_100: Place = Place::Price(100.0);

/// A touch on day 3 from above, a second dip of the same visit on day 6, away on day 9, a
/// low just outside on day 11, a touch on day 16 and a close under the level on day 20.
fn walk() -> Table {
    Table::of(&[
        (112.0, 108.0, 110.0), // 0
        (110.0, 104.0, 105.0),
        (106.0, 102.0, 103.0),
        (104.0, 100.5, 101.5), // 3: touch
        (103.0, 101.2, 101.8),
        (103.0, 101.0, 101.9),
        (102.0, 99.5, 101.0), // 6: same visit
        (103.0, 100.8, 101.7),
        (104.0, 101.0, 103.0), // 8: closes more than 2 % away
        (108.0, 103.0, 107.0),
        (107.0, 103.0, 104.0),
        (105.0, 101.1, 104.0), // 11: 1.1 % above is no touch
        (108.0, 103.0, 107.0),
        (109.0, 104.0, 108.0),
        (108.0, 103.0, 104.0),
        (105.0, 101.5, 102.0),
        (103.0, 99.0, 102.0), // 16: touch, 1 % below at its low
        (106.0, 101.0, 105.0),
        (106.0, 102.0, 103.0),
        (103.0, 100.0, 100.0), // 19: a close at the level is on no side
        (101.0, 95.0, 96.0),   // 20: break down
        (99.0, 94.0, 98.0),
        (105.0, 97.0, 104.0), // 22: break up
    ])
}

#[test]
fn touches_breaks_and_days_are_as_counted_by_hand() {
    let history = walk().history(AT_100, LevelKind::Support);
    let touches = [
        Touch { at: day(3), end: SwingEnd::Low, price: 100.5 },
        Touch { at: day(16), end: SwingEnd::Low, price: 99.0 },
    ];
    assert_eq!(history.touches, touches);
    let breaks = [
        Break { at: day(20), way: BreakWay::Down, close: 96.0 },
        Break { at: day(22), way: BreakWay::Up, close: 104.0 },
    ];
    assert_eq!(history.breaks, breaks);
    assert_eq!((history.days_above, history.days_below, history.days_inside), (20, 2, 1));
    assert_eq!(history.span, Some((day(0), day(22))));
    assert_eq!(history.last_touch().map(|touch| touch.at), Some(day(16)));
}

#[test]
fn a_resistance_counts_highs_a_mark_counts_either() {
    let table =
        Table::of_closes(&[90.0, 95.0, 99.5, 95.0, 90.0, 95.0, 110.0, 115.0, 110.0, 100.5, 105.0, 110.0]);
    let days = |kind| table.history(AT_100, kind).touches.iter().map(|touch| touch.at).collect::<Vec<_>>();
    assert_eq!(days(LevelKind::Resistance), [day(2)]);
    assert_eq!(days(LevelKind::Support), [day(9)]);
    assert_eq!(days(LevelKind::Neutral), [day(2), day(9)]);
    assert_eq!(days(LevelKind::Cost), [day(2), day(9)]);
}

#[test]
fn a_flat_low_counts_once_and_the_ends_are_not_known_to_be_swings() {
    let flat = Table::of_closes(&[110.0, 105.0, 100.0, 100.0, 100.0, 100.0, 105.0, 110.0]);
    let touches = flat.history(AT_100, LevelKind::Support).touches;
    assert_eq!(touches.iter().map(|touch| touch.at).collect::<Vec<_>>(), [day(2)]);
    let end = Table::of_closes(&[110.0, 105.0, 100.0, 101.0]);
    assert!(end.history(AT_100, LevelKind::Support).touches.is_empty());
    let start = Table::of_closes(&[110.0, 100.0, 105.0, 110.0, 112.0]);
    assert!(start.history(AT_100, LevelKind::Support).touches.is_empty());
}

#[test]
fn a_zone_is_touched_inside_its_wider_bounds_and_broken_beyond_the_far_one() {
    let zone = Place::Zone { low: 84.0, high: 90.0 };
    let closes = [100.0, 95.0, 90.8, 95.0, 100.0, 92.0, 88.0, 85.0, 83.0, 80.0, 86.0, 89.0, 91.0];
    let history = Table::of_closes(&closes).history(zone, LevelKind::Support);
    assert_eq!(history.touches.iter().map(|touch| touch.at).collect::<Vec<_>>(), [day(2)]);
    let breaks: Vec<_> = history.breaks.iter().map(|broken| (broken.at, broken.way)).collect();
    assert_eq!(breaks, [(day(8), BreakWay::Down), (day(12), BreakWay::Up)]);
    assert_eq!((history.days_above, history.days_below, history.days_inside), (7, 2, 4));
}

#[test]
fn a_line_knows_nothing_outside_its_time() {
    let from = Anchor { date: day(4), price: 100.0 };
    let to = Anchor { date: day(8), price: 104.0 };
    let line = |ray| Place::Line { from, to, straight: Straight::Linear, ray };
    // Under the line before it begins, above it afterwards, through it on days 7 and 10.
    let closes = [90.0, 90.0, 90.0, 90.0, 110.0, 110.0, 110.0, 100.0, 100.0, 100.0, 120.0];
    let table = Table::of_closes(&closes);
    let segment = table.history(line(false), LevelKind::Neutral);
    let breaks = |history: &LevelHistory| history.breaks.iter().map(|broken| broken.at).collect::<Vec<_>>();
    assert_eq!(breaks(&segment), [day(7)]);
    assert_eq!((segment.span, segment.days_above, segment.days_below), (Some((day(4), day(8))), 3, 2));
    assert_eq!(breaks(&table.history(line(true), LevelKind::Neutral)), [day(7), day(10)]);
}

#[test]
fn a_row_without_a_price_is_passed_over() {
    let mut rows = vec![110.0, 105.0, 100.0, 105.0, 110.0, 95.0];
    let without = Table::of_closes(&rows).history(AT_100, LevelKind::Support);
    for at in [5, 3, 2] {
        rows.insert(at, f64::NAN);
    }
    let with = Table::of_closes(&rows).history(AT_100, LevelKind::Support);
    assert_eq!(with.touches.iter().map(|touch| touch.at).collect::<Vec<_>>(), [day(3)]);
    assert_eq!(with.breaks.len(), 1);
    assert_eq!((with.days_above, with.days_below), (without.days_above, without.days_below));
    assert_eq!(Table::of_closes(&[f64::NAN; 9]).history(AT_100, LevelKind::Cost), LevelHistory::default());
}

#[test]
fn several_rows_of_a_day_count_as_one_day_by_its_last_close() {
    let table = Table::of_closes(&[101.0, 99.0, 101.0, 99.0]);
    let times: Vec<UnixSecs> = (0..4).map(|row| UnixSecs(row * DAY_SECS / 2)).collect();
    let history = known(AT_100, LevelKind::Cost, 0.01, PriceRows { times: &times, ..table.rows() });
    assert_eq!((history.days_above, history.days_below), (0, 2));
}

#[test]
fn work_that_is_no_longer_wanted_ends_without_a_result() {
    let table = walk();
    let stop = || ControlFlow::Break(());
    assert_eq!(level_history(AT_100, LevelKind::Cost, 0.01, table.rows(), &stop), None);
}

fn a_price() -> impl Strategy<Value = f64> {
    prop_oneof![8 => (80..120_u32).prop_map(f64::from), 1 => Just(f64::NAN)]
}

fn a_table() -> impl Strategy<Value = Table> {
    prop::collection::vec((a_price(), 0..4_u32, 0..4_u32), 0..80).prop_map(|rows| {
        let row =
            |(close, up, down): &(f64, u32, u32)| (close + f64::from(*up), close - f64::from(*down), *close);
        Table::of(&rows.iter().map(row).collect::<Vec<_>>())
    })
}

fn a_place() -> impl Strategy<Value = Place> {
    let price = || (85..115_u32).prop_map(f64::from);
    prop_oneof![
        price().prop_map(Place::Price),
        (price(), 1..10_u32).prop_map(|(low, height)| Place::Zone { low, high: low + f64::from(height) }),
        (price(), price(), 0..40_usize, 1..40_usize, any::<bool>()).prop_map(|(a, b, start, length, ray)| {
            let (from, to) =
                (Anchor { date: day(start), price: a }, Anchor { date: day(start + length), price: b });
            Place::Line { from, to, straight: Straight::Linear, ray }
        }),
    ]
}

fn a_kind() -> impl Strategy<Value = LevelKind> {
    prop::sample::select(LevelKind::ALL.to_vec())
}

proptest! {
    #[test]
    fn later_rows_never_change_what_was_known(table in a_table(), place in a_place(), kind in a_kind(), share in 0.0..1.0_f64) {
        let whole = table.history(place, kind);
        let until = (table.times.len() as f64 * share) as usize;
        let rows = PriceRows {
            times: &table.times[..until],
            high: &table.high[..until],
            low: &table.low[..until],
            close: &table.close[..until],
        };
        let then = known(place, kind, 0.01, rows);
        prop_assert!(whole.touches.starts_with(&then.touches));
        prop_assert!(whole.breaks.starts_with(&then.breaks));
        // What came to be known later was made known by a later row.
        let next = table.times.get(until).copied();
        prop_assert!(whole.breaks[then.breaks.len()..].iter().all(|broken| Some(broken.at) >= next));
        prop_assert!(whole.days_above >= then.days_above && whole.days_below >= then.days_below);
    }

    #[test]
    fn price_and_level_in_another_currency_know_the_same(table in a_table(), place in a_place(), kind in a_kind(), power in -3..4_i32) {
        // A power of two, so that scaling itself rounds nothing.
        let by = 2.0_f64.powi(power);
        let scaled = |column: &[f64]| column.iter().map(|value| value * by).collect::<Vec<_>>();
        let other = Table {
            times: table.times.clone(),
            high: scaled(&table.high),
            low: scaled(&table.low),
            close: scaled(&table.close),
        };
        let place_there = match place {
            Place::Price(price) => Place::Price(price * by),
            Place::Zone { low, high } => Place::Zone { low: low * by, high: high * by },
            Place::Line { mut from, mut to, straight, ray } => {
                (from.price, to.price) = (from.price * by, to.price * by);
                Place::Line { from, to, straight, ray }
            }
        };
        let (here, there) = (table.history(place, kind), other.history(place_there, kind));
        let touches = |history: &LevelHistory| history.touches.iter().map(|touch| (touch.at, touch.end)).collect::<Vec<_>>();
        let breaks = |history: &LevelHistory| history.breaks.iter().map(|broken| (broken.at, broken.way)).collect::<Vec<_>>();
        prop_assert_eq!(touches(&here), touches(&there));
        prop_assert_eq!(breaks(&here), breaks(&there));
        prop_assert_eq!((here.days_above, here.days_below, here.span), (there.days_above, there.days_below, there.span));
    }

    #[test]
    fn breaks_alternate_and_days_add_up(table in a_table(), place in a_place(), kind in a_kind()) {
        let history = table.history(place, kind);
        prop_assert!(history.breaks.windows(2).all(|pair| pair[0].way != pair[1].way));
        let known = table.times.iter().zip(&table.close);
        let there = known.filter(|(time, close)| close.is_finite() && place.bounds_at(**time).is_some()).count();
        prop_assert_eq!((history.days_above + history.days_below + history.days_inside) as usize, there);
    }
}

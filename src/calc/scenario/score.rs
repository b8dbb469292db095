//! What the data say of a scenario: open, hit, expired or withdrawn.
//!
//! Judged from rows alone, those after the origin's day up to and including the
//! deadline's day. Data that end early leave a scenario open, whatever the
//! calendar says: a row nobody has seen decides nothing.

use crate::domain::scenario::{Rule, Scenario, Status};
use crate::domain::series::Series;
use crate::domain::time::UnixSecs;

/// One row as a scenario sees it.
#[derive(Clone, Copy, Debug)]
struct Row {
    day: UnixSecs,
    high: f64,
    low: f64,
    close: f64,
}

/// Judges a scenario by a price series in USD, daily rows or finer.
///
/// A hit wins over an invalidation on the same row: the touch comes before the
/// close. An invalidation is a close strictly beyond its price, on the side
/// where that price lies from the origin. Rows without a close count as absent.
pub fn status(scenario: &Scenario, prices: &Series) -> Status {
    for row in rows_that_count(scenario, prices) {
        if reaches(scenario, row, scenario.rule) {
            return Status::Hit(row.day);
        }
        if is_invalidated(scenario, row) {
            return Status::Withdrawn(row.day);
        }
    }
    if is_past_deadline(scenario, prices) { Status::Expired } else { Status::Open }
}

/// The day a rule was first met, whether or not the scenario was withdrawn before.
pub(super) fn first_reached(scenario: &Scenario, prices: &Series, rule: Rule) -> Option<UnixSecs> {
    rows_that_count(scenario, prices).find(|row| reaches(scenario, *row, rule)).map(|row| row.day)
}

/// The first day after `after` whose range reaches `level`, seen from the origin.
pub(super) fn first_touch_after(
    scenario: &Scenario,
    prices: &Series,
    level: f64,
    after: UnixSecs,
) -> Option<UnixSecs> {
    let is_above = level >= scenario.origin.close;
    rows_that_count(scenario, prices)
        .filter(|row| row.day > after)
        .find(|row| if is_above { row.high >= level } else { row.low <= level })
        .map(|row| row.day)
}

/// Whether the target lies at or above the price the scenario starts from.
pub fn is_upward(scenario: &Scenario) -> bool {
    scenario.target >= scenario.origin.close
}

/// Whether the data reach the deadline's day.
pub(super) fn is_past_deadline(scenario: &Scenario, prices: &Series) -> bool {
    let deadline = scenario.deadline.start_of_day();
    prices.last_value().is_some_and(|(time, _)| time.start_of_day() >= deadline)
}

/// The last close of the rows that count.
pub(super) fn close_by_deadline(scenario: &Scenario, prices: &Series) -> Option<f64> {
    rows_that_count(scenario, prices).last().map(|row| row.close)
}

/// Whether a price lies at or beyond the target, seen from the origin.
pub(super) fn is_beyond(scenario: &Scenario, price: f64) -> bool {
    if is_upward(scenario) { price >= scenario.target } else { price <= scenario.target }
}

fn reaches(scenario: &Scenario, row: Row, rule: Rule) -> bool {
    match rule {
        Rule::Close => is_beyond(scenario, row.close),
        Rule::Touch if is_upward(scenario) => is_beyond(scenario, row.high),
        Rule::Touch => is_beyond(scenario, row.low),
    }
}

fn is_invalidated(scenario: &Scenario, row: Row) -> bool {
    scenario.invalidation.is_some_and(|limit| {
        if limit < scenario.origin.close { row.close < limit } else { row.close > limit }
    })
}

/// Rows with a close after the origin's day and not after the deadline's.
fn rows_that_count<'a>(scenario: &Scenario, prices: &'a Series) -> impl Iterator<Item = Row> + 'a {
    let from = scenario.origin.date.start_of_day().plus_days(1);
    let end = scenario.deadline.start_of_day().plus_days(1);
    let candles = prices.ohlcv();
    let span = prices.rows_between(from, UnixSecs(end.0 - 1));
    span.filter_map(move |index| {
        let close = *prices.values().get(index)?;
        if close.is_nan() {
            return None;
        }
        let bound = |column: &[f64]| column.get(index).copied().filter(|price| !price.is_nan());
        Some(Row {
            day: prices.times().get(index)?.start_of_day(),
            high: candles.and_then(|c| bound(&c.high)).unwrap_or(close),
            low: candles.and_then(|c| bound(&c.low)).unwrap_or(close),
            close,
        })
    })
}

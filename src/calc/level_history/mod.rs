//! What a level knows of the rows loaded: touches, breaks, and on which side the price was.
//!
//! Knows a place, a kind and rows of a price; knows nothing of screens or of which rows are
//! drawn. Everything is said with a date and looks at nothing after the row that made it
//! known, so that later rows add to a history and never rewrite it.
//!
//! * A **swing** low is a row whose low lies under the lows of the [`SWING_ROWS`] rows before
//!   it and not above those of the [`SWING_ROWS`] rows after it; a swing high is its mirror
//!   image (five bars, as B. Williams' fractals). Of a flat end the first row counts. The
//!   first and the last rows are no swings: they are not known to be.
//! * A **touch** is a swing inside the level widened by the tolerance at both bounds: a low
//!   for a support, a high for a resistance, either for a cost or a mark. Swings of one visit
//!   count once, at the first: a visit lasts until a close lies further from the level than
//!   [`VISIT_TOLERANCES`] times the tolerance.
//! * A **break** is the first close beyond the level after a close on its other side (QUANT
//!   2.13, no buffer). A close exactly at a price, or inside a zone, is on neither side.

#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use crate::domain::level::LevelKind;
use crate::domain::place::Place;
use crate::domain::series::Series;
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Known rows that a swing must stand out from, before it and after it.
pub const SWING_ROWS: usize = 2;
/// How many tolerances away a close ends a visit.
pub const VISIT_TOLERANCES: f64 = 2.0;
/// How near a swing must come to touch a level, as a fraction of its price.
pub const DEFAULT_TOUCH_TOLERANCE: f64 = 0.0075;
/// Least tolerance, a fraction.
pub const MIN_TOUCH_TOLERANCE: f64 = 0.000_1;
/// Greatest tolerance, a fraction.
pub const MAX_TOUCH_TOLERANCE: f64 = 0.1;

/// Rows between two looks at whether the work is still wanted.
const ROWS_BETWEEN_CHECKS: usize = 1 << 16;
/// Rows of the window a swing is seen in.
const WINDOW: usize = 2 * SWING_ROWS + 1;

/// Rows of a price, equally long; `NaN` where a row has no price.
#[derive(Clone, Copy, Debug)]
pub struct PriceRows<'a> {
    /// When each row is.
    pub times: &'a [UnixSecs],
    /// Highest price of each row, USD.
    pub high: &'a [f64],
    /// Lowest price of each row, USD.
    pub low: &'a [f64],
    /// Last price of each row, USD.
    pub close: &'a [f64],
}

impl<'a> PriceRows<'a> {
    /// The rows of a series; one without candles was never above or below its close.
    pub fn of(series: &'a Series) -> Self {
        let (times, close) = (series.times(), series.values());
        match series.ohlcv() {
            Some(rows) => Self { times, high: &rows.high, low: &rows.low, close },
            None => Self { times, high: close, low: close, close },
        }
    }
}

/// Which end of a row came to the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwingEnd {
    /// A low that turned up.
    Low,
    /// A high that turned down.
    High,
}

/// A visit to the level, at its first swing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touch {
    /// The row of the swing.
    pub at: UnixSecs,
    /// Which end of it.
    pub end: SwingEnd,
    /// How far it came, USD.
    pub price: f64,
}

/// The way a close went through the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakWay {
    /// From below to above.
    Up,
    /// From above to below.
    Down,
}

/// A close on the other side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Break {
    /// The row that closed there.
    pub at: UnixSecs,
    /// Which way.
    pub way: BreakWay,
    /// Its close, USD.
    pub close: f64,
}

/// What a level knows of the rows it was shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LevelHistory {
    /// Visits, earliest first.
    pub touches: Vec<Touch>,
    /// Closes on the other side, earliest first.
    pub breaks: Vec<Break>,
    /// UTC days whose last close lies above.
    pub days_above: u32,
    /// UTC days whose last close lies below.
    pub days_below: u32,
    /// UTC days whose last close lies at the price or inside the zone.
    pub days_inside: u32,
    /// First and last row with a price at which the level was there.
    pub span: Option<(UnixSecs, UnixSecs)>,
}

impl LevelHistory {
    /// The latest visit.
    pub fn last_touch(&self) -> Option<&Touch> {
        self.touches.last()
    }

    /// The latest close on the other side.
    pub fn last_break(&self) -> Option<&Break> {
        self.breaks.last()
    }
}

/// Whether a tolerance is one that can be set.
pub fn is_touch_tolerance(fraction: f64) -> bool {
    (MIN_TOUCH_TOLERANCE..=MAX_TOUCH_TOLERANCE).contains(&fraction)
}

/// What a level knows of these rows; `None` if `keep_going` said to stop.
///
/// **Unit.** Prices in USD, `tolerance` as a fraction of the level's price.
/// **Gaps.** A row without close, high or low is passed over, also in the count of the rows
/// around a swing. Where a line is not there ([`Place::bounds_at`]) it knows nothing.
/// **Cost.** One pass; `keep_going` is asked every 65,536 rows.
pub fn level_history(
    place: Place,
    kind: LevelKind,
    tolerance: f64,
    rows: PriceRows<'_>,
    keep_going: &dyn Fn() -> ControlFlow<()>,
) -> Option<LevelHistory> {
    let mut reading = Reading::new(place, kind, tolerance);
    let columns = rows.times.iter().zip(rows.high).zip(rows.low).zip(rows.close);
    for (index, (((time, high), low), close)) in columns.enumerate() {
        if index % ROWS_BETWEEN_CHECKS == 0 && keep_going().is_break() {
            return None;
        }
        if high.is_finite() && low.is_finite() && close.is_finite() {
            reading.add(Row { time: *time, high: *high, low: *low, close: *close });
        }
    }
    Some(reading.finish())
}

#[derive(Clone, Copy)]
struct Row {
    time: UnixSecs,
    high: f64,
    low: f64,
    close: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Above,
    Below,
    Inside,
}

/// Where a reading of the rows stands.
struct Reading {
    place: Place,
    kind: LevelKind,
    tolerance: f64,
    /// The last known rows; the one in the middle may be a swing.
    window: [Option<Row>; WINDOW],
    /// The side of the last close that was on one.
    side: Option<Side>,
    /// Whether the price has been away since the last touch.
    left: bool,
    /// The day being counted and the side of its last close.
    day: Option<(i64, Side)>,
    history: LevelHistory,
}

impl Reading {
    fn new(place: Place, kind: LevelKind, tolerance: f64) -> Self {
        let window = [None; WINDOW];
        let history = LevelHistory::default();
        Self { place, kind, tolerance, window, side: None, left: true, day: None, history }
    }

    fn add(&mut self, row: Row) {
        self.window.rotate_left(1);
        if let Some(last) = self.window.last_mut() {
            *last = Some(row);
        }
        self.take_side(row);
        self.look_at_middle();
    }

    fn take_side(&mut self, row: Row) {
        let Some((low, high)) = self.place.bounds_at(row.time) else { return };
        let side = match row.close {
            close if close > high => Side::Above,
            close if close < low => Side::Below,
            _ => Side::Inside,
        };
        let way = match (self.side, side) {
            (Some(Side::Below), Side::Above) => Some(BreakWay::Up),
            (Some(Side::Above), Side::Below) => Some(BreakWay::Down),
            _ => None,
        };
        if let Some(way) = way {
            self.history.breaks.push(Break { at: row.time, way, close: row.close });
        }
        if side != Side::Inside {
            self.side = Some(side);
        }
        let number = row.time.0.div_euclid(DAY_SECS);
        if self.day.is_some_and(|(counted, _)| counted != number) {
            self.count_day();
        }
        self.day = Some((number, side));
        let first = self.history.span.map_or(row.time, |(first, _)| first);
        self.history.span = Some((first, row.time));
    }

    fn count_day(&mut self) {
        let history = &mut self.history;
        match self.day.take() {
            Some((_, Side::Above)) => history.days_above += 1,
            Some((_, Side::Below)) => history.days_below += 1,
            Some((_, Side::Inside)) => history.days_inside += 1,
            None => {}
        }
    }

    /// The row in the middle of the window: whether it touches, and whether it ends a visit.
    fn look_at_middle(&mut self) {
        let Some(Some(row)) = self.window.get(SWING_ROWS).copied() else { return };
        let Some((low, high)) = self.place.bounds_at(row.time) else { return };
        let (from, to) = (low * (1.0 - self.tolerance), high * (1.0 + self.tolerance));
        let near = |price: f64| (from..=to).contains(&price);
        let (lows, highs) = match self.kind {
            LevelKind::Support => (true, false),
            LevelKind::Resistance => (false, true),
            LevelKind::Cost | LevelKind::Neutral => (true, true),
        };
        // Near before swing: far fewer rows are near than there are rows.
        let end = if lows && near(row.low) && self.is_swing(|row| row.low) {
            Some((SwingEnd::Low, row.low))
        } else if highs && near(row.high) && self.is_swing(|row| -row.high) {
            Some((SwingEnd::High, row.high))
        } else {
            None
        };
        if let Some((end, price)) = end
            && std::mem::replace(&mut self.left, false)
        {
            self.history.touches.push(Touch { at: row.time, end, price });
        }
        let away = VISIT_TOLERANCES * self.tolerance;
        if row.close < low * (1.0 - away) || row.close > high * (1.0 + away) {
            self.left = true;
        }
    }

    /// Whether the middle of a full window is its least, by a value turned so that less is further out.
    fn is_swing(&self, value: impl Fn(&Row) -> f64) -> bool {
        let (before, rest) = self.window.split_at(SWING_ROWS);
        let Some((Some(middle), after)) = rest.split_first() else { return false };
        let middle = value(middle);
        before.iter().all(|row| row.as_ref().is_some_and(|row| middle < value(row)))
            && after.iter().all(|row| row.as_ref().is_some_and(|row| middle <= value(row)))
    }

    fn finish(mut self) -> LevelHistory {
        self.count_day();
        self.history
    }
}

//! One line of certain cells, made into a row of each series.
//!
//! Knows a [`Layout`] and bytes; knows no warning: whatever is not plainly right
//! is `None` and nothing of the line is taken. The order is read, check, push,
//! so that a line is taken by all series or by none.

use super::date::{DayCache, date};
use super::layout::{Kind, Layout, Slots, Step, Target};
use super::number::{grouped, plain, short, short_grouped};
use crate::io::csv::gather::SeriesRows;
use crate::io::csv::plan::Blank;
use crate::io::csv::records::MAX_FIELD_BYTES;
use crate::io::packed::MAX_CELLS;

/// Values of the line being read, by slot.
type Values = [f64; 256];

/// Rows on their way into columns: a column grows by some rows at a time, which costs
/// less than by each.
const STAGED: usize = 16;

/// The last rows of the only series of a layout.
#[derive(Debug, Default)]
struct Stage {
    len: usize,
    times: [i64; STAGED],
    lines: [u32; STAGED],
    cells: [[f64; STAGED]; MAX_CELLS],
}

impl Stage {
    /// Puts the rows behind those of `series`.
    #[inline]
    fn settle(&mut self, width: usize, series: &mut SeriesRows) {
        let len = std::mem::take(&mut self.len);
        series.rows_read += len as u64;
        series.rows.times.extend_from_slice(self.times.get(..len).unwrap_or_default());
        series.rows.lines.extend_from_slice(self.lines.get(..len).unwrap_or_default());
        for (column, staged) in series.rows.cells.iter_mut().zip(&self.cells).take(width) {
            column.extend_from_slice(staged.get(..len).unwrap_or_default());
        }
    }
}

/// Reads line after line of one layout.
#[derive(Debug)]
pub struct LineReader {
    layout: Layout,
    values: Box<Values>,
    days: DayCache,
    stage: Stage,
}

impl LineReader {
    /// Nothing read yet.
    pub fn new(layout: Layout) -> Self {
        Self { layout, values: Box::new([f64::NAN; 256]), days: DayCache::default(), stage: Stage::default() }
    }

    /// Hands over the rows of lines taken before; to be called before others are added.
    pub fn settle(&mut self, series: &mut [SeriesRows]) {
        if let ([target], [rows]) = (self.layout.targets.as_slice(), series) {
            self.stage.settle(target.width(), rows);
        }
    }

    /// Forgets the rows of lines taken before.
    pub fn forget(&mut self) {
        self.stage.len = 0;
    }

    /// Takes the line that begins at `at` and has the number `line`; the place behind it.
    /// `None` if it is not certain; no row was added then.
    #[inline]
    pub fn take(&mut self, text: &[u8], at: usize, line: u32, series: &mut [SeriesRows]) -> Option<usize> {
        let (time, place) = match self.by_lane(text, at) {
            Some(read) => read,
            None => self.by_step(text, at)?,
        };
        // No field of a line that is no longer than a field may be is too long.
        if place - at > MAX_FIELD_BYTES || time > self.layout.newest {
            return None;
        }
        if let ([target], [rows]) = (self.layout.targets.as_slice(), &mut *series) {
            let filled = checked(target, &self.values, time)?;
            if filled || target.blank == Blank::Gap {
                put(target, &self.values, time, line, &mut self.stage);
                if self.stage.len == STAGED {
                    self.stage.settle(target.width(), rows);
                }
            }
            return Some(place);
        }
        for target in &self.layout.targets {
            checked(target, &self.values, time)?;
        }
        for (target, rows) in self.layout.targets.iter().zip(series) {
            let filled = checked(target, &self.values, time)?;
            push(target, &self.values, time, line, filled, rows);
        }
        Some(place)
    }

    /// The usual line: a date, then amounts with a point, none of them empty; the time
    /// and the place behind the line.
    #[inline(always)]
    fn by_lane(&mut self, text: &[u8], at: usize) -> Option<(i64, usize)> {
        let lane = self.layout.lane;
        if lane == 0 || lane + 1 != self.layout.steps.len() {
            return None;
        }
        if text.get(at) == Some(&b'"') {
            return self.by_quoted_lane(text, at, lane);
        }
        let (delimiter, point) = (self.layout.delimiter, self.layout.point);
        let (time, mut place) = date(text, at, &mut self.days)?;
        for slot in self.values.get_mut(..lane)? {
            if text.get(place) != Some(&delimiter) {
                return None;
            }
            let (value, end) = short(text, place.wrapping_add(1), point)?;
            *slot = value;
            place = end;
        }
        (text.get(place) == Some(&b'\n')).then_some((time, place.wrapping_add(1)))
    }

    /// The usual line with every cell in quotes, thousands perhaps grouped.
    #[inline]
    fn by_quoted_lane(&mut self, text: &[u8], at: usize, lane: usize) -> Option<(i64, usize)> {
        let point = self.layout.point;
        // Without groups any mark will do that cannot stand in an amount.
        let group = self.layout.group.unwrap_or(b'"');
        let between = [b'"', self.layout.delimiter, b'"'];
        let (time, mut place) = date(text, at.wrapping_add(1), &mut self.days)?;
        for slot in self.values.get_mut(..lane)? {
            if text.get(place..)?.first_chunk::<3>() != Some(&between) {
                return None;
            }
            let (value, end) = short_grouped(text, place.wrapping_add(3), point, group)?;
            *slot = value;
            place = end;
        }
        let ends = text.get(place..)?.first_chunk::<2>() == Some(b"\"\n");
        ends.then_some((time, place.wrapping_add(2)))
    }

    /// Any line of the layout, step by step.
    fn by_step(&mut self, text: &[u8], at: usize) -> Option<(i64, usize)> {
        let mut time = 0;
        let mut place = at;
        for step in &self.layout.steps {
            place = match step.kind {
                Kind::Amount { slot, power } => {
                    let (value, end) = amount(text, place, *step, power, &self.layout)?;
                    #[expect(clippy::indexing_slicing, reason = "there are as many values as a u8 has")]
                    {
                        self.values[usize::from(slot)] = value;
                    }
                    end
                }
                Kind::Date => {
                    let quoted = usize::from(text.get(place) == Some(&b'"'));
                    let (found, end) = date(text, place + quoted, &mut self.days)?;
                    time = found;
                    if quoted == 1 && text.get(end) != Some(&b'"') {
                        return None;
                    }
                    end + quoted
                }
                Kind::Skip => skipped(text, place, self.layout.delimiter)?,
            };
            if text.get(place) != Some(&step.ends) {
                return None;
            }
            place += 1;
        }
        Some((time, place))
    }
}

/// An amount, `NaN` for an empty cell, and the place behind it.
#[inline(always)]
fn amount(text: &[u8], at: usize, step: Step, power: i32, layout: &Layout) -> Option<(f64, usize)> {
    let point = layout.point;
    let first = *text.get(at)?;
    if first == b'"' {
        let inside = at + 1;
        let (value, end) = match (text.get(inside), layout.group) {
            (Some(b'"'), _) => (f64::NAN, inside),
            (_, Some(group)) => grouped(text, inside, point, group, power)?,
            (_, None) => plain(text, inside, point, power)?,
        };
        return (text.get(end) == Some(&b'"')).then_some((value, end + 1));
    }
    if first == step.ends {
        return Some((f64::NAN, at));
    }
    let (value, end) = plain(text, at, point, power)?;
    match layout.group {
        Some(group) if group != layout.delimiter && text.get(end) == Some(&group) => {
            grouped(text, at, point, group, power)
        }
        _ => Some((value, end)),
    }
}

/// The place behind a cell that nobody uses.
#[inline]
fn skipped(text: &[u8], at: usize, delimiter: u8) -> Option<usize> {
    let rest = text.get(at..)?;
    if rest.first() == Some(&b'"') {
        let closing = memchr::memchr2(b'"', b'\n', rest.get(1..)?)? + 1;
        return (rest.get(closing) == Some(&b'"')).then_some(at + closing + 1);
    }
    rest.iter().position(|byte| *byte == delimiter || *byte == b'\n').map(|length| at + length)
}

#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "there are as many values as a u8 has")]
fn value(values: &Values, slot: u8) -> f64 {
    values[usize::from(slot)]
}

/// Whether a series has any value here; `None` if one of them breaks a rule.
#[inline(always)]
fn checked(target: &Target, values: &Values, time: i64) -> Option<bool> {
    match target.cells {
        Slots::Scalar(slot) => {
            let value = value(values, slot);
            target.bounds.admit(value).then_some(!value.is_nan())
        }
        Slots::Candle([open, high, low, close], volume) => {
            let (open, high) = (value(values, open), value(values, high));
            let (low, close) = (value(values, low), value(values, close));
            let bounds = &target.bounds;
            // All true only if every price is known; then the others lie within these two.
            let inside = (low <= open) & (low <= close) & (open <= high) & (close <= high);
            let fits = if inside {
                bounds.admit(low) & bounds.admit(high)
            } else {
                let crossed = (high < low) | (open > high) | (close > high) | (open < low) | (close < low);
                !crossed && [open, high, low, close].into_iter().all(|price| bounds.admit(price))
            };
            let traded = volume.map_or(f64::NAN, |volume| value(values, volume.slot_at(time)));
            if !(fits && (traded.is_nan() || (0.0..=1e300).contains(&traded))) {
                return None;
            }
            Some(!(open.is_nan() & high.is_nan() & low.is_nan() & close.is_nan()))
        }
    }
}

/// Puts a row behind those on the stage, which has room.
#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "the remainder leaves places within the arrays")]
fn put(target: &Target, values: &Values, time: i64, line: u32, stage: &mut Stage) {
    let row = stage.len % STAGED;
    stage.len = row + 1;
    stage.times[row] = time;
    stage.lines[row] = line;
    match target.cells {
        Slots::Scalar(slot) => stage.cells[0][row] = value(values, slot),
        Slots::Candle(prices, volume) => {
            for (column, slot) in prices.into_iter().enumerate() {
                stage.cells[column][row] = value(values, slot);
            }
            if let Some(volume) = volume {
                stage.cells[4][row] = value(values, volume.slot_at(time));
            }
        }
    }
}

/// Puts a row behind those of a series.
fn push(target: &Target, values: &Values, time: i64, line: u32, filled: bool, series: &mut SeriesRows) {
    if !filled && target.blank == Blank::NoRow {
        return;
    }
    series.rows_read += 1;
    series.rows.times.push(time);
    series.rows.lines.push(line);
    let [opens, highs, lows, closes, volumes] = &mut series.rows.cells;
    match target.cells {
        Slots::Scalar(slot) => opens.push(value(values, slot)),
        Slots::Candle(prices, volume) => {
            for (column, slot) in [opens, highs, lows, closes].into_iter().zip(prices) {
                column.push(value(values, slot));
            }
            if let Some(volume) = volume {
                volumes.push(value(values, volume.slot_at(time)));
            }
        }
    }
}

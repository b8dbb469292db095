//! One line of certain cells, made into a row of each series.
//!
//! Knows a [`Layout`] and bytes; knows no warning: whatever is not plainly right
//! is `None` and nothing of the line is taken. The order is read, check, push,
//! so that a line is taken by all series or by none.

use super::date::{DayCache, date};
use super::layout::{Kind, Layout, Slots, Step, Target};
use super::number::{grouped, plain, short};
use crate::io::csv::gather::SeriesRows;
use crate::io::csv::plan::Blank;
use crate::io::csv::records::MAX_FIELD_BYTES;

/// Values of the line being read, by slot.
type Values = [f64; 256];

/// Reads line after line of one layout.
#[derive(Debug)]
pub struct LineReader {
    layout: Layout,
    values: Box<Values>,
    days: DayCache,
}

impl LineReader {
    /// Nothing read yet.
    pub fn new(layout: Layout) -> Self {
        Self { layout, values: Box::new([f64::NAN; 256]), days: DayCache::default() }
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
            push(target, &self.values, time, line, filled, rows);
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

    /// The usual line: a date, then amounts with a point, none of them quoted or empty.
    #[inline(always)]
    fn by_lane(&mut self, text: &[u8], at: usize) -> Option<(i64, usize)> {
        let lane = self.layout.lane;
        if lane == 0 || lane + 1 != self.layout.steps.len() {
            return None;
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
            let fits = bounds.admit(open) & bounds.admit(high) & bounds.admit(low) & bounds.admit(close);
            let crossed = (high < low) | (open > high) | (close > high) | (open < low) | (close < low);
            let traded = volume.map_or(f64::NAN, |volume| {
                let (before, moved) = volume.moved;
                value(values, if time < before { moved } else { volume.slot })
            });
            if !fits || crossed || traded < 0.0 || traded > 1e300 {
                return None;
            }
            Some(!(open.is_nan() & high.is_nan() & low.is_nan() & close.is_nan()))
        }
    }
}

#[inline(always)]
fn push(target: &Target, values: &Values, time: i64, line: u32, filled: bool, series: &mut SeriesRows) {
    if !filled && target.blank == Blank::NoRow {
        return;
    }
    series.rows_read += 1;
    series.rows.times.push(time);
    series.rows.lines.push(line);
    match target.cells {
        Slots::Scalar(slot) => {
            let [only, ..] = &mut series.rows.cells;
            only.push(value(values, slot));
        }
        Slots::Candle([open, high, low, close], volume) => {
            let [opens, highs, lows, closes, volumes] = &mut series.rows.cells;
            opens.push(value(values, open));
            highs.push(value(values, high));
            lows.push(value(values, low));
            closes.push(value(values, close));
            if let Some(volume) = volume {
                let (before, moved) = volume.moved;
                volumes.push(value(values, if time < before { moved } else { volume.slot }));
            }
        }
    }
}

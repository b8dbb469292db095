//! One line of certain cells, made into a row of each series.
//!
//! Knows a [`Layout`] and bytes; knows no warning: whatever is not plainly right
//! is `None` and nothing of the line is taken. The order is read, check, push,
//! so that a line is taken by all series or by none.

use super::date::{DayCache, date};
use super::layout::{Kind, Layout, Slots, Step, Target};
use super::number::{grouped, plain};
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
        let mut time = 0;
        let mut place = at;
        for step in &self.layout.steps {
            place = match step.kind {
                Kind::Amount { slot, power } => {
                    let (value, end) = amount(text, place, *step, power, self.layout.grouped)?;
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
}

/// An amount, `NaN` for an empty cell, and the place behind it.
#[inline(always)]
fn amount(text: &[u8], at: usize, step: Step, power: i32, with_groups: bool) -> Option<(f64, usize)> {
    let first = *text.get(at)?;
    if first == b'"' {
        let inside = at + 1;
        let (value, end) = match text.get(inside) {
            Some(b'"') => (f64::NAN, inside),
            _ if with_groups => grouped(text, inside, power)?,
            _ => plain(text, inside, power)?,
        };
        return (text.get(end) == Some(&b'"')).then_some((value, end + 1));
    }
    if first == step.ends {
        return Some((f64::NAN, at));
    }
    let (value, end) = plain(text, at, power)?;
    if with_groups && step.ends != b',' && text.get(end) == Some(&b',') {
        return grouped(text, at, power);
    }
    Some((value, end))
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

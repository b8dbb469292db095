//! First, lowest, highest and last row of each pixel column.
//!
//! Knows rows, seconds and the time one pixel takes; knows nothing of views or
//! colours. Pixel columns lie on multiples of that time, counted from 1970, so the
//! same rows share one wherever the view begins.
//!
//! A bucket of the pyramid is taken whole where it lies in one pixel column or spans
//! at most half of one; it belongs to the column it begins in. So a column's edge
//! may lie half a pixel later than its multiple, and what is said about the rows
//! between two edges is exact.

use std::ops::Range;

use crate::chart::level_of_detail::buckets::Piece;
use crate::chart::level_of_detail::column::Column;
use crate::chart::level_of_detail::line::Run;
use crate::chart::level_of_detail::pyramid::{End, Guided};

/// Seconds beyond which neighbouring numbers of 64-bit floats are further apart than one.
const EXACT_SECS: f64 = 9e15;

/// Points to draw, with the row of the last point of each run.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) runs: Vec<Run>,
    pub(super) last_rows: Vec<usize>,
}

impl Kept {
    /// Appends a row; a new run begins where the row before it was not known.
    fn push(&mut self, column: &Column<'_>, row: usize, begins_run: bool) {
        let (Some(time), Some(value)) = (column.times.get(row), column.values.get(row)) else { return };
        if begins_run {
            self.runs.push(Run::new());
            self.last_rows.push(row);
        }
        if let (Some(run), Some(last_row)) = (self.runs.last_mut(), self.last_rows.last_mut()) {
            run.push((time.0 as f64, *value));
            *last_row = row;
        }
    }

    fn is_gap_before(&self, row: usize) -> bool {
        self.last_rows.last().is_none_or(|last| last + 1 != row)
    }
}

/// Every known row of a range.
pub(super) fn every_row(column: &Column<'_>, rows: Range<usize>) -> Kept {
    let mut kept = Kept::default();
    for (row, value) in column.values.iter().enumerate().take(rows.end).skip(rows.start) {
        if !value.is_nan() {
            kept.push(column, row, kept.is_gap_before(row));
        }
    }
    kept
}

/// At most four rows of each pixel column of a range.
///
/// **Gaps.** A run ends where the last known row of a pixel column and the first known
/// one of the next are not neighbours; a gap within a column is not seen.
/// **Cost.** O(pixels · log n) with a pyramid, else one pass over the range.
pub(super) fn thinned(column: &Column<'_>, rows: &Range<usize>, px_per_sec: f64) -> Kept {
    let guided = column.guided();
    let secs_per_px = if px_per_sec > 0.0 { 1.0 / px_per_sec } else { f64::INFINITY };
    // Casts of floats saturate: without a width everything is one pixel column.
    let (whole_px, half_px) = (secs_per_px as i64, (secs_per_px / 2.0) as i64);
    let mut reduction =
        Reduction { column, guided, px_per_sec, ends_at: i64::MIN, here: None, kept: Kept::default() };
    let mut cover = guided.cover(rows);
    while let Some(piece) = cover.next_accepted(|rows| {
        let Some((first, last)) = ends(column, rows) else { return false };
        let span = last.saturating_sub(first);
        span <= half_px || (span <= whole_px && last < reduction.column_end(first))
    }) {
        match piece {
            Piece::Rows(rows) => reduction.add_rows(rows),
            Piece::Bucket { level, index, rows } => {
                if let Some((lowest, highest)) = guided.bucket(level, index) {
                    reduction.add_bucket(rows, lowest, highest);
                }
            }
        }
    }
    reduction.close();
    reduction.kept
}

/// First and last time of some rows.
fn ends(column: &Column<'_>, rows: &Range<usize>) -> Option<(i64, i64)> {
    Some((column.times.get(rows.start)?.0, column.times.get(rows.end.checked_sub(1)?)?.0))
}

/// A pixel column under way.
struct PixelColumn {
    /// What it begins with: one known row, or a bucket that has one.
    first: Range<usize>,
    lowest: (usize, f64),
    highest: (usize, f64),
    /// What it ends with so far.
    last: Range<usize>,
}

struct Reduction<'a> {
    column: &'a Column<'a>,
    guided: Guided<'a>,
    px_per_sec: f64,
    /// The first second that is not in the pixel column under way.
    ends_at: i64,
    here: Option<PixelColumn>,
    kept: Kept,
}

impl Reduction<'_> {
    /// The first second after the pixel column a time lies in.
    fn column_end(&self, time: i64) -> i64 {
        if self.here.is_some() && time < self.ends_at {
            return self.ends_at;
        }
        let column = |time: i64| (time as f64 * self.px_per_sec).floor();
        let at = column(time);
        let end = ((at + 1.0) / self.px_per_sec).ceil();
        if end.is_nan() || end.abs() >= EXACT_SECS {
            return i64::MAX;
        }
        // The division may be off by one second either way.
        let end = end as i64;
        match (column(end - 1) > at, column(end) > at) {
            (true, _) => end - 1,
            (false, true) => end,
            (false, false) => end + 1,
        }
    }

    fn add_rows(&mut self, rows: Range<usize>) {
        let times = self.column.times.get(rows.clone()).unwrap_or_default();
        let values = self.column.values.get(rows.clone()).unwrap_or_default();
        for ((row, time), value) in rows.zip(times).zip(values) {
            if !value.is_nan() {
                self.add(time.0, row..row + 1, (row, *value), (row, *value));
            }
        }
    }

    fn add_bucket(&mut self, rows: Range<usize>, lowest: usize, highest: usize) {
        let value = |row: usize| self.column.values.get(row).map(|value| (row, *value));
        if let (Some(time), Some(lowest), Some(highest)) =
            (self.column.times.get(rows.start), value(lowest), value(highest))
        {
            self.add(time.0, rows, lowest, highest);
        }
    }

    fn add(&mut self, time: i64, rows: Range<usize>, lowest: (usize, f64), highest: (usize, f64)) {
        match &mut self.here {
            Some(here) if time < self.ends_at => {
                if lowest.1 < here.lowest.1 {
                    here.lowest = lowest;
                }
                if highest.1 > here.highest.1 {
                    here.highest = highest;
                }
                here.last = rows;
            }
            _ => {
                let ends_at = self.column_end(time);
                self.close();
                self.ends_at = ends_at;
                self.here = Some(PixelColumn { first: rows.clone(), lowest, highest, last: rows });
            }
        }
    }

    /// Keeps the rows of the pixel column under way, in true order.
    fn close(&mut self) {
        let Some(here) = self.here.take() else { return };
        let known = |rows: &Range<usize>, end: End| {
            if rows.len() == 1 { Some(rows.start) } else { self.guided.known(rows, end) }
        };
        let (Some(first), Some(last)) = (known(&here.first, End::First), known(&here.last, End::Last)) else {
            return;
        };
        let (lowest, highest) = (here.lowest.0, here.highest.0);
        let begins_run = self.kept.is_gap_before(first);
        self.kept.push(self.column, first, begins_run);
        let mut before = first;
        for row in [lowest.min(highest), lowest.max(highest), last] {
            if row > before {
                self.kept.push(self.column, row, false);
                before = row;
            }
        }
    }
}

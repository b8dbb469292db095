//! Where the cells of the table stand: the head and every row share it.

use egui::{Rect, pos2};

use crate::app::flows::FlowSummary;

/// Height of a row, in points.
pub(super) const ROW: f32 = 22.0;
/// Width of the day, in points.
const DAY: f32 = 76.0;
/// Least width of a cell, in points: room for `−1,113.7`.
const CELL: f32 = 56.0;
/// Greatest width of a cell, in points.
const WIDEST: f32 = 84.0;

/// Cells of one row.
#[derive(Clone, Copy)]
pub(super) struct Grid {
    row: Rect,
    cell: f32,
}

impl Grid {
    /// The cells of a row with so many columns.
    pub(super) fn new(row: Rect, columns: usize) -> Self {
        let cell = ((row.width() - DAY) / columns.max(1) as f32).clamp(CELL, WIDEST);
        Self { row, cell }
    }

    /// The day.
    pub(super) fn day(&self) -> Rect {
        Rect::from_min_max(self.row.min, pos2(self.row.left() + DAY, self.row.bottom()))
    }

    /// A cell by its place.
    pub(super) fn cell(&self, place: usize) -> Rect {
        let left = self.row.left() + DAY + place as f32 * self.cell;
        Rect::from_min_max(pos2(left, self.row.top()), pos2(left + self.cell, self.row.bottom()))
    }

    /// All cells of so many columns together.
    pub(super) fn cells(&self, columns: usize) -> Rect {
        self.cell(0).union(self.cell(columns.saturating_sub(1)))
    }
}

/// Width below which the table is scrolled sideways, in points.
pub(super) fn least_width(columns: usize) -> f32 {
    DAY + columns as f32 * CELL
}

/// Width at which every cell is as wide as it gets, in points.
pub(super) fn full_width(columns: usize) -> f32 {
    DAY + columns as f32 * WIDEST
}

/// All funds together, and so many of the funds: those that moved most money, in their own order.
pub(super) fn largest_columns(summary: &FlowSummary, funds: usize) -> Vec<usize> {
    let mut by_size: Vec<usize> = (1..summary.sums.len()).collect();
    let size = |column: &usize| summary.sums.get(*column).map_or(0.0, |sum| sum.usd.abs());
    by_size.sort_by(|a, b| size(b).total_cmp(&size(a)));
    by_size.truncate(funds);
    by_size.sort_unstable();
    std::iter::once(0).chain(by_size).collect()
}

//! Where the cells of the table of series stand: the head and every row share it.

use egui::{Align2, Color32, FontId, Rect, Ui, pos2};

use crate::ui::widgets::text::paint_line;

/// Height of a row, in points.
pub(super) const ROW: f32 = 26.0;
/// Least width of the table, in points: below it the table is scrolled sideways.
pub(super) const LEAST_WIDTH: f32 = 1_010.0;
/// Room between two cells, in points.
const GAP: f32 = 10.0;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Source,
    Rows,
    First,
    Last,
    Age,
    Seen,
    Next,
    Size,
    Revised,
    Actions,
}

impl Cell {
    /// Every column but the first, left to right.
    const FIXED: [Self; 9] = [
        Self::Rows,
        Self::First,
        Self::Last,
        Self::Age,
        Self::Seen,
        Self::Next,
        Self::Size,
        Self::Revised,
        Self::Actions,
    ];

    /// Width in points; the first column has the rest.
    fn width(self) -> f32 {
        match self {
            Self::Source => 0.0,
            Self::Rows | Self::Size => 66.0,
            Self::First | Self::Last => 94.0,
            // Room for `119 minutes old`.
            Self::Age | Self::Seen => 118.0,
            Self::Next => 106.0,
            Self::Revised => 62.0,
            Self::Actions => 200.0,
        }
    }

    /// Whether it holds numbers, which stand under each other at the right.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Rows | Self::Size | Self::Revised)
    }

    /// Its place in a row.
    pub(super) fn of(self, row: Rect) -> Rect {
        let mut right = row.right();
        for cell in Self::FIXED.into_iter().rev() {
            let left = right - cell.width();
            if cell == self {
                return Rect::from_min_max(pos2(left + GAP, row.top()), pos2(right, row.bottom()));
            }
            right = left;
        }
        Rect::from_min_max(row.min, pos2(right, row.bottom()))
    }
}

/// One painted text in a cell; the widget beneath carries it as its name.
pub(super) fn paint_cell(ui: &Ui, cell: Cell, row: Rect, text: &str, font: FontId, colour: Color32) {
    let rect = cell.of(row);
    if cell.is_number() {
        ui.painter().text(rect.right_center(), Align2::RIGHT_CENTER, text, font, colour);
    } else {
        paint_line(ui, rect, text, font, colour);
    }
}

//! Where the cells of the table stand: the head and every row share it.

use egui::{Rect, pos2};

/// Width of one of the three icons of a row, in points.
pub(super) const ICON: f32 = 20.0;
/// Where the words of a row begin, in points: right of its dot.
const INDENT: f32 = 16.0;
/// Room between two cells, in points.
const GAP: f32 = 4.0;
/// Width of the distance, in points.
const DISTANCE: f32 = 60.0;
/// Width of a price or a zone, in points.
const PRICE: f32 = 108.0;
/// Width of a date, in points.
const DATE: f32 = 78.0;
/// Width of the number of touches, in points.
const TOUCHES: f32 = 52.0;

/// Width of what an alert waits for, in points.
const ALERT: f32 = 84.0;

/// One of the lines of a row.
#[derive(Clone, Copy)]
enum Line {
    First,
    Second,
    Third,
}

/// Cells of three lines.
#[derive(Clone, Copy)]
pub(super) struct Grid {
    row: Rect,
    lines: [f32; 3],
}

impl Grid {
    /// The cells of a row whose lines are this high, from its top.
    pub(super) fn new(row: Rect, lines: [f32; 3]) -> Self {
        Self { row, lines }
    }

    fn cell(&self, line: Line, left: f32, right: f32) -> Rect {
        let [first, second, third] = self.lines;
        let (above, height) = match line {
            Line::First => (0.0, first),
            Line::Second => (first, second),
            Line::Third => (first + second, third),
        };
        let top = self.row.top() + above;
        Rect::from_min_max(pos2(left, top), pos2((right - GAP).max(left), top + height))
    }

    /// Left edge of the words.
    pub(super) fn left(&self) -> f32 {
        self.row.left() + INDENT
    }

    /// Left edge of the icons.
    pub(super) fn icons(&self) -> f32 {
        self.row.right() - 3.0 * ICON
    }

    fn price_left(&self) -> f32 {
        self.icons() - DISTANCE - PRICE
    }

    pub(super) fn kind(&self) -> Rect {
        self.cell(Line::First, self.left(), self.price_left() + GAP)
    }

    pub(super) fn price(&self) -> Rect {
        self.cell(Line::First, self.price_left(), self.icons() - DISTANCE)
    }

    pub(super) fn distance(&self) -> Rect {
        self.cell(Line::First, self.icons() - DISTANCE, self.icons())
    }

    pub(super) fn label(&self) -> Rect {
        self.cell(Line::Second, self.left(), self.row.right() - ALERT)
    }

    pub(super) fn alert(&self) -> Rect {
        self.cell(Line::Second, self.row.right() - ALERT, self.row.right())
    }

    /// Under the icons.
    pub(super) fn breaks(&self) -> Rect {
        self.cell(Line::Third, self.icons(), self.row.right())
    }

    pub(super) fn last_touch(&self) -> Rect {
        self.cell(Line::Third, self.icons() - DATE, self.icons())
    }

    pub(super) fn touches(&self) -> Rect {
        self.cell(Line::Third, self.icons() - DATE - TOUCHES, self.icons() - DATE)
    }

    pub(super) fn source(&self) -> Rect {
        self.cell(Line::Third, self.left(), self.icons() - DATE - TOUCHES)
    }
}

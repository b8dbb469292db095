//! Straight strokes as one lean mesh, snapped to the pixels of the screen.
//!
//! Knows rectangles and colours; knows nothing of what a stroke means. egui's own
//! lines are feathered on both sides: for the dozens of straight lines of a chart
//! that costs more than the data, and blurs what should be sharp.

use std::sync::Arc;

use egui::{Color32, Mesh, Painter, Rangef, Rect, Shape, pos2};

/// Horizontal and vertical strokes of one pane, painted together.
pub struct Strokes {
    mesh: Mesh,
    pixels_per_point: f32,
}

/// A pattern along a stroke, points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pattern {
    /// Unbroken.
    Solid,
    /// Dashes and gaps.
    Dashed {
        /// Length of a dash.
        dash: f32,
        /// Length of a gap.
        gap: f32,
    },
}

/// The usual dashes of a crosshair.
pub const FINE_DASHES: Pattern = Pattern::Dashed { dash: 3.0, gap: 3.0 };
/// Dots, for a last value.
pub const DOTS: Pattern = Pattern::Dashed { dash: 2.0, gap: 4.0 };

impl Strokes {
    /// Nothing yet, for the screen of this painter.
    pub fn new(painter: &Painter) -> Self {
        Self { mesh: Mesh::default(), pixels_per_point: painter.pixels_per_point().max(0.1) }
    }

    fn snap(&self, at: f32) -> f32 {
        (at * self.pixels_per_point).round() / self.pixels_per_point
    }

    /// Edges of a stroke of this width about a place, on whole pixels and at least one wide.
    fn edges(&self, at: f32, width: f32) -> (f32, f32) {
        let pixels = (width * self.pixels_per_point).round().max(1.0);
        let from = ((at * self.pixels_per_point) - pixels / 2.0).round();
        (from / self.pixels_per_point, (from + pixels) / self.pixels_per_point)
    }

    /// A horizontal stroke.
    pub fn horizontal(&mut self, x: Rangef, y: f32, width: f32, colour: Color32, pattern: Pattern) {
        let (top, bottom) = self.edges(y, width);
        self.along(x, pattern, |mesh, from, to| {
            mesh.add_colored_rect(Rect::from_min_max(pos2(from, top), pos2(to, bottom)), colour);
        });
    }

    /// A vertical stroke.
    pub fn vertical(&mut self, x: f32, y: Rangef, width: f32, colour: Color32, pattern: Pattern) {
        let (left, right) = self.edges(x, width);
        self.along(y, pattern, |mesh, from, to| {
            mesh.add_colored_rect(Rect::from_min_max(pos2(left, from), pos2(right, to)), colour);
        });
    }

    /// A filled rectangle, its sides on whole pixels.
    pub fn rect(&mut self, rect: Rect, colour: Color32) {
        let min = pos2(self.snap(rect.left()), self.snap(rect.top()));
        let max = pos2(self.snap(rect.right()), self.snap(rect.bottom()));
        if min.x < max.x && min.y < max.y {
            self.mesh.add_colored_rect(Rect::from_min_max(min, max), colour);
        }
    }

    fn along(&mut self, range: Rangef, pattern: Pattern, mut put: impl FnMut(&mut Mesh, f32, f32)) {
        let (from, to) = (self.snap(range.min), self.snap(range.max));
        if !(from.is_finite() && to.is_finite() && from < to) {
            return;
        }
        match pattern {
            Pattern::Solid => put(&mut self.mesh, from, to),
            Pattern::Dashed { dash, gap } => {
                let step = (dash + gap).max(1.0 / self.pixels_per_point);
                let mut at = from;
                while at < to {
                    put(&mut self.mesh, at, (at + dash).min(to));
                    at += step;
                }
            }
        }
    }

    /// Paints what was collected.
    pub fn paint(self, painter: &Painter) {
        if !self.mesh.is_empty() {
            painter.add(Shape::Mesh(Arc::new(self.mesh)));
        }
    }
}

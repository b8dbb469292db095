//! Where the panes lie, and how data become screen positions in each.
//!
//! The transform is egui_plot's; its widget, axes, grid and gestures are not
//! used, because they cost more per frame than the data (`docs/DECISIONS.md`).

use egui::{Pos2, Rect, pos2};
use egui_plot::{PlotBounds, PlotTransform};

use crate::chart::scale::ValueScale;
use crate::chart::viewport::TimeView;

/// Width of the value axis, points.
pub const AXIS_WIDTH: f32 = 74.0;
/// Height of the time axis, points.
pub const TIME_AXIS_HEIGHT: f32 = 24.0;
/// Height of a pane's name and readout, points.
pub const HEADER_HEIGHT: f32 = 24.0;
/// Least height of a pane, points.
const MIN_PANE_HEIGHT: f32 = 64.0;
/// How much taller the price pane is than another.
const PRICE_WEIGHT: f32 = 3.4;

/// The rectangles of one pane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PaneRects {
    /// The whole pane with its axis.
    pub whole: Rect,
    /// Name and readout.
    pub header: Rect,
    /// The data.
    pub plot: Rect,
    /// The value axis beside the data.
    pub axis: Rect,
}

/// The rectangles of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartRects {
    /// One entry a pane, top to bottom.
    pub panes: Vec<PaneRects>,
    /// The time axis below them.
    pub time_axis: Rect,
}

/// Divides the space among panes; `is_price` says which ones are tall.
pub fn divide(rect: Rect, is_price: &[bool]) -> ChartRects {
    // A window may be made smaller than its axes; nothing may have a negative side then.
    let right = (rect.right() - AXIS_WIDTH).max(rect.left() + 1.0);
    let time_axis_top = (rect.bottom() - TIME_AXIS_HEIGHT).max(rect.top() + 1.0);
    let time_axis =
        Rect::from_min_max(pos2(rect.left(), time_axis_top), pos2(right, rect.bottom().max(time_axis_top)));
    let height = time_axis_top - rect.top();
    let weight = |price: &bool| if *price { PRICE_WEIGHT } else { 1.0 };
    let total: f32 = is_price.iter().map(weight).sum::<f32>().max(1.0);
    let mut top = rect.top();
    let panes = is_price
        .iter()
        .map(|price| {
            let share = (height * weight(price) / total).max(MIN_PANE_HEIGHT.min(height)).round();
            let bottom = (top + share).min(time_axis.top());
            let whole = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right().max(right), bottom));
            top = bottom;
            let header_bottom = (whole.top() + HEADER_HEIGHT).min(whole.bottom());
            let plot = Rect::from_min_max(pos2(whole.left(), header_bottom), pos2(right, whole.bottom()));
            PaneRects {
                whole,
                header: Rect::from_min_max(whole.min, pos2(right, header_bottom)),
                plot,
                axis: Rect::from_min_max(pos2(right, plot.top()), whole.max),
            }
        })
        .collect();
    ChartRects { panes, time_axis }
}

/// Data to screen and back, for one pane.
#[derive(Clone, Copy)]
pub struct PaneFrame {
    /// Its rectangles.
    pub rects: PaneRects,
    /// Time from the left to the right edge.
    pub view: TimeView,
    /// Values from the lower to the upper edge.
    pub scale: ValueScale,
    transform: PlotTransform,
}

impl PaneFrame {
    /// A pane showing this time and these values.
    pub fn new(rects: PaneRects, view: TimeView, scale: ValueScale) -> Self {
        let bounds = PlotBounds::from_min_max(
            [view.from, scale.axis_from_value(scale.lo)],
            [view.to, scale.axis_from_value(scale.hi)],
        );
        Self { rects, view, scale, transform: PlotTransform::new(rects.plot, bounds, false) }
    }

    /// Screen x of a time in Unix seconds.
    pub fn x(&self, time: f64) -> f32 {
        self.transform.position_from_point_x(time)
    }

    /// Screen y of a value.
    pub fn y(&self, value: f64) -> f32 {
        self.transform.position_from_point_y(self.scale.axis_from_value(value))
    }

    /// Screen position of a time and a value.
    pub fn at(&self, time: f64, value: f64) -> Pos2 {
        pos2(self.x(time), self.y(value))
    }

    /// Value at a screen y.
    pub fn value_at(&self, y: f32) -> f64 {
        self.scale.value_from_axis(self.transform.value_from_position(pos2(self.rects.plot.left(), y)).y)
    }

    /// Time in Unix seconds at a screen x.
    pub fn time_at(&self, x: f32) -> f64 {
        self.transform.value_from_position(pos2(x, self.rects.plot.top())).x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scale::ScaleKind;

    #[test]
    fn panes_fill_the_space_without_a_gap() {
        let rect = Rect::from_min_max(pos2(200.0, 80.0), pos2(1_100.0, 800.0));
        let rects = divide(rect, &[true, false, false, false]);
        assert_eq!(rects.panes[0].whole.top(), 80.0);
        for pair in rects.panes.windows(2) {
            assert_eq!(pair[0].whole.bottom(), pair[1].whole.top());
        }
        assert!((rects.panes[3].whole.bottom() - rects.time_axis.top()).abs() < 4.0);
        assert!(rects.panes[0].plot.height() > 2.0 * rects.panes[1].plot.height());
    }

    #[test]
    fn a_space_smaller_than_the_axes_has_no_negative_side() {
        for (width, height) in [(0.0, 0.0), (40.0, 600.0), (900.0, 10.0), (60.0, 130.0)] {
            let rect = Rect::from_min_max(pos2(232.0, 100.0), pos2(232.0 + width, 100.0 + height));
            let rects = divide(rect, &[true, false, false, false]);
            for side in rects.panes.iter().flat_map(|pane| [pane.whole, pane.header, pane.plot, pane.axis]) {
                assert!(side.width() >= 0.0 && side.height() >= 0.0, "{width} x {height}: {side}");
            }
            assert!(rects.time_axis.width() >= 0.0 && rects.time_axis.height() >= 0.0);
        }
    }

    #[test]
    fn a_position_reads_back_on_both_scales() {
        let rects = divide(Rect::from_min_max(pos2(0.0, 0.0), pos2(800.0, 600.0)), &[true]);
        for kind in [ScaleKind::Linear, ScaleKind::Log] {
            let scale = ValueScale::new(kind, 50_000.0, 130_000.0);
            let frame = PaneFrame::new(rects.panes[0], TimeView::new(0.0, 1e6), scale);
            let price = frame.value_at(frame.y(70_000.0));
            assert!((price / 70_000.0 - 1.0).abs() < 1e-5, "{price}");
            assert!((frame.time_at(frame.x(5e5)) - 5e5).abs() < 5.0);
            assert!(frame.y(120_000.0) < frame.y(60_000.0));
        }
    }
}

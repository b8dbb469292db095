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
pub const MIN_PANE_HEIGHT: f32 = 56.0;
/// Least height of the price pane, points, and as a share of the stack's.
const MIN_PRICE: (f32, f32) = (160.0, 0.35);
/// Height of the strip that says how many panes lie beyond what is shown, points.
pub const FOLD_HEIGHT: f32 = 22.0;
/// Height of the strip with the whole history, points.
pub const NAVIGATOR_HEIGHT: f32 = 44.0;
/// Least height of the chart that leaves room for that strip, points.
const NAVIGATOR_FROM: f32 = 320.0;

/// The rectangles of one pane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PaneRects {
    /// The whole pane with its axes.
    pub whole: Rect,
    /// Name and legend.
    pub header: Rect,
    /// The data.
    pub plot: Rect,
    /// The value axis right of the data.
    pub axis: Rect,
    /// The place of a second value axis left of the data; without width if no pane has one.
    pub left_axis: Rect,
}

/// The rectangles of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartRects {
    /// One entry a pane, top to bottom.
    pub panes: Vec<PaneRects>,
    /// The strip between panes and time axis, if some panes are beyond what is shown.
    pub fold: Option<Rect>,
    /// The time axis below them.
    pub time_axis: Rect,
    /// The strip with the whole history, if there is room for it.
    pub navigator: Option<Rect>,
}

/// What stands around the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// Some pane has a second value axis at the left.
    pub left_axis: bool,
    /// The strip with the whole history is wanted.
    pub navigator: bool,
    /// Some panes are beyond what is shown.
    pub fold: bool,
}

/// What a pane has of the stack's height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Its height beside the others'.
    pub weight: f32,
    /// Its least height, points.
    pub least: f32,
}

/// Least height of the price pane in a stack, points.
pub fn price_least(stack: f32) -> f32 {
    (stack * MIN_PRICE.1).max(MIN_PRICE.0)
}

/// Height of the panes with whatever strip stands under them, points.
pub fn stack_height(rect: Rect, around: Surroundings) -> f32 {
    let strip = if around.navigator && rect.height() >= NAVIGATOR_FROM { NAVIGATOR_HEIGHT } else { 0.0 };
    (rect.height() - strip - TIME_AXIS_HEIGHT).max(1.0)
}

/// Divides the space among panes by their weights.
///
/// No pane is lower than its least height while all of them have room for that.
pub fn divide(rect: Rect, shares: &[Share], around: Surroundings) -> ChartRects {
    // A window may be made smaller than its axes; nothing may have a negative side then.
    let left = if around.left_axis { (rect.left() + AXIS_WIDTH).min(rect.right()) } else { rect.left() };
    let right = (rect.right() - AXIS_WIDTH).max(left + 1.0);
    let strip = if around.navigator && rect.height() >= NAVIGATOR_FROM { NAVIGATOR_HEIGHT } else { 0.0 };
    let time_axis_bottom = (rect.bottom() - strip).max(rect.top() + 1.0);
    let time_axis_top = (time_axis_bottom - TIME_AXIS_HEIGHT).max(rect.top() + 1.0);
    let time_axis =
        Rect::from_min_max(pos2(left, time_axis_top), pos2(right, time_axis_bottom.max(time_axis_top)));
    let navigator = (strip > 0.0)
        .then(|| Rect::from_min_max(pos2(rect.left(), time_axis_bottom), pos2(rect.right(), rect.bottom())));
    let panes_bottom =
        if around.fold { (time_axis_top - FOLD_HEIGHT).max(rect.top()) } else { time_axis_top };
    let fold = around.fold.then(|| {
        Rect::from_min_max(pos2(rect.left(), panes_bottom), pos2(rect.right().max(right), time_axis_top))
    });
    let mut top = rect.top();
    let panes = heights(panes_bottom - rect.top(), shares)
        .into_iter()
        .map(|height| {
            let bottom = (top + height).min(panes_bottom);
            let whole = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right().max(right), bottom));
            top = bottom;
            let header_bottom = (whole.top() + HEADER_HEIGHT).min(whole.bottom());
            let plot = Rect::from_min_max(pos2(left, header_bottom), pos2(right, whole.bottom()));
            PaneRects {
                whole,
                header: Rect::from_min_max(whole.min, pos2(right, header_bottom)),
                plot,
                axis: Rect::from_min_max(pos2(right, plot.top()), whole.max),
                left_axis: Rect::from_min_max(
                    pos2(whole.left(), plot.top()),
                    pos2(left.max(whole.left()), whole.bottom()),
                ),
            }
        })
        .collect();
    ChartRects { panes, fold, time_axis, navigator }
}

/// Whole heights by weight, none under its least while there is room for that.
fn heights(total: f32, shares: &[Share]) -> Vec<f32> {
    let wanted: f32 = shares.iter().map(|share| share.least).sum();
    let squeeze = if wanted > total { total / wanted } else { 1.0 };
    let mut is_low = vec![false; shares.len()];
    loop {
        let pairs = || shares.iter().zip(&is_low);
        let taken: f32 = pairs().filter(|(_, low)| **low).map(|(share, _)| share.least * squeeze).sum();
        let flexible: f32 = pairs().filter(|(_, low)| !**low).map(|(share, _)| share.weight).sum();
        let one = (total - taken).max(0.0) / flexible.max(f32::MIN_POSITIVE);
        let height = |share: &Share, low: bool| if low { share.least * squeeze } else { share.weight * one };
        let next: Vec<bool> =
            pairs().map(|(share, low)| *low || height(share, false) < share.least * squeeze).collect();
        if next == is_low {
            return pairs().map(|(share, low)| height(share, *low).round()).collect();
        }
        is_low = next;
    }
}

/// Heights of two neighbours after their border was moved by `by` points down.
pub fn moved_border(upper: f32, lower: f32, by: f32) -> (f32, f32) {
    let both = upper + lower;
    let least = MIN_PANE_HEIGHT.min(both / 2.0);
    let moved = (upper + by).clamp(least, both - least);
    (moved, both - moved)
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

    /// The same pane and time with other values.
    #[must_use]
    pub fn with_scale(&self, scale: ValueScale) -> Self {
        Self::new(self.rects, self.view, scale)
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

    /// Value at a screen y; the lower edge's in a pane without height.
    pub fn value_at(&self, y: f32) -> f64 {
        if !self.rects.plot.is_positive() {
            return self.scale.lo;
        }
        self.scale.value_from_axis(self.transform.value_from_position(pos2(self.rects.plot.left(), y)).y)
    }

    /// Time in Unix seconds at a screen x; the left edge's in a pane without width.
    pub fn time_at(&self, x: f32) -> f64 {
        if !self.rects.plot.is_positive() {
            return self.view.time_from_x(x, self.rects.plot.left(), self.rects.plot.width());
        }
        self.transform.value_from_position(pos2(x, self.rects.plot.top())).x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scale::ScaleKind;

    const BARE: Surroundings = Surroundings { left_axis: false, navigator: false, fold: false };
    const FULL: Surroundings = Surroundings { left_axis: true, navigator: true, fold: false };

    fn shares<const N: usize>(weights: [f32; N]) -> [Share; N] {
        weights.map(|weight| Share { weight, least: MIN_PANE_HEIGHT })
    }

    #[test]
    fn panes_fill_the_space_without_a_gap() {
        let rect = Rect::from_min_max(pos2(200.0, 80.0), pos2(1_100.0, 800.0));
        let rects = divide(rect, &shares([3.4, 1.0, 1.0, 1.0]), FULL);
        assert_eq!(rects.panes[0].whole.top(), 80.0);
        for pair in rects.panes.windows(2) {
            assert_eq!(pair[0].whole.bottom(), pair[1].whole.top());
        }
        assert!((rects.panes[3].whole.bottom() - rects.time_axis.top()).abs() < 4.0);
        assert!(rects.panes[0].plot.height() > 2.0 * rects.panes[1].plot.height());
        assert_eq!(rects.navigator.unwrap().top(), rects.time_axis.bottom());
        assert_eq!(rects.panes[0].plot.left(), 200.0 + AXIS_WIDTH);
    }

    #[test]
    fn no_pane_is_squeezed_while_there_is_room() {
        let low = heights(400.0, &shares([40.0, 0.15, 0.15, 1.0]));
        assert_eq!(low.iter().sum::<f32>(), 400.0);
        assert!(low.iter().all(|height| *height >= MIN_PANE_HEIGHT), "{low:?}");
        assert_eq!(heights(100.0, &shares([1.0; 4])), [25.0; 4]);
        assert!(heights(100.0, &[]).is_empty());
    }

    #[test]
    fn the_price_keeps_its_share_beside_many_panes() {
        let mut many = vec![Share { weight: 3.4, least: price_least(870.0) }];
        many.extend(shares([1.0; 9]));
        let high = heights(870.0, &many);
        assert!(high[0] >= 0.35 * 870.0 - 1.0 && high[1..].iter().all(|one| *one >= 55.0), "{high:?}");
        assert_eq!(price_least(300.0), 160.0);
    }

    #[test]
    fn the_strip_of_the_fold_lies_between_the_panes_and_the_time_axis() {
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(900.0, 600.0));
        let rects = divide(rect, &shares([1.0, 1.0]), Surroundings { fold: true, ..FULL });
        let fold = rects.fold.unwrap();
        assert_eq!((fold.bottom(), fold.height()), (rects.time_axis.top(), FOLD_HEIGHT));
        assert!(rects.panes[1].whole.bottom() <= fold.top());
    }

    #[test]
    fn a_border_leaves_both_neighbours_their_least() {
        assert_eq!(moved_border(200.0, 100.0, 20.0), (220.0, 80.0));
        assert_eq!(moved_border(200.0, 100.0, 90.0), (244.0, 56.0));
        assert_eq!(moved_border(200.0, 100.0, -900.0), (56.0, 244.0));
    }

    #[test]
    fn a_space_smaller_than_the_axes_has_no_negative_side() {
        for (width, height) in [(0.0, 0.0), (40.0, 600.0), (900.0, 10.0), (60.0, 130.0)] {
            let rect = Rect::from_min_max(pos2(232.0, 100.0), pos2(232.0 + width, 100.0 + height));
            for around in [BARE, FULL] {
                let rects = divide(rect, &shares([3.4, 1.0, 1.0, 1.0]), around);
                let sides = rects
                    .panes
                    .iter()
                    .flat_map(|pane| [pane.whole, pane.header, pane.plot, pane.axis, pane.left_axis]);
                for side in sides {
                    assert!(side.width() >= 0.0 && side.height() >= 0.0, "{width} x {height}: {side}");
                }
                assert!(rects.time_axis.width() >= 0.0 && rects.time_axis.height() >= 0.0);
            }
        }
    }

    #[test]
    fn a_position_reads_back_on_both_scales() {
        let rects = divide(Rect::from_min_max(pos2(0.0, 0.0), pos2(800.0, 600.0)), &shares([1.0]), BARE);
        let flat =
            PaneRects { plot: Rect::from_min_size(pos2(5.0, 5.0), egui::Vec2::ZERO), ..rects.panes[0] };
        let flat =
            PaneFrame::new(flat, TimeView::new(7.0, 9.0), ValueScale::new(ScaleKind::Linear, 1.0, 2.0));
        assert_eq!((flat.value_at(3.0), flat.time_at(3.0)), (1.0, 7.0));
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

//! The navigator: the whole reach of time in one strip, and the window shown of it.
//!
//! Knows seconds and pixels; knows nothing of what is drawn in the strip. A
//! window narrower than a hand can hold is shown wider about its middle, so
//! edges are moved by how far the hand went, never to where it is.

use crate::chart::viewport::TimeView;

/// How far from an edge of the window its grip still catches, in pixels.
pub const GRIP_REACH_PX: f32 = 6.0;
/// Narrowest that the window is shown, in pixels.
pub const LEAST_WINDOW_PX: f32 = 10.0;
/// Share of the shown window that always pans, in the middle between the grips.
const PANNING_SHARE: f32 = 0.5;

/// One end of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edge {
    /// The earlier end.
    Left,
    /// The later end.
    Right,
}

/// What of the navigator lies under a pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NavigatorPart {
    /// A grip.
    Grip(Edge),
    /// Between the grips.
    Window,
    /// Beside the window.
    Outside,
}

/// The whole reach of time laid out over a strip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NavigatorScale {
    /// Time at the strip's ends.
    pub reach: TimeView,
    /// Its left edge, pixels.
    pub left: f32,
    /// Its width, pixels.
    pub width: f32,
}

impl NavigatorScale {
    /// A strip from `left`, `width` pixels wide, that shows this reach.
    pub fn new(reach: TimeView, left: f32, width: f32) -> Self {
        Self { reach, left, width: width.max(0.0) }
    }

    /// Screen x of an instant in Unix seconds, also beyond the ends.
    pub fn x(&self, time: f64) -> f32 {
        self.reach.x_from_time(time, self.left, self.width)
    }

    /// The instant at a screen x, cut to the reach.
    pub fn time(&self, x: f32) -> f64 {
        self.reach.time_from_x(x, self.left, self.width).clamp(self.reach.from, self.reach.to)
    }

    /// Seconds that a way of this many pixels is worth; 0 where the strip has no width.
    pub fn secs(&self, way_px: f32) -> f64 {
        if self.width > 0.0 { f64::from(way_px) / f64::from(self.width) * self.reach.span() } else { 0.0 }
    }

    /// Left and right edge of the window as shown, in pixels.
    ///
    /// **Shape.** Within the strip, and [`LEAST_WINDOW_PX`] wide at least unless the
    /// strip itself is narrower.
    pub fn window(&self, view: &TimeView) -> (f32, f32) {
        let right_end = self.left + self.width;
        let from = self.x(view.from).clamp(self.left, right_end);
        let to = self.x(view.to).clamp(from, right_end);
        let least = LEAST_WINDOW_PX.min(self.width);
        if to - from >= least {
            return (from, to);
        }
        let left =
            (f32::midpoint(from, to) - least / 2.0).clamp(self.left, (right_end - least).max(self.left));
        (left, left + least)
    }

    /// What lies at a screen x.
    ///
    /// A grip catches up to `reach_px` outside its edge, and inwards no further than
    /// leaves half of the window to pan by. Of two grips the nearer one is meant.
    pub fn part_at(&self, view: &TimeView, x: f32, reach_px: f32) -> NavigatorPart {
        let (left, right) = self.window(view);
        let inwards = reach_px.min((right - left) * (1.0 - PANNING_SHARE) / 2.0);
        if (left - reach_px..=left + inwards).contains(&x) {
            NavigatorPart::Grip(Edge::Left)
        } else if (right - inwards..=right + reach_px).contains(&x) {
            NavigatorPart::Grip(Edge::Right)
        } else if (left..=right).contains(&x) {
            NavigatorPart::Window
        } else {
            NavigatorPart::Outside
        }
    }
}

/// The part of a view that lies within the reach; the reach where none does.
#[must_use]
pub fn cut(view: &TimeView, reach: &TimeView) -> TimeView {
    let (from, to) = (view.from.max(reach.from), view.to.min(reach.to));
    if from < to { TimeView::new(from, to) } else { *reach }
}

/// The view with one edge moved by seconds, later for positive ones, the other kept.
///
/// **Shape.** Both edges stay within the reach; they come no nearer than
/// `least_span` seconds, or than the view was if it was narrower.
#[must_use]
pub fn edge_moved(view: &TimeView, edge: Edge, secs: f64, least_span: f64, reach: &TimeView) -> TimeView {
    if !secs.is_finite() {
        return *view;
    }
    let view = cut(view, reach);
    let least = least_span.min(view.span());
    match edge {
        Edge::Left => {
            let latest = view.to - least;
            TimeView::new((view.from + secs).max(reach.from).min(latest), view.to)
        }
        Edge::Right => {
            let earliest = view.from + least;
            TimeView::new(view.from, (view.to + secs).min(reach.to).max(earliest))
        }
    }
}

/// The view moved by seconds, stopped at the ends of the reach with its span kept.
///
/// A view wider than the reach becomes the reach.
#[must_use]
pub fn moved(view: &TimeView, secs: f64, reach: &TimeView) -> TimeView {
    let span = view.span();
    if span >= reach.span() {
        return *reach;
    }
    let way = if secs.is_finite() { secs } else { 0.0 };
    let from = (view.from + way).clamp(reach.from, reach.to - span);
    TimeView::new(from, from + span)
}

/// The view with its middle on an instant, as far as the reach allows.
#[must_use]
pub fn centred(view: &TimeView, time: f64, reach: &TimeView) -> TimeView {
    moved(view, time - (view.from + view.span() / 2.0), reach)
}

/// The lowest and highest place of a line in each pixel column, for a strip.
///
/// `points` are screen positions of one stretch, x rising; the result is a list of
/// `(column, top, bottom)` with y growing downwards, columns counted from `left` in
/// steps of `column_px`, one entry for each column the stretch crosses.
///
/// **Shape.** Neighbouring columns touch, because each holds the crossings of its
/// borders too. **Cost.** One pass over points and columns.
pub fn column_spans(points: &[(f32, f32)], left: f32, width: f32, column_px: f32) -> Vec<(usize, f32, f32)> {
    let count = (width / column_px).floor().max(0.0) as usize;
    let mut spans: Vec<(usize, f32, f32)> = Vec::new();
    let mut put = |column: usize, y: f32| match spans.last_mut() {
        Some((last, top, bottom)) if *last == column => (*top, *bottom) = (top.min(y), bottom.max(y)),
        _ => spans.push((column, y, y)),
    };
    let column_of = |x: f32| ((x - left) / column_px).floor();
    let mut before: Option<(f32, f32)> = None;
    for (x, y) in points.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite()) {
        if let Some((x0, y0)) = before {
            let (first, last) = (column_of(x0).max(-1.0), column_of(x).min(count as f32));
            let mut border = first + 1.0;
            while border <= last {
                let at = left + border * column_px;
                let share = if x > x0 { ((at - x0) / (x - x0)).clamp(0.0, 1.0) } else { 1.0 };
                let crossing = y0 + (y - y0) * share;
                for column in [border - 1.0, border] {
                    if column >= 0.0 && (column as usize) < count {
                        put(column as usize, crossing);
                    }
                }
                border += 1.0;
            }
        }
        let column = column_of(x);
        if column >= 0.0 && (column as usize) < count {
            put(column as usize, y);
        }
        before = Some((x, y));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: f64 = 86_400.0;

    fn strip() -> NavigatorScale {
        NavigatorScale::new(TimeView::new(0.0, 1_000.0 * DAY), 100.0, 1_000.0)
    }

    #[test]
    fn grips_catch_six_pixels_to_both_sides_and_the_rest_pans() {
        let view = TimeView::new(200.0 * DAY, 600.0 * DAY);
        let part = |x| strip().part_at(&view, x, GRIP_REACH_PX);
        for x in [294.0, 300.0, 306.0] {
            assert_eq!(part(x), NavigatorPart::Grip(Edge::Left), "{x}");
        }
        for x in [694.0, 700.0, 706.0] {
            assert_eq!(part(x), NavigatorPart::Grip(Edge::Right), "{x}");
        }
        assert_eq!((part(307.0), part(693.0)), (NavigatorPart::Window, NavigatorPart::Window));
        assert_eq!((part(293.0), part(707.0)), (NavigatorPart::Outside, NavigatorPart::Outside));
    }

    #[test]
    fn a_window_of_a_fraction_of_a_pixel_can_still_be_panned_and_widened() {
        let view = TimeView::new(500.0 * DAY, 500.1 * DAY);
        let (left, right) = strip().window(&view);
        assert_eq!(right - left, LEAST_WINDOW_PX);
        let part = |x| strip().part_at(&view, x, GRIP_REACH_PX);
        assert_eq!(part(f32::midpoint(left, right)), NavigatorPart::Window);
        assert_eq!(part(left - 3.0), NavigatorPart::Grip(Edge::Left));
        assert_eq!(part(right + 3.0), NavigatorPart::Grip(Edge::Right));
    }

    #[test]
    fn an_edge_stops_before_the_other_one_and_at_the_end() {
        let reach = strip().reach;
        let view = TimeView::new(200.0 * DAY, 600.0 * DAY);
        let squeezed = edge_moved(&view, Edge::Left, 1e9, DAY, &reach);
        assert_eq!(squeezed, TimeView::new(599.0 * DAY, 600.0 * DAY));
        assert_eq!(
            edge_moved(&view, Edge::Right, -1e9, DAY, &reach),
            TimeView::new(200.0 * DAY, 201.0 * DAY)
        );
        assert_eq!(edge_moved(&view, Edge::Right, 1e9, DAY, &reach).to, reach.to);
        assert_eq!(edge_moved(&view, Edge::Left, f64::NAN, DAY, &reach), view);
    }

    #[test]
    fn a_view_beyond_the_reach_is_moved_by_the_part_that_is_seen() {
        let reach = strip().reach;
        let beyond = TimeView::new(-50.0 * DAY, 1_200.0 * DAY);
        assert_eq!(moved(&beyond, 3.0, &reach), reach);
        let narrowed = edge_moved(&beyond, Edge::Left, 100.0 * DAY, DAY, &reach);
        assert_eq!(narrowed, TimeView::new(100.0 * DAY, 1_000.0 * DAY));
        assert_eq!(cut(&TimeView::new(-9.0, -5.0), &reach), reach);
    }

    #[test]
    fn a_spike_within_one_column_keeps_its_height() {
        let points = [(0.0, 10.0), (5.2, 10.0), (5.3, 1.0), (5.4, 10.0), (9.9, 10.0)];
        let spans = column_spans(&points, 0.0, 10.0, 1.0);
        assert_eq!(spans.len(), 10);
        assert_eq!(spans[5], (5, 1.0, 10.0));
        assert_eq!(spans[4], (4, 10.0, 10.0));
    }

    fn any_view() -> impl Strategy<Value = TimeView> {
        (-100.0..1_100.0f64, 0.01..900.0f64)
            .prop_map(|(from, span)| TimeView::new(from * DAY, (from + span) * DAY))
    }

    proptest! {
        #[test]
        fn an_instant_comes_back_from_its_x(day in 0.0..1_000.0f64) {
            let scale = strip();
            let back = scale.time(scale.x(day * DAY));
            prop_assert!((back - day * DAY).abs() < 60.0, "{back}");
        }

        #[test]
        fn the_window_lies_within_the_strip_and_can_be_held(view in any_view()) {
            let scale = strip();
            let (left, right) = scale.window(&view);
            prop_assert!(left >= 99.999 && right <= 1_100.001, "{left} {right}");
            prop_assert!(right - left >= LEAST_WINDOW_PX - 1e-3);
            let part = |x| scale.part_at(&view, x, GRIP_REACH_PX);
            prop_assert_eq!(part(f32::midpoint(left, right)), NavigatorPart::Window);
            prop_assert_eq!(part(left), NavigatorPart::Grip(Edge::Left));
            prop_assert_eq!(part(right), NavigatorPart::Grip(Edge::Right));
        }

        #[test]
        fn a_moved_edge_leaves_the_other_and_stays_in_reach(
            view in any_view(), secs in -2e8..2e8f64, left in any::<bool>(),
        ) {
            let reach = strip().reach;
            let seen = cut(&view, &reach);
            let edge = if left { Edge::Left } else { Edge::Right };
            let after = edge_moved(&view, edge, secs, DAY, &reach);
            prop_assert!(after.span() >= DAY.min(seen.span()) - 1.0, "{after:?}");
            prop_assert!(after.from >= reach.from && after.to <= reach.to, "{after:?}");
            let (kept, was) = if left { (after.to, seen.to) } else { (after.from, seen.from) };
            prop_assert!((kept - was).abs() < 1e-6);
        }

        #[test]
        fn a_moved_window_keeps_its_span(view in any_view(), secs in -2e8..2e8f64) {
            let reach = strip().reach;
            let after = moved(&view, secs, &reach);
            prop_assert!((after.span() - view.span().min(reach.span())).abs() < 1e-3);
            prop_assert!(after.from >= reach.from - 1e-3 && after.to <= reach.to + 1e-3);
        }

        #[test]
        fn a_centred_window_has_the_instant_in_it(view in any_view(), day in 0.0..1_000.0f64) {
            let after = centred(&view, day * DAY, &strip().reach);
            prop_assert!((after.from - 1e-3..=after.to + 1e-3).contains(&(day * DAY)));
        }

        #[test]
        fn columns_of_a_line_touch_and_hold_every_point(
            ys in proptest::collection::vec(0.0..40.0f32, 2..60), step in 0.1..9.0f32,
        ) {
            let points: Vec<(f32, f32)> =
                ys.iter().enumerate().map(|(index, y)| (3.0 + index as f32 * step, *y)).collect();
            let spans = column_spans(&points, 0.0, 1_000.0, 1.0);
            for pair in spans.windows(2) {
                prop_assert_eq!(pair[0].0 + 1, pair[1].0);
                prop_assert!(pair[0].1 <= pair[1].2 + 1e-3 && pair[1].1 <= pair[0].2 + 1e-3, "{:?}", pair);
            }
            for (x, y) in points {
                let span = spans.iter().find(|span| span.0 == x.floor() as usize).unwrap();
                prop_assert!(span.1 <= y && y <= span.2);
            }
        }
    }
}

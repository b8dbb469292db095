//! Dashed paths, cut to what can be seen before a dash is made.
//!
//! A view of six hours would otherwise be given a hundred thousand dashes of a median
//! that runs for a year. Knows points on the screen; knows nothing of what a path means.

use egui::{Pos2, Rect, Shape, Stroke, pos2};

/// How far beyond the clip a path is kept, points: a stroke has a width.
const MARGIN: f32 = 16.0;

/// The dashes of a path that may be seen within a clip.
///
/// A path that lies inside is dashed as it is; of a longer one the parts outside are left
/// out, and the dashes stand where they would have stood. Points that are not finite end a part.
///
/// **Cost.** One pass over the points, and the dashes that are seen.
pub fn dashed(path: &[Pos2], clip: Rect, stroke: Stroke, (dash, gap): (f32, f32)) -> Vec<Shape> {
    let seen = clip.expand(MARGIN);
    if path.iter().all(|at| seen.contains(*at)) {
        return Shape::dashed_line(path, stroke, dash, gap);
    }
    let period = f64::from((dash + gap).max(0.1));
    let mut shapes = Vec::new();
    let mut before = 0.0_f64;
    for pair in path.windows(2) {
        let [from, to] = pair else { continue };
        let length = f64::from(to.x - from.x).hypot(f64::from(to.y - from.y));
        if let Some((enters, leaves)) = cut(*from, *to, seen) {
            let point = |share: f64| {
                let along = |a: f32, b: f32| (f64::from(a) + share * (f64::from(b) - f64::from(a))) as f32;
                pos2(along(from.x, to.x), along(from.y, to.y))
            };
            // Where the next dash begins, counted from where this part does.
            let offset = (period - (before + enters * length) % period) % period;
            let part = [point(enters), point(leaves)];
            shapes.extend(Shape::dashed_line_with_offset(&part, stroke, &[dash], &[gap], offset as f32));
        }
        if length.is_finite() {
            before += length;
        }
    }
    shapes
}

/// The shares of a segment between which it lies in a rectangle (Liang and Barsky).
fn cut(from: Pos2, to: Pos2, rect: Rect) -> Option<(f64, f64)> {
    let (dx, dy) = (f64::from(to.x) - f64::from(from.x), f64::from(to.y) - f64::from(from.y));
    if !(dx.is_finite() && dy.is_finite()) {
        return None;
    }
    let sides = [
        (-dx, f64::from(from.x) - f64::from(rect.left())),
        (dx, f64::from(rect.right()) - f64::from(from.x)),
        (-dy, f64::from(from.y) - f64::from(rect.top())),
        (dy, f64::from(rect.bottom()) - f64::from(from.y)),
    ];
    let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
    for (way, room) in sides {
        if way == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if way < 0.0 {
            enters = enters.max(room / way);
        } else {
            leaves = leaves.min(room / way);
        }
    }
    (enters < leaves).then_some((enters, leaves))
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Color32;

    const CLIP: Rect = Rect { min: Pos2::ZERO, max: Pos2 { x: 800.0, y: 400.0 } };

    fn stroke() -> Stroke {
        Stroke::new(1.0, Color32::WHITE)
    }

    fn lines(shapes: &[Shape]) -> Vec<[Pos2; 2]> {
        let line = |shape: &Shape| match shape {
            Shape::LineSegment { points, .. } => *points,
            other => panic!("{other:?}"),
        };
        shapes.iter().map(line).collect()
    }

    #[test]
    fn a_path_inside_is_dashed_as_it_is() {
        let path = [pos2(0.0, 10.0), pos2(300.0, 90.0), pos2(800.0, 20.0)];
        let plain = lines(&Shape::dashed_line(&path, stroke(), 3.0, 4.0));
        assert_eq!(lines(&dashed(&path, CLIP, stroke(), (3.0, 4.0))), plain);
    }

    #[test]
    fn a_path_a_thousand_times_as_long_costs_what_is_seen_and_keeps_its_dashes_in_place() {
        let path = [pos2(-400_001.0, 100.0), pos2(400_000.0, 100.0)];
        let shapes = lines(&dashed(&path, CLIP, stroke(), (3.0, 4.0)));
        assert!((110..125).contains(&shapes.len()), "{}", shapes.len());
        for [from, to] in shapes {
            assert!(from.x >= -MARGIN - 7.0 && to.x <= 800.0 + MARGIN + 7.0, "{from:?} {to:?}");
            let place = (f64::from(from.x) + 400_001.0) % 7.0;
            assert!(place.min(7.0 - place) < 0.1, "a dash begins {place} after its place");
        }
    }

    #[test]
    fn what_passes_by_or_is_no_number_gives_nothing() {
        let by = [pos2(-9e5, 900.0), pos2(9e5, 900.0)];
        assert!(dashed(&by, CLIP, stroke(), (3.0, 4.0)).is_empty());
        let none = [pos2(f32::NAN, 10.0), pos2(100.0, f32::INFINITY), pos2(1e7, 10.0)];
        assert!(dashed(&none, CLIP, stroke(), (3.0, 4.0)).is_empty());
    }
}

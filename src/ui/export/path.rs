//! Geometric shapes: rectangles, round ones, lines, curves and bands.
//!
//! Knows egui's rules of what a shape covers (which side of an edge its stroke
//! lies on, what is rounded to whole points); knows nothing of clipping or text.
//! Rectangles and level lines are rounded to whole pixels exactly as egui does
//! on a screen, so that they stay crisp in pictures.

use egui::emath::{GuiRounding as _, Rot2};
use egui::epaint::{
    BandShape, CircleShape, ColorMode, CubicBezierShape, EllipseShape, PathShape, PathStroke,
    QuadraticBezierShape, RectShape,
};
use egui::{Color32, Pos2, Rect, Stroke, StrokeKind, TextureId};

use super::markup::{At, Fill, Markup, Outline, Short, is_visible};

/// No picture reaches farther; unbounded rectangles are cut here.
const FAR: Rect = Rect { min: Pos2::new(-1e5, -1e5), max: Pos2::new(1e5, 1e5) };

/// Writes a rectangle. Blurred ones are shadows and are left out; false when it
/// is textured.
pub(super) fn rect(markup: &mut Markup, shape: &RectShape) -> bool {
    if shape.blur_width > 0.0 {
        return true;
    }
    if shape.fill_texture_id() != TextureId::default() {
        return false;
    }
    let mut shape = shape.clone();
    shape.rect = shape.rect.intersect(FAR);
    if let Some(covered) = covered_by_stroke(&shape) {
        shape.rect = covered;
        shape.fill = shape.stroke.color;
        shape.stroke = Stroke::NONE;
    }
    if shape.round_to_pixels.unwrap_or(true) {
        shape.rect = on_whole_pixels(&shape, markup.pixels_per_point());
    }
    let reach = if is_visible(&shape.stroke) {
        match shape.stroke_kind {
            StrokeKind::Inside => -0.5 * shape.stroke.width,
            StrokeKind::Middle => 0.0,
            StrokeKind::Outside => 0.5 * shape.stroke.width,
        }
    } else {
        0.0
    };
    let edge = shape.rect.expand(reach);
    if edge.is_finite() && edge.is_positive() {
        rect_element(markup, &shape, edge, reach);
    }
    true
}

fn rect_element(markup: &mut Markup, shape: &RectShape, edge: Rect, reach: f32) {
    let paint =
        format!("{}{}{}", Fill(shape.fill), Outline(shape.stroke), Turned(shape.angle, edge.center()));
    if shape.fill.a() == 0 && !is_visible(&shape.stroke) {
        return;
    }
    let corners =
        [shape.corner_radius.nw, shape.corner_radius.ne, shape.corner_radius.se, shape.corner_radius.sw];
    let [nw, ne, se, sw] = corners.map(|radius| {
        let grown = if radius == 0 { 0.0 } else { f32::from(radius) + reach };
        grown.clamp(0.0, 0.5 * edge.size().min_elem())
    });
    if corners.iter().all(|&radius| radius == shape.corner_radius.nw) {
        let [x, y, width, height] = [edge.left(), edge.top(), edge.width(), edge.height()].map(Short);
        let radius = if nw > 0.0 { format!(" rx=\"{}\"", Short(nw)) } else { String::new() };
        markup.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{radius}{paint}/>\n"
        ));
        return;
    }
    markup.put(format_args!("<path{paint} d=\"M{} {}", Short(edge.left() + nw), Short(edge.top())));
    markup.put(format_args!("H{}{}", Short(edge.right() - ne), Arc(ne, [ne, ne])));
    markup.put(format_args!("V{}{}", Short(edge.bottom() - se), Arc(se, [-se, se])));
    markup.put(format_args!("H{}{}", Short(edge.left() + sw), Arc(sw, [-sw, -sw])));
    markup.put(format_args!("V{}{}z\"/>\n", Short(edge.top() + nw), Arc(nw, [nw, -nw])));
}

/// A quarter circle, clockwise, ending at an offset; nothing for a sharp corner.
struct Arc(f32, [f32; 2]);

impl std::fmt::Display for Arc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(radius, [dx, dy]) = *self;
        if radius <= 0.0 {
            return Ok(());
        }
        let radius = Short(radius);
        write!(f, "a{radius} {radius} 0 0 1 {} {}", Short(dx), Short(dy))
    }
}

/// A rotation (radians, clockwise) about a point; nothing for angle 0.
pub(super) struct Turned(pub(super) f32, pub(super) Pos2);

impl std::fmt::Display for Turned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(angle, center) = *self;
        if angle.abs() < 1e-6 || !angle.is_finite() {
            return Ok(());
        }
        write!(f, " transform=\"rotate({} {})\"", Short(angle.to_degrees()), At(center))
    }
}

/// What is left to fill when a stroke is wider than its rectangle.
fn covered_by_stroke(shape: &RectShape) -> Option<Rect> {
    let outer = shape.rect.expand(match shape.stroke_kind {
        StrokeKind::Inside => 0.0,
        StrokeKind::Middle => 0.5 * shape.stroke.width,
        StrokeKind::Outside => shape.stroke.width,
    });
    let covered = is_visible(&shape.stroke) && outer.size().min_elem() <= 2.0 * shape.stroke.width;
    covered.then_some(outer)
}

fn on_whole_pixels(shape: &RectShape, pixels_per_point: f32) -> Rect {
    let mut rect = shape.rect;
    let thin = |span: f32| span * pixels_per_point <= 2.0;
    if !is_visible(&shape.stroke) && (thin(rect.width()) || thin(rect.height())) {
        // Rounding both edges of a thin rectangle could make it vanish.
        let mut center = rect.center();
        if thin(rect.width()) {
            Stroke::new(rect.width(), shape.fill).round_center_to_pixel(pixels_per_point, &mut center.x);
        } else {
            Stroke::new(rect.height(), shape.fill).round_center_to_pixel(pixels_per_point, &mut center.y);
        }
        return Rect::from_center_size(center, rect.size());
    }
    if is_visible(&shape.stroke) && shape.stroke_kind == StrokeKind::Middle {
        for edge in [&mut rect.min.x, &mut rect.min.y, &mut rect.max.x, &mut rect.max.y] {
            shape.stroke.round_center_to_pixel(pixels_per_point, edge);
        }
        return rect;
    }
    rect.round_to_pixels(pixels_per_point)
}

/// Writes a circle; egui strokes it on its outside.
pub(super) fn circle(markup: &mut Markup, shape: &CircleShape) {
    let CircleShape { center, radius, fill, stroke } = *shape;
    let reach = if is_visible(&stroke) { 0.5 * stroke.width } else { 0.0 };
    if !(center.is_finite() && radius.is_finite() && radius > 0.0) || (fill.a() == 0 && !is_visible(&stroke))
    {
        return;
    }
    let [x, y, r] = [center.x, center.y, radius + reach].map(Short);
    markup.put(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{}{}/>\n", Fill(fill), Outline(stroke)));
}

/// Writes an ellipse; egui strokes it on its outside.
pub(super) fn ellipse(markup: &mut Markup, shape: &EllipseShape) {
    let EllipseShape { center, radius, fill, stroke, angle } = *shape;
    let reach = if is_visible(&stroke) { 0.5 * stroke.width } else { 0.0 };
    let sound = center.is_finite() && radius.is_finite() && radius.min_elem() > 0.0;
    if !sound || (fill.a() == 0 && !is_visible(&stroke)) {
        return;
    }
    let [x, y, rx, ry] = [center.x, center.y, radius.x + reach, radius.y + reach].map(Short);
    let paint = format!("{}{}{}", Fill(fill), Outline(stroke), Turned(angle, center));
    markup.put(format_args!("<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{rx}\" ry=\"{ry}\"{paint}/>\n"));
}

/// Puts the centre of a horizontal or vertical line where egui would put it.
pub(super) fn crisp(markup: &Markup, [mut a, mut b]: [Pos2; 2], stroke: Stroke) -> [Pos2; 2] {
    let pixels_per_point = markup.pixels_per_point();
    if a.x.to_bits() == b.x.to_bits() {
        stroke.round_center_to_pixel(pixels_per_point, &mut a.x);
        b.x = a.x;
    } else if a.y.to_bits() == b.y.to_bits() {
        stroke.round_center_to_pixel(pixels_per_point, &mut a.y);
        b.y = a.y;
    }
    [a, b]
}

/// Writes line segments of one stroke, in order: one is a line, several (the
/// dashes of a line, a grid) share one path.
pub(super) fn segments(markup: &mut Markup, segments: &[[Pos2; 2]], stroke: Stroke) {
    match segments {
        [] => {}
        [[a, b]] => {
            let [x1, y1, x2, y2] = [a.x, a.y, b.x, b.y].map(Short);
            let outline = Outline(stroke);
            markup.put(format_args!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"{outline}/>\n"));
        }
        _ => {
            markup.put(format_args!("<path fill=\"none\"{} d=\"", Outline(stroke)));
            for [a, b] in segments {
                markup.put(format_args!("M{}L{}", At(*a), At(*b)));
            }
            markup.put(format_args!("\"/>\n"));
        }
    }
}

/// The stroke of a path, `None` when its colour is not one colour.
fn solid(stroke: &PathStroke) -> Option<Stroke> {
    match stroke.color {
        ColorMode::Solid(color) => Some(Stroke::new(stroke.width, color)),
        ColorMode::UV(_) => None,
    }
}

/// Writes a line through points, or the shape they enclose. A point that is not
/// finite is a gap. False when the stroke is not of one colour: only the fill
/// is written then.
pub(super) fn path(markup: &mut Markup, shape: &PathShape) -> bool {
    let stroke = solid(&shape.stroke);
    let fill = if shape.closed { shape.fill } else { Color32::TRANSPARENT };
    let runs = shape.points.split(|point| !point.is_finite()).filter(|run| run.len() > 1);
    outline(markup, runs, shape.closed, fill, stroke.unwrap_or(Stroke::NONE));
    stroke.is_some()
}

/// Writes a band; where its points are invalid or not in order it is interrupted.
pub(super) fn band(markup: &mut Markup, shape: &BandShape) {
    if !shape.angle.is_finite() {
        return;
    }
    let rotation = Rot2::from_angle(shape.angle);
    let inset = match shape.stroke_kind {
        _ if !is_visible(&shape.stroke) => 0.0,
        StrokeKind::Inside => 0.5 * shape.stroke.width,
        StrokeKind::Middle => 0.0,
        StrokeKind::Outside => -0.5 * shape.stroke.width,
    };
    let valid = |point: &egui::epaint::BandPoint| point.is_finite() && point.y.min <= point.y.max;
    let rings: Vec<Vec<Pos2>> = shape
        .points
        .chunk_by(|left, right| valid(left) && valid(right) && left.x < right.x)
        .filter(|run| run.len() > 1)
        .map(|run| {
            let turn = |x: f32, y: f32| (rotation * egui::vec2(x, y)).to_pos2();
            let half = |span: f32| (0.5 * span - inset).max(0.0);
            let lower = run.iter().map(|point| turn(point.x, point.y.center() - half(point.y.span())));
            let upper = run.iter().rev().map(|point| turn(point.x, point.y.center() + half(point.y.span())));
            lower.chain(upper).collect()
        })
        .collect();
    outline(markup, rings.iter().map(Vec::as_slice), true, shape.fill, shape.stroke);
}

fn outline<'a>(
    markup: &mut Markup,
    runs: impl Iterator<Item = &'a [Pos2]>,
    closed: bool,
    fill: Color32,
    stroke: Stroke,
) {
    if fill.a() == 0 && !is_visible(&stroke) {
        return;
    }
    let mut data = Markup::new(markup.pixels_per_point());
    for run in runs {
        let mut command = "M";
        for (index, point) in run.iter().enumerate() {
            data.put(format_args!("{command}{}", At(*point)));
            command = if index == 0 { "L" } else { " " };
        }
        if closed {
            data.put(format_args!("z"));
        }
    }
    if !data.is_empty() {
        // Round joins: the spike of a crash must not grow a mitre longer than itself.
        let join = if is_visible(&stroke) { " stroke-linejoin=\"round\"" } else { "" };
        let data = data.as_str();
        markup.put(format_args!("<path{}{}{join} d=\"{data}\"/>\n", Fill(fill), Outline(stroke)));
    }
}

/// Writes a quadratic curve; false when its stroke is not of one colour.
pub(super) fn quadratic(markup: &mut Markup, shape: &QuadraticBezierShape) -> bool {
    let [start, control, end] = shape.points;
    let data = format!("M{}Q{} {}", At(start), At(control), At(end));
    curve(markup, &shape.points, &data, shape.closed, shape.fill, &shape.stroke)
}

/// Writes a cubic curve; false when its stroke is not of one colour.
pub(super) fn cubic(markup: &mut Markup, shape: &CubicBezierShape) -> bool {
    let [start, first, second, end] = shape.points;
    let data = format!("M{}C{} {} {}", At(start), At(first), At(second), At(end));
    curve(markup, &shape.points, &data, shape.closed, shape.fill, &shape.stroke)
}

fn curve(
    markup: &mut Markup,
    points: &[Pos2],
    data: &str,
    closed: bool,
    fill: Color32,
    stroke: &PathStroke,
) -> bool {
    let solid = solid(stroke);
    let outline = solid.unwrap_or(Stroke::NONE);
    let drawn = fill.a() > 0 || is_visible(&outline);
    if drawn && points.iter().all(|point| point.is_finite()) {
        let end = if closed { "z" } else { "" };
        markup.put(format_args!("<path{}{} d=\"{data}{end}\"/>\n", Fill(fill), Outline(outline)));
    }
    solid.is_some()
}

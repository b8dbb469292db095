//! The whole document: order, clipping, and who writes which shape.
//!
//! Painting order is kept. Neighbouring shapes with one clip rectangle share a
//! group, and the group is clipped only if something in it would stick out.

use egui::emath::{GuiRounding as _, TSTransform};
use egui::epaint::{ClippedShape, Shape};
use egui::{Pos2, Rect, Stroke};

use super::markup::{At, Escaped, Fill, Markup, Short, is_visible};
use super::{Picture, path, quads, text};

/// A document and what it could not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// A standalone SVG document.
    pub svg: String,
    /// Shapes (textures, callbacks, gradients) that have no vector form and were left out.
    pub skipped: usize,
}

/// Writes the picture as a standalone SVG document, one unit per point.
///
/// Shadows, fully transparent shapes and everything outside the picture or its
/// clip rectangle are left out. Text refers to Inter by name and falls back to
/// any sans-serif face with tabular digits.
#[must_use]
pub fn draw(picture: &Picture<'_>) -> Drawing {
    let canvas = Rect::from_min_size(Pos2::ZERO, picture.size);
    let mut writer =
        Writer { canvas, clips: Vec::new(), segments: Vec::new(), stroke: Stroke::NONE, skipped: 0 };
    let mut body = Markup::new(picture.pixels_per_point);
    let same = |a: &ClippedShape, b: &ClippedShape| {
        a.clip_rect == b.clip_rect && a.transform_after_tessellation == b.transform_after_tessellation
    };
    for group in picture.shapes.chunk_by(same) {
        let Some(first) = group.first() else { continue };
        let clip = first.clip_rect.intersect(canvas);
        if clip.is_positive() {
            writer.group(&mut body, group, clip);
        }
    }
    let svg = document(picture, &writer.clips, &body);
    Drawing { svg, skipped: writer.skipped }
}

fn document(picture: &Picture<'_>, clips: &[Rect], body: &Markup) -> String {
    let [width, height] = [picture.size.x, picture.size.y].map(Short);
    let mut markup = Markup::new(picture.pixels_per_point);
    markup.put(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"Inter, sans-serif\" \
         style=\"font-variant-numeric:tabular-nums\">\n"
    ));
    markup.put(format_args!("<title>{}</title>\n", Escaped(picture.title)));
    markup.put(format_args!("<desc>{}</desc>\n", Escaped(picture.description)));
    if !clips.is_empty() {
        markup.put(format_args!("<defs>\n"));
        for (index, clip) in clips.iter().enumerate() {
            let [x, y, width, height] = [clip.left(), clip.top(), clip.width(), clip.height()].map(Short);
            markup.put(format_args!(
                "<clipPath id=\"clip{index}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/></clipPath>\n"
            ));
        }
        markup.put(format_args!("</defs>\n"));
    }
    if picture.background.a() > 0 {
        let fill = Fill(picture.background);
        markup.put(format_args!("<rect width=\"{width}\" height=\"{height}\"{fill}/>\n"));
    }
    markup.put(format_args!("{}</svg>\n", body.as_str()));
    markup.into_string()
}

/// Writes shapes, holding back line segments until their stroke changes.
struct Writer {
    canvas: Rect,
    clips: Vec<Rect>,
    segments: Vec<[Pos2; 2]>,
    stroke: Stroke,
    skipped: usize,
}

impl Writer {
    fn group(&mut self, body: &mut Markup, group: &[ClippedShape], clip: Rect) {
        let transform =
            group.first().map_or(TSTransform::IDENTITY, |shape| shape.transform_after_tessellation);
        let mut inside = Markup::new(body.pixels_per_point());
        let mut bounds = Rect::NOTHING;
        for clipped in group {
            let reach = transform * clipped.shape.visual_bounding_rect();
            if reach.intersects(clip) {
                bounds |= reach;
                self.shape(&mut inside, &clipped.shape);
            }
        }
        self.flush(&mut inside);
        if inside.is_empty() {
            return;
        }
        let mut end = String::new();
        if let Some(id) = self.clip_id(clip.round_to_pixels(body.pixels_per_point()), bounds) {
            body.put(format_args!("<g clip-path=\"url(#clip{id})\">\n"));
            end.push_str("</g>\n");
        }
        if transform != TSTransform::IDENTITY {
            let (moved, scale) = (At(transform.translation.to_pos2()), transform.scaling);
            body.put(format_args!("<g transform=\"translate({moved}) scale({scale})\">\n"));
            end.push_str("</g>\n");
        }
        body.put(format_args!("{}{end}", inside.as_str()));
    }

    /// The clip that what lies within `bounds` needs, if it would stick out.
    fn clip_id(&mut self, clip: Rect, bounds: Rect) -> Option<usize> {
        if clip.contains_rect(bounds.intersect(self.canvas)) {
            return None;
        }
        let known = self.clips.iter().position(|known| *known == clip);
        Some(known.unwrap_or_else(|| {
            self.clips.push(clip);
            self.clips.len() - 1
        }))
    }

    fn shape(&mut self, markup: &mut Markup, shape: &Shape) {
        if let Shape::LineSegment { points, stroke } = shape {
            self.segment(markup, *points, *stroke);
            return;
        }
        if let Shape::Vec(shapes) = shape {
            shapes.iter().for_each(|shape| self.shape(markup, shape));
            return;
        }
        self.flush(markup);
        let whole = match shape {
            Shape::Noop | Shape::Vec(_) | Shape::LineSegment { .. } => true,
            Shape::Circle(circle) => {
                path::circle(markup, circle);
                true
            }
            Shape::Ellipse(ellipse) => {
                path::ellipse(markup, ellipse);
                true
            }
            Shape::Band(band) => {
                path::band(markup, band);
                true
            }
            Shape::Text(label) => {
                text::write(markup, label);
                true
            }
            Shape::Path(line) => path::path(markup, line),
            Shape::Rect(rect) => path::rect(markup, rect),
            Shape::Mesh(mesh) => quads::write(markup, mesh),
            Shape::QuadraticBezier(curve) => path::quadratic(markup, curve),
            Shape::CubicBezier(curve) => path::cubic(markup, curve),
            Shape::Callback(_) => false,
        };
        self.skipped += usize::from(!whole);
    }

    fn segment(&mut self, markup: &mut Markup, points: [Pos2; 2], stroke: Stroke) {
        if !is_visible(&stroke) || !points.iter().all(|point| point.is_finite()) {
            return;
        }
        if stroke != self.stroke {
            self.flush(markup);
            self.stroke = stroke;
        }
        self.segments.push(path::crisp(markup, points, stroke));
    }

    fn flush(&mut self, markup: &mut Markup) {
        path::segments(markup, &self.segments, self.stroke);
        self.segments.clear();
    }
}

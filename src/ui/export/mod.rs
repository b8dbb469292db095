//! Pictures: what egui painted, as SVG text and as PNG bytes.
//!
//! Knows egui's shapes and SVG; knows no charts, no files and no window. egui's
//! own shapes are written, before they are cut into triangles: a line stays a
//! line, text stays text. PNG is drawn from that SVG, so that both agree and
//! neither needs a graphics card or a display.

mod markup;
mod offscreen;
mod path;
mod png;
mod quads;
mod svg;
#[cfg(test)]
mod tests;
mod text;

use egui::epaint::ClippedShape;
use egui::{Color32, Vec2};

pub use offscreen::run_headless;
pub use png::{PictureError, png, png_watched, raster};
pub use svg::{Drawing, draw};

/// What to write, and how it is called.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    /// In painting order, in points, the origin at the top left.
    pub shapes: &'a [ClippedShape],
    /// Width and height in points.
    pub size: Vec2,
    /// The pixels it was laid out for: straight lines are put on whole ones.
    pub pixels_per_point: f32,
    /// Painted under everything; transparent for none.
    pub background: Color32,
    /// One line for people and screen readers.
    pub title: &'a str,
    /// What the picture shows, with its sources.
    pub description: &'a str,
}

/// The picture as a standalone SVG document; [`draw`] also says what was left out.
#[must_use]
pub fn svg(picture: &Picture<'_>) -> String {
    draw(picture).svg
}

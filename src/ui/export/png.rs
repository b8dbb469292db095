//! PNG bytes from an SVG document, drawn by resvg on the CPU.
//!
//! Knows the bundled fonts and no others, and resolves no links: the same
//! document gives the same picture on every machine, and reads no files.

use std::error::Error;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, ImageHrefResolver, Options, Tree, fontdb};

use crate::ui::theme::fonts;

/// Largest width and height of a picture: 16384² pixels are one gigabyte.
pub const MAX_SIDE_PX: u32 = 16_384;

/// Why there is no PNG.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The document is not SVG that resvg can read.
    #[error("cannot draw the picture: the SVG document is damaged: {source}")]
    Document {
        /// What resvg found.
        #[from]
        source: usvg::Error,
    },
    /// A side of the picture is zero, negative, not a number or beyond [`MAX_SIDE_PX`].
    #[error(
        "cannot draw a picture of {width_px} × {height_px} pixels: expected sides from 1 to {MAX_SIDE_PX}"
    )]
    Size {
        /// Width asked for.
        width_px: f32,
        /// Height asked for.
        height_px: f32,
    },
    /// The pixels could not be written as PNG.
    #[error("cannot write the picture as PNG: {source}")]
    Encode {
        /// What the encoder said.
        source: Box<dyn Error + Send + Sync>,
    },
}

/// Draws an SVG document; `scale` is in pixels per SVG unit.
///
/// **Cost** four bytes per pixel, twice while encoding.
///
/// # Errors
/// A damaged document, a size outside 1…[`MAX_SIDE_PX`] pixels, a failed encoder.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, PictureError> {
    let tree = Tree::from_str(svg, &options())?;
    let [width_px, height_px] =
        [tree.size().width(), tree.size().height()].map(|side| (side * scale).round());
    let size = || PictureError::Size { width_px, height_px };
    let width = side(width_px).ok_or_else(size)?;
    let height = side(height_px).ok_or_else(size)?;
    let mut pixmap = Pixmap::new(width, height).ok_or_else(size)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|source| PictureError::Encode { source: source.into() })
}

fn side(pixels: f32) -> Option<u32> {
    (1.0..=MAX_SIDE_PX as f32).contains(&pixels).then_some(pixels as u32)
}

/// How documents are read: bundled fonts only, no images, no files.
pub(super) fn options() -> Options<'static> {
    let mut options = Options { font_family: "Inter".to_owned(), ..Options::default() };
    options.image_href_resolver =
        ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    let faces = options.fontdb_mut();
    for font in [fonts::REGULAR, fonts::STRONG] {
        faces.load_font_source(fontdb::Source::Binary(Arc::new(font)));
    }
    faces.set_sans_serif_family("Inter");
    options
}

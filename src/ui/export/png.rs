//! PNG bytes from an SVG document, drawn by resvg on the CPU.
//!
//! Knows the bundled fonts and no others, and resolves no links: the same
//! document gives the same picture on every machine, and reads no files.

use std::error::Error;
use std::ops::ControlFlow;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, ImageHrefResolver, Options, Tree, fontdb};

use crate::app::picture::{MAX_SIDE_PX, Watch};
use crate::ui::theme::fonts;

/// Rows drawn at a time; between two bands a picture can be given up.
const BAND_ROWS_PX: u32 = 1_024;
/// Rows drawn beyond a band and dropped: curves are cut at the edge of what is drawn, and would
/// be a shade off where two bands meet.
const MARGIN_ROWS_PX: u32 = 32;

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
    /// Whoever watched had enough.
    #[error("drawing the picture was cancelled")]
    Cancelled,
}

/// Draws an SVG document as PNG bytes; `scale` is in pixels per SVG unit.
///
/// **Cost** four bytes per pixel, twice while encoding.
///
/// # Errors
/// A damaged document, a size outside 1…[`MAX_SIDE_PX`] pixels, a failed encoder.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, PictureError> {
    png_watched(svg, scale, &|_| ControlFlow::Continue(()))
}

/// Like [`png`], telling `watch` between bands how much is done.
///
/// # Errors
/// As [`png`], and [`PictureError::Cancelled`].
pub fn png_watched(svg: &str, scale: f32, watch: &Watch<'_>) -> Result<Vec<u8>, PictureError> {
    let pixmap = raster(svg, scale, watch)?;
    pixmap.encode_png().map_err(|source| PictureError::Encode { source: source.into() })
}

/// Draws an SVG document as pixels; `scale` is in pixels per SVG unit.
///
/// # Errors
/// A damaged document, a size outside 1…[`MAX_SIDE_PX`] pixels, [`PictureError::Cancelled`].
pub fn raster(svg: &str, scale: f32, watch: &Watch<'_>) -> Result<Pixmap, PictureError> {
    let tree = Tree::from_str(svg, &options())?;
    let [width_px, height_px] =
        [tree.size().width(), tree.size().height()].map(|side| (side * scale).round());
    let size = || PictureError::Size { width_px, height_px };
    let width = side(width_px).ok_or_else(size)?;
    let height = side(height_px).ok_or_else(size)?;
    let mut pixmap = Pixmap::new(width, height).ok_or_else(size)?;
    let band_bytes = width as usize * 4 * BAND_ROWS_PX as usize;
    for (index, rows) in pixmap.data_mut().chunks_mut(band_bytes).enumerate() {
        let top = index as u32 * BAND_ROWS_PX;
        watch(top as f32 / height as f32).is_continue().then_some(()).ok_or(PictureError::Cancelled)?;
        let bottom = (top + BAND_ROWS_PX).min(height);
        let (first, last) = (top.saturating_sub(MARGIN_ROWS_PX), (bottom + MARGIN_ROWS_PX).min(height));
        let mut band = Pixmap::new(width, last - first).ok_or_else(size)?;
        let place = Transform::from_row(scale, 0.0, 0.0, scale, 0.0, -(first as f32));
        resvg::render(&tree, place, &mut band.as_mut());
        let row_bytes = width as usize * 4;
        let inner = band.data().get((top - first) as usize * row_bytes..).unwrap_or_default();
        for (cell, drawn) in rows.iter_mut().zip(inner) {
            *cell = *drawn;
        }
    }
    Ok(pixmap)
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

//! Pictures without a window: the same UI code, painted into vectors.
//!
//! Nobody points, selects or types in a picture, so nothing that hangs on a
//! pointer or on the keyboard is in it.

pub mod frame;

use std::sync::Arc;

use egui::{Context, Ui, Vec2, vec2};

use crate::app::export::{ExportError, Snapshot};
use crate::app::picture::{
    DrawPictures, Framing, PictureFormat, PictureMaker, PictureRequest, PictureStyle, PictureSubject, Pixels,
    Watch,
};
use crate::app::state::AppState;
use crate::ui::as_known_strip;
use crate::ui::chart::ChartUi;
use crate::ui::context::prepare;
use crate::ui::export::{Picture, PictureError, png, png_watched, raster, run_headless, svg};
use crate::ui::picture::frame::PictureFrame;
use crate::ui::shell::Shell;
use crate::ui::theme::Theme;

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The whole window.
    Window,
    /// The charts alone.
    Charts,
}

/// Passes until the layout has settled.
const PASSES: usize = 3;

/// How a picture is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Window or charts.
    pub subject: Subject,
    /// With title and sources, or without; a window never has them.
    pub framing: Framing,
    /// Colours and widths of lines.
    pub theme: Theme,
    /// Width and height in points; a frame that does not fit makes the picture taller.
    pub size: Vec2,
    /// The pixels it is laid out for, so that lines and text stand as on such a screen.
    pub pixels_per_point: f32,
}

impl Look {
    /// The look that a request asks for; `dark` is how the window is.
    pub fn of(request: &PictureRequest, dark: bool) -> Self {
        let subject = match request.subject {
            PictureSubject::Window => Subject::Window,
            PictureSubject::Stack | PictureSubject::Pane(_) => Subject::Charts,
        };
        Self {
            subject,
            framing: request.framing,
            theme: theme_of(request.style, dark),
            size: vec2(request.width_pt, request.height_pt),
            pixels_per_point: match request.format {
                PictureFormat::Svg => 1.0,
                PictureFormat::Png => request.scale.factor(),
            },
        }
    }
}

/// The theme of a style; `dark` is how the window is.
pub fn theme_of(style: PictureStyle, dark: bool) -> Theme {
    match (style, dark) {
        (PictureStyle::Dark, _) | (PictureStyle::AsShown, true) => Theme::dark(),
        (PictureStyle::Light, _) | (PictureStyle::AsShown, false) => Theme::light(),
        (PictureStyle::Print, _) => Theme::print(),
    }
}

/// A picture that can be painted: by [`Scene::svg`], or frame by frame in a context of one's own.
pub struct Scene {
    content: Content,
    theme: Theme,
    size: Vec2,
    pixels_per_point: f32,
    description: String,
}

enum Content {
    Window(Box<Shell>),
    Charts(Box<Charts>),
}

struct Charts {
    state: AppState,
    charts: ChartUi,
    frame: Option<PictureFrame>,
}

impl Scene {
    /// A snapshot in a look.
    pub fn new(snapshot: &Snapshot, look: &Look) -> Self {
        let theme = look.theme;
        let state = AppState::showing(snapshot.clone());
        let description = describe(&state);
        let mut size = look.size;
        let content = match look.subject {
            Subject::Window => Content::Window(Box::new(Shell::new(state))),
            Subject::Charts => {
                let frame = (look.framing == Framing::Framed).then(|| PictureFrame::new(&state));
                if let Some(frame) = &frame {
                    run_headless(size, look.pixels_per_point, 1, prepare, |ui| {
                        size.y = frame.height_needed(ui, size)
                    });
                }
                Content::Charts(Box::new(Charts { state, charts: ChartUi::default(), frame }))
            }
        };
        Self { content, theme, size, pixels_per_point: look.pixels_per_point, description }
    }

    /// Width and height in points.
    pub fn size(&self) -> Vec2 {
        self.size
    }

    /// Painted under everything.
    pub fn background(&self) -> egui::Color32 {
        self.theme.pane
    }

    /// Sets fonts and style; once for a context.
    pub fn prepare(&self, ctx: &Context) {
        prepare(ctx);
        self.theme.apply(ctx);
    }

    /// Paints one frame over the whole of `ui`.
    pub fn ui(&mut self, ui: &mut Ui) {
        match &mut self.content {
            Content::Window(shell) => shell.ui(ui),
            Content::Charts(held) => {
                let Charts { state, charts, frame } = held.as_mut();
                let theme = &self.theme;
                let mut charts_ui = |ui: &mut Ui| {
                    charts.show(ui, state, theme, &mut Vec::new());
                };
                match frame {
                    Some(frame) => frame.ui(ui, theme, charts_ui),
                    None => charts_ui(ui),
                }
            }
        }
    }

    /// The picture as an SVG document.
    pub fn svg(mut self) -> String {
        let title = match &self.content {
            Content::Charts(charts) => charts.frame.as_ref().map(|frame| frame.title.clone()),
            Content::Window(_) => None,
        };
        let (size, theme, pixels_per_point) = (self.size, self.theme, self.pixels_per_point);
        let prepared = |ctx: &Context| {
            prepare(ctx);
            theme.apply(ctx);
        };
        let shapes = run_headless(size, pixels_per_point, PASSES, prepared, |ui| self.ui(ui));
        let picture = Picture {
            shapes: &shapes,
            size,
            pixels_per_point,
            background: theme.pane,
            title: title.as_deref().unwrap_or("Hashfloor"),
            description: &self.description,
        };
        svg(&picture)
    }
}

fn bare(snapshot: &Snapshot, subject: Subject, size: Vec2, pixels_per_point: f32) -> Look {
    let theme = theme_of(PictureStyle::AsShown, snapshot.dark);
    Look { subject, framing: Framing::Bare, theme, size, pixels_per_point }
}

/// A snapshot as an SVG document of this size in points, without a frame.
pub fn snapshot_svg(snapshot: &Snapshot, subject: Subject, size: Vec2) -> String {
    Scene::new(snapshot, &bare(snapshot, subject, size, 1.0)).svg()
}

/// A snapshot as PNG bytes, without a frame; `scale` is pixels a point.
///
/// # Errors
/// [`PictureError`] for a size that is too large.
pub fn snapshot_png(
    snapshot: &Snapshot,
    subject: Subject,
    size: Vec2,
    scale: f32,
) -> Result<Vec<u8>, PictureError> {
    png(&Scene::new(snapshot, &bare(snapshot, subject, size, scale.max(1.0))).svg(), scale)
}

/// What exports from the window are made by.
pub fn picture_maker() -> PictureMaker {
    Arc::new(Maker)
}

struct Maker;

impl DrawPictures for Maker {
    fn file(
        &self,
        snapshot: &Snapshot,
        request: &PictureRequest,
        watch: &Watch<'_>,
    ) -> Result<Vec<u8>, ExportError> {
        let svg = Scene::new(snapshot, &Look::of(request, snapshot.dark)).svg();
        match request.format {
            PictureFormat::Svg => Ok(svg.into_bytes()),
            PictureFormat::Png => png_watched(&svg, request.scale.factor(), watch).map_err(export_error),
        }
    }

    fn pixels(
        &self,
        snapshot: &Snapshot,
        request: &PictureRequest,
        watch: &Watch<'_>,
    ) -> Result<Pixels, ExportError> {
        let svg = Scene::new(snapshot, &Look::of(request, snapshot.dark)).svg();
        let pixmap = raster(&svg, request.scale.factor(), watch).map_err(export_error)?;
        let [width, height] = [pixmap.width(), pixmap.height()].map(|side| side as usize);
        Ok(Pixels { width, height, rgba: pixmap.take() })
    }
}

fn export_error(error: PictureError) -> ExportError {
    match error {
        PictureError::Cancelled => ExportError::Cancelled,
        error => ExportError::Picture(error.to_string()),
    }
}

/// Panes, range and sources in a sentence each, for whoever cannot see the picture.
fn describe(state: &AppState) -> String {
    let view = state.time_view();
    let day = |time: f64| crate::domain::time::UnixSecs(time as i64).day_label();
    let mut words = format!("{} to {}.", day(view.from), day(view.to));
    if let Some(known) = state.as_known_on() {
        words.push_str(&format!(" {}.", as_known_strip::words(known)));
    }
    for pane in state.panes() {
        let readout = crate::ui::chart::readout::pane_words(pane, None);
        let mut sources: Vec<&str> =
            pane.series.iter().map(|series| series.entry.provenance.citation.as_str()).collect();
        sources.dedup();
        words.push_str(&format!(" {}: {readout}. Source: {}.", pane.title, sources.join("; ")));
    }
    words
}

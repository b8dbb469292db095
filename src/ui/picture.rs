//! Pictures without a window: the same UI code, painted into vectors.

use std::sync::Arc;

use egui::{Vec2, vec2};

use crate::app::export::{ExportKind, PictureMaker, Snapshot};
use crate::app::state::AppState;
use crate::ui::chart::ChartUi;
use crate::ui::context::prepare;
use crate::ui::export::{Picture, PictureError, png, run_headless, svg};
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
/// Size of a picture exported from the window, points.
const EXPORT_SIZE: Vec2 = vec2(1_400.0, 900.0);
/// Pixels a point in a PNG exported from the window.
const EXPORT_SCALE: f32 = 2.0;

/// A snapshot as an SVG document of this size in points.
pub fn snapshot_svg(snapshot: &Snapshot, subject: Subject, size: Vec2) -> String {
    let theme = if snapshot.dark { Theme::dark() } else { Theme::light() };
    let state = AppState::showing(snapshot.clone());
    let description = describe(&state);
    let prepared = |ctx: &egui::Context| {
        prepare(ctx);
        theme.apply(ctx);
    };
    let shapes = match subject {
        Subject::Window => {
            let mut shell = Shell::new(state);
            run_headless(size, 1.0, PASSES, prepared, |ui| shell.ui(ui))
        }
        Subject::Charts => {
            let mut charts = ChartUi::default();
            run_headless(size, 1.0, PASSES, prepared, |ui| {
                charts.show(ui, &state, &theme, &mut Vec::new());
            })
        }
    };
    let picture = Picture {
        shapes: &shapes,
        size,
        background: theme.pane,
        title: "Hashfloor",
        description: &description,
    };
    svg(&picture)
}

/// A snapshot as PNG bytes; `scale` is pixels a point.
///
/// # Errors
/// [`PictureError`] for a size that is too large.
pub fn snapshot_png(
    snapshot: &Snapshot,
    subject: Subject,
    size: Vec2,
    scale: f32,
) -> Result<Vec<u8>, PictureError> {
    png(&snapshot_svg(snapshot, subject, size), scale)
}

/// What exports from the window are made by.
pub fn picture_maker() -> PictureMaker {
    Arc::new(|snapshot, kind| match kind {
        ExportKind::Png => snapshot_png(snapshot, Subject::Charts, EXPORT_SIZE, EXPORT_SCALE)
            .map_err(|error| error.to_string()),
        ExportKind::Svg | ExportKind::Csv => {
            Ok(snapshot_svg(snapshot, Subject::Charts, EXPORT_SIZE).into_bytes())
        }
    })
}

/// Panes, range and sources in a sentence each, for whoever cannot see the picture.
fn describe(state: &AppState) -> String {
    let view = state.time_view();
    let day = |time: f64| crate::domain::time::UnixSecs(time as i64).day_label();
    let mut words = format!("{} to {}.", day(view.from), day(view.to));
    for pane in state.panes() {
        let readout = crate::ui::chart::readout::pane_words(pane, None);
        let mut sources: Vec<&str> =
            pane.series.iter().map(|series| series.entry.provenance.citation.as_str()).collect();
        sources.dedup();
        words.push_str(&format!(" {}: {readout}. Source: {}.", pane.title, sources.join("; ")));
    }
    words
}

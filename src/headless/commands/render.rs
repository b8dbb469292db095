//! `hashfloor render`: the window or the charts, without a display.

use std::path::Path;

use egui::vec2;

use crate::app::command::Command;
use crate::app::export::{ExportKind, Snapshot, csv_bytes, write_picture};
use crate::app::picture::{Framing, PictureFormat, SIDES_PT, check_size};
use crate::app::state::AppState;
use crate::chart::viewport::TimeView;
use crate::domain::time::DAY_SECS;
use crate::headless::args::{RenderArgs, RenderTheme};
use crate::headless::commands::opened_state;
use crate::headless::output::{Failure, day};
use crate::ui::export::png;
use crate::ui::picture::{Look, Scene, Subject};
use crate::ui::theme::Theme;

pub(super) fn run(args: &RenderArgs, data_dir: Option<&Path>) -> Result<(), Failure> {
    let kind =
        ExportKind::of_path(&args.output).filter(|kind| *kind != ExportKind::Csv).ok_or_else(|| {
            Failure::Usage(format!(
                "-o expects a name ending in .svg or .png, found {}",
                args.output.display()
            ))
        })?;
    let size = parse_size(&args.size)?;
    if PictureFormat::of_kind(kind) == Some(PictureFormat::Png) {
        let pixels = [size.x, size.y].map(|side| side * args.scale);
        check_size(size.into(), pixels).map_err(Failure::work)?;
    }
    let from = day("--from", args.from.as_deref())?;
    let to = day("--to", args.to.as_deref())?;
    if let Some(workspace) = &args.workspace
        && !workspace.exists()
    {
        return Err(Failure::work(format!("there is no workspace {}", workspace.display())));
    }
    let mut state = opened_state(data_dir, args.workspace.clone());
    if from.is_some() || to.is_some() {
        let shown = state.time_view();
        let left = from.map_or(shown.from, |from| from.0 as f64);
        let right = to.map_or(shown.to, |to| (to.start_of_day().0 + DAY_SECS) as f64);
        if left >= right {
            return Err(Failure::Usage("--from must lie before --to".to_owned()));
        }
        state.dispatch(Command::SetTimeView(TimeView::new(left, right)));
    }
    let snapshot = Snapshot { only_pane: only_pane(&state, args)?, ..state.snapshot() };
    let rows = match args.with_data {
        true => Some(csv_bytes(&snapshot, state.time_view()).map_err(Failure::work)?),
        false => None,
    };
    let charts = args.charts || args.framed || args.pane.is_some();
    let look = Look {
        subject: if charts { Subject::Charts } else { Subject::Window },
        framing: if args.framed { Framing::Framed } else { Framing::Bare },
        theme: match args.theme {
            RenderTheme::Dark => Theme::dark(),
            RenderTheme::Light => Theme::light(),
            RenderTheme::Print => Theme::print(),
        },
        size,
        pixels_per_point: if kind == ExportKind::Png { args.scale.max(1.0) } else { 1.0 },
    };
    let svg = Scene::new(&snapshot, &look).svg();
    let bytes = match kind {
        ExportKind::Png => png(&svg, args.scale).map_err(Failure::work)?,
        ExportKind::Svg | ExportKind::Csv => svg.into_bytes(),
    };
    write_picture(&args.output, &bytes, rows.as_deref()).map_err(Failure::work)?;
    Ok(())
}

/// The pane that was asked for, if there is one of that id.
fn only_pane(state: &AppState, args: &RenderArgs) -> Result<Option<String>, Failure> {
    let Some(pane) = &args.pane else { return Ok(None) };
    let ids: Vec<&str> = state.all_panes().iter().map(|pane| pane.id.as_str()).collect();
    if ids.contains(&pane.as_str()) {
        return Ok(Some(pane.clone()));
    }
    Err(Failure::work(format!("there is no pane {pane}; there are {}", ids.join(", "))))
}

fn parse_size(text: &str) -> Result<egui::Vec2, Failure> {
    let wrong = || {
        Failure::Usage(format!(
            "--size expects WIDTHxHEIGHT from 200 to 8000, as in 1600x1000, found {text:?}"
        ))
    };
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    let side = |side: &str| side.parse::<f32>().ok().filter(|side| SIDES_PT.contains(side)).ok_or_else(wrong);
    Ok(vec2(side(width)?, side(height)?))
}

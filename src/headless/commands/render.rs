//! `hashfloor render`: the window or the charts, without a display.

use std::path::Path;

use egui::vec2;

use crate::app::command::Command;
use crate::app::export::ExportKind;
use crate::chart::viewport::TimeView;
use crate::domain::time::DAY_SECS;
use crate::headless::args::{RenderArgs, RenderTheme};
use crate::headless::commands::opened_state;
use crate::headless::output::{Failure, day};
use crate::io::files::write_atomic;
use crate::ui::picture::{Subject, snapshot_png, snapshot_svg};

/// Smallest and largest side of a picture, points.
const SIDES: std::ops::RangeInclusive<f32> = 200.0..=8_000.0;

pub(super) fn run(args: &RenderArgs, data_dir: Option<&Path>) -> Result<(), Failure> {
    let kind =
        ExportKind::of_path(&args.output).filter(|kind| *kind != ExportKind::Csv).ok_or_else(|| {
            Failure::Usage(format!(
                "-o expects a name ending in .svg or .png, found {}",
                args.output.display()
            ))
        })?;
    let size = parse_size(&args.size)?;
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
    state.set_dark(args.theme == RenderTheme::Dark);
    let snapshot = state.snapshot();
    let subject = if args.charts { Subject::Charts } else { Subject::Window };
    let bytes = match kind {
        ExportKind::Png => snapshot_png(&snapshot, subject, size, args.scale).map_err(Failure::work)?,
        ExportKind::Svg | ExportKind::Csv => snapshot_svg(&snapshot, subject, size).into_bytes(),
    };
    write_atomic(&args.output, &bytes).map_err(Failure::work)
}

fn parse_size(text: &str) -> Result<egui::Vec2, Failure> {
    let wrong = || {
        Failure::Usage(format!(
            "--size expects WIDTHxHEIGHT from 200 to 8000, as in 1600x1000, found {text:?}"
        ))
    };
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    let side = |side: &str| side.parse::<f32>().ok().filter(|side| SIDES.contains(side)).ok_or_else(wrong);
    Ok(vec2(side(width)?, side(height)?))
}

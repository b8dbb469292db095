//! What fired, on the chart: a mark where a level was crossed, and a word beside its label.

use egui::{Painter, Pos2, Shape, Stroke, vec2};

use crate::app::alerts::Fired;
use crate::app::state::AppState;
use crate::domain::alert::CrossDirection;
use crate::domain::level::Level;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::theme::Theme;

/// Half the width of a mark, points.
const RADIUS: f32 = 5.0;
/// Marks nearer than this to one of the same level are left out, points.
const NEAREST: f32 = 6.0;

/// Paints a mark on each level's line at the rows that crossed it, newest first.
pub fn marks(painter: &Painter, theme: &Theme, state: &AppState, frame: &PaneFrame) {
    let plot = frame.rects.plot;
    let fired = &state.alert_log().fired;
    if fired.is_empty() {
        return;
    }
    for level in state.document_now().levels.iter().filter(|level| !level.hidden) {
        let mut last_x = f32::INFINITY;
        for one in fired.iter().rev().filter(|one| one.level() == Some(level.id)) {
            let at = frame.at(one.row.0 as f64, one.against);
            if plot.contains(at) && (last_x - at.x).abs() >= NEAREST {
                last_x = at.x;
                painter.add(mark(one, at, theme, theme.level_colour(level)));
            }
        }
    }
}

/// A triangle the way the price went, a rhombus for a touch.
fn mark(fired: &Fired, at: Pos2, theme: &Theme, colour: egui::Color32) -> Shape {
    let points = |points: &[(f32, f32)]| points.iter().map(|(x, y)| at + vec2(*x, *y) * RADIUS).collect();
    let outline = match fired.direction {
        CrossDirection::Up => points(&[(0.0, -1.0), (1.0, 0.8), (-1.0, 0.8)]),
        CrossDirection::Down => points(&[(0.0, 1.0), (-1.0, -0.8), (1.0, -0.8)]),
        CrossDirection::Touch => points(&[(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)]),
    };
    Shape::convex_polygon(outline, colour, Stroke::new(1.5, theme.pane))
}

/// What the label of a level says about its alert.
pub fn alert_suffix(state: &AppState, level: &Level) -> &'static str {
    match &level.alert {
        None => "",
        Some(alert) if alert.paused => " · alert paused",
        Some(_) if state.has_fired(level.id) => " · alert fired",
        Some(_) => " · alert",
    }
}

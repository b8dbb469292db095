//! Drawing zones and sloped lines by hand.
//!
//! Keeps the first end of a line between two clicks; what is drawn is a preview until
//! the button is let go or the second click is made, and one step of undo then.

use egui::{Modifiers, Pos2, Response, Ui};

use crate::app::command::{Command, LineTool};
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::chart::navigate::DRAG_THRESHOLD_PX;
use crate::domain::format::{grouped, percent, signed, signed_percent};
use crate::domain::level::{Anchor, Place};
use crate::domain::time::UnixSecs;
use crate::ui::chart::ChartUi;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::gesture::{Gesture, Grasp};
use crate::ui::chart::stage::Stage;
use crate::ui::chart::target::{snap_radius, snapped};

/// What is being drawn.
#[derive(Clone, Copy, Debug)]
pub enum Draft {
    /// A zone from the price where the button went down.
    Zone {
        /// That price, USD.
        edge: f64,
    },
    /// A line from its first end.
    Line {
        /// With what.
        tool: LineTool,
        /// The first end.
        start: Anchor,
    },
}

/// A draft as it stands: the edit it would be, and what is said beside the pointer.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The edit.
    pub edit: Edit,
    /// The price under the hand, USD.
    pub price: f64,
    /// Sentences.
    pub lines: Vec<String>,
}

/// The draft that a press begins: a line with the tool in hand, a zone with Alt.
pub fn begun(
    stage: &Stage<'_>,
    pending: Option<Anchor>,
    press: Pos2,
    modifiers: Modifiers,
) -> Option<Gesture> {
    let frame = stage.price_frame().filter(|frame| frame.rects.plot.contains(press))?;
    let state = stage.state;
    let radius = snap_radius(state, modifiers);
    let draft = match state.line_tool() {
        Some(tool) => {
            let start = pending.unwrap_or_else(|| anchor_at(state, frame, press, radius).0);
            Draft::Line { tool, start }
        }
        None if modifiers.alt => {
            let time = UnixSecs(frame.time_at(press.x).round() as i64);
            Draft::Zone { edge: snapped(state, frame, frame.value_at(press.y), time, None, radius).0 }
        }
        None => return None,
    };
    let mut gesture = Gesture::of(Grasp::Draw(draft), press);
    gesture.frozen =
        stage.price_pane().map(|pane| (crate::app::view::AxisId::right(&pane.pane.id), pane.frame.scale));
    Some(gesture)
}

/// The row and the price at a pointer, with what the price caught.
fn anchor_at(state: &AppState, frame: &PaneFrame, at: Pos2, radius_px: f32) -> (Anchor, Option<String>) {
    let at = frame.rects.plot.clamp(at);
    let time = UnixSecs(frame.time_at(at.x).round() as i64);
    let date = if radius_px > 0.0 { state.row_under(time) } else { time };
    let (price, caught) = snapped(state, frame, frame.value_at(at.y), date, None, radius_px);
    (Anchor { date, price }, caught)
}

impl Draft {
    /// The draft with the pointer there; `None` where it is nothing yet.
    pub fn to(
        self,
        state: &AppState,
        frame: &PaneFrame,
        press: Pos2,
        at: Pos2,
        modifiers: Modifiers,
    ) -> Option<Drawn> {
        let radius = snap_radius(state, modifiers);
        let numbers = state.settings().numbers;
        match self {
            Self::Zone { edge } => {
                if (at.y - press.y).abs() < DRAG_THRESHOLD_PX {
                    return None;
                }
                let at = frame.rects.plot.clamp(at);
                let time = UnixSecs(frame.time_at(at.x).round() as i64);
                let (price, caught) = snapped(state, frame, frame.value_at(at.y), time, None, radius);
                let (low, high) = (edge.min(price), edge.max(price));
                let place = Place::Zone { low, high }.check().ok()?;
                let kind = state.likely_kind(place.price());
                let mut lines = vec![
                    numbers.of(format!("low {}", grouped(low, 0))),
                    numbers.of(format!("high {}", grouped(high, 0))),
                    numbers.of(format!("{} wide", percent(high / low - 1.0, 2))),
                ];
                lines.extend(caught.map(|name| format!("at {name}")));
                Some(Drawn { edit: Edit::AddLevel { kind, place }, price, lines })
            }
            Self::Line { tool, start } => {
                let (end, caught) = anchor_at(state, frame, at, radius);
                let place = tool.place(start, end, state.straight_now())?;
                let kind = state.likely_kind(place.price());
                let days = end.date.days_since(start.date);
                let mut lines = vec![
                    end.date.weekday_label(),
                    numbers.of(format!(
                        "{} ({}) in {} days",
                        signed(end.price - start.price, 0),
                        signed_percent(end.price / start.price - 1.0, 2),
                        grouped(days.round(), 0),
                    )),
                ];
                lines.extend(caught.map(|name| format!("at {name}")));
                Some(Drawn { edit: Edit::AddLevel { kind, place }, price: end.price, lines })
            }
        }
    }
}

impl ChartUi {
    /// The clicks of a line that is drawn by its two ends, and its preview between them.
    pub(super) fn draw_by_clicks(
        &mut self,
        ui: &Ui,
        stage: &Stage<'_>,
        response: &Response,
        pointer: Option<Pos2>,
        commands: &mut Vec<Command>,
    ) {
        self.draft_card = None;
        let (state, frame) = (stage.state, stage.price_frame());
        let (Some(tool), Some(frame)) = (state.line_tool(), frame) else {
            self.pending = None;
            return;
        };
        if response.secondary_clicked() {
            self.pending = None;
            commands.push(Command::LeaveTool);
            return;
        }
        let modifiers = ui.input(|input| input.modifiers);
        let clicked = response.clicked().then(|| response.interact_pointer_pos()).flatten();
        let in_plot = |at: &Pos2| frame.rects.plot.contains(*at);
        match (self.pending, clicked.filter(in_plot)) {
            (None, Some(at)) => {
                self.pending = Some(anchor_at(state, frame, at, snap_radius(state, modifiers)).0);
            }
            (Some(start), clicked) if self.gesture.is_none() => {
                let Some(at) = clicked.or(pointer.filter(in_plot)) else { return };
                let drawn = Draft::Line { tool, start }.to(state, frame, at, at, modifiers);
                let Some(drawn) = drawn else {
                    if state.preview_edit().is_some() {
                        commands.push(Command::CancelPreview);
                    }
                    return;
                };
                if clicked.is_some() {
                    self.pending = None;
                    commands.extend([
                        Command::Preview(drawn.edit),
                        Command::CommitPreview,
                        Command::LeaveTool,
                    ]);
                } else {
                    if state.preview_edit() != Some(&drawn.edit) {
                        commands.push(Command::Preview(drawn.edit));
                    }
                    self.draft_card = Some((drawn.price, drawn.lines));
                }
            }
            _ => {}
        }
    }
}

/// What the status bar says while a tool is in hand.
pub fn tool_hint(tool: LineTool) -> &'static str {
    match tool {
        LineTool::TrendLine => {
            "Trend line: drag it, or click both ends; Enter takes two rows in view, Esc leaves"
        }
        LineTool::Ray => "Ray: drag it, or click two points; Enter takes two rows in view, Esc leaves",
    }
}

//! The data cursor on the charts: its line, its ring, and what it says aloud.
//!
//! Reads where the state has it; keeps only whether it was on, so that it takes the
//! focus once and the arrows stay with it.

use egui::accesskit::{Action, Live};
use egui::{Id, Rangef, Rect, Sense, Stroke, Ui, WidgetInfo, vec2};

use crate::app::command::{Command, CursorMove, CursorReach};
use crate::app::data_cursor::CursorRow;
use crate::app::panes::AxisSide;
use crate::ui::chart::crosshair::{axis_chip, left_chip, time_line};
use crate::ui::chart::focus::hold_arrows;
use crate::ui::chart::measure::{self, Measured};
use crate::ui::chart::readout::cursor_words;
use crate::ui::chart::stage::{PaneStage, Stage};
use crate::ui::chart::strokes::{FINE_DASHES, Strokes};
use crate::ui::chart::value_axis::value_text;

/// Radius of the ring, points.
const RING: f32 = 4.5;

/// Its id: whoever handles keys may ask for it.
fn data_cursor_id() -> Id {
    Id::unique("data cursor")
}

fn placed<'s, 'a>(stage: &'s Stage<'a>, row: &CursorRow<'_>) -> Option<(&'s PaneStage<'a>, egui::Pos2)> {
    let pane = stage.panes.iter().find(|one| one.pane.id == row.pane.id)?;
    let at = pane.frame_of(&row.series.id)?.at(row.time.0 as f64, row.value);
    at.is_finite().then_some((pane, at))
}

/// The distance the data cursor measures, on the right axis of its pane.
pub fn measured(stage: &Stage<'_>) -> Option<Measured> {
    let (from, to) = (stage.state.cursor_anchor()?, stage.state.cursor_row()?);
    let (pane, start) = placed(stage, &from)?;
    let (_, end) = placed(stage, &to)?;
    let point = |row: &CursorRow<'_>, y: f32| {
        // Through the screen only where the axes differ: a pixel is no price.
        let value = if row.series.axis == AxisSide::Right && pane.format.compare.is_none() {
            row.value
        } else {
            pane.frame.value_at(y)
        };
        (row.time.0 as f64, value)
    };
    Some(Measured { pane: pane.pane.id.clone(), from: point(&from, start.y), to: point(&to, end.y) })
}

/// Paints the line through all panes, the ring on the row and its value on the axis; the
/// time in full only where no pointer says another.
pub fn paint(ui: &Ui, stage: &Stage<'_>, pointer_is_over: bool) {
    let Some(row) = stage.state.cursor_row() else { return };
    let (theme, time) = (stage.theme, row.time);
    let Some(first) = stage.any_frame() else { return };
    let x = first.x(time.0 as f64);
    if !first.rects.plot.x_range().contains(x) {
        return;
    }
    if pointer_is_over {
        let mut strokes = Strokes::new(ui.painter());
        let reach = Rangef::new(first.rects.plot.top(), stage.rects.time_axis.top());
        strokes.vertical(x, reach, 1.0, theme.accent, FINE_DASHES);
        strokes.paint(ui.painter());
    } else {
        time_line(ui.painter(), stage, time);
    }
    let Some((pane, at)) = placed(stage, &row) else { return };
    let plot = pane.rects().plot;
    if !plot.y_range().contains(at.y) {
        return;
    }
    let painter = ui.painter_at(plot);
    painter.circle_filled(at, RING, theme.pane);
    painter.circle_stroke(at, RING, Stroke::new(2.0, theme.accent));
    let strip = ui.painter_at(pane.rects().whole);
    match (row.series.axis, &pane.left) {
        (AxisSide::Right, _) => {
            let text = match pane.format.compare {
                Some(_) => pane.format.text(pane.frame.value_at(at.y)),
                None => value_text(row.series.measure, row.value),
            };
            axis_chip(&strip, &pane.frame, at.y, theme.numbers.of(text), theme.text_strong, theme.pane);
        }
        (AxisSide::Left, Some(left)) => {
            let text = value_text(row.series.measure, row.value);
            left_chip(&strip, left, at.y, theme.numbers.of(text), theme.text_strong, theme.pane);
        }
        _ => {}
    }
}

/// The live node: every move changes its name, which is read aloud.
pub fn data_cursor_ui(ui: &Ui, stage: &Stage<'_>, was_on: &mut bool, commands: &mut Vec<Command>) {
    let row = stage.state.cursor_row();
    let appeared = row.is_some() && !*was_on;
    *was_on = row.is_some();
    let Some(row) = row else { return };
    let place = placed(stage, &row).map(|(_, at)| at);
    let centre = place.unwrap_or_else(|| stage.rects.time_axis.left_top());
    let rect = Rect::from_center_size(centre, vec2(2.0 * RING, 2.0 * RING));
    let response = ui.interact(rect, data_cursor_id(), Sense::focusable_noninteractive());
    if appeared {
        response.request_focus();
    }
    if response.has_focus() || appeared {
        hold_arrows(ui, response.id);
    }
    let mut words = cursor_words(stage.state).unwrap_or_default();
    if let Some(measured) = measured(stage) {
        words = format!("{words}; measured {}", measure::words(stage, &measured).join(", "));
    }
    response.widget_info(|| WidgetInfo::slider(true, row.row as f64, &words));
    let last = row.series.entry.series.len().saturating_sub(1);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_live(Live::Polite);
        node.set_value(words.clone());
        node.set_min_numeric_value(0.0);
        node.set_max_numeric_value(last as f64);
        node.set_numeric_value_step(1.0);
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
    for (action, way) in [(Action::Increment, CursorMove::Later), (Action::Decrement, CursorMove::Earlier)] {
        if ui.input(|input| input.has_accesskit_action_request(response.id, action)) {
            commands.push(Command::MoveDataCursor(way, CursorReach::Move));
        }
    }
}

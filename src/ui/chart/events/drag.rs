//! A note dragged by its marker or its flag.
//!
//! Moves by whole days while days are narrow and by hours when they are wide;
//! the way of the hand counts, so nothing jumps at the press.

use egui::{Key, PointerButton, Pos2, Response, Ui};

use crate::app::command::{Command, Selection};
use crate::app::edit::Edit;
use crate::domain::note::Note;
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::ui::chart::frame::PaneFrame;

/// Where a day is at least this wide a note moves by hours, points.
const WIDE_DAY: f64 = 96.0;

/// What a drag changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// By the marker on the axis.
    Time,
    /// By the flag at its price.
    TimeAndPrice,
}

/// Points a second.
pub(super) fn px_per_sec(frame: &PaneFrame) -> f64 {
    let plot = frame.rects.plot;
    let secs = frame.time_at(plot.right()) - frame.time_at(plot.left());
    f64::from(plot.width()) / secs.max(1.0)
}

/// Follows the hand; `start` is the committed note. Returns whether it is in the hand.
pub(super) fn follow(
    ui: &Ui,
    frame: &PaneFrame,
    start: &Note,
    is_held: bool,
    way: Way,
    response: &Response,
    commands: &mut Vec<Command>,
) -> bool {
    let press_memory = response.id.with("press");
    if response.drag_started_by(PointerButton::Primary) {
        let press = ui.input(|input| input.pointer.press_origin()).or(response.interact_pointer_pos());
        if let Some(press) = press {
            ui.data_mut(|data| data.insert_temp(press_memory, press));
        }
        commands.push(Command::Select(Some(Selection::Note(start.id))));
    }
    let Some(press) = ui.data(|data| data.get_temp::<Pos2>(press_memory)) else { return false };
    // Before the end of the drag is looked at: Esc makes egui end it in the same frame.
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        ui.data_mut(|data| data.remove::<Pos2>(press_memory));
        if is_held {
            commands.push(Command::CancelPreview);
        }
        return is_held;
    }
    let stopped = response.drag_stopped_by(PointerButton::Primary);
    if !response.dragged_by(PointerButton::Primary) && !stopped {
        ui.data_mut(|data| data.remove::<Pos2>(press_memory));
        return false;
    }
    if let Some(at) = response.interact_pointer_pos().or(ui.input(|input| input.pointer.latest_pos())) {
        commands.push(Command::Preview(moved(frame, start, way, press, at)));
    }
    if stopped {
        ui.data_mut(|data| data.remove::<Pos2>(press_memory));
        commands.push(Command::CommitPreview);
    }
    true
}

fn moved(frame: &PaneFrame, start: &Note, way: Way, press: Pos2, at: Pos2) -> Edit {
    let per_sec = px_per_sec(frame);
    let step = if per_sec * DAY_SECS as f64 >= WIDE_DAY { 3_600 } else { DAY_SECS };
    let steps = (f64::from(at.x - press.x) / (per_sec * step as f64)).round() as i64;
    let price = match (way, start.price) {
        (Way::TimeAndPrice, Some(price)) if (at.y - press.y).abs() >= 1.0 => {
            Some(tidy(frame.value_at(frame.y(price) + at.y - press.y)))
        }
        (_, price) => price,
    };
    Edit::MoveNote {
        id: start.id,
        at: UnixSecs(start.at.0.saturating_add(steps.saturating_mul(step))),
        price,
    }
}

/// Whole dollars where a pixel is worth more than a cent of one.
fn tidy(price: f64) -> f64 {
    if price >= 1_000.0 { price.round() } else { (price * 100.0).round() / 100.0 }
}

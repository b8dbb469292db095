//! Levels and the ends of sloped lines as sliders in the accessibility tree, and Tab
//! through them from the top down.
//!
//! Reads where they were placed and asks for commands. A slider is gone to by Tab, moved
//! by the arrow keys or set by a screen reader; the pointer stays with the charts.

use egui::accesskit::{Action, ActionData};
use egui::{Id, Rect, Sense, Ui, WidgetInfo, vec2};

use crate::app::command::{Command, Direction, NudgeStep, Selection};
use crate::app::edit::Edit;
use crate::app::level_edits::level_words;
use crate::app::state::AppState;
use crate::domain::level::{AnchorEnd, Level, MAX_PRICE_USD, MIN_PRICE_USD};
use crate::domain::time::UnixSecs;
use crate::ui::chart::focus::{hold_arrows, offer_enter};
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::levels::{Part, PlacedLevel};
use crate::ui::chart::sloped::HANDLE;
use crate::ui::chart::target::{moved_to, part_price};

/// One slider: which part of which level, and where.
struct Slider<'a> {
    level: &'a Level,
    part: Part,
    rect: Rect,
    id: Id,
    name: String,
}

/// A focusable slider node for every level on the pane, and for the ends of the lines.
pub fn level_sliders_ui(
    ui: &Ui,
    state: &AppState,
    frame: &PaneFrame,
    placed: &[PlacedLevel],
    commands: &mut Vec<Command>,
) {
    for place in placed {
        let Some(level) = state.document_now().level(place.id) else { continue };
        let words = level_words(level);
        let name = if level.label.is_empty() { words.clone() } else { format!("{words}, {}", level.label) };
        let id = ui.scope_id().with(("level", place.id));
        slider_ui(ui, state, &Slider { level, part: Part::Whole, rect: place.chip, id, name }, commands);
        for end in AnchorEnd::ALL {
            let Some(anchor) = level.place.anchor(end) else { continue };
            // An end outside the plot is reached at its edge.
            let at = frame.rects.plot.clamp(frame.at(anchor.date.0 as f64, anchor.price));
            let rect = Rect::from_center_size(at, vec2(HANDLE * 2.0, HANDLE * 2.0));
            let name = format!("{} end of {words}, {}", capital(end.word()), anchor.date.day_label());
            let slider = Slider { level, part: Part::Anchor(end), rect, id: id.with(end), name };
            slider_ui(ui, state, &slider, commands);
        }
    }
}

fn slider_ui(ui: &Ui, state: &AppState, slider: &Slider<'_>, commands: &mut Vec<Command>) {
    let Slider { level, part, rect, id, name } = slider;
    let (level, part, id) = (*level, *part, *id);
    let response = ui.interact(*rect, id, Sense::focusable_noninteractive());
    // The whole of a line stands for its later end, wherever it is looked at.
    let price =
        if part == Part::Whole { level.place.price() } else { part_price(level.place, part, UnixSecs(0)) };
    response.widget_info(|| WidgetInfo::slider(!level.locked, price, name));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_min_numeric_value(MIN_PRICE_USD);
        node.set_max_numeric_value(MAX_PRICE_USD);
        node.set_numeric_value_step(state.nudge_step_usd());
        if !level.locked {
            node.add_action(Action::SetValue);
            node.add_action(Action::Increment);
            node.add_action(Action::Decrement);
        }
    });
    let selection = match part {
        Part::Anchor(end) => Selection::Anchor { level: level.id, end },
        _ => Selection::Level(level.id),
    };
    if response.gained_focus() && state.selection() != Some(&selection) {
        commands.push(Command::Select(Some(selection.clone())));
    }
    if response.has_focus() {
        hold_arrows(ui, id);
        offer_enter(ui, id);
    }
    for (action, direction) in [(Action::Increment, Direction::Up), (Action::Decrement, Direction::Down)] {
        if ui.input(|input| input.has_accesskit_action_request(id, action)) {
            commands.push(Command::Select(Some(selection.clone())));
            commands.push(Command::Nudge(direction, NudgeStep::One));
        }
    }
    let asked: Vec<f64> = ui.input(|input| {
        let requests = input.accesskit_action_requests(id, Action::SetValue);
        requests.filter_map(|request| asked_price(request.data.as_ref()?)).collect()
    });
    for asked in asked {
        let place = match part {
            Part::Whole => crate::app::dispatch::moved_by(level.place, asked - price),
            _ => moved_to(level.place, part, asked, UnixSecs(0)),
        };
        commands.push(Command::Edit(Edit::MoveLevel { id: level.id, place }));
    }
}

/// The price that a screen reader asks for, as a number or as text.
fn asked_price(data: &ActionData) -> Option<f64> {
    match data {
        ActionData::NumericValue(price) => Some(*price),
        ActionData::Value(text) => crate::ui::panels::place_text::read_price(text),
        _ => None,
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

//! Panes, axes, series and borders in the accessibility tree, and by key.
//!
//! Reads the stage and asks for commands. None of the nodes senses a click or a drag
//! but the small button that fits a taken axis: the pointer stays with the charts.

use egui::accesskit::{Action, Role};
use egui::{Id, Key, Modifiers, Rect, Response, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::command::{Command, TimeDirection, ZoomDirection};
use crate::app::edit::Edit;
use crate::app::edit_panes::PaneEdit;
use crate::app::state::AppState;
use crate::app::summary::{pane_summary, value_with_unit, when};
use crate::app::view::{AxisId, Side, ValueRange};
use crate::chart::navigate::{KEY_PAN_SHARE, KEY_ZOOM_FACTOR};
use crate::chart::scale::{ScaleKind, ValueScale};
use crate::chart::viewport::RangePreset;
use crate::domain::time::UnixSecs;
use crate::ui::chart::focus::{Takes, take_keys};
use crate::ui::chart::frame::{PaneFrame, moved_border};
use crate::ui::chart::readout::{row_at, value_at};
use crate::ui::chart::stage::{PaneStage, Stage};
use crate::ui::chart::text::{SMALL, regular};
use crate::ui::chart::value_axis::AxisFormat;
use crate::ui::widgets::button::focus_ring;

/// How far one key press moves a border, points.
const BORDER_STEP: f32 = 12.0;
/// Size of the button that fits an axis, points.
const AUTO_SIZE: egui::Vec2 = vec2(36.0, 16.0);

/// Every node of the charts but levels, markers and the navigator, which see to their own.
pub fn nodes_ui(ui: &Ui, stage: &Stage<'_>, cursor: Option<UnixSecs>, commands: &mut Vec<Command>) {
    for (index, pane) in stage.panes.iter().enumerate() {
        pane_ui(ui, stage.state, pane, commands);
        for (series, _) in pane.series() {
            series_ui(ui, stage.state, pane, series, cursor);
        }
        let right = AxisId::right(&pane.pane.id);
        axis_ui(ui, stage, pane, &right, (&pane.frame, pane.format), commands);
        if let (Some(left), Some(format)) = (&pane.left, pane.left_format()) {
            axis_ui(ui, stage, pane, &AxisId::left(&pane.pane.id), (left, format), commands);
        }
        if let Some(lower) = stage.panes.get(index + 1) {
            border_ui(ui, stage, pane, lower, commands);
        }
    }
    time_axis_ui(ui, stage, commands);
}

fn pressed(ui: &Ui, modifiers: Modifiers, key: Key) -> bool {
    ui.input_mut(|input| input.consume_key(modifiers, key))
}

fn is_asked(ui: &Ui, id: Id, action: Action) -> bool {
    ui.input(|input| input.has_accesskit_action_request(id, action))
}

fn pane_ui(ui: &Ui, state: &AppState, pane: &PaneStage<'_>, commands: &mut Vec<Command>) {
    let rect = pane.rects().plot;
    let id = ui.scope_id().with(("pane node", &pane.pane.id));
    let response = ui.interact(rect, id, Sense::focusable_noninteractive());
    let name = format!("{} pane", pane.pane.title);
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, &name));
    ui.ctx().accesskit_node_builder(id, |node| node.set_description(pane_summary(state, pane.pane)));
    focus_ring(ui, &response, rect.shrink(1.0));
    if pane_keys(ui, state, pane, &response, commands) && pressed(ui, Modifiers::NONE, Key::Enter) {
        commands.push(Command::StartDataCursor(pane.pane.id.clone()));
    }
}

/// The keys of a pane whose figure or title has the focus; whether it has.
///
/// Alt with ↑ and ↓ moves the pane in the stack, F gives it the chart to itself.
pub fn pane_keys(
    ui: &Ui,
    state: &AppState,
    pane: &PaneStage<'_>,
    response: &Response,
    commands: &mut Vec<Command>,
) -> bool {
    if !take_keys(ui, response, Takes::AltVertical) {
        return false;
    }
    let specs = &state.document().panes;
    if let Some(at) = specs.iter().position(|spec| spec.id == pane.pane.id) {
        let shown = |index: &usize| specs.get(*index).is_some_and(|spec| !spec.hidden);
        let above = (0..at).rev().find(shown);
        let below = (at + 1..specs.len()).find(shown);
        for (key, to) in [(Key::ArrowUp, above), (Key::ArrowDown, below)] {
            if pressed(ui, Modifiers::ALT, key)
                && let Some(to) = to
            {
                let edit = PaneEdit::Move { pane: pane.pane.id.clone(), to };
                commands.push(Command::Edit(Edit::Panes(edit)));
            }
        }
    }
    if pressed(ui, Modifiers::NONE, Key::F) {
        commands.push(Command::ToggleMaximised(pane.pane.id.clone()));
    }
    true
}

fn series_ui(
    ui: &Ui,
    state: &AppState,
    pane: &PaneStage<'_>,
    series: &crate::app::panes::PaneSeries,
    cursor: Option<UnixSecs>,
) {
    let id = ui.scope_id().with(("series node", &pane.pane.id, &series.id));
    let response = ui.interact(pane.rects().header, id, Sense::hover());
    response.widget_info(|| {
        let rows = &series.entry.series;
        let mut name = format!("{} series", series.title);
        if let Some((time, value)) = rows.last_value() {
            let value = value_with_unit(series.measure, value);
            name = format!("{name}, last {value} on {}", when(state, series, time));
        }
        if let Some(time) = cursor {
            let value = row_at(series, Some(time)).map_or(f64::NAN, |row| value_at(rows, row));
            name = format!("{name}, at the cursor {}", value_with_unit(series.measure, value));
        }
        WidgetInfo::labeled(Role::GraphicsObject, true, name)
    });
}

fn axis_words(pane: &PaneStage<'_>, axis: &AxisId, scale: &ValueScale, format: AxisFormat) -> String {
    let side = if axis.side == Side::Left { "left axis" } else { "axis" };
    let kind = if scale.kind == ScaleKind::Log { "logarithmic" } else { "linear" };
    let (low, high) = (format.text(scale.lo), format.text(scale.hi));
    format!("{} {side}, {low} to {high}, {kind}", pane.pane.title)
}

/// A value axis: ↑ and ↓ zoom it, with Shift they shift it, Enter fits it.
fn axis_ui(
    ui: &Ui,
    stage: &Stage<'_>,
    pane: &PaneStage<'_>,
    axis: &AxisId,
    (frame, format): (&PaneFrame, AxisFormat),
    commands: &mut Vec<Command>,
) {
    let left = axis.side == Side::Left;
    let rect = if left { pane.rects().left_axis } else { pane.rects().axis };
    let id = ui.scope_id().with(("axis node", axis));
    let response = ui.interact(rect, id, Sense::focusable_noninteractive());
    let scale = frame.scale;
    let is_taken = stage.state.view().taken(axis).is_some();
    response.widget_info(|| {
        let mut name = axis_words(pane, axis, &scale, format);
        if is_taken {
            name.push_str(", held");
        }
        WidgetInfo::labeled(Role::Slider, true, name)
    });
    adjustable(ui, id);
    focus_ring(ui, &response, rect.shrink(1.0));
    let span = |low: f64, high: f64| {
        let range = ValueRange { low: scale.value_from_unit(low), high: scale.value_from_unit(high) };
        Command::TakeAxis(axis.clone(), range)
    };
    let zoom = |factor: f64| span(0.5 - 0.5 / factor, 0.5 + 0.5 / factor);
    let (closer, wider) = (zoom(KEY_ZOOM_FACTOR), zoom(1.0 / KEY_ZOOM_FACTOR));
    if is_asked(ui, id, Action::Increment) {
        commands.push(closer.clone());
    }
    if is_asked(ui, id, Action::Decrement) {
        commands.push(wider.clone());
    }
    if is_asked(ui, id, Action::Click) {
        commands.push(Command::FitAxis(axis.clone()));
    }
    if take_keys(ui, &response, Takes::Vertical) {
        // Modifiers first: a bare key would match with them as well.
        let ways = [
            (Modifiers::SHIFT, Key::ArrowUp, span(KEY_PAN_SHARE, 1.0 + KEY_PAN_SHARE)),
            (Modifiers::SHIFT, Key::ArrowDown, span(-KEY_PAN_SHARE, 1.0 - KEY_PAN_SHARE)),
            (Modifiers::NONE, Key::ArrowUp, closer),
            (Modifiers::NONE, Key::ArrowDown, wider),
            (Modifiers::NONE, Key::Enter, Command::FitAxis(axis.clone())),
        ];
        for (modifiers, key, command) in ways {
            if pressed(ui, modifiers, key) {
                commands.push(command);
            }
        }
    }
    if is_taken {
        auto_ui(ui, stage, pane, axis, rect, commands);
    }
}

/// What a screen reader may ask of an axis: more, less, and to fit.
fn adjustable(ui: &Ui, id: Id) {
    ui.ctx().accesskit_node_builder(id, |node| {
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
        node.add_action(Action::Click);
    });
}

/// The button at the foot of an axis that no longer fits by itself.
fn auto_ui(
    ui: &Ui,
    stage: &Stage<'_>,
    pane: &PaneStage<'_>,
    axis: &AxisId,
    strip: Rect,
    commands: &mut Vec<Command>,
) {
    let theme = stage.theme;
    if strip.height() < 3.0 * AUTO_SIZE.y {
        return;
    }
    // Above the reach of the border.
    let foot = pos2(strip.left() + 5.0 + AUTO_SIZE.x / 2.0, strip.bottom() - 6.0 - AUTO_SIZE.y / 2.0);
    let rect = Rect::from_center_size(foot, AUTO_SIZE);
    let response = ui.interact(rect, ui.scope_id().with(("fit axis", axis)), Sense::click());
    let side = if axis.side == Side::Left { "left axis" } else { "axis" };
    let name = format!("Fit axis: {} {side}", pane.pane.title);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let (fill, ink) =
        if response.hovered() { (theme.selected, theme.text_strong) } else { (theme.chip, theme.text) };
    ui.painter().rect_filled(rect, 3.0, fill);
    let text_at = rect.center();
    ui.painter().text(text_at, egui::Align2::CENTER_CENTER, "auto", regular(SMALL), ink);
    focus_ring(ui, &response, rect);
    let command = Command::FitAxis(axis.clone());
    let tooltip = command.info().tooltip;
    if response.clicked() {
        commands.push(command);
    }
    if response.hovered() {
        ui.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    response.on_hover_text(tooltip);
}

/// The time axis: ← and → pan, + and − zoom, Enter shows everything.
fn time_axis_ui(ui: &Ui, stage: &Stage<'_>, commands: &mut Vec<Command>) {
    let (state, rect) = (stage.state, stage.rects.time_axis);
    let id = ui.scope_id().with("time axis node");
    let response = ui.interact(rect, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, time_axis_words(state)));
    adjustable(ui, id);
    focus_ring(ui, &response, rect.shrink(1.0));
    let fit = Command::ApplyPreset(RangePreset::All);
    if is_asked(ui, id, Action::Increment) {
        commands.push(Command::Zoom(ZoomDirection::In));
    }
    if is_asked(ui, id, Action::Decrement) {
        commands.push(Command::Zoom(ZoomDirection::Out));
    }
    if is_asked(ui, id, Action::Click) {
        commands.push(fit.clone());
    }
    if take_keys(ui, &response, Takes::Time) {
        let ways = [
            (Key::ArrowLeft, Command::Pan(TimeDirection::Earlier)),
            (Key::ArrowRight, Command::Pan(TimeDirection::Later)),
            (Key::Plus, Command::Zoom(ZoomDirection::In)),
            (Key::Equals, Command::Zoom(ZoomDirection::In)),
            (Key::Minus, Command::Zoom(ZoomDirection::Out)),
            (Key::Home, Command::GoTo(crate::app::command::End::First)),
            (Key::End, Command::GoTo(crate::app::command::End::Last)),
            (Key::Enter, fit),
        ];
        for (key, command) in ways {
            if pressed(ui, Modifiers::NONE, key) {
                commands.push(command);
            }
        }
    }
}

fn time_axis_words(state: &AppState) -> String {
    let view = state.time_view();
    let zone = state.axis_zone();
    let day = |secs: f64| crate::domain::zone::day_words(zone.civil(UnixSecs(secs.round() as i64)).date());
    let offset = zone.offset_label(UnixSecs(view.to.round() as i64));
    format!("Time axis, {} to {}, {offset}", day(view.from), day(view.to))
}

/// The border below a pane: ↑ and ↓ move it.
fn border_ui(
    ui: &Ui,
    stage: &Stage<'_>,
    upper: &PaneStage<'_>,
    lower: &PaneStage<'_>,
    commands: &mut Vec<Command>,
) {
    let whole = upper.rects().whole;
    let rect = Rect::from_x_y_ranges(whole.x_range(), whole.bottom() - 2.0..=whole.bottom() + 2.0);
    let id = ui.scope_id().with(("border node", &upper.pane.id, &lower.pane.id));
    let response = ui.interact(rect, id, Sense::focusable_noninteractive());
    let heights = [whole.height(), lower.rects().whole.height()];
    response.widget_info(|| {
        let name = format!("Border between {} and {}", upper.pane.title, lower.pane.title);
        WidgetInfo::labeled(Role::Splitter, true, name)
    });
    let [above, below] = heights;
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_numeric_value(f64::from(above.round()));
        node.set_min_numeric_value(0.0);
        node.set_max_numeric_value(f64::from((above + below).round()));
        node.set_numeric_value_step(f64::from(BORDER_STEP));
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
    if response.has_focus() {
        ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(3.0, stage.theme.accent));
    }
    let has_focus = take_keys(ui, &response, Takes::Vertical);
    let keys = |key: Key| has_focus && pressed(ui, Modifiers::NONE, key);
    let mut by = 0.0;
    if keys(Key::ArrowDown) || is_asked(ui, id, Action::Increment) {
        by += BORDER_STEP;
    }
    if keys(Key::ArrowUp) || is_asked(ui, id, Action::Decrement) {
        by -= BORDER_STEP;
    }
    if by.abs() > 0.0 {
        let (new_above, new_below) = moved_border(above, below, by);
        let per_point = (upper.pane.weight + lower.pane.weight) / (above + below).max(1.0);
        let weights = vec![
            (upper.pane.id.clone(), new_above * per_point),
            (lower.pane.id.clone(), new_below * per_point),
        ];
        commands.push(Command::Edit(Edit::Panes(PaneEdit::Resize { weights })));
    }
}

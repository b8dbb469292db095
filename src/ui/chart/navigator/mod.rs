//! The strip under the time axis: the whole history, and the window shown of it.
//!
//! Reads the state and asks for time views; keeps only what a drag needs until
//! it is let go. What it paints lies on whole pixels, so nothing is feathered,
//! and the history is kept as meshes until rows, place or theme change.

mod paint;

use egui::accesskit::{Action, Orientation};
use egui::{
    CursorIcon, EventFilter, Id, Key, Modifiers, PointerButton, Rect, Response, Sense, Ui, WidgetInfo,
};

use crate::app::command::{Command, End, TimeDirection, ZoomDirection};
use crate::app::state::AppState;
use crate::app::view::{AxisId, ValueRange};
use crate::chart::navigate::{KEY_PAN_SHARE, wheel_zoom_factor};
use crate::chart::navigator::{
    Edge, GRIP_REACH_PX, NavigatorPart, NavigatorScale, centred, edge_moved, moved,
};
use crate::chart::viewport::{RangePreset, TimeView};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::ui::chart::frame::NAVIGATOR_HEIGHT;
use crate::ui::chart::navigator::paint::{Looks, paint};
use crate::ui::theme::Theme;

/// Height of the strip, points.
/// Its name in the accessibility tree.
pub const NAVIGATOR_NAME: &str = "Time window";
/// How far a grip catches for a finger, points.
const TOUCH_REACH: f32 = 14.0;
/// Least width at which the strip is of any use, points.
const LEAST_WIDTH: f32 = 40.0;
/// Points of a trackpad stroke that count as one notch of a wheel.
const POINTS_PER_NOTCH: f32 = 50.0;
/// Visible time below which the window's ends are said with the hour, in seconds.
const HOURS_MATTER_SECS: f64 = 4.0 * DAY_SECS as f64;

/// What the hand holds of the navigator, from press to release.
#[derive(Clone, Debug, PartialEq)]
pub struct NavigatorGrasp {
    part: NavigatorPart,
    press_x: f32,
    /// The window that follows the hand, as it was at the press.
    start: TimeView,
    /// What Esc goes back to.
    before: Before,
    min_span_secs: f64,
    is_dropped: bool,
}

/// What was looked at when the hand went down.
#[derive(Clone, Debug, PartialEq)]
struct Before {
    view: TimeView,
    preset: Option<RangePreset>,
    axes: Vec<(AxisId, ValueRange)>,
}

impl NavigatorGrasp {
    fn at(state: &AppState, scale: &NavigatorScale, press_x: f32, reach_px: f32) -> Self {
        let view = state.time_view();
        let preset = state.view().preset.filter(|_| state.view().time.is_none());
        let before = Before { view, preset, axes: state.view().taken_axes().collect() };
        let (part, start) = match scale.part_at(&view, press_x, reach_px) {
            // Beside the window: it comes to the hand and is held.
            NavigatorPart::Outside => {
                (NavigatorPart::Window, centred(&view, scale.time(press_x), &scale.reach))
            }
            part => (part, view),
        };
        Self { part, press_x, start, before, min_span_secs: state.min_span_secs(), is_dropped: false }
    }

    fn view_at(&self, scale: &NavigatorScale, x: f32) -> TimeView {
        let secs = scale.secs(x - self.press_x);
        match self.part {
            NavigatorPart::Grip(edge) => {
                edge_moved(&self.start, edge, secs, self.min_span_secs, &scale.reach)
            }
            NavigatorPart::Window | NavigatorPart::Outside => moved(&self.start, secs, &scale.reach),
        }
    }

    /// Esc: everything as it was, the rest of the drag does nothing.
    fn drop(&mut self, commands: &mut Vec<Command>) {
        self.is_dropped = true;
        match self.before.preset {
            Some(preset) => {
                commands.push(Command::ApplyPreset(preset));
                let axes = self.before.axes.drain(..);
                commands.extend(axes.map(|(axis, range)| Command::TakeAxis(axis, range)));
            }
            None => commands.push(Command::SetTimeView(self.before.view)),
        }
    }
}

/// The strip's id: whoever handles keys asks whether it has the focus.
pub fn navigator_id() -> Id {
    Id::unique("time navigator")
}

/// The whole history with the window on it; drags, clicks, wheel and keys move the window.
pub fn navigator_ui(
    ui: &mut Ui,
    state: &AppState,
    theme: &Theme,
    rect: Rect,
    held: &mut Option<NavigatorGrasp>,
    commands: &mut Vec<Command>,
) {
    if rect.width() < LEAST_WIDTH || rect.height() < NAVIGATOR_HEIGHT / 2.0 {
        *held = None;
        return;
    }
    let response = ui.interact(rect, navigator_id(), Sense::click_and_drag());
    let scale = NavigatorScale::new(state.time_reach(), rect.left(), rect.width());
    let view = state.time_view();
    let reach_px = if ui.input(egui::InputState::any_touches) { TOUCH_REACH } else { GRIP_REACH_PX };
    let hovered = response.hover_pos().map(|at| scale.part_at(&view, at.x, reach_px));
    drag(ui, state, &scale, reach_px, &response, held, commands);
    click(&scale, &view, reach_px, &response, commands);
    if let Some(next) = response.hover_pos().and_then(|at| scrolled(ui, &scale, at.x, view)) {
        commands.push(Command::SetTimeView(next));
    }
    if response.has_focus() {
        keys(ui, &scale, &view, state.min_span_secs(), commands);
    }
    describe(ui, &response, &scale, &view, commands);
    let holding = held.as_ref().filter(|grasp| !grasp.is_dropped).map(|grasp| grasp.part);
    set_cursor(ui, holding, hovered);
    let looks = Looks {
        hot: holding.or(hovered),
        has_focus: response.has_focus(),
        ends: (holding.is_some() || hovered.is_some() || response.has_focus()).then(|| end_words(&view)),
    };
    paint(ui, state, theme, rect, &scale, &looks);
}

fn drag(
    ui: &Ui,
    state: &AppState,
    scale: &NavigatorScale,
    reach_px: f32,
    response: &Response,
    held: &mut Option<NavigatorGrasp>,
    commands: &mut Vec<Command>,
) {
    let at = response.interact_pointer_pos();
    if response.drag_started_by(PointerButton::Primary) {
        let press = ui.input(|input| input.pointer.press_origin()).or(at);
        *held = press.map(|press| NavigatorGrasp::at(state, scale, press.x, reach_px));
        response.request_focus();
    }
    let Some(grasp) = held else { return };
    // Before the end of the drag is looked at: Esc makes egui end it in the same frame.
    if !grasp.is_dropped && ui.input(|input| input.key_pressed(Key::Escape)) {
        grasp.drop(commands);
        return;
    }
    // Also in the frame of the release, which may bring the last movement with it.
    if let Some(at) = at.filter(|_| !grasp.is_dropped) {
        let next = grasp.view_at(scale, at.x);
        if next != state.time_view() {
            commands.push(Command::SetTimeView(next));
        }
    }
    if response.drag_stopped() || !response.dragged() {
        *held = None;
    }
}

fn click(
    scale: &NavigatorScale,
    view: &TimeView,
    reach_px: f32,
    response: &Response,
    commands: &mut Vec<Command>,
) {
    let Some(at) = response.interact_pointer_pos() else { return };
    if response.double_clicked() {
        commands.push(Command::ApplyPreset(RangePreset::All));
    } else if response.clicked() {
        response.request_focus();
        if scale.part_at(view, at.x, reach_px) == NavigatorPart::Outside {
            commands.push(Command::SetTimeView(centred(view, scale.time(at.x), &scale.reach)));
        }
    }
}

/// The way of a wheel or trackpad event over the strip: wheels zoom about what is
/// under the pointer or nearest to it, strokes and Shift with the wheel move the window.
fn scrolled(ui: &Ui, scale: &NavigatorScale, pointer_x: f32, view: TimeView) -> Option<TimeView> {
    use egui::{Event, MouseWheelUnit};
    let (mut next, mut any) = (view, false);
    let zoomed = |view: TimeView, factor: f64| {
        let about = scale.time(pointer_x).clamp(view.from, view.to);
        view.zoom_about(about, factor)
    };
    ui.input(|input| {
        for event in &input.events {
            match event {
                Event::MouseWheel { unit: MouseWheelUnit::Point, delta, modifiers, .. }
                    if !modifiers.command =>
                {
                    let way = if delta.x.abs() >= delta.y.abs() { delta.x } else { delta.y };
                    next = moved(&next, -scale.secs(way), &scale.reach);
                }
                Event::MouseWheel { delta, modifiers, unit, .. } => {
                    let divisor = if *unit == MouseWheelUnit::Point { POINTS_PER_NOTCH } else { 1.0 };
                    let notches = *delta / divisor;
                    next = if modifiers.shift {
                        let secs = f64::from(notches.x + notches.y) * KEY_PAN_SHARE * next.span();
                        moved(&next, -secs, &scale.reach)
                    } else {
                        zoomed(next, wheel_zoom_factor(f64::from(notches.y)))
                    };
                }
                Event::Zoom(factor) => next = zoomed(next, f64::from(*factor)),
                _ => continue,
            }
            any = true;
        }
    });
    any.then_some(next)
}

/// The keyboard's way: arrows move the window, with Shift its right edge, with Alt its left one.
fn keys(ui: &Ui, scale: &NavigatorScale, view: &TimeView, least: f64, commands: &mut Vec<Command>) {
    let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(navigator_id(), filter));
    let step = view.span() * KEY_PAN_SHARE;
    let edge = |edge, secs| Command::SetTimeView(edge_moved(view, edge, secs, least, &scale.reach));
    // Modifiers first: a bare key would match with them as well.
    let ways = [
        (Modifiers::SHIFT, Key::ArrowLeft, edge(Edge::Right, -step)),
        (Modifiers::SHIFT, Key::ArrowRight, edge(Edge::Right, step)),
        (Modifiers::ALT, Key::ArrowLeft, edge(Edge::Left, -step)),
        (Modifiers::ALT, Key::ArrowRight, edge(Edge::Left, step)),
        (Modifiers::NONE, Key::ArrowLeft, Command::Pan(TimeDirection::Earlier)),
        (Modifiers::NONE, Key::ArrowRight, Command::Pan(TimeDirection::Later)),
        (Modifiers::NONE, Key::Home, Command::GoTo(End::First)),
        (Modifiers::NONE, Key::End, Command::GoTo(End::Last)),
        (Modifiers::NONE, Key::Plus, Command::Zoom(ZoomDirection::In)),
        (Modifiers::NONE, Key::Minus, Command::Zoom(ZoomDirection::Out)),
    ];
    for (modifiers, key, command) in ways {
        if ui.input_mut(|input| input.consume_key(modifiers, key)) {
            commands.push(command);
        }
    }
}

/// The slider in the accessibility tree: where in the history the window is, and its ends in words.
fn describe(
    ui: &Ui,
    response: &Response,
    scale: &NavigatorScale,
    view: &TimeView,
    commands: &mut Vec<Command>,
) {
    let middle = view.from + view.span() / 2.0;
    let percent = ((middle - scale.reach.from) / scale.reach.span() * 100.0).clamp(0.0, 100.0);
    response.widget_info(|| WidgetInfo::slider(true, percent, NAVIGATOR_NAME));
    let (from, to) = end_words(view);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_value(format!("{from} to {to}"));
        node.set_min_numeric_value(0.0);
        node.set_max_numeric_value(100.0);
        node.set_orientation(Orientation::Horizontal);
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
    for (action, direction) in
        [(Action::Increment, TimeDirection::Later), (Action::Decrement, TimeDirection::Earlier)]
    {
        if ui.input(|input| input.has_accesskit_action_request(response.id, action)) {
            commands.push(Command::Pan(direction));
        }
    }
}

/// The window's ends in words: days, with the hour where less than four are shown.
fn end_words(view: &TimeView) -> (String, String) {
    let words = |secs: f64| {
        let time = UnixSecs(secs.round() as i64);
        if view.span() >= HOURS_MATTER_SECS {
            return time.day_label();
        }
        let clock = time.civil();
        format!("{} {:02}:{:02}", time.day_label(), clock.hour(), clock.minute())
    };
    (words(view.from), words(view.to))
}

fn set_cursor(ui: &Ui, holding: Option<NavigatorPart>, hovered: Option<NavigatorPart>) {
    let icon = match (holding, hovered) {
        (Some(NavigatorPart::Grip(_)), _) | (None, Some(NavigatorPart::Grip(_))) => {
            CursorIcon::ResizeHorizontal
        }
        (Some(_), _) => CursorIcon::Grabbing,
        (None, Some(NavigatorPart::Window)) => CursorIcon::Grab,
        (None, Some(NavigatorPart::Outside)) => CursorIcon::PointingHand,
        (None, None) => return,
    };
    ui.set_cursor_icon(icon);
}

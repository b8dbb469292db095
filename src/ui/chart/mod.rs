//! The charts: panes on one time axis, and what the hand does on them.
//!
//! Reads the state and asks for commands; keeps only what a gesture needs
//! between press and release.

pub mod axes;
pub mod crosshair;
pub mod events;
pub mod fit;
pub mod frame;
pub mod gesture;
pub mod levels;
pub mod menu;
pub mod navigator;
pub mod scenarios;
pub mod series;
pub mod sliders;
pub mod target;
pub mod text;

use egui::{CursorIcon, Key, PointerButton, Pos2, Rect, Response, Sense, Ui};

use crate::app::command::{Command, Selection};
use crate::app::edit::Edit;
use crate::app::panes::Pane;
use crate::app::state::AppState;
use crate::chart::hit::Pointer;
use crate::chart::viewport::RangePreset;
use crate::domain::level::{LevelKind, Place};
use crate::domain::time::UnixSecs;
use crate::ui::chart::frame::{ChartRects, PaneFrame, divide};
use crate::ui::chart::gesture::{Gesture, Grasp, scrolled};
use crate::ui::chart::levels::{Placed, PlacedLevel};
use crate::ui::chart::menu::MenuPlace;
use crate::ui::chart::target::{Target, snapped, under_pointer};
use crate::ui::theme::Theme;

/// What the charts keep between frames.
#[derive(Default)]
pub struct ChartUi {
    gesture: Option<Gesture>,
    menu: Option<MenuPlace>,
    /// Positions of the last frame, for scripts that drive the window.
    placed: Vec<PlacedLevel>,
    price_frame: Option<PaneFrame>,
}

/// Everything one frame of the charts works with.
struct Stage<'a> {
    state: &'a AppState,
    theme: &'a Theme,
    rects: ChartRects,
    frames: Vec<PaneFrame>,
    price: Option<usize>,
    placed: Placed,
}

impl Stage<'_> {
    fn price_frame(&self) -> Option<&PaneFrame> {
        self.frames.get(self.price?)
    }

    /// Where chips stand on a pane's axis: no tick is written under them.
    fn chip_ys(&self, pane: &Pane, frame: &PaneFrame) -> Vec<f32> {
        if pane.is_price() {
            let levels = self.placed.levels.iter().map(|level| level.chip);
            let targets = self.placed.targets.iter().map(|target| target.chip);
            let chips = levels.chain(targets).map(|chip| chip.center().y);
            return chips.chain(self.placed.last_chip_y).collect();
        }
        let last = pane.series.first().and_then(|series| series.entry.series.last_value());
        last.map(|(_, value)| frame.y(value)).into_iter().collect()
    }
}

impl ChartUi {
    /// Draws the charts into the free space; returns the time under the cursor.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        state: &AppState,
        theme: &Theme,
        commands: &mut Vec<Command>,
    ) -> Option<UnixSecs> {
        let whole = ui.available_rect_before_wrap();
        let response = ui.interact(whole, ui.scope_id().with("charts"), Sense::click_and_drag());
        ui.advance_cursor_after_rect(whole);
        let stage = self.stage(state, theme, whole);
        let pointer = response.hover_pos();
        let target = pointer.and_then(|at| self.target(ui, &stage, at));
        self.drag(ui, &stage, &response, commands);
        self.click(ui, &stage, &response, target.as_ref(), commands);
        if let (Some(at), Some(frame)) = (pointer, stage.frames.first())
            && let Some(view) = scrolled(ui, frame, at, state.time_view())
        {
            commands.push(Command::SetTimeView(view));
        }
        set_cursor(ui, &stage, pointer, target.as_ref(), self.gesture.as_ref());
        let cursor = pointer
            .filter(|at| stage.frames.iter().any(|frame| frame.rects.plot.contains(*at)))
            .and_then(|at| Some(crosshair::snapped_time(state, stage.frames.first()?.time_at(at.x))));
        self.paint(ui, &stage, target.as_ref(), pointer, cursor);
        if let Some(frame) = stage.price_frame() {
            events::markers_ui(ui, theme, state.events(), frame);
            sliders::level_sliders_ui(ui, state, &stage.placed.levels, commands);
        }
        menu::context_menu_ui(&response, state, self.menu.as_ref(), commands);
        self.price_frame = stage.price_frame().copied();
        self.placed = stage.placed.levels;
        cursor
    }

    /// Where the levels were painted last, for scripts that drive the window.
    pub fn placed_levels(&self) -> (&[PlacedLevel], Option<&PaneFrame>) {
        (&self.placed, self.price_frame.as_ref())
    }

    fn stage<'a>(&self, state: &'a AppState, theme: &'a Theme, whole: Rect) -> Stage<'a> {
        let panes = state.panes();
        let tall: Vec<bool> = panes.iter().map(Pane::is_price).collect();
        let rects = divide(whole, &tall);
        let view = state.time_view();
        let frozen = self.gesture.as_ref().and_then(|gesture| gesture.frozen);
        let frames: Vec<PaneFrame> = panes
            .iter()
            .zip(&rects.panes)
            .map(|(pane, rects)| {
                let scale = match frozen {
                    Some(scale) if pane.is_price() => scale,
                    _ => fit::pane_scale(state, pane, *rects, view),
                };
                PaneFrame::new(*rects, view, scale)
            })
            .collect();
        let price = tall.iter().position(|tall| *tall);
        let placed = price
            .and_then(|index| frames.get(index))
            .map(|frame| {
                let last_y = state.last_close().map(|(_, close)| frame.y(close));
                levels::place(&state.document_now().levels, scenarios::shown(state), frame, last_y)
            })
            .unwrap_or_default();
        Stage { state, theme, rects, frames, price, placed }
    }

    fn target(&self, ui: &Ui, stage: &Stage<'_>, at: Pos2) -> Option<Target> {
        let pointer = if ui.input(egui::InputState::any_touches) { Pointer::Touch } else { Pointer::Mouse };
        let frame = stage.price_frame()?;
        if !frame.rects.whole.contains(at) {
            return None;
        }
        under_pointer(stage.state, frame, &stage.placed, at, pointer)
    }

    fn drag(&mut self, ui: &Ui, stage: &Stage<'_>, response: &Response, commands: &mut Vec<Command>) {
        let at = response.interact_pointer_pos();
        if response.drag_started_by(PointerButton::Primary) {
            let press = ui.input(|input| input.pointer.press_origin()).or(at);
            self.gesture = press.and_then(|press| self.grasp(ui, stage, press));
            if let Some(selection) = self.gesture.as_ref().and_then(Gesture::selection) {
                commands.push(Command::Select(Some(selection)));
            }
        }
        let Some(gesture) = &mut self.gesture else { return };
        // Before the end of the drag is looked at: Esc makes egui end it in the same frame.
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            gesture.drop(commands);
            return;
        }
        // Also in the frame of the release, which may bring the last movement with it.
        let frame = stage.price_frame().or(stage.frames.first());
        if let (Some(at), Some(frame)) = (at, frame) {
            gesture.follow(stage.state, frame, at, ui.input(|input| input.modifiers), commands);
        }
        if response.drag_stopped() || !response.dragged() {
            if gesture.commits() {
                commands.push(Command::CommitPreview);
            }
            self.gesture = None;
        }
    }

    fn grasp(&self, ui: &Ui, stage: &Stage<'_>, press: Pos2) -> Option<Gesture> {
        if let Some(target) = self.target(ui, stage, press)
            && let Some(frame) = stage.price_frame()
        {
            if let Some(gesture) = Gesture::grasping(stage.state, frame, &target, press) {
                return Some(gesture);
            }
            if matches!(target, Target::Level { .. }) {
                // Locked: the chart must not pan instead.
                return Some(Gesture { grasp: Grasp::Dropped, press, frozen: None, card: None });
            }
        }
        let view = stage.state.time_view();
        let grasp = if press.y >= stage.rects.time_axis.top() {
            Grasp::TimeAxis { view }
        } else if let Some(frame) = stage.price_frame().filter(|frame| frame.rects.axis.contains(press)) {
            Grasp::PriceAxis { scale: frame.scale, taken: stage.state.view().price }
        } else {
            let taken = stage.state.view().price.is_some();
            let frame = stage.price_frame().filter(|frame| taken && frame.rects.plot.contains(press));
            Grasp::Ground { view, scale: frame.map(|frame| frame.scale) }
        };
        Some(Gesture { grasp, press, frozen: None, card: None })
    }

    fn click(
        &mut self,
        ui: &Ui,
        stage: &Stage<'_>,
        response: &Response,
        target: Option<&Target>,
        commands: &mut Vec<Command>,
    ) {
        let Some(at) = response.interact_pointer_pos() else { return };
        if response.double_clicked() {
            self.double_click(stage, at, target, commands);
        } else if response.clicked() {
            commands.push(Command::Select(target.map(selection)));
            response.request_focus();
        }
        if response.secondary_clicked()
            && let Some(frame) = stage.price_frame().filter(|frame| frame.rects.whole.contains(at))
        {
            let time = UnixSecs(frame.time_at(at.x) as i64).start_of_day();
            let radius = stage.state.settings().snap_px;
            let (price, _) = snapped(stage.state, frame, frame.value_at(at.y), time, None, radius);
            self.menu = Some(MenuPlace { target: self.target(ui, stage, at), price, time });
            commands.push(Command::Select(target.map(selection)));
        } else if response.secondary_clicked() {
            self.menu = None;
        }
    }

    fn double_click(
        &self,
        stage: &Stage<'_>,
        at: Pos2,
        target: Option<&Target>,
        commands: &mut Vec<Command>,
    ) {
        if stage.rects.time_axis.contains(at) {
            commands.push(Command::ApplyPreset(RangePreset::All));
            return;
        }
        let Some(frame) = stage.price_frame().filter(|frame| frame.rects.whole.contains(at)) else { return };
        match target {
            Some(Target::Path { scenario }) => {
                let date = UnixSecs(frame.time_at(at.x) as i64);
                let price = target::tidy(frame.value_at(at.y));
                commands.push(Command::Edit(Edit::AddWaypoint { scenario: scenario.clone(), date, price }));
            }
            Some(_) => {}
            None if frame.rects.axis.contains(at) => commands.push(Command::FitPriceAxis),
            None => {
                let time = UnixSecs(frame.time_at(at.x) as i64);
                let wanted = frame.value_at(at.y);
                let radius = stage.state.settings().snap_px;
                let (price, _) = snapped(stage.state, frame, wanted, time, None, radius);
                let kind = kind_at(stage.state, price);
                commands.push(Command::Edit(Edit::AddLevel { kind, place: Place::Price(price) }));
            }
        }
    }

    fn paint(
        &self,
        ui: &Ui,
        stage: &Stage<'_>,
        target: Option<&Target>,
        pointer: Option<Pos2>,
        cursor: Option<UnixSecs>,
    ) {
        let (state, theme) = (stage.state, stage.theme);
        let Some(first) = stage.frames.first() else { return };
        let whole = ui.painter();
        let ticks = axes::calendar(&first.view, first.rects.plot.width());
        let last_row = state.last_close().map_or_else(|| state.data_bounds().1, |(time, _)| time);
        let hold_until = state.data_bounds().1.0 as f64;
        let hot = self.hot(target);
        let hot_level = match &hot {
            Some(Target::Level { id, .. }) => Some(*id),
            _ => None,
        };
        let hot_path = match &hot {
            Some(Target::Waypoint { scenario, index }) => Some((scenario.as_str(), Some(*index))),
            Some(Target::Path { scenario }) => Some((scenario.as_str(), None)),
            _ => None,
        };
        for (pane, frame) in state.panes().iter().zip(&stage.frames) {
            let plot = ui.painter_at(frame.rects.plot);
            let strip = ui.painter_at(frame.rects.whole);
            let taken = stage.chip_ys(pane, frame);
            axes::pane_axes(&strip, theme, pane, frame, &ticks, &taken);
            if pane.is_price() {
                scenarios::model_fan(&plot, theme, state, frame);
                levels::lines(&plot, theme, state, frame, hot_level);
            }
            let style = state.document_now().price_style;
            series::pane_series(&plot, theme, pane, frame, style, hold_until);
            if pane.is_price() {
                scenarios::paths(&plot, theme, state, frame, hot_path, last_row);
            }
            crosshair::header(&strip, theme, state, pane, frame, cursor);
            axes::pane_borders(whole, theme, frame);
        }
        crosshair::now_line(whole, theme, &stage.frames, stage.rects.time_axis.top(), last_row);
        axes::time_axis(whole, theme, first, stage.rects.time_axis, &ticks);
        if let Some(time) = cursor {
            crosshair::time_line(whole, theme, &stage.frames, stage.rects.time_axis, time);
        }
        for (pane, frame) in state.panes().iter().zip(&stage.frames) {
            let strip = ui.painter_at(frame.rects.whole);
            if pane.is_price() {
                let plot = ui.painter_at(frame.rects.plot);
                crosshair::last_close(&strip, theme, state, frame, stage.placed.last_chip_y);
                levels::target_chips(&strip, theme, state, frame, &stage.placed.targets);
                levels::chips(&plot, &strip, theme, state, frame, &stage.placed.levels);
                self.legend(&plot, stage, frame);
            } else {
                crosshair::last_value(&strip, theme, pane, frame);
            }
            if let Some(at) = pointer.filter(|at| frame.rects.plot.contains(*at))
                && self.gesture.is_none()
            {
                crosshair::value_line(&strip, theme, state, pane, frame, at.y);
            }
            if let (true, Some(at), Some((price, lines))) =
                (pane.is_price(), pointer, self.gesture.as_ref().and_then(|gesture| gesture.card.as_ref()))
            {
                levels::drag_card(&strip, theme, frame, at, *price, lines);
            }
        }
    }

    fn legend(&self, painter: &egui::Painter, stage: &Stage<'_>, frame: &PaneFrame) {
        let Some(words) = scenarios::fan_legend(stage.state) else { return };
        let theme = stage.theme;
        let at = egui::pos2(frame.rects.plot.left() + 12.0, frame.rects.plot.top() + 4.0);
        let font = text::regular(text::SMALL);
        text::backed_text(painter, at, egui::Align2::LEFT_TOP, words, font, theme.text_weak, theme.pane);
    }

    fn hot(&self, hovered: Option<&Target>) -> Option<Target> {
        match self.gesture.as_ref().map(|gesture| &gesture.grasp) {
            Some(Grasp::Level { id, part, .. }) => Some(Target::Level { id: *id, part: *part }),
            Some(Grasp::Waypoint { scenario, index, .. }) => {
                Some(Target::Waypoint { scenario: scenario.clone(), index: *index })
            }
            Some(_) => None,
            None => hovered.cloned(),
        }
    }
}

fn selection(target: &Target) -> Selection {
    match target {
        Target::Level { id, .. } => Selection::Level(*id),
        Target::Waypoint { scenario, index } => {
            Selection::Scenario { id: scenario.clone(), waypoint: Some(*index) }
        }
        Target::Path { scenario } => Selection::Scenario { id: scenario.clone(), waypoint: None },
    }
}

/// What a new level at a price is: support below the last close, resistance above.
pub fn kind_at(state: &AppState, price: f64) -> LevelKind {
    match state.last_close() {
        Some((_, close)) if price > close => LevelKind::Resistance,
        _ => LevelKind::Support,
    }
}

fn set_cursor(
    ui: &Ui,
    stage: &Stage<'_>,
    pointer: Option<Pos2>,
    target: Option<&Target>,
    gesture: Option<&Gesture>,
) {
    let Some(at) = pointer else { return };
    let icon = match (gesture.map(|gesture| &gesture.grasp), target) {
        (Some(Grasp::Dropped), _) => CursorIcon::NotAllowed,
        (Some(_), _) => CursorIcon::Grabbing,
        (None, Some(Target::Level { id, .. })) => {
            let locked = stage.state.document().level(*id).is_some_and(|level| level.locked);
            if locked { CursorIcon::NotAllowed } else { CursorIcon::ResizeVertical }
        }
        (None, Some(Target::Waypoint { .. })) => CursorIcon::Grab,
        (None, Some(Target::Path { .. })) => CursorIcon::PointingHand,
        (None, None) if stage.rects.time_axis.contains(at) => CursorIcon::ResizeHorizontal,
        (None, None) if stage.price_frame().is_some_and(|frame| frame.rects.axis.contains(at)) => {
            CursorIcon::ResizeVertical
        }
        (None, None) => CursorIcon::Crosshair,
    };
    ui.set_cursor_icon(icon);
}

//! The charts: panes on one time axis, and what the hand does on them.
//!
//! Reads the state and asks for commands; keeps only what a gesture needs
//! between press and release.

pub mod add_button;
pub mod alert_menu;
pub mod announce;
pub mod answers_card;
pub mod axes;
pub mod cost_band;
pub mod crosshair;
pub mod dashes;
pub mod data_cursor;
pub mod dense;
pub mod draw;
pub mod events;
pub mod fired;
pub mod fit;
pub mod focus;
pub mod fold;
pub mod frame;
pub mod gesture;
pub mod indicator_card;
pub mod legend;
pub mod legend_more;
pub mod level_card;
pub mod level_menu;
pub mod levels;
pub mod measure;
pub mod menu;
pub mod mood;
pub mod navigator;
pub mod nodes;
pub mod notes;
pub mod pane_menu;
pub mod readout;
pub mod scenarios;
pub mod series;
pub mod shape_cache;
pub mod sliders;
pub mod sloped;
pub mod stage;
pub mod strokes;
pub mod target;
pub mod text;
pub mod value_axis;

use egui::{CursorIcon, Key, PointerButton, Pos2, Response, Sense, Ui};

use crate::app::command::{Command, Selection};
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::app::view::AxisId;
use crate::chart::hit::Pointer;
use crate::chart::viewport::RangePreset;
use crate::domain::level::{Anchor, Place};
use crate::domain::time::UnixSecs;
use crate::ui::chart::announce::Announcer;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::gesture::{Gesture, Grasp, scrolled};
use crate::ui::chart::levels::PlacedLevel;
use crate::ui::chart::measure::Measured;
use crate::ui::chart::menu::MenuPlace;
use crate::ui::chart::navigator::NavigatorGrasp;
use crate::ui::chart::shape_cache::ShapeCache;
use crate::ui::chart::stage::{PaneStage, Stage};
use crate::ui::chart::target::{Target, snapped, under_pointer};
use crate::ui::theme::Theme;

/// What the charts keep between frames.
#[derive(Default)]
pub struct ChartUi {
    gesture: Option<Gesture>,
    measured: Option<Measured>,
    navigator: Option<NavigatorGrasp>,
    shapes: ShapeCache,
    menu: Option<MenuPlace>,
    after_key: answers_card::AfterKey,
    /// Whether the data cursor was on, so that it takes the focus only once.
    data_cursor_was_on: bool,
    /// The time last pointed at. It stays while the pointer is over a legend: its
    /// entries would move away from under the hand with other numbers.
    cursor: Option<UnixSecs>,
    /// Positions of the last frame, for scripts that drive the window.
    placed: Vec<PlacedLevel>,
    price_frame: Option<PaneFrame>,
    frames: Vec<(String, PaneFrame)>,
    /// The first end of a line that is drawn by clicks.
    pending: Option<Anchor>,
    /// What is said beside the pointer between those clicks.
    draft_card: Option<(f64, Vec<String>)>,
    announcer: Announcer,
    fold: fold::Fold,
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
        let frozen = self.gesture.as_ref().and_then(|gesture| gesture.frozen.as_ref());
        self.fold.follow(state, whole, stage::surroundings(state));
        let stage = Stage::new(state, theme, whole, frozen, self.fold.first());
        let pointer = response.hover_pos();
        let draws = |at: &Pos2| {
            let frame = stage.price_frame().filter(|_| state.line_tool().is_some());
            frame.is_some_and(|frame| frame.rects.plot.contains(*at))
        };
        // A finger has left by the frame in which its tap counts.
        let tapped = || response.clicked().then(|| response.interact_pointer_pos()).flatten();
        let target = pointer.or_else(tapped).filter(|at| !draws(at)).and_then(|at| target_at(ui, &stage, at));
        self.drag(ui, &stage, &response, commands);
        self.draw_by_clicks(ui, &stage, &response, pointer, commands);
        // With a tool in hand a click draws; only the other button does what it always does.
        if response.secondary_clicked() || !response.interact_pointer_pos().is_some_and(|at| draws(&at)) {
            self.click(ui, &stage, &response, target.as_ref(), commands);
        }
        if let (Some(at), Some(frame)) = (pointer, stage.any_frame())
            && !stage.rects.fold.is_some_and(|strip| strip.contains(at))
            && let Some(view) = scrolled(ui, frame, at, state.time_view(), state.settings().wheel)
        {
            commands.push(Command::SetTimeView(view));
        }
        set_cursor(ui, &stage, pointer, target.as_ref(), self.gesture.as_ref());
        let cursor = pointer
            .filter(|at| stage.panes.iter().any(|pane| pane.rects().plot.contains(*at)))
            .and_then(|at| Some(readout::snapped_time(state, stage.any_frame()?.time_at(at.x))))
            .or_else(|| self.cursor.filter(|_| is_over_legend(ui, &stage)));
        self.cursor = cursor;
        self.paint(ui, &stage, target.as_ref(), pointer, cursor);
        if response.has_focus() {
            focus::hold_arrows(ui, response.id);
            focus::offer_enter(ui, response.id);
        }
        let read = cursor.or_else(|| state.cursor_row().map(|row| row.time));
        nodes::nodes_ui(ui, &stage, read, commands);
        data_cursor::data_cursor_ui(ui, &stage, &mut self.data_cursor_was_on, commands);
        fold::fold_ui(ui, &stage, &mut self.fold);
        legend::legends_ui(ui, &stage, read, commands);
        indicator_card::indicator_card_ui(ui, state, commands);
        if let Some(frame) = stage.price_frame() {
            cost_band::chip_ui(ui, theme, state, frame, read, commands);
            events::markers_ui(ui, theme, state, frame, commands);
            sliders::level_sliders_ui(ui, state, frame, &stage.placed.levels, commands);
            if self.gesture.is_none() && state.line_tool().is_none() {
                add_button::add_button_ui(ui, &stage, commands);
            }
        }
        if let Some(rect) = stage.rects.navigator {
            navigator::navigator_ui(ui, state, theme, rect, &mut self.navigator, commands);
        }
        self.announcer.ui(ui, state, whole);
        let rests_on =
            target.as_ref().filter(|_| self.gesture.is_none() && !indicator_card::is_open(ui.ctx()));
        level_card::level_card_ui(ui, &stage, rests_on, pointer);
        menu::context_menu_ui(&response, state, self.menu.as_ref(), commands);
        self.price_frame = stage.price_frame().copied();
        self.frames = stage.panes.iter().map(|pane| (pane.pane.id.clone(), pane.frame)).collect();
        self.placed = stage.placed.levels;
        cursor
    }

    /// Whether a drag is under way, which sees to Esc itself.
    pub fn is_held(&self) -> bool {
        self.gesture.is_some() || self.navigator.is_some()
    }

    /// Lets go of everything: what is held belongs to a workspace that is no longer open.
    pub fn leave_workspace(&mut self) {
        if let Some(gesture) = &mut self.gesture {
            gesture.let_go();
        }
        (self.measured, self.navigator, self.menu) = (None, None, None);
        (self.pending, self.draft_card) = (None, None);
        self.after_key = answers_card::AfterKey::default();
    }

    /// Takes a measured distance away; whether there was one.
    pub fn drop_measured(&mut self) -> bool {
        self.measured.take().is_some()
    }

    /// Where the levels were painted last, for scripts that drive the window.
    pub fn placed_levels(&self) -> (&[PlacedLevel], Option<&PaneFrame>) {
        (&self.placed, self.price_frame.as_ref())
    }

    /// Where the panes were painted last, with their ids.
    pub fn placed_panes(&self) -> &[(String, PaneFrame)] {
        &self.frames
    }

    /// How often the shapes of a pane's series were made anew.
    pub fn shapes_made(&self) -> u64 {
        self.shapes.made()
    }

    fn drag(&mut self, ui: &Ui, stage: &Stage<'_>, response: &Response, commands: &mut Vec<Command>) {
        let at = response.interact_pointer_pos();
        let press = || ui.input(|input| input.pointer.press_origin()).or(at);
        if response.drag_started_by(PointerButton::Primary) {
            let modifiers = ui.input(|input| input.modifiers);
            self.measured = None;
            self.gesture = press().map(|press| grasp(ui, stage, self.pending, press, modifiers));
            if let Some(selection) = self.gesture.as_ref().and_then(Gesture::selection) {
                commands.push(Command::Select(Some(selection)));
            }
        } else if response.drag_started_by(PointerButton::Secondary)
            && let Some(press) = press()
            && let Some(pane) = stage.panes.iter().find(|pane| pane.rects().plot.contains(press))
        {
            self.gesture = Some(Gesture::of(Grasp::Box { axis: AxisId::right(&pane.pane.id) }, press));
        }
        let Some(gesture) = &mut self.gesture else { return };
        // Before the end of the drag is looked at: Esc makes egui end it in the same frame.
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            gesture.drop(commands);
            self.measured = None;
            return;
        }
        // Also in the frame of the release, which may bring the last movement with it.
        let frame = stage.price_frame().or(stage.any_frame());
        if let (Some(at), Some(frame)) = (at, frame) {
            gesture.follow(stage.state, frame, at, ui.input(|input| input.modifiers), commands);
            if let Grasp::Measure { pane } = &gesture.grasp {
                self.measured = measured(stage, pane, gesture.press, at);
            }
        }
        if response.drag_stopped() || !response.dragged() {
            if gesture.commits() {
                commands.push(Command::CommitPreview);
                if matches!(gesture.grasp, Grasp::Draw(_)) {
                    self.pending = None;
                    commands.push(Command::LeaveTool);
                }
            }
            if let (Grasp::Box { axis }, Some(at)) = (&gesture.grasp, at) {
                commands.extend(measure::zoom_into(stage, axis, gesture.press, at));
            }
            self.gesture = None;
        }
    }

    fn click(
        &mut self,
        ui: &Ui,
        stage: &Stage<'_>,
        response: &Response,
        target: Option<&Target>,
        commands: &mut Vec<Command>,
    ) {
        let clicked = response.clicked() || response.secondary_clicked();
        if self.measured.is_some() && self.gesture.is_none() && clicked {
            self.measured = None;
        }
        let Some(at) = response.interact_pointer_pos() else { return };
        if response.double_clicked() {
            double_click(stage, at, target, commands);
        } else if response.clicked() {
            commands.push(Command::Select(target.map(selection)));
            response.request_focus();
        }
        if response.secondary_clicked() {
            self.menu = menu_place(ui, stage, at);
            if self.menu.is_some() {
                commands.push(Command::Select(target.map(selection)));
            }
        }
    }

    fn paint(
        &mut self,
        ui: &Ui,
        stage: &Stage<'_>,
        target: Option<&Target>,
        pointer: Option<Pos2>,
        cursor: Option<UnixSecs>,
    ) {
        let (state, theme) = (stage.state, stage.theme);
        let Some(first) = stage.any_frame() else { return };
        let whole = ui.painter();
        let ticks = axes::calendar(state, &first.view, first.rects.plot.width());
        let hot = self.hot(target);
        // Few changes of the clip: all grids, then the data of each pane, then what lies above.
        for pane in &stage.panes {
            axes::pane_axes(whole, theme, pane, &ticks, &chip_ys(stage, pane));
        }
        for pane in &stage.panes {
            paint_data(ui, stage, pane, hot.as_ref(), &mut self.shapes);
        }
        self.shapes.keep_only(|id| stage.panes.iter().any(|pane| pane.pane.id == id));
        axes::borders(whole, stage);
        crosshair::now_line(whole, stage);
        crosshair::present_line(whole, stage);
        axes::time_axis(whole, theme, first, stage.rects.time_axis, &ticks);
        if let Some(time) = cursor {
            crosshair::time_line(whole, stage, time);
        }
        let after_key = self.after_key.follow(ui, state, self.gesture.is_some());
        let by_key = data_cursor::measured(stage).filter(|_| self.measured.is_none());
        measure::tell(ui, self.measured.as_ref());
        for pane in &stage.panes {
            // Chips and labels keep within their pane by themselves.
            let strip = whole;
            let plot = ui.painter_at(pane.rects().plot);
            crosshair::last_values(strip, stage, pane);
            if pane.pane.is_price()
                && let Some(frame) = stage.price_frame()
            {
                crosshair::last_close(strip, stage, pane);
                levels::target_chips(strip, theme, state, frame, &stage.placed.targets);
                levels::chips(strip, strip, theme, state, frame, &stage.placed.levels);
                sloped::paint_handles(&plot, theme, state, &stage.placed.levels, hot.as_ref());
                self.legend(strip, stage, frame);
                let card = self.gesture.as_ref().map_or(&self.draft_card, |gesture| &gesture.card);
                if let (Some(at), Some((price, lines))) = (pointer, card) {
                    answers_card::paint(&answers_card::above(ui), theme, state, frame, at, *price, lines);
                } else if let Some((price, before)) = after_key {
                    let at = answers_card::beside_line(frame, price);
                    let since = gesture::since_words(before, price);
                    answers_card::paint(&answers_card::above(ui), theme, state, frame, at, price, &[since]);
                }
            }
            notes::pane_notes(&plot, theme, pane, pointer.filter(|_| self.gesture.is_none()));
            if let Some(at) = pointer.filter(|at| pane.rects().plot.contains(*at))
                && self.gesture.is_none()
            {
                crosshair::value_line(strip, theme, state, pane, at.y);
            }
            let measured = self.measured.as_ref().or(by_key.as_ref());
            if let Some(measured) = measured.filter(|measured| measured.pane == pane.pane.id) {
                measure::paint(&plot, stage, measured);
            }
            if let (Some(Gesture { grasp: Grasp::Box { axis }, press, .. }), Some(at)) =
                (&self.gesture, pointer)
                && axis.pane == pane.pane.id
            {
                measure::paint_box(&plot, theme, *press, at);
            }
        }
        data_cursor::paint(ui, stage, cursor.is_some());
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
            Some(Grasp::Sloped(held)) => Some(Target::Level { id: held.id, part: held.part }),
            Some(Grasp::Waypoint { scenario, index, .. }) => {
                Some(Target::Waypoint { scenario: scenario.clone(), index: *index })
            }
            Some(_) => None,
            None => hovered.cloned(),
        }
    }
}

fn is_over_legend(ui: &Ui, stage: &Stage<'_>) -> bool {
    let pointer = ui.input(|input| input.pointer.hover_pos());
    pointer.is_some_and(|at| stage.panes.iter().any(|pane| pane.rects().header.contains(at)))
}

/// Axes below, data above: everything of a pane that lies in its plot.
fn paint_data(
    ui: &Ui,
    stage: &Stage<'_>,
    pane: &PaneStage<'_>,
    hot: Option<&Target>,
    shapes: &mut ShapeCache,
) {
    let (state, theme) = (stage.state, stage.theme);
    let plot = ui.painter_at(pane.rects().plot);
    let hold_until = state.data_bounds().1.0 as f64;
    let prices = stage.price_frame().filter(|_| pane.pane.is_price());
    if let Some(frame) = prices {
        let hot_level = match hot {
            Some(Target::Level { id, .. }) => Some(*id),
            _ => None,
        };
        cost_band::band(&plot, theme, state, frame);
        if let Some(strip) = stage.cost_strip {
            cost_band::strip(ui.painter(), theme, state, frame, strip);
        }
        scenarios::model_fan(&plot, theme, state, frame);
        levels::lines(&plot, theme, state, frame, hot_level);
    }
    series::pane_series(&plot, theme, pane, hold_until, shapes);
    if let Some(frame) = prices {
        let hot_path = match hot {
            Some(Target::Waypoint { scenario, index }) => Some((scenario.as_str(), Some(*index))),
            Some(Target::Path { scenario }) => Some((scenario.as_str(), None)),
            _ => None,
        };
        fired::marks(&plot, theme, state, frame);
        scenarios::paths(&plot, theme, state, frame, hot_path, stage.last_row());
    }
}

/// Where chips stand on a pane's right axis: no tick is written under them.
fn chip_ys(stage: &Stage<'_>, pane: &PaneStage<'_>) -> Vec<f32> {
    if pane.pane.is_price() {
        let levels = stage.placed.levels.iter().map(|level| level.chip);
        let targets = stage.placed.targets.iter().map(|target| target.chip);
        let chips = levels.chain(targets).map(|chip| chip.center().y);
        return chips.chain(stage.placed.last_chip_y).collect();
    }
    let first = pane.series().find(|(series, _)| series.axis == crate::app::panes::AxisSide::Right);
    let last = first.and_then(|(series, frame)| Some(frame.y(series.entry.series.last_value()?.1)));
    last.into_iter().collect()
}

fn target_at(ui: &Ui, stage: &Stage<'_>, at: Pos2) -> Option<Target> {
    // In the frame of its release a finger has gone already.
    let touched = ui.input(|input| {
        input.any_touches() || input.events.iter().any(|event| matches!(event, egui::Event::Touch { .. }))
    });
    let pointer = if touched { Pointer::Touch } else { Pointer::Mouse };
    let frame = stage.price_frame()?;
    if !frame.rects.whole.contains(at) || stage.border_at(at).is_some() {
        return None;
    }
    under_pointer(stage.state, frame, &stage.placed, at, pointer)
}

/// What a press takes hold of.
fn grasp(
    ui: &Ui,
    stage: &Stage<'_>,
    pending: Option<Anchor>,
    press: Pos2,
    modifiers: egui::Modifiers,
) -> Gesture {
    if let Some(index) = stage.border_at(press)
        && let (Some(upper), Some(lower)) = (stage.panes.get(index), stage.panes.get(index + 1))
    {
        let of = |pane: &PaneStage<'_>| (pane.pane.id.clone(), pane.pane.weight, pane.rects().whole.height());
        return Gesture::of(Grasp::Border { neighbours: [of(upper), of(lower)] }, press);
    }
    let pane = stage.pane_at(press);
    if stage.state.line_tool().is_some()
        && let Some(gesture) = draw::begun(stage, pending, press, modifiers)
    {
        return gesture;
    }
    if modifiers.shift
        && let Some(pane) = pane.filter(|pane| pane.rects().plot.contains(press))
    {
        return Gesture::of(Grasp::Measure { pane: pane.pane.id.clone() }, press);
    }
    if let Some(target) = target_at(ui, stage, press)
        && let Some(frame) = stage.price_frame()
    {
        if let Some(gesture) = Gesture::grasping(stage, frame, &target, press) {
            return gesture;
        }
        if matches!(target, Target::Level { .. }) {
            // Locked: the chart must not pan instead.
            return Gesture::of(Grasp::Dropped, press);
        }
    }
    if let Some(gesture) = draw::begun(stage, None, press, modifiers) {
        return gesture;
    }
    let view = stage.state.time_view();
    let held = if press.y >= stage.rects.time_axis.top() {
        Grasp::TimeAxis { view }
    } else if let Some((axis, frame)) = pane.and_then(|pane| pane.axis_at(press)) {
        let taken = stage.state.view().taken(&axis);
        Grasp::ValueAxis { axis, scale: frame.scale, taken }
    } else {
        let taken = pane.filter(|pane| pane.rects().plot.contains(press)).and_then(|pane| {
            let axis = AxisId::right(&pane.pane.id);
            stage.state.view().taken(&axis).map(|_| (axis, pane.frame.scale))
        });
        Grasp::Ground { view, taken }
    };
    Gesture::of(held, press)
}

fn measured(stage: &Stage<'_>, pane: &str, press: Pos2, at: Pos2) -> Option<Measured> {
    let frame = &stage.panes.iter().find(|stage| stage.pane.id == pane)?.frame;
    let point = |at: Pos2| {
        let inside = frame.rects.plot.clamp(at);
        (frame.time_at(inside.x), frame.value_at(inside.y))
    };
    Some(Measured { pane: pane.to_owned(), from: point(press), to: point(at) })
}

fn menu_place(ui: &Ui, stage: &Stage<'_>, at: Pos2) -> Option<MenuPlace> {
    let pane = stage.pane_at(at)?;
    let time = UnixSecs(pane.frame.time_at(at.x) as i64).start_of_day();
    let price = stage.price_frame().filter(|_| pane.pane.is_price()).map(|frame| {
        let radius = stage.state.settings().snap_px;
        snapped(stage.state, frame, frame.value_at(at.y), time, None, radius).0
    });
    let target = price.and_then(|_| target_at(ui, stage, at));
    let value = pane.format.text(pane.frame.value_at(at.y));
    Some(MenuPlace { target, pane: pane.pane.id.clone(), price, value, time })
}

fn double_click(stage: &Stage<'_>, at: Pos2, target: Option<&Target>, commands: &mut Vec<Command>) {
    if stage.rects.time_axis.contains(at) {
        commands.push(Command::ApplyPreset(RangePreset::All));
        return;
    }
    if target.is_none()
        && let Some((axis, _)) = stage.pane_at(at).and_then(|pane| pane.axis_at(at))
    {
        commands.push(Command::FitAxis(axis));
        return;
    }
    let Some(frame) = stage.price_frame().filter(|frame| frame.rects.plot.contains(at)) else { return };
    match target {
        Some(Target::Path { scenario }) => {
            let date = UnixSecs(frame.time_at(at.x) as i64);
            let price = target::tidy(frame.value_at(at.y));
            commands.push(Command::Edit(Edit::AddWaypoint { scenario: scenario.clone(), date, price }));
        }
        Some(_) => {}
        None => {
            let time = UnixSecs(frame.time_at(at.x) as i64);
            let radius = stage.state.settings().snap_px;
            let (price, _) = snapped(stage.state, frame, frame.value_at(at.y), time, None, radius);
            let kind = stage.state.likely_kind(price);
            commands.push(Command::Edit(Edit::AddLevel { kind, place: Place::Price(price) }));
        }
    }
}

fn selection(target: &Target) -> Selection {
    match target {
        Target::Level { id, part } => gesture::part_selection(*id, *part),
        Target::Waypoint { scenario, index } => {
            Selection::Scenario { id: scenario.clone(), waypoint: Some(*index) }
        }
        Target::Path { scenario } => Selection::Scenario { id: scenario.clone(), waypoint: None },
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
        (Some(Grasp::Border { .. }), _) => CursorIcon::ResizeRow,
        (Some(Grasp::Box { .. } | Grasp::Measure { .. } | Grasp::Draw(_)), _) => CursorIcon::Crosshair,
        (Some(_), _) => CursorIcon::Grabbing,
        (None, Some(Target::Level { id, .. })) => match stage.state.document().level(*id) {
            Some(level) if level.locked => CursorIcon::NotAllowed,
            Some(level) if matches!(level.place, Place::Line { .. }) => CursorIcon::Grab,
            _ => CursorIcon::ResizeVertical,
        },
        (None, Some(Target::Waypoint { .. })) => CursorIcon::Grab,
        (None, Some(Target::Path { .. })) => CursorIcon::PointingHand,
        (None, None) if stage.border_at(at).is_some() => CursorIcon::ResizeRow,
        (None, None) if stage.rects.time_axis.contains(at) => CursorIcon::ResizeHorizontal,
        (None, None) if stage.pane_at(at).is_some_and(|pane| pane.axis_at(at).is_some()) => {
            CursorIcon::ResizeVertical
        }
        (None, None) => CursorIcon::Crosshair,
    };
    ui.set_cursor_icon(icon);
}

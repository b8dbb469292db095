//! A window laid out in memory, with a mouse and a keyboard.
//!
//! Events go in as the system would send them, at screen coordinates; every
//! frame is a sixtieth of a second. Time on the screen passes only with frames.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::accesskit::Role;
use egui::epaint::{ClippedShape, Shape};
use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, Rect, TouchPhase, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hashfloor::app::clock::Clock;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::domain::level::{Level, LevelId, Place};
use hashfloor::domain::time::UnixSecs;
use hashfloor::ui::chart::frame::{NAVIGATOR_HEIGHT, PaneFrame};
use hashfloor::ui::context::prepare;
use hashfloor::ui::shell::Shell;
use serde_json::Value;
use tempfile::TempDir;

/// Size of the window, points.
pub const WINDOW: Vec2 = vec2(1_440.0, 900.0);
/// Ctrl, which is the command key here.
pub const CTRL: Modifiers = Modifiers { alt: false, ctrl: true, shift: false, mac_cmd: false, command: true };

/// Midnight UTC of an ISO day.
pub fn day(iso: &str) -> UnixSecs {
    UnixSecs::parse_iso(iso).unwrap()
}

/// A document byte for byte; shows only its prices when a comparison fails.
#[derive(Clone, PartialEq, Eq)]
pub struct Written(String);

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prices = self.0.split("\"price\":").skip(1);
        let prices = prices.map(|rest| rest.split([',', '}']).next().unwrap_or_default());
        write!(f, "{} bytes, prices {:?}", self.0.len(), prices.collect::<Vec<_>>())
    }
}

/// A program opened from the bundled case, with its own folder.
pub struct Desk {
    harness: Harness<'static, Shell>,
    folder: PathBuf,
    kept: Option<TempDir>,
    pointer: Pos2,
    modifiers: Modifiers,
}

impl Desk {
    /// The window as it is at the first start, at rest.
    pub fn open() -> Self {
        Self::open_in(tempfile::tempdir().unwrap())
    }

    /// The window on a folder that outlives it.
    pub fn open_at(folder: &Path) -> Self {
        Self::open_on(folder.to_owned(), None)
    }

    /// The window on a workspace file written before, by this or an earlier version.
    pub fn open_workspace(members: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspaces = folder.path().join("workspaces");
        std::fs::create_dir_all(&workspaces).unwrap();
        let file = workspaces.join("default.json");
        hashfloor::io::files::write_atomic(&file, members.to_string().as_bytes()).unwrap();
        Self::open_in(folder)
    }

    /// The program closed and started again on the same folder.
    pub fn restarted(self) -> Self {
        self.state().flush();
        let Self { harness, folder, kept, .. } = self;
        drop(harness);
        Self::open_on(folder, kept)
    }

    fn open_in(folder: TempDir) -> Self {
        Self::open_on(folder.path().to_owned(), Some(folder))
    }

    fn open_on(folder: PathBuf, kept: Option<TempDir>) -> Self {
        let options = StartOptions {
            data_dir: Some(folder.clone()),
            workspace: None,
            clock: Clock::Fixed(UnixSecs(day("2026-04-01").0 + 12 * 3_600)),
            edits: true,
        };
        let shell = Shell::new(AppState::opened(&options, Arc::new(|| {})));
        let harness = Harness::builder()
            .with_size(WINDOW)
            .with_theme(egui::Theme::Dark)
            .with_step_dt(1.0 / 60.0)
            .with_max_steps(60)
            .with_context_setup(prepare)
            .build_ui_state(
                |ui, shell: &mut Shell| {
                    let ctx = ui.ctx().clone();
                    shell.logic(&ctx);
                    shell.ui(ui);
                },
                shell,
            );
        let mut desk = Self { harness, folder, kept, pointer: Pos2::ZERO, modifiers: Modifiers::NONE };
        desk.wait(0.5);
        desk
    }

    /// The program.
    pub fn state(&self) -> &AppState {
        &self.harness.state().state
    }

    /// Hands over what draws pictures, as the real window does.
    pub fn with_pictures(mut self) -> Self {
        self.harness.state_mut().state.set_picture_maker(hashfloor::ui::picture::picture_maker());
        self
    }

    /// Lets the program into the network, as far as a test may.
    pub fn allow(&mut self, reach: hashfloor::domain::live::Reach) {
        self.harness.state_mut().state.allow(reach);
    }

    /// What a screen reader is told of the content of fields.
    pub fn values(&self) -> Vec<String> {
        let all = self.harness.query_all_by(|node| node.value().is_some());
        all.filter_map(|node| node.accesskit_node().value()).collect()
    }

    /// Asks for something that has no gesture.
    pub fn ask(&mut self, command: hashfloor::app::command::Command) {
        self.harness.state_mut().state.dispatch(command);
        self.harness.step();
    }

    /// Asks without a frame: for many of a kind.
    pub fn ask_quietly(&mut self, command: hashfloor::app::command::Command) {
        self.harness.state_mut().state.dispatch(command);
    }

    /// Waits for the jobs and shows what came of them; what was handed to the system by then.
    pub fn settle(&mut self) -> Vec<egui::OutputCommand> {
        self.harness.state_mut().state.settle();
        self.harness.step();
        self.harness.output().platform_output.commands.clone()
    }

    /// egui's side of the window.
    pub fn ctx(&self) -> &egui::Context {
        &self.harness.ctx
    }

    /// The accessible tree.
    pub fn tree(&self) -> &Harness<'static, Shell> {
        &self.harness
    }

    /// The price pane as it was painted last.
    pub fn frame(&self) -> PaneFrame {
        *self.harness.state().charts().placed_levels().1.unwrap()
    }

    /// How often the shapes of a pane's series were made anew.
    pub fn shapes_made(&self) -> u64 {
        self.harness.state().charts().shapes_made()
    }

    /// A pane as it was painted last, with its right axis.
    pub fn pane_frame(&self, id: &str) -> PaneFrame {
        let panes = self.harness.state().charts().placed_panes();
        let found = panes.iter().find(|(pane, _)| pane == id);
        found.unwrap_or_else(|| panic!("{id} is not among {:?}", self.pane_ids())).1
    }

    /// The panes as they were painted last, top to bottom.
    pub fn pane_ids(&self) -> Vec<String> {
        self.harness.state().charts().placed_panes().iter().map(|(id, _)| id.clone()).collect()
    }

    /// Screen position of a day and a price.
    pub fn at(&self, iso: &str, price: f64) -> Pos2 {
        self.frame().at(day(iso).0 as f64, price)
    }

    /// A place on a level's line where nothing else lies.
    pub fn on_line(&self, id: u32) -> Pos2 {
        let placed = self.harness.state().charts().placed_levels().0;
        let level = placed.iter().find(|level| level.id == LevelId(id)).unwrap();
        pos2(self.frame().x(day("2025-11-15").0 as f64), level.lines[0].1)
    }

    /// The chip of a level on the price axis.
    pub fn chip(&self, id: u32) -> Rect {
        self.find_chip(id).unwrap()
    }

    /// The chip of a level, if it is on the price axis.
    pub fn find_chip(&self, id: u32) -> Option<Rect> {
        let placed = self.harness.state().charts().placed_levels().0;
        placed.iter().find(|level| level.id == LevelId(id)).map(|level| level.chip)
    }

    /// The ends of a sloped line that were painted last, the earlier one first.
    pub fn handles(&self, id: u32) -> Vec<Pos2> {
        let placed = self.harness.state().charts().placed_levels().0;
        let level = placed.iter().find(|level| level.id == LevelId(id)).unwrap();
        level.handles.iter().map(|(_, at)| *at).collect()
    }

    /// The points of a sloped line as it was painted last.
    pub fn path(&self, id: u32) -> Vec<Pos2> {
        let placed = self.harness.state().charts().placed_levels().0;
        placed.iter().find(|level| level.id == LevelId(id)).unwrap().path.clone()
    }

    /// The shape of the pointer.
    pub fn cursor(&self) -> egui::CursorIcon {
        self.harness.output().platform_output.cursor_icon
    }

    /// A finger put down, moved or lifted; the system moves the pointer with it.
    pub fn finger(&mut self, phase: TouchPhase, pos: Pos2) {
        self.pointer = pos;
        let touch =
            Event::Touch { device_id: egui::TouchDeviceId(1), id: egui::TouchId(1), phase, pos, force: None };
        let (button, modifiers) = (PointerButton::Primary, self.modifiers);
        let press = |pressed| Event::PointerButton { pos, button, pressed, modifiers };
        match phase {
            TouchPhase::Start => self.frame_with([touch, Event::PointerMoved(pos), press(true)]),
            TouchPhase::Move => self.frame_with([touch, Event::PointerMoved(pos)]),
            TouchPhase::End | TouchPhase::Cancel => {
                self.frame_with([touch, press(false), Event::PointerGone]);
            }
        }
    }

    /// Asks something of the slider whose accessible name begins like this, as a screen
    /// reader does.
    pub fn ask_slider(
        &mut self,
        name: &str,
        action: egui::accesskit::Action,
        data: Option<egui::accesskit::ActionData>,
    ) {
        let found = self.harness.query_all_by_role(Role::Slider).find_map(|node| {
            let node = node.accesskit_node();
            node.label().filter(|label| label.starts_with(name)).map(|_| node.locate())
        });
        let (target_node, target_tree) = found.unwrap();
        let request = egui::accesskit::ActionRequest { action, target_tree, target_node, data };
        self.frame_with([Event::AccessKitActionRequest(request)]);
        self.wait(0.1);
    }

    /// A committed level.
    pub fn level(&self, id: u32) -> Level {
        self.state().document().level(LevelId(id)).unwrap().clone()
    }

    /// The committed price of a level.
    pub fn price(&self, id: u32) -> f64 {
        match self.level(id).place {
            Place::Price(price) => price,
            place => panic!("{place:?} is no price"),
        }
    }

    /// The committed document as it is written.
    pub fn document(&self) -> Written {
        Written(serde_json::to_string(&**self.state().document()).unwrap())
    }

    /// The document as it is drawn, with what is under the hand.
    pub fn drawn(&self) -> Written {
        Written(serde_json::to_string(&**self.state().document_now()).unwrap())
    }

    /// The document as it lies in the workspace file.
    pub fn saved(&self) -> Value {
        self.workspace_file()["document"].take()
    }

    /// The view as it lies in the workspace file.
    pub fn saved_view(&self) -> Value {
        self.workspace_file()["view"].take()
    }

    fn workspace_file(&self) -> Value {
        self.state().flush();
        let path = self.folder.join("workspaces").join("default.json");
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    /// A y on the time axis below the lowest pane.
    pub fn time_axis_y(&self) -> f32 {
        let status = self.harness.get_by_label("Saved").rect().top();
        status - 16.0 - NAVIGATOR_HEIGHT
    }

    /// One frame with these events.
    pub fn frame_with(&mut self, events: impl IntoIterator<Item = Event>) {
        self.harness.input_mut().events.extend(events);
        self.harness.step();
    }

    /// Several files let go over the window at once.
    pub fn drop_files(&mut self, files: Vec<egui::DroppedFileHandle>) {
        self.harness.input_mut().dropped_files.extend(files);
        self.harness.step();
    }

    /// A file let go over the window.
    pub fn drop_file(&mut self, file: egui::DroppedFileHandle) {
        self.harness.input_mut().dropped_files.push(file);
        self.harness.step();
    }

    /// Frames without input for this many seconds.
    pub fn wait(&mut self, secs: f32) {
        for _ in 0..(secs * 60.0).ceil() as usize {
            self.harness.step();
        }
    }

    /// Seconds until egui wants to paint again, after the last frame.
    pub fn repaint_in_secs(&self) -> f64 {
        let viewports = &self.harness.output().viewport_output;
        viewports.values().map(|viewport| viewport.repaint_delay.as_secs_f64()).fold(f64::INFINITY, f64::min)
    }

    /// Another size of the window.
    pub fn resize(&mut self, size: Vec2) {
        self.harness.set_size(size);
        self.harness.step();
    }

    /// Another number of pixels a point, as on another screen.
    pub fn rescale(&mut self, pixels_per_point: f32) {
        self.harness.set_pixels_per_point(pixels_per_point);
        self.harness.step();
    }

    /// Holds modifier keys from now on.
    pub fn hold(&mut self, modifiers: Modifiers) {
        self.modifiers = modifiers;
        self.frame_with([Event::ModifiersChanged(modifiers)]);
    }

    /// Moves the mouse there in a few steps.
    pub fn glide(&mut self, to: Pos2) {
        let from = self.pointer;
        for step in 1..=6 {
            self.jump(from + (to - from) * (step as f32 / 6.0));
        }
    }

    /// Moves the mouse there at once.
    pub fn jump(&mut self, to: Pos2) {
        self.pointer = to;
        self.frame_with([Event::PointerMoved(to)]);
    }

    fn button(&mut self, button: PointerButton, pressed: bool) {
        let (pos, modifiers) = (self.pointer, self.modifiers);
        self.frame_with([Event::PointerButton { pos, button, pressed, modifiers }]);
    }

    /// Moves the mouse there and holds the button down.
    pub fn press(&mut self, at: Pos2) {
        self.jump(at);
        self.button(PointerButton::Primary, true);
    }

    /// Lets the button go, and the window come to rest.
    pub fn release(&mut self) {
        self.button(PointerButton::Primary, false);
        self.wait(0.05);
    }

    /// Lets go of buttons, keys, menus, small windows and text fields.
    pub fn let_everything_go(&mut self) {
        self.resize(WINDOW);
        self.hold(Modifiers::NONE);
        for button in [PointerButton::Primary, PointerButton::Secondary] {
            self.button(button, false);
        }
        self.frame_with([Event::WindowFocused(true)]);
        for _ in 0..3 {
            self.key(Key::Escape);
        }
        if let Some(focused) = self.ctx().memory(egui::Memory::focused) {
            self.ctx().memory_mut(|memory| memory.surrender_focus(focused));
        }
        self.wait(0.1);
    }

    /// Press, way and release.
    pub fn drag(&mut self, from: Pos2, to: Pos2) {
        self.press(from);
        self.glide(to);
        self.release();
    }

    /// The same with the other button.
    pub fn right_drag(&mut self, from: Pos2, to: Pos2) {
        self.jump(from);
        self.button(PointerButton::Secondary, true);
        self.glide(to);
        self.button(PointerButton::Secondary, false);
        self.wait(0.05);
    }

    /// A click, long after whatever was before.
    pub fn click(&mut self, at: Pos2) {
        self.wait(0.4);
        self.press(at);
        self.release();
    }

    /// A double click, long after whatever was before.
    pub fn double_click(&mut self, at: Pos2) {
        self.click(at);
        self.press(at);
        self.release();
    }

    /// A click with the other button.
    pub fn right_click(&mut self, at: Pos2) {
        self.wait(0.4);
        self.jump(at);
        self.button(PointerButton::Secondary, true);
        self.button(PointerButton::Secondary, false);
        self.wait(0.1);
    }

    /// Presses a key and lets it go.
    pub fn key(&mut self, key: Key) {
        self.chord(Modifiers::NONE, key);
    }

    /// Presses a key together with modifiers.
    pub fn chord(&mut self, modifiers: Modifiers, key: Key) {
        let event = |pressed| Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers };
        self.hold(modifiers);
        self.frame_with([event(true)]);
        self.frame_with([event(false)]);
        self.hold(Modifiers::NONE);
        self.wait(0.05);
    }

    /// A turn of the wheel, or a stroke on the trackpad, where the mouse is.
    pub fn wheel(&mut self, unit: MouseWheelUnit, delta: Vec2) {
        let modifiers = self.modifiers;
        let (phase, source) = (TouchPhase::Move, egui::MouseWheelSource::Unknown);
        self.frame_with([Event::MouseWheel { unit, delta, phase, source, modifiers }]);
        self.wait(0.1);
    }

    /// Types into whatever has the keyboard.
    pub fn type_text(&mut self, text: &str) {
        self.frame_with([Event::Text(text.to_owned())]);
        self.wait(0.05);
    }

    /// The middle of the button or marker with this accessible name.
    pub fn middle_of(&self, label: &str) -> Pos2 {
        self.harness.get_by_role_and_label(Role::Button, label).rect().center()
    }

    /// Gives the keyboard to the button or marker with this accessible name.
    pub fn focus(&mut self, label: &str) {
        self.harness.get_by_role_and_label(Role::Button, label).focus();
        self.wait(0.1);
    }

    /// Gives the keyboard to the row of a list with this accessible name.
    pub fn focus_item(&mut self, label: &str) {
        self.harness.get_by_role_and_label(Role::ListItem, label).focus();
        self.wait(0.1);
    }

    /// Every accessible name on the screen.
    pub fn names(&self) -> Vec<String> {
        let all = self.harness.query_all_by(|node| node.label().is_some());
        all.filter_map(|node| node.accesskit_node().label()).collect()
    }

    /// Clicks whatever has this accessible name.
    pub fn click_label(&mut self, label: &str) {
        let at = self.harness.get_by_label(label).rect().center();
        self.click(at);
        self.wait(0.1);
    }

    /// Clicks the choice with this accessible name.
    pub fn click_choice(&mut self, label: &str) {
        let at = self.harness.get_by_role_and_label(Role::RadioButton, label).rect().center();
        self.click(at);
        self.wait(0.1);
    }

    /// Opens a tab of the right panel that stands in the menu behind the others.
    pub fn open_tab_of_menu(&mut self, label: &str) {
        self.click_label("More tabs");
        self.click_label(label);
    }

    /// Whether something on the screen has this accessible name.
    pub fn has_label(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Every text that was painted in the last frame, in painting order.
    pub fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for ClippedShape { shape, .. } in &self.harness.output().shapes {
            collect_texts(shape, &mut texts);
        }
        texts
    }

    /// The texts on show in notices.
    pub fn notices(&self) -> Vec<String> {
        self.state().notices().shown().iter().map(|notice| notice.text.clone()).collect()
    }
}

fn collect_texts(shape: &Shape, texts: &mut Vec<String>) {
    match shape {
        Shape::Text(text) => texts.push(text.galley.text().to_owned()),
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect_texts(shape, texts)),
        _ => {}
    }
}

//! The navigator strip alone: its window under the mouse, the wheel and the keys.
//!
//! Drives `navigator_ui` itself, in a harness of its own, so that it holds
//! wherever the window places the strip.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{
    CursorIcon, Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, Rect, Shape, TouchPhase, Vec2,
    pos2, vec2,
};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hashfloor::app::clock::Clock;
use hashfloor::app::command::{Command, Selection};
use hashfloor::app::edit::Edit;
use hashfloor::app::edit_panes::PaneEdit;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::app::view::{AxisId, ValueRange};
use hashfloor::chart::navigator::NavigatorScale;
use hashfloor::chart::scale::ScaleKind;
use hashfloor::chart::viewport::{RangePreset, TimeView};
use hashfloor::domain::time::UnixSecs;
use hashfloor::ui::chart::ChartUi;
use hashfloor::ui::chart::frame::NAVIGATOR_HEIGHT;
use hashfloor::ui::chart::navigator::{NAVIGATOR_NAME, NavigatorGrasp, navigator_ui};
use hashfloor::ui::context::prepare;
use hashfloor::ui::keys::pressed;
use hashfloor::ui::theme::Theme;
use tempfile::TempDir;

use super::desk::day;

const DAY_SECS: f64 = 86_400.0;
const SIZE: Vec2 = vec2(1_000.0, 200.0);

fn strip() -> Rect {
    Rect::from_min_size(pos2(50.0, 100.0), vec2(900.0, NAVIGATOR_HEIGHT))
}

struct Bench {
    state: AppState,
    held: Option<NavigatorGrasp>,
    asked: usize,
    keys: ProgramKeys,
}

/// Whether the program's own keys are at work beside the strip's, as in the window.
#[derive(PartialEq)]
enum ProgramKeys {
    Off,
    On,
}

/// The strip on a screen of its own, over the bundled case.
struct Strip {
    harness: Harness<'static, Bench>,
    pointer: Pos2,
    _folder: TempDir,
}

impl Strip {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = StartOptions {
            data_dir: Some(folder.path().to_owned()),
            workspace: None,
            clock: Clock::Fixed(day("2026-04-01")),
            edits: false,
        };
        let state = AppState::opened(&options, Arc::new(|| {}));
        let harness = Harness::builder()
            .with_size(SIZE)
            .with_theme(egui::Theme::Dark)
            .with_step_dt(1.0 / 60.0)
            .with_context_setup(prepare)
            .build_ui_state(
                |ui, bench: &mut Bench| {
                    let mut commands = Vec::new();
                    if bench.keys == ProgramKeys::On {
                        pressed(ui.ctx(), &bench.state, &mut ChartUi::default(), &mut commands);
                    }
                    navigator_ui(ui, &bench.state, &Theme::dark(), strip(), &mut bench.held, &mut commands);
                    bench.asked += commands.len();
                    for command in commands {
                        bench.state.dispatch(command);
                    }
                },
                Bench { state, held: None, asked: 0, keys: ProgramKeys::Off },
            );
        let mut strip = Self { harness, pointer: Pos2::ZERO, _folder: folder };
        strip.frames(3);
        strip
    }

    fn state(&self) -> &AppState {
        &self.harness.state().state
    }

    fn view(&self) -> TimeView {
        self.state().time_view()
    }

    fn show(&mut self, from: &str, to: &str) -> TimeView {
        let view = TimeView::new(day(from).0 as f64, day(to).0 as f64);
        self.harness.state_mut().state.dispatch(Command::SetTimeView(view));
        self.frames(1);
        self.view()
    }

    fn scale(&self) -> NavigatorScale {
        NavigatorScale::new(self.state().time_reach(), strip().left(), strip().width())
    }

    /// A place in the strip at a time.
    fn at(&self, time: f64) -> Pos2 {
        pos2(self.scale().x(time), strip().top() + 14.0)
    }

    fn middle(&self) -> Pos2 {
        let view = self.view();
        self.at(f64::midpoint(view.from, view.to))
    }

    fn frames(&mut self, count: usize) {
        for _ in 0..count {
            self.harness.step();
        }
    }

    fn event(&mut self, event: Event) {
        self.harness.input_mut().events.push(event);
        self.harness.step();
    }

    fn jump(&mut self, to: Pos2) {
        self.pointer = to;
        self.event(Event::PointerMoved(to));
    }

    fn button(&mut self, pressed: bool) {
        let (pos, modifiers) = (self.pointer, Modifiers::NONE);
        self.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
    }

    fn press(&mut self, at: Pos2) {
        self.jump(at);
        self.button(true);
    }

    fn glide(&mut self, to: Pos2) {
        let from = self.pointer;
        for step in 1..=5 {
            self.jump(from + (to - from) * (step as f32 / 5.0));
        }
    }

    fn drag(&mut self, from: Pos2, to: Pos2) {
        self.press(from);
        self.glide(to);
        self.button(false);
        self.frames(2);
    }

    fn click(&mut self, at: Pos2) {
        self.frames(30);
        self.press(at);
        self.button(false);
        self.frames(2);
    }

    fn chord(&mut self, modifiers: Modifiers, key: Key) {
        self.event(Event::ModifiersChanged(modifiers));
        for pressed in [true, false] {
            self.event(Event::Key { key, physical_key: None, pressed, repeat: false, modifiers });
        }
        self.event(Event::ModifiersChanged(Modifiers::NONE));
    }

    fn wheel(&mut self, unit: MouseWheelUnit, delta: Vec2, modifiers: Modifiers) {
        let (phase, source) = (TouchPhase::Move, egui::MouseWheelSource::Unknown);
        self.event(Event::MouseWheel { unit, delta, phase, source, modifiers });
        self.frames(2);
    }

    fn cursor(&mut self, at: Pos2) -> CursorIcon {
        self.jump(at);
        self.harness.output().platform_output.cursor_icon
    }

    fn value_text(&self) -> String {
        let node = self.harness.get_by_role_and_label(Role::Slider, NAVIGATOR_NAME);
        node.accesskit_node().value().unwrap()
    }
}

/// Within a pixel of the strip.
#[track_caller]
fn assert_near(strip: &Strip, a: f64, b: f64) {
    let pixel = strip.scale().secs(1.0);
    assert!((a - b).abs() < pixel * 0.6, "{} and {}", UnixSecs(a as i64).iso(), UnixSecs(b as i64).iso());
}

#[test]
fn dragging_the_window_pans_and_keeps_its_span() {
    let mut strip = Strip::open();
    let before = strip.show("2024-01-01", "2025-01-01");
    let from = strip.middle();
    strip.drag(from, from + vec2(-120.0, 9.0));
    let after = strip.view();
    assert!((after.span() - before.span()).abs() < 1.0);
    assert_near(&strip, before.from - after.from, strip.scale().secs(120.0));
    assert!(strip.state().history().is_empty(), "moving the window made a step of undo");
}

#[test]
fn a_window_dragged_against_the_end_stops_there_with_its_span() {
    let mut strip = Strip::open();
    let before = strip.show("2024-01-01", "2025-01-01");
    let from = strip.middle();
    strip.drag(from, from + vec2(3_000.0, 0.0));
    let (after, reach) = (strip.view(), strip.state().time_reach());
    assert!((after.to - reach.to).abs() < 1.0 && (after.span() - before.span()).abs() < 1.0);
    assert!(reach.to > strip.state().last_deadline().0 as f64, "scenarios have no room");
}

#[test]
fn dragging_a_grip_changes_one_edge_only() {
    let mut strip = Strip::open();
    let before = strip.show("2022-01-01", "2025-01-01");
    let left = strip.at(before.from);
    strip.drag(left + vec2(4.0, 0.0), left + vec2(64.0, 0.0));
    let after = strip.view();
    assert!((after.to - before.to).abs() < 1.0);
    assert_near(&strip, after.from, before.from + strip.scale().secs(60.0));
    let right = strip.at(after.to);
    strip.drag(right - vec2(4.0, 0.0), right + vec2(26.0, 0.0));
    let last = strip.view();
    assert!((last.from - after.from).abs() < 1.0);
    assert_near(&strip, last.to, after.to + strip.scale().secs(30.0));
}

#[test]
fn a_grip_dragged_over_the_other_one_stops_before_it() {
    let mut strip = Strip::open();
    let before = strip.show("2022-01-01", "2023-01-01");
    let left = strip.at(before.from);
    strip.drag(left, left + vec2(600.0, 0.0));
    let after = strip.view();
    assert!((after.to - before.to).abs() < 1.0);
    assert!(after.span() <= DAY_SECS && after.span() > 0.0, "{}", after.span());
}

#[test]
fn a_click_beside_the_window_brings_its_middle_there() {
    let mut strip = Strip::open();
    let before = strip.show("2024-01-01", "2025-01-01");
    let wanted = day("2021-03-01").0 as f64;
    strip.click(strip.at(wanted));
    let after = strip.view();
    assert!((after.span() - before.span()).abs() < 1.0);
    assert_near(&strip, f64::midpoint(after.from, after.to), wanted);
}

#[test]
fn a_press_beside_the_window_can_go_on_as_a_drag() {
    let mut strip = Strip::open();
    strip.show("2024-01-01", "2025-01-01");
    let press = strip.at(day("2021-06-01").0 as f64);
    strip.drag(press, press + vec2(50.0, 0.0));
    let after = strip.view();
    assert_near(&strip, f64::midpoint(after.from, after.to), strip.scale().time(press.x + 50.0));
}

#[test]
fn a_click_within_the_window_leaves_it() {
    let mut strip = Strip::open();
    let before = strip.show("2022-01-01", "2025-01-01");
    strip.click(strip.middle() + vec2(20.0, 0.0));
    assert_eq!(strip.view(), before);
}

#[test]
fn a_double_click_shows_all() {
    let mut strip = Strip::open();
    strip.show("2022-01-01", "2025-01-01");
    let at = strip.middle();
    strip.click(at);
    strip.press(at);
    strip.button(false);
    strip.frames(2);
    assert_eq!(strip.state().view().preset, Some(RangePreset::All));
}

#[test]
fn esc_in_a_drag_puts_back_a_view_and_the_rest_of_the_drag_does_nothing() {
    let mut strip = Strip::open();
    let before = strip.show("2022-01-01", "2025-01-01");
    let from = strip.middle();
    strip.press(from);
    strip.glide(from + vec2(-90.0, 0.0));
    assert_ne!(strip.view(), before);
    strip.chord(Modifiers::NONE, Key::Escape);
    assert_eq!(strip.view(), before);
    strip.glide(from + vec2(-200.0, 0.0));
    strip.button(false);
    strip.frames(2);
    assert_eq!(strip.view(), before);
}

#[test]
fn esc_in_a_drag_puts_back_the_named_range_and_the_taken_prices() {
    let mut strip = Strip::open();
    let prices = ValueRange { low: 50_000.0, high: 90_000.0 };
    for command in
        [Command::ApplyPreset(RangePreset::Years4), Command::TakeAxis(AxisId::right("price"), prices)]
    {
        strip.harness.state_mut().state.dispatch(command);
    }
    strip.frames(1);
    let before = strip.state().view().clone();
    let left = strip.at(strip.view().from);
    strip.press(left);
    strip.glide(left + vec2(40.0, 0.0));
    assert_eq!(strip.state().view().preset, None);
    strip.chord(Modifiers::NONE, Key::Escape);
    strip.button(false);
    strip.frames(2);
    assert_eq!(*strip.state().view(), before);
}

#[test]
fn the_wheel_zooms_about_the_pointer_and_back() {
    let mut strip = Strip::open();
    let before = strip.show("2022-01-01", "2025-01-01");
    let time = day("2022-06-01").0 as f64;
    strip.jump(strip.at(time));
    strip.wheel(MouseWheelUnit::Line, vec2(0.0, 1.0), Modifiers::NONE);
    let closer = strip.view();
    assert!((closer.span() * 1.2 / before.span() - 1.0).abs() < 1e-6);
    let share = |view: TimeView| (time - view.from) / view.span();
    assert!((share(closer) - share(before)).abs() < 0.01);
    strip.wheel(MouseWheelUnit::Line, vec2(0.0, -1.0), Modifiers::NONE);
    assert!((strip.view().span() / before.span() - 1.0).abs() < 1e-6);
}

#[test]
fn shift_with_the_wheel_and_strokes_on_the_trackpad_move_the_window() {
    let mut strip = Strip::open();
    let before = strip.show("2022-01-01", "2023-01-01");
    strip.jump(strip.middle());
    strip.wheel(MouseWheelUnit::Point, vec2(-60.0, 2.0), Modifiers::NONE);
    let later = strip.view();
    assert_near(&strip, later.from - before.from, strip.scale().secs(60.0));
    strip.wheel(MouseWheelUnit::Line, vec2(0.0, 1.0), Modifiers::SHIFT);
    let earlier = strip.view();
    assert!((later.from - earlier.from - 0.1 * before.span()).abs() < 1.0);
    assert!((earlier.span() - before.span()).abs() < 1.0);
}

#[test]
fn the_wheel_beside_the_strip_leaves_the_view() {
    let mut strip = Strip::open();
    let before = strip.show("2022-01-01", "2025-01-01");
    strip.jump(pos2(500.0, 50.0));
    strip.wheel(MouseWheelUnit::Line, vec2(0.0, 2.0), Modifiers::NONE);
    assert_eq!(strip.view(), before);
}

#[test]
fn the_cursor_says_what_a_press_would_do() {
    let mut strip = Strip::open();
    let view = strip.show("2022-01-01", "2025-01-01");
    let (left, right, middle) = (strip.at(view.from), strip.at(view.to), strip.middle());
    assert_eq!(strip.cursor(left - vec2(5.0, 0.0)), CursorIcon::ResizeHorizontal);
    assert_eq!(strip.cursor(right + vec2(5.0, 0.0)), CursorIcon::ResizeHorizontal);
    assert_eq!(strip.cursor(middle), CursorIcon::Grab);
    assert_eq!(strip.cursor(left - vec2(30.0, 0.0)), CursorIcon::PointingHand);
    strip.press(middle);
    assert_eq!(strip.cursor(middle + vec2(9.0, 0.0)), CursorIcon::Grabbing);
}

#[test]
fn arrow_keys_move_the_window_with_shift_its_right_and_with_alt_its_left_edge() {
    let mut strip = Strip::open();
    let before = strip.show("2022-01-01", "2023-01-01");
    strip.click(strip.middle());
    let step = before.span() / 10.0;
    let mut was = before;
    for (modifiers, key, from_steps, to_steps) in [
        (Modifiers::NONE, Key::ArrowRight, 1.0, 1.0),
        (Modifiers::NONE, Key::ArrowLeft, -1.0, -1.0),
        (Modifiers::SHIFT, Key::ArrowRight, 0.0, 1.0),
        (Modifiers::SHIFT, Key::ArrowLeft, 0.0, -1.1),
        (Modifiers::ALT, Key::ArrowLeft, -0.99, 0.0),
        (Modifiers::ALT, Key::ArrowRight, 1.089, 0.0),
    ] {
        strip.chord(modifiers, key);
        let now = strip.view();
        let what = format!("{modifiers:?} {key:?}");
        assert!((now.from - was.from - from_steps * step).abs() < 2.0, "{what}: {was:?} {now:?}");
        assert!((now.to - was.to - to_steps * step).abs() < 2.0, "{what}: {was:?} {now:?}");
        was = now;
    }
}

#[test]
fn home_end_plus_and_minus_work_on_the_focused_strip_only() {
    let mut strip = Strip::open();
    let before = strip.show("2022-01-01", "2023-01-01");
    strip.chord(Modifiers::NONE, Key::Plus);
    assert_eq!(strip.view(), before, "without the focus");
    strip.click(strip.middle());
    strip.chord(Modifiers::NONE, Key::Plus);
    assert!((strip.view().span() * 1.25 / before.span() - 1.0).abs() < 1e-6);
    strip.chord(Modifiers::NONE, Key::Minus);
    assert!((strip.view().span() / before.span() - 1.0).abs() < 1e-6);
    let (first, last) = strip.state().data_bounds();
    strip.chord(Modifiers::NONE, Key::Home);
    assert!((strip.view().from - first.0 as f64).abs() < 1.0);
    strip.chord(Modifiers::NONE, Key::End);
    assert!((strip.view().from..strip.view().to).contains(&(last.0 as f64)));
}

#[test]
fn arrow_keys_act_on_the_focused_strip_and_not_on_what_is_selected() {
    let mut strip = Strip::open();
    strip.harness.state_mut().keys = ProgramKeys::On;
    let before = strip.show("2022-01-01", "2023-01-01");
    let selected = Selection::Scenario { id: "jpmorgan".to_owned(), waypoint: Some(0) };
    strip.harness.state_mut().state.dispatch(Command::Select(Some(selected)));
    let document = Arc::clone(strip.state().document());
    strip.chord(Modifiers::NONE, Key::ArrowRight);
    assert!(*strip.state().document() != document, "without the focus the waypoint moves");
    assert_eq!(strip.view(), before);
    let document = Arc::clone(strip.state().document());
    strip.click(strip.middle());
    strip.chord(Modifiers::NONE, Key::ArrowRight);
    assert!(*strip.state().document() == document, "the waypoint moved");
    assert!((strip.view().from - before.from - before.span() / 10.0).abs() < 1.0, "moved once");
}

#[test]
fn the_strip_is_a_slider_that_says_its_window_and_can_be_stepped() {
    let mut strip = Strip::open();
    strip.show("2025-09-15", "2027-01-05");
    assert_eq!(strip.value_text(), "15 Sep 2025 to 5 Jan 2027");
    let before = strip.view();
    let node = strip.harness.get_by_role_and_label(Role::Slider, NAVIGATOR_NAME);
    node.focus();
    strip.frames(2);
    strip.chord(Modifiers::NONE, Key::ArrowLeft);
    assert!(strip.view().from < before.from);
    assert_ne!(strip.value_text(), "15 Sep 2025 to 5 Jan 2027");
}

#[test]
fn a_strip_at_rest_asks_for_nothing_and_for_no_frame() {
    let mut strip = Strip::open();
    strip.show("2022-01-01", "2025-01-01");
    strip.jump(strip.middle());
    strip.frames(40);
    let asked = strip.harness.state().asked;
    strip.frames(10);
    assert_eq!(strip.harness.state().asked, asked);
    let viewports = &strip.harness.output().viewport_output;
    assert!(viewports.values().all(|viewport| viewport.repaint_delay.as_secs() > 3_600));
}

#[test]
fn nothing_is_feathered_and_the_history_is_kept_while_the_window_moves() {
    let mut strip = Strip::open();
    strip.show("2022-01-01", "2023-01-01");
    let before = meshes(&strip);
    strip.drag(strip.middle(), strip.middle() + vec2(80.0, 0.0));
    strip.chord(Modifiers::NONE, Key::Escape);
    strip.jump(pos2(500.0, 20.0));
    strip.show("2022-03-01", "2023-03-01");
    let after = meshes(&strip);
    let kept = |mesh: &&Arc<egui::Mesh>| before.iter().any(|old| Arc::ptr_eq(old, mesh));
    assert_eq!(after.iter().filter(kept).count(), 2, "quiet and bright history");
    strip.harness.state_mut().state.dispatch(Command::Edit(Edit::Panes(PaneEdit::SetScale {
        pane: "price".to_owned(),
        scale: ScaleKind::Linear,
    })));
    strip.frames(1);
    let linear = meshes(&strip);
    let kept = |mesh: &&Arc<egui::Mesh>| after.iter().any(|old| Arc::ptr_eq(old, mesh));
    assert_eq!(linear.iter().filter(kept).count(), 0, "another scale, another history");
}

/// The strip's meshes of the last frame; whatever else was painted must be words.
fn meshes(strip: &Strip) -> Vec<Arc<egui::Mesh>> {
    let shapes = strip.harness.output().shapes.iter();
    let own = shapes.filter(|clipped| self::strip().contains_rect(clipped.clip_rect));
    let painted =
        own.map(|clipped| &clipped.shape).filter(|shape| !matches!(shape, Shape::Noop | Shape::Text(_)));
    painted
        .map(|shape| match shape {
            Shape::Mesh(mesh) => Arc::clone(mesh),
            other => panic!("{other:?} would be feathered"),
        })
        .collect()
}

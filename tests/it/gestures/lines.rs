//! Trend lines and rays under the hand: drawing, bending, moving, and where they end.

use egui::{CursorIcon, Key, Modifiers, Pos2, TouchPhase, pos2, vec2};
use hashfloor::app::command::{Command, LineTool, Selection};
use hashfloor::app::edit::Edit;
use hashfloor::app::edit_panes::PaneEdit;
use hashfloor::chart::scale::ScaleKind;
use hashfloor::domain::level::{Anchor, AnchorEnd, LevelId, LevelKind, Place, Straight};

use super::desk::{CTRL, Desk, day};

/// The first id that no bundled level has.
const NEW: u32 = 9;

fn anchor(iso: &str, price: f64) -> Anchor {
    Anchor { date: day(iso), price }
}

fn line(from: Anchor, to: Anchor, straight: Straight, ray: bool) -> Place {
    Place::Line { from, to, straight, ray }
}

/// A desk with a line across ground where nothing else lies.
fn with_line(ray: bool) -> Desk {
    let mut desk = Desk::open();
    let place = line(anchor("2025-10-10", 56_000.0), anchor("2025-12-20", 66_000.0), Straight::Log, ray);
    desk.ask(Command::Edit(Edit::AddLevel { kind: LevelKind::Support, place }));
    desk.ask(Command::Select(None));
    desk.wait(0.1);
    desk
}

fn ends(desk: &Desk, id: u32) -> (Anchor, Anchor) {
    match desk.level(id).place {
        Place::Line { from, to, .. } => (from, to),
        place => panic!("{place:?} is no line"),
    }
}

fn middle(desk: &Desk) -> Pos2 {
    let path = desk.path(NEW);
    let (first, last) = (path[0], *path.last().unwrap());
    first + (last - first) * 0.5
}

fn set_scale(desk: &mut Desk, scale: ScaleKind) {
    let pane = desk.state().panes()[0].id.clone();
    desk.ask(Command::Edit(Edit::Panes(PaneEdit::SetScale { pane, scale })));
    desk.wait(0.1);
}

#[test]
fn alt_t_and_a_drag_draw_a_trend_line_in_one_step() {
    let mut desk = Desk::open();
    let first = desk.document();
    desk.jump(desk.at("2025-11-15", 57_500.0));
    desk.chord(Modifiers::ALT, Key::T);
    assert_eq!(desk.state().line_tool(), Some(LineTool::TrendLine));
    assert_eq!(desk.cursor(), CursorIcon::Crosshair);
    assert!(desk.texts().iter().any(|text| text.starts_with("Trend line: drag it")));
    let view = desk.state().time_view();
    desk.press(desk.at("2025-10-10", 55_000.0) + vec2(1.0, 0.0));
    desk.glide(desk.at("2025-12-20", 57_500.0) + vec2(1.0, 0.0));
    assert_ne!(desk.drawn(), first, "the line is shown before it is let go");
    assert_eq!(desk.document(), first);
    desk.release();
    let (from, to) = ends(&desk, NEW);
    assert_eq!(from, anchor("2025-10-10", 55_000.0));
    assert_eq!(to, anchor("2025-12-20", 57_500.0));
    assert!(matches!(desk.level(NEW).place, Place::Line { straight: Straight::Log, ray: false, .. }));
    assert_eq!(desk.state().history().len(), 1);
    assert_eq!(desk.state().history().undo_caption(), Some("add 55,000 → 57,500 support line"));
    assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(NEW))));
    assert_eq!((desk.state().line_tool(), desk.state().time_view()), (None, view));
    assert_eq!(desk.saved()["levels"][8]["straight"], "log");
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.document(), first);
}

#[test]
fn two_clicks_draw_a_ray_from_right_to_left_too() {
    let mut desk = Desk::open();
    set_scale(&mut desk, ScaleKind::Linear);
    desk.jump(desk.at("2025-11-15", 57_500.0));
    desk.chord(Modifiers::ALT, Key::R);
    desk.click(desk.at("2025-12-20", 57_500.0) + vec2(1.0, 0.0));
    let after_click = desk.document();
    desk.glide(desk.at("2025-11-20", 58_000.0));
    assert_ne!(desk.drawn(), after_click);
    desk.click(desk.at("2025-10-10", 55_000.0) + vec2(1.0, 0.0));
    let expected =
        line(anchor("2025-10-10", 55_000.0), anchor("2025-12-20", 57_500.0), Straight::Linear, true);
    assert_eq!(desk.level(NEW).place, expected);
    assert_eq!(desk.state().line_tool(), None);
    assert_eq!(desk.state().history().len(), 2, "the scale and the ray");
}

#[test]
fn esc_leaves_a_line_half_drawn_byte_for_byte_as_it_was() {
    let mut desk = Desk::open();
    let first = desk.document();
    desk.jump(desk.at("2025-11-15", 57_500.0));
    desk.chord(Modifiers::ALT, Key::T);
    desk.press(desk.at("2025-10-10", 56_000.0));
    desk.glide(desk.at("2025-12-20", 57_000.0));
    desk.key(Key::Escape);
    desk.release();
    assert_eq!((desk.document(), desk.drawn()), (first.clone(), first.clone()));
    desk.jump(desk.at("2025-11-15", 57_500.0));
    desk.chord(Modifiers::ALT, Key::T);
    desk.click(desk.at("2025-10-10", 56_000.0));
    desk.glide(desk.at("2025-12-20", 57_000.0));
    assert_ne!(desk.drawn(), first);
    desk.key(Key::Escape);
    desk.glide(desk.at("2025-12-10", 58_000.0));
    assert_eq!((desk.document(), desk.drawn()), (first.clone(), first));
    assert_eq!(desk.state().line_tool(), None);
    assert!(desk.state().history().is_empty());
}

#[test]
fn a_tool_taken_in_hand_leaves_levels_and_the_view_alone() {
    let mut desk = Desk::open();
    desk.jump(desk.on_line(6));
    desk.chord(Modifiers::ALT, Key::T);
    assert_eq!(desk.cursor(), CursorIcon::Crosshair);
    desk.drag(desk.on_line(6), desk.on_line(6) + vec2(150.0, 40.0));
    assert_eq!(desk.price(6), 60_000.0);
    assert!(matches!(desk.level(NEW).place, Place::Line { .. }));
}

#[test]
fn without_a_pointer_alt_t_takes_two_rows_in_view_and_so_does_enter() {
    let mut desk = Desk::open();
    desk.chord(Modifiers::ALT, Key::T);
    let (from, to) = ends(&desk, NEW);
    let (last, close) = desk.state().last_close().unwrap();
    assert_eq!(to, Anchor { date: last, price: close });
    let rows = &desk.state().drawn_price().unwrap().entry.series;
    let low = rows.ohlcv().unwrap().low[rows.row_at_or_before(from.date).unwrap()];
    assert_eq!(from.price, low);
    assert!(from.date < to.date);
    desk.jump(desk.at("2025-11-15", 57_500.0));
    desk.chord(Modifiers::ALT, Key::R);
    assert_eq!(desk.state().document().levels.len(), 9);
    desk.key(Key::Enter);
    assert!(matches!(desk.level(10).place, Place::Line { ray: true, .. }));
    assert_eq!(desk.state().line_tool(), None);
}

#[test]
fn at_the_data_cursor_alt_t_ends_the_line_there() {
    let mut desk = Desk::open();
    desk.jump(desk.at("2025-11-15", 57_500.0));
    desk.key(Key::C);
    for _ in 0..5 {
        desk.key(Key::ArrowLeft);
    }
    let (time, value) = desk.state().cursor_row().map(|row| (row.time, row.value)).unwrap();
    desk.chord(Modifiers::ALT, Key::T);
    assert_eq!(ends(&desk, NEW).1, Anchor { date: time, price: value });
}

#[test]
fn an_end_is_dragged_in_time_and_price_and_the_other_one_stays() {
    let mut desk = with_line(false);
    let before = desk.document();
    let to = desk.at("2026-01-10", 57_500.0);
    desk.jump(desk.handles(NEW)[1] + vec2(3.0, 2.0));
    assert_eq!(desk.cursor(), CursorIcon::Grab);
    desk.press(desk.handles(NEW)[1] + vec2(3.0, 2.0));
    desk.glide(to + vec2(3.2, 2.0));
    assert_eq!(desk.cursor(), CursorIcon::Grabbing);
    desk.release();
    let (from, to) = ends(&desk, NEW);
    assert_eq!(from, anchor("2025-10-10", 56_000.0));
    assert_eq!(to.date, day("2026-01-10"), "ends catch on rows");
    assert_eq!(to.price, 57_500.0);
    let selected = Selection::Anchor { level: LevelId(NEW), end: AnchorEnd::To };
    assert_eq!(desk.state().selection(), Some(&selected));
    assert_eq!(desk.state().history().undo_caption(), Some("move 56,000 → 66,000 support line"));
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.document(), before);
}

#[test]
fn an_end_never_passes_the_other_one() {
    let mut desk = with_line(false);
    desk.drag(desk.handles(NEW)[0], desk.at("2026-01-20", 57_000.0));
    let (from, to) = ends(&desk, NEW);
    assert_eq!((from.date, to.date), (day("2025-12-19"), day("2025-12-20")));
    desk.drag(desk.handles(NEW)[1], desk.at("2025-10-01", 65_000.0));
    let (from, to) = ends(&desk, NEW);
    assert_eq!((from.date, to.date), (day("2025-12-19"), day("2025-12-20")));
}

#[test]
fn an_end_catches_the_low_of_its_day_and_says_so() {
    let mut desk = with_line(false);
    let low = desk.at("2026-02-05", 62_350.0);
    desk.press(desk.handles(NEW)[1]);
    desk.glide(low + vec2(0.2, 1.0));
    let at: Vec<_> = desk.texts().into_iter().filter(|text| text.starts_with("at ")).collect();
    assert_eq!(at, ["at low 5 Feb"]);
    desk.release();
    assert_eq!(ends(&desk, NEW).1, anchor("2026-02-05", 62_350.0));
}

#[test]
fn the_body_moves_both_ends_in_time_and_price_and_keeps_its_slope_on_the_screen() {
    for scale in [ScaleKind::Log, ScaleKind::Linear] {
        let mut desk = with_line(false);
        set_scale(&mut desk, scale);
        let old = desk.handles(NEW);
        let held = middle(&desk);
        desk.hold(CTRL);
        desk.drag(held, held + vec2(40.0, 12.0));
        desk.hold(Modifiers::NONE);
        let new = desk.handles(NEW);
        for (old, new) in old.iter().zip(&new) {
            assert!((*new - *old - vec2(40.0, 12.0)).length() < 1.0, "{scale:?}: {old} became {new}");
        }
        assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(NEW))));
    }
}

#[test]
fn by_its_chip_a_line_moves_in_price_alone() {
    let mut desk = with_line(true);
    let before = ends(&desk, NEW);
    let chip = desk.chip(NEW).center();
    desk.drag(chip, chip + vec2(-8.0, 30.0));
    let after = ends(&desk, NEW);
    assert_eq!((after.0.date, after.1.date), (before.0.date, before.1.date));
    assert!(after.0.price < before.0.price && after.1.price < before.1.price);
}

#[test]
fn esc_puts_a_dragged_line_back_byte_for_byte() {
    let mut desk = with_line(true);
    let first = desk.document();
    for grasp in [middle(&desk), desk.handles(NEW)[0]] {
        desk.press(grasp);
        desk.glide(grasp + vec2(60.0, 30.0));
        assert_ne!(desk.drawn(), first);
        desk.key(Key::Escape);
        desk.glide(grasp + vec2(90.0, 60.0));
        desk.release();
        assert_eq!((desk.document(), desk.drawn()), (first.clone(), first.clone()));
    }
    desk.press(middle(&desk));
    desk.glide(middle(&desk) + vec2(50.0, 40.0));
    desk.glide(middle(&desk));
    assert_eq!(desk.document(), first);
}

#[test]
fn a_ray_is_grasped_beyond_its_second_end_and_a_segment_is_not() {
    for (ray, expected) in [(true, Some(LevelId(NEW))), (false, None)] {
        let mut desk = Desk::open();
        let place =
            |ray| line(anchor("2025-10-10", 55_000.0), anchor("2025-12-20", 57_000.0), Straight::Log, ray);
        desk.ask(Command::Edit(Edit::AddLevel { kind: LevelKind::Support, place: place(ray) }));
        desk.ask(Command::Select(None));
        desk.wait(0.1);
        let beyond = day("2026-02-20");
        let at = desk.frame().at(beyond.0 as f64, place(true).price_at(beyond).unwrap());
        desk.click(at + vec2(0.0, 3.0));
        assert_eq!(desk.state().selection().and_then(Selection::level), expected, "ray {ray}");
    }
}

#[test]
fn a_ray_runs_to_the_right_edge_and_its_chip_says_its_price_there() {
    let mut desk = with_line(true);
    let plot = desk.frame().rects.plot;
    assert!((desk.path(NEW).last().unwrap().x - plot.right()).abs() < 1.0);
    desk.ask(Command::Edit(Edit::DeleteLevel { id: LevelId(NEW) }));
    let flat = line(anchor("2025-10-10", 57_000.0), anchor("2025-12-20", 57_010.0), Straight::Linear, true);
    desk.ask(Command::Edit(Edit::AddLevel { kind: LevelKind::Support, place: flat }));
    desk.wait(0.1);
    let last = desk.state().time_view().to;
    let price = flat.price_at(hashfloor::domain::time::UnixSecs(last as i64)).unwrap();
    let words = hashfloor::domain::format::grouped(price, 0);
    assert!(desk.texts().contains(&words), "{words} is not in {:?}", desk.texts());
}

#[test]
fn a_line_is_straight_on_the_axis_it_was_drawn_on_and_a_curve_on_the_other() {
    let mut desk = Desk::open();
    let steep = line(anchor("2025-10-10", 58_000.0), anchor("2026-03-20", 120_000.0), Straight::Log, false);
    desk.ask(Command::Edit(Edit::AddLevel { kind: LevelKind::Neutral, place: steep }));
    desk.wait(0.1);
    assert_eq!(desk.path(NEW).len(), 2);
    set_scale(&mut desk, ScaleKind::Linear);
    let path = desk.path(NEW);
    assert!(path.len() > 30);
    let (first, last) = (path[0], *path.last().unwrap());
    let half = path[path.len() / 2];
    let chord = first.y + (last.y - first.y) * (half.x - first.x) / (last.x - first.x);
    assert!(half.y > chord + 8.0, "an even ratio sags below the chord: {} and {chord}", half.y);
    let at = pos2(half.x, half.y + 2.0);
    desk.click(at);
    assert_eq!(desk.state().selection().and_then(Selection::level), Some(LevelId(NEW)));
}

#[test]
fn a_locked_line_stays_under_the_hand_and_says_so_with_the_pointer() {
    let mut desk = with_line(true);
    desk.click(middle(&desk));
    desk.key(Key::L);
    let (locked, view) = (desk.document(), desk.state().time_view());
    for grasp in [middle(&desk), desk.handles(NEW)[1]] {
        desk.jump(grasp);
        assert_eq!(desk.cursor(), CursorIcon::NotAllowed);
        desk.press(grasp);
        assert_eq!(desk.cursor(), CursorIcon::NotAllowed);
        desk.glide(grasp + vec2(80.0, 30.0));
        assert_eq!(desk.cursor(), CursorIcon::NotAllowed);
        desk.release();
    }
    desk.key(Key::ArrowUp);
    desk.key(Key::ArrowLeft);
    desk.key(Key::Delete);
    assert_eq!((desk.document(), desk.state().time_view()), (locked, view));
}

#[test]
fn a_hidden_line_is_neither_drawn_nor_hit() {
    let mut desk = with_line(true);
    let at = middle(&desk);
    desk.ask(Command::Edit(Edit::HideLevel { id: LevelId(NEW), hidden: true }));
    desk.wait(0.1);
    assert!(desk.find_chip(NEW).is_none());
    desk.click(at);
    assert_eq!(desk.state().selection(), None);
}

#[test]
fn arrow_keys_move_an_end_by_steps_and_rows_and_a_line_as_a_whole() {
    let mut desk = with_line(false);
    desk.click(desk.handles(NEW)[1]);
    desk.key(Key::ArrowUp);
    desk.chord(Modifiers::SHIFT, Key::ArrowDown);
    desk.key(Key::ArrowRight);
    assert_eq!(ends(&desk, NEW).1, anchor("2025-12-21", 65_100.0));
    assert_eq!(ends(&desk, NEW).0, anchor("2025-10-10", 56_000.0));
    desk.click(middle(&desk));
    desk.key(Key::ArrowLeft);
    desk.chord(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(ends(&desk, NEW), (anchor("2025-10-09", 56_010.0), anchor("2025-12-20", 65_110.0)));
}

#[test]
fn a_finger_reaches_fourteen_pixels_and_a_mouse_eight() {
    let mut desk = Desk::open();
    let beside = desk.on_line(6) + vec2(0.0, 12.0);
    desk.click(beside);
    assert_eq!(desk.state().selection(), None);
    desk.wait(0.5);
    desk.finger(TouchPhase::Start, beside);
    desk.finger(TouchPhase::End, beside);
    desk.wait(0.1);
    assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(6))));
    desk.wait(0.5);
    desk.finger(TouchPhase::Start, beside);
    for step in 1..=5 {
        desk.finger(TouchPhase::Move, beside + vec2(0.0, 5.0 * step as f32));
    }
    desk.finger(TouchPhase::End, beside + vec2(0.0, 25.0));
    desk.wait(0.1);
    assert!(desk.price(6) < 59_500.0, "{}", desk.price(6));
}

#[test]
fn two_quick_drags_are_two_steps() {
    let mut desk = Desk::open();
    desk.hold(CTRL);
    for price in [59_000.0, 58_200.0] {
        desk.drag(desk.on_line(6), desk.at("2025-11-15", price));
    }
    assert_eq!(desk.state().history().len(), 2);
}

#[test]
fn the_toolbar_and_the_menu_take_a_tool_in_hand_and_lay_it_down() {
    let mut desk = Desk::open();
    let button = desk.middle_of("Ray tool");
    desk.click(button);
    assert_eq!(desk.state().line_tool(), Some(LineTool::Ray));
    desk.click(button);
    assert_eq!(desk.state().line_tool(), None);
    desk.right_click(desk.at("2025-11-15", 57_500.0));
    desk.click_label("Draw trend line");
    assert_eq!(desk.state().line_tool(), Some(LineTool::TrendLine));
    desk.right_click(desk.at("2025-11-15", 57_500.0));
    assert_eq!(desk.state().line_tool(), None);
}

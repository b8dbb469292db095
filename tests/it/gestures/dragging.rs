//! Dragging levels: one level, one step, no jump, and Esc puts it back.

use egui::{Event, Key, Modifiers, PointerButton, vec2};
use hashfloor::app::command::Selection;
use hashfloor::domain::level::LevelId;

use super::desk::{CTRL, Desk};

/// The level at 70,000.
const FLOOR: u32 = 3;
/// The level at 60,000.
const BREAK: u32 = 6;

/// Every level but one, as written.
fn others(desk: &Desk, id: u32) -> String {
    let levels = &desk.state().document().levels;
    let others: Vec<_> = levels.iter().filter(|level| level.id != LevelId(id)).collect();
    serde_json::to_string(&others).unwrap()
}

#[test]
fn dragging_the_floor_to_68_500_moves_exactly_that_level_in_one_step() {
    let mut desk = Desk::open();
    let (first, rest) = (desk.document(), others(&desk, FLOOR));
    desk.hold(CTRL); // 68,000 would catch it
    desk.drag(desk.on_line(FLOOR), desk.at("2025-11-15", 68_500.0));
    desk.hold(Modifiers::NONE);
    assert_eq!(desk.price(FLOOR), 68_500.0);
    assert_eq!(others(&desk, FLOOR), rest);
    assert_eq!(desk.state().history().len(), 1);
    assert_eq!(desk.saved()["levels"][2]["price"], 68_500.0);
    let moved = desk.document();

    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.document(), first);
    assert_eq!(desk.saved()["levels"][2]["price"], 70_000.0);
    desk.chord(CTRL | Modifiers::SHIFT, Key::Z);
    assert_eq!(desk.document(), moved);
    desk.chord(CTRL, Key::Z);
    desk.chord(CTRL, Key::Y);
    assert_eq!(desk.document(), moved);
    assert_eq!(desk.saved()["levels"][2]["price"], 68_500.0);
}

#[test]
fn the_edit_menu_names_the_drag_and_takes_it_back() {
    let mut desk = Desk::open();
    let first = desk.document();
    desk.hold(CTRL);
    desk.drag(desk.on_line(FLOOR), desk.at("2025-11-15", 68_500.0));
    desk.hold(Modifiers::NONE);
    desk.click_label("Edit");
    desk.click_label("Undo move 70,000 support");
    assert_eq!(desk.document(), first);
    desk.click_label("Edit");
    assert!(desk.has_label("Redo move 70,000 support"));
}

#[test]
fn a_press_that_moves_three_pixels_is_a_click_that_selects() {
    let mut desk = Desk::open();
    let (first, view) = (desk.document(), desk.state().time_view());
    let line = desk.on_line(FLOOR);
    desk.press(line);
    desk.jump(line + vec2(0.0, 3.0));
    desk.release();
    assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(FLOOR))));
    assert_eq!(desk.document(), first);
    assert_eq!(desk.state().time_view(), view);
    desk.click(desk.at("2025-11-15", 57_500.0));
    assert_eq!(desk.state().selection(), None);
}

#[test]
fn neither_time_nor_the_price_axis_move_while_a_level_is_dragged() {
    let mut desk = Desk::open();
    let before = desk.frame();
    desk.press(desk.on_line(FLOOR));
    desk.glide(desk.on_line(FLOOR) + vec2(160.0, 120.0));
    let held = desk.frame();
    assert_eq!((held.view, held.scale), (before.view, before.scale));
    assert!(desk.state().preview_edit().is_some());
    assert_eq!(desk.price(FLOOR), 70_000.0);
    desk.release();
    let after = desk.frame();
    assert_eq!((after.view, after.scale), (before.view, before.scale));
    assert!(desk.state().preview_edit().is_none());
    assert!(desk.price(FLOOR) < 60_000.0);
}

#[test]
fn a_level_grasped_beside_its_line_does_not_jump() {
    let mut desk = Desk::open();
    let first = desk.document();
    let press = desk.on_line(FLOOR) - vec2(0.0, 3.0);
    desk.press(press);
    desk.glide(press + vec2(0.0, 60.0));
    desk.glide(press);
    desk.release();
    assert_eq!(desk.document(), first);
    assert!(desk.state().history().is_empty());

    desk.hold(CTRL);
    desk.drag(press, press + vec2(0.0, 60.0));
    let expected = desk.frame().value_at(press.y + 63.0).round();
    assert_eq!(desk.price(FLOOR), expected);
}

#[test]
fn a_level_held_without_moving_stays_even_beside_what_catches() {
    let mut desk = Desk::open();
    desk.hold(CTRL);
    desk.drag(desk.on_line(FLOOR), desk.at("2025-11-15", 68_500.0));
    desk.hold(Modifiers::NONE);
    let first = desk.document();
    desk.press(desk.on_line(FLOOR));
    desk.wait(1.5);
    desk.release();
    assert_eq!(desk.document(), first);
    desk.press(desk.on_line(FLOOR));
    desk.glide(desk.on_line(FLOOR) + vec2(0.0, 80.0));
    desk.glide(desk.at("2025-11-15", 68_500.0));
    desk.release();
    assert_eq!(desk.document(), first);
}

#[test]
fn esc_puts_a_level_back_and_the_rest_of_the_drag_does_nothing() {
    let mut desk = Desk::open();
    let (first, saved, view) = (desk.document(), desk.saved(), desk.state().time_view());
    desk.press(desk.on_line(FLOOR));
    desk.glide(desk.on_line(FLOOR) + vec2(0.0, 70.0));
    assert_ne!(desk.drawn(), first);
    desk.key(Key::Escape);
    assert_eq!(desk.drawn(), first);
    desk.glide(desk.on_line(FLOOR) + vec2(90.0, 140.0));
    assert_eq!(desk.drawn(), first);
    desk.release();
    assert_eq!(desk.document(), first);
    assert!(desk.state().history().is_empty());
    assert_eq!(desk.saved(), saved);
    assert_eq!(desk.state().time_view(), view);
}

#[test]
fn the_last_movement_counts_when_it_comes_with_the_release() {
    let mut desk = Desk::open();
    let free = desk.at("2025-11-15", 57_500.0);
    desk.press(desk.on_line(BREAK));
    desk.glide(desk.on_line(BREAK) + vec2(0.0, 12.0));
    let release = Event::PointerButton {
        pos: free,
        button: PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::NONE,
    };
    desk.frame_with([Event::PointerMoved(free), release]);
    desk.wait(0.05);
    assert_eq!(desk.price(BREAK), 57_500.0);
}

#[test]
fn esc_takes_a_pan_back() {
    let mut desk = Desk::open();
    let view = desk.state().time_view();
    let ground = desk.at("2025-11-15", 57_500.0);
    desk.press(ground);
    desk.glide(ground + vec2(150.0, 0.0));
    assert_ne!(desk.state().time_view(), view);
    desk.key(Key::Escape);
    desk.glide(ground + vec2(-150.0, 0.0));
    desk.release();
    assert_eq!(desk.state().time_view(), view);
}

#[test]
fn a_locked_level_neither_moves_nor_lets_the_chart_pan() {
    let mut desk = Desk::open();
    desk.click(desk.on_line(FLOOR));
    desk.key(Key::L);
    assert!(desk.level(FLOOR).locked);
    let (locked, view) = (desk.document(), desk.state().time_view());
    desk.drag(desk.on_line(FLOOR), desk.on_line(FLOOR) + vec2(200.0, 90.0));
    assert_eq!(desk.document(), locked);
    assert_eq!(desk.state().time_view(), view);

    desk.click(desk.on_line(FLOOR));
    desk.key(Key::Delete);
    assert_eq!(desk.document(), locked);
    assert_eq!(desk.notices(), ["This level is locked, unlock it first"]);
}

#[test]
fn a_level_is_dragged_by_its_chip_on_the_axis() {
    let mut desk = Desk::open();
    let before = desk.frame();
    let chip = desk.chip(BREAK).center();
    desk.hold(CTRL);
    desk.drag(chip, chip + vec2(0.0, 40.0));
    let expected = before.value_at(before.y(60_000.0) + 40.0).round();
    assert_eq!(desk.price(BREAK), expected);
    assert_eq!(desk.frame().scale, before.scale);
    assert_eq!(desk.state().history().len(), 1);
}

#[test]
fn of_two_close_levels_the_nearer_one_is_grasped() {
    let mut desk = Desk::open();
    desk.hold(CTRL);
    desk.drag(desk.on_line(FLOOR), desk.at("2025-11-15", 68_700.0));
    let gap = desk.on_line(4).y - desk.on_line(FLOOR).y;
    assert!((3.0..8.0).contains(&gap), "{gap}");
    desk.hold(Modifiers::NONE);
    desk.click(desk.on_line(FLOOR) + vec2(0.0, 1.0));
    assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(FLOOR))));
    desk.click(desk.on_line(4) - vec2(0.0, 1.0));
    assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(4))));
}

#[test]
fn where_chips_have_moved_aside_the_chip_under_the_pointer_is_meant() {
    let mut desk = Desk::open();
    // The chip of 68,000 is pushed away from its line by that of 70,000 and the last close.
    let off = |desk: &Desk, id| (desk.chip(id).center().y - desk.on_line(id).y).abs();
    let moved = (1..=6).max_by(|a, b| off(&desk, *a).total_cmp(&off(&desk, *b))).unwrap();
    assert!(off(&desk, moved) > 3.0);
    desk.click(desk.chip(moved).center());
    assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(moved))));
}

#[test]
fn a_zone_moves_by_its_chip_and_bends_by_its_bounds() {
    use hashfloor::domain::level::Place;
    let mut desk = Desk::open();
    desk.hold(CTRL);
    let low = desk.on_line(7);
    desk.drag(low, low + vec2(0.0, 20.0));
    let Place::Zone { low: bent, high } = desk.level(7).place else { panic!("no zone") };
    assert_eq!(high, 90_000.0);
    assert_eq!(bent, desk.frame().value_at(low.y + 20.0).round());
    let chip = desk.chip(7).center();
    desk.drag(chip, chip - vec2(0.0, 30.0));
    let Place::Zone { low: after, high: top } = desk.level(7).place else { panic!("no zone") };
    assert!((top - after - (high - bent)).abs() < 1e-6 && after > bent);
}

//! Zones drawn with Alt, and the `+` beside the price axis.

use egui::{CursorIcon, Key, Modifiers, pos2, vec2};
use hashfloor::app::command::{Command, Selection};
use hashfloor::app::edit::Edit;
use hashfloor::domain::level::{LevelId, LevelKind, Place};

use super::desk::{CTRL, Desk};

/// The first id that no bundled level has.
const NEW: u32 = 9;

#[test]
fn alt_and_a_drag_on_empty_ground_draw_a_zone_in_one_step() {
    let mut desk = Desk::open();
    let (first, view) = (desk.document(), desk.state().time_view());
    desk.hold(Modifiers::ALT);
    desk.press(desk.at("2025-11-15", 57_500.0));
    desk.glide(desk.at("2025-12-15", 55_000.0));
    assert_ne!(desk.drawn(), first);
    assert_eq!(desk.cursor(), CursorIcon::Crosshair);
    for words in ["low 55,000", "high 57,500", "4.55 % wide"] {
        assert!(desk.texts().iter().any(|text| text == words), "{words}: {:?}", desk.texts());
    }
    desk.release();
    desk.hold(Modifiers::NONE);
    assert_eq!(desk.level(NEW).place, Place::Zone { low: 55_000.0, high: 57_500.0 });
    assert_eq!(desk.level(NEW).kind, LevelKind::Support);
    assert_eq!(desk.state().history().len(), 1);
    assert_eq!(desk.state().history().undo_caption(), Some("add 55,000–57,500 support"));
    assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(NEW))));
    assert_eq!(desk.state().time_view(), view);
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.document(), first);
}

#[test]
fn a_zone_is_drawn_upside_down_and_on_a_linear_axis_too() {
    let mut desk = Desk::open();
    let pane = desk.state().panes()[0].id.clone();
    let scale = hashfloor::chart::scale::ScaleKind::Linear;
    desk.ask(Command::Edit(Edit::Panes(hashfloor::app::edit_panes::PaneEdit::SetScale { pane, scale })));
    desk.wait(0.1);
    desk.hold(Modifiers::ALT);
    desk.drag(desk.at("2025-12-15", 55_000.0), desk.at("2025-11-15", 57_500.0));
    assert_eq!(desk.level(NEW).place, Place::Zone { low: 55_000.0, high: 57_500.0 });
}

#[test]
fn esc_gives_a_zone_up_and_less_than_four_pixels_are_none() {
    let mut desk = Desk::open();
    let first = desk.document();
    let ground = desk.at("2025-11-15", 57_500.0);
    desk.hold(Modifiers::ALT);
    desk.press(ground);
    desk.glide(ground + vec2(60.0, 30.0));
    assert_ne!(desk.drawn(), first);
    desk.key(Key::Escape);
    desk.release();
    assert_eq!((desk.document(), desk.drawn()), (first.clone(), first.clone()));
    desk.hold(Modifiers::ALT);
    desk.drag(ground, ground + vec2(90.0, 3.0));
    assert_eq!(desk.document(), first);
    desk.press(ground);
    desk.glide(ground + vec2(0.0, 40.0));
    desk.glide(ground + vec2(40.0, 1.0));
    desk.release();
    assert_eq!((desk.document(), desk.drawn()), (first.clone(), first));
}

#[test]
fn alt_on_a_level_drags_the_level() {
    let mut desk = Desk::open();
    desk.hold(Modifiers::ALT);
    desk.drag(desk.on_line(6), desk.at("2025-11-15", 57_500.0));
    assert_eq!(desk.state().document().levels.len(), 8);
    assert_eq!(desk.price(6), 57_500.0);
}

#[test]
fn alt_z_adds_a_zone_without_a_mouse() {
    let mut desk = Desk::open();
    desk.chord(Modifiers::ALT, Key::Z);
    let close = desk.state().last_close().unwrap().1;
    let Place::Zone { low, high } = desk.level(NEW).place else { panic!("no zone") };
    assert!(low < close && close < high && high / low < 1.03);
}

#[test]
fn the_bounds_of_a_zone_catch_another_level() {
    let mut desk = Desk::open();
    desk.drag(desk.on_line(6), desk.on_line(7) + vec2(0.0, 4.0));
    assert_eq!(desk.price(6), 84_000.0);
}

#[test]
fn a_plus_beside_the_axis_adds_a_level_at_the_price_of_the_pointer() {
    let mut desk = Desk::open();
    let plot = desk.frame().rects.plot;
    let y = desk.at("2025-11-15", 120_000.0).y;
    desk.jump(pos2(plot.center().x, y));
    assert!(!desk.has_label("Add resistance at $120,000"), "only beside the axis");
    desk.jump(pos2(plot.right() + 20.0, y));
    desk.wait(0.1);
    let plus = desk.middle_of("Add resistance at $120,000");
    assert!((plus.y - y).abs() < 1.0 && plus.x < plot.right());
    desk.click(plus);
    assert_eq!((desk.price(NEW), desk.level(NEW).kind), (120_000.0, LevelKind::Resistance));
    assert_eq!(desk.state().history().len(), 1);
    assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(NEW))));
}

#[test]
fn the_plus_gives_way_to_chips_and_to_a_drag() {
    let mut desk = Desk::open();
    let plus =
        |desk: &Desk| desk.names().iter().any(|name| name.starts_with("Add ") && name.contains(" at $"));
    desk.jump(desk.chip(6).center());
    desk.wait(0.1);
    assert!(!plus(&desk), "a chip is meant");
    let plot = desk.frame().rects.plot;
    let free = pos2(plot.right() + 30.0, desk.at("2025-11-15", 120_000.0).y);
    desk.jump(free);
    desk.wait(0.1);
    assert!(plus(&desk));
    desk.press(free);
    desk.glide(free + vec2(0.0, -30.0));
    assert!(!plus(&desk));
    desk.release();
    assert_eq!(desk.state().document().levels.len(), 8);
}

#[test]
fn the_pointer_says_what_a_press_on_a_level_would_do() {
    let mut desk = Desk::open();
    desk.jump(desk.on_line(6));
    assert_eq!(desk.cursor(), CursorIcon::ResizeVertical);
    desk.press(desk.on_line(6));
    desk.glide(desk.on_line(6) + vec2(0.0, 20.0));
    assert_eq!(desk.cursor(), CursorIcon::Grabbing);
    desk.key(Key::Escape);
    desk.release();
    desk.click(desk.on_line(6));
    desk.key(Key::L);
    desk.jump(desk.on_line(6));
    assert_eq!(desk.cursor(), CursorIcon::NotAllowed);
    desk.press(desk.on_line(6));
    assert_eq!(desk.cursor(), CursorIcon::NotAllowed);
}

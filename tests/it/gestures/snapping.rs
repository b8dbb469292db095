//! Where a dragged level catches.

use egui::{Modifiers, vec2};

use super::desk::{CTRL, Desk};

#[test]
fn a_level_let_go_near_another_lands_exactly_on_it() {
    let mut desk = Desk::open();
    let onto = desk.on_line(4); // 68,000
    desk.drag(desk.on_line(6), onto + vec2(0.0, 3.0));
    assert_eq!(desk.price(6), 68_000.0);
}

#[test]
fn with_ctrl_held_nothing_catches() {
    let mut desk = Desk::open();
    let onto = desk.on_line(4);
    desk.press(desk.on_line(6));
    desk.glide(onto + vec2(0.0, 3.0));
    desk.hold(CTRL);
    desk.release();
    desk.hold(Modifiers::NONE);
    let free = desk.price(6);
    assert_ne!(free, 68_000.0);
    assert_eq!(free, desk.frame().value_at(onto.y + 3.0).round());
}

#[test]
fn eleven_pixels_from_everything_a_level_stays_where_it_is_let_go() {
    let mut desk = Desk::open();
    let free = desk.at("2025-11-15", 57_500.0);
    desk.drag(desk.on_line(6), free);
    assert_eq!(desk.price(6), 57_500.0);
}

#[test]
fn the_low_of_the_crash_catches_on_its_own_day_and_says_so() {
    let mut desk = Desk::open();
    let low = desk.at("2026-02-05", 62_350.0);
    desk.press(desk.on_line(5));
    desk.glide(low + vec2(0.5, 1.0));
    let texts = desk.texts();
    assert!(texts.iter().any(|text| text == "at low 5 Feb"), "{texts:?}");
    desk.release();
    assert_eq!(desk.price(5), 62_350.0);
}

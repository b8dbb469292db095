//! Moving the view: it is never a step of undo.

use egui::{Key, MouseWheelUnit, vec2};
use hashfloor::chart::viewport::{RangePreset, TimeView};

use super::desk::{Desk, day};

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 3_600.0
}

fn assert_no_step(desk: &Desk, what: &str) {
    assert!(desk.state().history().is_empty(), "{what} made a step of undo");
}

#[test]
fn a_drag_on_the_ground_moves_time_with_the_hand() {
    let mut desk = Desk::open();
    let before = desk.frame();
    let ground = desk.at("2025-11-15", 54_500.0);
    desk.drag(ground, ground + vec2(120.0, 30.0));
    let after = desk.frame();
    let under = before.time_at(ground.x);
    assert!(close(after.time_at(ground.x + 120.0), under));
    assert!(close(after.view.span(), before.view.span()));
    assert!(!desk.state().view().has_taken_axes());
    assert_no_step(&desk, "a pan");
}

#[test]
fn the_wheel_zooms_about_the_pointer_and_back() {
    let mut desk = Desk::open();
    let before = desk.frame();
    let at = desk.at("2026-02-05", 54_500.0);
    desk.jump(at);
    desk.wheel(MouseWheelUnit::Line, vec2(0.0, 1.0));
    let closer = desk.frame();
    assert!(close(closer.view.span(), before.view.span() / 1.2));
    assert!(close(closer.time_at(at.x), before.time_at(at.x)));
    desk.wheel(MouseWheelUnit::Line, vec2(0.0, -1.0));
    assert!(close(desk.frame().view.from, before.view.from));
    assert_no_step(&desk, "the wheel");
}

#[test]
fn a_stroke_on_the_trackpad_pans() {
    let mut desk = Desk::open();
    let before = desk.frame();
    let at = desk.at("2026-02-05", 54_500.0);
    desk.jump(at);
    desk.wheel(MouseWheelUnit::Point, vec2(-80.0, 3.0));
    let after = desk.frame();
    assert!(close(after.view.span(), before.view.span()));
    assert!(close(after.time_at(at.x - 80.0), before.time_at(at.x)));
}

#[test]
fn the_wheel_beside_the_charts_leaves_the_view() {
    let mut desk = Desk::open();
    let before = desk.state().time_view();
    desk.jump(egui::pos2(60.0, 400.0));
    desk.wheel(MouseWheelUnit::Line, vec2(0.0, 3.0));
    assert_eq!(desk.state().time_view(), before);
}

#[test]
fn the_price_axis_is_taken_by_a_drag_and_fitted_by_a_double_click() {
    let mut desk = Desk::open();
    let fitted = desk.frame().scale;
    let axis = desk.frame().rects.axis;
    let free = egui::pos2(axis.center().x, desk.frame().y(54_500.0));
    desk.drag(free, free + vec2(0.0, 60.0));
    let taken = desk.frame().scale;
    assert!(taken.axis_span() < 0.85 * fitted.axis_span());
    assert!(desk.state().view().has_taken_axes());
    let free = egui::pos2(axis.center().x, axis.bottom() - 3.0);
    desk.double_click(free);
    assert!(!desk.state().view().has_taken_axes());
    assert_eq!(desk.frame().scale, fitted);
    assert_no_step(&desk, "the price axis");
}

#[test]
fn once_taken_the_ground_moves_prices_too_and_esc_puts_them_back() {
    let mut desk = Desk::open();
    let axis = desk.frame().rects.axis;
    let free = egui::pos2(axis.center().x, desk.frame().y(54_500.0));
    desk.press(free);
    desk.glide(free + vec2(0.0, 60.0));
    desk.key(Key::Escape);
    desk.release();
    assert!(!desk.state().view().has_taken_axes());
    desk.drag(free, free + vec2(0.0, 40.0));
    let taken = desk.frame();
    let ground = egui::pos2(taken.x(day("2025-11-15").0 as f64), taken.rects.plot.bottom() - 25.0);
    desk.drag(ground, ground - vec2(0.0, 50.0));
    let moved = desk.frame();
    assert!((moved.y(54_500.0) - (taken.y(54_500.0) - 50.0)).abs() < 0.5);
    desk.press(ground);
    desk.glide(ground - vec2(40.0, 30.0));
    desk.key(Key::Escape);
    desk.release();
    assert!((desk.frame().y(54_500.0) - moved.y(54_500.0)).abs() < 0.01);
}

#[test]
fn a_drag_along_the_time_axis_zooms_and_keeps_the_right_end() {
    let mut desk = Desk::open();
    let before = desk.state().time_view();
    let at = egui::pos2(desk.frame().rects.plot.center().x, desk.time_axis_y());
    desk.drag(at, at - vec2(80.0, 0.0));
    let after = desk.state().time_view();
    assert!(close(after.to, before.to));
    assert!((after.span() / before.span() - 0.5_f64.sqrt()).abs() < 0.01);
    desk.double_click(at);
    assert_eq!(desk.state().view().preset, Some(RangePreset::All));
    assert_no_step(&desk, "the time axis");
}

#[test]
fn home_and_end_go_to_the_first_and_last_rows() {
    let mut desk = Desk::open();
    desk.key(Key::Num2);
    let (first, last) = desk.state().data_bounds();
    desk.key(Key::Home);
    let view = desk.state().time_view();
    assert!(close(view.from, first.0 as f64));
    desk.key(Key::End);
    let view = desk.state().time_view();
    assert!((view.from..view.to).contains(&(last.0 as f64)));
    assert!(view.to - (last.0 as f64) < 0.1 * view.span());
}

#[test]
fn the_digits_show_the_named_ranges() {
    let mut desk = Desk::open();
    let keys = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8];
    let mut spans: Vec<TimeView> = Vec::new();
    for (key, preset) in keys.into_iter().zip(RangePreset::ALL) {
        desk.key(key);
        assert_eq!(desk.state().view().preset, Some(preset), "{}", key.name());
        spans.push(desk.frame().view);
    }
    assert!(spans[0].span() < spans[1].span() && spans[1].span() < spans[2].span());
    assert!(spans[4].span() < spans[6].span());
    assert!(close(spans[3].from, day("2026-01-01").0 as f64));
    assert!(close(spans[7].from, day("2025-09-15").0 as f64));
    assert_no_step(&desk, "a preset");
}

#[test]
fn arrow_keys_and_plus_and_minus_move_time_without_a_selection() {
    let mut desk = Desk::open();
    desk.key(Key::Num3);
    let before = desk.state().time_view();
    desk.key(Key::ArrowLeft);
    let after = desk.state().time_view();
    assert!(close(before.from - after.from, before.span() / 10.0));
    desk.key(Key::ArrowRight);
    desk.key(Key::Plus);
    assert!(close(desk.state().time_view().span(), before.span() / 1.25));
    desk.key(Key::Minus);
    assert!(close(desk.state().time_view().span(), before.span()));
}

#[test]
fn the_view_is_saved_without_a_step() {
    let mut desk = Desk::open();
    desk.key(Key::Num1);
    assert_eq!(desk.saved_view()["preset"], "month1");
    assert_no_step(&desk, "a preset");
}

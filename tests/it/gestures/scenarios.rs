//! Scenarios under the hand: targets, waypoints, dates, and the odds that follow.

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use hashfloor::app::command::Selection;
use hashfloor::domain::scenario::Waypoint;
use hashfloor::domain::time::UnixSecs;

use super::desk::{CTRL, Desk, day};

const HOUSE: &str = "jpmorgan";

fn waypoints(desk: &Desk) -> Vec<Waypoint> {
    desk.state().document().scenario(HOUSE).unwrap().waypoints.clone()
}

fn p_touch(desk: &Desk) -> f64 {
    desk.state().odds(HOUSE).unwrap().as_ref().unwrap().p_touch
}

fn dates_rise(waypoints: &[Waypoint]) -> bool {
    waypoints.is_sorted_by(|a, b| a.date < b.date)
}

#[test]
fn a_lower_target_is_likelier_to_be_touched() {
    let mut desk = Desk::open();
    // Another house's path ends at the same place; the target is meant.
    let before = p_touch(&desk);
    let handle = desk.at("2026-12-31", 100_000.0);
    desk.press(handle);
    desk.glide(desk.at("2026-12-31", 85_000.0));
    assert!(p_touch(&desk) > before, "the odds follow the hand before it lets go");
    desk.release();
    let scenario = desk.state().document().scenario(HOUSE).unwrap().clone();
    assert_eq!(scenario.target, 85_000.0);
    assert_eq!(scenario.waypoints[1].price, 85_000.0);
    assert_eq!(scenario.waypoints[1].date, day("2026-12-31"));
    assert!(p_touch(&desk) > before + 0.1);
    assert_eq!(desk.state().history().undo_caption(), Some("move JPMorgan target"));
    desk.chord(CTRL, Key::Z);
    assert!((p_touch(&desk) - before).abs() < 1e-12);
}

#[test]
fn by_its_chip_a_target_moves_in_price_alone() {
    let mut desk = Desk::open();
    let axis = desk.frame().rects.axis;
    let chip = egui::pos2(axis.center().x, desk.at("2026-12-31", 100_000.0).y);
    desk.drag(chip, egui::pos2(axis.center().x - 20.0, desk.at("2026-12-31", 110_000.0).y));
    let moved = waypoints(&desk);
    assert!((moved[1].price / 110_000.0 - 1.0).abs() < 0.01, "{}", moved[1].price);
    assert_eq!(moved[1].date, day("2026-12-31"));
    assert_eq!(desk.state().history().undo_caption(), Some("move JPMorgan target"));
}

#[test]
fn the_price_axis_waits_for_the_release_of_a_target_dragged_high() {
    let mut desk = Desk::open();
    let before = desk.frame().scale;
    desk.press(desk.at("2026-12-31", 100_000.0));
    let high = desk.at("2026-12-31", before.hi) - vec2(0.0, 4.0);
    desk.glide(high);
    desk.wait(0.1);
    assert_eq!(desk.frame().scale, before);
    desk.release();
    assert!(desk.state().document().scenario(HOUSE).unwrap().target > before.hi);
    assert!(desk.frame().scale.hi > before.hi);
}

#[test]
fn esc_puts_a_target_and_its_odds_back() {
    let mut desk = Desk::open();
    let (first, before) = (desk.document(), p_touch(&desk));
    desk.press(desk.at("2026-12-31", 100_000.0));
    desk.glide(desk.at("2026-12-31", 85_000.0));
    desk.key(Key::Escape);
    desk.release();
    assert_eq!(desk.document(), first);
    assert!((p_touch(&desk) - before).abs() < 1e-12);
}

#[test]
fn no_drag_turns_dates_around() {
    let mut desk = Desk::open();
    let middle = desk.at("2026-06-30", 76_000.0);
    desk.drag(middle, desk.at("2025-10-10", 76_000.0));
    assert_eq!(waypoints(&desk)[0].date, day("2026-02-14"), "a day after the origin");
    assert!(dates_rise(&waypoints(&desk)));
    desk.drag(desk.at("2026-02-14", waypoints(&desk)[0].price), desk.at("2027-01-04", 90_000.0));
    assert_eq!(waypoints(&desk)[0].date, day("2026-12-30"), "a day before the target");
    assert!(dates_rise(&waypoints(&desk)));
}

#[test]
fn a_double_click_on_a_path_adds_a_waypoint_there() {
    let mut desk = Desk::open();
    // Halfway in log price between the origin and 76,000.
    let on_path = desk.at("2026-04-23", 72_000.0);
    desk.double_click(on_path + vec2(0.0, path_offset(&desk, on_path)));
    let points = waypoints(&desk);
    assert_eq!(points.len(), 3);
    assert!((points[0].date.days_since(day("2026-04-23"))).abs() < 2.0, "{:?}", points[0]);
    assert!(dates_rise(&points));
    assert_eq!(desk.state().history().undo_caption(), Some("add waypoint to JPMorgan"));
}

/// How far below `at` the path of JPMorgan runs, in pixels.
fn path_offset(desk: &Desk, at: egui::Pos2) -> f32 {
    use hashfloor::calc::scenario::path::price_at;
    let path = desk.state().document().scenario(HOUSE).unwrap().path();
    let time = UnixSecs(desk.frame().time_at(at.x) as i64);
    desk.frame().y(price_at(&path, time).unwrap()) - at.y
}

#[test]
fn a_selected_waypoint_moves_by_keys_in_price_and_by_days() {
    let mut desk = Desk::open();
    desk.click(desk.at("2026-06-30", 76_000.0));
    let chosen = Selection::Scenario { id: HOUSE.to_owned(), waypoint: Some(0) };
    assert_eq!(desk.state().selection(), Some(&chosen));
    desk.key(Key::ArrowUp);
    desk.chord(Modifiers::SHIFT, Key::ArrowUp);
    desk.key(Key::ArrowRight);
    desk.key(Key::ArrowRight);
    desk.key(Key::ArrowLeft);
    let moved = waypoints(&desk)[0];
    assert_eq!((moved.price, moved.date), (77_100.0, day("2026-07-01")));
    assert_eq!(desk.state().history().len(), 1);
    desk.key(Key::Delete);
    assert_eq!(waypoints(&desk).len(), 1);
}

#[test]
fn the_target_of_a_path_cannot_be_deleted() {
    let mut desk = Desk::open();
    let first = desk.document();
    desk.click(desk.at("2026-12-31", 100_000.0));
    let chosen = Selection::Scenario { id: HOUSE.to_owned(), waypoint: Some(1) };
    assert_eq!(desk.state().selection(), Some(&chosen));
    desk.key(Key::Delete);
    assert_eq!(desk.document(), first);
    assert_eq!(desk.notices(), ["The target is part of the scenario, move it instead"]);
}

#[test]
fn the_volatility_slider_changes_the_odds_in_one_step() {
    let mut desk = Desk::open();
    let (first, before) = (desk.document(), p_touch(&desk));
    let slider = desk.tree().get_by_label("Volatility, percent a year").rect();
    let grip = egui::pos2(slider.left() + 0.4 * slider.width(), slider.center().y);
    desk.drag(grip, grip + vec2(0.4 * slider.width(), 0.0));
    let vol = desk.state().document().assumptions.vol_annual.unwrap();
    assert!(vol > 0.8, "{vol}");
    assert!(p_touch(&desk) > before + 0.05);
    assert_eq!(desk.state().history().len(), 1);
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.document(), first);
}

#[test]
fn esc_gives_a_slider_up() {
    let mut desk = Desk::open();
    let first = desk.document();
    let slider = desk.tree().get_by_label("Volatility, percent a year").rect();
    let grip = egui::pos2(slider.left() + 0.4 * slider.width(), slider.center().y);
    desk.press(grip);
    desk.glide(grip + vec2(0.4 * slider.width(), 0.0));
    assert_ne!(desk.drawn(), first);
    desk.key(Key::Escape);
    desk.release();
    assert_eq!(desk.document(), first);
    assert_eq!(desk.drawn(), first);
}

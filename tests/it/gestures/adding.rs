//! New levels: by double click, by key and from the context menu.

use egui::{Event, Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use hashfloor::app::command::Selection;
use hashfloor::domain::level::{LevelId, LevelKind};

use super::desk::{CTRL, Desk};

/// The first id that no bundled level has.
const NEW: u32 = 9;

#[test]
fn a_double_click_below_the_last_close_adds_a_support_there() {
    let mut desk = Desk::open();
    let before = desk.state().time_view();
    desk.double_click(desk.at("2025-11-15", 57_500.0));
    assert_eq!(desk.price(NEW), 57_500.0);
    assert_eq!(desk.level(NEW).kind, LevelKind::Support);
    assert_eq!(desk.state().history().undo_caption(), Some("add 57,500 support"));
    assert_eq!(desk.state().history().len(), 1);
    assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(NEW))));
    assert_eq!(desk.state().time_view(), before);
    assert_eq!(desk.saved()["levels"][8]["price"], 57_500.0);
}

#[test]
fn a_double_click_above_the_last_close_adds_a_resistance() {
    let mut desk = Desk::open();
    desk.double_click(desk.at("2026-01-15", 80_000.0) + vec2(0.0, 4.0));
    assert_eq!(desk.price(NEW), 80_000.0); // the round price catches
    assert_eq!(desk.level(NEW).kind, LevelKind::Resistance);
}

#[test]
fn a_double_click_on_a_level_adds_nothing() {
    let mut desk = Desk::open();
    let first = desk.document();
    desk.double_click(desk.on_line(6));
    assert_eq!(desk.document(), first);
}

#[test]
fn two_slow_clicks_are_no_double_click() {
    let mut desk = Desk::open();
    let first = desk.document();
    let ground = desk.at("2025-11-15", 57_500.0);
    desk.click(ground);
    desk.click(ground);
    assert_eq!(desk.document(), first);
}

#[test]
fn alt_h_adds_a_support_at_the_last_close() {
    let mut desk = Desk::open();
    desk.chord(Modifiers::ALT, Key::H);
    assert_eq!(desk.price(NEW), desk.state().last_close().unwrap().1.round());
    assert_eq!(desk.level(NEW).kind, LevelKind::Support);
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.state().document().levels.len(), 8);
}

#[test]
fn the_context_menu_adds_the_likely_kind_first_and_any_other() {
    let mut desk = Desk::open();
    let ground = desk.at("2025-11-15", 57_500.0);
    desk.right_click(ground);
    for kind in ["support", "resistance", "cost", "neutral level"] {
        assert!(desk.has_label(&format!("Add {kind} at $57,500")), "{kind}");
    }
    desk.click_label("Add cost at $57,500");
    assert_eq!(desk.price(NEW), 57_500.0);
    assert_eq!(desk.level(NEW).kind, LevelKind::Cost);
    assert!(!desk.has_label("Add cost at $57,500"));
}

#[test]
fn the_context_menu_of_a_level_deletes_it_and_esc_closes_the_menu() {
    let mut desk = Desk::open();
    desk.right_click(desk.on_line(6));
    assert!(desk.has_label("Delete"));
    desk.frame_with([Event::Key {
        key: Key::Escape,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    }]);
    desk.wait(0.1);
    assert!(!desk.has_label("Delete"));
    desk.right_click(desk.on_line(6));
    desk.click_label("Delete");
    assert!(desk.state().document().level(LevelId(6)).is_none());
}

#[test]
fn of_two_levels_with_the_same_words_the_one_that_is_clicked_goes() {
    let mut desk = Desk::open();
    desk.drag(desk.on_line(6), desk.on_line(4));
    assert_eq!(desk.price(6), desk.price(4));
    let tab = desk.tree().query_all_by_label("Levels").last().unwrap().rect().center();
    desk.click(tab);
    let buttons: Vec<_> =
        desk.tree().query_all_by_label("Delete 68,000 support").map(|node| node.rect().center()).collect();
    assert_eq!(buttons.len(), 2);
    desk.click(buttons[1]);
    let left = desk.state().document().levels.iter().filter(|level| level.place.price() == 68_000.0);
    assert_eq!(left.count(), 1);
    assert_eq!(desk.state().document().levels.len(), 7);
}

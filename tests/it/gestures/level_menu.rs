//! The context menu of a level, and the window in which its exact price is typed.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use hashfloor::app::command::{Command, Dialog};
use hashfloor::app::edit::Edit;
use hashfloor::domain::level::{Anchor, LevelId, LevelKind, Place, Straight};

use super::desk::{CTRL, Desk, day};

/// The level at 70,000.
const FLOOR: u32 = 3;

#[test]
fn enter_opens_the_price_of_the_selected_level_and_sets_what_is_typed() {
    let mut desk = Desk::open();
    let first = desk.document();
    desk.click(desk.on_line(FLOOR));
    desk.key(Key::Enter);
    assert_eq!(desk.state().dialog(), Some(Dialog::SetPrice(LevelId(FLOOR))));
    desk.wait(0.1);
    assert!(desk.ctx().text_edit_focused());
    desk.type_text("71,250.50");
    desk.key(Key::Enter);
    desk.wait(0.1);
    assert_eq!(desk.price(FLOOR), 71_250.5);
    assert_eq!(desk.state().dialog(), None);
    assert_eq!(desk.state().history().len(), 1);
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.document(), first);
}

#[test]
fn what_cannot_be_is_said_while_it_is_typed_and_esc_closes() {
    let mut desk = Desk::open();
    let first = desk.document();
    desk.click(desk.on_line(FLOOR));
    desk.key(Key::Enter);
    desk.wait(0.1);
    for (typed, sentence) in [
        ("soon", "A price is written as 70,000 or 70k"),
        ("0", "A level's price must lie between 0.01 and 1000000000 USD, found 0"),
    ] {
        desk.chord(CTRL, Key::A);
        desk.type_text(typed);
        assert!(desk.has_label(sentence), "{typed}: {:?}", desk.names());
        desk.key(Key::Enter);
        assert_eq!(desk.state().dialog(), Some(Dialog::SetPrice(LevelId(FLOOR))), "{typed}");
    }
    desk.key(Key::Escape);
    desk.wait(0.1);
    assert_eq!((desk.state().dialog(), desk.document()), (None, first));
    // What was half typed is forgotten.
    desk.click(desk.on_line(FLOOR));
    desk.key(Key::Enter);
    desk.wait(0.1);
    desk.key(Key::Enter);
    desk.wait(0.1);
    assert_eq!((desk.state().dialog(), desk.price(FLOOR)), (None, 70_000.0));
}

#[test]
fn a_zone_has_two_prices_whose_order_matters() {
    let mut desk = Desk::open();
    desk.ask(Command::ShowDialog(Some(Dialog::SetPrice(LevelId(7)))));
    desk.wait(0.1);
    assert!(desk.has_label("Low, USD") && desk.has_label("High, USD"));
    desk.type_text("95k");
    assert!(desk.has_label("A zone's low must be below its high, found 95000 and 90000"));
    desk.key(Key::Tab);
    desk.chord(CTRL, Key::A);
    desk.type_text("99k");
    desk.key(Key::Enter);
    desk.wait(0.1);
    assert_eq!(desk.level(7).place, Place::Zone { low: 95_000.0, high: 99_000.0 });
}

#[test]
fn a_line_has_a_price_for_each_end() {
    let mut desk = Desk::open();
    let from = Anchor { date: day("2025-10-10"), price: 56_000.0 };
    let to = Anchor { date: day("2025-12-20"), price: 66_000.0 };
    let place = Place::Line { from, to, straight: Straight::Log, ray: false };
    desk.ask(Command::Edit(Edit::AddLevel { kind: LevelKind::Support, place }));
    desk.key(Key::Enter);
    desk.wait(0.1);
    assert!(desk.has_label("Price on 10 Oct 2025, USD") && desk.has_label("Price on 20 Dec 2025, USD"));
    desk.type_text("55,500");
    desk.key(Key::Enter);
    desk.wait(0.1);
    let moved = Anchor { price: 55_500.0, ..from };
    assert_eq!(desk.level(9).place, Place::Line { from: moved, to, straight: Straight::Log, ray: false });
}

#[test]
fn the_menu_snaps_a_level_to_what_lies_near_in_one_step() {
    let mut desk = Desk::open();
    desk.right_click(desk.on_line(FLOOR));
    desk.click_label("Snap to");
    desk.wait(0.3);
    let near = |name: &String| name.ends_with(" round") || name.contains("support") || name.contains("SMA");
    assert!(desk.names().iter().any(near), "{:?}", desk.names());
    desk.click_label("71,000 round");
    assert_eq!(desk.price(FLOOR), 71_000.0);
    assert_eq!(desk.state().history().len(), 1);
}

#[test]
fn the_menu_of_a_level_has_everything_that_can_be_done_with_it() {
    let mut desk = Desk::open();
    desk.right_click(desk.on_line(FLOOR));
    for item in ["Set price…", "Kind", "Snap to", "Clone", "Lock", "Hide", "Delete"] {
        assert!(desk.has_label(item), "{item}: {:?}", desk.names());
    }
    desk.click_label("Set price…");
    assert_eq!(desk.state().dialog(), Some(Dialog::SetPrice(LevelId(FLOOR))));
}

#[test]
fn what_moves_a_locked_level_is_disabled_and_says_why() {
    let mut desk = Desk::open();
    desk.click(desk.on_line(FLOOR));
    desk.key(Key::L);
    let locked = desk.document();
    desk.key(Key::Enter);
    assert_eq!(desk.state().dialog(), None);
    assert_eq!(desk.notices(), ["This level is locked, unlock it first"]);
    for item in ["Set price…", "Delete"] {
        desk.right_click(desk.on_line(FLOOR));
        let at = desk.tree().get_by_label(item).rect().center();
        desk.jump(at);
        desk.wait(1.0);
        assert!(desk.texts().iter().any(|text| text == "Locked: unlock it first"), "{item}");
        desk.click(at);
        assert_eq!((desk.document(), desk.state().dialog()), (locked.clone(), None));
        desk.key(Key::Escape);
        desk.wait(0.2);
    }
    desk.right_click(desk.on_line(FLOOR));
    desk.click_label("Unlock");
    assert!(!desk.level(FLOOR).locked);
}

#[test]
fn enter_belongs_to_a_button_that_has_the_focus() {
    let mut desk = Desk::open();
    desk.click(desk.on_line(FLOOR));
    desk.focus("Ray tool");
    desk.chord(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.state().dialog(), None);
    assert!(desk.state().line_tool().is_some());
}

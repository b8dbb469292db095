//! The keyboard: selecting, nudging, deleting, and keeping out of text fields.

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use hashfloor::app::command::Selection;
use hashfloor::domain::level::LevelId;

use super::desk::{CTRL, Desk};

fn selected(desk: &Desk) -> Option<u32> {
    match desk.state().selection() {
        Some(Selection::Level(id)) => Some(id.0),
        _ => None,
    }
}

#[test]
fn n_goes_through_the_levels_from_the_highest_down() {
    let mut desk = Desk::open();
    let mut seen = Vec::new();
    for _ in 0..9 {
        desk.key(Key::N);
        seen.push(selected(&desk).unwrap());
    }
    // Both costs lie at 87,000; they keep the order of the file.
    assert_eq!(seen, [7, 8, 1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn tab_reaches_every_level_and_selects_it() {
    let mut desk = Desk::open();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..120 {
        desk.key(Key::Tab);
        seen.extend(selected(&desk));
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn arrow_keys_step_by_100_and_with_shift_1_000_and_with_alt_10() {
    let mut desk = Desk::open();
    desk.click(desk.on_line(3));
    desk.key(Key::ArrowUp);
    assert_eq!(desk.price(3), 70_100.0);
    desk.key(Key::ArrowDown);
    desk.key(Key::ArrowDown);
    assert_eq!(desk.price(3), 69_900.0);
    desk.chord(Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(desk.price(3), 68_900.0);
    desk.chord(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(desk.price(3), 68_910.0);
    // Within 800 ms they are one step; the clock stands still here.
    assert_eq!(desk.state().history().len(), 1);
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.price(3), 70_000.0);
    assert_eq!(selected(&desk), Some(3));
    desk.chord(CTRL, Key::Y);
    assert_eq!(desk.price(3), 68_910.0);
}

#[test]
fn arrow_keys_work_on_a_level_reached_by_tab_as_often_as_they_are_pressed() {
    let mut desk = Desk::open();
    for _ in 0..120 {
        desk.key(Key::Tab);
        if selected(&desk) == Some(3) {
            break;
        }
    }
    for _ in 0..7 {
        desk.key(Key::ArrowUp);
    }
    assert_eq!(desk.price(3), 70_700.0);
    assert_eq!(selected(&desk), Some(3));
}

#[test]
fn many_arrow_keys_after_a_click_never_leave_the_level() {
    let mut desk = Desk::open();
    desk.click(desk.on_line(3));
    for _ in 0..12 {
        desk.key(Key::ArrowDown);
    }
    assert_eq!(desk.price(3), 68_800.0);
    for _ in 0..3 {
        desk.key(Key::ArrowLeft);
    }
    assert_eq!(selected(&desk), Some(3));
    desk.key(Key::Delete);
    assert!(desk.state().document().level(LevelId(3)).is_none());
}

#[test]
fn delete_deletes_and_the_notices_button_brings_it_back() {
    let mut desk = Desk::open();
    let first = desk.document();
    desk.click(desk.on_line(6));
    desk.key(Key::Delete);
    assert!(desk.state().document().level(LevelId(6)).is_none());
    assert_eq!(desk.notices(), ["Deleted 60,000 support"]);
    assert_eq!(selected(&desk), None);
    desk.click_label("Undo");
    assert_eq!(desk.document(), first);
    assert!(desk.notices().is_empty());
}

#[test]
fn l_locks_and_unlocks_in_steps_of_their_own() {
    let mut desk = Desk::open();
    desk.click(desk.on_line(3));
    desk.key(Key::L);
    assert!(desk.level(3).locked);
    desk.key(Key::ArrowUp);
    assert_eq!(desk.price(3), 70_000.0);
    assert_eq!(desk.notices(), ["This level is locked, unlock it first"]);
    desk.key(Key::L);
    assert!(!desk.level(3).locked);
    assert_eq!(desk.state().history().len(), 2);
}

#[test]
fn keys_typed_into_a_text_field_do_nothing_to_the_chart() {
    let mut desk = Desk::open();
    // The last of the two: the first is the menu.
    let tab = desk.tree().query_all_by_label("Levels").last().unwrap().rect().center();
    desk.click(tab);
    desk.click(desk.on_line(3));
    let field = desk.tree().query_all_by_role(egui::accesskit::Role::TextInput).next();
    let at = field.expect("a text field in the table of levels").rect().center();
    desk.click(at);
    let (levels, view) = (desk.state().document().levels.len(), desk.state().time_view());
    assert!(desk.ctx().text_edit_focused());
    for key in [Key::ArrowUp, Key::Delete, Key::L, Key::N, Key::Num1, Key::Home, Key::A] {
        desk.frame_with([Event::Text(key.name().to_lowercase())]);
        desk.key(key);
    }
    assert_eq!(desk.price(3), 70_000.0);
    assert!(!desk.level(3).locked);
    assert_eq!(desk.state().document().levels.len(), levels);
    assert_eq!(desk.state().time_view(), view);
}

#[test]
fn esc_takes_the_selection_away() {
    let mut desk = Desk::open();
    desk.click(desk.on_line(3));
    assert_eq!(selected(&desk), Some(3));
    desk.key(Key::Escape);
    assert_eq!(selected(&desk), None);
    let first = desk.document();
    desk.key(Key::Delete);
    desk.key(Key::ArrowUp);
    assert_eq!(desk.document(), first);
}

//! The command palette by key and by mouse: what is typed, chosen and done.

use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hashfloor::app::command::{Command, Dialog, Selection};
use hashfloor::app::settings::ThemeChoice;
use hashfloor::domain::level::{LevelKind, Place};
use hashfloor::domain::time::UnixSecs;

use super::desk::{CTRL, Desk, day};

fn opened() -> Desk {
    let mut desk = Desk::open();
    open(&mut desk);
    desk
}

fn open(desk: &mut Desk) {
    desk.chord(CTRL | Modifiers::SHIFT, Key::P);
    assert_eq!(desk.state().dialog(), Some(Dialog::Palette));
    desk.wait(0.1);
}

/// The names of the rows on the screen, top to bottom.
fn rows(desk: &Desk) -> Vec<String> {
    let nodes = desk.tree().query_all_by_role(Role::ListBoxOption);
    let mut named: Vec<_> =
        nodes.map(|node| (node.rect().top(), node.accesskit_node().label().unwrap())).collect();
    named.sort_by(|a, b| a.0.total_cmp(&b.0));
    named.into_iter().map(|(_, name)| name).collect()
}

/// The row that is chosen.
fn chosen(desk: &Desk) -> String {
    let nodes = desk.tree().query_all_by_role(Role::ListBoxOption);
    let mut selected = nodes.filter(|node| node.accesskit_node().is_selected() == Some(true));
    let only = selected.next().unwrap().accesskit_node().label().unwrap();
    assert!(selected.next().is_none());
    only
}

#[test]
fn a_few_letters_and_enter_do_what_they_mean() {
    let mut desk = opened();
    desk.type_text("theme light");
    assert_eq!(chosen(&desk), "Theme: light");
    desk.key(Key::Enter);
    assert_eq!(desk.state().dialog(), None);
    assert_eq!(desk.state().settings().theme, ThemeChoice::Light);
    // What was given last stands first, and the field is empty again.
    open(&mut desk);
    assert_eq!(rows(&desk)[0], "Theme: light");
    desk.type_text("hide 70");
    desk.key(Key::Enter);
    assert!(desk.level(3).hidden);
    assert_eq!(desk.state().history().undo_caption(), Some("hide 70,000 support"));
}

#[test]
fn esc_a_click_beside_and_the_same_chord_close_it_and_do_nothing() {
    let mut desk = opened();
    let before = desk.document();
    desk.type_text("quit");
    desk.key(Key::Escape);
    assert_eq!(desk.state().dialog(), None);
    assert!(!desk.state().is_quitting());
    open(&mut desk);
    desk.click(egui::pos2(20.0, 880.0));
    assert_eq!(desk.state().dialog(), None);
    open(&mut desk);
    desk.chord(CTRL | Modifiers::SHIFT, Key::P);
    assert_eq!(desk.state().dialog(), None);
    assert_eq!(desk.document(), before);
}

#[test]
fn keys_of_the_charts_are_letters_here_and_arrows_go_through_the_list() {
    let mut desk = opened();
    let view = desk.state().time_view();
    let all = rows(&desk);
    assert!((10..=14).contains(&all.len()), "{} rows are laid out", all.len());
    assert_eq!(chosen(&desk), all[0]);
    desk.key(Key::ArrowDown);
    desk.key(Key::ArrowDown);
    desk.key(Key::ArrowUp);
    assert_eq!(chosen(&desk), all[1]);
    desk.key(Key::PageDown);
    desk.key(Key::PageUp);
    assert_eq!(chosen(&desk), all[1]);
    desk.key(Key::End);
    let last = chosen(&desk);
    assert!(!all.contains(&last), "the list has scrolled to {last}");
    desk.key(Key::ArrowDown);
    assert_eq!(chosen(&desk), all[0], "past the end comes the beginning");
    desk.key(Key::ArrowUp);
    assert_eq!(chosen(&desk), last);
    desk.key(Key::Home);
    assert_eq!(chosen(&desk), all[0]);
    assert_eq!(desk.state().time_view(), view);
}

#[test]
fn what_cannot_be_done_says_why_and_enter_leaves_it() {
    let mut desk = opened();
    desk.type_text("undo");
    assert_eq!(chosen(&desk), "Undo. There is nothing to undo");
    desk.key(Key::Enter);
    assert_eq!(desk.state().dialog(), Some(Dialog::Palette));
    assert!(desk.texts().iter().any(|text| text == "There is nothing to undo"));
}

#[test]
fn a_date_goes_there_with_or_without_its_year() {
    for typed in ["2026-02-05", "feb 5"] {
        let mut desk = Desk::open();
        desk.key(Key::Num1);
        open(&mut desk);
        desk.type_text(typed);
        assert_eq!(chosen(&desk), "Go to 5 Feb 2026");
        desk.key(Key::Enter);
        let view = desk.state().time_view();
        assert_eq!(UnixSecs(((view.from + view.to) / 2.0).round() as i64), day("2026-02-05"));
    }
}

#[test]
fn a_price_offers_levels_there_in_one_step_of_undo() {
    let mut desk = opened();
    let before = desk.document();
    desk.type_text("$55k");
    assert_eq!(chosen(&desk), "Add support at $55,000");
    desk.key(Key::ArrowDown);
    assert_eq!(chosen(&desk), "Add resistance at $55,000");
    desk.key(Key::Enter);
    let level = desk.state().document().levels.last().unwrap().clone();
    assert_eq!((level.kind, level.place), (LevelKind::Resistance, Place::Price(55_000.0)));
    assert_eq!(desk.state().selection(), Some(&Selection::Level(level.id)));
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.document(), before);
}

#[test]
fn a_series_is_shown_or_hidden_by_its_name_with_the_mouse() {
    let mut desk = opened();
    desk.type_text("difficulty");
    assert_eq!(rows(&desk)[0], "Hide Difficulty");
    let row = desk.tree().get_by_role_and_label(Role::ListBoxOption, "Hide Difficulty").rect();
    desk.click(row.center());
    assert_eq!(desk.state().dialog(), None);
    assert!(!desk.state().document().shows("difficulty"));
}

#[test]
fn the_pointer_chooses_only_while_it_moves() {
    let mut desk = opened();
    let second = desk.tree().query_all_by_role(Role::ListBoxOption).map(|node| node.rect());
    let second = second.min_by(|a, b| (a.top() - 190.0).abs().total_cmp(&(b.top() - 190.0).abs())).unwrap();
    desk.glide(second.center());
    desk.wait(0.1);
    let under = chosen(&desk);
    desk.key(Key::Home);
    assert_ne!(chosen(&desk), under, "a pointer at rest leaves the keys alone");
    desk.jump(second.center() + vec2(3.0, 0.0));
    desk.wait(0.1);
    assert_eq!(chosen(&desk), under);
}

#[test]
fn nothing_found_says_what_to_try_next() {
    let mut desk = opened();
    desk.type_text("xqzj");
    assert!(rows(&desk).is_empty());
    assert!(desk.has_label("No command matches “xqzj”"));
    desk.key(Key::Enter);
    desk.key(Key::ArrowDown);
    assert_eq!(desk.state().dialog(), Some(Dialog::Palette));
}

#[test]
fn it_opens_another_window_and_can_be_opened_from_the_menu() {
    let mut desk = Desk::open();
    desk.click_label("Help");
    desk.click_label("All commands…");
    assert_eq!(desk.state().dialog(), Some(Dialog::Palette));
    desk.type_text("keyboard short");
    desk.key(Key::Enter);
    assert_eq!(desk.state().dialog(), Some(Dialog::Shortcuts));
}

#[test]
fn the_field_keeps_the_keyboard_and_points_at_the_chosen_row() {
    let mut desk = opened();
    desk.key(Key::Tab);
    desk.type_text("zoom in");
    let field = desk.tree().get_by_label("Find a command");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("zoom in"));
    assert!(desk.tree().query_by_role_and_label(Role::ListBox, "Commands").is_some());
    let name = chosen(&desk);
    let row = desk.tree().get_by_role_and_label(Role::ListBoxOption, &name);
    assert!(row.accesskit_node().is_focused(), "the chosen row is what a screen reader reads");
}

#[test]
fn it_fits_a_small_window_at_twice_the_size() {
    let mut desk = Desk::open();
    desk.resize(vec2(1_280.0, 720.0));
    for _ in 0..10 {
        desk.ask(Command::ScaleUp);
    }
    while desk.ctx().zoom_factor() > 2.01 {
        desk.ask(Command::ScaleDown);
        desk.wait(0.05);
    }
    open(&mut desk);
    let screen = desk.ctx().content_rect();
    let nodes: Vec<_> = desk.tree().query_all_by_role(Role::ListBoxOption).map(|node| node.rect()).collect();
    assert!(nodes.len() >= 5, "{} rows in {screen:?}", nodes.len());
    desk.key(Key::End);
    let last = chosen(&desk);
    let rect = desk.tree().get_by_role_and_label(Role::ListBoxOption, &last).rect();
    assert!(screen.contains_rect(rect), "{rect:?} in {screen:?}");
}

//! Levels for those who do not see them: sliders, Tab, and what is said aloud.

use egui::Key;
use egui::accesskit::{Action, ActionData, Live, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hashfloor::app::command::{Command, Selection};
use hashfloor::app::edit::Edit;
use hashfloor::domain::level::{Anchor, AnchorEnd, LevelId, LevelKind, Place, Straight};

use super::desk::{CTRL, Desk, day};

fn said(desk: &Desk) -> Vec<String> {
    let nodes = desk.tree().query_all_by_role(Role::Status);
    let live = nodes.filter(|node| node.accesskit_node().live() == Live::Polite);
    live.filter_map(|node| node.accesskit_node().label()).collect()
}

fn add_line(desk: &mut Desk) {
    let from = Anchor { date: day("2025-10-10"), price: 56_000.0 };
    let to = Anchor { date: day("2025-12-20"), price: 66_000.0 };
    let place = Place::Line { from, to, straight: Straight::Log, ray: false };
    desk.ask(Command::Edit(Edit::AddLevel { kind: LevelKind::Support, place }));
    desk.ask(Command::Select(None));
    desk.wait(0.1);
}

#[test]
fn every_level_is_a_slider_with_its_value_its_bounds_and_its_step() {
    let desk = Desk::open();
    for level in &desk.state().document().levels {
        let words = hashfloor::app::level_edits::level_words(level);
        let mut sliders = desk.tree().query_all_by_role(Role::Slider).map(|node| node.accesskit_node());
        let node = sliders.find(|node| {
            let same_value = node.numeric_value() == Some(level.place.price());
            same_value && node.label().is_some_and(|label| label.starts_with(&words))
        });
        let node = node.unwrap_or_else(|| panic!("{words} is no slider"));
        assert_eq!((node.min_numeric_value(), node.max_numeric_value()), (Some(0.01), Some(1e9)));
        assert_eq!(node.numeric_value_step(), Some(100.0));
    }
}

#[test]
fn a_screen_reader_sets_raises_and_lowers_a_level() {
    let mut desk = Desk::open();
    desk.ask_slider("70,000 support", Action::SetValue, Some(ActionData::NumericValue(71_234.0)));
    assert_eq!(desk.price(3), 71_234.0);
    desk.ask_slider("71,234 support", Action::Increment, None);
    desk.ask_slider("71,334 support", Action::Increment, None);
    desk.ask_slider("71,434 support", Action::Decrement, None);
    assert_eq!(desk.price(3), 71_334.0);
    desk.ask_slider("71,334 support", Action::SetValue, Some(ActionData::Value("69.5k".into())));
    assert_eq!(desk.price(3), 69_500.0);
    let before = desk.document();
    desk.ask_slider("69,500 support", Action::SetValue, Some(ActionData::NumericValue(f64::NAN)));
    desk.ask_slider("69,500 support", Action::SetValue, Some(ActionData::NumericValue(-4.0)));
    assert_eq!(desk.document(), before);
}

#[test]
fn the_ends_of_a_line_are_sliders_of_their_own() {
    let mut desk = Desk::open();
    add_line(&mut desk);
    let end = ActionData::NumericValue(64_000.0);
    desk.ask_slider("Second end of 56,000 → 66,000 support line, 20 Dec 2025", Action::SetValue, Some(end));
    desk.ask_slider("First end of 56,000 → 64,000 support line", Action::Decrement, None);
    let Place::Line { from, to, .. } = desk.level(9).place else { panic!("no line") };
    assert_eq!((from.price, to.price), (55_900.0, 64_000.0));
    let selected = Selection::Anchor { level: LevelId(9), end: AnchorEnd::From };
    assert_eq!(desk.state().selection(), Some(&selected));
}

#[test]
fn tab_goes_through_levels_from_the_top_and_through_the_ends_of_a_line() {
    let mut desk = Desk::open();
    add_line(&mut desk);
    let mut seen = Vec::new();
    for _ in 0..160 {
        desk.key(Key::Tab);
        if let Some(selection) = desk.state().selection().filter(|selection| selection.level().is_some())
            && seen.last() != Some(selection)
        {
            seen.push(selection.clone());
        }
    }
    let whole = seen.iter().position(|one| *one == Selection::Level(LevelId(9))).unwrap();
    let ends = AnchorEnd::ALL.map(|end| Selection::Anchor { level: LevelId(9), end });
    assert_eq!(seen[whole + 1..whole + 3], ends);
    let ys: Vec<f32> =
        seen[..whole].iter().map(|selection| desk.chip(selection.level().unwrap().0).center().y).collect();
    assert!(ys.is_sorted(), "{ys:?}");
    // The arrows and Enter are the end's while it has the focus.
    for _ in 0..160 {
        desk.key(Key::Tab);
        if desk.state().selection() == Some(&ends[0]) {
            break;
        }
    }
    desk.key(Key::ArrowRight);
    desk.key(Key::ArrowUp);
    let Place::Line { from, .. } = desk.level(9).place else { panic!("no line") };
    assert_eq!(from, Anchor { date: day("2025-10-11"), price: 56_100.0 });
    desk.key(Key::Enter);
    assert!(desk.state().dialog().is_some());
}

#[test]
fn what_becomes_of_a_level_is_said_once_it_is_done() {
    let mut desk = Desk::open();
    assert!(said(&desk).is_empty());
    desk.hold(CTRL);
    desk.press(desk.on_line(3));
    desk.glide(desk.at("2025-11-15", 71_200.0));
    assert!(said(&desk).is_empty(), "a drag under way says nothing");
    desk.release();
    assert_eq!(said(&desk), ["70,000 support moved to 71,200"]);
    desk.chord(CTRL, Key::Z);
    assert_eq!(said(&desk), ["71,200 support moved to 70,000"]);
    desk.click(desk.on_line(3));
    desk.key(Key::L);
    assert_eq!(said(&desk), ["70,000 support locked"]);
    desk.key(Key::L);
    desk.key(Key::Delete);
    // The notice says it, and nothing says it twice.
    assert_eq!(said(&desk), ["70,000 support unlocked", "Done: Deleted 70,000 support"]);
}

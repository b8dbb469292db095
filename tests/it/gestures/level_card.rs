//! The card of a level under a pointer that rests on it.

use egui::vec2;
use hashfloor::app::command::{Command, Selection};
use hashfloor::app::edit::Edit;
use hashfloor::app::level_edits::level_words;
use hashfloor::app::view::Tab;
use hashfloor::domain::level::LevelId;

use super::desk::Desk;

fn says(desk: &Desk, part: &str) -> bool {
    desk.texts().iter().any(|text| text.contains(part))
}

#[test]
fn a_pointer_at_rest_on_a_level_is_told_what_the_level_knows() {
    let mut desk = Desk::open();
    let id = LevelId(4);
    desk.ask(Command::Edit(Edit::SetLevelNote { id, note: "\nfirst words\nmore".to_owned() }));
    desk.ask(Command::Edit(Edit::SetLevelSource { id, source: "desk".to_owned() }));
    let line = desk.on_line(4);
    desk.jump(line);
    desk.wait(0.1);
    assert!(!says(&desk, "days above"), "it comes before the pointer rests");
    desk.wait(0.6);
    let words = level_words(&desk.level(4));
    for part in [words.as_str(), "from the last close", "days above", "Source: desk"] {
        assert!(says(&desk, part), "{part}: {:?}", desk.texts());
    }
    assert!(desk.texts().contains(&"first words".to_owned()) && !says(&desk, "more"));
    desk.jump(line + vec2(0.0, 60.0));
    desk.wait(0.6);
    assert!(!says(&desk, "Source: desk"));
}

#[test]
fn no_card_stands_in_the_way_of_a_drag() {
    let mut desk = Desk::open();
    let line = desk.on_line(4);
    desk.press(line);
    desk.glide(line + vec2(0.0, 12.0));
    desk.wait(0.8);
    assert!(!says(&desk, "days above"));
    desk.release();
}

#[test]
fn whatever_was_written_on_a_level_is_shown_without_harm() {
    let mut desk = Desk::open();
    let (id, odd) = (LevelId(4), "a\u{1}\u{202e}b \u{feff}c");
    desk.ask(Command::Edit(Edit::RelabelLevel { id, label: odd.to_owned() }));
    desk.ask(Command::Edit(Edit::SetLevelNote { id, note: odd.repeat(50) }));
    desk.ask(Command::Edit(Edit::SetLevelSource { id, source: odd.to_owned() }));
    desk.ask(Command::ShowTab(Tab::Levels));
    desk.ask(Command::Select(Some(Selection::Level(id))));
    desk.wait(0.3);
    desk.jump(desk.on_line(4));
    desk.wait(0.8);
    assert!(says(&desk, "Source: a\\u{1}\\u{202e}b"), "{:?}", desk.texts());
}

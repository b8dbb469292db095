//! Events and notes: opened, written, dragged, carried in and out.

use std::sync::Arc;

use egui::{Event, Key, Modifiers, OutputCommand, PointerButton, vec2};
use hashfloor::app::command::Selection;
use hashfloor::app::view::Tab;
use hashfloor::domain::note::{Note, NoteId};
use hashfloor::io::files::write_atomic;

use super::desk::{CTRL, Desk, day};
use super::dropping::{Dropped, until};

const FIRST: NoteId = NoteId(1);
/// A day of the crash view with no event near it.
const QUIET: &str = "2025-12-20";

fn note(desk: &Desk, id: u32) -> Note {
    desk.state().document().note(NoteId(id)).unwrap().clone()
}

/// A note on the quiet day, added by the context menu and given a title by the keyboard.
fn with_note() -> Desk {
    let mut desk = Desk::open();
    desk.right_click(desk.at(QUIET, 57_500.0));
    desk.click_label("Add note here");
    desk.wait(0.2);
    desk.type_text("Thin books");
    desk.key(Key::Enter);
    desk
}

#[test]
fn the_menu_adds_a_note_where_it_was_asked_for_ready_to_be_written_on() {
    let desk = with_note();
    let note = note(&desk, 1);
    assert_eq!((note.at, note.title.as_str(), note.price), (day(QUIET), "Thin books", None));
    assert_eq!(desk.state().selection(), Some(&Selection::Note(FIRST)));
    assert_eq!(desk.state().view().tab, Tab::Notes);
    assert_eq!(desk.saved()["notes"][0]["title"], "Thin books");
    assert!(desk.has_label("Note 20 Dec 2025: Thin books"));
}

#[test]
fn alt_n_adds_a_note_at_the_last_row_and_delete_offers_undo() {
    let mut desk = Desk::open();
    desk.chord(Modifiers::ALT, Key::N);
    desk.wait(0.2);
    assert_eq!(note(&desk, 1).at, desk.state().last_close().unwrap().0);
    desk.key(Key::Escape); // leaves the field
    desk.key(Key::Delete);
    assert!(desk.state().document().notes.is_empty());
    assert!(desk.notices().iter().any(|text| text.starts_with("Deleted note of ")), "{:?}", desk.notices());
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.state().document().notes.len(), 1);
}

#[test]
fn a_drag_of_a_note_is_one_undo_step() {
    let mut desk = with_note();
    let (steps, view) = (desk.state().history().len(), desk.state().time_view());
    let x = |desk: &Desk, iso: &str| desk.frame().x(day(iso).0 as f64);
    let from = desk.middle_of("Note 20 Dec 2025: Thin books");
    let way = x(&desk, "2025-12-30") - x(&desk, QUIET);
    desk.press(from);
    desk.glide(from + vec2(way, -30.0));
    assert_eq!(note(&desk, 1).at, day(QUIET), "a drag is a preview");
    assert_eq!(desk.state().document_now().notes[0].at, day("2025-12-30"));
    desk.release();
    assert_eq!(note(&desk, 1).at, day("2025-12-30"));
    assert_eq!(desk.state().history().len(), steps + 1);
    assert_eq!(desk.state().history().undo_caption(), Some("move note “Thin books”"));
    assert_eq!(desk.state().time_view(), view, "the chart did not pan");
    desk.chord(CTRL, Key::Z);
    assert_eq!(note(&desk, 1).at, day(QUIET));
}

#[test]
fn esc_puts_a_dragged_note_back() {
    let mut desk = with_note();
    let first = desk.document();
    let from = desk.middle_of("Note 20 Dec 2025: Thin books");
    desk.press(from);
    desk.glide(from + vec2(90.0, 0.0));
    assert_ne!(desk.drawn(), first);
    desk.key(Key::Escape);
    desk.glide(from + vec2(120.0, 0.0));
    desk.release();
    assert_eq!((desk.document(), desk.drawn()), (first.clone(), first));
    assert_eq!(desk.state().selection(), Some(&Selection::Note(FIRST)));
}

#[test]
fn arrow_keys_move_a_selected_note_by_a_day_and_esc_leaves_it() {
    let mut desk = with_note();
    for _ in 0..3 {
        desk.key(Key::ArrowRight);
    }
    desk.key(Key::ArrowLeft);
    assert_eq!(note(&desk, 1).at, day(QUIET).plus_days(2));
    desk.key(Key::Escape);
    assert_eq!(desk.state().selection(), None);
    let view = desk.state().time_view();
    desk.key(Key::ArrowRight);
    assert_eq!(note(&desk, 1).at, day(QUIET).plus_days(2));
    assert_ne!(desk.state().time_view(), view, "without a selection the arrows pan");
}

#[test]
fn a_click_on_an_event_opens_its_text_and_source_until_esc() {
    let mut desk = Desk::open();
    desk.click_label("Event 16 Nov 2025: Death cross");
    desk.wait(0.3);
    assert_eq!(desk.state().selection(), Some(&Selection::Event(1)));
    let shown = |desk: &Desk| {
        let texts = desk.texts().concat();
        texts.contains("crossed under the 200-day average")
            && texts.contains("Computed from the daily closes")
    };
    assert!(shown(&desk));
    desk.click_label("Copy text");
    desk.key(Key::Escape);
    desk.wait(0.3);
    assert!(!shown(&desk));
    assert_eq!(desk.state().selection(), None);
}

#[test]
fn copying_an_event_takes_its_whole_text() {
    let mut desk = Desk::open();
    desk.click_label("Event 16 Nov 2025: Death cross");
    desk.wait(0.3);
    let at = desk.middle_of("Copy text");
    desk.press(at);
    let copied = |desk: &Desk| {
        desk.tree().output().platform_output.commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    };
    desk.frame_with([Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::NONE,
    }]);
    let text = copied(&desk).unwrap();
    assert!(text.starts_with("16 Nov 2025: Death cross\nThe 50-day average"), "{text}");
}

#[test]
fn enter_on_a_focused_marker_opens_it_and_double_click_writes_on_a_note() {
    let mut desk = with_note();
    desk.key(Key::Escape);
    desk.focus("Event 16 Nov 2025: Death cross");
    desk.key(Key::Enter);
    assert_eq!(desk.state().selection(), Some(&Selection::Event(1)));
    desk.key(Key::Escape);
    desk.double_click(desk.middle_of("Note 20 Dec 2025: Thin books"));
    desk.wait(0.2);
    desk.chord(CTRL, Key::A);
    desk.type_text("Thick books");
    desk.key(Key::Enter);
    assert_eq!(note(&desk, 1).title, "Thick books");
    assert_eq!(desk.state().document().levels.len(), 8, "the chart saw nothing of it");
}

#[test]
fn near_events_fold_and_their_marker_lists_them() {
    let mut desk = Desk::open();
    desk.key(Key::Num7);
    desk.wait(0.2);
    let folded = desk.names().into_iter().find(|name| name.contains(" events and notes, ")).unwrap();
    desk.click_label(&folded);
    desk.wait(0.2);
    desk.click_label("Event 5 Feb 2026: Worst day in a year");
    desk.wait(0.3);
    assert_eq!(desk.state().selection(), Some(&Selection::Event(6)));
    assert!(desk.texts().concat().contains("falls 14 % from close to close"));
}

#[test]
fn a_typed_date_moves_a_note_and_a_wrong_one_is_said_and_dropped() {
    let mut desk = with_note();
    let type_date = |desk: &mut Desk, text: &str| {
        desk.click_label("Date of Thin books");
        desk.chord(CTRL, Key::A);
        desk.type_text(text);
    };
    type_date(&mut desk, "2026-02-30");
    assert!(desk.texts().concat().contains("Expected a date such as 2026-02-05"));
    desk.key(Key::Enter);
    assert_eq!(note(&desk, 1).at, day(QUIET));
    type_date(&mut desk, "2026-01-10T13:00");
    desk.key(Key::Enter);
    assert_eq!(note(&desk, 1).at.iso(), "2026-01-10T13:00:00Z");
}

#[test]
fn notes_survive_a_restart() {
    let mut desk = with_note();
    desk.click_label("Text of Thin books");
    desk.type_text("two\nlines");
    desk.key(Key::Tab);
    desk.wait(0.1);
    let before = note(&desk, 1);
    assert_eq!(before.text, "two\nlines");
    let desk = desk.restarted();
    assert_eq!(note(&desk, 1), before);
}

#[test]
fn a_dropped_table_of_notes_is_one_undo_step_and_twice_adds_nothing() {
    let mut desk = Desk::open();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.csv");
    let table = "date,title,text,source,price\n2025-12-20,Thin books,\"two\nlines, quoted\",https://example.org/a,\n\
                 2026-01-14T13:00:00Z,'=SUM(A1),,,62000.25\n";
    write_atomic(&path, table.as_bytes()).unwrap();
    desk.drop_file(Arc::new(Dropped(path.clone())));
    until(&mut desk, |desk| desk.state().document().notes.len() == 2);
    assert_eq!(desk.state().history().len(), 1);
    assert_eq!(desk.state().history().undo_caption(), Some("import 2 notes"));
    assert_eq!(note(&desk, 2).title, "=SUM(A1)");
    assert!(desk.has_label("Flag of note 14 Jan 2026 at $62,000: =SUM(A1)"), "{:?}", desk.names());
    desk.drop_file(Arc::new(Dropped(path.clone())));
    until(&mut desk, |desk| desk.notices().iter().any(|text| text.contains("every note was here already")));
    assert_eq!((desk.state().document().notes.len(), desk.state().history().len()), (2, 1));
    desk.chord(CTRL, Key::Z);
    assert!(desk.state().document().notes.is_empty());
}

#[test]
fn a_flag_is_dragged_in_time_and_price() {
    let mut desk = with_note();
    desk.click_label("Price of Thin books");
    desk.type_text("60k");
    desk.key(Key::Enter);
    assert_eq!(note(&desk, 1).price, Some(60_000.0));
    desk.key(Key::Escape);
    desk.wait(0.3);
    let from = desk.at(QUIET, 60_000.0) - vec2(0.0, 10.0);
    let way = desk.at("2025-12-25", 58_000.0) - desk.at(QUIET, 60_000.0);
    desk.drag(from, from + way);
    let moved = note(&desk, 1);
    assert_eq!(moved.at, day("2025-12-25"));
    assert!((moved.price.unwrap() - 58_000.0).abs() < 60.0, "{moved:?}");
}

#[test]
fn events_are_hidden_by_their_checkbox_in_one_undo_step() {
    let mut desk = with_note();
    desk.click_label("Events of the case file");
    assert!(desk.state().document().hide_events);
    assert!(!desk.names().iter().any(|name| name.starts_with("Event ")));
    desk.chord(CTRL, Key::Z);
    desk.wait(0.1);
    assert!(desk.has_label("Event 16 Nov 2025: Death cross"));
}

//! Keys of the window: its size, full screen, and going to a date.

use egui::{Event, Key, Modifiers, ViewportCommand, ViewportId};
use hashfloor::app::command::Dialog;
use hashfloor::app::settings::TimeZoneChoice;
use hashfloor::domain::time::UnixSecs;

use super::desk::{CTRL, Desk, day};

fn type_text(desk: &mut Desk, text: &str) {
    desk.frame_with([Event::Text(text.to_owned())]);
    desk.wait(0.05);
}

fn clear_field(desk: &mut Desk) {
    desk.chord(CTRL, Key::A);
    desk.key(Key::Backspace);
}

fn middle(desk: &Desk) -> UnixSecs {
    let view = desk.state().time_view();
    UnixSecs(((view.from + view.to) / 2.0).round() as i64)
}

/// What the last frame asked of the system about full screen.
fn asked_for_full_screen(desk: &Desk) -> Option<bool> {
    let output = desk.tree().output();
    output.viewport_output[&ViewportId::ROOT].commands.iter().find_map(|command| match command {
        ViewportCommand::Fullscreen(on) => Some(*on),
        _ => None,
    })
}

/// Presses a key for one frame and says what the frame after it asked for.
fn full_screen_after(desk: &mut Desk, key: Key) -> Option<bool> {
    let event = |pressed| Event::Key {
        key,
        physical_key: Some(key),
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    let mut asked = None;
    for events in [vec![event(true)], vec![event(false)], vec![]] {
        desk.frame_with(events);
        asked = asked.or(asked_for_full_screen(desk));
    }
    asked
}

#[test]
fn ctrl_plus_minus_and_0_scale_everything_and_leave_the_time_alone() {
    let mut desk = Desk::open();
    let view = desk.state().time_view();
    desk.chord(CTRL, Key::Plus);
    assert!((desk.ctx().zoom_factor() - 1.1).abs() < 1e-6);
    // Plus is the equals key on many keyboards, and needs Shift on others.
    desk.chord(CTRL, Key::Equals);
    desk.chord(CTRL | Modifiers::SHIFT, Key::Plus);
    assert!((desk.ctx().zoom_factor() - 1.5).abs() < 1e-6);
    desk.chord(CTRL, Key::Minus);
    assert!((desk.state().settings().ui_scale - 1.25).abs() < 1e-6);
    desk.chord(CTRL, Key::Num0);
    assert!((desk.ctx().zoom_factor() - 1.0).abs() < 1e-6);
    assert_eq!(desk.state().time_view(), view);
    assert!(desk.state().history().is_empty());
}

#[test]
fn the_scale_has_a_smallest_and_a_largest_step() {
    let mut desk = Desk::open();
    for _ in 0..20 {
        desk.chord(CTRL, Key::Minus);
    }
    assert!((desk.ctx().zoom_factor() - 0.5).abs() < 1e-6);
    for _ in 0..20 {
        desk.chord(CTRL, Key::Plus);
    }
    assert!((desk.ctx().zoom_factor() - 3.0).abs() < 1e-6);
}

#[test]
fn the_scale_and_the_zone_are_written_to_the_settings() {
    let mut desk = Desk::open();
    desk.chord(CTRL, Key::Minus);
    desk.click_label("View");
    desk.click_label("Time zone");
    desk.click_label("Local time");
    assert_eq!(desk.state().settings().time_zone, TimeZoneChoice::Local);
    desk.state().flush();
    let path = desk.state().folders().unwrap().settings_path();
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(text, "ui_scale = 0.9\ntime_zone = \"local\"\n");
}

#[test]
fn f11_asks_for_the_whole_screen_and_esc_gives_it_back_after_the_selection() {
    let mut desk = Desk::open();
    assert_eq!(full_screen_after(&mut desk, Key::F11), Some(true));
    assert!(desk.state().is_full_screen());
    desk.click(desk.on_line(3));
    assert!(desk.state().selection().is_some());
    assert_eq!(full_screen_after(&mut desk, Key::Escape), None);
    assert!(desk.state().selection().is_none() && desk.state().is_full_screen());
    assert_eq!(full_screen_after(&mut desk, Key::Escape), Some(false));
    assert!(!desk.state().is_full_screen());
    // Esc alone never goes there.
    assert_eq!(full_screen_after(&mut desk, Key::Escape), None);
}

#[test]
fn esc_closes_what_is_open_before_it_leaves_full_screen() {
    let mut desk = Desk::open();
    desk.key(Key::F11);
    desk.key(Key::F1);
    assert_eq!(desk.state().dialog(), Some(Dialog::Shortcuts));
    desk.key(Key::Escape);
    assert!(desk.state().dialog().is_none() && desk.state().is_full_screen());
    desk.click_label("File");
    assert!(desk.has_label("Quit"));
    desk.key(Key::Escape);
    assert!(desk.state().is_full_screen());
    assert!(!desk.has_label("Quit"));
    // Also in the middle of a drag, which Esc puts back.
    let line = desk.on_line(3);
    desk.press(line);
    desk.glide(line + egui::vec2(0.0, 40.0));
    desk.key(Key::Escape);
    desk.release();
    assert!(desk.state().is_full_screen());
    assert!((desk.price(3) - 70_000.0).abs() < 1e-9);
}

#[test]
fn ctrl_g_goes_to_a_typed_date_and_keeps_the_span() {
    let mut desk = Desk::open();
    desk.key(Key::Num1);
    let before = desk.state().time_view();
    desk.chord(CTRL, Key::G);
    assert_eq!(desk.state().dialog(), Some(Dialog::GoToDate));
    type_text(&mut desk, "5 Oct 2025");
    desk.key(Key::Enter);
    assert_eq!(desk.state().dialog(), None);
    assert_eq!(middle(&desk), day("2025-10-05"));
    assert!((desk.state().time_view().span() - before.span()).abs() < 1.0);
    assert!(desk.state().history().is_empty());
    // The field is empty the next time.
    desk.chord(CTRL, Key::G);
    type_text(&mut desk, "2025-11-05 13:00");
    desk.click_label("Go");
    assert_eq!(middle(&desk).iso(), "2025-11-05T13:00:00Z");
}

#[test]
fn a_date_that_is_none_is_said_and_goes_nowhere() {
    let mut desk = Desk::open();
    desk.key(Key::Num1);
    let before = desk.state().time_view();
    desk.chord(CTRL, Key::G);
    let bounds = desk.state().data_bounds_words();
    assert!(desk.texts().contains(&bounds), "{:?}", desk.texts());
    for (typed, said) in [
        ("30 Feb 2026", "Feb 2026 has no day 30"),
        ("1 Jan 1999", "1 Jan 1999 is before the data begin"),
        ("1 Jan 2199", "1 Jan 2199 is after everything shown"),
    ] {
        type_text(&mut desk, typed);
        desk.key(Key::Enter);
        assert!(desk.texts().iter().any(|text| text == said), "{typed}: {:?}", desk.texts());
        assert_eq!(desk.state().dialog(), Some(Dialog::GoToDate), "{typed}");
        clear_field(&mut desk);
    }
    desk.key(Key::Escape);
    desk.key(Key::Escape);
    assert_eq!(desk.state().dialog(), None);
    assert_eq!(desk.state().time_view(), before);
}

#[test]
fn an_interval_is_chosen_in_the_menu_in_one_step_of_undo() {
    let mut desk = Desk::open();
    let first = desk.document();
    desk.click_label("Chart");
    desk.click_label("Interval");
    desk.click_label("Week");
    assert_eq!(desk.saved()["interval"], "week");
    assert_eq!(desk.state().history().undo_caption(), Some("draw weeks"));
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.document(), first);
}

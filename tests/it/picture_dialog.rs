//! The small window for pictures: by mouse, by key, and what it leaves behind.

use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::Queryable as _;
use hashfloor::app::command::{Command, Dialog};
use hashfloor::app::picture::{Beside, PictureFormat, PictureScale, PictureStyle};

use crate::gestures::desk::{CTRL, Desk};

fn opened() -> Desk {
    let mut desk = Desk::open().with_pictures();
    desk.chord(CTRL | Modifiers::SHIFT, Key::E);
    assert_eq!(desk.state().dialog(), Some(Dialog::ExportPicture));
    desk.wait(0.2);
    desk
}

#[test]
fn choices_are_remembered_with_the_workspace_and_esc_closes() {
    let mut desk = opened();
    for label in ["SVG", "4×", "Print", "CSV of the data beside it"] {
        desk.click_label(label);
    }
    let chosen = desk.state().view().picture.clone();
    let expected = (PictureFormat::Svg, PictureScale::Four, PictureStyle::Print, Beside::Data);
    assert_eq!((chosen.format, chosen.scale, chosen.style, chosen.beside), expected);
    let saved = desk.saved_view();
    assert_eq!((&saved["picture"]["style"], &saved["picture"]["scale"]), (&"print".into(), &"4".into()));
    desk.key(Key::Escape);
    assert_eq!(desk.state().dialog(), None);
    assert_eq!(desk.state().view().picture, chosen);
}

#[test]
fn a_pane_is_chosen_by_its_name() {
    let mut desk = opened();
    desk.click_label("What the picture shows");
    // The series tree has one of that name too, under the small window.
    let at = desk.tree().get_all_by_label("Hashrate").last().unwrap().rect().center();
    desk.click(at);
    assert_eq!(desk.state().view().picture.subject.only_pane(), Some("hashrate.network"));
}

#[test]
fn every_choice_is_reached_by_tab_and_made_by_space() {
    let mut desk = opened();
    for label in ["SVG", "1×", "Light", "CSV of the data beside it", "Cancel"] {
        let mut presses = 0;
        while !desk.tree().get_by_label(label).is_focused() {
            desk.key(Key::Tab);
            presses += 1;
            assert!(presses < 40, "Tab never comes to {label}");
        }
        desk.key(Key::Space);
        desk.wait(0.1);
    }
    let chosen = desk.state().view().picture.clone();
    let expected = (PictureFormat::Svg, PictureScale::One, PictureStyle::Light, Beside::Data);
    assert_eq!((chosen.format, chosen.scale, chosen.style, chosen.beside), expected);
    assert_eq!(desk.state().dialog(), None);
}

#[test]
fn copying_hands_the_picture_to_the_system_and_says_so() {
    let mut desk = opened();
    desk.click_label("1×");
    desk.click_label("Copy to clipboard");
    assert_eq!(desk.state().dialog(), None);
    let handed = desk.settle();
    let sizes: Vec<[usize; 2]> = handed
        .iter()
        .filter_map(|command| match command {
            OutputCommand::CopyImage(image) => Some(image.size),
            _ => None,
        })
        .collect();
    assert_eq!(sizes, [[1_400, 900]]);
    assert_eq!(desk.notices(), ["Copied the picture, 1,400 × 900 pixels"]);
    // Once is enough.
    assert!(desk.settle().is_empty());
}

#[test]
fn a_copied_text_goes_through_the_same_door() {
    let mut desk = Desk::open();
    desk.ask(Command::CopyText("68,230".to_owned()));
    let handed = desk.ctx().output(|output| output.commands.clone());
    let in_last_frame = desk.tree().output().platform_output.commands.clone();
    let copied = OutputCommand::CopyText("68,230".to_owned());
    assert!(handed.contains(&copied) || in_last_frame.contains(&copied), "{in_last_frame:?}");
}

#[test]
fn what_is_pointed_at_and_selected_is_in_no_picture() {
    let mut desk = Desk::open().with_pictures();
    let draw = |desk: &Desk| {
        let look = hashfloor::ui::picture::Look::of(&desk.state().view().picture, true);
        hashfloor::ui::picture::Scene::new(&desk.state().snapshot(), &look).svg()
    };
    let before = draw(&desk);
    let texts = desk.texts();
    let line = desk.on_line(3);
    desk.click(line);
    desk.wait(0.2);
    assert!(desk.state().selection().is_some());
    assert_ne!(desk.texts(), texts, "the pointer leaves its mark in the window");
    assert_eq!(draw(&desk), before);
}

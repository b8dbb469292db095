//! Workspaces and history by menu, key, drop and click.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use hashfloor::io::files::write_atomic;

use super::desk::{CTRL, Desk};
use super::dropping::{Dropped, until};

const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..CTRL };

fn is_open(desk: &Desk, name: &str) -> bool {
    desk.state().workspace_name() == name && desk.state().running_jobs().is_empty()
}

#[test]
fn the_file_menu_makes_duplicates_and_opens_recent_workspaces() {
    let mut desk = Desk::open();
    assert!(desk.has_label("default"), "the status bar names the workspace");
    desk.click_label("File");
    desk.click_label("New workspace");
    until(&mut desk, |desk| is_open(desk, "Workspace 2"));
    assert!(desk.has_label("Workspace 2"));
    desk.click_label("File");
    desk.click_label("Duplicate");
    until(&mut desk, |desk| is_open(desk, "Workspace 2 copy"));
    desk.click_label("File");
    desk.click_label("Open recent");
    desk.wait(0.3);
    let item = desk.tree().get_by_role_and_label(Role::MenuItem, "Workspace 2").rect().center();
    desk.click(item);
    until(&mut desk, |desk| is_open(desk, "Workspace 2"));
    let recent: Vec<_> = desk.state().recent().paths();
    assert_eq!(recent.len(), 3);
    desk.click_label("File");
    desk.click_label("Open recent");
    desk.wait(0.3);
    desk.click_label("Clear list");
    assert_eq!(desk.state().recent().paths().len(), 1);
}

#[test]
fn keys_make_a_workspace_and_say_where_it_is_saved() {
    let mut desk = Desk::open();
    desk.chord(CTRL, Key::N);
    until(&mut desk, |desk| is_open(desk, "Workspace 2"));
    desk.state().flush();
    desk.chord(CTRL, Key::S);
    let said = desk.notices();
    assert!(said.last().is_some_and(|text| text.starts_with("Everything is saved: ")), "{said:?}");
    assert!(said.last().is_some_and(|text| text.ends_with("Workspace 2.json")), "{said:?}");
}

#[test]
fn a_dropped_workspace_is_opened_and_a_foreign_file_is_not() {
    let mut desk = Desk::open();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("theirs.json");
    let text = br#"{"format":"hashfloor-workspace","version":1,"document":{},"view":{"left_panel":false,
        "right_panel":true,"tab":"history"}}"#;
    write_atomic(&path, text).unwrap();
    desk.drop_file(Arc::new(Dropped(path)));
    until(&mut desk, |desk| is_open(desk, "theirs"));
    assert!(desk.state().document().levels.is_empty() && !desk.state().view().left_panel);
    let other = folder.path().join("other.json");
    write_atomic(&other, b"[1, 2]").unwrap();
    desk.drop_file(Arc::new(Dropped(other)));
    until(&mut desk, |desk| desk.notices().iter().any(|text| text.contains("not a Hashfloor workspace")));
    assert_eq!(desk.state().workspace_name(), "theirs");
}

#[test]
fn a_click_or_enter_in_the_history_goes_to_a_step_and_back() {
    let mut desk = Desk::open();
    desk.chord(CTRL_SHIFT, Key::H);
    desk.wait(0.2);
    assert!(desk.has_label("Step 0: As it was opened, present"), "{:?}", desk.names());
    let mut documents = vec![desk.document()];
    for (id, price) in [(3, 82_000.0), (6, 66_000.0), (3, 77_500.0)] {
        desk.wait(0.5);
        let (from, to) = (desk.on_line(id), desk.at("2025-11-15", price));
        desk.drag(from, to);
        documents.push(desk.document());
        let names: Vec<_> = desk.names().into_iter().filter(|name| name.starts_with("Step ")).collect();
        assert_eq!(desk.state().history().len(), documents.len() - 1, "{names:?}");
    }
    let name = |desk: &Desk, number| {
        let caption = desk.state().history().step(number).unwrap().caption.to_owned();
        format!("Step {number}: M{}", &caption[1..])
    };
    let (first, third) = (name(&desk, 1), name(&desk, 3));
    assert_eq!(first, "Step 1: Move 70,000 support");
    assert!(desk.has_label(&format!("{third}, present")), "{:?}", desk.names());
    desk.click_label(&first);
    assert_eq!(desk.document(), documents[1]);
    desk.focus_item(&format!("{third}, undone"));
    desk.key(Key::Enter);
    assert_eq!(desk.document(), documents[3]);
    desk.click_label("Step 0: As it was opened");
    assert_eq!(desk.document(), documents[0]);
}

#[test]
fn two_thousand_steps_are_listed_by_the_rows_in_sight() {
    use hashfloor::app::command::Command;
    use hashfloor::app::edit::Edit;
    let mut desk = Desk::open();
    desk.chord(CTRL_SHIFT, Key::H);
    for step in 0..2_010 {
        desk.ask_quietly(Command::Edit(Edit::ShowEvents(step % 2 == 1)));
    }
    desk.wait(0.2);
    assert_eq!(desk.state().history().len(), 2_000);
    let rows = desk.names().iter().filter(|name| name.starts_with("Step ")).count();
    assert!((10..60).contains(&rows), "{rows} rows were built");
    assert!(desk.names().iter().any(|name| name.starts_with("Step 2000: ")));
}

#[test]
fn a_level_in_the_hand_is_let_go_when_another_workspace_opens() {
    let mut desk = Desk::open();
    let before = desk.document();
    let from = desk.on_line(3);
    desk.press(from);
    desk.glide(from - egui::vec2(0.0, 40.0));
    assert_ne!(desk.drawn(), before);
    desk.ask_quietly(hashfloor::app::command::Command::NewWorkspace);
    until(&mut desk, |desk| is_open(desk, "Workspace 2"));
    let fresh = desk.document();
    desk.glide(from - egui::vec2(0.0, 80.0));
    assert_eq!(desk.drawn(), fresh);
    desk.release();
    assert_eq!((desk.document(), desk.state().history().len()), (fresh, 0));
}

#[test]
fn a_label_that_is_half_typed_belongs_to_the_workspace_it_was_typed_in() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::open_at(folder.path());
    desk.ask_quietly(hashfloor::app::command::Command::ShowTab(hashfloor::app::view::Tab::Levels));
    desk.wait(0.2);
    desk.tree().get_by_role_and_label(Role::TextInput, "Label of 60,000 support").focus();
    desk.wait(0.1);
    desk.type_text("typed in the first one");
    desk.chord(CTRL, Key::N);
    until(&mut desk, |desk| is_open(desk, "Workspace 2"));
    desk.wait(0.2);
    let has = |desk: &Desk| {
        desk.state().document().levels.iter().any(|level| level.label.contains("typed in the first one"))
    };
    assert!(!has(&desk) && desk.state().history().is_empty());
    let first = desk.state().workspace_path().unwrap().with_file_name("default.json");
    desk.ask(hashfloor::app::command::Command::OpenWorkspace(first));
    until(&mut desk, |desk| is_open(desk, "default"));
    assert!(has(&desk), "{:?}", desk.notices());
}

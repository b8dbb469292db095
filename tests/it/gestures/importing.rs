//! A file on its way in, by hand: what is understood, changed, asked, remembered and stored.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Event, Key};
use hashfloor::app::command::{Command, Dialog};
use hashfloor::app::import::{Filling, Meaning, Trouble};
use hashfloor::domain::live::Reach;
use hashfloor::domain::series::SeriesKey;
use hashfloor::io::files::write_atomic;

use super::desk::Desk;
use super::dropping::{Dropped, until};
use crate::fixture_server::{Answer, Fault, FixtureServer, Seen};

const ADDRESSES: &str = "date,Active addresses\n2026-03-30,5\n2026-03-31,7\n";
/// Dates that can be read both ways throughout.
const EITHER: &str = "date,Active addresses\n1/2/2024,5\n2/3/2024,6\n3/4/2024,7\n";

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    write_atomic(&path, text.as_bytes()).unwrap();
    path
}

fn dropped(desk: &mut Desk, paths: &[PathBuf]) {
    let handle = |path: &PathBuf| -> egui::DroppedFileHandle { Arc::new(Dropped(path.clone())) };
    desk.drop_files(paths.iter().map(handle).collect());
}

/// Waits until the open file is read, whatever came of it.
fn read(desk: &mut Desk) {
    until(desk, |desk| {
        let open = desk.state().import_window();
        open.is_some_and(|open| open.filling() == Filling::No)
    });
    desk.wait(0.2);
}

fn closed(desk: &mut Desk) {
    until(desk, |desk| desk.state().import_window().is_none() && desk.state().running_jobs().is_empty());
}

fn values(desk: &Desk, id: &str) -> Option<Vec<f64>> {
    let (id, _, source) = SeriesKey::parse(id).unwrap();
    let entry = desk.state().library().get(&SeriesKey::new(&id, source.unwrap()))?;
    Some(entry.series.values().to_vec())
}

#[test]
fn a_columns_heading_says_what_it_is_and_changes_it_up_to_undo_and_redo() {
    let mut desk = Desk::open();
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "addresses.csv", ADDRESSES);
    dropped(&mut desk, std::slice::from_ref(&path));
    read(&mut desk);
    assert!(desk.has_label("Row 1: date 2026-03-30, Active addresses 5"), "{:?}", desk.names());
    desk.click_label("Column Active addresses: value of custom.active_addresses@csv, number");
    desk.click_label("TH/s");
    read(&mut desk);
    desk.key(Key::Escape);
    assert!(desk.state().import_window().is_some(), "Esc closes the menu and not the window");
    let row = "Row 1: date 2026-03-30, Active addresses 5,000,000,000,000 from 5";
    assert!(desk.has_label(row), "{:?}", desk.names());
    desk.click_label("Import");
    closed(&mut desk);
    let id = "custom.active_addresses@csv";
    let stored = vec![5e12, 7e12];
    assert_eq!(values(&desk, id), Some(stored.clone()));
    // Redo reads the copy with the answers of then.
    std::fs::remove_file(path).unwrap();
    desk.ask(Command::Undo);
    desk.settle();
    assert_eq!(values(&desk, id), None);
    desk.ask(Command::Redo);
    desk.settle();
    assert_eq!(values(&desk, id), Some(stored));
}

#[test]
fn a_question_is_asked_once_remembered_for_its_header_and_forgotten_on_request() {
    let mut desk = Desk::open();
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "either.csv", EITHER);
    dropped(&mut desk, std::slice::from_ref(&path));
    read(&mut desk);
    assert!(desk.has_label("Which comes first in the dates of \"date\": the day or the month?"));
    // The first choice has the keyboard already.
    assert!(desk.has_label("The month: 1/2/2024 is 2 Jan 2024"), "{:?}", desk.names());
    desk.key(Key::Enter);
    read(&mut desk);
    assert!(desk.has_label("Row 1: date 2024-02-01 from 1/2/2024, Active addresses 5"), "{:?}", desk.names());
    // And now Import has it.
    desk.key(Key::Enter);
    closed(&mut desk);
    assert_eq!(values(&desk, "custom.active_addresses@csv"), Some(vec![5.0, 6.0, 7.0]));
    let mut desk = desk.restarted();
    dropped(&mut desk, &[path]);
    read(&mut desk);
    assert!(desk.state().import_preview().is_some(), "it was not asked again");
    assert!(desk.has_label("As last time for this header: the day comes first"), "{:?}", desk.names());
    desk.click_label("Forget: the day comes first");
    read(&mut desk);
    assert!(matches!(desk.state().import_window().unwrap().trouble(), Some(Trouble::Question(_))));
    desk.key(Key::Escape);
    closed(&mut desk);
}

#[test]
fn a_table_a_path_and_an_address_can_be_pasted() {
    let mut desk = Desk::open();
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "addresses.csv", ADDRESSES);
    desk.frame_with([Event::Paste(ADDRESSES.replace(',', "\t"))]);
    read(&mut desk);
    assert_eq!(desk.state().import_window().unwrap().name(), "pasted table");
    let meaning = desk.state().import_preview().unwrap().sample.first[0].meanings[1];
    assert!(matches!(meaning, Meaning::Number(value, _) if value == 5.0), "{meaning:?}");
    desk.key(Key::Escape);
    closed(&mut desk);
    desk.frame_with([Event::Paste(path.display().to_string())]);
    read(&mut desk);
    assert_eq!(desk.state().import_window().unwrap().name(), "addresses.csv");
    desk.key(Key::Escape);
    closed(&mut desk);
    desk.frame_with([Event::Paste("https://example.org/a.csv".to_owned())]);
    desk.wait(0.2);
    assert_eq!(desk.state().dialog(), Some(Dialog::ImportAddress));
    assert!(desk.values().iter().any(|value| value == "https://example.org/a.csv"), "{:?}", desk.values());
    assert!(desk.has_label("This Hashfloor was started without a network"), "and nothing was asked");
    desk.key(Key::Escape);
    desk.frame_with([Event::Paste("hello".to_owned())]);
    assert!(desk.notices().iter().any(|notice| notice.starts_with("There is no table on the clipboard")));
}

fn table(_: &Seen) -> Answer {
    let headers = vec![("content-type".to_owned(), "text/csv".to_owned())];
    Answer { status: 200, headers, body: ADDRESSES.into() }
}

#[test]
fn a_table_is_fetched_from_an_address_shown_and_stored_on_request() {
    let server = FixtureServer::start(Arc::new(table));
    let mut desk = Desk::open();
    desk.allow(Reach::Loopback);
    desk.ask(Command::ShowDialog(Some(Dialog::ImportAddress)));
    desk.wait(0.2);
    desk.type_text(&format!("{}/data/addresses.csv?key=hidden", server.base()));
    desk.click_label("Fetch");
    read(&mut desk);
    assert_eq!(server.requests().len(), 1);
    assert!(desk.has_label("Import addresses.csv"), "{:?}", desk.names());
    assert!(!desk.texts().iter().any(|text| text.contains("hidden")), "what may be a key is not shown");
    // An answer reads what came once more and asks nobody again.
    desk.click_label("Column Active addresses: value of custom.active_addresses@csv, number");
    desk.click_label("TH/s");
    read(&mut desk);
    desk.key(Key::Escape);
    desk.click_label("Import");
    closed(&mut desk);
    assert_eq!(values(&desk, "custom.active_addresses@csv"), Some(vec![5e12, 7e12]));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_fetch_is_called_off_and_one_that_fails_says_what_to_do() {
    let server = FixtureServer::start(Arc::new(table));
    server.misbehave("/", Fault::Mute, 1);
    let mut desk = Desk::open();
    desk.allow(Reach::Loopback);
    let address = format!("{}/addresses.csv", server.base());
    let fetch = Command::Import(hashfloor::app::import::ImportCommand::ReadAddress(address.clone()));
    desk.ask(fetch.clone());
    until(&mut desk, |desk| desk.has_label("Cancel") && !server.requests().is_empty());
    desk.click_label("Cancel");
    closed(&mut desk);
    assert!(desk.notices().is_empty(), "{:?}", desk.notices());
    server.misbehave("/", Fault::Status(404, None), 9);
    desk.ask(fetch);
    read(&mut desk);
    let open = desk.state().import_window().unwrap();
    let Some(Trouble::Error { sentence, advice }) = open.trouble() else { panic!("{open:?}") };
    assert!(sentence.contains("404"), "{sentence}");
    assert!(desk.has_label(advice), "{:?}", desk.names());
}

#[test]
fn several_files_come_one_after_the_other_and_can_be_skipped() {
    let mut desk = Desk::open();
    let folder = tempfile::tempdir().unwrap();
    let names = ["one.csv", "two.csv", "three.csv"];
    let paths: Vec<_> =
        names.iter().map(|name| file(folder.path(), name, &ADDRESSES.replace("Active", name))).collect();
    dropped(&mut desk, &paths);
    read(&mut desk);
    assert!(desk.names().iter().any(|name| name.ends_with("(1 of 3)")), "{:?}", desk.names());
    desk.click_label("Skip this file");
    read(&mut desk);
    assert!(desk.names().iter().any(|name| name.ends_with("(2 of 3)")), "{:?}", desk.names());
    desk.click_label("Import all");
    closed(&mut desk);
    assert_eq!(desk.state().history().len(), 2, "{:?}", desk.notices());
}

//! The small window for data: by mouse, by key, and what it leaves behind.

use std::collections::BTreeSet;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use hashfloor::app::command::{Command, Dialog, PathPurpose};
use hashfloor::app::export_request::{
    TableCadence, TableDates, TableFormat, TableLayout, TableMetadata, TableRange, TableRequest,
};
use hashfloor::io::files::write_atomic;

use crate::gestures::desk::Desk;

fn opened() -> Desk {
    let mut desk = Desk::open();
    desk.chord(Modifiers::ALT, Key::E);
    assert_eq!(desk.state().dialog(), Some(Dialog::ExportTable));
    shown(&mut desk);
    desk
}

/// Waits for the look at what would be written.
fn shown(desk: &mut Desk) {
    desk.settle();
    desk.wait(0.1);
}

fn chosen(desk: &Desk) -> BTreeSet<String> {
    desk.state().chosen_keys(&desk.state().view().table)
}

#[test]
fn what_is_drawn_is_ticked_and_the_first_lines_are_shown_as_they_will_be() {
    let mut desk = opened();
    let drawn = chosen(&desk);
    assert!(drawn.contains("price.btc.usd@case") && drawn.contains("hashrate.network@case"), "{drawn:?}");
    let texts = desk.texts();
    assert!(texts.iter().any(|text| text == "# Hashfloor export"), "{texts:?}");
    desk.click_label("Select none");
    shown(&mut desk);
    let refused = "Not possible: no series is chosen".to_owned();
    assert!(desk.texts().contains(&refused), "{:?}", desk.texts());
    desk.click_label("Difficulty · case file");
    desk.click_label("None");
    desk.click_label("Days");
    for (field, day) in [("First day", "2026-02-01"), ("Last day", "2026-02-28")] {
        desk.click_label(field);
        desk.type_text(day);
    }
    shown(&mut desk);
    assert_eq!(chosen(&desk), BTreeSet::from(["difficulty@case".to_owned()]));
    let preview = desk.state().table_preview().unwrap().unwrap().clone();
    assert_eq!(preview.lines[0], "date,difficulty@case");
    assert!(preview.lines[1].starts_with("2026-02-07,"), "{preview:?}");
    // The size is that of the file, to the byte, and the lines are its own.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    let request = desk.state().view().table.clone();
    desk.ask(Command::ExportTable(request, path.clone()));
    desk.settle();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!((text.len() as u64, text.lines().count() as u64), (preview.bytes, preview.rows + 1));
    assert_eq!(text.lines().collect::<Vec<_>>(), preview.lines);
    assert_eq!(desk.notices().last().unwrap(), &format!("Exported to {}", path.display()));
}

#[test]
fn choices_are_remembered_with_the_workspace_and_esc_closes() {
    let mut desk = opened();
    for label in ["In view", "Weekly", "One per series", "Epoch ms", "JSON beside", "Select all"] {
        desk.click_label(label);
    }
    let table = desk.state().view().table.clone();
    let found = (table.range, table.cadence, table.layout, table.dates, table.metadata);
    let expected = (
        TableRange::Visible,
        TableCadence::Weekly,
        TableLayout::Each,
        TableDates::EpochMillis,
        TableMetadata::Sidecar,
    );
    assert_eq!(found, expected);
    assert_eq!(desk.saved_view()["table"]["cadence"], "weekly");
    desk.key(Key::Escape);
    assert_eq!(desk.state().dialog(), None);
    let restarted = desk.restarted();
    assert_eq!(restarted.state().view().table, table);
}

#[test]
fn every_choice_is_reached_by_tab_and_made_by_space() {
    let mut desk = opened();
    for label in ["Select none", "Fear & Greed · case file", "Monthly", "JSON", "Epoch s", "Cancel"] {
        let mut presses = 0;
        while !desk.tree().get_by_label(label).is_focused() {
            desk.key(Key::Tab);
            presses += 1;
            assert!(presses < 90, "Tab never comes to {label}");
        }
        desk.key(Key::Space);
        desk.wait(0.1);
    }
    assert_eq!(desk.state().dialog(), None);
    let table = &desk.state().view().table;
    assert_eq!((table.cadence, table.format), (TableCadence::Monthly, TableFormat::Json));
    assert_eq!(chosen(&desk), BTreeSet::from(["sentiment.fear_greed@case".to_owned()]));
}

#[test]
fn what_cannot_be_is_said_and_how_rows_are_made_is_stated() {
    let mut desk = opened();
    desk.click_label("Select none");
    desk.click_label("BTC/USD · case file");
    desk.click_label("Weekly");
    shown(&mut desk);
    let names = desk.texts();
    let stated = "Rows are made weekly (ISO weeks, dated by their Monday): first open, highest high, lowest \
                  low, last close, volume added";
    assert!(names.iter().any(|name| name.starts_with(stated)), "{names:?}");
    desk.click_label("BTC/USD weekly · case file");
    desk.click_label("Daily");
    shown(&mut desk);
    let names = desk.texts();
    let refused = "Not possible: BTC/USD is stored weekly from the case file, days are not there: choose \
                   another cadence or leave it out";
    assert!(names.iter().any(|name| name == refused), "{names:?}");
    desk.click_label("Days");
    desk.click_label("First day");
    desk.type_text("soon");
    shown(&mut desk);
    assert!(desk.texts().iter().any(|text| text.starts_with("Not possible: First day: ")));
}

#[test]
fn a_file_for_each_series_is_written_with_its_sidecar_and_said_in_one_sentence() {
    let mut desk = Desk::open();
    let folder = tempfile::tempdir().unwrap();
    let series = ["difficulty@case", "sentiment.fear_greed@case"].map(str::to_owned);
    let request = TableRequest {
        series: Some(BTreeSet::from(series)),
        layout: TableLayout::Each,
        metadata: TableMetadata::Sidecar,
        ..TableRequest::default()
    };
    let path = folder.path().join("rows.csv");
    for _ in 0..2 {
        desk.ask(Command::ExportTable(request.clone(), path.clone()));
        desk.settle();
        let said = format!("Exported 4 files to {}", folder.path().display());
        assert_eq!(desk.notices().last().unwrap(), &said);
    }
    let entries = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    let expected = [
        "rows-difficulty@case.csv",
        "rows-difficulty@case.csv.meta.json",
        "rows-sentiment.fear_greed@case.csv",
        "rows-sentiment.fear_greed@case.csv.meta.json",
    ];
    assert_eq!(names, expected);
    // A file of the user's own stays, and with it everything else.
    let own = folder.path().join(expected[2]);
    std::fs::remove_file(folder.path().join(expected[3])).unwrap();
    write_atomic(&own, b"mine").unwrap();
    let before = std::fs::read(folder.path().join(expected[0])).unwrap();
    desk.ask(Command::ExportTable(TableRequest { cadence: TableCadence::AsStored, ..request }, path));
    desk.settle();
    assert!(desk.notices().last().unwrap().contains("choose another name"), "{:?}", desk.notices());
    assert_eq!(std::fs::read(&own).unwrap(), b"mine");
    assert_eq!(std::fs::read(folder.path().join(expected[0])).unwrap(), before);
}

#[test]
fn a_typed_path_writes_over_a_file_only_when_asked_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.csv");
    for purpose in [PathPurpose::Table(TableFormat::Csv), PathPurpose::ExportNotes] {
        write_atomic(&path, b"mine").unwrap();
        let mut desk = Desk::open();
        desk.ask(Command::ShowDialog(Some(Dialog::TypePath(purpose))));
        desk.wait(0.1);
        desk.type_text(&folder.path().join("mine").display().to_string());
        desk.key(Key::Enter);
        desk.wait(0.1);
        desk.settle();
        assert_eq!(desk.state().dialog(), Some(Dialog::TypePath(purpose)));
        assert!(desk.has_label("mine.csv exists already") && desk.has_label("Replace"), "{:?}", desk.names());
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
        // Another path is asked about anew.
        desk.type_text("2");
        desk.wait(0.1);
        assert!(!desk.has_label("mine.csv exists already"), "{:?}", desk.names());
        desk.key(Key::Backspace);
        desk.wait(0.1);
        desk.key(Key::Enter);
        desk.wait(0.1);
        assert!(desk.has_label("mine.csv exists already"), "{:?}", desk.names());
        desk.key(Key::Enter);
        desk.wait(0.1);
        desk.settle();
        assert_eq!(desk.state().dialog(), None);
        assert_ne!(std::fs::read(&path).unwrap(), b"mine");
    }
}

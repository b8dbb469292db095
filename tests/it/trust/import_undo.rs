//! Imports through the window's door: shown first, stored on request, undone and redone.

use std::path::{Path, PathBuf};

use hashfloor::app::command::Command as Ask;
use hashfloor::app::edit::Edit;
use hashfloor::app::edit_panes::PaneEdit;
use hashfloor::app::import::Trouble;
use hashfloor::app::state::AppState;
use hashfloor::io::files::write_atomic;
use tempfile::TempDir;

use super::{add_level, library_bits, opened, said};

/// A row that is new, one that changes the case file's own and one that is as it was.
const TABLE: &str = "# Hashfloor export\n# series: price.btc.usd@case\n# unit: USD\n# cadence: daily\n\
    date,open,high,low,close\n\
    2026-02-05,73020,73160,62350,62700\n\
    2026-02-06,62700,71680,60070,70999\n\
    2026-04-01,68000,69000,67000,68500\n";
const FEAR: &str = "date,timestamp,value,classification\n2026-03-20,1773964800,31,Fear\n";

fn folder_with(text: &str) -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (data, table) = (folder.path().join("data"), folder.path().join("my table.csv"));
    write_atomic(&table, text.as_bytes()).unwrap();
    (folder, data, table)
}

fn shown(state: &mut AppState, table: &Path) {
    state.dispatch(Ask::PreviewImport(table.to_owned()));
    state.settle();
    assert!(state.import_preview().is_some(), "{}", said(state));
}

fn after(state: &mut AppState, ask: Ask) {
    state.dispatch(ask);
    state.settle();
}

fn copies(data: &Path) -> usize {
    std::fs::read_dir(data.join("imports")).unwrap().count()
}

/// Titles and dates of the origin, which an undo must bring back as well.
fn origins(state: &AppState) -> Vec<String> {
    state.library().entries().map(|(key, entry)| format!("{key} {:?}", entry.provenance)).collect()
}

#[test]
fn counts_are_shown_before_anything_is_stored_and_cancel_stores_nothing() {
    let (_folder, data, table) = folder_with(TABLE);
    let mut state = opened(&data);
    let before = library_bits(state.library());
    shown(&mut state, &table);
    let report = &state.import_preview().unwrap().reports[0];
    assert_eq!((report.rows_new, report.rows_changed, report.rows_same), (1, 1, 1));
    assert_eq!((library_bits(state.library()), copies(&data)), (before.clone(), 0));
    after(&mut state, Ask::CancelImport);
    assert!(state.import_preview().is_none());
    drop(state);
    assert_eq!(library_bits(opened(&data).library()), before);
}

#[test]
fn undo_takes_an_import_back_bit_for_bit_and_redo_brings_it_again() {
    for (text, id) in [(TABLE, "price.btc.usd"), (FEAR, "sentiment.fear_greed")] {
        let (_folder, data, table) = folder_with(text);
        let mut state = opened(&data);
        let (before, before_origins) = (library_bits(state.library()), origins(&state));
        let shown_before = state.document().panes.clone();
        shown(&mut state, &table);
        after(&mut state, Ask::ConfirmImport);
        let imported = library_bits(state.library());
        assert_ne!(imported, before);
        assert!(state.document().shows(id), "what was imported is drawn");
        assert_eq!(copies(&data), 1);
        // The copy is what redo reads, not the file, which may be gone.
        std::fs::remove_file(&table).unwrap();
        for _ in 0..3 {
            after(&mut state, Ask::Undo);
            assert_eq!(library_bits(state.library()), before, "{id}");
            assert_eq!(origins(&state), before_origins, "{id}");
            assert_eq!(state.document().panes, shown_before);
            after(&mut state, Ask::Redo);
            assert_eq!(library_bits(state.library()), imported, "{id}: {}", said(&state));
            assert!(state.document().shows(id));
        }
        assert_eq!(said(&state), "");
        drop(state);
        assert_eq!(library_bits(opened(&data).library()), imported, "and it is on disk");
    }
}

#[test]
fn what_is_stored_is_what_was_shown_even_if_the_file_changes_meanwhile() {
    let (_folder, data, table) = folder_with(TABLE);
    let mut state = opened(&data);
    shown(&mut state, &table);
    write_atomic(&table, TABLE.replace("68500", "1").as_bytes()).unwrap();
    after(&mut state, Ask::ConfirmImport);
    assert_eq!(state.last_close().map(|(_, close)| close.to_bits()), Some(68_500_f64.to_bits()));
    assert_eq!(copies(&data), 0, "a copy of other bytes would redo something else");
}

#[test]
fn a_damaged_copy_is_said_and_stores_nothing() {
    let (_folder, data, table) = folder_with(TABLE);
    let mut state = opened(&data);
    let before = library_bits(state.library());
    shown(&mut state, &table);
    after(&mut state, Ask::ConfirmImport);
    after(&mut state, Ask::Undo);
    let copy = std::fs::read_dir(data.join("imports")).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(&copy).unwrap();
    let mut seen = 0;
    for byte in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[byte] ^= 1 << (byte % 8);
        write_atomic(&copy, &flipped).unwrap();
        after(&mut state, Ask::Redo);
        let now = library_bits(state.library());
        if now == before {
            seen += 1;
            assert!(said(&state).contains("Not imported"), "byte {byte}: {}", said(&state));
        } else {
            // A flip in the header of the copy, such as its date, changes no row.
            assert!(state.last_close().is_some_and(|(_, close)| close.to_bits() == 68_500_f64.to_bits()));
        }
        after(&mut state, Ask::Undo);
        assert_eq!(library_bits(state.library()), before, "byte {byte}");
    }
    assert!(seen > whole.len() / 2, "{seen} of {} flips were noticed", whole.len());
    write_atomic(&copy, &whole).unwrap();
    after(&mut state, Ask::Redo);
    assert_ne!(library_bits(state.library()), before, "the sound copy still works");
}

#[test]
fn a_file_that_is_not_understood_is_said_and_changes_nothing() {
    let (folder, data, _) = folder_with("city,country\nOslo,Norway\n");
    let mut state = opened(&data);
    let before = library_bits(state.library());
    for name in ["my table.csv", "none.csv", "."] {
        after(&mut state, Ask::PreviewImport(folder.path().join(name)));
        assert!(state.import_preview().is_none());
        let trouble = state.import_window().and_then(|open| open.trouble()).unwrap();
        assert!(matches!(trouble, Trouble::Error { .. }), "{name}: {trouble:?}");
        after(&mut state, Ask::ConfirmImport);
        after(&mut state, Ask::CancelImport);
        assert!(state.import_window().is_none(), "{name}");
    }
    assert_eq!((library_bits(state.library()), copies(&data)), (before, 0));
}

/// Levels and imports in turns, then jumps back and forth: the rows are always those of the step.
#[test]
fn jumps_over_several_imports_end_where_single_steps_would() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut state = opened(&data);
    let mut at = vec![(library_bits(state.library()), state.document().clone())];
    let second = TABLE.replace("68500", "71000").replace("70999", "70111");
    for (name, text) in [("one.csv", TABLE), ("two.csv", second.as_str()), ("three.csv", FEAR)] {
        add_level(&mut state, 61_000.0 + at.len() as f64);
        at.push((library_bits(state.library()), state.document().clone()));
        let path = folder.path().join(name);
        write_atomic(&path, text.as_bytes()).unwrap();
        shown(&mut state, &path);
        after(&mut state, Ask::ConfirmImport);
        at.push((library_bits(state.library()), state.document().clone()));
    }
    assert_eq!((state.history().len(), said(&state).as_str()), (6, ""));
    for to in [0, 6, 3, 5, 1, 4, 2, 6, 0, 0, 5, 99] {
        after(&mut state, Ask::JumpTo(to));
        let to = to.min(6);
        assert_eq!(state.history().len(), to);
        assert!(library_bits(state.library()) == at[to].0, "rows after a jump to {to}: {}", said(&state));
        assert_eq!(state.document(), &at[to].1, "document after a jump to {to}");
    }
    // Faster than any import: only the last one counts, and none is passed over.
    for to in [0, 6, 1, 5, 2, 4, 0, 3] {
        state.dispatch(Ask::JumpTo(to));
    }
    state.settle();
    assert!(library_bits(state.library()) == at[3].0 && said(&state).is_empty(), "{}", said(&state));
    assert_eq!(state.document(), &at[3].1, "a redone import that comes late changes no document");
    drop(state);
    assert!(library_bits(opened(&data).library()) == at[3].0, "and it is on disk");
}

#[test]
fn what_an_import_of_known_rows_shows_is_a_step_too() {
    let (_folder, data, table) = folder_with(FEAR);
    let mut state = opened(&data);
    shown(&mut state, &table);
    after(&mut state, Ask::ConfirmImport);
    let id = "sentiment.fear_greed".to_owned();
    after(&mut state, Ask::Edit(Edit::ShowSeries { id: id.clone(), shown: false }));
    let steps = state.history().len();
    shown(&mut state, &table);
    after(&mut state, Ask::ConfirmImport);
    assert!(!state.document().shows(&id), "what the user hid stays hidden");
    assert_eq!(state.history().len(), steps);
    let placed = |state: &AppState| {
        let panes = state.document().panes.iter();
        panes.filter(|pane| pane.placed(&id).is_some()).map(|pane| pane.id.clone()).collect::<Vec<_>>()
    };
    for pane in placed(&state) {
        after(&mut state, Ask::Edit(Edit::Panes(PaneEdit::Remove { pane })));
    }
    assert!(placed(&state).is_empty());
    let steps = state.history().len();
    shown(&mut state, &table);
    after(&mut state, Ask::ConfirmImport);
    assert!(state.document().shows(&id));
    assert_eq!(state.history().len(), steps + 1);
    after(&mut state, Ask::Undo);
    assert!(placed(&state).is_empty());
}

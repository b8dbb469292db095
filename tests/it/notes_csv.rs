//! Notes through the program's own door: exported, imported, taken back.

use std::sync::Arc;

use hashfloor::app::clock::Clock;
use hashfloor::app::command::Command;
use hashfloor::app::edit::Edit;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::domain::note::NoteId;
use hashfloor::domain::time::UnixSecs;
use hashfloor::io::files::write_atomic;
use tempfile::TempDir;

fn opened(folder: &TempDir) -> AppState {
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(UnixSecs::parse_iso("2026-04-02").unwrap()),
        edits: true,
    };
    AppState::opened(&options, Arc::new(|| {}))
}

fn said(state: &AppState) -> String {
    state.notices().shown().iter().map(|notice| notice.text.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_one_workspace_exports_another_imports_in_one_step() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = here.path().join("notes.csv");
    let mut first = opened(&here);
    for (date, title) in [("2026-02-05", "=1+1"), ("2026-02-02", "a, \"b\"")] {
        let at = UnixSecs::parse_iso(date).unwrap();
        first.dispatch(Command::Edit(Edit::AddNote { at, price: Some(62_000.5), title: title.to_owned() }));
    }
    let (title, text, source) = ("=1+1".to_owned(), "-two\nlines".to_owned(), "@me".to_owned());
    first.dispatch(Command::Edit(Edit::EditNote { id: NoteId(1), title, text, source }));
    first.dispatch(Command::ExportNotesTo(path.clone()));
    first.settle();

    let mut second = opened(&there);
    second.dispatch(Command::ImportNotesFrom(path));
    second.settle();
    let words = |state: &AppState| {
        let mut notes = state.document().notes.clone();
        notes.sort_by_key(|note| note.at);
        notes
            .into_iter()
            .map(|note| (note.at, note.title, note.text, note.source, note.price))
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&second), words(&first));
    assert_eq!(second.history().len(), 1);
    second.dispatch(Command::Undo);
    assert!(second.document().notes.is_empty());
    second.dispatch(Command::Redo);
    assert_eq!(words(&second), words(&first));
}

#[test]
fn a_file_that_holds_no_note_is_said_by_line_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder);
    let path = folder.path().join("mine.csv");
    write_atomic(&path, b"date,title\nsoon,When\n").unwrap();
    state.dispatch(Command::ImportNotesFrom(path.clone()));
    state.settle();
    let sentence = said(&state);
    assert!(sentence.starts_with("Not imported. mine.csv: none of the rows is a note"), "{sentence}");
    assert!(sentence.contains("line 2, column \"date\""), "{sentence}");
    assert!(state.history().is_empty());
    state.dispatch(Command::ImportNotesFrom(folder.path().join("absent.csv")));
    state.settle();
    assert!(said(&state).contains("no such file"), "{}", said(&state));
}

#[test]
fn bad_rows_are_counted_and_the_good_ones_taken() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder);
    let path = folder.path().join("mixed.csv");
    write_atomic(&path, b"date,title,text,source,price\n2026-02-05,good,,,\nnever,bad,,,\n").unwrap();
    state.dispatch(Command::PreviewImport(path));
    state.settle();
    assert_eq!(state.document().notes.len(), 1);
    assert!(
        said(&state).contains("Imported mixed.csv: 1 note; 1 row left out, the first: line 3"),
        "{}",
        said(&state)
    );
    assert!(state.import_preview().is_none());
}

//! Levels through the program's own door: exported, imported, taken back.

use std::sync::Arc;

use hashfloor::app::clock::Clock;
use hashfloor::app::command::Command;
use hashfloor::app::edit::Edit;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::app::view::Tab;
use hashfloor::domain::level::{Alert, AlertWhen, Anchor, Level, LevelId, LevelKind, Place, Straight};
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

fn without_ids(state: &AppState) -> Vec<Level> {
    let one = |level: &Level| Level { id: LevelId(0), ..level.clone() };
    state.document().levels.iter().map(one).collect()
}

#[test]
fn what_one_workspace_exports_another_imports_in_one_step_without_what_it_has() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = here.path().join("levels.csv");
    let mut first = opened(&here);
    let from = Anchor { date: UnixSecs::parse_iso("2026-01-14").unwrap(), price: 97_932.37 };
    let to = Anchor { date: UnixSecs::parse_iso("2026-02-05T13:00:01Z").unwrap(), price: 62_000.1 };
    let ray = Place::Line { from, to, straight: Straight::Log, ray: true };
    let mut level = Level::new(LevelId(1), LevelKind::Resistance, ray);
    (level.label, level.note, level.source) =
        ("=1+1".to_owned(), "-two\nlines".to_owned(), "@me, \"you\"".to_owned());
    (level.colour, level.locked, level.hidden) = (Some("#1E90FF".to_owned()), true, true);
    level.alert = Some(Alert { every_time: true, ..Alert::new(AlertWhen::Touch) });
    first.dispatch(Command::Edit(Edit::ImportLevels(vec![level])));
    first.dispatch(Command::ExportLevelsTo(path.clone()));
    first.settle();

    let mut second = opened(&there);
    let before = second.document().levels.len();
    second.dispatch(Command::ImportLevelsFrom(path));
    second.settle();
    // Everything but the ray was in both from the start.
    assert!(said(&second).contains("Imported levels.csv: 1 level, 8 here already"), "{}", said(&second));
    assert_eq!(without_ids(&second), without_ids(&first));
    assert_eq!(second.history().undo_caption(), Some("import 1 level"));
    assert_eq!(second.history().len(), 1);
    assert!(second.view().right_panel && second.view().tab == Tab::Levels);
    second.dispatch(Command::Undo);
    assert_eq!(second.document().levels.len(), before);
    second.dispatch(Command::Redo);
    assert_eq!(without_ids(&second), without_ids(&first));
}

#[test]
fn a_table_of_levels_is_known_by_its_header_however_it_comes_in() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder);
    let path = folder.path().join("mine.csv");
    write_atomic(&path, b"kind,price,label\nsupport,55000,mine\nfloor,1,\n").unwrap();
    state.dispatch(Command::PreviewImport(path.clone()));
    state.settle();
    assert!(state.import_preview().is_none());
    let level = state.document().levels.last().unwrap();
    assert_eq!((level.place, level.label.as_str()), (Place::Price(55_000.0), "mine"));
    let words = "Imported mine.csv: 1 level; 1 row left out, the first: line 3, column \"kind\": \
                 expected support, resistance, cost or neutral, found \"floor\"";
    assert_eq!(said(&state), words);
    state.dispatch(Command::ImportLevelsFrom(path));
    state.settle();
    assert!(said(&state).contains("mine.csv: every level was here already"), "{}", said(&state));
    assert_eq!(state.history().len(), 1);
}

#[test]
fn a_file_that_is_no_table_of_levels_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder);
    let before = Arc::clone(state.document());
    let path = folder.path().join("other.csv");
    for text in ["date,title\n2026-02-05,a\n", "", "kind,price\nsupport,x\n", "kind,price\n"] {
        write_atomic(&path, text.as_bytes()).unwrap();
        state.dispatch(Command::ImportLevelsFrom(path.clone()));
        state.settle();
        assert!(said(&state).contains("Not imported. other.csv: "), "{text:?}: {}", said(&state));
        assert_eq!(state.document(), &before);
    }
}

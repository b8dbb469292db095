//! Imports through the state's door, where the cache can be held busy.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;
use crate::app::clock::Clock;
use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::startup::StartOptions;
use crate::app::state::AppState;
use crate::domain::time::UnixSecs;
use crate::io::files::write_atomic;

const TABLE: &str =
    "date,open,high,low,close\n2026-03-30,66000,68500,65500,67000\n2026-03-31,67000,69000,66500,68500\n";

fn opened() -> (AppState, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().join("data")),
        workspace: None,
        clock: Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap()),
        edits: true,
    };
    (AppState::opened(&options, Arc::new(|| {})), folder)
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    write_atomic(&path, text.as_bytes()).unwrap();
    path
}

fn said(state: &AppState) -> String {
    state.notices().shown().iter().map(|notice| notice.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn has_rows(state: &AppState) -> bool {
    state.library().entries().any(|(key, _)| key.source.as_str() == "csv")
}

/// A file that is shown and confirmed, while the cache is held by someone else until `meanwhile` is done.
fn confirmed_while_busy(meanwhile: impl FnOnce(&mut AppState)) -> (AppState, tempfile::TempDir) {
    let (mut state, folder) = opened();
    let path = file(folder.path(), "mine.csv", TABLE);
    state.dispatch(Command::PreviewImport(path));
    state.settle();
    assert!(state.import_preview().is_some(), "{:?}", state.import_window());
    let cache = state.cache.clone().unwrap();
    let held = cache.lock().unwrap();
    state.dispatch(Command::ConfirmImport);
    assert_eq!(state.import_window().map(ImportWindow::filling), Some(Filling::Storing));
    meanwhile(&mut state);
    drop(held);
    state.settle();
    (state, folder)
}

#[test]
fn cancelled_while_it_is_stored_nothing_is_stored_and_what_was_shown_stays() {
    let (mut state, _folder) = confirmed_while_busy(|state| state.dispatch(Command::CancelImport));
    assert!(!has_rows(&state) && state.history().is_empty());
    assert!(said(&state).contains("Cancelled: nothing of mine.csv was stored"), "{}", said(&state));
    assert!(state.import_preview().is_some(), "it can be confirmed again");
    state.dispatch(Command::ConfirmImport);
    state.settle();
    assert!(has_rows(&state) && state.import_window().is_none());
}

#[test]
fn an_import_that_ends_in_another_workspace_is_no_step_of_that_one() {
    let (mut state, _folder) = confirmed_while_busy(|state| state.spaces.turn += 1);
    assert!(has_rows(&state), "rows belong to no workspace");
    assert!(state.history().is_empty());
    assert!(said(&state).contains("another workspace was open then"), "{}", said(&state));
    assert!(state.import_window().is_none());
    state.dispatch(Command::Undo);
    state.settle();
    assert!(has_rows(&state));
    // And one that ends where it began is.
    let (state, _folder) = confirmed_while_busy(|_| {});
    assert_eq!(state.history().undo_caption(), Some("import mine.csv"));
}

#[test]
fn the_newest_answer_wins_and_what_was_being_read_before_is_dropped() {
    let (mut state, folder) = opened();
    let rows: String = (1..=28).map(|day| format!("2024-01-{day:02},{day}\n")).collect();
    let path = file(folder.path(), "mine.csv", &format!("date,Active addresses\n{rows}"));
    state.dispatch(Command::PreviewImport(path));
    state.settle();
    let id = |state: &AppState| state.import_preview().unwrap().reports[0].key.to_string();
    assert_eq!(id(&state), "custom.active_addresses@csv");
    for name in ["one", "two", "three"] {
        let answers = Answers { series: Some(format!("custom.{name}")), ..Answers::default() };
        state.dispatch(Command::Import(ImportCommand::Answer(answers)));
        assert!(state.import_window().unwrap().preview().is_some(), "what was understood stays in sight");
        assert!(state.import_preview().is_none(), "but it cannot be imported");
    }
    state.settle();
    assert_eq!(id(&state), "custom.three@csv");
}

#[test]
fn a_file_that_is_cancelled_while_it_is_read_never_shows_up() {
    let (mut state, folder) = opened();
    let mut rows = "date,value\n".to_owned();
    for second in 0..20_000 {
        rows.push_str(&format!("{},1\n", 1_700_000_000 + second));
    }
    let path = file(folder.path(), "many.csv", &rows);
    state.dispatch(Command::PreviewImport(path));
    assert!(state.import_window().is_some());
    state.dispatch(Command::CancelImport);
    state.settle();
    assert!(state.import_window().is_none() && said(&state).is_empty(), "{}", said(&state));
}

#[test]
fn files_come_one_after_the_other_and_import_all_stops_at_a_question() {
    let (mut state, folder) = opened();
    let value = |id: &str, date: &str| format!("date,{id}\n{date},1\n");
    let paths = vec![
        file(folder.path(), "one.csv", &value("One thing", "2024-01-11")),
        file(folder.path(), "two.csv", &value("Two things", "2024-01-11")),
        file(folder.path(), "three.csv", &value("Three things", "1/2/2024")),
        file(folder.path(), "four.csv", &value("Four things", "2024-01-11")),
    ];
    state.dispatch(Command::Import(ImportCommand::ReadFiles(paths)));
    state.settle();
    assert_eq!(state.import_place(), Place { number: 1, of: 4 });
    assert_eq!(state.import_window().unwrap().name(), "one.csv");
    state.dispatch(Command::Import(ImportCommand::ConfirmAll));
    state.settle();
    assert_eq!((state.import_place(), state.history().len()), (Place { number: 3, of: 4 }, 2));
    let open = state.import_window().unwrap();
    let Some(Trouble::Question(asked)) = open.trouble() else { panic!("{open:?}") };
    assert!(asked.choices[0].example.contains("1/2/2024 is 1 Feb 2024"), "{asked:?}");
    let answers = asked.choices[0].answers.clone();
    state.dispatch(Command::Import(ImportCommand::Answer(answers)));
    state.settle();
    assert_eq!(state.history().len(), 2, "an answer is no yes");
    state.dispatch(Command::ConfirmImport);
    state.settle();
    assert_eq!((state.import_window().is_none(), state.history().len()), (true, 4));
}

#[test]
fn a_table_that_nobody_knows_is_imported_once_its_columns_are_said() {
    let (mut state, folder) = opened();
    let path = file(folder.path(), "mine.csv", "2024-01-11,1,7\n2024-01-12,2,8\n");
    state.dispatch(Command::PreviewImport(path));
    state.settle();
    let open = state.import_window().unwrap();
    let Some(Trouble::Error { advice, .. }) = open.trouble() else { panic!("{open:?}") };
    assert!(advice.contains("click a column's heading"), "{advice}");
    assert_eq!(open.titles(), ["column 1", "column 2", "column 3"]);
    assert!(open.roles().iter().all(|role| *role == ColumnRole::NotUsed));
    let value = ColumnRole::Value {
        id: "custom.bar".to_owned(),
        unit: crate::domain::unit::Unit::HashesPerSecond,
        power: 12,
    };
    for (column, role) in [(0, ColumnRole::Date), (1, value)] {
        let open = state.import_window().unwrap();
        let answers = with_role(open.answers(), &open.roles(), column, role.clone());
        state.dispatch(Command::Import(ImportCommand::Answer(answers)));
        state.settle();
        assert_eq!(
            role_words(&state.import_window().unwrap().roles()[column]).split('@').next(),
            Some(role_words(&role).as_str())
        );
    }
    let preview = state.import_preview().unwrap();
    let meaning = preview.sample.first[1].meanings[1];
    assert_eq!(meaning, Meaning::Number(2e12, Some(crate::domain::unit::Unit::HashesPerSecond)));
}

fn imported(state: &mut AppState, path: &Path) {
    state.dispatch(Command::PreviewImport(path.to_owned()));
    state.settle();
    state.dispatch(Command::ConfirmImport);
    state.settle();
    assert!(state.import_window().is_none(), "{:?}", state.import_window());
}

#[test]
fn what_was_not_taken_is_said_and_nothing_is_said_of_nothing() {
    let (mut state, folder) = opened();
    let rows = "date,Active addresses\n2026-03-29,4\n2026-03-30,x\n2026-03-31,7\n";
    let path = file(folder.path(), "mine.csv", rows);
    imported(&mut state, &path);
    assert_eq!(said(&state), "Imported mine.csv: 2 new, 1 not taken");
    // And once its rows are gone nothing says that they are here.
    state.dispatch(Command::Undo);
    state.settle();
    assert_eq!((said(&state).as_str(), has_rows(&state)), ("", false));
}

#[test]
fn a_series_that_was_hidden_stays_hidden_and_a_new_one_is_drawn() {
    let (mut state, folder) = opened();
    let path = file(folder.path(), "mine.csv", "date,Active addresses\n2026-03-30,5\n2026-03-31,7\n");
    imported(&mut state, &path);
    let id = "custom.active_addresses";
    assert!(state.document().shows(id));
    state.dispatch(Command::Edit(Edit::ShowSeries { id: id.to_owned(), shown: false }));
    state.dispatch(Command::PreviewImport(path));
    state.settle();
    assert!(!state.import_changes_something());
    state.dispatch(Command::CancelImport);
    let more = file(folder.path(), "more.csv", "date,Active addresses\n2026-03-31,7\n2026-04-01,8\n");
    imported(&mut state, &more);
    assert!(!state.document().shows(id));
    assert_eq!(state.library().entries().filter(|(key, _)| key.id == id).count(), 1);
}

#[test]
fn an_import_out_of_view_is_brought_into_it_and_one_in_view_moves_nothing() {
    let (mut state, folder) = opened();
    let before = state.time_view();
    let path = file(folder.path(), "now.csv", "date,Active addresses\n2026-03-30,5\n2026-03-31,7\n");
    imported(&mut state, &path);
    assert_eq!(state.time_view(), before);
    let path = file(folder.path(), "old.csv", "date,Old things\n2019-01-01,5\n2019-06-01,7\n");
    imported(&mut state, &path);
    let view = state.time_view();
    let time = |iso| UnixSecs::parse_iso(iso).unwrap().0 as f64;
    assert!(view.from < time("2019-01-01") && view.to > time("2019-06-01"), "{view:?}");
    assert!(view.span() < 400.0 * 86_400.0, "{view:?}");
}

#[test]
fn several_copied_paths_are_read_one_after_the_other() {
    let (mut state, folder) = opened();
    let paths = ["one.csv", "two.csv"].map(|name| file(folder.path(), name, TABLE).display().to_string());
    state.dispatch(Command::Import(ImportCommand::Paste(format!("{}\r\n", paths.join("\r\n")))));
    state.settle();
    assert_eq!(state.import_window().unwrap().name(), "one.csv");
    assert_eq!(state.import_place(), Place { number: 1, of: 2 });
}

#[test]
fn rows_that_end_earlier_are_said_to_go_back_and_can_be_left_undrawn() {
    let (mut state, folder) = opened();
    let drawn = |state: &AppState| state.price().unwrap().series.key().source.to_string();
    assert_eq!(drawn(&state), "case");
    let old =
        "date,open,high,low,close\n2021-01-01,29000,29600,28700,29400\n2021-01-02,29400,33300,29000,32100\n";
    let path = file(folder.path(), "old.csv", old);
    let show = |state: &mut AppState| {
        state.dispatch(Command::PreviewImport(path.clone()));
        state.settle();
        let reports = state.import_preview().unwrap().reports.clone();
        state.import_takes_over(&reports[0])
    };
    let over = show(&mut state).unwrap();
    assert!(over.goes_back() && over.drawn.source.is_case_file());
    state.dispatch(Command::Import(ImportCommand::Draw(false)));
    state.dispatch(Command::ConfirmImport);
    state.settle();
    assert!(has_rows(&state));
    assert_eq!(drawn(&state), "case");
    state.dispatch(Command::Undo);
    state.settle();
    assert!(!has_rows(&state) && state.document().preferred_sources.is_empty());
    show(&mut state);
    state.dispatch(Command::ConfirmImport);
    state.settle();
    assert_eq!(drawn(&state), "csv");
    assert_eq!(show(&mut state), None);
}

use std::sync::Arc;

use super::*;
use crate::app::clock::Clock;
use crate::app::edit::Edit;
use crate::app::levels_file::ImportedLevels;
use crate::app::startup::StartOptions;
use crate::domain::level::Place;
use crate::domain::time::UnixSecs;
use crate::io::levels_csv::read_levels;

fn opened() -> (AppState, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap()),
        edits: true,
    };
    (AppState::opened(&options, Arc::new(|| {})), folder)
}

fn levels() -> ImportedLevels {
    let read = read_levels("kind,price\nsupport,61111\n".as_bytes()).unwrap();
    ImportedLevels { name: "mine.csv".to_owned(), result: Ok(read) }
}

fn sentences(state: &AppState) -> String {
    state.notices().shown().iter().map(|notice| notice.text.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn levels_that_were_read_for_one_workspace_never_land_in_the_next() {
    let (mut state, _folder) = opened();
    let turn = state.workspace_turn();
    state.dispatch(Command::NewWorkspace);
    state.settle();
    let before = state.document().clone();
    state.take_result(Ok(Outcome::LevelsRead(turn, levels())));
    assert_eq!(state.document(), &before);
    assert!(sentences(&state).contains("Not imported. mine.csv was meant for another workspace"));
    state.take_result(Ok(Outcome::LevelsRead(state.workspace_turn(), levels())));
    assert_eq!(state.document().levels.len(), before.levels.len() + 1);
}

#[test]
fn what_levels_knew_in_one_workspace_is_not_said_of_those_of_the_next() {
    let (mut state, folder) = opened();
    let id = state.document().levels[0].id;
    assert!(state.level_history(id).is_some());
    let mut made = make_space(folder.path()).unwrap();
    made.read.workspace.document.levels[0].place = Place::Price(51_234.0);
    // Without rows nothing is counted anew, so what is left is of before.
    let rows = state.derived.daily.take();
    state.take_space(SpaceOutcome::Opened(Way::Made, Ok(Box::new(made))));
    state.derived.daily = rows;
    assert!(state.level_history(id).is_none());
}

#[test]
fn offers_to_take_back_do_not_reach_into_another_workspace() {
    let (mut state, _folder) = opened();
    let id = state.document().levels[0].id;
    state.dispatch(Command::Edit(Edit::LockLevel { id, locked: false }));
    state.dispatch(Command::Edit(Edit::DeleteLevel { id }));
    let action = Some(("Undo".to_owned(), Command::RestoreAlertLog));
    state.notices.raise(Severity::Done, "Cleared 1 alert from the list", action, 0);
    let offers = |state: &AppState| {
        let all = state.notices().shown().iter().filter_map(|notice| notice.action.clone());
        all.filter(|(words, _)| words == "Undo").count()
    };
    assert_eq!(offers(&state), 2);
    state.dispatch(Command::NewWorkspace);
    state.settle();
    assert_eq!(offers(&state), 0);
}

#[test]
fn safe_mode_takes_nothing_in_that_was_begun_before_it_and_its_alerts_are_watched() {
    let (mut state, _folder) = opened();
    state.derive_in_background();
    let late = state.derived_generation;
    let revision = state.library.revision();
    let safe = start_safely(None, state.clock);
    state.take_safe(safe);
    assert_eq!(state.alerts.derived_generation, state.derived_generation);
    assert!(state.derived_generation > late);
    let after = state.library.revision();
    assert!(after > revision && state.library.entries().all(|(_, entry)| entry.revision > revision));
    state.settle();
    assert_eq!(state.library.revision(), after, "the averages of before came too late");
    // Rows of the folder, reloaded by a job that was under way.
    let empty = Arc::new(std::sync::Mutex::new(crate::io::cache::Cache::in_memory().unwrap()));
    let reread = crate::app::as_known::reload(&empty, &Default::default(), None).unwrap();
    state.take_result(Ok(Outcome::TakenBack(Ok(reread))));
    assert!(!state.library().is_empty());
}

#[test]
fn a_list_of_recent_workspaces_that_a_newer_program_wrote_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    let text = r#"{"format":"hashfloor-recent","version":2,"open":"workspaces/default.json","recent":[],"pins":[1]}"#;
    crate::io::files::write_atomic(&path, text.as_bytes()).unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap()),
        edits: true,
    };
    let mut state = AppState::opened(&options, Arc::new(|| {}));
    state.dispatch(Command::NewWorkspace);
    state.settle();
    state.flush();
    assert_eq!(state.recent().entries().count(), 1);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

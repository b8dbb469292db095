//! Many workspaces: none is ever lost, mixed up or written by two windows.

use std::path::{Path, PathBuf};

use hashfloor::app::command::{Command as Ask, Selection};
use hashfloor::app::edit::Edit;
use hashfloor::app::recent::Presence;
use hashfloor::app::state::AppState;
use hashfloor::app::view::Tab;
use hashfloor::domain::level::{LevelId, Place};
use hashfloor::io::files::write_atomic;
use serde_json::Value;
use tempfile::TempDir;

use super::{add_level, has_level, opened, options, said};

fn after(state: &mut AppState, ask: Ask) {
    state.dispatch(ask);
    state.settle();
    state.flush();
}

fn told(state: &AppState) -> String {
    state.notices().shown().iter().map(|notice| notice.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn prices_in(path: &Path) -> Vec<f64> {
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let levels = file["document"]["levels"].as_array().unwrap().iter();
    levels.filter_map(|level| level["price"].as_f64()).collect()
}

fn start() -> (TempDir, PathBuf, AppState) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let state = opened(&data);
    (folder, data, state)
}

#[test]
fn a_new_workspace_begins_anew_in_a_file_of_its_own_and_the_old_one_keeps_everything() {
    let (_folder, data, mut state) = start();
    add_level(&mut state, 61_111.0);
    state.dispatch(Ask::ShowTab(Tab::Notes));
    state.dispatch(Ask::Select(Some(Selection::Level(LevelId(1)))));
    let place = Place::Price(50_000.0);
    state.dispatch(Ask::Preview(Edit::MoveLevel { id: LevelId(1), place }));
    after(&mut state, Ask::NewWorkspace);
    assert_eq!(state.workspace_name(), "Workspace 2");
    assert!(!has_level(&state, 61_111.0));
    assert_eq!((state.view().tab, state.history().len()), (Tab::Scenarios, 0));
    assert_eq!((state.selection(), state.preview_edit()), (None, None));
    assert!(told(&state).contains("Made Workspace 2; steps done in the one before can no longer be undone"));
    add_level(&mut state, 62_222.0);
    after(&mut state, Ask::NewWorkspace);
    assert_eq!(state.workspace_name(), "Workspace 3");
    let workspaces = data.join("workspaces");
    assert!(prices_in(&workspaces.join("default.json")).contains(&61_111.0));
    assert!(prices_in(&workspaces.join("Workspace 2.json")).contains(&62_222.0));
    after(&mut state, Ask::OpenWorkspace(workspaces.join("default.json")));
    assert!(has_level(&state, 61_111.0) && !has_level(&state, 50_000.0));
    assert_eq!(state.view().tab, Tab::Notes, "the view is as it was left");
    assert_eq!(said(&state), "");
}

#[test]
fn the_last_open_workspace_opens_at_the_next_start_and_one_that_is_gone_is_said() {
    let (_folder, data, mut state) = start();
    after(&mut state, Ask::NewWorkspace);
    add_level(&mut state, 62_222.0);
    drop(state);
    let state = opened(&data);
    assert_eq!((state.workspace_name().as_str(), said(&state).as_str()), ("Workspace 2", ""));
    assert!(has_level(&state, 62_222.0));
    drop(state);
    for entry in std::fs::read_dir(data.join("workspaces")).unwrap().map(Result::unwrap) {
        if entry.file_name().to_str().unwrap().starts_with("Workspace 2") {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
    let state = opened(&data);
    assert_eq!(state.workspace_name(), "default");
    assert!(said(&state).contains("The workspace that was open last is gone, the default one is open"));
}

#[test]
fn a_copied_folder_opens_its_own_workspace() {
    let (folder, data, mut state) = start();
    after(&mut state, Ask::NewWorkspace);
    drop(state);
    let copy = folder.path().join("copy");
    std::fs::rename(&data, &copy).unwrap();
    std::fs::create_dir(&data).unwrap();
    let state = opened(&copy);
    assert_eq!(state.workspace_path(), Some(copy.join("workspaces/Workspace 2.json").as_path()));
}

#[test]
fn save_as_goes_on_in_the_new_place_with_history_and_leaves_the_old_one_as_it_was() {
    let (folder, data, mut state) = start();
    add_level(&mut state, 61_111.0);
    let mine = folder.path().join("mine");
    after(&mut state, Ask::SaveWorkspaceAs(mine.clone()));
    let mine = mine.with_extension("json");
    assert_eq!(state.workspace_path(), Some(mine.as_path()));
    add_level(&mut state, 62_222.0);
    after(&mut state, Ask::Undo);
    after(&mut state, Ask::Undo);
    assert!(!has_level(&state, 61_111.0), "what was done before can still be undone");
    let old = prices_in(&data.join("workspaces/default.json"));
    assert!(old.contains(&61_111.0) && !old.contains(&62_222.0));
    assert!(!prices_in(&mine).contains(&61_111.0));
    drop(state);
    assert_eq!(opened(&data).workspace_path(), Some(mine.as_path()));
}

#[test]
fn save_as_replaces_a_workspace_at_most_and_keeps_it_as_a_generation() {
    let (folder, data, mut state) = start();
    for (name, bytes) in
        [("their.json", b"{\"a\":1}".as_slice()), ("notes.txt", b"hello"), ("empty.json", b"")]
    {
        let path = folder.path().join(name);
        write_atomic(&path, bytes).unwrap();
        after(&mut state, Ask::SaveWorkspaceAs(path.clone()));
        assert!(told(&state).contains("Not saved: this is not a Hashfloor workspace"), "{}", told(&state));
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
    after(&mut state, Ask::SaveWorkspaceAs(folder.path().to_owned()));
    after(&mut state, Ask::SaveWorkspaceAs(folder.path().join("none").join("a.json")));
    assert_eq!(state.workspace_path(), Some(data.join("workspaces/default.json").as_path()));
    add_level(&mut state, 61_111.0);
    after(&mut state, Ask::NewWorkspace);
    after(&mut state, Ask::SaveWorkspaceAs(data.join("workspaces/default.json")));
    assert_eq!(state.workspace_name(), "default");
    assert!(prices_in(&data.join("workspaces/default.json.1")).contains(&61_111.0));
}

#[test]
fn a_duplicate_gets_a_free_name_beside_its_original() {
    let (_folder, data, mut state) = start();
    add_level(&mut state, 61_111.0);
    for name in ["default copy", "default copy copy"] {
        after(&mut state, Ask::DuplicateWorkspace);
        assert_eq!(state.workspace_name(), name);
    }
    after(&mut state, Ask::OpenWorkspace(data.join("workspaces/default.json")));
    after(&mut state, Ask::DuplicateWorkspace);
    assert_eq!(state.workspace_name(), "default copy 2");
    assert!(prices_in(&data.join("workspaces/default copy 2.json")).contains(&61_111.0));
}

#[test]
fn what_cannot_be_opened_leaves_the_open_one_as_it_was() {
    let (folder, data, mut state) = start();
    add_level(&mut state, 61_111.0);
    let before = state.document().clone();
    let foreign = folder.path().join("package.json");
    write_atomic(&foreign, b"{\"name\":\"x\",\"version\":\"1\"}").unwrap();
    let odd = folder.path().join("odd.json");
    let text = br#"{"format":"hashfloor-workspace","version":1,"document":{"levels":7}}"#;
    write_atomic(&odd, text).unwrap();
    let cut = data.join("workspaces/cut.json");
    write_atomic(&cut, b"{\"format\":\"hashfloor-wor").unwrap();
    for (path, words) in [
        (folder.path().join("none.json"), "there is no such file"),
        (folder.path().to_owned(), "found a folder"),
        (foreign.clone(), "this is not a Hashfloor workspace"),
        (odd.clone(), "the workspace's document cannot be read"),
        (cut.clone(), "the workspace was damaged"),
    ] {
        after(&mut state, Ask::OpenWorkspace(path));
        let last = state.notices().shown().last().unwrap().text.clone();
        assert!(last.starts_with("Not opened: ") && last.contains(words), "{last}");
        assert_eq!(state.document(), &before);
        assert_eq!((state.workspace_name().as_str(), state.history().len()), ("default", 1));
    }
    assert_eq!(std::fs::read(&odd).unwrap(), text);
    assert!(foreign.exists() && !cut.exists());
    let kept = std::fs::read_dir(data.join("workspaces")).unwrap();
    assert!(
        kept.map(Result::unwrap).any(|e| e.file_name().to_str().unwrap().starts_with("cut.json.damaged-"))
    );
    add_level(&mut state, 62_222.0);
    state.flush();
    assert_eq!(state.unsaved_because(), None);
    assert!(prices_in(&data.join("workspaces/default.json")).contains(&62_222.0));
}

#[test]
fn a_newer_workspace_is_shown_and_never_changed_and_a_copy_of_it_is_worked_on() {
    let (folder, _data, mut state) = start();
    let later = folder.path().join("later.json");
    let text = br#"{"format":"hashfloor-workspace","version":9,"mood":"calm",
        "document":{"levels":[{"id":1,"kind":"support","price":51234}]}}"#;
    write_atomic(&later, text).unwrap();
    after(&mut state, Ask::OpenWorkspace(later.clone()));
    assert!(state.unsaved_because().unwrap().contains("Save as"), "{:?}", state.unsaved_because());
    assert_eq!(state.window_title(), "later (not saved) – Hashfloor");
    add_level(&mut state, 62_222.0);
    state.flush();
    assert_eq!(std::fs::read(&later).unwrap(), text);
    after(&mut state, Ask::SaveWorkspaceAs(later.clone()));
    assert!(told(&state).contains("a newer Hashfloor wrote the file there"), "{}", told(&state));
    let copy = folder.path().join("copy.json");
    after(&mut state, Ask::SaveWorkspaceAs(copy.clone()));
    assert_eq!(state.unsaved_because(), None);
    assert_eq!(prices_in(&copy), [51_234.0, 62_222.0]);
    assert!(std::fs::read_to_string(&copy).unwrap().contains("calm"));
}

#[test]
fn one_file_is_written_by_one_window_whatever_folder_it_was_started_on() {
    let (folder, data, mut first) = start();
    let other = folder.path().join("other");
    let mut second = opened(&other);
    let shared = folder.path().join("shared.json");
    after(&mut first, Ask::SaveWorkspaceAs(shared.clone()));
    after(&mut second, Ask::OpenWorkspace(shared.clone()));
    assert!(told(&second).contains("it is open in another Hashfloor window"), "{}", told(&second));
    after(&mut second, Ask::SaveWorkspaceAs(shared.clone()));
    assert_eq!(second.workspace_path(), Some(other.join("workspaces/default.json").as_path()));
    let mut named = options(&folder.path().join("third"));
    named.workspace = Some(shared.clone());
    let third = AppState::opened(&named, std::sync::Arc::new(|| {}));
    assert!(third.unsaved_because().unwrap().contains("open in another Hashfloor window"));
    drop(third);
    after(&mut first, Ask::OpenWorkspace(data.join("workspaces/default.json")));
    after(&mut second, Ask::OpenWorkspace(shared.clone()));
    assert_eq!(second.workspace_path(), Some(shared.as_path()), "the lock is free: {}", told(&second));
    drop((first, second));
    assert!(!folder.path().join(".shared.json.lock").exists(), "no lock is left lying about");
}

#[test]
fn a_second_window_on_one_folder_works_on_another_workspace() {
    let (_folder, data, mut first) = start();
    add_level(&mut first, 61_111.0);
    first.flush();
    let mut second = opened(&data);
    assert!(second.unsaved_because().is_some());
    after(&mut second, Ask::OpenWorkspace(data.join("workspaces/default.json")));
    assert!(told(&second).contains("it is open in another Hashfloor window"), "{}", told(&second));
    after(&mut second, Ask::NewWorkspace);
    assert_eq!(second.unsaved_because(), None);
    add_level(&mut second, 62_222.0);
    drop(second);
    drop(first);
    assert!(prices_in(&data.join("workspaces/Workspace 2.json")).contains(&62_222.0));
    let next = opened(&data);
    assert_eq!(next.workspace_name(), "default", "the list is the first window's");
}

#[test]
fn a_workspace_that_could_not_be_written_is_not_left() {
    let (folder, data, mut state) = start();
    let (workspaces, away) = (data.join("workspaces"), data.join("away"));
    state.flush();
    std::fs::rename(&workspaces, &away).unwrap();
    write_atomic(&workspaces, b"in the way").unwrap();
    add_level(&mut state, 61_111.0);
    let elsewhere = folder.path().join("elsewhere.json");
    std::fs::copy(away.join("default.json"), &elsewhere).unwrap();
    after(&mut state, Ask::OpenWorkspace(elsewhere.clone()));
    assert!(told(&state).contains("default has changes that are not on disk"), "{}", told(&state));
    assert!(has_level(&state, 61_111.0));
    let rescued = folder.path().join("rescued.json");
    after(&mut state, Ask::SaveWorkspaceAs(rescued.clone()));
    assert_eq!(state.unsaved_because(), None);
    assert!(prices_in(&rescued).contains(&61_111.0));
    after(&mut state, Ask::OpenWorkspace(elsewhere));
    assert_eq!(state.workspace_name(), "elsewhere");
}

#[test]
fn ctrl_s_tries_again_once_the_disk_is_back() {
    let (_folder, data, mut state) = start();
    state.flush();
    let (workspaces, away) = (data.join("workspaces"), data.join("away"));
    std::fs::rename(&workspaces, &away).unwrap();
    add_level(&mut state, 61_111.0);
    state.flush();
    state.poll();
    assert!(state.unsaved_because().is_some_and(|why| why.contains("Ctrl+S")));
    std::fs::rename(&away, &workspaces).unwrap();
    after(&mut state, Ask::SaySaved);
    state.poll();
    assert_eq!(state.unsaved_because(), None);
    assert!(prices_in(&workspaces.join("default.json")).contains(&61_111.0));
    after(&mut state, Ask::SaySaved);
    assert!(told(&state).contains("Everything is saved: "), "{}", told(&state));
}

#[test]
fn recent_workspaces_are_listed_marked_when_missing_and_cleared() {
    let (folder, _data, mut state) = start();
    for name in ["a.json", "b.json"] {
        after(&mut state, Ask::SaveWorkspaceAs(folder.path().join(name)));
    }
    std::fs::remove_file(folder.path().join("a.json")).unwrap();
    after(&mut state, Ask::CheckRecent);
    let listed: Vec<_> = state
        .recent()
        .entries()
        .map(|(path, presence)| (path.file_stem().unwrap().to_str().unwrap(), presence))
        .collect();
    let expected = [("b", Presence::There), ("a", Presence::Missing), ("default", Presence::There)];
    assert_eq!(listed, expected);
    after(&mut state, Ask::ClearRecent);
    assert_eq!(state.recent().entries().count(), 1);
}

#[test]
fn two_switches_at_once_are_one() {
    let (_folder, _data, mut state) = start();
    state.dispatch(Ask::NewWorkspace);
    state.dispatch(Ask::NewWorkspace);
    add_level(&mut state, 61_111.0);
    state.settle();
    assert_eq!(state.workspace_name(), "Workspace 2");
    assert!(told(&state).contains("Still at it: Making a workspace"));
    state.flush();
    let left = state.workspace_path().unwrap().with_file_name("default.json");
    assert!(prices_in(&left).contains(&61_111.0), "what was done meanwhile belongs to the old one");
}

#[test]
fn a_start_on_a_file_that_is_no_workspace_leaves_it_alone_and_works_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for (name, text) in [("package.json", "{\"name\":\"x\"}"), ("notes.json", "not even JSON")] {
        let foreign = folder.path().join(name);
        write_atomic(&foreign, text.as_bytes()).unwrap();
        let mut options = options(&data);
        options.workspace = Some(foreign.clone());
        let mut state = AppState::opened(&options, std::sync::Arc::new(|| {}));
        assert!(
            state.unsaved_because().is_some_and(|why| why.contains("this is not a Hashfloor workspace")),
            "{:?}",
            state.unsaved_because()
        );
        add_level(&mut state, 61_111.0);
        state.flush();
        drop(state);
        assert_eq!(std::fs::read_to_string(&foreign).unwrap(), text);
        let beside = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(!beside.into_iter().any(|name| name.to_string_lossy().contains("damaged")));
    }
}

#[cfg(unix)]
#[test]
fn the_open_workspace_under_another_name_is_said_to_be_open() {
    let (folder, data, mut state) = start();
    let link = folder.path().join("link.json");
    std::os::unix::fs::symlink(data.join("workspaces/default.json"), &link).unwrap();
    add_level(&mut state, 61_111.0);
    after(&mut state, Ask::OpenWorkspace(link));
    assert!(told(&state).contains("Not opened: it is open already: "), "{}", told(&state));
    assert_eq!((state.workspace_name().as_str(), state.history().len()), ("default", 1));
}

//! Folders that are missing, in the way, or cannot be written.

use std::path::Path;

use hashfloor::app::clock::Clock;
use hashfloor::app::command::Command as Ask;
use hashfloor::app::settings::ThemeChoice;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::io::files::write_atomic;

use super::{NOW, add_level, assert_case_file_is_served, child, folder_of_child, has_level, opened, said};

/// A program that cannot keep anything says so and works.
#[track_caller]
fn assert_works_in_memory(state: &mut AppState) {
    assert!(state.unsaved_because().is_some(), "nothing is said");
    assert_case_file_is_served(state.library());
    add_level(state, 66_666.0);
    state.dispatch(Ask::SetTheme(ThemeChoice::Light));
    state.flush();
    state.poll();
    assert!(has_level(state, 66_666.0));
}

#[test]
fn a_file_in_place_of_the_folder_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    write_atomic(&data, b"somebody's file").unwrap();
    let mut state = opened(&data);
    assert!(said(&state).contains("Working in memory: cannot make the folder"), "{}", said(&state));
    assert_works_in_memory(&mut state);
    let below = opened(&data.join("deeper"));
    assert!(said(&below).contains("Working in memory"), "{}", said(&below));
    assert_eq!(std::fs::read(&data).unwrap(), b"somebody's file");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_system_that_takes_nothing_is_said() {
    let mut state = opened(Path::new("/proc/hashfloor-test"));
    assert!(said(&state).contains("/proc/hashfloor-test"), "{}", said(&state));
    assert_works_in_memory(&mut state);
}

#[test]
#[ignore = "runs as the child of the other test"]
fn the_child_without_a_folder() {
    std::env::set_current_dir(folder_of_child()).unwrap();
    let options = StartOptions { data_dir: None, workspace: None, clock: Clock::Fixed(NOW), edits: true };
    let mut state = AppState::opened(&options, std::sync::Arc::new(|| {}));
    println!("\nsaid {:?}\nfolders {:?}", said(&state), state.folders());
    if state.folders().is_none() {
        assert_works_in_memory(&mut state);
    }
}

/// What a program says that is started with these variables and no named folder.
#[cfg(target_os = "linux")]
fn started_with(work: &Path, variables: &[(&str, &str)]) -> String {
    let mut command = child("odd_folders::the_child_without_a_folder");
    for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "HASHFLOOR_DATA_DIR"] {
        command.env_remove(name);
    }
    command.env("HASHFLOOR_TEST_FOLDER", work).envs(variables.iter().copied());
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{variables:?}: {text}");
    text
}

#[cfg(target_os = "linux")]
#[test]
fn relative_folders_of_the_desktop_are_not_used() {
    let work = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    let home_name = home.path().to_str().unwrap();
    let variables = [("HOME", home_name), ("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "./config")];
    let text = started_with(work.path(), &variables);
    assert!(text.contains(&format!("data: \"{home_name}/.local/share")), "{text}");
    started_with(work.path(), &[("HOME", "relative/home")]);
    let left = std::fs::read_dir(work.path()).unwrap().count();
    assert_eq!(left, 0, "nothing is written into the working folder");
}

#[cfg(target_os = "linux")]
#[test]
fn a_home_that_cannot_be_written_is_said() {
    let work = tempfile::tempdir().unwrap();
    for home in ["/proc/none", "/dev/null"] {
        let text = started_with(work.path(), &[("HOME", home)]);
        assert!(text.contains("Working in memory") && text.contains("folders None"), "{home}: {text}");
    }
    assert_eq!(std::fs::read_dir(work.path()).unwrap().count(), 0);
}

/// The disk "fills" while the program runs: the folder becomes a file.
#[test]
fn writes_that_fail_later_are_said_until_they_work_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(folder.path());
    add_level(&mut state, 61_000.0);
    state.flush();
    let (workspaces, away) = (folder.path().join("workspaces"), folder.path().join("away"));
    std::fs::rename(&workspaces, &away).unwrap();
    write_atomic(&workspaces, b"in the way").unwrap();
    let before = std::fs::read(away.join("default.json")).unwrap();
    add_level(&mut state, 62_000.0);
    state.flush();
    state.poll();
    assert!(said(&state).contains("Not saved: "), "{}", said(&state));
    let ids: Vec<u64> = state.notices().shown().iter().map(|notice| notice.id).collect();
    ids.into_iter().for_each(|id| state.dispatch(Ask::DismissNotice(id)));
    assert!(state.unsaved_because().is_some(), "\"Saved\" would be a lie");
    assert_eq!(std::fs::read(away.join("default.json")).unwrap(), before);
    assert_eq!(std::fs::read(&workspaces).unwrap(), b"in the way");

    std::fs::remove_file(&workspaces).unwrap();
    std::fs::rename(&away, &workspaces).unwrap();
    add_level(&mut state, 63_000.0);
    state.flush();
    state.poll();
    assert_eq!(state.unsaved_because(), None);
    drop(state);
    let again = opened(folder.path());
    assert!([61_000.0, 62_000.0, 63_000.0].iter().all(|price| has_level(&again, *price)));
}

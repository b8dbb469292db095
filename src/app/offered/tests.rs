use std::collections::BTreeSet;
use std::sync::Arc;

use super::kinds::{EditKind, PaneEditKind};
use super::*;
use crate::app::clock::Clock;
use crate::app::data_command::DataCommand;
use crate::app::edit_panes::PaneEdit;
use crate::app::startup::StartOptions;
use crate::domain::level::LevelId;
use crate::domain::time::UnixSecs;

fn case() -> (AppState, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap());
    let options =
        StartOptions { data_dir: Some(folder.path().to_owned()), workspace: None, clock, edits: false };
    (AppState::opened(&options, Arc::new(|| {})), folder)
}

fn named(state: &AppState, caption: &str) -> Offer {
    let all = Command::offered(state);
    let found = all.iter().find(|offer| offer.caption == caption);
    found.unwrap_or_else(|| panic!("{caption} is not among the {} offers", all.len())).clone()
}

#[test]
fn every_command_is_offered_or_says_why_it_is_not() {
    let (mut state, _folder) = case();
    state.dispatch(Command::AddNoteAtLastRow);
    let gathered = gathered(&state);
    let mut seen: BTreeSet<&str> = gathered.withheld.iter().map(|(name, _)| *name).collect();
    for offer in &gathered.list {
        seen.insert(CommandKind::of(&offer.command).name());
        match &offer.command {
            Command::Edit(edit) => {
                seen.insert(EditKind::of(edit).name());
                if let Edit::Panes(edit) = edit {
                    seen.insert(PaneEditKind::of(edit).name());
                }
            }
            Command::ShowDialog(Some(dialog)) => {
                seen.insert(DialogKind::of(dialog).name());
            }
            _ => {}
        }
    }
    let names = CommandKind::ALL.iter().map(|kind| kind.name());
    let names = names.chain(EditKind::ALL.iter().map(|kind| kind.name()));
    let names = names.chain(PaneEditKind::ALL.iter().map(|kind| kind.name()));
    let names = names.chain(DialogKind::ALL.iter().map(|kind| kind.name()));
    let missing: Vec<_> = names.filter(|name| !seen.contains(name)).collect();
    assert!(missing.is_empty(), "neither offered nor withheld: {missing:?}");
    assert!(gathered.withheld.iter().all(|(_, why)| !why.is_empty()));
}

#[test]
fn every_shortcut_is_offered_with_its_key() {
    let (state, _folder) = case();
    let all = Command::offered(&state);
    for command in Command::with_shortcuts() {
        let offer = all.iter().find(|offer| offer.command == command);
        let offer = offer.unwrap_or_else(|| panic!("{command:?} is not offered"));
        assert_eq!(offer.shortcut, command.info().shortcut, "{command:?}");
    }
}

#[test]
fn no_command_is_offered_twice_and_captions_follow_the_house_style() {
    let (mut state, _folder) = case();
    state.dispatch(Command::AddNoteAtLastRow);
    let all = Command::offered(&state);
    for (index, offer) in all.iter().enumerate() {
        assert!(!all[index + 1..].iter().any(|other| other.command == offer.command), "{offer:?}");
        assert!(!all[index + 1..].iter().any(|other| other.caption == offer.caption), "{}", offer.caption);
        assert!(offer.caption.chars().next().is_some_and(|c| !c.is_lowercase()), "{}", offer.caption);
        assert!(!offer.caption.ends_with('.') && !offer.tooltip.is_empty(), "{}", offer.caption);
    }
    assert!(all.is_sorted_by_key(|offer| offer.group));
}

#[test]
fn what_cannot_be_done_now_says_why() {
    let (mut state, _folder) = case();
    assert_eq!(named(&state, "Undo").blocked.as_deref(), Some("There is nothing to undo"));
    assert_eq!(named(&state, "Delete what is selected").blocked.as_deref(), Some(NO_SELECTION));
    let level = state.document().levels[0].clone();
    state.dispatch(Command::Select(Some(Selection::Level(level.id))));
    assert!(named(&state, "Delete what is selected").is_enabled());
    state.dispatch(Command::ToggleLockSelected);
    let words = level_words(&level);
    assert!(named(&state, "Delete what is selected").blocked.unwrap().contains("locked"));
    assert!(!named(&state, &format!("Delete {words}")).is_enabled());
    assert!(named(&state, &format!("Undo lock {words}")).is_enabled());
    assert!(named(&state, "Unlock the selected level").is_enabled());
}

#[test]
fn every_level_is_offered_by_its_words_and_every_choice_says_which_is_in_force() {
    let (mut state, _folder) = case();
    state.dispatch(Command::SetTheme(ThemeChoice::Dark));
    assert_eq!(named(&state, "Theme: dark").in_force, Some(true));
    assert_eq!(named(&state, "Theme: light").in_force, Some(false));
    assert_eq!(
        named(&state, "Hide 70,000 support").command,
        Command::Edit(Edit::HideLevel { id: LevelId(3), hidden: true })
    );
    state.dispatch(named(&state, "Hide 70,000 support").command);
    assert!(named(&state, "Show 70,000 support").is_enabled());
    let pane = state.document().panes[1].id.clone();
    state.dispatch(Command::Edit(Edit::Panes(PaneEdit::Hide { pane, hidden: true })));
    assert!(named(&state, "Show the Hashrate pane").is_enabled());
}

#[test]
fn whatever_is_offered_can_be_given_without_a_complaint() {
    let (mut state, _folder) = case();
    for offer in Command::offered(&state).into_iter().filter(Offer::is_enabled) {
        let asks = matches!(
            offer.command,
            Command::ChooseImport
                | Command::ChooseExport(_)
                | Command::ChooseNotesImport
                | Command::ChooseLevelsImport
                | Command::ChooseLevelsExport
                | Command::ChooseWorkspace
                | Command::ChooseWorkspaceCopy
                | Command::RevealWorkspace
                | Command::Data(DataCommand::RevealDataFolder)
                | Command::NewWorkspace
                | Command::DuplicateWorkspace
                | Command::EnterSafeMode
                | Command::Quit
        );
        if asks {
            continue;
        }
        state.dispatch(offer.command);
        let problems = state.notices().shown().iter();
        let problems: Vec<_> =
            problems.filter(|notice| notice.severity == crate::app::notice::Severity::Problem).collect();
        assert!(problems.is_empty(), "{}: {problems:?}", offer.caption);
        state.dispatch(Command::Undo);
    }
}

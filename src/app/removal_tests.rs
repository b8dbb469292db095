use std::path::Path;

use super::*;
use crate::app::clock::Clock;
use crate::app::data_command::DataCommand;
use crate::app::library::Library;
use crate::app::startup::StartOptions;
use crate::domain::provenance::{Provenance, SourceId};
use crate::domain::series::{Cadence, Columns, Series};
use crate::domain::unit::Unit;
use crate::io::cache::{Batch, Incoming};

const NOON: UnixSecs = UnixSecs(1_775_649_600); // 2026-04-08 12:00 UTC

fn opened(folder: &Path) -> AppState {
    let data_dir = Some(folder.to_owned());
    let options = StartOptions { data_dir, workspace: None, clock: Clock::Fixed(NOON), edits: true };
    AppState::opened(&options, Arc::new(|| {}))
}

fn key(id: &str) -> SeriesKey {
    SeriesKey::new(id, SourceId::new("bitstamp").unwrap())
}

fn incoming(id: &str, rows: i64) -> Incoming {
    let times = (0..rows).map(|n| UnixSecs(0).plus_days(20_000 + n)).collect();
    let columns = Columns::Scalar((0..rows).map(|n| 60_000.0 + n as f64).collect());
    let series = Series::new(key(id), Unit::Usd, Cadence::Daily, times, columns).unwrap();
    let provenance = Provenance {
        title: "Bitstamp".to_owned(),
        citation: "Bitstamp".to_owned(),
        licence: String::new(),
        seen_at: NOON,
    };
    Incoming { series, provenance }
}

fn fetch(state: &AppState, incoming: &[Incoming]) {
    let batch =
        Batch { kind: "refresh".to_owned(), name: "bitstamp".to_owned(), dialect: String::new(), at: NOON };
    state.cache().unwrap().lock().unwrap().put_fetched(&batch, incoming, &[]).unwrap();
}

/// A program with two fetched series.
fn fetched(folder: &Path) -> AppState {
    let state = opened(folder);
    fetch(&state, &[incoming("price.btc.usd", 1_234), incoming("own.series", 1)]);
    drop(state);
    opened(folder)
}

fn ask(state: &mut AppState, command: Command) {
    state.dispatch(command);
    state.settle();
}

fn remove(state: &mut AppState, keys: Vec<SeriesKey>) {
    ask(state, Command::Data(DataCommand::RemoveRows(keys)));
}

fn last_said(state: &AppState) -> String {
    state.notices().shown().last().map_or_else(String::new, |notice| notice.text.clone())
}

fn content(library: &Library) -> Vec<(SeriesKey, Vec<UnixSecs>, Vec<u64>, Provenance)> {
    let entries = library.entries().map(|(key, entry)| {
        let bits = entry.series.values().iter().map(|value| value.to_bits()).collect();
        (key.clone(), entry.series.times().to_vec(), bits, entry.provenance.clone())
    });
    entries.collect()
}

#[test]
fn deleted_rows_are_one_step_that_undo_brings_back_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = fetched(folder.path());
    let (before, document) = (content(state.library()), Arc::clone(state.document()));
    let drawn = |state: &AppState| state.price().unwrap().series.key().source.as_str().to_owned();
    assert_eq!(drawn(&state), "bitstamp");
    remove(&mut state, vec![key("price.btc.usd")]);
    assert_eq!(drawn(&state), "case");
    assert_eq!(state.history().undo_caption(), Some("delete 1,234 rows of BTC/USD from Bitstamp"));
    assert_eq!(
        last_said(&state),
        "Deleted 1,234 rows of BTC/USD from Bitstamp; undo brings them back until Hashfloor is closed"
    );
    assert_eq!(state.document(), &document, "panes keep what they are to show");
    for _ in 0..3 {
        ask(&mut state, Command::Undo);
        assert_eq!(content(state.library()), before);
        ask(&mut state, Command::Redo);
        assert_eq!(drawn(&state), "case");
    }
    assert_eq!((state.history().len(), state.history().total()), (1, 1));
}

#[test]
fn the_next_start_deletes_for_good_and_doctor_finds_nothing_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = fetched(folder.path());
    remove(&mut state, vec![key("price.btc.usd")]);
    let sound = |state: &AppState| state.cache().unwrap().lock().unwrap().integrity().unwrap().is_sound();
    assert!(sound(&state));
    drop(state);
    let state = opened(folder.path());
    assert!(state.library().get(&key("price.btc.usd")).is_none() && sound(&state));
    let mut cache = state.cache().unwrap().lock().unwrap();
    assert!(cache.restore_series(&[key("price.btc.usd")]).unwrap().is_empty());
    drop(cache);
    assert!(state.library().get(&key("own.series")).is_some());
}

#[test]
fn a_reader_beside_the_window_does_not_delete_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = fetched(folder.path());
    let before = content(state.library());
    remove(&mut state, vec![key("price.btc.usd")]);
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(NOON),
        edits: false,
    };
    let beside = AppState::opened(&options, Arc::new(|| {}));
    assert!(beside.library().get(&key("price.btc.usd")).is_none());
    ask(&mut state, Command::Undo);
    assert_eq!(content(state.library()), before);
}

#[test]
fn a_reset_leaves_the_case_file_and_can_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = fetched(folder.path());
    let before = content(state.library());
    ask(&mut state, Command::Data(DataCommand::ResetToCaseFile));
    assert!(state.library().entries().all(|(key, _)| key.source.is_case_file()));
    let caption = "reset to the case file, 1,235 rows of 2 series from Bitstamp deleted";
    assert_eq!(state.history().undo_caption(), Some(caption));
    ask(&mut state, Command::Undo);
    assert_eq!(content(state.library()), before);
    ask(&mut state, Command::Redo);
    ask(&mut state, Command::Data(DataCommand::ResetToCaseFile));
    assert_eq!(last_said(&state), "There is nothing to delete");
}

#[test]
fn the_case_files_own_rows_stay() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = fetched(folder.path());
    let before = content(state.library());
    remove(&mut state, vec![SeriesKey::new("difficulty", SourceId::case_file())]);
    assert_eq!((content(state.library()), state.history().len()), (before, 0));
    assert!(last_said(&state).contains("cannot be deleted"));
}

#[test]
fn undo_brings_deleted_rows_back_though_others_came_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = fetched(folder.path());
    remove(&mut state, vec![key("price.btc.usd"), key("own.series")]);
    fetch(&state, &[incoming("price.btc.usd", 7)]);
    ask(&mut state, Command::Undo);
    let rows = |id: &str| state.library().get(&key(id)).unwrap().series.len();
    assert_eq!((rows("price.btc.usd"), rows("own.series")), (1_234, 1));
}

#[test]
fn safe_mode_deletes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = fetched(folder.path());
    ask(&mut state, Command::EnterSafeMode);
    let before = content(state.library());
    ask(&mut state, Command::Data(DataCommand::ResetToCaseFile));
    assert!(last_said(&state).starts_with("Not deleted. "), "{}", last_said(&state));
    assert_eq!(content(state.library()), before);
}

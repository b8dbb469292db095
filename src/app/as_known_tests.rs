use std::path::Path;

use super::*;
use crate::app::clock::Clock;
use crate::app::command::Command;
use crate::app::data_command::DataCommand;
use crate::app::edit::Edit;
use crate::app::export::{ExportKind, csv_bytes};
use crate::app::startup::StartOptions;
use crate::chart::viewport::TimeView;
use crate::domain::provenance::{Provenance, SourceId};
use crate::domain::series::{Cadence, Columns, Series, SeriesKey};
use crate::domain::unit::Unit;
use crate::io::cache::{Batch, Incoming};
use crate::io::files::write_atomic;

fn day(text: &str) -> UnixSecs {
    UnixSecs::parse_iso(text).unwrap()
}

/// The program as it stands on a day.
fn opened(folder: &Path, on: &str) -> AppState {
    let clock = Clock::Fixed(UnixSecs(day(on).0 + 12 * 3_600));
    let options = StartOptions { data_dir: Some(folder.join("data")), workspace: None, clock, edits: true };
    AppState::opened(&options, Arc::new(|| {}))
}

fn fear_key() -> SeriesKey {
    SeriesKey::new("sentiment.fear_greed", SourceId::new("alternative_me").unwrap())
}

fn fetch(state: &AppState, at: &str, first: &str, values: &[f64]) {
    let times = (0..).map(|n| day(first).plus_days(n)).take(values.len()).collect();
    let columns = Columns::Scalar(values.to_vec());
    let series = Series::new(fear_key(), Unit::Index100, Cadence::Daily, times, columns).unwrap();
    let provenance = Provenance {
        title: "alternative.me".to_owned(),
        citation: String::new(),
        licence: String::new(),
        seen_at: day(at),
    };
    let batch =
        Batch { kind: "refresh".to_owned(), name: String::new(), dialect: String::new(), at: day(at) };
    let mut cache = state.cache().unwrap().lock().unwrap();
    cache.put_fetched(&batch, &[Incoming { series, provenance }], &[]).unwrap();
}

/// First start on 1 April; fetched on the 3rd; a value of the 2nd revised on the 5th; today is the 8th.
fn revised(folder: &Path) -> AppState {
    drop(opened(folder, "2026-04-01"));
    let state = opened(folder, "2026-04-08");
    fetch(&state, "2026-04-03", "2026-04-01", &[11.0, 12.0]);
    fetch(&state, "2026-04-05", "2026-04-02", &[22.0, 13.0, 14.0]);
    drop(state);
    opened(folder, "2026-04-08")
}

fn fear(state: &AppState) -> Vec<f64> {
    state.library().get(&fear_key()).map_or_else(Vec::new, |entry| entry.series.values().to_vec())
}

fn look(state: &mut AppState, on: Option<&str>) {
    state.dispatch(Command::Data(DataCommand::ShowAsKnown(on.map(day))));
    state.settle();
}

fn said(state: &AppState) -> String {
    state.notices().shown().iter().map(|notice| notice.text.clone()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_past_day_shows_what_was_known_at_its_end_and_now_comes_back_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = revised(folder.path());
    let now = fear(&state);
    assert_eq!(now, [11.0, 22.0, 13.0, 14.0]);
    for (on, expected) in [
        ("2026-04-02", &[][..]),
        ("2026-04-03", &[11.0, 12.0]),
        ("2026-04-04", &[11.0, 12.0]),
        ("2026-04-05", &now),
    ] {
        look(&mut state, Some(on));
        assert_eq!((state.as_known_on(), fear(&state)), (Some(day(on)), expected.to_vec()), "{on}");
    }
    look(&mut state, None);
    assert_eq!((state.as_known_on(), fear(&state)), (None, now));
    // Today and what is to come are now.
    look(&mut state, Some("2026-04-08"));
    assert_eq!(state.as_known_on(), None);
}

#[test]
fn a_day_is_refused_in_words_before_anything_was_known_and_before_it_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = revised(folder.path());
    state.dispatch(Command::ShowDialog(Some(Dialog::AsKnown)));
    state.settle();
    assert_eq!(state.day_to_look_back_at("4 Apr 2026"), Ok(day("2026-04-04")));
    assert_eq!(state.day_to_look_back_at("2026-04-01"), Ok(day("2026-04-01")));
    for (text, words) in [
        ("2026-03-31", "Nothing was known on 31 Mar 2026, the first rows came on 1 Apr 2026"),
        ("2026-04-08", "8 Apr 2026 is not over yet"),
        ("2027-01-01", "is not over yet"),
        ("soon", "soon"),
    ] {
        let error = state.day_to_look_back_at(text).unwrap_err();
        assert!(error.contains(words), "{text}: {error}");
    }
    assert_eq!(state.known_days().unwrap().revised, [(day("2026-04-05"), 1)]);
    assert!(state.known_since_words().starts_with("Rows are known since 1 Apr 2026"));
}

#[test]
fn an_import_while_looking_back_is_stored_and_the_past_stays_on_screen() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = revised(folder.path());
    look(&mut state, Some("2026-04-04"));
    let table = folder.path().join("fear.csv");
    write_atomic(&table, b"date,greed\n2026-03-20,31\n").unwrap();
    state.dispatch(Command::PreviewImport(table));
    state.settle();
    state.dispatch(Command::ConfirmImport);
    state.settle();
    assert_eq!((state.as_known_on(), fear(&state)), (Some(day("2026-04-04")), vec![11.0, 12.0]));
    let series = |state: &AppState| state.library().entries().count();
    let then = series(&state);
    look(&mut state, None);
    assert_eq!(series(&state), then + 1);
    look(&mut state, Some("2026-04-04"));
    state.dispatch(Command::Undo);
    state.settle();
    assert_eq!((state.as_known_on(), series(&state)), (Some(day("2026-04-04")), then));
    look(&mut state, None);
    assert_eq!(series(&state), then);
}

#[test]
fn a_read_that_was_overtaken_is_dropped_and_one_of_another_day_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = revised(folder.path());
    let cache = state.cache().unwrap().clone();
    let read = |state: &AppState, on: Option<&str>| reload(&cache, state.library(), on.map(day)).unwrap();
    let early = read(&state, None);
    look(&mut state, Some("2026-04-04"));
    // Overtaken, whatever it is of.
    state.replace_library(early);
    assert_eq!((state.as_known_on(), fear(&state).len()), (Some(day("2026-04-04")), 2));
    // Newer, but of a day that is no longer meant.
    let other = read(&state, None);
    state.replace_library(other);
    state.settle();
    assert_eq!((state.as_known_on(), fear(&state).len()), (Some(day("2026-04-04")), 2));
}

#[test]
fn what_is_exported_while_looking_back_is_the_past_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = revised(folder.path());
    state.dispatch(Command::Edit(Edit::ShowSeries { id: fear_key().id, shown: true }));
    let range = TimeView { from: day("2026-03-01").0 as f64, to: day("2026-04-09").0 as f64 };
    let text = |state: &AppState| String::from_utf8(csv_bytes(&state.snapshot(), range).unwrap()).unwrap();
    let now = text(&state);
    assert!(!now.contains("as known on") && now.contains("\n2026-04-03"), "{now}");
    look(&mut state, Some("2026-04-04"));
    let past = text(&state);
    assert!(
        past.starts_with("# Hashfloor export\n# as known on: 2026-04-04 (rows seen later are left out)\n")
    );
    assert!(past.contains("\n2026-04-02") && !past.contains("\n2026-04-03"), "{past}");
    let path = folder.path().join("past.csv");
    state.dispatch(Command::ExportTo(ExportKind::Csv, path.clone()));
    state.settle();
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written.starts_with("# Hashfloor export\n# as known on: 2026-04-04"), "{}", said(&state));
}

#[test]
fn safe_mode_looks_at_now() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = revised(folder.path());
    look(&mut state, Some("2026-04-04"));
    state.dispatch(Command::EnterSafeMode);
    state.settle();
    assert_eq!(state.as_known_on(), None);
}

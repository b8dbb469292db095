//! What is computed once is not computed again, and what comes late is not drawn.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::make::{Answered, compute_all, inputs_of};
use super::steward::ROWS_AT_ONCE;
use crate::app::clock::Clock;
use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::edit_computed::ComputedPlace;
use crate::app::edit_panes::PaneEdit;
use crate::app::library::Library;
use crate::app::loaded::Loaded;
use crate::app::startup::StartOptions;
use crate::app::state::AppState;
use crate::calc::calculation::instance::Instance;
use crate::domain::catalog;
use crate::domain::provenance::{Provenance, SourceId};
use crate::domain::series::{Cadence, Columns, Series, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;

fn opened() -> (AppState, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap()),
        edits: false,
    };
    (AppState::opened(&options, Arc::new(|| {})), folder)
}

fn add(state: &mut AppState, id: &str) {
    let edit = PaneEdit::AddComputed { series: vec![id.to_owned()], place: ComputedPlace::Usual };
    state.dispatch(Command::Edit(Edit::Panes(edit)));
}

fn loaded(unit: Unit, values: Vec<f64>) -> Loaded {
    let key = SeriesKey::new(catalog::PRICE, SourceId::new("csv").unwrap());
    let times = (0..values.len()).map(|day| UnixSecs(0).plus_days(day as i64)).collect();
    let series = Series::new(key, unit, Cadence::Daily, times, Columns::Scalar(values)).unwrap();
    let provenance = Provenance {
        title: "test".to_owned(),
        citation: String::new(),
        licence: String::new(),
        seen_at: UnixSecs(1),
    };
    Loaded::new(series, provenance)
}

fn long(rows: usize, scale: f64) -> Loaded {
    loaded(Unit::Usd, (0..rows).map(|row| scale * (100.0 + (row % 97) as f64)).collect())
}

fn put(state: &mut AppState, loaded: Loaded) {
    Arc::make_mut(&mut state.library).insert(loaded);
    state.leave_computed_behind();
    state.refresh();
}

fn last_of(state: &AppState, id: &str) -> Option<f64> {
    let entry = state.library().drawn(id, &state.document().preferred_sources)?;
    entry.series.last_value().map(|(_, value)| value)
}

#[test]
fn a_small_table_is_there_at_once_and_the_second_time_from_the_memo() {
    let (mut state, _folder) = opened();
    add(&mut state, "derived.sma_30");
    assert!(last_of(&state, "derived.sma_30").is_some() && state.running_jobs().is_empty());
    let before = state.computing.memo.hits();
    state.dispatch(Command::Undo);
    assert!(state.library().computed("derived.sma_30").is_none(), "nobody looks at it");
    state.dispatch(Command::Redo);
    assert!(last_of(&state, "derived.sma_30").is_some());
    assert_eq!(state.computing.memo.hits(), before + 1);
}

#[test]
fn a_large_table_is_computed_by_a_job_and_what_was_drawn_stays_until_then() {
    let (mut state, _folder) = opened();
    let before = last_of(&state, "derived.sma_50").unwrap();
    put(&mut state, long(ROWS_AT_ONCE + 1, 1.0));
    assert!(state.computing().is_under_way());
    assert_eq!(last_of(&state, "derived.sma_50"), Some(before), "until the new one is there");
    state.settle();
    let after = last_of(&state, "derived.sma_50").unwrap();
    assert!(after < 300.0 && !state.computing().is_under_way(), "{after}");
}

#[test]
fn a_result_of_rows_that_are_gone_is_dropped() {
    let (mut state, _folder) = opened();
    put(&mut state, long(ROWS_AT_ONCE + 1, 1.0));
    // Other rows come before the job for those has answered.
    put(&mut state, long(ROWS_AT_ONCE + 1, 10.0));
    state.settle();
    let value = last_of(&state, "derived.sma_50").unwrap();
    assert!(value > 1_000.0, "{value} is of the rows of before");
    let instance = Instance::parse("derived.sma_50").unwrap();
    let held = state.library().computed("derived.sma_50").unwrap().clone();
    let preferences = &state.document().preferred_sources;
    assert_eq!(held.inputs, inputs_of(state.library(), preferences, &instance));
    // One that was on its way over the change is neither drawn nor kept.
    let key = ("derived.sma_50".to_owned(), 7);
    let late = Answered { id: key.0.clone(), inputs: key.1, answer: held.answer };
    state.take_computed(0, 0, vec![late]);
    assert!(state.computing.memo.get(&key).is_none());
}

#[test]
fn a_gap_of_the_input_is_a_gap_of_the_line_and_the_warm_up_is_no_row() {
    let mut values: Vec<f64> = (1..13).map(f64::from).collect();
    values[7] = f64::NAN;
    let mut library = Library::default();
    library.insert(loaded(Unit::Usd, values));
    let instance = Instance::parse("derived.sma_3").unwrap();
    let go_on = || ControlFlow::Continue(());
    let made = compute_all(&library, &Default::default(), &[instance], &go_on);
    let rows = made[0].answer.as_ref().unwrap();
    let line = &rows.line.as_ref().unwrap().series;
    assert_eq!((line.len(), line.times()[0]), (10, UnixSecs(0).plus_days(2)));
    let gaps: Vec<usize> = (0..line.len()).filter(|row| line.values()[*row].is_nan()).collect();
    assert_eq!(gaps, [5], "the eighth day");
    assert_eq!((rows.rows, rows.first), (9, Some(UnixSecs(0).plus_days(2))));
}

#[test]
fn what_cannot_be_computed_says_what_it_needs() {
    let mut library = Library::default();
    let why = |library: &Library, id: &str| {
        let instance = Instance::parse(id).unwrap();
        let made = compute_all(library, &Default::default(), &[instance], &|| ControlFlow::Continue(()));
        made[0].answer.as_ref().err().cloned().unwrap_or_default()
    };
    assert_eq!(why(&library, "derived.sma_3"), "needs BTC/USD");
    library.insert(loaded(Unit::Usd, vec![1.0, 2.0]));
    assert_eq!(why(&library, "derived.sma_3"), "needs 3 rows, there are 2");
    assert_eq!(why(&library, "derived.sma_3.of.difficulty"), "needs Difficulty");
    assert_eq!(why(&library, "derived.obv"), "needs traded volumes");
}

#[test]
fn a_series_of_a_series_is_computed_after_it() {
    let (mut state, _folder) = opened();
    add(&mut state, "derived.sma_5.of.derived.sma_7");
    assert!(last_of(&state, "derived.sma_5.of.derived.sma_7").is_some());
    assert!(state.library().computed("derived.sma_7").is_some(), "what it is of is kept too");
}

#[test]
fn every_calculation_can_be_put_on_the_chart_or_says_why_not() {
    use crate::app::indicator_draft::Draft;
    use crate::calc::calculation::registry;
    let (mut state, _folder) = opened();
    for calculation in registry::ALL {
        let draft = Draft::new(&state, calculation);
        let edit = draft.adding().unwrap_or_else(|why| panic!("{} {why}", calculation.name));
        let ids = draft.ids().unwrap();
        state.dispatch(Command::Preview(Edit::Panes(edit)));
        for id in &ids {
            let held = state.library().computed(id).unwrap_or_else(|| panic!("{id} is not held"));
            let in_pane = state.panes().iter().any(|pane| {
                pane.drawn(id).is_some()
                    || pane.notes.iter().any(|note| note.id == *id && !note.words.is_empty())
            });
            assert!(in_pane, "{id} is nowhere: {:?}", held.answer.as_ref().err());
            if let Err(why) = &held.answer {
                assert!(why.starts_with("needs ") || why.starts_with("is "), "{id} {why}");
                assert_eq!(draft.lacks(&state).as_ref(), Some(why));
            }
        }
        state.dispatch(Command::CancelPreview);
    }
    assert!(state.preview_edit().is_none());
}

#[test]
fn traded_volume_by_price_is_a_table_and_bars_at_the_edge() {
    use crate::app::pane_notes::pane_note;
    use crate::app::pane_spec::Placed;
    use crate::domain::series::Ohlcv;
    let days = 40;
    let close: Vec<f64> = (0..days).map(|day| 100.0 + f64::from(day % 10)).collect();
    let candles = Ohlcv {
        open: close.clone(),
        high: close.iter().map(|value| value + 0.5).collect(),
        low: close.iter().map(|value| value - 0.5).collect(),
        volume: Some(close.iter().map(|value| if *value < 101.0 { 50.0 } else { 1.0 }).collect()),
        close,
    };
    let key = SeriesKey::new(catalog::PRICE, SourceId::new("csv").unwrap());
    let times = (0..days).map(|day| UnixSecs(0).plus_days(i64::from(day))).collect();
    let series =
        Series::new(key, Unit::Usd, Cadence::Daily, times, Columns::Ohlcv(Box::new(candles))).unwrap();
    let mut library = Library::default();
    library.insert(Loaded::new(series, loaded(Unit::Usd, vec![1.0]).provenance));
    let id = "derived.volume_profile_365_10.from";
    let instance = Instance::parse(id).unwrap();
    for one in compute_all(&library, &Default::default(), &[instance], &|| ControlFlow::Continue(())) {
        library.set_computed(&one);
    }
    let note = pane_note(&Placed::new(id), &library).unwrap();
    assert_eq!(note.profile.len(), 10);
    let fullest = note.profile.iter().max_by(|a, b| a.share.total_cmp(&b.share)).unwrap();
    assert!((fullest.low - 99.5).abs() < 1e-9 && (fullest.share - 1.0).abs() < 1e-12, "{:?}", note.profile);
    assert!(note.said(&note.words).starts_with("Volume profile (365, 10) · most at "), "{}", note.words);
}

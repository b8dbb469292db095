//! The first question, the timer, one refresh at a time.

use tempfile::TempDir;

use super::*;
use crate::app::command::Command;
use crate::app::data_command::DataCommand;
use crate::app::notice::Notice;
use crate::app::refresh::SeriesOutcome;
use crate::app::startup::StartOptions;
use crate::domain::catalog;
use crate::domain::provenance::Provenance;
use crate::domain::series::{Cadence, Columns, Series, SeriesKey};
use crate::domain::unit::Unit;
use crate::io::cache::{Batch, Incoming};

/// A noon of 2026.
const NOON: UnixSecs = UnixSecs(1_775_044_800);
const MINUTE: i64 = 60;
const TEN_YEARS: i64 = 10 * 365 * 24 * 60 * MINUTE;

fn opened(folder: &TempDir, settings: &str) -> AppState {
    let path = folder.path().join("settings.toml");
    crate::io::files::write_atomic(&path, settings.as_bytes()).unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(NOON),
        edits: true,
    };
    let mut state = AppState::opened(&options, Arc::new(|| {}));
    state.allow(Reach::Loopback);
    state
}

/// Polls as a window does, until nothing is under way; says how often a refresh was begun.
fn refreshes(state: &mut AppState) -> usize {
    let mut begun = 0;
    for _ in 0..20 {
        state.poll();
        begun += usize::from(state.is_refreshing());
        state.settle();
    }
    begun
}

fn at(state: &mut AppState, time: i64) {
    state.set_clock(Clock::Fixed(UnixSecs(time)));
}

fn ask(state: &mut AppState, command: DataCommand) {
    state.dispatch(Command::Data(command));
}

fn notices(state: &AppState) -> Vec<&str> {
    state.notices().shown().iter().map(|notice| notice.text.as_str()).collect()
}

#[test]
fn nothing_is_fetched_without_a_word_and_the_question_waits() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "");
    assert!(!state.asks_first_fetch(), "not before it is known what is there");
    assert_eq!(refreshes(&mut state), 0);
    assert!(state.asks_first_fetch());
    assert_eq!((state.next_refresh(), state.next_poll_ms()), (None, None));
    at(&mut state, NOON.0 + TEN_YEARS);
    assert_eq!(refreshes(&mut state), 0);
}

#[test]
fn without_a_network_nothing_is_asked_and_nothing_begun() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "[refresh]\non_start = true\n");
    state.allow(Reach::Nothing);
    assert_eq!(refreshes(&mut state), 0);
    assert!(!state.asks_first_fetch() && state.next_refresh().is_none());
    ask(&mut state, DataCommand::Refresh(Vec::new()));
    assert!(!state.is_refreshing());
    assert_eq!(notices(&state), ["Not refreshed. The network is switched off for this start"]);
}

#[test]
fn not_now_is_remembered_and_asked_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "");
    assert_eq!(refreshes(&mut state), 0);
    ask(&mut state, DataCommand::AnswerFirstFetch(FirstFetch::NotNow));
    assert_eq!(refreshes(&mut state), 0);
    assert!(!state.asks_first_fetch());
    assert_eq!(state.settings().to_toml(), "[refresh]\non_start = false\n");
    state.flush();
    drop(state);
    let mut again = opened(&folder, "[refresh]\non_start = false\n");
    assert_eq!(refreshes(&mut again), 0);
    assert!(!again.asks_first_fetch());
}

#[test]
fn fetch_now_fetches_once_and_always_on_every_start_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "");
    refreshes(&mut state);
    ask(&mut state, DataCommand::AnswerFirstFetch(FirstFetch::FetchNow));
    assert!(state.is_refreshing());
    state.settle();
    assert_eq!(state.settings().to_toml(), "");
    at(&mut state, NOON.0 + 600 * MINUTE);
    assert_eq!(refreshes(&mut state), 0);
    ask(&mut state, DataCommand::AnswerFirstFetch(FirstFetch::Always));
    assert_eq!(state.settings().to_toml(), "[refresh]\non_start = true\n");
    assert!(state.is_refreshing());
    state.settle();
    // The time to the next one runs from here.
    assert_eq!(refreshes(&mut state), 0);
    drop(state);
    let mut again = opened(&folder, "[refresh]\non_start = true\n");
    assert_eq!(refreshes(&mut again), 1);
}

#[test]
fn the_timer_wakes_the_window_and_refreshes_in_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "[refresh]\non_start = true\nevery_minutes = 30\n");
    assert_eq!(refreshes(&mut state), 1);
    assert_eq!(state.next_refresh(), Some(UnixSecs(NOON.0 + 30 * MINUTE)));
    // Seldom enough to be idle, often enough to notice that the machine slept.
    state.notices.expire(i64::MAX);
    assert!(state.next_poll_ms().is_some_and(|ms| (1_000..=60_000).contains(&ms)));
    at(&mut state, NOON.0 + 29 * MINUTE);
    assert_eq!(refreshes(&mut state), 0);
    at(&mut state, NOON.0 + 30 * MINUTE);
    assert_eq!(refreshes(&mut state), 1);
}

#[test]
fn a_clock_that_leaps_ten_years_neither_storms_nor_stops() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "[refresh]\non_start = true\nevery_minutes = 60\n");
    assert_eq!(refreshes(&mut state), 1);
    at(&mut state, NOON.0 + TEN_YEARS);
    assert_eq!(refreshes(&mut state), 1);
    at(&mut state, NOON.0 - TEN_YEARS);
    assert_eq!(refreshes(&mut state), 0);
    let next = state.next_refresh().unwrap();
    assert!(next.0 >= state.now().0 && next.0 <= state.now().0 + 60 * MINUTE, "{next:?}");
    at(&mut state, NOON.0 - TEN_YEARS + 60 * MINUTE);
    assert_eq!(refreshes(&mut state), 1);
}

#[test]
fn one_refresh_runs_at_a_time_and_another_wish_comes_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "");
    ask(&mut state, DataCommand::Refresh(Vec::new()));
    assert!(state.is_refreshing());
    let running = state.running_jobs().len();
    ask(&mut state, DataCommand::Refresh(Vec::new()));
    assert!(notices(&state).contains(&"A refresh is under way already"));
    let named = vec!["sentiment.fear_greed".to_owned()];
    ask(&mut state, DataCommand::Refresh(named.clone()));
    ask(&mut state, DataCommand::Refresh(named));
    assert_eq!((state.running_jobs().len(), state.live.waiting.len()), (running, 1));
    state.settle();
    assert_eq!(refreshes(&mut state), 1);
    assert!(state.live.waiting.is_empty());
}

#[test]
fn stopping_drops_what_waits_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "");
    ask(&mut state, DataCommand::Refresh(Vec::new()));
    ask(&mut state, DataCommand::Refresh(vec!["difficulty".to_owned()]));
    ask(&mut state, DataCommand::StopRefresh);
    state.settle();
    assert_eq!(refreshes(&mut state), 0);
}

#[test]
fn safe_mode_asks_nothing_and_drops_what_is_under_way() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "[refresh]\non_start = true\n");
    state.poll();
    assert!(state.is_refreshing());
    state.dispatch(Command::EnterSafeMode);
    state.settle();
    assert_eq!(refreshes(&mut state), 0);
    assert!(!state.asks_first_fetch() && !state.is_refreshing());
    state.notices.expire(i64::MAX);
    assert_eq!(state.next_poll_ms(), None);
}

#[test]
fn a_second_window_on_the_same_folder_fetches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let _first = opened(&folder, "[refresh]\non_start = true\n");
    let mut second = opened(&folder, "[refresh]\non_start = true\n");
    assert_eq!(refreshes(&mut second), 0);
    assert!(!second.asks_first_fetch());
}

#[test]
fn what_is_stored_is_looked_at_after_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "");
    refreshes(&mut state);
    let overview = state.data_overview();
    let stored: Vec<_> = state.library().entries().map(|(key, _)| key.clone()).collect();
    let shown: Vec<_> = overview.series.iter().map(|series| series.key.clone()).collect();
    assert_eq!(shown, stored);
    assert!(overview.series.iter().all(|series| series.rows > 0 && series.asked_at.is_none()));
    assert!(overview.cache_bytes > 0);
}

/// Rows of the price as a refresh leaves them on disk.
fn store(state: &AppState, source: &str, seen_at: UnixSecs, closes: &[f64]) {
    let key = SeriesKey::new(catalog::PRICE, SourceId::new(source).unwrap());
    let times = (0..closes.len()).map(|day| UnixSecs(1_760_054_400).plus_days(day as i64)).collect();
    let columns = Columns::Scalar(closes.to_vec());
    let series = Series::new(key, Unit::Usd, Cadence::Daily, times, columns).unwrap();
    let text = String::new;
    let provenance = Provenance { title: source.to_owned(), citation: text(), licence: text(), seen_at };
    let batch = Batch { kind: "refresh".to_owned(), name: text(), dialect: text(), at: seen_at };
    let mut cache = state.cache.as_ref().unwrap().lock().unwrap();
    cache.put(&batch, &[Incoming { series, provenance }]).unwrap();
}

fn outcome(source: Option<&str>, error: Option<&str>, tried: &[&str]) -> SeriesOutcome {
    let failed = |id: &&str| (SourceId::new(id).unwrap(), "refused".to_owned());
    SeriesOutcome {
        id: catalog::PRICE.to_owned(),
        source: source.and_then(SourceId::new),
        rows_new: u64::from(error.is_none()),
        rows_changed: 0,
        rows_grown: 0,
        rows_same: 0,
        rows_rejected: 0,
        error: error.map(str::to_owned),
        tried: tried.iter().map(failed).collect(),
    }
}

fn refreshed(state: &mut AppState, asked: Asked, series: SeriesOutcome) {
    let report = RefreshReport { series: vec![series], cancelled: false };
    state.take_live(state.live.turn, LiveOutcome::Refreshed(asked, Ok(report)));
    assert_eq!(refreshes(state), 0);
}

fn drawn(state: &AppState) -> &str {
    state.price().unwrap().series.key().source.as_str()
}

fn notice<'a>(state: &'a AppState, text: &str) -> Option<&'a Notice> {
    state.notices().shown().iter().find(|notice| notice.text == text)
}

#[test]
fn a_source_that_stands_in_is_said_and_the_way_back_is_a_click() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "");
    refreshes(&mut state);
    assert_eq!(drawn(&state), "case");
    store(&state, "bitstamp", UnixSecs(NOON.0 - 86_400), &[1.0, 2.0]);
    refreshed(&mut state, Asked::ByHand, outcome(Some("bitstamp"), None, &[]));
    assert_eq!(drawn(&state), "bitstamp");
    let price = catalog::entry(catalog::PRICE).unwrap().title;
    let words = format!("Drawn from live sources now, not from the case file: {price}");
    assert!(notice(&state, &words).is_some() && notice(&state, "Refreshed: 1 row new").is_some());
    store(&state, "coinbase", NOON, &[1.0, 2.0, 3.0]);
    refreshed(&mut state, Asked::ByItself, outcome(Some("coinbase"), None, &["bitstamp"]));
    assert_eq!(drawn(&state), "coinbase");
    let words =
        format!("Bitstamp did not answer; {price} is drawn from {}", source("coinbase").unwrap().info.title);
    let (button, command) = notice(&state, &words).unwrap().action.clone().unwrap();
    assert_eq!(button, "Draw Bitstamp");
    state.dispatch(command);
    assert_eq!(drawn(&state), "bitstamp");
    // What the user chose is drawn from then on, whoever answers.
    store(&state, "kraken", UnixSecs(NOON.0 + 1), &[5.0]);
    let before = notices(&state).len();
    refreshed(&mut state, Asked::ByItself, outcome(Some("kraken"), None, &["bitstamp", "coinbase"]));
    assert_eq!((drawn(&state), notices(&state).len()), ("bitstamp", before));
}

#[test]
fn what_failed_is_said_once_by_the_timer_and_every_time_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "");
    refreshes(&mut state);
    let price = catalog::entry(catalog::PRICE).unwrap().title;
    let words = format!("Not refreshed: {price}, no source answered");
    let failed = || outcome(None, Some("no source answered"), &["bitstamp"]);
    for (asked, is_said) in
        [(Asked::ByItself, true), (Asked::ByItself, false), (Asked::ByHand, true), (Asked::ByItself, false)]
    {
        refreshed(&mut state, asked, failed());
        let found = notice(&state, &words).map(|notice| (notice.id, notice.action.clone()));
        assert_eq!(found.is_some(), is_said, "{asked:?}");
        if let Some((id, action)) = found {
            assert_eq!(action, Some(live_words::show_refreshes()));
            state.dispatch(Command::DismissNotice(id));
        }
    }
    // It worked in between: the next failure is news again.
    refreshed(&mut state, Asked::ByItself, outcome(Some("bitstamp"), None, &[]));
    refreshed(&mut state, Asked::ByItself, failed());
    assert!(notice(&state, &words).is_some());
}

#[test]
fn rows_stored_while_the_library_is_read_are_shown_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "");
    refreshes(&mut state);
    store(&state, "bitstamp", NOON, &[1.0]);
    let report = RefreshReport { series: vec![outcome(Some("bitstamp"), None, &[])], cancelled: false };
    state.take_live(state.live.turn, LiveOutcome::Refreshed(Asked::ByHand, Ok(report)));
    state.go_on_with_live();
    assert!(state.live.reload.under_way.is_some());
    // An import has come back meanwhile: what is being read may be older than it.
    store(&state, "bitstamp", NOON, &[1.0, 2.0]);
    state.note_stored_rows();
    state.settle();
    assert_eq!(drawn(&state), "case", "a library that was overtaken is not taken in");
    refreshes(&mut state);
    assert_eq!(state.price().unwrap().series.len(), 2);
}

#[test]
fn what_a_job_says_of_another_cache_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder, "");
    let before = state.live.turn;
    state.leave_live_behind();
    let report = RefreshReport { series: vec![outcome(None, Some("late"), &[])], cancelled: false };
    state.take_live(before, LiveOutcome::Refreshed(Asked::ByHand, Ok(report)));
    assert!(notices(&state).is_empty());
}

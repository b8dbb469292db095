//! Looking back in the window: the date that is asked, the strip that says so, alerts that wait.

use std::path::Path;
use std::sync::Arc;

use egui::Key;
use hashfloor::app::clock::Clock;
use hashfloor::app::command::{Command, Dialog};
use hashfloor::app::data_command::DataCommand;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::domain::provenance::{Provenance, SourceId};
use hashfloor::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesKey};
use hashfloor::domain::time::UnixSecs;
use hashfloor::domain::unit::Unit;
use hashfloor::io::cache::{Batch, Incoming};

use crate::gestures::desk::{Desk, day};

/// The program on a folder on a day before the window's.
fn opened(folder: &Path, on: &str) -> AppState {
    let options = StartOptions {
        data_dir: Some(folder.to_owned()),
        workspace: None,
        clock: Clock::Fixed(day(on)),
        edits: true,
    };
    AppState::opened(&options, Arc::new(|| {}))
}

/// Stores daily candles of Bitstamp with these closes.
fn fetch(state: &AppState, at: &str, first: &str, closes: &[f64]) {
    let key = SeriesKey::new("price.btc.usd", SourceId::new("bitstamp").unwrap());
    let times: Vec<UnixSecs> = (0..).map(|n| day(first).plus_days(n)).take(closes.len()).collect();
    let close = closes.to_vec();
    let columns = Columns::Ohlcv(Box::new(Ohlcv {
        open: close.clone(),
        high: close.clone(),
        low: close.clone(),
        close,
        volume: None,
    }));
    let series = Series::new(key, Unit::Usd, Cadence::Daily, times, columns).unwrap();
    let provenance = Provenance {
        title: "Bitstamp".to_owned(),
        citation: "Bitstamp".to_owned(),
        licence: String::new(),
        seen_at: day(at),
    };
    let batch = Batch {
        kind: "refresh".to_owned(),
        name: "bitstamp".to_owned(),
        dialect: String::new(),
        at: day(at),
    };
    let mut cache = state.cache().unwrap().lock().unwrap();
    cache.put_fetched(&batch, &[Incoming { series, provenance }], &[]).unwrap();
}

/// First start on 10 March; closes fetched on the 20th, one of them revised on the 25th.
fn revised(folder: &Path) {
    drop(opened(folder, "2026-03-10"));
    let state = opened(folder, "2026-03-25");
    fetch(&state, "2026-03-20", "2026-03-16", &[70_000.0, 71_000.0, 72_000.0, 73_000.0]);
    fetch(&state, "2026-03-25", "2026-03-18", &[72_500.0, 73_000.0, 74_000.0]);
}

fn at_rest(desk: &mut Desk) {
    for _ in 0..3 {
        desk.settle();
        desk.wait(0.3);
    }
}

fn last_close(desk: &Desk) -> (UnixSecs, f64) {
    desk.state().last_close().unwrap()
}

const STRIP: &str = "As known on 20 Mar 2026 · rows seen later are left out";

#[test]
fn a_typed_day_is_shown_with_a_strip_that_leads_back() {
    let folder = tempfile::tempdir().unwrap();
    revised(folder.path());
    let mut desk = Desk::open_at(folder.path());
    let now = last_close(&desk);
    assert_eq!(now, (day("2026-03-20"), 74_000.0));
    desk.ask(Command::ShowDialog(Some(Dialog::AsKnown)));
    at_rest(&mut desk);
    // Typed at once: the field has the focus.
    desk.type_text("2026-03-09");
    assert!(
        desk.texts().iter().any(|text| text.starts_with("Nothing was known on 9 Mar 2026")),
        "{:?}",
        desk.texts()
    );
    desk.key(Key::Enter);
    assert!(desk.state().dialog().is_some() && desk.state().as_known_on().is_none());
    desk.click_label("Past day");
    desk.chord(crate::gestures::desk::CTRL, Key::A);
    desk.type_text("20 Mar 2026");
    desk.key(Key::Enter);
    at_rest(&mut desk);
    assert_eq!(desk.state().dialog(), None);
    assert!(desk.has_label(STRIP), "{:?}", desk.names());
    assert_eq!(last_close(&desk), (day("2026-03-19"), 73_000.0));
    desk.focus("Back to now");
    desk.key(Key::Enter);
    at_rest(&mut desk);
    assert!(!desk.has_label(STRIP) && !desk.has_label("Back to now"));
    assert_eq!(last_close(&desk), now);
}

#[test]
fn days_with_revisions_are_one_click_away() {
    let folder = tempfile::tempdir().unwrap();
    revised(folder.path());
    let mut desk = Desk::open_at(folder.path());
    desk.ask(Command::ShowDialog(Some(Dialog::AsKnown)));
    at_rest(&mut desk);
    desk.click_label("24 Mar 2026, the day before a value was revised");
    at_rest(&mut desk);
    assert_eq!(desk.state().as_known_on(), Some(day("2026-03-24")));
    let price = desk.state().price().unwrap();
    assert_eq!(price.series.values(), [70_000.0, 71_000.0, 72_000.0, 73_000.0]);
}

#[test]
fn nothing_fires_while_looking_back_or_for_old_rows_on_return() {
    let folder = tempfile::tempdir().unwrap();
    revised(folder.path());
    let mut desk = Desk::open_at(folder.path());
    at_rest(&mut desk);
    let fired = |desk: &Desk| desk.state().alert_log().fired.clone();
    let log = desk.state().alert_log().clone();
    desk.ask(Command::Data(DataCommand::ShowAsKnown(Some(day("2026-03-20")))));
    at_rest(&mut desk);
    assert!(desk.state().as_known_on().is_some());
    assert_eq!(desk.state().alert_log(), &log);
    desk.ask(Command::Data(DataCommand::ShowAsKnown(None)));
    at_rest(&mut desk);
    assert_eq!(desk.state().alert_log(), &log);
    // What came meanwhile is judged once it is looked at.
    desk.ask(Command::Data(DataCommand::ShowAsKnown(Some(day("2026-03-20")))));
    at_rest(&mut desk);
    let mut closes = vec![64_000.0; 11];
    closes.push(59_000.0);
    fetch(desk.state(), "2026-04-01", "2026-03-21", &closes);
    desk.ask(Command::Data(DataCommand::ShowAsKnown(Some(day("2026-03-24")))));
    at_rest(&mut desk);
    assert_eq!(fired(&desk), log.fired);
    desk.ask(Command::Data(DataCommand::ShowAsKnown(None)));
    at_rest(&mut desk);
    let news: Vec<_> = fired(&desk).iter().map(|one| one.row).collect();
    assert!(news.len() > log.fired.len() && news.iter().all(|row| *row == day("2026-04-01")), "{news:?}");
}

//! Alerts through the window's door: rows come in, and each crossing is told once.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use hashfloor::app::alert_edits::AlertEdit;
use hashfloor::app::alert_watch::AlertState;
use hashfloor::app::alerts::{AlertKey, wishes};
use hashfloor::app::clock::Clock;
use hashfloor::app::command::Command as Ask;
use hashfloor::app::edit::Edit;
use hashfloor::app::notice::Severity;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::domain::alert::{Alert, AlertWhen, CrossDirection, SeriesAlert};
use hashfloor::domain::level::{LevelId, Place};
use hashfloor::domain::time::UnixSecs;
use hashfloor::io::files::write_atomic;
use proptest::prelude::*;
use tempfile::TempDir;

/// The case file's levels that carry an alert.
const RECLAIM: LevelId = LevelId(2);
const BREAK: LevelId = LevelId(6);
/// A level without one: 70,000.
const FLOOR: LevelId = LevelId(3);
/// The day after the case file's last row.
const FIRST: &str = "2026-04-01";

struct Desk {
    state: AppState,
    folder: TempDir,
}

impl Desk {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { state: opened(folder.path()), folder }
    }

    fn restarted(self) -> Self {
        let Self { state, folder } = self;
        state.flush();
        drop(state);
        let mut state = opened(folder.path());
        state.settle();
        Self { state, folder }
    }

    fn ask(&mut self, ask: Ask) {
        self.state.dispatch(ask);
        self.state.settle();
    }

    /// Closes of consecutive days from `from` on, each day's range 10 either way.
    fn import(&mut self, from: &str, closes: &[u32]) {
        let table = self.table(from, closes);
        self.ask(Ask::PreviewImport(table));
        self.ask(Ask::ConfirmImport);
    }

    fn table(&self, from: &str, closes: &[u32]) -> PathBuf {
        let mut text = "# Hashfloor export\n# series: price.btc.usd@case\n# unit: USD\n# cadence: daily\n\
            date,open,high,low,close\n"
            .to_owned();
        let first = UnixSecs::parse_iso(from).unwrap();
        for (day, close) in (0..).zip(closes) {
            let (high, low) = (close + 10, close - 10);
            text += &format!("{},{close},{high},{low},{close}\n", first.plus_days(day).iso());
        }
        let path = self.folder.path().join("rows.csv");
        write_atomic(&path, text.as_bytes()).unwrap();
        path
    }

    fn set_alert(&mut self, id: LevelId, alert: Alert) {
        self.ask(Ask::Edit(Edit::Alerts(AlertEdit::SetLevel { id, alert: Some(alert) })));
    }

    /// Alert, day and direction of everything in the list.
    fn fired(&self) -> Vec<(String, String, CrossDirection)> {
        let fired = &self.state.alert_log().fired;
        fired.iter().map(|one| (one.alert.clone(), one.row.iso(), one.direction)).collect()
    }

    /// What is said of alerts.
    fn said(&self) -> Vec<String> {
        let notices = self.state.notices().shown().iter();
        notices
            .filter(|notice| notice.severity == Severity::Alert)
            .map(|notice| notice.text.clone())
            .collect()
    }

    fn stands(&self, key: AlertKey) -> AlertState {
        let wish = wishes(self.state.document()).into_iter().find(|wish| wish.key == key).unwrap();
        self.state.alert_state(&wish)
    }
}

fn opened(folder: &Path) -> AppState {
    let options = StartOptions {
        data_dir: Some(folder.join("data")),
        workspace: None,
        clock: Clock::Fixed(UnixSecs::parse_iso("2026-04-20").unwrap()),
        edits: true,
    };
    AppState::opened(&options, Arc::new(|| {}))
}

fn day(iso: &str) -> UnixSecs {
    UnixSecs::parse_iso(iso).unwrap()
}

fn entry(alert: &str, day: &str, direction: CrossDirection) -> (String, String, CrossDirection) {
    (alert.to_owned(), day.to_owned(), direction)
}

#[test]
fn nothing_of_the_bundled_history_fires_and_the_case_alerts_are_armed_from_its_last_row() {
    let mut desk = Desk::open();
    desk.state.settle();
    assert_eq!((desk.fired(), desk.said()), (vec![], vec![]));
    for id in [RECLAIM, BREAK] {
        assert_eq!(desk.stands(AlertKey::Level(id)), AlertState::Armed(day("2026-03-31")));
    }
    let desk = desk.restarted();
    assert_eq!((desk.fired(), desk.said()), (vec![], vec![]));
}

#[test]
fn a_break_of_60_000_is_told_once_in_a_notice_and_never_again_after_a_restart() {
    let mut desk = Desk::open();
    desk.import(FIRST, &[64_000, 59_500, 61_000, 59_000]);
    let once = [entry("level:6", "2026-04-02", CrossDirection::Down)];
    assert_eq!(desk.fired(), once);
    assert_eq!(
        desk.said(),
        ["An alert fired: BTC/USD crossed below 60,000 (a break opens the mid-50s) on 2 Apr 2026, at 59,500"]
    );
    assert_eq!(desk.stands(AlertKey::Level(BREAK)), AlertState::Fired);
    let mut desk = desk.restarted();
    assert_eq!((desk.fired(), desk.said()), (once.to_vec(), vec![]));
    assert_eq!(desk.stands(AlertKey::Level(BREAK)), AlertState::Fired);
    desk.import("2026-04-05", &[62_000, 58_000]);
    assert_eq!(desk.fired(), once, "once is once");
}

#[test]
fn rows_that_came_while_the_window_was_closed_are_looked_at_when_it_opens() {
    let desk = Desk::open();
    let table = desk.table(FIRST, &[73_000]);
    let (folder, data) = (desk.folder, desk.state.folders().unwrap().data.clone());
    desk.state.flush();
    drop(desk.state);
    // The command line imports without a window.
    let options = StartOptions {
        data_dir: Some(data),
        workspace: None,
        clock: Clock::Fixed(day("2026-04-20")),
        edits: false,
    };
    let mut line = AppState::opened(&options, Arc::new(|| {}));
    line.dispatch(Ask::PreviewImport(table));
    line.settle();
    line.dispatch(Ask::ConfirmImport);
    line.settle();
    drop(line);
    let mut state = opened(folder.path());
    state.settle();
    let desk = Desk { state, folder };
    assert_eq!(desk.fired(), [entry("level:2", FIRST, CrossDirection::Up)]);
    assert_eq!(desk.said().len(), 1);
}

#[test]
fn every_time_is_every_crossing_and_many_at_once_are_one_notice_and_one_notification() {
    let mut desk = Desk::open();
    let seen: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
    let sink = Arc::clone(&seen);
    desk.state.set_notifier(Arc::new(move |title, body| {
        sink.lock().unwrap().push((title.to_owned(), body.to_owned()));
    }));
    desk.set_alert(FLOOR, Alert { every_time: true, ..Alert::new(AlertWhen::Cross) });
    desk.import(FIRST, &[71_000, 69_000, 70_000, 71_500, 73_000]);
    use CrossDirection::{Down, Up};
    let mut fired = desk.fired();
    fired.sort();
    let expected = [
        entry("level:2", "2026-04-05", Up),
        entry("level:3", "2026-04-01", Up),
        entry("level:3", "2026-04-02", Down),
        entry("level:3", "2026-04-04", Up),
    ];
    assert_eq!(fired, expected);
    let said = desk.said();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("4 alerts fired: ") && said[0].ends_with("; and 1 more"), "{said:?}");
    let notified = seen.lock().unwrap().clone();
    assert_eq!(notified.len(), 1);
    assert_eq!(notified[0].0, "Hashfloor: 4 alerts fired");
    assert!(notified[0].1.contains("\nBTC/USD crossed"), "{notified:?}");
}

#[test]
fn history_that_is_filled_in_behind_an_alert_does_not_fire() {
    let mut desk = Desk::open();
    desk.import("2026-03-20", &[50_000, 74_000, 50_000, 74_000]);
    assert_eq!((desk.fired(), desk.said()), (vec![], vec![]));
    // A row that has fired and is revised does not fire again.
    desk.set_alert(FLOOR, Alert { every_time: true, ..Alert::new(AlertWhen::Touch) });
    desk.import(FIRST, &[70_005]);
    desk.import(FIRST, &[69_000]);
    desk.import(FIRST, &[69_995, 69_000]);
    assert_eq!(desk.fired(), [entry("level:3", FIRST, CrossDirection::Touch)]);
}

#[test]
fn an_import_that_is_undone_and_redone_fires_no_second_time() {
    let mut desk = Desk::open();
    desk.set_alert(FLOOR, Alert { every_time: true, ..Alert::new(AlertWhen::Cross) });
    desk.import(FIRST, &[71_000, 69_000]);
    let fired = desk.fired();
    assert_eq!(fired.len(), 2);
    for _ in 0..2 {
        desk.ask(Ask::Undo);
        assert_eq!(desk.state.last_close().unwrap().0, day("2026-03-31"));
        desk.ask(Ask::Redo);
    }
    // Not even if the alert was deleted and brought back while the rows were away.
    desk.ask(Ask::Undo);
    desk.ask(Ask::Edit(Edit::Alerts(AlertEdit::SetLevel { id: FLOOR, alert: None })));
    desk.ask(Ask::Undo);
    desk.import(FIRST, &[71_000, 69_000, 71_000]);
    assert_eq!(desk.fired()[..2], fired);
    assert_eq!(desk.fired()[2..], [entry("level:3", "2026-04-03", CrossDirection::Up)]);
}

#[test]
fn moving_a_level_arms_it_anew_from_the_last_row_and_so_does_asking() {
    let mut desk = Desk::open();
    desk.import(FIRST, &[59_000]);
    assert_eq!(desk.stands(AlertKey::Level(BREAK)), AlertState::Fired);
    let place = Place::Price(58_000.0);
    desk.ask(Ask::Edit(Edit::MoveLevel { id: BREAK, place }));
    assert_eq!(desk.stands(AlertKey::Level(BREAK)), AlertState::Armed(day(FIRST)));
    desk.import("2026-04-02", &[57_000]);
    assert_eq!(desk.fired()[1..], [entry("level:6", "2026-04-02", CrossDirection::Down)]);
    desk.ask(Ask::ArmAlert(AlertKey::Level(BREAK)));
    assert_eq!(desk.stands(AlertKey::Level(BREAK)), AlertState::Armed(day("2026-04-02")));
    desk.import("2026-04-03", &[59_000, 57_000]);
    assert_eq!(desk.fired()[2..], [entry("level:6", "2026-04-04", CrossDirection::Down)]);
}

#[test]
fn a_change_under_the_hand_arms_nothing_until_it_is_let_go() {
    let mut desk = Desk::open();
    let before = desk.state.alert_log().clone();
    for price in [61_000.0, 62_000.0, 63_000.0] {
        desk.ask(Ask::Preview(Edit::MoveLevel { id: BREAK, place: Place::Price(price) }));
    }
    desk.ask(Ask::CancelPreview);
    assert_eq!(desk.state.alert_log(), &before);
}

#[test]
fn a_price_through_its_average_is_judged_by_the_average_of_the_same_rows() {
    let mut desk = Desk::open();
    let average = |desk: &Desk| {
        let library = desk.state.library();
        let entry = library.drawn("derived.sma_50", &desk.state.document().preferred_sources).unwrap();
        entry.series.last_value().unwrap()
    };
    let alert = SeriesAlert::new("price.btc.usd", "derived.sma_50", AlertWhen::Cross);
    desk.ask(Ask::Edit(Edit::Alerts(AlertEdit::AddSeries(SeriesAlert { every_time: true, ..alert }))));
    let (_, last) = average(&desk);
    let close = desk.state.last_close().unwrap().1;
    assert!((close - last).abs() > 50.0, "the case's last close is not on its average");
    let is_above = close > last;
    // To the other side and back.
    let (far, near) = if is_above { (55_000, 90_000) } else { (90_000, 50_000) };
    desk.import(FIRST, &[far, near]);
    let of_series: Vec<_> = desk.fired().into_iter().filter(|(alert, ..)| alert == "series:1").collect();
    let (first, second) = if is_above {
        (CrossDirection::Down, CrossDirection::Up)
    } else {
        (CrossDirection::Up, CrossDirection::Down)
    };
    assert_eq!(of_series, [entry("series:1", FIRST, first), entry("series:1", "2026-04-02", second)]);
    let log = desk.state.alert_log();
    let second = log.fired.iter().rfind(|fired| fired.alert == "series:1").unwrap();
    let (time, value) = average(&desk);
    assert_eq!((second.row, second.against.to_bits()), (time, value.to_bits()));
    assert!(second.what().ends_with(" SMA 50"), "{}", second.what());
}

#[test]
fn nothing_is_judged_before_the_averages_have_followed_the_rows() {
    let mut desk = Desk::open();
    let table = desk.table(FIRST, &[59_000]);
    desk.ask(Ask::PreviewImport(table));
    desk.state.dispatch(Ask::ConfirmImport);
    while desk.state.last_close().unwrap().0 != day(FIRST) {
        std::thread::yield_now();
        desk.state.poll();
    }
    assert!(desk.state.running_jobs().iter().any(|job| job.title == "Averages"));
    assert!(desk.fired().is_empty());
    desk.state.settle();
    assert_eq!(desk.fired().len(), 1);
}

#[test]
fn a_level_can_watch_an_average_and_a_paused_alert_keeps_quiet() {
    let mut desk = Desk::open();
    let average = desk.state.library().drawn("derived.sma_50", &desk.state.document().preferred_sources);
    let (_, last) = average.unwrap().series.last_value().unwrap();
    desk.ask(Ask::Edit(Edit::MoveLevel { id: FLOOR, place: Place::Price((last + 100.0).round()) }));
    let watch = "derived.sma_50".to_owned();
    desk.set_alert(FLOOR, Alert { watch, ..Alert::new(AlertWhen::CrossUp) });
    let paused =
        AlertEdit::changing(desk.state.document(), AlertKey::Level(RECLAIM), |wish| wish.paused = true);
    desk.ask(Ask::Edit(Edit::Alerts(paused.unwrap())));
    desk.import(FIRST, &[200_000]);
    assert_eq!(desk.fired(), [entry("level:3", FIRST, CrossDirection::Up)]);
    assert_eq!(desk.stands(AlertKey::Level(RECLAIM)), AlertState::Paused);
    let resumed =
        AlertEdit::changing(desk.state.document(), AlertKey::Level(RECLAIM), |wish| wish.paused = false);
    desk.ask(Ask::Edit(Edit::Alerts(resumed.unwrap())));
    assert_eq!(desk.stands(AlertKey::Level(RECLAIM)), AlertState::Armed(day(FIRST)));
    assert_eq!(desk.fired().len(), 1, "what happened during the pause stays untold");
}

#[test]
fn a_deleted_alert_offers_undo_and_the_list_can_be_cleared_and_brought_back() {
    let mut desk = Desk::open();
    desk.import(FIRST, &[59_000]);
    let list = desk.fired();
    desk.ask(Ask::ClearAlertLog);
    assert!(desk.fired().is_empty());
    assert_eq!(desk.stands(AlertKey::Level(BREAK)), AlertState::Fired, "no alert is changed");
    let shown = desk.state.notices().shown().last().unwrap().clone();
    assert_eq!(shown.text, "Cleared 1 alert from the list");
    desk.ask(shown.action.unwrap().1);
    assert_eq!(desk.fired(), list);
    desk.ask(Ask::Edit(Edit::Alerts(AlertEdit::deleting(AlertKey::Level(BREAK)))));
    let shown = desk.state.notices().shown().last().unwrap().clone();
    assert_eq!(shown.text, "Deleted alert of 60,000 support");
    desk.ask(shown.action.unwrap().1);
    assert!(desk.state.document().level(BREAK).unwrap().alert.is_some());
    assert_eq!(desk.fired(), list);
}

#[test]
fn a_desktop_that_is_not_to_be_bothered_is_not() {
    let desk = Desk::open();
    let settings = desk.state.folders().unwrap().settings_path();
    write_atomic(&settings, b"desktop_notifications = false\n").unwrap();
    let mut desk = desk.restarted();
    let seen: Arc<Mutex<u32>> = Arc::default();
    let sink = Arc::clone(&seen);
    desk.state.set_notifier(Arc::new(move |_, _| *sink.lock().unwrap() += 1));
    desk.import(FIRST, &[59_000]);
    assert_eq!((desk.said().len(), *seen.lock().unwrap()), (1, 0));
}

/// What may happen to a workspace with alerts, in any order.
#[derive(Clone, Debug)]
enum Step {
    Import { day: i64, closes: Vec<u32> },
    Undo,
    Redo,
    Move { price: u32 },
    Alert { when: AlertWhen, every_time: bool },
    Delete,
    Arm,
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let when = proptest::sample::select(AlertWhen::ALL.to_vec());
    let step = prop_oneof![
        4 => (-2_i64..8, proptest::collection::vec(66_000_u32..74_000, 1..5))
            .prop_map(|(day, closes)| Step::Import { day, closes }),
        3 => Just(Step::Undo),
        2 => Just(Step::Redo),
        1 => (68_000_u32..72_000).prop_map(|price| Step::Move { price }),
        2 => (when, any::<bool>()).prop_map(|(when, every_time)| Step::Alert { when, every_time }),
        1 => Just(Step::Delete),
        1 => Just(Step::Arm),
        1 => Just(Step::Restart),
    ];
    proptest::collection::vec(step, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_no_alert_fires_twice_for_a_row_or_for_one_it_was_armed_after(steps in steps()) {
        let mut desk = Desk::open();
        desk.set_alert(FLOOR, Alert { every_time: true, ..Alert::new(AlertWhen::Cross) });
        for step in steps {
            let listed = desk.fired().len();
            let since: Vec<_> = wishes(desk.state.document())
                .iter()
                .map(|wish| (wish.key.text(), desk.state.alert_log().mark(wish.key).unwrap().since))
                .collect();
            match step.clone() {
                Step::Import { day: number, closes } => {
                    let first = day(FIRST).plus_days(number).iso();
                    desk.import(&first, &closes);
                }
                Step::Undo => desk.ask(Ask::Undo),
                Step::Redo => desk.ask(Ask::Redo),
                Step::Move { price } => {
                    let place = Place::Price(f64::from(price));
                    desk.ask(Ask::Edit(Edit::MoveLevel { id: FLOOR, place }));
                }
                Step::Alert { when, every_time } => {
                    desk.set_alert(FLOOR, Alert { every_time, ..Alert::new(when) });
                }
                Step::Delete => desk.ask(Ask::Edit(Edit::Alerts(AlertEdit::deleting(AlertKey::Level(FLOOR))))),
                Step::Arm => desk.ask(Ask::ArmAlert(AlertKey::Level(FLOOR))),
                Step::Restart => {
                    let before = desk.state.alert_log().clone();
                    desk = desk.restarted();
                    prop_assert_eq!(desk.state.alert_log(), &before);
                }
            }
            let fired = desk.fired();
            for (alert, row, _) in &fired[listed..] {
                let armed = since.iter().find(|(key, _)| key == alert).and_then(|(_, since)| *since);
                prop_assert!(armed.is_none_or(|since| day(row) > since), "{step:?}: {alert} on {row}");
            }
            let rows: std::collections::BTreeSet<_> =
                fired.iter().map(|(alert, row, _)| (alert, row)).collect();
            prop_assert_eq!(rows.len(), fired.len(), "{:?}: {:?}", step, fired);
        }
    }
}

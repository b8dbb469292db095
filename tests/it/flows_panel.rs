//! The ETF flows in the window: sums over the days in view, sessions by row, states of cells.

use std::sync::Arc;

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hashfloor::app::clock::Clock;
use hashfloor::app::command::{Command, Dialog};
use hashfloor::app::edit::Edit;
use hashfloor::app::edit_panes::PaneEdit;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::app::view::Tab;
use hashfloor::chart::viewport::TimeView;
use hashfloor::domain::provenance::{Provenance, SourceId};
use hashfloor::domain::series::{Cadence, Columns, Series, SeriesKey};
use hashfloor::domain::time::UnixSecs;
use hashfloor::domain::unit::Unit;
use hashfloor::io::cache::{Batch, Incoming};
use hashfloor::ui::panels::{dialogs_ui, flows};
use hashfloor::ui::theme::{Theme, fonts};
use tempfile::TempDir;

use crate::gestures::desk::{Desk, day};

struct Bench {
    state: AppState,
    commands: Vec<Command>,
    _folder: TempDir,
}

/// The case file on the morning of a day.
fn bench(today: &str) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(day(today)),
        edits: false,
    };
    let mut state = AppState::opened(&options, Arc::new(|| {}));
    state.settle();
    Bench { state, commands: Vec::new(), _folder: folder }
}

fn panel(
    bench: Bench,
    show: impl Fn(&mut egui::Ui, &AppState, &mut Vec<Command>) + 'static,
) -> Harness<'static, Bench> {
    Harness::builder()
        .with_size([1_200.0, 1_400.0])
        .with_context_setup(|ctx| {
            ctx.set_fonts(fonts::definitions());
            Theme::dark().apply(ctx);
        })
        .build_ui_state(move |ui, bench: &mut Bench| show(ui, &bench.state, &mut bench.commands), bench)
}

fn look_at(state: &mut AppState, from: &str, to: &str) {
    state.dispatch(Command::SetTimeView(TimeView::new(day(from).0 as f64, day(to).0 as f64)));
}

/// What the rows of tables are called, top to bottom.
fn rows(harness: &Harness<'static, Bench>) -> Vec<String> {
    harness.query_all_by_role(Role::Row).filter_map(|node| node.accesskit_node().label()).collect()
}

fn sessions(harness: &Harness<'static, Bench>) -> Vec<String> {
    let starts = ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "];
    rows(harness).into_iter().filter(|name| starts.iter().any(|start| name.starts_with(start))).collect()
}

#[test]
fn sums_follow_the_days_in_view() {
    let mut bench = bench("2026-04-02");
    look_at(&mut bench.state, "2026-01-28", "2026-02-08");
    let wide = panel(bench, flows::flows_ui);
    assert!(wide.query_by_label("28 Jan 2026 – 6 Feb 2026").is_some());
    assert!(wide.query_by_label("8 sessions in view").is_some());
    let mut bench = self::bench("2026-04-02");
    look_at(&mut bench.state, "2026-02-01", "2026-02-08");
    let near = panel(bench, flows::flows_ui);
    // +561.8 − 272.0 − 544.9 − 434.1 + 371.1
    // Said twice: these are also the last five sessions.
    assert_eq!(near.query_all_by_label("−$318.1 M").count(), 2);
    assert!(near.query_by_label("2 in, 3 out").is_some());
}

#[test]
fn sessions_stand_newest_first_and_a_click_reads_one_on_the_chart() {
    let mut bench = bench("2026-04-02");
    look_at(&mut bench.state, "2026-02-01", "2026-02-08");
    let mut harness = panel(bench, flows::flows_ui);
    let names = sessions(&harness);
    assert_eq!(names.len(), 5, "{names:?}");
    assert!(names[0].starts_with("Fri 6 Feb 2026: All funds +$371.1 M, IBIT "), "{}", names[0]);
    assert!(names[3].starts_with("Tue 3 Feb 2026: All funds −$272.0 M"), "{}", names[3]);
    harness.get_by_label(&names[1]).click();
    harness.run();
    let expected = Command::PutDataCursor { series: "etf.flow.total".to_owned(), time: day("2026-02-05") };
    assert_eq!(harness.state().commands, [expected]);
}

#[test]
fn a_long_stretch_lists_the_newest_sessions_and_leads_to_the_others() {
    let mut bench = bench("2026-04-02");
    look_at(&mut bench.state, "2025-12-01", "2026-02-08");
    let mut harness = panel(bench, flows::flows_ui);
    let names = sessions(&harness);
    assert_eq!(names.len(), 15, "{names:?}");
    assert!(names[0].starts_with("Fri 6 Feb 2026: "), "{}", names[0]);
    assert!(harness.query_by_label("AS OF 6 FEB 2026").is_some());
    harness.get_by_label_contains("Open large for all 4").click();
    harness.run();
    assert_eq!(harness.state().commands, [Command::ShowDialog(Some(Dialog::Flows))]);
}

#[test]
fn sessions_without_a_close_are_counted_in_the_row_of_coins() {
    let mut bench = bench("2026-04-02");
    // Closes of the case file begin later than a fetched flow.
    fetch(&bench.state, "2026-03-20", &[("2020-03-17", 50e6), ("2026-02-05", -90e6)]);
    let options = StartOptions {
        data_dir: Some(bench._folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(day("2026-04-02")),
        edits: false,
    };
    drop(bench.state);
    bench.state = AppState::opened(&options, Arc::new(|| {}));
    bench.state.settle();
    look_at(&mut bench.state, "2020-03-01", "2026-02-08");
    let harness = panel(bench, flows::flows_ui);
    assert!(harness.query_by_label_contains(" BTC in 1 of 2 sessions").is_some());
}

#[test]
fn a_session_is_reached_and_chosen_by_key() {
    let mut bench = bench("2026-04-02");
    look_at(&mut bench.state, "2026-02-01", "2026-02-08");
    let mut harness = panel(bench, flows::flows_ui);
    let names = sessions(&harness);
    harness.get_by_label(&names[2]).focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let expected = Command::PutDataCursor { series: "etf.flow.total".to_owned(), time: day("2026-02-04") };
    assert_eq!(harness.state().commands, [expected]);
}

#[test]
fn holidays_and_sessions_to_come_say_what_they_are() {
    let mut bench = bench("2026-03-03");
    look_at(&mut bench.state, "2026-02-13", "2026-03-10");
    let harness = panel(bench, flows::flows_ui);
    let names = sessions(&harness);
    let has = |name: &str| names.iter().any(|found| found == name);
    assert!(has("Mon 16 Feb 2026: no session, US market holiday, Presidents' Day"), "{names:?}");
    assert!(has("Mon 2 Mar 2026: no figure yet"), "{names:?}");
    assert!(!names.iter().any(|name| name.starts_with("Sat ") || name.starts_with("Sun ")));
}

#[test]
fn sessions_missing_for_long_are_counted_and_not_listed() {
    let mut bench = bench("2026-04-02");
    look_at(&mut bench.state, "2026-02-13", "2026-04-10");
    let harness = panel(bench, flows::flows_ui);
    let pending = sessions(&harness).iter().filter(|name| name.ends_with("no figure yet")).count();
    assert_eq!(pending, 3);
    let rest = "21 more sessions since then without a figure: Data, Refresh fetches them";
    assert!(harness.query_by_label(rest).is_some(), "{:?}", rows(&harness));
}

#[test]
fn the_window_shows_every_fund_and_copies_what_is_in_view() {
    let mut bench = bench("2026-04-02");
    look_at(&mut bench.state, "2026-02-04", "2026-02-06");
    bench.state.dispatch(Command::ShowDialog(Some(Dialog::Flows)));
    let mut harness = panel(bench, dialogs_ui);
    harness.run();
    let names = sessions(&harness);
    assert_eq!(names.len(), 3);
    for fund in ["All funds", "IBIT", "FBTC", "GBTC"] {
        assert!(names.iter().all(|name| name.contains(fund)), "{fund}: {names:?}");
    }
    harness.get_by_label("Copy as CSV").click();
    harness.run();
    let copied = match harness.state().commands.as_slice() {
        [Command::CopyText(text)] => text.clone(),
        other => panic!("{other:?}"),
    };
    let mut lines = copied.lines();
    let head = "date,state,etf.flow.total,etf.flow.ibit,etf.flow.fbtc,etf.flow.gbtc";
    assert_eq!(lines.next(), Some(head));
    assert!(lines.next().unwrap().starts_with("2026-02-04,published,-544900000,"), "{copied}");
    assert_eq!(lines.count(), 2);
}

#[test]
fn without_flows_the_next_step_is_offered() {
    let state = AppState::new(Clock::Fixed(day("2026-04-02")), Arc::new(|| {}));
    let bench = Bench { state, commands: Vec::new(), _folder: tempfile::tempdir().unwrap() };
    let mut harness = panel(bench, flows::flows_ui);
    assert!(harness.query_by_label("No ETF flows yet").is_some());
    harness.get_by_label("Import CSV…").click();
    harness.run();
    assert_eq!(harness.state().commands, [Command::ChooseImport]);
}

/// Stores net flows of all funds, as a refresh does.
fn fetch(state: &AppState, at: &str, flows: &[(&str, f64)]) {
    let key = SeriesKey::new("etf.flow.total", SourceId::new("sosovalue").unwrap());
    let (times, values): (Vec<UnixSecs>, Vec<f64>) =
        flows.iter().map(|(time, flow)| (day(time), *flow)).unzip();
    let series = Series::new(key, Unit::Usd, Cadence::Irregular, times, Columns::Scalar(values)).unwrap();
    let provenance = Provenance {
        title: "SoSoValue".to_owned(),
        citation: "SoSoValue".to_owned(),
        licence: String::new(),
        seen_at: day(at),
    };
    let batch = Batch {
        kind: "refresh".to_owned(),
        name: "sosovalue".to_owned(),
        dialect: String::new(),
        at: day(at),
    };
    let mut cache = state.cache().unwrap().lock().unwrap();
    cache.put_fetched(&batch, &[Incoming { series, provenance }], &[]).unwrap();
}

#[test]
fn a_figure_that_was_published_anew_says_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(day("2026-03-25")),
        edits: false,
    };
    let state = AppState::opened(&options, Arc::new(|| {}));
    fetch(&state, "2026-03-20", &[("2026-03-18", 50e6), ("2026-03-19", -90e6)]);
    fetch(&state, "2026-03-21", &[("2026-03-19", -95.5e6), ("2026-03-20", 0.0)]);
    drop(state);
    let mut state = AppState::opened(&options, Arc::new(|| {}));
    state.settle();
    look_at(&mut state, "2026-03-17", "2026-03-21");
    let harness = panel(Bench { state, commands: Vec::new(), _folder: folder }, flows::flows_ui);
    let names = sessions(&harness);
    let has = |name: &str| names.iter().any(|found| found.contains(name));
    assert!(has("Thu 19 Mar 2026: All funds −$95.5 M revised, was −$90.0 M until 21 Mar 2026"), "{names:?}");
    assert!(has("Fri 20 Mar 2026: All funds no flow"), "{names:?}");
    assert!(has("Wed 18 Mar 2026: All funds +$50.0 M"), "{names:?}");
}

#[test]
fn a_stretch_measured_on_the_chart_is_what_is_summed() {
    let mut desk = Desk::open();
    desk.ask(Command::ShowTab(Tab::Flows));
    desk.wait(0.3);
    let in_view = |desk: &Desk| desk.texts().iter().any(|text| text.ends_with("sessions in view"));
    assert!(in_view(&desk), "{:?}", desk.texts());
    desk.hold(egui::Modifiers::SHIFT);
    desk.drag(desk.at("2026-02-02", 60_000.0), desk.at("2026-02-06", 80_000.0));
    desk.hold(egui::Modifiers::NONE);
    desk.wait(0.3);
    assert!(desk.texts().iter().any(|text| text.ends_with("sessions measured")), "{:?}", desk.texts());
    desk.key(Key::Escape);
    desk.wait(0.3);
    assert!(in_view(&desk));
}

#[test]
fn the_data_cursor_goes_to_the_session_that_was_clicked() {
    let mut desk = Desk::open();
    let time = day("2026-02-05");
    desk.ask(Command::PutDataCursor { series: "etf.flow.total".to_owned(), time });
    let at = desk.state().cursor_row().unwrap();
    assert_eq!((at.pane.id.as_str(), at.time, at.value), ("etf", time, -434.1e6));
}

#[test]
fn fear_and_greed_shade_a_pane_with_the_name_of_the_index_beside() {
    let mut desk = Desk::open();
    let credit = "alternative.me Crypto Fear & Greed Index";
    let says = |desk: &Desk, words: &str| desk.texts().iter().any(|text| text.contains(words));
    let bands = |desk: &Desk| desk.texts().iter().filter(|text| text.ends_with(credit)).count();
    let before = bands(&desk);
    let edit = PaneEdit::ShadeMood { pane: "price".to_owned(), shaded: true };
    desk.ask(Command::Edit(Edit::Panes(edit)));
    desk.wait(0.2);
    assert_eq!(bands(&desk), before + 1, "{:?}", desk.texts());
    assert!(says(&desk, "Fear & Greed 15, extreme fear · alternative.me"), "{:?}", desk.texts());
    desk.glide(desk.at("2026-02-12", 57_500.0) + egui::vec2(0.5, 0.0));
    desk.wait(0.1);
    assert!(says(&desk, "Fear & Greed 5, extreme fear · alternative.me"), "{:?}", desk.texts());
    assert_eq!(desk.saved()["panes"][0]["shade_mood"], true);
    desk.ask(Command::Undo);
    desk.wait(0.2);
    assert_eq!(bands(&desk), before);
}

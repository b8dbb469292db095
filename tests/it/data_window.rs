//! The Data window, its menu and the list of what is being done, clicked by their names.

use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hashfloor::app::clock::Clock;
use hashfloor::app::command::{Command, Dialog};
use hashfloor::app::data_command::{DataCommand, DataPage};
use hashfloor::app::data_overview::{ConnectionTest, DataOverview, SeriesStatus, SourceStatus};
use hashfloor::app::edit::Edit;
use hashfloor::app::export::Snapshot;
use hashfloor::app::loaded::Loaded;
use hashfloor::app::setting_change::SettingChange;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::domain::live::{KeyNeed, Reach, RefreshRecord, RetargetEstimate, SourceInfo};
use hashfloor::domain::provenance::SourceId;
use hashfloor::domain::series::{Cadence, SeriesKey};
use hashfloor::domain::time::{DAY_SECS, UnixSecs};
use hashfloor::domain::unit::Unit;
use hashfloor::ui::chart::readout::cursor_words;
use hashfloor::ui::menu::menu_bar_ui;
use hashfloor::ui::panels::data::sources_ui;
use hashfloor::ui::panels::{dialogs_ui, library};
use hashfloor::ui::picture::{Subject, snapshot_svg};
use hashfloor::ui::status::status_bar_ui;
use hashfloor::ui::theme::{Theme, fonts};

pub struct Bench {
    pub state: AppState,
    pub commands: Vec<Command>,
    folder: tempfile::TempDir,
}

fn now() -> UnixSecs {
    UnixSecs(UnixSecs::parse_iso("2026-11-29").unwrap().0 + DAY_SECS / 2)
}

fn status(id: &str, source: &str, rows: u64, last: &str) -> SeriesStatus {
    SeriesStatus {
        key: SeriesKey::new(id, SourceId::new(source).unwrap()),
        unit: Unit::Usd,
        cadence: Cadence::Daily,
        rows,
        first: UnixSecs::parse_iso("2017-07-02"),
        last: UnixSecs::parse_iso(last),
        bytes: rows * 48,
        vintages: 0,
        seen_at: UnixSecs(now().0 - 300),
        asked_at: None,
        error: None,
        reached_start: true,
    }
}

pub fn overview() -> DataOverview {
    let bitstamp = SeriesStatus {
        vintages: 3,
        asked_at: Some(UnixSecs(now().0 - 300)),
        ..status("price.btc.usd", "bitstamp", 5_599, "2026-11-29")
    };
    let difficulty = SeriesStatus {
        asked_at: Some(UnixSecs(now().0 - 7_200)),
        error: Some("mempool.space answered 503, service unavailable, five times in a row and gave no time to come back at".to_owned()),
        ..status("difficulty", "mempool", 460, "2026-11-10")
    };
    let record = |series: &str, new: u64, error: Option<&str>| RefreshRecord {
        began_at: UnixSecs(now().0 - 300),
        ended_at: UnixSecs(now().0 - 296),
        series: series.to_owned(),
        source: error.is_none().then(|| SourceId::new("bitstamp").unwrap()),
        rows_new: new,
        rows_changed: 2,
        rows_rejected: 0,
        error: error.map(str::to_owned),
    };
    let mut log = vec![record("price.btc.usd", 12, None), record("difficulty", 0, Some("answered 503"))];
    let older = |run: i64| RefreshRecord {
        began_at: UnixSecs(now().0 - 3_600 * run),
        ..record("price.btc.usd", 1, None)
    };
    log.extend((1..300).map(older));
    DataOverview {
        series: vec![
            difficulty,
            status("difficulty", "case", 150, "2026-03-21"),
            bitstamp,
            status("price.btc.usd", "case", 1_200, "2026-03-31"),
            status("price.btc.usd", "yahoo", 90, "2026-04-02"),
            status("sentiment.fear_greed", "case", 700, "2026-03-31"),
        ],
        log,
        estimate: Some(RetargetEstimate {
            source: SourceId::new("mempool").unwrap(),
            seen_at: UnixSecs(now().0 - 300),
            progress_percent: 59.7,
            change_percent: -2.14,
            remaining_blocks: 812,
            next_height: 981_792,
            expected_at: UnixSecs::parse_iso("2026-12-03").unwrap(),
        }),
        cache_bytes: 1_204_224,
    }
}

/// The case file on disk, and more than it told.
pub fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(now()),
        edits: false,
    };
    let mut state = AppState::opened(&options, Arc::new(|| {}));
    state.settle();
    state.take_overview(overview());
    Bench { state, commands: Vec::new(), folder }
}

fn shown(
    bench: Bench,
    show: impl Fn(&mut egui::Ui, &AppState, &mut Vec<Command>) + 'static,
) -> Harness<'static, Bench> {
    let mut harness = Harness::builder()
        .with_size([1_280.0, 720.0])
        .with_context_setup(|ctx| {
            ctx.set_fonts(fonts::definitions());
            Theme::dark().apply(ctx);
        })
        .build_ui_state(move |ui, bench: &mut Bench| show(ui, &bench.state, &mut bench.commands), bench);
    harness.run();
    harness
}

fn page(mut bench: Bench, page: DataPage) -> Harness<'static, Bench> {
    bench.state.dispatch(Command::ShowDialog(Some(Dialog::Data(page))));
    shown(bench, dialogs_ui)
}

fn click(harness: &mut Harness<'static, Bench>, name: &str) {
    harness.get_by_label(name).click();
    harness.run();
}

fn rows(harness: &Harness<'static, Bench>) -> Vec<String> {
    let mut rows: Vec<(f32, String)> = harness
        .query_all_by_role(Role::Row)
        .map(|row| (row.rect().top(), row.accesskit_node().label().unwrap_or_default()))
        .collect();
    rows.sort_by(|one, other| one.0.total_cmp(&other.0));
    rows.into_iter().map(|(_, name)| name.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn a_row_says_everything_that_is_known_of_its_source() {
    let harness = page(bench(), DataPage::Series);
    let name = harness
        .get_all_by_role(Role::Row)
        .find_map(|row| row.accesskit_node().label().filter(|name| name.contains("5,599 rows")));
    let name = name.unwrap();
    for words in ["29 Nov 2026", "today", "seen 5 minutes ago", "268.8 kB", "3 revised"] {
        assert!(name.contains(words), "{words}: {name}");
    }
    let old = harness.get_all_by_role(Role::Row).filter_map(|row| row.accesskit_node().label());
    assert!(old.into_iter().any(|name| name.contains("case file") && name.contains("7 months old, old")));
}

#[test]
fn a_click_on_a_heading_orders_the_rows_and_a_second_turns_them_round() {
    let mut harness = page(bench(), DataPage::Series);
    let before = rows(&harness);
    assert!(before[0].starts_with("BTC/USD"), "{before:?}");
    click(&mut harness, "Sort by rows");
    let falling = rows(&harness);
    click(&mut harness, "Sort by rows");
    let rising = rows(&harness);
    assert!(falling[0].starts_with("BTC/USD") && rising[0].starts_with("BTC/USD from yahoo"), "{rising:?}");
    assert_ne!(falling, rising);
    assert!(harness.state().commands.is_empty());
}

#[test]
fn deleting_rows_asks_first_and_the_case_file_stays() {
    let mut harness = page(bench(), DataPage::Series);
    click(&mut harness, "Delete BTC/USD from yahoo");
    assert!(harness.state().commands.is_empty(), "{:?}", harness.state().commands);
    click(&mut harness, "Keep BTC/USD from yahoo");
    assert!(harness.query_by_label("Yes, delete BTC/USD from yahoo").is_none());
    click(&mut harness, "Delete BTC/USD from yahoo");
    click(&mut harness, "Yes, delete BTC/USD from yahoo");
    let key = SeriesKey::new("price.btc.usd", SourceId::new("yahoo").unwrap());
    assert_eq!(harness.state().commands, [Command::Data(DataCommand::RemoveRows(vec![key]))]);
    let case = harness.get_by_label("Delete BTC/USD from case file");
    assert!(case.accesskit_node().is_disabled());
}

#[test]
fn a_click_on_another_source_draws_it_and_latest_gives_the_choice_up() {
    let mut bench = bench();
    let case = Some(SourceId::case_file());
    bench.state.dispatch(Command::Edit(Edit::PreferSource { id: "price.btc.usd".to_owned(), source: case }));
    let mut harness = page(bench, DataPage::Series);
    click(&mut harness, "Draw BTC/USD from yahoo");
    click(&mut harness, "Draw the latest source of BTC/USD");
    let prefer = |source: Option<&str>| {
        let source = source.map(|name| SourceId::new(name).unwrap());
        Command::Edit(Edit::PreferSource { id: "price.btc.usd".to_owned(), source })
    };
    assert_eq!(harness.state().commands, [prefer(Some("yahoo")), prefer(None)]);
}

#[test]
fn without_a_network_nothing_can_be_fetched_and_the_reason_is_said() {
    let harness = page(bench(), DataPage::Series);
    assert!(harness.get_by_label("Refresh all").accesskit_node().is_disabled());
    assert!(harness.query_by_label_contains("start; everything that is stored is shown").is_some());
}

#[test]
fn the_last_error_is_said_with_what_becomes_of_it() {
    let mut bench = bench();
    bench.state.allow(Reach::Loopback);
    let harness = page(bench, DataPage::Series);
    let words = harness.query_all_by_label_contains("five times in a row").next();
    let words = words.expect("the error").accesskit_node().value().unwrap();
    assert!(words.contains("Asked 2 hours ago") && words.contains("What is stored stays"), "{words}");
}

#[test]
fn two_sources_are_compared_below_their_series() {
    let mut bench = bench();
    let keys = ["case", "csv"].map(|source| SeriesKey::new("price.btc.usd", SourceId::new(source).unwrap()));
    let path = bench.folder.path().join("mine.csv");
    let text = "date,open,high,low,close,volume\n2016-01-01,430,440,420,435,1\n\
                2026-02-05,73000,73500,62000,62800,1\n2026-02-06,62800,71000,60000,70600,1\n";
    hashfloor::io::files::write_atomic(&path, text.as_bytes()).unwrap();
    bench.state.dispatch(Command::PreviewImport(path));
    bench.state.settle();
    bench.state.dispatch(Command::ConfirmImport);
    bench.state.settle();
    let [case, csv] = keys;
    bench.state.take_overview(overview());
    assert!(bench.state.library().get(&csv).is_some(), "{:?}", bench.state.notices().shown());
    bench.state.dispatch(Command::Data(DataCommand::Compare(Some((case, csv)))));
    let mut harness = page(bench, DataPage::Series);
    let sentence = harness.get_by_label_contains("2 rows in common").accesskit_node().value().unwrap();
    assert!(sentence.contains("5 Feb 2026 to 6 Feb 2026"), "{sentence}");
    assert!(sentence.contains("1 row only in csv"), "{sentence}");
    click(&mut harness, "Stop comparing");
    assert_eq!(harness.state().commands, [Command::Data(DataCommand::Compare(None))]);
}

#[test]
fn past_refreshes_are_grouped_by_run_and_older_ones_are_shown_when_asked_for() {
    let mut harness = page(bench(), DataPage::Refreshes);
    assert!(harness.query_by_label_contains("12 rows new, 4 changed, 1 series failed").is_some());
    let count = |harness: &Harness<'static, Bench>| harness.query_all_by_role(Role::Row).count();
    assert_eq!(count(&harness), 200);
    // Far below what is in sight.
    harness.get_by_label("Show more").click_accesskit();
    harness.run();
    assert_eq!(count(&harness), 301);
    let mut empty = bench();
    empty.state.take_overview(DataOverview::default());
    assert!(page(empty, DataPage::Refreshes).query_by_label("No refresh yet").is_some());
}

static EXAMPLE: SourceInfo = SourceInfo {
    id: "example",
    title: "Example exchange",
    base_url: "https://example.org",
    citation: "Example",
    licence: "free to use",
    about: "Candles by day and hour since 2011",
    key: KeyNeed::Optional,
};

fn example(test: Option<ConnectionTest>) -> SourceStatus {
    SourceStatus {
        info: &EXAMPLE,
        series: vec!["price.btc.usd"],
        enabled: true,
        address: "https://example.org".to_owned(),
        address_is_own: false,
        has_key: false,
        test,
    }
}

fn source(test: Option<ConnectionTest>) -> Harness<'static, Bench> {
    let mut bench = bench();
    bench.state.allow(Reach::Loopback);
    shown(bench, move |ui, state, commands| {
        sources_ui(ui, state, &[example(test.clone())], 500.0, commands);
    })
}

#[test]
fn a_source_says_its_terms_and_is_tested_and_switched_off_by_name() {
    let mut harness = source(None);
    for words in ["free to use · Example", "https://example.org (its own address)", "no key set"] {
        assert!(harness.query_by_label_contains(words).is_some(), "{words}");
    }
    click(&mut harness, "Test connection of Example exchange");
    click(&mut harness, "Ask Example exchange");
    let asked = &harness.state().commands;
    assert_eq!(
        *asked,
        [
            Command::Data(DataCommand::TestSource("example")),
            Command::ChangeSetting(SettingChange::SourceEnabled("example", false))
        ]
    );
}

#[test]
fn a_test_of_a_connection_is_said_in_words() {
    let words = "1,000 rows to 29 Nov 2026".to_owned();
    let answered = source(Some(ConnectionTest::Answered { after_ms: 120, words }));
    assert!(answered.query_by_label("Answered in 120 ms with 1,000 rows to 29 Nov 2026").is_some());
    let asking = source(Some(ConnectionTest::Asking));
    assert!(asking.get_by_label("Test connection of Example exchange").accesskit_node().is_disabled());
}

#[test]
fn the_data_menu_leads_to_every_page_and_says_what_cannot_be_done() {
    let mut harness = shown(bench(), menu_bar_ui);
    click(&mut harness, "Data");
    for (item, enabled) in
        [("Refresh all", false), ("Stop refreshing", false), ("Reset to the case file…", true)]
    {
        let node = harness.get_by_role_and_label(Role::MenuItem, item);
        assert_eq!(node.accesskit_node().is_disabled(), !enabled, "{item}");
    }
    harness.get_by_role_and_label(Role::MenuItem, "Past refreshes…").click();
    harness.run();
    let dialog = Command::ShowDialog(Some(Dialog::Data(DataPage::Refreshes)));
    assert_eq!(harness.state().commands, [dialog]);
}

#[test]
fn resetting_asks_first_and_comes_back_to_the_data() {
    let mut bench = bench();
    bench.state.dispatch(Command::ShowDialog(Some(Dialog::ResetData)));
    let mut harness = shown(bench, dialogs_ui);
    click(&mut harness, "Keep everything");
    let back = Command::ShowDialog(Some(Dialog::Data(DataPage::Series)));
    assert_eq!(harness.state().commands, std::slice::from_ref(&back));
    click(&mut harness, "Yes, reset to the case file");
    assert_eq!(harness.state().commands[1..], [Command::Data(DataCommand::ResetToCaseFile), back]);
}

#[test]
fn every_job_is_listed_behind_one_button_and_can_be_cancelled() {
    let mut bench = bench();
    let path = bench.folder.path().join("rows.csv");
    hashfloor::io::files::write_atomic(&path, b"date,value\n2026-02-05,1\n").unwrap();
    // Jobs stay listed until the state is asked for news.
    for _ in 0..3 {
        bench.state.dispatch(Command::PreviewImport(path.clone()));
    }
    let jobs: Vec<u64> = bench.state.running_jobs().iter().map(|job| job.id).collect();
    assert!(!jobs.is_empty());
    let title = bench.state.running_jobs()[0].title.clone();
    let mut harness = shown(bench, |ui, state, commands| status_bar_ui(ui, state, None, commands));
    harness.get_by_label_contains(&format!("{} job", jobs.len())).click();
    harness.run();
    assert_eq!(harness.query_all_by_label_contains("Cancel: ").count(), jobs.len());
    harness.query_all_by_label(&format!("Cancel: {title}")).next().unwrap().click();
    harness.run();
    assert_eq!(harness.state().commands, [Command::CancelJob(jobs[0])]);
}

#[test]
fn a_fresh_row_has_its_age_beside_the_source_and_an_older_one_its_day_and_age() {
    for (last, words, below) in [
        ("2026-11-29", " · today", None),
        ("2026-11-27", " · 2 days old", None),
        ("2026-11-26", " · 26 Nov 2026", Some("3 days old")),
        ("2026-03-01", " · 1 Mar 2026", Some("8 months old")),
    ] {
        let mut bench = bench();
        let path = bench.folder.path().join("own.csv");
        let text = format!("date,value\n2025-12-01,7\n{last},9\n");
        hashfloor::io::files::write_atomic(&path, text.as_bytes()).unwrap();
        bench.state.dispatch(Command::PreviewImport(path));
        bench.state.settle();
        bench.state.dispatch(Command::ConfirmImport);
        bench.state.settle();
        let harness = shown(bench, |ui, state, commands| {
            ui.set_max_width(170.0);
            library::library_ui(ui, state, commands);
        });
        let said: Vec<String> =
            harness.query_all_by_role(Role::Label).filter_map(|node| node.accesskit_node().value()).collect();
        let at = said.iter().position(|text| text == words);
        let at = at.unwrap_or_else(|| panic!("{words}: {said:?}"));
        assert!(below.is_none_or(|age| said[at + 1] == age), "{said:?}");
    }
}

#[test]
fn the_series_panel_says_ages_and_the_next_retarget() {
    let harness = shown(bench(), library::library_ui);
    assert!(harness.query_all_by_label_contains("months old").next().is_some());
    let words = harness.get_by_label_contains("Next retarget about 3 Dec 2026");
    assert!(words.accesskit_node().value().unwrap().contains("−2.1 %, 812 blocks left"));
}

#[test]
fn a_candle_that_was_not_over_is_drawn_in_dashes_and_said_to_be_unfinished() {
    let mut snapshot = crate::pictures::case(true);
    let drawn = |snapshot: &Snapshot| snapshot_svg(snapshot, Subject::Charts, egui::vec2(900.0, 600.0));
    let finished = drawn(&snapshot);
    assert!(!finished.contains("unfinished"));
    let key = SeriesKey::new("price.btc.usd", SourceId::case_file());
    let entry = snapshot.library.get(&key).unwrap().clone();
    let last = entry.series.last_time();
    // The same rows: only that the last one was seen before its day was over.
    let again = Loaded::new((*entry.series).clone(), entry.provenance).unfinished_from(last);
    Arc::make_mut(&mut snapshot.library).insert(again);
    let unfinished = drawn(&snapshot);
    assert!(unfinished.contains("unfinished"));
    // Dashes are more pieces than a body and a stem.
    let shapes = |svg: &str| -> usize {
        svg.split("<text").map(|part| part.split_once("</text>").map_or(part, |(_, rest)| rest).len()).sum()
    };
    assert!(shapes(&unfinished) > shapes(&finished) + 20, "{} {}", shapes(&unfinished), shapes(&finished));
    let mut state = AppState::showing(snapshot);
    state.dispatch(Command::ToggleDataCursor);
    let words = cursor_words(&state).unwrap();
    assert!(words.contains("31 Mar 2026") && words.ends_with("unfinished"), "{words}");
}

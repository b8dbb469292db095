use super::*;
use crate::app::loaded::Loaded;
use crate::app::startup::StartOptions;
use crate::domain::provenance::{Provenance, SourceId};
use crate::domain::series::{Cadence, Columns};
use crate::domain::session::Closed;
use crate::domain::unit::Unit;

fn day(text: &str) -> UnixSecs {
    UnixSecs::parse_iso(text).unwrap()
}

/// The case file as it is opened in an empty folder, on the morning of 3 March 2026.
fn case_state() -> (tempfile::TempDir, AppState) {
    let folder = tempfile::tempdir().unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        clock: crate::app::clock::Clock::Fixed(day("2026-03-03")),
        workspace: None,
        edits: false,
    };
    let mut state = AppState::opened(&options, Arc::new(|| {}));
    state.settle();
    (folder, state)
}

fn entry(id: &str, rows: &[(&str, f64)]) -> Entry {
    let (times, values) = rows.iter().map(|(time, value)| (day(time), *value)).unzip();
    let key = SeriesKey::new(id, SourceId::new("csv").unwrap());
    let series = Series::new(key, Unit::Usd, Cadence::Irregular, times, Columns::Scalar(values)).unwrap();
    let provenance = Provenance {
        title: String::new(),
        citation: "Somebody".to_owned(),
        licence: String::new(),
        seen_at: UnixSecs(0),
    };
    let mut library = crate::app::library::Library::default();
    library.insert(Loaded::new(series, provenance));
    library.entries().next().unwrap().1.clone()
}

#[test]
fn the_case_file_gives_the_sums_of_the_articles() {
    let (_folder, state) = case_state();
    let table = state.flow_table();
    let ids: Vec<&str> = table.columns.iter().map(|column| column.id.as_str()).collect();
    assert_eq!(ids, ["etf.flow.total", "etf.flow.ibit", "etf.flow.fbtc", "etf.flow.gbtc"]);
    let millions = |window: Option<FlowWindow>| (window.unwrap().usd / 1e5).round() / 10.0;
    // C02: the windows of 12 sessions that end on 3 and on 4 February.
    let ending = |end: &str| millions(table.window_ending(12, day(end)));
    assert!((-3_150.0..=-2_850.0).contains(&ending("2026-02-03")), "{}", ending("2026-02-03"));
    assert!((-3_150.0..=-2_850.0).contains(&ending("2026-02-04")), "{}", ending("2026-02-04"));
    let best = millions(table.largest_outflow_ending(12, day("2026-02-03"), day("2026-02-04")));
    assert_eq!(best, ending("2026-02-03").min(ending("2026-02-04")));
    // A07: from 1 November to 6 February.
    let since_november = table.summary(day("2025-11-01"), day("2026-02-06"));
    assert!((-6.6e9..=-6.3e9).contains(&since_november.sums[0].usd), "{:?}", since_november.sums[0]);
}

#[test]
fn sums_in_coins_take_every_session_at_its_own_close() {
    let (_folder, state) = case_state();
    let table = state.flow_table();
    let summary = table.summary(day("2026-02-02"), day("2026-02-03"));
    let close = |text: &str| {
        let row = table.days.iter().position(|known| *known == day(text)).unwrap();
        table.closes_usd[row]
    };
    let expected = 561.8e6 / close("2026-02-02") - 272.0e6 / close("2026-02-03");
    assert!((summary.sums[0].btc - expected).abs() < 1e-9, "{:?}", summary.sums[0]);
    assert_eq!((summary.sums[0].sessions, summary.ways), (2, [1, 1, 0]));
}

#[test]
fn holidays_and_sessions_to_come_have_rows_and_are_told_apart() {
    let (_folder, state) = case_state();
    let table = state.flow_table();
    let state_on = |text: &str| {
        let row = table.days.iter().position(|known| *known == day(text))?;
        Some(table.cell(row, 0)?.state)
    };
    assert_eq!(state_on("2026-02-16"), Some(CellState::Closed(Closed::Holiday("Presidents' Day"))));
    assert_eq!(state_on("2026-02-27"), Some(CellState::Traded));
    assert_eq!(state_on("2026-03-02"), Some(CellState::Pending));
    assert_eq!(state_on("2026-02-28"), None, "weekends have no row");
    assert_eq!(table.more_pending, 0);
    let summary = table.summary(day("2026-02-16"), day("2026-03-02"));
    assert_eq!((summary.holidays, summary.pending, summary.missing), (1, 1, 0));
}

#[test]
fn zero_missing_and_revised_cells_are_told_apart() {
    let total = entry("etf.flow.total", &[("2026-02-09", 5.0), ("2026-02-10", 0.0), ("2026-02-12", -3.0)]);
    let mut revised = RevisedFlows::default();
    let old = Revised { old_usd: 4.0, at: day("2026-02-11") };
    revised.0.insert(total.series.key().clone(), BTreeMap::from([(day("2026-02-09"), old)]));
    let table = FlowTable::make(&[("etf.flow.total", &total)], None, &revised, day("2026-02-12"));
    let states: Vec<CellState> = (0..4).map(|row| table.cell(row, 0).unwrap().state).collect();
    assert_eq!(states, [CellState::Revised, CellState::Zero, CellState::Missing, CellState::Traded]);
    assert_eq!(table.cell(0, 0).unwrap().before, Some(old));
    let summary = table.summary(day("2026-02-09"), day("2026-02-12"));
    assert_eq!((summary.ways, summary.missing), ([1, 1, 1], 1));
    assert_eq!((summary.sums[0].btc, summary.sums[0].unpriced), (0.0, 3), "no close, no coins");
    let csv = flow_csv(&table, 0..4);
    assert_eq!(
        csv,
        "date,state,etf.flow.total\n2026-02-09,revised,5\n2026-02-10,no flow,0\n\
         2026-02-11,no figure at hand,\n2026-02-12,published,-3\n"
    );
}

#[test]
fn shares_of_outflow_of_all_funds_add_up_where_all_are_at_hand() {
    let days = ["2026-02-09", "2026-02-10", "2026-02-11"];
    let rows = |values: [f64; 3]| days.into_iter().zip(values).collect::<Vec<_>>();
    let (one, other) =
        (entry("etf.flow.ibit", &rows([-2.0, 5.0, 1.0])), entry("etf.flow.fbtc", &rows([-1.0, 2.0, -4.0])));
    let total = entry("etf.flow.total", &rows([-3.0, 7.0, -3.0]));
    let drawn = [("etf.flow.total", &total), ("etf.flow.ibit", &one), ("etf.flow.fbtc", &other)];
    let table = FlowTable::make(&drawn, None, &RevisedFlows::default(), day("2026-02-11"));
    let shares: Vec<f64> =
        table.summary(day(days[0]), day(days[2])).sums.iter().map(|sum| sum.share_of_outflow).collect();
    assert!((shares[0] - 1.0).abs() < 1e-12);
    assert!((shares[1] + shares[2] - 1.0).abs() < 1e-12, "{shares:?}");
    assert!((shares[1] - 1.0 / 6.0).abs() < 1e-12);
}

#[test]
fn a_stretch_without_a_session_sums_to_nothing() {
    let (_folder, state) = case_state();
    let summary = state.flow_table().summary(day("2024-01-01"), day("2024-02-01"));
    assert_eq!((summary.rows, summary.span, summary.last), (0..0, None, None));
    assert_eq!((summary.largest_outflow, summary.beta), (None, None));
}

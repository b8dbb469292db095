//! ETF flows against independent implementations (pandas, statsmodels), through the registry.
#![expect(clippy::unwrap_used, reason = "a broken golden file must fail the test")]

use std::ops::ControlFlow;

use hashfloor::calc::calculation::{Computed, Input, InputTable, Params, compute, registry};

use crate::golden::{Table, assert_column, json, near, number};

fn flows() -> InputTable {
    let table = Table::read("etf.csv");
    InputTable::new(table.dates("date"))
        .with(Input::Close, table.numbers("price_usd"))
        .with(Input::NetFlowMusd, table.numbers("net_flow_musd"))
}

fn computed(name: &str, typed: &[(&str, &str)], table: &InputTable) -> (Vec<String>, Computed) {
    let calculation = registry::find(name).unwrap();
    let params = Params::read(calculation.params, typed.iter().copied()).unwrap();
    let names = (calculation.outputs)(&params).into_iter().map(|output| output.column).collect();
    (names, compute(calculation, &params, table, &|| ControlFlow::Continue(())).unwrap())
}

#[test]
fn every_column_matches_the_golden_file() {
    let (table, expected) = (flows(), Table::read("etf.expected.csv"));
    assert_eq!(Table::read("etf.csv").text("date"), expected.text("date"));
    for name in expected.names().iter().skip(1) {
        let window = name.strip_prefix("sum_");
        let (calculation, params) = match (window, name.as_str()) {
            (Some(window), _) => ("etf_sum", vec![("window", window)]),
            (None, "cum") => ("etf_cum", vec![]),
            (None, "streak") => ("etf_streak", vec![]),
            _ => ("etf_basis", vec![]),
        };
        let (names, found) = computed(calculation, &params, &table);
        let place = names.iter().position(|found| found == name).unwrap();
        assert_column(name, &found.columns[place], &expected.numbers(name));
    }
}

#[test]
fn the_price_relative_to_each_cost_is_the_price_over_it() {
    let (names, found) = computed("etf_basis", &[], &flows());
    assert_eq!(names[3..], ["price_over_gross_inflow", "price_over_running_avg"]);
    let prices = Table::read("etf.csv").numbers("price_usd");
    for (over, cost) in [(3, 0), (4, 1)] {
        let known = (0..prices.len()).filter(|row| !found.columns[cost][*row].is_nan());
        let mut checked = 0;
        for row in known {
            let expected = prices[row] / found.columns[cost][row];
            assert_eq!(found.columns[over][row].to_bits(), expected.to_bits(), "row {row}");
            checked += 1;
        }
        assert!(checked > 300, "{checked}");
    }
}

#[test]
fn the_slope_on_flows_matches_statsmodels_at_both_lags() {
    let golden = json("etf.json");
    for lag in ["0", "1"] {
        let expected = &golden["flow_beta"][format!("lag_{lag}")];
        let (names, found) = computed("etf_beta", &[("lag", lag)], &flows());
        assert_eq!(found.len(), 1);
        for (name, column) in names.iter().zip(&found.columns) {
            let relative = if name.contains("hac") { 1e-8 } else { 1e-9 };
            let expected = number(&expected[name.as_str()]);
            assert!(!expected.is_nan(), "{name} is not in the golden file");
            assert!(near(column[0], expected, 0.0, relative), "lag {lag} {name}: {}, {expected}", column[0]);
        }
    }
}

#[test]
fn the_lag_that_can_be_used_is_the_default() {
    let (lagged, usual) =
        (computed("etf_beta", &[("lag", "1")], &flows()), computed("etf_beta", &[], &flows()));
    assert_eq!(lagged, usual);
}

#[test]
fn a_rolling_window_over_everything_ends_where_the_summary_does() {
    let (_, whole) = computed("etf_beta", &[], &flows());
    let (names, rolling) = computed("etf_beta_roll", &[("window", "417")], &flows());
    assert_eq!(names, ["beta_per_bn_417", "se_hac_417"]);
    let last = |column: usize| rolling.columns[column].iter().rev().find(|value| !value.is_nan()).unwrap();
    assert_eq!((*last(0), *last(1)), (whole.columns[2][0], whole.columns[4][0]));
    assert_eq!(rolling.columns[0].iter().filter(|value| !value.is_nan()).count(), 1);
}

#[test]
fn the_longest_streaks_match_the_golden_file() {
    let (golden, (names, found)) = (json("etf.json"), computed("etf_streaks", &[], &flows()));
    for name in ["longest_outflow_streak", "longest_inflow_streak"] {
        let place = names.iter().position(|found| found == name).unwrap();
        assert_eq!(found.columns[place], [number(&golden[name])], "{name}");
    }
}

#[test]
fn a_window_of_one_session_is_the_flow_itself_and_gaps_stay_gaps() {
    let (table, (_, found)) = (flows(), computed("etf_sum", &[("window", "1")], &flows()));
    assert_column("sum_1", &found.columns[0], table.column(Input::NetFlowMusd).unwrap());
    assert!(found.columns[0].iter().any(|value| value.is_nan()));
}

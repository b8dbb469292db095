//! The difficulty regression against statsmodels: 1e-9 relative, HAC errors 1e-8.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken golden file must fail the test")]
#![expect(clippy::float_cmp, reason = "what is the same arithmetic must be the same bits")]

use std::ops::ControlFlow;

use hashfloor::calc::calculation::{Computed, Input, InputTable, Params, compute, registry};
use hashfloor::calc::mining::{CostResponse, cost_after_change_usd, regression_cost_usd};
use serde_json::Value;

use crate::golden::{Table, json, near, number};

fn rows(count: usize) -> InputTable {
    let table = Table::read("regress.csv");
    [(Input::Close, "price_usd"), (Input::Difficulty, "difficulty"), (Input::SupplyBtc, "supply_btc")]
        .into_iter()
        .fold(InputTable::new(table.dates("date")[..count].to_vec()), |found, (input, name)| {
            found.with(input, table.numbers(name)[..count].to_vec())
        })
}

fn run(name: &str, typed: &[(&str, &str)], table: &InputTable) -> (Computed, Vec<String>) {
    let calculation = registry::find(name).unwrap();
    let params = Params::read(calculation.params, typed.iter().copied()).unwrap();
    let found = compute(calculation, &params, table, &|| ControlFlow::Continue(())).unwrap();
    (found, (calculation.outputs)(&params).into_iter().map(|output| output.column).collect())
}

#[track_caller]
fn assert_near(what: &str, found: f64, expected: &Value) {
    let expected = number(expected);
    assert!(near(found, expected, 0.0, 1e-9), "{what}: {found}, expected {expected}");
}

#[test]
fn the_fit_over_all_rows_matches() {
    let expected = json("regress.json");
    let count = expected["n"].as_u64().unwrap() as usize;
    let (found, names) = run("difficulty_regression", &[], &rows(count));
    assert_eq!(found.len(), 1);
    let of = |name: &str| found.columns[names.iter().position(|column| column == name).unwrap()][0];
    for name in ["n", "a", "b", "se_a", "se_b", "r2", "resid_sd"] {
        assert_near(name, of(name), &expected[name]);
    }
    let hac = number(&expected["se_b_hac30"]);
    assert!(near(of("se_b_hac"), hac, 0.0, 1e-8), "{}, expected {hac}", of("se_b_hac"));
    let last = &expected["last"];
    assert_near("cost", of("cost_per_coin"), &last["cost_per_coin"]);
    assert_near("ratio", of("price_over_cost"), &last["price_over_cost"]);
    assert_near("a calibrated", of("a_calibrated"), &last["a_calibrated_to_87000"]);
    let response = CostResponse::Regression { beta: of("b") };
    let after = cost_after_change_usd(of("cost_per_coin"), -0.14, response);
    assert_near("after -14 %", after, &last["cost_after_minus_14pct"]);
}

#[test]
fn a_fit_that_grows_knows_the_rows_until_then_and_no_others() {
    let all = rows(json("regress.json")["n"].as_u64().unwrap() as usize);
    let (found, names) = run("cost_regression", &[("least_rows", "300")], &all);
    let of =
        |name: &str, row: usize| found.columns[names.iter().position(|column| column == name).unwrap()][row];
    assert!(of("regression_own", 298).is_nan());
    for fit in json("regress.json")["expanding_fits"].as_array().unwrap() {
        let row = fit["rows"].as_u64().unwrap() as usize - 1;
        assert_near("slope", of("regression_slope", row), &fit["b"]);
        assert_near("cost", of("regression_own", row), &fit["cost_per_coin"]);
        // The intercept shows in the cost only.
        let cell = |input| all.value(input, row);
        let (difficulty, supply) = (cell(Input::Difficulty), cell(Input::SupplyBtc));
        let cost = regression_cost_usd(number(&fit["a"]), number(&fit["b"]), difficulty, supply);
        assert!(near(of("regression_own", row), cost, 0.0, 1e-9), "{fit}");
        let published = regression_cost_usd(10.256, 0.525, difficulty, supply);
        assert_eq!(of("regression_published", row), published);
        let models = ["published", "own", "calibrated"].map(|model| of(&format!("regression_{model}"), row));
        assert_eq!(of("regression_low", row), models.into_iter().fold(f64::INFINITY, f64::min));
        assert_eq!(of("regression_high", row), models.into_iter().fold(0.0, f64::max));
    }
}

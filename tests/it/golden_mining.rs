//! Mining economics against the golden file: 1e-9 relative.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken golden file must fail the test")]
#![expect(clippy::float_cmp, reason = "what is the same arithmetic must be the same bits")]

use std::ops::ControlFlow;

use hashfloor::calc::calculation::{Input, InputTable, Params, compute, registry};
use hashfloor::calc::mining::{
    CostResponse, breakeven_usd_per_kwh, cost_after_change_usd, energy_cost_usd_per_btc, energy_kwh_per_btc,
    hashprice_btc_per_ph_day, hashrate_h_s, hashrate_relative_error, margin_usd_per_ph_day,
    regression_cost_usd, shutdown_price_usd,
};
use hashfloor::domain::time::UnixSecs;
use serde_json::Value;

use crate::golden::{json, near, number};

fn section(name: &str) -> Vec<Value> {
    let rows = json("mining.json")[name].as_array().unwrap().clone();
    assert!(!rows.is_empty(), "{name}");
    rows
}

#[track_caller]
fn assert_near(found: f64, expected: &Value, case: &Value) {
    let expected = number(expected);
    assert!(near(found, expected, 0.0, 1e-9), "{found}, expected {expected}: {case}");
}

#[test]
fn hashprice_and_rig_economics_match() {
    for case in section("hashprice") {
        let [difficulty, price] = ["difficulty", "price"].map(|key| number(&case[key]));
        let block_btc = number(&case["subsidy"]) + number(&case["fees_per_block"]);
        let hashprice_btc = hashprice_btc_per_ph_day(difficulty, block_btc);
        let hashprice_usd = hashprice_btc * price;
        assert_near(hashrate_h_s(1.0, difficulty, 600.0) / 1e18, &case["network_hashrate_ehs"], &case);
        assert_near(hashprice_btc, &case["hashprice_btc"], &case);
        assert_near(hashprice_usd, &case["hashprice_usd"], &case);
        for rig in case["rigs"].as_array().unwrap() {
            let j_per_th = number(&rig["j_per_th"]);
            let margin = margin_usd_per_ph_day(hashprice_usd, j_per_th, 0.07);
            assert_near(breakeven_usd_per_kwh(hashprice_usd, j_per_th), &rig["breakeven_usd_per_kwh"], rig);
            assert_near(energy_kwh_per_btc(difficulty, j_per_th, block_btc), &rig["kwh_per_btc"], rig);
            assert_near(margin, &rig["margin_usd_ph_day_at_0_07"], rig);
            let shutdown = shutdown_price_usd(hashprice_btc, j_per_th, 0.07);
            assert_near(shutdown, &rig["shutdown_price_usd_at_0_07"], rig);
        }
    }
}

#[test]
fn costs_answer_a_difficulty_change_in_three_ways() {
    for case in section("cost_models") {
        let [difficulty, cost, j_per_th, usd_per_kwh, beta] =
            ["difficulty_ref", "cost_ref", "j_per_th", "usd_per_kwh", "beta_regression"]
                .map(|key| number(&case[key]));
        let block_btc = number(&case["subsidy"]) + number(&case["fees_per_block"]);
        let energy_usd = energy_cost_usd_per_btc(difficulty, j_per_th, block_btc, usd_per_kwh);
        assert_near(energy_usd, &case["energy_cost_per_btc"], &case);
        assert_near(cost / energy_usd - 1.0, &case["overhead_kappa"], &case);
        for after in case["after"].as_array().unwrap() {
            let change = number(&after["d_difficulty"]);
            let cost_after = |response| cost_after_change_usd(cost, change, response);
            assert_near(cost_after(CostResponse::Linear), &after["all_in_cost_linear"], after);
            assert_near(cost_after(CostResponse::Regression { beta }), &after["cost_regression"], after);
            let fixed = cost_after(CostResponse::FixedOverhead { energy_usd });
            assert_near(fixed, &after["all_in_fixed_overhead"], after);
        }
    }
}

#[test]
fn published_constants_and_hashrates_are_reproduced() {
    for case in section("glassnode_2022_constants") {
        let [a, b, difficulty, supply] = ["A", "B", "difficulty", "supply"].map(|key| number(&case[key]));
        assert_near(regression_cost_usd(a, b, difficulty, supply), &case["price"], &case);
    }
    for case in section("coinmetrics_hashrate_rows") {
        let hashrate = hashrate_h_s(number(&case["blocks"]), number(&case["difficulty"]), 86_400.0);
        assert_near(hashrate / 1e12, &case["quoted_ths"], &case);
    }
    for case in section("hashrate_sampling_error") {
        assert_near(hashrate_relative_error(number(&case["blocks"])), &case["rel_se"], &case);
    }
}

/// The first row of a calculation on one day, by the names of its columns.
fn on_a_day(name: &str, typed: &[(&str, &str)], cells: &[(Input, f64)]) -> Vec<(String, f64)> {
    let day = UnixSecs::parse_iso("2026-02-06").unwrap();
    let table =
        cells.iter().fold(InputTable::new(vec![day]), |table, (input, cell)| table.with(*input, vec![*cell]));
    let calculation = registry::find(name).unwrap();
    let params = Params::read(calculation.params, typed.iter().copied()).unwrap();
    let found = compute(calculation, &params, &table, &|| ControlFlow::Continue(())).unwrap();
    let names = (calculation.outputs)(&params).into_iter().map(|output| output.column);
    names.zip(found.columns.iter().map(|column| column[0])).collect()
}

#[test]
fn entries_of_the_registry_give_the_rig_economics_of_the_golden_file() {
    let mut judged = 0;
    for case in section("hashprice") {
        if number(&case["subsidy"]) != 3.125 {
            continue;
        }
        let cells =
            [(Input::Close, number(&case["price"])), (Input::Difficulty, number(&case["difficulty"]))];
        let fees = number(&case["fees_per_block"]).to_string();
        let found = on_a_day("hashprice_assumed_fees", &[("fees_per_block", &fees)], &cells);
        assert_near(found[0].1, &case["hashprice_btc"], &case);
        assert_near(found[1].1, &case["hashprice_usd"], &case);
        for rig in case["rigs"].as_array().unwrap() {
            let j_per_th = number(&rig["j_per_th"]).to_string();
            let typed = [("j_per_th", j_per_th.as_str()), ("fees_per_block", &fees)];
            let found = on_a_day("breakeven", &typed, &cells);
            assert_near(found[0].1, &rig["breakeven_usd_per_kwh"], rig);
            let found = on_a_day("shutdown_price", &typed, &cells);
            assert_near(found[0].1, &rig["shutdown_price_usd_at_0_07"], rig);
            judged += 1;
        }
    }
    assert!(judged >= 18, "{judged} rigs");
}

#[test]
fn the_band_of_costs_spans_its_models_and_answers_the_retarget_of_february_2026() {
    let at = |difficulty: f64| {
        on_a_day("cost_band", &[], &[(Input::Close, 70_000.0), (Input::Difficulty, difficulty)])
    };
    for (name, cost) in at(141.67e12) {
        assert!(near(cost, 87_000.0, 0.0, 1e-9), "{name}: {cost}");
    }
    let after = at(125_864_590_119_494.3);
    let of = |name: &str| after.iter().find(|(column, _)| column == name).unwrap().1;
    // QUANT.md 2.9: 81,762 regression, 77,295 linear, 80,405 fixed overhead.
    let expected = [
        ("cost_low", 77_295.0),
        ("cost_high", 81_762.0),
        ("cost_all_in", 77_295.0),
        ("cost_linear", 77_295.0),
        ("cost_fixed_overhead", 80_405.0),
        ("cost_regression", 81_762.0),
    ];
    for (name, cost) in expected {
        assert!((of(name) - cost).abs() < 2.0, "{name}: {}", of(name));
    }
    for (place, model) in
        ["cost_all_in", "cost_linear", "cost_fixed_overhead", "cost_regression"].iter().enumerate()
    {
        let word = ["all_in", "linear", "fixed_overhead", "regression"][place];
        let cells = [(Input::Close, 70_000.0), (Input::Difficulty, 125_864_590_119_494.3)];
        let ratio = on_a_day("price_to_cost", &[("model", word)], &cells)[0].1;
        assert!(near(ratio, 70_000.0 / of(model), 0.0, 1e-12), "{word}: {ratio}");
    }
}

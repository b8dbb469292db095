//! Mining economics against the golden file: 1e-9 relative.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken golden file must fail the test")]

use hashfloor::calc::mining::{
    CostResponse, breakeven_usd_per_kwh, cost_after_change_usd, energy_cost_usd_per_btc, energy_kwh_per_btc,
    hashprice_btc_per_ph_day, hashrate_h_s, hashrate_relative_error, margin_usd_per_ph_day,
    regression_cost_usd, shutdown_price_usd,
};
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

//! Scenario odds against 80-digit references (mpmath) at the stated tolerances.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken golden file must fail the test")]

use hashfloor::calc::scenario::exit::{first_exit, upper_first_ever};
use hashfloor::calc::scenario::fan::price_quantile;
use hashfloor::calc::scenario::path::{
    Point, pinned_spread, plausibility, price_at, required_growth, segments, z_score,
};
use hashfloor::calc::scenario::table::{OddsQuery, odds_table};
use hashfloor::calc::scenario::{Gbm, barrier, normal};
use hashfloor::domain::scenario::Drift;
use serde_json::Value;

use crate::golden::{date, json, near, number};

fn cases(section: &str) -> Vec<Value> {
    let cases = json("scenario.json")[section].as_array().unwrap().clone();
    assert!(!cases.is_empty(), "{section}");
    cases
}

fn model(case: &Value) -> Gbm {
    Gbm { log_drift: number(&case["nu"]), vol_annual: number(&case["sigma"]) }
}

fn drift(case: &Value) -> Drift {
    match case["drift_mode"].as_str().unwrap() {
        "martingale" => Drift::Martingale,
        "zero_log" => Drift::ZeroLog,
        "mu" => Drift::Mu(number(&case["mu"])),
        other => panic!("drift {other}"),
    }
}

/// Closed-form probabilities: 1e-12 + 1e-9·p.
#[track_caller]
fn assert_probability(found: f64, expected: &Value, case: &Value) {
    let expected = number(expected);
    assert!((found - expected).abs() <= 1e-12 + 1e-9 * expected, "{found}, expected {expected}: {case}");
}

/// Scenario numbers: 1e-9 relative.
#[track_caller]
fn assert_number(found: f64, expected: &Value, case: &Value) {
    let expected = number(expected);
    assert!(near(found, expected, 1e-15, 1e-9), "{found}, expected {expected}: {case}");
}

#[test]
fn finish_and_touch_match_through_the_table_of_odds() {
    for case in cases("terminal_and_touch") {
        let levels = case["levels"].as_array().unwrap();
        let query = OddsQuery {
            spot_usd: number(&case["s0"]),
            vol_annual: number(&case["sigma"]),
            drift: drift(&case),
            days: number(&case["days"]),
            levels: levels.iter().map(|level| number(&level["level"])).collect(),
            between: None,
        };
        let table = odds_table(&query).unwrap();
        assert_eq!(table.levels.len(), levels.len());
        for (found, expected) in table.levels.iter().zip(levels) {
            assert_probability(found.p_finish_above, &expected["p_finish_above"], expected);
            assert_probability(found.p_touch, &expected["p_touch"], expected);
            assert_probability(found.p_touch_daily_close, &expected["p_touch_daily_close_bgk"], expected);
            assert_probability(found.p_touch_ever, &expected["p_touch_ever"], expected);
        }
    }
}

#[test]
fn extreme_touches_keep_eight_digits_down_to_the_smallest_probability() {
    for case in cases("touch_extreme") {
        let found = barrier::touch(
            model(&case),
            number(&case["s0"]),
            number(&case["level"]),
            number(&case["t_years"]),
        );
        let expected = number(&case["p_touch"]);
        assert!(near(found, expected, 1e-12, 1e-8), "{found}, expected {expected}: {case}");
    }
}

#[test]
fn special_functions_match_to_thirteen_digits() {
    for case in cases("special_functions") {
        let x = number(&case["x"]);
        let phi = number(&case["phi"]);
        // exp(−x²/2) turns one rounding of x into x² of them.
        let relative = 3e-13_f64.max(x * x * f64::EPSILON);
        assert!(near(normal::cdf(x), phi, 1e-300, relative), "Phi({x}) = {}, expected {phi}", normal::cdf(x));
        if !case["erfcx"].is_null() {
            let (found, expected) = (normal::erfcx(x), number(&case["erfcx"]));
            assert!(near(found, expected, 0.0, 3e-13), "erfcx({x}) = {found}, expected {expected}");
        }
    }
}

#[test]
fn first_exits_match_with_and_without_a_deadline() {
    for case in cases("first_exit") {
        let [spot, lower, upper] = ["s0", "lower", "upper"].map(|key| number(&case[key]));
        let ever = upper_first_ever(model(&case), spot, lower, upper);
        assert_probability(ever, &case["p_upper_first_no_deadline"], &case);
        if case["t_years"].is_null() {
            continue;
        }
        assert_first_exit(&case);
        let query = OddsQuery {
            spot_usd: spot,
            vol_annual: number(&case["sigma"]),
            drift: Drift::Nu(number(&case["nu"])),
            days: number(&case["t_years"]) * 365.0,
            levels: Vec::new(),
            between: Some((lower, upper)),
        };
        let race = odds_table(&query).unwrap().between.unwrap();
        assert_probability(race.p_high_first, &case["p_upper_first"], &case);
        assert_probability(race.p_low_first, &case["p_lower_first"], &case);
        assert_probability(race.p_neither, &case["p_neither"], &case);
        assert_probability(race.p_high_first_ever, &case["p_upper_first_no_deadline"], &case);
    }
}

#[test]
fn extreme_first_exits_match_where_the_literal_sum_fails() {
    for case in cases("first_exit_extreme") {
        assert_first_exit(&case);
    }
}

#[track_caller]
fn assert_first_exit(case: &Value) {
    let [spot, lower, upper, years] = ["s0", "lower", "upper", "t_years"].map(|key| number(&case[key]));
    let exit = first_exit(model(case), spot, lower, upper, years);
    assert_probability(exit.upper_first, &case["p_upper_first"], case);
    assert_probability(exit.lower_first, &case["p_lower_first"], case);
    assert_probability(exit.neither, &case["p_neither"], case);
}

#[test]
fn joint_and_sequential_touches_match() {
    for case in cases("joint_and_sequence") {
        let get = |key: &str| number(&case[key]);
        let (model, spot, years) = (model(&case), get("s0"), get("t_years"));
        let found = match case["type"].as_str().unwrap() {
            "touch_low_and_finish_above" => {
                barrier::touch_low_and_finish_above(model, spot, get("low"), get("finish_above"), years)
            }
            "touch_low_then_touch_high" => {
                barrier::touch_then_touch(model, spot, get("low"), get("high"), years)
            }
            "touch_high_then_touch_low" => {
                barrier::touch_then_touch(model, spot, get("high"), get("low"), years)
            }
            "touch_far_given_touch_near" => {
                barrier::far_given_near(model, spot, get("near"), get("far"), years)
            }
            other => panic!("{other}"),
        };
        assert_probability(found, &case["p"], &case);
    }
}

#[test]
fn bridges_match() {
    for case in cases("bridge") {
        let [vol, start, end, level, years] =
            ["sigma", "s1", "s2", "level", "dt_years"].map(|key| number(&case[key]));
        assert_probability(
            barrier::bridge(vol, start, end, level, years),
            &case["p_touch_given_ends"],
            &case,
        );
    }
}

#[test]
fn cones_match() {
    for case in cases("cones") {
        let model = Gbm::new(drift(&case), number(&case["sigma"]));
        assert_number(model.log_drift, &case["nu"], &case);
        for row in case["rows"].as_array().unwrap() {
            let years = number(&row["days"]) / 365.0;
            for (percent, expected) in
                case["percentiles"].as_array().unwrap().iter().zip(row["quantiles"].as_array().unwrap())
            {
                let found = price_quantile(model, number(&case["s0"]), years, number(percent) / 100.0);
                assert_number(found, expected, row);
            }
        }
    }
}

#[test]
fn paths_match_leg_by_leg_and_as_a_whole() {
    for case in cases("scenarios") {
        let model = Gbm::new(drift(&case), number(&case["sigma"]));
        let points = case["waypoints"].as_array().unwrap();
        let path: Vec<Point> = points.iter().map(|p| (date(&p["date"]), number(&p["price"]))).collect();
        let found = segments(model, &path);
        let expected = case["segments"].as_array().unwrap();
        assert_eq!(found.len(), expected.len());
        for (segment, expected) in found.iter().zip(expected) {
            assert_eq!((segment.start.0, segment.end.0), (date(&expected["start"]), date(&expected["end"])));
            assert_number(segment.days, &expected["days"], expected);
            assert_number(segment.growth.log_return, &expected["log_return"], expected);
            assert_number(segment.growth.simple_return, &expected["simple_return"], expected);
            assert_number(segment.growth.daily_log, &expected["daily_log"], expected);
            assert_number(segment.growth.daily, &expected["daily_simple"], expected);
            assert_number(segment.growth.cagr, &expected["cagr"], expected);
            assert_number(segment.growth.log_drift, &expected["log_drift_per_year"], expected);
            assert_number(segment.mu_implied, &expected["mu_implied"], expected);
            assert_number(segment.z, &expected["z"], expected);
            assert_number(segment.p_at_or_beyond, &expected["p_at_or_beyond"], expected);
        }
        let whole = plausibility(&found);
        assert_number(whole.chi2, &case["chi2"], &case);
        assert_eq!(u64::from(whole.legs), case["dof"].as_u64().unwrap());
        assert_number(whole.p_value.unwrap_or(f64::NAN), &case["p_value"], &case);
        if let Some(overall) = case.get("overall") {
            let (start, end) = (path[0], path[path.len() - 1]);
            let days = end.0.days_since(start.0);
            let growth = required_growth(start.1, end.1, days).unwrap();
            let z = z_score(model, growth.log_return, days / 365.0);
            assert_number(growth.cagr, &overall["cagr"], overall);
            assert_number(growth.daily, &overall["daily_simple"], overall);
            assert_number(z, &overall["z"], overall);
            assert_number(normal::cdf(z), &overall["percentile"], overall);
        }
        for between in case["interpolation"].as_array().into_iter().flatten() {
            let time = date(&between["date"]);
            assert_number(price_at(&path, time).unwrap(), &between["price_loglinear"], between);
            assert_number(pinned_spread(model, &path, time).unwrap(), &between["bridge_log_sd"], between);
        }
    }
}

#[test]
fn closed_forms_lie_within_four_standard_errors_of_the_simulations() {
    for case in cases("monte_carlo_confirmation") {
        let (model, spot, years) = (model(&case), number(&case["s0"]), number(&case["days"]) / 365.0);
        let paths = number(&case["paths_daily"]);
        for row in case["touch"].as_array().unwrap() {
            let level = number(&row["level"]);
            let touch = barrier::touch(model, spot, level, years);
            assert!((touch - number(&row["mc_bridge"])).abs() <= 4.0 * number(&row["se"]), "{row}");
            let daily = barrier::touch_daily_close(model, spot, level, years);
            let error = (daily * (1.0 - daily) / paths).sqrt();
            assert!((daily - number(&row["mc_daily_close"])).abs() <= 4.0 * error, "{row}: {daily}");
        }
    }
}

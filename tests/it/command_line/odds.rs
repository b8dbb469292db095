//! `hashfloor odds` against the golden numbers.

use super::Program;
use crate::golden::{json, near, number};

#[track_caller]
fn assert_near(found: &serde_json::Value, expected: &serde_json::Value) {
    assert!(near(number(found), number(expected), 1e-12, 1e-9), "{found}, expected {expected}");
}

#[test]
fn finish_and_touch_are_the_golden_ones_in_the_order_asked_for() {
    let program = Program::new();
    let golden = json("scenario.json");
    let case = &golden["terminal_and_touch"][0];
    assert_eq!(case["drift_mode"], "martingale");
    let asked: Vec<String> =
        case["levels"].as_array().unwrap().iter().rev().map(|level| level["level"].to_string()).collect();
    let (spot, vol, days) = (case["s0"].to_string(), case["sigma"].to_string(), case["days"].to_string());
    let mut args = vec!["odds", "--spot", &spot, "--vol", &vol, "--days", &days, "--json"];
    for level in &asked {
        args.extend(["--level", level]);
    }
    let found = program.json(&args);
    let expected = case["levels"].as_array().unwrap().iter().rev();
    let levels = found["levels"].as_array().unwrap();
    assert_eq!(levels.len(), asked.len());
    for (found, expected) in levels.iter().zip(expected) {
        assert_eq!(number(&found["level"]).to_bits(), number(&expected["level"]).to_bits());
        assert_near(&found["p_finish_above"], &expected["p_finish_above"]);
        assert_near(&found["p_touch"], &expected["p_touch"]);
        assert_near(&found["p_touch_daily_close"], &expected["p_touch_daily_close_bgk"]);
        assert_near(&found["p_touch_ever"], &expected["p_touch_ever"]);
    }
    assert!(found.get("between").is_none());
    let mut until = args.clone();
    until.splice(5..7, ["--until", "2026-12-31", "--as-of", "2026-02-13"]);
    assert_eq!(program.json(&until), found, "the same days by date");
}

#[test]
fn which_of_two_levels_comes_first_is_the_golden_answer() {
    let program = Program::new();
    let golden = json("scenario.json");
    let case = &golden["first_exit"][0];
    let text = |key: &str| case[key].to_string();
    let years = text("t_years");
    let drift = format!("nu={}", text("nu"));
    let (spot, vol, low, high) = (text("s0"), text("sigma"), text("lower"), text("upper"));
    let args = [
        "odds",
        "--spot",
        &spot,
        "--vol",
        &vol,
        "--years",
        &years,
        "--drift",
        &drift,
        "--level",
        &low,
        "--between",
        &low,
        &high,
        "--json",
    ];
    let found = &program.json(&args)["between"];
    assert_near(&found["p_high_first"], &case["p_upper_first"]);
    assert_near(&found["p_low_first"], &case["p_lower_first"]);
    assert_near(&found["p_neither"], &case["p_neither"]);
    assert_near(&found["p_high_first_ever"], &case["p_upper_first_no_deadline"]);
}

#[test]
fn nonsense_is_wrong_usage() {
    let program = Program::new();
    let with = |more: &[&str]| {
        let mut args = vec!["odds", "--spot", "65000", "--vol", "0.6", "--level", "50000", "--json"];
        args.extend(more);
        program.refusal(&args, 2)
    };
    for pair in [["72000", "60000"], ["60000", "60000"], ["nan", "60000"]] {
        let said = with(&["--days", "30", "--between", pair[0], pair[1]]);
        assert!(said.contains("LOW below HIGH"), "{said}");
    }
    assert!(with(&[]).contains("--days"), "a horizon is needed");
    assert!(with(&["--days", "30", "--years", "1"]).contains("cannot be used with"));
    assert!(with(&["--days", "30", "--drift", "up"]).contains("--drift expects"));
    assert!(with(&["--until", "soon"]).contains("--until expects a day"));
    assert!(!program.data().exists(), "odds touch no folder");
    program.refusal(&["odds", "--spot", "-1", "--vol", "0.6", "--days", "9", "--level", "5"], 2);
    program.refusal(&["odds", "--spot", "65000", "--vol", "0.6", "--days", "9"], 2);
}

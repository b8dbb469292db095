//! The retarget rule, its estimates and the subsidy against known blocks and synthetic cases.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken golden file must fail the test")]

use hashfloor::calc::mining::estimate::{
    Checkpoint, Pace, RECENT_BLOCKS, estimate_retarget, mempool_estimate,
};
use hashfloor::calc::mining::estimate_history::{PaceRule, PastEpoch, summarise};
use hashfloor::calc::mining::retarget::{
    clamped_timespan, difficulty_change, difficulty_of_bits, next_bits, next_difficulty,
};
use hashfloor::calc::mining::subsidy::subsidy_sat;
use hashfloor::calc::mining::target::Target;
use hashfloor::domain::time::UnixSecs;
use serde_json::Value;

use crate::golden::{json, near, number};

fn section(name: &str) -> Vec<Value> {
    let rows = json("retarget.json")[name].as_array().unwrap().clone();
    assert!(!rows.is_empty(), "{name}");
    rows
}

fn bits(value: &Value) -> u32 {
    u32::from_str_radix(value.as_str().unwrap().strip_prefix("0x").unwrap(), 16).unwrap()
}

fn target(value: &Value) -> Target {
    Target::parse_hex(value.as_str().unwrap()).unwrap()
}

fn secs(value: &Value) -> UnixSecs {
    UnixSecs(value.as_i64().unwrap())
}

#[track_caller]
fn assert_near(found: f64, expected: &Value, case: &Value) {
    let expected = number(expected);
    assert!(near(found, expected, 1e-12, 1e-9), "{found}, expected {expected}: {case}");
}

#[test]
fn the_four_bytes_of_headers_read_and_write_as_bitcoin_core_does() {
    for case in section("compact_core_vectors") {
        let decoded = Target::decode(bits(&case["bits"]));
        assert_eq!(decoded.is_negative, case["negative"].as_bool().unwrap(), "{case}");
        assert_eq!(decoded.target.is_none(), case["overflow"].as_bool().unwrap(), "{case}");
        if let Some(hex) = case["target_hex"].as_str() {
            assert_eq!(decoded.target.unwrap().to_string(), hex, "{case}");
        }
        if case["reencoded"].is_string() {
            assert_eq!(decoded.target.unwrap().encode(), bits(&case["reencoded"]), "{case}");
        }
    }
    for case in section("compact_core_extra") {
        assert_eq!(target(&case["target_hex"]).encode(), bits(&case["bits"]), "{case}");
    }
}

#[test]
fn known_blocks_have_the_difficulty_that_is_published() {
    for case in section("difficulty_known_blocks") {
        let difficulty = difficulty_of_bits(bits(&case["bits"])).unwrap();
        assert_eq!(difficulty.to_bits(), number(&case["difficulty"]).to_bits(), "{difficulty}: {case}");
        assert_near(difficulty, &case["quoted"], &case);
        assert_eq!(Target::decode(bits(&case["bits"])).valid(), Some(target(&case["target_hex"])), "{case}");
        // And back, from the number as it was printed.
        let (found, _) = Target::nearest_to_difficulty(number(&case["quoted"])).unwrap();
        assert_eq!(found, bits(&case["bits"]), "{case}");
    }
}

#[test]
fn retargets_follow_the_rule_to_the_bit() {
    let epochs = json("chain.events.json")["epochs"].as_array().unwrap().clone();
    let cases = [section("retarget_known"), section("retarget_synthetic"), epochs].concat();
    for case in cases {
        let (old, timespan) = (bits(&case["bits_old"]), case["timespan"].as_i64().unwrap());
        let limit =
            if case["pow_limit_hex"].is_null() { Target::MAIN_LIMIT } else { target(&case["pow_limit_hex"]) };
        let new = bits(&case["bits_new"]);
        assert_eq!(next_bits(old, timespan, limit), Some(new), "{case}");
        if case["timespan_clamped"].is_i64() {
            let clamped = i64::from(clamped_timespan(timespan));
            assert_eq!(clamped, case["timespan_clamped"].as_i64().unwrap(), "{case}");
        }
        assert_near(difficulty_change(old, new).unwrap(), &case["change"], &case);
    }
}

#[test]
fn the_retarget_of_february_2026_comes_out_of_every_timespan_it_could_have_had() {
    let case = &json("retarget.json")["feb_2026"];
    let (old, new) = (bits(&case["bits_old"]), bits(&case["bits_new"]));
    let [from, to] = ["timespan_min", "timespan_max"].map(|key| case[key].as_i64().unwrap());
    for timespan in from..=to {
        assert_eq!(next_bits(old, timespan, Target::MAIN_LIMIT), Some(new), "{timespan}");
    }
    for outside in [from - 1, to + 1] {
        assert_ne!(next_bits(old, outside, Target::MAIN_LIMIT), Some(new), "{outside}");
    }
    assert_near(difficulty_change(old, new).unwrap(), &case["change"], case);
    let before = difficulty_of_bits(old).unwrap();
    assert_eq!(next_difficulty(before, from), difficulty_of_bits(new));
}

#[test]
fn estimates_of_the_next_retarget_match() {
    for case in section("estimates") {
        let at = |height: &str, time: &str| Checkpoint {
            height: case[height].as_u64().unwrap(),
            time: secs(&case[time]),
        };
        let (first, tip) = (at("first_height", "first_time"), at("tip_height", "tip_time"));
        let found = estimate_retarget(first, tip, Pace::Epoch).unwrap();
        assert_eq!(found.intervals_done, case["intervals_done"].as_u64().unwrap(), "{case}");
        assert_eq!(found.intervals_left, case["intervals_left"].as_u64().unwrap(), "{case}");
        assert_eq!(found.next_height, case["next_height"].as_u64().unwrap(), "{case}");
        assert_eq!(found.is_shown(), found.intervals_done >= 146, "{case}");
        assert_near(found.mean_interval_secs, &case["mean_interval"], &case);
        assert_near(found.timespan_secs, &case["timespan_hat"], &case);
        assert_near(found.timespan_sd_secs, &case["timespan_sd"], &case);
        assert_near(found.change, &case["change"], &case);
        // Quantiles are asked for more digits than the file's tolerance wants.
        for (found, expected) in [(found.change_low, "change_p05"), (found.change_high, "change_p95")] {
            let expected = number(&case[expected]);
            assert!(near(found, expected, 1e-13, 1e-11), "{found}, expected {expected}: {case}");
        }
        // A relative tolerance of 1e-9 would be two seconds here.
        assert!((found.eta - number(&case["eta_time"])).abs() < 1e-5, "{found:?}: {case}");
        if case["recent_time"].is_null() {
            continue;
        }
        let recent = at("recent_height", "recent_time");
        assert_eq!(recent.height, first.height.max(tip.height.saturating_sub(RECENT_BLOCKS)), "{case}");
        let found = estimate_retarget(first, tip, Pace::Since(recent)).unwrap();
        assert_near(found.mean_interval_secs, &case["recent_mean_interval"], &case);
        assert_near(found.change, &case["change_recent"], &case);
    }
}

#[test]
fn the_estimate_of_mempool_space_matches_its_own_tests() {
    for case in section("mempool_compat") {
        let (start, now) = (secs(&case["da_time"]), secs(&case["now"]));
        let tip_time = if case["tip_time"].is_null() { now } else { secs(&case["tip_time"]) };
        let found = mempool_estimate(case["height"].as_u64().unwrap(), start, now, tip_time);
        assert_near(100.0 * found.change, &case["difficulty_change_pct"], &case);
        assert_eq!(found.remaining_blocks, case["remaining_blocks"].as_u64().unwrap(), "{case}");
        assert_eq!(found.next_height, case["next_height"].as_u64().unwrap(), "{case}");
        assert_eq!(found.mean_interval_ms, case["time_avg_ms"].as_i64().unwrap(), "{case}");
    }
}

#[test]
fn the_subsidy_of_a_height_matches() {
    for case in section("subsidy") {
        let height = case["height"].as_u64().unwrap();
        assert_eq!(subsidy_sat(height), case["sat"].as_u64().unwrap(), "{case}");
    }
}

#[test]
fn most_epochs_of_the_simulated_chain_end_in_the_band_that_was_drawn_at_their_middle() {
    let chain = crate::golden::Table::read("chain.csv");
    let ends: Vec<Checkpoint> = chain
        .dates("date")
        .into_iter()
        .zip(chain.numbers("height_end"))
        .map(|(day, height)| Checkpoint { height: height as u64, time: day.plus_days(1) })
        .collect();
    let epochs: Vec<PastEpoch> = json("chain.events.json")["epochs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|epoch| {
            let [first, last] = ["first_height", "last_height"].map(|key| epoch[key].as_u64().unwrap());
            let start = Checkpoint { height: first, time: secs(&epoch["first_time"]) };
            let within = ends.iter().copied().filter(|end| (first + 1..=last).contains(&end.height));
            let checkpoints = std::iter::once(start).chain(within).collect();
            PastEpoch { checkpoints, change: number(&epoch["change"]) }
        })
        .collect();
    let at = |progress| summarise(&epochs, progress, PaceRule::Epoch).unwrap();
    let [early, middle, late] = [0.1, 0.5, 0.9].map(at);
    assert_eq!([early.epochs, middle.epochs, late.epochs], [65; 3]);
    assert!((0.8..=1.0).contains(&middle.in_band), "{middle:?}");
    assert!(early.mean_size > middle.mean_size && middle.mean_size > late.mean_size);
    assert!(late.largest < 0.03 && late.bias.abs() < 0.01, "{late:?}");
}

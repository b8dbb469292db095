//! Network calculations of the registry against a chain that was simulated block by block.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken golden file must fail the test")]
#![expect(clippy::float_cmp, reason = "what is the same arithmetic must be the same bits")]

use std::ops::ControlFlow;

use hashfloor::calc::calculation::{Computed, Input, InputTable, OutputUnit, Params, compute, registry};
use hashfloor::domain::time::UnixSecs;

use crate::golden::{Table, assert_column, date, json, near, number};

fn chain() -> InputTable {
    let table = Table::read("chain.csv");
    [Input::Close, Input::Blocks, Input::HeightEnd, Input::Difficulty, Input::FeesBtc].into_iter().fold(
        InputTable::new(table.dates("date")),
        |found, input| {
            let header =
                input.headers().iter().find(|header| table.names().iter().any(|name| name == *header));
            found.with(input, table.numbers(header.unwrap()))
        },
    )
}

/// Computes a calculation of the registry; the names of its columns are the second thing.
fn run(name: &str, typed: &[(&str, &str)], table: &InputTable) -> (Computed, Vec<String>, Vec<OutputUnit>) {
    let calculation = registry::find(name).unwrap();
    let params = Params::read(calculation.params, typed.iter().copied()).unwrap();
    let found = compute(calculation, &params, table, &|| ControlFlow::Continue(())).unwrap();
    let outputs = (calculation.outputs)(&params);
    let units = outputs.iter().map(|output| output.unit).collect();
    (found, outputs.into_iter().map(|output| output.column).collect(), units)
}

fn column(name: &str, typed: &[(&str, &str)], wanted: &str) -> Vec<f64> {
    let (found, names, _) = run(name, typed, &chain());
    let place = names.iter().position(|column| column == wanted).unwrap_or_else(|| panic!("{names:?}"));
    found.columns[place].clone()
}

#[test]
fn every_number_of_the_chain_matches() {
    let expected = Table::read("chain.expected.csv");
    assert_eq!(chain().times, expected.dates("date"));
    let mut judged = 0;
    for wanted in expected.names().iter().skip(1) {
        let window = wanted.rsplit('_').next().unwrap();
        let found = match wanted.as_str() {
            "hashrate_ehs" => column("hashrate", &[], wanted),
            "issuance_btc" => column("issuance", &[], wanted),
            name if name.starts_with("hr_sma_") => column("hashrate_mean", &[("window", window)], wanted),
            name if name.starts_with("hashprice_") => column("hashprice", &[], wanted),
            name if name.starts_with("puell_") => column("puell", &[("window", window)], wanted),
            name if name.starts_with("px_sma_") => {
                column("sma", &[("window", window)], &format!("sma_{window}"))
            }
            "ribbon_state" => continue,
            name => panic!("{name} is not tried"),
        };
        assert_column(wanted, &found, &expected.numbers(wanted));
        judged += 1;
    }
    assert_eq!(judged, 10);
    for (part, wanted) in [("hr_sma_30", "hr_sma_30"), ("hr_sma_60", "hr_sma_60")] {
        assert_column(part, &column("ribbons", &[], part), &expected.numbers(wanted));
    }
}

fn words(column: &[f64], unit: OutputUnit) -> Vec<&'static str> {
    let OutputUnit::Word(words) = unit else { panic!("{unit:?} are no words") };
    column.iter().map(|cell| if cell.is_nan() { "" } else { words[*cell as usize] }).collect()
}

#[test]
fn the_state_of_the_ribbons_matches_on_every_day() {
    let (found, names, units) = run("ribbons", &[], &chain());
    assert_eq!(names[0], "ribbon_state");
    assert_eq!(words(&found.columns[0], units[0]), Table::read("chain.expected.csv").text("ribbon_state"));
}

#[test]
fn the_events_of_the_ribbons_match() {
    let file = json("chain.events.json");
    let defaults = registry::find("ribbon_events").unwrap().defaults();
    for (param, golden) in [
        ("fast", "hash_fast"),
        ("slow", "hash_slow"),
        ("price_fast", "price_fast"),
        ("price_slow", "price_slow"),
    ] {
        assert_eq!(defaults.number(param), number(&file["params"][golden]), "{param}");
    }
    let (found, _, units) = run("ribbon_events", &[], &chain());
    let found: Vec<(UnixSecs, &str)> =
        found.times.iter().copied().zip(words(&found.columns[0], units[0])).collect();
    let expected = file["ribbon_events"].as_array().unwrap();
    let expected: Vec<(UnixSecs, &str)> =
        expected.iter().map(|event| (date(&event["date"]), event["type"].as_str().unwrap())).collect();
    assert_eq!(found, expected);
}

#[test]
fn ribbons_of_a_given_hashrate_are_those_of_the_blocks_it_was_made_of() {
    let given = chain().with(Input::HashrateEhs, column("hashrate", &[], "hashrate_ehs"));
    for (of_hashrate, of_blocks) in
        [("hashrate_ribbons", "ribbons"), ("hashrate_ribbon_events", "ribbon_events")]
    {
        let (found, expected) = (run(of_hashrate, &[], &given), run(of_blocks, &[], &given));
        assert_eq!(found.0.times, expected.0.times, "{of_hashrate}");
        for (found, expected) in found.0.columns.iter().zip(&expected.0.columns) {
            assert_column(of_hashrate, found, expected);
        }
    }
}

#[test]
fn a_first_sign_that_is_plus_is_an_expansion_and_silent() {
    let rising =
        chain().with(Input::Blocks, (0..chain().times.len()).map(|day| 100.0 + day as f64).collect());
    let rising = rising.with(Input::Difficulty, vec![1e14; chain().times.len()]);
    let (states, _, units) = run("ribbons", &[], &rising);
    let states = words(&states.columns[0], units[0]);
    assert!(states[..59].iter().all(|state| state.is_empty()));
    assert!(states[59..].iter().all(|state| *state == "expansion"));
    assert!(run("ribbon_events", &[], &rising).0.is_empty());
}

#[test]
fn prices_that_stand_still_are_no_buy() {
    let flat = chain().with(Input::Close, vec![0.1; chain().times.len()]);
    let (found, _, units) = run("ribbon_events", &[], &flat);
    assert!(!found.is_empty() && !words(&found.columns[0], units[0]).contains(&"buy"));
}

#[test]
fn a_mean_over_days_has_the_error_of_its_blocks() {
    let (blocks, mean) = (chain(), column("hashrate_mean", &[("window", "7")], "hr_sma_7"));
    let blocks = blocks.column(Input::Blocks).unwrap();
    let [low, high] = ["hr_low_7", "hr_high_7"].map(|name| column("hashrate_mean", &[], name));
    for row in 6..mean.len() {
        let error = 1.0 / blocks[row - 6..=row].iter().sum::<f64>().sqrt();
        assert!(near(low[row], mean[row] * (1.0 - error), 0.0, 1e-12), "row {row}");
        assert!(near(high[row], mean[row] * (1.0 + error), 0.0, 1e-12), "row {row}");
    }
    assert!((low[6] / mean[6] - 0.969).abs() < 0.002);
}

#[test]
fn the_retarget_is_estimated_day_by_day_and_its_errors_are_what_came_less_what_was_said() {
    let epochs = json("chain.events.json")["epochs"].as_array().unwrap().clone();
    let came = |height: f64| {
        let mut ended = epochs.iter().filter(|epoch| epoch["last_height"].as_f64().unwrap() + 1.0 == height);
        ended.next().map(|epoch| number(&epoch["change"]))
    };
    let (days, names, _) = run("retarget_estimate", &[], &chain());
    assert_eq!(names, ["change", "change_low", "change_high", "eta", "next_height", "intervals_done"]);
    let (mut judged, mut inside) = (0, 0);
    for row in 0..days.len() {
        let [change, low, high, eta, next, done] = [0, 1, 2, 3, 4, 5].map(|place| days.columns[place][row]);
        assert!(done >= 146.0 && low < change && change < high && eta >= days.times[row].0 as f64);
        let Some(actual) = came(next) else { continue };
        judged += 1;
        inside += usize::from((low..=high).contains(&actual));
        // Near the end little is left to be wrong about but the hours before the first day ended.
        assert!(done < 1_850.0 || (change - actual).abs() < 0.03, "row {row}: {change}, came {actual}");
    }
    let share = f64::from(inside as u32) / f64::from(judged);
    assert!(judged > 700 && (0.8..0.97).contains(&share), "{inside} of {judged} in the band");

    let (errors, names, _) = run("retarget_error", &[("progress", "0.5")], &chain());
    assert_eq!(names[..2], ["error", "estimated"]);
    assert!((62..=65).contains(&errors.len()), "{} epochs", errors.len());
    for row in 0..errors.len() {
        let [error, estimated, low, high, actual, in_band, made_on, height] =
            [0, 1, 2, 3, 4, 5, 6, 7].map(|place| errors.columns[place][row]);
        let what = errors.times[row].iso();
        assert!(near(actual, came(height).unwrap(), 1e-9, 1e-9), "{what}: {actual}");
        assert_eq!(error, estimated - actual, "{what}");
        assert_eq!(in_band == 1.0, (low..=high).contains(&actual), "{what}");
        // What is held against the outcome is what stood on that day.
        let day = days.times.iter().position(|time| time.0 as f64 == made_on).unwrap();
        assert_eq!([estimated, low, high], [0, 1, 2].map(|place| days.columns[place][day]), "{what}");
    }
}

#[test]
fn the_schedule_of_halvings_follows_from_the_last_height() {
    let (found, names, _) = run("halving_schedule", &[], &chain());
    assert_eq!(names, ["halving_height", "subsidy_btc", "expected"]);
    let last = *chain().times.last().unwrap();
    let height = *chain().column(Input::HeightEnd).unwrap().last().unwrap();
    assert!(found.times.iter().all(|time| *time == last));
    assert_eq!([found.columns[0][0], found.columns[1][0]], [1_050_000.0, 1.5625]);
    let expected = last.plus_days(1).0 as f64 + 600.0 * (1_050_000.0 - height);
    assert_eq!(found.columns[2][0], UnixSecs(expected as i64).start_of_day().0 as f64);
    assert_eq!(found.columns[1].last(), Some(&0.0));
}

#[test]
fn what_is_assumed_and_what_was_measured_agree_where_the_fees_are_those_assumed() {
    let chain = chain();
    let blocks = chain.column(Input::Blocks).unwrap().to_vec();
    let with_fees = chain.clone().with(Input::FeesBtc, blocks.iter().map(|blocks| 0.02 * blocks).collect());
    let (measured, names, _) = run("hashprice", &[], &with_fees);
    let (assumed, _, _) = run("hashprice_assumed_fees", &[], &with_fees);
    // The day of the halving has blocks of both kinds.
    let heights = chain.column(Input::HeightEnd).unwrap();
    let is_mixed =
        |row: usize| (840_000.0 - heights[row] + blocks[row]).clamp(0.0, blocks[row]) % blocks[row] != 0.0;
    for row in (0..blocks.len()).filter(|row| !is_mixed(*row)) {
        for (place, name) in names.iter().enumerate() {
            let (found, expected) = (assumed.columns[place][row], measured.columns[place][row]);
            let is_near = near(found, expected, 0.0, 1e-12);
            let is_edge = heights[row] >= 840_000.0 && heights[row] - blocks[row] < 840_000.0;
            assert!(is_near || is_edge, "{name} row {row}: {found}, expected {expected}");
        }
    }
}

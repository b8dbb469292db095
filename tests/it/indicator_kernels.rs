//! Indicators over whole columns and over streams: the same bits, and no drift.
//!
//! Columns are several blocks long, so that the fast ways are taken, and wild enough that
//! they have to be left.

use hashfloor::calc::indicators::ema::Average;
use hashfloor::calc::indicators::kernel::{Kernel, run_whole};
use hashfloor::calc::indicators::realised_vol::{Around, DAYS_PER_YEAR, Vol};
use hashfloor::calc::indicators::rsi::Strength;
use hashfloor::calc::indicators::sma::Mean;

use crate::chance::Chance;

/// Rows: five blocks and a part of one.
const ROWS: usize = 5 * 1_024 + 77;
/// Windows: within a group, within a block, beyond one, beyond all rows.
const WINDOWS: [usize; 11] = [0, 1, 2, 3, 14, 50, 200, 1_023, 1_024, 1_500, ROWS + 1];

type Made = fn(usize) -> Box<dyn Kernel>;

const KERNELS: [(&str, Made); 5] = [
    ("sma", |window| Box::new(Mean::new(window))),
    ("ema", |window| Box::new(Average::new(window))),
    ("rsi", |window| Box::new(Strength::new(window))),
    ("rv", |window| Box::new(Vol::new(window, DAYS_PER_YEAR, Around::Mean))),
    ("rvz", |window| Box::new(Vol::new(window, DAYS_PER_YEAR, Around::Zero))),
];

/// A walk of prices with calm and stormy stretches.
fn walk(seed: u64) -> Vec<f64> {
    let mut chance = Chance(seed);
    let mut price = 40_000.0_f64;
    let step = |row: usize, chance: &mut Chance| {
        let noise = chance.below(2_001) as f64 / 1_000.0 - 1.0;
        price *= (noise * if (row / 700).is_multiple_of(3) { 0.05 } else { 0.0005 }).exp();
        price
    };
    let mut step = step;
    (0..ROWS).map(|row| step(row, &mut chance)).collect()
}

/// Columns that leave the fast ways: spikes, flat runs, steady growth, signs that change.
fn columns(seed: u64) -> Vec<(&'static str, Vec<f64>)> {
    let plain = walk(seed);
    let mut spiky = plain.clone();
    (spiky[1_500], spiky[1_600], spiky[3_000]) = (1e18, 1e-9, 1e12);
    let mut flat = plain.clone();
    flat[1_000..2_600].fill(70_000.0);
    flat[4_000..].fill(70_000.0);
    let steady = (0..ROWS).map(|row| 1e-6 * 1.01_f64.powi(row as i32 % 2_500)).collect();
    let signed: Vec<f64> = plain.iter().map(|price| price - 40_000.0).collect();
    let mut holed = plain.clone();
    (holed[1_300], holed[2_100]) = (0.0, -5.0);
    let all_flat = vec![3.0; ROWS];
    vec![
        ("plain", plain),
        ("spiky", spiky),
        ("flat", flat),
        ("steady", steady),
        ("signed", signed),
        ("holed", holed),
        ("all flat", all_flat),
    ]
}

#[track_caller]
fn assert_bits(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (row, (found, expected)) in found.iter().zip(expected).enumerate() {
        let same = found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan();
        assert!(same, "{what}, row {row}: {found:e}, expected {expected:e}");
    }
}

#[test]
fn whole_columns_pieces_and_single_rows_come_to_the_same_bits() {
    for seed in 0..3 {
        for (name, values) in columns(seed) {
            for (kernel, made) in KERNELS {
                for window in WINDOWS {
                    let what = format!("{kernel} {window} of {name}, seed {seed}");
                    let mut stream = made(window);
                    let streamed: Vec<f64> = values.iter().map(|value| stream.push(*value)).collect();
                    assert_bits(&what, &run_whole(made(window).as_mut(), &values), &streamed);
                    let mut chance = Chance(seed + 77);
                    let mut pieced = vec![0.0; ROWS];
                    let (mut from, mut pieces) = (0, made(window));
                    while from < ROWS {
                        let len = chance.one_of(&[1, 1, 1, 3, 200, 1_024, 2_048]).min(ROWS - from);
                        if len == 1 {
                            pieced[from] = pieces.push(values[from]);
                        } else {
                            pieces.run(&values, from, &mut pieced[from..from + len]);
                        }
                        from += len;
                    }
                    assert_bits(&format!("{what}, in pieces"), &pieced, &streamed);
                }
            }
        }
    }
}

/// The sum with what rounding takes from it put back (Neumaier).
fn exact_sum(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    sum + lost
}

#[track_caller]
fn assert_near(what: &str, found: &[f64], expected: impl Fn(usize) -> f64, relative: f64) {
    let mut compared = 0;
    for (row, found) in found.iter().enumerate().filter(|(_, found)| !found.is_nan()) {
        let expected = expected(row);
        let apart = (found - expected).abs();
        assert!(
            apart <= relative * expected.abs() || apart <= 1e-13,
            "{what}, row {row}: {found:e}, {expected:e}"
        );
        compared += 1;
    }
    assert!(compared > ROWS / 2, "{what}: {compared} rows");
}

#[test]
fn a_mean_is_that_of_its_own_window_whatever_was_before() {
    for (name, values) in columns(5).into_iter().filter(|(name, _)| *name != "signed") {
        for window in [3, 50, 200, 1_023, 1_024, 1_500] {
            let found = run_whole(&mut Mean::new(window), &values);
            let exact =
                |row: usize| exact_sum(values[row + 1 - window..=row].iter().copied()) / window as f64;
            assert_near(&format!("sma {window} of {name}"), &found, exact, 2e-12);
        }
    }
}

#[test]
fn a_volatility_is_that_of_its_own_window_and_zero_where_nothing_moves() {
    for (name, values) in columns(6).into_iter().filter(|(name, _)| !["signed", "holed"].contains(name)) {
        let returns: Vec<f64> = values.windows(2).map(|pair| (pair[1] / pair[0]).ln()).collect();
        for window in [2, 30, 90, 1_023, 1_024, 1_500] {
            let exact = |row: usize| {
                let own = &returns[row - window..row];
                let mean = exact_sum(own.iter().copied()) / window as f64;
                let squares = exact_sum(own.iter().map(|r| (r - mean) * (r - mean)));
                (365.0 * squares / (window - 1) as f64).sqrt()
            };
            let found = run_whole(&mut Vol::new(window, DAYS_PER_YEAR, Around::Mean), &values);
            // The logarithms of prices of 1.01 differ in their last digit, whoever takes them.
            let relative = if name == "steady" { f64::INFINITY } else { 1e-10 };
            assert_near(&format!("rv {window} of {name}"), &found, exact, relative);
            if name == "all flat" {
                assert!(found[window..].iter().all(|vol| vol.to_bits() == 0));
            }
            if name == "steady" && window < 1_000 {
                let calm = found[window..2_400].iter().copied().fold(0.0, f64::max);
                assert!(calm < 1e-13, "{calm}");
            }
        }
        let flat = run_whole(&mut Vol::new(30, DAYS_PER_YEAR, Around::Mean), &values);
        if name == "flat" {
            assert!(flat[1_030..2_600].iter().all(|vol| vol.to_bits() == 0));
        }
    }
}

#[test]
fn ten_million_rows_leave_no_error_behind() {
    // As many rows as the bench has, without holding them.
    let price =
        |row: usize| 42_000.0 + 9_000.0 * ((row as f64) * 1e-5).sin() + (row * 7_919 % 1_000) as f64 / 100.0;
    let (rows, window) = (10_000_000, 200);
    let mut mean = Mean::new(window);
    let mut plain = 0.0;
    let mut last = f64::NAN;
    for row in 0..rows {
        last = mean.push(price(row));
        plain += price(row) - if row >= window { price(row - window) } else { 0.0 };
    }
    let exact = exact_sum((rows - window..rows).map(price)) / window as f64;
    let (own, running) = ((last / exact - 1.0).abs(), (plain / window as f64 / exact - 1.0).abs());
    assert!(own < 1e-14, "{own:e}");
    assert!(running > 10.0 * own, "a plain running sum should be worse: {running:e}, ours {own:e}");
}

#[test]
fn the_strength_stays_within_its_bounds_and_knows_the_extremes() {
    for (name, values) in columns(9) {
        let found = run_whole(&mut Strength::new(14), &values);
        assert!(found[14..].iter().all(|value| (0.0..=100.0).contains(value)), "{name}");
    }
    let rising: Vec<f64> = (1..3_000).map(f64::from).collect();
    let falling: Vec<f64> = rising.iter().rev().copied().collect();
    let of = |values: &[f64]| run_whole(&mut Strength::new(14), values)[14..].to_vec();
    let is_exactly =
        |values: &[f64], expected: f64| of(values).iter().all(|value| value.total_cmp(&expected).is_eq());
    assert!(is_exactly(&rising, 100.0));
    assert!(is_exactly(&falling, 0.0));
    assert!(is_exactly(&[5.0; 3_000], 50.0));
}

//! Lines through points against statsmodels: whole, expanding, and with errors that allow a memory.

use hashfloor::calc::regression::{Accumulating, newey_west_se, ols};
use serde_json::Value;

use crate::golden::{Table, json, near, number};

#[track_caller]
fn assert_near(what: &str, found: f64, expected: &Value, relative: f64) {
    assert!(near(found, number(expected), 0.0, relative), "{what}: {found}, expected {expected}");
}

fn market_value_on_difficulty() -> (Vec<f64>, Vec<f64>) {
    let table = Table::read("regress.csv");
    let x = table.numbers("difficulty").iter().map(|difficulty| difficulty.ln()).collect();
    let worth = table.numbers("supply_btc").into_iter().zip(table.numbers("price_usd"));
    (x, worth.map(|(supply, price)| (supply * price).ln()).collect())
}

#[test]
fn the_line_through_market_value_and_difficulty_matches_statsmodels() {
    let (golden, (x, y)) = (json("regress.json"), market_value_on_difficulty());
    let Some(line) = ols(&x, &y) else { panic!("no line through {} pairs", x.len()) };
    assert_eq!(line.n as u64, golden["n"].as_u64().unwrap_or(0));
    let found = [
        ("a", line.a),
        ("b", line.b),
        ("se_a", line.se_a),
        ("se_b", line.se_b),
        ("r2", line.r2),
        ("resid_sd", line.resid_sd),
    ];
    for (key, found) in found {
        assert_near(key, found, &golden[key], 1e-9);
    }
    let Some(errors) = newey_west_se(&x, &y, 30) else { panic!("no errors") };
    assert_near("se_b_hac30", errors.se_b, &golden["se_b_hac30"], 1e-8);
}

#[test]
fn the_expanding_line_matches_statsmodels_at_every_length_it_was_asked_for() {
    let (golden, (x, y)) = (json("regress.json"), market_value_on_difficulty());
    let fits = golden["expanding_fits"].as_array().map_or(&[][..], Vec::as_slice);
    assert!(!fits.is_empty());
    let mut running = Accumulating::default();
    let mut checked = 0;
    for (x, y) in x.iter().zip(&y) {
        running.push(*x, *y);
        for fit in fits.iter().filter(|fit| fit["rows"].as_u64() == Some(running.n() as u64)) {
            let Some(line) = running.fit() else { panic!("no line through {} pairs", running.n()) };
            assert_near("a", line.a, &fit["a"], 1e-9);
            assert_near("b", line.b, &fit["b"], 1e-9);
            checked += 1;
        }
    }
    assert_eq!(checked, fits.len());
}

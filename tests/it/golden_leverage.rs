//! Leverage against the golden file: 1e-9 relative.

use hashfloor::calc::leverage::{Side, liquidation_price_usd, smallest_wiped_leverage};

use crate::golden::{json, near, number};

#[test]
fn liquidation_prices_match() {
    let golden = json("misc.json");
    let cases = golden["leverage"].as_array().unwrap();
    assert_eq!(cases.len(), 15);
    for case in cases {
        let [entry, leverage, margin, fee] =
            ["entry", "leverage", "mmr", "fee"].map(|key| number(&case[key]));
        for (side, key) in [(Side::Long, "liq_long"), (Side::Short, "liq_short")] {
            let expected = number(&case[key]);
            match liquidation_price_usd(side, entry, leverage, margin, fee) {
                Some(found) => assert!(near(found, expected, 0.0, 1e-9), "{found}: {key} of {case}"),
                // The golden file calls a price of nothing what is never reached.
                None => assert!(expected == 0.0 && leverage <= 1.0, "{key} of {case}"),
            }
        }
    }
}

#[test]
fn the_smallest_wiped_leverage_matches() {
    let golden = json("misc.json");
    for case in golden["min_leverage_wiped"].as_array().unwrap() {
        let [entry, low, margin] = ["entry", "low", "mmr"].map(|key| number(&case[key]));
        let found = smallest_wiped_leverage(Side::Long, entry, low, margin).unwrap();
        assert!(near(found, number(&case["min_leverage_wiped"]), 0.0, 1e-9), "{found}: {case}");
    }
}

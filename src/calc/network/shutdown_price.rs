//! The coin price at which a rig earns nothing.

use super::words::{FEES, assumed_block_btc, j_per_th, output, usd_per_kwh};
use crate::calc::calculation::{Calculation, Group, Input, OutputUnit, Plot, Scaling, Shape, by_rows};
use crate::calc::mining::{hashprice_btc_per_ph_day, shutdown_price_usd};

/// Shutdown price of one efficiency and energy price.
pub const CALCULATION: Calculation = Calculation {
    name: "shutdown_price",
    title: "Shutdown price",
    group: Group::Mining,
    summary: "The price of a coin under which a rig of this efficiency, at this price of energy, does not earn \
              its energy and is better switched off.",
    formula: "24 · J/TH · USD/kWh / hashprice in BTC, with hashprice = 10^15 · 86,400 / (difficulty · 2^32) · \
              (subsidy + assumed fees)",
    source: "Definition; energy only, no staff, rent or wear",
    params: &[j_per_th(17.5), usd_per_kwh(0.07), FEES],
    // The close is not in the formula: it says over what this is drawn.
    inputs: &[Input::Close, Input::Difficulty],
    optional: &[Input::HeightEnd],
    outputs: |_| vec![output("shutdown_price_usd", "", "Shutdown price", OutputUnit::Usd)],
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OverInput,
    scaling: Scaling::Invariant,
    stream: |params| {
        let params = params.clone();
        by_rows(move |time, [_close, difficulty, height_end]| {
            let in_btc = hashprice_btc_per_ph_day(difficulty, assumed_block_btc(height_end, time, &params));
            [shutdown_price_usd(in_btc, params.number("j_per_th"), params.number("usd_per_kwh"))]
        })
    },
    whole: None,
};

//! The difficulty regression as a cost of production: published constants, a fit that grows with
//! the data, and the same slope with the level of a quoted cost.

use super::words::output;
use crate::calc::calculation::{
    Calculation, Group, Input, OutputUnit, Param, ParamKind, Plot, Scaling, Shape, by_rows,
};
use crate::calc::mining::cost::{calibrated_intercept, regression_cost_usd};
use crate::calc::production_cost::{
    PUBLISHED_CONSTANT, PUBLISHED_SLOPE, REFERENCE_COST_USD, REFERENCE_DIFFICULTY, supply_btc,
};
use crate::calc::regression::Accumulating;

/// The block from which on the quoted cost's difficulty held, 22 January 2026.
const REFERENCE_HEIGHT: u64 = 933_408;

/// The band of regressions of market value on difficulty.
pub const CALCULATION: Calculation = Calculation {
    name: "cost_regression",
    title: "Production cost, difficulty regressions",
    group: Group::Mining,
    summary: "What a coin \"should\" cost if its market value followed difficulty as it did before: by constants \
              published in 2022, by a fit to the rows up to each day, and by that fit's slope at the level of \
              the quoted 87,000. Residuals last for months, so a good fit proves nothing about value.",
    formula: "exp(a + b ln D) / supply; published a = 10.256, b = 0.525; own: least squares of ln(supply · price) \
              on ln D over all rows up to and with this one; calibrated: own b, and a such that D_ref = 141.67 T \
              and 19.979 M coins give 87,000",
    source: "Glassnode, difficulty regression model (constants fitted to September 2022)",
    params: &[Param {
        name: "least_rows",
        title: "Rows of the first fit",
        kind: ParamKind::Count { min: 100, max: 100_000 },
        default: 365.0,
    }],
    inputs: &[Input::Close, Input::Difficulty, Input::SupplyBtc],
    optional: &[],
    outputs: |_| {
        let usd = OutputUnit::Usd;
        vec![
            output("regression_low", "low", "Cost, lowest regression", usd),
            output("regression_high", "high", "Cost, highest regression", usd),
            output("regression_published", "published", "Cost, published regression", usd),
            output("regression_own", "own", "Cost, own regression", usd),
            output("regression_calibrated", "calibrated", "Cost, own slope at the quoted cost", usd),
            output("regression_slope", "slope", "Own slope", OutputUnit::Number),
            output("price_over_regression", "ratio", "Price over own regression", OutputUnit::Number),
        ]
    },
    warm_up: |params| params.count("least_rows") - 1,
    shape: Shape::Rows,
    plot: Plot::OverInput,
    // The own fit goes with the price, the published constants do not.
    scaling: Scaling::Own,
    stream: |params| {
        let (mut fit, least_rows) = (Accumulating::default(), params.count("least_rows"));
        let supply_ref = supply_btc(REFERENCE_HEIGHT);
        by_rows(move |_, [price, difficulty, supply]| {
            fit.push(difficulty.ln(), (supply * price).ln());
            let published = regression_cost_usd(PUBLISHED_CONSTANT, PUBLISHED_SLOPE, difficulty, supply);
            let Some(own) = fit.fit().filter(|own| own.n >= least_rows) else {
                let none = f64::NAN;
                return [published, published, published, none, none, none, none];
            };
            let cost = regression_cost_usd(own.a, own.b, difficulty, supply);
            let a = calibrated_intercept(REFERENCE_COST_USD, own.b, REFERENCE_DIFFICULTY, supply_ref);
            let calibrated = regression_cost_usd(a, own.b, difficulty, supply);
            let low = published.min(cost).min(calibrated);
            let high = published.max(cost).max(calibrated);
            [low, high, published, cost, calibrated, own.b, price / cost]
        })
    },
    whole: None,
};

//! Mean hashrate over several days, with what luck may have added or taken.

use super::words::output;
use crate::calc::calculation::{Calculation, Group, Input, OutputUnit, Param, Plot, Scaling, Shape, by_rows};
use crate::calc::indicators::window::Sliding;
use crate::calc::mining::{HASHES_PER_EH, SECS_PER_DAY, hashrate_h_s, hashrate_relative_error};

/// Mean hashrate with its sampling error.
pub const CALCULATION: Calculation = Calculation {
    name: "hashrate_mean",
    title: "Mean hashrate",
    group: Group::Network,
    summary: "Hashrate over several days with a band of one sampling error: blocks come by luck, so a week \
              (1008 blocks) knows hashrate to 3.1 %, a month to 1.5 %, a day to 8.3 %.",
    formula: "sum of blocks · difficulty · 2^32 over n days / (n · 86,400) / 10^18 (EH/s); the band is that \
              times 1 ± 1/√(blocks of the n days)",
    source: "Blocks are Poisson events; windows of 1, 7, 14 and 30 days are usual",
    params: &[Param::window("window", 7).titled("Days")],
    inputs: &[Input::Blocks, Input::Difficulty],
    optional: &[],
    outputs: |params| {
        let window = params.count("window");
        let unit = OutputUnit::HashrateEhs;
        vec![
            output(format!("hr_sma_{window}"), "", &format!("Hashrate, {window} days"), unit),
            output(format!("hr_low_{window}"), "low", &format!("Hashrate, {window} days, low"), unit),
            output(format!("hr_high_{window}"), "high", &format!("Hashrate, {window} days, high"), unit),
        ]
    },
    warm_up: |params| params.count("window") - 1,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |params| {
        let window = params.count("window");
        // Blocks, and blocks times difficulty.
        let merge = |a: (f64, f64), b: (f64, f64)| (a.0 + b.0, a.1 + b.1);
        let (mut sums, seconds) = (Sliding::new(window, merge), window as f64 * SECS_PER_DAY);
        by_rows(move |_, [blocks, difficulty]| {
            let Some((blocks, work)) = sums.push((blocks, blocks * difficulty)) else { return [f64::NAN; 3] };
            let mean = hashrate_h_s(1.0, work, seconds) / HASHES_PER_EH;
            // Without a block nothing is known of the error.
            let error = if blocks > 0.0 { mean * hashrate_relative_error(blocks) } else { f64::NAN };
            [mean, mean - error, mean + error]
        })
    },
    whole: None,
};

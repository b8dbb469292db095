//! Mean hashrate over several days, with what luck may have added or taken.

use super::words::output;
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, OutputUnit, Param, Plot, Scaling, Shape, Stream,
};
use crate::calc::indicators::window::Sliding;
use crate::calc::mining::{SECS_PER_DAY, hashrate_h_s, hashrate_relative_error};
use crate::domain::time::UnixSecs;

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
    params: &[Param { title: "Days", ..Param::window("window", 7) }],
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
        let merge = |a: (f64, f64), b: (f64, f64)| (a.0 + b.0, a.1 + b.1);
        Box::new(Means { sums: Sliding::new(window, merge), seconds: window as f64 * SECS_PER_DAY })
    },
    whole: None,
};

struct Means {
    /// Blocks, and blocks times difficulty.
    sums: Sliding<(f64, f64)>,
    seconds: f64,
}

impl Stream for Means {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [blocks, difficulty, ..] = values else { return };
        let Some((blocks, work)) = self.sums.push((*blocks, blocks * difficulty)) else {
            return into.append_gap(time);
        };
        let mean = hashrate_h_s(1.0, work, self.seconds) / 1e18;
        // Without a block nothing is known of the error.
        let error = if blocks > 0.0 { mean * hashrate_relative_error(blocks) } else { f64::NAN };
        into.append(time, &[mean, mean - error, mean + error]);
    }
}

//! What the entries of this folder share: outputs, parameters and the reading of cells.

use crate::calc::calculation::{Output, OutputUnit, Param, ParamKind, Params};
use crate::calc::mining::subsidy::subsidy_btc;
use crate::calc::production_cost::Inputs;
use crate::domain::time::UnixSecs;

/// An output column.
pub(super) fn output(column: impl Into<String>, part: &'static str, title: &str, unit: OutputUnit) -> Output {
    Output { column: column.into(), part, title: title.to_owned(), unit }
}

/// The end of the day a row stands for, which its last block does not come after.
pub(super) fn end_of_day(time: UnixSecs) -> UnixSecs {
    time.start_of_day().plus_days(1)
}

/// A height in a cell; `None` for what is none.
pub(super) fn height(cell: f64) -> Option<u64> {
    (cell.fract() == 0.0 && (0.0..1e12).contains(&cell)).then_some(cell as u64)
}

/// Efficiency of a rig or a fleet.
pub(super) const fn j_per_th(default: f64) -> Param {
    number("j_per_th", "Efficiency", (0.1, 100_000.0, "J/TH"), default)
}

/// Price of energy.
pub(super) const fn usd_per_kwh(default: f64) -> Param {
    number("usd_per_kwh", "Energy price", (0.001, 10.0, "USD/kWh"), default)
}

/// Fees that are assumed for every block, because nobody recorded them.
pub(super) const FEES: Param = number("fees_per_block", "Assumed fees", (0.0, 100.0, "BTC a block"), 0.02);

const fn number(
    name: &'static str,
    title: &'static str,
    (min, max, unit): (f64, f64, &'static str),
    default: f64,
) -> Param {
    Param { name, title, kind: ParamKind::Number { min, max, unit }, default }
}

/// Subsidy and assumed fees of a block, BTC; `NaN` where the subsidy is not known.
pub(super) fn assumed_block_btc(height_end: f64, time: UnixSecs, params: &Params) -> f64 {
    subsidy_btc(height_end, time) + params.number("fees_per_block")
}

/// What cost models read on a day: the parameters efficiency, energy price and assumed fees, and
/// the subsidy.
pub(super) fn cost_inputs(height_end: f64, time: UnixSecs, params: &Params) -> Inputs {
    Inputs {
        j_per_th: params.number("j_per_th"),
        usd_per_kwh: params.number("usd_per_kwh"),
        block_btc: assumed_block_btc(height_end, time, params),
    }
}

//! The columns that calculations read, taken from the library.
//!
//! Rows are those of the main series. Another series is looked up row by row at the same
//! time; only difficulty, which holds until the next retarget, and supply are taken from
//! the last row at or before. Nothing is interpolated: what is not known is `NaN`, and a
//! series that is not there is no column, so that the calculation says what it needs.

use std::sync::Arc;

use crate::app::derived::daily_candles;
use crate::app::library::{Library, Preferences};
use crate::app::weekly_closes::weekly_table;
use crate::calc::calculation::instance::Instance;
use crate::calc::calculation::{Input, InputTable, Shape};
use crate::domain::catalog;
use crate::domain::series::{Cadence, Series};
use crate::domain::unit::Unit;

/// US dollars in a million.
const USD_PER_MUSD: f64 = 1e6;
/// Hashes in an exahash.
const HASHES_PER_EH: f64 = 1e18;

/// The series a calculation is computed from when nobody names one.
pub fn main_series(instance: &Instance) -> &str {
    let usual = || instance.calculation.inputs.first().and_then(|input| input.series_id());
    instance.of.as_deref().or_else(usual).unwrap_or(catalog::PRICE)
}

/// The table a calculation reads; without rows if its main series is not there.
pub fn input_table(library: &Library, preferences: &Preferences, instance: &Instance) -> InputTable {
    if instance.calculation.shape == Shape::Weeks {
        return weekly_table(library, preferences, main_series(instance));
    }
    let drawn = |id: &str| library.drawn(id, preferences).map(|entry| daily_candles(&entry.series));
    let Some(main) = drawn(main_series(instance)) else { return InputTable::default() };
    let mut table = InputTable::new(main.times().to_vec());
    let calculation = instance.calculation;
    for (place, input) in calculation.inputs.iter().chain(calculation.optional).enumerate() {
        let column = if place == 0 || is_of(*input, &main) {
            own_column(*input, &main)
        } else {
            let id = match input {
                Input::Other | Input::FundFlowMusd => instance.with.as_deref(),
                _ => input.series_id(),
            };
            id.and_then(drawn).and_then(|series| aligned(*input, &series, &main))
        };
        if let Some(column) = column {
            table = table.with(*input, column);
        }
    }
    table
}

/// Whether a price's own candles hold this input.
fn is_of(input: Input, main: &Series) -> bool {
    let is_candle = matches!(input, Input::Open | Input::High | Input::Low | Input::Close | Input::Volume);
    is_candle && input.series_id() == Some(main.key().id.as_str())
}

/// A column of the main series, in the unit of the input.
fn own_column(input: Input, main: &Series) -> Option<Vec<f64>> {
    let of_candle =
        |pick: fn(&crate::domain::series::Ohlcv) -> Option<&Vec<f64>>| main.ohlcv().and_then(pick).cloned();
    match input {
        Input::Open => of_candle(|rows| Some(&rows.open)),
        Input::High => of_candle(|rows| Some(&rows.high)),
        Input::Low => of_candle(|rows| Some(&rows.low)),
        Input::Volume => of_candle(|rows| rows.volume.as_ref()),
        _ => in_unit_of(input, main),
    }
}

/// Values in the unit an input is read in; `None` where the series is of another kind.
fn in_unit_of(input: Input, series: &Series) -> Option<Vec<f64>> {
    let divided = |by: f64| series.values().iter().map(|value| value / by).collect();
    match (input, series.unit()) {
        (Input::NetFlowMusd | Input::FundFlowMusd, Unit::Usd) => Some(divided(USD_PER_MUSD)),
        // A mean over several days, or one day in four, is no daily hashrate.
        (Input::HashrateEhs, Unit::HashesPerSecond) => {
            (series.cadence() == Cadence::Daily).then(|| divided(HASHES_PER_EH))
        }
        (Input::NetFlowMusd | Input::FundFlowMusd | Input::HashrateEhs, _) => None,
        _ => Some(series.values().to_vec()),
    }
}

/// A column of another series at the rows of the main one.
fn aligned(input: Input, series: &Arc<Series>, main: &Series) -> Option<Vec<f64>> {
    let values = in_unit_of(input, series)?;
    let holds = matches!(input, Input::Difficulty | Input::SupplyBtc);
    let cells = main.times().iter().map(|time| {
        let row = series.row_at_or_before(*time);
        let same = |row: &usize| series.times().get(*row).is_some_and(|there| holds || there == time);
        row.filter(same).and_then(|row| values.get(row)).copied().unwrap_or(f64::NAN)
    });
    Some(cells.collect())
}

//! The unit a computed column is drawn in, and what its numbers are multiplied by for that.
//!
//! Calculations speak the units of their tables (EH/s, millions of dollars); charts speak
//! those of the cache (H/s, dollars), so that a moving average of a hashrate shares its axis.

use crate::calc::calculation::instance::Instance;
use crate::calc::calculation::{Input, OutputUnit, Plot};
use crate::domain::catalog::{self, Drawing};
use crate::domain::format::{UNKNOWN, compact, flow_millions, grouped};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;

const USD_PER_MUSD: f64 = 1e6;
const HASHES_PER_EH: f64 = 1e18;

/// How a column is drawn: its unit and the factor to it; `None` for dates, which are no values.
pub fn drawn_in(output: OutputUnit, main_input: Option<Input>, main: Unit) -> Option<(Unit, f64)> {
    Some(match output {
        OutputUnit::OfInput => match main_input {
            Some(Input::NetFlowMusd | Input::FundFlowMusd) => (main, USD_PER_MUSD),
            Some(Input::HashrateEhs) => (main, HASHES_PER_EH),
            _ => (main, 1.0),
        },
        OutputUnit::Usd => (Unit::Usd, 1.0),
        OutputUnit::UsdMillions => (Unit::Usd, USD_PER_MUSD),
        OutputUnit::Btc => (Unit::Btc, 1.0),
        OutputUnit::Ratio => (Unit::Ratio, 1.0),
        OutputUnit::Index100 => (Unit::Index100, 1.0),
        OutputUnit::HashrateEhs => (Unit::HashesPerSecond, HASHES_PER_EH),
        OutputUnit::UsdPerPhDay => (Unit::UsdPerPhDay, 1.0),
        OutputUnit::BtcPerPhDay => (Unit::BtcPerPhDay, 1.0),
        OutputUnit::UsdPerKwh => (Unit::UsdPerKwh, 1.0),
        OutputUnit::JPerTh => (Unit::JoulesPerTerahash, 1.0),
        OutputUnit::Difficulty => (Unit::Difficulty, 1.0),
        OutputUnit::Days => (Unit::Days, 1.0),
        OutputUnit::Count | OutputUnit::Number | OutputUnit::Flag | OutputUnit::Word(_) => {
            (Unit::Number, 1.0)
        }
        OutputUnit::Date => return None,
    })
}

/// How the rows of a computed series are drawn; `None` for other series.
pub fn drawing_of(id: &str) -> Option<Drawing> {
    let instance = Instance::parse(id)?;
    let output = instance.described()?;
    Some(match (instance.calculation.plot, output.unit) {
        (_, OutputUnit::Word(_) | OutputUnit::Flag) => Drawing::Steps,
        (Plot::OwnBars, _) => Drawing::Bars,
        (Plot::OwnPane, _) if matches!(output.part, "histogram" | "hist") => Drawing::Bars,
        _ => Drawing::Line,
    })
}

/// Whether the dollars of a computed series go in and out, and are written as flows are.
pub fn is_flow(id: &str) -> bool {
    let Some(instance) = Instance::parse(id) else { return false };
    match instance.described().map(|output| output.unit) {
        Some(OutputUnit::UsdMillions) => true,
        Some(OutputUnit::OfInput) => match (&instance.of, instance.calculation.inputs.first()) {
            (Some(of), _) => {
                catalog::entry(of).is_some_and(|entry| entry.drawing == Drawing::Bars) || is_flow(of)
            }
            (None, Some(Input::NetFlowMusd | Input::FundFlowMusd)) => true,
            _ => false,
        },
        _ => false,
    }
}

/// The unit of a computed series before it is computed; `None` where its input decides.
pub fn unit_of(id: &str) -> Option<Unit> {
    let instance = Instance::parse(id)?;
    let main = match &instance.of {
        Some(of) => catalog::entry(of).map(|entry| entry.unit).or_else(|| unit_of(of))?,
        None => {
            let input = instance.calculation.inputs.first()?.series_id();
            input.and_then(catalog::entry).map_or(Unit::Number, |entry| entry.unit)
        }
    };
    drawn_in(instance.described()?.unit, instance.calculation.inputs.first().copied(), main)
        .map(|(unit, _)| unit)
}

/// The unit of an output in words, for the card about an indicator.
pub fn words(unit: OutputUnit) -> &'static str {
    match unit {
        OutputUnit::OfInput => "unit of its input",
        OutputUnit::Usd => "USD",
        OutputUnit::UsdMillions => "USD, written in millions",
        OutputUnit::Btc => "BTC",
        OutputUnit::Ratio => "share, written in percent",
        OutputUnit::Index100 => "index from 0 to 100",
        OutputUnit::HashrateEhs => "EH/s",
        OutputUnit::UsdPerPhDay => "USD for one PH/s and day",
        OutputUnit::BtcPerPhDay => "BTC for one PH/s and day",
        OutputUnit::UsdPerKwh => "USD for a kilowatt-hour",
        OutputUnit::JPerTh => "J/TH",
        OutputUnit::Difficulty => "difficulty",
        OutputUnit::Days => "days",
        OutputUnit::Count => "whole number",
        OutputUnit::Number => "number",
        OutputUnit::Date => "date",
        OutputUnit::Flag => "yes or no",
        OutputUnit::Word(_) => "word",
    }
}

/// A cell of a computed table as people read it.
pub fn cell_words(unit: OutputUnit, main: Unit, value: f64) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    match unit {
        OutputUnit::Date => UnixSecs(value as i64).day_label(),
        OutputUnit::Flag => if value > 0.5 { "yes" } else { "no" }.to_owned(),
        OutputUnit::Word(words) => {
            words.get(value as usize).map_or_else(|| UNKNOWN.to_owned(), |w| (*w).to_owned())
        }
        OutputUnit::Count => grouped(value, 0),
        OutputUnit::UsdMillions => flow_millions(value * USD_PER_MUSD),
        unit => drawn_in(unit, None, main)
            .map_or_else(|| UNKNOWN.to_owned(), |(unit, factor)| compact(value * factor, unit)),
    }
}

/// The words that the values of a series stand for, if they do.
pub fn word_list(id: &str) -> Option<&'static [&'static str]> {
    match Instance::parse(id)?.described()?.unit {
        OutputUnit::Word(words) => Some(words),
        _ => None,
    }
}

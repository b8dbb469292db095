//! Why a calculation came to nothing, as a sentence.
//!
//! Knows what was asked for and the rows there were; knows nothing of formulas but their text.
//! Too few rows and rows that admit no value are told apart, for only the first is cured by more.

use super::tables::listed;
use crate::calc::calculation::{Calculation, Computed, Input, InputTable, Params, Shape};

/// Name of the output that says how many rows a summary is of: no result by itself.
const COUNT_OF_ROWS: &str = "n";

/// Says why there is no value, if there is none although there are rows.
///
/// Where rows suffice, no event is an answer.
pub(super) fn sentence(
    calculation: &Calculation,
    params: &Params,
    table: &InputTable,
    computed: &Computed,
) -> Option<String> {
    if table.times.is_empty() {
        return None;
    }
    let is_kept = |row: &usize| calculation.inputs.iter().all(|input| !table.value(*input, *row).is_nan());
    let kept = (0..table.times.len()).filter(is_kept).count();
    let first = (calculation.warm_up)(params) + 1;
    let is_wanting = match calculation.shape {
        Shape::Rows | Shape::Summary | Shape::Profile => !has_value(calculation, params, computed),
        Shape::Events => computed.is_empty() && kept < first,
        // Weeks have closes whatever their number; the seed has a sentence of its own.
        Shape::Weeks => false,
    };
    if !is_wanting {
        return None;
    }
    let (name, words) = (calculation.name, words(calculation.inputs));
    let there = match kept {
        0 => "is none".to_owned(),
        1 => "is 1".to_owned(),
        _ => format!("are {kept}"),
    };
    Some(match calculation.shape {
        Shape::Rows if kept < first => format!(
            "{name} has its first value on row {first} of those with {words}, of which there {there}; \
             every cell is empty"
        ),
        _ if kept < first => {
            format!("{name} needs {first} rows with {words}, of which there {there}; there is no result")
        }
        _ => admits_none(calculation, table, kept, &words),
    })
}

/// Whether any cell says more than how many rows there were.
fn has_value(calculation: &Calculation, params: &Params, computed: &Computed) -> bool {
    let outputs = (calculation.outputs)(params);
    let is_count = |part: &str| calculation.shape == Shape::Summary && part == COUNT_OF_ROWS;
    let said = outputs.iter().zip(&computed.columns).filter(|(output, _)| !is_count(output.part));
    said.flat_map(|(_, column)| column).any(|value| !value.is_nan())
}

fn admits_none(calculation: &Calculation, table: &InputTable, kept: usize, words: &str) -> String {
    let (name, formula) = (calculation.name, calculation.formula);
    let rows = if kept == 1 { "1 row has" } else { &format!("{kept} rows have") };
    let mut sentence =
        format!("{name} has no value although {rows} {words}, for they admit none; its formula: {formula}");
    let lacking: Vec<Input> =
        calculation.optional.iter().copied().filter(|input| table.column(*input).is_none()).collect();
    if !lacking.is_empty() {
        sentence.push_str(&format!("; it uses, where they are known, {}", self::words(&lacking)));
    }
    sentence
}

fn words(inputs: &[Input]) -> String {
    let words: Vec<String> = inputs.iter().map(|input| input.words().to_owned()).collect();
    listed(&words)
}

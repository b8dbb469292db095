//! Carries a calculation over a table, or over rows as they come.

use std::ops::ControlFlow;

use super::{Calculation, Computed, Input, InputTable, Params, Shape, Stream};
use crate::domain::time::UnixSecs;

/// Rows between two looks at whether the work is still wanted.
const ROWS_A_LOOK: usize = 1 << 16;

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalcError {
    /// Columns are wanting.
    #[error("{name} needs {}", wanting(inputs))]
    Missing {
        /// The calculation.
        name: &'static str,
        /// What it needs and the table lacks.
        inputs: Vec<Input>,
    },
    /// It was called off.
    #[error("{name} was stopped")]
    Stopped {
        /// The calculation.
        name: &'static str,
    },
}

fn wanting(inputs: &[Input]) -> String {
    let words = inputs.iter().map(|input| format!("{} ({})", input.words(), input.headers().join(" or ")));
    words.collect::<Vec<_>>().join(" and ")
}

/// A calculation under way, and what it gave until now.
pub struct Streaming {
    shape: Shape,
    inputs: usize,
    stream: Box<dyn Stream>,
    computed: Computed,
}

impl Streaming {
    /// Begins without rows.
    pub fn new(calculation: &Calculation, params: &Params) -> Self {
        Self {
            shape: calculation.shape,
            inputs: calculation.inputs.len(),
            stream: (calculation.stream)(params),
            computed: Computed::new((calculation.outputs)(params).len()),
        }
    }

    /// Takes the next row: values of the inputs, then of the optional ones.
    pub fn push(&mut self, time: UnixSecs, values: &[f64]) {
        let is_row = values.iter().take(self.inputs).all(|value| !value.is_nan());
        if is_row {
            self.stream.push(time, values, &mut self.computed);
            return;
        }
        self.stream.pass(time, &mut self.computed);
        if self.shape == Shape::Rows {
            self.computed.append_gap(time);
        }
    }

    /// What it gave until now.
    pub fn computed(&mut self) -> &Computed {
        self.stream.settle(&mut self.computed);
        &self.computed
    }

    /// What it gave.
    pub fn into_computed(mut self) -> Computed {
        self.stream.settle(&mut self.computed);
        self.computed
    }
}

/// The result of a calculation over a whole table.
///
/// **Shape**: see [`Shape`]. **Gaps**: rows without one of the inputs are no rows; the results
/// of [`Shape::Rows`] are empty there. **Cost**: one pass; `proceed` is asked now and then.
///
/// # Errors
/// [`CalcError::Missing`] names the columns that are wanting: those that are not there, and those
/// without any value in a table of rows, save the main one (a table without a price has no rows,
/// and so no results). [`CalcError::Stopped`] if `proceed` said so.
pub fn compute(
    calculation: &Calculation,
    params: &Params,
    table: &InputTable,
    proceed: &dyn Fn() -> ControlFlow<()>,
) -> Result<Computed, CalcError> {
    let main = calculation.inputs.first();
    let is_void = |column: &[f64]| !column.is_empty() && column.iter().all(|value| value.is_nan());
    let lacks = |input: &Input| match table.column(*input) {
        Some(column) => Some(input) != main && is_void(column),
        None => true,
    };
    let inputs: Vec<Input> = calculation.inputs.iter().copied().filter(lacks).collect();
    if !inputs.is_empty() {
        return Err(CalcError::Missing { name: calculation.name, inputs });
    }
    if let (Some(whole), Shape::Rows) = (calculation.whole, calculation.shape) {
        return Ok(at_once(calculation, whole, params, table));
    }
    let mut streaming = Streaming::new(calculation, params);
    let read: Vec<Input> = calculation.reads().collect();
    let mut values = vec![f64::NAN; read.len()];
    for (row, time) in table.times.iter().enumerate() {
        if row % ROWS_A_LOOK == 0 && proceed().is_break() {
            return Err(CalcError::Stopped { name: calculation.name });
        }
        for (cell, input) in values.iter_mut().zip(&read) {
            *cell = table.value(*input, row);
        }
        streaming.push(*time, &values);
    }
    Ok(streaming.into_computed())
}

fn at_once(calculation: &Calculation, whole: super::Whole, params: &Params, table: &InputTable) -> Computed {
    // Long columns without a gap are not copied to be read.
    let full = |input| table.column(input).filter(|column| column.iter().all(|value| !value.is_nan()));
    if let Some(columns) = calculation.reads().map(full).collect::<Option<Vec<&[f64]>>>() {
        return Computed { times: table.times.clone(), columns: whole(params, &columns) };
    }
    let rows = 0..table.times.len();
    let is_kept = |row: &usize| calculation.inputs.iter().all(|input| !table.value(*input, *row).is_nan());
    let kept: Vec<usize> = rows.filter(is_kept).collect();
    let gathered = |input| kept.iter().map(|row| table.value(input, *row)).collect();
    let columns: Vec<Vec<f64>> = calculation.reads().map(gathered).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let scattered = whole(params, &columns).into_iter().map(|results| {
        let mut column = vec![f64::NAN; table.times.len()];
        for (row, result) in kept.iter().zip(results) {
            if let Some(cell) = column.get_mut(*row) {
                *cell = result;
            }
        }
        column
    });
    Computed { times: table.times.clone(), columns: scattered.collect() }
}

//! `hashfloor calc`: a calculation over a series of the cache or over a file.
//!
//! Reads, computes and writes; what a calculation is stands in [`crate::calc::calculation`].
//! Nothing but rows goes to standard output; what has to be known of them besides, such as
//! the seed of a weekly average, goes to standard error.

mod list;
mod near;
mod no_value;
mod tables;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use crate::app::weekly_closes::seed_share;
use crate::calc::calculation::{
    CalcError, Calculation, Computed, InputTable, Output, OutputUnit, Params, compute, registry,
};
use crate::headless::args::CalcArgs;
use crate::headless::output::{Failure, days, print, say};
use crate::io::csv::{Cells, ComputedColumn, write_computed};
use crate::io::files::FileError;
use crate::io::output_file::{FinishedOutput, OutputFile};

pub(super) fn run(args: &CalcArgs, data_dir: Option<&Path>) -> Result<(), Failure> {
    let Some(name) = &args.name else { return list::run(args.json) };
    let calculation = registry::find(name).ok_or_else(|| near::unknown(name))?;
    if args.list {
        return print(list::card(calculation).as_bytes());
    }
    let typed = args.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let params = Params::read(calculation.params, typed)
        .map_err(|error| Failure::Usage(format!("{}: {error}", calculation.name)))?;
    let (from, to) = days(args.from.as_deref(), args.to.as_deref())?;
    let outputs = (calculation.outputs)(&params);
    let table = match &args.csv {
        Some(path) => tables::from_file(calculation, path, args.other.as_deref())?,
        None => tables::from_library(calculation, args.series.as_deref(), args.other.as_deref(), data_dir)?,
    };
    let computed = computed(calculation, &params, &table, args)?;
    caveats(calculation, &params, &table, &computed);
    let columns: Vec<ComputedColumn<'_>> = outputs.iter().zip(&computed.columns).map(column).collect();
    let write = |out: &mut dyn Write| write_computed(out, &computed.times, &columns, from, to);
    match &args.output {
        Some(path) => {
            let mut staged = OutputFile::begin(path).map_err(Failure::work)?;
            write(&mut staged).map_err(|source| Failure::work(FileError::new("write", path, source)))?;
            staged.finish().and_then(FinishedOutput::commit).map_err(Failure::work)
        }
        None => match write(&mut std::io::stdout().lock()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Failure::work(format!("standard output cannot be written: {error}")))
            }
            _ => Ok(()),
        },
    }
}

fn computed(
    calculation: &'static Calculation,
    params: &Params,
    table: &InputTable,
    args: &CalcArgs,
) -> Result<Computed, Failure> {
    let has_all = calculation.inputs.iter().all(|input| table.column(*input).is_some());
    if table.times.is_empty() && has_all {
        // Nothing is wanting where there is no row.
        return Ok(Computed::new((calculation.outputs)(params).len()));
    }
    let proceed = || ControlFlow::Continue(());
    compute(calculation, params, table, &proceed).map_err(|error| match error {
        CalcError::Missing { inputs, .. } if args.csv.is_none() => {
            Failure::Work(tables::wanting(calculation, &inputs))
        }
        other => Failure::work(other),
    })
}

fn column<'a>((output, values): (&'a Output, &'a Vec<f64>)) -> ComputedColumn<'a> {
    let cells = match output.unit {
        OutputUnit::Count | OutputUnit::Days => Cells::Whole,
        OutputUnit::Date => Cells::Date,
        OutputUnit::Flag => Cells::Flag,
        OutputUnit::Word(words) => Cells::Words(words),
        _ => Cells::Number,
    };
    ComputedColumn { name: &output.column, cells, values }
}

/// What a reader of the rows has to know besides.
fn caveats(calculation: &Calculation, params: &Params, table: &InputTable, computed: &Computed) {
    if let Some(sentence) = no_value::sentence(calculation, params, table, computed) {
        say(&sentence);
    }
    if let Some(sentence) = seed_caveat(calculation, params, computed) {
        say(&sentence);
    }
}

/// How much of an average of weeks is still the mean it began with.
fn seed_caveat(calculation: &Calculation, params: &Params, computed: &Computed) -> Option<String> {
    /// Windows of weeks after which the seed no longer matters.
    const SETTLED_WINDOWS: usize = 3;
    if calculation.name != "weekly_ema" {
        return None;
    }
    let (window, weeks) = (params.count("window"), computed.len());
    let first = computed.times.first()?;
    let mut sentence = format!(
        "EMA of {weeks} weekly closes from the week of {first}, seeded with the mean of the first {window}"
    );
    if weeks >= window && weeks < SETTLED_WINDOWS * window {
        sentence.push_str(&format!(
            "; below {} weeks the seed still weighs: {:.0} % at the end",
            SETTLED_WINDOWS * window,
            100.0 * seed_share(window, weeks)
        ));
    }
    Some(sentence)
}

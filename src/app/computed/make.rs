//! Computes series from a library: pure of clock and window, so that it runs anywhere.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::app::calculation_inputs::{input_table, main_series};
use crate::app::computed::answer::{Answer, ComputedRows};
use crate::app::computed::titles::any_title;
use crate::app::computed::units::drawn_in;
use crate::app::library::{Entry, Library, Preferences};
use crate::app::loaded::Loaded;
use crate::app::weekly_closes::SEED_CAVEAT_WEEKS;
use crate::calc::calculation::instance::Instance;
use crate::calc::calculation::{CalcError, Computed, Input, InputTable, OutputUnit, Shape, compute};
use crate::domain::provenance::{Provenance, SourceId};
use crate::domain::series::{Cadence, Columns, Series, SeriesKey};
use crate::domain::time::UnixSecs;

/// Name of the output that says on which day the row of a week ends.
const LAST_ROW_DATE: &str = "last_row_date";
/// Name of the output that says whether a week is over.
const COMPLETE: &str = "complete";

/// A computed series, and the rows it was computed from.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Its id.
    pub id: String,
    /// Stands for the rows it was computed from, see [`inputs_of`].
    pub inputs: u64,
    /// What it came to.
    pub answer: Answer,
}

/// Computes these series in this order, each after what it is computed from.
///
/// Stops early when `proceed` says so: what is not computed then is left out.
/// **Cost**: a few passes over the rows for each series.
pub fn compute_all(
    library: &Library,
    preferences: &Preferences,
    instances: &[Instance],
    proceed: &dyn Fn() -> ControlFlow<()>,
) -> Vec<Answered> {
    let mut library = library.clone();
    let mut answered = Vec::new();
    for instance in instances {
        let inputs = inputs_of(&library, preferences, instance);
        let Some(answer) = compute_one(&library, preferences, instance, proceed) else { break };
        let one = Answered { id: instance.series_id(), inputs, answer };
        library.set_computed(&one);
        answered.push(one);
    }
    answered
}

/// The drawn series that a calculation reads, the main one first; those that are not there are left out.
pub fn input_entries<'a>(
    library: &'a Library,
    preferences: &Preferences,
    instance: &'a Instance,
) -> Vec<&'a Entry> {
    let main = main_series(instance);
    let calculation = instance.calculation;
    let others = calculation.inputs.iter().chain(calculation.optional).skip(1).filter_map(|input| {
        if matches!(input, Input::Other | Input::FundFlowMusd) {
            instance.with.as_deref()
        } else {
            input.series_id()
        }
    });
    let mut ids = vec![main];
    others.for_each(|id| {
        if !ids.contains(&id) {
            ids.push(id);
        }
    });
    let mut entries: Vec<&Entry> = ids.iter().filter_map(|id| library.drawn(id, preferences)).collect();
    if calculation.shape == Shape::Weeks {
        entries.extend(library.weekly(main, preferences));
    }
    entries
}

/// A number that stands for the rows a calculation reads: equal rows have equal ones.
///
/// **Cost**: the same for any number of rows. Holds within one run of the program.
pub fn inputs_of(library: &Library, preferences: &Preferences, instance: &Instance) -> u64 {
    let mut hasher = DefaultHasher::new();
    for entry in input_entries(library, preferences, instance) {
        entry.series.key().to_string().hash(&mut hasher);
        (entry.fingerprint, entry.unfinished_from).hash(&mut hasher);
    }
    hasher.finish()
}

/// Rows of the largest series a calculation reads, as stored.
pub fn rows_read(library: &Library, preferences: &Preferences, instance: &Instance) -> usize {
    let entries = input_entries(library, preferences, instance);
    entries.iter().map(|entry| entry.series.len()).max().unwrap_or(0)
}

/// `None` if it was stopped.
fn compute_one(
    library: &Library,
    preferences: &Preferences,
    instance: &Instance,
    proceed: &dyn Fn() -> ControlFlow<()>,
) -> Option<Answer> {
    let entries = input_entries(library, preferences, instance);
    let Some(main) = entries.first().copied() else {
        return Some(Err(format!("needs {}", any_title(main_series(instance)))));
    };
    if main.series.key().id != main_series(instance) {
        return Some(Err(format!("needs {}", any_title(main_series(instance)))));
    }
    let table = input_table(library, preferences, instance);
    let computed = match compute(instance.calculation, &instance.params, &table, proceed) {
        Ok(computed) => computed,
        Err(CalcError::Stopped { .. }) => return None,
        Err(CalcError::Missing { inputs, .. }) => return Some(Err(needs_words(&inputs))),
    };
    Some(read(instance, &table, computed, &entries, main))
}

/// What is wanting, as the end of a sentence: `needs traded volumes and the fees of each day`.
pub fn needs_words(inputs: &[Input]) -> String {
    let words: Vec<&str> = inputs.iter().map(|input| input.words()).collect();
    match words.split_last() {
        Some((last, [])) => format!("needs {last}"),
        Some((last, before)) => format!("needs {} and {last}", before.join(", ")),
        None => "needs rows".to_owned(),
    }
}

fn read(
    instance: &Instance,
    table: &InputTable,
    computed: Computed,
    entries: &[&Entry],
    main: &Entry,
) -> Answer {
    let calculation = instance.calculation;
    let weeks = (calculation.shape == Shape::Weeks).then_some(table.times.len());
    let inputs: Vec<SeriesKey> = entries.iter().map(|entry| entry.series.key().clone()).collect();
    if matches!(calculation.shape, Shape::Events | Shape::Summary | Shape::Profile) {
        // Nothing happened is an answer too; a table without a row is none.
        if computed.is_empty() && calculation.shape != Shape::Events {
            return Err(too_few(instance, table));
        }
        let (first, rows) = (computed.times.first().copied(), computed.len());
        return Ok(Arc::new(ComputedRows { line: None, table: Some(computed), inputs, first, rows, weeks }));
    }
    let Some(line) = line(instance, table, &computed, main)? else { return Err(too_few(instance, table)) };
    let known = line.series.times().iter().zip(line.series.values()).filter(|(_, value)| !value.is_nan());
    let (first, rows) = (known.clone().next().map(|(time, _)| *time), known.count());
    Ok(Arc::new(ComputedRows { line: Some(line), table: None, inputs, first, rows, weeks }))
}

fn too_few(instance: &Instance, table: &InputTable) -> String {
    let needed = (instance.calculation.warm_up)(&instance.params) + 1;
    let unit = if instance.calculation.shape == Shape::Weeks { "weeks" } else { "rows" };
    format!("needs {needed} {unit}, there are {}", table.times.len())
}

/// The rows of one output as a line; `None` without a value.
fn line(
    instance: &Instance,
    table: &InputTable,
    computed: &Computed,
    main: &Entry,
) -> Result<Option<Loaded>, String> {
    let calculation = instance.calculation;
    let outputs = (calculation.outputs)(&instance.params);
    let described = outputs.get(instance.output).ok_or("has no such output")?;
    let main_input = calculation.inputs.first().copied();
    let Some((unit, factor)) = drawn_in(described.unit, main_input, main.series.unit()) else {
        return Err("is a date, which is no line".to_owned());
    };
    let Some(values) = computed.columns.get(instance.output) else { return Ok(None) };
    let column = |part: &str| {
        let place = outputs.iter().position(|output| output.part == part);
        place.and_then(|place| computed.columns.get(place))
    };
    // A week is drawn on its last row.
    let dates = column(LAST_ROW_DATE).filter(|_| calculation.shape == Shape::Weeks);
    let own_gap = main_input.and_then(|input| table.column(input));
    let mut times = Vec::with_capacity(values.len());
    let mut drawn = Vec::with_capacity(values.len());
    for (row, (time, value)) in computed.times.iter().zip(values).enumerate() {
        // Before the first value there is nothing. After it a gap of the input is a gap of the
        // line; a day that only another series lacks is no row, as it is none for the calculation.
        let is_gap = calculation.shape == Shape::Rows
            && own_gap.and_then(|column| column.get(row)).is_none_or(|value| value.is_nan());
        if value.is_nan() && (drawn.is_empty() || !is_gap) {
            continue;
        }
        let date = dates.and_then(|dates| dates.get(row)).map(|secs| UnixSecs(*secs as i64));
        times.push(date.unwrap_or(*time));
        drawn.push(value * factor);
    }
    if drawn.is_empty() {
        return Ok(None);
    }
    let running = column(COMPLETE).filter(|complete| complete.last() == Some(&0.0));
    let provisional = running.and_then(|_| times.last().copied());
    let unfinished = [provisional, main.unfinished_from].into_iter().flatten().min();
    let cadence = match (calculation.shape, main.series.cadence()) {
        (Shape::Weeks, _) | (_, Cadence::Intraday) => Cadence::Daily,
        (_, cadence) => cadence,
    };
    let source = SourceId::new("derived").unwrap_or_else(SourceId::case_file);
    let key = SeriesKey::new(&instance.series_id(), source);
    let made = Series::new(key, unit, cadence, times, Columns::Scalar(drawn));
    let made = made.map_err(|error| format!("cannot be drawn: {error}"))?;
    let loaded = Loaded::new(made, provenance(instance, table, main, described.unit));
    Ok(Some(loaded.unfinished_from(unfinished)))
}

fn provenance(instance: &Instance, table: &InputTable, main: &Entry, unit: OutputUnit) -> Provenance {
    let params = &instance.params;
    let citation = match (instance.calculation.name, &instance.of) {
        ("sma", None) => format!("mean of {} daily closes", params.count("window")),
        ("rsi", None) => {
            format!("relative strength of {} daily closes, after Wilder", params.count("window"))
        }
        ("weekly_ema", _) if unit == OutputUnit::OfInput => {
            let weeks = table.times.len();
            let caveat = if weeks < SEED_CAVEAT_WEEKS { ", the seed still weighs" } else { "" };
            format!("EMA of {weeks} weekly closes, SMA seed{caveat}")
        }
        _ => instance.calculation.formula.to_owned(),
    };
    Provenance {
        title: format!("{} of {}", any_title(&instance.series_id()), main.series.key()),
        citation,
        licence: String::new(),
        seen_at: main.provenance.seen_at,
    }
}

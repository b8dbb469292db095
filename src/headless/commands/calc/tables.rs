//! What a calculation reads: columns of a file, or series of the cache.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::app::calculation_inputs::{Asked, SeriesInputs, table_of, usual_series};
use crate::app::library::Entry;
use crate::app::startup::Started;
use crate::calc::calculation::{Calculation, Input, InputTable};
use crate::domain::catalog;
use crate::domain::series::{Series, SeriesKey};
use crate::headless::commands::opened;
use crate::headless::output::Failure;
use crate::io::csv::calculation_table::{Bound, Wanted, read_calculation_table};
use crate::io::files::open_regular;

/// The columns of a file; `other` names the column of a second series.
pub(super) fn from_file(
    calculation: &Calculation,
    path: &Path,
    other: Option<&str>,
) -> Result<InputTable, Failure> {
    if path == Path::new("-") {
        return read(calculation, std::io::stdin().lock(), "standard input", other);
    }
    let file = open_regular(path).map_err(Failure::work)?;
    read(calculation, file, &path.display().to_string(), other)
}

fn read(
    calculation: &Calculation,
    input: impl Read,
    name: &str,
    other: Option<&str>,
) -> Result<InputTable, Failure> {
    let inputs: Vec<Input> = calculation.inputs.iter().chain(calculation.optional).copied().collect();
    let wanted: Vec<Wanted> = inputs.iter().map(|input| wanted(*input, other)).collect();
    let found =
        read_calculation_table(input, &wanted).map_err(|error| Failure::Work(format!("{name}: {error}")))?;
    if let Some(other) = other {
        // A column that is named and not there is a slip, not a gap.
        let is_read = inputs.iter().any(|input| is_second(*input));
        if !is_read {
            return Err(holds_nothing_against(calculation));
        }
        if !found.headers.iter().any(|header| header.eq_ignore_ascii_case(other)) {
            let headers = found.headers.join(", ");
            return Err(Failure::Work(format!("{name}: there is no column {other}; there are {headers}")));
        }
    }
    let mut table = InputTable::new(found.times);
    for (input, column) in inputs.iter().zip(found.columns) {
        if let Some(column) = column {
            table = table.with(*input, column);
        }
    }
    Ok(table)
}

/// Whether `--other` says where this input is found.
fn is_second(input: Input) -> bool {
    matches!(input, Input::Other | Input::FundFlowMusd)
}

fn wanted(input: Input, other: Option<&str>) -> Wanted {
    if let (true, Some(other)) = (is_second(input), other) {
        return Wanted { headers: vec![(other.to_owned(), Bound::Any)] };
    }
    let headers = input.headers().iter().map(|header| ((*header).to_owned(), bound(input, header)));
    Wanted { headers: headers.collect() }
}

fn bound(input: Input, header: &str) -> Bound {
    match input {
        // A column that is called no price may hold anything.
        Input::Close if header == "value" => Bound::Any,
        Input::Open | Input::High | Input::Low | Input::Close | Input::Difficulty | Input::SupplyBtc => {
            Bound::Positive
        }
        Input::Volume
        | Input::Blocks
        | Input::HeightEnd
        | Input::FeesBtc
        | Input::HashrateEhs
        | Input::FearGreed => Bound::NotNegative,
        Input::Other | Input::NetFlowMusd | Input::FundFlowMusd => Bound::Any,
    }
}

/// The series of the cache; without a name, the usual one.
pub(super) fn from_library(
    calculation: &Calculation,
    series: Option<&str>,
    other: Option<&str>,
    data_dir: Option<&Path>,
) -> Result<InputTable, Failure> {
    let reads_second = calculation.inputs.iter().chain(calculation.optional).any(|input| is_second(*input));
    if other.is_some() && !reads_second {
        return Err(holds_nothing_against(calculation));
    }
    let name = series.unwrap_or_else(|| usual_series(calculation));
    let named = |name: &str| {
        SeriesKey::parse(name).ok_or_else(|| {
            Failure::Usage(format!("{name:?} is not a series id, expected one such as price.btc.usd@case"))
        })
    };
    let (key, other_key) = (named(name)?, other.map(named).transpose()?);
    let started = opened(data_dir, None);
    let preferences = &started.workspace.document.preferred_sources;
    let main = find(&started, name, &key)?;
    let other = match (other, &other_key) {
        (Some(name), Some(key)) => Some(Arc::clone(&find(&started, name, key)?.series)),
        _ => None,
    };
    must_be(calculation, Asked::of_main(calculation), "is computed over", &main.series)?;
    if let Some(other) = &other {
        must_be(calculation, Asked::of_other(calculation), "holds its series against", other)?;
    }
    let main_key = main.series.key();
    let weekly = SeriesKey { weekly: true, ..main_key.clone() };
    let weekly = match started.library.get(&weekly) {
        Some(entry) => Some(entry),
        None => started.library.weekly(&main_key.id, preferences),
    };
    let weekly = weekly.filter(|_| !main_key.weekly).map(|entry| Arc::clone(&entry.series));
    let main: Arc<Series> = Arc::clone(&main.series);
    let library = &started.library;
    let table = table_of(calculation, &SeriesInputs { library, preferences, main, weekly, other });
    // It is there and is not used: to say only that it is needed would be a riddle.
    if calculation.inputs.contains(&Input::HashrateEhs)
        && table.column(Input::HashrateEhs).is_none()
        && let Some(held) = library.drawn(catalog::HASHRATE, preferences)
    {
        return Err(Failure::Work(format!(
            "{} needs {}, a row a day; the cache holds {}, which is not a daily one",
            calculation.name,
            Input::HashrateEhs.words(),
            held.series.key()
        )));
    }
    Ok(table)
}

/// A series of another kind would give numbers that mean nothing.
fn must_be(calculation: &Calculation, asked: Asked, does: &str, series: &Series) -> Result<(), Failure> {
    if asked.is_met_by(series) {
        return Ok(());
    }
    let (name, words, key) = (calculation.name, asked.words(), series.key());
    Err(Failure::Work(format!("{name} {does} {words}, which {key} is not")))
}

fn find<'a>(
    started: &'a Started,
    name: &str,
    (id, weekly, source): &(String, bool, Option<crate::domain::provenance::SourceId>),
) -> Result<&'a Entry, Failure> {
    let preferences = &started.workspace.document.preferred_sources;
    let found = match (source.clone(), *weekly) {
        (Some(source), weekly) => started.library.get(&SeriesKey { id: id.clone(), source, weekly }),
        (None, true) => started.library.weekly(id, preferences),
        (None, false) => started.library.drawn(id, preferences),
    };
    found.ok_or_else(|| {
        let held: Vec<String> = started.library.entries().map(|(key, _)| key.to_string()).collect();
        let held = if held.is_empty() { "nothing".to_owned() } else { held.join(", ") };
        Failure::Work(format!("there is no series {name}; the cache holds {held}"))
    })
}

fn holds_nothing_against(calculation: &Calculation) -> Failure {
    Failure::Usage(format!("{} reads no second series: leave --other out", calculation.name))
}

/// What a calculation over series lacks.
pub(super) fn wanting(calculation: &Calculation, inputs: &[Input]) -> String {
    let (mut needs, mut columns) = (Vec::new(), Vec::new());
    for input in inputs {
        match (input, input.series_id()) {
            (Input::Other | Input::FundFlowMusd, _) => {
                needs.push(format!("{} (name it with --other, as in --other etf.flow.ibit)", input.words()));
            }
            (Input::Open | Input::High | Input::Low | Input::Volume, _) => {
                needs.push(format!("{} (the series has none)", input.words()));
            }
            (_, Some(id)) => needs.push(format!("{} (series {id})", input.words())),
            (_, None) => {
                needs.push(input.words().to_owned());
                columns.push(input.headers().first().copied().unwrap_or_default().to_owned());
            }
        }
    }
    let mut sentence = format!("{} needs {}", calculation.name, listed(&needs));
    if !columns.is_empty() {
        let (them, column) = if columns.len() == 1 { ("it", "column") } else { ("them", "columns") };
        let columns = listed(&columns);
        sentence.push_str(&format!(
            "; the cache does not hold {them}: give a file with the {column} {columns} with --csv"
        ));
    }
    sentence
}

/// `a, b and c`.
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [several @ .., last] => format!("{} and {last}", several.join(", ")),
    }
}

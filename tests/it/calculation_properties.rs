//! What every calculation of the registry must do, judged by its description alone.
//!
//! A new entry is run through all of this without a test of its own.

mod tables;

use std::fmt;
use std::ops::ControlFlow;

use hashfloor::calc::calculation::instance::Instance;
use hashfloor::calc::calculation::{
    CalcError, Calculation, Computed, Input, InputTable, OutputUnit, ParamKind, Params, Scaling, Shape,
    Streaming, compute, registry,
};
use hashfloor::domain::time::UnixSecs;

use crate::chance::Chance;
use crate::golden::near;
use tables::{Mood, before, mapped, picked, table, with_other_future, without};

/// A calculation with parameters and a seed for the table it is tried on.
struct Trial {
    calculation: &'static Calculation,
    params: Params,
    seed: u64,
}

impl fmt::Display for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}, seed {}", self.calculation.name, self.params.values(), self.seed)
    }
}

impl Trial {
    fn on(&self, table: &InputTable) -> Computed {
        let proceed = || ControlFlow::Continue(());
        compute(self.calculation, &self.params, table, &proceed)
            .unwrap_or_else(|error| panic!("{self}: {error}"))
    }

    fn warm_up(&self) -> usize {
        (self.calculation.warm_up)(&self.params)
    }

    fn units(&self) -> Vec<OutputUnit> {
        (self.calculation.outputs)(&self.params).into_iter().map(|output| output.unit).collect()
    }
}

/// Every calculation as nobody set it and with small parameters of chance.
fn trials(a_calculation: u64) -> impl Iterator<Item = Trial> {
    let one = move |calculation: &'static Calculation| {
        (0..a_calculation).map(move |seed| {
            let mut chance = Chance(0xCA1C + 977 * seed);
            let params = if seed == 0 { calculation.defaults() } else { small(calculation, &mut chance) };
            Trial { calculation, params, seed }
        })
    };
    registry::ALL.iter().copied().flat_map(one)
}

fn small(calculation: &Calculation, chance: &mut Chance) -> Params {
    calculation.params.iter().fold(calculation.defaults(), |params, param| {
        let value = match param.kind {
            ParamKind::Count { min, max } => f64::from((min + chance.below(25) as u32).min(max)),
            ParamKind::Number { min, max, .. } => chance.one_of(&[param.default, min, max]),
            ParamKind::Choice(words) => chance.below(words.len()) as f64,
        };
        params.with(param.name, value).unwrap()
    })
}

/// Each parameter at its least and its most, the others as nobody set them.
fn extremes(calculation: &Calculation) -> Vec<Params> {
    let ends = calculation.params.iter().flat_map(|param| {
        let (least, most) = bounds(param.kind);
        [least, most].map(|end| calculation.defaults().with(param.name, end).unwrap())
    });
    ends.collect()
}

fn bounds(kind: ParamKind) -> (f64, f64) {
    match kind {
        ParamKind::Count { min, max } => (f64::from(min), f64::from(max)),
        ParamKind::Number { min, max, .. } => (min, max),
        ParamKind::Choice(words) => (0.0, words.len() as f64 - 1.0),
    }
}

/// Rows that have every input the calculation needs.
fn kept(calculation: &Calculation, table: &InputTable) -> Vec<usize> {
    let has_all = |row: &usize| calculation.inputs.iter().all(|input| !table.value(*input, *row).is_nan());
    (0..table.times.len()).filter(has_all).collect()
}

/// The rows of a result from one up to another.
fn rows(computed: &Computed, range: std::ops::Range<usize>) -> Computed {
    let columns = computed.columns.iter().map(|column| column[range.clone()].to_vec()).collect();
    Computed { times: computed.times[range].to_vec(), columns }
}

fn same(a: &Computed, b: &Computed) -> bool {
    let same_cell = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
    let same_column = |(a, b): (&Vec<f64>, &Vec<f64>)| a.len() == b.len() && a.iter().zip(b).all(same_cell);
    a.times == b.times
        && a.columns.len() == b.columns.len()
        && a.columns.iter().zip(&b.columns).all(same_column)
}

#[track_caller]
fn assert_same(what: &dyn fmt::Display, a: &Computed, b: &Computed) {
    assert!(same(a, b), "{what}: {}", difference(a, b));
}

fn difference(a: &Computed, b: &Computed) -> String {
    if a.times != b.times {
        return format!("{} rows at {:?}, and {} at {:?}", a.len(), a.times.last(), b.len(), b.times.last());
    }
    for (place, (a, b)) in a.columns.iter().zip(&b.columns).enumerate() {
        for (row, (a, b)) in a.iter().zip(b).enumerate() {
            if a.to_bits() != b.to_bits() && !(a.is_nan() && b.is_nan()) {
                return format!("column {place}, row {row}: {a:?} and {b:?}");
            }
        }
    }
    "other columns".to_owned()
}

#[test]
fn a_result_has_the_rows_that_its_shape_promises() {
    for trial in trials(4) {
        for mood in Mood::ALL {
            let table = table(trial.seed, 150, mood);
            let found = trial.on(&table);
            let kept = kept(trial.calculation, &table);
            let kept_times: Vec<UnixSecs> = kept.iter().map(|row| table.times[*row]).collect();
            let what = format!("{trial}, {mood:?}");
            assert_eq!(found.columns.len(), trial.units().len(), "{what}");
            assert!(found.columns.iter().all(|column| column.len() == found.len()), "{what}");
            match trial.calculation.shape {
                Shape::Rows => assert_eq!(found.times, table.times, "{what}"),
                Shape::Weeks => {
                    let mut mondays: Vec<UnixSecs> =
                        kept_times.iter().map(|time| time.start_of_iso_week()).collect();
                    mondays.dedup();
                    assert_eq!(found.times, mondays, "{what}");
                }
                Shape::Events => {
                    assert!(found.times.is_sorted(), "{what}");
                    assert!(found.times.iter().all(|time| kept_times.contains(time)), "{what}");
                }
                Shape::Summary => {
                    assert!(found.len() <= 1, "{what}");
                    assert!(found.times.iter().all(|time| Some(time) == kept_times.last()), "{what}");
                }
                Shape::Profile => {
                    assert!(found.times.iter().all(|time| Some(time) == kept_times.last()), "{what}");
                }
            }
        }
    }
}

#[test]
fn every_output_begins_after_the_warm_up_as_it_is_said_and_then_never_stops() {
    for trial in trials(8) {
        let warm_up = trial.warm_up();
        let what = format!("{trial}, warm-up {warm_up}");
        let enough = match trial.calculation.shape {
            Shape::Weeks => 7 * (warm_up + 3),
            _ => warm_up + 40,
        };
        let table = table(trial.seed, enough, Mood::Lively);
        let found = trial.on(&table);
        match trial.calculation.shape {
            Shape::Rows | Shape::Weeks => {
                let mut first_values = Vec::new();
                for (unit, column) in trial.units().iter().zip(&found.columns) {
                    let first = column.iter().position(|value| !value.is_nan());
                    let first = first.unwrap_or_else(|| panic!("{what}: no value at all"));
                    if may_wait(trial.calculation, *unit) {
                        assert!(first >= warm_up, "{what}: a value on row {first}");
                        continue;
                    }
                    assert!(column[first..].iter().all(|value| !value.is_nan()), "{what}: it stops");
                    first_values.push(first);
                }
                let last = first_values.into_iter().max();
                assert!(last.is_none_or(|last| last == warm_up), "{what}: the last begins on row {last:?}");
            }
            Shape::Events => {
                assert!(found.times.iter().all(|time| *time >= table.times[warm_up]), "{what}");
            }
            Shape::Summary | Shape::Profile => {
                // A column may wait for a row that has something to say: an outflow.
                let has_value = |column: &Vec<f64>| column.iter().any(|value| !value.is_nan());
                assert!(found.columns.iter().all(has_value), "{what}: a column without a value");
                let (early, in_time) =
                    (trial.on(&before(&table, warm_up)), trial.on(&before(&table, warm_up + 1)));
                assert!(!early.columns.iter().all(has_value), "{what}: early");
                assert!(in_time.columns.iter().any(has_value), "{what}: late");
            }
        }
    }
}

/// Whether rows without a fault can leave it undefined: a share of the outflows of days without any.
fn may_wait(calculation: &Calculation, unit: OutputUnit) -> bool {
    let is_flow = |input| matches!(input, Input::NetFlowMusd | Input::FundFlowMusd);
    unit == OutputUnit::Ratio && calculation.reads().any(is_flow)
}

#[test]
fn rows_that_lack_an_input_are_empty_and_change_nothing_else() {
    for trial in trials(6) {
        let table = table(trial.seed, 160, Mood::Gaps);
        let kept = kept(trial.calculation, &table);
        assert!((40..160).contains(&kept.len()), "{trial}: {} rows", kept.len());
        let found = trial.on(&table);
        let compact = trial.on(&picked(&table, &kept));
        if trial.calculation.shape != Shape::Rows {
            assert_same(&trial, &found, &compact);
            continue;
        }
        let mut scattered = Computed::new(found.columns.len());
        let mut next = 0;
        for (row, time) in table.times.iter().enumerate() {
            if kept.contains(&row) {
                let values: Vec<f64> = compact.columns.iter().map(|column| column[next]).collect();
                scattered.append(*time, &values);
                next += 1;
            } else {
                scattered.append_gap(*time);
            }
        }
        assert_same(&trial, &found, &scattered);
    }
}

#[test]
fn the_future_never_changes_the_past() {
    for trial in trials(6) {
        for mood in Mood::ALL {
            let here = table(trial.seed, 170, mood);
            let row = 1 + Chance(trial.seed).below(169);
            let elsewhere = with_other_future(&here, row, &table(trial.seed + 1_000, 170, mood));
            let what = format!("{trial}, {mood:?}, from row {row}");
            let (a, b) = (trial.on(&here), trial.on(&elsewhere));
            let past = |found: &Computed| match trial.calculation.shape {
                Shape::Rows => row,
                // The week of the last row is still running.
                Shape::Weeks => {
                    let running = here.times[row - 1].start_of_iso_week();
                    found.times.partition_point(|monday| *monday < running)
                }
                Shape::Events => found.times.partition_point(|time| *time < here.times[row]),
                // As of the last row: nothing of it is past.
                Shape::Summary | Shape::Profile => 0,
            };
            let until = |found: &Computed| rows(found, 0..past(found));
            // A date of here may be later than one of elsewhere: events are counted by the earlier.
            let (a, b) = match trial.calculation.shape {
                Shape::Events => {
                    let last = here.times[row - 1];
                    let count = |found: &Computed| found.times.partition_point(|time| *time <= last);
                    (rows(&a, 0..count(&a)), rows(&b, 0..count(&b)))
                }
                _ => (until(&a), until(&b)),
            };
            assert_same(&what, &a, &b);
        }
    }
}

#[test]
fn rows_pushed_one_by_one_give_what_a_fresh_start_gives_bit_for_bit_whenever_one_looks() {
    for trial in trials(6) {
        for mood in Mood::ALL {
            let whole = table(trial.seed, 170, mood);
            let mut chance = Chance(trial.seed + 5);
            let mut streaming = Streaming::new(trial.calculation, &trial.params);
            for (row, time) in whole.times.iter().enumerate() {
                let values: Vec<f64> =
                    trial.calculation.reads().map(|input| whole.value(input, row)).collect();
                streaming.push(*time, &values);
                let is_last = row + 1 == whole.times.len();
                if chance.below(30) == 0 || is_last {
                    let fresh = before(&whole, row + 1);
                    let lacks =
                        |input: &Input| fresh.column(*input).unwrap().iter().all(|cell| cell.is_nan());
                    if trial.calculation.inputs.iter().any(lacks) {
                        continue;
                    }
                    let what = format!("{trial}, {mood:?}, row {row}");
                    assert_same(&what, streaming.computed(), &trial.on(&fresh));
                }
            }
            assert_same(&trial, &streaming.into_computed(), &trial.on(&whole));
        }
    }
}

#[test]
fn a_faster_way_over_whole_columns_gives_the_bits_of_the_rows_pushed_one_by_one() {
    for mut trial in trials(4).filter(|trial| trial.calculation.whole.is_some()) {
        if trial.seed == 3 {
            // Longer than the blocks that kernels go by.
            trial.params = trial.calculation.params.iter().fold(trial.params, |params, param| {
                let wide = params.with(param.name, 1_500.0);
                wide.unwrap_or(params)
            });
        }
        for mood in Mood::ALL {
            let long = table(trial.seed, 5_000, mood);
            let mut streaming = Streaming::new(trial.calculation, &trial.params);
            for (row, time) in long.times.iter().enumerate() {
                let values: Vec<f64> =
                    trial.calculation.reads().map(|input| long.value(input, row)).collect();
                streaming.push(*time, &values);
            }
            let found = trial.on(&long);
            let what = format!("{trial}, {mood:?}");
            assert_same(&what, &streaming.into_computed(), &found);
            // What comes later changes nothing before it, and what is not whole changes nothing at all.
            let cut = 1 + Chance(trial.seed).below(4_999);
            assert_same(&what, &rows(&found, 0..cut), &trial.on(&before(&long, cut)));
        }
    }
}

#[test]
fn prices_in_another_measure_scale_what_is_said_to_scale_and_nothing_else() {
    const PRICES: [Input; 4] = [Input::Open, Input::High, Input::Low, Input::Close];
    let mut judged = 0;
    for trial in trials(6).filter(|trial| trial.calculation.scaling != Scaling::Own) {
        for mood in Mood::ALL {
            let here = table(trial.seed, 170, mood);
            let highest = here.column(Input::High).unwrap().iter().copied().fold(0.0, f64::max);
            let found = trial.on(&here);
            for factor in [0.25, 3.7, 1_000.0] {
                let scaled = trial.on(&mapped(&here, &PRICES, |price| price * factor));
                let what = format!("{trial}, {mood:?}, factor {factor}");
                assert_eq!(found.times, scaled.times, "{what}");
                for ((unit, found), scaled) in trial.units().iter().zip(&found.columns).zip(&scaled.columns) {
                    let is_money = match unit {
                        OutputUnit::OfInput => PRICES.contains(&trial.calculation.inputs[0]),
                        OutputUnit::Usd
                        | OutputUnit::UsdMillions
                        | OutputUnit::UsdPerPhDay
                        | OutputUnit::UsdPerKwh => true,
                        _ => false,
                    };
                    let scales = is_money && trial.calculation.scaling == Scaling::Proportional;
                    let (by, absolute) =
                        if scales { (factor, 1e-12 * factor * highest) } else { (1.0, 1e-9) };
                    for (row, (found, scaled)) in found.iter().zip(scaled).enumerate() {
                        let expected = found * by;
                        assert!(
                            near(*scaled, expected, absolute, 1e-9),
                            "{what}, {unit:?}, row {row}: {scaled}, expected {expected}"
                        );
                        judged += usize::from(!found.is_nan());
                    }
                }
            }
        }
    }
    assert!(judged > 10_000, "{judged} values");
}

#[test]
fn values_are_what_their_unit_says_and_never_infinite() {
    for trial in trials(8) {
        for mood in Mood::ALL {
            let found = trial.on(&table(trial.seed, 170, mood));
            for (unit, column) in trial.units().iter().zip(&found.columns) {
                for value in column.iter().copied().filter(|value| !value.is_nan()) {
                    let is_whole_below =
                        |end: usize| value.fract() == 0.0 && (0.0..end as f64).contains(&value);
                    let fits = match unit {
                        OutputUnit::Index100 => (0.0..=100.0).contains(&value),
                        OutputUnit::Flag => is_whole_below(2),
                        OutputUnit::Word(words) => is_whole_below(words.len()),
                        OutputUnit::Days | OutputUnit::Count | OutputUnit::Date => value.fract() == 0.0,
                        _ => true,
                    };
                    assert!(fits && value.is_finite(), "{trial}, {mood:?}: {value} as {unit:?}");
                }
            }
        }
    }
}

#[test]
fn parameters_work_at_their_bounds_and_are_refused_beyond_them() {
    for calculation in registry::ALL.iter().copied() {
        let mut tried = extremes(calculation);
        tried.push(calculation.defaults());
        for (seed, params) in (0..).zip(tried) {
            let trial = Trial { calculation, params, seed };
            for rows in [0, 1, 2, 90] {
                let mood = if rows == 90 { Mood::Flat } else { Mood::Lively };
                let table = table(seed, rows, mood);
                let found = trial.on(&table);
                let is_row_for_row = calculation.shape == Shape::Rows;
                assert!(!is_row_for_row || found.len() == rows, "{trial}");
                assert!(rows > 0 || found.is_empty(), "{trial}: rows out of nothing");
            }
        }
        for param in calculation.params {
            let refuses = |value: f64| calculation.defaults().with(param.name, value).is_err();
            let (least, most) = bounds(param.kind);
            let name = format!("{} {}", calculation.name, param.name);
            assert!(!refuses(param.default) && !refuses(least) && !refuses(most), "{name}");
            for beyond in [least - 1.0, most + 1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                assert!(refuses(beyond), "{name}: {beyond}");
            }
            let is_whole = !matches!(param.kind, ParamKind::Number { .. });
            assert!(!is_whole || refuses(least + 0.5), "{name}: {}", least + 0.5);
        }
        assert!(calculation.defaults().with("no such", 1.0).is_err(), "{}", calculation.name);
    }
}

#[test]
fn what_lacks_an_input_names_it_and_optional_ones_can_be_done_without() {
    for trial in trials(1) {
        let whole = table(3, 120, Mood::Lively);
        let proceed = || ControlFlow::Continue(());
        for input in trial.calculation.inputs {
            let lacking = without(&whole, *input);
            let refused = compute(trial.calculation, &trial.params, &lacking, &proceed).unwrap_err();
            let expected = CalcError::Missing { name: trial.calculation.name, inputs: vec![*input] };
            assert_eq!(refused, expected, "{trial}");
            let words = refused.to_string();
            assert!(words.contains(input.words()) && words.contains(input.headers()[0]), "{words}");
        }
        for input in trial.calculation.optional {
            let found = trial.on(&without(&whole, *input));
            assert_eq!(found.is_empty(), trial.on(&whole).is_empty(), "{trial} without {input:?}");
        }
    }
}

#[test]
fn work_that_is_called_off_stops() {
    for trial in trials(1).filter(|trial| trial.calculation.whole.is_none()) {
        let proceed = || ControlFlow::Break(());
        let stopped = compute(trial.calculation, &trial.params, &table(1, 9, Mood::Lively), &proceed);
        assert_eq!(stopped, Err(CalcError::Stopped { name: trial.calculation.name }), "{trial}");
    }
}

#[test]
fn every_calculation_says_what_it_is_in_words() {
    let mut names: Vec<&str> = Vec::new();
    for calculation in registry::ALL.iter().copied() {
        let name = calculation.name;
        assert!(!names.contains(&name), "two calculations named {name}");
        names.push(name);
        assert!(is_plain(name) && !name.ends_with(|c: char| c.is_ascii_digit()), "{name}");
        assert!(registry::find(name).is_some_and(|found| found.title == calculation.title), "{name}");
        for words in [calculation.title, calculation.summary, calculation.formula, calculation.source] {
            assert!(words.len() >= 4 && words.trim() == words && !words.contains("  "), "{name}: {words:?}");
        }
        assert!(calculation.summary.ends_with('.') && !calculation.formula.ends_with('.'), "{name}");
        assert!(!calculation.inputs.is_empty(), "{name}");
        let reads: Vec<Input> = calculation.reads().collect();
        assert!((1..reads.len()).all(|place| !reads[place..].contains(&reads[place - 1])), "{name}");
        let titles: Vec<&str> = calculation.params.iter().map(|param| param.title).collect();
        for (place, param) in calculation.params.iter().enumerate() {
            assert!(is_plain(param.name) && !param.expects().is_empty(), "{name}: {:?}", param.name);
            assert!(!param.title.is_empty() && !titles[..place].contains(&param.title), "{name}: {titles:?}");
            assert!(calculation.params[..place].iter().all(|other| other.name != param.name), "{name}");
        }
    }
}

fn is_plain(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(fits)
}

#[test]
fn outputs_are_told_apart_and_their_ids_read_back() {
    for calculation in registry::ALL.iter().copied() {
        let small = (0..4).map(|seed| small(calculation, &mut Chance(seed)));
        for params in extremes(calculation).into_iter().chain(small).chain([calculation.defaults()]) {
            let what = format!("{} {:?}", calculation.name, params.values());
            let outputs = (calculation.outputs)(&params);
            assert!(!outputs.is_empty(), "{what}");
            for (place, output) in outputs.iter().enumerate() {
                let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c);
                assert!(!output.column.is_empty() && output.column.chars().all(fits), "{what}: {output:?}");
                assert_ne!(output.column, "date", "{what}: the first column of every table");
                let is_twice = outputs[..place].iter().any(|other| {
                    other.column == output.column || other.part == output.part || other.title == output.title
                });
                assert!(!is_twice && !output.title.is_empty(), "{what}: {outputs:?}");
            }
            let instances = Instance::all(calculation, &params, None);
            assert_eq!(instances.len(), outputs.len(), "{what}");
            for instance in instances {
                let id = instance.series_id();
                assert!(instance.has_id(), "{what}: {id}");
                let read = Instance::parse(&id).unwrap_or_else(|| panic!("{what}: {id} does not read back"));
                assert_eq!(read.calculation.name, calculation.name, "{what}: {id}");
                assert_eq!((read.params, read.output), (params.clone(), instance.output), "{what}: {id}");
            }
        }
    }
}

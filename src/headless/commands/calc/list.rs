//! What there is to calculate, for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::app::calculation_inputs::usual_series;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, ParamKind, Shape, registry,
};
use crate::headless::output::{Failure, number, print, print_json};

/// Blanks between the longest name and the titles.
const GAP_CHARS: usize = 2;

/// Prints every calculation.
pub(super) fn run(as_json: bool) -> Result<(), Failure> {
    if as_json {
        return print_json(&Value::Array(registry::ALL.iter().map(|entry| described(entry)).collect()));
    }
    let mut text = String::new();
    for group in Group::ALL {
        let mut entries = registry::ALL.iter().filter(|entry| entry.group == group).peekable();
        if entries.peek().is_some() {
            writeln!(text, "{}", group.title()).ok(); // a text takes everything
        }
        for entry in entries {
            push_entry(&mut text, entry);
        }
    }
    print(text.as_bytes())
}

/// Everything there is to know of one.
pub(super) fn card(entry: &Calculation) -> String {
    let mut text = String::new();
    push_entry(&mut text, entry);
    for (name, words) in [("says", entry.summary), ("formula", entry.formula), ("source", entry.source)] {
        writeln!(text, "      {name}: {words}").ok(); // a text takes everything
    }
    text
}

fn push_entry(text: &mut String, entry: &Calculation) {
    let inputs =
        |inputs: &[Input]| inputs.iter().map(|input| input_words(*input)).collect::<Vec<_>>().join(", ");
    let params = entry.params.iter().map(param_words).collect::<Vec<_>>().join(", ");
    let columns = outputs(entry).iter().map(column_words).collect::<Vec<_>>().join(", ");
    let width = registry::ALL.iter().map(|entry| entry.name.len()).max().unwrap_or(0) + GAP_CHARS;
    writeln!(text, "  {:<width$}{}", entry.name, entry.title).ok(); // a text takes everything
    let lines = [
        ("parameters", params),
        ("needs", format!("{}; usually of {}", inputs(entry.inputs), usual_series(entry))),
        ("uses if there", inputs(entry.optional)),
        ("columns", format!("{columns}; {}", shape_words(entry.shape))),
    ];
    for (name, words) in lines.into_iter().filter(|(_, words)| !words.is_empty()) {
        writeln!(text, "      {name}: {words}").ok(); // a text takes everything
    }
}

fn outputs(entry: &Calculation) -> Vec<Output> {
    (entry.outputs)(&entry.defaults())
}

fn param_words(param: &Param) -> String {
    format!("{}={} ({})", param.name, default_word(param), param.expects())
}

fn default_word(param: &Param) -> String {
    match param.kind {
        ParamKind::Choice(words) => words.get(param.default as usize).copied().unwrap_or_default().to_owned(),
        _ => param.default.to_string(),
    }
}

fn input_words(input: Input) -> String {
    format!("{} ({})", input.words(), input.headers().join(" or "))
}

fn column_words(output: &Output) -> String {
    match unit_word(output.unit) {
        "" => output.column.clone(),
        unit => format!("{} [{unit}]", output.column),
    }
}

fn shape_words(shape: Shape) -> &'static str {
    match shape {
        Shape::Rows => "a row for every row",
        Shape::Weeks => "a row for every ISO week, dated by its Monday",
        Shape::Events => "a row for every event",
        Shape::Summary => "one row",
        Shape::Profile => "a table as of the last row",
    }
}

fn shape_word(shape: Shape) -> &'static str {
    match shape {
        Shape::Rows => "rows",
        Shape::Weeks => "weeks",
        Shape::Events => "events",
        Shape::Summary => "summary",
        Shape::Profile => "profile",
    }
}

fn unit_word(unit: OutputUnit) -> &'static str {
    match unit {
        OutputUnit::OfInput => "unit of the input",
        OutputUnit::Usd => "USD",
        OutputUnit::UsdMillions => "million USD",
        OutputUnit::Btc => "BTC",
        OutputUnit::Ratio => "ratio",
        OutputUnit::Index100 => "0-100",
        OutputUnit::HashrateEhs => "EH/s",
        OutputUnit::UsdPerPhDay => "USD/PH/s/day",
        OutputUnit::BtcPerPhDay => "BTC/PH/s/day",
        OutputUnit::UsdPerKwh => "USD/kWh",
        OutputUnit::JPerTh => "J/TH",
        OutputUnit::Difficulty => "difficulty",
        OutputUnit::Days => "days",
        OutputUnit::Count => "count",
        OutputUnit::Number => "",
        OutputUnit::Date => "date",
        OutputUnit::Flag => "true or false",
        OutputUnit::Word(_) => "word",
    }
}

fn described(entry: &Calculation) -> Value {
    let input = |input: &Input| json!({ "what": input.words(), "headers": input.headers(), "series": input.series_id() });
    let column = |output: Output| {
        let mut column = json!({
            "name": output.column,
            "title": output.title,
            "unit": unit_word(output.unit),
        });
        if let (OutputUnit::Word(words), Some(members)) = (output.unit, column.as_object_mut()) {
            members.insert("words".to_owned(), json!(words));
        }
        column
    };
    json!({
        "name": entry.name,
        "title": entry.title,
        "group": entry.group.title(),
        "summary": entry.summary,
        "formula": entry.formula,
        "source": entry.source,
        "params": entry.params.iter().map(param_value).collect::<Vec<_>>(),
        "needs": entry.inputs.iter().map(input).collect::<Vec<_>>(),
        "uses": entry.optional.iter().map(input).collect::<Vec<_>>(),
        "usual_series": usual_series(entry),
        "shape": shape_word(entry.shape),
        "columns": outputs(entry).into_iter().map(column).collect::<Vec<_>>(),
    })
}

fn param_value(param: &Param) -> Value {
    let (default, kind) = (number(param.default), param.kind);
    let (name, title) = (param.name, param.title);
    match kind {
        ParamKind::Count { min, max } => {
            json!({ "name": name, "title": title, "kind": "count", "default": param.default as u64, "min": min, "max": max })
        }
        ParamKind::Number { min, max, unit } => json!({
            "name": name, "title": title, "kind": "number", "default": default,
            "min": number(min), "max": number(max), "unit": unit,
        }),
        ParamKind::Choice(words) => {
            json!({ "name": name, "title": title, "kind": "choice", "default": default_word(param), "words": words })
        }
    }
}

//! From a file's head and the user's answers to a plan that can be followed.
//!
//! Knows the order in which things are settled: dialect, columns, series, scale,
//! numbers. What neither the file nor an answer settles becomes one question;
//! of several open ones the first is asked, so that no answer is asked in vain.

use super::dialects::{Dialect, choose, value};
use crate::domain::catalog;
use crate::domain::format::grouped;
use crate::domain::series::{Cadence, SeriesKey};
use crate::domain::table_answers::Answers;
use crate::domain::time::DAY_SECS;
use crate::domain::unit::Unit;
use crate::io::csv::date::{DateReading, parse_date};
use crate::io::csv::dialects::market::symbol_column;
use crate::io::csv::dialects::words::candle;
use crate::io::csv::error::{CsvError, Question, shorten};
use crate::io::csv::number::{NumberStyle, parse_amount};
use crate::io::csv::plan::{Cells, Plan, Scale, SeriesPlan};
use crate::io::csv::roles;
use crate::io::csv::sniff::Sniffed;

/// A file whose reading nothing is left open for but the order of day and month.
pub struct Settled {
    /// The dialect, or the plainest one if only the answers make a plan.
    pub dialect: &'static dyn Dialect,
    /// All series of the table: what is a holiday shows only in the whole of it.
    pub layout: Plan,
    /// The series that are wanted.
    pub plan: Plan,
    /// What points and commas are.
    pub numbers: NumberStyle,
    /// What is corrected and must be said.
    pub notes: Vec<String>,
}

/// Chooses the dialect of a file and applies the answers.
///
/// # Errors
/// Those of [`choose`]; [`CsvError::Roles`] and [`CsvError::WrongSeries`] for
/// answers that do not fit; [`CsvError::Ambiguous`] for what is still open.
pub fn settle(file: &Sniffed, answers: &Answers) -> Result<Settled, CsvError> {
    let (dialect, mut layout) = match choose(file, answers.dialect.as_deref()) {
        Ok(chosen) => chosen,
        // Columns that the user has named need no dialect.
        Err(CsvError::NoDialect { .. } | CsvError::Ambiguous(_)) if !answers.columns.is_empty() => {
            let dialect: &'static dyn Dialect = &value::Value;
            (dialect, roles::blank_plan(file, &answers.columns)?)
        }
        Err(error) => return Err(error),
    };
    if !answers.columns.is_empty() {
        layout = layout.with_answers(file.width(), &answers.columns)?;
    }
    one_market(file)?;
    if answers.columns.is_empty() {
        keep_longer_steps_apart(file, &mut layout);
    }
    file.refuse_times_apart(layout.date)?;
    let mut plan = layout.clone();
    if let Some(series) = answers.series.as_deref() {
        take_series(file, &mut plan, series)?;
    }
    let numbers = match (answers.numbers, &file.numbers) {
        (Some(style), _) => style,
        (None, Ok(style)) => *style,
        (None, Err(open)) => {
            let read = |style| match parse_amount(&open.cell, style, 0) {
                Ok(Some(value)) => number_words(value),
                _ => open.cell.clone(),
            };
            return Err(CsvError::Ambiguous(Question::Numbers {
                column: file.title(open.column),
                cell: shorten(&open.cell),
                with_point: read(NumberStyle::Point),
                with_comma: read(NumberStyle::Comma),
            }));
        }
    };
    settle_scale(file, answers.power, numbers, &mut plan)?;
    let mut notes = dialect.notes(&plan, file);
    notes.extend(closes_only(file, &plan));
    Ok(Settled { dialect, layout, plan, numbers, notes })
}

/// Gives prices whose rows are weeks or months an id of their own: a key has one cadence, and
/// days under the plain id would be overwritten by longer rows.
fn keep_longer_steps_apart(file: &Sniffed, plan: &mut Plan) {
    // A date that can be read two ways tells no step.
    let is_open = |cell: &str| matches!(parse_date(cell), Some(DateReading::Either { .. }));
    if file.sample(plan.date).any(is_open) {
        return;
    }
    let ending = match file.usual_step_secs(plan.date).map(|step| step / DAY_SECS) {
        Some(7) => ".weekly",
        Some(28..=31) => ".monthly",
        _ => return,
    };
    for series in &mut plan.series {
        let is_price = series.key.id.starts_with("price.") && series.cadence.is_none();
        if is_price && !series.key.weekly {
            series.key.id.push_str(ending);
        }
    }
}

/// A table of several markets is none: their rows would replace each other.
fn one_market(file: &Sniffed) -> Result<(), CsvError> {
    let Some(column) = symbol_column(file) else { return Ok(()) };
    let mut symbols = file.sample(column).map(str::trim).filter(|symbol| !symbol.is_empty());
    let Some(first) = symbols.next() else { return Ok(()) };
    match symbols.find(|symbol| !symbol.eq_ignore_ascii_case(first)) {
        Some(other) => Err(CsvError::MixedSymbols {
            column: file.title(column),
            first: shorten(first),
            other: shorten(other),
        }),
        None => Ok(()),
    }
}

/// Leaves only the series named, or gives its id to the only one that can be it.
fn take_series(file: &Sniffed, plan: &mut Plan, wanted: &str) -> Result<(), CsvError> {
    let wrong = |expected: String| CsvError::WrongSeries { series: wanted.to_owned(), expected };
    let (id, weekly, source) = SeriesKey::parse(wanted)
        .ok_or_else(|| wrong("an id such as price.btc.usd or price.btc.usd@csv".to_owned()))?;
    let fits = |key: &SeriesKey| {
        key.id == id && key.weekly == weekly && source.as_ref().is_none_or(|source| *source == key.source)
    };
    if let Some(at) = plan.series.iter().position(|series| fits(&series.key)) {
        plan.series = vec![plan.series.swap_remove(at)];
        return Ok(());
    }
    let kind = Kind::of(&id, catalog::entry(&id).map_or(Unit::Number, |entry| entry.unit));
    let holds_price = |plan: &Plan| plan.series.iter().any(|series| series.kind() == Kind::Price);
    if kind == Kind::Price && !holds_price(plan) {
        // Beside flows a price is not taken unless it is asked for.
        let beside = plan.series.first().map(|series| series.key.source.clone());
        if let Some(price) = beside.and_then(|source| value::price(file, &source)) {
            plan.series = vec![price];
        }
    }
    let [series] = plan.series.as_mut_slice() else {
        let offered: Vec<_> = plan.series.iter().map(|series| series.key.to_string()).collect();
        return Err(wrong(format!("one of {}", offered.join(", "))));
    };
    if !kind.takes(series.kind()) {
        let columns: Vec<_> =
            series.named_cells().into_iter().map(|(_, column)| file.title(column)).collect();
        return Err(CsvError::OtherKind {
            series: wanted.to_owned(),
            held: format!("{} (column {})", series.key, columns.join(", ")),
        });
    }
    let source = source.unwrap_or_else(|| series.key.source.clone());
    series.unit = catalog::entry(&id).map_or(series.unit, |entry| entry.unit);
    series.cadence = if weekly { Some(Cadence::Weekly) } else { series.cadence };
    series.key = SeriesKey { id, source, weekly };
    Ok(())
}

/// What sort of thing an id stands for: one is never stored under the id of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Price,
    Flow,
    /// Another series of the catalogue.
    In(Unit),
    /// An id that says nothing.
    Unnamed,
}

impl Kind {
    fn of(id: &str, unit: Unit) -> Self {
        if id.starts_with("price.") {
            Self::Price
        } else if id.starts_with("etf.flow.") {
            Self::Flow
        } else if catalog::entry(id).is_some() {
            Self::In(unit)
        } else {
            Self::Unnamed
        }
    }

    /// Whether a series of another kind can be stored as one of this.
    fn takes(self, other: Self) -> bool {
        self == other || self == Self::Unnamed || other == Self::Unnamed
    }
}

impl SeriesPlan {
    fn kind(&self) -> Kind {
        Kind::of(&self.key.id, self.unit)
    }
}

/// Applies the answer on dollars and millions, or asks for it.
fn settle_scale(
    file: &Sniffed,
    answer: Option<i32>,
    numbers: NumberStyle,
    plan: &mut Plan,
) -> Result<(), CsvError> {
    let any_open = plan.series.iter().any(|series| series.scale != Scale::Known);
    for series in &mut plan.series {
        let Cells::Scalar(column) = series.cells else { continue };
        match (series.scale, answer) {
            (Scale::DollarsOrMillions, None) => {
                let cell = file.sample(column).find(
                    |cell| matches!(parse_amount(cell, numbers, 0), Ok(Some(value)) if value.abs() > 0.0),
                );
                // A column of zeros is the same in both.
                let Some(cell) = cell else { continue };
                let value = parse_amount(cell, numbers, 0).ok().flatten().unwrap_or(f64::NAN);
                return Err(CsvError::Ambiguous(Question::Scale {
                    column: file.title(column),
                    cell: shorten(cell.trim()),
                    dollars: format!("{} dollars", number_words(value)),
                    millions: format!("{} million dollars", number_words(value)),
                }));
            }
            (Scale::DollarsOrMillions, Some(power)) => (series.power, series.scale) = (power, Scale::Known),
            // Asked for although the file seemed clear: the user knows better.
            (Scale::Known, Some(power)) if !any_open && is_money(series.unit, &series.key.id) => {
                series.power = power;
            }
            (Scale::Known, _) => {}
        }
    }
    Ok(())
}

/// Says that of candles in another currency only the closes are taken.
fn closes_only(file: &Sniffed, plan: &Plan) -> Option<String> {
    let Some(Cells::Candle { close, .. }) = candle(file) else { return None };
    let foreign = |series: &&SeriesPlan| series.unit != Unit::Usd && series.cells == Cells::Scalar(close);
    let series = plan.series.iter().find(foreign)?;
    Some(format!("candles are kept in dollars only, so of {} the closes are taken", series.key))
}

fn is_money(unit: Unit, id: &str) -> bool {
    unit == Unit::Usd && !id.starts_with("price.")
}

/// `63,123`, `63.123`: a number for a question, all of its digits.
fn number_words(value: f64) -> String {
    let shown = value.abs().to_string();
    let decimals = shown.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    grouped(value, decimals)
}

//! What the user says of single columns, laid over what was recognised.
//!
//! Knows plans and roles; knows no cells and no dialect. A column has one role,
//! so an answer takes it out of whatever series it was in before; what then
//! makes no series is said and not guessed.

use super::error::CsvError;
use super::plan::{Cells, Plan, SeriesPlan};
use super::sniff::Sniffed;
use crate::domain::catalog::PRICE;
use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, SeriesKey};
use crate::domain::table_answers::{ColumnAnswer, ColumnRole};

/// Why columns as the user set them make no series.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoleFault {
    /// A column that the file does not have.
    #[error("there is no column {} in a table of {width}", column + 1)]
    NoColumn {
        /// Its place, from 0.
        column: usize,
        /// Columns of the file.
        width: usize,
    },
    /// Two columns have a role that only one can have.
    #[error("columns {} and {} are both {role}, expected one", first + 1, second + 1)]
    Twice {
        /// The role.
        role: &'static str,
        /// The earlier column.
        first: usize,
        /// The later one.
        second: usize,
    },
    /// No column says when.
    #[error("no column is the date, expected one")]
    NoDate,
    /// A candle that lacks a price.
    #[error("a candle needs open, high, low and close, but no column is {missing}")]
    CandleLacks {
        /// The price that is missing.
        missing: &'static str,
    },
    /// Two series of one id.
    #[error("two columns make the series {id}, expected an id of its own for each")]
    SameId {
        /// The id with its source.
        id: String,
    },
    /// Nothing but a date.
    #[error("no column holds values, expected one at least")]
    NoValues,
}

/// The places of a candle's columns while they are set.
#[derive(Clone, Copy, Debug, Default)]
struct CandleColumns([Option<usize>; 5]);

const CANDLE: [&str; 5] = ["the open", "the high", "the low", "the close", "the volume"];

/// The part of a candle a role is.
fn part_of(role: &ColumnRole) -> Option<usize> {
    match role {
        ColumnRole::Open => Some(0),
        ColumnRole::High => Some(1),
        ColumnRole::Low => Some(2),
        ColumnRole::Close => Some(3),
        ColumnRole::Volume => Some(4),
        ColumnRole::Date | ColumnRole::NotUsed | ColumnRole::Value { .. } => None,
    }
}

impl Plan {
    /// The role each of `width` columns has in this plan, for people to change.
    pub fn role_of(&self, column: usize) -> ColumnRole {
        if column == self.date {
            return ColumnRole::Date;
        }
        let found = self.series.iter().find_map(|series| {
            let (part, _) = series.named_cells().into_iter().find(|(_, cell)| *cell == column)?;
            Some((series, part))
        });
        match found {
            None => ColumnRole::NotUsed,
            Some((_, "open")) => ColumnRole::Open,
            Some((_, "high")) => ColumnRole::High,
            Some((_, "low")) => ColumnRole::Low,
            Some((_, "close")) => ColumnRole::Close,
            Some((_, "volume")) => ColumnRole::Volume,
            Some((series, _)) => {
                ColumnRole::Value { id: series.key.to_string(), unit: series.unit, power: series.power }
            }
        }
    }

    /// The plan with the roles that the user gave to columns of a table of so many.
    ///
    /// # Errors
    /// [`CsvError::Roles`] if they make no series, [`CsvError::WrongSeries`] for a bad id.
    pub fn with_answers(mut self, width: usize, answers: &[ColumnAnswer]) -> Result<Self, CsvError> {
        check(width, answers)?;
        let answered = |column: usize| answers.iter().any(|answer| answer.column == column);
        self.date = match answers.iter().find(|answer| answer.role == ColumnRole::Date) {
            Some(answer) => answer.column,
            None if answered(self.date) || self.date >= width => return Err(RoleFault::NoDate.into()),
            None => self.date,
        };
        let date = self.date;
        let free = |column: usize| !answered(column) && column != date;
        let source =
            self.series.first().map_or_else(|| SourceId::new("csv"), |first| Some(first.key.source.clone()));
        let source = source.ok_or(RoleFault::NoValues)?;
        let wants_candle = answers.iter().any(|answer| part_of(&answer.role).is_some());
        let at = self.series.iter().position(|series| matches!(series.cells, Cells::Candle { .. }));
        let mut kept: Vec<SeriesPlan> = Vec::new();
        for (place, series) in std::mem::take(&mut self.series).into_iter().enumerate() {
            let is_candle = Some(place) == at;
            let untouched = series.named_cells().iter().all(|(_, column)| free(*column));
            if is_candle && (wants_candle || !untouched) {
                kept.extend(candle(Some(&series), &source, answers, &free)?);
            } else if untouched {
                kept.push(series);
            }
        }
        if at.is_none() && wants_candle {
            kept.extend(candle(None, &source, answers, &free)?);
        }
        for answer in answers {
            kept.extend(value(answer, &source)?);
        }
        for (place, series) in kept.iter().enumerate() {
            if kept.iter().skip(place + 1).any(|other| other.key == series.key) {
                return Err(RoleFault::SameId { id: series.key.to_string() }.into());
            }
        }
        if kept.is_empty() {
            return Err(RoleFault::NoValues.into());
        }
        self.series = kept;
        Ok(self)
    }
}

/// A plan of nothing but a date, for a table that no dialect knows.
pub(super) fn blank_plan(file: &Sniffed, answers: &[ColumnAnswer]) -> Result<Plan, CsvError> {
    let named = answers.iter().find(|answer| answer.role == ColumnRole::Date).map(|answer| answer.column);
    let date = named.or_else(|| (0..file.width()).find(|column| file.holds_dates(*column)));
    Ok(Plan::of_file(&file.name, date.ok_or(RoleFault::NoDate)?, Vec::new()))
}

fn check(width: usize, answers: &[ColumnAnswer]) -> Result<(), RoleFault> {
    for (place, answer) in answers.iter().enumerate() {
        if answer.column >= width {
            return Err(RoleFault::NoColumn { column: answer.column, width });
        }
        let role = match (&answer.role, part_of(&answer.role)) {
            (ColumnRole::Date, _) => "the date",
            (_, Some(part)) => CANDLE.get(part).copied().unwrap_or("the candle"),
            _ => continue,
        };
        let mut before = answers.iter().take(place);
        if let Some(other) = before.find(|other| other.role == answer.role && other.column != answer.column) {
            return Err(RoleFault::Twice { role, first: other.column, second: answer.column });
        }
    }
    Ok(())
}

/// The candle as it was with the answers laid over it; a close alone is a line of closes.
fn candle(
    known: Option<&SeriesPlan>,
    source: &SourceId,
    answers: &[ColumnAnswer],
    free: &dyn Fn(usize) -> bool,
) -> Result<Option<SeriesPlan>, RoleFault> {
    let mut columns = CandleColumns::default();
    if let Some(Cells::Candle { open, high, low, close, volume }) = known.map(|series| series.cells) {
        let before = [Some(open), Some(high), Some(low), Some(close), volume];
        columns = CandleColumns(before.map(|column| column.filter(|column| free(*column))));
    }
    for answer in answers {
        if let Some(slot) = part_of(&answer.role).and_then(|part| columns.0.get_mut(part)) {
            *slot = Some(answer.column);
        }
    }
    let fresh = || SeriesPlan::scalar(SeriesKey::new(PRICE, source.clone()), 0);
    let series = known.cloned().unwrap_or_else(fresh);
    let cells = match columns.0 {
        [Some(open), Some(high), Some(low), Some(close), volume] => {
            Cells::Candle { open, high, low, close, volume }
        }
        [None, None, None, Some(close), None] => Cells::Scalar(close),
        [None, None, None, None, None] => return Ok(None),
        parts => {
            let missing = CANDLE.iter().zip(parts).find(|(_, column)| column.is_none());
            let missing = missing.map_or("the close", |(name, _)| *name);
            return Err(RoleFault::CandleLacks { missing });
        }
    };
    Ok(Some(SeriesPlan { cells, ..series }))
}

fn value(answer: &ColumnAnswer, source: &SourceId) -> Result<Option<SeriesPlan>, CsvError> {
    let ColumnRole::Value { id, unit, power } = &answer.role else { return Ok(None) };
    let (id, weekly, named) = SeriesKey::parse(id).ok_or_else(|| CsvError::WrongSeries {
        series: id.clone(),
        expected: "an id such as custom.open_interest or custom.open_interest@csv".to_owned(),
    })?;
    let source = named.unwrap_or_else(|| source.clone());
    let plan = SeriesPlan::scalar(SeriesKey { id, source, weekly }, answer.column).in_unit(*unit, *power);
    Ok(Some(SeriesPlan { cadence: weekly.then_some(Cadence::Weekly), ..plan }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::Unit;

    const CELLS: Cells = Cells::Candle { open: 1, high: 2, low: 3, close: 4, volume: Some(5) };

    fn plan() -> Plan {
        let key = SeriesKey::new(PRICE, SourceId::new("yahoo").unwrap());
        Plan::of_file("x.csv", 0, vec![SeriesPlan::candles(key, CELLS)])
    }

    fn set(roles: &[(usize, ColumnRole)]) -> Result<Plan, String> {
        let answers: Vec<_> =
            roles.iter().map(|(column, role)| ColumnAnswer { column: *column, role: role.clone() }).collect();
        plan().with_answers(8, &answers).map_err(|error| error.to_string())
    }

    fn value(id: &str) -> ColumnRole {
        ColumnRole::Value { id: id.to_owned(), unit: Unit::Usd, power: 6 }
    }

    #[test]
    fn an_answer_moves_a_column_and_leaves_the_others() {
        let cells = |roles: &[(usize, ColumnRole)]| set(roles).unwrap().series[0].cells;
        assert_eq!(
            cells(&[(6, ColumnRole::Volume)]),
            Cells::Candle { open: 1, high: 2, low: 3, close: 4, volume: Some(6) }
        );
        assert_eq!(
            cells(&[(5, ColumnRole::NotUsed)]),
            Cells::Candle { open: 1, high: 2, low: 3, close: 4, volume: None }
        );
        let unused = ColumnRole::NotUsed;
        let only_close = [1, 2, 3, 5].map(|column| (column, unused.clone()));
        assert_eq!(cells(&only_close), Cells::Scalar(4));
    }

    #[test]
    fn a_further_column_becomes_a_series_of_its_own() {
        let plan = set(&[(7, value("custom.flow"))]).unwrap();
        let keys: Vec<_> = plan.series.iter().map(|series| series.key.to_string()).collect();
        assert_eq!(keys, ["price.btc.usd@yahoo", "custom.flow@yahoo"]);
        assert_eq!((plan.series[1].unit, plan.series[1].power), (Unit::Usd, 6));
        assert_eq!(plan.role_of(7), value("custom.flow@yahoo"));
        assert_eq!(
            (plan.role_of(0), plan.role_of(3), plan.role_of(6)),
            (ColumnRole::Date, ColumnRole::Low, ColumnRole::NotUsed)
        );
    }

    #[test]
    fn what_makes_no_series_is_said() {
        for (roles, said) in [
            (vec![(9, ColumnRole::Volume)], "there is no column 10 in a table of 8"),
            (
                vec![(6, ColumnRole::Date), (7, ColumnRole::Date)],
                "columns 7 and 8 are both the date, expected one",
            ),
            (vec![(0, ColumnRole::NotUsed)], "no column is the date, expected one"),
            (
                vec![(4, ColumnRole::NotUsed)],
                "a candle needs open, high, low and close, but no column is the close",
            ),
            (
                vec![(6, value("custom.a")), (7, value("custom.a"))],
                "two columns make the series custom.a@yahoo, expected an id of its own for each",
            ),
            (
                (1..6).map(|column| (column, ColumnRole::NotUsed)).collect(),
                "no column holds values, expected one at least",
            ),
            (
                vec![(7, value("Not an id"))],
                "\"Not an id\" cannot be read from this file: expected an id such as custom.open_interest or custom.open_interest@csv",
            ),
        ] {
            assert_eq!(set(&roles).unwrap_err(), said);
        }
    }
}

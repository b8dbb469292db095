//! The first and last rows of a file as they were understood.
//!
//! Values are looked up among the rows that will be stored rather than read
//! once more: what is shown is what is kept, and a row that is not among them
//! is seen to be missing.

use std::collections::BTreeMap;

use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::io::csv::date::{DateReading, parse_date};
use crate::io::csv::number::is_missing;
use crate::io::csv::{ColumnRole, ColumnUnderstood, Understood};
use crate::io::packed::SortedRows;

/// What a cell was understood as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meaning {
    /// Its column is not used.
    NotUsed,
    /// A moment.
    Date(UnixSecs),
    /// A value in the unit that is stored; volumes have none.
    Number(f64, Option<Unit>),
    /// No value: a gap.
    Missing,
    /// Not taken.
    Rejected,
    /// Nothing more is known than what stands there.
    AsItStands,
}

/// A row with the meaning of each of its cells.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleRow {
    /// The cells as they stand.
    pub cells: Vec<String>,
    /// What each was understood as, as long as `cells`.
    pub meanings: Vec<Meaning>,
}

impl SampleRow {
    /// Whether no value of the row was taken.
    pub fn is_rejected(&self) -> bool {
        let taken = |meaning: &Meaning| matches!(meaning, Meaning::Number(..));
        self.meanings.contains(&Meaning::Rejected) && !self.meanings.iter().any(taken)
    }

    /// A row of which nothing is understood.
    pub fn as_it_stands(cells: Vec<String>) -> Self {
        let meanings = vec![Meaning::AsItStands; cells.len()];
        Self { cells, meanings }
    }
}

/// Some rows of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// The first rows.
    pub first: Vec<SampleRow>,
    /// Rows between the first and the last that are not shown.
    pub between: u64,
    /// The last rows, none of the first among them.
    pub last: Vec<SampleRow>,
}

impl Sample {
    /// The rows of a head of which nothing is understood.
    pub fn as_it_stands(rows: &[Vec<String>]) -> Self {
        Self {
            first: rows.iter().cloned().map(SampleRow::as_it_stands).collect(),
            between: 0,
            last: Vec::new(),
        }
    }

    /// **Cost** one pass over the rows of each series, none if they are few.
    pub(super) fn of(understood: &Understood) -> Self {
        let fresh = usize::try_from(understood.rows_read).unwrap_or(usize::MAX);
        let fresh = fresh.saturating_sub(understood.first_rows.len());
        let skip = understood.last_rows.len().saturating_sub(fresh);
        let last = understood.last_rows.get(skip..).unwrap_or_default();
        let values = Values::of(understood, understood.first_rows.iter().chain(last));
        let row = |cells: &Vec<String>| values.row(understood, cells);
        Self {
            first: understood.first_rows.iter().map(row).collect(),
            between: (fresh - last.len().min(fresh)) as u64,
            last: last.iter().map(row).collect(),
        }
    }
}

/// Cells of a row that is stored.
type Stored = [f64; 5];

/// The rows of every series that the sample needs.
struct Values {
    date: Option<usize>,
    series: Vec<BTreeMap<i64, Stored>>,
}

impl Values {
    fn of<'a>(understood: &Understood, rows: impl Iterator<Item = &'a Vec<String>>) -> Self {
        let date = understood.columns.iter().position(|column| column.role_now == ColumnRole::Date);
        let cells = rows.filter_map(|row| row.get(date?));
        let mut wanted: Vec<i64> = cells.flat_map(|cell| moments(cell)).map(|time| time.0).collect();
        wanted.sort_unstable();
        wanted.dedup();
        Self { date, series: understood.series.iter().map(|read| look_up(&read.rows, &wanted)).collect() }
    }

    fn row(&self, understood: &Understood, cells: &[String]) -> SampleRow {
        let stored = |time: &UnixSecs| self.series.iter().any(|rows| rows.contains_key(&time.0));
        let moments =
            self.date.and_then(|date| cells.get(date)).map(|cell| moments(cell)).unwrap_or_default();
        let known = moments.iter().copied().find(stored);
        let time = known.or_else(|| moments.first().copied().filter(|_| moments.len() == 1));
        let meanings = cells.iter().enumerate().map(|(column, cell)| {
            let Some(column) = understood.columns.get(column) else { return Meaning::Rejected };
            self.meaning(understood, column, cell, time)
        });
        SampleRow { meanings: meanings.collect(), cells: cells.to_vec() }
    }

    fn meaning(
        &self,
        understood: &Understood,
        column: &ColumnUnderstood,
        cell: &str,
        time: Option<UnixSecs>,
    ) -> Meaning {
        // Without a complaint a value that is not found was moved, not refused.
        let unknown = if understood.warnings_total > 0 { Meaning::Rejected } else { Meaning::AsItStands };
        match &column.role_now {
            ColumnRole::NotUsed => return Meaning::NotUsed,
            ColumnRole::Date => return time.map_or(unknown, Meaning::Date),
            _ => {}
        }
        let found = time.and_then(|time| {
            let (series, place) = self.place(understood, column)?;
            series.get(&time.0)?.get(place).copied()
        });
        match found {
            Some(value) if value.is_finite() => Meaning::Number(value, column.unit),
            Some(_) => Meaning::Missing,
            None if is_missing(cell) => Meaning::Missing,
            None => unknown,
        }
    }

    /// The rows a column goes into, and its place in them.
    fn place(
        &self,
        understood: &Understood,
        column: &ColumnUnderstood,
    ) -> Option<(&BTreeMap<i64, Stored>, usize)> {
        let (_, key) = column.role.split_once(" of ")?;
        let at = understood.series.iter().position(|read| read.key.to_string() == key)?;
        let place = match column.role_now {
            ColumnRole::High => 1,
            ColumnRole::Low => 2,
            ColumnRole::Close => 3,
            ColumnRole::Volume => 4,
            _ => 0,
        };
        Some((self.series.get(at)?, place))
    }
}

/// The moments a date can mean.
fn moments(cell: &str) -> Vec<UnixSecs> {
    match parse_date(cell) {
        Some(DateReading::Sure(time)) => vec![time],
        Some(DateReading::Either { day_first, month_first }) => {
            [day_first, month_first].into_iter().flatten().collect()
        }
        None => Vec::new(),
    }
}

/// The rows at these times, which ascend.
fn look_up(rows: &SortedRows, wanted: &[i64]) -> BTreeMap<i64, Stored> {
    let mut found = BTreeMap::new();
    let (Some(_), Some(last)) = (wanted.first(), wanted.last()) else { return found };
    for block in rows.blocks() {
        // A sample that cannot be shown is no reason not to import.
        let Ok(block) = block else { break };
        let (Some(from), Some(to)) = (block.times.first(), block.times.last()) else { continue };
        if from > last {
            break;
        }
        let near = wanted.partition_point(|time| time < from);
        for time in wanted.iter().skip(near).take_while(|time| *time <= to) {
            if let Ok(row) = block.times.binary_search(time) {
                let cell = |column: &Vec<f64>| column.get(row).copied().unwrap_or(f64::NAN);
                let mut stored = [f64::NAN; 5];
                for (to, from) in stored.iter_mut().zip(&block.cells) {
                    *to = cell(from);
                }
                found.insert(*time, stored);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::domain::time::DAY_SECS;
    use crate::io::csv::{Answers, ColumnAnswer, ReadOptions, read};

    fn sample_with(text: &str, answers: &Answers) -> Sample {
        let newest_date = UnixSecs(40_000 * DAY_SECS);
        let progress = &|_| ControlFlow::Continue(());
        let options = ReadOptions { answers, newest_date, progress };
        Sample::of(&read(text.as_bytes(), "x.csv", &options).unwrap())
    }

    fn sample(text: &str) -> Sample {
        sample_with(text, &Answers::default())
    }

    #[test]
    fn cells_are_shown_as_they_will_be_stored() {
        let total = ColumnRole::Value { id: "etf.flow.total".to_owned(), unit: Unit::Usd, power: 6 };
        let roles = [ColumnRole::Date, total, ColumnRole::NotUsed].into_iter().enumerate();
        let columns = roles.map(|(column, role)| ColumnAnswer { column, role }).collect();
        let answers = Answers { columns, ..Answers::default() };
        let text = "Date,Flow,Note\n11 Jan 2024,655.3,a\n12 Jan 2024,(95.1),b\n16 Jan 2024,-,c\n";
        let found = sample_with(text, &answers);
        let day = |iso| Meaning::Date(UnixSecs::parse_iso(iso).unwrap());
        let usd = |value| Meaning::Number(value, Some(Unit::Usd));
        let rows: Vec<_> = found.first.iter().map(|row| row.meanings.clone()).collect();
        assert_eq!(rows[0], [day("2024-01-11"), usd(655_300_000.0), Meaning::NotUsed]);
        assert_eq!(rows[1], [day("2024-01-12"), usd(-95_100_000.0), Meaning::NotUsed]);
        assert_eq!(rows[2][1], Meaning::Missing);
        assert_eq!((found.between, found.last.len()), (0, 0));
    }

    #[test]
    fn a_row_that_was_not_taken_is_seen_to_be_missing() {
        let rows =
            "date,open,high,low,close\n2024-01-01,10,12,9,11\n2024-01-02,x,12,9,11\nnever,10,12,9,11\n";
        let found = sample(rows);
        let rejected: Vec<_> = found.first.iter().map(SampleRow::is_rejected).collect();
        assert_eq!(rejected, [false, true, true]);
    }

    #[test]
    fn the_last_rows_repeat_none_of_the_first_and_say_how_many_lie_between() {
        let mut text = "date,value\n".to_owned();
        for day in 1..=28 {
            text.push_str(&format!("2024-01-{day:02},{day}\n"));
        }
        let found = sample(&text);
        assert_eq!((found.first.len(), found.between, found.last.len()), (5, 18, 5));
        let short = sample(&text[..11 + 7 * 13]);
        assert_eq!((short.first.len(), short.between, short.last.len()), (5, 0, 2), "{short:?}");
    }
}

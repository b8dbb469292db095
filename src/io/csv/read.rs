//! The one way in: bytes of a table become validated series.
//!
//! Knows the order of the steps and what is said about a file; knows no dialect
//! and no number. Good rows are kept and bad ones reported by line and column:
//! one broken row in ten years of prices is no reason to refuse the file.

use std::collections::VecDeque;
use std::io::Read;
use std::ops::ControlFlow;

use super::answers::Answers;
use super::date::{DateReading, DayOrder, DayOrderVotes, EXPECTED_DATE, parse_date};
use super::dialects::{self, RowKind};
use super::error::{CsvError, Question, RowWarning, shorten};
use super::front::as_table;
use super::gather::{Gathered, NOT_FUTURE, SeriesRead};
use super::number::NumberStyle;
use super::plan::{Plan, SeriesPlan};
use super::records::{Progress, Record, Records};
use super::sniff::{Sniffed, sniff};
use super::text::Encoding;
use crate::domain::catalog;
use crate::domain::series::{Cadence, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::io::container;

/// Warnings kept; more are only counted.
pub const MAX_WARNINGS: usize = 1_000;
/// Rows of the preview at either end.
const PREVIEW_ROWS: usize = 5;

/// What the user or the program has settled before reading.
#[derive(Clone, Copy)]
pub struct ReadOptions<'a> {
    /// What the user has settled.
    pub answers: &'a Answers,
    /// Rows dated later are rejected; two days from now is a good bound.
    pub newest_date: UnixSecs,
    /// Called about every 64 KiB with the rows read so far; `Break` cancels.
    pub progress: Progress<'a>,
}

/// No answer at all.
static NO_ANSWERS: Answers = Answers {
    dialect: None,
    series: None,
    day_order: None,
    numbers: None,
    power: None,
    columns: Vec::new(),
    beside: Vec::new(),
};

impl ReadOptions<'_> {
    /// Nothing settled but the newest date a row may have.
    pub fn up_to(newest_date: UnixSecs) -> Self {
        let progress = &|_| ControlFlow::Continue(());
        Self { answers: &NO_ANSWERS, newest_date, progress }
    }
}

/// A file as it was understood, ready for a preview and for the cache.
#[derive(Debug)]
pub struct Understood {
    /// Name of the dialect.
    pub dialect: &'static str,
    /// The dialect, for people.
    pub dialect_title: &'static str,
    /// What stands between cells.
    pub delimiter: char,
    /// How characters are encoded.
    pub encoding: Encoding,
    /// The header, empty if there is none.
    pub header: Vec<String>,
    /// What every column was taken for, in file order.
    pub columns: Vec<ColumnUnderstood>,
    /// The first rows as they stand, at most five.
    pub first_rows: Vec<Vec<String>>,
    /// The last rows as they stand, at most five; may repeat some of the first.
    pub last_rows: Vec<Vec<String>>,
    /// The series that have rows, in the dialect's order.
    pub series: Vec<SeriesRead>,
    /// Who published the rows, for people.
    pub source_title: String,
    /// The line to cite.
    pub citation: String,
    /// Terms of use, or empty.
    pub licence: String,
    /// Data rows of the file: all but header, comments and sums.
    pub rows_read: u64,
    /// The first [`MAX_WARNINGS`] complaints, in the order they arose.
    pub warnings: Vec<RowWarning>,
    /// All complaints, kept or not.
    pub warnings_total: u64,
}

/// What a column was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnUnderstood {
    /// Its header, or `column N`.
    pub name: String,
    /// `date`, `open of price.btc.usd@yahoo`, `value of …`, or `not used`.
    pub role: String,
    /// Unit of the stored values; `None` for dates, volumes and what is not used.
    pub unit: Option<Unit>,
}

/// Reads a table to its end; `name` is the file's, for ids and citations.
///
/// **Cost** one pass; memory is that of the series and about 300 KiB.
///
/// # Errors
/// [`CsvError`]; nothing of the file was taken then. [`CsvError::Ambiguous`]
/// carries a question that `options` can answer.
pub fn read(input: impl Read + Send, name: &str, options: &ReadOptions<'_>) -> Result<Understood, CsvError> {
    let input = as_table(container::open(Box::new(input))?.bytes)?;
    let (mut file, blocks, head) = sniff(input, name)?;
    if file.comments.is_empty() {
        file.comments.clone_from(&options.answers.beside);
    }
    let (dialect, mut plan) = dialects::choose(&file, options.answers.dialect.as_deref())?;
    // What is a holiday shows only in the whole table, whichever series is taken.
    let layout = plan.clone();
    if let Some(series) = options.answers.series.as_deref() {
        take_series(&mut plan, series)?;
    }
    let mut table = Reading::new(&file, &plan, options.newest_date);
    let mut records = Records::new(blocks, head, file.delimiter, options.progress);
    while let Some(record) = records.next_record()? {
        if record.line > file.header_line {
            match dialect.row_kind(&layout, &record) {
                RowKind::Data => table.add(&record),
                RowKind::Holiday => table.count(&record),
                RowKind::Footer => {}
            }
        }
    }
    let columns = columns_understood(&file, &plan);
    let done = table.finish(options.answers.day_order)?;
    Ok(Understood {
        dialect: dialect.name(),
        dialect_title: dialect.title(),
        delimiter: char::from(file.delimiter),
        encoding: file.encoding,
        columns,
        first_rows: done.first_rows,
        last_rows: done.last_rows,
        series: done.series,
        source_title: plan.source_title,
        citation: plan.citation,
        licence: plan.licence,
        rows_read: done.rows_read,
        warnings: done.warnings.kept,
        warnings_total: done.warnings.total,
        header: file.header,
    })
}

/// Gives the only series another id, or leaves only the one named.
fn take_series(plan: &mut Plan, wanted: &str) -> Result<(), CsvError> {
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
    let [series] = plan.series.as_mut_slice() else {
        let offered: Vec<_> = plan.series.iter().map(|series| series.key.to_string()).collect();
        return Err(wrong(format!("one of {}", offered.join(", "))));
    };
    let source = source.unwrap_or_else(|| series.key.source.clone());
    series.unit = catalog::entry(&id).map_or(series.unit, |entry| entry.unit);
    series.cadence = if weekly { Some(Cadence::Weekly) } else { series.cadence };
    series.key = SeriesKey { id, source, weekly };
    Ok(())
}

fn columns_understood(file: &Sniffed, plan: &Plan) -> Vec<ColumnUnderstood> {
    let role_of = |column: usize| {
        if column == plan.date {
            return ("date".to_owned(), None);
        }
        let named = plan.series.iter().find_map(|series| {
            let (part, _) = series.named_cells().into_iter().find(|(_, cell)| *cell == column)?;
            Some((format!("{part} of {}", series.key), (part != "volume").then_some(series.unit)))
        });
        named.unwrap_or_else(|| ("not used".to_owned(), None))
    };
    (0..file.width())
        .map(|column| {
            let (role, unit) = role_of(column);
            ColumnUnderstood { name: file.title(column), role, unit }
        })
        .collect()
}

#[derive(Debug, Default)]
struct Warnings {
    kept: Vec<RowWarning>,
    total: u64,
}

impl Warnings {
    fn add(&mut self, line: u64, column: String, expected: &'static str, found: &str) {
        self.total += 1;
        if self.kept.len() < MAX_WARNINGS {
            self.kept.push(RowWarning { line, column, expected, found: shorten(found) });
        }
    }
}

/// A table while it is being read.
struct Reading<'f> {
    file: &'f Sniffed,
    date: usize,
    used_width: usize,
    newest: UnixSecs,
    gathered: Vec<Gathered>,
    votes: DayOrderVotes,
    rows_read: u64,
    first_rows: Vec<Vec<String>>,
    last_rows: VecDeque<(Vec<u8>, Vec<usize>)>,
    warnings: Warnings,
}

struct Done {
    series: Vec<SeriesRead>,
    rows_read: u64,
    first_rows: Vec<Vec<String>>,
    last_rows: Vec<Vec<String>>,
    warnings: Warnings,
}

impl<'f> Reading<'f> {
    fn new(file: &'f Sniffed, plan: &Plan, newest: UnixSecs) -> Self {
        let numbers = NumberStyle::beside(file.delimiter);
        let gather = |series: &SeriesPlan| Gathered::new(series.clone(), numbers);
        let cells = plan.series.iter().flat_map(SeriesPlan::named_cells).map(|(_, column)| column);
        Self {
            file,
            date: plan.date,
            used_width: cells.chain([plan.date]).max().map_or(0, |last| last + 1),
            newest,
            gathered: plan.series.iter().map(gather).collect(),
            votes: DayOrderVotes::default(),
            rows_read: 0,
            first_rows: Vec::new(),
            last_rows: VecDeque::new(),
            warnings: Warnings::default(),
        }
    }

    /// Counts a row and keeps it for the preview.
    fn count(&mut self, record: &Record<'_>) {
        self.rows_read += 1;
        if self.first_rows.len() < PREVIEW_ROWS {
            self.first_rows.push(record.to_cells());
        }
        // The oldest row's buffers are used again: no allocation a row.
        let oldest = if self.last_rows.len() < PREVIEW_ROWS { None } else { self.last_rows.pop_front() };
        let (mut text, mut ends) = oldest.unwrap_or_default();
        let (record_text, record_ends) = record.raw();
        text.clear();
        text.extend_from_slice(record_text);
        ends.clear();
        ends.extend_from_slice(record_ends);
        self.last_rows.push_back((text, ends));
    }

    fn add(&mut self, record: &Record<'_>) {
        self.count(record);
        let date = match self.row_date(record) {
            Ok(date) => date,
            Err((column, expected)) => {
                for series in &mut self.gathered {
                    series.reject();
                }
                self.warnings.add(record.line, self.file.title(column), expected, record.cell(column));
                return;
            }
        };
        self.votes.add(date);
        for series in &mut self.gathered {
            if let Err(fault) = series.add(record, date) {
                let found = record.cell(fault.column);
                self.warnings.add(record.line, self.file.title(fault.column), fault.expected, found);
            }
        }
    }

    /// The date of a row of the right form, else the column at fault and what was expected there.
    fn row_date(&self, record: &Record<'_>) -> Result<DateReading, (usize, &'static str)> {
        // A cell too many may be the second half of an unquoted 1,234.5; one too few, a file cut short.
        let width = self.file.width();
        if let Some(extra) = (width..record.len()).find(|column| !record.cell(*column).trim().is_empty()) {
            return Err((extra, "as many cells as the header has"));
        }
        if record.len() < self.used_width {
            return Err((record.len(), "as many cells as the header has"));
        }
        let date = parse_date(record.cell(self.date)).ok_or((self.date, EXPECTED_DATE))?;
        match date {
            DateReading::Sure(time) if time > self.newest => Err((self.date, NOT_FUTURE)),
            _ => Ok(date),
        }
    }

    fn finish(mut self, day_order: Option<DayOrder>) -> Result<Done, CsvError> {
        if self.rows_read == 0 {
            return Err(CsvError::HeaderOnly { header: self.file.header.clone() });
        }
        let date_title = self.file.title(self.date);
        let order = match (day_order, self.votes.decide()) {
            (Some(order), _) | (None, Ok(order)) => order,
            (None, Err((day_first, month_first))) => {
                let column = date_title;
                return Err(CsvError::Ambiguous(Question::DayOrder { column, day_first, month_first }));
            }
        };
        let mut series = Vec::new();
        for gathered in self.gathered {
            let finished = gathered.finish(order, self.newest, &mut |dropped| {
                let found = dropped.time.map_or_else(|| "the other order".to_owned(), |time| time.iso());
                self.warnings.add(dropped.line, date_title.clone(), dropped.expected, &found);
            })?;
            series.extend(finished);
        }
        if series.is_empty() {
            return Err(match self.warnings.kept.into_iter().next() {
                Some(first) => CsvError::EveryRowRejected { rows: self.rows_read, first },
                None => CsvError::HeaderOnly { header: self.file.header_or_first_row() },
            });
        }
        let cells = |(text, ends): &(Vec<u8>, Vec<usize>)| Record::from_parts(0, text, ends).to_cells();
        Ok(Done {
            series,
            rows_read: self.rows_read,
            first_rows: self.first_rows,
            last_rows: self.last_rows.iter().map(cells).collect(),
            warnings: self.warnings,
        })
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
pub(in crate::io::csv) mod tests;

//! The one way in: bytes of a table become validated series.
//!
//! Knows the order of the steps and what is said about a file; knows no dialect
//! and no cell. Good rows are kept and bad ones reported by line and column:
//! one broken row in ten years of prices is no reason to refuse the file.

use std::cell::Cell;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use super::error::{CsvError, RowWarning};
use super::fast::batch::Batch;
use super::fast::blocks::{BLOCK_TEXT, LineBlocks};
use super::fast::parser::Rules;
use super::fast::workers::read_in_parallel;
use super::front::as_table;
use super::gather::SeriesRead;
use super::number::NumberStyle;
use super::plan::{Doubled, Plan};
use super::records::Progress;
use super::settle::{Settled, settle};
use super::sniff::{Sniffed, sniff};
use super::table::{Found, RowSink, Table};
use super::text::Encoding;
pub use super::warnings::MAX_WARNINGS;
use crate::domain::series::Cadence;
use crate::domain::table_answers::{Answers, ColumnRole};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::io::container;
use crate::io::packed::{PackedError, RowBlock, RowSpool};

/// What the user or the program has settled before reading.
#[derive(Clone, Copy)]
pub struct ReadOptions<'a> {
    /// What the user has settled.
    pub answers: &'a Answers,
    /// Rows dated later are rejected; two days from now is a good bound.
    pub newest_date: UnixSecs,
    /// Called after every block, and twenty times a second while none is ready, with the
    /// rows read so far; `Break` cancels.
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
    /// What points and commas in amounts are.
    pub numbers: NumberStyle,
    /// What kind of dates the rows have, for people.
    pub dates: Option<&'static str>,
    /// What was corrected on the way, a sentence each.
    pub notes: Vec<String>,
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
    /// Bytes of the table, unpacked.
    pub bytes_read: u64,
    /// The first [`MAX_WARNINGS`] complaints, in the order of their lines.
    pub warnings: Vec<RowWarning>,
    /// All complaints, kept or not.
    pub warnings_total: u64,
}

/// What a column was taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnUnderstood {
    /// Its header, or `column N`.
    pub name: String,
    /// `date`, `open of price.btc.usd@yahoo`, `value of …`, or `not used`.
    pub role: String,
    /// Unit of the stored values; `None` for dates, volumes and what is not used.
    pub unit: Option<Unit>,
    /// The same for the program: what an answer would change.
    pub role_now: ColumnRole,
}

/// How a table is cut up for reading.
#[derive(Clone, Copy, Debug)]
pub(in crate::io::csv) struct Pace {
    /// Bytes of text in a block.
    pub block: usize,
    /// Blocks read on this thread before others are started: a small file needs none.
    pub alone: usize,
}

impl Pace {
    /// As fast as it goes.
    pub const USUAL: Self = Self { block: BLOCK_TEXT, alone: 3 };
}

/// Rows of every series, waiting to be put in order.
struct Spools(Vec<RowSpool>);

impl RowSink for Spools {
    fn push(&mut self, series: usize, rows: &RowBlock) -> io::Result<()> {
        self.0.get_mut(series).map_or(Ok(()), |spool| spool.push(rows))
    }
}

/// A table that was read through, its rows wherever they went.
pub(in crate::io::csv) struct Streamed<S> {
    file: Sniffed,
    settled: Settled,
    /// Counts, preview and warnings.
    pub found: Found,
    /// Where the rows went.
    pub sink: S,
}

/// Reads a table to its end; `name` is the file's, for ids and citations.
///
/// **Cost** one pass, on two cores from some two megabytes on; memory is that of the
/// spools and about 15 MB, whatever the file.
///
/// # Errors
/// [`CsvError`]; nothing of the file was taken then. [`CsvError::Ambiguous`]
/// carries a question that `options` can answer.
pub fn read(input: impl Read + Send, name: &str, options: &ReadOptions<'_>) -> Result<Understood, CsvError> {
    let spools = |plan: &Plan| {
        Spools(plan.series.iter().map(|one| RowSpool::new(one.named_cells().len(), one.doubled)).collect())
    };
    understood(stream(input, name, options, Pace::USUAL, spools)?)
}

/// Reads a table to its end and hands its rows to what `sink` makes for its plan.
///
/// # Errors
/// As [`read`].
pub(in crate::io::csv) fn stream<S: RowSink>(
    input: impl Read + Send,
    name: &str,
    options: &ReadOptions<'_>,
    pace: Pace,
    sink: impl FnOnce(&Plan) -> S,
) -> Result<Streamed<S>, CsvError> {
    let input = as_table(container::open(Box::new(input))?.bytes)?;
    let (mut file, blocks, head) = sniff(input, name)?;
    if file.comments.is_empty() {
        file.comments.clone_from(&options.answers.beside);
    }
    let settled = settle(&file, options.answers)?;
    let rules = Rules::new(&file, &settled, options.newest_date, options.answers.day_order);
    let mut sink = sink(&settled.plan);
    let blocks = LineBlocks::new(blocks, head, pace.block);
    let found = read_rows(blocks, &rules, &mut sink, settled.plan.series.len(), options, pace)?;
    Ok(Streamed { file, settled, found, sink })
}

/// Reads all rows by settled rules: the first blocks here, the rest on other threads.
///
/// # Errors
/// As [`read`].
pub(in crate::io::csv) fn read_rows<R: Read + Send, S: RowSink>(
    mut blocks: LineBlocks<R>,
    rules: &Rules<'_>,
    sink: &mut S,
    series: usize,
    options: &ReadOptions<'_>,
    pace: Pace,
) -> Result<Found, CsvError> {
    let go_on = |rows: u64| match (options.progress)(rows) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(CsvError::Cancelled { rows }),
    };
    let records = Cell::new(0);
    let mut table = Table::new(rules, sink, series, options.newest_date, options.answers.day_order);
    let mut batch = Batch::default();
    let mut alone = 0;
    // The lines above the first row are counted in the order of the file.
    while !blocks.ended() && (alone < pace.alone || table.skipped() > 0) {
        blocks.next_into(&mut batch.text, &AtomicBool::new(false))?;
        batch.last = blocks.ended();
        batch.bytes_read = blocks.bytes_read();
        batch = table.parse_and_take(batch)?;
        records.set(table.records());
        go_on(records.get())?;
        alone += 1;
    }
    drop(batch);
    if !blocks.ended() {
        let mut take = |batch| {
            let batch = table.take(batch)?;
            records.set(table.records());
            go_on(records.get())?;
            Ok(batch)
        };
        read_in_parallel(blocks, rules, &mut take, &|| go_on(records.get()))?;
    }
    table.finish()
}

fn understood(streamed: Streamed<Spools>) -> Result<Understood, CsvError> {
    let Streamed { file, settled, found, sink } = streamed;
    let Settled { dialect, plan, numbers, notes, .. } = settled;
    let columns = columns_understood(&file, &plan);
    let date_title = file.title(plan.date);
    let mut warnings = found.warnings;
    let mut series = Vec::new();
    for ((planned, spool), mut counts) in plan.series.into_iter().zip(sink.0).zip(found.counts) {
        let rows = spool.finish(&mut |dropped| {
            counts.rejected += 1;
            let expected = one_row_a_date(planned.doubled);
            warnings.add(dropped.line, expected, &dropped.time.iso(), || date_title.clone());
        });
        let rows = rows.map_err(PackedError::Io)?;
        if rows.is_empty() {
            continue;
        }
        let is_etf = planned.key.id.starts_with("etf.");
        let told = || if is_etf { Cadence::Irregular } else { rows.cadence() };
        series.push(SeriesRead {
            cadence: planned.cadence.unwrap_or_else(told),
            key: planned.key,
            unit: planned.unit,
            rows,
            rows_read: counts.read,
            rows_rejected: counts.rejected,
        });
    }
    if series.is_empty() {
        return Err(match warnings.kept.into_iter().next() {
            Some(first) => CsvError::EveryRowRejected { rows: found.rows, first },
            None => CsvError::HeaderOnly { header: file.header_or_first_row() },
        });
    }
    Ok(Understood {
        dialect: dialect.name(),
        dialect_title: dialect.title(),
        delimiter: char::from(file.delimiter),
        encoding: file.encoding,
        columns,
        numbers,
        dates: file.date_form(plan.date),
        notes,
        first_rows: found.first_rows,
        last_rows: found.last_rows,
        series,
        source_title: plan.source_title,
        citation: plan.citation,
        licence: plan.licence,
        rows_read: found.rows,
        bytes_read: found.bytes,
        warnings: warnings.kept,
        warnings_total: warnings.total,
        header: file.header,
    })
}

/// What a row of a date that another row has too should have held.
fn one_row_a_date(doubled: Doubled) -> &'static str {
    match doubled {
        Doubled::Last => "one row a date (the last is kept)",
        Doubled::OpensAtPreviousClose => {
            "one row a date (kept is the one that opens at the previous close, else the last)"
        }
    }
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
            ColumnUnderstood { name: file.title(column), role, unit, role_now: plan.role_of(column) }
        })
        .collect()
}

#[cfg(test)]
#[path = "read_tests.rs"]
pub(in crate::io::csv) mod tests;

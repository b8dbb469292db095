//! A block of text made into a [`Batch`]: the quick way where it is certain,
//! the reference for every other record.
//!
//! Knows the rules of one file; knows nothing of other blocks. Wherever the
//! block begins is taken for the beginning of a record; whether it was, only
//! the one before can tell, and then [`Batch::open`] does.

use super::batch::Batch;
use super::layout::Layout;
use super::line::LineReader;
use super::splitter::{Split, Splitter};
use crate::domain::time::UnixSecs;
use crate::io::csv::date::{DateReading, DayOrder, EXPECTED_DATE, parse_date};
use crate::io::csv::dialects::{Dialect, RowKind};
use crate::io::csv::gather::{NOT_FUTURE, SeriesReader};
use crate::io::csv::plan::Plan;
use crate::io::csv::records::Record;
use crate::io::csv::settle::Settled;
use crate::io::csv::sniff::Sniffed;

/// What is settled about a file before its rows are read.
pub struct Rules<'a> {
    file: &'a Sniffed,
    dialect: &'static dyn Dialect,
    /// All series of the dialect: what is a holiday shows only in the whole table.
    whole: &'a Plan,
    date: usize,
    used_width: usize,
    newest: UnixSecs,
    day_order: Option<DayOrder>,
    readers: Vec<SeriesReader>,
    layout: Option<Layout>,
}

impl<'a> Rules<'a> {
    /// The rules for what was settled; rows dated after `newest` are refused.
    pub fn new(
        file: &'a Sniffed,
        settled: &'a Settled,
        newest: UnixSecs,
        day_order: Option<DayOrder>,
    ) -> Self {
        let Settled { dialect, layout: whole, plan, numbers, .. } = settled;
        let numbers = *numbers;
        let readers: Vec<_> = plan.series.iter().map(|series| SeriesReader::new(series, numbers)).collect();
        let last = readers.iter().map(SeriesReader::last_column).max().unwrap_or(0).max(plan.date);
        let layout = Layout::of(plan, file.width(), file.delimiter, numbers, newest);
        Self {
            file,
            dialect: *dialect,
            whole,
            date: plan.date,
            used_width: last + 1,
            newest,
            day_order,
            readers,
            layout: layout.filter(|_| !dialect.judges_dated_rows()),
        }
    }

    /// The same rules without the quick way, for comparison.
    #[cfg(test)]
    pub fn by_reference_alone(mut self) -> Self {
        self.layout = None;
        self
    }

    /// Whether there is a quick way through this file at all.
    #[cfg(test)]
    pub fn has_quick_way(&self) -> bool {
        self.layout.is_some()
    }

    /// The file as it was sniffed.
    pub fn file(&self) -> &'a Sniffed {
        self.file
    }

    /// Title of the date column.
    pub fn date_title(&self) -> String {
        self.file.title(self.date)
    }

    /// Takes a record for a row: its date and values, or a complaint.
    fn add(&self, record: &Record<'_>, batch: &mut Batch) {
        let date = match self.row_date(record, batch) {
            Ok(date) => date,
            Err((column, expected)) => {
                for series in &mut batch.series {
                    series.reject();
                }
                let title = || self.file.title(column);
                batch.warnings.add(record.line, expected, record.cell(column), title);
                return;
            }
        };
        for (reader, series) in self.readers.iter().zip(&mut batch.series) {
            if let Err(fault) = reader.read(record, date, series) {
                let title = || self.file.title(fault.column);
                batch.warnings.add(record.line, fault.expected, record.cell(fault.column), title);
            }
        }
    }

    /// The date of a row of the right form, else the column at fault and what was expected there.
    fn row_date(&self, record: &Record<'_>, batch: &mut Batch) -> Result<DateReading, (usize, &'static str)> {
        // A cell too many may be the second half of an unquoted 1,234.5; one too few, a file cut short.
        let width = self.file.width();
        if let Some(extra) = (width..record.len()).find(|column| !record.cell(*column).trim().is_empty()) {
            return Err((extra, "as many cells as the header has"));
        }
        if record.len() < self.used_width {
            return Err((record.len(), "as many cells as the header has"));
        }
        let cell = record.cell(self.date);
        let mut date = parse_date(cell).ok_or((self.date, EXPECTED_DATE))?;
        if let (DateReading::Either { day_first, month_first }, Some(order)) = (date, self.day_order) {
            let known = if order == DayOrder::DayFirst { day_first } else { month_first };
            date = DateReading::Sure(known.ok_or((self.date, IN_ORDER))?);
        }
        match date {
            DateReading::Sure(time) if time > self.newest => return Err((self.date, NOT_FUTURE)),
            // What begins with a year, a count or a month's name says nothing on the order.
            DateReading::Sure(_) if !begins_with_short_number(cell) => {}
            _ if self.day_order.is_none() => batch.votes.push(date),
            _ => {}
        }
        Ok(date)
    }
}

/// What a date in the other order of day and month should have held.
pub const IN_ORDER: &str = "day and month in the order of the other rows";

fn begins_with_short_number(cell: &str) -> bool {
    let digits = cell.trim_start().bytes().take_while(u8::is_ascii_digit).count();
    (1..4).contains(&digits)
}

/// Reads block after block by the same rules.
pub struct Parser<'a> {
    rules: &'a Rules<'a>,
    quick: Option<LineReader>,
    splitter: Splitter,
}

impl<'a> Parser<'a> {
    /// A parser for one thread.
    pub fn new(rules: &'a Rules<'a>) -> Self {
        Self {
            rules,
            quick: rules.layout.clone().map(LineReader::new),
            splitter: Splitter::new(rules.file.delimiter),
        }
    }

    /// Reads the text of a batch; records that begin on its first `skipped` lines are no rows.
    pub fn parse(&mut self, batch: &mut Batch, skipped: u64) {
        batch.clear(self.rules.readers.len());
        if let Some(lines) = &mut self.quick {
            lines.forget();
        }
        let text = std::mem::take(&mut batch.text);
        self.parse_text(text.text(), batch, skipped);
        batch.text = text;
        if let Some(lines) = &mut self.quick {
            lines.settle(&mut batch.series);
        }
    }

    fn parse_text(&mut self, text: &[u8], batch: &mut Batch, skipped: u64) {
        let mut at = 0;
        // An order of day and month that is open has to be followed row by row.
        let mut quick = self.quick.as_mut();
        while let Some(first) = text.get(at) {
            match first {
                b'\n' => {
                    batch.lines += 1;
                    at += 1;
                    continue;
                }
                b'#' => match memchr::memchr(b'\n', text.get(at..).unwrap_or_default()) {
                    Some(length) => {
                        batch.lines += 1;
                        at += length + 1;
                        continue;
                    }
                    None if batch.last => return,
                    None => {
                        batch.open = Some(at);
                        return;
                    }
                },
                _ => {}
            }
            if let Some(lines) = quick.as_mut().filter(|_| batch.lines >= skipped)
                && let Some(next) = lines.take(text, at, batch.lines as u32 + 1, &mut batch.series)
            {
                batch.records += 1;
                batch.lines += 1;
                batch.count_row(at);
                at = next;
                continue;
            }
            if let Some(lines) = quick.as_mut() {
                lines.settle(&mut batch.series);
            }
            let input = text.get(at..).unwrap_or_default();
            match self.splitter.split(input, batch.lines + 1, batch.last) {
                Ok(Split::Record(record, used)) => {
                    batch.records += 1;
                    if record.line > skipped {
                        match self.rules.dialect.row_kind(self.rules.whole, &record) {
                            RowKind::Data => {
                                batch.count_row(at);
                                self.rules.add(&record, batch);
                            }
                            RowKind::Holiday => batch.count_row(at),
                            RowKind::Footer => {}
                        }
                    }
                    let taken = input.get(..used).unwrap_or_default();
                    batch.lines += memchr::memchr_iter(b'\n', taken).count() as u64;
                    at += used;
                }
                Ok(Split::Open) => {
                    batch.open = Some(at);
                    return;
                }
                Ok(Split::End) => return,
                Err(fault) => {
                    batch.fault = Some(fault);
                    return;
                }
            }
            if batch.series.iter().any(|series| !series.month_first.is_empty()) {
                quick = None;
            }
        }
    }

    /// The cells of the record that begins at `place`.
    pub fn cells_at(&mut self, text: &[u8], place: usize, last: bool) -> Vec<String> {
        match self.splitter.split(text.get(place..).unwrap_or_default(), 1, last) {
            Ok(Split::Record(record, _)) => record.to_cells(),
            _ => Vec::new(),
        }
    }
}

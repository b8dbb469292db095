//! What a file of data will look like, before there is one.
//!
//! Knows the beginning of the text and counts the rows; writes nothing. The size is
//! told from stretches along the whole, because prices of the first years have fewer
//! digits than those of today and not every series reaches as far.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::app::export::ExportError;
use crate::app::export_request::{TableFormat, TableLayout};
use crate::app::export_table::{Prepared, TableJob};
use crate::domain::series::Series;
use crate::io::csv::{WriteError, WriteOptions};

/// Lines of values that are shown.
const ROWS_SHOWN: usize = 6;
/// Comment lines that are shown where there are more.
const COMMENTS_SHOWN: usize = 5;
/// How many stretches of rows the size is told from.
const STRETCHES: usize = 16;
/// Rows of a stretch, made up to whole days.
const STRETCH_ROWS: usize = 500;
/// The longest line that is shown whole, characters.
const LONGEST_LINE: usize = 400;

/// What a file of data will look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TablePreview {
    /// The first lines as they will be; many comments are cut short.
    pub lines: Vec<String>,
    /// Lines of values, over all files.
    pub rows: u64,
    /// Bytes over all files, sidecars apart.
    pub bytes: u64,
    /// Whether `bytes` is a guess.
    pub is_estimate: bool,
    /// How many tables there will be.
    pub files: usize,
    /// How rows were made, each way once.
    pub made: Vec<String>,
}

/// What will be written; `stopped` ends the work.
///
/// **Cost** one pass over the times, and at most a few megabytes of text a file.
///
/// # Errors
/// [`ExportError`], as of the export itself.
pub fn preview(
    job: &TableJob,
    layout: TableLayout,
    stopped: &dyn Fn() -> bool,
) -> Result<TablePreview, ExportError> {
    let prepared = job.prepared(stopped)?;
    let all: Vec<&Series> = prepared.series.iter().map(Arc::as_ref).collect();
    let groups: Vec<Vec<&Series>> = match layout {
        TableLayout::Together => vec![all],
        TableLayout::Each => all.into_iter().map(|series| vec![series]).collect(),
    };
    let mut preview = TablePreview {
        lines: Vec::new(),
        rows: 0,
        bytes: 0,
        is_estimate: false,
        files: groups.len(),
        made: made_words(&prepared),
    };
    for (index, group) in groups.iter().enumerate() {
        if stopped() {
            return Err(ExportError::Cancelled);
        }
        let rows = prepared.rows_of(group);
        let head = beginning(&prepared, group, prepared.options())?;
        preview.rows += rows;
        preview.bytes += match &head {
            Beginning { is_whole: false, .. } => {
                preview.is_estimate = true;
                (bytes_a_row(&prepared, group)? * rows as f64) as u64
            }
            whole => whole.text.len() as u64,
        };
        if index == 0 {
            preview.lines = first_lines(&head.text, job.format);
        }
    }
    Ok(preview)
}

struct Beginning {
    text: Vec<u8>,
    rows: u64,
    is_whole: bool,
}

fn beginning(
    prepared: &Prepared,
    series: &[&Series],
    options: &WriteOptions,
) -> Result<Beginning, ExportError> {
    let mut text = Vec::new();
    let rows = std::cell::Cell::new(0);
    let written = prepared.write_with(&mut text, series, options, &|done| {
        rows.set(done);
        ControlFlow::Break(())
    });
    match written {
        // The watcher is asked after the last piece too.
        Ok(()) => Ok(Beginning { text, rows: rows.get(), is_whole: true }),
        Err(WriteError::Cancelled) => {
            let is_whole = rows.get() == prepared.rows_of(series);
            Ok(Beginning { text, rows: rows.get(), is_whole })
        }
        Err(error) => Err(error.into()),
    }
}

/// Bytes of a row, told from stretches along the longest series and whatever lies beside them.
fn bytes_a_row(prepared: &Prepared, series: &[&Series]) -> Result<f64, ExportError> {
    let options = prepared.options();
    let longest = series.iter().max_by_key(|series| options.rows(series).len());
    let (times, rows) = longest.map_or((&[][..], 0..0), |series| (series.times(), options.rows(series)));
    let (mut sum, mut count) = (0.0, 0_u32);
    for stretch in 0..STRETCHES {
        let first = rows.start + rows.len() * (2 * stretch + 1) / (2 * STRETCHES);
        let last = (first + STRETCH_ROWS).min(rows.end.saturating_sub(1));
        let (from, to) = (times.get(first).copied(), times.get(last).copied());
        let options = WriteOptions { from, to, comments: false, ..options.clone() };
        let sample = beginning(prepared, series, &options)?;
        if sample.rows > 0 {
            sum += sample.text.len() as f64 / sample.rows as f64;
            count += 1;
        }
    }
    Ok(sum / f64::from(count.max(1)))
}

fn first_lines(text: &[u8], format: TableFormat) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let mut lines = Vec::new();
    let comments = text.lines().take_while(|line| line.starts_with('#')).count();
    let shown = if comments > COMMENTS_SHOWN + 3 { COMMENTS_SHOWN } else { comments };
    lines.extend(text.lines().take(shown).map(cut));
    if shown < comments {
        lines.push(format!("# … {} more lines", comments - shown));
    }
    let header = match format {
        TableFormat::Csv => 1,
        TableFormat::Json => 2,
    };
    lines.extend(text.lines().skip(comments).take(header + ROWS_SHOWN).map(cut));
    if text.lines().nth(comments + header + ROWS_SHOWN).is_some() {
        lines.push("…".to_owned());
    }
    lines
}

fn cut(line: &str) -> String {
    if line.chars().count() <= LONGEST_LINE {
        return line.to_owned();
    }
    line.chars().take(LONGEST_LINE).chain("…".chars()).collect()
}

fn made_words(prepared: &Prepared) -> Vec<String> {
    let mut made: Vec<String> = Vec::new();
    for described in prepared.options().described.values() {
        if let Some(words) = &described.aggregation
            && !made.contains(words)
        {
            made.push(words.clone());
        }
    }
    made
}

//! Rows of chosen series, made coarser where that was asked for, as files.
//!
//! Knows series, ranges and cadences; knows no window. Everything is staged beside
//! its place first and put there only when all of it is written, so that what was
//! stopped or failed leaves no half of anything.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::derived::any_title;
use crate::app::export::{ExportError, is_own_export};
use crate::app::export_request::{TableCadence, TableDates, TableFormat, TableLayout, TableMetadata};
use crate::calc::interval::{Gather, aggregate, availability, gather_of, is_stored_at};
use crate::domain::provenance::{Provenance, SourceId};
use crate::domain::series::{Series, SeriesKey};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::domain::unit::Unit;
use crate::io::csv::{
    ColumnNames, DateStyle, Described, WriteError, WriteOptions, sidecar_bytes, sidecar_path, write_json,
    write_series,
};
use crate::io::output_file::{FinishedOutput, OutputFile};

/// An export with everything it needs, cheap to hand to a worker.
#[derive(Clone, Debug)]
pub struct TableJob {
    /// The series as they are stored.
    pub series: Vec<(Arc<Series>, Provenance)>,
    /// First UTC day, included.
    pub from: Option<UnixSecs>,
    /// Last UTC day, included.
    pub to: Option<UnixSecs>,
    /// How much time a row stands for.
    pub cadence: TableCadence,
    /// Which file.
    pub format: TableFormat,
    /// How dates are written.
    pub dates: TableDates,
    /// Where it is said what the rows are.
    pub metadata: TableMetadata,
    /// How columns are named; `None` for the shortest names that bring the sources back.
    pub names: Option<ColumnNames>,
    /// Whether series without a row in the range are written all the same, as a header.
    pub empty_is_written: bool,
    /// The past day whose knowledge the rows are.
    pub as_known_on: Option<UnixSecs>,
}

/// Where an export goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TablePlace {
    /// All series in this file.
    File(PathBuf),
    /// Each in a file of its own, named after this one and the series.
    FilesLike(PathBuf),
    /// Each in a file of its own in this folder, named after the series.
    Folder(PathBuf),
}

impl TablePlace {
    /// A path that was chosen, for a layout.
    pub fn of(layout: TableLayout, path: PathBuf) -> Self {
        match layout {
            TableLayout::Together => Self::File(path),
            TableLayout::Each => Self::FilesLike(path),
        }
    }
}

/// Told how many rows of how many are written; says whether to go on.
pub type TableWatch<'a> = dyn Fn(u64, u64) -> ControlFlow<()> + 'a;

/// The series as they are written.
pub(super) struct Prepared {
    pub(super) series: Vec<Arc<Series>>,
    options: WriteOptions,
    format: TableFormat,
    names: Option<ColumnNames>,
    metadata: TableMetadata,
}

impl TableJob {
    /// Makes the rows that are written.
    ///
    /// # Errors
    /// [`ExportError`]: a series that cannot have the cadence, nothing in the range, or a stop.
    pub(super) fn prepared(&self, stopped: &dyn Fn() -> bool) -> Result<Prepared, ExportError> {
        let dates = match self.dates {
            TableDates::Iso => DateStyle::Iso,
            TableDates::EpochSecs => DateStyle::EpochSecs,
            TableDates::EpochMillis => DateStyle::EpochMillis,
        };
        let mut options = WriteOptions {
            from: self.from,
            to: self.to,
            comments: self.metadata == TableMetadata::Comments,
            dates,
            as_known_on: self.as_known_on,
            ..WriteOptions::default()
        };
        let mut kept = Vec::new();
        for (series, provenance) in &self.series {
            if stopped() {
                return Err(ExportError::Cancelled);
            }
            let (series, aggregation) = coarser(series, self.cadence, self.to)?;
            if self.empty_is_written || !options.rows(&series).is_empty() {
                let described = Described { provenance: provenance.clone(), aggregation };
                options.described.insert(series.key().clone(), described);
                kept.push(series);
            }
        }
        if kept.is_empty() {
            return Err(ExportError::Nothing);
        }
        Ok(Prepared {
            series: kept,
            options,
            format: self.format,
            names: self.names,
            metadata: self.metadata,
        })
    }

    /// Writes all series as one text to anything that takes it; no file beside it.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn write_to(&self, out: &mut dyn Write) -> Result<(), ExportError> {
        let prepared = self.prepared(&|| false)?;
        let all: Vec<&Series> = prepared.series.iter().map(Arc::as_ref).collect();
        Ok(prepared.write(out, &all, &|_| ControlFlow::Continue(()))?)
    }

    /// Writes the files and names them, each whole or not at all, and none before
    /// every one is ready.
    ///
    /// Nobody was asked about names that were made up here: a file there gives way
    /// only if it is an export of this program.
    ///
    /// # Errors
    /// [`ExportError`]; what was there is then still there.
    pub fn write_files(
        &self,
        place: &TablePlace,
        watch: &TableWatch<'_>,
    ) -> Result<Vec<PathBuf>, ExportError> {
        let stopped = || watch(0, 0).is_break();
        let prepared = self.prepared(&stopped)?;
        let files = prepared.files(place);
        let total: u64 = files.iter().map(|file| prepared.rows_of(&file.series)).sum();
        for (path, is_made_up) in files.iter().flat_map(|file| file.paths(prepared.with_sidecar())) {
            if is_made_up && !is_own_export(&path) {
                return Err(ExportError::Occupied { path });
            }
        }
        let (mut staged, mut done): (Vec<FinishedOutput>, u64) = (Vec::new(), 0);
        for file in &files {
            let mut writer = OutputFile::begin(&file.path)?;
            prepared.write(&mut writer, &file.series, &|rows| watch(done + rows, total))?;
            staged.push(writer.finish()?);
            done += prepared.rows_of(&file.series);
            if prepared.with_sidecar() {
                let bytes = sidecar_bytes(&file.series, &prepared.options);
                staged.push(OutputFile::write(&sidecar_path(&file.path), &bytes)?);
            }
        }
        if watch(total, total).is_break() {
            return Err(ExportError::Cancelled);
        }
        for file in staged {
            file.commit()?;
        }
        Ok(files
            .into_iter()
            .flat_map(|file| file.paths(prepared.with_sidecar()))
            .map(|(path, _)| path)
            .collect())
    }
}

/// One file that is written.
struct PlannedFile<'a> {
    path: PathBuf,
    /// Whether its name was made up here rather than chosen.
    is_made_up: bool,
    series: Vec<&'a Series>,
}

impl PlannedFile<'_> {
    /// Its path and the one of what stands beside it, each with whether it was made up.
    fn paths(&self, with_sidecar: bool) -> Vec<(PathBuf, bool)> {
        let mut paths = vec![(self.path.clone(), self.is_made_up)];
        paths.extend(with_sidecar.then(|| (sidecar_path(&self.path), true)));
        paths
    }
}

impl Prepared {
    fn with_sidecar(&self) -> bool {
        self.metadata == TableMetadata::Sidecar && self.format == TableFormat::Csv
    }

    pub(super) fn options(&self) -> &WriteOptions {
        &self.options
    }

    fn files(&self, place: &TablePlace) -> Vec<PlannedFile<'_>> {
        let each = |path_of: &dyn Fn(&str) -> PathBuf| {
            let one = |series: &'_ Arc<Series>| path_of(&file_stem(series.key()));
            let planned = self.series.iter().map(|series| PlannedFile {
                path: one(series),
                is_made_up: true,
                series: vec![series.as_ref()],
            });
            planned.collect()
        };
        let extension = self.format.extension();
        match place {
            TablePlace::File(path) => vec![PlannedFile {
                path: path.clone(),
                is_made_up: false,
                series: self.series.iter().map(Arc::as_ref).collect(),
            }],
            TablePlace::Folder(folder) => each(&|stem| folder.join(format!("{stem}.{extension}"))),
            TablePlace::FilesLike(path) => {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                each(&|stem| path.with_file_name(format!("{name}-{stem}.{extension}")))
            }
        }
    }

    /// How many lines of values a file of these series has.
    pub(super) fn rows_of(&self, series: &[&Series]) -> u64 {
        if self.format == TableFormat::Json || series.len() == 1 {
            return series.iter().map(|series| self.options.rows(series).len() as u64).sum();
        }
        let mut times: Vec<&[UnixSecs]> =
            series.iter().filter_map(|series| series.times().get(self.options.rows(series))).collect();
        let mut rows = 0;
        while let Some(next) = times.iter().filter_map(|times| times.first().copied()).min() {
            rows += 1;
            for times in &mut times {
                if times.first() == Some(&next) {
                    *times = times.get(1..).unwrap_or_default();
                }
            }
        }
        rows
    }

    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        series: &[&Series],
        watch: &dyn Fn(u64) -> ControlFlow<()>,
    ) -> Result<(), WriteError> {
        self.write_with(out, series, &self.options, watch)
    }

    /// The same with another range.
    pub(super) fn write_with(
        &self,
        out: &mut dyn Write,
        series: &[&Series],
        options: &WriteOptions,
        watch: &dyn Fn(u64) -> ControlFlow<()>,
    ) -> Result<(), WriteError> {
        match self.format {
            TableFormat::Json => write_json(out, series, options, watch),
            TableFormat::Csv => {
                let names = self.names.unwrap_or(match (series, self.metadata) {
                    ([_], TableMetadata::Comments | TableMetadata::Sidecar) => ColumnNames::Id,
                    _ => ColumnNames::IdAndSource,
                });
                write_series(out, series, &WriteOptions { names, ..options.clone() }, watch)
            }
        }
    }
}

/// The name of a series as part of a file's: `price.btc.usd@case`.
fn file_stem(key: &SeriesKey) -> String {
    key.to_string().replace(':', "-")
}

/// A series at a cadence, and how its rows were made if they were.
///
/// Made rows have a source of their own, `case-weekly`: read back in, they must not
/// pass for the rows they were made from.
fn coarser(
    series: &Arc<Series>,
    cadence: TableCadence,
    to: Option<UnixSecs>,
) -> Result<(Arc<Series>, Option<String>), ExportError> {
    let interval = cadence.interval();
    if is_stored_at(series, interval) {
        return Ok((Arc::clone(series), None));
    }
    availability(series, &any_title(&series.key().id), interval).map_err(ExportError::Cadence)?;
    let gather = gather_for_table(series);
    let made = aggregate(series, interval, gather).map_err(|error| ExportError::Made(error.to_string()))?;
    let series = made.series;
    // What is not written needs no word.
    let is_last_written = to.is_none_or(|to| series.last_time().is_some_and(|last| last <= to));
    let words = aggregation_words(cadence, gather, made.is_last_complete || !is_last_written);
    let key = made_key(series.key(), cadence);
    let columns = series.columns().clone();
    let times = series.times().to_vec();
    let made = Series::new(key, series.unit(), series.cadence(), times, columns)
        .map_err(|error| ExportError::Made(error.to_string()))?;
    Ok((Arc::new(made), Some(words)))
}

fn made_key(key: &SeriesKey, cadence: TableCadence) -> SeriesKey {
    const LONGEST_SOURCE: usize = 32;
    let ending = format!("-{}", cadence.title().to_lowercase().replace(' ', "-"));
    let source: String = key.source.as_str().chars().take(LONGEST_SOURCE - ending.len()).collect();
    let source = SourceId::new(&format!("{source}{ending}")).unwrap_or_else(|| key.source.clone());
    SeriesKey { source, ..key.clone() }
}

/// How a series is gathered in a table: as on the chart, but a hashrate by its mean.
///
/// A day's hashrate is an estimate from a few hundred blocks; a week's last day says
/// less of the week than all seven together.
fn gather_for_table(series: &Series) -> Gather {
    match gather_of(series) {
        Gather::Last if series.unit() == Unit::HashesPerSecond => Gather::Mean,
        gather => gather,
    }
}

/// How a row of a cadence is made, for the window and for the file.
pub fn gather_words(gather: Gather) -> &'static str {
    match gather {
        Gather::Candles => "first open, highest high, lowest low, last close, volume added",
        Gather::Sum => "added",
        Gather::Mean => "mean",
        Gather::Last => "last value",
    }
}

fn aggregation_words(cadence: TableCadence, gather: Gather, is_last_complete: bool) -> String {
    let period = match cadence {
        TableCadence::AsStored => "as stored",
        TableCadence::Daily => "daily (UTC days)",
        TableCadence::Weekly => "weekly (ISO weeks, dated by their Monday)",
        TableCadence::Monthly => "monthly (UTC months, dated by their first)",
    };
    let last = if is_last_complete { "" } else { "; the last period is not complete" };
    let gathered = gather_words(gather);
    format!("{period}: {gathered}; of the rows that have a value; a period without rows has no line{last}")
}

/// The first and last second of the days of a stretch of time.
pub(super) fn whole_days(from: f64, to: f64) -> (UnixSecs, UnixSecs) {
    let (from, to) = (UnixSecs(from.ceil() as i64), UnixSecs(to.floor() as i64));
    (from.start_of_day(), UnixSecs(to.start_of_day().0.saturating_add(DAY_SECS - 1)))
}

/// Whether a path can be a folder of exports: it is one, or can be made.
///
/// # Errors
/// [`ExportError::Folder`] says why not.
pub fn make_folder(folder: &Path) -> Result<(), ExportError> {
    std::fs::create_dir_all(folder).map_err(|source| ExportError::Folder { path: folder.to_owned(), source })
}

#[cfg(test)]
#[path = "export_table_tests.rs"]
mod tests;

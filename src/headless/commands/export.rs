//! `hashfloor export`: rows as CSV or JSON.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::app::as_known::reload;
use crate::app::export::ExportError;
use crate::app::export_request::{TableCadence, TableDates, TableFormat, TableMetadata};
use crate::app::export_table::{TableJob, TablePlace, make_folder};
use crate::app::library::{Entry, Library};
use crate::app::startup::{Started, compute_into};
use crate::domain::series::SeriesKey;
use crate::domain::time::UnixSecs;
use crate::headless::args::{
    ExportArgs, ExportCadence, ExportDates, ExportFormat, ExportMetadata, ExportNames,
};
use crate::headless::commands::opened;
use crate::headless::output::{Failure, day, days};
use crate::io::csv::ColumnNames;

pub(super) fn run(args: &ExportArgs, data_dir: Option<&Path>) -> Result<(), Failure> {
    let (from, to) = days(args.from.as_deref(), args.to.as_deref())?;
    let as_known_on = day("--as-known-on", args.as_known_on.as_deref())?.map(UnixSecs::start_of_day);
    let metadata = metadata(args)?;
    let mut started = opened(data_dir, None);
    if let Some(day) = as_known_on {
        look_back(&mut started, day)?;
    }
    let entries: Vec<&Entry> =
        args.series.iter().map(|name| find(&started, name, as_known_on)).collect::<Result<_, _>>()?;
    let mut series: Vec<(Arc<_>, _)> = Vec::new();
    for entry in entries {
        // Two names for one series make one column.
        if !series.iter().any(|(held, _)| Arc::ptr_eq(held, &entry.series)) {
            series.push((Arc::clone(&entry.series), entry.provenance.clone()));
        }
    }
    let job = TableJob {
        series,
        from,
        to,
        cadence: match args.cadence {
            ExportCadence::AsStored => TableCadence::AsStored,
            ExportCadence::Daily => TableCadence::Daily,
            ExportCadence::Weekly => TableCadence::Weekly,
            ExportCadence::Monthly => TableCadence::Monthly,
        },
        format: match args.format {
            ExportFormat::Csv => TableFormat::Csv,
            ExportFormat::Json => TableFormat::Json,
        },
        dates: match args.dates {
            ExportDates::Iso => TableDates::Iso,
            ExportDates::Epoch => TableDates::EpochSecs,
            ExportDates::EpochMs => TableDates::EpochMillis,
        },
        metadata,
        names: Some(match args.names {
            ExportNames::Id => ColumnNames::Id,
            ExportNames::Full => ColumnNames::IdAndSource,
        }),
        empty_is_written: true,
        as_known_on,
    };
    let place = match (&args.output, &args.one_per_series) {
        (Some(path), _) => TablePlace::File(path.clone()),
        (None, Some(folder)) => {
            make_folder(folder).map_err(Failure::work)?;
            TablePlace::Folder(folder.clone())
        }
        (None, None) => return print(&job),
    };
    job.write_files(&place, &|_, _| ControlFlow::Continue(())).map(|_| ()).map_err(Failure::work)
}

fn metadata(args: &ExportArgs) -> Result<TableMetadata, Failure> {
    let metadata = match args.metadata {
        _ if args.no_comments => TableMetadata::Nothing,
        ExportMetadata::Comments => TableMetadata::Comments,
        ExportMetadata::Sidecar => TableMetadata::Sidecar,
        ExportMetadata::None => TableMetadata::Nothing,
    };
    let to_file = args.output.is_some() || args.one_per_series.is_some();
    if metadata == TableMetadata::Sidecar && !to_file {
        return Err(Failure::Usage(
            "--metadata sidecar stands beside a file: name one with --output or --one-per-series".to_owned(),
        ));
    }
    Ok(metadata)
}

/// Writes to standard output piece by piece; a reader that has gone away is not an error.
fn print(job: &TableJob) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match job.write_to(&mut out) {
        Err(ExportError::Rows(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(ExportError::Rows(error)) => {
            Err(Failure::work(format!("standard output cannot be written: {error}")))
        }
        other => other.map_err(Failure::work),
    }
}
/// Puts what was known on a day in the place of what is known now.
fn look_back(started: &mut Started, day: UnixSecs) -> Result<(), Failure> {
    let Some(cache) = &started.cache else {
        return Err(Failure::Work(
            "what was known on a past day is kept in the cache, which cannot be used".to_owned(),
        ));
    };
    let mut library = Library::default();
    for loaded in reload(cache, &started.library, Some(day)).map_err(Failure::work)?.loaded {
        library.insert(loaded);
    }
    compute_into(&mut library, &started.workspace.document);
    started.library = library;
    Ok(())
}

/// The series a name means; without a source, the preferred one.
fn find<'a>(started: &'a Started, name: &str, as_known_on: Option<UnixSecs>) -> Result<&'a Entry, Failure> {
    let (id, weekly, source) = SeriesKey::parse(name).ok_or_else(|| {
        Failure::Usage(format!("{name:?} is not a series id, expected one such as price.btc.usd@case"))
    })?;
    let preferences = &started.workspace.document.preferred_sources;
    let found = match (source, weekly) {
        (Some(source), weekly) => started.library.get(&SeriesKey { id, source, weekly }),
        (None, true) => started.library.weekly(&id, preferences),
        (None, false) => started.library.drawn(&id, preferences),
    };
    found.ok_or_else(|| {
        let held: Vec<String> = started.library.entries().map(|(key, _)| key.to_string()).collect();
        let held = if held.is_empty() { "nothing".to_owned() } else { held.join(", ") };
        Failure::Work(match as_known_on {
            Some(day) => {
                format!("nothing was known of {name} on {}; known were: {held}", day.iso_date())
            }
            None => format!("there is no series {name}; the cache holds {held}"),
        })
    })
}

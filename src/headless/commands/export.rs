//! `hashfloor export`: rows as CSV or JSON.

use std::path::Path;
use std::sync::Arc;

use crate::app::as_known::reload;
use crate::app::derived::derive;
use crate::app::library::{Entry, Library};
use crate::app::startup::Started;
use crate::domain::series::{Series, SeriesKey};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::headless::args::{ExportArgs, ExportFormat};
use crate::headless::commands::opened;
use crate::headless::output::{Failure, day, print};
use crate::io::csv::{ColumnNames, WriteOptions, write_json, write_series};
use crate::io::files::write_atomic;

pub(super) fn run(args: &ExportArgs, data_dir: Option<&Path>) -> Result<(), Failure> {
    let from = day("--from", args.from.as_deref())?.map(UnixSecs::start_of_day);
    let to = day("--to", args.to.as_deref())?.map(|to| UnixSecs(to.start_of_day().0 + DAY_SECS - 1));
    let as_known_on = day("--as-known-on", args.as_known_on.as_deref())?.map(UnixSecs::start_of_day);
    let mut started = opened(data_dir, None);
    if let Some(day) = as_known_on {
        look_back(&mut started, day)?;
    }
    let entries: Vec<&Entry> =
        args.series.iter().map(|name| find(&started, name, as_known_on)).collect::<Result<_, _>>()?;
    let series: Vec<Arc<Series>> = entries.iter().map(|entry| Arc::clone(&entry.series)).collect();
    let series: Vec<&Series> = series.iter().map(Arc::as_ref).collect();
    let options = WriteOptions {
        from,
        to,
        comments: !args.no_comments,
        names: ColumnNames::Id,
        provenance: entries
            .iter()
            .map(|entry| (entry.series.key().clone(), entry.provenance.clone()))
            .collect(),
        as_known_on,
    };
    let mut bytes = Vec::new();
    match args.format {
        ExportFormat::Csv => write_series(&mut bytes, &series, &options),
        ExportFormat::Json => write_json(&mut bytes, &series, &options),
    }
    .map_err(Failure::work)?;
    match &args.output {
        Some(path) => write_atomic(path, &bytes).map_err(Failure::work),
        None => print(&bytes),
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
    library.set_derived(derive(&library, &started.workspace.document.preferred_sources).series);
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

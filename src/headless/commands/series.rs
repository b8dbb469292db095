//! `hashfloor series`: what the cache holds.

use std::path::Path;

use serde_json::json;

use crate::app::clock::Clock;
use crate::app::library::is_stale;
use crate::domain::catalog;
use crate::headless::args::JsonArgs;
use crate::headless::commands::opened;
use crate::headless::output::{Failure, print, print_json};

pub(super) fn run(args: &JsonArgs, data_dir: Option<&Path>) -> Result<(), Failure> {
    let started = opened(data_dir, None);
    let now = Clock::System.now();
    let mut rows = Vec::new();
    let mut table = String::new();
    for (key, entry) in started.library.entries() {
        let series = &entry.series;
        let (first, last) = (series.first_time(), series.last_time());
        let day = |time: Option<crate::domain::time::UnixSecs>| time.map(|time| time.iso());
        let stale = is_stale(series, now);
        table.push_str(&format!(
            "{:<28} {:>8} rows  {} to {}  {:<12} {}{}\n",
            key.to_string(),
            series.len(),
            day(first).unwrap_or_default(),
            day(last).unwrap_or_default(),
            series.unit().code(),
            entry.provenance.title,
            if stale { " (old)" } else { "" },
        ));
        rows.push(json!({
            "id": key.to_string(),
            "title": catalog::title(&key.id),
            "unit": series.unit().code(),
            "cadence": series.cadence().code(),
            "rows": series.len(),
            "first": day(first),
            "last": day(last),
            "source": key.source.as_str(),
            "source_title": entry.provenance.title,
            "citation": entry.provenance.citation,
            "seen_at": entry.provenance.seen_at.iso(),
            "stale": stale,
        }));
    }
    if args.json { print_json(&rows.into()) } else { print(table.as_bytes()) }
}

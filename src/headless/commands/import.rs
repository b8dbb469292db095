//! `hashfloor import`: a CSV file into the cache.

use std::ops::ControlFlow;
use std::path::Path;

use serde_json::{Value, json};

use crate::app::clock::Clock;
use crate::app::import::{
    Answers, DayOrder, ImportPreview, NumberStyle, columns_left, preview_file, preview_reader, store,
};
use crate::app::levels_file::is_levels_file;
use crate::headless::args::{DayOrderWord, DecimalWord, ImportArgs, UnitWord};
use crate::headless::commands::opened_cache;
use crate::headless::output::{Failure, print, print_json, say};
use crate::io::csv::SeriesRead;

/// The most warnings printed as sentences.
const MOST_SENTENCES: usize = 10;

pub(super) fn run(args: &ImportArgs, data_dir: Option<&Path>) -> Result<(), Failure> {
    if is_levels_file(&args.file) {
        return Err(Failure::work(format!(
            "nothing was imported: {} is a table of levels; levels belong to a workspace, import them in \
             the window with Levels > Import levels from CSV",
            args.file.display()
        )));
    }
    let started = opened_cache(data_dir);
    let now = Clock::System.now();
    let Some(cache) = started.cache else {
        return Err(Failure::work("nothing was imported: the cache cannot be used"));
    };
    let answers = answers(args);
    let progress = |_| ControlFlow::Continue(());
    let preview = if args.file == Path::new("-") {
        let input = std::io::stdin();
        preview_reader(input, "standard input", &answers, &cache, now, &progress)
    } else {
        preview_file(&args.file, &answers, &cache, now, &progress)
    }
    .map_err(Failure::work)?;
    let imports = started.folders.as_ref().map(crate::io::folders::Folders::imports_dir);
    let reports = if args.dry_run {
        preview.reports.clone()
    } else {
        store(&preview, &cache, imports.as_deref(), now, &progress).map_err(Failure::work)?.reports
    };
    let series: Vec<Value> = reports
        .iter()
        .map(|report| {
            let read = preview.understood.series.iter().find(|read| read.key == report.key);
            json!({
                "id": report.key.to_string(),
                "rows_read": read.map_or(0, |read| read.rows_read),
                "rows_new": report.rows_new,
                "rows_changed": report.rows_changed,
                // A row that stands in the file twice is there already, too.
                "rows_same": report.rows_same + read.map_or(0, repeated),
                "rows_rejected": read.map_or(0, |read| read.rows_rejected),
                "from": report.from.map(|time| time.iso()),
                "to": report.to.map(|time| time.iso()),
            })
        })
        .collect();
    for note in &preview.understood.notes {
        say(note);
    }
    if let Some(words) = columns_left(&preview.understood) {
        say(&words);
    }
    if args.json {
        let warnings: Vec<Value> = preview
            .understood
            .warnings
            .iter()
            .map(|warning| {
                json!({
                    "line": warning.line,
                    "column": warning.column,
                    "expected": warning.expected,
                    "found": warning.found,
                })
            })
            .collect();
        return print_json(&json!({
            "series": series,
            "dialect": preview.understood.dialect,
            "warnings": warnings,
        }));
    }
    sentences(&preview, &series, args.dry_run)
}

/// Rows that repeat another of the same file.
fn repeated(read: &SeriesRead) -> u64 {
    read.rows_read.saturating_sub(read.rows_rejected).saturating_sub(read.rows.len())
}

/// What the options settle. What was settled in the window is not looked at: a script does
/// the same on every machine.
fn answers(args: &ImportArgs) -> Answers {
    Answers {
        dialect: args.dialect.clone(),
        series: args.series.clone(),
        day_order: args.day_order.map(|order| match order {
            DayOrderWord::Day => DayOrder::DayFirst,
            DayOrderWord::Month => DayOrder::MonthFirst,
        }),
        numbers: args.decimal.map(|sign| match sign {
            DecimalWord::Comma => NumberStyle::Comma,
            DecimalWord::Point => NumberStyle::Point,
        }),
        power: args.unit.map(|unit| match unit {
            UnitWord::Dollars => 0,
            UnitWord::Thousands => 3,
            UnitWord::Millions => 6,
        }),
        columns: args.columns.clone(),
        ..Answers::default()
    }
}

fn sentences(preview: &ImportPreview, series: &[Value], dry_run: bool) -> Result<(), Failure> {
    let understood = &preview.understood;
    for warning in understood.warnings.iter().take(MOST_SENTENCES) {
        say(&warning.to_string());
    }
    let rest =
        usize::try_from(understood.warnings_total).unwrap_or(usize::MAX).saturating_sub(MOST_SENTENCES);
    if rest > 0 {
        say(&format!("and {rest} more rows like these"));
    }
    let verb = if dry_run { "would be" } else { "are" };
    let mut text = format!("{}: read as {}\n", preview.name, understood.dialect_title);
    for row in series {
        text.push_str(&format!(
            "{}: {} rows {verb} new, {} changed, {} the same, {} rejected ({} to {})\n",
            row["id"].as_str().unwrap_or_default(),
            row["rows_new"],
            row["rows_changed"],
            row["rows_same"],
            row["rows_rejected"],
            row["from"].as_str().unwrap_or("-"),
            row["to"].as_str().unwrap_or("-"),
        ));
    }
    print(text.as_bytes())
}

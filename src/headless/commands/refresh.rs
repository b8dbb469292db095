//! `hashfloor refresh`: what is new, from the live sources into the cache.
//!
//! Beside an open window too: each page is one short transaction, and whoever
//! comes second waits for it. Ctrl+C ends it between two pages, what came is kept.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::app::notice::Severity;
use crate::app::open_store::open_store;
use crate::app::refresh::{
    RefreshControl, RefreshReport, RefreshRequest, SeriesOutcome, malformed_series, refresh,
};
use crate::domain::live::Reach;
use crate::headless::args::RefreshArgs;
use crate::headless::commands::options;
use crate::headless::network;
use crate::headless::output::{Failure, print, print_json, say};
use crate::io::http::{HttpClient, HttpOptions};

/// Exit status of a program that was told twice to stop.
const STOPPED_AT_ONCE: i32 = 130;

pub(super) fn run(args: &RefreshArgs, data_dir: Option<&Path>) -> Result<(), Failure> {
    if let Some(sentence) = args.series.iter().find_map(|name| malformed_series(name)) {
        return Err(Failure::Usage(sentence));
    }
    let reach = network::reach();
    if reach == Reach::Nothing {
        let sentence = "nothing was refreshed, the network is switched off for this start";
        return Err(Failure::work(format!("{sentence}: {}", network::VARIABLE)));
    }
    let options = options(data_dir, None);
    let store = open_store(&options);
    for (severity, sentence) in &store.said {
        if *severity == Severity::Problem {
            say(sentence);
        }
    }
    let Some(cache) = store.cache else {
        return Err(Failure::work("nothing was refreshed: the cache cannot be used"));
    };
    let http = HttpClient::new(HttpOptions { reach, ..HttpOptions::default() }).map_err(Failure::work)?;
    let terminal = Terminal { is_shown: std::io::stderr().is_terminal(), stop: stop_on_signal() };
    let request = RefreshRequest { series: args.series.clone() };
    let report = refresh(&request, store.settings.live(), &http, &cache, options.clock, &terminal);
    terminal.wipe();
    if args.json {
        print_json(&report.series.iter().map(as_json).collect::<Vec<_>>().into())?;
    } else {
        print(table(&report).as_bytes())?;
        for outcome in &report.series {
            for (source, why) in &outcome.tried {
                if outcome.error.is_none() {
                    say(&format!("{}: {source}: {why}", outcome.id));
                }
            }
            if let Some(error) = &outcome.error {
                say(&format!("{}: {error}", outcome.id));
            }
        }
    }
    judge(&report, args.json)
}

/// Ends with status 1 if anything that was asked for is not there.
fn judge(report: &RefreshReport, says_why: bool) -> Result<(), Failure> {
    let failed: Vec<&SeriesOutcome> =
        report.series.iter().filter(|outcome| outcome.error.is_some()).collect();
    if report.cancelled {
        return Err(Failure::work("stopped before everything was fetched, what came is kept"));
    }
    if failed.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = failed
        .iter()
        .map(|outcome| match &outcome.error {
            Some(error) if says_why => format!("{} ({error})", outcome.id),
            _ => outcome.id.clone(),
        })
        .collect();
    let all = report.series.len();
    Err(Failure::work(format!(
        "{} of {all} series could not be refreshed: {}",
        failed.len(),
        names.join(", ")
    )))
}

fn as_json(outcome: &SeriesOutcome) -> Value {
    let source = outcome.source.as_ref().map(|source| source.as_str());
    let tried: Vec<Value> = outcome
        .tried
        .iter()
        .map(|(source, error)| json!({ "source": source.as_str(), "error": error }))
        .collect();
    json!({
        "id": outcome.id,
        "key": source.map(|source| format!("{}@{source}", outcome.id)),
        "source": source,
        "rows_new": outcome.rows_new,
        "rows_changed": outcome.rows_changed,
        "rows_grown": outcome.rows_grown,
        "rows_same": outcome.rows_same,
        "rows_rejected": outcome.rows_rejected,
        "error": outcome.error,
        "tried": tried,
    })
}

fn table(report: &RefreshReport) -> String {
    let mut text = format!(
        "{:<24} {:<14} {:>8} {:>8} {:>8} {:>8}\n",
        "SERIES", "SOURCE", "NEW", "CHANGED", "SAME", "REJECTED"
    );
    for outcome in &report.series {
        let source = outcome.source.as_ref().map_or("-", |source| source.as_str());
        text.push_str(&format!(
            "{:<24} {source:<14} {:>8} {:>8} {:>8} {:>8}{}\n",
            outcome.id,
            outcome.rows_new,
            outcome.rows_changed,
            outcome.rows_same,
            outcome.rows_rejected,
            if outcome.error.is_some() { "  failed" } else { "" },
        ));
    }
    text
}

/// Progress on a terminal: one line that is written over.
struct Terminal {
    is_shown: bool,
    stop: Arc<AtomicBool>,
}

impl Terminal {
    fn write(&self, words: &str) {
        if self.is_shown {
            let mut out = std::io::stderr().lock();
            // Back to the first column, and the rest of the line wiped.
            write!(out, "\r\x1b[2K{words}").and_then(|()| out.flush()).ok(); // nowhere left to say it
        }
    }

    fn wipe(&self) {
        self.write("");
    }
}

impl RefreshControl for Terminal {
    fn is_cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn progress(&self, words: String) {
        self.write(&words);
    }
}

/// Raised by Ctrl+C or a polite kill; a second one ends the program at once.
fn stop_on_signal() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    let installed = ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            std::process::exit(STOPPED_AT_ONCE);
        }
    });
    if let Err(error) = installed {
        say(&format!("signals are not handled: {error}"));
    }
    stop
}

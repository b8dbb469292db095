//! `bench import`: a table read as an import reads it, in the rounds of its peers.
//!
//! Without more, rows go to sums of their columns: peers, too, only have columns
//! in memory then. With `--store` they are packed and stored in a fresh cache,
//! each part measured on its own.

use std::ops::ControlFlow;
use std::path::Path;

use serde_json::{Value, json};

use crate::app::clock::Clock;
use crate::app::import::incoming;
use crate::domain::time::UnixSecs;
use crate::headless::meter::Meter;
use crate::headless::output::{Failure, print};
use crate::io::cache::{Batch, Cache};
use crate::io::csv::totals::read_totals;
use crate::io::csv::{ReadOptions, Understood, read};
use crate::io::files::open_regular;

/// Reads `path` and prints `RESULT {json}`; `kind` is only printed.
///
/// # Errors
/// [`Failure::Work`] if the table cannot be read or stored.
pub fn run(kind: &str, path: &Path, stored: bool) -> Result<(), Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let now = Clock::System.now();
    let options = ReadOptions::up_to(now.plus_days(2));
    let meter = Meter::start();
    let file = open_regular(path).map_err(Failure::work)?;
    let mut result = if stored {
        let understood = read(file, &name, &options).map_err(Failure::work)?;
        let reading = meter.figures();
        let storing = Meter::start();
        store(&understood, now)?;
        json!({
            "rows": understood.rows_read,
            "rejected": understood.warnings_total,
            "read": reading,
            "store": storing.figures(),
        })
    } else {
        let totals = read_totals(file, &name, &options).map_err(Failure::work)?;
        json!({
            "rows": totals.rows,
            "rejected": totals.warnings,
            "s1": totals.times,
            "s2": totals.cells.iter().sum::<f64>(),
        })
    };
    let total = meter.figures();
    if let Some(fields) = result.as_object_mut() {
        fields.insert("kind".to_owned(), json!(kind));
        fields.insert("rss_mb".to_owned(), json!(peak_memory_mb()));
        for name in ["wall", "cpu"] {
            fields.insert(name.to_owned(), total.get(name).cloned().unwrap_or(Value::Null));
        }
    }
    print(format!("RESULT {result}\n").as_bytes())
}

fn store(understood: &Understood, now: UnixSecs) -> Result<(), Failure> {
    let folder = tempfile::tempdir().map_err(Failure::work)?;
    let mut cache = Cache::open(&folder.path().join("cache.db"), now).map_err(Failure::work)?.0;
    let incoming = incoming(understood, now);
    let batch =
        Batch { kind: "import".to_owned(), name: "bench".to_owned(), dialect: String::new(), at: now };
    cache.put_sorted(&batch, &incoming, &|_| ControlFlow::Continue(())).map_err(Failure::work)?;
    drop(cache);
    Ok(())
}

/// The most memory this process has had, in megabytes; `None` where the system does not tell.
fn peak_memory_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::files::write_atomic;

    #[test]
    fn a_table_is_measured_with_and_without_storing_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.csv");
        write_atomic(&path, b"time,open,high,low,close,volume\n1072915200,2,4,1,3,5\n").unwrap();
        run("epoch", &path, false).unwrap();
        run("epoch", &path, true).unwrap();
        assert!(run("epoch", &folder.path().join("none.csv"), false).is_err());
    }
}

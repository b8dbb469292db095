//! What is said beside the rows: in `#` lines above them, or in a file beside theirs.
//!
//! Knows the facts of an export and both their forms; knows nothing of rows. Both
//! forms say the same, and the reader turns the file beside into the lines it
//! stands for, so that an export comes back the same from either.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::WriteOptions;
use super::text::comment_text;
use crate::domain::series::{Columns, Series};

/// The first comment line of an export, without `# `.
pub const EXPORT_MARK: &str = "Hashfloor export";
/// The largest file beside a table that is read.
pub const MAX_SIDECAR_BYTES: u64 = 1 << 20;
/// What is added to a table's name for the file beside it.
const SIDECAR_ENDING: &str = ".meta.json";
/// The member of a file beside a table that says whose it is.
const SIDECAR_MARK: &str = "hashfloor_export";
/// The member with the facts of each series.
const SIDECAR_SERIES: &str = "series";

/// A name and what is said under it.
type Fact = (&'static str, String);

/// Everything that is said of an export.
pub(super) struct Facts {
    whole: Vec<Fact>,
    series: Vec<Vec<Fact>>,
}

impl Facts {
    pub(super) fn of(series: &[&Series], options: &WriteOptions) -> Self {
        let mut whole = Vec::new();
        if let Some(day) = options.as_known_on {
            whole.push(("as known on", format!("{} (rows seen later are left out)", day.iso_date())));
        }
        whole.push(("program", format!("hashfloor {}", env!("CARGO_PKG_VERSION"))));
        let series = series.iter().map(|series| facts_of(series, options)).collect();
        Self { whole, series }
    }
}

fn facts_of(series: &Series, options: &WriteOptions) -> Vec<Fact> {
    let key = series.key();
    let mut facts = vec![
        ("series", key.to_string()),
        ("unit", series.unit().code().to_owned()),
        ("cadence", series.cadence().code().to_owned()),
    ];
    if let Columns::Ohlcv(columns) = series.columns()
        && columns.volume.is_some()
    {
        facts.push(("volume unit", volume_unit(&key.id)));
    }
    if let Some(described) = options.described.get(key) {
        let provenance = &described.provenance;
        facts.extend(described.aggregation.clone().map(|words| ("aggregation", words)));
        facts.extend([
            ("source", provenance.title.clone()),
            ("citation", provenance.citation.clone()),
            ("licence", provenance.licence.clone()),
            ("seen", provenance.seen_at.iso()),
        ]);
    }
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

/// The base currency: `BTC` of `price.btc.usd`.
fn volume_unit(id: &str) -> String {
    let mut words = id.split('.');
    match (words.next(), words.next()) {
        (Some("price"), Some(base)) => base.to_uppercase(),
        _ => "base currency".to_owned(),
    }
}

/// Appends the `#` lines.
pub(super) fn push_comments(text: &mut Vec<u8>, facts: &Facts) {
    text.extend_from_slice(format!("# {EXPORT_MARK}\n").as_bytes());
    for (name, value) in facts.whole.iter().chain(facts.series.iter().flatten()) {
        text.extend_from_slice(format!("# {name}: {}\n", comment_text(value)).as_bytes());
    }
}

/// Where what is said of a table goes when it stands in a file of its own:
/// `rows.csv.meta.json`.
pub fn sidecar_path(table: &Path) -> PathBuf {
    let mut name = table.file_name().unwrap_or_default().to_owned();
    name.push(SIDECAR_ENDING);
    table.with_file_name(name)
}

/// The bytes of the file beside a table.
pub fn sidecar_bytes(series: &[&Series], options: &WriteOptions) -> Vec<u8> {
    let facts = Facts::of(series, options);
    let object = |facts: &[Fact]| {
        let members = facts.iter().map(|(name, value)| (name.replace(' ', "_"), Value::from(value.as_str())));
        members.collect::<Map<String, Value>>()
    };
    let mut members = object(&facts.whole);
    members.insert(SIDECAR_MARK.to_owned(), 1.into());
    let series = facts.series.iter().map(|facts| Value::Object(object(facts))).collect();
    members.insert(SIDECAR_SERIES.to_owned(), Value::Array(series));
    format!("{:#}\n", Value::Object(members)).into_bytes()
}

/// The `#` lines that a file beside a table stands for, without `# `; `None` if
/// it is not one of ours.
pub fn sidecar_lines(bytes: &[u8]) -> Option<Vec<String>> {
    let whole: Map<String, Value> = serde_json::from_slice(bytes).ok()?;
    whole.get(SIDECAR_MARK)?;
    let mut lines = vec![EXPORT_MARK.to_owned()];
    for series in whole.get(SIDECAR_SERIES)?.as_array()? {
        let line = |name: &str, value: &Value| {
            value.as_str().map(|text| format!("{}: {}", name.replace('_', " "), comment_text(text)))
        };
        let members = series.as_object()?;
        // The line that names the series comes before what is said of it.
        lines.extend(line("series", members.get("series")?));
        let others = members.iter().filter(|(name, _)| name.as_str() != "series");
        lines.extend(others.filter_map(|(name, value)| line(name, value)));
    }
    Some(lines)
}

/// Whether the first bytes of a file are those of an export with `#` lines.
pub fn is_export_head(head: &[u8]) -> bool {
    head.strip_prefix(b"# ").is_some_and(|head| head.starts_with(EXPORT_MARK.as_bytes()))
}

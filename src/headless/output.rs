//! Standard output, standard error and what went wrong.

use std::io::Write as _;

use crate::domain::time::{DAY_SECS, UnixSecs};

/// Why a command did not do its work, as one sentence; or that it was asked wrongly.
#[derive(Debug)]
pub enum Failure {
    /// Exit status 1.
    Work(String),
    /// Exit status 2.
    Usage(String),
}

impl Failure {
    /// The work failed.
    pub fn work(error: impl std::fmt::Display) -> Self {
        Self::Work(error.to_string())
    }

    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Self::Work(_) => 1,
            Self::Usage(_) => 2,
        }
    }

    /// The sentence.
    pub fn sentence(&self) -> &str {
        match self {
            Self::Work(sentence) | Self::Usage(sentence) => sentence,
        }
    }
}

/// Writes to standard output; a reader that has gone away is not an error.
///
/// # Errors
/// [`Failure::Work`] for anything else that goes wrong.
pub fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::work(format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints a value as JSON, one line.
///
/// # Errors
/// As [`print`].
pub fn print_json(value: &serde_json::Value) -> Result<(), Failure> {
    print(format!("{value}\n").as_bytes())
}

/// Says something on standard error.
pub fn say(sentence: &str) {
    writeln!(std::io::stderr(), "hashfloor: {sentence}").ok(); // nowhere left to say it
}

/// A number for JSON: null where there is none.
pub fn number(value: f64) -> serde_json::Value {
    serde_json::Number::from_f64(value).map_or(serde_json::Value::Null, serde_json::Value::Number)
}

/// Reads a day given on the command line.
///
/// # Errors
/// [`Failure::Usage`] says what was expected.
pub fn day(option: &str, text: Option<&str>) -> Result<Option<UnixSecs>, Failure> {
    text.map(|text| {
        UnixSecs::parse_iso(text).ok_or_else(|| {
            Failure::Usage(format!("{option} expects a day such as 2026-02-05, found {text:?}"))
        })
    })
    .transpose()
}

/// Reads the first and the last UTC day given on the command line: from the first second of one
/// to the last second of the other.
///
/// # Errors
/// [`Failure::Usage`] says what was expected of a day, or that there is none between them.
pub fn days(from: Option<&str>, to: Option<&str>) -> Result<(Option<UnixSecs>, Option<UnixSecs>), Failure> {
    let from = day("--from", from)?.map(UnixSecs::start_of_day);
    let to = day("--to", to)?.map(UnixSecs::start_of_day);
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(Failure::Usage(format!(
            "--from {} lies after --to {}: no day is between them",
            from.iso_date(),
            to.iso_date()
        )));
    }
    Ok((from, to.map(|to| UnixSecs(to.0 + DAY_SECS - 1))))
}

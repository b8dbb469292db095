//! Where a number comes from.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::time::UnixSecs;

/// Short stable name of a source: `case`, `yahoo`, `farside`, `csv`, `bitstamp` …
///
/// Lower-case letters, digits, `_` and `-`, at most 32 of them, so that an id
/// such as `price.btc.usd@yahoo` can be typed and never needs quoting.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceId(String);

impl SourceId {
    /// The bundled case file.
    pub fn case_file() -> Self {
        Self("case".to_owned())
    }

    /// Checks and wraps a name; `None` if it has other characters or is too long.
    pub fn new(name: &str) -> Option<Self> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-');
        (!name.is_empty() && name.len() <= 32 && name.bytes().all(fits)).then(|| Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the bundled case file.
    pub fn is_case_file(&self) -> bool {
        self.0 == "case"
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for SourceId {
    type Error = String;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name).ok_or_else(|| format!("{name:?} is not a source name (a-z, 0-9, _ and - only)"))
    }
}

impl From<SourceId> for String {
    fn from(id: SourceId) -> Self {
        id.0
    }
}

/// What is said beside every number: who published it, under what terms, when we saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Name for people: `Case file, February 2026`.
    pub title: String,
    /// The line to cite, shown beside the value: `Farside Investors`.
    pub citation: String,
    /// Terms of use, or empty when none are known.
    pub licence: String,
    /// When the rows were last seen (fetched, imported or first loaded).
    pub seen_at: UnixSecs,
}

//! Dated happenings shown as markers on the time axis.

use serde::{Deserialize, Serialize};

use crate::domain::time::UnixSecs;

/// Something that happened on a day, with the place where it can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// UTC day.
    pub date: UnixSecs,
    /// A few words.
    pub title: String,
    /// One sentence.
    pub text: String,
    /// Where it comes from.
    pub source: String,
}

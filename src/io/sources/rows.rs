//! From numbers of an answer to a series: sorted, joined, judged.

/// What is wrong with an answer; nothing of it is stored then.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ParseError {
    /// Not the JSON that was expected.
    #[error("expected {expected}, found {found}")]
    Form {
        /// What would have been right.
        expected: &'static str,
        /// What was there, shortened.
        found: String,
    },
    /// The source itself says that it has no answer.
    #[error("it says {0:?}")]
    Refused(String),
}

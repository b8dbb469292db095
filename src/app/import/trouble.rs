//! Why a file cannot be imported as it is, with the next step.

use crate::app::dispatch::sentence;
use crate::app::import::question::asked;
use crate::app::import::{Answers, FileHead, ImportError, Trouble};
use crate::io::csv::CsvError;

/// An error as the window puts it.
pub(super) fn trouble(error: &ImportError, head: Option<&FileHead>, answers: &Answers) -> Trouble {
    let advice = match error {
        ImportError::Csv { source, .. } => match &**source {
            CsvError::Ambiguous(question) => return Trouble::Question(asked(question, head, answers)),
            CsvError::NoDialect { .. } => "Say what the columns are: click a column's heading below",
            _ if head.is_some() => {
                "Choose another kind of table, or say what the columns are: click a column's heading below"
            }
            _ => "Nothing was stored",
        },
        ImportError::Fetch { .. } => "Look at the address, or save the table as a file and drop it here",
        _ => "Nothing was stored",
    };
    let words = match (error, head) {
        // The long list of what is known helps nobody who sees the columns.
        (ImportError::Csv { source, .. }, Some(_)) if matches!(**source, CsvError::NoDialect { .. }) => {
            "No kind of table that is known has these columns".to_owned()
        }
        (ImportError::Csv { source, .. }, _) => sentence(&source.to_string()),
        // The address is not written like a sentence.
        (ImportError::Fetch { why, .. }, _) => sentence(why),
        (error, _) => sentence(&error.to_string()),
    };
    Trouble::Error { sentence: words, advice }
}

/// A file that was being read again when its job was stopped.
pub(super) fn stopped() -> Trouble {
    Trouble::Error {
        sentence: "Reading was stopped before the end of the file".to_owned(),
        advice: "Answer anything anew to read it again",
    }
}

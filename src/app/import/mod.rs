//! Reading a file into the library: shown first, stored on request.
//!
//! What is stored is exactly what was shown, whatever happens to the file in
//! between. A compressed copy of the file is kept, so that an import that was
//! undone can be redone and what the user brought along is never lost.

mod command;
mod desk;
mod fetch;
mod flow;
mod head;
mod job;
mod pace;
mod question;
mod reading;
mod remembered;
mod roles;
mod sample;
mod source;
mod storing;
mod taking;
mod taking_over;
mod trouble;
mod words;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex};

use crate::io::cache::{Cache, CacheError};
use crate::io::csv::CsvError;
use crate::io::files::FileError;

pub use crate::app::import::command::ImportCommand;
pub use crate::app::import::desk::{Filling, ImportWindow, Place, Trouble};
pub use crate::app::import::head::FileHead;
pub use crate::app::import::pace::{Advance, Pace};
pub use crate::app::import::question::{Asked, Choice};
pub use crate::app::import::reading::{ImportPreview, incoming, preview_file, preview_reader};
pub use crate::app::import::roles::{Scale, role_words, with_role};
pub use crate::app::import::sample::{Meaning, Sample, SampleRow};
pub use crate::app::import::source::ImportSource;
pub use crate::app::import::storing::{Imported, LARGEST_COPY_BYTES, preview_copy, store};
pub use crate::app::import::taking_over::TakesOver;
pub use crate::app::import::words::{columns_left, dialects, recognised};
pub use crate::domain::table_answers::{Answers, ColumnAnswer, ColumnRole, DayOrder, NumberStyle};

pub(super) use crate::app::import::command::import_info;
pub(super) use crate::app::import::desk::ImportDesk;
pub(super) use crate::app::import::job::ReadDone;
pub use crate::app::import::remembered::Remembered;
pub(super) use crate::app::import::taking::{Stored, ToStore};

/// The cache behind one lock: one connection writes at a time.
pub type SharedCache = Arc<Mutex<Cache>>;

/// Why a file was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file could not be opened or read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file was not understood.
    #[error("{name}: {source}")]
    Csv {
        /// The file's name.
        name: String,
        /// Why.
        source: Box<CsvError>,
    },
    /// The cache refused.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The address gave no table.
    #[error("{name}: {why}")]
    Fetch {
        /// The address, without what may be a key in it.
        name: String,
        /// Why, and what can be done.
        why: String,
    },
    /// Storing was called off.
    #[error("storing was cancelled, nothing was stored")]
    Stopped,
}

impl ImportError {
    /// Whether the user stopped the work.
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Stopped => true,
            Self::Csv { source, .. } => matches!(**source, CsvError::Cancelled { .. }),
            _ => false,
        }
    }
}

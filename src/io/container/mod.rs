//! What a table may be wrapped in: gzip, a member of a zip, or nothing.
//!
//! Knows containers by their first bytes, never by the file's name; knows
//! nothing of what is inside. Bytes stream through and nothing seeks, so that a
//! pipe or a download is opened as a file is, a member is never unpacked into
//! memory or on disk, and a bomb costs what its table would.

mod gzip;
mod kind;
mod zip;

use std::io::{self, BufReader, Cursor, ErrorKind, Read};

pub use kind::Kind;

/// A reader that may go to another thread.
pub type Bytes<'a> = Box<dyn Read + Send + 'a>;

/// Bytes asked of the file at a time.
const BUFFER_BYTES: usize = 64 << 10;
/// Bytes by which a kind is known: a tar archive says so at 257.
const HEAD_BYTES: usize = 512;

/// A container that was opened.
pub struct Opened<'a> {
    /// Name of the member that is read, for people: without folders, controls as escapes.
    pub member: Option<String>,
    /// The bytes inside. Damage found on the way is an [`io::Error`] around a [`ContainerError`].
    pub bytes: Bytes<'a>,
}

/// Why nothing inside can be read.
#[derive(Debug, thiserror::Error)]
pub enum ContainerError {
    /// The bytes could not be read.
    #[error("the file could not be read: {0}")]
    Io(io::Error),
    /// Another kind of file.
    #[error("expected a table as text (CSV), found {}: {}", .0.title(), .0.advice())]
    NotATable(Kind),
    /// Something packed inside something packed.
    #[error("expected a table inside {}, found {}: unpack it first", outer.title(), inner.title())]
    Nested {
        /// What was opened.
        outer: Kind,
        /// What lies in it.
        inner: Kind,
    },
    /// The bytes end before the container does.
    #[error("the {} ends too early, the file was cut: fetch it again", .0.word())]
    Cut(Kind),
    /// The bytes contradict themselves.
    #[error("the {} is damaged, expected {expected}: fetch it again", kind.word())]
    Damaged {
        /// What was opened.
        kind: Kind,
        /// What would have been right.
        expected: &'static str,
    },
    /// A member that needs a password.
    #[error("{member:?} in the zip archive has a password, expected none: unpack it first")]
    Encrypted {
        /// The member.
        member: String,
    },
    /// A member packed in a way that is not read here.
    #[error(
        "{member:?} in the zip archive is packed by method {method}, expected stored or deflated: unpack it first"
    )]
    Method {
        /// The member.
        member: String,
        /// Number of the method in the zip format.
        method: u16,
    },
    /// A member whose end cannot be told without its directory.
    #[error("{member:?} in the zip archive does not say how long it is: unpack it first")]
    NoLength {
        /// The member.
        member: String,
    },
    /// No member that could be a table.
    #[error("expected a CSV file in the zip archive, found {}", found.as_deref().unwrap_or("nothing"))]
    NoTable {
        /// The first member.
        found: Option<String>,
    },
    /// Several members that could be the table that is meant.
    #[error(
        "the zip archive holds several tables, {first:?} and {second:?} among them, expected one: \
         unpack it and import the one you want"
    )]
    SeveralTables {
        /// The first.
        first: String,
        /// The next.
        second: String,
    },
}

impl From<io::Error> for ContainerError {
    /// Takes back what travelled inside an [`io::Error`].
    fn from(error: io::Error) -> Self {
        error.downcast::<Self>().unwrap_or_else(Self::Io)
    }
}

impl From<ContainerError> for io::Error {
    fn from(error: ContainerError) -> Self {
        match error {
            ContainerError::Io(error) => error,
            other => Self::new(ErrorKind::InvalidData, other),
        }
    }
}

/// Opens what `input` is wrapped in; plain bytes pass as they are.
///
/// A zip archive gives its only table. What is no table by its first bytes is
/// refused here, so that its owner is told what it is and not which byte was odd.
///
/// **Cost** about 200 KiB, whatever the input.
///
/// # Errors
/// [`ContainerError`].
pub fn open(input: Bytes<'_>) -> Result<Opened<'_>, ContainerError> {
    let (head, input) = peek(input)?;
    match Kind::of(&head) {
        None => Ok(Opened { member: None, bytes: Box::new(input) }),
        Some(Kind::Gzip) => {
            let inside = gzip::Gunzipped::new(BufReader::with_capacity(BUFFER_BYTES, input));
            Ok(Opened { member: None, bytes: inside_of(Kind::Gzip, inside)? })
        }
        Some(Kind::Zip) => {
            let (name, inside) = zip::open(BufReader::with_capacity(BUFFER_BYTES, input))?;
            Ok(Opened { member: Some(name), bytes: inside_of(Kind::Zip, inside)? })
        }
        Some(other) => Err(ContainerError::NotATable(other)),
    }
}

/// What was unpacked, unless it is packed itself.
fn inside_of<'a>(outer: Kind, inside: impl Read + Send + 'a) -> Result<Bytes<'a>, ContainerError> {
    let (head, inside) = peek(inside)?;
    match Kind::of(&head) {
        None => Ok(Box::new(inside)),
        Some(inner) => Err(ContainerError::Nested { outer, inner }),
    }
}

/// A reader of which the first bytes were looked at.
type Peeked<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// The first bytes, and a reader that still begins with them.
fn peek<R: Read>(mut input: R) -> io::Result<(Vec<u8>, Peeked<R>)> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    input.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(input)))
}

#[cfg(test)]
mod tests;

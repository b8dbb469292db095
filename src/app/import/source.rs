//! Where a table to import comes from, and its bytes, as often as they are asked for.

use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::import::ImportError;
use crate::io::csv::{MAX_SIDECAR_BYTES, sidecar_lines, sidecar_path};
use crate::io::files::read_bounded;
use crate::io::steady_file::SteadyFile;

/// What a table is read from. An answer to a question reads it once more from its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportSource {
    /// A file.
    File(PathBuf),
    /// Text from the clipboard.
    Pasted(Arc<[u8]>),
    /// An address; its body once it was fetched.
    Address {
        /// As it was typed.
        address: String,
        /// What came.
        body: Option<Arc<[u8]>>,
    },
}

/// The bytes of a source and how many there are, where that is known.
pub(super) struct OpenSource {
    pub bytes: Box<dyn Read + Send>,
    pub total: Option<u64>,
}

impl ImportSource {
    /// Its name, for people and for ids.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => file_name(path),
            Self::Pasted(_) => "pasted table".to_owned(),
            Self::Address { address, .. } => {
                let plain = without_query(address);
                let last = plain.trim_end_matches('/').rsplit('/').next().unwrap_or(plain);
                last.to_owned()
            }
        }
    }

    /// Where it comes from in full, without what may be a key.
    pub fn place(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Pasted(_) => "from the clipboard".to_owned(),
            Self::Address { address, .. } => without_query(address).to_owned(),
        }
    }

    /// What stands beside a table of our own export that has no comment lines; nothing if
    /// there is no such file.
    pub(super) fn lines_beside(&self) -> Vec<String> {
        let Self::File(path) = self else { return Vec::new() };
        let beside = read_bounded(&sidecar_path(path), MAX_SIDECAR_BYTES).ok();
        beside.and_then(|bytes| sidecar_lines(&bytes)).unwrap_or_default()
    }

    /// Opens it at its start.
    ///
    /// # Errors
    /// [`ImportError::File`]; an address that was not fetched has no bytes.
    pub(super) fn open(&self) -> Result<OpenSource, ImportError> {
        Ok(match self {
            Self::File(path) => {
                let file = SteadyFile::open(path)?;
                let total = Some(file.length());
                OpenSource { bytes: Box::new(BufReader::new(file)), total }
            }
            Self::Pasted(text) => held(text),
            Self::Address { body: Some(body), .. } => held(body),
            Self::Address { body: None, .. } => {
                return Err(ImportError::Fetch {
                    name: self.place(),
                    why: "it was not fetched yet".to_owned(),
                });
            }
        })
    }

    /// The bytes, where they are in memory anyway.
    pub(super) fn held(&self) -> Option<&Arc<[u8]>> {
        match self {
            Self::Pasted(bytes) => Some(bytes),
            Self::Address { body, .. } => body.as_ref(),
            Self::File(_) => None,
        }
    }
}

fn held(bytes: &Arc<[u8]>) -> OpenSource {
    OpenSource { total: Some(bytes.len() as u64), bytes: Box::new(Cursor::new(Arc::clone(bytes))) }
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn without_query(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or(address)
}

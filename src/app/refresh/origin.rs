//! Which address marks of a document were given by.
//!
//! Another server may well give another document the same mark, and one that
//! counts its versions from 1 does. Marks are kept with the address they came
//! from, and said to nobody else. Of the path only a sum is kept: it may be a
//! secret of the user's.

use crate::io::http::{HttpRequest, Validators};

/// The address of a document, as it stands before its marks.
#[derive(Debug)]
pub(super) struct Origin(String);

impl Origin {
    /// Where a request goes.
    pub(super) fn of(request: &HttpRequest) -> Self {
        Self(format!("{} {:08x} ", request.base, crc32fast::hash(request.path.as_bytes())))
    }

    /// Marks as they are kept.
    pub(super) fn tie(&self, given: Validators) -> Validators {
        let tied = |text: Option<String>| text.map(|text| format!("{}{text}", self.0));
        Validators { etag: tied(given.etag), last_modified: tied(given.last_modified) }
    }

    /// What of kept marks this address gave.
    pub(super) fn given(&self, kept: &Validators) -> Validators {
        let own = |text: &Option<String>| text.as_deref()?.strip_prefix(&self.0).map(str::to_owned);
        Validators { etag: own(&kept.etag), last_modified: own(&kept.last_modified) }
    }
}

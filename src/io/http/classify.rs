//! From what reqwest says to what is told.
//!
//! The chain below an error is searched, and only words of the system, of
//! rustls and of hyper are quoted: never an address with its query.

use std::error::Error;
use std::io;

use crate::io::http::error::Step;
use crate::io::http::names::Forbidden;
use crate::io::http::told::told;
use crate::io::http::{HttpError, Limits};

/// What a failed request or read means.
pub(super) fn classify(error: &reqwest::Error, host: &str, limits: &Limits) -> HttpError {
    let host = host.to_owned();
    if find::<Forbidden>(error).is_some() {
        return HttpError::PrivateAddress { host };
    }
    if error.is_timeout() {
        let (step, limit) =
            if error.is_connect() { (Step::Connect, limits.connect) } else { (Step::NextPiece, limits.idle) };
        return HttpError::Timeout { host, step, limit };
    }
    if error.is_dns() {
        return HttpError::Name { host, reason: deepest(error) };
    }
    if let Some(tls) = find::<rustls::Error>(error) {
        return HttpError::Tls { host, reason: told(&tls.to_string(), None) };
    }
    let reason = deepest(error);
    if error.is_connect() {
        return HttpError::Connect { host, reason };
    }
    // hyper's own error type is not ours to name; its words for an end before the headers
    // are pinned by a test.
    let is_cut = find::<io::Error>(error).is_some()
        || error.is_body()
        || error.is_decode()
        || reason.contains("before message completed");
    if is_cut { HttpError::Cut { host, reason } } else { HttpError::Protocol { host, reason } }
}

/// The first error of a type in the chain, also inside an [`io::Error`].
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    chain(error).find_map(|link| link.downcast_ref())
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&link: &&'a (dyn Error + 'static)| {
        // The source of an I/O error is that of the error inside it: one link would be missed.
        match link.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => link.source(),
        }
    })
}

/// The words of the innermost error.
pub(super) fn deepest(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(|link| told(&link.to_string(), None)).unwrap_or_default()
}

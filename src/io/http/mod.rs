//! The one way into the network.
//!
//! Every answer is bounded in size and time and checked before anyone reads
//! it; every wait can be cancelled. Calls block, on a job's thread. How far the
//! program may go is decided by whoever makes the client ([`Reach`]).

use std::time::Duration;

use crate::domain::live::Reach;

mod accept;
mod advice;
mod attempt;
mod base_url;
mod body;
mod classify;
mod client;
mod error;
mod lanes;
mod names;
mod pace;
mod redirect;
mod retry;
mod retry_after;
mod secret;
mod timer;
mod told;
mod transport;

pub use crate::io::http::base_url::{BaseUrl, BaseUrlError, Trust};
pub use crate::io::http::client::HttpClient;
pub use crate::io::http::error::{HttpError, Step};
pub use crate::io::http::names::Names;
pub use crate::io::http::pace::Pace;
pub use crate::io::http::secret::Secret;
pub use crate::io::http::timer::{SharedTimer, Timer};

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
    /// Before the second try; doubles from try to try.
    pub first_pause: Duration,
    /// All that one request may wait between its tries; a server that asks for more ends it.
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
            first_pause: Duration::from_secs(1),
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
    /// How often its host may be asked; this machine is asked at once.
    pub pace: Pace,
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

/// What happens beside a request that may wait for an hour.
pub trait Control {
    /// Whether the user asked to stop; asked at least every 100 ms.
    fn is_cancelled(&self) -> bool;
    /// Says what is waited for: `Bitstamp asks to wait 60 s`.
    fn say(&self, words: String);
}

/// Whether proxies that the environment names are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyUse {
    /// `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are honoured; never for this machine.
    #[default]
    Environment,
    /// They are not looked at.
    Ignored,
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
    /// The clock of every wait between requests.
    pub timer: SharedTimer,
    /// Who knows the addresses of names.
    pub names: Names,
    /// Whether proxies are used.
    pub proxies: ProxyUse,
}

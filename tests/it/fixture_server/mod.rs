//! A server on this machine that stands in for every live source.
//!
//! Answers what [`Answers`] says and misbehaves on command. Speaks HTTP/1.1 by
//! hand, so that it can say what no honest library would.

mod fault;
pub mod market;
mod serve;
mod tls;
mod virtual_timer;
mod wire;

pub use fault::{Fault, gzip};
pub use serve::{FixtureServer, closed_port};
pub use tls::{Shown, Tls};
pub use virtual_timer::VirtualTimer;

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// `GET`, `POST`.
    pub method: String,
    /// From `/` to before `?`.
    pub path: String,
    /// After `?`, as it came; empty without one.
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// What was posted.
    pub body: Vec<u8>,
}

impl Seen {
    /// The value of a header, its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter of the query, as it came.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// An honest answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Further headers; length and connection are the server's own.
    pub headers: Vec<(String, String)>,
    /// The body, uncompressed.
    pub body: Vec<u8>,
}

impl Answer {
    /// 200 with JSON.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status: 200, headers, body: body.into() }
    }
}

/// What stands behind the server.
pub trait Answers: Send + Sync {
    /// The honest answer to a request.
    fn answer(&self, request: &Seen) -> Answer;
}

impl<F: Fn(&Seen) -> Answer + Send + Sync> Answers for F {
    fn answer(&self, request: &Seen) -> Answer {
        self(request)
    }
}

//! The one way into the network, against a server on this machine.
//!
//! Bounds are small so that what is bounded ends soon; waits between requests
//! run by a virtual clock unless it is the wait that is tested.

mod bodies;
mod cancelling;
mod faults;
mod names;
#[cfg(target_os = "linux")]
mod no_network;
mod polite;
mod proxy;
mod reach;
mod redirects;
mod secrets;
mod tls;
mod validators;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hashfloor::domain::live::Reach;
use hashfloor::io::http::{
    BaseUrl, Control, Expects, HttpClient, HttpError, HttpOptions, HttpRequest, HttpResponse, Limits, Pace,
    ProxyUse, Trust, Validators,
};

use crate::fixture_server::{Answer, Answers, FixtureServer, VirtualTimer};

/// Bounds a test can wait for.
const LIMITS: Limits = Limits {
    connect: Duration::from_millis(500),
    idle: Duration::from_millis(500),
    total: Duration::from_millis(1_500),
    body_bytes: 1 << 20,
    tries: 3,
    first_pause: Duration::from_secs(1),
    longest_wait: Duration::from_secs(3_600),
};

/// Somebody who listens and may want to stop.
#[derive(Default)]
struct Listener {
    heard: Mutex<Vec<String>>,
    wants_to_stop: AtomicBool,
}

impl Listener {
    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

impl Control for Listener {
    fn is_cancelled(&self) -> bool {
        self.wants_to_stop.load(Ordering::SeqCst)
    }

    fn say(&self, words: String) {
        self.heard.lock().unwrap().push(words);
    }
}

/// Options of a test that waits by a clock of its own.
fn options() -> HttpOptions {
    let (_, timer) = VirtualTimer::new();
    HttpOptions {
        reach: Reach::Loopback,
        limits: LIMITS,
        timer,
        proxies: ProxyUse::Ignored,
        ..HttpOptions::default()
    }
}

fn client() -> HttpClient {
    HttpClient::new(options()).unwrap()
}

/// A question about JSON at this base.
fn question(base: &str, path: &str) -> HttpRequest {
    HttpRequest {
        base: BaseUrl::parse(base, Trust::UserSet).unwrap(),
        path: path.to_owned(),
        body: None,
        expects: Expects::Json,
        key: None,
        known: Validators::default(),
        pace: Pace::default(),
    }
}

fn ask(client: &HttpClient, base: &str, path: &str) -> Result<HttpResponse, HttpError> {
    client.send(&question(base, path), &Listener::default())
}

/// A server that answers every question with this.
fn serving(answer: Answer) -> FixtureServer {
    FixtureServer::start(answering(answer))
}

fn answering(answer: Answer) -> Arc<dyn Answers> {
    Arc::new(move |_: &_| answer.clone())
}

#[track_caller]
fn body(response: HttpResponse) -> Vec<u8> {
    match response {
        HttpResponse::Fresh { body, .. } => body,
        HttpResponse::NotModified => panic!("nothing new"),
    }
}

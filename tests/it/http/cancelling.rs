//! The user can stop every wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use hashfloor::io::http::{Control, HttpClient, HttpError, SharedTimer};

use super::{ask, options, question, serving};
use crate::fixture_server::{Answer, Fault};

/// Wants to stop when it is asked for the Nth time.
struct StopsAt(AtomicU32);

impl StopsAt {
    fn asked(times: u32) -> Self {
        Self(AtomicU32::new(times))
    }
}

impl Control for StopsAt {
    fn is_cancelled(&self) -> bool {
        let left = self.0.load(Ordering::SeqCst);
        self.0.store(left.saturating_sub(1), Ordering::SeqCst);
        left == 0
    }

    fn say(&self, _words: String) {}
}

/// A client with generous bounds that waits in earnest.
fn patient() -> HttpClient {
    let mut options = options();
    options.timer = SharedTimer::default();
    options.limits.idle = Duration::from_secs(60);
    options.limits.total = Duration::from_secs(60);
    HttpClient::new(options).unwrap()
}

#[test]
fn a_request_a_server_sits_on_is_left_when_the_user_says_so() {
    for fault in [Fault::Mute, Fault::Stall, Fault::SlowDrip] {
        let server = serving(Answer::json(format!("[{}]", " ".repeat(10_000))));
        server.misbehave("/", fault.clone(), usize::MAX);
        let start = Instant::now();
        let outcome = patient().send(&question(&server.base(), "/"), &StopsAt::asked(6));
        assert!(matches!(outcome, Err(HttpError::Cancelled)), "{fault:?}: {outcome:?}");
        assert!(start.elapsed() < Duration::from_secs(20), "{fault:?}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn a_wait_a_server_asked_for_is_left_when_the_user_says_so() {
    let server = serving(Answer::json("[]"));
    server.misbehave("/", Fault::Status(429, Some("3000".to_owned())), 1);
    let start = Instant::now();
    let outcome = patient().send(&question(&server.base(), "/"), &StopsAt::asked(8));
    assert!(matches!(outcome, Err(HttpError::Cancelled)), "{outcome:?}");
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn the_turn_at_a_busy_host_is_given_up_when_the_user_says_so() {
    let server = serving(Answer::json("[]"));
    server.misbehave("/slow", Fault::Mute, 1);
    let client = Arc::new(patient());
    let (base, other) = (server.base(), Arc::clone(&client));
    let work = move || other.send(&question(&base, "/slow"), &StopsAt::asked(40));
    let busy = std::thread::Builder::new().spawn(work).unwrap();
    while server.requests().is_empty() {
        std::thread::yield_now();
    }
    let outcome = client.send(&question(&server.base(), "/next"), &StopsAt::asked(3));
    assert!(matches!(outcome, Err(HttpError::Cancelled)), "{outcome:?}");
    assert!(matches!(busy.join().unwrap(), Err(HttpError::Cancelled)));
    assert_eq!(server.requests().len(), 1, "the second request never went out");
    ask(&client, &server.base(), "/later").unwrap();
}

#[test]
fn who_wants_to_stop_before_it_starts_asks_nobody() {
    let server = serving(Answer::json("[]"));
    let outcome = patient().send(&question(&server.base(), "/"), &StopsAt::asked(0));
    assert!(matches!(outcome, Err(HttpError::Cancelled)));
    assert_eq!(server.connections(), 0);
}

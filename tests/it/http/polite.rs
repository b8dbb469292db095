//! Row 13: what a server asks for is kept to, by a clock that need not be waited for.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hashfloor::io::http::{HttpClient, HttpError, HttpResponse, Limits, Timer as _};

use super::{Listener, ask, options, question, serving};
use crate::fixture_server::{Answer, Answers, Fault, FixtureServer, Seen, VirtualTimer};

/// A server that notes when, by the virtual clock, it was asked.
struct Noting {
    timer: Arc<VirtualTimer>,
    at: Mutex<Vec<Duration>>,
}

impl Answers for Noting {
    fn answer(&self, _: &Seen) -> Answer {
        self.at.lock().unwrap().push(self.timer.elapsed());
        Answer::json("[]")
    }
}

struct Stage {
    server: FixtureServer,
    noting: Arc<Noting>,
    client: HttpClient,
    listener: Listener,
}

impl Stage {
    fn new() -> Self {
        let (timer, shared) = VirtualTimer::new();
        let noting = Arc::new(Noting { timer, at: Mutex::default() });
        let server = FixtureServer::start(Arc::clone(&noting) as Arc<dyn Answers>);
        let mut options = options();
        (options.timer, options.limits.tries) = (shared, Limits::default().tries);
        Self { server, noting, client: HttpClient::new(options).unwrap(), listener: Listener::default() }
    }

    fn refuse(&self, status: u16, retry_after: Option<&str>, times: usize) {
        self.server.misbehave("/", Fault::Status(status, retry_after.map(str::to_owned)), times);
    }

    fn ask(&self) -> Result<HttpResponse, HttpError> {
        self.client.send(&question(&self.server.base(), "/"), &self.listener)
    }

    /// Seconds, by the virtual clock, at which it was asked.
    fn asked_at(&self) -> Vec<f64> {
        self.noting.at.lock().unwrap().iter().map(Duration::as_secs_f64).collect()
    }
}

#[test]
fn nobody_is_asked_before_the_time_the_server_named() {
    for (retry_after, wait) in [
        ("60", 60.0),
        ("3599", 3_599.0),
        ("Sun, 01 Mar 2026 00:02:00 GMT", 120.0),
        // In the past, negative and without sense: as if it had said nothing.
        ("Sat, 28 Feb 2026 00:00:00 GMT", 2.0),
        ("-5", 2.0),
        ("soon", 2.0),
        ("0", 2.0),
    ] {
        for status in [429, 503] {
            let stage = Stage::new();
            stage.refuse(status, Some(retry_after), 1);
            stage.ask().unwrap();
            let at = stage.asked_at();
            let least = if status == 503 && wait < 3.0 { 0.5 } else { wait };
            // The virtual clock stands still but for waits: no more than asked for and backed off.
            assert!(at.len() == 2 && at[1] >= least && at[1] <= wait + 4.0, "{status} {retry_after}: {at:?}");
            assert_eq!(stage.listener.heard().len(), 1);
        }
    }
}

#[test]
fn the_wait_is_said() {
    let stage = Stage::new();
    stage.refuse(429, Some("60"), 1);
    stage.ask().unwrap();
    let host = stage.server.base().replace("http://", "");
    assert_eq!(stage.listener.heard(), [format!("{host} asks to wait 60 s")]);
    // Where it named no time, nobody says that it did.
    let stage = Stage::new();
    stage.refuse(429, None, 1);
    stage.ask().unwrap();
    let heard = stage.listener.heard().concat();
    assert!(heard.contains("answered 429") && heard.ends_with("(2 of 5)"), "{heard}");
}

#[test]
fn a_longer_wait_than_an_hour_ends_it_and_is_remembered() {
    for retry_after in ["3601", "1000000000", "99999999999999999999", "Fri, 01 Jan 2100 00:00:00 GMT"] {
        let stage = Stage::new();
        stage.refuse(429, Some(retry_after), 1);
        let error = stage.ask().unwrap_err();
        assert!(matches!(error, HttpError::AskedToWait { .. }), "{retry_after}: {error}");
        assert!(error.to_string().contains("asks to wait"), "{error}");
        // Half a minute later the server is still left alone, without a word to it.
        stage.noting.timer.pass(Duration::from_secs(30));
        let again = stage.ask();
        // By then 3,601 s are less than an hour, and are waited.
        assert_eq!(again.is_ok(), retry_after == "3601", "{again:?}");
        let at = stage.asked_at();
        assert!(at.get(1).is_none_or(|at| *at >= 3_601.0), "{at:?}");
        // No more than a day: a typing error must not silence a source for years.
        stage.noting.timer.pass(Duration::from_secs(86_400));
        stage.ask().unwrap();
    }
}

#[test]
fn a_ban_ends_it_at_once_and_is_kept_to() {
    let stage = Stage::new();
    stage.refuse(418, Some("120"), 1);
    let error = stage.ask().unwrap_err();
    assert!(matches!(error, HttpError::Banned { wait, .. } if wait.as_secs() == 120), "{error}");
    stage.ask().unwrap();
    assert!(stage.asked_at()[1] >= 120.0);
    let stage = Stage::new();
    stage.refuse(418, None, 1);
    assert!(matches!(stage.ask(), Err(HttpError::Banned { wait, .. }) if wait.as_secs() == 3_600));
}

#[test]
fn five_tries_are_all_and_their_pauses_grow() {
    for status in [429, 500, 503] {
        let stage = Stage::new();
        stage.refuse(status, None, usize::MAX);
        let error = stage.ask().unwrap_err();
        assert!(matches!(error, HttpError::Status { status: found, .. } if found == status));
        let at = stage.asked_at();
        let pauses: Vec<f64> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert_eq!(at.len(), 5);
        let first = if status == 429 { 4.0 } else { 1.0 };
        let bounds = (0..4).map(|n| first * f64::from(1 << n));
        assert!(
            pauses.iter().zip(bounds).all(|(p, most)| *p >= most / 2.0 - 1e-6 && *p <= most + 1e-6),
            "{pauses:?}"
        );
    }
}

#[test]
fn all_waits_of_one_request_stay_within_an_hour() {
    let stage = Stage::new();
    stage.refuse(429, Some("1500"), usize::MAX);
    let error = stage.ask().unwrap_err();
    assert!(matches!(error, HttpError::AskedToWait { .. }), "{error}");
    let at = stage.asked_at();
    assert_eq!(at.len(), 3);
    assert!(at[2] <= 3_600.0, "{at:?}");
}

#[test]
fn refusals_that_last_are_not_repeated() {
    for status in [400, 401, 403, 404, 410, 451] {
        let stage = Stage::new();
        stage.refuse(status, Some("1"), usize::MAX);
        let error = stage.ask().unwrap_err();
        assert!(matches!(error, HttpError::Status { .. }) && error.is_lasting());
        assert_eq!(stage.asked_at().len(), 1, "{status}");
    }
}

#[test]
fn one_request_is_under_way_to_a_host_however_many_ask() {
    let slow = |_: &Seen| {
        for _ in 0..2_000 {
            std::thread::yield_now();
        }
        Answer::json("[]")
    };
    let server = FixtureServer::start(Arc::new(slow));
    let client = HttpClient::new(options()).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (client, base) = (&client, server.base());
            let work = move || (0..5).for_each(|_| drop(ask(client, &base, "/").unwrap()));
            std::thread::Builder::new().name(format!("asker {thread}")).spawn_scoped(scope, work).unwrap();
        }
    });
    assert_eq!((server.requests().len(), server.most_under_way()), (40, 1));
}

#[test]
fn two_hosts_are_asked_side_by_side() {
    let (busy, free) = (serving(Answer::json("[]")), serving(Answer::json("[]")));
    busy.misbehave("/", Fault::Mute, 1);
    let client = HttpClient::new(options()).unwrap();
    std::thread::scope(|scope| {
        let work = || ask(&client, &busy.base(), "/");
        let waits = std::thread::Builder::new().name("waits".to_owned()).spawn_scoped(scope, work).unwrap();
        while busy.requests().is_empty() {
            std::thread::yield_now();
        }
        ask(&client, &free.base(), "/").unwrap();
        assert!(!waits.is_finished() || busy.requests().len() > 1);
        waits.join().unwrap().unwrap();
    });
}

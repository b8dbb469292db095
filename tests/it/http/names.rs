//! Names that lead nowhere, and names that lead into the private network.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hashfloor::domain::live::Reach;
use hashfloor::io::http::{
    BaseUrl, HttpClient, HttpError, HttpOptions, Names, Pace, SharedTimer, Timer as _, Trust,
};

use super::tls::everything_is_here;
use super::{Listener, answering, ask, options, question};
use crate::fixture_server::{Answer, FixtureServer, Shown, Tls, VirtualTimer};

/// A client for which these are the addresses of every name, and how often it looked one up.
fn leading_to(addresses: io::Result<&'static [&'static str]>) -> (HttpClient, Arc<AtomicU32>) {
    let addresses = addresses.map_err(|error| error.kind());
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let table = move |_: &str| -> io::Result<Vec<IpAddr>> {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(addresses.map_err(io::Error::from)?.iter().map(|text| text.parse().unwrap()).collect())
    };
    let options = HttpOptions { reach: Reach::Internet, names: Names::Table(Arc::new(table)), ..options() };
    (HttpClient::new(options).unwrap(), asked)
}

fn built_in(client: &HttpClient, base: &str) -> HttpError {
    let mut question = question(base, "/");
    question.base = BaseUrl::parse(base, Trust::BuiltIn).unwrap();
    client.send(&question, &Listener::default()).unwrap_err()
}

#[test]
fn a_name_that_does_not_exist_is_looked_up_twice_and_said() {
    let (client, asked) = leading_to(Err(io::ErrorKind::NotFound.into()));
    let error = ask(&client, "https://nowhere.example.test", "/?secret=1").unwrap_err();
    assert!(matches!(error, HttpError::Name { .. }), "{error:?}");
    assert!(error.to_string().contains("nowhere.example.test") && !error.to_string().contains("secret"));
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    let (client, _) = leading_to(Ok(&[]));
    assert!(matches!(ask(&client, "https://empty.example.test", "/"), Err(HttpError::Name { .. })));
}

#[test]
fn a_public_name_that_leads_into_the_private_network_is_not_followed() {
    let tls = Tls::new(Shown::Good, &["data.example.test"]);
    let server = FixtureServer::start_tls(answering(Answer::json("[1]")), tls.clone());
    let base = format!("https://data.example.test:{}", server.port());
    let client = HttpClient::new(everything_is_here(&tls)).unwrap();
    let error = built_in(&client, &base);
    assert!(matches!(error, HttpError::PrivateAddress { .. }), "{error:?}");
    assert_eq!(server.connections(), 0);
    // The same name, named by the user, is meant.
    ask(&client, &base, "/").unwrap();
    for private in
        [&["10.0.0.1", "192.168.0.9"][..], &["169.254.169.254"], &["::1", "fe80::1"], &["::ffff:127.0.0.1"]]
    {
        let (client, _) = leading_to(Ok(private));
        let error = built_in(&client, &base);
        assert!(matches!(error, HttpError::PrivateAddress { .. }), "{private:?}: {error:?}");
    }
}

#[test]
fn a_private_address_written_out_is_not_followed_either() {
    let (client, asked) = leading_to(Ok(&["127.0.0.1"]));
    for base in
        ["https://127.0.0.1:1", "https://10.1.2.3", "https://[::1]:1", "https://[::ffff:7f00:1]", "https://0"]
    {
        let error = built_in(&client, base);
        assert!(matches!(error, HttpError::PrivateAddress { .. }), "{base}: {error:?}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn a_host_that_is_not_this_machine_is_asked_at_its_pace() {
    let (timer, shared) = VirtualTimer::new();
    let tls = Tls::new(Shown::Good, &["data.example.test"]);
    let server = FixtureServer::start_tls(answering(Answer::json("[1]")), tls.clone());
    let options = HttpOptions { timer: shared, ..everything_is_here(&tls) };
    let client = HttpClient::new(options).unwrap();
    let times = |base: &str| -> Vec<u128> {
        let mut question = question(base, "/");
        question.pace = Pace { per_second: 2.0, burst: 2 };
        let start = timer.elapsed();
        let send = |_| {
            client.send(&question, &Listener::default()).unwrap();
            (timer.elapsed() - start).as_millis()
        };
        (0..5).map(send).collect()
    };
    assert_eq!(times(&format!("https://data.example.test:{}", server.port())), [0, 0, 500, 1_000, 1_500]);
    let here = FixtureServer::start(answering(Answer::json("[1]")));
    assert_eq!(times(&here.base()), [0; 5]);
}

#[test]
fn the_machines_own_clock_goes_on() {
    let timer = SharedTimer::default().0;
    let before = timer.elapsed();
    timer.sleep(Duration::from_millis(5));
    assert!(timer.elapsed() - before >= Duration::from_millis(5));
    assert!(timer.wall().0 > 1_700_000_000);
}
